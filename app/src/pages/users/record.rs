//! One user: who they are and how they stand on the way back in.

use super::{
    Below, PromptTitle,
    active::ActiveSwitch,
    timeline::{Timeline, is_under_way},
    use_user_id,
};
use crate::api::{ApiError, users::read_user};
use crate::model::{PasswordFacts, UserId, UserRecord, UserRow};
use crate::pages::facts::{Email, PasswordAge, Sessions};
use crate::rules::reset::Refusal;
use crate::ui::{ActiveState, ErrorBlock, Glyph, Icon, Monogram, PageTitle, RecoveryMark, When, poll_while};
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// `/users/{id}`, below its prompts.
#[component]
pub fn Record() -> impl IntoView {
    let id = use_user_id();
    let record = Resource::new(move || id.get(), read);
    let prompt = RwSignal::new(None::<PromptTitle>);
    provide_context(Below { refresh: Callback::new(move |()| record.refetch()), prompt });
    let under_way = RwSignal::new(false);
    poll_while(under_way.into(), move || record.refetch());
    view! {
        <Outlet />
        <Transition fallback=|| view! { <p class="muted">"Reading…"</p> }>
            {move || Suspend::new(async move {
                match record.await {
                    Ok(record) => {
                        let is_under_way = is_under_way(&record.timeline);
                        Effect::new(move |_| under_way.set(is_under_way));
                        panels(record, prompt)
                    }
                    Err(error) => view! { <PageTitle text="User" /> <ErrorBlock error retry=move |()| record.refetch() whole=true /> }.into_any(),
                }
            })}
        </Transition>
    }
}

async fn read(id: Result<UserId, ApiError>) -> Result<UserRecord, ApiError> {
    read_user(id?).await
}

fn panels(record: UserRecord, prompt: RwSignal<Option<PromptTitle>>) -> AnyView {
    let UserRecord { row, language, time_zone, created, password, sessions, timeline, active_refusal } = record;
    view! {
        <RecordHead row=row.clone() prompt />
        <div class="record">
            <section class="panel" aria-labelledby="recovery">
                <header><h2 id="recovery">"Recovery"</h2></header>
                <Timeline entries=timeline />
            </section>
            <div>
                <section class="panel" aria-labelledby="account">
                    <header>
                        <h2 id="account">"Account"</h2>
                        <ActiveSwitch user=row.id is_active=row.is_active refusal=active_refusal />
                    </header>
                    <dl class="facts">
                        <dt>"E-mail"</dt>
                        <dd><Email address=row.email /></dd>
                        <dt>"Kind"</dt>
                        <dd>{row.kind.label()}</dd>
                        <dt>"Role"</dt>
                        <dd>{row.role.label()}</dd>
                        <dt>"Language"</dt>
                        <dd>{language}</dd>
                        <dt>"Time zone"</dt>
                        <dd>{time_zone}</dd>
                        <PasswordLines password />
                        <dt>"Created"</dt>
                        <dd><When moment=created /></dd>
                    </dl>
                </section>
                <section class="panel" aria-labelledby="sessions">
                    <header><h2 id="sessions">"Sessions"</h2></header>
                    <Sessions sessions />
                </section>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn PasswordLines(password: PasswordFacts) -> impl IntoView {
    let PasswordFacts { changed, locked_until } = password;
    view! {
        <dt>"Password"</dt>
        <dd><PasswordAge changed /></dd>
        {locked_until
            .map(|until| {
                view! {
                    <dt>"Locked"</dt>
                    <dd>"Until " <When moment=until full=true /> ", after failed sign-ins"</dd>
                }
            })}
    }
}

#[component]
fn RecordHead(row: UserRow, prompt: RwSignal<Option<PromptTitle>>) -> impl IntoView {
    let name = row.display_name.clone();
    let title = Signal::derive(move || match prompt.get() {
        Some(prompt) => format!("{} · {name}", prompt.text),
        None => name.clone(),
    });
    let is_error = Signal::derive(move || prompt.get().is_some_and(|prompt| prompt.is_error));
    view! {
        <PageTitle text=title is_error />
        <p class="crumb"><a href="/users">"Users"</a></p>
        <div class="head record-head">
            <div class="who">
                <Monogram name=&row.display_name large=true />
                <div>
                    <h1><bdi>{row.display_name.clone()}</bdi></h1>
                    <p class="muted line">
                        <ActiveState is_active=row.is_active />
                        <span>{row.kind.label()}</span>
                        <bdi class="mono">{row.user_name}</bdi>
                        {row.badge.map(|badge| view! { <RecoveryMark badge /> })}
                    </p>
                </div>
            </div>
            <SendLinkAction user=row.id refusal=row.link_refusal />
        </div>
    }
}

/// The main action; where it is refused it stays in its place, out of reach, with the reason.
#[component]
fn SendLinkAction(user: UserId, refusal: Option<Refusal>) -> impl IntoView {
    match refusal {
        None => view! {
            <a class="btn primary" href=format!("/users/{user}/send-link")>
                <Glyph icon=Icon::Send />
                "Send Password Change Link"
            </a>
        }
        .into_any(),
        Some(refusal) => view! {
            <div class="refused">
                <span class="btn primary" role="link" aria-disabled="true" aria-describedby="link-refusal" tabindex="0">
                    <Glyph icon=Icon::Send />
                    "Send Password Change Link"
                </span>
                <p class="hint" id="link-refusal">{refusal.to_string()}</p>
            </div>
        }
        .into_any(),
    }
}

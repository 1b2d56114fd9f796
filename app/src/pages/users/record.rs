//! One user: who they are and how they stand on the way back in.

use super::{
    Permitted,
    active::ActiveSwitch,
    address::LIST,
    entry::MenuEntry,
    programs::ApiPanel,
    tags::Tags,
    timeline::{Timeline, goes_on, is_open},
    use_user_id,
};
use crate::api::{ApiError, resource, users::read_user};
use crate::model::{MessageId, PasswordFacts, Permission, TimelineEntry, Tone, UserId, UserRecord, UserRow};
use crate::pages::{
    facts::{Email, FactorLines, PasswordAge, Sessions},
    messages::resend_prompt,
    prompts::{Below, PromptTitle, title_below},
};
use crate::rules::reset::Refusal;
use crate::ui::{ActiveState, ErrorPage, Glyph, Icon, Menu, Monogram, Note, PageTitle, RecoveryMark, When, poll_always};
use crate::words::use_words;
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// `/users/{id}`, below its prompts.
#[component]
pub fn Record() -> impl IntoView {
    let words = use_words();
    let id = use_user_id();
    let record = resource(move || id.get(), read);
    let prompt = RwSignal::new(None::<PromptTitle>);
    provide_context(Below { refresh: Callback::new(move |()| record.refetch()), prompt });
    let is_live = RwSignal::new(false);
    poll_always(is_live.into(), move || record.refetch());
    view! {
        <Outlet />
        <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || Suspend::new(async move {
                match record.await {
                    Ok(record) => {
                        let goes_on = goes_on(&record.timeline);
                        Effect::new(move |_| is_live.set(goes_on));
                        panels(record, prompt)
                    }
                    Err(error) => {
                        view! { <ErrorPage title=words.record.user() error retry=move |()| record.refetch() /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

async fn read(id: Result<UserId, ApiError>) -> Result<UserRecord, ApiError> {
    read_user(id?).await
}

fn panels(mut record: UserRecord, prompt: RwSignal<Option<PromptTitle>>) -> AnyView {
    let words = use_words().record;
    let (timeline, sessions) = (std::mem::take(&mut record.timeline), std::mem::take(&mut record.sessions));
    let lookalikes = std::mem::take(&mut record.lookalikes);
    let refusals = Refusals { temporary: record.temporary_refusal, delete: record.delete_refusal };
    let (user, email, resend) = (record.row.id, record.row.email.clone(), record.resend);
    let api = record.api.take();
    view! {
        <RecordHead row=record.row.clone() refusals prompt />
        <Lookalikes found=lookalikes />
        <div class="record">
            <Recovery user email resend timeline />
            <div>
                <Account record />
                {api.map(|access| view! { <ApiPanel user access /> })}
                <section class="panel" aria-labelledby="sessions">
                    <header><h2 id="sessions">{words.sessions()}</h2></header>
                    <Sessions sessions />
                </section>
            </div>
        </div>
    }
    .into_any()
}

/// Who they can be mistaken for.
#[component]
fn Lookalikes(found: Vec<(UserId, String)>) -> impl IntoView {
    (!found.is_empty()).then(|| {
        let names = found.into_iter().map(|(user, name)| {
            view! { <li><a href=format!("{LIST}/{user}")><bdi>{name}</bdi></a></li> }
        });
        view! {
            <div class="lookalikes">
                <Note tone=Tone::Warn>
                    <p>{use_words().record.lookalike()}</p>
                    <ul>{names.collect_view()}</ul>
                </Note>
            </div>
        }
    })
}

/// What happened on the way back in, and where more of it stands.
#[component]
fn Recovery(user: UserId, email: Option<String>, resend: Option<MessageId>, timeline: Vec<TimelineEntry>) -> impl IntoView {
    let (words, send_again) = (use_words().record, use_words().messages.send_again());
    let (open, is_link) = is_open(&timeline);
    let actions = open.then(|| {
        view! {
            <Permitted to=Permission::SupportUsers>
                <p class="buttons">
                    {resend.map(|message| view! { <a class="btn" href=resend_prompt(message, Some(user))>{send_again}</a> })}
                    {is_link.then(|| view! { <a class="btn" href=format!("{LIST}/{user}/copy-link") rel="external">{words.copy_link()}</a> })}
                    <a class="btn" href=format!("{LIST}/{user}/withdraw")>{words.withdraw()}</a>
                </p>
            </Permitted>
        }
    });
    let messages = email.map(|email| {
        let query = serde_urlencoded::to_string([("q", email)]).unwrap_or_default();
        view! {
            <Permitted to=Permission::ViewMessages>
                <a href=format!("/messages?{query}")>{words.messages()}</a>
            </Permitted>
        }
    });
    view! {
        <section class="panel" aria-labelledby="recovery">
            <header>
                <h2 id="recovery">{words.recovery()}</h2>
                {messages}
                <Permitted to=Permission::ViewAudit>
                    <a href=format!("/audit?user={user}")>{words.audit()}</a>
                </Permitted>
            </header>
            {actions}
            <Timeline entries=timeline />
        </section>
    }
}

#[component]
fn Account(record: UserRecord) -> impl IntoView {
    let words = use_words();
    let UserRecord { row, language, time_zone, password, second_factor, active_refusal, .. } = record;
    let form = words.user_form;
    let tags = (!row.tags.is_empty()).then(|| view! { <dt>{form.tags()}</dt> <dd><Tags tags=row.tags /></dd> });
    view! {
        <section class="panel" aria-labelledby="account">
            <header>
                <h2 id="account">{words.record.account()}</h2>
                <ActiveSwitch user=row.id is_active=row.is_active refusal=active_refusal />
            </header>
            <dl class="facts">
                <dt>{form.email()}</dt>
                <dd><Email address=row.email /></dd>
                <dt>{form.kind()}</dt>
                <dd>{words.labels.kind(row.kind)}</dd>
                <dt>{form.role()}</dt>
                <dd>{words.labels.role(row.role)}</dd>
                {tags}
                <dt>{form.language()}</dt>
                <dd>{language.name()}</dd>
                <dt>{form.time_zone()}</dt>
                <dd>{time_zone}</dd>
                <PasswordLines password />
                <FactorLines facts=second_factor />
                <dt>{words.record.created()}</dt>
                <dd><When moment=row.created /></dd>
            </dl>
        </section>
    }
}

#[component]
fn PasswordLines(password: PasswordFacts) -> impl IntoView {
    let words = use_words().record;
    let PasswordFacts { changed, temporary_until, must_change, locked_until } = password;
    let temporary = temporary_until.map(|until| view! { <br /> {words.temporary()} <When moment=until full=true /> });
    let must_change = must_change.then(|| view! { <br /> {words.must_change()} });
    let locked = locked_until.map(|until| {
        view! { <dt>{words.locked()}</dt> <dd>{words.locked_until()} <When moment=until full=true /></dd> }
    });
    view! {
        <dt>{words.password()}</dt>
        <dd><PasswordAge changed /> {temporary} {must_change}</dd>
        {locked}
    }
}

#[component]
fn RecordHead(row: UserRow, refusals: Refusals, prompt: RwSignal<Option<PromptTitle>>) -> impl IntoView {
    let words = use_words();
    let (title, is_error) = title_below(row.display_name.clone(), prompt);
    view! {
        <PageTitle text=title is_error />
        <p class="crumb"><a href=LIST>{words.users.title()}</a></p>
        <div class="head record-head">
            <div class="who">
                <Monogram name=&row.display_name large=true />
                <div>
                    <h1><bdi>{row.display_name.clone()}</bdi></h1>
                    <p class="muted line">
                        <ActiveState is_active=row.is_active />
                        <span>{words.labels.kind(row.kind)}</span>
                        <bdi class="mono">{row.user_name.clone()}</bdi>
                        {row.badge.map(|badge| view! { <RecoveryMark badge /> })}
                    </p>
                </div>
            </div>
            <SendLinkAction user=row.id refusal=row.link_refusal />
            {menu(row, refusals)}
        </div>
    }
}

/// The main action; where it is refused it stays in its place, out of reach, with the reason.
#[component]
fn SendLinkAction(user: UserId, refusal: Option<Refusal>) -> impl IntoView {
    let words = use_words();
    let label = words.record.send_link();
    match refusal {
        None => view! {
            <a class="btn primary" href=format!("{LIST}/{user}/send-link")>
                <Glyph icon=Icon::Send />
                {label}
            </a>
        }
        .into_any(),
        Some(refusal) => view! {
            <div class="refused">
                <span class="btn primary" role="link" aria-disabled="true" aria-describedby="link-refusal" tabindex="0">
                    <Glyph icon=Icon::Send />
                    {label}
                </span>
                <p class="hint" id="link-refusal">{words.problems.refusal(refusal)}</p>
            </div>
        }
        .into_any(),
    }
}

/// Why the reader cannot do what the record alone offers.
#[derive(Clone, Copy)]
struct Refusals {
    temporary: Option<Refusal>,
    delete: Option<Refusal>,
}

/// The other actions.
fn menu(row: UserRow, refusals: Refusals) -> AnyView {
    let words = use_words();
    let own = words.record;
    let (href, is_locked) = (format!("{LIST}/{}", row.id), row.is_locked());
    let UserRow { display_name, link_refusal, edit_refusal, support_refusal, .. } = row;
    let unlock = is_locked.then(|| {
        view! { <MenuEntry href=format!("{href}/unlock") label=own.unlock() refusal=support_refusal /> }
    });
    view! {
        <Menu label=words.common.actions_for(&display_name) icon=Icon::More>
            <MenuEntry href=format!("{href}/new-password") label=own.generate() refusal=link_refusal />
            <MenuEntry href=format!("{href}/verify-caller") label=words.caller_code.title() refusal=refusals.temporary />
            <MenuEntry href=format!("{href}/temporary-password") label=own.set_temporary() refusal=refusals.temporary />
            <MenuEntry href=format!("{href}/edit") label=words.common.edit() refusal=edit_refusal />
            {unlock}
            <MenuEntry href=format!("{href}/end-sessions") label=own.end_sessions() refusal=support_refusal />
            <MenuEntry href=format!("{href}/remove-second-factor") label=own.remove_factors() refusal=edit_refusal />
            <MenuEntry href=format!("{href}/delete") label=own.delete_user() refusal=refusals.delete />
        </Menu>
    }
    .into_any()
}

//! "This wasn't me": the page that a notice leads to.

use super::public::{PublicLoading, PublicPage, unread};
use crate::api::{ApiError, ErrorCode, house::organisation, resets::not_me_standing, resource};
use crate::model::{MessageKind, Moment, NewFactor, NotMePrompt, NotMeStanding, Organisation, Tone};
use crate::ui::{Contact, Note, PageTitle, PlainForm, SubmitButton, When, respond_with, sentence};
use crate::words::{SelfService, Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/not-me/{code}`.
#[component]
pub fn NotMe() -> impl IntoView {
    let code = use_params_map().with_untracked(|params| params.get("code").unwrap_or_default());
    let action = format!("/not-me/{code}");
    let facts = resource(move || code.clone(), read);
    let title = use_words().self_service.not_me();
    view! {
        <Suspense fallback=PublicLoading>
            {move || {
                let action = action.clone();
                Suspend::new(async move {
                    match facts.await {
                        Ok((house, standing)) => show(house, standing, action),
                        Err(error) => {
                            view! {
                                <PageTitle text=title />
                                {unread(title, error, facts)}
                            }
                                .into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
}

async fn read(code: String) -> Result<(Organisation, NotMeStanding), ApiError> {
    Ok((organisation().await?, not_me_standing(code).await?))
}

fn show(house: Organisation, standing: NotMeStanding, action: String) -> AnyView {
    let words = use_words();
    match standing {
        NotMeStanding::Open(prompt) => open(house, prompt, action),
        NotMeStanding::Reported(at) => reported(house, at),
        NotMeStanding::Expired(at) => {
            let until = sentence(words.self_service.expired_text(), view! { <When moment=at full=true /> });
            closed(house, words.self_service.expired(), until)
        }
        NotMeStanding::Unknown => {
            respond_with(ErrorCode::NotFound);
            closed(house, words.change_password.unknown(), words.change_password.unknown_more().into_any())
        }
    }
}

fn open(house: Organisation, prompt: NotMePrompt, action: String) -> AnyView {
    let all_words = use_words();
    let words = all_words.self_service;
    let user_name = prompt.user_name.clone();
    let new_factors = new_factors(prompt.new_factors, all_words);
    view! {
        <PageTitle text=words.not_me() />
        <PublicPage house=Some(house)>
            <div>
                <h1>{words.not_me()}</h1>
                <p>{sentence(happened(prompt.about, words), view! { <b><bdi>{user_name}</bdi></b> })}</p>
                <p class="muted">{sentence(words.when(), view! { <When moment=prompt.at full=true /> })}</p>
            </div>
            <div>
                <p>{words.pressing()}</p>
                <ul class="rules">
                    <li>{words.pressing_sessions()}</li>
                    <li>{words.pressing_links()}</li>
                    <li>{words.pressing_told()}</li>
                </ul>
                <p>{words.password_stays()}</p>
            </div>
            {new_factors}
            <PlainForm action>
                <SubmitButton look="danger">{words.report()}</SubmitButton>
            </PlainForm>
            <p class="small muted">{words.was_you()}</p>
        </PublicPage>
    }
    .into_any()
}

/// What reporting does not end.
fn new_factors(added: Vec<NewFactor>, words: Words) -> Option<AnyView> {
    let line = |factor: NewFactor| {
        let label = words.second_factor.factor(factor.passkey.as_deref());
        view! { <li><bdi>{label}</bdi> ", " <When moment=factor.added full=true /></li> }
    };
    (!added.is_empty()).then(|| {
        view! {
            <div>
                <p>{words.self_service.new_factors()}</p>
                <ul class="rules">{added.into_iter().map(line).collect_view()}</ul>
            </div>
        }
        .into_any()
    })
}

/// What the notice was about, as a sentence in which the account is set in.
const fn happened(about: MessageKind, words: SelfService) -> &'static str {
    match about {
        MessageKind::PasswordChanged => words.happened_password(),
        MessageKind::EmailChanged => words.happened_email(),
        MessageKind::TemporaryPasswordSet => words.happened_temporary(),
        MessageKind::SecondFactorChanged => words.happened_factor(),
        _ => words.happened_other(),
    }
}

fn reported(house: Organisation, at: Moment) -> AnyView {
    let words = use_words();
    let own = words.self_service;
    let contact = house.support_contact.clone();
    view! {
        <PageTitle text=own.reported() />
        <PublicPage house=Some(house)>
            <h1>{own.reported()}</h1>
            <Note tone=Tone::Good>
                <p>{sentence(own.reported_text(), view! { <When moment=at full=true /> })}</p>
            </Note>
            <p>{own.reported_next()}</p>
            <a class="btn primary" href="/forgot-password">{words.change_password.ask_for_link()}</a>
            <p>{sentence(own.urgent(), view! { <Contact contact /> })}</p>
        </PublicPage>
    }
    .into_any()
}

/// The link does not work: why, and whom to turn to.
fn closed(house: Organisation, heading: &'static str, why: AnyView) -> AnyView {
    let words = use_words();
    let contact = house.support_contact.clone();
    view! {
        <PageTitle text=heading />
        <PublicPage house=Some(house)>
            <div>
                <h1>{heading}</h1>
                <p class="muted">{why}</p>
            </div>
            <p>{sentence(words.self_service.report_to(), view! { <Contact contact /> })}</p>
            <a class="btn" href="/sign-in">{words.common.sign_in()}</a>
        </PublicPage>
    }
    .into_any()
}

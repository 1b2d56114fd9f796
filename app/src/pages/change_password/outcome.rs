//! What the page says once the password is changed, or when the link does not work.

use crate::api::ErrorCode;
use crate::model::{LinkStanding, Organisation, Tone};
use crate::pages::public::PublicPage;
use crate::ui::{Contact, Note, PageTitle, PlainForm, SubmitButton, When, respond_with, sentence};
use crate::words::{ChangePassword as Words, use_words};
use leptos::prelude::*;

/// The password was changed.
pub(super) fn done(house: Organisation) -> AnyView {
    let words = use_words();
    let contact = house.support_contact.clone();
    view! {
        <PageTitle text=words.change_password.changed() />
        <PublicPage house=Some(house)>
            <h1>{words.change_password.changed()}</h1>
            <Note tone=Tone::Good>
                <p>{words.change_password.changed_more()}</p>
            </Note>
            <a class="btn primary" href="/sign-in" rel="external">{words.common.sign_in()}</a>
            <p class="small muted">{sentence(words.change_password.not_you(), view! { <Contact contact /> })}</p>
        </PublicPage>
    }
    .into_any()
}

/// The link does not work: which way, and what to do next. `address` is the link's own.
pub(super) fn closed(house: Organisation, standing: LinkStanding, address: &str) -> AnyView {
    let words = use_words();
    let next = if matches!(standing, LinkStanding::Unknown) {
        ask(words.change_password)
    } else {
        renew(address, words.change_password)
    };
    let (heading, why) = why(standing, words.change_password);
    let contact = house.support_contact.clone();
    view! {
        <PageTitle text=heading />
        <PublicPage house=Some(house)>
            <div>
                <h1>{heading}</h1>
                <p class="muted">{why}</p>
            </div>
            {next}
            <p class="small muted">{sentence(words.change_password.no_mail(), view! { <Contact contact /> })}</p>
            <p class="small muted"><a href="/change-password">{words.change_password.enter_code()}</a></p>
            <p class="small muted">{words.change_password.know_it()} " " <a href="/sign-in">{words.common.sign_in()}</a></p>
        </PublicPage>
    }
    .into_any()
}

/// One press sends a new link: whose it is, is known from the old one.
fn renew(address: &str, words: Words) -> AnyView {
    view! {
        <PlainForm action=format!("{address}/renew")>
            <SubmitButton>{words.send_new()}</SubmitButton>
        </PlainForm>
        <p class="small muted">{words.send_new_text()}</p>
    }
    .into_any()
}

/// Nothing is known of the link, so its reader must say whose account it is about.
fn ask(words: Words) -> AnyView {
    view! { <a class="btn primary" href="/forgot-password">{words.ask_for_link()}</a> }.into_any()
}

fn why(standing: LinkStanding, words: Words) -> (&'static str, AnyView) {
    match standing {
        LinkStanding::Expired(at) => (words.expired(), sentence(words.expired_more(), view! { <When moment=at full=true /> })),
        LinkStanding::Used(at) => (words.used(), sentence(words.used_more(), view! { <When moment=at full=true /> })),
        LinkStanding::Revoked(at) => (words.revoked(), sentence(words.revoked_more(), view! { <When moment=at full=true /> })),
        LinkStanding::Open(_) | LinkStanding::Unknown => {
            respond_with(ErrorCode::NotFound);
            (words.unknown(), words.unknown_more().into_any())
        }
    }
}

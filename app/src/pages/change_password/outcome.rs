//! What the page says once the password is changed, or when the link does not work.

use crate::api::ErrorCode;
use crate::model::Tone;
use crate::model::{LinkStanding, Organisation};
use crate::pages::public::PublicPage;
use crate::ui::{Contact, Note, PageTitle, When, respond_with};
use leptos::prelude::*;

/// The password was changed.
pub(super) fn done(house: Organisation) -> AnyView {
    view! {
        <PageTitle text="Password changed" />
        <PublicPage organisation=house.name>
            <h1>"Password changed"</h1>
            <Note tone=Tone::Good>
                <p>"You can sign in with it now. You were signed out everywhere else, and we have sent you a mail about the change."</p>
            </Note>
            <a class="btn primary" href="/sign-in" rel="external">"Sign in"</a>
            <p class="small muted">"Was this not you? Contact " <Contact contact=house.support_contact /> " at once."</p>
        </PublicPage>
    }
    .into_any()
}

/// The link does not work: which way, and what to do next.
pub(super) fn closed(house: Organisation, standing: LinkStanding) -> AnyView {
    let (heading, words) = words(standing);
    view! {
        <PageTitle text=heading />
        <PublicPage organisation=house.name>
            <div>
                <h1>{heading}</h1>
                <p class="muted">{words}</p>
            </div>
            <p>"For a new link, contact " <Contact contact=house.support_contact /> "."</p>
            <a class="btn" href="/change-password">"Enter a code from a mail"</a>
            <p class="small muted">"Know your password after all? " <a href="/sign-in">"Sign in"</a></p>
        </PublicPage>
    }
    .into_any()
}

fn words(standing: LinkStanding) -> (&'static str, AnyView) {
    match standing {
        LinkStanding::Expired(at) => (
            "This link has expired",
            view! { "It worked until " <When moment=at full=true /> ". Your password has not changed." }.into_any(),
        ),
        LinkStanding::Used(at) => (
            "This link was used already",
            view! { "A password was chosen with it on " <When moment=at full=true /> ". Each link works once. If that was not you, say so at once." }
                .into_any(),
        ),
        LinkStanding::Revoked(at) => (
            "This link was withdrawn",
            view! {
                "It stopped working on " <When moment=at full=true />
                ". Either a newer link was sent, or the password was changed another way, or the account was switched off. If you have a newer mail, use its link."
            }
                .into_any(),
        ),
        LinkStanding::Open(_) | LinkStanding::Unknown => {
            respond_with(ErrorCode::NotFound);
            ("This link is not known", view! { "Check that all of it was copied from the mail. Very old links are forgotten." }.into_any())
        }
    }
}

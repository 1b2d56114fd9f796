//! The mail that an action sends, before it is sent.

use super::address::LIST;
use crate::model::{TemplateKey, UserId};
use crate::words::use_words;
use leptos::{prelude::*, tachys::html::attribute::custom::custom_attribute};

/// The mail as this user will read it, with samples for what does not exist yet. It is fetched when it is opened.
#[component]
pub(super) fn MailPreview(
    /// Who gets it.
    user: UserId,
    /// Which mail.
    mail: TemplateKey,
) -> impl IntoView {
    let words = use_words().record;
    let lazy = custom_attribute("loading", "lazy");
    view! {
        <details class="mail-preview">
            <summary>{words.show_mail()}</summary>
            <iframe title=words.the_mail() sandbox="" {..lazy} src=format!("{LIST}/{user}/mail/{mail}")></iframe>
        </details>
    }
}

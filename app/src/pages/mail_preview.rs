//! The mail that an action sends, before it is sent.

use crate::model::PreviewLook;
use crate::words::use_words;
use leptos::{prelude::*, tachys::html::attribute::custom::custom_attribute};

/// The mail as its recipient will read it, with X for what is made at sending. It is fetched when it is opened.
#[component]
pub(super) fn MailPreview(
    /// The address of the mail as a document.
    path: String,
    /// A field of the form that the mail depends on, and what is chosen there.
    #[prop(optional)]
    choice: Option<(&'static str, RwSignal<String>)>,
) -> impl IntoView {
    let words = use_words().record;
    let path = StoredValue::new(path);
    let address = move |look: PreviewLook| {
        let chosen = choice.map(|(field, chosen)| (field, chosen.get()));
        let query = [("look", look.to_string())].into_iter().chain(chosen).collect::<Vec<_>>();
        path.with_value(|path| format!("{path}?{}", serde_urlencoded::to_string(query).unwrap_or_default()))
    };
    view! {
        <details class="mail-preview">
            <summary>{words.show_mail()}</summary>
            <p class="small muted">{words.mail_means()}</p>
            <Frame title=words.the_mail() src=Signal::derive(move || address(PreviewLook::Html)) />
            <details>
                <summary>{words.show_mail_as_text()}</summary>
                <Frame title=words.the_mail_as_text() src=Signal::derive(move || address(PreviewLook::Text)) />
            </details>
        </details>
    }
}

/// A frame that is made anew when its address changes: one that is navigated would fill the browser's history.
#[component]
fn Frame(title: &'static str, src: Signal<String>) -> impl IntoView {
    let framed = move |src: String| {
        let lazy = custom_attribute("loading", "lazy");
        view! { <iframe title=title sandbox="" {..lazy} src=src></iframe> }
    };
    view! { <For each=move || [src.get()] key=String::clone children=framed /> }
}

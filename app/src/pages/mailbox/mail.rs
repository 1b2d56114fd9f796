//! One mail, opened.

use super::MailboxFrame;
use crate::api::{mailbox::read_mail, resource};
use crate::model::MailView;
use crate::ui::{ErrorPage, PageTitle, Tab, Tabs, When};
use crate::words::{Mailbox as Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// What the sandboxed HTML part may do: open its links, in the whole window or in a new one.
const SANDBOX: &str = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/// `/mailbox/{id}`.
#[component]
pub fn OpenMail() -> impl IntoView {
    let words = use_words();
    let params = use_params_map();
    let mail = resource(move || params.with(|params| params.get("id").unwrap_or_default()), read_mail);
    let query = use_query_map();
    let as_text = Memo::new(move |_| query.with(|query| query.get_str("part") == Some("text")));
    view! {
        <MailboxFrame>
            <p class="crumb"><a href="/mailbox">{words.mailbox.title()}</a></p>
            <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    match mail.await {
                        Ok(mail) => opened(mail, as_text, words.mailbox),
                        Err(error) => {
                            view! { <ErrorPage title=words.mailbox.mail() error retry=move |()| mail.refetch() /> }.into_any()
                        }
                    }
                })}
            </Transition>
        </MailboxFrame>
    }
}

fn opened(mail: MailView, as_text: Memo<bool>, words: Words) -> AnyView {
    let MailView { summary, from, text } = mail;
    let here = format!("/mailbox/{}", summary.id);
    let html = format!("{here}/html");
    view! {
        <PageTitle text=summary.subject.clone() />
        <h1><bdi>{summary.subject}</bdi></h1>
        <dl class="facts">
            <dt>{words.from()}</dt>
            <dd><bdi>{from}</bdi></dd>
            <dt>{words.to()}</dt>
            <dd><bdi>{summary.to}</bdi></dd>
            <dt>{words.sent()}</dt>
            <dd><When moment=summary.at full=true /></dd>
        </dl>
        {move || view! { <Tabs label=words.parts() tabs=tabs(&here, as_text.get(), words) /> }}
        {move || {
            if as_text.get() {
                view! { <pre class="mail-text">{linked(&text)}</pre> }.into_any()
            } else {
                view! { <iframe class="mail-html" title=words.the_mail() sandbox=SANDBOX src=html.clone()></iframe> }.into_any()
            }
        }}
    }
    .into_any()
}

/// The ways to read it.
fn tabs(here: &str, as_text: bool, words: Words) -> Vec<Tab> {
    vec![
        Tab { href: here.to_owned(), label: words.html(), is_current: !as_text },
        Tab { href: format!("{here}?part=text"), label: words.text(), is_current: as_text },
    ]
}

/// The text with its web addresses as links.
fn linked(text: &str) -> Vec<AnyView> {
    let mut views = Vec::new();
    let mut plain = String::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let address = word.trim_end();
        if address.starts_with("https://") || address.starts_with("http://") {
            views.push(std::mem::take(&mut plain).into_any());
            let (href, shown) = (address.to_owned(), address.to_owned());
            views.push(view! { <a href=href rel="external">{shown}</a> }.into_any());
            plain.push_str(&word[address.len()..]);
        } else {
            plain.push_str(word);
        }
    }
    views.push(plain.into_any());
    views
}

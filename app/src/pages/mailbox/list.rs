//! The mailbox's list.

use super::MailboxFrame;
use crate::api::{mailbox::list_mails, resource};
use crate::model::MailSummary;
use crate::ui::{Empty, ErrorBlock, Glyph, Head, Icon, PageTitle, When, cards, poll_while};
use crate::words::{Mailbox as Words, use_words};
use leptos::prelude::*;

/// `/mailbox`.
#[component]
pub fn MailboxList() -> impl IntoView {
    let words = use_words();
    let mails = resource(|| (), |()| list_mails());
    poll_while(Signal::stored(true), move || mails.refetch());
    let refresh = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        mails.refetch();
    };
    view! {
        <PageTitle text=words.mailbox.title() />
        <MailboxFrame>
            <Head title=words.mailbox.title()>
                <a class="btn" href="/mailbox" on:click=refresh>
                    <Glyph icon=Icon::Refresh />
                    {words.mailbox.refresh()}
                </a>
            </Head>
            <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    match mails.await {
                        Ok(mails) => table(mails, words.mailbox),
                        Err(error) => view! { <ErrorBlock error retry=move |()| mails.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </MailboxFrame>
    }
}

fn table(mails: Vec<MailSummary>, words: Words) -> AnyView {
    if mails.is_empty() {
        return view! { <Empty title=words.empty() text=words.empty_more() /> }.into_any();
    }
    let rows = mails.into_iter().map(|mail| row(mail, words)).collect_view();
    let table = cards([words.subject(), words.to(), words.sent()], rows);
    view! {
        <div class="list">
            {table}
        </div>
    }
    .into_any()
}

fn row(mail: MailSummary, words: Words) -> impl IntoView {
    view! {
        <tr>
            <td class="main-cell"><a class="name" href=format!("/mailbox/{}", mail.id)><bdi>{mail.subject}</bdi></a></td>
            <td class="labelled" data-label=words.to()><bdi>{mail.to}</bdi></td>
            <td class="muted" data-label=words.sent()><When moment=mail.at /></td>
        </tr>
    }
}

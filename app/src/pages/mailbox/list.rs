//! The mailbox's list.

use super::MailboxFrame;
use crate::api::mailbox::list_mails;
use crate::model::MailSummary;
use crate::ui::{ErrorBlock, Glyph, Head, Icon, PageTitle, When, poll_while};
use leptos::prelude::*;

/// `/mailbox`.
#[component]
pub fn MailboxList() -> impl IntoView {
    let mails = Resource::new(|| (), |()| list_mails());
    poll_while(Signal::stored(true), move || mails.refetch());
    let refresh = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        mails.refetch();
    };
    view! {
        <PageTitle text="Mailbox" />
        <MailboxFrame>
            <Head title="Mailbox">
                <a class="btn" href="/mailbox" on:click=refresh>
                    <Glyph icon=Icon::Refresh />
                    "Refresh"
                </a>
            </Head>
            <Transition fallback=|| view! { <p class="muted">"Reading…"</p> }>
                {move || Suspend::new(async move {
                    match mails.await {
                        Ok(mails) => table(mails),
                        Err(error) => view! { <ErrorBlock error retry=move |()| mails.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </MailboxFrame>
    }
}

fn table(mails: Vec<MailSummary>) -> AnyView {
    if mails.is_empty() {
        return view! {
            <section class="empty">
                <h2>"No mail yet"</h2>
                <p>"Send someone a password change link: its mail turns up here."</p>
            </section>
        }
        .into_any();
    }
    view! {
        <div class="list">
            <div class="table-wrap">
                <table class="table cards">
                    <thead>
                        <tr>
                            <th scope="col">"Subject"</th>
                            <th scope="col">"To"</th>
                            <th scope="col">"Sent"</th>
                        </tr>
                    </thead>
                    <tbody>{mails.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}

fn row(mail: MailSummary) -> impl IntoView {
    view! {
        <tr>
            <td class="main-cell"><a class="name" href=format!("/mailbox/{}", mail.id)><bdi>{mail.subject}</bdi></a></td>
            <td data-label="To"><bdi>{mail.to}</bdi></td>
            <td class="muted" data-label="Sent"><When moment=mail.at /></td>
        </tr>
    }
}

//! The audit trail: who did what to whom, latest first.

mod address;
mod chain;
mod entry;
mod filters;

use crate::api::{house::list_audit, resource};
use crate::model::{AuditEntry, AuditQuery, Page};
use crate::pages::listing::listing;
use crate::ui::{Empty, ErrorBlock, Head, PageTitle, count_words, use_busy};
use crate::words::{Words, use_words};
#[cfg(feature = "ssr")]
pub use address::read as audit_asked;
use chain::Chain;
use entry::Entry;
use filters::Filters;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// `/audit`.
#[component]
pub fn Trail() -> impl IntoView {
    let words = use_words();
    let search = use_location().search;
    let query = Memo::new(move |_| search.with(|search| address::read(search)));
    let entries = resource(move || query.get(), list_audit);
    let (is_busy, set_pending) = use_busy();
    view! {
        <PageTitle text=words.audit.title() />
        <Head title=words.audit.title()>
            <a class="btn" href=move || query.with(address::export) rel="external">
                {words.imports.export()}
            </a>
        </Head>
        <Chain />
        <Filters query />
        <div class="list" aria-busy=move || is_busy.get().then_some("true")>
            <Transition set_pending fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    match entries.await {
                        Ok(page) => found(page, &query.get_untracked(), words),
                        Err(error) => view! { <ErrorBlock error retry=move |()| entries.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

fn found(page: Page<AuditEntry>, query: &AuditQuery, words: Words) -> AnyView {
    let count = if page.total.more {
        words.audit.more_than(&count_words(page.total, words))
    } else {
        words.audit.count(page.total.counted)
    };
    let is_filtered = address::is_filtered(query);
    let table =
        move |entries: Vec<AuditEntry>| if entries.is_empty() { nothing(is_filtered, words) } else { table(entries, words) };
    listing(page, count, table, |place| address::write(&AuditQuery { place: Some(place), ..query.clone() }))
}

fn nothing(is_filtered: bool, words: Words) -> AnyView {
    let own = words.audit;
    if !is_filtered {
        return view! { <Empty title=own.none_yet() text=own.none_yet_text() /> }.into_any();
    }
    view! {
        <Empty title=own.no_match() text=own.no_match_text()>
            <a class="btn" href=address::TRAIL>{words.common.clear_filters()}</a>
        </Empty>
    }
    .into_any()
}

fn table(entries: Vec<AuditEntry>, words: Words) -> AnyView {
    let own = words.audit;
    view! {
        <div class="table-wrap">
            <table class="table cards">
                <thead>
                    <tr>
                        <th scope="col">{own.what()}</th>
                        <th scope="col">{own.outcome()}</th>
                        <th scope="col">{own.who()}</th>
                        <th scope="col">{own.whom()}</th>
                        <th scope="col">{own.when()}</th>
                        <th scope="col">{own.place()}</th>
                    </tr>
                </thead>
                <tbody>{entries.into_iter().map(|entry| view! { <Entry entry /> }).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

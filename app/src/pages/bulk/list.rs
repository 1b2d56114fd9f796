//! All jobs, the latest first.

use super::{StateBadge, address, outcomes, whom};
use crate::api::{bulk::list_bulk, resource};
use crate::model::{BulkRow, Page};
use crate::pages::listing::listing;
use crate::ui::{Empty, ErrorBlock, Head, PageTitle, When, cards, poll_while};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// `/bulk`.
#[component]
pub fn List() -> impl IntoView {
    let words = use_words();
    let own = words.bulk;
    let search = use_location().search;
    let place = Memo::new(move |_| search.with(|search| address::read_list(search)));
    let jobs = resource(move || place.get(), list_bulk);
    let goes_on = RwSignal::new(false);
    poll_while(goes_on.into(), move || jobs.refetch());
    view! {
        <PageTitle text=own.title() />
        <Head title=own.title() />
        <p class="muted">{own.lead()}</p>
        <div class="list">
            <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    match jobs.await {
                        Ok(page) => {
                            let is_one_under_way = page.items.iter().any(|job| job.state.is_under_way());
                            Effect::new(move |_| goes_on.set(is_one_under_way));
                            found(page, words)
                        }
                        Err(error) => view! { <ErrorBlock error retry=move |()| jobs.refetch() whole=true /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

fn found(page: Page<BulkRow>, words: Words) -> AnyView {
    let count = words.bulk.jobs(page.total.counted);
    let rows = move |jobs: Vec<BulkRow>| if jobs.is_empty() { none_yet(words) } else { table(jobs, words) };
    listing(page, count, rows, |place| address::list(&place))
}

fn none_yet(words: Words) -> AnyView {
    let own = words.bulk;
    view! {
        <Empty title=own.none_yet() text=own.none_yet_text()>
            <a class="btn primary" href="/users">{own.to_users()}</a>
        </Empty>
    }
    .into_any()
}

fn table(jobs: Vec<BulkRow>, words: Words) -> AnyView {
    let own = words.bulk;
    let rows = jobs.into_iter().map(|job| view! { <Row job /> }).collect_view();
    cards([own.what(), own.whom(), own.state(), own.progress(), own.started()], rows)
}

#[component]
fn Row(job: BulkRow) -> impl IntoView {
    let words = use_words();
    let own = words.bulk;
    view! {
        <tr>
            <td class="main-cell">
                <a class="name" href=address::job(job.id)><bdi>{own.order(&job.order)}</bdi></a>
            </td>
            <td class="labelled" data-label=own.whom()><bdi>{whom(job.criteria.as_ref(), words)}</bdi></td>
            <td><StateBadge state=job.state /></td>
            <td class="labelled" data-label=own.progress()>
                {own.progress_of(job.counts)} <p class="small muted">{outcomes(&job, words)}</p>
            </td>
            <td class="muted labelled" data-label=own.started()>
                <When moment=job.started.clone() /> " " {own.by(&job.by)}
            </td>
        </tr>
    }
}

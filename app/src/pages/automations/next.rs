//! What comes next of all automations, day by day.

use super::{
    Views, address,
    list::stopped,
    month,
    run::{Stepping, stepping, steps, whom},
};
use crate::api::{ApiError, automations, resource};
use crate::model::{Coming, JobKind, Page, Permission, PlannedRun, RunLine, Upcoming, Viewer};
use crate::pages::listing::listing;
use crate::ui::{Empty, ErrorBlock, ErrorSummary, Head, PageTitle, When, cards_with_actions, count_words, poll_while, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// `/automations/next`.
#[component]
pub fn Next() -> impl IntoView {
    let words = use_words();
    let own = words.automations;
    let search = use_location().search;
    let place = Memo::new(move |_| search.with(|search| address::read_next(search)));
    let month = Memo::new(move |_| search.with(|search| address::read_month(search)));
    let upcoming = resource(move || place.get(), automations::upcoming_runs);
    let calendar = resource(move || month.get(), automations::coming_month);
    let read_again = move || {
        upcoming.refetch();
        calendar.refetch();
    };
    let refused = take_form().map(|form| form.error);
    let is_error = refused.is_some();
    let stepping = stepping(refused, read_again);
    let waits = RwSignal::new(false);
    poll_while(waits.into(), read_again);
    let viewer: Option<Resource<Result<Viewer, ApiError>, crate::api::Inline>> = use_context();
    view! {
        <PageTitle text=own.coming_next() is_error />
        <Head title=own.title() />
        <Views current=address::NEXT />
        <p class="muted">{own.next_lead()}</p>
        <ErrorSummary error=stepping.error() />
        <Transition fallback=|| ()>
            // What keeps it from being read is said where the list would be.
            {move || Suspend::new(async move { calendar.await.ok().map(|month| month::calendar(month, words)) })}
        </Transition>
        <div class="list" id=month::LIST>
            <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || {
                    let month = month.get();
                    Suspend::new(async move {
                        let may_step = match viewer {
                            Some(viewer) => viewer.await.is_ok_and(|viewer| viewer.role.allows(Permission::ManageAutomations)),
                            None => false,
                        };
                        match upcoming.await {
                            Ok(Upcoming { page, days, all_stopped }) => {
                                let is_any = !page.items.is_empty();
                                Effect::new(move |_| waits.set(is_any));
                                view! {
                                    {all_stopped.then(|| stopped(may_step, words))}
                                    {found(page, days, month.as_deref(), may_step.then_some(stepping), words)}
                                }
                                    .into_any()
                            }
                            Err(error) => view! { <ErrorBlock error retry=move |()| upcoming.refetch() /> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </div>
    }
}

fn found(
    page: Page<Coming>,
    days: Vec<(String, usize)>,
    month: Option<&str>,
    stepping: Option<Stepping>,
    words: Words,
) -> AnyView {
    let own = words.automations;
    let count = if page.total.more { own.runs_over(&count_words(page.total, words)) } else { own.runs(page.total.counted) };
    let planned = page.items.iter().filter(|coming| matches!(coming, Coming::Planned(_))).count();
    let planned = i64::try_from(planned).unwrap_or(i64::MAX);
    let count = if planned > 0 { format!("{count}, {}", own.planned_times(planned)) } else { count };
    let rows = move |coming: Vec<Coming>| {
        if coming.is_empty() {
            return view! { <Empty title=own.nothing_next() text=own.nothing_next_text() /> }.into_any();
        }
        let mut coming = coming.into_iter();
        let one_day = |(day, count)| one_day(day, coming.by_ref().take(count).collect(), stepping, words);
        days.into_iter().map(one_day).collect_view().into_any()
    };
    listing(page, count, rows, |place| address::next(month, Some(&place)))
}

fn one_day(day: String, coming: Vec<Coming>, stepping: Option<Stepping>, words: Words) -> AnyView {
    let own = words.automations;
    let rows = coming.into_iter().map(|coming| row(coming, stepping, words)).collect_view();
    let table = cards_with_actions([own.user(), own.due(), own.title(), own.event()], words.common.actions(), rows);
    view! {
        <section class="day">
            <h2>{day}</h2>
            {table}
        </section>
    }
    .into_any()
}

fn row(coming: Coming, stepping: Option<Stepping>, words: Words) -> AnyView {
    match coming {
        Coming::Run(line) => run(&line, stepping, words),
        Coming::Planned(planned) => plan(planned, words),
    }
}

fn run(line: &RunLine, stepping: Option<Stepping>, words: Words) -> AnyView {
    let own = words.automations;
    let (id, name) = line.automation.clone();
    let steps = stepping.map(|stepping| steps(line, address::NEXT, stepping, words));
    view! {
        <tr>
            <td class="main-cell">{whom(line, words)}</td>
            <td class="labelled" data-label=own.due()><When moment=line.due.clone() /></td>
            <td class="wordy labelled" data-label=own.title()><a href=address::record(id)><bdi>{name}</bdi></a></td>
            <td class="muted labelled" data-label=own.event()>{words.automation_names.event(line.event)}</td>
            <td class="row-actions">{steps}</td>
        </tr>
    }
    .into_any()
}

/// A time that the clock will bring. There is no run yet that could be cancelled.
fn plan(planned: PlannedRun, words: Words) -> AnyView {
    let own = words.automations;
    let PlannedRun { automation: (id, name), event, job, due, user, .. } = planned;
    let whom = match user {
        Some((user, name)) => view! { <a class="name" href=format!("/users/{user}")><bdi>{name}</bdi></a> }.into_any(),
        None if job == JobKind::Webhook => own.the_call().into_any(),
        None => view! { <span class="muted">{own.to_be_computed()}</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="main-cell">{whom}</td>
            <td class="labelled" data-label=own.due()><When moment=due /></td>
            <td class="wordy labelled" data-label=own.title()><a href=address::record(id)><bdi>{name}</bdi></a></td>
            <td class="muted labelled" data-label=own.event()>{words.automation_names.event(event)}</td>
            <td><span class="badge">{own.planned()}</span></td>
        </tr>
    }
    .into_any()
}

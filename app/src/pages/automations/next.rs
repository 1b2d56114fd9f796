//! What comes next of all automations, day by day.

use super::{
    Views, address,
    run::{Stepping, stepping, steps, whom},
};
use crate::api::{ApiError, automations, resource};
use crate::model::{Page, Permission, RunLine, Viewer};
use crate::pages::listing::listing;
use crate::ui::{Empty, ErrorBlock, ErrorSummary, Head, PageTitle, When, count_words, poll_while, take_form};
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
    let upcoming = resource(move || place.get(), automations::upcoming_runs);
    let refused = take_form().map(|form| form.error);
    let is_error = refused.is_some();
    let stepping = stepping(refused, move || upcoming.refetch());
    let waits = RwSignal::new(false);
    poll_while(waits.into(), move || upcoming.refetch());
    let viewer: Option<Resource<Result<Viewer, ApiError>, crate::api::Json>> = use_context();
    view! {
        <PageTitle text=own.coming_next() is_error />
        <Head title=own.title() />
        <Views current=address::NEXT />
        <p class="muted">{own.next_lead()}</p>
        <ErrorSummary error=stepping.error() />
        <div class="list">
            <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    let may_step = match viewer {
                        Some(viewer) => viewer.await.is_ok_and(|viewer| viewer.role.allows(Permission::ManageAutomations)),
                        None => false,
                    };
                    match upcoming.await {
                        Ok(page) => {
                            let is_any = !page.items.is_empty();
                            Effect::new(move |_| waits.set(is_any));
                            found(page, may_step.then_some(stepping), words)
                        }
                        Err(error) => view! { <ErrorBlock error retry=move |()| upcoming.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

fn found(page: Page<RunLine>, stepping: Option<Stepping>, words: Words) -> AnyView {
    let own = words.automations;
    let count = if page.total.more { own.runs_over(&count_words(page.total, words)) } else { own.runs(page.total.counted) };
    let rows = move |lines: Vec<RunLine>| {
        if lines.is_empty() {
            return view! { <Empty title=own.nothing_next() text=own.nothing_next_text() /> }.into_any();
        }
        by_day(lines).into_iter().map(|(day, lines)| one_day(day, lines, stepping, words)).collect_view().into_any()
    };
    listing(page, count, rows, |place| address::next(&place))
}

/// The runs of each day, in the days' order.
fn by_day(lines: Vec<RunLine>) -> Vec<(String, Vec<RunLine>)> {
    let mut days: Vec<(String, Vec<RunLine>)> = Vec::new();
    for line in lines {
        let day = day_of(&line.due.full).to_owned();
        match days.last_mut() {
            Some((last, lines)) if *last == day => lines.push(line),
            _ => days.push((day, vec![line])),
        }
    }
    days
}

/// The reader's day in a moment's full words: "Saturday, 21 November 2026" of "Saturday, 21 November 2026, 14:32 (Berlin)".
fn day_of(full: &str) -> &str {
    full.rsplit_once(", ").map_or(full, |(day, _)| day)
}

fn one_day(day: String, lines: Vec<RunLine>, stepping: Option<Stepping>, words: Words) -> AnyView {
    let own = words.automations;
    view! {
        <section class="day">
            <h2>{day}</h2>
            <div class="table-wrap">
                <table class="table cards">
                    <thead>
                        <tr>
                            <th scope="col">{own.user()}</th>
                            <th scope="col">{own.due()}</th>
                            <th scope="col">{own.title()}</th>
                            <th scope="col">{own.event()}</th>
                            <th scope="col">
                                <span class="visually-hidden">{words.common.actions()}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{lines.into_iter().map(|line| row(&line, stepping, words)).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(line: &RunLine, stepping: Option<Stepping>, words: Words) -> AnyView {
    let own = words.automations;
    let (id, name) = line.automation.clone();
    let steps = stepping.map(|stepping| steps(line, address::NEXT, stepping, words));
    view! {
        <tr>
            <td class="main-cell">{whom(line, words)}</td>
            <td class="labelled" data-label=own.due()><When moment=line.due.clone() /></td>
            <td class="labelled" data-label=own.title()><a href=address::record(id)><bdi>{name}</bdi></a></td>
            <td class="muted labelled" data-label=own.event()>{words.automation_names.event(line.event)}</td>
            <td class="row-actions">{steps}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moments_day_is_what_stands_before_its_time() {
        assert_eq!(day_of("Saturday, 21 November 2026, 14:32 (Berlin)"), "Saturday, 21 November 2026");
        assert_eq!(day_of("soon"), "soon");
    }
}

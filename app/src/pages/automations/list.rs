//! All automations, and the switch that stops them.

use super::{StatusBadge, Views, address};
use crate::api::{automations::list_automations, resource};
use crate::model::{AutomationList, AutomationRow, Tone};
use crate::ui::{Empty, ErrorBlock, Head, Note, PageTitle, When, cards};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// `/automations`.
#[component]
pub fn List() -> impl IntoView {
    let words = use_words();
    let automations = resource(|| (), |()| list_automations());
    view! {
        <PageTitle text=words.automations.title() />
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || Suspend::new(async move {
                match automations.await {
                    Ok(list) => shown(list, words),
                    Err(error) => view! { <ErrorBlock error retry=move |()| automations.refetch() whole=true /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn shown(list: AutomationList, words: Words) -> AnyView {
    let own = words.automations;
    let AutomationList { automations, all_stopped, can_edit } = list;
    let stopped = all_stopped.then(|| stopped(can_edit, words));
    let actions = can_edit.then(|| actions(all_stopped, words));
    let body = if automations.is_empty() { none_yet(can_edit, words) } else { table(automations, words) };
    view! {
        <Head title=own.title()>{actions}</Head>
        <p class="muted lead">{own.lead()}</p>
        <Views current=address::LIST />
        {stopped}
        {body}
    }
    .into_any()
}

fn actions(all_stopped: bool, words: Words) -> AnyView {
    let own = words.automations;
    let stop = (!all_stopped).then(|| view! { <a class="btn" href=address::STOP>{own.stop_all()}</a> });
    view! {
        <div class="buttons">
            {stop}
            <a class="btn" href=address::IMPORT>{own.import()}</a>
            <a class="btn primary" href=address::NEW>{own.create()}</a>
        </div>
    }
    .into_any()
}

/// That nothing is done at present, and the way on.
pub(super) fn stopped(can_edit: bool, words: Words) -> AnyView {
    let own = words.automations;
    let way_on = can_edit.then(|| view! { <p><a href=address::STOP>{own.let_go_on()}</a></p> });
    view! {
        <Note tone=Tone::Warn>
            <p>{own.all_stopped()}</p>
            {way_on}
        </Note>
    }
    .into_any()
}

fn none_yet(can_edit: bool, words: Words) -> AnyView {
    let own = words.automations;
    let begin = can_edit.then(|| {
        let href = address::recommended(own.first_name());
        view! { <a class="btn primary" href=href>{own.begin_recommended()}</a> }
    });
    view! { <Empty title=own.none_yet() text=own.none_yet_text()>{begin}</Empty> }.into_any()
}

fn table(automations: Vec<AutomationRow>, words: Words) -> AnyView {
    let own = words.automations;
    let count = own.count_automations(i64::try_from(automations.len()).unwrap_or(i64::MAX));
    let rows = automations.into_iter().map(|automation| row(automation, words)).collect_view();
    let table = cards([own.name(), own.status(), own.what(), own.next(), own.last_days(), own.owner()], rows);
    view! {
        <div class="list">
            <p class="count" role="status">{count}</p>
            {table}
        </div>
    }
    .into_any()
}

fn row(automation: AutomationRow, words: Words) -> impl IntoView {
    let (own, names) = (words.automations, words.automation_names);
    let AutomationRow { id, name, status, event, job, owner, next, tally, .. } = automation;
    let job = job.map_or(own.no_job_yet(), |job| names.job_kind(job));
    view! {
        <tr>
            <td class="main-cell">
                <a class="name" href=address::record(id)><bdi>{name}</bdi></a>
            </td>
            <td><StatusBadge status /></td>
            <td class="labelled" data-label=own.what()>
                {names.event(event)} <p class="small muted">"→ " {job}</p>
            </td>
            <td class="muted labelled" data-label=own.next()>
                {next.map_or_else(|| "–".into_any(), |moment| view! { <When moment /> }.into_any())}
            </td>
            <td class="labelled" data-label=own.last_days()>{own.tally(tally)}</td>
            <td class="muted wordy labelled" data-label=own.owner()><bdi>{owner}</bdi></td>
        </tr>
    }
}

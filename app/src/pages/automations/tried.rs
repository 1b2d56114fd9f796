//! What an automation would have done: by itself (*Dry run*), and before it is activated.

use super::{address, use_automation_id};
use crate::api::{ApiError, Problem, automations, resource};
use crate::model::{
    AutomationId, AutomationRecord, AutomationStep, AutomationWarning, Flash, FormState, RunQuery, Tone, Tried, TriedLine,
    TryOver,
};
use crate::rules::automation::missing;
use crate::ui::{
    Choice, Empty, EnhancedForm, Entered, ErrorBlock, ErrorSummary, FilterBar, FilterSelect, FilterText, Head, Note, PageTitle,
    Submission, SubmitButton, Toasts, When, cards, sentence, take_form,
};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

/// `/automations/{id}/activate`.
#[component]
pub fn Activate() -> impl IntoView {
    view! { <TriedPage activates=true /> }
}

/// `/automations/{id}/try`.
#[component]
pub fn Try() -> impl IntoView {
    view! { <TriedPage activates=false /> }
}

/// An automation, and what it would have done; absent while a window is still to be filled in.
type Impact = (AutomationRecord, Option<Tried>);

async fn read(activates: bool, id: Result<AutomationId, ApiError>, over: TryOver) -> Result<Impact, ApiError> {
    let id = id?;
    let record = automations::read_automation(id, RunQuery::default()).await?;
    if activates && !record.can_edit {
        return Err(Problem::Forbidden.into());
    }
    let tried = if missing(&record.draft).is_some() { None } else { Some(automations::try_automation(id, over).await?) };
    Ok((record, tried))
}

#[component]
fn TriedPage(activates: bool) -> impl IntoView {
    let words = use_words();
    let own = words.automations;
    let (id, search) = (use_automation_id(), use_location().search);
    let over = Memo::new(move |_| search.with(|search| address::read_try(search)));
    let form = take_form();
    let impact = resource(move || (id.get(), over.get()), move |(id, over)| read(activates, id, over));
    let title = if activates { own.activate_title() } else { own.try_it() };
    view! {
        <PageTitle text=title is_error=form.is_some() />
        <p class="crumb"><a href=address::LIST>{own.title()}</a></p>
        <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    match impact.await {
                        Ok(impact) => shown(activates, impact, over.get_untracked(), form, words),
                        Err(error) => view! { <ErrorBlock error retry=move |()| impact.refetch() whole=true /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

fn shown(activates: bool, impact: Impact, over: TryOver, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.automations;
    let (record, tried) = impact;
    let id = record.row.id;
    let (page, text) = if activates { ("activate", own.activate_text()) } else { ("try", own.try_text()) };
    let told = words.automation_sentence.whole(&record.draft, &record.names);
    let body = match tried {
        None => incomplete(&record, words),
        Some(tried) => view! {
            {warnings(&tried.warnings, words)}
            {period(&address::below(id, page), over, words)}
            {figures(&tried, words)}
            {whom(tried.lines, words)}
        }
        .into_any(),
    };
    view! {
        <Head title=record.row.name.clone() />
        <p class="sentence"><bdi>{told}</bdi></p>
        <p class="muted">{text}</p>
        <div class="tried">{body}</div>
        {if activates { activate(&record, form, words) } else { back(id, words) }}
    }
    .into_any()
}

fn incomplete(record: &AutomationRecord, words: Words) -> AnyView {
    let id = record.row.id;
    let link = missing(&record.draft).map(|window| {
        view! { <a href=address::below(id, window)>{words.automation_names.window(window)}</a> }
    });
    view! { <Note tone=Tone::Warn><p>{sentence(words.automations.not_complete(), link)}</p></Note> }.into_any()
}

pub(super) fn warnings(warnings: &[AutomationWarning], words: Words) -> AnyView {
    let own = words.automations;
    let notes = warnings.iter().copied().map(|warning| {
        let told = words.automation_names.warning(warning);
        view! { <Note tone=Tone::Warn><p>{told}</p></Note> }
    });
    let none = warnings.is_empty().then(|| view! { <Note tone=Tone::Good><p>{own.no_warnings()}</p></Note> });
    view! {
        <section class="warnings" aria-labelledby="warnings">
            <h2 id="warnings">{own.warnings()}</h2>
            {notes.collect_view()}
            {none}
        </section>
    }
    .into_any()
}

/// Over which events it is tried.
fn period(here: &str, over: TryOver, words: Words) -> AnyView {
    let own = words.automations;
    let (kind, count) = match over {
        TryOver::Last(count) => ("last", count),
        TryOver::Days(count) => ("days", count),
    };
    let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned() };
    let choices = vec![choice("last", own.over_last()), choice("days", own.over_days())];
    view! {
        <FilterBar action=here>
            <FilterSelect name="over" label=own.over() choices selected=Signal::stored(kind.to_owned()) is_optional=false />
            <FilterText name="count" label=own.how_many() kind="number" value=Signal::stored(count.to_string()) />
        </FilterBar>
    }
    .into_any()
}

pub(super) fn figures(tried: &Tried, words: Words) -> AnyView {
    let own = words.automations;
    let told =
        [own.looked_at(tried.events), own.matched(tried.matched), own.would_meet(tried.met), own.would_leave(tried.left_out)];
    view! {
        <div role="status">
            <ul class="figures">{told.map(|told| view! { <li>{told}</li> }).collect_view()}</ul>
        </div>
    }
    .into_any()
}

pub(super) fn whom(lines: Vec<TriedLine>, words: Words) -> AnyView {
    let own = words.automations;
    let body = if lines.is_empty() {
        view! { <Empty title=own.nobody_tried() text=own.nobody_tried_text() /> }.into_any()
    } else {
        let count = own.latest_lines(i64::try_from(lines.len()).unwrap_or(i64::MAX));
        let rows = lines.into_iter().map(|line| row(line, words)).collect_view();
        let table = cards([own.user(), own.happened(), own.due(), own.outcome()], rows);
        view! {
            <p class="count">{count}</p>
            {table}
        }
        .into_any()
    };
    view! {
        <section class="list" aria-labelledby="whom">
            <h2 id="whom">{own.whom()}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn row(line: TriedLine, words: Words) -> AnyView {
    let own = words.automations;
    let TriedLine { happened, due, deferred, user, reason } = line;
    let user = match user {
        Some((id, name)) => view! { <a class="name" href=format!("/users/{id}")><bdi>{name}</bdi></a> }.into_any(),
        None => view! { <span class="muted">{own.to_be_computed()}</span> }.into_any(),
    };
    let (class, outcome) = if reason.is_some() { ("badge warn", own.left_out()) } else { ("badge good", own.met()) };
    let why = reason.map(|reason| view! { <p class="small muted">{words.automation_names.skip(reason)}</p> });
    view! {
        <tr>
            <td class="main-cell">{user}</td>
            <td class="muted labelled" data-label=own.happened()><When moment=happened /></td>
            <td class="muted labelled" data-label=own.due()>
                {due.map(|moment| view! { <When moment /> })}
                {deferred.then(|| view! { <p class="small">{own.deferred()}</p> })}
            </td>
            <td><span class=class>{outcome}</span> {why}</td>
        </tr>
    }
    .into_any()
}

fn back(id: AutomationId, words: Words) -> AnyView {
    view! { <p class="buttons"><a class="btn" href=address::record(id)>{words.common.close()}</a></p> }.into_any()
}

/// The button, where activating is possible.
fn activate(record: &AutomationRecord, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.automations;
    let id = record.row.id;
    let is_possible = record.steps.contains(&AutomationStep::Activate);
    let (toasts, navigate) = (use_context::<Toasts>(), use_navigate());
    let submission = Submission::new(
        form.map(|form| form.error),
        |id| automations::step_automation(id, AutomationStep::Activate),
        move |()| {
            if let Some(toasts) = toasts {
                toasts.show(Flash::good(own.activated_now()));
            }
            navigate(&address::record(id), NavigateOptions::default());
        },
    );
    let button = is_possible.then(|| {
        view! { <SubmitButton pending=submission.pending()>{words.automation_names.step_activate()}</SubmitButton> }
    });
    view! {
        <EnhancedForm action=address::below(id, "activate") submission read=move |_: &Entered| Ok(id)>
            <ErrorSummary error=submission.error() />
            <p class="buttons">
                {button}
                <a class="btn" href=address::record(id)>{words.common.close()}</a>
            </p>
        </EnhancedForm>
    }
    .into_any()
}

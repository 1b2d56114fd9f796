//! Who wrote what and when: the versions of a template, two of them compared, and the way back to any.

use super::{Which, address, heading, use_which};
use crate::api::{ApiError, resource, templates::template_history};
use crate::model::{Comparison, FormState, LineChange, TemplateHistory, TemplateQuery, TemplateVersion};
use crate::ui::{Choice, Empty, ErrorPage, ErrorSummary, PageTitle, PlainForm, SelectField, When, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/templates/{key}/versions`.
#[component]
pub fn Versions() -> impl IntoView {
    let words = use_words();
    let (which, query) = (use_which(), use_query_map());
    let number = move |name| query.with(|query| query.get(name)?.parse::<i64>().ok());
    let compare = Memo::new(move |_| number("from").zip(number("to")));
    let form = StoredValue::new(take_form());
    let history = resource(move || (which.get(), compare.get()), |(which, compare)| read(which, compare));
    view! {
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || Suspend::new(async move {
                match history.await {
                    Ok(history) => shown(&history, form.get_value(), words),
                    Err(error) => {
                        view! { <ErrorPage title=words.templates.versions() error retry=move |()| history.refetch() /> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

async fn read(which: Result<Which, ApiError>, compare: Option<(i64, i64)>) -> Result<TemplateHistory, ApiError> {
    let (key, language) = which?;
    template_history(TemplateQuery { key, language, compare }).await
}

fn shown(history: &TemplateHistory, form: Option<FormState>, words: Words) -> AnyView {
    let (own, which) = (words.templates, (history.key, history.language));
    let title = format!("{} · {} · {}", own.key(history.key), own.versions(), history.language.name());
    let edit = view! { <a class="btn" href=address(which, "")>{own.edit_tab()}</a> };
    let is_error = form.is_some();
    let error = Signal::stored(form.map(|form| form.error));
    let body = if history.versions.is_empty() {
        view! { <Empty title=own.no_versions() text=own.no_versions_text() /> }.into_any()
    } else {
        view! {
            {table(history, words)}
            {reset(history, words)}
            {comparing(history, words)}
        }
        .into_any()
    };
    view! {
        <PageTitle text=title is_error />
        {heading(which, "/versions", edit, words)}
        <div class="template-versions">
            <ErrorSummary error />
            {body}
        </div>
    }
    .into_any()
}

fn table(history: &TemplateHistory, words: Words) -> impl IntoView + use<> {
    let own = words.templates;
    let rows = history.versions.iter().map(|version| row(history, version.clone(), words)).collect_view();
    view! {
        <div class="list">
            <div class="table-wrap">
                <table class="table cards">
                    <caption class="visually-hidden">{own.versions()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{own.origin()}</th>
                            <th scope="col">{own.who()}</th>
                            <th scope="col">{own.when()}</th>
                            <th scope="col"><span class="visually-hidden">{words.common.actions()}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </div>
    }
}

fn row(history: &TemplateHistory, version: TemplateVersion, words: Words) -> impl IntoView + use<> {
    let own = words.templates;
    let TemplateVersion { version: number, at, by, origin } = version;
    let is_latest = number == history.latest();
    let which = (history.key, history.language);
    let before = format!("{}&from={}&to={number}#comparison", address(which, "/versions"), number - 1);
    let restore = (history.can_edit && !is_latest).then(|| {
        let label = own.restore_version(number);
        restore_form(
            history,
            number,
            view! { <button type="submit" class="btn" aria-label=label>{own.restore()}</button> }.into_any(),
        )
    });
    view! {
        <tr>
            <td class="main-cell">
                <b>{own.version_number(number)}</b>
                " "
                {is_latest.then(|| view! { <span class="badge good">{own.in_use()}</span> })}
                <p class="muted small">{own.origin_of(origin)}</p>
            </td>
            <td><bdi>{by}</bdi></td>
            <td class="muted"><When moment=at /></td>
            <td>
                <div class="buttons">
                    <a class="btn" href=before>{own.compare()} <span class="visually-hidden">{own.version_number(number)}</span></a>
                    {restore}
                </div>
            </td>
        </tr>
    }
}

fn restore_form(history: &TemplateHistory, to: i64, button: AnyView) -> AnyView {
    let (action, language, version) =
        (address((history.key, history.language), "/versions"), history.language.tag(), history.latest());
    view! {
        <PlainForm action>
            <input type="hidden" name="language" value=language />
            <input type="hidden" name="version" value=version />
            <input type="hidden" name="to" value=to />
            {button}
        </PlainForm>
    }
    .into_any()
}

fn reset(history: &TemplateHistory, words: Words) -> Option<impl IntoView + use<>> {
    let own = words.templates;
    let is_reset = matches!(history.versions.first(), Some(version) if version.origin == crate::model::VersionOrigin::Reset);
    (history.can_edit && !is_reset).then(|| {
        let button = view! { <button type="submit" class="btn">{own.reset()}</button> }.into_any();
        view! {
            <div class="reset">
                {restore_form(history, 0, button)}
                <p class="small muted">{own.reset_hint()}</p>
            </div>
        }
    })
}

fn comparing(history: &TemplateHistory, words: Words) -> impl IntoView + use<> {
    let own = words.templates;
    let Comparison { from, to, parts } = history.comparison.clone().unwrap_or(Comparison { from: 0, to: 0, parts: Vec::new() });
    let numbers: Vec<i64> = history.versions.iter().map(|version| version.version).chain([0]).collect();
    let choices =
        move || numbers.iter().map(|number| Choice { value: number.to_string(), label: own.version_of(*number) }).collect();
    let (earlier, later) = (from.to_string(), to.to_string());
    let differences = if parts.is_empty() {
        view! { <p>{own.no_difference()}</p> }.into_any()
    } else {
        parts.into_iter().map(|(field, lines)| part(&field, lines, words)).collect_view().into_any()
    };
    view! {
        <section class="panel" id="comparison" aria-labelledby="compared">
            <h2 id="compared">{own.compare_versions()}</h2>
            <form class="form" method="get" action=format!("/templates/{}/versions", history.key)>
                <input type="hidden" name="language" value=history.language.tag() />
                <div class="fields">
                    <SelectField name="from" label=own.earlier() choices=choices() selected=&earlier />
                    <SelectField name="to" label=own.later() choices=choices() selected=&later />
                </div>
                <p><button type="submit" class="btn">{own.compare()}</button></p>
            </form>
            <h3>{own.compared(&own.version_of(from), &own.version_of(to))}</h3>
            {differences}
        </section>
    }
}

fn part(field: &str, lines: Vec<(LineChange, String)>, words: Words) -> impl IntoView + use<> {
    let own = words.templates;
    let lines = lines.into_iter().map(|(change, text)| match change {
        LineChange::Same => view! { <span class="line">{text} "\n"</span> }.into_any(),
        LineChange::Added => marked("added", own.added(), text).into_any(),
        LineChange::Removed => marked("removed", own.removed(), text).into_any(),
    });
    view! {
        <h4>{own.field(field)}</h4>
        <pre class="difference">{lines.collect_view()}</pre>
    }
}

/// A line that is in one of the two alone: told by colour, by a sign, and in words.
fn marked(class: &'static str, said: &'static str, text: String) -> impl IntoView {
    view! { <span class=format!("line {class}")><span class="visually-hidden">{said} " "</span> {text} "\n"</span> }
}

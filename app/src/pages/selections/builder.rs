//! The builder: a selection as a sentence of conditions, and beside it whom they mean.

use super::{
    address,
    draft::{DO, Values, entered, free_row},
    preview::Preview,
    row::Condition,
    users_of,
};
use crate::api::selections;
use crate::model::{Criteria, CriterionKind, Flash, FormState, SaveSelection, SelectionId, SelectionView};
use crate::pages::meanwhile::{self, Base};
use crate::rules::meanwhile::{Marks, SHOWN, shown};
use crate::rules::selection as rules;
use crate::ui::{EnhancedForm, Entered, ErrorSummary, Submission, SubmitButton, TextField, Toasts};
use crate::words::{Words, use_words};
use leptos::{ev, html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use std::time::Duration;

/// How long typing must rest before it is asked whom the conditions mean.
const REST: Duration = Duration::from_millis(250);

type Saving = Submission<SaveSelection, SelectionId>;

/// The rows on show: their numbers, and what each is about at first.
type Rows = RwSignal<Vec<(usize, CriterionKind)>>;

/// The builder for a new selection, or for this one.
#[component]
pub(super) fn Builder(
    /// The selection as it stands; absent for a new one.
    view: Option<SelectionView>,
    /// The form that was posted without scripts and refused.
    form: Option<FormState>,
) -> impl IntoView {
    let words = use_words();
    let own = words.selections;
    let id = view.as_ref().map(|view| view.id);
    let here = id.map_or_else(|| super::NEW.to_owned(), address);
    let start = start(view.as_ref(), form.as_ref());
    let current = base_of(view, words);
    let base = use_location().search.with_untracked(|search| Base::start(form.as_ref(), search, current));
    let base = RwSignal::new(base);
    let saving = saving(form, id, base);
    let asked = RwSignal::new(start.criteria());
    let rows: Rows = RwSignal::new(start.rows());
    let parts = NodeRef::<html::Div>::new();
    let look = move || {
        debounce(REST, move |()| {
            if let Some(form) = form_around(parts) {
                asked.set(entered_in(&form));
            }
        })
    };
    let (mut look_after_typing, mut look_after_rows) = (look(), look());
    Effect::new(move |before: Option<()>| {
        rows.track();
        if before.is_some() {
            look_after_rows(());
        }
    });
    let read = move |form: &Entered| {
        let (version, shown) = (base.with_untracked(Base::version), shown(&form.text(SHOWN)));
        Ok(SaveSelection { id, version, shown, draft: entered(|field| form.text(field))? })
    };
    let (name, description) = (start.text("name"), start.text("description"));
    let start = StoredValue::new(start);
    view! {
        <EnhancedForm action=here.clone() submission=saving guard=true read>
            <ErrorSummary error=saving.error() />
            {move || base.with(Base::fields)}
            <div class="selection-builder" node_ref=parts on:input=move |_| look_after_typing(())>
                <div class="panel">
                    <TextField name="name" label=own.name() value=Some(name) error=saving.field_error("name") />
                    <TextField
                        name="description"
                        label=own.description()
                        hint=own.description_hint()
                        value=Some(description)
                        error=saving.field_error("description")
                    />
                    {conditions(rows, start, saving, here, words)}
                    {footer(id, saving, words)}
                </div>
                <Preview asked />
            </div>
        </EnhancedForm>
    }
}

/// What the fields start with.
fn start(view: Option<&SelectionView>, form: Option<&FormState>) -> Values {
    let kept = || view.map(|view| Values::of(&view.draft)).unwrap_or_default();
    match form {
        Some(form) => Values::refused(form),
        None => use_location().search.with_untracked(|search| Values::in_address(search)).unwrap_or_else(kept),
    }
}

/// How the selection stands.
fn base_of(view: Option<SelectionView>, words: Words) -> Base {
    let of = |SelectionView { version, draft, .. }| (version, Marks::of(&words.selections.fields(&draft)));
    let (version, marks) = view.map(of).unzip();
    Base::of(version.unwrap_or(0), &marks)
}

fn saving(form: Option<FormState>, id: Option<SelectionId>, base: RwSignal<Base>) -> Saving {
    let words = use_words();
    let (toasts, navigate) = (use_context::<Toasts>(), use_navigate());
    let saved = move |_| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(words.selections.saved()));
        }
        navigate(super::LIST, NavigateOptions::default());
    };
    let saving = Submission::new(form.map(|form| form.error), selections::save_selection, saved);
    if let Some(id) = id {
        let take = move |now: SelectionView| base.set(base_of(Some(now), words));
        meanwhile::follow(saving.error(), move || selections::read_selection(id), take);
    }
    saving
}

fn form_around(part: NodeRef<html::Div>) -> Option<Entered> {
    Entered::around(&part.get_untracked()?.into())
}

/// The conditions in the form: none while one of them is not complete.
fn entered_in(form: &Entered) -> Option<Criteria> {
    let (criteria, problems) = rules::read(|field| form.text(field));
    problems.is_empty().then_some(criteria)
}

fn conditions(rows: Rows, start: StoredValue<Values>, saving: Saving, here: String, words: Words) -> AnyView {
    let own = words.selections;
    let remove = Callback::new(move |row: usize| rows.update(|rows| rows.retain(|(other, _)| *other != row)));
    let add = move |event: ev::MouseEvent| {
        event.prevent_default();
        rows.update(|rows| {
            if let Some(row) = free_row(&rows.iter().map(|(row, _)| *row).collect::<Vec<_>>()) {
                start.update_value(|values| values.forget(row));
                rows.push((row, CriterionKind::ALL[0]));
            }
        });
    };
    let at = here.clone();
    let row = move |(row, kind): (usize, CriterionKind)| {
        let error = Signal::derive(move || {
            let problem = saving.error().with(|error| error.as_ref()?.for_field(&rules::is(row)).cloned());
            problem.map(|problem| problem.text(words))
        });
        view! { <Condition row kind start here=at.clone() error remove /> }
    };
    view! {
        <fieldset class="group">
            <legend>{own.conditions()}</legend>
            <p class="hint">{own.conditions_hint()}</p>
            <p>{own.users()}</p>
            <ol>
                <For each=move || rows.get() key=|(row, _)| *row children=row />
            </ol>
            <p class="buttons">
                <button type="submit" class="btn" formmethod="get" formaction=here.clone() name=DO value="add" on:click=add>
                    {own.add()}
                </button>
                <button type="submit" class="btn no-script" formmethod="get" formaction=here name=DO value="update">
                    {own.update()}
                </button>
            </p>
        </fieldset>
    }
    .into_any()
}

fn footer(id: Option<SelectionId>, saving: Saving, words: Words) -> AnyView {
    let own = words.selections;
    let ways = id.map(|id| {
        view! {
            <a class="btn" href=users_of(id)>{own.show_in_users()}</a>
            <a class="btn quiet" href=format!("{}/delete", address(id))>{words.common.delete()}</a>
        }
    });
    view! {
        <footer class="buttons">
            <SubmitButton pending=saving.pending()>{words.common.save()}</SubmitButton>
            <a class="btn" href=super::LIST>{words.common.cancel()}</a>
            {ways}
        </footer>
    }
    .into_any()
}

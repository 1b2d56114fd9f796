//! Picking users out of the directory: a search, and below it those who are chosen and those who were found. With scripts the
//! search follows the typing; without them its button shows the page again.

use super::{
    filling::Filling,
    values::{DO, Values},
};
use crate::api::{ApiError, resource, users::list_users};
use crate::model::{UserFilter, UserId, UserQuery};
use crate::rules::automation_form::{REMIND_ROWS, SYSTEM_USER, named, remind};
use crate::ui::Entered;
use crate::words::Words;
use leptos::{ev, html, prelude::*};
use std::time::Duration;

/// How long typing must rest before it is searched.
const REST: Duration = Duration::from_millis(200);
/// How many of those who were found are offered.
const OFFERED: usize = 8;
/// The field of the search.
const FIND: &str = "find";

/// How many can be picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Picks {
    /// One, or nobody.
    One,
    /// Several.
    Several,
}

impl Picks {
    /// The name of the form's field that stands for all of it.
    const fn field(self) -> &'static str {
        match self {
            Self::One => SYSTEM_USER,
            Self::Several => "remind",
        }
    }

    /// The name of a row.
    fn row(self, row: usize) -> String {
        match self {
            Self::One => SYSTEM_USER.to_owned(),
            Self::Several => remind(row),
        }
    }
}

type People = Vec<(UserId, String)>;

/// The picker.
#[component]
pub(super) fn UserPicker(
    /// How many can be picked.
    picks: Picks,
    /// What they are picked for.
    legend: &'static str,
    /// What to know before.
    hint: &'static str,
    /// The window.
    filling: Filling,
) -> impl IntoView {
    let words = filling.words;
    let chosen = RwSignal::new(Values::chosen(|field| filling.text(field)));
    // What is searched, and how many searches there were.
    let asked = RwSignal::new((filling.text(FIND), 0_u32));
    let found = resource(move || asked.get().0, find);
    let around = NodeRef::<html::Fieldset>::new();
    let ask = debounce(REST, move |typed: String| {
        let form = around.get_untracked().and_then(|part| Entered::around(&part.into()));
        if let Some(form) = form {
            chosen.set(Values::chosen(|field| form.text(field)));
        }
        asked.update(|(asked, searches)| {
            *asked = typed;
            *searches = searches.wrapping_add(1);
        });
    });
    let error = filling.error(picks.field());
    let id = format!("field-{}", picks.field());
    view! {
        <fieldset class="picker group" id=id tabindex="-1" node_ref=around>
            <legend>{legend}</legend>
            <p class="hint">{hint}</p>
            {search(filling, ask)}
            <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    match found.await {
                        Ok(found) => shown(picks, &asked.get_untracked(), chosen.get_untracked(), found, words),
                        Err(error) => view! { <p class="error">{error.text(words)}</p> }.into_any(),
                    }
                })}
            </Transition>
            {move || error.get().map(|error| view! { <p class="error">{error}</p> })}
        </fieldset>
    }
}

async fn find(asked: String) -> Result<People, ApiError> {
    if asked.trim().is_empty() {
        return Ok(Vec::new());
    }
    let filter = UserFilter { q: asked, ..UserFilter::default() };
    let page = list_users(UserQuery { filter, ..UserQuery::default() }).await?;
    let of = |row: crate::model::UserRow| (row.id, format!("{} ({})", row.display_name, row.user_name));
    Ok(page.items.into_iter().take(OFFERED).map(of).collect())
}

fn search(filling: Filling, mut ask: impl FnMut(String) + 'static) -> AnyView {
    let own = filling.words.automations;
    // Enter would save the window.
    let stay = |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
        }
    };
    view! {
        <div class="field">
            <label for="field-find">{own.find()}</label>
            <div class="picker-search">
                <input
                    class="input"
                    id="field-find"
                    type="search"
                    name=FIND
                    value=filling.text(FIND)
                    autocomplete="off"
                    spellcheck="false"
                    on:input=move |event| ask(event_target_value(&event))
                    on:keydown=stay
                />
                <button
                    type="submit"
                    class="btn no-script"
                    formmethod="get"
                    formaction=filling.here.get_value()
                    name=DO
                    value=FIND
                >
                    {own.find_button()}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn shown(picks: Picks, (asked, searches): &(String, u32), chosen: People, found: People, words: Words) -> AnyView {
    let own = words.automations;
    let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let told = if found.is_empty() { own.found_nobody().to_owned() } else { own.found(count) };
    let told = (!asked.trim().is_empty()).then_some(told);
    view! {
        {people(picks, *searches, rows(picks, chosen, found, words))}
        <p class="small muted" role="status">{told}</p>
    }
    .into_any()
}

/// One of the choices: its number, what the form sends, what it says, and whether it is chosen.
type Row = (usize, String, String, bool);

/// Those who are chosen, then those who were found besides.
fn rows(picks: Picks, chosen: People, found: People, words: Words) -> Vec<Row> {
    let nobody = (picks == Picks::One).then(|| (String::new(), words.automations.nobody().to_owned(), chosen.is_empty()));
    let others: People = found.into_iter().filter(|(id, _)| !chosen.iter().any(|(other, _)| other == id)).collect();
    let known = chosen.into_iter().map(|person| (person, true)).chain(others.into_iter().map(|person| (person, false)));
    let known = known.take(REMIND_ROWS).map(|((id, name), is_chosen)| (named(id, &name), name, is_chosen));
    let all = nobody.into_iter().chain(known).enumerate();
    all.map(|(row, (value, label, is_chosen))| (row, value, label, is_chosen)).collect()
}

/// The choices. Each search makes them anew: a box that was ticked for one must not stay ticked for another.
fn people(picks: Picks, search: u32, rows: Vec<Row>) -> AnyView {
    let kind = if picks == Picks::One { "radio" } else { "checkbox" };
    let choice = move |(row, value, label, is_chosen): Row| {
        view! {
            <label class="tickable">
                <input type=kind name=picks.row(row) value=value checked=is_chosen autocomplete="off" />
                <bdi>{label}</bdi>
            </label>
        }
    };
    view! {
        <div class="people">
            <For each=move || rows.clone() key=move |(row, ..)| (search, *row) children=choice />
        </div>
    }
    .into_any()
}

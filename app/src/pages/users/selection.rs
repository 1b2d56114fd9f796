//! Ticked users. They stay ticked while the list is searched, filtered and paged through. Works with scripts alone.

use crate::model::UserId;
use crate::ui::use_hydrated;
use crate::words::use_words;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The ticked users and their names.
#[derive(Clone, Copy)]
pub(super) struct Selection(RwSignal<BTreeMap<UserId, String>>);

impl Selection {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(BTreeMap::new()))
    }

    pub(super) fn clear(self) {
        self.0.update(BTreeMap::clear);
    }

    /// The ticked users, in the order in which they were made.
    pub(super) fn users(self) -> Vec<(UserId, String)> {
        self.0.try_with(|ticked| ticked.iter().map(|(user, name)| (*user, name.clone())).collect()).unwrap_or_default()
    }

    pub(super) fn count(self) -> usize {
        self.0.with(BTreeMap::len)
    }

    pub(super) fn has(self, user: UserId) -> bool {
        // A page whose reader has left meanwhile is rendered on for a moment, without its signals.
        self.0.try_with(|ticked| ticked.contains_key(&user)).unwrap_or_default()
    }

    fn set(self, users: &[(UserId, String)], is_ticked: bool) {
        self.0.update(|ticked| {
            for (user, name) in users {
                if is_ticked {
                    ticked.insert(*user, name.clone());
                } else {
                    ticked.remove(user);
                }
            }
        });
    }

    /// How many of these are ticked.
    fn count_of(self, users: &[(UserId, String)]) -> usize {
        self.0.try_with(|ticked| users.iter().filter(|(user, _)| ticked.contains_key(user)).count()).unwrap_or_default()
    }
}

/// What the boxes of a table have in common.
#[derive(Clone, Copy)]
pub(super) struct Boxes {
    /// The ticked users.
    pub(super) selection: Selection,
    /// Whether they can be ticked yet.
    is_usable: Signal<bool>,
}

impl Boxes {
    /// The boxes of a table that is being made.
    pub(super) fn new(selection: Selection) -> Self {
        Self { selection, is_usable: Signal::derive(use_hydrated()) }
    }
}

/// The box of one row.
#[component]
pub(super) fn TickRow(
    /// The table's.
    boxes: Boxes,
    /// Whose row.
    user: UserId,
    /// Their name.
    name: String,
) -> impl IntoView {
    let Boxes { selection, is_usable } = boxes;
    let label = use_words().common.select_row(&name);
    let row = [(user, name)];
    view! {
        <td class="tick">
            <Tick
                label
                is_usable
                is_ticked=Signal::derive(move || selection.has(user))
                on_tick=move |is_ticked| selection.set(&row, is_ticked)
            />
        </td>
    }
}

/// The box of the whole page, in the table's head.
#[component]
pub(super) fn TickPage(
    /// The table's.
    boxes: Boxes,
    /// The users on show and their names.
    rows: Vec<(UserId, String)>,
) -> impl IntoView {
    let Boxes { selection, is_usable } = boxes;
    let rows = StoredValue::new(rows);
    let count = Memo::new(move |_| rows.with_value(|rows| (selection.count_of(rows), rows.len())));
    view! {
        <th class="tick" scope="col">
            <Tick
                label=use_words().common.select_page().to_owned()
                is_usable
                is_ticked=Signal::derive(move || matches!(count.get(), (ticked, all) if ticked == all))
                is_mixed=Signal::derive(move || matches!(count.get(), (ticked, all) if ticked > 0 && ticked < all))
                on_tick=move |is_ticked| rows.with_value(|rows| selection.set(rows, is_ticked))
            />
        </th>
    }
}

#[component]
fn Tick(
    label: String,
    is_usable: Signal<bool>,
    is_ticked: Signal<bool>,
    #[prop(optional, into)] is_mixed: Signal<bool>,
    on_tick: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label>
            <input
                type="checkbox"
                aria-label=label
                autocomplete="off"
                disabled=move || !is_usable.try_get().unwrap_or_default()
                prop:checked=is_ticked
                prop:indeterminate=is_mixed
                on:change=move |event| on_tick(event_target_checked(&event))
            />
        </label>
    }
}

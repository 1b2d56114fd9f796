//! Ticked users. They stay ticked while the list is searched, filtered and paged through. Works with scripts alone.

use crate::model::{UserId, UserRow};
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
        self.0.with(|ticked| ticked.contains_key(&user))
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
        self.0.with(|ticked| users.iter().filter(|(user, _)| ticked.contains_key(user)).count())
    }
}

/// The box of one row.
#[component]
pub(super) fn TickRow(
    /// The ticked users.
    selection: Selection,
    /// Whose row.
    user: UserId,
    /// Their name.
    name: String,
) -> impl IntoView {
    let label = use_words().common.select_row(&name);
    let row = [(user, name)];
    view! {
        <td class="tick">
            <Tick
                label
                is_ticked=Signal::derive(move || selection.has(user))
                on_tick=move |is_ticked| selection.set(&row, is_ticked)
            />
        </td>
    }
}

/// The box of the whole page, in the table's head.
#[component]
pub(super) fn TickPage(
    /// The ticked users.
    selection: Selection,
    /// The rows on show.
    rows: Vec<UserRow>,
) -> impl IntoView {
    let rows = StoredValue::new(rows.into_iter().map(|row| (row.id, row.display_name)).collect::<Vec<_>>());
    let count = Memo::new(move |_| rows.with_value(|rows| (selection.count_of(rows), rows.len())));
    view! {
        <th class="tick" scope="col">
            <Tick
                label=use_words().common.select_page().to_owned()
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
    is_ticked: Signal<bool>,
    #[prop(optional, into)] is_mixed: Signal<bool>,
    on_tick: impl Fn(bool) + 'static,
) -> impl IntoView {
    let hydrated = use_hydrated();
    view! {
        <label>
            <input
                type="checkbox"
                aria-label=label
                autocomplete="off"
                disabled=move || !hydrated()
                prop:checked=is_ticked
                prop:indeterminate=is_mixed
                on:change=move |event| on_tick(event_target_checked(&event))
            />
        </label>
    }
}

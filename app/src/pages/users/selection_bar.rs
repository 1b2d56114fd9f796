//! What a list has to do with saved selections: the one that it shows, or that its filters can become one.

use super::{Permitted, address};
use crate::api::{resource, selections::read_selection};
use crate::model::{Criteria, Permission, SelectionId, UserQuery};
use crate::pages::selections;
use crate::words::use_words;
use leptos::prelude::*;

/// One line between the filters and the list.
#[component]
pub(super) fn SelectionBar(
    /// What the address asks for now.
    query: Memo<UserQuery>,
) -> impl IntoView {
    let own = use_words().selections;
    let selection = Memo::new(move |_| query.with(|query| query.filter.selection));
    let criteria = Memo::new(move |_| query.with(|query| Criteria::of(&query.filter)));
    let can_be_saved = Memo::new(move |_| selection.get().is_none() && criteria.with(|criteria| !criteria.all.is_empty()));
    let address = move || criteria.try_with(selections::new_with);
    let save = move || {
        can_be_saved.get().then(|| {
            view! {
                <Permitted to=Permission::ManageSelections>
                    <p class="small">
                        <a href=address>{own.save_as_selection()}</a>
                    </p>
                </Permitted>
            }
        })
    };
    view! {
        <Shown query selection />
        {save}
    }
}

/// The selection that the list shows.
#[component]
fn Shown(query: Memo<UserQuery>, selection: Memo<Option<SelectionId>>) -> impl IntoView {
    let words = use_words();
    let own = words.selections;
    let read = resource(
        move || selection.get(),
        |selection| async move {
            match selection {
                Some(selection) => read_selection(selection).await.ok(),
                None => None,
            }
        },
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                // Where it cannot be read, the list says why.
                read.await.map(|view| {
                    let everyone = query.with_untracked(address::without_selection);
                    view! {
                        <p class="selection-shown">
                            {own.selection()} ": "
                            <a href=selections::address(view.id)><bdi>{view.draft.name}</bdi></a>
                            " "
                            <span class="muted"><bdi>{own.sentence(&view.draft.criteria)}</bdi></span>
                            " "
                            <a class="btn quiet" href=everyone>{words.users.show_everyone()}</a>
                        </p>
                    }
                })
            })}
        </Suspense>
    }
}

//! The ways to a job: for ticked users, and for all whom the list shows.

use super::{selection::Selection, use_reader};
use crate::model::{BulkAction, BulkTarget, Role, UserId, UserQuery};
use crate::pages::bulk;
use crate::ui::{Icon, Menu};
use crate::words::use_words;
use leptos::prelude::*;

/// What can be done by a role for many.
pub(super) fn actions_of(role: Role) -> Vec<BulkAction> {
    BulkAction::ALL.iter().copied().filter(|action| role.allows(action.permission())).collect()
}

/// The bar: how many are ticked, and what can be done for them.
#[component]
pub(super) fn BulkBar(
    /// The ticked users.
    selection: Selection,
) -> impl IntoView {
    let words = use_words();
    let reader = use_reader();
    let is_idle = move || selection.count() == 0;
    let ticked = move || BulkTarget::Ticked(selection.users().into_iter().map(|(user, _)| user).collect::<Vec<UserId>>());
    let links = move |role| {
        let link = |action| {
            view! { <a class="btn" href=move || bulk::new_for(action, &ticked())>{words.bulk.action(action)}</a> }
        };
        actions_of(role).into_iter().map(link).collect_view()
    };
    view! {
        <section class="selection" aria-label=words.users.selection() hidden=is_idle>
            <p role="status">{move || words.common.selected(i64::try_from(selection.count()).unwrap_or(i64::MAX))}</p>
            <Suspense>
                {move || Suspend::new(async move {
                    let role = reader.role().await;
                    Unsuspend::new(move || links(role))
                })}
            </Suspense>
            <button
                type="button"
                class="btn quiet"
                aria-label=words.common.clear_selection()
                on:click=move |_| selection.clear()
            >
                {words.users.clear()}
            </button>
        </section>
    }
}

/// What can be done for all whom the list shows.
#[component]
pub(super) fn ForAll(
    /// What the address asks for now.
    query: Memo<UserQuery>,
) -> impl IntoView {
    let words = use_words();
    let reader = use_reader();
    let target = move || BulkTarget::Filter(Box::new(query.try_with(|query| query.filter.clone()).unwrap_or_default()));
    let links = move |role| {
        let link = |action| view! { <a href=move || bulk::new_for(action, &target())>{words.bulk.action(action)}</a> };
        let actions = actions_of(role);
        (!actions.is_empty()).then(|| {
            let links = actions.into_iter().map(link).collect_view();
            view! { <Menu label=words.bulk.for_all() icon=Icon::More>{links}</Menu> }
        })
    };
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let role = reader.role().await;
                Unsuspend::new(move || links(role))
            })}
        </Suspense>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_is_offered_what_it_may_do() {
        assert_eq!(actions_of(Role::Administrator).len(), BulkAction::ALL.len());
        let of_help_desk = [BulkAction::SendLink, BulkAction::NewPassword, BulkAction::RequireChange, BulkAction::EndSessions];
        assert_eq!(actions_of(Role::HelpDesk), of_help_desk);
        assert_eq!(actions_of(Role::Auditor), []);
    }
}

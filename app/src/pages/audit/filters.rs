//! What narrows the trail.

use super::address;
use crate::model::{AuditQuery, Outcome};
use crate::pages::address::text;
use crate::ui::{Choice, FilterBar, FilterSelect, FilterText};
use crate::words::{Audit, use_words};
use leptos::prelude::*;

/// The filters, and that only one user is looked at, where that is so.
#[component]
pub(super) fn Filters(
    /// What the address asks for now.
    query: Memo<AuditQuery>,
) -> impl IntoView {
    let words = use_words().audit;
    let part = move |part: fn(&AuditQuery) -> String| Signal::derive(move || query.with(part));
    let user = part(|query| text(query.user.as_ref()));
    let is_about_one = Memo::new(move |_| query.with(|query| query.user.is_some()));
    let clear = Signal::derive(move || query.with(address::is_filtered).then(|| address::TRAIL.to_owned()));
    let outcome = |outcome: &Outcome| Choice { value: outcome.to_string(), label: words.ended(*outcome).to_owned() };
    let outcomes = Outcome::ALL.iter().map(outcome).collect();
    view! {
        <FilterBar action=address::TRAIL clear>
            {move || is_about_one.get().then(|| view! { <input type="hidden" name="user" value=user /> })}
            <FilterText name="q" label=words.name() kind="search" value=part(|query| query.q.clone()) />
            <FilterSelect
                name="action"
                label=words.action()
                choices=actions(&query.with_untracked(|query| query.action.clone()), words)
                selected=part(|query| query.action.clone())
            />
            <FilterSelect
                name="outcome"
                label=words.outcome()
                choices=outcomes
                selected=part(|query| text(query.outcome.as_ref()))
            />
            <FilterText
                name="address"
                label=words.client_address()
                kind="search"
                value=part(|query| query.address.clone())
            />
            <FilterText name="from" label=words.from_day() kind="date" value=part(|query| query.from.clone()) />
            <FilterText name="to" label=words.to_day() kind="date" value=part(|query| query.to.clone()) />
        </FilterBar>
        {move || is_about_one.get().then(|| view! { <p class="small muted">{words.one_user()}</p> })}
    }
}

/// The groups of actions, and what the address asks for if it is none of them.
fn actions(asked: &str, words: Audit) -> Vec<Choice> {
    let groups = words.groups();
    let is_known = asked.is_empty() || groups.iter().any(|(start, _)| *start == asked);
    let own = (!is_known).then(|| (asked, words.of(asked).unwrap_or(asked)));
    groups.into_iter().chain(own).map(|(value, label)| Choice { value: value.to_owned(), label: label.to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Locale, words::Words};

    #[test]
    fn an_action_that_an_address_asks_for_can_be_chosen_again() {
        let words = Words::of(Locale::En).audit;
        let last = |asked| actions(asked, words).pop().map(|choice| choice.label);
        assert_eq!(last("link.requested").as_deref(), Some(words.link_requested()));
        assert_eq!(last("dance.").as_deref(), Some("dance."));
        assert_eq!(actions("user.", words).len(), words.groups().len());
        assert_eq!(actions("", words).len(), words.groups().len());
    }
}

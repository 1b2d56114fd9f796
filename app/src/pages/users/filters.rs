//! Who is on the list, besides the words that are searched for, and in which order.

use super::address;
use crate::api::{resource, users::list_tags};
use crate::model::{Kind, Role, UserFilter, UserMark, UserQuery, UserSort};
use crate::pages::address::text;
use crate::ui::{Choice, FilterBar, FilterSelect};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The filters and the order.
#[component]
pub(super) fn Filters(
    /// What the address asks for now.
    query: Memo<UserQuery>,
) -> impl IntoView {
    let words = use_words();
    let keep = Signal::derive(move || {
        query.with(|query| vec![("q", query.filter.q.clone()), ("selection", text(query.filter.selection.as_ref()))])
    });
    let clear = Signal::derive(move || query.with(|query| address::has_filters(query).then(|| address::without_filters(query))));
    view! {
            <FilterBar action=address::LIST keep clear>
                <FilterSelect
                    name="kind"
                    label=words.user_form.kind()
                    choices=choices(Kind::ALL, |kind| words.labels.kind(*kind))
                    selected=asked(query, |filter| text(filter.kind.as_ref()))
                />
                <FilterSelect
                    name="role"
                    label=words.user_form.role()
                    choices=choices(Role::ALL, |role| words.labels.role(*role))
                    selected=asked(query, |filter| text(filter.role.as_ref()))
                />
                <FilterSelect
                    name="active"
                    label=words.users.state()
                    choices=choices(&[true, false], |active| {
                        if *active { words.labels.active() } else { words.labels.inactive() }
                    })
                    selected=asked(query, |filter| text(filter.active.as_ref()))
                />
                <FilterSelect
                    name="mark"
                    label=words.users.attention()
                    choices=choices(UserMark::ALL, |mark| words.users.mark(*mark))
                    selected=asked(query, |filter| text(filter.mark.as_ref()))
                />
                <TagFilter query />
                <Order query />
            </FilterBar>
    }
}

fn choices<T: ToString>(values: &[T], label: impl Fn(&T) -> &'static str) -> Vec<Choice> {
    values.iter().map(|value| Choice { value: value.to_string(), label: label(value).to_owned() }).collect()
}

fn asked(query: Memo<UserQuery>, part: impl Fn(&UserFilter) -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(move || query.with(|query| part(&query.filter)))
}

/// The tags in use, where there are any, and the one asked for.
#[component]
fn TagFilter(query: Memo<UserQuery>) -> impl IntoView {
    let words = use_words();
    let tags = resource(|| (), |()| list_tags());
    let selected = asked(query, |filter| filter.tag.clone());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                // The list is what matters: it reports whatever is wrong.
                let known = tags.await.unwrap_or_default();
                let choices = with_asked(known, selected.get_untracked());
                (!choices.is_empty()).then(|| {
                    Unsuspend::new(move || view! { <FilterSelect name="tag" label=words.users.tag() choices selected /> })
                })
            })}
        </Suspense>
    }
}

/// The choices, and the tag asked for among them even if nobody has it any more.
fn with_asked(mut tags: Vec<String>, asked: String) -> Vec<Choice> {
    if !asked.is_empty() && !tags.contains(&asked) {
        tags.push(asked);
    }
    tags.into_iter().map(|tag| Choice { value: tag.clone(), label: tag }).collect()
}

/// The order, as a choice: on a telephone the table's heads, which offer it too, are not there.
#[component]
fn Order(query: Memo<UserQuery>) -> impl IntoView {
    let words = use_words();
    let selected = Signal::derive(move || query.with(|query| address::order_name(query.sort, query.descending)));
    view! { <FilterSelect name="sort" label=words.users.order() choices=orders(words) selected is_optional=false /> }
}

fn orders(words: Words) -> Vec<Choice> {
    let orders = UserSort::ALL.iter().flat_map(|sort| [(*sort, false), (*sort, true)]);
    let choice = |(sort, descending)| Choice {
        value: address::order_name(Some(sort), descending),
        label: words.users.ordered(sort, descending).to_owned(),
    };
    orders.map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;

    #[test]
    fn a_tag_that_is_asked_for_can_be_chosen_away_from() {
        let values = |choices: Vec<Choice>| choices.into_iter().map(|choice| choice.value).collect::<Vec<_>>();
        assert_eq!(values(with_asked(vec!["warehouse".to_owned()], "gone".to_owned())), ["warehouse", "gone"]);
        assert_eq!(values(with_asked(vec!["warehouse".to_owned()], "warehouse".to_owned())), ["warehouse"]);
        assert_eq!(values(with_asked(Vec::new(), String::new())), Vec::<String>::new());
    }

    #[test]
    fn every_order_can_be_chosen_and_the_usual_one_comes_first() {
        let orders = orders(Words::of(Locale::En));
        assert_eq!(orders.len(), 2 * UserSort::ALL.len());
        assert_eq!(orders.first().map(|order| (order.value.as_str(), order.label.as_str())), Some(("", "Name, A to Z")));
    }
}

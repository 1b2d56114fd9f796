//! The foot of a long list.

use crate::model::Count;
use crate::words::{Words, number, use_words};
use leptos::prelude::*;

/// "10,000+", "1", "102,418".
#[must_use]
pub fn count_words(count: Count, words: Words) -> String {
    let counted = number(words.locale, count.counted);
    if count.more { words.common.more_than(&counted) } else { counted }
}

/// Links to the pages before and after; ends of the list show no link.
#[component]
pub fn Pager(
    /// How many rows this page shows.
    shown: i64,
    /// How many rows match in all.
    total: Count,
    /// The address of the page before.
    previous: Option<String>,
    /// The address of the page after.
    next: Option<String>,
) -> impl IntoView {
    let words = use_words();
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=words.common.pages()>
                <span>{words.common.shown_of(&number(words.locale, shown), &count_words(total, words))}</span>
                {page_link(words.common.previous(), "prev", previous)}
                {page_link(words.common.next(), "next", next)}
            </nav>
        }
    })
}

fn page_link(label: &'static str, rel: &'static str, href: Option<String>) -> AnyView {
    match href {
        Some(href) => view! { <a class="btn" href=href rel=rel>{label}</a> }.into_any(),
        None => view! { <span class="btn" aria-disabled="true">{label}</span> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;

    #[test]
    fn capped_counts_say_so() {
        let words = Words::of(Locale::En);
        assert_eq!(count_words(Count { counted: 999, more: false }, words), "999");
        assert_eq!(count_words(Count { counted: 10_000, more: true }, words), "10,000+");
    }
}

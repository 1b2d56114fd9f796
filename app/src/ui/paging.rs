//! The foot of a long list.

use crate::model::Count;
use leptos::prelude::*;

/// "10,000+", "1", "102,418".
#[must_use]
pub fn count_words(count: Count) -> String {
    let more = if count.more { "+" } else { "" };
    format!("{}{more}", thousands(count.counted))
}

fn thousands(number: i64) -> String {
    let digits = number.to_string();
    let mut words = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
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
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                <span>{format!("{} of {}", thousands(shown), count_words(total))}</span>
                {page_link("Previous", "prev", previous)}
                {page_link("Next", "next", next)}
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

    #[test]
    fn counts_are_grouped_and_capped_ones_say_so() {
        assert_eq!(count_words(Count { counted: 0, more: false }), "0");
        assert_eq!(count_words(Count { counted: 999, more: false }), "999");
        assert_eq!(count_words(Count { counted: 10_000, more: true }), "10,000+");
        assert_eq!(count_words(Count { counted: 1_234_567, more: false }), "1,234,567");
    }
}

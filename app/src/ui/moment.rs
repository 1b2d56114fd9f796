//! Points in time as people read them.

use crate::model::Moment;
use leptos::prelude::*;

/// A point in time in short words, with the full ones a hover away.
#[component]
pub fn When(
    /// The point, with its words.
    moment: Moment,
    /// Full words in the text itself, where the exact time matters.
    #[prop(optional)]
    full: bool,
) -> impl IntoView {
    let Moment { machine, short, full: full_words, .. } = moment;
    if full {
        view! { <time datetime=machine>{full_words}</time> }.into_any()
    } else {
        view! { <time datetime=machine title=full_words>{short}</time> }.into_any()
    }
}

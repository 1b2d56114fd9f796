//! Short states, never by colour alone.

use crate::model::RecoveryBadge;
use crate::words::use_words;
use leptos::prelude::*;

/// Is Active, as a dot and a word.
#[component]
pub fn ActiveState(
    /// Whether it is on.
    is_active: bool,
) -> impl IntoView {
    let labels = use_words().labels;
    let (class, word) = if is_active { ("state good", labels.active()) } else { ("state", labels.inactive()) };
    view! { <span class=class>{word}</span> }
}

/// What stands out about someone's way back in.
#[component]
pub fn RecoveryMark(
    /// Which of them.
    badge: RecoveryBadge,
) -> impl IntoView {
    let labels = use_words().labels;
    let (class, words) = match badge {
        RecoveryBadge::LinkSent => ("badge accent", labels.link_sent()),
        RecoveryBadge::PasswordSent => ("badge accent", labels.password_sent()),
        RecoveryBadge::Locked => ("badge bad", labels.locked()),
        RecoveryBadge::NoEmail => ("badge warn", labels.no_email()),
    };
    view! { <span class=class>{words}</span> }
}

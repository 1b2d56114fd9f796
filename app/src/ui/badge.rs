//! Short states, never by colour alone.

use crate::model::RecoveryBadge;
use leptos::prelude::*;

/// Is Active, as a dot and a word.
#[component]
pub fn ActiveState(
    /// Whether it is on.
    is_active: bool,
) -> impl IntoView {
    let (class, word) = if is_active { ("state good", "Active") } else { ("state", "Inactive") };
    view! { <span class=class>{word}</span> }
}

/// What stands out about someone's way back in.
#[component]
pub fn RecoveryMark(
    /// Which of them.
    badge: RecoveryBadge,
) -> impl IntoView {
    let (class, words) = match badge {
        RecoveryBadge::LinkSent => ("badge accent", "Link sent"),
        RecoveryBadge::Locked => ("badge bad", "Locked"),
        RecoveryBadge::NoEmail => ("badge warn", "No e-mail"),
    };
    view! { <span class=class>{words}</span> }
}

//! Second factors: the page that asks for one after the password, and the one on which one's own is set up. Like all pages for
//! everyone they are rendered by the server alone: the application's data would have to hold the secrets too.

mod prove;
mod set_up;
mod shown;

pub use prove::Prove;
pub use set_up::SetUp;

use crate::model::FormState;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where one's own second factor is set up.
const HERE: &str = "/account/second-factor";

/// Where to go afterwards: as the form carries it, else as the address does.
fn next(form: Option<&FormState>) -> Option<String> {
    let entered = form.and_then(|form| form.value("next")).map(str::to_owned);
    entered.or_else(|| use_query_map().with_untracked(|query| query.get("next")))
}

/// The hidden field that carries it.
fn carried(next: Option<String>) -> Option<AnyView> {
    next.map(|next| view! { <input type="hidden" name="next" value=next /> }.into_any())
}

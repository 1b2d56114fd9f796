//! What was sent to whom: never what it says.

mod address;
mod list;
mod prompts;
mod record;
mod tries;

pub use address::prompt_leads_to;
#[cfg(feature = "ssr")]
pub use address::read as messages_asked;
pub(super) use address::resend_prompt;
pub use list::List;
pub use prompts::{Cancel, Resend};
pub use record::Record;

use crate::api::{ApiError, Thing, messages::read_message};
use crate::model::{MessageId, MessageRecord, MessageState};
use crate::pages::ids::use_id;
use crate::ui::Address;
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The message in the address.
fn use_message_id() -> Memo<Result<MessageId, ApiError>> {
    use_id(Thing::Message)
}

async fn read(id: Result<MessageId, ApiError>) -> Result<MessageRecord, ApiError> {
    read_message(id?).await
}

/// Where a message stands.
#[component]
fn StateBadge(
    /// The state.
    state: MessageState,
) -> impl IntoView {
    let class = match state {
        MessageState::Queued => "badge accent",
        MessageState::Sent => "badge good",
        MessageState::Failed | MessageState::Expired => "badge bad",
        MessageState::Cancelled => "badge",
    };
    view! { <span class=class>{use_words().messages.standing(state)}</span> }
}

/// The address a message goes to, or that its user was deleted and the address with them.
pub(super) fn recipient(address: &str, words: Words) -> AnyView {
    if address.contains('@') { view! { <Address address /> }.into_any() } else { words.common.deleted_user().into_any() }
}

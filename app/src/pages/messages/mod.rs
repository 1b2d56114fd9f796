//! What was sent to whom: never what it says.

mod address;
mod list;
mod prompts;
mod record;
mod tries;

pub use address::prompt_leads_to;
#[cfg(feature = "ssr")]
pub use address::read as messages_asked;
pub(super) use address::{LIST, resend_prompt};
pub use list::List;
pub use prompts::{Cancel, Resend};
pub use record::Record;
pub(super) use tries::mark as tried_mark;

use crate::api::{ApiError, Thing, messages::read_message};
use crate::model::{MailHold, MessageId, MessageRecord, MessageState, Tone};
use crate::pages::ids::use_id;
use crate::ui::{Address, Note, When};
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
        MessageState::Failed | MessageState::Expired | MessageState::Bounced => "badge bad",
        MessageState::Cancelled => "badge",
    };
    view! { <span class=class>{use_words().messages.standing(state)}</span> }
}

/// That mails are held, why, and when that is looked at next; `lead` is the way to where it can be changed.
pub(super) fn held_note(hold: MailHold, lead: Option<&'static str>, words: Words) -> AnyView {
    let own = words.messages;
    view! {
        <Note tone=Tone::Bad>
            <p><b>{own.held()}</b></p>
            {hold.meaning.map(|meaning| view! { <p>{own.meaning(meaning)}</p> })}
            <p class="mono"><bdi>{hold.reply}</bdi></p>
            <p class="small">
                {own.held_since()} " " <When moment=hold.since /> " · " {own.held_next()} " " <When moment=hold.next />
            </p>
            {lead.map(|lead| view! { <p><a href=lead>{own.held_lead()}</a></p> })}
        </Note>
    }
    .into_any()
}

/// The address a message goes to, or that its user was deleted and the address with them.
pub(super) fn recipient(address: &str, words: Words) -> AnyView {
    if address.contains('@') { view! { <Address address /> }.into_any() } else { words.common.deleted_user().into_any() }
}

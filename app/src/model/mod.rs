//! The data both sides share. Everything here may cross the wire, so no secret lives here; the one exception is
//! [`TypedPassword`], what a person types, which serialises and shows nothing in `Debug`.

mod ids;
mod link;
mod locale;
mod mailbox;
mod page;
mod page_state;
mod secret;
mod time;
mod timeline;
mod user;
mod viewer;

pub use ids::{ActorId, LinkId, MessageId, SessionId, UserId};
pub use link::{ChangePrompt, LinkLife, LinkPrompt, LinkPurpose, LinkSent, LinkStanding, SendChangeLink, SetUpPrompt};
pub use locale::Locale;
pub use mailbox::{MailSummary, MailView};
pub use page::{Count, Page, Place};
pub use page_state::{Flash, FormState, PageState, Tone};
pub use secret::TypedPassword;
pub use time::{Moment, Span, Timestamp};
pub use timeline::{Step, TimelineEntry};
pub use user::{Kind, PasswordFacts, RecoveryBadge, Role, SessionFact, SetActive, UserQuery, UserRecord, UserRow};
pub use viewer::{Account, Organisation, Permission, Viewer};

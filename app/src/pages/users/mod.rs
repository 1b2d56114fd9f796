//! The directory's pages.

mod active;
mod address;
mod bulk_bar;
mod copy_link;
mod delete;
mod edit;
mod end_sessions;
mod entry;
mod filters;
mod form;
mod form_page;
mod list;
mod new_password;
mod programs;
mod prompt;
mod record;
mod remove_factors;
mod row;
mod search;
mod selection;
mod selection_bar;
mod send_link;
mod table;
mod tags;
mod temporary;
mod timeline;
mod unlock;
mod verify_caller;
mod withdraw;

pub use active::SwitchActive;
pub(super) use address::asked_pairs;
pub use address::read as users_asked;
pub use copy_link::CopyLink;
pub use delete::DeleteUser;
pub use edit::{EditUser, NewUser};
pub use end_sessions::EndSessions;
pub use list::List;
pub use new_password::NewPassword;
pub(super) use new_password::effects;
pub(super) use programs::Called;
pub use programs::{ApiPassword, NewKey, RevokeKey};
pub use record::Record;
pub use remove_factors::RemoveFactors;
pub use send_link::SendLink;
pub(super) use send_link::lives;
pub use temporary::TemporaryPassword;
pub(super) use temporary::{Reveal, spelling};
pub use unlock::Unlock;
pub use verify_caller::VerifyCaller;
pub use withdraw::Withdraw;

use crate::api::{ApiError, Inline, Thing};
use crate::model::{Permission, Role, UserId, Viewer};
use crate::pages::ids::use_id;
use leptos::prelude::*;

/// The user in the address.
fn use_user_id() -> Memo<Result<UserId, ApiError>> {
    use_id(Thing::User)
}

/// The reader, whom the frame around the page has read already.
#[derive(Clone, Copy)]
struct Reader(Option<Resource<Result<Viewer, ApiError>, Inline>>);

fn use_reader() -> Reader {
    Reader(use_context())
}

impl Reader {
    /// What they may do. Without an answer the least: the services decide anyway.
    async fn role(self) -> Role {
        match self.0 {
            Some(viewer) => viewer.await.map_or(Role::User, |viewer| viewer.role),
            None => Role::User,
        }
    }

    /// Asks again who they are, after they may have been changed themselves.
    fn refresh(self) {
        if let Some(viewer) = self.0 {
            viewer.refetch();
        }
    }
}

/// Something for those alone whose role includes the permission.
#[component]
fn Permitted(
    /// The permission.
    to: Permission,
    /// What it is.
    children: ChildrenFn,
) -> impl IntoView {
    let reader = use_reader();
    let children = StoredValue::new(children);
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                // Whoever reads may have gone on meanwhile.
                reader.role().await.allows(to).then(|| children.try_with_value(|children| children())).flatten()
            })}
        </Suspense>
    }
}

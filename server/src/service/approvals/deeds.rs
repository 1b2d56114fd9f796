//! What can wait for a second administrator, and how it is done once it is approved.

use crate::{
    service::{
        Desk, Fault,
        people::{refused, subject, target},
    },
    store::{Tx, users::User},
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{HeldDeed, Kind, LinkLife, NewPasswordEffect, Permission, Role, UserDraft},
    rules::{
        names,
        reset::{concerns_administrators, may_remove_factors, may_send_link, may_set_active, may_set_temporary},
    },
};
use serde::{Deserialize, Serialize};

/// What is asked for, with all that is needed to do it; never a secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::service) enum Deed {
    /// Send a link.
    SendLink {
        /// For how long it works.
        life_minutes: i64,
    },
    /// Have a new password made and mailed.
    NewPassword {
        /// When the old one stops.
        effect: NewPasswordEffect,
    },
    /// Set a temporary password.
    TemporaryPassword,
    /// Copy the unused link.
    CopyLink,
    /// Change address, role or kind, and whatever else was entered with it, or switch Is Active on.
    Edit {
        /// The version that was edited.
        version: i64,
        /// What was entered.
        draft: UserDraft,
        /// Whether Is Active is switched on.
        #[serde(default)]
        activates: bool,
    },
    /// Switch Is Active off.
    Deactivate,
    /// Remove the second factor.
    RemoveFactors,
    /// Have one administrator decide about another alone again.
    EndFourEyes,
}

impl Deed {
    /// What sort it is.
    pub(in crate::service) const fn kind(&self) -> HeldDeed {
        match self {
            Self::SendLink { .. } => HeldDeed::SendLink,
            Self::NewPassword { .. } => HeldDeed::NewPassword,
            Self::TemporaryPassword => HeldDeed::TemporaryPassword,
            Self::CopyLink => HeldDeed::CopyLink,
            Self::Edit { .. } => HeldDeed::Edit,
            Self::Deactivate => HeldDeed::Deactivate,
            Self::RemoveFactors => HeldDeed::RemoveFactors,
            Self::EndFourEyes => HeldDeed::EndFourEyes,
        }
    }

    /// Whether it concerns administrators, done to this user.
    pub(super) fn concerns(&self, user: &User) -> bool {
        match self {
            Self::Edit { draft, activates, .. } => weighs(user, draft) || (*activates && lets_in(user)),
            Self::Deactivate => user.role == Role::Administrator && user.is_active,
            Self::EndFourEyes => true,
            _ => user.role == Role::Administrator,
        }
    }
}

/// Whether there is one administrator more once this user's Is Active is switched on.
fn lets_in(user: &User) -> bool {
    user.role == Role::Administrator && !user.is_active
}

/// Whether an edit leads an administrator's mail elsewhere, or makes or unmakes one. A program cannot sign in, so another kind is
/// much like another role.
pub(in crate::service) fn weighs(user: &User, entered: &UserDraft) -> bool {
    let address = names::key(user.email.as_deref().unwrap_or_default()) != names::key(entered.email.trim());
    let program = (user.kind == Kind::Api) != (entered.kind == Kind::Api);
    concerns_administrators(user.role, entered.role) && (address || program || user.role != entered.role)
}

impl Desk {
    /// Does what was approved, in the asker's name and with the rights that they have now. The transaction holds the user.
    pub(super) async fn do_deed(&self, tx: &mut Tx, asker: &Caller, user: &User, deed: &Deed) -> Result<(), Fault> {
        match deed {
            Deed::SendLink { life_minutes } => {
                may_send_link(asker.role, target(user)).map_err(refused)?;
                let life = LinkLife::from_minutes(*life_minutes);
                let life = life.ok_or_else(|| ApiError::field("life_minutes", Problem::LinkLife))?;
                self.request_link(tx, asker, user, life).await.map(drop)
            }
            Deed::NewPassword { effect } => {
                may_send_link(asker.role, target(user)).map_err(refused)?;
                self.request_new_password(tx, asker, user, *effect).await.map(drop)
            }
            Deed::TemporaryPassword => {
                let verdict = may_set_temporary(asker.role, target(user), user.id == asker.user);
                verdict.map_err(|refusal| refused(refusal).into())
            }
            Deed::CopyLink => {
                asker.require(Permission::SetTemporaryPasswords)?;
                may_send_link(asker.role, target(user)).map_err(|refusal| refused(refusal).into())
            }
            Deed::Edit { version, draft, activates } => self.edit_approved(tx, asker, user, *version, (draft, *activates)).await,
            Deed::Deactivate => {
                may_set_active(asker.role, subject(tx, asker, user).await?).map_err(refused)?;
                self.store_switch(tx, asker, user, false).await.map(drop)
            }
            Deed::RemoveFactors => {
                may_remove_factors(asker.role, user.role, user.id == asker.user).map_err(refused)?;
                self.remove_factors(tx, asker, user).await
            }
            Deed::EndFourEyes => {
                asker.require(Permission::ChangeSettings)?;
                self.end_four_eyes(tx, asker).await
            }
        }
    }
}

//! When a password change link may be sent, and why not.

use crate::api::ErrorCode;
use crate::model::{Kind, Permission, Role};
use crate::rules::email;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why an action on someone is refused. Each is a sentence to the administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// Is Active is off.
    Inactive,
    /// There is no e-mail address.
    NoEmail,
    /// There is one, but mail cannot be sent to it.
    InvalidEmail,
    /// The account is a program's.
    ApiUser,
    /// The reader's rank is not above theirs.
    Outranked,
    /// The reader's role does not include it.
    NotPermitted,
    /// One cannot switch oneself off.
    Yourself,
}

impl Refusal {
    /// What sort of error it is: a matter of the reader's role, or of the target's state.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Outranked | Self::NotPermitted => ErrorCode::Forbidden,
            _ => ErrorCode::Refused,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inactive => "This user is not active. Switch on Is Active first.",
            Self::NoEmail => "This user has no e-mail address.",
            Self::InvalidEmail => "This user's e-mail address is not valid, so no mail can be sent to it.",
            Self::ApiUser => "This is an API user. Changing its password would break its calls.",
            Self::Outranked => "Your role does not allow you to act on this user's role.",
            Self::NotPermitted => "Your role does not include this.",
            Self::Yourself => "You cannot switch off your own account.",
        })
    }
}

/// What must be known of someone before a link is sent to them.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Person, program or both.
    pub kind: Kind,
    /// What they may do.
    pub role: Role,
    /// Is Active.
    pub is_active: bool,
    /// Where mail reaches them.
    pub email: Option<&'a str>,
}

/// Checks whether someone with the role `actor` may send a password change link.
///
/// # Errors
/// The first reason against it, the most telling first.
pub fn may_send_link(actor: Role, target: Target<'_>) -> Result<(), Refusal> {
    if !actor.allows(Permission::ResetPasswords) {
        return Err(Refusal::NotPermitted);
    }
    if !actor.may_act_on(target.role) {
        return Err(Refusal::Outranked);
    }
    if target.kind == Kind::Api {
        return Err(Refusal::ApiUser);
    }
    if !target.is_active {
        return Err(Refusal::Inactive);
    }
    match target.email {
        None => Err(Refusal::NoEmail),
        Some(address) if !email::is_valid(address) => Err(Refusal::InvalidEmail),
        Some(_) => Ok(()),
    }
}

/// Checks whether someone with the role `actor` may switch Is Active of `target`.
///
/// # Errors
/// The first reason against it.
pub fn may_set_active(actor: Role, target: Role, is_self: bool) -> Result<(), Refusal> {
    if !actor.allows(Permission::ChangeUsers) {
        return Err(Refusal::NotPermitted);
    }
    if is_self {
        return Err(Refusal::Yourself);
    }
    if !actor.may_act_on(target) {
        return Err(Refusal::Outranked);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Target<'static> =
        Target { kind: Kind::Human, role: Role::User, is_active: true, email: Some("jonas@northwind.example") };

    #[test]
    fn an_active_person_with_an_address_gets_a_link() {
        assert_eq!(may_send_link(Role::HelpDesk, TARGET), Ok(()));
        assert_eq!(may_send_link(Role::Administrator, Target { kind: Kind::Hybrid, ..TARGET }), Ok(()));
    }

    #[test]
    fn each_refusal_says_exactly_why() {
        let cases = [
            (Role::Auditor, TARGET, Refusal::NotPermitted),
            (Role::HelpDesk, Target { role: Role::Administrator, ..TARGET }, Refusal::Outranked),
            (Role::HelpDesk, Target { role: Role::HelpDesk, ..TARGET }, Refusal::Outranked),
            (Role::Administrator, Target { kind: Kind::Api, ..TARGET }, Refusal::ApiUser),
            (Role::Administrator, Target { is_active: false, ..TARGET }, Refusal::Inactive),
            (Role::Administrator, Target { email: None, ..TARGET }, Refusal::NoEmail),
            (Role::Administrator, Target { email: Some("jonas@"), ..TARGET }, Refusal::InvalidEmail),
        ];
        for (actor, target, refusal) in cases {
            assert_eq!(may_send_link(actor, target), Err(refusal), "{refusal}");
        }
    }

    #[test]
    fn nobody_switches_themselves_off() {
        assert_eq!(may_set_active(Role::Administrator, Role::Administrator, true), Err(Refusal::Yourself));
        assert_eq!(may_set_active(Role::HelpDesk, Role::User, false), Err(Refusal::NotPermitted));
    }
}

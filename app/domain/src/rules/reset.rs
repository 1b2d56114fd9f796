//! Who may do what to whom, and why not.

use crate::errors::ErrorCode;
use crate::model::{Kind, Permission, Role};
use crate::rules::email;

text_enum!(
    /// Why an action on someone is refused.
    Refusal {
        /// Is Active is off.
        Inactive = "inactive",
        /// There is no e-mail address.
        NoEmail = "no-email",
        /// There is one, but mail cannot be sent to it.
        InvalidEmail = "invalid-email",
        /// The account is a program's.
        ApiUser = "api-user",
        /// The account is a person's, and no program calls with it.
        NotApiUser = "not-api-user",
        /// The reader's rank is not above theirs.
        Outranked = "outranked",
        /// The reader's role does not include it.
        NotPermitted = "not-permitted",
        /// One cannot switch off, demote or delete oneself.
        Yourself = "yourself",
        /// They have as many tags as can be.
        TooManyTags = "too-many-tags",
        /// Without them there would be no active administrator.
        LastAdministrator = "last-administrator",
        /// It concerns an administrator, and waits for a second one who approves it.
        NeedsApproval = "needs-approval",
        /// Nobody approves what they asked for themselves, or what is done to them.
        Involved = "involved",
    }
);

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

/// What must be known of someone before a link or a password is made for them.
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

/// Checks whether someone with the role `actor` may send a password change link or a generated password.
///
/// # Errors
/// The first reason against it, the most telling first.
pub fn may_send_link(actor: Role, target: Target<'_>) -> Result<(), Refusal> {
    may_act(actor, Permission::ResetPasswords, target.role)?;
    can_be_sent_link(target)
}

/// Checks whether a password change link can be sent to someone, whoever asks: also themselves.
///
/// # Errors
/// The first reason against it, the most telling first.
pub fn can_be_sent_link(target: Target<'_>) -> Result<(), Refusal> {
    may_sign_in(target)?;
    may_be_mailed(target.email)
}

/// Checks whether someone with the role `actor` may have a password chosen at the next sign-in.
///
/// # Errors
/// The first reason against it, the most telling first.
pub fn may_require_change(actor: Role, target: Target<'_>) -> Result<(), Refusal> {
    may_act(actor, Permission::ResetPasswords, target.role)?;
    if target.kind == Kind::Api { Err(Refusal::ApiUser) } else { Ok(()) }
}

/// Checks whether someone with the role `actor` may set a temporary password. Nobody does so for themselves: whoever can sign
/// in chooses a password of their own.
///
/// # Errors
/// The first reason against it, the most telling first.
pub fn may_set_temporary(actor: Role, target: Target<'_>, is_self: bool) -> Result<(), Refusal> {
    may_act(actor, Permission::SetTemporaryPasswords, target.role)?;
    if is_self {
        return Err(Refusal::Yourself);
    }
    may_sign_in(target)
}

/// Checks whether mail can be sent to this address, if there is one.
///
/// # Errors
/// [`Refusal::NoEmail`] or [`Refusal::InvalidEmail`].
pub fn may_be_mailed(address: Option<&str>) -> Result<(), Refusal> {
    match address {
        None => Err(Refusal::NoEmail),
        Some(address) if !email::is_valid(address) => Err(Refusal::InvalidEmail),
        Some(_) => Ok(()),
    }
}

fn may_sign_in(target: Target<'_>) -> Result<(), Refusal> {
    if target.kind == Kind::Api {
        return Err(Refusal::ApiUser);
    }
    if target.is_active { Ok(()) } else { Err(Refusal::Inactive) }
}

/// Checks whether someone with the role `actor` may make or withdraw API passwords and keys of an account.
///
/// # Errors
/// The first reason against it, the most telling first.
pub fn may_manage_api(actor: Role, target: Target<'_>) -> Result<(), Refusal> {
    may_act(actor, Permission::ManageApi, target.role)?;
    if target.kind == Kind::Human { Err(Refusal::NotApiUser) } else { Ok(()) }
}

/// Whom a change to the directory would hit.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// What they may do.
    pub role: Role,
    /// Whether it is the one who acts.
    pub is_self: bool,
    /// Whether nobody else is an active administrator who can sign in.
    pub is_last_administrator: bool,
}

/// Checks whether someone with the role `actor` may edit an account of the role `target`.
///
/// # Errors
/// The first reason against it.
pub fn may_edit(actor: Role, target: Role) -> Result<(), Refusal> {
    may_act(actor, Permission::ChangeUsers, target)
}

/// Checks whether someone with the role `actor` may unlock an account of the role `target`, or end its sessions.
///
/// # Errors
/// The first reason against it.
pub fn may_support(actor: Role, target: Role) -> Result<(), Refusal> {
    may_act(actor, Permission::SupportUsers, target)
}

/// Checks whether someone with the role `actor` may switch Is Active of `subject`.
///
/// # Errors
/// The first reason against it.
pub fn may_set_active(actor: Role, subject: Subject) -> Result<(), Refusal> {
    may_edit(actor, subject.role)?;
    may_lose_access(subject)
}

/// Checks whether someone with the role `actor` may delete `subject`: whoever may switch them off.
///
/// # Errors
/// The first reason against it.
pub fn may_delete(actor: Role, subject: Subject) -> Result<(), Refusal> {
    may_set_active(actor, subject)
}

/// The roles that someone with the role `actor` may give: none above their own.
pub fn roles_to_give(actor: Role) -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(move |role| role.rank() <= actor.rank())
}

/// Checks whether someone with the role `actor` may give `subject` another role.
///
/// # Errors
/// The first reason against it.
pub fn may_give_role(actor: Role, subject: Subject, role: Role) -> Result<(), Refusal> {
    if role == subject.role {
        return Ok(());
    }
    may_edit(actor, subject.role)?;
    if !roles_to_give(actor).any(|given| given == role) {
        return Err(Refusal::Outranked);
    }
    may_lose_access(subject)
}

/// Checks whether `subject` may become an account of another kind. Programs cannot sign in, so becoming one is like being
/// switched off.
///
/// # Errors
/// The first reason against it.
pub fn may_become(subject: Subject, from: Kind, to: Kind) -> Result<(), Refusal> {
    if to == Kind::Api && from != Kind::Api { may_lose_access(subject) } else { Ok(()) }
}

/// Checks whether someone with the role `actor` may remove the second factor of an account of the role `target`. One's own is a
/// matter of one's own account.
///
/// # Errors
/// The first reason against it.
pub fn may_remove_factors(actor: Role, target: Role, is_self: bool) -> Result<(), Refusal> {
    may_edit(actor, target)?;
    if is_self { Err(Refusal::Yourself) } else { Ok(()) }
}

/// Whether what becomes of an account is a matter of administrators: it is one's, or becomes one's.
#[must_use]
pub fn concerns_administrators(before: Role, after: Role) -> bool {
    before == Role::Administrator || after == Role::Administrator
}

fn may_act(actor: Role, permission: Permission, target: Role) -> Result<(), Refusal> {
    if !actor.allows(permission) {
        return Err(Refusal::NotPermitted);
    }
    if !actor.may_act_on(target) {
        return Err(Refusal::Outranked);
    }
    Ok(())
}

/// Nobody shuts themselves out, and never the last who could let others in.
fn may_lose_access(subject: Subject) -> Result<(), Refusal> {
    if subject.is_self {
        return Err(Refusal::Yourself);
    }
    if subject.is_last_administrator {
        return Err(Refusal::LastAdministrator);
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
            assert_eq!(may_send_link(actor, target), Err(refusal), "{refusal:?}");
        }
    }

    #[test]
    fn a_temporary_password_needs_no_address_and_is_for_others() {
        let silent = Target { email: None, ..TARGET };
        assert_eq!(may_set_temporary(Role::HelpDesk, silent, false), Ok(()));
        assert_eq!(may_set_temporary(Role::Administrator, silent, true), Err(Refusal::Yourself));
        assert_eq!(may_set_temporary(Role::Auditor, TARGET, false), Err(Refusal::NotPermitted));
        let program = Target { kind: Kind::Api, ..TARGET };
        assert_eq!(may_set_temporary(Role::Administrator, program, false), Err(Refusal::ApiUser));
    }

    #[test]
    fn only_administrators_let_programs_in_and_only_where_there_are_any() {
        let hybrid = Target { kind: Kind::Hybrid, ..TARGET };
        assert_eq!(may_manage_api(Role::Administrator, hybrid), Ok(()));
        assert_eq!(may_manage_api(Role::Administrator, TARGET), Err(Refusal::NotApiUser));
        assert_eq!(may_manage_api(Role::HelpDesk, hybrid), Err(Refusal::NotPermitted));
    }

    const ADMINISTRATOR: Subject = Subject { role: Role::Administrator, is_self: false, is_last_administrator: false };
    const YOURSELF: Subject = Subject { is_self: true, ..ADMINISTRATOR };
    const LAST: Subject = Subject { is_last_administrator: true, ..ADMINISTRATOR };

    #[test]
    fn nobody_shuts_themselves_or_the_last_administrator_out() {
        for (subject, refusal) in [(YOURSELF, Refusal::Yourself), (LAST, Refusal::LastAdministrator)] {
            assert_eq!(may_set_active(Role::Administrator, subject), Err(refusal));
            assert_eq!(may_delete(Role::Administrator, subject), Err(refusal));
            assert_eq!(may_give_role(Role::Administrator, subject, Role::HelpDesk), Err(refusal));
            assert_eq!(may_become(subject, Kind::Human, Kind::Api), Err(refusal));
            assert_eq!(may_become(subject, Kind::Human, Kind::Hybrid), Ok(()));
            assert_eq!(may_give_role(Role::Administrator, subject, Role::Administrator), Ok(()));
        }
        assert_eq!(may_delete(Role::Administrator, ADMINISTRATOR), Ok(()));
    }

    #[test]
    fn only_administrators_change_people_and_give_roles() {
        let person = Subject { role: Role::User, is_self: false, is_last_administrator: false };
        for actor in [Role::User, Role::Auditor, Role::HelpDesk] {
            assert_eq!(may_edit(actor, Role::User), Err(Refusal::NotPermitted), "{actor}");
            assert_eq!(may_set_active(actor, person), Err(Refusal::NotPermitted), "{actor}");
            assert_eq!(may_delete(actor, person), Err(Refusal::NotPermitted), "{actor}");
            assert_eq!(may_give_role(actor, person, Role::Auditor), Err(Refusal::NotPermitted), "{actor}");
        }
        assert!(Role::ALL.iter().all(|role| may_give_role(Role::Administrator, person, *role).is_ok()));
        assert!(roles_to_give(Role::HelpDesk).all(|role| role != Role::Administrator));
    }

    #[test]
    fn the_help_desk_supports_users_and_not_its_equals() {
        assert_eq!(may_support(Role::HelpDesk, Role::User), Ok(()));
        for target in [Role::Auditor, Role::HelpDesk, Role::Administrator] {
            assert_eq!(may_support(Role::HelpDesk, target), Err(Refusal::Outranked), "{target}");
            assert_eq!(may_support(Role::Administrator, target), Ok(()), "{target}");
        }
        assert_eq!(may_support(Role::Auditor, Role::User), Err(Refusal::NotPermitted));
    }
}

//! How careful the house is with what is dangerous.

use super::Role;
use serde::{Deserialize, Serialize};

/// What the house asks for beyond a password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Safety {
    /// Whether administrators and the help desk must have a second factor.
    pub second_factor_for_staff: bool,
    /// Whether resets and role changes on administrators wait for a second administrator.
    pub four_eyes: bool,
    /// Whether a caller must give a code before a temporary password is shown.
    pub caller_codes: bool,
}

impl Safety {
    /// Whether people of this role must have a second factor.
    #[must_use]
    pub const fn requires_factor(self, role: Role) -> bool {
        self.second_factor_for_staff && matches!(role, Role::Administrator | Role::HelpDesk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_factor_is_asked_of_those_who_act_on_others() {
        let asked = Safety { second_factor_for_staff: true, ..Safety::default() };
        let roles: Vec<_> = Role::ALL.iter().copied().filter(|role| asked.requires_factor(*role)).collect();
        assert_eq!(roles.len(), 2);
        assert!(roles.contains(&Role::Administrator) && roles.contains(&Role::HelpDesk));
        assert!(Role::ALL.iter().all(|role| !Safety::default().requires_factor(*role)));
    }
}

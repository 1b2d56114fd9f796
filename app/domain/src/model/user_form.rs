//! Making, editing and deleting users.

use super::{ApiUse, Factors, Kind, Locale, OpenAccess, Role, UserId};
use crate::errors::{ApiError, Problem};
use serde::{Deserialize, Serialize};

/// A user as entered into the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDraft {
    /// Person, program or both.
    pub kind: Kind,
    /// What they may do.
    pub role: Role,
    /// What they sign in with.
    pub user_name: String,
    /// The name people call them by.
    pub display_name: String,
    /// Where mail reaches them; empty for nowhere.
    pub email: String,
    /// Language of their pages and mails.
    pub language: Locale,
    /// IANA time zone.
    pub time_zone: String,
    /// Tags, separated by commas: at most 20 of at most 40 characters.
    pub tags: String,
    /// Whether names and address may look like somebody else's.
    #[serde(default)]
    pub accept_lookalike: bool,
}

impl UserDraft {
    /// Reads what was entered into the form's fields, by their names.
    ///
    /// # Errors
    /// [`Problem::Misunderstood`] when something was chosen that the form does not offer.
    pub fn read(entered: impl Fn(&str) -> String) -> Result<Self, ApiError> {
        let (kind, role, language) = (entered("kind").parse(), entered("role").parse(), Locale::from_tag(&entered("language")));
        let (Ok(kind), Ok(role), Some(language)) = (kind, role, language) else {
            return Err(Problem::Misunderstood.into());
        };
        Ok(Self {
            kind,
            role,
            user_name: entered("user_name"),
            display_name: entered("display_name"),
            email: entered("email"),
            language,
            time_zone: entered("time_zone"),
            tags: entered("tags"),
            accept_lookalike: entered("accept_lookalike") == "true",
        })
    }

    /// What stands in one of the form's fields; empty where there is no such field.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        match field {
            "kind" => self.kind.as_str(),
            "role" => self.role.as_str(),
            "user_name" => &self.user_name,
            "display_name" => &self.display_name,
            "email" => &self.email,
            "language" => self.language.tag(),
            "time_zone" => &self.time_zone,
            "tags" => &self.tags,
            "accept_lookalike" if self.accept_lookalike => "true",
            _ => "",
        }
    }
}

/// Makes a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateUser {
    /// What was entered.
    pub draft: UserDraft,
    /// Whether a password change link is sent to them at once.
    pub send_link: bool,
}

/// Changes a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditUser {
    /// Whom.
    pub user: UserId,
    /// The version that was edited.
    pub version: i64,
    /// How the user stood in the form, so that the second of two can be told what the first changed.
    #[serde(default)]
    pub shown: Option<UserDraft>,
    /// What was entered.
    pub draft: UserDraft,
}

/// What the form starts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditPrompt {
    /// Whom; absent for a new user.
    pub user: Option<UserId>,
    /// The version, to be sent back when saving; 0 for a new user.
    pub version: i64,
    /// How it stands.
    pub draft: UserDraft,
    /// Roles that the reader may give.
    pub roles: Vec<Role>,
    /// Time zones to choose from.
    pub time_zones: Vec<String>,
    /// Tags in use, to choose from.
    pub known_tags: Vec<String>,
}

/// What is said before somebody's second factor is removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorsPrompt {
    /// Whose.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// What they have.
    pub factors: Factors,
    /// Whether it waits for a second administrator.
    pub waits: bool,
    /// Whether the reader must type their own password.
    pub confirm: bool,
}

/// What is said before a user is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletePrompt {
    /// Whom.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// What must be typed to confirm.
    pub user_name: String,
    /// What is open, and ends.
    pub open: OpenAccess,
    /// What is known of the calls of their program, which fail; absent where no program calls with the account.
    pub api: Option<ApiUse>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_gives_back_what_it_was_filled_with() {
        let draft = UserDraft {
            kind: Kind::Hybrid,
            role: Role::HelpDesk,
            user_name: "jfeld".to_owned(),
            display_name: "Jonas Feld".to_owned(),
            email: "jonas@northwind.example".to_owned(),
            language: Locale::De,
            time_zone: "Europe/Berlin".to_owned(),
            tags: "warehouse, night shift".to_owned(),
            accept_lookalike: true,
        };
        assert_eq!(UserDraft::read(|field| draft.text(field).to_owned()), Ok(draft));
    }

    #[test]
    fn a_choice_that_no_form_offers_is_not_understood() {
        let answer = UserDraft::read(|field| if field == "role" { "root" } else { "human" }.to_owned());
        assert_eq!(answer, Err(Problem::Misunderstood.into()));
    }
}

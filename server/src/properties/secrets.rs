//! Codes, credentials and addresses.

use super::{anything, config};
use crate::{
    promises::holds_of_code,
    security::{ApiKeySecret, ApiPassword, LinkSecret, Random},
};
use app::rules::{
    code, email,
    imports::{guarded, unguarded},
    names, password, tags,
};
use proptest::prelude::*;

/// A code as a person might type it: in either case, with look-alikes, spaces and dashes.
fn typed(code: &str, noise: &[(bool, u8)]) -> String {
    let mut typed = String::new();
    for (character, (is_lower, between)) in code.chars().zip(noise.iter().cycle()) {
        let alike = match (character, between % 3) {
            ('0', 0) => 'O',
            ('1', 0) => 'I',
            ('1', 1) => 'L',
            _ => character,
        };
        typed.push(if *is_lower { alike.to_ascii_lowercase() } else { alike });
        typed.push_str(["", " ", "-", "\u{2013}", "\u{a0}", "\n"][usize::from(*between) % 6]);
    }
    typed
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_code_is_read_however_it_is_typed(
        seed in any::<u64>(),
        noise in proptest::collection::vec((any::<bool>(), any::<u8>()), 1..30),
    ) {
        let random = Random::from_seed(seed);
        let secret = LinkSecret::mint(&random);
        let read = LinkSecret::read(&typed(secret.expose(), &noise));
        prop_assert_eq!(read.map(|read| read.digest().hex()), Some(secret.digest().hex()));
        let grouped = code::grouped(secret.expose());
        let read = code::normalise(&grouped);
        prop_assert_eq!(read.as_deref(), Some(secret.expose()));
    }

    #[test]
    fn whatever_is_read_as_a_code_is_one(text in anything(), nearly in "[0-9a-zA-Z \u{2013}-]{24,34}") {
        holds_of_code(&text);
        holds_of_code(&nearly);
    }

    #[test]
    fn programs_credentials_are_read_as_they_are_and_no_other_way(seed in any::<u64>(), text in anything(), at in 0..48_usize) {
        let random = Random::from_seed(seed);
        let (key, password) = (ApiKeySecret::mint(&random), ApiPassword::mint(&random));
        prop_assert_eq!(ApiKeySecret::read(key.expose()).map(|read| read.digest().hex()), Some(key.digest().hex()));
        prop_assert_eq!(ApiPassword::read(password.expose()).map(|read| read.digest().hex()), Some(password.digest().hex()));
        let whole = key.expose();
        let (before, after) = whole.split_at(at.min(whole.len()));
        let cut = ApiKeySecret::read(before).filter(|_| !after.is_empty());
        prop_assert!(cut.is_none(), "no part of a key is one");
        let changed = ApiKeySecret::read(&format!("{before}{text}{after}")).filter(|_| !text.is_empty());
        prop_assert!(changed.is_none_or(|read| read.digest().hex() != key.digest().hex()));
    }

    #[test]
    fn an_address_that_is_taken_is_one_address_and_nothing_else(text in anything(), local in "[a-z.+'-]{1,12}", domain in "[a-z.-]{3,14}") {
        for address in [text.clone(), format!("{local}@{domain}"), format!("{local}@{domain}{text}"), format!("{text}@{domain}")] {
            if email::is_valid(&address) {
                prop_assert!(address.len() <= 254 && address.matches('@').count() == 1);
                let is_harmless = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"".contains(c);
                prop_assert!(address.chars().all(is_harmless), "{:?}", address);
            }
            let _ = (email::domain_key(&address), email::is_domain_name(&address));
        }
        let below = email::domain_key(&format!("a@x.{domain}"));
        prop_assert!(below.starts_with(&email::domain_key(&domain)));
    }

    #[test]
    fn names_that_are_taken_show_what_they_are(text in anything()) {
        let _ = (names::key(&text), password::normalise(&text), crate::security::skeleton(&text));
        if names::check_user_name(&text).is_ok() {
            prop_assert!(!text.chars().any(|c| c.is_whitespace() || c.is_control()));
            prop_assert!((1..=names::MAX_USER_NAME).contains(&text.chars().count()));
        }
        if names::check_display_name(&text).is_ok() {
            let turns_round = |c: char| c.is_control() || c == '\u{202e}';
            prop_assert!(!text.chars().any(turns_round));
        }
        if let Some(read) = tags::parse(&text) {
            prop_assert!(read.len() <= tags::MOST && read.iter().all(|tag| tag.chars().count() <= tags::LONGEST));
            prop_assert_eq!(tags::parse(&tags::write(&read)), Some(read));
        }
    }

    #[test]
    fn no_cell_is_a_formula_and_every_one_comes_back(text in anything(), begin in "[=+@'\t-]{0,4}") {
        let text = format!("{begin}{text}");
        let cell = guarded(&text);
        let begins_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0', '\u{ff1d}']);
        prop_assert!(!begins_formula);
        prop_assert_eq!(unguarded(&cell), text.as_str());
    }
}

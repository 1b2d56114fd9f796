//! Temporary passwords: made to be read out, so what is typed counts without capitals, spaces and dashes.

use super::code::is_dash;

/// The characters: lower-case letters and digits of which no two look alike (0 and o, 1 and l are left out). 32 of them, so
/// that 16 carry 80 bits.
pub const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// How many characters one has.
pub const LENGTH: usize = 16;

/// How many words one has that is made of words: of 7,776 each (90 bits).
pub const WORDS: usize = 7;

/// The form that is hashed and compared.
#[must_use]
pub fn normalise(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_spaces_and_dashes_do_not_matter() {
        assert_eq!(normalise(" Kite 7mru-4wex\u{a0}9HPD"), "kite7mru4wex9hpd");
        assert_eq!(normalise("abacus felt-tip"), normalise("ABACUS felt tip"));
    }

    #[test]
    fn no_two_characters_look_alike() {
        let mut characters = ALPHABET.to_vec();
        characters.sort_unstable();
        characters.dedup();
        assert_eq!(characters.len(), 32);
        assert!(b"01lo".iter().all(|confusable| !ALPHABET.contains(confusable)));
    }
}

//! How hard a password is to guess, by zxcvbn: the words under the field, and the verdict where the blocklist holds. Its
//! lists are large: in the browser they are in a chunk of their own.

use super::password::Strength;
use zxcvbn::{Score, zxcvbn};

/// Estimates a password, given words that whoever guesses would try first.
#[must_use]
pub fn estimate(typed: &str, own_words: &[String]) -> Strength {
    if typed.is_empty() {
        return Strength::Empty;
    }
    let own_words: Vec<&str> = own_words.iter().map(String::as_str).collect();
    match zxcvbn(typed, &own_words).score() {
        Score::Four => Strength::Strong,
        Score::Three => Strength::Fair,
        // Fewer than 10^8 guesses: any list of common passwords has it near its head.
        _ => Strength::Weak,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_falls_to_guessing_is_weak() {
        let own = vec!["northwind".to_owned()];
        assert_eq!(estimate("", &own), Strength::Empty);
        for weak in ["passwordpassword", "123456789012345", "northwindnorthwind"] {
            assert_eq!(estimate(weak, &own), Strength::Weak, "{weak}");
        }
        assert_eq!(estimate("seven ducks on a green pond", &own), Strength::Strong);
    }
}

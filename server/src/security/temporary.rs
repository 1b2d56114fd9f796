//! Temporary passwords: made to be read out over the telephone.

use super::Random;
use app::{
    model::{TemporaryLook, TypedPassword},
    rules::temporary,
};
use secrecy::{ExposeSecret, SecretString};
use std::{fmt, sync::LazyLock};

/// EFF's long list: 7,776 words.
static WORDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("words/eff_large.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// A temporary password in its groups: 80 bits in characters, 90 in words.
#[derive(Clone)]
pub(crate) struct TemporaryPassword(SecretString);

impl TemporaryPassword {
    /// Makes one.
    pub(crate) fn mint(random: &Random, look: TemporaryLook) -> Self {
        Self(match look {
            TemporaryLook::Characters => characters(random).into(),
            TemporaryLook::Words => (0..temporary::WORDS).map(|_| random.one_of(&WORDS)).collect::<Vec<_>>().join(" ").into(),
        })
    }

    /// One that was made before.
    pub(crate) fn restored(groups: String) -> Self {
        Self(groups.into())
    }

    /// In its groups, to be shown or mailed.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// As it is hashed.
    pub(crate) fn typed(&self) -> TypedPassword {
        as_hashed(self.expose())
    }
}

/// A temporary password as somebody typed it, in the form that is hashed.
pub(crate) fn as_hashed(typed: &str) -> TypedPassword {
    TypedPassword::new(temporary::normalise(typed))
}

fn characters(random: &Random) -> String {
    let characters: String = random.characters::<{ temporary::LENGTH }>(temporary::ALPHABET);
    let groups: Vec<&str> = (0..temporary::LENGTH).step_by(4).filter_map(|at| characters.get(at..at + 4)).collect();
    groups.join(" ")
}

impl fmt::Debug for TemporaryPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TemporaryPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_come_in_four_groups_of_four() {
        let password = TemporaryPassword::mint(&Random::from_seed(1), TemporaryLook::Characters);
        let groups: Vec<&str> = password.expose().split(' ').collect();
        assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [4, 4, 4, 4]);
        assert!(groups.concat().bytes().all(|byte| temporary::ALPHABET.contains(&byte)));
        assert!(!format!("{password:?}").contains(groups[0]));
    }

    #[test]
    fn words_are_the_lists_and_the_list_is_whole() {
        assert_eq!(WORDS.len(), 7776);
        let password = TemporaryPassword::mint(&Random::from_seed(1), TemporaryLook::Words);
        let words: Vec<&str> = password.expose().split(' ').collect();
        assert!(words.len() == temporary::WORDS && words.iter().all(|word| WORDS.contains(word)));
    }

    #[test]
    fn what_was_heard_is_typed_as_it_likes() {
        let password = TemporaryPassword::mint(&Random::from_seed(1), TemporaryLook::Characters);
        let typed = password.expose().to_uppercase().replace(' ', "-");
        assert_eq!(as_hashed(&typed).expose(), password.typed().expose());
    }
}

//! Chance is a parameter: seeded from the system in the program, from a number in tests.

use app::{model::Timestamp, rules::code};
use rand::{
    Rng, SeedableRng,
    rngs::{StdRng, SysRng},
};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};
use uuid::{Builder, Uuid};

/// A source of random bytes (`ChaCha`, cryptographically strong). Cloning shares it.
#[derive(Clone)]
pub struct Random(Arc<Mutex<StdRng>>);

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}

impl Random {
    /// Seeded by the operating system.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    #[expect(clippy::disallowed_methods, reason = "the one place where the system is asked")]
    pub fn from_system() -> anyhow::Result<Self> {
        let rng = StdRng::try_from_rng(&mut SysRng)?;
        Ok(Self(Arc::new(Mutex::new(rng))))
    }

    /// Seeded by a number: for tests alone, since whoever knows the number knows every secret.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// Random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        // A panic elsewhere cannot leave the generator in a bad state.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A new identifier (UUIDv7), ordered by time. Not a secret.
    #[must_use]
    pub fn id(&self, now: Timestamp) -> Uuid {
        let milliseconds = u64::try_from(now.0 / 1000).unwrap_or_default();
        Builder::from_unix_timestamp_millis(milliseconds, &self.bytes()).into_uuid()
    }

    /// A code of 26 characters of Crockford's base 32 (130 bits).
    #[must_use]
    pub fn code(&self) -> String {
        self.characters::<{ code::LENGTH }>(code::ALPHABET)
    }

    /// So many characters of an alphabet. 32 of them divide 256 evenly: no bias.
    pub(super) fn characters<const N: usize>(&self, alphabet: &[u8; 32]) -> String {
        self.bytes::<N>().map(|byte| char::from(alphabet[usize::from(byte % 32)])).iter().collect()
    }

    /// A ticket in its two groups: "K7M-4QX". Not a secret.
    #[must_use]
    pub fn ticket(&self) -> String {
        code::grouped_ticket(&self.characters::<{ code::TICKET_LENGTH }>(code::ALPHABET))
    }

    /// One of these, each as likely as any other. There must be one, and no more than 65,536.
    pub(super) fn one_of<'a>(&self, choices: &[&'a str]) -> &'a str {
        let evenly = 65_536 / choices.len() * choices.len();
        loop {
            let number = usize::from(u16::from_le_bytes(self.bytes()));
            if number < evenly {
                return choices[number % choices.len()];
            }
        }
    }

    /// A number below `bound`, for jitter. Slightly biased; not for secrets.
    #[must_use]
    pub fn below(&self, bound: u64) -> u64 {
        u64::from_le_bytes(self.bytes()) % bound.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_well_formed_and_differ() {
        let random = Random::from_seed(1);
        let (first, second) = (random.code(), random.code());
        assert_eq!(code::normalise(&first).as_deref(), Some(first.as_str()));
        assert_ne!(first, second);
    }

    #[test]
    fn ids_are_ordered_by_time() {
        let random = Random::from_seed(1);
        assert!(random.id(Timestamp(1_000_000)) < random.id(Timestamp(2_000_000)));
    }
}

//! Hashing what people choose: argon2id, a few at a time.

use super::Random;
use anyhow::{Context, anyhow};
use app::{model::TypedPassword, rules::password};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::Semaphore;

/// What a hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashParameters {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes.
    pub passes: u32,
}

impl HashParameters {
    /// 19 MiB and two passes (OWASP password storage cheat sheet; ASVS 5.0 appendix C).
    pub const STANDARD: Self = Self { memory: 19_456, passes: 2 };
}

/// Hashes and checks passwords. A burst waits its turn instead of eating the memory: at most one hash per core is made
/// at a time.
#[derive(Clone)]
pub struct Hasher {
    parameters: HashParameters,
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    random: Random,
    /// A hash of nothing anybody knows: checked where there is no password, so that it takes as long.
    decoy: Arc<str>,
    /// Hashes made and checked.
    made: Arc<AtomicUsize>,
    /// Those that wait for their turn.
    waiting: Arc<AtomicUsize>,
}

/// One that waits for its turn, until it has it or nobody waits for it any more.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn among(others: &'a AtomicUsize) -> Self {
        others.fetch_add(1, Ordering::Relaxed);
        Self(others)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").field("parameters", &self.parameters).finish_non_exhaustive()
    }
}

impl Hasher {
    /// A hasher with these parameters that makes at most `turns` hashes at a time.
    ///
    /// # Errors
    /// When argon2 does not accept the parameters.
    pub fn new(parameters: HashParameters, turns: usize, random: Random) -> anyhow::Result<Self> {
        let argon2 = argon2id(parameters)?;
        let decoy = decoy(parameters, &random)?.into();
        let turns = Arc::new(Semaphore::new(turns.max(1)));
        Ok(Self { parameters, argon2, turns, random, decoy, made: Arc::default(), waiting: Arc::default() })
    }

    /// Hashes a password (NFC) with a new salt; a PHC string.
    ///
    /// # Errors
    /// When argon2 fails.
    pub async fn hash(&self, typed: &TypedPassword) -> anyhow::Result<String> {
        let (argon2, salt) = (self.argon2.clone(), self.random.bytes());
        let password = password::normalise(typed.expose());
        self.in_turn(move || hash_now(&argon2, &password, &salt)).await?
    }

    /// Checks a password against a hash, or against the decoy where there is none: the same work either way. Answers whether it
    /// is the hash's, which nothing is where there is none.
    ///
    /// # Errors
    /// When the stored hash is not one.
    pub async fn verify(&self, typed: &TypedPassword, hash: Option<&str>) -> anyhow::Result<bool> {
        let exists = hash.is_some();
        let hash = hash.unwrap_or(&self.decoy).to_owned();
        let argon2 = self.argon2.clone();
        // Longer than any password can be: cut, so that a megabyte costs nothing, and refused below.
        let password = password::normalise(typed.expose());
        let too_long = password.len() > password::MAX_BYTES;
        let matches = self
            .in_turn(move || {
                let parsed = PasswordHash::new(&hash).map_err(|error| anyhow!("stored password hash: {error}"))?;
                let bytes = password.as_bytes().get(..password::MAX_BYTES).unwrap_or(password.as_bytes());
                anyhow::Ok(argon2.verify_password(bytes, &parsed).is_ok())
            })
            .await??;
        Ok(matches && exists && !too_long)
    }

    /// How many hashes it and its clones have made or checked so far: what answers about passwords take in time.
    #[must_use]
    pub fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// How many wait for their turn.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Whether a hash was made with other parameters than today's.
    #[must_use]
    pub fn is_outdated(&self, hash: &str) -> bool {
        let today = format!("m={},t={},p=1", self.parameters.memory, self.parameters.passes);
        !hash.starts_with("$argon2id$v=19$") || !hash.contains(&today)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        let waiting = Waiting::among(&self.waiting);
        let turn = Arc::clone(&self.turns).acquire_owned().await?;
        drop(waiting);
        self.made.fetch_add(1, Ordering::Relaxed);
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.context("hashing a password")
    }
}

fn argon2id(parameters: HashParameters) -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(parameters.memory, parameters.passes, 1, None).map_err(|error| anyhow!("argon2: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// What looks like a hash of these parameters and is one of nothing: making a real one would take memory that an idle program
/// keeps for good.
fn decoy(parameters: HashParameters, random: &Random) -> anyhow::Result<String> {
    const CHEAPEST: HashParameters = HashParameters { memory: Params::MIN_M_COST, passes: Params::MIN_T_COST };
    let cost = |of: HashParameters| format!("$m={},t={},", of.memory, of.passes);
    let hash = hash_now(&argon2id(CHEAPEST)?, &random.code(), &random.bytes())?;
    Ok(hash.replacen(&cost(CHEAPEST), &cost(parameters), 1))
}

fn hash_now(argon2: &Argon2<'static>, password: &str, salt: &[u8; 16]) -> anyhow::Result<String> {
    let hash = argon2.hash_password_with_salt(password.as_bytes(), salt).map_err(|error| anyhow!("argon2: {error}"))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    const CHEAP: HashParameters = HashParameters { memory: 64, passes: 1 };

    fn hasher(parameters: HashParameters) -> Hasher {
        Hasher::new(parameters, 1, Random::from_seed(1)).unwrap()
    }

    #[tokio::test]
    async fn a_password_matches_however_it_was_composed() {
        let hasher = hasher(CHEAP);
        let hash = hasher.hash(&TypedPassword::new("Ångström by the harbour")).await.unwrap();
        let decomposed = TypedPassword::new("A\u{30a}ngstro\u{308}m by the harbour");
        assert!(hasher.verify(&decomposed, Some(&hash)).await.unwrap());
        assert!(!hasher.verify(&TypedPassword::new("ångström by the harbour"), Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn without_a_password_nothing_matches() {
        let hasher = hasher(CHEAP);
        assert!(!hasher.verify(&TypedPassword::new(""), None).await.unwrap());
    }

    #[test]
    fn the_decoy_costs_what_a_real_hash_costs() {
        let hasher = hasher(HashParameters { memory: 256, passes: 3 });
        assert!(!hasher.is_outdated(&hasher.decoy), "{}", hasher.decoy);
        assert!(PasswordHash::new(&hasher.decoy).is_ok());
    }

    #[tokio::test]
    async fn a_password_is_checked_whole() {
        let hasher = hasher(CHEAP);
        let long = "x".repeat(password::MAX_BYTES);
        let hash = hasher.hash(&TypedPassword::new(&long)).await.unwrap();
        assert!(!hasher.verify(&TypedPassword::new(format!("{long}y")), Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn who_no_longer_waits_is_not_counted() {
        let hasher = hasher(CHEAP);
        let turn = Arc::clone(&hasher.turns).acquire_owned().await.unwrap();
        let typed = TypedPassword::new("x");
        let mut hashing = Box::pin(hasher.hash(&typed));
        assert!(hashing.as_mut().now_or_never().is_none());
        assert_eq!(hasher.waiting(), 1);
        drop(hashing);
        assert_eq!(hasher.waiting(), 0);
        drop(turn);
        hasher.hash(&typed).await.unwrap();
        assert_eq!(hasher.waiting(), 0);
    }

    #[tokio::test]
    async fn hashes_of_older_parameters_are_recognised() {
        let old = hasher(CHEAP).hash(&TypedPassword::new("x")).await.unwrap();
        let today = hasher(HashParameters { memory: 128, passes: 1 });
        assert!(today.is_outdated(&old));
        assert!(!today.is_outdated(&today.hash(&TypedPassword::new("x")).await.unwrap()));
    }
}

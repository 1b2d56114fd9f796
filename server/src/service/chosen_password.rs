//! The verdict on a password that somebody chose.

use super::{Desk, Fault};
use crate::{
    security::is_common,
    store::{credentials, history, users::User},
};
use app::{
    api::{ApiError, Problem},
    model::{HouseSettings, TypedPassword},
    rules::{
        password::{self, PasswordProblem, Policy, Strength},
        strength,
    },
};

impl Desk {
    /// Checks a new password against the checklist's rules, the passwords that others use, and those that the account had.
    pub(super) async fn check_password(&self, house: &HouseSettings, user: &User, typed: &TypedPassword) -> Result<(), Fault> {
        let policy = self.policy(house);
        let refused = |problem| Fault::from(ApiError::field("password", told(problem, policy)));
        let email = user.email.as_deref().unwrap_or_default();
        let own_words = password::own_words(&[&user.user_name, &user.display_name, email, &house.organisation]);
        password::check(policy, typed.expose(), &own_words).map_err(refused)?;
        if policy.blocklist {
            check_lists(typed.expose(), &own_words).map_err(refused)?;
        }
        if self.was_used(policy, user, typed).await? { Err(refused(PasswordProblem::Used)) } else { Ok(()) }
    }

    /// Whether it is one of the account's last passwords, the present one among them. Each takes as long as a sign-in.
    async fn was_used(&self, policy: Policy, user: &User, typed: &TypedPassword) -> Result<bool, Fault> {
        let Some(former) = policy.remembered.checked_sub(1) else { return Ok(false) };
        let mut tx = self.db.read().await?;
        let present = credentials::latest_hash(&mut tx, user.id).await?;
        let former = history::of_user(&mut tx, user.id, i64::try_from(former).unwrap_or(i64::MAX)).await?;
        drop(tx);
        for hash in present.into_iter().chain(former) {
            if self.hasher.verify(typed, Some(&hash)).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn check_lists(typed: &str, own_words: &[String]) -> Result<(), PasswordProblem> {
    if is_common(&password::normalise(typed)) {
        return Err(PasswordProblem::Common);
    }
    if strength::estimate(typed, own_words) < Strength::Fair { Err(PasswordProblem::TooEasy) } else { Ok(()) }
}

fn told(problem: PasswordProblem, policy: Policy) -> Problem {
    let length = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    Problem::Password(problem, length(policy.min_length), length(policy.max_length))
}

//! Checking somebody's password for another application, so that an organisation can keep its users here. The same work as
//! signing in, whoever is asked about, and the same counting; no session is opened and nothing is used up.

use super::{
    Desk, Fault, acted, did,
    sign_in::{Counters, MOST_FAILURES, SignIn},
};
use crate::store::{
    Tx,
    audit::Outcome,
    credentials, dialect,
    sessions::Scope,
    users::{self, User},
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{Kind, Role, SignInWay, TypedPassword, UserId},
};
use std::net::IpAddr;

const CHECKED: &str = "session.checked";

/// What another application was told.
#[derive(Debug)]
pub struct CheckPassword {
    /// User name or e-mail address.
    pub user_name: String,
    /// The password.
    pub password: TypedPassword,
    /// The address of the person's own device, where the application knows it: guesses from there are held back for all
    /// accounts together.
    pub client: Option<IpAddr>,
}

/// Whose password it is.
#[derive(Debug)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// What they sign in with.
    pub user_name: String,
    /// The name people call them by.
    pub display_name: String,
    /// What they may do here.
    pub role: Role,
    /// Whether signing in here asks for a second factor, too.
    pub second_factor: bool,
}

/// How a check ended. What is wrong with an account is told only to those who know its password.
#[derive(Debug)]
pub enum Checked {
    /// The password is right.
    Right(Person),
    /// It is one that others made: its owner must choose their own, here, before anything else.
    MustChange(Person),
    /// It is right, and Is Active is off.
    Disabled,
    /// Too many failures. So many seconds are left to wait; none where only a new password helps.
    Locked(Option<i64>),
    /// Wrong, or there is no such user: never said which.
    Wrong,
}

impl Checked {
    /// How it is counted.
    const fn name(&self) -> &'static str {
        match self {
            Self::Right(_) => "signed-in",
            Self::MustChange(_) => "must-choose",
            Self::Disabled => "disabled",
            Self::Locked(_) => "held-back",
            Self::Wrong => "wrong",
        }
    }
}

impl Desk {
    /// Checks a password for the caller's application.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check_sign_in(&self, caller: &Caller, asked: CheckPassword) -> Result<Checked, ApiError> {
        let checked = match self.check_for(caller, asked).await {
            Err(Fault::Told(ApiError { problem: Problem::HeldBack(seconds), .. })) => Ok(Checked::Locked(Some(seconds))),
            checked => checked.map_err(|fault| self.report(fault)),
        };
        self.metrics.sign_in(SignInWay::Api, &checked, Checked::name);
        checked
    }

    async fn check_for(&self, caller: &Caller, asked: CheckPassword) -> Result<Checked, Fault> {
        let typed = SignIn { user_name: asked.user_name, password: asked.password };
        let tried = self.look_up(&typed).await?;
        let user = tried.user.as_ref().filter(|user| user.kind != Kind::Api);
        if let (Some(user), Some(_)) = (user.filter(|user| user.is_active), &tried.mailed) {
            let person = self.person_of(&mut self.db.read().await?, user).await?;
            return self.tell(caller, user, Checked::MustChange(person)).await;
        }
        let counters = counters_for(caller, tried.user.as_ref(), &typed.user_name, asked.client);
        let failures = self.count_try(&counters, tried.user.as_ref().map(|user| user.id)).await?;
        let password = tried.as_hashed(&typed.password);
        let matches = self.hasher.verify(&password, tried.hash()).await?;
        if failures >= MOST_FAILURES {
            return Ok(Checked::Locked(None));
        }
        let scope = tried.scope(self.now()).filter(|_| matches);
        let (Some(user), Some(scope), Some(hash)) = (user, scope, tried.hash()) else {
            return self.note_wrong(caller, tried.user.as_ref(), failures).await;
        };
        self.note_right(caller, user, scope, hash, &counters).await
    }

    async fn note_right(
        &self,
        caller: &Caller,
        user: &User,
        scope: Scope,
        hash: &str,
        counters: &Counters,
    ) -> Result<Checked, Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, user.id).await?;
        let current = credentials::of(&mut tx, user.id).await?;
        if current.is_none_or(|current| current.password_hash != hash) {
            return Ok(Checked::Wrong);
        }
        counters.right(&mut tx).await?;
        let checked = match (user.is_active, scope) {
            (false, _) => Checked::Disabled,
            (true, Scope::Full) => Checked::Right(self.person_of(&mut tx, user).await?),
            (true, _) => Checked::MustChange(self.person_of(&mut tx, user).await?),
        };
        if matches!(checked, Checked::Right(_)) {
            users::signed_in(&mut tx, user.id, self.now()).await?;
            self.note_sign_in(&mut tx, user, SignInWay::Api, None).await?;
        }
        tx.commit().await?;
        self.tell(caller, user, checked).await
    }

    async fn person_of(&self, tx: &mut Tx, user: &User) -> Result<Person, Fault> {
        Ok(Person {
            id: user.id,
            user_name: user.user_name.clone(),
            display_name: user.display_name.clone(),
            role: user.role,
            second_factor: self.factors_of(tx, user.id).await?.any(),
        })
    }

    async fn tell(&self, caller: &Caller, user: &User, checked: Checked) -> Result<Checked, Fault> {
        let outcome = if matches!(checked, Checked::Disabled) { Outcome::Refused } else { Outcome::Done };
        let mut tx = self.db.write().await?;
        self.audit(&mut tx, acted(caller, CHECKED, outcome, (user.id, &user.display_name))).await?;
        tx.commit().await?;
        Ok(checked)
    }

    async fn note_wrong(&self, caller: &Caller, user: Option<&User>, failures: i64) -> Result<Checked, Fault> {
        let mut tx = self.db.write().await?;
        let mut line = did(caller, CHECKED, Outcome::Failed);
        self.note_failure(&mut tx, user.map(|user| user.id), failures, SignInWay::Api).await?;
        line.target = user.map(|user| (user.id, user.display_name.as_str()));
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(Checked::Wrong)
    }
}

/// The account's counter is the one of the sign-in page. An application calls for all its people from one address, which
/// therefore counts for nothing; what it says of theirs counts for itself alone.
fn counters_for(caller: &Caller, user: Option<&User>, typed: &str, client: Option<IpAddr>) -> Counters {
    let account = Counters::of_name(user, typed, &caller.client).account;
    let client = match client {
        Some(address) => format!("checked/{}/{address}", caller.user),
        None => format!("checked/{}/{account}", caller.user),
    };
    Counters { account, client, known: None }
}

//! Who is on the telephone. The help desk has a code mailed to somebody, or asks them for one that their own page or their
//! authenticator app shows, and types what is read out. Then it may hand them one password or one link.

use super::{
    Desk, Fault, acted,
    moments::Moments,
    people::{known_user, refused, whom},
    temporary::permitted,
};
use crate::{
    mail::meaning,
    security::CallerCode,
    store::{
        Tx,
        audit::Outcome,
        caller_codes::{self, NewCode},
        dialect,
        events::Event,
        limits::{self, Budget},
        outbox,
        users::User,
    },
};
use anyhow::anyhow;
use app::{
    api::{ApiError, Caller, Problem, ShownSecret},
    model::{CallerCheck, CallerCodeId, CallerNeed, CallerPrompt, CallerWay, MailedCode, Span, Timestamp, UserId},
    rules::{
        code::{CALLER_LIFE_MINUTES, is_dash},
        reset::may_be_mailed,
    },
};
use secrecy::ExposeSecret;
use serde::Deserialize;

/// For how long a code works once it is sent or shown, and for how long its mail is tried.
pub(crate) const LIFE: Span = Span::minutes(CALLER_LIFE_MINUTES);
/// For how long a caller is verified.
const VERIFIED: Span = Span::minutes(15);
/// How many wrong codes end one.
pub(crate) const MOST_TRIES: i64 = 5;
/// How many wrong ones hold back all that are read out for a user, whoever types them.
const MOST_TRIES_OF: i64 = 10;
/// How many wrong ones hold back an administrator, for whomever they were.
const MOST_TRIES_BY: i64 = 20;
/// How many wrong codes of an authenticator app, read out one after the other, end that way for its user until they have shown it
/// a right one themselves. At sign-in the app goes on: whoever types for a caller shuts nobody out.
const MOST_OF_APP: i64 = 100;
/// For how long (WSTG-ATHN-03).
const HELD_BACK: Span = Span::minutes(15);
/// After so long without a wrong one, counting starts anew.
const RESTED: Span = Span::hours(1);
/// How often somebody is shown a code.
const SHOWN_TO_ONE: Budget = Budget { burst: 5, every: Span::minutes(6) };
/// How many digits an authenticator app shows (RFC 6238).
const AUTHENTICATOR_DIGITS: usize = 6;

const ASKED: &str = "password.caller-code-asked";
const SHOWN: &str = "password.caller-code-shown";
const CHECKED: &str = "password.caller-verified";

/// What a page posts that has a caller's code checked.
#[derive(Debug, Deserialize)]
pub struct CheckCaller {
    /// What the caller reads out.
    #[serde(default)]
    pub code: String,
    /// What they are verified for.
    #[serde(default)]
    pub need: String,
}

impl CheckCaller {
    /// What they are verified for, where that is one thing.
    #[must_use]
    pub fn need(&self) -> Option<CallerNeed> {
        self.need.parse().ok()
    }
}

/// What was read out.
enum Heard {
    /// A code of ours.
    Code(CallerCode),
    /// What an authenticator app shows.
    Digits(String),
}

impl Heard {
    fn read(typed: &str) -> Result<Self, Problem> {
        if typed.trim().is_empty() {
            return Err(Problem::Required);
        }
        if let Some(code) = CallerCode::read(typed) {
            return Ok(Self::Code(code));
        }
        let digits: String = typed.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)).collect();
        let is_one = digits.len() == AUTHENTICATOR_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_one { Ok(Self::Digits(digits)) } else { Err(Problem::NotACallerCode) }
    }
}

/// Where wrong codes are counted: for nobody's sign-in.
struct Counters {
    of: String,
    by: String,
}

impl Counters {
    fn new(caller: &Caller, user: UserId) -> Self {
        Self { of: format!("caller-code/of/{user}"), by: format!("caller-code/by/{}", caller.user) }
    }
}

impl Desk {
    pub(super) async fn before_verifying(&self, caller: &Caller, id: UserId) -> Result<CallerPrompt, Fault> {
        let now = self.now();
        let moments = Moments::of(now, caller);
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        permitted(caller, &user).map_err(refused)?;
        Ok(CallerPrompt {
            user: id,
            mail_refusal: may_be_mailed(user.email.as_deref()).err(),
            has_authenticator: self.factors_of(&mut tx, id).await?.totp,
            mailed: mailed(&mut tx, caller, id, now, &moments).await?,
            check: self.caller_check(&mut tx, caller, id, &moments).await?,
            display_name: user.display_name,
            email: user.email,
            language: user.language,
        })
    }

    /// Has a code mailed to whoever is said to be on the telephone; answers where it goes. One that the caller of this has asked
    /// for before works no more.
    ///
    /// # Errors
    /// When the caller may set them no temporary password, or no mail can reach them.
    pub async fn send_caller_code(&self, caller: &Caller, user: UserId) -> Result<String, ApiError> {
        self.ask_for_code(caller, user).await.map_err(|fault| self.report(fault))
    }

    /// Makes a code for the caller of this to read out themselves.
    ///
    /// # Errors
    /// [`Problem::HeldBack`] when they were shown enough for now.
    pub async fn show_caller_code(&self, caller: &Caller) -> Result<ShownSecret, ApiError> {
        self.show_code(caller).await.map_err(|fault| self.report(fault))
    }

    /// Checks what was read out; answers the name of whoever is on the telephone.
    ///
    /// # Errors
    /// When it is wrong, or was wrong too often.
    pub async fn verify_caller(&self, caller: &Caller, user: UserId, typed: &str) -> Result<String, ApiError> {
        self.check_code(caller, user, typed).await.map_err(|fault| self.report(fault))
    }

    async fn ask_for_code(&self, caller: &Caller, id: UserId) -> Result<String, Fault> {
        let (mut tx, user) = self.begin_verifying(caller, id, ASKED).await?;
        may_be_mailed(user.email.as_deref()).map_err(refused)?;
        let email = user.email.clone().unwrap_or_default();
        self.spend_send(&mut tx, caller, id).await?;
        let now = self.now();
        let code = CallerCodeId(self.random.id(now));
        let message = self.queue_caller_code(&mut tx, &user, &email, code, &caller.display_name).await?;
        caller_codes::end_open(&mut tx, id, Some(caller.user), now).await?;
        let asked_by = Some(caller.user);
        let new = NewCode { id: code, user: id, asked_by, way: CallerWay::Mail, message: Some(message), now };
        caller_codes::insert(&mut tx, &new).await?;
        let mut line = acted(caller, ASKED, Outcome::Done, whom(&user));
        line.detail = serde_json::json!({ "message": message });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(email)
    }

    async fn show_code(&self, caller: &Caller) -> Result<ShownSecret, Fault> {
        let (now, user) = (self.now(), caller.user);
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, user).await?;
        let spent = limits::spend(&mut tx, &format!("caller-code/shown/{user}"), SHOWN_TO_ONE, now).await?;
        spent.map_err(|wait| Problem::HeldBack(wait.whole_seconds()))?;
        caller_codes::end_open(&mut tx, user, None, now).await?;
        let id = CallerCodeId(self.random.id(now));
        let new = NewCode { id, user, asked_by: None, way: CallerWay::Account, message: None, now };
        caller_codes::insert(&mut tx, &new).await?;
        let code = CallerCode::mint(&self.random);
        let mark = self.caller_mark(user, &code).ok_or_else(|| anyhow!("a code could not be marked"))?;
        caller_codes::add_secret(&mut tx, id, &mark, now + LIFE).await?;
        self.audit(&mut tx, acted(caller, SHOWN, Outcome::Done, (user, &caller.display_name))).await?;
        tx.commit().await?;
        Ok(ShownSecret::new(code.grouped().expose_secret().to_owned()))
    }

    /// What is kept of a code.
    pub(crate) fn caller_mark(&self, user: UserId, code: &CallerCode) -> Option<String> {
        self.sealer.mark(&code.purpose(user))
    }

    /// Counts and checks in one transaction that holds the user: of fifty tries at once each sees what the others left.
    async fn check_code(&self, caller: &Caller, id: UserId, typed: &str) -> Result<String, Fault> {
        let heard = Heard::read(typed).map_err(|problem| ApiError::field("code", problem))?;
        let (mut tx, user) = self.begin_verifying(caller, id, CHECKED).await?;
        let (now, counters) = (self.now(), Counters::new(caller, id));
        let counted = self.count_heard(&mut tx, &counters, now).await?;
        let Some((code, way)) = self.known_code(&mut tx, caller, id, heard, now).await? else {
            return self.note_wrong_code(tx, caller, &user, &counters, counted).await;
        };
        caller_codes::verify(&mut tx, code, caller.user, now, now + VERIFIED).await?;
        limits::clear(&mut tx, &counters.of).await?;
        limits::take_back(&mut tx, &counters.by).await?;
        self.event(&mut tx, Event::CallerVerified { way }, id, Some(&caller.display_name)).await?;
        let mut line = acted(caller, CHECKED, Outcome::Done, whom(&user));
        line.detail = serde_json::json!({ "way": way });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(user.display_name)
    }

    /// Counts a code before it is looked at; answers how many there were of the user and by the administrator, this one among
    /// them.
    async fn count_heard(&self, tx: &mut Tx, counters: &Counters, now: Timestamp) -> Result<(i64, i64), Fault> {
        let of = limits::fail(tx, &counters.of, None, now, now - RESTED).await?;
        let by = limits::fail(tx, &counters.by, None, now, now - RESTED).await?;
        let until = of.blocked_until.max(by.blocked_until);
        // Not committed: a try that was held back does not count.
        if until > now { Err(Problem::HeldBack((until - now).whole_seconds()).into()) } else { Ok((of.failures, by.failures)) }
    }

    /// Whose code was read out, if it is one of this user's that the caller of this may be read out.
    async fn known_code(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: UserId,
        heard: Heard,
        now: Timestamp,
    ) -> Result<Option<(CallerCodeId, CallerWay)>, Fault> {
        match heard {
            Heard::Code(code) => {
                let purpose = code.purpose(user);
                let open = caller_codes::open(tx, user, caller.user, MOST_TRIES, now).await?;
                let found = open.into_iter().find(|open| self.sealer.is_mark(&purpose, &open.mark));
                Ok(found.map(|open| (open.code, open.way)))
            }
            Heard::Digits(digits) => {
                let counted = limits::fail(tx, &read_out(user), None, now, Timestamp(0)).await?;
                if counted.failures > MOST_OF_APP || !self.accepts_totp(tx, user, &digits).await? {
                    return Ok(None);
                }
                let (id, way) = (CallerCodeId(self.random.id(now)), CallerWay::Authenticator);
                let new = NewCode { id, user, asked_by: Some(caller.user), way, message: None, now };
                caller_codes::insert(tx, &new).await?;
                Ok(Some((id, way)))
            }
        }
    }

    async fn note_wrong_code<T>(
        &self,
        mut tx: Tx,
        caller: &Caller,
        user: &User,
        counters: &Counters,
        (of, by): (i64, i64),
    ) -> Result<T, Fault> {
        let now = self.now();
        caller_codes::missed(&mut tx, user.id, caller.user).await?;
        for (key, is_enough) in [(&counters.of, of >= MOST_TRIES_OF), (&counters.by, by >= MOST_TRIES_BY)] {
            if is_enough {
                limits::block(&mut tx, key, now + HELD_BACK).await?;
            }
        }
        let mut line = acted(caller, CHECKED, Outcome::Failed, whom(user));
        line.detail = serde_json::json!({ "failures": of });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Err(ApiError::field("code", Problem::WrongCallerCode).into())
    }

    async fn begin_verifying(&self, caller: &Caller, id: UserId, action: &str) -> Result<(Tx, User), Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, id).await?;
        let user = known_user(&mut tx, id).await?;
        let tx = self.permit_on(tx, caller, action, &user, permitted(caller, &user)).await?;
        Ok((tx, user))
    }

    /// How it stands with the caller on whose behalf somebody acts.
    pub(super) async fn caller_check(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: UserId,
        moments: &Moments<'_>,
    ) -> Result<CallerCheck, Fault> {
        Ok(match caller_codes::verified(tx, user, caller.user, self.now()).await? {
            Some((_, until)) => CallerCheck::Verified(moments.moment(until)),
            None if self.must_verify(tx, caller, user).await? => CallerCheck::Required,
            None => CallerCheck::Offered,
        })
    }

    /// Goes on only if the caller is verified, or need not be; answers the verification, to be spent with the deed. The
    /// transaction ends.
    pub(super) async fn caller_verified(
        &self,
        mut tx: Tx,
        caller: &Caller,
        action: &str,
        user: &User,
    ) -> Result<Option<CallerCodeId>, Fault> {
        let verified = caller_codes::verified(&mut tx, user.id, caller.user, self.now()).await?;
        if verified.is_none() && self.must_verify(&mut tx, caller, user.id).await? {
            let mut line = acted(caller, action, Outcome::Refused, whom(user));
            line.detail = serde_json::json!({ "reason": Problem::CallerNotVerified });
            self.audit(&mut tx, line).await?;
            tx.commit().await?;
            return Err(Problem::CallerNotVerified.into());
        }
        Ok(verified.map(|(id, _)| id))
    }

    /// Uses a verification up. One that was used up meanwhile is as good as none.
    pub(super) async fn spend_verification(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: UserId,
        verification: Option<CallerCodeId>,
    ) -> Result<(), Fault> {
        let is_good = match verification {
            Some(id) => caller_codes::spend(tx, id, self.now()).await?,
            None => false,
        };
        if is_good || !self.must_verify(tx, caller, user).await? { Ok(()) } else { Err(Problem::CallerNotVerified.into()) }
    }

    /// Whether the settings ask for it. Programs have nobody on the telephone: their credential has a scope for this alone. Nobody
    /// is verified to themselves.
    async fn must_verify(&self, tx: &mut Tx, caller: &Caller, user: UserId) -> Result<bool, Fault> {
        if caller.credential.is_some() || caller.user == UserId::OPERATOR || caller.user == user {
            return Ok(false);
        }
        Ok(self.house_settings(tx).await?.safety.caller_codes)
    }
}

/// Where wrong codes of somebody's authenticator app are counted that others have typed for them.
pub(super) fn read_out(user: UserId) -> String {
    format!("caller-code/app/{user}")
}

/// The code that the caller of this has asked for, while it is on its way or works.
async fn mailed(
    tx: &mut Tx,
    caller: &Caller,
    user: UserId,
    now: Timestamp,
    moments: &Moments<'_>,
) -> Result<Option<MailedCode>, Fault> {
    // Its life begins when it is sent, and it is sent at the latest when that could have ended.
    let Some(code) = caller_codes::mailed(tx, user, caller.user, now - LIFE - LIFE).await? else { return Ok(None) };
    if code.expires_at.is_some_and(|end| end <= now) {
        return Ok(None);
    }
    let Some(message) = outbox::by_id(tx, code.message).await? else { return Ok(None) };
    Ok(Some(MailedCode {
        asked: moments.moment(code.created_at),
        state: message.state,
        meaning: meaning(message.state, message.reply.as_deref().unwrap_or_default()),
        until: code.expires_at.map(|end| moments.moment(end)),
        tries_left: (MOST_TRIES - code.tries).max(0),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_field_takes_codes_of_both_sorts_however_they_are_typed() {
        assert!(matches!(Heard::read(" k7mq-4xtr "), Ok(Heard::Code(_))));
        assert!(matches!(Heard::read("1234 5678"), Ok(Heard::Code(_))));
        assert!(matches!(Heard::read("123 456"), Ok(Heard::Digits(digits)) if digits == "123456"));
        assert!(matches!(Heard::read("  "), Err(Problem::Required)));
        for typed in ["12345", "1234567", "k7mq 4xt!", "١٢٣٤٥٦"] {
            assert!(matches!(Heard::read(typed), Err(Problem::NotACallerCode)), "{typed}");
        }
    }
}

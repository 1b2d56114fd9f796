//! Who sends a request: sessions are looked up, kept alive and ended here.

use super::{Desk, Fault, KeptForm};
use crate::{
    security::SessionSecret,
    store::{
        approvals,
        audit::{Line, Outcome},
        caller_codes, history, not_me, passkeys,
        sessions::{self, Scope},
    },
};
use app::{
    api::{ApiError, Caller, Client},
    model::{Flash, Locale, SessionId, Span, Timestamp},
    words::Words,
};

/// `last_seen_at` is written at most this often: a busy session should not be a busy writer.
const TOUCH_EVERY: Span = Span::minutes(1);
/// How long it is known of counters and of ended notices that there were such, and what became of what waited for a second
/// administrator.
const KEPT: Span = Span::days(30);

/// An open session that came with a request.
#[derive(Clone, Debug)]
pub struct Found {
    /// Whose it is and from where the request comes.
    pub caller: Caller,
    /// What it may be used for.
    pub scope: Scope,
    /// What the next page shows once.
    pub flash: Option<Flash>,
    /// A form that waits for its page.
    pub kept_form: Option<KeptForm>,
    /// When the browsers in which its owner was signed in were last made like any other.
    pub(super) browsers_ended_at: Option<Timestamp>,
}

/// Whoever sends a request, as the HTTP layers hand it on.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The open session, if there is one.
    pub session: Option<Found>,
    /// From where.
    pub client: Client,
    /// The house's language, for those who are not signed in and whose browser asks for none that Latchkey speaks.
    pub house_locale: Locale,
}

impl Visit {
    /// The words in the visitor's language.
    #[must_use]
    pub fn words(&self) -> Words {
        let account = self.caller().or(self.choosing()).or(self.proving()).map(|caller| caller.locale);
        Words::of(account.or(self.client.locale).unwrap_or(self.house_locale))
    }

    /// The caller, if their session may be used for everything their role allows.
    #[must_use]
    pub fn caller(&self) -> Option<&Caller> {
        self.within(Scope::Full)
    }

    /// Whoever signed in with a password that others made, and may choose their own and nothing else.
    #[must_use]
    pub fn choosing(&self) -> Option<&Caller> {
        self.within(Scope::ChoosePassword)
    }

    /// Whoever has shown their password and may show or set up a second factor, and nothing else.
    #[must_use]
    pub fn proving(&self) -> Option<&Caller> {
        self.within(Scope::SecondFactor)
    }

    fn within(&self, scope: Scope) -> Option<&Caller> {
        self.session.as_ref().filter(|found| found.scope == scope).map(|found| &found.caller)
    }
}

impl Desk {
    /// The open session with this secret; `None` once it ended, idled too long, or its owner was switched off.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_session(&self, secret: &SessionSecret, client: &Client) -> Result<Option<Found>, ApiError> {
        self.find_session_inner(secret, client).await.map_err(|fault| self.report(fault))
    }

    async fn find_session_inner(&self, secret: &SessionSecret, client: &Client) -> Result<Option<Found>, Fault> {
        let now = self.now();
        let found = sessions::by_secret(&mut self.db.ask().await?, &secret.digest(), now).await?;
        let Some(open) = found else { return Ok(None) };
        let unused = now - open.last_seen_at;
        if unused >= self.house.idle_of(open.role) {
            return Ok(None);
        }
        if unused >= TOUCH_EVERY {
            let mut tx = self.db.write().await?;
            sessions::touch(&mut tx, open.id, now).await?;
            tx.commit().await?;
        }
        let flash = open.flash.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let kept_form = open.flash.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let caller = Caller {
            user: open.user,
            session: open.id,
            display_name: open.display_name,
            role: open.role,
            locale: open.language,
            time_zone: open.time_zone,
            theme: open.theme,
            client: client.clone(),
            credential: None,
        };
        Ok(Some(Found { caller, scope: open.scope, flash, kept_form, browsers_ended_at: open.browsers_ended_at }))
    }

    /// Leaves a message for the session's next page, or clears it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_flash(&self, session: SessionId, flash: Option<&Flash>) -> Result<(), ApiError> {
        let written = async {
            let text = flash.map(serde_json::to_string).transpose().map_err(anyhow::Error::from)?;
            let mut tx = self.db.write().await?;
            sessions::set_flash(&mut tx, session, text.as_deref()).await?;
            tx.commit().await?;
            Ok(())
        };
        written.await.map_err(|fault: Fault| self.report(fault))
    }

    /// Ends the session a request came with.
    ///
    /// # Errors
    /// When the database fails; the session is open still.
    pub async fn sign_out(&self, found: &Found) -> Result<(), ApiError> {
        let ended = async {
            let mut tx = self.db.write().await?;
            sessions::end(&mut tx, found.caller.session).await?;
            let person = (found.caller.user, found.caller.display_name.as_str());
            let line = Line {
                action: "session.signed-out",
                outcome: Outcome::Done,
                actor: Some(person),
                through: None,
                target: Some(person),
                address: Some(found.caller.client.address.to_string()),
                detail: serde_json::json!({}),
            };
            self.audit(&mut tx, line).await?;
            tx.commit().await?;
            Ok(())
        };
        ended.await.map_err(|fault: Fault| self.report(fault))
    }

    /// Deletes sessions that ended, questions about passkeys that nobody answered, counters that rested, what was decided long ago,
    /// former passwords beyond those that the settings ask for. Called by the clean-up job.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clean_up(&self) -> anyhow::Result<()> {
        let now = self.now();
        let idle = self.house.idle.max(self.house.idle_staff);
        let mut tx = self.db.write().await?;
        sessions::forget(&mut tx, now, now - idle).await?;
        crate::store::limits::forget(&mut tx, now - KEPT, now).await?;
        not_me::forget(&mut tx, now - KEPT).await?;
        approvals::forget(&mut tx, now - KEPT).await?;
        passkeys::forget(&mut tx, now).await?;
        caller_codes::forget(&mut tx, now - Span::days(1)).await?;
        let house = self.house_settings(&mut tx).await?;
        crate::store::idempotency::forget(&mut tx, now - Span::hours(house.retention.answer_hours)).await?;
        history::trim(&mut tx, (house.policy.remembered_passwords - 1).max(0)).await?;
        tx.commit().await?;
        self.clean_up_imports().await
    }
}

//! Calls under an `Idempotency-Key`: a program that heard no answer can call again, and nothing is done twice.

use super::{Desk, Fault};
use crate::store::idempotency::{self, Answer, Call};
use app::{
    api::{ApiError, Caller},
    model::{Span, Timestamp},
};

/// A call that is not over by then was cut off: requests take no longer than half of it.
const CUT_OFF: Span = Span::minutes(1);

/// How a call under a key begins.
#[derive(Debug)]
pub(crate) enum Begun {
    /// It is the first: it is to be done.
    First,
    /// It was done: this was the answer.
    Done(Ended),
    /// It was done, and its answer held a secret that was shown then and is kept nowhere.
    Shown,
    /// It is under way.
    UnderWay,
    /// It was cut off, and nobody knows how far it got.
    CutOff,
    /// The key belongs to another request.
    OfAnother,
}

/// How a call ended that was done.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Where what it made stands.
    pub(crate) location: Option<String>,
    /// The body; absent where it holds a secret.
    pub(crate) body: Option<String>,
}

impl Desk {
    /// Begins a call under a key, which is the caller's own; `request` is a hash of everything that it asks for.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn begin_once(&self, caller: &Caller, key: &str, request: &[u8]) -> Result<Begun, ApiError> {
        let begun = async {
            let now = self.now();
            let mut tx = self.db.write().await?;
            let over = now - Span::hours(self.house_settings(&mut tx).await?.retention.answer_hours);
            if idempotency::begin(&mut tx, caller.user, key, request, now, over).await? {
                tx.commit().await?;
                return Ok(Begun::First);
            }
            let call = idempotency::find(&mut tx, caller.user, key).await?;
            Ok(call.map_or(Begun::UnderWay, |call| judge(call, request, now)))
        };
        begun.await.map_err(|fault: Fault| self.report(fault))
    }

    /// Keeps the answer of a call that was done; of one that was not, the key is free again.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn end_once(&self, caller: &Caller, key: &str, ended: Option<&Ended>) -> Result<(), ApiError> {
        let kept = async {
            let mut tx = self.db.write().await?;
            match ended {
                Some(Ended { status, location, body }) => {
                    let answer = Answer { status: (*status).into(), location: location.as_deref(), body: body.as_deref() };
                    idempotency::finish(&mut tx, caller.user, key, &answer).await?;
                }
                None => idempotency::free(&mut tx, caller.user, key).await?,
            }
            tx.commit().await?;
            Ok(())
        };
        kept.await.map_err(|fault: Fault| self.report(fault))
    }
}

fn judge(call: Call, request: &[u8], now: Timestamp) -> Begun {
    if call.request_hash != request {
        return Begun::OfAnother;
    }
    match (call.status.and_then(|status| u16::try_from(status).ok()), call.body) {
        (Some(status), Some(body)) => Begun::Done(Ended { status, location: call.location, body: Some(body) }),
        (Some(_), None) => Begun::Shown,
        (None, _) if now - Timestamp(call.begun_at) > CUT_OFF => Begun::CutOff,
        (None, _) => Begun::UnderWay,
    }
}

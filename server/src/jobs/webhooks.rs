//! The worker of webhooks: claims calls, makes them, records what the addresses said.
//!
//! Several calls are under way at a time, so that a slow address holds nobody up; each takes ten seconds at most, and so is
//! over long before its lease. A worker that dies leaves the lease to run out: the call is made again under the same id.

use super::backoff;
use crate::{
    service::{Desk, call_body},
    store::{
        StoreError, Tx,
        audit::{self, Line, Outcome},
        webhooks::{self, Call, Made, Settled, State},
    },
    webhook::{self, Answer, CallError, RetryAfter},
};
use app::model::{RunState, Span, Timestamp};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use http::StatusCode;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use url::Url;
use uuid::Uuid;

/// How long the worker sleeps at most: other processes may have queued something.
const POLL: Duration = Duration::from_secs(1);
/// How long a claim lasts.
const LEASE: Span = Span::seconds(60);
/// Calls made at the same time.
const AT_ONCE: usize = 16;
/// The longest time for which an address is left alone because it asks for it.
const LONGEST_REST: Span = Span::hours(1);

/// Calls web addresses.
#[derive(Debug)]
pub struct WebhookWorker {
    desk: Desk,
}

/// A try that is over.
struct Tried {
    call: Call,
    lease: Uuid,
    /// Absent where the call's time was over, so that it was not made any more.
    result: Option<Result<Answer, CallError>>,
}

/// Calls that are under way.
type Tries<'a> = FuturesUnordered<BoxFuture<'a, Tried>>;

/// What follows from a try.
struct Verdict {
    state: State,
    reply: String,
    due_at: Timestamp,
}

impl WebhookWorker {
    /// A worker over a desk's queue of calls.
    #[must_use]
    pub const fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// Makes calls until told to stop; then finishes those under way.
    pub async fn run(self, stop: CancellationToken) {
        let mut tries = Tries::new();
        while !stop.is_cancelled() || !tries.is_empty() {
            if !stop.is_cancelled() {
                told(self.begin(&mut tries).await);
            }
            tokio::select! {
                Some(ended) = tries.next() => told(self.record(&ended).await),
                () = stop.cancelled(), if !stop.is_cancelled() => {}
                () = self.desk.call_waits.notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Makes every call that is due now, for tests.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drain(&self) -> anyhow::Result<()> {
        let mut tries = Tries::new();
        loop {
            self.begin(&mut tries).await?;
            let Some(ended) = tries.next().await else { return Ok(()) };
            self.record(&ended).await?;
        }
    }

    /// Claims calls that are due, once there is room for some, and begins them.
    async fn begin<'a>(&'a self, tries: &mut Tries<'a>) -> Result<(), StoreError> {
        if tries.len() > AT_ONCE / 2 {
            return Ok(());
        }
        let now = self.desk.now();
        if !self.is_worth_claiming(now).await? {
            return Ok(());
        }
        let lease = self.desk.random.id(now);
        let most = i64::try_from(AT_ONCE - tries.len()).unwrap_or_default();
        let mut tx = self.desk.db.write().await?;
        let mut ready = Vec::new();
        for call in webhooks::claim(&mut tx, lease, now + LEASE, now, most).await? {
            // A run that is deleted takes its call along.
            if let Some(body) = call_body(&mut tx, call.run).await? {
                ready.push((call, body));
            }
        }
        tx.commit().await?;
        tries.extend(ready.into_iter().map(|(call, body)| self.make(call, body, lease, now).boxed()));
        Ok(())
    }

    async fn make(&self, call: Call, body: String, lease: Uuid, now: Timestamp) -> Tried {
        if call.give_up_at <= now {
            return Tried { call, lease, result: None };
        }
        let made = webhook::Call { id: call.id, url: &call.url, body: &body, now };
        let result = Some(self.desk.webhooks.call(made).instrument(tracing::info_span!("webhook", call = %call.id)).await);
        Tried { call, lease, result }
    }

    /// Whether a call is due and may be made: a look that keeps nobody from writing.
    async fn is_worth_claiming(&self, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.desk.db.read().await?;
        Ok(webhooks::is_due(&mut tx, now).await? && !self.desk.is_paused(&mut tx).await?)
    }

    async fn record(&self, tried: &Tried) -> Result<(), StoreError> {
        let Tried { call, lease, .. } = tried;
        let now = self.desk.now();
        let Verdict { state, reply, due_at } = self.judge(tried, now);
        let made = tried.result.as_ref().map(|result| Made {
            id: self.desk.random.id(now),
            status: result.as_ref().ok().map(|answer| answer.status.as_u16()),
        });
        let mut tx = self.desk.db.write().await?;
        if webhooks::settle(&mut tx, call, *lease, &Settled { state, reply: &reply, made, due_at, now }).await? {
            self.tell(&mut tx, call, state, &reply, now).await?;
            tracing::info!(call = %call.id, host = host(call), state = state.as_str(), reply, "webhook");
        } else {
            tracing::warn!(call = %call.id, "another worker took the call over, or it is gone; it may be made twice");
        }
        tx.commit().await
    }

    fn judge(&self, Tried { call, result, .. }: &Tried, now: Timestamp) -> Verdict {
        let wait = backoff::after(call.attempts, &self.desk.random);
        let (state, reply, wait) = match result {
            None => (State::Failed, call.reply.clone().unwrap_or_else(|| "given up: too late".to_owned()), wait),
            Some(Err(error @ CallError::Refused(_))) => (State::Failed, error.to_string(), wait),
            Some(Err(error)) => (State::Waiting, error.to_string(), wait),
            Some(Ok(answer)) => (fate(answer.status), words(answer), wait.max(rest(answer, now))),
        };
        Verdict { state, reply, due_at: now + wait }
    }

    /// Tells other automations and the audit trail of a call that has ended. The address's path may hold what only its receiver
    /// should know.
    async fn tell(&self, tx: &mut Tx, call: &Call, state: State, reply: &str, now: Timestamp) -> Result<(), StoreError> {
        let ended = match state {
            State::Waiting => return Ok(()),
            State::Done => RunState::Done,
            State::Failed => RunState::Failed,
        };
        self.desk.tell_run_ended(tx, call.run, ended).await?;
        let outcome = if state == State::Done { Outcome::Done } else { Outcome::Failed };
        let detail = serde_json::json!({ "run": call.run, "call": call.id, "host": host(call), "reply": reply });
        let line = Line { detail, ..Line::without_actor("automation.webhook", outcome) };
        audit::record(tx, self.desk.random.id(now), &line, now).await
    }
}

/// A failure is told, and tried again: within a second, or when a lease has run out.
fn told(done: Result<(), StoreError>) {
    if let Err(error) = done {
        tracing::error!(error = format!("{error:#}"), "webhooks could not be worked on; they are tried again");
    }
}

/// What a status means for a call: an address that refuses it will refuse it again, unless it says that it is about the time.
fn fate(status: StatusCode) -> State {
    match status {
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => State::Waiting,
        status if status.is_success() => State::Done,
        status if status.is_client_error() => State::Failed,
        _ => State::Waiting,
    }
}

fn words(answer: &Answer) -> String {
    let text = &answer.text;
    if text.is_empty() { answer.status.to_string() } else { format!("{}: {text}", answer.status) }
}

/// For how long an address asks to be left alone, as far as it is heard.
fn rest(answer: &Answer, now: Timestamp) -> Span {
    let asked = match answer.retry_after {
        Some(RetryAfter::Wait(span)) => span,
        Some(RetryAfter::At(at)) => at - now,
        None => Span(0),
    };
    asked.min(LONGEST_REST)
}

fn host(call: &Call) -> String {
    Url::parse(&call.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_refuses_is_not_tried_again() {
        let fates = |state: State, codes: &[u16]| {
            for code in codes {
                assert_eq!(fate(StatusCode::from_u16(*code).unwrap()), state, "{code}");
            }
        };
        fates(State::Done, &[200, 201, 202, 204, 299]);
        fates(State::Failed, &[400, 401, 403, 404, 410, 422, 451]);
        fates(State::Waiting, &[301, 302, 308, 408, 425, 429, 500, 502, 503, 599]);
    }

    #[test]
    fn an_address_is_left_alone_for_an_hour_at_most() {
        let now = Timestamp(1_795_267_920_000_000);
        let asked = |retry_after| rest(&Answer { status: StatusCode::OK, retry_after, text: String::new() }, now);
        assert_eq!(asked(None), Span(0));
        assert_eq!(asked(Some(RetryAfter::Wait(Span::minutes(5)))), Span::minutes(5));
        assert_eq!(asked(Some(RetryAfter::At(now + Span::minutes(5)))), Span::minutes(5));
        assert_eq!(asked(Some(RetryAfter::Wait(Span::hours(9)))), Span::hours(1));
    }
}

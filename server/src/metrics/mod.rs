//! What Prometheus reads: what happened in this process since it started, and how things stand. A label's values are the names of
//! closed sets, and the addresses of the routes: never what somebody typed or sent, and so neither secrets nor names of people.

mod page;

pub use page::{listen, router, serve};

use crate::store::{events::NewEvent, outbox};
use app::{
    api::{ApiError, ErrorCode, Problem},
    model::{MessageKind, MessageState, ResetKind, RunState, SignInWay, Timestamp},
};
use axum::extract::MatchedPath;
use http::{Method, StatusCode};
use prometheus_client::{
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::{Metric, Registry},
};
use std::time::Duration;

/// Names and values that the program has; nothing that was read while it runs.
type Labels<const N: usize> = [(&'static str, &'static str); N];
/// The same with the address of a route, which the router has only as owned text.
type RouteLabels<const N: usize> = [(&'static str, String); N];

/// Seconds that a request takes; the longest is ended after thirty.
const REQUEST_BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];
/// Seconds until the mail server has a mail; it is given up after a day.
const DELIVERY_BUCKETS: [f64; 11] = [0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 3_600.0, 86_400.0];

/// The counters of one process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RouteLabels<3>, Counter>,
    request_seconds: Family<RouteLabels<1>, Histogram>,
    sign_ins: Family<Labels<2>, Counter>,
    resets: Family<Labels<1>, Counter>,
    mails: Family<Labels<2>, Counter>,
    delivery_seconds: Histogram,
    runs: Family<Labels<1>, Counter>,
    jobs: Family<Labels<2>, Counter>,
    standing: page::Standing,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        let all = &mut registry;
        Self {
            requests: add(all, "latchkey_http_requests", "Requests by route, method and class of status", Family::default()),
            request_seconds: add(
                all,
                "latchkey_http_request_duration_seconds",
                "How long requests took, by route",
                Family::<_, _, fn() -> Histogram>::new_with_constructor(request_seconds),
            ),
            sign_ins: add(all, "latchkey_sign_ins", "Tries to sign in, by way and outcome", Family::default()),
            resets: add(all, "latchkey_resets", "Ways back in that were opened, by kind", Family::default()),
            mails: add(all, "latchkey_mails", "Tries to hand mails over, by template and outcome", Family::default()),
            delivery_seconds: add(
                all,
                "latchkey_mail_delivery_seconds",
                "From asking for a mail until the mail server has it",
                Histogram::new(DELIVERY_BUCKETS),
            ),
            runs: add(all, "latchkey_automation_runs", "Runs of automations, by outcome", Family::default()),
            jobs: add(all, "latchkey_job_parts", "Parts of the work beside requests, by job and outcome", Family::default()),
            standing: page::Standing::add_to(all),
            registry,
        }
    }
}

fn request_seconds() -> Histogram {
    Histogram::new(REQUEST_BUCKETS)
}

/// Registers a metric and keeps it.
fn add<M: Metric + Clone>(registry: &mut Registry, name: &str, help: &str, metric: M) -> M {
    registry.register(name, help, metric.clone());
    metric
}

impl Metrics {
    /// A request was answered. What no route matches counts together: its address may be anything.
    pub(crate) fn request(&self, route: Option<&MatchedPath>, method: &Method, status: StatusCode, took: Duration) {
        let route = ("route", route.map_or("unmatched", MatchedPath::as_str).to_owned());
        let labels = [route.clone(), ("method", name_of(method).to_owned()), ("status", class_of(status).to_owned())];
        self.requests.get_or_create(&labels).inc();
        self.request_seconds.get_or_create(&[route]).observe(took.as_secs_f64());
    }

    /// Somebody tried to sign in; `outcome` names what came of it where nothing was refused.
    pub(crate) fn sign_in<T>(&self, through: SignInWay, tried: &Result<T, ApiError>, outcome: impl FnOnce(&T) -> &'static str) {
        let outcome = tried.as_ref().map_or_else(|error| refusal_of(&error.problem), outcome);
        self.sign_ins.get_or_create(&[("through", through.as_str()), ("outcome", outcome)]).inc();
    }

    /// Something happened to an account.
    pub(crate) fn happened(&self, new: &NewEvent<'_>) {
        if let Some(kind) = ResetKind::of(new.event.kind(), new.actor.is_none()) {
            self.resets.get_or_create(&[("kind", kind.as_str())]).inc();
        }
    }

    /// A try to hand a mail over ended, and left the message in this state.
    pub(crate) fn mail(&self, message: &outbox::Message, state: MessageState, now: Timestamp) {
        let template = message.template.parse().map_or("other", MessageKind::as_str);
        self.mails.get_or_create(&[("template", template), ("outcome", outcome_of(state))]).inc();
        if state == MessageState::Sent {
            let waited = u64::try_from((now - message.created_at).0).unwrap_or_default();
            self.delivery_seconds.observe(Duration::from_micros(waited).as_secs_f64());
        }
    }

    /// An automation's run came to its end.
    pub(crate) fn run(&self, state: RunState) {
        self.runs.get_or_create(&[("outcome", state.as_str())]).inc();
    }

    /// A job did a part of its work, or failed at it.
    pub(crate) fn job(&self, job: &'static str, is_done: bool) {
        self.jobs.get_or_create(&[("job", job), ("outcome", if is_done { "done" } else { "failed" })]).inc();
    }
}

/// A mail that stays queued after a try was put off.
const fn outcome_of(state: MessageState) -> &'static str {
    match state {
        MessageState::Queued => "deferred",
        ended => ended.as_str(),
    }
}

/// Latchkey failed where the fault is its own; a wrong code is as wrong as a wrong password.
const fn refusal_of(problem: &Problem) -> &'static str {
    match problem.code() {
        ErrorCode::Internal | ErrorCode::Unreachable => "failed",
        ErrorCode::TooMany => "held-back",
        _ => "wrong",
    }
}

/// Browsers and programs may send any word as a method.
fn name_of(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}

const fn class_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        ..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_come_from_closed_sets() {
        assert_eq!(name_of(&Method::from_bytes(b"JONAS").unwrap()), "other");
        assert_eq!(name_of(&Method::PATCH), "PATCH");
        assert_eq!(
            [101, 204, 303, 499, 503].map(|code| class_of(StatusCode::from_u16(code).unwrap())),
            ["1xx", "2xx", "3xx", "4xx", "5xx"]
        );
        let refused = [Problem::HeldBack(3), Problem::WrongSignIn, Problem::WrongFactorCode, Problem::Busy, Problem::Internal];
        assert_eq!(refused.map(|problem| refusal_of(&problem)), ["held-back", "wrong", "wrong", "failed", "failed"]);
        assert_eq!(outcome_of(MessageState::Queued), "deferred");
    }

    #[test]
    fn what_is_counted_is_told() {
        let metrics = Metrics::default();
        metrics.request(None, &Method::GET, StatusCode::NOT_FOUND, Duration::from_millis(20));
        metrics.sign_in(SignInWay::Pages, &Err::<(), _>(Problem::WrongSignIn.into()), |()| "signed-in");
        metrics.run(RunState::Done);
        metrics.job("expiry", false);
        let text = metrics.text().unwrap();
        for line in [
            "latchkey_http_requests_total{route=\"unmatched\",method=\"GET\",status=\"4xx\"} 1",
            "latchkey_sign_ins_total{through=\"pages\",outcome=\"wrong\"} 1",
            "latchkey_automation_runs_total{outcome=\"done\"} 1",
            "latchkey_job_parts_total{job=\"expiry\",outcome=\"failed\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
        let bucket = |line: &str| line.contains("request_duration_seconds_bucket") && line.contains("le=\"0.025\"");
        assert!(text.lines().any(|line| bucket(line) && line.ends_with(" 1")), "{text}");
    }
}

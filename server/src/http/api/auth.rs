//! Who calls: HTTP Basic with a user name and an API password, or a key as a bearer token.

use super::{
    super::{AppState, visitor},
    problem::{CallProblem, Failure},
};
use crate::service::{Presented, Program};
use app::{api::Client, model::ApiScope};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, header};

/// What stands before an operation.
#[derive(Clone)]
pub(super) struct Guard {
    pub(super) state: AppState,
    /// What a key must reach.
    pub(super) scope: ApiScope,
}

/// Lets a program in whose credential reaches so far; handlers find the [`Caller`](app::api::Caller) among the request's
/// extensions.
pub(super) async fn enter(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let (presented, client) = (presented(request.headers()), visitor::client(&guard.state, &request));
    match program(&guard, presented, &client).await {
        Ok(program) => {
            request.extensions_mut().insert(program.caller);
            next.run(request).await
        }
        Err(failure) => failure.into_response(),
    }
}

async fn program(guard: &Guard, presented: Option<Presented>, client: &Client) -> Result<Program, Failure> {
    let presented = presented.ok_or(CallProblem::Credentials)?;
    let program = guard.state.desk.enter_program(&presented, client).await?;
    if !program.reaches(guard.scope) {
        guard.state.desk.out_of_scope(&program, guard.scope).await?;
        return Err(CallProblem::Scope(guard.scope).into());
    }
    Ok(program)
}

/// The credential that came with a call. One alone: of two, nobody could say which was meant.
fn presented(headers: &HeaderMap) -> Option<Presented> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(only), None) = (sent.next(), sent.next()) else { return None };
    let (scheme, value) = only.to_str().ok()?.split_once(' ')?;
    let value = value.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Presented::Key(value.to_owned()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (user_name, password) = pair.split_once(':')?;
    Some(Presented::Password { user_name: user_name.to_owned(), password: password.to_owned() })
}

/// No header makes it fail; a user name ends at the first colon, and what is read says the same when it is sent again.
///
/// # Panics
/// When that does not hold.
#[cfg(any(test, fuzzing))]
pub fn holds_of_authorization(sent: &[u8]) {
    let read =
        |sent: &[u8]| presented(&HeaderMap::from_iter([(header::AUTHORIZATION, http::HeaderValue::from_bytes(sent).ok()?)]));
    match read(sent) {
        None => {}
        Some(Presented::Key(key)) => {
            let again = read(format!("Bearer {key}").as_bytes());
            assert!(matches!(again, Some(Presented::Key(again)) if again == key));
        }
        Some(Presented::Password { user_name, password }) => {
            assert!(!user_name.contains(':'));
            let again = read(format!("Basic {}", STANDARD.encode(format!("{user_name}:{password}"))).as_bytes());
            let is_same = |name: &str, word: &str| name == user_name && word == password;
            assert!(matches!(again, Some(Presented::Password { user_name, password }) if is_same(&user_name, &password)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sent(values: &[&str]) -> Option<Presented> {
        let headers = values.iter().map(|value| (header::AUTHORIZATION, value.parse().unwrap())).collect();
        presented(&headers)
    }

    #[test]
    fn a_call_carries_one_credential_of_a_known_kind() {
        assert!(matches!(sent(&["Bearer lk_x"]), Some(Presented::Key(key)) if key == "lk_x"));
        let basic = format!("basic {}", STANDARD.encode("jörg:a:b"));
        let Some(Presented::Password { user_name, password }) = sent(&[&basic]) else { panic!("no credential") };
        assert_eq!((user_name.as_str(), password.as_str()), ("jörg", "a:b"));
        for wrong in [&["Digest x"][..], &["Basic %%%"], &["Basic bm8tY29sb24="], &["Bearer"], &["Bearer a", "Bearer b"], &[]] {
            assert!(sent(wrong).is_none(), "{wrong:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_credential_is_read_as_it_was_sent(user_name in "[^:]{0,30}", password in "\\PC{0,40}", key in "[!-~]{1,60}") {
            let basic = format!("bAsIc {}", STANDARD.encode(format!("{user_name}:{password}")));
            let read = sent(&[&basic]);
            let is_same = |name: &str, word: &str| name == user_name && word == password;
            let read = matches!(read, Some(Presented::Password { user_name, password }) if is_same(&user_name, &password));
            prop_assert!(read);
            let read = sent(&[&format!("bearer {key}")]);
            prop_assert!(matches!(read, Some(Presented::Key(read)) if read == key));
        }

        #[test]
        fn no_header_makes_it_fail(scheme in "(Basic|Bearer|[A-Za-z]{0,8})", bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let encoded = format!("{scheme} {}", STANDARD.encode(&bytes));
            holds_of_authorization(&[scheme.as_bytes(), b" ", bytes.as_slice()].concat());
            holds_of_authorization(encoded.as_bytes());
        }
    }
}

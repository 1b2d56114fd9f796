//! A program that calls the REST API.

use super::{
    app::{PASSWORD, TestApp, caller},
    browser::{Answer, Browser},
};
use app::model::{ApiScope, KeyLife, Kind, Role, TypedPassword, UserId};
use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{Method, Request, header};
use latchkey::service::{MakeApiPassword, MakeKey};
use serde_json::Value;

#[derive(Clone)]
pub(crate) struct Program {
    browser: Browser,
    pub(crate) authorization: Option<String>,
    calls: u32,
}

impl Program {
    /// One that calls by this way.
    pub(crate) fn by(browser: Browser, authorization: String) -> Self {
        Self { browser, authorization: Some(authorization), calls: 0 }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], None).await
    }

    /// Posts under a new key.
    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.calls += 1;
        let key = format!("call-{}", self.calls);
        self.call(Method::POST, path, &[("idempotency-key", &key)], Some(body)).await
    }

    /// Posts a text of this type.
    pub(crate) async fn send_text(&mut self, path: &str, kind: &str, text: &str) -> Answer {
        let mut request = Request::post(path).header(header::CONTENT_TYPE, kind);
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        self.browser.request(request.body(Body::from(text.to_owned())).expect("a request")).await
    }

    /// Takes a step: a post without a body.
    pub(crate) async fn step(&mut self, path: &str, key: &str) -> Answer {
        self.call(Method::POST, path, &[("idempotency-key", key)], None).await
    }

    /// Calls with these headers and nothing else.
    pub(crate) async fn call(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = match body {
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.browser.request(request.expect("a request")).await
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text()).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The `code` of a problem, which must be one.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        problem["code"].as_str().expect("a code").to_owned()
    }

    /// Where the next page is.
    pub(crate) fn next(&self) -> Option<String> {
        let links = self.header("link").split(", ").map(str::to_owned);
        let next = links.into_iter().find_map(|link| link.strip_suffix("; rel=\"next\"").map(str::to_owned))?;
        Some(next.trim_matches(['<', '>']).to_owned())
    }
}

impl TestApp {
    /// A call without a credential.
    pub(crate) fn stranger(&self) -> Program {
        Program { browser: self.browser(), authorization: None, calls: 0 }
    }

    /// An API user with this role, and its program with an API password.
    pub(crate) async fn program(&self, ada: UserId, name: &str, role: Role) -> Program {
        let user = self
            .add(name, |user| {
                user.kind = Kind::Api;
                user.role = role;
            })
            .await;
        let password = self.api_password(ada, user).await;
        Program { authorization: Some(basic(name, &password)), ..self.stranger() }
    }

    pub(crate) async fn api_password(&self, ada: UserId, user: UserId) -> String {
        let request = MakeApiPassword { password: TypedPassword::new(PASSWORD) };
        let shown = self.desk.make_api_password(&caller(ada, Role::Administrator), user, &request).await.expect("a password");
        shown.expose().to_owned()
    }

    /// A program with a key of this user.
    pub(crate) async fn with_key(&self, ada: UserId, user: UserId, scope: ApiScope) -> Program {
        let password = TypedPassword::new(PASSWORD);
        let request = MakeKey { name: format!("for {scope}"), scope, life: KeyLife::Month, password };
        let shown = self.desk.make_key(&caller(ada, Role::Administrator), user, &request).await.expect("a key");
        Program { authorization: Some(format!("Bearer {}", shown.expose())), ..self.stranger() }
    }
}

pub(crate) fn basic(user_name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user_name}:{password}")))
}

/// An address under the API's own.
pub(crate) fn of_user(user: UserId) -> String {
    format!("/api/v1/users/{user}")
}

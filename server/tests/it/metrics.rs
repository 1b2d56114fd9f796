//! What operators read. The process says how it is; what happened is counted for Prometheus, by names that the program has and
//! never by what somebody typed.

use crate::support::{
    app::{NEW_PASSWORD, PASSWORD, TestApp, client},
    browser::Browser,
    process::Process,
    smtp::{Stage, Trouble},
};
use app::model::{NewPasswordEffect, Role, Span, TypedPassword};
use axum::body::Body;
use http::Request;
use latchkey::{metrics, service::RedeemLink};
use serde_json::Value;

on_both_engines!(
    what_happens_is_counted,
    how_things_stand_is_told,
    nothing_that_somebody_typed_or_was_sent_is_a_label,
    addresses_that_are_none_count_together,
    readiness_says_why_there_is_none,
    a_requests_id_leads_to_its_line_in_the_log,
);

/// What Prometheus is told now.
async fn told(app: &TestApp) -> String {
    let answer = Browser::new(metrics::router(app.desk.clone())).get("/metrics").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    answer.text()
}

/// The value of a metric with these labels, in whichever order they stand; zero where there is none.
fn value(told: &str, name: &str, labels: &[(&str, &str)]) -> i64 {
    let found = told.lines().filter(|line| !line.starts_with('#')).find(|line| {
        let end = line.find(['{', ' ']).unwrap_or(line.len());
        &line[..end] == name && labels.iter().all(|(label, value)| line.contains(&format!("{label}=\"{value}\"")))
    });
    found.map_or(0, |line| line.rsplit(' ').next().unwrap().parse().unwrap())
}

async fn what_happens_is_counted(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.signed_in("jonas", PASSWORD).await;
    app.browser().sign_in("jonas", "not the password").await;
    app.browser().sign_in("nobody", "not a user").await;
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("450 4.2.1 Later"));
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    app.clock.advance(Span::minutes(20));
    app.send_mail().await;
    app.send_new_password(ada, jonas, NewPasswordEffect::FirstUse).await.unwrap();

    let told = told(&app).await;
    let sign_ins = |outcome| value(&told, "latchkey_sign_ins_total", &[("through", "pages"), ("outcome", outcome)]);
    assert_eq!([sign_ins("signed-in"), sign_ins("wrong"), sign_ins("held-back")], [1, 2, 0], "{told}");
    let resets = |kind| value(&told, "latchkey_resets_total", &[("kind", kind)]);
    assert_eq!([resets("link"), resets("new-password"), resets("forgotten")], [1, 1, 0], "{told}");
    let mails = |outcome| value(&told, "latchkey_mails_total", &[("template", "password-change-link"), ("outcome", outcome)]);
    assert_eq!([mails("deferred"), mails("sent"), mails("failed")], [1, 1, 0], "{told}");
    let delivered = |bucket| value(&told, "latchkey_mail_delivery_seconds_bucket", &[("le", bucket)]);
    assert_eq!([delivered("300.0"), delivered("3600.0")], [0, 1], "it took twenty minutes: {told}");
    let route = [("route", "/sign-in"), ("method", "POST"), ("status", "4xx")];
    assert_eq!(value(&told, "latchkey_http_requests_total", &route), 2, "{told}");
}

async fn how_things_stand_is_told(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    app.clock.advance(Span::seconds(90));
    let told = told(&app).await;
    let now = |name: &str| value(&told, name, &[]);
    assert_eq!((now("latchkey_mails_waiting"), now("latchkey_mails_oldest_seconds")), (1, 90), "{told}");
    assert_eq!((now("latchkey_database_up"), now("latchkey_password_hashes_waiting")), (1, 0), "{told}");
    assert_eq!(now("latchkey_audit_unsealed_seconds"), 90, "{told}");
    app.desk.seal_trail().await.unwrap();
    let sealed = Browser::new(metrics::router(app.desk.clone())).get("/metrics").await;
    assert_eq!(value(&sealed.text(), "latchkey_audit_unsealed_seconds", &[]), 0, "{}", sealed.text());
    assert!(told.contains("latchkey_database_connections{") && told.ends_with("# EOF\n"), "{told}");
    app.db.close().await;
    let answer = Browser::new(metrics::router(app.desk.clone())).get("/metrics").await;
    assert_eq!((answer.status, value(&answer.text(), "latchkey_database_up", &[])), (200, 0), "the page does not need it");
}

async fn nothing_that_somebody_typed_or_was_sent_is_a_label(app: TestApp) {
    let (_, jonas, code) = app.with_link().await;
    let mut ada = app.signed_in("ada", PASSWORD).await;
    ada.get(&format!("/users/{jonas}?from=jonas@northwind.example")).await;
    ada.get("/users?q=jonas").await;
    app.browser().get(&format!("/change-password/{code}")).await;
    app.browser().sign_in(NEW_PASSWORD, PASSWORD).await;
    let chosen = RedeemLink { password: TypedPassword::new(NEW_PASSWORD) };
    app.desk.redeem_link(&code, &chosen, &client()).await.unwrap();
    app.browser().get(&format!("/somewhere/{code}?user=jonas")).await;
    app.send_mail().await;

    let told = told(&app).await.to_lowercase();
    let user = jonas.to_string();
    for typed in ["jonas", "northwind", &code.to_lowercase(), &user, NEW_PASSWORD, PASSWORD, "somewhere"] {
        assert!(!told.contains(typed), "{typed} in {told}");
    }
    assert!(told.contains("route=\"/users/{id}\"") || told.contains("route=\"/users/{id}/\""), "{told}");
}

async fn addresses_that_are_none_count_together(app: TestApp) {
    for number in 0..40 {
        app.browser().get(&format!("/nowhere/{number}")).await;
    }
    let told = told(&app).await;
    let routes = told.lines().filter(|line| line.starts_with("latchkey_http_requests_total{")).count();
    assert_eq!(routes, 1, "{told}");
    assert_eq!(value(&told, "latchkey_http_requests_total", &[("route", "unmatched")]), 40, "{told}");
}

async fn readiness_says_why_there_is_none(app: TestApp) {
    async fn ready(app: &TestApp) -> (u16, String) {
        let answer = app.browser().get("/readyz").await;
        (answer.status, answer.text())
    }
    let alive = app.browser().get("/healthz").await;
    assert_eq!((alive.status, alive.text().as_str()), (200, "{\"status\":\"ok\"}"));
    assert_eq!(ready(&app).await, (200, "{\"status\":\"ready\"}".to_owned()));
    app.store.execute("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 1").await;
    assert_eq!(ready(&app).await.0, 200, "a newer version is being brought in");
    app.store.execute("DELETE FROM _sqlx_migrations WHERE version = 9999").await;
    assert_eq!(ready(&app).await, (503, "{\"status\":\"unavailable\",\"reason\":\"migrations\"}".to_owned()));
    app.db.close().await;
    assert_eq!(ready(&app).await, (503, "{\"status\":\"unavailable\",\"reason\":\"database\"}".to_owned()));
    assert_eq!(app.browser().get("/healthz").await.status, 200, "restarting would not help");
}

async fn a_requests_id_leads_to_its_line_in_the_log(app: TestApp) {
    let settings = [("LATCHKEY_LOG_FORMAT", "json"), ("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1")];
    let process = Process::telling_everything(&app, &settings);
    let own = process.browser().get("/healthz").await.header("x-request-id").to_owned();
    let request = Request::builder().uri("/readyz").header("x-request-id", "proxy-7").body(Body::empty()).unwrap();
    let given = process.browser().request(request).await;
    assert_eq!(given.header("x-request-id"), "proxy-7", "the proxy's id is kept");
    let log = process.log();
    for (id, path) in [(own.as_str(), "/healthz"), ("proxy-7", "/readyz")] {
        let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let found = lines.filter(|line| line["span"]["id"] == id).any(|line| line["fields"]["path"] == path);
        assert!(found, "{id}: {log}");
    }
}

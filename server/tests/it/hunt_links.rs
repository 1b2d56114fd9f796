//! What others' reset links were turned against, tried here: the address in a mail, where a form leads, secrets of one purpose used
//! for another, somebody else's id beside one's own link, steps left out, and accounts that are switched off.

use crate::support::{
    app::{NEW_PASSWORD, ORIGIN, PASSWORD, TestApp, caller},
    browser::{Answer, Browser},
    program::{Program, basic},
};
use app::{
    api::{People, Resets},
    model::{ApiScope, Kind, LinkStanding, Locale, NewPasswordEffect, Role, Span},
};
use axum::body::Body;
use http::{Method, Request, header};

on_both_engines!(
    links_begin_with_the_configured_address_whoever_asks,
    nobody_is_led_elsewhere,
    a_secret_opens_its_own_purpose_alone,
    a_link_is_its_owners_whatever_comes_with_it,
    no_step_is_left_out,
    no_link_revives_whoever_is_switched_off,
    of_two_set_up_links_at_once_one_makes_the_administrator,
);

/// What a client, or a proxy that passes on too much, may say of where it asks.
const ELSEWHERE: [(&str, &str); 10] = [
    ("host", "evil.example"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "http"),
    ("x-forwarded-server", "evil.example"),
    ("x-forwarded-prefix", "//evil.example"),
    ("x-host", "evil.example"),
    ("forwarded", "host=evil.example;proto=http"),
    ("x-original-url", "https://evil.example/"),
    ("x-rewrite-url", "https://evil.example/"),
    ("referer", "https://evil.example/"),
];

/// Posts a form with these headers too.
async fn post_with(browser: &mut Browser, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
    let mut request = Request::post(path)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(cookie) = browser.cookie.clone() {
        request = request.header(header::COOKIE, cookie);
    }
    let body = serde_urlencoded::to_string(fields).unwrap();
    browser.request(request.body(Body::from(body)).unwrap()).await
}

async fn links_begin_with_the_configured_address_whoever_asks(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let fields = [("life_minutes", "60"), ("user_name", "jonas")];
    for path in ["/forgot-password".to_owned(), format!("/users/{jonas}/send-link"), format!("/users/{jonas}/new-password")] {
        let with_effect = [fields.as_slice(), &[("effect", "on-acceptance")]].concat();
        let answer = post_with(&mut desk, &path, &ELSEWHERE, &with_effect).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.text());
        assert!(answer.location().starts_with('/') && !answer.location().starts_with("//"), "{}", answer.location());
        app.answer_forgotten().await;
    }
    let whole = "https://evil.example/forgot-password";
    assert_eq!(post_with(&mut app.browser(), whole, &ELSEWHERE, &fields).await.status, 303);
    app.answer_forgotten().await;
    let mails = app.sink.received();
    assert_eq!(mails.len(), 4);
    for mail in mails {
        assert!(mail.link().starts_with(ORIGIN), "{}", mail.link());
        assert!(!mail.raw.contains("evil") && !mail.text.contains("evil") && !mail.html.contains("evil"), "{}", mail.raw);
    }
    let page = Request::get("/sign-in").header("host", "evil.example").header("x-forwarded-host", "evil.example");
    let page = app.browser().request(page.body(Body::empty()).unwrap()).await;
    assert!(!page.text().contains("evil.example"));
}

const TRAPS: [&str; 12] = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "///evil.example/",
    "/%0d%0aSet-Cookie:a=b\r\n",
    "evil.example",
];

/// A path of ours, read as a browser would.
fn assert_stays(to: &str, trap: &str) {
    let here = url::Url::parse(ORIGIN).unwrap();
    let there = here.join(to).unwrap();
    assert_eq!(there.origin(), here.origin(), "{trap} leads to {to}");
    assert!(to.starts_with('/'), "{trap} leads to {to}");
}

async fn nobody_is_led_elsewhere(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    app.person("jonas", Role::User).await;
    let greta = app.person("greta", Role::User).await;
    for trap in TRAPS {
        let fields = [("user_name", "jonas"), ("password", PASSWORD), ("next", trap), ("back", trap), ("return_to", trap)];
        let mut browser = app.browser();
        let answer = browser.post("/sign-in", &fields).await;
        assert_eq!(answer.status, 303);
        assert_stays(answer.location(), trap);
        let query = serde_urlencoded::to_string([("next", trap), ("url", trap), ("continue", trap)]).unwrap();
        let already = browser.get(&format!("/sign-in?{query}")).await;
        assert_stays(already.location(), trap);
        let themed = browser.post("/account/theme", &[("theme", "dark"), ("back", trap)]).await;
        assert_stays(themed.location(), trap);
        assert_stays(browser.post("/sign-out", &[("next", trap)]).await.location(), trap);
        let page = app.browser().get(&format!("/sign-in?{query}")).await.text();
        assert!(!page.contains("href=\"https://evil") && !page.contains("href=\"//evil") && !page.contains("href=\"javascript"));
    }
    app.send_new_password(ada, greta, NewPasswordEffect::AtOnce).await.unwrap();
    app.send_mail().await;
    let given = app.sink.nth(1).await.password().to_owned();
    let mut phone = app.browser();
    let fields = [("user_name", "greta"), ("password", given.as_str()), ("next", "//evil.example/")];
    let answer = phone.post("/sign-in", &fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/choose-password"));
    let chosen = phone.post("/choose-password", &[("password", NEW_PASSWORD), ("next", "//evil.example/")]).await;
    assert_eq!((chosen.status, chosen.location()), (303, "/account"));
    for path in ["//evil.example/%2e%2e", "/%2F%2Fevil.example", "/\\evil.example"] {
        if let Ok(request) = Request::get(path).body(Body::empty()) {
            let answer = app.browser().request(request).await;
            assert!(answer.location().is_empty() || answer.location().starts_with("/sign-in"), "{path}: {}", answer.location());
        }
    }
}

async fn a_secret_opens_its_own_purpose_alone(app: TestApp) {
    let set_up = app.desk.offer_set_up().await.unwrap().unwrap();
    let set_up = set_up.rsplit('/').next().unwrap().to_owned();
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let greta = app.person("greta", Role::User).await;
    let erp = app.add("erp", |user| (user.kind, user.role) = (Kind::Api, Role::Administrator)).await;
    let api_password = app.api_password(ada, erp).await;
    let key = app.with_key(ada, erp, ApiScope::Read).await.authorization.unwrap().replace("Bearer ", "");
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let used = app.sink.nth(1).await.token().to_owned();
    app.browser().post(&format!("/change-password/{used}"), &[("password", NEW_PASSWORD)]).await;
    app.send_mail().await;
    let not_me = app.sink.nth(2).await.token().to_owned();
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let link = app.sink.nth(3).await.token().to_owned();
    app.send_new_password(ada, greta, NewPasswordEffect::FirstUse).await.unwrap();
    app.send_mail().await;
    let mailed = app.sink.nth(4).await.password().replace('-', "");
    let session = app.signed_in("jonas", NEW_PASSWORD).await.cookie.unwrap().split_once('=').unwrap().1.to_owned();

    let all = [
        ("a set-up link", &set_up),
        ("an API password", &api_password),
        ("a key", &key),
        ("a notice's secret", &not_me),
        ("a link", &link),
        ("a generated password", &mailed),
        ("a session", &session),
    ];
    let doors = [("/change-password", "a link"), ("/not-me", "a notice's secret"), ("/set-up", "a set-up link")];
    for (path, own) in doors {
        for (what, secret) in all.iter().filter(|(what, _)| *what != own) {
            let answer = app.browser().post(&format!("{path}/{secret}"), &[("password", NEW_PASSWORD)]).await;
            assert!(matches!(answer.status, 404 | 429), "{what} at {path}: {}", answer.status);
        }
    }
    for (what, secret) in all {
        let mut program: Program = app.stranger();
        for authorization in [basic("erp", secret), basic("jonas", secret), format!("Bearer {secret}")] {
            let fits = (what == "an API password" && authorization == basic("erp", secret))
                || (what == "a key" && authorization.starts_with("Bearer"));
            program.authorization = Some(authorization);
            let status = program.get("/api/v1/users").await.status;
            assert!(if fits { status == 200 } else { matches!(status, 401 | 429) }, "{what}: {status}");
        }
        let mut browser = app.browser();
        browser.cookie = Some(format!("__Host-latchkey={secret}"));
        assert_eq!(browser.get("/account").await.status, if what == "a session" { 200 } else { 303 }, "{what}");
        app.clock.advance(Span::minutes(2));
        for name in ["ada", "erp", "greta"].into_iter().filter(|name| (what, *name) != ("a generated password", "greta")) {
            let status = app.browser().sign_in(name, secret).await.status;
            assert!(matches!(status, 422 | 429), "{what} as {name}'s password: {status}");
        }
    }
    assert!(matches!(app.desk.link_standing(&link, Locale::En).await, Ok(LinkStanding::Open(_))), "it still does what it is for");
}

async fn a_link_is_its_owners_whatever_comes_with_it(app: TestApp) {
    let (ada, _, code) = app.with_link().await;
    let mut signed_in = app.signed_in("ada", PASSWORD).await;
    let path = format!("/change-password/{code}?user={ada}&id={ada}&user_name=ada&email=ada%40northwind.example");
    let ada = ada.to_string();
    let fields = [("password", NEW_PASSWORD), ("user", ada.as_str()), ("user_name", "ada"), ("id", ada.as_str())];
    let answer = signed_in.post(&path, &fields).await;
    assert!(answer.says("Password changed"), "{}", answer.text());
    app.signed_in("ada", PASSWORD).await;
    assert_eq!(signed_in.get("/users").await.status, 200, "who opens somebody's link stays who they are");
    app.signed_in("jonas", NEW_PASSWORD).await;
    app.browser().post(&format!("/change-password/{code}"), &[("password", "six swans above a grey tower")]).await;
    app.signed_in("jonas", NEW_PASSWORD).await;
}

async fn no_step_is_left_out(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut own = app.signed_in("jonas", PASSWORD).await;
    assert_eq!(own.choose_password(NEW_PASSWORD).await.status, 303, "who has a whole session is led on");
    assert_eq!(app.browser().choose_password(NEW_PASSWORD).await.status, 401);
    for current in ["", "wrong and long enough"] {
        let fields = [("current_password", current), ("password", NEW_PASSWORD)];
        assert_eq!(own.post("/account/password", &fields).await.status, 422, "without the current one");
    }
    let mut desk = app.signed_in("ada", PASSWORD).await;
    for draft in ["", "AAAA", NEW_PASSWORD] {
        let fields = [("intent", "save"), ("draft", draft), ("password", NEW_PASSWORD)];
        let answer = desk.post(&format!("/users/{jonas}/temporary-password"), &fields).await;
        assert!((400..500).contains(&answer.status), "{draft}: {}", answer.status);
    }
    let boundary =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nuser_name\nmallory\n\r\n--x--\r\n";
    let sent = desk.send(Method::POST, "/users/import", Some(("multipart/form-data; boundary=x", boundary.to_owned()))).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let started = desk.post(sent.location(), &[("step", "start")]).await;
    assert!((400..500).contains(&started.status), "not before it was looked through: {}", started.text());
    app.signed_in("jonas", PASSWORD).await;
}

async fn no_link_revives_whoever_is_switched_off(app: TestApp) {
    let (ada, jonas, code) = app.with_link().await;
    // As something that withdraws nothing might have done it.
    app.store.execute("UPDATE users SET is_active = FALSE WHERE user_name = 'jonas'").await;
    let answer = app.browser().post(&format!("/change-password/{code}"), &[("password", NEW_PASSWORD)]).await;
    assert!((400..500).contains(&answer.status) && !answer.says("Password changed"), "{}", answer.text());
    for password in [PASSWORD, NEW_PASSWORD] {
        assert_eq!(app.browser().sign_in("jonas", password).await.status, 422);
    }
    assert_eq!(app.browser().post(&format!("/change-password/{code}/renew"), &[]).await.status, 303, "told like everybody");
    assert_eq!(app.browser().post("/forgot-password", &[("user_name", "jonas")]).await.status, 303);
    app.answer_forgotten().await;
    assert_eq!(app.sink.received().len(), 1, "the first link alone");
    assert!(!app.desk.user(&caller(ada, Role::Administrator), jonas).await.unwrap().row.is_active);
    app.store.execute("UPDATE users SET is_active = TRUE WHERE user_name = 'jonas'").await;
    app.signed_in("jonas", PASSWORD).await;
}

async fn of_two_set_up_links_at_once_one_makes_the_administrator(app: TestApp) {
    let another = app.another_desk(|_| ()).await;
    let (one, other) = tokio::join!(app.desk.offer_set_up(), another.offer_set_up());
    let links = [one, other].map(|link| link.unwrap().unwrap().strip_prefix(ORIGIN).unwrap().to_owned());
    let tries = (0..10).map(|n| {
        let (mut browser, path) = (app.browser(), links[n % 2].clone());
        tokio::spawn(async move {
            let (name, email) = (format!("ada{n}"), format!("ada{n}@northwind.example"));
            let form = [("user_name", name.as_str()), ("display_name", "Ada"), ("email", email.as_str()), ("password", PASSWORD)];
            browser.post(&path, &form).await.status
        })
    });
    let statuses: Vec<u16> = futures_util::future::join_all(tries).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert_eq!(app.store.count("SELECT COUNT(*) FROM users").await, 1);
}

//! What others' password resets were got around with, tried here: fields that come twice, addresses that look alike, values of the
//! wrong type, fields that no form has, far too much of everything, and secrets asked for by filter, order or query.

use crate::support::{
    app::{NEW_PASSWORD, PASSWORD, TestApp, caller},
    browser::{Answer, Browser},
    program::{basic, of_user},
};
use app::{
    api::{People, Resets},
    model::{ApiScope, Kind, LinkStanding, Locale, Role, Span, UserId, UserRow},
};
use http::Method;
use serde_json::{Value, json};

on_both_engines!(
    a_field_that_comes_twice_is_refused,
    an_address_is_one_address,
    mail_goes_to_the_address_on_record_however_it_was_entered,
    values_of_another_type_are_refused,
    a_secret_that_is_none_opens_nothing,
    fields_that_no_form_has_give_nothing,
    fields_that_no_call_has_are_refused,
    huge_input_is_refused_before_it_costs_anything,
    a_credential_in_an_address_counts_for_nothing,
    no_list_is_narrowed_or_ordered_by_a_secret,
);

const FORM: &str = "application/x-www-form-urlencoded";

async fn form(browser: &mut Browser, path: &str, body: &str) -> Answer {
    browser.send(Method::POST, path, Some((FORM, body.to_owned()))).await
}

/// How a user stands in the list.
async fn row(app: &TestApp, user: UserId) -> UserRow {
    app.desk.user(&caller(user, Role::Administrator), user).await.unwrap().row
}

async fn a_field_that_comes_twice_is_refused(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    for path in ["/sign-in", "/forgot-password", "/change-password"] {
        let answer = form(&mut app.browser(), path, "user_name=jonas&user_name=mallory&code=a&code=b").await;
        assert_eq!(answer.status, 400, "{path}");
    }
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let of_jonas = ["edit", "send-link", "active", "delete"].map(|deed| format!("/users/{jonas}/{deed}"));
    let others = ["/users/new", "/account", "/account/password", "/settings"].map(str::to_owned);
    for path in of_jonas.into_iter().chain(others) {
        let answer = form(&mut desk, &path, "email=jonas%40northwind.example&email=mallory%40evil.example").await;
        assert_eq!(answer.status, 400, "{path}");
    }
    let mut program = app.program(ada, "erp", Role::Administrator).await;
    let twice = r#"{"user_name":"nobody","user_name":"jonas","password":"x"}"#;
    let answer = program.send_text("/api/v1/authentications", "application/json", twice).await;
    assert_eq!((answer.status, answer.problem().as_str()), (422, "unfit"));
    let answer = program.get("/api/v1/users?role=user&role=administrator").await;
    assert_eq!((answer.status, answer.problem().as_str()), (422, "unfit"));
    app.answer_forgotten().await;
    assert_eq!((app.sink.received().len(), app.store.rows("forgot_requests").await.as_str()), (0, ""));
}

async fn an_address_is_one_address(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut program = app.program(ada, "erp", Role::Administrator).await;
    let several = [
        json!(["jonas@northwind.example", "mallory@evil.example"]),
        json!({ "0": "mallory@evil.example" }),
        json!("jonas@northwind.example,mallory@evil.example"),
        json!("jonas@northwind.example;mallory@evil.example"),
        json!("jonas@northwind.example mallory@evil.example"),
        json!("jonas@northwind.example\nmallory@evil.example"),
        json!("jonas@northwind.example\0mallory@evil.example"),
        json!("jonas@northwind.example%0amallory@evil.example"),
        json!("Jonas <mallory@evil.example>"),
        json!("jonas@northwind.example@evil.example"),
    ];
    for email in several {
        let change = json!({ "email": email });
        let answer = program.call(Method::PATCH, &of_user(jonas), &[("if-match", "*")], Some(&change)).await;
        assert_eq!(answer.status, 422, "{email}: {}", answer.text());
    }
    for body in ["user_name[]=jonas", "user_name[0]=jonas&user_name[1]=mallory", "user_name%5B%5D=jonas"] {
        assert_eq!(form(&mut app.browser(), "/forgot-password", body).await.status, 422, "{body}");
    }
    let list = json!({ "user_name": ["jonas", "mallory@evil.example"] }).to_string();
    let answer = app.browser().send(Method::POST, "/forgot-password", Some(("application/json", list))).await;
    assert_eq!(answer.status, 415);
    for name in ["jonas@northwind.example,mallory@evil.example", "jonas@northwind.example\r\nmallory@evil.example"] {
        app.clock.advance(Span::hours(1));
        assert_eq!(app.browser().post("/forgot-password", &[("user_name", name)]).await.status, 303);
    }
    app.answer_forgotten().await;
    assert!(app.sink.received().is_empty());
    assert_eq!(row(&app, jonas).await.email.as_deref(), Some("jonas@northwind.example"));
}

/// Some letters become others when their case is changed, or are composed (ı, K, ﬁ): whoever is found by them, what is typed is
/// never where a mail goes.
async fn mail_goes_to_the_address_on_record_however_it_was_entered(app: TestApp) {
    app.person("mike", Role::User).await;
    let folded = ["m\u{131}ke@northwind.example", "mi\u{212a}e@northwind.example", "\u{ff4d}ike@northwind.example"];
    let foreign = ["mike@n\u{43e}rthwind.example", "m\u{456}ke@northwind.example", "mike@northwind.example.evil.example"];
    for entered in folded.into_iter().chain(foreign) {
        app.clock.advance(Span::hours(1));
        let answer = app.browser().post("/forgot-password", &[("user_name", entered)]).await;
        assert_eq!(answer.status, 303, "{entered}");
        app.answer_forgotten().await;
        let to: Vec<String> = app.sink.received().into_iter().flat_map(|mail| mail.to).collect();
        assert!(to.iter().all(|to| to == "mike@northwind.example"), "{entered}: {to:?}");
    }
    assert!(app.sink.received().len() <= folded.len(), "letters of another script are another name");
}

async fn values_of_another_type_are_refused(app: TestApp) {
    let (ada, jonas, code) = app.with_link().await;
    let mut program = app.program(ada, "erp", Role::Administrator).await;
    let others = [json!(null), json!(true), json!(0), json!([]), json!({}), json!(["x"]), json!({ "$ne": "" })];
    for other in &others {
        for body in [json!({ "user_name": "jonas", "password": other }), json!({ "user_name": other, "password": PASSWORD })] {
            let answer = program.post("/api/v1/authentications", &body).await;
            assert_eq!((answer.status, answer.problem().as_str()), (422, "unfit"), "{body}");
        }
    }
    let mut desk = app.signed_in("ada", PASSWORD).await;
    for other in others.iter().filter(|other| !other.is_null()) {
        let calls = [
            ("/rpc/resets/link-standing", json!({ "code": other })),
            ("/rpc/users/read", json!({ "user": other })),
            ("/rpc/users/set-active", json!({ "request": { "user": jonas, "active": "no" } })),
            ("/rpc/users/set-active", json!({ "request": { "user": other, "active": false } })),
            ("/rpc/resets/send-change-link", json!({ "request": { "user": other, "life_minutes": 60 } })),
            ("/rpc/account/end-sessions", json!({ "session": other })),
        ];
        for (path, arguments) in calls {
            let answer = desk.call(path, &arguments).await;
            assert!((400..500).contains(&answer.status), "{path} {arguments}: {} {}", answer.status, answer.text());
        }
    }
    assert!(row(&app, jonas).await.is_active && desk.get("/users").await.status == 200);
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Open(_))));
}

async fn a_secret_that_is_none_opens_nothing(app: TestApp) {
    let (_, _, code) = app.with_link().await;
    let nothing = [
        "",
        "%00",
        "%20",
        "null",
        "undefined",
        "0",
        "-1",
        "%5B%5D",
        "true",
        "%25",
        "*",
        "'%20OR%201=1--",
        "..%2F..%2Fsign-in",
        "00000000000000000000000000",
        "ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
        &code[..25],
        &"7".repeat(5_000),
    ];
    for code in nothing {
        for path in ["/change-password", "/not-me", "/set-up"] {
            let fields = [("password", NEW_PASSWORD), ("user_name", "mallory"), ("display_name", "M"), ("email", "m@x.example")];
            let answer = app.browser().post(&format!("{path}/{code}"), &fields).await;
            assert!((400..500).contains(&answer.status), "{path}/{code}: {}", answer.status);
        }
        let typed = app.browser().post("/change-password", &[("code", code)]).await;
        let leads_on = typed.status == 303 && typed.location() == format!("/change-password/{code}");
        assert!(leads_on || (400..500).contains(&typed.status), "{code}: {}", typed.status);
    }
    for authorization in ["Basic ", "Bearer ", "Basic Og==", "Bearer null", &basic("jonas", ""), &basic("", ""), ""] {
        let mut stranger = app.stranger();
        stranger.authorization = Some(authorization.to_owned());
        assert_eq!(stranger.get("/api/v1/users").await.status, 401, "{authorization}");
    }
    for cookie in ["", "0", "null", &"0".repeat(64), &"f".repeat(64)] {
        let mut browser = app.browser();
        browser.cookie = Some(format!("__Host-latchkey={cookie}"));
        assert_eq!(browser.get("/account").await.status, 303, "{cookie}");
    }
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Open(_))));
    app.signed_in("jonas", PASSWORD).await;
}

/// Fields that would raise someone, beside those of each form.
const MORE: [(&str, &str); 9] = [
    ("id", "00000000-0000-0000-0000-000000000000"),
    ("user", "00000000-0000-0000-0000-000000000000"),
    ("role", "administrator"),
    ("kind", "hybrid"),
    ("user_name", "root"),
    ("email", "mallory@evil.example"),
    ("is_active", "false"),
    ("must_change", "false"),
    ("permissions", "all"),
];

async fn fields_that_no_form_has_give_nothing(app: TestApp) {
    let (ada, jonas, _) = app.with_link().await;
    let (before, ada_before) = (row(&app, jonas).await, row(&app, ada).await);
    let mut own = app.signed_in("jonas", PASSWORD).await;
    let account =
        [("version", "1"), ("display_name", "jonas Feld"), ("language", "en"), ("time_zone", "Europe/Berlin"), ("theme", "dark")];
    let with_more = |fields: &[(&'static str, &'static str)]| [fields, MORE.as_slice()].concat();
    assert_eq!(own.post("/account", &with_more(&account)).await.status, 303);
    let mut request: Value = account.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    request["version"] = json!(2);
    for (name, value) in MORE {
        request[name] = json!(value);
    }
    let answer = own.call("/rpc/account/edit", &json!({ "request": request, "user": ada, "role": "administrator" })).await;
    assert!(answer.status < 500, "{}", answer.text());
    let own_password = [("current_password", PASSWORD), ("password", "six swans above a grey tower")];
    assert_eq!(own.post("/account/password", &with_more(&own_password)).await.status, 303);

    let forgotten = [("user_name", "jonas"), ("email", "mallory@evil.example"), ("to", "mallory@evil.example")];
    assert_eq!(app.browser().post("/forgot-password", &forgotten).await.status, 303);
    app.answer_forgotten().await;
    assert!(app.sink.received().iter().all(|mail| mail.to == ["jonas@northwind.example"]), "whom it is about is on record");
    let newest = app.sink.received().into_iter().rfind(|mail| mail.text.contains("/change-password/")).unwrap();
    let path = format!("/change-password/{}?user={ada}&user_name=ada", newest.token());
    let answer = app.browser().post(&path, &with_more(&[("password", NEW_PASSWORD)])).await;
    assert!(answer.says("Password changed"), "{}", answer.text());
    app.signed_in("ada", PASSWORD).await;
    let mut own = app.signed_in("jonas", NEW_PASSWORD).await;
    assert_eq!(own.get("/users").await.status, 303, "no page of the desk is theirs");
    let after = row(&app, jonas).await;
    let known = |row: &UserRow| (row.role, row.kind, row.user_name.clone(), row.email.clone(), row.is_active);
    assert_eq!((known(&after), known(&row(&app, ada).await)), (known(&before), known(&ada_before)));
}

async fn fields_that_no_call_has_are_refused(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut program = app.program(ada, "erp", Role::Administrator).await;
    let more = ["id", "version", "password", "password_hash", "created_at", "must_change", "permissions", "locked_until"];
    for name in more {
        let new = json!({ "user_name": "new", "display_name": "New", name: "x" });
        let made = program.post("/api/v1/users", &new).await;
        let changed = program.call(Method::PATCH, &of_user(jonas), &[("if-match", "*")], Some(&json!({ name: "x" }))).await;
        for answer in [made, changed] {
            assert_eq!((answer.status, answer.problem().as_str()), (422, "unfit"), "{name}: {}", answer.text());
        }
    }
    let answer = program.post(&format!("{}/password-change-link", of_user(jonas)), &json!({ "email": "m@evil.example" })).await;
    assert_eq!((answer.status, answer.problem().as_str()), (422, "unfit"));
    let answer = program.post(&format!("{}/temporary-password", of_user(jonas)), &json!({ "password": PASSWORD })).await;
    assert_eq!((answer.status, answer.problem().as_str()), (422, "unfit"), "passwords are made here");
    app.send_mail().await;
    assert!(app.sink.received().is_empty());
}

async fn huge_input_is_refused_before_it_costs_anything(app: TestApp) {
    let (ada, _, code) = app.with_link().await;
    let huge = "x".repeat(200_000);
    let mut own = app.signed_in("jonas", PASSWORD).await;
    let mut program = app.program(ada, "erp", Role::Administrator).await;
    let before = app.hasher.made();
    let chosen = app.browser().post(&format!("/change-password/{code}"), &[("password", &huge)]).await;
    assert_eq!((chosen.status, app.hasher.made()), (422, before), "a password that does not do is not hashed");
    let answer = own.post("/account/password", &[("current_password", PASSWORD), ("password", &huge)]).await;
    assert_eq!((answer.status, app.hasher.made()), (422, before + 1), "but for the one that is to be proved");
    let signed_in = app.browser().sign_in("jonas", &huge).await;
    assert_eq!((signed_in.status, app.hasher.made()), (422, before + 2), "one hash whatever is typed");
    let named = app.browser().sign_in(&huge, PASSWORD).await;
    assert_eq!(named.status, 422);
    assert!(app.browser().post("/forgot-password", &[("user_name", &huge)]).await.status < 500);
    let too_large = "x".repeat(300_000);
    assert_eq!(app.browser().sign_in("jonas", &too_large).await.status, 413);
    let mut desk = app.signed_in("ada", PASSWORD).await;
    for nested in ["[".repeat(20_000), "{\"criteria\":".repeat(4_000)] {
        let call = program.send_text("/api/v1/authentications", "application/json", &nested).await;
        assert!((400..500).contains(&call.status) && !call.problem().is_empty());
        let asked = desk.send(Method::POST, "/rpc/selections/preview", Some(("application/json", nested))).await;
        assert!((400..500).contains(&asked.status), "{}", asked.text());
    }
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Open(_))));
}

async fn a_credential_in_an_address_counts_for_nothing(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let owner = app
        .add("erp", |user| {
            user.kind = Kind::Api;
            user.role = Role::Administrator;
        })
        .await;
    let key = app.with_key(ada, owner, ApiScope::Read).await;
    let bearer = key.authorization.unwrap();
    let key = bearer.trim_start_matches("Bearer ");
    let browser = app.signed_in("ada", PASSWORD).await;
    let (cookie, session) = browser.cookie.as_deref().unwrap().split_once('=').unwrap();
    for name in ["key", "api_key", "apikey", "access_token", "token", "authorization", "Authorization"] {
        let answer = app.stranger().get(&format!("/api/v1/users?{name}={key}")).await;
        assert_eq!(answer.status, 401, "{name}");
    }
    for header in ["x-api-key", "x-authorization", "x-auth-token", "proxy-authorization"] {
        let answer = app.stranger().call(Method::GET, "/api/v1/users", &[(header, bearer.as_str())], None).await;
        assert_eq!(answer.status, 401, "{header}");
    }
    for query in [format!("{cookie}={session}"), format!("session={session}")] {
        assert_eq!(app.browser().get(&format!("/users?{query}")).await.status, 303);
    }
    let password = basic("ada", PASSWORD);
    let page = http::Request::get("/users").header("authorization", password).body(axum::body::Body::empty()).unwrap();
    assert_eq!(app.browser().request(page).await.status, 303, "nor does a person's password open pages in a header");
}

async fn no_list_is_narrowed_or_ordered_by_a_secret(app: TestApp) {
    let (ada, _, code) = app.with_link().await;
    let owner = app.add("key-owner", |user| user.kind = Kind::Api).await;
    let key = app.with_key(ada, owner, ApiScope::Read).await.authorization.unwrap();
    let key = key.rsplit('_').next().unwrap().to_owned();
    let mut program = app.program(ada, "erp", Role::Administrator).await;
    let hidden = ["password", "password_hash", "hash", "secret", "token", "token_hash", "salt", "credentials", "key"];
    for name in hidden {
        for query in [format!("sort={name}"), format!("sort=-{name}"), format!("{name}=a"), format!("filter[{name}]=a")] {
            for list in ["users", "messages", "audit", "events"] {
                let answer = program.get(&format!("/api/v1/{list}?{query}")).await;
                assert_eq!(answer.status, 422, "{list}?{query}: {}", answer.text());
            }
        }
    }
    for begin in [&code[..8], &key[..8], code.as_str(), key.as_str()] {
        for list in ["users", "messages", "audit"] {
            let found = program.get(&format!("/api/v1/{list}?q={begin}")).await.json();
            assert_eq!(found["items"], json!([]), "{list}");
        }
    }
    let mut desk = app.signed_in("ada", PASSWORD).await;
    for name in hidden {
        let sorted = desk.call("/rpc/users/list", &json!({ "query": { "sort": name } })).await;
        assert!((400..500).contains(&sorted.status), "{name}: {}", sorted.text());
    }
}

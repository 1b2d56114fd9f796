//! Every address, asked by every role: nobody sees or does what their role does not include.

use crate::support::app::{PASSWORD, TestApp, caller};
use app::{api::People, model::Role};
use http::Method;
use serde_json::json;

on_both_engines!(
    every_page_answers_each_role_as_it_should,
    every_server_function_checks_its_caller,
    posts_from_elsewhere_do_nothing,
    a_role_that_was_lost_is_lost_at_once,
);

/// Nobody, User, Auditor, Help desk, Administrator.
const ROLES: [Option<Role>; 5] = [None, Some(Role::User), Some(Role::Auditor), Some(Role::HelpDesk), Some(Role::Administrator)];

async fn every_page_answers_each_role_as_it_should(app: TestApp) {
    let target = app.person("jonas", Role::User).await;
    let record = format!("/users/{target}");
    let pages: [(&str, [u16; 5]); 11] = [
        ("/", [303, 303, 303, 303, 303]),
        ("/sign-in", [200, 303, 303, 303, 303]),
        ("/account", [303, 200, 200, 200, 200]),
        ("/users", [303, 303, 200, 200, 200]),
        (&record, [303, 403, 200, 200, 200]),
        (&format!("{record}/send-link"), [303, 403, 403, 200, 200]),
        (&format!("{record}/active"), [303, 403, 403, 403, 200]),
        ("/change-password", [200, 200, 200, 200, 200]),
        ("/change-password/nonsense", [404, 404, 404, 404, 404]),
        ("/mailbox", [404, 404, 404, 404, 404]),
        ("/nowhere", [303, 404, 404, 404, 404]),
    ];
    for (index, role) in ROLES.iter().enumerate() {
        let mut browser = match role {
            None => app.browser(),
            Some(role) => {
                let name = format!("a-{role}");
                app.person(&name, *role).await;
                app.signed_in(&name, PASSWORD).await
            }
        };
        for (path, expected) in &pages {
            let answer = browser.get(path).await;
            assert_eq!(answer.status, expected[index], "{path} as {role:?}: {}", answer.text());
            assert!(answer.status >= 300 || answer.text().trim_end().ends_with("</script>") || answer.text().contains("</html>"));
        }
    }
}

async fn every_server_function_checks_its_caller(app: TestApp) {
    let target = app.person("jonas", Role::User).await;
    let send = json!({ "request": { "user": target, "life_minutes": 60 } });
    let switch = json!({ "request": { "user": target, "active": true } });
    let user = json!({ "user": target });
    let functions: [(&str, &serde_json::Value, [u16; 5]); 6] = [
        ("/rpc/users/list", &json!({ "query": { "q": "", "place": null } }), [401, 403, 200, 200, 200]),
        ("/rpc/users/read", &user, [401, 403, 200, 200, 200]),
        ("/rpc/users/set-active", &switch, [401, 403, 403, 403, 200]),
        ("/rpc/resets/link-prompt", &user, [401, 403, 403, 200, 200]),
        ("/rpc/resets/send-change-link", &send, [401, 403, 403, 200, 200]),
        ("/rpc/account/read", &json!({}), [401, 200, 200, 200, 200]),
    ];
    for (index, role) in ROLES.iter().enumerate() {
        let mut browser = match role {
            None => app.browser(),
            Some(role) => {
                let name = format!("a-{role}");
                app.person(&name, *role).await;
                app.signed_in(&name, PASSWORD).await
            }
        };
        for (path, arguments, expected) in &functions {
            let answer = browser.call(path, arguments).await;
            assert_eq!(answer.status, expected[index], "{path} as {role:?}: {}", answer.text());
        }
        let by_get = browser.send(Method::GET, "/rpc/users/list", None).await;
        assert!(by_get.status >= 400 || by_get.status == 303, "server functions take posts only: {}", by_get.status);
    }
}

async fn posts_from_elsewhere_do_nothing(app: TestApp) {
    let target = app.person("jonas", Role::User).await;
    app.person("ada", Role::Administrator).await;
    let browser = app.signed_in("ada", PASSWORD).await;
    let cookie = browser.cookie.clone().unwrap();
    let paths = ["/sign-in", "/sign-out", "/rpc/users/list", &format!("/users/{target}/send-link")];
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null"), ("x", "y")] {
        for path in paths {
            let request = http::Request::post(path)
                .header(name, value)
                .header("cookie", &cookie)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(axum::body::Body::from("life_minutes=60&user_name=ada&password=x"))
                .unwrap();
            assert_eq!(browser.clone().request(request).await.status, 403, "{path} with {name}: {value}");
        }
    }
    app.send_mail().await;
    assert!(app.sink.received().is_empty());
}

async fn a_role_that_was_lost_is_lost_at_once(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let other = app.person("other", Role::Administrator).await;
    let mut browser = app.signed_in("other", PASSWORD).await;
    assert_eq!(browser.get("/users").await.status, 200);
    let off = app::model::SetActive { user: other, active: false };
    app.desk.set_active(&caller(ada, Role::Administrator), off).await.unwrap();
    assert_eq!(browser.get("/users").await.status, 303);
}

//! What prompts say before anything is done: whom it reaches, in which language, for how long, and what ends by it.

use crate::support::{
    app::{PASSWORD, TestApp, caller},
    browser::Browser,
};
use app::{
    api::{Messages, People},
    model::{MessageQuery, NewPasswordEffect, Role, Span},
};

on_both_engines!(each_prompt_says_what_ends_and_what_stays, prompts_over_messages_say_what_they_carry);

async fn assert_says(desk: &mut Browser, path: &str, facts: &[&str]) {
    let page = desk.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    for fact in facts {
        assert!(page.says(fact), "{path}: {fact}: {}", page.text());
    }
}

async fn each_prompt_says_what_ends_and_what_stays(app: TestApp) {
    let (ada, jonas, _) = app.with_link().await;
    app.send_new_password(ada, jonas, NewPasswordEffect::FirstUse).await.unwrap();
    app.send_mail().await;
    app.signed_in("jonas", PASSWORD).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let prompts = [
        (
            "send-link",
            [
                "1 unused one stops working once the password is changed",
                "1 unused link will stop working",
                "1 ends once the password is changed",
            ],
        ),
        (
            "new-password",
            [
                "1 unused one will stop working",
                "1 unused link stops working with the old password",
                "1 ends with the old password",
            ],
        ),
        ("withdraw", ["1 unused one will stop working", "1 unused link will stop working", "1 stays open"]),
        ("active", ["1 unused one will stop working", "1 unused link will stop working", "1 ends at once"]),
        ("end-sessions", ["1 unused one keeps working", "1 unused link keeps working", "1 ends at once"]),
        ("delete", ["1 unused one will stop working", "1 unused link will stop working", "1 ends at once"]),
        (
            "copy-link",
            [
                "jonas Feld, jonas@northwind.example",
                "1 hour once it is shown",
                "1 unused link stops working once the password is changed",
            ],
        ),
    ];
    for (prompt, facts) in prompts {
        assert_says(&mut desk, &format!("/users/{jonas}/{prompt}"), &facts).await;
    }
}

async fn prompts_over_messages_say_what_they_carry(app: TestApp) {
    let (ada, jonas, _) = app.with_link().await;
    app.signed_in("jonas", PASSWORD).await;
    let by = caller(ada, Role::Administrator);
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let sent = app.desk.user(&by, jonas).await.unwrap().resend.unwrap();
    let facts = ["Password change link, English", "1 hour once it is mailed", "1 ends once the password is changed"];
    assert_says(&mut desk, &format!("/messages/{sent}/resend"), &facts).await;
    app.clock.advance(Span::seconds(1));
    app.desk.resend(&by, sent).await.unwrap();
    let waits = app.desk.messages(&by, MessageQuery::default()).await.unwrap().items[0].id;
    assert_says(&mut desk, &format!("/messages/{waits}/cancel"), &["The link in an earlier mail keeps working"]).await;

    app.clock.advance(Span::seconds(1));
    app.send_new_password(ada, jonas, NewPasswordEffect::AtOnce).await.unwrap();
    let waits = app.desk.messages(&by, MessageQuery::default()).await.unwrap().items[0].id;
    assert_says(&mut desk, &format!("/messages/{waits}/cancel"), &["The old one was stopped at once, as asked"]).await;
}

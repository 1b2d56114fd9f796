//! The first administrator.

use crate::{
    second_factor::set_up,
    support::app::{ORIGIN, PASSWORD, TestApp},
};

on_both_engines!(
    an_empty_database_offers_one_set_up_link_that_works_once,
    of_many_who_set_up_at_once_one_succeeds,
    a_database_with_users_offers_nothing,
);

const FORM: [(&str, &str); 4] =
    [("user_name", "ada"), ("display_name", "Ada Reyes"), ("email", "ada@northwind.example"), ("password", PASSWORD)];

async fn offered(app: &TestApp) -> String {
    let link = app.desk.offer_set_up().await.unwrap().unwrap();
    link.strip_prefix(ORIGIN).unwrap().to_owned()
}

async fn an_empty_database_offers_one_set_up_link_that_works_once(app: TestApp) {
    let old = offered(&app).await;
    let path = offered(&app).await;
    assert_eq!(app.browser().post(&old, &FORM).await.status, 404, "a newer link replaces the older one");
    let bad =
        app.browser().post(&path, &[("user_name", "a b"), ("display_name", "Ada"), ("email", "x"), ("password", PASSWORD)]).await;
    assert_eq!(bad.status, 422);
    assert!(bad.says("A user name has no spaces.") && bad.text().contains("value=\"Ada\""));
    let made = app.browser().post(&path, &FORM).await;
    assert_eq!((made.status, made.location()), (303, "/sign-in?notice=ready"));
    let mut ada = app.browser();
    assert_eq!(ada.sign_in("ada", PASSWORD).await.location(), "/account/second-factor", "safe from the first day");
    set_up(&app, &mut ada).await;
    assert_eq!(ada.get("/users").await.status, 200);
    assert!(ada.get("/settings").await.text().contains("value=\"Northwind\""), "the rest is the configuration's still");
    assert_eq!(app.browser().post(&path, &FORM).await.status, 404, "it works once");
}

async fn of_many_who_set_up_at_once_one_succeeds(app: TestApp) {
    let path = offered(&app).await;
    let tries = (0..20).map(|n| {
        let (mut browser, path) = (app.browser(), path.clone());
        tokio::spawn(async move {
            let name = format!("ada{n}");
            let mut form = FORM;
            form[0].1 = &name;
            browser.post(&path, &form).await.status
        })
    });
    let statuses: Vec<u16> = futures_util::future::join_all(tries).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
}

async fn a_database_with_users_offers_nothing(app: TestApp) {
    app.person("ada", app::model::Role::Administrator).await;
    assert_eq!(app.desk.offer_set_up().await.unwrap(), None);
}

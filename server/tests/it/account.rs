//! One's own account: what people change of it, and whose sessions they end.

use crate::support::app::{PASSWORD, TestApp, caller};
use app::{
    api::{Caller, Change, Own, People, Problem, Thing},
    model::{EditAccount, Locale, Role, SessionId, Theme, UserId, UserQuery, Viewer},
    rules::{forms::account_fields, meanwhile::Marks},
};

on_both_engines!(
    what_is_changed_of_ones_own_account_holds_at_once,
    an_account_that_was_changed_meanwhile_says_what_differs,
    an_account_says_what_others_changed_and_not_what_was_entered,
    everything_wrong_is_told_at_once,
    a_theme_stays_with_the_account,
    one_ends_ones_own_sessions_and_nobody_elses,
);

async fn as_entered(app: &TestApp, caller: &Caller) -> EditAccount {
    let account = app.desk.account(caller).await.unwrap();
    EditAccount {
        version: account.version,
        shown: None,
        display_name: account.display_name,
        language: account.language,
        time_zone: account.time_zone,
        theme: account.theme,
    }
}

/// Someone's open sessions.
async fn sessions(app: &TestApp, user: UserId) -> Vec<SessionId> {
    let account = app.desk.account(&caller(user, Role::User)).await.unwrap();
    account.sessions.iter().map(|session| session.id).collect()
}

async fn what_is_changed_of_ones_own_account_holds_at_once(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let me = caller(jonas, Role::User);
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    let edit = EditAccount {
        display_name: "  Jonas Sommerfeld ".to_owned(),
        language: Locale::De,
        time_zone: "Asia/Tokyo".to_owned(),
        theme: Theme::Dark,
        ..as_entered(&app, &me).await
    };
    app.desk.edit_account(&me, edit).await.unwrap();
    let account = app.desk.account(&me).await.unwrap();
    assert_eq!((account.display_name.as_str(), account.language), ("Jonas Sommerfeld", Locale::De));
    assert_eq!(account.time_zone, "Asia/Tokyo");
    assert!(account.time_zones.iter().any(|zone| zone == "Asia/Tokyo"));
    let page = browser.get("/account").await;
    assert!(page.text().contains("<html lang=\"de\""), "{}", page.text());
    let query = |q: &str| {
        let mut query = UserQuery::default();
        q.clone_into(&mut query.filter.q);
        query
    };
    let admin = caller(ada, Role::Administrator);
    let found = app.desk.users(&admin, query("sommerfeld")).await.unwrap();
    assert_eq!(found.items.iter().map(|row| row.id).collect::<Vec<_>>(), [jonas], "the directory finds the new name");
    assert!(app.desk.users(&admin, query("jonas feld")).await.unwrap().items.len() == 1, "by its parts");
}

async fn an_account_that_was_changed_meanwhile_says_what_differs(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    let me = caller(jonas, Role::User);
    let first = as_entered(&app, &me).await;
    let second = EditAccount { time_zone: "Asia/Tokyo".to_owned(), ..first.clone() };
    app.desk.edit_account(&me, EditAccount { display_name: "Jonas S.".to_owned(), ..first }).await.unwrap();
    let error = app.desk.edit_account(&me, second).await.unwrap_err();
    let change = |field: &str, now: &str| Change { field: field.to_owned(), now: now.to_owned() };
    let expected = vec![change("display_name", "Jonas S."), change("time_zone", "Europe/Berlin")];
    assert_eq!(error.problem, Problem::ChangedMeanwhile(None, expected));
    assert_eq!(as_entered(&app, &me).await.time_zone, "Europe/Berlin");
}

async fn an_account_says_what_others_changed_and_not_what_was_entered(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    let me = caller(jonas, Role::User);
    let first = as_entered(&app, &me).await;
    let shown = Marks::of(&account_fields(&first.display_name, first.language, &first.time_zone));
    let second = EditAccount { time_zone: "Asia/Tokyo".to_owned(), shown: Some(shown), ..first.clone() };
    app.desk.edit_account(&me, EditAccount { display_name: "Jonas S.".to_owned(), ..first }).await.unwrap();
    let error = app.desk.edit_account(&me, second).await.unwrap_err();
    let expected = vec![Change { field: "display_name".to_owned(), now: "Jonas S.".to_owned() }];
    assert_eq!(error.problem, Problem::ChangedMeanwhile(None, expected));
    assert_eq!(error.for_field("display_name"), Some(&Problem::NowSays("Jonas S.".to_owned())), "beside the field too");
}

async fn everything_wrong_is_told_at_once(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    let me = caller(jonas, Role::User);
    let wrong = EditAccount { display_name: " ".to_owned(), time_zone: "Mars".to_owned(), ..as_entered(&app, &me).await };
    let error = app.desk.edit_account(&me, wrong).await.unwrap_err();
    assert!(matches!(error.for_field("display_name"), Some(Problem::DisplayName(_))));
    assert_eq!(error.for_field("time_zone"), Some(&Problem::TimeZone));
}

async fn a_theme_stays_with_the_account(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    let me = caller(jonas, Role::User);
    let open_form = as_entered(&app, &me).await;
    app.desk.set_theme(&me, Theme::Dark).await.unwrap();
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    let viewer: Viewer = browser.call("/rpc/viewer", &serde_json::json!({})).await.read();
    assert_eq!(viewer.theme, Theme::Dark);
    app.desk.edit_account(&me, open_form).await.expect("a switch of the theme spoils no form");
}

async fn one_ends_ones_own_sessions_and_nobody_elses(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    let other = app.person("other", Role::User).await;
    let mut here = app.signed_in("jonas", PASSWORD).await;
    let this = sessions(&app, jonas).await[0];
    let mut phone = app.signed_in("jonas", PASSWORD).await;
    let mut tablet = app.signed_in("jonas", PASSWORD).await;
    let mut stranger = app.signed_in("other", PASSWORD).await;
    let me = Caller { session: this, ..caller(jonas, Role::User) };

    let theirs = sessions(&app, other).await[0];
    let error = app.desk.end_own_sessions(&me, Some(theirs)).await.unwrap_err();
    assert_eq!(error.problem, Problem::NotFound(Thing::Session));
    assert_eq!(stranger.get("/account").await.status, 200);

    let ended = sessions(&app, jonas).await.into_iter().find(|session| *session != this).unwrap();
    app.desk.end_own_sessions(&me, Some(ended)).await.unwrap();
    assert_eq!(sessions(&app, jonas).await.len(), 2);
    app.desk.end_own_sessions(&me, None).await.unwrap();
    assert_eq!(sessions(&app, jonas).await, [this]);
    assert_eq!(here.get("/account").await.status, 200);
    assert_eq!((phone.get("/account").await.status, tablet.get("/account").await.status), (303, 303));
    assert_eq!(stranger.get("/account").await.status, 200);
}

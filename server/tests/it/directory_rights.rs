//! Who may change, support and delete whom; and the administrator who always remains.

use crate::{
    people::{administrator, draft, edit},
    support::app::{PASSWORD, TestApp, caller},
};
use app::{
    api::{Caller, ErrorCode, People, Problem},
    model::{CreateUser, Kind, Role, SetActive, Step, UserId},
    rules::reset::Refusal,
};

on_both_engines!(
    nobody_shuts_themselves_out,
    of_two_who_demote_each_other_one_remains,
    the_last_administrator_stays_whatever_is_tried_at_once,
    each_role_is_refused_what_is_not_its_own,
    the_help_desk_is_refused_on_its_equals,
    unlocking_lets_sign_in_again,
    ending_sessions_signs_out_everywhere,
);

async fn nobody_shuts_themselves_out(app: TestApp) {
    let ada = administrator(&app).await;
    app.person("bert", Role::Administrator).await;
    let yourself = Problem::Refused(Refusal::Yourself);
    let demoted = edit(&app, &ada, ada.user, |draft| draft.role = Role::HelpDesk).await.unwrap_err();
    assert_eq!(demoted.for_field("role"), Some(&yourself));
    let turned = edit(&app, &ada, ada.user, |draft| draft.kind = Kind::Api).await.unwrap_err();
    assert_eq!(turned.for_field("kind"), Some(&yourself));
    let off = app.desk.set_active(&ada, SetActive { user: ada.user, active: false }).await.unwrap_err();
    assert_eq!(off.problem, yourself);
    assert_eq!(app.desk.delete_prompt(&ada, ada.user).await.unwrap_err().problem, yourself);
    assert_eq!(app.desk.delete_user(&ada, ada.user, "ada").await.unwrap_err().problem, yourself);
    edit(&app, &ada, ada.user, |draft| draft.display_name = "Ada".into()).await.expect("everything else");
    let trail = app.store.rows("audit").await;
    assert_eq!(trail.lines().filter(|line| line.contains("yourself")).count(), 4, "{trail}");
}

async fn of_two_who_demote_each_other_one_remains(app: TestApp) {
    let ada = administrator(&app).await;
    let bert = caller(app.person("bert", Role::Administrator).await, Role::Administrator);
    let demote = |by: Caller, whom: UserId| {
        let app = &app;
        async move { edit(app, &by, whom, |draft| draft.role = Role::User).await }
    };
    let (one, other) = tokio::join!(demote(ada.clone(), bert.user), demote(bert.clone(), ada.user));
    let refused = [one, other].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0].for_field("role"), Some(&Problem::Refused(Refusal::LastAdministrator)));
}

async fn the_last_administrator_stays_whatever_is_tried_at_once(app: TestApp) {
    let ada = administrator(&app).await;
    let mut people = vec![ada.clone()];
    for name in ["bert", "cleo", "dora"] {
        people.push(caller(app.person(name, Role::Administrator).await, Role::Administrator));
    }
    // An administrator who cannot sign in lets nobody in.
    app.add("robot", |user| (user.role, user.kind) = (Role::Administrator, Kind::Api)).await;
    app.add("left", |user| (user.role, user.is_active) = (Role::Administrator, false)).await;
    let [ada, bert, cleo, dora] = people.try_into().unwrap();
    let off = SetActive { user: bert.user, active: false };
    let results = tokio::join!(
        app.desk.set_active(&ada, off),
        app.desk.delete_user(&bert, cleo.user, "cleo"),
        edit(&app, &cleo, dora.user, |draft| draft.kind = Kind::Api),
        edit(&app, &dora, ada.user, |draft| draft.role = Role::User),
    );
    let results = [results.0, results.1, results.2, results.3];
    let refused: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert_eq!(refused.len(), 1, "{results:?}");
    let refusal = Problem::Refused(Refusal::LastAdministrator);
    assert_eq!(refused[0].problem, refusal);
}

async fn each_role_is_refused_what_is_not_its_own(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    for role in [Role::User, Role::Auditor, Role::HelpDesk] {
        let by = caller(app.person(role.as_str(), role).await, role);
        let is_refused = |error: app::api::ApiError| assert_eq!(error.code(), ErrorCode::Forbidden, "{role}: {error}");
        let request = CreateUser { draft: draft("new"), send_link: false };
        is_refused(app.desk.create_user(&by, request).await.unwrap_err());
        is_refused(app.desk.edit_prompt(&by, None).await.unwrap_err());
        is_refused(app.desk.edit_prompt(&by, Some(jonas)).await.unwrap_err());
        is_refused(app.desk.delete_prompt(&by, jonas).await.unwrap_err());
        is_refused(app.desk.delete_user(&by, jonas, "jonas").await.unwrap_err());
        is_refused(app.desk.set_active(&by, SetActive { user: jonas, active: false }).await.unwrap_err());
        if role != Role::HelpDesk {
            is_refused(app.desk.unlock(&by, jonas).await.unwrap_err());
            is_refused(app.desk.end_sessions(&by, jonas).await.unwrap_err());
        }
        if role == Role::User {
            is_refused(app.desk.users(&by, app::model::UserQuery::default()).await.unwrap_err());
            is_refused(app.desk.tags(&by).await.unwrap_err());
            is_refused(app.desk.user(&by, jonas).await.unwrap_err());
        }
    }
}

async fn the_help_desk_is_refused_on_its_equals(app: TestApp) {
    let ada = administrator(&app).await;
    let hannah = app.person("hannah", Role::HelpDesk).await;
    let daniel = caller(app.person("daniel", Role::HelpDesk).await, Role::HelpDesk);
    let elif = app.person("elif", Role::Auditor).await;
    for above in [hannah, daniel.user, elif, ada.user] {
        for error in
            [app.desk.unlock(&daniel, above).await.unwrap_err(), app.desk.end_sessions(&daniel, above).await.unwrap_err()]
        {
            assert_eq!(error.problem, Problem::Refused(Refusal::Outranked));
        }
        let record = app.desk.user(&daniel, above).await.unwrap();
        assert_eq!(record.row.support_refusal, Some(Refusal::Outranked));
        assert_eq!(record.row.edit_refusal, Some(Refusal::NotPermitted));
    }
    let jonas = app.person("jonas", Role::User).await;
    assert_eq!(app.desk.user(&daniel, jonas).await.unwrap().row.support_refusal, None);
}

async fn unlocking_lets_sign_in_again(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    let hannah = caller(app.person("hannah", Role::HelpDesk).await, Role::HelpDesk);
    for _ in 0..5 {
        app.browser().sign_in("jonas", "wrong").await;
    }
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 429);
    app.desk.unlock(&hannah, jonas).await.unwrap();
    app.signed_in("jonas", PASSWORD).await;
    app.desk.unlock(&hannah, jonas).await.expect("twice does no harm");
    let record = app.desk.user(&hannah, jonas).await.unwrap();
    let unlocked = record.timeline.iter().filter(|entry| matches!(entry.step, Step::Unlocked(_))).count();
    assert_eq!((unlocked, record.password.locked_until), (1, None));
}

async fn ending_sessions_signs_out_everywhere(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    let hannah = caller(app.person("hannah", Role::HelpDesk).await, Role::HelpDesk);
    let mut browsers = [app.signed_in("jonas", PASSWORD).await, app.signed_in("jonas", PASSWORD).await];
    assert_eq!(app.desk.end_sessions(&hannah, jonas).await, Ok(2));
    for browser in &mut browsers {
        assert_eq!(browser.get("/account").await.status, 303);
    }
    assert_eq!(app.desk.end_sessions(&hannah, jonas).await, Ok(0));
    let record = app.desk.user(&hannah, jonas).await.unwrap();
    assert!(record.timeline.iter().any(|entry| matches!(entry.step, Step::SessionsEnded(_))));
}

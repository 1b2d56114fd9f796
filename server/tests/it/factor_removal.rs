//! Removing the second factor of someone who has lost it.

use crate::{
    people::edit,
    second_factor::{flat, set_up},
    support::app::{PASSWORD, TestApp, caller},
};
use app::{
    api::{Approvals, People, Problem},
    model::{HeldDeed, Kind, Role, SetActive, Span},
};
use latchkey::service::operator;

on_both_engines!(
    a_users_factor_is_removed_with_the_own_password,
    an_administrators_waits_for_a_second_one_in_any_house,
    that_of_a_former_administrator_waits_for_seven_days,
    an_administrator_who_was_switched_off_lately_is_one_still,
    nobody_removes_their_own_or_what_is_not_there,
    of_what_the_operator_removes_all_administrators_hear,
);

const APPS: &str = "SELECT COUNT(*) FROM totp_factors";

async fn a_users_factor_is_removed_with_the_own_password(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    set_up(&app, &mut app.signed_in("jonas", PASSWORD).await).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    app.clock.advance(Span::minutes(6));
    let path = format!("/users/{jonas}/remove-second-factor");
    assert!(desk.get(&path).await.says("Your own password"));
    assert_eq!(desk.post(&path, &[]).await.status, 422);
    assert_eq!(app.store.count(APPS).await, 1);
    let removed = desk.post(&path, &[("password", PASSWORD)]).await;
    assert_eq!((removed.status, removed.location()), (303, format!("/users/{jonas}").as_str()), "{}", removed.text());
    assert_eq!(app.store.count(APPS).await, 0);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM recovery_codes").await, 0);
}

async fn an_administrators_waits_for_a_second_one_in_any_house(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let ben = app.person("ben", Role::Administrator).await;
    let greta = app.person("greta", Role::Administrator).await;
    set_up(&app, &mut app.signed_in("greta", PASSWORD).await).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let path = format!("/users/{greta}/remove-second-factor");
    assert!(desk.get(&path).await.says("a second administrator has to approve it"));
    assert_eq!(desk.post(&path, &[]).await.status, 303);
    assert_eq!(app.store.count(APPS).await, 1, "it waits");
    let waiting = app.desk.approvals(&caller(ben, Role::Administrator)).await.unwrap().waiting;
    assert_eq!((waiting.len(), waiting[0].deed), (1, HeldDeed::RemoveFactors));
    let approval = format!("/approvals/{}", waiting[0].id);
    assert_eq!(app.signed_in("ben", PASSWORD).await.post(&approval, &[("decision", "approve")]).await.status, 303);
    assert_eq!(app.store.count(APPS).await, 0);
}

async fn that_of_a_former_administrator_waits_for_seven_days(app: TestApp) {
    let ada = caller(app.person("ada", Role::Administrator).await, Role::Administrator);
    let greta = app.person("greta", Role::Administrator).await;
    set_up(&app, &mut app.signed_in("greta", PASSWORD).await).await;
    edit(&app, &ada, greta, |draft| draft.role = Role::User).await.unwrap();
    let path = format!("/users/{greta}/remove-second-factor");
    let mut desk = app.signed_in("ada", PASSWORD).await;
    assert!(desk.get(&path).await.says("a second administrator has to approve it"));
    assert_eq!(desk.post(&path, &[]).await.status, 303);
    assert_eq!(app.store.count(APPS).await, 1, "it waits, also where nobody is left to approve it");
    edit(&app, &ada, greta, |draft| "Greta Feld".clone_into(&mut draft.display_name)).await.unwrap();

    app.clock.advance(Span::days(7));
    let mut desk = app.signed_in("ada", PASSWORD).await;
    assert!(!desk.get(&path).await.says("a second administrator has to approve it"));
    assert_eq!(desk.post(&path, &[]).await.status, 303);
    assert_eq!(app.store.count(APPS).await, 0);
}

async fn an_administrator_who_was_switched_off_lately_is_one_still(app: TestApp) {
    let ada = caller(app.person("ada", Role::Administrator).await, Role::Administrator);
    let (greta, kim) = (app.person("greta", Role::Administrator).await, app.person("kim", Role::Administrator).await);
    for name in ["greta", "kim"] {
        set_up(&app, &mut app.signed_in(name, PASSWORD).await).await;
    }
    app.desk.set_active(&ada, SetActive { user: greta, active: false }).await.unwrap();
    edit(&app, &ada, kim, |draft| draft.kind = Kind::Api).await.unwrap();
    for (days, left) in [(0, 2), (7, 0)] {
        app.clock.advance(Span::days(days));
        let mut desk = app.signed_in("ada", PASSWORD).await;
        for user in [greta, kim] {
            assert_eq!(desk.post(&format!("/users/{user}/remove-second-factor"), &[]).await.status, 303);
        }
        assert_eq!(app.store.count(APPS).await, left, "after {days} days, with nobody left to approve it");
    }
}

async fn nobody_removes_their_own_or_what_is_not_there(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    for user in [ada, jonas] {
        assert_eq!(desk.post(&format!("/users/{user}/remove-second-factor"), &[]).await.status, 409);
    }
    let told = app.desk.remove_factors_of(&operator("mvogt".to_owned()), jonas).await.unwrap_err();
    assert_eq!(told.problem, Problem::NoSecondFactor, "the operator is not asked to set one up first");
}

async fn of_what_the_operator_removes_all_administrators_hear(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let greta = app.person("greta", Role::Administrator).await;
    set_up(&app, &mut app.signed_in("greta", PASSWORD).await).await;
    app.desk.remove_factors_of(&operator("root".to_owned()), greta).await.unwrap();
    assert_eq!(app.store.count(APPS).await, 0);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'approval.break-glass'").await, 1);
    app.send_mail().await;
    let told = app.sink.received();
    let loud = told.iter().filter(|mail| flat(&mail.text).contains("without the approval of a second administrator"));
    assert_eq!(loud.count(), 2, "both administrators");
}

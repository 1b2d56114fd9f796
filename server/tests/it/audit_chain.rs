//! The audit trail cannot be changed unnoticed: it is sealed, its heads are signed, and whoever verifies it hears where it breaks.

use crate::support::{
    app::{PASSWORD, TestApp, caller},
    db::Engine,
};
use app::{
    api::{Caller, ErrorCode, House, People},
    model::{AuditQuery, Role, Span, Timestamp, UserId},
};
use latchkey::{
    service::{Flaw, TrailChecked, Verify},
    store::{
        Db,
        audit::{self, Line, Outcome},
        seals::Head,
    },
};
use serde_json::json;
use sqlx::Executor;
use uuid::{Builder, Uuid};

on_both_engines!(
    a_change_of_any_column_is_found_where_it_is,
    lines_that_are_taken_away_leave_a_gap_or_end_before_a_head,
    lines_that_change_places_are_found,
    lines_that_are_slipped_in_beside_the_chain_are_found,
    a_chain_that_somebody_else_made_anew_is_not_ours,
    heads_that_were_kept_elsewhere_tell_what_the_database_cannot,
    lines_are_sealed_as_they_come_and_none_before_another,
    what_is_not_sealed_for_long_is_told,
    two_who_seal_at_once_make_one_chain,
    a_head_is_signed_each_hour_in_which_something_happened,
    what_is_old_goes_from_the_front_and_the_rest_is_verified,
    a_trail_that_was_cut_whole_goes_on_where_it_was,
    nobody_changes_a_line_by_mistake,
    who_is_deleted_stays_in_the_trail,
    who_may_see_the_trail_sees_how_far_it_is_sealed,
    programs_are_told_how_the_chain_stands,
);

/// Makes so many people: a line each.
async fn record(app: &TestApp, lines: u32) {
    let made = app.store.count("SELECT COUNT(*) FROM users").await;
    for n in 0..lines {
        app.add(&format!("person{made}-{n}"), |user| user.role = Role::User).await;
    }
}

async fn seal(app: &TestApp) {
    while app.desk.seal_trail().await.unwrap() {}
}

fn auditor() -> Caller {
    caller(UserId(Uuid::nil()), Role::Auditor)
}

async fn verified(app: &TestApp, but: impl FnOnce(&mut Verify)) -> TrailChecked {
    let mut asked = Verify { kept: Vec::new(), from_kept: false, keys: Vec::new(), patience: Span::minutes(15) };
    but(&mut asked);
    app.desk.verify_trail(&auditor(), &asked).await.unwrap()
}

/// What is wrong, and at which position.
async fn flaws(app: &TestApp) -> Vec<(Flaw, i64)> {
    told(&verified(app, |_| ()).await)
}

fn told(checked: &TrailChecked) -> Vec<(Flaw, i64)> {
    checked.broken.iter().map(|broken| (broken.what, broken.position.unwrap_or_default())).collect()
}

async fn heads(app: &TestApp) -> Vec<Head> {
    app.desk.audit_heads(&auditor()).await.unwrap().heads().unwrap()
}

/// Does what somebody can who owns the database, past what keeps others from it.
async fn tamper(app: &TestApp, deeds: &[&'static str]) {
    let loosened: &[&'static str] = match app.store.engine {
        Engine::Sqlite => &[
            "DROP TRIGGER IF EXISTS audit_added",
            "DROP TRIGGER IF EXISTS audit_edited",
            "DROP TRIGGER IF EXISTS audit_resealed",
            "DROP TRIGGER IF EXISTS audit_deleted",
        ],
        Engine::Postgres => &["ALTER TABLE audit DISABLE TRIGGER USER"],
    };
    for sql in [loosened, deeds].concat() {
        app.store.execute(sql).await;
    }
}

async fn a_change_of_any_column_is_found_where_it_is(app: TestApp) {
    record(&app, 16).await;
    seal(&app).await;
    let before = verified(&app, |_| ()).await;
    assert_eq!((before.lines, before.end, before.heads, before.flaws), (16, 16, 1, 0), "{before:?}");
    tamper(
        &app,
        &[
            "UPDATE audit SET at = at + 1 WHERE position = 1",
            "UPDATE audit SET action = 'user.create' WHERE position = 2",
            "UPDATE audit SET outcome = 'failed' WHERE position = 3",
            "UPDATE audit SET actor_id = id WHERE position = 4",
            "UPDATE audit SET actor_name = 'x' WHERE position = 5",
            "UPDATE audit SET actor_key = 'x' WHERE position = 6",
            "UPDATE audit SET target_id = id WHERE position = 7",
            "UPDATE audit SET target_name = 'x' WHERE position = 8",
            "UPDATE audit SET target_key = 'x' WHERE position = 9",
            "UPDATE audit SET address = '' WHERE position = 10",
            "UPDATE audit SET detail = '{ }' WHERE position = 11",
            "UPDATE audit SET id = (SELECT id FROM users ORDER BY id LIMIT 1) WHERE position = 12",
            "UPDATE audit SET seal = (SELECT seal FROM audit WHERE position = 1) WHERE position = 13",
        ],
    )
    .await;
    let after = verified(&app, |_| ()).await;
    let expected: Vec<_> = (1..=14).map(|position| (Flaw::Changed, position)).collect();
    assert_eq!(told(&after), expected, "a seal is of its line and of the one behind it");
    assert!(after.broken.iter().all(|broken| broken.line.is_some() && broken.at.is_some()));
}

async fn lines_that_are_taken_away_leave_a_gap_or_end_before_a_head(app: TestApp) {
    record(&app, 6).await;
    seal(&app).await;
    tamper(&app, &["DELETE FROM audit WHERE position IN (3, 4)"]).await;
    let checked = verified(&app, |_| ()).await;
    assert_eq!((told(&checked), checked.broken[0].upto), (vec![(Flaw::Missing, 3)], Some(4)));
    tamper(&app, &["DELETE FROM audit WHERE position = 6"]).await;
    assert_eq!(flaws(&app).await, [(Flaw::Missing, 3), (Flaw::EndsEarly, 6)]);
    tamper(&app, &["DELETE FROM audit WHERE position = 1"]).await;
    assert_eq!(flaws(&app).await, [(Flaw::Missing, 1), (Flaw::Missing, 3), (Flaw::EndsEarly, 6)], "nothing says that it was cut");
}

async fn lines_that_change_places_are_found(app: TestApp) {
    record(&app, 6).await;
    seal(&app).await;
    tamper(
        &app,
        &[
            "UPDATE audit SET position = 99 WHERE position = 2",
            "UPDATE audit SET position = 2 WHERE position = 3",
            "UPDATE audit SET position = 3 WHERE position = 99",
        ],
    )
    .await;
    assert_eq!(flaws(&app).await, [(Flaw::Changed, 2), (Flaw::Changed, 3), (Flaw::Changed, 4)]);
}

async fn lines_that_are_slipped_in_beside_the_chain_are_found(app: TestApp) {
    record(&app, 3).await;
    seal(&app).await;
    tamper(
        &app,
        &[
            "INSERT INTO audit (id, at, action, outcome, detail, seal) SELECT (SELECT id FROM users ORDER BY id LIMIT 1), \
             at, action, outcome, detail, seal FROM audit WHERE position = 2",
            "INSERT INTO audit (id, at, action, outcome, detail, position, seal) SELECT (SELECT id FROM users ORDER BY id DESC LIMIT 1), \
             at, action, outcome, detail, -7, seal FROM audit WHERE position = 2",
        ],
    )
    .await;
    let mut found = flaws(&app).await;
    found.sort_unstable_by_key(|(_, position)| *position);
    assert_eq!(found, [(Flaw::Astray, -7), (Flaw::Astray, 0)]);
}

async fn a_chain_that_somebody_else_made_anew_is_not_ours(app: TestApp) {
    record(&app, 5).await;
    seal(&app).await;
    let forger = app.desk_with_keys(&app.store.folder().join("forged.key")).await;
    tamper(&app, &["UPDATE audit SET position = NULL, seal = NULL, detail = '{ }'"]).await;
    while forger.seal_trail().await.unwrap() {}
    assert_eq!(flaws(&app).await, [(Flaw::HeadDiffers, 5)]);

    tamper(&app, &["DELETE FROM audit_heads"]).await;
    record(&app, 1).await;
    while forger.seal_trail().await.unwrap() {}
    assert_eq!(flaws(&app).await.first().map(|(flaw, _)| *flaw), Some(Flaw::HeadForeign));
    let key = forger.audit_heads(&auditor()).await.unwrap().heads().unwrap()[0].public_key.clone();
    assert!(verified(&app, |asked| asked.keys.push(key)).await.is_whole(), "a key counts that is named");

    tamper(&app, &["UPDATE audit_heads SET at = at + 1"]).await;
    let key = heads(&app).await[0].public_key.clone();
    let checked = verified(&app, |asked| asked.keys.push(key)).await;
    assert_eq!(told(&checked).first().map(|(flaw, _)| *flaw), Some(Flaw::HeadUnsigned));
}

async fn heads_that_were_kept_elsewhere_tell_what_the_database_cannot(app: TestApp) {
    record(&app, 3).await;
    seal(&app).await;
    app.clock.advance(Span::hours(1));
    record(&app, 3).await;
    seal(&app).await;
    let kept = heads(&app).await;
    assert_eq!(kept.iter().map(|head| head.place.position).collect::<Vec<_>>(), [3, 6]);
    let compared = verified(&app, |asked| asked.kept.clone_from(&kept)).await;
    assert_eq!((compared.agrees, compared.after, compared.lines, compared.flaws), (2, 0, 6, 0));
    seal(&app).await;
    let begun = verified(&app, |asked| (asked.kept, asked.from_kept) = (kept.clone(), true)).await;
    assert_eq!((begun.after, begun.lines, begun.flaws), (6, 1, 0), "what was verified before needs no second look");

    tamper(&app, &["DELETE FROM audit_heads", "DELETE FROM audit WHERE position > 5"]).await;
    assert!(verified(&app, |_| ()).await.is_whole(), "nothing is left here that knows of more");
    let compared = verified(&app, |asked| asked.kept.clone_from(&kept)).await;
    assert_eq!((told(&compared), compared.agrees), (vec![(Flaw::EndsEarly, 6)], 1));
    tamper(&app, &["UPDATE audit SET position = NULL, seal = NULL, detail = '{ }'"]).await;
    seal(&app).await;
    let compared = verified(&app, |asked| asked.kept = kept).await;
    assert_eq!(told(&compared).first(), Some(&(Flaw::KeptDiffers, 3)));
}

async fn lines_are_sealed_as_they_come_and_none_before_another(app: TestApp) {
    record(&app, 2).await;
    seal(&app).await;
    let (early, id) = (Timestamp(1_000_000), Builder::from_unix_timestamp_millis(1, &[7; 10]).into_uuid());
    let line = Line {
        action: "late.commit",
        outcome: Outcome::Done,
        actor: None,
        through: None,
        target: None,
        address: None,
        detail: serde_json::json!({}),
    };
    let mut tx = app.db.write().await.unwrap();
    audit::record(&mut tx, id, &line, early).await.unwrap();
    tx.commit().await.unwrap();
    seal(&app).await;
    assert_eq!(app.store.count("SELECT position FROM audit WHERE action = 'late.commit'").await, 3);
    assert!(verified(&app, |_| ()).await.is_whole());
}

async fn what_is_not_sealed_for_long_is_told(app: TestApp) {
    record(&app, 2).await;
    app.clock.advance(Span::minutes(10));
    let checked = verified(&app, |_| ()).await;
    assert_eq!((checked.unsealed, checked.flaws), (2, 0), "it waits");
    app.clock.advance(Span::minutes(10));
    assert_eq!(flaws(&app).await, [(Flaw::Unsealed, 0)]);
    seal(&app).await;
    assert!(verified(&app, |_| ()).await.is_whole());
}

async fn two_who_seal_at_once_make_one_chain(app: TestApp) {
    record(&app, 40).await;
    let other = app.another_desk(|_| ()).await;
    for _ in 0..5 {
        let (one, two, three) = tokio::join!(app.desk.seal_trail(), other.seal_trail(), app.desk.seal_trail());
        assert!(one.is_ok() && two.is_ok() && three.is_ok(), "{one:?} {two:?} {three:?}");
        record(&app, 3).await;
    }
    seal(&app).await;
    let checked = verified(&app, |_| ()).await;
    assert_eq!((checked.lines, checked.end, checked.flaws), (55, 55, 0));
}

async fn a_head_is_signed_each_hour_in_which_something_happened(app: TestApp) {
    record(&app, 1).await;
    seal(&app).await;
    record(&app, 1).await;
    seal(&app).await;
    assert_eq!(heads(&app).await.len(), 1, "not for each line");
    app.clock.advance(Span::hours(1));
    seal(&app).await;
    assert_eq!(heads(&app).await.len(), 2, "nor is the last line left without one");
    app.clock.advance(Span::hours(5));
    seal(&app).await;
    assert_eq!(heads(&app).await.len(), 2);
}

/// Deletes what is old.
async fn forget(app: &TestApp) {
    while app.desk.forget_history().await.unwrap() {}
}

async fn what_is_old_goes_from_the_front_and_the_rest_is_verified(app: TestApp) {
    app.save_house(|house| house.retention.audit_days = 365).await;
    record(&app, 3).await;
    seal(&app).await;
    let kept = heads(&app).await;
    app.clock.advance(Span::days(367));
    record(&app, 2).await;
    seal(&app).await;
    forget(&app).await;
    seal(&app).await;
    let checked = verified(&app, |asked| asked.kept = kept).await;
    assert_eq!((checked.cut, checked.after, checked.flaws), (Some(4), 4, 0), "{checked:?}");
    assert_eq!((checked.lines, checked.agrees), (3, 1), "with `audit.cut`; the place of the cut is still known");
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit_heads WHERE kind = 'cut' AND position = 4").await, 1);

    tamper(&app, &["DELETE FROM audit WHERE position = 5"]).await;
    assert_eq!(flaws(&app).await, [(Flaw::Missing, 5)], "more is gone than the cut says");
    tamper(&app, &["UPDATE audit_heads SET position = 5 WHERE kind = 'cut'"]).await;
    assert_eq!(flaws(&app).await[0], (Flaw::HeadUnsigned, 5));
}

async fn a_trail_that_was_cut_whole_goes_on_where_it_was(app: TestApp) {
    record(&app, 3).await;
    seal(&app).await;
    app.clock.advance(Span::days(1_200));
    forget(&app).await;
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE position IS NOT NULL").await, 0);
    seal(&app).await;
    let checked = verified(&app, |_| ()).await;
    assert_eq!((checked.cut, checked.lines, checked.end, checked.flaws), (Some(3), 1, 4, 0));
}

/// Whether the database refuses this to everybody.
async fn is_refused(app: &TestApp, sql: &'static str) -> bool {
    match &app.db {
        Db::Sqlite { write, .. } => write.execute(sql).await.is_err(),
        Db::Postgres(server) => server.execute(sql).await.is_err(),
    }
}

async fn nobody_changes_a_line_by_mistake(app: TestApp) {
    record(&app, 2).await;
    for sql in ["UPDATE audit SET detail = '{ }'", "DELETE FROM audit"] {
        assert!(is_refused(&app, sql).await, "{sql}, before it is sealed");
    }
    seal(&app).await;
    for sql in [
        "UPDATE audit SET actor_name = 'x' WHERE position = 1",
        "UPDATE audit SET position = 7 WHERE position = 1",
        "UPDATE audit SET position = NULL, seal = NULL",
        "DELETE FROM audit WHERE position = 1",
    ] {
        assert!(is_refused(&app, sql).await, "{sql}");
    }
    assert!(verified(&app, |_| ()).await.is_whole());
}

async fn who_is_deleted_stays_in_the_trail(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    seal(&app).await;
    let before = app.store.rows("audit").await;
    app.desk.delete_user(&caller(ada, Role::Administrator), jonas, "jonas").await.unwrap();
    let after = app.store.rows("audit").await;
    assert!(before.lines().all(|line| after.contains(line)), "{before}\n{after}");
    seal(&app).await;
    assert!(verified(&app, |_| ()).await.is_whole());
}

async fn who_may_see_the_trail_sees_how_far_it_is_sealed(app: TestApp) {
    record(&app, 2).await;
    let chain = app.desk.audit_chain(&auditor()).await.unwrap();
    assert!(chain.last.is_none() && chain.head.is_none() && chain.unsealed_since.is_some());
    seal(&app).await;
    let chain = app.desk.audit_chain(&auditor()).await.unwrap();
    let positions = (chain.last.map(|(position, _)| position), chain.head.map(|(position, _)| position));
    assert_eq!((positions, chain.unsealed_since), ((Some(2), Some(2)), None));
    let lines = app.desk.audit(&auditor(), AuditQuery::default()).await.unwrap().items;
    let sealed: Vec<_> = lines.iter().map(|line| line.sealed.as_ref().map(|(position, seal)| (*position, seal.len()))).collect();
    assert!(sealed.contains(&Some((1, 64))) && sealed.contains(&Some((2, 64))), "{sealed:?}");
    let refused = app.desk.audit_chain(&caller(UserId(Uuid::nil()), Role::HelpDesk)).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Forbidden);
    app.person("ada", Role::Administrator).await;
    let page = app.signed_in("ada", PASSWORD).await.get("/audit").await;
    assert!(page.says("Sealed up to position 2 (") && page.says("Not yet sealed"), "{}", page.text());
}

async fn programs_are_told_how_the_chain_stands(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mut siem = app.program(ada, "siem", Role::Auditor).await;
    let new = siem.get("/api/v1/audit/chain").await.json();
    let nothing = json!({ "sealed": null, "unsealed_since": new["unsealed_since"], "head": null, "cut": null, "checked": null });
    assert!(new == nothing && new["unsealed_since"].is_string(), "{new}");

    seal(&app).await;
    app.clock.advance(Span::hours(1));
    assert!(verified(&app, |_| ()).await.is_whole());
    let sealed = siem.get("/api/v1/audit/chain").await.json();
    assert!(sealed["sealed"]["position"].as_i64().unwrap() > 0 && sealed["sealed"]["at"].is_string(), "{sealed}");
    assert_eq!(sealed["head"]["position"], sealed["sealed"]["position"]);
    assert_eq!(sealed["checked"]["whole"], json!(true));
    assert_eq!(sealed["checked"]["at"], sealed["unsealed_since"], "the line that tells of the check waits for its seal");

    app.clock.advance(Span::hours(1));
    tamper(&app, &["UPDATE audit SET outcome = 'failed' WHERE position = 1"]).await;
    assert!(!verified(&app, |_| ()).await.is_whole());
    let broken = siem.get("/api/v1/audit/chain").await.json();
    assert_eq!(broken["checked"]["whole"], json!(false), "{broken}");
    let page = app.signed_in("ada", PASSWORD).await.get("/audit").await;
    assert!(page.says("flaws found"), "{}", page.text());

    let mut help_desk = app.program(ada, "phone", Role::HelpDesk).await;
    assert_eq!(help_desk.get("/api/v1/audit/chain").await.status, 403);
}

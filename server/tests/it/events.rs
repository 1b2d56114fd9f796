//! What happens is an event: recorded by what causes it, given to automations once, and with those in whose consequence it
//! happened.

use crate::{
    imports,
    support::{
        app::{NEW_PASSWORD, PASSWORD, TestApp, caller},
        db::Engine,
        program::{basic, of_user},
        smtp::{Stage, Trouble},
    },
};
use app::{
    api::{Bulk, Imports, NewPasswords, People, Resets},
    model::{
        ApiScope, AutomationId, BulkAction, BulkOrder, BulkTarget, CreateUser, EventField, EventKind, ImportStep, Kind,
        NewPasswordEffect, Role, SendChangeLink, SendNewPassword, SetActive, Span, StartBulk, Step, Timestamp,
    },
};
use latchkey::store::events::{self, Happened};
use serde_json::json;
use uuid::Uuid;

on_both_engines!(
    a_persons_story_is_told_once,
    what_was_given_ends_and_is_told_once_however_many_look,
    a_link_whose_mail_waits_still_has_not_ended,
    what_was_used_or_withdrawn_does_not_end,
    causes_go_on_to_what_follows_and_not_to_a_persons_own_deed,
    a_mail_that_is_given_up_says_why,
    a_program_signs_in_once_a_minute_with_each_credential,
    failures_say_how_and_from_which_on_sign_in_is_held_back,
    what_comes_to_its_end_is_about_whoever_began_it,
    an_event_is_given_to_one_worker,
    what_happened_can_be_looked_up,
);

/// What automations are given now, the eldest first.
async fn new(app: &TestApp) -> Vec<Happened> {
    let mut tx = app.db.write().await.unwrap();
    let taken = events::take_new(&mut tx, 1000).await.unwrap();
    tx.commit().await.unwrap();
    taken
}

/// The kinds of new events, in the order of their names.
async fn kinds(app: &TestApp) -> Vec<&'static str> {
    let mut kinds: Vec<_> = new(app).await.iter().map(|event| event.facts.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds
}

/// The only new event of a kind.
fn only(events: &[Happened], kind: EventKind) -> &Happened {
    let of_kind: Vec<_> = events.iter().filter(|event| event.facts.kind == kind).collect();
    assert_eq!(of_kind.len(), 1, "{kind}: {events:?}");
    of_kind[0]
}

fn fact<'a>(event: &'a Happened, field: &EventField) -> &'a str {
    event.facts.fact(field).unwrap_or_default()
}

async fn a_persons_story_is_told_once(app: TestApp) {
    let ada = caller(app.person("ada", Role::Administrator).await, Role::Administrator);
    new(&app).await;
    let draft = crate::people::draft("jonas");
    let jonas = app.desk.create_user(&ada, CreateUser { draft, send_link: true }).await.unwrap();
    let made = new(&app).await;
    assert_eq!(made.len(), 2, "{made:?}");
    assert_eq!(fact(only(&made, EventKind::UserCreated), &EventField::By), "Ada Reyes");
    assert_eq!(only(&made, EventKind::LinkRequested).facts.users, [jonas]);

    app.send_mail().await;
    let sent = new(&app).await;
    let link = only(&sent, EventKind::LinkSent);
    assert_eq!((sent.len(), fact(link, &EventField::By)), (1, "Ada Reyes"));
    assert!(fact(link, &EventField::Reply).starts_with("250"), "{link:?}");

    let code = app.sink.nth(1).await.token().to_owned();
    app.browser().post(&format!("/change-password/{code}"), &[("password", PASSWORD)]).await;
    let used = new(&app).await;
    only(&used, EventKind::LinkUsed);
    let changed = only(&used, EventKind::PasswordChanged);
    assert_eq!((fact(changed, &EventField::How), fact(changed, &EventField::By)), ("first", "jonas Feld"));
    assert_eq!(used.len(), 2, "{used:?}");
    app.send_mail().await;
    assert_eq!(kinds(&app).await, [""; 0], "a notice that is sent tells nothing new");

    app.signed_in("jonas", PASSWORD).await;
    let signed_in = new(&app).await;
    let how = only(&signed_in, EventKind::SignedIn);
    assert_eq!((fact(how, &EventField::Through), fact(how, &EventField::Credential)), ("pages", "password"));

    let request = SendNewPassword { user: jonas, effect: NewPasswordEffect::OnAcceptance };
    app.desk.send_new_password(&ada, request).await.unwrap();
    app.send_mail().await;
    assert_eq!(kinds(&app).await, ["new-password-requested", "new-password-sent"]);
    let password = app.sink.nth(3).await.password().to_owned();
    let mut browser = app.signed_in("jonas", &password).await;
    browser.choose_password(NEW_PASSWORD).await;
    let chosen = new(&app).await;
    assert_eq!(fact(only(&chosen, EventKind::PasswordChanged), &EventField::How), "new-password");
    only(&chosen, EventKind::SignedIn);
    only(&chosen, EventKind::SignedInToChoose);

    for active in [false, true] {
        app.desk.set_active(&ada, SetActive { user: jonas, active }).await.unwrap();
    }
    crate::people::edit(&app, &ada, jonas, |draft| "other@northwind.example".clone_into(&mut draft.email)).await.unwrap();
    assert_eq!(kinds(&app).await, ["activated", "deactivated", "email-changed"]);
}

async fn what_was_given_ends_and_is_told_once_however_many_look(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let [eva, finn, gitte] =
        [app.person("eva", Role::User).await, app.person("finn", Role::User).await, app.person("gitte", Role::User).await];
    app.send_link(ada, eva).await.unwrap();
    app.send_new_password(ada, finn, NewPasswordEffect::FirstUse).await.unwrap();
    app.send_mail().await;
    let mut erp = app.program(ada, "erp", Role::Administrator).await;
    assert_eq!(erp.post(&format!("{}/temporary-password", of_user(gitte)), &json!({})).await.status, 200);
    let before = new(&app).await;
    assert_eq!(fact(only(&before, EventKind::TemporaryPasswordSet), &EventField::By), "erp Feld");
    assert!(!app.desk.tell_expired().await.unwrap());
    assert_eq!(kinds(&app).await, [""; 0], "nothing has ended");

    app.clock.advance(Span::hours(25));
    let (one, other) = tokio::join!(app.desk.tell_expired(), app.desk.tell_expired());
    assert!(!one.unwrap() && !other.unwrap(), "that was all");
    let ended = new(&app).await;
    assert_eq!(ended.len(), 3, "{ended:?}");
    let link = only(&ended, EventKind::LinkExpired);
    assert_eq!((&link.facts.users, fact(link, &EventField::By)), (&vec![eva], "Ada Reyes"));
    assert_eq!(link.facts.at, before[0].facts.at + Span::hours(1), "when it ended, not when that was noticed");
    assert_eq!(only(&ended, EventKind::NewPasswordExpired).facts.users, [finn]);
    assert_eq!(only(&ended, EventKind::TemporaryPasswordExpired).facts.users, [gitte]);
    app.desk.tell_expired().await.unwrap();
    assert_eq!(kinds(&app).await, [""; 0], "told once");
    assert_eq!(app.steps(eva).await.iter().filter(|step| matches!(step, Step::LinkExpired)).count(), 1);
}

async fn a_link_whose_mail_waits_still_has_not_ended(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("451 4.3.0 later"));
    app.send_mail().await;
    new(&app).await;
    app.clock.advance(Span::hours(2));
    app.desk.tell_expired().await.unwrap();
    assert_eq!(kinds(&app).await, [""; 0], "the next try mints another secret");
    app.send_mail().await;
    assert_eq!(kinds(&app).await, ["link-sent"]);
    app.clock.advance(Span::hours(2));
    app.desk.tell_expired().await.unwrap();
    assert_eq!(kinds(&app).await, ["link-expired"]);
}

async fn what_was_used_or_withdrawn_does_not_end(app: TestApp) {
    let (ada, jonas, code) = app.with_link().await;
    app.browser().post(&format!("/change-password/{code}"), &[("password", NEW_PASSWORD)]).await;
    let ada = caller(ada, Role::Administrator);
    app.desk.send_change_link(&ada, SendChangeLink { user: jonas, life_minutes: 60 }).await.unwrap();
    app.send_mail().await;
    app.desk.withdraw(&ada, jonas).await.unwrap();
    new(&app).await;
    app.clock.advance(Span::hours(2));
    app.desk.tell_expired().await.unwrap();
    assert_eq!(kinds(&app).await, [""; 0]);
}

async fn causes_go_on_to_what_follows_and_not_to_a_persons_own_deed(app: TestApp) {
    let ada = caller(app.person("ada", Role::Administrator).await, Role::Administrator);
    let [eva, finn, gitte] =
        [app.person("eva", Role::User).await, app.person("finn", Role::User).await, app.person("gitte", Role::User).await];
    new(&app).await;
    let causes = [AutomationId(Uuid::from_u128(1)), AutomationId(Uuid::from_u128(2))];
    let desk = app.desk.because_of(causes);
    for user in [eva, finn] {
        desk.send_change_link(&ada, SendChangeLink { user, life_minutes: 60 }).await.unwrap();
    }
    desk.send_new_password(&ada, SendNewPassword { user: gitte, effect: NewPasswordEffect::FirstUse }).await.unwrap();
    app.send_mail().await;
    let begun = new(&app).await;
    assert_eq!(begun.len(), 6, "{begun:?}");
    assert!(begun.iter().all(|event| event.causes == causes), "asked for and sent: {begun:?}");

    let mails = app.sink.wait_for(|mails| mails.len() == 3).await;
    let of_eva = mails.iter().find(|mail| mail.to.iter().any(|to| to.starts_with("eva"))).expect("eva's mail");
    app.browser().post(&format!("/change-password/{}", of_eva.token()), &[("password", NEW_PASSWORD)]).await;
    app.signed_in("eva", NEW_PASSWORD).await;
    let own = new(&app).await;
    assert_eq!(own.len(), 3, "{own:?}");
    assert!(own.iter().all(|event| event.causes.is_empty()), "{own:?}");

    app.clock.advance(Span::hours(25));
    app.desk.tell_expired().await.unwrap();
    let ended = new(&app).await;
    assert_eq!(only(&ended, EventKind::LinkExpired).causes, causes);
    assert_eq!(only(&ended, EventKind::NewPasswordExpired).causes, causes);
}

async fn a_mail_that_is_given_up_says_why(app: TestApp) {
    let ada = caller(app.person("ada", Role::Administrator).await, Role::Administrator);
    let jonas = app.person("jonas", Role::User).await;
    new(&app).await;
    let causes = [AutomationId(Uuid::from_u128(1))];
    let request = SendChangeLink { user: jonas, life_minutes: 60 };
    app.desk.because_of(causes).send_change_link(&ada, request.clone()).await.unwrap();
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 nobody here"));
    app.send_mail().await;
    let told = new(&app).await;
    let failed = only(&told, EventKind::MailFailed);
    assert_eq!((failed.facts.users.as_slice(), failed.causes.as_slice()), (&[jonas][..], &causes[..]));
    assert_eq!(fact(failed, &EventField::Template), "password-change-link");
    assert!(fact(failed, &EventField::Reply).contains("nobody here"), "{failed:?}");
    assert_eq!(told.len(), 2, "{told:?}");

    app.desk.send_change_link(&ada, request).await.unwrap();
    app.clock.advance(Span::hours(25));
    app.send_mail().await;
    assert_eq!(kinds(&app).await, ["link-requested", "mail-failed"], "not sent in time");
    let shown = app.steps(jonas).await;
    let ends: Vec<_> = shown.iter().filter(|step| matches!(step, Step::MailFailed(_) | Step::MailExpired(_))).collect();
    let [Step::MailExpired(heard), Step::MailFailed(reply)] = ends.as_slice() else {
        panic!("each once, the latest first: {shown:?}")
    };
    assert_eq!((heard.as_str(), reply.as_str()), ("", "550 5.1.1 nobody here"));
}

async fn a_program_signs_in_once_a_minute_with_each_credential(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let erp = app.add("erp", |user| user.kind = Kind::Hybrid).await;
    let password = app.api_password(ada, erp).await;
    let mut by_password = app.stranger();
    by_password.authorization = Some(basic("erp", &password));
    let mut by_key = app.with_key(ada, erp, ApiScope::Read).await;
    new(&app).await;
    for _ in 0..3 {
        by_password.get("/api/v1/users").await;
        by_key.get("/api/v1/users").await;
    }
    let mut told: Vec<_> = new(&app).await;
    told.sort_by_key(|event| fact(event, &EventField::Credential).to_owned());
    let credentials: Vec<_> = told.iter().map(|event| fact(event, &EventField::Credential)).collect();
    assert_eq!(credentials, ["for read", "password"]);
    assert!(told.iter().all(|event| event.facts.kind == EventKind::SignedIn && fact(event, &EventField::Through) == "api"));
    app.clock.advance(Span::minutes(2));
    by_key.get("/api/v1/users").await;
    assert_eq!(kinds(&app).await, ["signed-in"]);
    assert_eq!(app.steps(erp).await, [Step::Created(None)], "a record is not filled with calls");
}

async fn failures_say_how_and_from_which_on_sign_in_is_held_back(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    new(&app).await;
    for _ in 0..7 {
        app.browser().sign_in("jonas", "not this one").await;
        app.clock.advance(Span::minutes(1));
    }
    let told = new(&app).await;
    assert_eq!(told.len(), 8, "{told:?}");
    let locked = only(&told, EventKind::Locked);
    assert_eq!((locked.facts.number, fact(locked, &EventField::Through)), (Some(5), "pages"));
    let failures: Vec<_> = told.iter().filter(|event| event.facts.kind == EventKind::SignInFailed).collect();
    assert_eq!(failures.iter().filter_map(|event| event.facts.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    let steps = app.steps(jonas).await;
    let at = steps.iter().position(|step| *step == Step::Locked).expect("a step");
    assert_eq!(steps[at + 1], Step::SignInFailed(5), "{steps:?}");
}

async fn what_comes_to_its_end_is_about_whoever_began_it(app: TestApp) {
    let ada = caller(app.person("ada", Role::Administrator).await, Role::Administrator);
    let jonas = app.person("jonas", Role::User).await;
    new(&app).await;
    let id = imports::send(&app, &ada, "user_name;display_name\nnew;New\n").await.unwrap();
    let options = app.desk.import(&ada, id, 1).await.unwrap().options;
    app.desk.import_step(&ada, id, ImportStep::Check(options)).await.unwrap();
    imports::work(&app).await;
    app.desk.import_step(&ada, id, ImportStep::Start).await.unwrap();
    imports::work(&app).await;
    let told = new(&app).await;
    only(&told, EventKind::UserCreated);
    let finished = only(&told, EventKind::ImportFinished);
    assert_eq!((finished.facts.users.as_slice(), finished.facts.success), (&[ada.user][..], Some(true)));
    assert_eq!((fact(finished, &EventField::Job), fact(finished, &EventField::By)), ("staff.csv", "Ada Reyes"));

    let order = BulkOrder::of(BulkAction::RequireChange);
    let start = StartBulk { target: BulkTarget::Ticked(vec![jonas]), order, confirmed: String::new() };
    app.desk.start_bulk(&ada, start.clone()).await.unwrap();
    while app.desk.go_on_with_bulk().await.unwrap() {}
    let told = new(&app).await;
    only(&told, EventKind::ChangeRequired);
    let finished = only(&told, EventKind::BulkFinished);
    assert_eq!((finished.facts.users.as_slice(), finished.facts.success), (&[ada.user][..], Some(true)));
    assert_eq!(fact(finished, &EventField::Job), "require-change");

    let eva = caller(app.person("eva", Role::Administrator).await, Role::Administrator);
    app.desk.start_bulk(&eva, start).await.unwrap();
    app.store.execute("DELETE FROM users WHERE user_name = 'eva'").await;
    while app.desk.go_on_with_bulk().await.unwrap() {}
    let told = new(&app).await;
    let stopped = only(&told, EventKind::BulkFinished);
    assert_eq!((stopped.facts.users.as_slice(), stopped.facts.success), (&[][..], Some(false)), "whoever began it is gone");
}

async fn an_event_is_given_to_one_worker(app: TestApp) {
    let people = 40;
    for number in 0..people {
        app.person(&format!("person-{number}"), Role::User).await;
    }
    let mut undone = app.db.write().await.unwrap();
    assert_eq!(events::take_new(&mut undone, 1000).await.unwrap().len(), people);
    drop(undone);
    let take = || async {
        let (mut tx, mut taken) = (app.db.write().await.unwrap(), Vec::new());
        taken.extend(events::take_new(&mut tx, 15).await.unwrap().into_iter().map(|event| event.id));
        tx.commit().await.unwrap();
        taken
    };
    let (one, other, third) = tokio::join!(take(), take(), take());
    let mut taken = [one, other, third].concat();
    taken.extend(new(&app).await.into_iter().map(|event| event.id));
    let number = taken.len();
    taken.sort_unstable();
    taken.dedup();
    assert_eq!((number, taken.len()), (people, people), "what was undone is given again, and nothing twice");
    if app.store.engine == Engine::Postgres {
        let (mut one, mut other) = (app.db.write().await.unwrap(), app.db.write().await.unwrap());
        app.person("late", Role::User).await;
        assert_eq!(events::take_new(&mut one, 1).await.unwrap().len(), 1);
        assert!(events::take_new(&mut other, 1).await.unwrap().is_empty(), "nobody waits for another worker");
    }
}

async fn what_happened_can_be_looked_up(app: TestApp) {
    for number in 0..3 {
        app.person(&format!("person-{number}"), Role::User).await;
        app.clock.advance(Span::hours(1));
    }
    let taken = new(&app).await;
    let since: Timestamp = taken[1].facts.at;
    let mut tx = app.db.read().await.unwrap();
    let recent = events::recent(&mut tx, EventKind::UserCreated, since, 10).await.unwrap();
    assert_eq!(recent.iter().map(|event| event.id).collect::<Vec<_>>(), [taken[2].id, taken[1].id]);
    assert_eq!(recent[0].facts, taken[2].facts);
    assert!(events::recent(&mut tx, EventKind::SignedIn, since, 10).await.unwrap().is_empty());
}

//! The outbox: what was asked for is sent, or visibly fails; nothing is sent twice while the mail server speaks clearly.

use crate::{
    crash::next_due,
    support::{
        app::{PASSWORD, TestApp, caller},
        smtp::{Stage, Trouble},
    },
};
use app::{
    api::People,
    model::{Locale, NewPasswordEffect, Role, Span},
};
use futures_util::future::join_all;
use std::collections::BTreeSet;

on_both_engines!(
    a_mail_speaks_its_readers_language_and_carries_the_headers_of_a_machine,
    a_mail_that_was_put_off_is_sent_again_as_the_same_message,
    a_mail_that_was_refused_fails_visibly_and_once,
    a_mail_server_that_is_gone_for_a_day_leaves_a_visible_failure,
    one_bad_recipient_holds_nobody_up,
    two_workers_send_every_mail_once,
    a_slow_mail_server_gets_the_mail_once_though_the_lease_is_short,
    a_withdrawn_link_is_not_mailed,
    a_worker_without_work_waits_for_nobody_who_writes,
    mails_that_leave_together_are_told_apart,
    a_worker_that_stops_puts_back_what_has_not_begun,
    what_is_in_hand_is_not_claimed_once_more,
    of_a_mail_that_another_worker_took_over_nothing_is_told,
);

async fn a_mail_speaks_its_readers_language_and_carries_the_headers_of_a_machine(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let german = app.add("greta", |user| user.language = Locale::De).await;
    app.send_link(ada, german).await.unwrap();
    app.send_mail().await;
    let mail = app.sink.nth(1).await;
    assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(mail.header("Content-Language").as_deref(), Some("de"));
    assert!(mail.header("Content-Type").unwrap().starts_with("multipart/alternative"));
    assert!(mail.text.contains("Passwort") && mail.html.contains("Passwort"));
    assert!(mail.link().starts_with("https://desk.northwind.example/change-password/"));
    assert!(mail.html.contains(mail.link()), "both parts carry the same link");
}

async fn a_mail_that_was_put_off_is_sent_again_as_the_same_message(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.sink.trouble(Stage::Dot, Trouble::Reply("451 4.3.0 Try again later"));
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    assert!(app.sink.received().is_empty());
    assert!(timeline(&app, ada, jonas).await.contains("MailDelayed(\"451 4.3.0 Try again later\")"));
    app.send_mail().await;
    assert!(app.sink.received().is_empty(), "not before the wait is over");
    app.clock.advance(Span::seconds(6));
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1);
    assert!(timeline(&app, ada, jonas).await.contains("MailAccepted"));
}

async fn a_mail_that_was_refused_fails_visibly_and_once(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 No such mailbox"));
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    assert!(timeline(&app, ada, jonas).await.contains("MailFailed(\"550 5.1.1 No such mailbox\")"));
    app.clock.advance(Span::hours(1));
    app.send_mail().await;
    assert_eq!(app.sink.count(Stage::Rcpt), 1);
}

async fn a_mail_server_that_is_gone_for_a_day_leaves_a_visible_failure(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    for _ in 0..3 {
        app.sink.trouble(Stage::Mail, Trouble::Drop);
    }
    app.send_mail().await;
    app.clock.advance(Span::hours(12));
    app.send_mail().await;
    app.clock.advance(Span::hours(12));
    app.send_mail().await;
    assert!(timeline(&app, ada, jonas).await.contains("MailExpired(\""));
    assert!(app.sink.received().is_empty());
}

async fn one_bad_recipient_holds_nobody_up(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("553 5.1.3 Bad address"));
    for n in 0..5 {
        let user = app.person(&format!("person{n}"), Role::User).await;
        app.send_link(ada, user).await.unwrap();
    }
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 4);
}

async fn two_workers_send_every_mail_once(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for n in 0..60 {
        let user = app.person(&format!("person{n}"), Role::User).await;
        app.send_link(ada, user).await.unwrap();
    }
    let workers = [app.worker(Span::seconds(60)), app.worker(Span::seconds(60))];
    let drained = join_all(workers.iter().map(latchkey::jobs::MailWorker::drain)).await;
    assert!(drained.into_iter().all(|result| result.is_ok()));
    let ids: BTreeSet<_> = app.sink.received().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!((ids.len(), app.sink.received().len()), (60, 60));
}

/// One of several mails with generated passwords is refused, all of them claimed together and recorded together.
async fn mails_that_leave_together_are_told_apart(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let linked = app.person("linked", Role::User).await;
    app.send_link(ada, linked).await.unwrap();
    let mut given = Vec::new();
    for n in 0..4 {
        let name = format!("person{n}");
        let user = app.person(&name, Role::User).await;
        let effect = if n == 3 { NewPasswordEffect::FirstUse } else { NewPasswordEffect::OnAcceptance };
        app.send_new_password(ada, user, effect).await.unwrap();
        given.push((name, user, effect));
    }
    // Among four connections nobody knows which mail meets it.
    app.sink.trouble(Stage::Dot, Trouble::Reply("554 5.7.1 Not from here"));
    app.send_mail().await;
    let received = app.sink.received();
    assert_eq!(received.len(), 4);
    let has = |name: &str| received.iter().any(|mail| mail.to[0].contains(&format!("{name}@")));
    for (name, user, effect) in given {
        let steps = timeline(&app, ada, user).await;
        let (is_sent, waits) = (has(&name), effect == NewPasswordEffect::OnAcceptance);
        assert_eq!(steps.contains("MailAccepted"), is_sent, "{name}: {steps}");
        assert_eq!(steps.contains("MailFailed(\"554 5.7.1 Not from here\")"), !is_sent, "{name}: {steps}");
        let works_still = app.browser().sign_in(&name, PASSWORD).await.status == 303;
        assert_eq!(works_still, !(is_sent && waits), "{name}: the old password stops with the mail server's yes");
    }
    assert_eq!(timeline(&app, ada, linked).await.contains("MailAccepted"), has("linked"));
    let done = "SELECT COUNT(*) FROM audit WHERE action = 'mail.handed-over' AND outcome = 'done'";
    let failed = "SELECT COUNT(*) FROM audit WHERE action = 'mail.handed-over' AND outcome = 'failed'";
    assert_eq!((app.store.count(done).await, app.store.count(failed).await), (4, 1));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM message_attempts").await, 5);
}

async fn a_worker_that_stops_puts_back_what_has_not_begun(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    // Of the four connections three are for one domain.
    let holds = [app.sink.hold_reply(), app.sink.hold_reply(), app.sink.hold_reply()];
    for n in 0..6 {
        let user = app.person(&format!("person{n}"), Role::User).await;
        app.send_link(ada, user).await.unwrap();
    }
    let (stop, worker) = app.start_worker(Span::seconds(60));
    for hold in &holds {
        hold.reached().await;
    }
    stop.cancel();
    drop(holds);
    worker.await.unwrap();
    assert_eq!(app.sink.received().len(), 3, "what had begun was finished");
    let waiting = "SELECT COUNT(*) FROM messages WHERE state = 'queued' AND lease IS NULL AND attempts = 0";
    assert_eq!(app.store.count(waiting).await, 3, "the others wait, and it cost them no try");
    app.send_mail().await;
    let ids: BTreeSet<_> = app.sink.received().iter().map(|mail| mail.message_id.clone()).collect();
    assert_eq!((ids.len(), app.sink.received().len()), (6, 6));
}

/// A claim may run out while its worker is alive: the database was away, or the machine slept.
async fn what_is_in_hand_is_not_claimed_once_more(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let (jonas, mara) = (app.person("jonas", Role::User).await, app.person("mara", Role::User).await);
    let hold = app.sink.hold_reply();
    app.send_link(ada, jonas).await.unwrap();
    let (stop, worker) = app.start_worker(Span::seconds(60));
    hold.reached().await;
    app.clock.advance(Span::seconds(61));
    app.send_link(ada, mara).await.unwrap();
    app.sink.wait_for(|received| received.len() == 2).await;
    hold.release();
    stop.cancel();
    worker.await.unwrap();
    app.clock.advance(Span::hours(1));
    app.send_mail().await;
    let ids: BTreeSet<_> = app.sink.received().iter().map(|mail| mail.message_id.clone()).collect();
    assert_eq!((ids.len(), app.sink.received().len()), (2, 2));
}

async fn of_a_mail_that_another_worker_took_over_nothing_is_told(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let (jonas, mara) = (app.person("jonas", Role::User).await, app.person("mara", Role::User).await);
    let holds = [app.sink.hold_reply(), app.sink.hold_reply()];
    app.send_link(ada, jonas).await.unwrap();
    app.send_link(ada, mara).await.unwrap();
    let (stop, worker) = app.start_worker(Span::seconds(60));
    for hold in &holds {
        hold.reached().await;
    }
    app.store.execute("UPDATE messages SET lease = NULL WHERE recipient LIKE 'jonas@%'").await;
    stop.cancel();
    drop(holds);
    worker.await.unwrap();
    assert!(!timeline(&app, ada, jonas).await.contains("MailAccepted"));
    assert!(timeline(&app, ada, mara).await.contains("MailAccepted"));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'mail.handed-over'").await, 1);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM message_attempts").await, 1);
}

/// The lease is three seconds of real time and is renewed every second; the clock of the lease is moved meanwhile.
async fn a_slow_mail_server_gets_the_mail_once_though_the_lease_is_short(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let hold = app.sink.hold_reply();
    app.send_link(ada, jonas).await.unwrap();
    let (stop, first) = app.start_worker(Span::seconds(3));
    hold.reached().await;
    let claimed_until = next_due(&app).await;
    app.clock.advance(Span::seconds(2));
    // Renewing shows in the database; that is what is waited for.
    while next_due(&app).await == claimed_until {
        tokio::task::yield_now().await;
    }
    app.clock.advance(Span::seconds(2));
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1, "the first worker still holds it");
    hold.release();
    stop.cancel();
    first.await.unwrap();
    app.clock.advance(Span::hours(1));
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1);
}

async fn a_withdrawn_link_is_not_mailed(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1, "only the newer one");
}

async fn a_worker_without_work_waits_for_nobody_who_writes(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let _writer = app.db.write().await.unwrap();
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1);
}

async fn timeline(app: &TestApp, ada: app::model::UserId, user: app::model::UserId) -> String {
    let record = app.desk.user(&caller(ada, Role::Administrator), user).await.unwrap();
    format!("{:?}", record.timeline)
}

//! The queue of mails: held while the mail server does not take us, fair to domains, stopped by no single message; and what
//! comes back is told.

use crate::support::{
    app::{PASSWORD, TestApp, caller},
    smtp::{Received, Stage, Trouble},
};
use app::{
    api::{House as _, Messages as _},
    model::{MailHold, MessageQuery, MessageRow, MessageState, NewPasswordEffect, ReplyMeaning, Role, Span, Step, UserId},
};
use latchkey::{
    jobs::{MailWorker, read_bounce_folder},
    mail::BounceAddress,
    service::{Desk, Returned},
};
use std::{collections::BTreeSet, fs, process::Command};

on_both_engines!(
    a_refused_sign_in_holds_the_queue_and_costs_no_mail_a_try,
    what_one_recipient_is_refused_with_holds_nobody_up,
    the_mail_server_is_tried_again_at_growing_intervals,
    a_mail_that_cannot_be_written_does_not_keep_mails_held,
    somebody_lets_mails_go_on,
    what_waits_too_long_while_mails_are_held_is_given_up_visibly,
    a_slow_domain_leaves_a_connection_to_the_others,
    a_message_that_cannot_be_read_fails_visibly_and_holds_nobody_up,
    a_mail_that_comes_back_is_marked_once_and_told,
    forged_reports_change_nothing,
    a_mail_is_called_late_no_more_than_eight_times,
    a_late_mail_is_noted_and_may_still_come_back,
    a_new_password_that_comes_back_counts_as_unsent,
    reports_are_read_from_a_maildir,
    a_report_is_brought_by_a_pipe,
);

const REFUSED: Trouble = Trouble::Reply("530 5.7.0 Authentication required");

async fn hold(app: &TestApp, ada: UserId) -> Option<MailHold> {
    app.desk.mail_hold(&caller(ada, Role::HelpDesk)).await.unwrap()
}

/// All messages, latest first.
async fn rows(app: &TestApp, ada: UserId) -> Vec<MessageRow> {
    app.desk.messages(&caller(ada, Role::Administrator), MessageQuery::default()).await.unwrap().items
}

/// An administrator and a link's mail that the mail server does not even look at.
async fn with_hold(app: &TestApp) -> UserId {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.sink.trouble(Stage::Mail, REFUSED);
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    ada
}

async fn a_refused_sign_in_holds_the_queue_and_costs_no_mail_a_try(app: TestApp) {
    let ada = with_hold(&app).await;
    let held = hold(&app, ada).await.unwrap();
    assert_eq!((held.reply.as_str(), held.meaning), ("530 5.7.0 Authentication required", Some(ReplyMeaning::Credentials)));
    let waiting = rows(&app, ada).await.remove(0);
    assert_eq!((waiting.state, waiting.attempts), (MessageState::Queued, 0));
    let attention = app.desk.dashboard(&caller(ada, Role::Administrator)).await.unwrap().attention;
    assert_eq!((attention.mail_held.is_some(), attention.waiting), (true, 1));

    let sarah = app.person("sarah", Role::User).await;
    app.send_link(ada, sarah).await.unwrap();
    app.send_mail().await;
    assert_eq!(app.sink.count(Stage::Mail), 1, "nobody else is tried meanwhile");

    app.clock.advance(Span::seconds(31));
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 2, "the mail server takes us again");
    assert_eq!(hold(&app, ada).await, None);
    assert!(rows(&app, ada).await.iter().all(|row| (row.state, row.attempts) == (MessageState::Sent, 1)));
}

async fn a_mail_that_cannot_be_written_does_not_keep_mails_held(app: TestApp) {
    let ada = with_hold(&app).await;
    app.store.execute("UPDATE messages SET recipient = 'nobody at all'").await;
    let sarah = app.person("sarah", Role::User).await;
    app.send_link(ada, sarah).await.unwrap();
    app.clock.advance(Span::seconds(31));
    app.send_mail().await;
    assert_eq!(hold(&app, ada).await, None, "the mail server took our sign-in, which is what was tried");
    let states: Vec<_> = rows(&app, ada).await.iter().map(|row| row.state).collect();
    assert_eq!(states, [MessageState::Sent, MessageState::Failed], "the latest first");
}

async fn what_one_recipient_is_refused_with_holds_nobody_up(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for (n, (stage, reply)) in [
        (Stage::Rcpt, "530 5.7.1 Sign in at the recipient's first"),
        (Stage::Rcpt, "535 5.7.8 Authentication credentials invalid"),
        (Stage::Data, "530 5.7.0 Authentication required"),
        (Stage::Mail, "534 5.7.9 Too weak"),
    ]
    .into_iter()
    .enumerate()
    {
        let refused = app.person(&format!("refused{n}"), Role::User).await;
        app.sink.trouble(stage, Trouble::Reply(reply));
        app.send_link(ada, refused).await.unwrap();
        app.send_mail().await;
        assert_eq!(hold(&app, ada).await, None, "{reply}");
        assert_eq!(rows(&app, ada).await.remove(0).state, MessageState::Failed, "{reply}");
        app.clock.advance(Span::minutes(1));
        let taken = app.person(&format!("taken{n}"), Role::User).await;
        app.send_link(ada, taken).await.unwrap();
        app.send_mail().await;
        assert_eq!(rows(&app, ada).await.remove(0).state, MessageState::Sent, "after {reply}");
        app.clock.advance(Span::minutes(1));
    }
}

async fn the_mail_server_is_tried_again_at_growing_intervals(app: TestApp) {
    with_hold(&app).await;
    for (seconds, tried) in [(29, 1), (2, 2), (58, 2), (3, 3), (100, 3), (21, 4)] {
        app.sink.trouble(Stage::Mail, REFUSED);
        app.clock.advance(Span::seconds(seconds));
        app.send_mail().await;
        assert_eq!(app.sink.count(Stage::Mail), tried, "after {seconds} s more");
    }
    assert!(app.sink.received().is_empty());
}

async fn somebody_lets_mails_go_on(app: TestApp) {
    with_hold(&app).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    for path in ["/settings/mail", "/messages"] {
        let page = browser.get(path).await;
        assert!(page.says("Mails wait: the mail server does not take Latchkey as it is configured."), "{}", page.text());
        assert!(page.says("did not accept Latchkey's own sign-in"), "{}", page.text());
    }
    assert!(browser.get("/").await.says("Mails are held"));
    let resumed = browser.post("/settings/mail", &[("do", "resume")]).await;
    assert_eq!((resumed.status, resumed.location()), (303, "/settings/mail"), "{}", resumed.text());
    assert!(browser.get("/settings/mail").await.says("Mails go on."));
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1);
    let page = browser.get("/settings/mail").await;
    assert!(!page.says("Mails wait:"), "{}", page.text());
    assert!(page.says("The mail server has taken it over for delivery."), "{}", page.text());
}

async fn what_waits_too_long_while_mails_are_held_is_given_up_visibly(app: TestApp) {
    let ada = with_hold(&app).await;
    app.clock.advance(Span::hours(25));
    app.send_mail().await;
    assert_eq!(rows(&app, ada).await.remove(0).state, MessageState::Expired);
    assert!(app.sink.received().is_empty());
}

async fn a_slow_domain_leaves_a_connection_to_the_others(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    // Of the four connections three are for one domain.
    let holds = [app.sink.hold_reply(), app.sink.hold_reply(), app.sink.hold_reply()];
    for n in 0..6 {
        let user = app.add(&format!("slow{n}"), |user| user.email = Some(format!("slow{n}@slow.example"))).await;
        app.send_link(ada, user).await.unwrap();
    }
    let (stop, worker) = app.start_worker(Span::seconds(60));
    for hold in &holds {
        hold.reached().await;
    }
    let quick = app.person("quick", Role::User).await;
    app.send_link(ada, quick).await.unwrap();
    app.sink.wait_for(|received| received.iter().any(|mail| mail.to[0].contains("quick@northwind.example"))).await;
    assert_eq!(app.sink.received().len(), 4, "three are held");
    drop(holds);
    app.sink.wait_for(|received| received.len() == 7).await;
    stop.cancel();
    worker.await.unwrap();
    let ids: BTreeSet<_> = app.sink.received().iter().map(|mail| mail.message_id.clone()).collect();
    assert_eq!(ids.len(), 7, "each once");
}

async fn a_message_that_cannot_be_read_fails_visibly_and_holds_nobody_up(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for name in ["jonas", "sarah", "mara"] {
        let user = app.person(name, Role::User).await;
        app.send_link(ada, user).await.unwrap();
    }
    app.store.execute("UPDATE messages SET causes = 'nonsense' WHERE recipient LIKE 'jonas@%'").await;
    app.store.execute("UPDATE messages SET variables = 'nonsense' WHERE recipient LIKE 'sarah@%'").await;
    app.send_mail().await;
    for row in rows(&app, ada).await {
        let expected = if row.recipient.starts_with("mara@") { MessageState::Sent } else { MessageState::Failed };
        assert_eq!(row.state, expected, "{}", row.recipient);
    }
    assert_eq!(app.sink.received().len(), 1);
    let attention = app.desk.dashboard(&caller(ada, Role::Administrator)).await.unwrap().attention;
    assert_eq!((attention.failed_count, attention.waiting), (2, 0));
}

/// A notification as mail servers write them.
fn notification(to: &str, message_id: &str, action: &str, reply: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; jonas@northwind.example\r\nAction: {action}\r\nStatus: {}\r\n\
         Diagnostic-Code: smtp; {reply}\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\nSubject: x\r\n\r\n--b--\r\n",
        reply.split(' ').nth(1).unwrap()
    )
}

const NO_MAILBOX: &str = "550 5.1.1 No such mailbox";

/// A desk to whose own address mails come back, an administrator, someone, and the link's mail that was sent to them.
async fn sent_with_address(app: &TestApp) -> (Desk, UserId, UserId, Received) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let desk = app.another_desk(|house| house.bounces = BounceAddress::parse("bounce@desk.northwind.example").unwrap()).await;
    app.send_link(ada, jonas).await.unwrap();
    MailWorker::new(desk.clone(), Span::seconds(60)).drain().await.unwrap();
    (desk, ada, jonas, app.sink.nth(1).await)
}

/// An administrator, and the Message-ID of a link's mail that was sent.
async fn sent(app: &TestApp) -> (UserId, String) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    (ada, app.sink.nth(1).await.message_id)
}

async fn a_mail_that_comes_back_is_marked_once_and_told(app: TestApp) {
    let (desk, ada, jonas, mail) = sent_with_address(&app).await;
    assert!(mail.from.contains("bounce+"), "{}", mail.from);
    let raw = notification(&mail.from, &mail.message_id, "failed", NO_MAILBOX);
    app.clock.advance(Span::minutes(5));
    assert_eq!(desk.take_returned(raw.as_bytes(), None).await.unwrap(), Returned::Bounced);
    assert_eq!(desk.take_returned(raw.as_bytes(), None).await.unwrap(), Returned::NotOurs, "once");

    let row = rows(&app, ada).await.remove(0);
    assert_eq!(row.state, MessageState::Bounced);
    let record = app.desk.message(&caller(ada, Role::Administrator), row.id).await.unwrap();
    let said = &record.attempts[0];
    assert_eq!((said.state, said.meaning), (MessageState::Bounced, Some(ReplyMeaning::NoMailbox)));
    assert_eq!(record.resend_problem, None);
    assert!(app.steps(jonas).await.contains(&Step::MailBounced(NO_MAILBOX.to_owned())));
    let attention = app.desk.dashboard(&caller(ada, Role::Administrator)).await.unwrap().attention;
    assert_eq!((attention.failed_count, attention.failed[0].id), (1, row.id));
    let page = app.signed_in("ada", PASSWORD).await.get(&format!("/messages/{}", row.id)).await;
    assert!(page.says("Came back") && page.says("This mailbox does not exist."), "{}", page.text());
}

async fn forged_reports_change_nothing(app: TestApp) {
    let (desk, ada, _, mail) = sent_with_address(&app).await;
    let own = mail.from.trim_matches(['<', '>']).to_owned();
    let (named, _) = own.split_once('-').unwrap();
    let other_mark = format!("{named}-00000000000000000000@desk.northwind.example");
    for to in ["desk@northwind.example", &other_mark] {
        let raw = notification(to, &mail.message_id, "failed", NO_MAILBOX);
        assert_eq!(desk.take_returned(raw.as_bytes(), None).await.unwrap(), Returned::NotOurs, "{to}");
    }
    let large = notification(&own, &mail.message_id, "failed", NO_MAILBOX) + &"x".repeat(1024 * 1024);
    assert_eq!(desk.take_returned(large.as_bytes(), None).await.unwrap(), Returned::NotOurs, "too large");
    app.clock.advance(Span::days(8));
    let late = notification(&own, &mail.message_id, "failed", NO_MAILBOX);
    assert_eq!(desk.take_returned(late.as_bytes(), None).await.unwrap(), Returned::NotOurs, "after a week");
    assert_eq!(rows(&app, ada).await.remove(0).state, MessageState::Sent);
    assert_eq!(
        app.store.count("SELECT COUNT(*) FROM audit WHERE action LIKE 'mail.bounce%'").await,
        0,
        "nor do they fill the trail"
    );
}

async fn a_mail_is_called_late_no_more_than_eight_times(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let id = app.sink.nth(1).await.message_id;
    let late = notification("desk@northwind.example", &id, "delayed", "450 4.4.1 Connection timed out");
    for n in 1..=12 {
        app.clock.advance(Span::hours(1));
        let expected = if n <= 8 { Returned::Delayed } else { Returned::NotOurs };
        assert_eq!(app.desk.take_returned(late.as_bytes(), None).await.unwrap(), expected, "number {n}");
    }
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'mail.delayed'").await, 8);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM message_attempts").await, 9);
    let back = notification("desk@northwind.example", &id, "failed", NO_MAILBOX);
    assert_eq!(app.desk.take_returned(back.as_bytes(), None).await.unwrap(), Returned::Bounced);
}

async fn a_late_mail_is_noted_and_may_still_come_back(app: TestApp) {
    let (ada, id) = sent(&app).await;
    let late = notification("desk@northwind.example", &id, "delayed", "450 4.4.1 Connection timed out");
    app.clock.advance(Span::hours(4));
    assert_eq!(app.desk.take_returned(late.as_bytes(), None).await.unwrap(), Returned::Delayed);
    let row = rows(&app, ada).await.remove(0);
    assert_eq!(row.state, MessageState::Sent);
    let record = app.desk.message(&caller(ada, Role::Administrator), row.id).await.unwrap();
    assert_eq!(record.attempts[0].reply, "450 4.4.1 Connection timed out");
    let back = notification("desk@northwind.example", &id, "failed", "550 5.4.1 Gave up");
    assert_eq!(app.desk.take_returned(back.as_bytes(), None).await.unwrap(), Returned::Bounced);
}

async fn a_new_password_that_comes_back_counts_as_unsent(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_new_password(ada, jonas, NewPasswordEffect::FirstUse).await.unwrap();
    app.send_mail().await;
    let id = app.sink.nth(1).await.message_id;
    let raw = notification("desk@northwind.example", &id, "failed", NO_MAILBOX);
    assert_eq!(app.desk.take_returned(raw.as_bytes(), None).await.unwrap(), Returned::Bounced);
    assert!(app.steps(jonas).await.iter().any(|step| matches!(step, Step::NewPasswordUnsent(_))));
    app.signed_in("jonas", PASSWORD).await;
}

async fn reports_are_read_from_a_maildir(app: TestApp) {
    let (ada, id) = sent(&app).await;
    let folder = app.store.folder().join("returned");
    fs::create_dir_all(folder.join("new")).unwrap();
    fs::write(folder.join("new/1"), notification("desk@northwind.example", &id, "failed", NO_MAILBOX)).unwrap();
    fs::write(folder.join("new/2"), "Subject: I am away\r\n\r\nUntil Monday.\r\n").unwrap();
    read_bounce_folder(&app.desk, &folder).await.unwrap();
    assert_eq!(rows(&app, ada).await.remove(0).state, MessageState::Bounced);
    assert_eq!(fs::read_dir(folder.join("new")).unwrap().count(), 0);
    assert_eq!(fs::read_dir(folder.join("cur")).unwrap().count(), 2);
}

async fn a_report_is_brought_by_a_pipe(app: TestApp) {
    app.clock.keep_system_time();
    let (ada, id) = sent(&app).await;
    let file = app.store.folder().join("returned.eml");
    fs::write(&file, notification("desk@northwind.example", &id, "failed", NO_MAILBOX)).unwrap();
    let brought = tokio::task::block_in_place(|| {
        Command::new(env!("CARGO_BIN_EXE_latchkey"))
            .args(["bounce", "--json"])
            .env("LATCHKEY_DATABASE_URL", &app.store.url)
            .env("LATCHKEY_SECRET_KEY_FILE", app.store.folder().join("secret.key"))
            .env("LATCHKEY_LOG", "error")
            .stdin(fs::File::open(&file).unwrap())
            .output()
            .unwrap()
    });
    assert!(brought.status.success(), "{}", String::from_utf8_lossy(&brought.stderr));
    assert_eq!(String::from_utf8_lossy(&brought.stdout).trim(), "\"bounced\"");
    assert_eq!(rows(&app, ada).await.remove(0).state, MessageState::Bounced);
}

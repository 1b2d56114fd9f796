//! The mail server is gone for an hour: nobody who asks notices, what still counts is sent within one wait of its return, and what came
//! too late says so.

use crate::support::{
    app::{PASSWORD, TestApp},
    smtp::{Stage, Trouble},
};
use app::model::{NewPasswordEffect, Role, Span, Step, TemporaryLook, Timestamp, TypedPassword, UserId};
use latchkey::{
    service::{GenerateTemporary, SaveTemporary, operator},
    store::{messages, outbox},
};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

on_both_engines!(an_hour_without_a_mail_server_costs_no_mail_that_still_counts);

/// Mails that wait.
const PEOPLE: usize = 48;
/// Seconds before the second try, the third, and so on; the last one repeats, and each is give or take a fifth.
const WAITS: [i64; 8] = [5, 10, 20, 60, 120, 300, 600, 900];
/// How far the clock moves at a time: at first, and then.
const STEPS: [i64; 2] = [5, 30];

/// The mail server hangs up on everybody for as long as this is so.
fn gone(app: &TestApp) -> Arc<AtomicBool> {
    let is_gone = Arc::new(AtomicBool::new(true));
    let looked_at = Arc::clone(&is_gone);
    app.sink.misbehave(move |stage| (stage == Stage::Greeting && looked_at.load(Ordering::SeqCst)).then_some(Trouble::Drop));
    is_gone
}

/// Everybody waits for a mail: a link, a generated or a temporary password. Every eighth mail is given up after half an hour.
async fn queue(app: &TestApp, ada: UserId) -> (Vec<UserId>, Vec<UserId>) {
    let (mut lasting, mut late) = (Vec::new(), Vec::new());
    for number in 0..PEOPLE {
        let is_late = number.is_multiple_of(8);
        let user = app.person(&format!("{}{number}", if is_late { "late" } else { "user" }), Role::User).await;
        match number % 3 {
            0 => drop(app.send_link(ada, user).await.unwrap()),
            1 => drop(app.send_new_password(ada, user, NewPasswordEffect::FirstUse).await.unwrap()),
            _ => set_temporary(app, user).await,
        }
        if is_late { late.push(user) } else { lasting.push(user) }
    }
    app.store.execute("UPDATE messages SET give_up_at = give_up_at - 84600000000 WHERE recipient LIKE 'late%'").await;
    (lasting, late)
}

async fn set_temporary(app: &TestApp, user: UserId) {
    let by = operator("test".to_owned());
    let generate = GenerateTemporary { look: TemporaryLook::Words, password: TypedPassword::default() };
    let shown = app.desk.generate_temporary(&by, user, &generate).await.unwrap();
    let save = SaveTemporary { draft: shown.draft().to_owned(), send_access_info: true };
    app.desk.save_temporary(&by, user, &save).await.unwrap();
}

/// Lets so many seconds go by, in steps, and sends what is due at each.
async fn pass(app: &TestApp, seconds: i64, step: i64) {
    for _ in 0..seconds / step {
        app.send_mail().await;
        app.clock.advance(Span::seconds(step));
    }
}

/// What somebody who forgot their password is answered.
async fn forgets(app: &TestApp, user_name: &str) -> (u16, String) {
    let answer = app.browser().post("/forgot-password", &[("user_name", user_name)]).await;
    app.answer_forgotten().await;
    (answer.status, answer.location().to_owned())
}

/// When the mail to somebody was tried, the first time first.
async fn tries(app: &TestApp, user: UserId) -> Vec<Timestamp> {
    let mut tx = app.db.read().await.unwrap();
    let message = outbox::of_user(&mut tx, user).await.unwrap().remove(0);
    let attempts = messages::attempts(&mut tx, message.id).await.unwrap();
    attempts.iter().rev().map(|attempt| attempt.at).collect()
}

async fn an_hour_without_a_mail_server_costs_no_mail_that_still_counts(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for name in ["grace", "heidi"] {
        app.person(name, Role::User).await;
    }
    let before = forgets(&app, "grace").await;
    assert_eq!((before.0, app.sink.received().len()), (303, 1));
    app.sink.disconnect_all();

    let is_gone = gone(&app);
    let (lasting, late) = queue(&app, ada).await;
    pass(&app, 120, STEPS[0]).await;
    assert_eq!(forgets(&app, "heidi").await, before, "whoever asks does not notice");
    pass(&app, 3_480, STEPS[1]).await;
    assert_eq!(app.sink.received().len(), 1);
    let expired = app.store.count("SELECT COUNT(*) FROM messages WHERE state = 'expired'").await;
    assert_eq!(expired, app.store.count("SELECT COUNT(*) FROM messages WHERE recipient LIKE 'late%'").await);

    is_gone.store(false, Ordering::SeqCst);
    // The longest wait and a fifth of it.
    pass(&app, 1_080, STEPS[1]).await;
    app.send_mail().await;
    assert_eq!(app.store.count("SELECT COUNT(*) FROM messages WHERE state NOT IN ('sent', 'expired')").await, 0);
    let received = app.sink.received();
    let ids: BTreeSet<_> = received.iter().map(|mail| mail.message_id.as_str()).collect();
    let sent = app.store.count("SELECT COUNT(*) FROM messages WHERE state = 'sent'").await;
    assert_eq!((received.len(), ids.len()), (usize::try_from(sent).unwrap(), received.len()), "each of them once");
    for user in &lasting {
        assert!(app.steps(*user).await.iter().any(is_sent), "{user}");
    }
    what_came_too_late_says_so(&app, &late).await;
    waits_grow_and_differ(&app, &lasting).await;
}

/// Whether a mail that carried a way in was taken.
fn is_sent(step: &Step) -> bool {
    format!("{step:?}").contains("Accepted")
}

async fn what_came_too_late_says_so(app: &TestApp, late: &[UserId]) {
    assert_eq!(app.store.count("SELECT COUNT(*) FROM messages WHERE state = 'sent' AND recipient LIKE 'late%'").await, 0);
    assert!(app.steps(late[0]).await.iter().any(|step| matches!(step, Step::MailExpired(_))), "the record says so");
    let page = app.signed_in("ada", PASSWORD).await.get("/messages?state=expired").await;
    assert!(page.says("Too late") && page.says("late0"), "{}", page.text());
    let to: Vec<_> = app.sink.received().into_iter().flat_map(|mail| mail.to).collect();
    assert!(to.iter().all(|address| !address.starts_with("late")), "and it is not sent");
}

async fn waits_grow_and_differ(app: &TestApp, lasting: &[UserId]) {
    let mut last = BTreeSet::<Timestamp>::new();
    for user in lasting {
        let tries = tries(app, *user).await;
        assert!((9..=12).contains(&tries.len()), "{} tries", tries.len());
        for (number, pair) in tries.windows(2).enumerate() {
            let (wait, usual) = ((pair[1] - pair[0]).0, WAITS[number.min(WAITS.len() - 1)] * 1_000_000);
            let most = usual * 6 / 5 + STEPS[1] * 1_000_000;
            assert!((usual * 4 / 5..=most).contains(&wait), "the wait after try {} was {} s", number + 1, wait / 1_000_000);
        }
        last.extend(tries.last());
    }
    assert!(last.len() > 3, "they do not come back all at once: {last:?}");
}

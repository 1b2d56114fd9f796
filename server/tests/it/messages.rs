//! Messages: what was sent to whom, sending again, cancelling.

use crate::{
    people::edit,
    support::{
        app::{NEW_PASSWORD, TestApp, caller, client},
        smtp::{Stage, Trouble},
    },
};
use app::{
    api::{ErrorCode, MessageProblem, Messages, People, Problem},
    model::{
        AuditQuery, MessageId, MessageKind, MessageQuery, MessageRecord, MessageRow, MessageState, Page, Place, ReplyMeaning,
        Role, SetActive, Span, TypedPassword, UserId,
    },
    rules::reset::Refusal,
};
use futures_util::future::join_all;
use latchkey::service::RedeemLink;
use std::collections::BTreeSet;

on_both_engines!(
    every_try_is_kept_with_the_mail_servers_words,
    a_failed_mail_is_sent_again_as_a_new_message,
    what_was_sent_again_waits_and_is_not_sent_a_third_time,
    a_link_that_is_over_is_not_sent_again,
    a_notice_goes_again_only_to_who_has_the_address_still,
    a_cancelled_message_is_not_sent_and_can_be_sent_again,
    what_is_being_sent_cannot_be_cancelled,
    cancelling_races_the_worker_and_nothing_is_both,
    role_and_rank_decide_who_handles_a_message,
    every_message_is_on_one_page_forward_and_back,
);

async fn list(app: &TestApp, ada: UserId, query: MessageQuery) -> Page<MessageRow> {
    app.desk.messages(&caller(ada, Role::Administrator), query).await.unwrap()
}

/// The latest message.
async fn latest(app: &TestApp, ada: UserId) -> MessageId {
    list(app, ada, MessageQuery::default()).await.items[0].id
}

async fn read(app: &TestApp, ada: UserId, message: MessageId) -> MessageRecord {
    app.desk.message(&caller(ada, Role::Administrator), message).await.unwrap()
}

async fn resend(app: &TestApp, ada: UserId, message: MessageId) -> Result<MessageId, Problem> {
    app.desk.resend(&caller(ada, Role::Administrator), message).await.map_err(|error| error.problem)
}

async fn cancel(app: &TestApp, ada: UserId, message: MessageId) -> Result<(), Problem> {
    app.desk.cancel_message(&caller(ada, Role::Administrator), message).await.map_err(|error| error.problem)
}

/// An administrator, a person, and the link mail to the person that the mail server refused.
async fn with_failed_mail(app: &TestApp) -> (UserId, UserId, MessageId) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 No such mailbox"));
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let failed = latest(app, ada).await;
    (ada, jonas, failed)
}

async fn every_try_is_kept_with_the_mail_servers_words(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.sink.trouble(Stage::Dot, Trouble::Reply("451 4.3.0 Try again later"));
    app.send_link(ada, jonas).await.unwrap();
    let message = latest(&app, ada).await;
    assert!(read(&app, ada, message).await.attempts.is_empty());
    app.send_mail().await;
    let waiting = read(&app, ada, message).await;
    assert_eq!((waiting.row.state, waiting.row.attempts), (MessageState::Queued, 1));
    assert!(waiting.row.settled.unwrap().at > waiting.attempts[0].at.at, "the next try");

    app.clock.advance(Span::seconds(6));
    app.send_mail().await;
    let sent = read(&app, ada, message).await;
    assert_eq!((sent.row.state, sent.row.attempts), (MessageState::Sent, 2));
    assert_eq!(sent.row.kind, MessageKind::PasswordChangeLink);
    assert_eq!(sent.row.user, Some((jonas, "jonas Feld".to_owned())));
    let tries: Vec<_> = sent.attempts.iter().map(|attempt| (attempt.state, attempt.meaning)).collect();
    let expected = [(MessageState::Sent, Some(ReplyMeaning::Accepted)), (MessageState::Queued, Some(ReplyMeaning::TryLater))];
    assert_eq!(tries, expected);
    assert_eq!(sent.attempts[1].reply, "451 4.3.0 Try again later");
    assert!(sent.attempts[0].reply.starts_with("250 "), "{}", sent.attempts[0].reply);
}

async fn a_failed_mail_is_sent_again_as_a_new_message(app: TestApp) {
    let (ada, jonas, failed) = with_failed_mail(&app).await;
    let record = read(&app, ada, failed).await;
    assert_eq!((record.row.state, record.resend_problem), (MessageState::Failed, None));
    assert_eq!(record.attempts[0].meaning, Some(ReplyMeaning::NoMailbox));

    app.clock.advance(Span::minutes(5));
    let again = resend(&app, ada, failed).await.unwrap();
    assert_ne!(again, failed);
    app.send_mail().await;
    let mail = app.sink.nth(1).await;
    assert!(mail.header("Message-ID").unwrap().contains(&again.to_string()), "a Message-ID of its own");
    let redeemed = app.desk.redeem_link(mail.token(), &redeem(), &client()).await;
    assert!(matches!(redeemed, Ok(latchkey::service::Redeemed::Changed)), "{redeemed:?}");
    assert_eq!(read(&app, ada, failed).await.row.state, MessageState::Failed, "what failed stays a failure");
    assert!(actions(&app, ada, jonas).await.contains(&"message.resent done".to_owned()));
}

async fn what_was_sent_again_waits_and_is_not_sent_a_third_time(app: TestApp) {
    let (ada, _, failed) = with_failed_mail(&app).await;
    let queued = Err(Problem::Message(MessageProblem::Queued));
    let tries = join_all((0..8).map(|_| resend(&app, ada, failed))).await;
    assert_eq!(tries.iter().filter(|sent| sent.is_ok()).count(), 1, "{tries:?}");
    assert_eq!(resend(&app, ada, failed).await, queued);
    assert_eq!(resend(&app, ada, latest(&app, ada).await).await, queued);
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1);
}

async fn a_link_that_is_over_is_not_sent_again(app: TestApp) {
    let over = Err(Problem::Message(MessageProblem::LinkOver));
    let (ada, jonas, code) = app.with_link().await;
    let expired = latest(&app, ada).await;
    app.clock.advance(Span::minutes(59));
    assert_eq!(read(&app, ada, expired).await.resend_problem, None);
    app.clock.advance(Span::minutes(1));
    assert_eq!(resend(&app, ada, expired).await, over, "expired");
    assert_eq!(read(&app, ada, expired).await.resend_problem, over.clone().err());
    drop(code);

    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let used = latest(&app, ada).await;
    let code = app.sink.nth(2).await.token().to_owned();
    app.desk.redeem_link(&code, &redeem(), &client()).await.unwrap();
    assert_eq!(resend(&app, ada, used).await, over, "used");

    app.clock.advance(Span::seconds(1));
    app.send_link(ada, jonas).await.unwrap();
    let withdrawn = latest(&app, ada).await;
    app.clock.advance(Span::seconds(1));
    app.send_link(ada, jonas).await.unwrap();
    assert_eq!(resend(&app, ada, withdrawn).await, over, "replaced by a newer one");
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 4, "two links before, the notice, and the newest link");
    assert!(actions(&app, ada, jonas).await.contains(&"message.resent refused".to_owned()));
}

async fn a_notice_goes_again_only_to_who_has_the_address_still(app: TestApp) {
    let (ada, jonas, code) = app.with_link().await;
    app.clock.advance(Span::seconds(1));
    app.desk.redeem_link(&code, &redeem(), &client()).await.unwrap();
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("552 5.2.2 Over quota"));
    app.send_mail().await;
    let notice = latest(&app, ada).await;
    let record = read(&app, ada, notice).await;
    assert_eq!((record.row.kind, record.resend_problem), (MessageKind::PasswordChanged, None));
    assert_eq!(record.attempts[0].meaning, Some(ReplyMeaning::MailboxFull));
    let off = |active| SetActive { user: jonas, active };
    app.desk.set_active(&caller(ada, Role::Administrator), off(false)).await.unwrap();
    assert_eq!(resend(&app, ada, notice).await, Err(Problem::Message(MessageProblem::NoRecipient)));
    app.desk.set_active(&caller(ada, Role::Administrator), off(true)).await.unwrap();
    resend(&app, ada, notice).await.unwrap();
    app.send_mail().await;
    assert!(app.sink.nth(2).await.header("Subject").unwrap().contains("password was changed"));
    let ada_herself = caller(ada, Role::Administrator);
    edit(&app, &ada_herself, jonas, |draft| "elsewhere@northwind.example".clone_into(&mut draft.email)).await.unwrap();
    let elsewhere = Err(Problem::Message(MessageProblem::NoRecipient));
    assert_eq!(resend(&app, ada, notice).await, elsewhere, "somebody else may read there");
}

async fn a_cancelled_message_is_not_sent_and_can_be_sent_again(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    let message = latest(&app, ada).await;
    assert!(read(&app, ada, message).await.can_cancel);
    cancel(&app, ada, message).await.unwrap();
    app.send_mail().await;
    assert!(app.sink.received().is_empty());
    assert_eq!(read(&app, ada, message).await.row.state, MessageState::Cancelled);
    assert_eq!(cancel(&app, ada, message).await, Err(Problem::Message(MessageProblem::NotQueued)));
    resend(&app, ada, message).await.unwrap();
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1);
    let trail = actions(&app, ada, jonas).await;
    for line in ["message.cancelled done", "message.cancelled refused", "message.resent done"] {
        assert!(trail.contains(&line.to_owned()), "{line} in {trail:?}");
    }
}

async fn what_is_being_sent_cannot_be_cancelled(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let hold = app.sink.hold_reply();
    app.send_link(ada, jonas).await.unwrap();
    let message = latest(&app, ada).await;
    let (stop, worker) = app.start_worker(Span::seconds(60));
    hold.reached().await;
    let record = read(&app, ada, message).await;
    assert!(!record.can_cancel && record.row.settled.is_none(), "it is with the mail server");
    assert_eq!(cancel(&app, ada, message).await, Err(Problem::Message(MessageProblem::NotQueued)));
    hold.release();
    stop.cancel();
    worker.await.unwrap();
    assert_eq!(read(&app, ada, message).await.row.state, MessageState::Sent);
}

async fn cancelling_races_the_worker_and_nothing_is_both(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for n in 0..20 {
        let user = app.person(&format!("person{n}"), Role::User).await;
        app.send_link(ada, user).await.unwrap();
    }
    let waiting: Vec<MessageId> = list(&app, ada, MessageQuery::default()).await.items.iter().map(|row| row.id).collect();
    let worker = app.worker(Span::seconds(60));
    let cancels = join_all(waiting.iter().map(|message| cancel(&app, ada, *message)));
    let (sent, cancelled) = tokio::join!(worker.drain(), cancels);
    sent.unwrap();
    app.send_mail().await;
    let cancelled: BTreeSet<_> =
        waiting.iter().zip(cancelled).filter(|(_, done)| done.is_ok()).map(|(id, _)| id.to_string()).collect();
    let received: BTreeSet<_> = app.sink.received().iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    assert_eq!(cancelled.len() + received.len(), 20);
    assert!(received.iter().all(|id| !cancelled.iter().any(|cancelled| id.contains(cancelled))));
}

async fn role_and_rank_decide_who_handles_a_message(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let helper = app.person("hannah", Role::HelpDesk).await;
    let other = app.person("other", Role::Administrator).await;
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 No such mailbox"));
    app.send_link(ada, other).await.unwrap();
    app.send_mail().await;
    let message = latest(&app, ada).await;

    let auditor = caller(helper, Role::Auditor);
    let record = app.desk.message(&auditor, message).await.unwrap();
    assert_eq!((record.resend_problem, record.can_cancel), (Some(Problem::Forbidden), false));
    assert_eq!(app.desk.resend(&auditor, message).await.unwrap_err().problem, Problem::Forbidden);
    assert_eq!(app.desk.cancel_message(&auditor, message).await.unwrap_err().problem, Problem::Forbidden);

    let help_desk = caller(helper, Role::HelpDesk);
    let outranked = Problem::Refused(Refusal::Outranked);
    assert_eq!(app.desk.resend(&help_desk, message).await.unwrap_err().problem, outranked);
    resend(&app, ada, message).await.unwrap();
    let again = list(&app, ada, MessageQuery { state: Some(MessageState::Queued), ..MessageQuery::default() }).await.items[0].id;
    assert_eq!(app.desk.cancel_message(&help_desk, again).await.unwrap_err().problem, outranked);

    let user = caller(helper, Role::User);
    assert_eq!(app.desk.messages(&user, MessageQuery::default()).await.unwrap_err().code(), ErrorCode::Forbidden);
    assert_eq!(app.desk.message(&user, message).await.unwrap_err().code(), ErrorCode::Forbidden);
}

async fn every_message_is_on_one_page_forward_and_back(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for n in 0..60 {
        let user = app.person(&format!("person{n:02}"), Role::User).await;
        app.send_link(ada, user).await.unwrap();
        app.clock.advance(Span::seconds(i64::from(n % 3 == 0)));
        // The second withdraws the first.
        app.send_link(ada, user).await.unwrap();
    }
    let queued = MessageQuery { state: Some(MessageState::Queued), ..MessageQuery::default() };
    let few = MessageQuery { q: "PERSON1".to_owned(), ..MessageQuery::default() };
    let none = MessageQuery { kind: Some(MessageKind::PasswordChanged), ..MessageQuery::default() };
    for (query, expected) in [(MessageQuery::default(), 120), (queued, 60), (few, 20), (none, 0)] {
        let forward = walk(&app, ada, &query, expected).await;
        let distinct: BTreeSet<_> = forward.iter().map(|row| row.id.to_string()).collect();
        assert_eq!((forward.len(), distinct.len()), (expected, expected), "{query:?}");
        assert!(forward.is_sorted_by(|a, b| a.created.at >= b.created.at), "latest first");
        assert!(query.state.is_none_or(|state| forward.iter().all(|row| row.state == state)));
        assert!(query.q.is_empty() || forward.iter().all(|row| row.recipient.starts_with("person1")));
    }
    let gone = MessageQuery { place: Some(Place::After("nonsense".to_owned())), ..MessageQuery::default() };
    let error = app.desk.messages(&caller(ada, Role::Administrator), gone).await.unwrap_err();
    assert_eq!(error.problem, Problem::PageGone);
}

/// All rows, page by page; the way back shows the same pages.
async fn walk(app: &TestApp, ada: UserId, query: &MessageQuery, expected: usize) -> Vec<MessageRow> {
    let mut pages = vec![list(app, ada, query.clone()).await];
    assert!(pages[0].previous.is_none());
    while let Some(key) = pages[pages.len() - 1].next.clone() {
        pages.push(list(app, ada, MessageQuery { place: Some(Place::After(key)), ..query.clone() }).await);
    }
    for pair in pages.windows(2) {
        let key = pair[1].previous.clone().unwrap();
        let back = list(app, ada, MessageQuery { place: Some(Place::Before(key)), ..query.clone() }).await;
        assert_eq!(back, pair[0]);
    }
    assert!(pages.iter().all(|page| page.total.counted == i64::try_from(expected).unwrap() && !page.total.more));
    pages.into_iter().flat_map(|page| page.items).collect()
}

/// What the trail says of a user, as "action outcome".
async fn actions(app: &TestApp, ada: UserId, user: UserId) -> Vec<String> {
    use app::api::House;
    let query = AuditQuery { user: Some(user), ..AuditQuery::default() };
    let lines = app.desk.audit(&caller(ada, Role::Administrator), query).await.unwrap().items;
    lines.iter().map(|line| format!("{} {}", line.action, line.outcome)).collect()
}

fn redeem() -> RedeemLink {
    RedeemLink { password: TypedPassword::new(NEW_PASSWORD) }
}

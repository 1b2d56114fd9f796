//! The SMTP transport against a mail server that misbehaves.

use crate::support::smtp::{SmtpSink, Stage, Trouble};
use app::model::{Locale, Timestamp};
use latchkey::mail::{
    Envelope, FailureClass, Outgoing, Reply, SendError, SmtpOptions, SmtpUrl, TemplateKey, Transport, Variables, recipient,
    render, sender,
};
use std::sync::Arc;
use std::time::Duration;

const TOKEN: &str = "0123456789ABCDEFGHJKMNPQRS";

fn transport(url: &str, options: SmtpOptions) -> Transport {
    let url = SmtpUrl::parse(&url.into()).expect("an address");
    Transport::smtp(url, options).expect("a transport")
}

fn patient(sink: &SmtpSink) -> Transport {
    transport(&sink.url(), SmtpOptions::default())
}

/// Gives up early where the mail server hangs.
fn impatient() -> SmtpOptions {
    let limit = Duration::from_secs(1);
    SmtpOptions { command_timeout: limit, data_timeout: limit, ..SmtpOptions::default() }
}

fn mail_to(id: &str, address: &str) -> Outgoing {
    let envelope = Envelope {
        message_id: format!("<{id}@desk.northwind.example>"),
        from: sender("Northwind Desk <desk@northwind.example>").expect("a sender"),
        to: recipient("Jonas Feld", address).expect("a recipient"),
        date: Timestamp(1_795_267_920_000_000),
        locale: Locale::En,
    };
    let words = render(Locale::En, &Variables::sample(TemplateKey::PasswordChangeLink)).expect("words");
    Outgoing::new(&envelope, words).expect("a message")
}

fn mail(id: &str) -> Outgoing {
    mail_to(id, "jonas.feld@northwind.example")
}

async fn refused(sink: &SmtpSink, stage: Stage, line: &'static str) -> SendError {
    sink.trouble(stage, Trouble::Reply(line));
    patient(sink).send(&mail("m1")).await.expect_err("a refusal")
}

#[tokio::test]
async fn a_message_arrives_as_it_was_made() {
    let sink = SmtpSink::start().await;
    let reply = patient(&sink).send(&mail("m1")).await.expect("accepted");
    assert_eq!(reply, Reply { text: "250 2.0.0 Ok: queued as 1".to_owned() });
    let received = sink.nth(1).await;
    assert_eq!(
        (received.from.as_str(), received.to.as_slice()),
        ("desk@northwind.example", &["jonas.feld@northwind.example".to_owned()][..])
    );
    assert_eq!(received.message_id, "<m1@desk.northwind.example>");
    assert_eq!(received.subject, "Northwind: choose a new password");
    assert_eq!(received.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(received.link(), format!("https://desk.northwind.example/change-password/{TOKEN}"));
    assert_eq!(received.token(), TOKEN);
    assert!(received.html.contains(&format!("href=\"{}\"", received.link())));
}

#[tokio::test]
async fn connections_are_kept_for_the_next_message() {
    let sink = SmtpSink::start().await;
    let transport = patient(&sink);
    for id in ["m1", "m2", "m3"] {
        transport.send(&mail(id)).await.expect("accepted");
    }
    assert_eq!(sink.count(Stage::Greeting), 1);
    transport.close().await;
    transport.send(&mail("m4")).await.expect("accepted");
    assert_eq!(sink.count(Stage::Greeting), 2);
}

#[tokio::test]
async fn no_more_connections_than_allowed() {
    let sink = SmtpSink::start().await;
    let transport = Arc::new(transport(&sink.url(), SmtpOptions { max_connections: 2, ..SmtpOptions::default() }));
    let mut sends = tokio::task::JoinSet::new();
    for n in 0..20 {
        let transport = Arc::clone(&transport);
        sends.spawn(async move { transport.send(&mail(&format!("m{n}"))).await });
    }
    assert!(sends.join_all().await.iter().all(Result::is_ok));
    assert_eq!(sink.received().len(), 20);
    assert!(sink.count(Stage::Greeting) <= 2);
}

#[tokio::test]
async fn replies_decide_between_temporary_and_permanent() {
    for (stage, line, class) in [
        (Stage::Mail, "451 4.3.0 Try later", FailureClass::Temporary),
        (Stage::Rcpt, "450 4.2.1 Busy", FailureClass::Temporary),
        (Stage::Data, "452 4.3.1 Full", FailureClass::Temporary),
        (Stage::Dot, "421 4.3.2 Closing", FailureClass::Temporary),
        (Stage::Mail, "553 5.1.8 Sender refused", FailureClass::Permanent),
        (Stage::Rcpt, "550 5.1.1 Unknown", FailureClass::Permanent),
        (Stage::Dot, "554 5.7.1 Spam", FailureClass::Permanent),
        (Stage::Mail, "530 5.7.0 Authentication required", FailureClass::Credentials),
        (Stage::Rcpt, "530 5.7.0 Authentication required", FailureClass::Permanent),
        (Stage::Dot, "535 5.7.8 Bad credentials", FailureClass::Permanent),
        (Stage::Greeting, "554 5.7.1 You are not welcome", FailureClass::Configuration),
        (Stage::Greeting, "421 4.3.2 Too many connections", FailureClass::Temporary),
        // Replies that belong to another question.
        (Stage::Mail, "354 Go on", FailureClass::Temporary),
        (Stage::Data, "250 2.0.0 Ok", FailureClass::Temporary),
        (Stage::Dot, "354 Go on", FailureClass::Temporary),
    ] {
        let sink = SmtpSink::start().await;
        let error = refused(&sink, stage, line).await;
        assert_eq!(error.class, class, "{line}");
        assert!(error.reply.contains(line), "{} instead of {line}", error.reply);
        assert!(sink.received().is_empty());
    }
}

#[tokio::test]
async fn a_refused_sign_in_is_about_the_credentials() {
    let sink = SmtpSink::start().await;
    let url = sink.url().replace("smtp://", "smtp://desk:secret-word@");
    sink.trouble(Stage::Auth, Trouble::Reply("535 5.7.8 Wrong"));
    let signed_in = transport(&url, SmtpOptions::default());
    let error = signed_in.send(&mail("m1")).await.expect_err("a refusal");
    assert_eq!((error.class, error.code), (FailureClass::Credentials, Some(535)));
    assert!(!format!("{signed_in:?} {signed_in} {error:?}").contains("secret-word"));
    signed_in.send(&mail("m1")).await.expect("accepted");
}

#[tokio::test]
async fn a_refusal_does_not_cost_the_connection() {
    let sink = SmtpSink::start().await;
    let transport = patient(&sink);
    sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 Unknown"));
    transport.send(&mail("m1")).await.expect_err("a refusal");
    transport.send(&mail("m2")).await.expect("accepted");
    assert_eq!(sink.nth(1).await.to.len(), 1, "nothing is left of the refused recipient");
    assert_eq!(sink.count(Stage::Greeting), 1);
}

#[tokio::test]
async fn a_connection_that_died_in_the_pool_costs_nothing() {
    let sink = SmtpSink::start().await;
    let transport = patient(&sink);
    transport.send(&mail("m1")).await.expect("accepted");
    sink.disconnect_all();
    transport.send(&mail("m2")).await.expect("accepted");
    assert_eq!(sink.received().len(), 2);
}

#[tokio::test]
async fn silence_and_lost_connections_are_temporary() {
    let mut cases = tokio::task::JoinSet::new();
    for stage in [Stage::Greeting, Stage::Mail, Stage::Rcpt, Stage::Data, Stage::Dot] {
        cases.spawn(no_answer(stage, Trouble::Hang));
        cases.spawn(no_answer(stage, Trouble::Drop));
    }
    cases.join_all().await;
}

async fn no_answer(stage: Stage, trouble: Trouble) {
    let sink = SmtpSink::start().await;
    let transport = transport(&sink.url(), impatient());
    sink.trouble(stage, trouble.clone());
    let error = transport.send(&mail("m1")).await.expect_err("no reply");
    assert_eq!((error.class, error.code), (FailureClass::Temporary, None), "{stage:?} {trouble:?}");
    transport.send(&mail("m2")).await.expect("the next message has a connection of its own");
    assert_eq!(sink.count(Stage::Greeting), 2);
}

#[tokio::test]
async fn a_lost_reply_leads_to_two_copies_of_one_message() {
    let sink = SmtpSink::start().await;
    let transport = patient(&sink);
    sink.trouble(Stage::Dot, Trouble::Drop);
    transport.send(&mail("m1")).await.expect_err("no reply");
    transport.send(&mail("m1")).await.expect("accepted");
    let copies = sink.wait_for(|received| received.len() == 2).await;
    assert_eq!(copies[0].message_id, copies[1].message_id);
    assert_eq!(copies[0].raw, copies[1].raw);
}

#[tokio::test]
async fn a_reply_can_be_held_and_a_send_given_up() {
    let sink = SmtpSink::start().await;
    let transport = Arc::new(patient(&sink));
    let hold = sink.hold_reply();
    let send = tokio::spawn({
        let transport = Arc::clone(&transport);
        async move { transport.send(&mail("m1")).await }
    });
    hold.reached().await;
    assert_eq!(sink.received().len(), 1, "the mail server has the message");
    assert!(!send.is_finished(), "and the sender does not know");
    send.abort();
    hold.release();
    transport.send(&mail("m2")).await.expect("no reply of the message before is taken for this one's");
    assert_eq!(sink.count(Stage::Greeting), 2);
}

#[tokio::test]
async fn a_connection_can_be_held_after_its_reply() {
    let sink = SmtpSink::start().await;
    let hold = sink.hold_after_reply();
    patient(&sink).send(&mail("m1")).await.expect("accepted");
    hold.reached().await;
    sink.reached(Stage::Dot, 1).await;
    hold.release();
}

#[tokio::test]
async fn without_starttls_nothing_is_said_in_plain() {
    let sink = SmtpSink::start().await;
    let url = format!("{}?tls=required", sink.url());
    let error = transport(&url, SmtpOptions::default()).send(&mail("m1")).await.expect_err("a refusal");
    assert_eq!(error.class, FailureClass::Configuration);
    assert!(error.reply.contains("STARTTLS"), "{}", error.reply);
    assert_eq!(sink.count(Stage::Mail), 0);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_or_is_not_there_is_temporary() {
    let sink = SmtpSink::start().await;
    let implicit = transport(&sink.url().replace("smtp://", "smtps://"), SmtpOptions::default());
    assert_eq!(implicit.send(&mail("m1")).await.expect_err("no TLS").class, FailureClass::Temporary);
    let gone = sink.url();
    drop(sink);
    let error = transport(&gone, impatient()).send(&mail("m1")).await.expect_err("nobody there");
    assert_eq!(error.class, FailureClass::Temporary);
}

#[tokio::test]
async fn a_server_that_quotes_the_link_does_not_get_it_into_our_logs() {
    let sink = SmtpSink::start().await;
    let line = "554 5.7.1 blocked: https://desk.northwind.example/change-password/0123456789ABCDEFGHJKMNPQRS";
    let error = refused(&sink, Stage::Dot, line).await;
    assert!(error.reply.starts_with("554 5.7.1 blocked") && !error.reply.contains(TOKEN), "{}", error.reply);
}

#[tokio::test]
async fn letters_beyond_ascii_before_the_at_are_announced() {
    let sink = SmtpSink::start().await;
    patient(&sink).send(&mail_to("m1", "søren@northwind.example")).await.expect("accepted");
    assert_eq!(sink.nth(1).await.to, ["søren@northwind.example"]);
}

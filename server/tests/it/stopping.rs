//! What is told to stop says so, finishes what is under way, and ends.

use crate::support::{
    app::{PASSWORD, TestApp},
    process::Process,
    smtp::Hold,
};
use app::model::Role;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

on_both_engines!(
    what_is_under_way_is_finished_while_readiness_says_no,
    connections_that_nobody_uses_are_closed,
    told_twice_it_ends_at_once_and_loses_nothing,
    a_server_without_work_ends_soon,
);

/// A process that was told to stop while a link's mail is at the mail server, which has not answered yet.
async fn stopping_while_it_sends(app: &TestApp) -> (Process, Hold) {
    app.clock.keep_system_time();
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let process = Process::start(app);
    let hold = app.sink.hold_reply();
    app.send_link(ada, jonas).await.unwrap();
    hold.reached().await;
    process.terminate();
    while process.browser().get("/readyz").await.status != 503 {}
    (process, hold)
}

async fn what_is_under_way_is_finished_while_readiness_says_no(app: TestApp) {
    let (process, hold) = stopping_while_it_sends(&app).await;
    assert_eq!(process.browser().get("/healthz").await.status, 200);
    assert_eq!(process.browser().sign_in("ada", PASSWORD).await.status, 303, "whoever still comes is answered");
    hold.release();
    assert_eq!(process.ended().code(), Some(0));
    let counted = app.store.count("SELECT COUNT(*) FROM messages WHERE state = 'sent'").await;
    assert_eq!((counted, app.sink.received().len()), (1, 1), "sent, known to be, and once");
}

async fn connections_that_nobody_uses_are_closed(app: TestApp) {
    let process = Process::start(&app);
    let mut connection = TcpStream::connect(process.address()).await.unwrap();
    connection.write_all(b"GET /healthz HTTP/1.1\r\nHost: desk\r\n\r\n").await.unwrap();
    let mut beginning = [0; 12];
    connection.read_exact(&mut beginning).await.unwrap();
    assert_eq!(&beginning, b"HTTP/1.1 200");
    process.terminate();
    let mut rest = Vec::new();
    connection.read_to_end(&mut rest).await.unwrap();
    assert_eq!(process.ended().code(), Some(0));
}

async fn told_twice_it_ends_at_once_and_loses_nothing(app: TestApp) {
    let (process, hold) = stopping_while_it_sends(&app).await;
    process.terminate();
    assert_eq!(process.ended().code(), Some(1), "while the mail server still says nothing");
    hold.release();
    let _second_life = Process::start(&app);
    let copies = app.sink.wait_for(|mails| mails.len() == 2).await;
    assert_eq!(copies[0].message_id, copies[1].message_id);
}

async fn a_server_without_work_ends_soon(app: TestApp) {
    let process = Process::with(&app, &[("LATCHKEY_UNREADY_SECONDS", "0"), ("LATCHKEY_DRAIN_SECONDS", "600")]);
    process.terminate();
    assert_eq!(process.ended().code(), Some(0));
}

//! A mail server for tests: it takes mail on a loopback port, and misbehaves when it is told to.

#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a test's mail server that cannot work must stop the test")]

use mail_parser::{Message, MessageParser};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A point in the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The greeting of a new connection.
    Greeting,
    /// AUTH.
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA.
    Data,
    /// The whole message has come; the reply that takes the responsibility for it.
    Dot,
    /// The 250 that takes a message is written, whether anybody reads it or not.
    Queued,
}

/// What to do instead of the ordinary reply.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// Say this line instead.
    Reply(&'static str),
    /// Say nothing more on this connection.
    Hang,
    /// Close the connection without a word. At [`Stage::Dot`] the message counts as received: the sender cannot know.
    Drop,
}

/// A message that the server has taken.
#[derive(Clone, Debug)]
pub struct Received {
    /// MAIL FROM.
    pub from: String,
    /// RCPT TO.
    pub to: Vec<String>,
    /// The Message-ID, with its brackets.
    pub message_id: String,
    /// The subject, decoded.
    pub subject: String,
    /// The text part, decoded; line ends are `\n`.
    pub text: String,
    /// The HTML part, decoded.
    pub html: String,
    /// The message as it came.
    pub raw: String,
    /// When it had come.
    pub at: Instant,
    /// Whether a 250 follows; without one the sender cannot know that it was taken.
    pub answered: bool,
}

impl Received {
    fn new(from: String, to: Vec<String>, raw: &[u8]) -> Self {
        let message = MessageParser::default().parse(raw).expect("a message");
        let part = |body: Option<std::borrow::Cow<'_, str>>| body.unwrap_or_default().replace("\r\n", "\n");
        Self {
            from,
            to,
            message_id: format!("<{}>", message.message_id().unwrap_or_default()),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: part(message.body_text(0)),
            html: part(message.body_html(0)),
            raw: String::from_utf8_lossy(raw).into_owned(),
            at: Instant::now(),
            answered: true,
        }
    }

    /// A header's value as it stands in the message, without the space around it.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let message: Message<'_> = MessageParser::default().parse(self.raw.as_bytes())?;
        message.header_raw(name.to_owned()).map(|value| value.trim().to_owned())
    }

    /// The address that stands alone on a line of the text part.
    #[must_use]
    pub fn link(&self) -> &str {
        let mut lines = self.text.lines();
        lines.find(|line| line.starts_with("http") && !line.contains(' ')).expect("a link on a line of its own")
    }

    /// The generated password: the line of six groups.
    #[must_use]
    pub fn password(&self) -> &str {
        let is_group = |group: &str| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let mut lines = self.text.lines();
        lines.find(|line| line.split('-').count() == 6 && line.split('-').all(is_group)).expect("a password on a line of its own")
    }

    /// The last segment of the link's path: its secret.
    #[must_use]
    pub fn token(&self) -> &str {
        self.link().rsplit('/').next().expect("a path")
    }
}

/// The server. Dropping it closes its port and every connection.
pub struct SmtpSink {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: JoinHandle<()>,
}

impl SmtpSink {
    /// Starts it on a free port.
    pub async fn start() -> Self {
        Self::start_at("127.0.0.1:0".parse().expect("an address")).await
    }

    /// Starts it at an address that is free, as a mail server that comes back does.
    pub async fn start_at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let shared = Arc::new(Shared::default());
        let listener = tokio::spawn(listen(listener, Arc::clone(&shared)));
        Self { address, shared, listener }
    }

    /// Where it is.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it is, as configuration wants it: `smtp://127.0.0.1:port`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The next time that stage is reached, once, do this. Several for one stage take turns in the order given.
    pub fn trouble(&self, stage: Stage, trouble: Trouble) {
        self.shared.lock().plan.push_back((stage, Plan::Trouble(trouble)));
    }

    /// At every stage that nothing is planned for, do what this says.
    pub fn misbehave(&self, choose: impl FnMut(Stage) -> Option<Trouble> + Send + 'static) {
        self.shared.lock().whim = Some(Box::new(choose));
    }

    /// The next message is held between its final dot and the reply. It counts as received.
    #[must_use]
    pub fn hold_reply(&self) -> Hold {
        self.hold(Plan::HoldReply)
    }

    /// After the next message's 250 was written, the connection answers nothing until it is released.
    #[must_use]
    pub fn hold_after_reply(&self) -> Hold {
        self.hold(Plan::HoldAfterReply)
    }

    fn hold(&self, plan: impl FnOnce(watch::Sender<Held>) -> Plan) -> Hold {
        let state = watch::Sender::new(Held::Waiting);
        self.shared.lock().plan.push_back((Stage::Dot, plan(state.clone())));
        Hold { state }
    }

    /// Everything received so far, oldest first.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.borrow().clone()
    }

    /// The `n`th message, counted from 1, once it has come.
    pub async fn nth(&self, n: usize) -> Received {
        self.wait_for(|received| received.len() >= n).await.swap_remove(n - 1)
    }

    /// Everything received, once that satisfies the condition.
    pub async fn wait_for(&self, condition: impl FnMut(&Vec<Received>) -> bool) -> Vec<Received> {
        let mut watcher = self.shared.received.subscribe();
        watcher.wait_for(condition).await.expect("the server runs").clone()
    }

    /// How often a stage was reached so far, with trouble or without.
    #[must_use]
    pub fn count(&self, stage: Stage) -> usize {
        self.shared.reached.borrow().iter().filter(|reached| **reached == stage).count()
    }

    /// Waits until a stage was reached so often.
    pub async fn reached(&self, stage: Stage, times: usize) {
        let mut watcher = self.shared.reached.subscribe();
        let enough = |reached: &Vec<Stage>| reached.iter().filter(|reached| **reached == stage).count() >= times;
        watcher.wait_for(enough).await.expect("the server runs");
    }

    /// Goes away as a server does that is switched off; answers everything received.
    pub async fn stop(self) -> Vec<Received> {
        self.listener.abort();
        let connections: Vec<_> = self.shared.lock().connections.drain(..).collect();
        for connection in connections {
            connection.abort();
            let _ended = connection.await;
        }
        self.received()
    }

    /// Closes every connection there is, as a server does that is restarted.
    pub fn disconnect_all(&self) {
        for connection in self.shared.lock().connections.drain(..) {
            connection.abort();
        }
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.listener.abort();
        self.disconnect_all();
    }
}

/// A conversation stopped at a point of interest. Dropping it lets the conversation go on.
pub struct Hold {
    state: watch::Sender<Held>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    Waiting,
    Reached,
    Released,
}

impl Hold {
    /// Waits until the conversation has come to that point.
    pub async fn reached(&self) {
        self.state.subscribe().wait_for(|held| *held != Held::Waiting).await.expect("the sender is ours");
    }

    /// Lets it go on.
    pub fn release(self) {
        drop(self);
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.state.send_replace(Held::Released);
    }
}

enum Plan {
    Trouble(Trouble),
    HoldReply(watch::Sender<Held>),
    HoldAfterReply(watch::Sender<Held>),
}

/// What chooses trouble by itself.
type Whim = Box<dyn FnMut(Stage) -> Option<Trouble> + Send>;

#[derive(Default)]
struct Shared {
    script: Mutex<Script>,
    received: watch::Sender<Vec<Received>>,
    reached: watch::Sender<Vec<Stage>>,
}

#[derive(Default)]
struct Script {
    plan: VecDeque<(Stage, Plan)>,
    whim: Option<Whim>,
    connections: Vec<JoinHandle<()>>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the stage and takes what is planned for it.
    fn reach(&self, stage: Stage) -> Option<Plan> {
        let plan = {
            let mut script = self.lock();
            let planned = script.plan.iter().position(|(at, _)| *at == stage);
            let plan = planned.and_then(|index| script.plan.remove(index)).map(|(_, plan)| plan);
            plan.or_else(|| script.whim.as_mut()?(stage).map(Plan::Trouble))
        };
        self.reached.send_modify(|reached| reached.push(stage));
        plan
    }

    fn receive(&self, message: Received) {
        self.received.send_modify(|received| received.push(message));
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let conversation = Conversation::new(stream, Arc::clone(&shared));
        let task = tokio::spawn(async move {
            // The client has hung up, or trouble was asked for: either way this connection is over.
            let _over = conversation.run().await;
        });
        shared.lock().connections.push(task);
    }
}

/// The connection ends here, on purpose or because the other side is gone.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

struct Conversation {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    shared: Arc<Shared>,
    from: String,
    to: Vec<String>,
}

impl Conversation {
    fn new(stream: TcpStream, shared: Arc<Shared>) -> Self {
        let (reader, writer) = stream.into_split();
        Self { reader: BufReader::new(reader), writer, shared, from: String::new(), to: Vec::new() }
    }

    async fn run(mut self) -> Result<(), Over> {
        self.at(Stage::Greeting, "220 sink.example ESMTP").await?;
        loop {
            let line = self.line().await?;
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => self.say("250-sink.example\r\n250-AUTH PLAIN\r\n250-8BITMIME\r\n250 SMTPUTF8").await?,
                "AUTH" => self.at(Stage::Auth, "235 2.7.0 Ok").await?,
                "MAIL" => {
                    self.from = address(&line);
                    self.at(Stage::Mail, "250 2.1.0 Ok").await?;
                }
                "RCPT" => {
                    self.to.push(address(&line));
                    self.at(Stage::Rcpt, "250 2.1.5 Ok").await?;
                }
                "DATA" => self.data().await?,
                "RSET" | "NOOP" => {
                    self.to.clear();
                    self.say("250 2.0.0 Ok").await?;
                }
                "QUIT" => return self.say("221 2.0.0 Bye").await,
                _ => self.say("500 5.5.2 What?").await?,
            }
        }
    }

    /// The ordinary reply of a stage, or the trouble planned for it.
    async fn at(&mut self, stage: Stage, ordinary: &str) -> Result<(), Over> {
        match self.shared.reach(stage) {
            Some(Plan::Trouble(trouble)) => self.make(&trouble).await,
            _ => self.say(ordinary).await,
        }
    }

    async fn make(&mut self, trouble: &Trouble) -> Result<(), Over> {
        match trouble {
            Trouble::Reply(line) => self.say(line).await,
            Trouble::Hang => std::future::pending().await,
            Trouble::Drop => Err(Over),
        }
    }

    async fn data(&mut self) -> Result<(), Over> {
        match self.shared.reach(Stage::Data) {
            Some(Plan::Trouble(trouble)) => return self.make(&trouble).await,
            _ => self.say("354 Go on").await?,
        }
        let raw = self.message().await?;
        let message = Received::new(std::mem::take(&mut self.from), std::mem::take(&mut self.to), &raw);
        match self.shared.reach(Stage::Dot) {
            None => {
                self.shared.receive(message);
                self.say_queued().await
            }
            Some(Plan::Trouble(Trouble::Drop)) => {
                self.shared.receive(Received { answered: false, ..message });
                Err(Over)
            }
            Some(Plan::Trouble(trouble)) => self.make(&trouble).await,
            Some(Plan::HoldReply(state)) => {
                self.shared.receive(message);
                hold(&state).await;
                self.say_queued().await
            }
            Some(Plan::HoldAfterReply(state)) => {
                self.shared.receive(message);
                self.say_queued().await?;
                hold(&state).await;
                Ok(())
            }
        }
    }

    /// Lines up to the lone dot, with doubled dots made single (RFC 5321 §4.5.2).
    async fn message(&mut self) -> Result<Vec<u8>, Over> {
        let mut message = Vec::new();
        loop {
            let line = self.line().await?;
            if line == b".\r\n" {
                return Ok(message);
            }
            message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }

    async fn line(&mut self) -> Result<Vec<u8>, Over> {
        let mut line = Vec::new();
        if self.reader.read_until(b'\n', &mut line).await? == 0 { Err(Over) } else { Ok(line) }
    }

    async fn say_queued(&mut self) -> Result<(), Over> {
        let number = self.shared.received.borrow().len();
        self.say(&format!("250 2.0.0 Ok: queued as {number}")).await?;
        self.shared.reached.send_modify(|reached| reached.push(Stage::Queued));
        Ok(())
    }

    async fn say(&mut self, line: &str) -> Result<(), Over> {
        self.writer.write_all(format!("{line}\r\n").as_bytes()).await?;
        Ok(self.writer.flush().await?)
    }
}

async fn hold(state: &watch::Sender<Held>) {
    state.send_if_modified(|held| {
        let waits = *held == Held::Waiting;
        if waits {
            *held = Held::Reached;
        }
        waits
    });
    // `state` is a sender itself, so that this ends by release alone.
    let _ = state.subscribe().wait_for(|held| *held == Held::Released).await;
}

/// What stands between the brackets of MAIL FROM and RCPT TO.
fn address(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(address, _)| address).unwrap_or_default().to_owned()
}

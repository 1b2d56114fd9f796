//! Messages handed to a mail server (RFC 5321).
//!
//! lettre speaks the protocol; the pool is ours. lettre's timeout covers the TCP connect alone, and its pool takes back
//! connections whose command was cut off half-way: the next message would then read its predecessor's replies and could
//! count as accepted though it never was. Here every step has its limit, every reply must have the code that step expects,
//! and a connection goes back to the pool only after a reply that leaves it in a known state.

use super::encrypted::Encrypted;
use super::url::{Login, Security};
use super::{FailureClass, Outgoing, Reply, SendError, SmtpUrl, UrlError};
use crate::security::tls;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use secrecy::ExposeSecret as _;
use std::error::Error as _;
use std::fmt;
use std::io;
use std::iter::successors;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

/// Limits of an [`SmtpTransport`].
#[derive(Clone, Debug)]
pub struct SmtpOptions {
    /// What we call ourselves (EHLO): a host name. Without one, this machine's.
    pub hello_name: Option<String>,
    /// How long to connect (name, TCP, TLS and greeting together), and how long each command may take. RFC 5321 §4.5.3.2
    /// would wait 5 minutes; a queue that tries again can be brisker. Default 60 s.
    pub command_timeout: Duration,
    /// How long to wait for the reply to a whole message. Giving up early means sending twice (RFC 1047), so this is RFC
    /// 5321 §4.5.3.2.6's 10 minutes.
    pub data_timeout: Duration,
    /// Connections at once. Default 10.
    pub max_connections: usize,
    /// Idle connections older than this are not used again. Default 60 s: mail servers hang up after 1 to 5 minutes.
    pub idle_timeout: Duration,
}

impl Default for SmtpOptions {
    fn default() -> Self {
        Self {
            hello_name: None,
            command_timeout: Duration::from_mins(1),
            data_timeout: Duration::from_mins(10),
            max_connections: 10,
            idle_timeout: Duration::from_mins(1),
        }
    }
}

/// How long a farewell may take.
const GOODBYE: Duration = Duration::from_secs(2);

/// Sends to one mail server over a few connections that are kept for the next message.
pub struct SmtpTransport {
    url: SmtpUrl,
    tls: Option<Tls>,
    options: SmtpOptions,
    slots: Semaphore,
    idle: Mutex<Vec<Idle>>,
}

/// When a connection is encrypted, and what that takes.
enum Tls {
    /// From the first byte.
    First(TlsConnector, ServerName<'static>),
    /// Once the server has offered it.
    Started(TlsParameters),
}

struct Idle {
    connection: AsyncSmtpConnection,
    since: Instant,
}

/// How far a conversation had come: the same code means different things before and after a message was named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Open,
    SignIn,
    /// The sender is named, who is always us.
    Sender,
    /// One message and its recipient.
    Message,
}

impl SmtpTransport {
    pub(super) fn new(url: SmtpUrl, options: SmtpOptions) -> Result<Self, UrlError> {
        let tls = match url.security {
            Security::Plain => None,
            Security::StartTls => Some(Tls::Started(TlsParameters::new(url.host.clone()).map_err(|_| UrlError::Tls)?)),
            Security::Implicit => {
                let name = ServerName::try_from(url.host.clone()).map_err(|_| UrlError::Tls)?;
                Some(Tls::First(tls::connector(tls::authorities()).map_err(|_| UrlError::Tls)?, name))
            }
        };
        let slots = Semaphore::new(options.max_connections.max(1));
        Ok(Self { url, tls, options, slots, idle: Mutex::default() })
    }

    pub(super) const fn url(&self) -> &SmtpUrl {
        &self.url
    }

    pub(super) async fn send(&self, mail: &Outgoing) -> Result<Reply, SendError> {
        // The semaphore is never closed, so that this waits for a free connection and does not fail.
        let _slot = self.slots.acquire().await;
        let mut connection = self.connection().await?;
        let result = self.deliver(&mut connection, mail).await;
        if settled(&result) {
            self.park(connection);
        }
        result.map_err(|error| SendError { reply: mail.redact(&error.reply), ..error })
    }

    /// Connects, encrypts and signs in as for a message, and says goodbye.
    pub(super) async fn probe(&self) -> Result<(), SendError> {
        let mut connection = self.open().await?;
        let _ = timeout(GOODBYE, connection.abort()).await;
        Ok(())
    }

    pub(super) async fn close(&self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for mut idle in idle {
            // A server that does not answer is left without a farewell.
            let _ = timeout(GOODBYE, idle.connection.abort()).await;
        }
    }

    /// An idle connection that still answers, or a new one. RSET also ends what a refused message left open.
    async fn connection(&self) -> Result<AsyncSmtpConnection, SendError> {
        while let Some(mut connection) = self.unpark() {
            let reset = self.step(Stage::Message, &[250], connection.command(Rset)).await;
            if reset.is_ok() {
                return Ok(connection);
            }
        }
        self.open().await
    }

    fn unpark(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|idle| idle.since.elapsed() < self.options.idle_timeout);
        idle.pop().map(|idle| idle.connection)
    }

    fn park(&self, connection: AsyncSmtpConnection) {
        let idle = Idle { connection, since: Instant::now() };
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(idle);
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, SendError> {
        let limit = self.options.command_timeout;
        let hello = self.options.hello_name.clone().map_or_else(ClientId::default, ClientId::Domain);
        let greeted = async {
            let stream = self.dial().await.map_err(|error| unreachable_server(&error))?;
            let connected = AsyncSmtpConnection::connect_with_transport(stream, &hello).await;
            connected.map_err(|error| classify(Stage::Open, &error))
        };
        let mut connection = timeout(limit, greeted).await.map_err(|_| silent(limit))??;
        if let Some(Tls::Started(tls)) = &self.tls {
            within(limit, Stage::Open, connection.starttls(tls.clone(), &hello)).await?;
        }
        if let Some(login) = &self.url.login {
            let credentials = credentials(login);
            self.step(Stage::SignIn, &[235], connection.auth(DEFAULT_MECHANISMS, &credentials)).await?;
        }
        Ok(connection)
    }

    /// Connects, with TLS where it comes first. Nothing waits there for more to be sent: the end of a message comes by itself, and
    /// would be held back until the server's system confirms what came before, 40 ms with every mail.
    async fn dial(&self) -> io::Result<Box<dyn AsyncTokioStream>> {
        let stream = TcpStream::connect((self.url.host.as_str(), self.url.port)).await?;
        stream.set_nodelay(true)?;
        Ok(match &self.tls {
            Some(Tls::First(connector, name)) => Box::new(Encrypted::new(connector.connect(name.clone(), stream).await?)),
            _ => Box::new(stream),
        })
    }

    async fn deliver(&self, connection: &mut AsyncSmtpConnection, mail: &Outgoing) -> Result<Reply, SendError> {
        let mail_from = Mail::new(mail.route().from().cloned(), parameters(connection, mail)?);
        self.step(Stage::Sender, &[250], connection.command(mail_from)).await?;
        for recipient in mail.route().to() {
            self.step(Stage::Message, &[250, 251], connection.command(Rcpt::new(recipient.clone(), Vec::new()))).await?;
        }
        self.step(Stage::Message, &[354], connection.command(Data)).await?;
        let sent = within(self.options.data_timeout, Stage::Message, connection.message(mail.bytes())).await?;
        let reply = expect(&[250], sent)?;
        Ok(Reply { text: mail.redact(&words(&reply)) })
    }

    async fn step(
        &self,
        stage: Stage,
        codes: &[u16],
        exchange: impl Future<Output = Result<Response, lettre::transport::smtp::Error>>,
    ) -> Result<Response, SendError> {
        expect(codes, within(self.options.command_timeout, stage, exchange).await?)
    }
}

impl fmt::Debug for SmtpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpTransport").field("url", &self.url).field("options", &self.options).finish_non_exhaustive()
    }
}

impl fmt::Display for SmtpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.url.fmt(f)
    }
}

fn credentials(login: &Login) -> Credentials {
    Credentials::new(login.user.clone(), login.password.expose_secret().to_owned())
}

/// Whether the server has said its last word about the message and the connection: 421 announces that it hangs up.
fn settled(result: &Result<Reply, SendError>) -> bool {
    match result {
        Ok(_) => true,
        Err(error) => error.code.is_some_and(|code| code != 421),
    }
}

/// Our messages are ASCII throughout, unless the part of an address before the @ is not (RFC 6531).
fn parameters(connection: &AsyncSmtpConnection, mail: &Outgoing) -> Result<Vec<MailParameter>, SendError> {
    if mail.bytes().is_ascii() && mail.recipient().is_ascii() {
        return Ok(Vec::new());
    }
    if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
        let reply = format!("the mail server takes no address with letters beyond ASCII before the @: {}", mail.recipient());
        return Err(SendError { class: FailureClass::Permanent, code: None, reply });
    }
    Ok(vec![MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)])
}

async fn within<T>(
    limit: Duration,
    stage: Stage,
    exchange: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, SendError> {
    let result = timeout(limit, exchange).await.map_err(|_| silent(limit))?;
    result.map_err(|error| classify(stage, &error))
}

fn unreachable_server(error: &io::Error) -> SendError {
    SendError { class: FailureClass::Temporary, code: None, reply: format!("mail server: {error}") }
}

fn silent(limit: Duration) -> SendError {
    let reply = format!("the mail server did not answer within {} s", limit.as_secs());
    SendError { class: FailureClass::Temporary, code: None, reply }
}

/// A success that does not fit the step means that replies and commands have got out of step; trust nothing after it.
fn expect(codes: &[u16], response: Response) -> Result<Response, SendError> {
    if codes.contains(&u16::from(response.code())) {
        return Ok(response);
    }
    let reply = format!("the mail server gave an answer to another question: {}", words(&response));
    Err(SendError { class: FailureClass::Temporary, code: None, reply })
}

fn classify(stage: Stage, error: &lettre::transport::smtp::Error) -> SendError {
    let code = error.status().map(u16::from);
    let reply = complaint(code, error);
    let class = match code {
        Some(code) => class_of(stage, code, &reply),
        // What lettre refuses by itself while a connection is set up: no STARTTLS, no way to sign in that both know.
        None if error.is_client() => FailureClass::Configuration,
        None => FailureClass::Temporary,
    };
    SendError { class, code, reply }
}

/// What a reply means for the queue. Once a recipient is named it is about that message alone, whatever its code: others must not
/// wait for what one recipient's system answers.
fn class_of(stage: Stage, code: u16, reply: &str) -> FailureClass {
    match (stage, code) {
        (Stage::SignIn, 500..) | (Stage::Open, 530 | 534 | 535) => FailureClass::Credentials,
        (Stage::Sender, 530) if wants_sign_in(reply) => FailureClass::Credentials,
        (Stage::Open, 500..) => FailureClass::Configuration,
        (Stage::Sender | Stage::Message, 500..) => FailureClass::Permanent,
        (_, _) => FailureClass::Temporary,
    }
}

/// Whether a 530 says that nothing is taken before a sign-in (RFC 4954 §6) or TLS (RFC 3207 §4).
fn wants_sign_in(reply: &str) -> bool {
    let reply = reply.to_ascii_lowercase();
    ["5.7.0", "authenticat", "starttls"].iter().any(|words| reply.contains(words))
}

/// The server's reply as it came, or else the first cause.
fn complaint(code: Option<u16>, error: &lettre::transport::smtp::Error) -> String {
    let cause = successors(error.source(), |&cause| cause.source()).last();
    match (code, cause) {
        (Some(code), Some(words)) => format!("{code} {words}"),
        (Some(code), None) => code.to_string(),
        (None, Some(cause)) => format!("mail server: {cause}"),
        (None, None) => format!("mail server: {error}"),
    }
}

fn words(response: &Response) -> String {
    let lines: Vec<&str> = response.message().collect();
    format!("{} {}", response.code(), lines.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_of_a_message_are_temporary_or_permanent() {
        for stage in [Stage::Sender, Stage::Message] {
            for code in [421, 450, 451, 452, 454, 471] {
                assert_eq!(class_of(stage, code, ""), FailureClass::Temporary, "{code}");
            }
            for code in [500, 550, 551, 552, 553, 554, 571] {
                assert_eq!(class_of(stage, code, ""), FailureClass::Permanent, "{code}");
            }
        }
    }

    #[test]
    fn a_refused_sign_in_is_no_message_s_fault() {
        for code in [530, 534, 535, 538] {
            assert_eq!(class_of(Stage::SignIn, code, ""), FailureClass::Credentials, "{code}");
        }
        for code in [530, 534, 535] {
            assert_eq!(class_of(Stage::Open, code, ""), FailureClass::Credentials, "{code}");
        }
        assert_eq!(class_of(Stage::SignIn, 454, ""), FailureClass::Temporary);
        for reply in [
            "530 5.7.0 Authentication required",
            "530-5.5.1 Authentication Required. Learn more",
            "530 5.7.57 Client not authenticated to send mail",
            "530 Must issue a STARTTLS command first",
        ] {
            assert_eq!(class_of(Stage::Sender, 530, reply), FailureClass::Credentials, "{reply}");
        }
    }

    #[test]
    fn what_is_said_of_one_message_is_never_about_our_sign_in() {
        for code in [530, 534, 535] {
            assert_eq!(class_of(Stage::Message, code, "530 5.7.0 Authentication required"), FailureClass::Permanent, "{code}");
        }
        assert_eq!(class_of(Stage::Sender, 530, "530 Sender refused"), FailureClass::Permanent);
        assert_eq!(class_of(Stage::Sender, 535, "535 5.7.8 Bad credentials"), FailureClass::Permanent);
    }

    #[test]
    fn a_server_that_turns_us_away_at_the_door_costs_no_message() {
        assert_eq!(class_of(Stage::Open, 554, ""), FailureClass::Configuration);
        assert_eq!(class_of(Stage::Open, 421, ""), FailureClass::Temporary);
    }

    #[test]
    fn only_a_settled_connection_is_kept() {
        let refused = |code| Err(SendError { class: FailureClass::Temporary, code, reply: String::new() });
        assert!(settled(&Ok(Reply { text: String::new() })));
        assert!(settled(&refused(Some(550))) && settled(&refused(Some(451))));
        assert!(!settled(&refused(Some(421))) && !settled(&refused(None)));
    }
}

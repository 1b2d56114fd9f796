//! The address of a mail server, as configured.

use lettre::transport::smtp::{SUBMISSION_PORT, SUBMISSIONS_PORT};
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};
use std::fmt;
use std::net::IpAddr;
use url::Url;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// TLS from the first byte (`smtps://`).
    Implicit,
    /// STARTTLS, and nothing is sent without it.
    StartTls,
    /// None; to this machine only.
    Plain,
}

/// A user name and password for the mail server.
#[derive(Clone, Debug)]
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: SecretString,
}

/// Where and how to reach a mail server. It shows its password nowhere.
///
/// - `smtps://user:password@host:465` — TLS from the first byte (RFC 8314)
/// - `smtp://user:password@host:587` — STARTTLS, required
/// - `smtp://127.0.0.1:2525` — to this machine in plain; `?tls=required` asks for STARTTLS there too
///
/// User and password are percent-encoded. Ports default to 465 and 587.
#[derive(Clone, Debug)]
pub struct SmtpUrl {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) login: Option<Login>,
}

/// Why the address of a mail server cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Not a URL, or not of one of the two schemes.
    #[error("the mail server's address must look like smtps://user:password@mail.example.org or smtp://mail.example.org:587")]
    Form,
    /// A user without a password or the other way round, or bad percent-encoding.
    #[error("the mail server's address needs both user and password, percent-encoded, or neither")]
    Login,
    /// A path, or parameters other than `tls=required`.
    #[error("the mail server's address takes no path and no parameters other than tls=required")]
    Parameters,
    /// Someone asked for an unprotected connection.
    #[error("mail goes unencrypted to this machine only (127.0.0.1, ::1 or localhost): remove tls=none, or use smtps://")]
    Plain,
    /// No certificate authorities, for example.
    #[error("TLS cannot be set up: are certificates of authorities installed (Debian: ca-certificates)?")]
    Tls,
}

impl SmtpUrl {
    /// Reads a configured address.
    ///
    /// # Errors
    /// What is wrong with it, in words that do not repeat it.
    pub fn parse(configured: &SecretString) -> Result<Self, UrlError> {
        let url = Url::parse(configured.expose_secret().trim()).map_err(|_| UrlError::Form)?;
        let host = url.host_str().ok_or(UrlError::Form)?.trim_matches(['[', ']']).to_owned();
        if host.is_empty() {
            return Err(UrlError::Form);
        }
        let security = security(&url, &host)?;
        let default_port = if security == Security::Implicit { SUBMISSIONS_PORT } else { SUBMISSION_PORT };
        Ok(Self { port: url.port().unwrap_or(default_port), login: login(&url)?, host, security })
    }

    /// Where it is, without user and password: `smtps://mail.example.org:465`.
    #[must_use]
    pub fn address(&self) -> String {
        let scheme = if self.security == Security::Implicit { "smtps" } else { "smtp" };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        format!("{scheme}://{host}:{}", self.port)
    }

    /// Whom we sign in as, if at all.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.login.as_ref().map(|login| login.user.as_str())
    }
}

fn security(url: &Url, host: &str) -> Result<Security, UrlError> {
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(UrlError::Parameters);
    }
    match (url.scheme(), url.query()) {
        ("smtps", None) => Ok(Security::Implicit),
        ("smtp", None) if is_loopback(host) => Ok(Security::Plain),
        ("smtp", None | Some("tls=required")) => Ok(Security::StartTls),
        ("smtp", Some("tls=none" | "tls=opportunistic")) => Err(UrlError::Plain),
        ("smtp" | "smtps", Some(_)) => Err(UrlError::Parameters),
        _ => Err(UrlError::Form),
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn login(url: &Url) -> Result<Option<Login>, UrlError> {
    let decode = |text| percent_decode_str(text).decode_utf8().map_err(|_| UrlError::Login);
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(UrlError::Login),
        (user, Some(password)) => {
            Ok(Some(Login { user: decode(user)?.into_owned(), password: decode(password)?.into_owned().into() }))
        }
    }
}

/// For people: `smtps://mail.example.org:465 as desk`.
impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address())?;
        self.user().map_or(Ok(()), |user| write!(f, " as {user}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<SmtpUrl, UrlError> {
        SmtpUrl::parse(&url.into())
    }

    #[test]
    fn the_scheme_decides_how_the_connection_is_protected() {
        for (url, security, port) in [
            ("smtps://mail.example.org", Security::Implicit, 465),
            ("smtps://127.0.0.1", Security::Implicit, 465),
            ("smtp://mail.example.org", Security::StartTls, 587),
            ("smtp://mail.example.org:25/?tls=required", Security::StartTls, 25),
            ("smtp://10.0.0.7", Security::StartTls, 587),
            ("smtp://127.0.0.1:2525", Security::Plain, 2525),
            ("smtp://[::1]:2525", Security::Plain, 2525),
            ("smtp://LOCALHOST:2525", Security::Plain, 2525),
            ("smtp://localhost:2525?tls=required", Security::StartTls, 2525),
            ("smtp://localhost.evil.example", Security::StartTls, 587),
        ] {
            let parsed = parse(url).unwrap();
            assert_eq!((parsed.security, parsed.port), (security, port), "{url}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_a_reason() {
        for (url, error) in [
            ("", UrlError::Form),
            ("mail.example.org:587", UrlError::Form),
            ("http://mail.example.org", UrlError::Form),
            ("smtp://", UrlError::Form),
            ("smtp://mail.example.org?tls=none", UrlError::Plain),
            ("smtp://mail.example.org?tls=opportunistic", UrlError::Plain),
            ("smtp://mail.example.org?timeout=5", UrlError::Parameters),
            ("smtps://mail.example.org/relay", UrlError::Parameters),
            ("smtp://user@mail.example.org", UrlError::Login),
            ("smtp://user:%ff@mail.example.org", UrlError::Login),
        ] {
            assert_eq!(parse(url).unwrap_err(), error, "{url}");
        }
    }

    #[test]
    fn user_and_password_are_decoded_and_the_password_is_not_shown() {
        let parsed = parse("smtps://desk%40example.org:p%2Fss%20word@mail.example.org").unwrap();
        let login = parsed.login.as_ref().unwrap();
        assert_eq!((login.user.as_str(), login.password.expose_secret()), ("desk@example.org", "p/ss word"));
        assert_eq!(parsed.to_string(), "smtps://mail.example.org:465 as desk@example.org");
        assert!(!format!("{parsed:?}").contains("ss word"));
    }
}

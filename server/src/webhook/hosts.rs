//! The hosts that may be called: those that the operator lists, and no others, so that nobody has Latchkey call what only it
//! can reach.

use app::api::Problem;
use serde::Deserialize;
use std::str::FromStr;
use url::{Host, Url};

/// Hosts and ports that may be called. Without a port in the list, it is the scheme's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Hosts(Vec<(Host, Option<u16>)>);

/// An address that may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Where to connect to: a name, or an address without brackets.
    pub(super) host: String,
    /// On which port.
    pub(super) port: u16,
    /// Whether the connection is encrypted; it is, but on this machine.
    pub(super) is_tls: bool,
    /// Host and port as the `Host` header names them.
    pub(super) authority: String,
    /// Path and query.
    pub(super) path: String,
}

impl Hosts {
    /// Whether none is listed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The target of a web address.
    ///
    /// # Errors
    /// It is none that can be called safely (`https` alone; `http` on this machine), or its host is not on the list.
    pub(super) fn target(&self, address: &str) -> Result<Target, Problem> {
        let (host, port, target) = safe(address)?;
        if !self.0.contains(&(host, port)) {
            return Err(Problem::HostNotAllowed(target.authority));
        }
        Ok(target)
    }
}

/// The host and the port of a web address as they stand there, and what to connect to, if that can be done safely.
pub(super) fn safe(address: &str) -> Result<(Host, Option<u16>, Target), Problem> {
    let url = Url::parse(address).map_err(|_| Problem::WebAddress)?;
    let (Some(named), Some(port)) = (url.host(), url.port_or_known_default()) else { return Err(Problem::WebAddress) };
    let is_tls = match url.scheme() {
        "https" => true,
        "http" if is_loopback(&named) => false,
        _ => return Err(Problem::WebAddress),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::WebAddress);
    }
    let authority = url.port().map_or_else(|| named.to_string(), |port| format!("{named}:{port}"));
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let host = match named {
        Host::Domain(name) => name.to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    };
    Ok((named.to_owned(), url.port(), Target { host, port, is_tls, authority, path }))
}

impl FromStr for Hosts {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        entries.map(|entry| listed(entry).ok_or_else(|| wrong(entry))).collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<String> for Hosts {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

fn listed(entry: &str) -> Option<(Host, Option<u16>)> {
    if entry.contains(['/', '\\', '?', '#', '@', '*']) {
        return None;
    }
    let url = Url::parse(&format!("https://{entry}")).ok()?;
    Some((url.host()?.to_owned(), url.port()))
}

fn wrong(entry: &str) -> String {
    format!("\"{entry}\" is not a host like hooks.example or hooks.example:8443")
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> Hosts {
        "hooks.example, chat.example:8443,127.0.0.1:9000, [::1]:9000, localhost".parse().unwrap()
    }

    fn refused(address: &str) -> Problem {
        hosts().target(address).unwrap_err()
    }

    #[test]
    fn listed_hosts_are_called_on_the_listed_port() {
        let target = hosts().target("https://Hooks.example/a/b?c=d#e").unwrap();
        let expected = Target {
            host: "hooks.example".to_owned(),
            port: 443,
            is_tls: true,
            authority: "hooks.example".to_owned(),
            path: "/a/b?c=d".to_owned(),
        };
        assert_eq!(target, expected);
        let target = hosts().target("https://chat.example:8443").unwrap();
        assert_eq!((target.port, target.authority.as_str(), target.path.as_str()), (8443, "chat.example:8443", "/"));
        assert_eq!(hosts().target("https://hooks.example:443/").unwrap().port, 443);
    }

    #[test]
    fn other_hosts_and_ports_are_refused_by_name() {
        for (address, named) in [
            ("https://elsewhere.example/", "elsewhere.example"),
            ("https://hooks.example.evil.example/", "hooks.example.evil.example"),
            ("https://sub.hooks.example/", "sub.hooks.example"),
            ("https://hooks.example:8443/", "hooks.example:8443"),
            ("https://chat.example/", "chat.example"),
            ("https://169.254.169.254/latest", "169.254.169.254"),
            ("https://[::ffff:127.0.0.1]:9000/", "[::ffff:7f00:1]:9000"),
            ("http://127.0.0.1/", "127.0.0.1"),
        ] {
            assert_eq!(refused(address), Problem::HostNotAllowed(named.to_owned()), "{address}");
        }
        assert_eq!(Hosts::default().target("https://hooks.example/"), Err(Problem::HostNotAllowed("hooks.example".to_owned())));
    }

    #[test]
    fn unencrypted_calls_stay_on_this_machine() {
        for address in ["http://127.0.0.1:9000/", "http://[::1]:9000/", "http://localhost/x", "http://2130706433:9000/"] {
            assert!(!hosts().target(address).unwrap().is_tls, "{address}");
        }
        assert_eq!(refused("http://hooks.example/"), Problem::WebAddress);
    }

    #[test]
    fn what_is_no_web_address_or_carries_a_password_is_refused() {
        for address in [
            "",
            "hooks.example",
            "https://",
            "ftp://hooks.example/",
            "file:///etc/passwd",
            "https://a:b@hooks.example/",
            "https://a@hooks.example/",
        ] {
            assert_eq!(refused(address), Problem::WebAddress, "{address}");
        }
    }

    #[test]
    fn the_list_is_of_hosts_alone() {
        for wrong in ["https://hooks.example", "hooks.example/path", "*.example", "a@hooks.example", "hooks.example:99999"] {
            assert!(wrong.parse::<Hosts>().unwrap_err().contains(wrong), "{wrong}");
        }
        assert_eq!("".parse::<Hosts>(), Ok(Hosts::default()));
    }
}

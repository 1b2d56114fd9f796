//! From where a request comes: the address that can be believed, and the browser in a few words.

use app::api::Client;
use http::{HeaderMap, header};
use std::net::IpAddr;

/// Who sends a request, given the peer's address and the proxies that are believed.
pub(super) fn of(headers: &HeaderMap, peer: IpAddr, trusted: &[IpAddr]) -> Client {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Client { address: address(headers, peer, trusted), browser: browser(agent) }
}

/// The last address that no trusted proxy stands behind. What stands further left in the header, the client may have
/// written itself.
fn address(headers: &HeaderMap, peer: IpAddr, trusted: &[IpAddr]) -> IpAddr {
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut address = peer.to_canonical();
    for hop in hops.into_iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        let Ok(next) = hop.parse::<IpAddr>() else { break };
        address = next.to_canonical();
    }
    address
}

/// "Firefox on Windows": enough for a person to recognise their own session, and no more.
fn browser(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 8] = [
        ("Edg/", "Edge"),
        ("EdgA/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let find = |table: &[(&str, &'static str)]| table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let browser = find(&BROWSERS).or_else(|| agent.contains("Safari/").then_some("Safari"));
    match (browser, find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    fn forwarded(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(http::HeaderName::from_static("x-forwarded-for"), value.parse().unwrap())])
    }

    #[test]
    fn nobody_chooses_their_own_address() {
        let headers = forwarded("203.0.113.9, 192.0.2.1");
        assert_eq!(address(&headers, PEER, &[]), PEER);
        assert_eq!(address(&headers, PEER, &[PEER]).to_string(), "192.0.2.1");
        let second: IpAddr = "192.0.2.1".parse().unwrap();
        assert_eq!(address(&headers, PEER, &[PEER, second]).to_string(), "203.0.113.9");
        assert_eq!(address(&forwarded("nonsense"), PEER, &[PEER]), PEER);
    }

    #[test]
    fn browsers_are_named_in_a_few_words() {
        let safari =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!((browser(safari).as_str(), browser(edge).as_str()), ("Safari on iPhone", "Edge on Windows"));
        assert_eq!(browser("curl/8"), "Unknown browser");
    }
}

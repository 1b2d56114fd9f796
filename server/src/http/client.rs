//! From where a request comes: the address that can be believed, and the browser in a few words.

use app::{api::Client, model::Locale};
use http::{HeaderMap, header};
use std::net::IpAddr;

/// Who sends a request, given the peer's address and the proxies that are believed.
pub(super) fn of(headers: &HeaderMap, peer: IpAddr, trusted: &[IpAddr]) -> Client {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Client { address: address(headers, peer, trusted), browser: browser(agent), locale: locale(headers), known: None }
}

/// The last address that no trusted proxy stands behind. What stands further left in the header, the client may have
/// written itself.
fn address(headers: &HeaderMap, peer: IpAddr, trusted: &[IpAddr]) -> IpAddr {
    // A line is never left out for what cannot be read in it: the one before it may be the client's own.
    let forwarded = headers.get_all("x-forwarded-for").iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let lines: Vec<_> = forwarded.collect();
    let hops: Vec<&str> = lines.iter().flat_map(|line| line.split(',')).map(str::trim).collect();
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

/// The first language that both the browser asks for and Latchkey speaks (`Accept-Language`, RFC 9110 §12.5.4).
pub(super) fn locale(headers: &HeaderMap) -> Option<Locale> {
    let asked = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut languages: Vec<(Locale, f32)> = asked.split(',').filter_map(language).collect();
    languages.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    languages.first().map(|(locale, _)| *locale)
}

/// "de-AT;q=0.8": a language and how much it is wanted; 0 means not at all.
fn language(part: &str) -> Option<(Locale, f32)> {
    let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
    let weight = weight.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.parse().ok())?;
    (weight > 0.0).then_some(())?;
    Some((Locale::from_tag(tag.trim())?, weight))
}

/// "Firefox (Windows)" in every language, nothing where neither is known: enough for a person to recognise their own session, and no more.
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
        (Some(browser), Some(system)) => format!("{browser} ({system})"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => String::new(),
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
    fn a_line_that_cannot_be_read_hides_no_address_that_a_proxy_wrote() {
        let name = || http::HeaderName::from_static("x-forwarded-for");
        let line = |value: &[u8]| http::HeaderValue::from_bytes(value).unwrap();
        let mut headers = HeaderMap::new();
        headers.append(name(), line(b"203.0.113.9"));
        headers.append(name(), line(b"\xff, 192.0.2.1"));
        assert_eq!(address(&headers, PEER, &[PEER]).to_string(), "192.0.2.1");
        headers.append(name(), line(b"\xff"));
        assert_eq!(address(&headers, PEER, &[PEER]), PEER, "what the last proxy wrote is not an address");
    }

    #[test]
    fn the_browsers_first_language_that_we_speak_is_taken() {
        let asked = |value: &str| locale(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, value.parse().unwrap())]));
        assert_eq!(asked("fr-FR, de-AT;q=0.8, en;q=0.7"), Some(Locale::De));
        assert_eq!(asked("de;q=0.5,en-GB"), Some(Locale::En));
        assert_eq!(asked("de;q=0, nonsense;q=x"), None);
        assert_eq!(locale(&HeaderMap::new()), None);
    }

    #[test]
    fn browsers_are_named_in_a_few_words() {
        let safari =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!((browser(safari).as_str(), browser(edge).as_str()), ("Safari (iPhone)", "Edge (Windows)"));
        assert_eq!(browser("curl/8"), "");
    }
}

//! E-mail addresses: what Latchkey is ready to send to.

use super::names;

/// The longest address (RFC 5321 §4.5.3.1.3, less the brackets).
const MAX_LENGTH: usize = 254;
/// The longest part before the @ (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// The longest label of a domain (RFC 1035 §2.3.4).
const MAX_LABEL: usize = 63;

/// Whether mail can be addressed to it: one @, a dotted-atom before it, a domain of at least two labels after it. No quoted
/// locals, no address literals, no comments: nobody's mailbox needs them, and each has been a way to smuggle headers.
/// International domains are checked in the form given; the transport encodes them.
#[must_use]
pub fn is_valid(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    address.len() <= MAX_LENGTH && is_local(local) && is_domain(domain)
}

/// By what addresses of a domain, and of all domains below it, are found: the domain's labels from the last to the first, each
/// with a dot behind it, so that those below begin with those above. Takes an address, or a domain with or without its @.
#[must_use]
pub fn domain_key(address: &str) -> String {
    let domain = address.rsplit_once('@').map_or(address, |(_, domain)| domain);
    names::key(domain).split('.').filter(|label| !label.is_empty()).rev().flat_map(|label| [label, "."]).collect()
}

/// Whether this can be the domain of an address.
#[must_use]
pub fn is_domain_name(domain: &str) -> bool {
    is_domain(domain)
}

fn is_local(local: &str) -> bool {
    !local.is_empty()
        && local.len() <= MAX_LOCAL
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_character))
}

/// `atext` of RFC 5322 §3.2.3, and letters of any script (RFC 6531).
fn is_atom_character(character: char) -> bool {
    character.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.') && domain.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= MAX_LABEL
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_below_begin_like_the_one_above() {
        assert_eq!(domain_key("Jonas@Mail.Northwind.example"), "example.northwind.mail.");
        assert_eq!(domain_key("@northwind.example"), "example.northwind.");
        assert!(domain_key("x@eu.northwind.example").starts_with(&domain_key("northwind.example")));
        assert!(!domain_key("x@eastnorthwind.example").starts_with(&domain_key("northwind.example")));
    }

    #[test]
    fn ordinary_addresses_pass() {
        for address in ["jonas.feld@northwind.example", "o'brien+desk@a-b.example", "søren@ångström.example"] {
            assert!(is_valid(address), "{address}");
        }
    }

    #[test]
    fn tricks_and_typing_errors_do_not() {
        for address in [
            "",
            "jonas",
            "jonas@",
            "@northwind.example",
            "jonas@localhost",
            "a..b@x.example",
            "a b@x.example",
            "a@x..example",
            "a@-x.example",
            "a@x.example\r\nBcc: b@x.example",
            "\"a\"@x.example",
            "a@[127.0.0.1]",
            "a,b@x.example",
            "a@b@x.example",
        ] {
            assert!(!is_valid(address), "{address}");
        }
    }
}

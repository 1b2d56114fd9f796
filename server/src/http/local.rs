//! Addresses that visitors bring along, to be led to.

/// Whether an address leads to a page of ours: a path, and not `//elsewhere` or `/\elsewhere`.
pub(super) fn is_local(address: &str) -> bool {
    let mut characters = address.chars();
    characters.next() == Some('/')
        && !matches!(characters.next(), Some('/' | '\\'))
        && !address.contains(|c: char| c.is_control() || c == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        assert!(is_local("/users?q=feld"));
        for address in
            ["", "users", "//evil.example", "/\\evil.example", "https://evil.example", "/x\r\nSet-Cookie: a=b", "/a\\b"]
        {
            assert!(!is_local(address), "{address}");
        }
    }
}

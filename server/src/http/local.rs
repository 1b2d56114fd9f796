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
    use proptest::prelude::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        assert!(is_local("/users?q=feld"));
        for address in
            ["", "users", "//evil.example", "/\\evil.example", "https://evil.example", "/x\r\nSet-Cookie: a=b", "/a\\b"]
        {
            assert!(!is_local(address), "{address}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        /// As browsers read it (<https://url.spec.whatwg.org>), whatever it is.
        #[test]
        fn what_is_taken_for_ours_is_ours(address in "[/\\\\a.:@%?#&; \t\r\n]{0,12}|/\\PC{0,30}", rest in "\\PC{0,12}") {
            let here = url::Url::parse("https://desk.northwind.example/sign-in").unwrap();
            for address in [address.clone(), format!("{address}{rest}")] {
                if is_local(&address) {
                    let there = here.join(&address).unwrap();
                    prop_assert_eq!(there.origin(), here.origin(), "{}", address);
                }
            }
        }
    }
}

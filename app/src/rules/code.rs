//! The secret of a link, as a person may type it: 26 characters of Crockford's base 32 (130 bits).

/// How many characters a code has.
pub const LENGTH: usize = 26;

/// Crockford's base 32 alphabet: no I, L, O, U.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code however it was typed (case, spaces, dashes, O for 0, I or L for 1), in its one true form.
/// `None` when it is not a code at all.
#[must_use]
pub fn normalise(typed: &str) -> Option<String> {
    let mut code = String::with_capacity(LENGTH);
    for character in typed.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)) {
        let upper = match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let known = u8::try_from(upper).is_ok_and(|byte| ALPHABET.contains(&byte));
        if !known || code.len() == LENGTH {
            return None;
        }
        code.push(upper);
    }
    (code.len() == LENGTH).then_some(code)
}

/// A code in groups that can be read out: five of five characters and the last one with the fifth.
#[must_use]
pub fn grouped(code: &str) -> String {
    let groups: Vec<&str> = [0..5, 5..10, 10..15, 15..20, 20..LENGTH].into_iter().filter_map(|at| code.get(at)).collect();
    groups.join("-")
}

const fn is_dash(character: char) -> bool {
    matches!(character, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "0123456789ABCDEFGHJKMNPQRS";

    #[test]
    fn case_spaces_dashes_and_look_alikes_do_not_matter() {
        assert_eq!(normalise(CODE).as_deref(), Some(CODE));
        assert_eq!(normalise("  ol23 4567-89ab–cdefg hjkmn pqrs ").as_deref(), Some("0123456789ABCDEFGHJKMNPQRS"));
        assert_eq!(normalise(&grouped(CODE)).as_deref(), Some(CODE));
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for typed in ["", "short", "0123456789ABCDEFGHJKMNPQRSX", "U123456789ABCDEFGHJKMNPQRS", "é123456789ABCDEFGHJKMNPQRS"] {
            assert_eq!(normalise(typed), None, "{typed}");
        }
    }
}

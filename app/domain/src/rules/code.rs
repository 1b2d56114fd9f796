//! Secrets in Crockford's base 32, as a person may type them: of links (26 characters, 130 bits), of generated passwords
//! (24 characters, 120 bits), and of codes that are read out on the telephone (8 characters, 40 bits).

/// How many characters a code has.
pub const LENGTH: usize = 26;

/// How many characters a generated password has.
pub const PASSWORD_LENGTH: usize = 24;

/// How many characters a code has by which the help desk knows who is on the telephone: more than the six digits that NIST
/// SP 800-63B-4 §4.2.1.2 asks for, and no more than can be read out in one breath. No authenticator app's code is as long.
pub const CALLER_LENGTH: usize = 8;

/// For how many minutes a caller's code works once it is sent or shown (ASVS 6.5.5): nobody holds the line longer.
pub const CALLER_LIFE_MINUTES: i64 = 10;

/// How many characters a ticket has: enough to tell resets apart on the telephone, and no secret.
pub const TICKET_LENGTH: usize = 6;

/// Crockford's base 32 alphabet: no I, L, O, U.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code however it was typed (case, spaces, dashes, O for 0, I or L for 1), in its one true form.
/// `None` when it is not a code at all.
#[must_use]
pub fn normalise(typed: &str) -> Option<String> {
    read(typed, LENGTH)
}

/// A generated password however it was typed, in its one true form. `None` when it cannot be one.
#[must_use]
pub fn normalise_password(typed: &str) -> Option<String> {
    read(typed, PASSWORD_LENGTH)
}

/// A caller's code however it was typed, in its one true form. `None` when it cannot be one.
#[must_use]
pub fn normalise_caller(typed: &str) -> Option<String> {
    read(typed, CALLER_LENGTH)
}

fn read(typed: &str, length: usize) -> Option<String> {
    let mut code = String::with_capacity(length);
    for character in typed.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)) {
        let upper = match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let known = u8::try_from(upper).is_ok_and(|byte| ALPHABET.contains(&byte));
        if !known || code.len() == length {
            return None;
        }
        code.push(upper);
    }
    (code.len() == length).then_some(code)
}

/// A code in groups that can be read out: five of five characters and the last one with the fifth.
#[must_use]
pub fn grouped(code: &str) -> String {
    let groups: Vec<&str> = [0..5, 5..10, 10..15, 15..20, 20..LENGTH].into_iter().filter_map(|at| code.get(at)).collect();
    groups.join("-")
}

/// A generated password in groups: six of four characters.
#[must_use]
pub fn grouped_password(password: &str) -> String {
    let groups: Vec<&str> = (0..PASSWORD_LENGTH).step_by(4).filter_map(|at| password.get(at..at + 4)).collect();
    groups.join("-")
}

/// A caller's code in its two groups: "K7MQ-4XTR".
#[must_use]
pub fn grouped_caller(code: &str) -> String {
    in_two(code, CALLER_LENGTH)
}

/// A ticket in its two groups: "K7M-4QX".
#[must_use]
pub fn grouped_ticket(ticket: &str) -> String {
    in_two(ticket, TICKET_LENGTH)
}

fn in_two(code: &str, length: usize) -> String {
    code.split_at_checked(length / 2).map_or_else(|| code.to_owned(), |(first, second)| format!("{first}-{second}"))
}

/// Whether it is a dash, however long.
#[must_use]
pub const fn is_dash(character: char) -> bool {
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
    fn a_generated_password_is_read_as_kindly_as_a_code() {
        let password = &CODE[..PASSWORD_LENGTH];
        assert_eq!(grouped_password(password), "0123-4567-89AB-CDEF-GHJK-MNPQ");
        assert_eq!(normalise_password(" ol23 4567 89ab—cdef ghjk mnpq").as_deref(), Some(password));
        assert_eq!(normalise_password(CODE), None);
        assert_eq!(grouped_ticket("K7M4QX"), "K7M-4QX");
    }

    #[test]
    fn a_callers_code_is_read_as_it_was_heard() {
        assert_eq!(grouped_caller("K7MQ4XT0"), "K7MQ-4XT0");
        assert_eq!(normalise_caller(" k7mq 4xt-o ").as_deref(), Some("K7MQ4XT0"));
        assert_eq!(normalise_caller("123 456"), None, "an authenticator app's is shorter");
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for typed in ["", "short", "0123456789ABCDEFGHJKMNPQRSX", "U123456789ABCDEFGHJKMNPQRS", "é123456789ABCDEFGHJKMNPQRS"] {
            assert_eq!(normalise(typed), None, "{typed}");
        }
    }
}

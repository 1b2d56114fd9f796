//! What a name looks like.

use app::rules::names;
use std::sync::LazyLock;

/// What each ASCII character looks like. None of them joins with its neighbours, so a text of them looks like one after the
/// other.
static ASCII: LazyLock<Vec<String>> =
    LazyLock::new(|| (0..128_u8).map(|code| prototypes(&char::from(code).to_string())).collect());

/// The skeleton of a name or an address (UTS #39 §4): of two that can be mistaken for each other, it is the same. Compare
/// skeletons only; they are no text for people. Lower-cased in the end, because a zero's is a capital O.
#[must_use]
pub(crate) fn skeleton(text: &str) -> String {
    skeleton_of_key(&names::key(text))
}

/// The same of a text whose [`names::key`] is known.
#[must_use]
pub(crate) fn skeleton_of_key(key: &str) -> String {
    // Most are, and files of users have a million: the same in a fraction of the time.
    if key.is_ascii() {
        return key.bytes().map(|byte| ASCII[usize::from(byte)].as_str()).collect();
    }
    prototypes(key)
}

fn prototypes(key: &str) -> String {
    unicode_security::skeleton(key).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_has_one_skeleton() {
        for (one, other) in
            [("ada", "\u{430}d\u{430}"), ("bill", "bi1l"), ("modern", "rnodern"), ("Otto", "0tt0"), ("jo\u{200b}", "jo")]
        {
            assert_eq!(skeleton(one), skeleton(other), "{one} {other}");
        }
        assert_ne!(skeleton("jfeld"), skeleton("jfels"));
        assert_ne!(skeleton("müller"), skeleton("muller"));
    }

    #[test]
    fn ascii_goes_a_shorter_way_to_the_same() {
        let all: String = (0..128).map(char::from).collect();
        for text in [&all, &all.chars().rev().collect(), &"jonas.feld@northwind.example".repeat(3)] {
            assert_eq!(skeleton_of_key(text), prototypes(text));
        }
        for (one, other) in (0..128).map(char::from).flat_map(|one| (0..128).map(move |other| (one, char::from(other)))) {
            let pair = format!("{one}{other}");
            assert_eq!(skeleton_of_key(&pair), prototypes(&pair), "{pair:?}");
        }
    }
}

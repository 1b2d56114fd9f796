//! What a name looks like.

use app::rules::names;

/// The skeleton of a name or an address (UTS #39 §4): of two that can be mistaken for each other, it is the same. Compare
/// skeletons only; they are no text for people. Lower-cased in the end, because a zero's is a capital O.
#[must_use]
pub(crate) fn skeleton(text: &str) -> String {
    unicode_security::skeleton(&names::key(text)).flat_map(char::to_lowercase).collect()
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
}

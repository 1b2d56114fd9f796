//! Tags: free words by which people are found, typed with commas between them.

use super::names;

/// The most tags someone can have.
pub const MOST: usize = 20;
/// The longest tag, in code points.
pub const LONGEST: usize = 40;

/// The tags in a text, each once however it is cased or composed, in order. `None` when there are more than [`MOST`], or
/// one is longer than [`LONGEST`] or has control characters.
#[must_use]
pub fn parse(text: &str) -> Option<Vec<String>> {
    let mut tags: Vec<String> = text.split(',').map(spaced_once).filter(|tag| !tag.is_empty()).collect();
    tags.sort_by_cached_key(|tag| names::key(tag));
    tags.dedup_by_key(|tag| names::key(tag));
    let fits = |tag: &String| tag.chars().count() <= LONGEST && !tag.chars().any(char::is_control);
    (tags.len() <= MOST && tags.iter().all(fits)).then_some(tags)
}

/// The tags as they are typed.
#[must_use]
pub fn write(tags: &[String]) -> String {
    tags.join(", ")
}

fn spaced_once(tag: &str) -> String {
    tag.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_trimmed_ordered_and_there_once() {
        let tags = parse(" night  shift, Field staff,,field STAFF , Ärzte, a\u{308}rzte ").unwrap();
        assert_eq!(tags, ["Field staff", "night shift", "Ärzte"]);
        assert_eq!(write(&tags), "Field staff, night shift, Ärzte");
        assert_eq!(parse(" , "), Some(Vec::new()));
    }

    #[test]
    fn there_are_bounds() {
        let numbered = |count: usize| (0..count).map(|n| format!("tag {n}")).collect::<Vec<_>>().join(",");
        assert!(parse(&numbered(20)).is_some());
        assert_eq!(parse(&numbered(21)), None);
        assert!(parse(&"ä".repeat(40)).is_some());
        assert_eq!(parse(&"ä".repeat(41)), None);
        assert_eq!(parse("a\u{7}b"), None);
    }
}

//! Points in time and lengths of time.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// Microseconds since 1970-01-01T00:00:00Z: the one form of time in the databases, on the wire and in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A length of time in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(pub i64);

impl Span {
    /// So many seconds.
    #[must_use]
    pub const fn seconds(n: i64) -> Self {
        Self(n * 1_000_000)
    }

    /// So many minutes.
    #[must_use]
    pub const fn minutes(n: i64) -> Self {
        Self::seconds(n * 60)
    }

    /// So many hours.
    #[must_use]
    pub const fn hours(n: i64) -> Self {
        Self::minutes(n * 60)
    }

    /// So many times 24 hours.
    #[must_use]
    pub const fn days(n: i64) -> Self {
        Self::hours(n * 24)
    }

    /// Whole seconds, rounded up, so that "try again in" is never too short.
    #[must_use]
    pub const fn whole_seconds(self) -> i64 {
        (self.0 + 999_999).div_euclid(1_000_000)
    }

    /// Whole minutes, rounded down.
    #[must_use]
    pub const fn whole_minutes(self) -> i64 {
        self.0.div_euclid(60_000_000)
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Timestamp {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Sub for Timestamp {
    type Output = Span;

    fn sub(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

/// A point in time together with its words in the reader's language and zone. The server writes the words: the
/// browser then needs no time zone tables, and both sides render the same text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The point itself.
    pub at: Timestamp,
    /// For `<time datetime>`: RFC 3339 in UTC.
    pub machine: String,
    /// Short words, as in a list: "2 min ago", "Yesterday 18:40", "19 Aug".
    pub short: String,
    /// Full words with the zone: "Saturday, 21 November 2026, 14:32 (Berlin)".
    pub full: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_times_are_rounded_up() {
        assert_eq!(Span(1).whole_seconds(), 1);
        assert_eq!(Span::seconds(2).whole_seconds(), 2);
        assert_eq!(Span(2_000_001).whole_seconds(), 3);
    }
}

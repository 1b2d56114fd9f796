//! Points in time as words for a reader in a language and a zone.

use crate::mail::words;
use app::{
    api::Caller,
    model::{Locale, Moment, Span, Timestamp},
    words::Words,
};
use jiff::{Timestamp as Instant, Zoned, tz::TimeZone};

/// The months' short names; "Mai", "Juni" and "Juli" are short already (Duden).
const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_DE: [&str; 12] = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."];

/// Writes moments for one reader at one time.
#[derive(Debug)]
pub(super) struct Moments<'a> {
    now: Timestamp,
    zone_name: &'a str,
    zone: TimeZone,
    today: Zoned,
    locale: Locale,
}

impl<'a> Moments<'a> {
    /// For a reader of a language in a zone (IANA name; an unknown one is read as UTC).
    pub(super) fn new(now: Timestamp, zone: &'a str, locale: Locale) -> Self {
        let (zone_name, zone) = (zone, TimeZone::get(zone).unwrap_or(TimeZone::UTC));
        let today = instant(now).to_zoned(zone.clone());
        Self { now, zone_name, zone, today, locale }
    }

    /// For whoever asks.
    pub(super) fn of(now: Timestamp, caller: &'a Caller) -> Self {
        Self::new(now, &caller.time_zone, caller.locale)
    }

    /// A point in time with its words.
    pub(super) fn moment(&self, at: Timestamp) -> Moment {
        Moment { at, machine: machine(at), short: self.short(at), full: words::moment(at, self.zone_name, self.locale) }
    }

    /// "now", "2 min ago", "14:32", "Yesterday 18:40", "19 Aug", "19 Aug 2025". Points to come: "14:32", "19 Aug 14:32".
    fn short(&self, at: Timestamp) -> String {
        let words = Words::of(self.locale).common;
        let ago = self.now - at;
        if (Span(0)..Span::minutes(1)).contains(&ago) {
            return words.now().to_owned();
        }
        if (Span(0)..Span::hours(1)).contains(&ago) {
            return words.minutes_ago(ago.whole_minutes());
        }
        let then = self.zoned(at);
        let time = || then.strftime("%H:%M").to_string();
        let days = (self.today.date() - then.date()).get_days();
        match days {
            0 => time(),
            1 => words.yesterday(&time()),
            -1 => words.tomorrow(&time()),
            _ if then.year() == self.today.year() && days > 0 => self.day(&then),
            _ if days < 0 => format!("{} {}", self.day(&then), time()),
            _ => format!("{} {}", self.day(&then), then.year()),
        }
    }

    /// The day to which a point in time belongs.
    pub(super) fn day_of(&self, at: Timestamp) -> String {
        self.day(&self.zoned(at))
    }

    /// "19 Aug", "19. Aug."
    fn day(&self, at: &Zoned) -> String {
        let (day, month) = (at.day(), usize::from(at.month().unsigned_abs()) - 1);
        match self.locale {
            Locale::En => format!("{day} {}", MONTHS_EN[month]),
            Locale::De => format!("{day}. {}", MONTHS_DE[month]),
        }
    }

    fn zoned(&self, at: Timestamp) -> Zoned {
        instant(at).to_zoned(self.zone.clone())
    }
}

/// A point in time as programs read it: RFC 3339 in UTC.
pub(super) fn machine(at: Timestamp) -> String {
    instant(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn instant(at: Timestamp) -> Instant {
    Instant::from_microsecond(at.0).unwrap_or(Instant::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Saturday, 21 November 2026, 13:32 UTC.
    const NOW: Timestamp = Timestamp(1_795_267_920_000_000);

    #[test]
    fn short_words_follow_the_readers_zone() {
        let moments = Moments::new(NOW, "Europe/Berlin", Locale::En);
        let short = |span| moments.moment(NOW - span).short;
        assert_eq!(short(Span::seconds(5)), "now");
        assert_eq!(short(Span::minutes(2)), "2 min ago");
        assert_eq!(short(Span::hours(3)), "11:32");
        assert_eq!(short(Span::hours(20)), "Yesterday 18:32");
        assert_eq!(short(Span::days(60)), "22 Sep");
        assert_eq!(short(Span::days(400)), "17 Oct 2025");
        assert_eq!(short(Span::minutes(-60)), "15:32");
        assert_eq!(Moments::new(NOW, "No/Where", Locale::En).moment(NOW - Span::hours(3)).short, "10:32");
    }

    #[test]
    fn words_follow_the_readers_language() {
        let moments = Moments::new(NOW, "Europe/Berlin", Locale::De);
        let short = |span| moments.moment(NOW - span).short;
        assert_eq!(short(Span::seconds(5)), "jetzt");
        assert_eq!(short(Span::minutes(2)), "vor 2 Min.");
        assert_eq!(short(Span::hours(20)), "gestern 18:32");
        assert_eq!(short(Span::hours(-20)), "morgen 10:32");
        assert_eq!(short(Span::days(60)), "22. Sept.");
        assert_eq!(short(Span::days(400)), "17. Okt. 2025");
        assert_eq!(short(Span::days(-30)), "21. Dez. 14:32");
        assert_eq!(moments.moment(NOW).full, "Samstag, 21. November 2026, 14:32 Uhr (Ortszeit Berlin, UTC+1)");
    }
}

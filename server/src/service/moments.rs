//! Points in time as words for a reader in a zone.

use crate::mail::words;
use app::model::{Locale, Moment, Span, Timestamp};
use jiff::{Timestamp as Instant, Zoned, tz::TimeZone};

/// Writes moments for one reader at one time.
#[derive(Debug)]
pub(super) struct Moments<'a> {
    now: Timestamp,
    zone_name: &'a str,
    zone: TimeZone,
}

impl<'a> Moments<'a> {
    /// For a reader in a zone (IANA name; an unknown one is read as UTC).
    pub(super) fn new(now: Timestamp, zone: &'a str) -> Self {
        Self { now, zone_name: zone, zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC) }
    }

    /// A point in time with its words.
    pub(super) fn moment(&self, at: Timestamp) -> Moment {
        Moment {
            at,
            machine: instant(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            short: self.short(at),
            full: words::moment(at, self.zone_name, Locale::En),
        }
    }

    /// "now", "2 min ago", "14:32", "Yesterday 18:40", "19 Aug", "19 Aug 2025". Points to come: "14:32", "19 Aug 14:32".
    fn short(&self, at: Timestamp) -> String {
        let ago = self.now - at;
        let (then, today) = (self.zoned(at), self.zoned(self.now));
        let time = then.strftime("%H:%M");
        let days = (today.date() - then.date()).get_days();
        if (Span(0)..Span::minutes(1)).contains(&ago) {
            return "now".to_owned();
        }
        if (Span(0)..Span::hours(1)).contains(&ago) {
            return format!("{} min ago", ago.whole_minutes());
        }
        match days {
            0 => time.to_string(),
            1 => format!("Yesterday {time}"),
            -1 => format!("Tomorrow {time}"),
            _ if then.year() == today.year() && days > 0 => then.strftime("%-d %b").to_string(),
            _ if days < 0 => format!("{} {time}", then.strftime("%-d %b")),
            _ => then.strftime("%-d %b %Y").to_string(),
        }
    }

    fn zoned(&self, at: Timestamp) -> Zoned {
        instant(at).to_zoned(self.zone.clone())
    }
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
        let moments = Moments::new(NOW, "Europe/Berlin");
        let short = |span| moments.moment(NOW - span).short;
        assert_eq!(short(Span::seconds(5)), "now");
        assert_eq!(short(Span::minutes(2)), "2 min ago");
        assert_eq!(short(Span::hours(3)), "11:32");
        assert_eq!(short(Span::hours(20)), "Yesterday 18:32");
        assert_eq!(short(Span::hours(24 * 60)), "22 Sep");
        assert_eq!(short(Span::hours(24 * 400)), "17 Oct 2025");
        assert_eq!(short(Span::minutes(-60)), "15:32");
        assert_eq!(Moments::new(NOW, "No/Where").moment(NOW - Span::hours(3)).short, "10:32");
    }
}

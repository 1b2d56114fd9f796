//! When a mail that was put off is tried again.

use crate::security::Random;
use app::model::Span;

/// Seconds before the second try, the third, and so on; the last one repeats. Brisker than RFC 5321 §4.5.4.1's thirty
/// minutes, which it allows: these mails are waited for, and die within a day.
const SECONDS: [i64; 8] = [5, 10, 20, 60, 120, 300, 600, 900];

/// How long to wait after so many tries, give or take a fifth, so that many mails do not come back at once.
pub(super) fn after(attempts: i64, random: &Random) -> Span {
    let index = usize::try_from(attempts.saturating_sub(1)).unwrap_or_default().min(SECONDS.len() - 1);
    let base = SECONDS[index] * 1000;
    let jitter = i64::try_from(random.below(u64::try_from(base / 5 * 2).unwrap_or_default())).unwrap_or_default();
    Span((base - base / 5 + jitter) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_at_a_quarter_of_an_hour_give_or_take_a_fifth() {
        let random = Random::from_seed(1);
        for (attempts, seconds) in [(1, 5), (2, 10), (8, 900), (1000, 900)] {
            let wait = after(attempts, &random);
            assert!((Span::seconds(seconds * 4 / 5)..=Span::seconds(seconds * 6 / 5)).contains(&wait), "{attempts}: {wait:?}");
        }
    }
}

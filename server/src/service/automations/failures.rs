//! So many failed sign-ins within so many minutes. Each is counted when it is heard of, one after the other and once: so they
//! may have happened at the same moment, or have been committed in another order.

use super::listen::Listener;
use crate::store::{StoreError, Tx, automations::heard, events::Happened};
use app::model::{EventKind, Span, Timestamp};

/// How many failures an automation waits for, and within what time.
pub(super) fn awaited(listener: &Listener) -> Option<(i64, Span)> {
    let watched = &listener.automation.draft.event;
    let number = watched.number.filter(|_| watched.kind == EventKind::SignInFailed);
    number.zip(watched.minutes.map(Span::minutes))
}

/// Counts a failure; answers whether it is the last of those that an automation waits for.
pub(super) async fn count(tx: &mut Tx, listener: &Listener, event: &Happened, now: Timestamp) -> Result<bool, StoreError> {
    let Some(awaited) = awaited(listener) else { return Ok(true) };
    let Some(user) = event.facts.users.first() else { return Ok(false) };
    let mut kept = heard::failures(tx, listener.automation.id, *user).await?;
    let is_last = completes(&mut kept, event.facts.at, awaited);
    heard::keep_failures(tx, listener.automation.id, *user, &kept, now).await?;
    Ok(is_last)
}

/// Whether one more failure completes their number, together with those that were kept and are near enough. Then it begins anew:
/// no failure counts twice.
pub(super) fn completes(kept: &mut Vec<Timestamp>, at: Timestamp, (number, within): (i64, Span)) -> bool {
    // On both sides: one that was committed late, or after the clock went back, is heard after those that it came before.
    kept.retain(|other| at - within < *other && *other < at + within);
    kept.push(at);
    let is_complete = i64::try_from(kept.len()).is_ok_and(|kept| kept >= number);
    if is_complete {
        kept.clear();
    }
    is_complete
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE_WITHIN_A_QUARTER: (i64, Span) = (5, Span::minutes(15));

    /// Which of failures at these minutes complete five within a quarter of an hour, as they are heard.
    fn complete(minutes: &[i64]) -> Vec<usize> {
        let mut kept = Vec::new();
        let at = |minute: &i64| Timestamp(0) + Span::minutes(*minute);
        let all = minutes.iter().enumerate();
        all.filter(|(_, minute)| completes(&mut kept, at(minute), FIVE_WITHIN_A_QUARTER)).map(|(place, _)| place).collect()
    }

    #[test]
    fn every_fifth_failure_completes_five_and_no_other() {
        assert!(complete(&[0, 1, 2, 3]).is_empty());
        assert_eq!(complete(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), [4, 9]);
        assert_eq!(complete(&[7; 12]), [4, 9], "all at the same moment");
    }

    #[test]
    fn failures_too_far_apart_do_not_count_together() {
        assert!(complete(&[0, 1, 2, 18, 19, 20, 21]).is_empty());
        assert_eq!(complete(&[0, 5, 10, 14, 15, 19]), [5], "the first is a quarter of an hour before the fifth");
    }

    #[test]
    fn one_that_is_heard_late_counts() {
        assert_eq!(complete(&[0, 1, 3, 4, 2]), [4]);
    }
}

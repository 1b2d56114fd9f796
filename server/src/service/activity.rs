//! What the start page's charts show: resets, sign-ins and mails of the reader's day, or of their last days.

use super::{Desk, Fault, moments::Moments, zones};
use crate::{
    mail::meaning,
    store::{
        StoreError, Tx,
        dashboard::{self, Deliveries, Resets, SignIns},
        messages as outbox,
    },
};
use app::{
    api::Caller,
    model::{Activity, ActivitySlot, EventKind, Permission, ReplyMeaning, ResetKind, Span, TimeRange, Timestamp},
    words::Words,
};
use std::collections::BTreeMap;

/// How many mails that failed are asked why, the latest.
const MOST_FAILURES: i64 = 10_000;
/// Hours of the longest day: when clocks are put back.
const HOURS: i64 = 25;
/// Microseconds in a tenth of a second.
const TENTH: i64 = 100_000;

/// Hours or days of a reader, the earliest first.
struct Slots {
    /// When each begins.
    starts: Vec<Timestamp>,
    end: Timestamp,
    told: Vec<ActivitySlot>,
    /// How many mails took so many tenths of a second, in each.
    waits: Vec<BTreeMap<i64, i64>>,
}

impl Desk {
    pub(super) async fn read_activity(&self, caller: &Caller, range: TimeRange) -> Result<Activity, Fault> {
        caller.require(Permission::ViewUsers)?;
        let now = self.now();
        let mut slots = Slots::of(range, now, caller);
        let (start, end) = (slots.starts.first().copied().unwrap_or(now), slots.end);
        let mut tx = self.db.read().await?;
        for sign_ins in dashboard::sign_ins(&mut tx, start, end).await? {
            slots.add_sign_ins(start, sign_ins);
        }
        for deliveries in dashboard::deliveries(&mut tx, start, end).await? {
            slots.add_deliveries(start, deliveries);
        }
        let (_, eldest) = outbox::waiting(&mut tx).await?;
        let resets = kinds(&dashboard::resets(&mut tx, start, end).await?);
        let failures = reasons(&mut tx, start, end).await?;
        let index = slots.index(now).unwrap_or_default();
        Ok(Activity { slots: slots.finished(index, eldest.map(|eldest| now - eldest)), now: index, resets, failures })
    }
}

impl Slots {
    fn of(range: TimeRange, now: Timestamp, caller: &Caller) -> Self {
        let days = zones::last_days(now, range.days(), &caller.time_zone);
        let end = days.last().map_or(now, |day| day.end);
        let words = Words::of(caller.locale).dashboard;
        let moments = Moments::of(now, caller);
        let first = days.first().map_or(now, |day| day.start);
        let starts: Vec<Timestamp> = match range {
            TimeRange::Today => (0..HOURS).map(|passed| first + Span::hours(passed)).take_while(|at| *at < end).collect(),
            TimeRange::Week | TimeRange::Month => days.iter().map(|day| day.start).collect(),
        };
        let slot = |(place, at): (i64, &Timestamp)| {
            let clock = zones::clock_of(*at, &caller.time_zone);
            let (name, is_marked) = match range {
                TimeRange::Today => (words.clock(clock), clock % 6 == 0),
                // What stands below the last slots would stand out.
                TimeRange::Week => (moments.day_of(*at), place % 2 == 1),
                TimeRange::Month => (moments.day_of(*at), place % 6 == 0),
            };
            ActivitySlot { name, is_marked, ..ActivitySlot::default() }
        };
        let told: Vec<ActivitySlot> = (0..).zip(&starts).map(slot).collect();
        let waits = vec![BTreeMap::new(); told.len()];
        Self { starts, end, told, waits }
    }

    /// The slot to which a time belongs.
    fn index(&self, at: Timestamp) -> Option<usize> {
        self.starts.partition_point(|start| *start <= at).checked_sub(1)
    }

    fn index_of_quarter(&self, start: Timestamp, quarter: i64) -> Option<usize> {
        self.index(start + Span::minutes(15 * quarter))
    }

    fn add_sign_ins(&mut self, start: Timestamp, sign_ins: SignIns) {
        let index = self.index_of_quarter(start, sign_ins.quarter);
        let Some(slot) = index.and_then(|index| self.told.get_mut(index)) else { return };
        if sign_ins.kind == EventKind::SignInFailed {
            slot.failed_sign_ins += sign_ins.number;
        } else {
            slot.signed_in += sign_ins.number;
        }
    }

    fn add_deliveries(&mut self, start: Timestamp, deliveries: Deliveries) {
        let index = self.index_of_quarter(start, deliveries.quarter);
        if let Some(waits) = index.and_then(|index| self.waits.get_mut(index)) {
            // Nothing takes less than no time, even where the clock was put back.
            *waits.entry(deliveries.wait.max(0)).or_default() += deliveries.number;
        }
    }

    /// The slots with how long their mails took; mails that wait still count now, with how long they have waited.
    fn finished(mut self, now: usize, waiting: Option<Span>) -> Vec<ActivitySlot> {
        for (slot, waits) in self.told.iter_mut().zip(&self.waits) {
            slot.sent = waits.values().sum();
            slot.median = share(waits, 50);
            slot.most = share(waits, 95);
            slot.longest = waits.keys().next_back().copied().unwrap_or_default();
        }
        if let (Some(slot), Some(waiting)) = (self.told.get_mut(now), waiting) {
            slot.longest = slot.longest.max(waiting.0 / TENTH);
        }
        self.told
    }
}

/// How long so many of a hundred took at most.
fn share(waits: &BTreeMap<i64, i64>, percent: i64) -> i64 {
    let all: i64 = waits.values().sum();
    let wanted = (all * percent + 99) / 100;
    let mut passed = 0;
    let found = waits.iter().find(|(_, number)| {
        passed += **number;
        passed >= wanted
    });
    found.map_or(0, |(wait, _)| *wait)
}

/// Every kind with how many there were.
fn kinds(found: &[Resets]) -> Vec<(ResetKind, i64)> {
    let number = |kind: ResetKind| {
        let of = |by_itself: bool, resets: &Resets| {
            let number = if by_itself { resets.number - resets.caused } else { resets.caused };
            if ResetKind::of(resets.kind, by_itself) == Some(kind) { number } else { 0 }
        };
        found.iter().map(|resets| of(true, resets) + of(false, resets)).sum::<i64>()
    };
    ResetKind::ALL.iter().map(|kind| (*kind, number(*kind))).collect()
}

/// Why mails could not be sent, the most frequent reason first.
async fn reasons(tx: &mut Tx, start: Timestamp, end: Timestamp) -> Result<Vec<(Option<ReplyMeaning>, i64)>, StoreError> {
    let mut reasons: Vec<(Option<ReplyMeaning>, i64)> = Vec::new();
    for (state, reply) in dashboard::failures(tx, start, end, MOST_FAILURES).await? {
        let reason = meaning(state, &reply);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, number)) => *number += 1,
            None => reasons.push((reason, 1)),
        }
    }
    reasons.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    Ok(reasons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_of_a_hundred_took_no_longer() {
        let waits = |counts: &[(i64, i64)]| counts.iter().copied().collect::<BTreeMap<_, _>>();
        assert_eq!(share(&waits(&[]), 50), 0);
        assert_eq!([50, 95].map(|percent| share(&waits(&[(7, 1)]), percent)), [7, 7]);
        let hundred = waits(&[(1, 50), (3, 44), (20, 5), (900, 1)]);
        assert_eq!([50, 51, 94, 95, 99, 100].map(|percent| share(&hundred, percent)), [1, 3, 3, 20, 20, 900]);
    }

    #[test]
    fn links_are_told_apart_by_who_asked() {
        let found = [
            Resets { kind: EventKind::LinkRequested, number: 5, caused: 3 },
            Resets { kind: EventKind::LinkCopied, number: 1, caused: 1 },
        ];
        let counted = kinds(&found);
        assert_eq!(counted.len(), ResetKind::ALL.len());
        let of = |kind| counted.iter().find(|(known, _)| *known == kind).map(|(_, number)| *number);
        assert_eq!([of(ResetKind::Link), of(ResetKind::Forgotten), of(ResetKind::CopiedLink)], [Some(3), Some(2), Some(1)]);
        assert_eq!(of(ResetKind::NewPassword), Some(0));
    }

    #[test]
    fn every_event_that_opens_a_way_back_in_is_counted() {
        let (_, resets) = dashboard::STATEMENTS.iter().find(|(name, _)| name.ends_with("::RESETS")).unwrap();
        for kind in EventKind::ALL {
            let is_asked_for = resets.contains(&format!("'{kind}'"));
            assert_eq!([true, false].map(|by_itself| ResetKind::of(*kind, by_itself).is_some()), [is_asked_for; 2], "{kind}");
        }
    }
}

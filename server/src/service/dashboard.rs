//! The start page: what needs attention, and what today was like.

use super::{
    Desk, Fault, messages,
    moments::Moments,
    zones::{self, Day},
};
use crate::store::{
    StoreError, Tx, approvals,
    dashboard::{self, Locked, RunningOut},
    messages as outbox, not_me,
};
use app::{
    api::Caller,
    model::{
        Attention, AwaitedApproval, Dashboard, Hour, LinkRunningOut, LockedOut, Permission, Reported, Role, Span, Timestamp,
    },
};

/// How many of each are listed.
const LISTED: i64 = 5;
/// How long a failed mail needs attention.
const FAILED_WITHIN: Span = Span::days(7);
/// How long a report needs attention, if nobody answers it.
const REPORTED_WITHIN: Span = Span::days(7);
/// How soon a link must end to need attention.
const ENDS_WITHIN: Span = Span::minutes(15);
/// How far users are counted.
const MOST_USERS: i64 = 10_000;

impl Desk {
    pub(super) async fn read_dashboard(&self, caller: &Caller) -> Result<Dashboard, Fault> {
        caller.require(Permission::ViewUsers)?;
        let now = self.now();
        let today = zones::day_of(now, &caller.time_zone);
        let idle_since = |role| now - self.house.idle_of(role);
        let (idle_user, idle_staff) = (idle_since(Role::User), idle_since(Role::Administrator));
        let mut tx = self.db.read().await?;
        let held = self.held_mail(&mut tx).await?.map(|hold| hold.since);
        let numbers = dashboard::numbers(&mut tx, MOST_USERS, now, idle_user, idle_staff).await?;
        Ok(Dashboard {
            attention: attention(&mut tx, caller, now, held).await?,
            today: hours(&mut tx, today, &caller.time_zone).await?,
            now: hour(now - today.start),
            users: numbers.users,
            active: numbers.active,
            sessions: numbers.sessions,
        })
    }
}

async fn attention(tx: &mut Tx, caller: &Caller, now: Timestamp, held: Option<Timestamp>) -> Result<Attention, StoreError> {
    let moments = &Moments::of(now, caller);
    let (awaited, approvals_count) = if caller.role.allows(Permission::DecideApprovals) {
        approvals::waiting_for(tx, caller.user, now, LISTED).await?
    } else {
        (Vec::new(), 0)
    };
    let (failed, failed_count) = outbox::failed(tx, now - FAILED_WITHIN, LISTED).await?;
    let (locked, locked_count) = dashboard::locked(tx, now, LISTED).await?;
    let (running_out, running_out_count) = dashboard::running_out(tx, now, ENDS_WITHIN, LISTED).await?;
    let (waiting, waiting_since) = outbox::waiting(tx).await?;
    let (reported, reported_count) = not_me::open(tx, now - REPORTED_WITHIN, LISTED).await?;
    Ok(Attention {
        approvals: awaited.into_iter().map(|approval| awaits(approval, moments)).collect(),
        approvals_count,
        reported: reported.into_iter().map(|report| reported_by(report, moments)).collect(),
        reported_count,
        failed: failed.into_iter().map(|message| messages::row(message, moments)).collect(),
        failed_count,
        locked: locked.into_iter().map(|locked| locked_out(locked, moments)).collect(),
        locked_count,
        running_out: running_out.into_iter().map(|link| ending(link, moments)).collect(),
        running_out_count,
        mail_held: held.map(|at| moments.moment(at)),
        waiting,
        waiting_since: waiting_since.map(|at| moments.moment(at)),
    })
}

/// The hours of a day: 24, or 23 or 25 when clocks change. An hour that was begun counts.
async fn hours(tx: &mut Tx, day: Day, zone: &str) -> Result<Vec<Hour>, StoreError> {
    let begun = (0..).map(|passed| day.start + Span::hours(passed)).take_while(|at| *at < day.end);
    let mut hours: Vec<Hour> = begun.map(|at| Hour { clock: zones::clock_of(at, zone), ..Hour::default() }).collect();
    for (at, number) in dashboard::links_by_hour(tx, day.start, day.end).await? {
        if let Some(hour) = at_hour(&mut hours, at) {
            hour.sent = number;
        }
    }
    for (at, number) in dashboard::changes_by_hour(tx, day.start, day.end).await? {
        if let Some(hour) = at_hour(&mut hours, at) {
            hour.done = number;
        }
    }
    Ok(hours)
}

fn at_hour(hours: &mut [Hour], at: i64) -> Option<&mut Hour> {
    hours.get_mut(usize::try_from(at).ok()?)
}

/// The hour to which a time of the day belongs, counted from its beginning.
fn hour(since_midnight: Span) -> usize {
    usize::try_from(since_midnight.whole_minutes() / 60).unwrap_or_default()
}

fn locked_out(locked: Locked, moments: &Moments<'_>) -> LockedOut {
    LockedOut {
        id: locked.user,
        display_name: locked.display_name,
        user_name: locked.user_name,
        until: moments.moment(locked.until),
    }
}

fn reported_by(report: not_me::Open, moments: &Moments<'_>) -> Reported {
    Reported { user: report.user, display_name: report.display_name, about: report.about, at: moments.moment(report.at) }
}

fn awaits(approval: approvals::Stored, moments: &Moments<'_>) -> AwaitedApproval {
    let until = moments.moment(approval.expires_at);
    AwaitedApproval { id: approval.id, deed: approval.deed, target: approval.target_name, until }
}

fn ending(link: RunningOut, moments: &Moments<'_>) -> LinkRunningOut {
    LinkRunningOut {
        user: link.user,
        display_name: link.display_name,
        until: moments.moment(link.expires_at),
        opened: link.opened,
    }
}

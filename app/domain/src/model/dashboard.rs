//! The start page: what needs attention, and what today was like.

use super::{MessageKind, MessageRow, Moment, Opener, UserId};
use serde::{Deserialize, Serialize};

/// A link that will soon be worth nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRunningOut {
    /// Whose.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// Until when it works.
    pub until: Moment,
    /// Who was at its page, by the best that is known.
    pub opened: Option<Opener>,
}

/// Someone whose sign-in is held back after failures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedOut {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub display_name: String,
    /// What they sign in with.
    pub user_name: String,
    /// Until when.
    pub until: Moment,
}

/// Someone who said of a notice about their account: this wasn't me.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// What they were told.
    pub about: MessageKind,
    /// When they said it.
    pub at: Moment,
}

/// What needs attention; each list is cut at five, its number tells how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attention {
    /// Reports of the last seven days from active users who have chosen no password since, the latest first.
    pub reported: Vec<Reported>,
    /// How many.
    pub reported_count: i64,
    /// Mails of the last seven days that failed or could not be sent in time, and were not sent again since.
    pub failed: Vec<MessageRow>,
    /// How many.
    pub failed_count: i64,
    /// People whose sign-in is held back, the longest first.
    pub locked: Vec<LockedOut>,
    /// How many.
    pub locked_count: i64,
    /// Unused links that end within a quarter of an hour, the first to end first.
    pub running_out: Vec<LinkRunningOut>,
    /// How many.
    pub running_out_count: i64,
    /// Since when mails are held, because the mail server does not take Latchkey as it is configured.
    pub mail_held: Option<Moment>,
    /// Mails that wait to be sent.
    pub waiting: i64,
    /// When the eldest of them was asked for.
    pub waiting_since: Option<Moment>,
}

/// One hour of the reader's day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hour {
    /// What the clock shows when it begins, 0 to 23: an hour comes twice, or not at all, on days when clocks change.
    pub clock: i64,
    /// Links asked for.
    pub sent: i64,
    /// Passwords chosen.
    pub done: i64,
}

/// The start page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dashboard {
    /// What needs attention.
    pub attention: Attention,
    /// Today in the reader's zone, hour by hour: 24 of them (23 or 25 when clocks change).
    pub today: Vec<Hour>,
    /// The hour that it is now: an index into `today`.
    pub now: usize,
    /// Users in all, at most 10,000 counted.
    pub users: i64,
    /// Active ones, at most 10,000 counted.
    pub active: i64,
    /// Open sessions.
    pub sessions: i64,
}

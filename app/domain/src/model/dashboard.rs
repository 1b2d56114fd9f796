//! The start page: what needs attention, and what today was like.

use super::{ApprovalId, EventKind, HeldDeed, MessageKind, MessageRow, Moment, Opener, ReplyMeaning, UserId};
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

/// Something that waits for a second administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedApproval {
    /// Which.
    pub id: ApprovalId,
    /// What is asked for.
    pub deed: HeldDeed,
    /// The name of whom it concerns.
    pub target: String,
    /// Until when it can be decided.
    pub until: Moment,
}

/// What needs attention; each list is cut at five, its number tells how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attention {
    /// What other administrators ask, for whoever may decide about it, the first to end first.
    pub approvals: Vec<AwaitedApproval>,
    /// How many.
    pub approvals_count: i64,
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

text_enum!(
    /// How far back the start page's charts go.
    TimeRange {
        /// The reader's day, hour by hour.
        Today = "today",
        /// Seven of their days with today, day by day.
        Week = "7",
        /// Thirty.
        Month = "30",
    }
);

impl TimeRange {
    /// How many days it has.
    #[must_use]
    pub const fn days(self) -> i64 {
        match self {
            Self::Today => 1,
            Self::Week => 7,
            Self::Month => 30,
        }
    }
}

text_enum!(
    /// By what somebody's way back in was opened.
    ResetKind {
        /// A link that somebody of the desk sent.
        Link = "link",
        /// A link that its owner asked for.
        Forgotten = "forgotten",
        /// A link that was shown to somebody of the desk.
        CopiedLink = "copied-link",
        /// A generated password.
        NewPassword = "new-password",
        /// A temporary password.
        TemporaryPassword = "temporary-password",
        /// A change at the next sign-in.
        RequiredChange = "required-change",
    }
);

impl ResetKind {
    /// What an event opened, if it did; by itself, where nobody of the desk caused it.
    #[must_use]
    pub const fn of(event: EventKind, by_itself: bool) -> Option<Self> {
        Some(match event {
            EventKind::LinkRequested if by_itself => Self::Forgotten,
            EventKind::LinkRequested => Self::Link,
            EventKind::LinkCopied => Self::CopiedLink,
            EventKind::NewPasswordRequested => Self::NewPassword,
            EventKind::TemporaryPasswordSet => Self::TemporaryPassword,
            EventKind::ChangeRequired => Self::RequiredChange,
            _ => return None,
        })
    }
}

/// What was in one hour or one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivitySlot {
    /// Its name in the reader's language: "14:00", "21 Nov".
    pub name: String,
    /// Whether the name is written below charts, where there is no room for all.
    pub is_marked: bool,
    /// Sign-ins that opened a session.
    pub signed_in: i64,
    /// Tries to sign in to an account that failed.
    pub failed_sign_ins: i64,
    /// Mails that the mail server took.
    pub sent: i64,
    /// How long half of them took at most, in tenths of a second.
    pub median: i64,
    /// How long 95 of a hundred took at most, in tenths of a second.
    pub most: i64,
    /// How long the slowest of them took, in tenths of a second; of those that wait still, how long they have waited by now.
    pub longest: i64,
}

/// What the start page's charts show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Hours or days, the earliest first.
    pub slots: Vec<ActivitySlot>,
    /// The one that it is now: an index into `slots`.
    pub now: usize,
    /// How many of each kind there were; none is left out.
    pub resets: Vec<(ResetKind, i64)>,
    /// Why mails could not be sent, the most frequent first; `None` where nobody can tell.
    pub failures: Vec<(Option<ReplyMeaning>, i64)>,
}

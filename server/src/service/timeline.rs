//! The recovery timeline of a user, put together from events, links and messages.

use super::{Fault, moments::Moments, new_passwords::unsent};
use crate::{
    mail::reason::own_meaning,
    store::{
        Tx,
        credentials::{self, Temporary},
        events::{self, Event, Recorded},
        links::{self, Link},
        outbox::{self, Message, State},
        pending::{self, Pending},
    },
};
use app::model::{Opener, Span, Step, TemplateKey, TimelineEntry, Timestamp, UserId};

/// Whoever touches a page so soon after it was opened is the one who opened it.
const SAME_VISIT: Span = Span::minutes(1);
/// The longest timeline; older steps are in the audit trail.
const MOST: usize = 50;

/// What happened, latest first.
pub(super) async fn of_user(
    tx: &mut Tx,
    user: UserId,
    now: Timestamp,
    moments: &Moments<'_>,
) -> Result<Vec<TimelineEntry>, Fault> {
    let events = events::of_user(tx, user).await?;
    let links = links::of_user(tx, user).await?;
    let passwords = pending::of_user(tx, user).await?;
    let temporary = credentials::of(tx, user).await?.and_then(|credential| credential.temporary);
    let messages = outbox::of_user(tx, user).await?;
    let mut steps: Vec<(Timestamp, Step)> = Vec::new();
    steps.extend(events.into_iter().filter_map(from_event));
    for link in &links {
        from_link(link, now, moments, &mut steps);
    }
    for password in &passwords {
        from_pending(password, now, moments, &mut steps);
    }
    steps.extend(temporary.map(|temporary| from_temporary(&temporary, now, moments)));
    steps.extend(messages.into_iter().filter_map(from_mail));
    steps.sort_by_key(|(at, step)| std::cmp::Reverse((*at, order(step))));
    steps.truncate(MOST);
    Ok(steps.into_iter().map(|(at, step)| TimelineEntry { step, at: moments.moment(at) }).collect())
}

/// The order of steps that happened in one transaction: what led to what.
const fn order(step: &Step) -> u8 {
    match step {
        Step::LinkRevoked | Step::LinkExpired | Step::NewPasswordRevoked | Step::NewPasswordExpired => 0,
        Step::LinkWaiting(_) | Step::NewPasswordWaiting(_) | Step::TemporaryPasswordWaiting(_) => 4,
        Step::OldPasswordStopped | Step::NewPasswordUnsent(_) => 3,
        Step::MailQueued | Step::MailDelayed(_) | Step::MailOf(..) | Step::PasswordChanged | Step::Locked | Step::LinkUsed => 2,
        _ => 1,
    }
}

/// What an event tells on its user's record, where it does.
fn from_event(recorded: Recorded) -> Option<(Timestamp, Step)> {
    let by = recorded.actor.clone();
    let actor = recorded.actor.unwrap_or_else(|| "Latchkey".to_owned());
    let step = match recorded.event {
        Event::LinkRequested => by.map_or(Step::LinkForgotten, Step::LinkRequested),
        Event::LinkCopied => Step::LinkCopied(actor),
        Event::NotMe { .. } => Step::NotMe,
        Event::NewPasswordRequested { ticket } => Step::NewPasswordRequested(actor, ticket),
        Event::TemporaryPasswordSet { ticket } => Step::TemporaryPasswordSet(actor, ticket),
        Event::SignedInToChoose => Step::SignedInToChoose,
        Event::ChangeRequired => Step::ChangeRequired(actor),
        Event::PasswordChanged { .. } => Step::PasswordChanged,
        Event::SignedIn { .. } => Step::SignedIn,
        Event::SignInFailed { failures, .. } => Step::SignInFailed(failures),
        Event::Locked { .. } => Step::Locked,
        Event::PasswordAge { days } => Step::PasswordAge(days),
        Event::NoSignIn { days } => Step::NoSignIn(days),
        Event::External { kind, .. } => Step::Reported(actor, kind),
        Event::Activated => Step::Activated(actor),
        Event::Deactivated => Step::Deactivated(actor),
        Event::UserCreated => Step::Created(by),
        Event::EmailChanged => Step::EmailChanged(actor),
        Event::Unlocked => Step::Unlocked(actor),
        Event::SessionsEnded { .. } => Step::SessionsEnded(actor),
        Event::SecondFactorSetUp { way } => Step::SecondFactorSetUp(way),
        Event::SecondFactorRemoved => Step::SecondFactorRemoved(actor),
        Event::RecoveryCodeUsed { left } => Step::RecoveryCodeUsed(left),
        Event::SecondFactorFailed => Step::SecondFactorFailed,
        Event::CallerVerified { way } => Step::CallerVerified(actor, way),
        // The others are not shown: see `Event::is_in_timeline`.
        _ => return None,
    };
    Some((recorded.at, step))
}

fn from_link(link: &Link, now: Timestamp, moments: &Moments<'_>, steps: &mut Vec<(Timestamp, Step)>) {
    let opened = |by: Opener| link.opened_by(by).map(|at| (at, Step::LinkOpened(by)));
    let by_somebody = opened(Opener::Unclear).filter(|(at, _)| link.touched_at.is_none_or(|touched| touched - *at > SAME_VISIT));
    steps.extend([opened(Opener::Program), by_somebody, opened(Opener::Person)].into_iter().flatten());
    if let Some(at) = link.consumed_at {
        steps.push((at, Step::LinkUsed));
    } else if let Some(at) = link.revoked_at {
        steps.push((at, Step::LinkRevoked));
    } else if let Some(end) = link.expires_at {
        if end > now {
            steps.push((now, Step::LinkWaiting(moments.moment(end))));
        } else {
            steps.push((end, Step::LinkExpired));
        }
    }
}

fn from_pending(password: &Pending, now: Timestamp, moments: &Moments<'_>, steps: &mut Vec<(Timestamp, Step)>) {
    steps.extend(password.took_effect_at.map(|at| (at, Step::OldPasswordStopped)));
    steps.extend(password.failed_at.map(|at| (at, Step::NewPasswordUnsent(unsent(password)))));
    if let Some(at) = password.consumed_at {
        steps.push((at, Step::NewPasswordUsed));
    } else if let Some(at) = password.revoked_at {
        steps.push((at, Step::NewPasswordRevoked));
    } else if let Some(end) = password.expires_at {
        if end <= now {
            steps.push((end, Step::NewPasswordExpired));
        } else if password.failed_at.is_none() {
            steps.push((now, Step::NewPasswordWaiting(moments.moment(end))));
        }
    }
}

fn from_temporary(temporary: &Temporary, now: Timestamp, moments: &Moments<'_>) -> (Timestamp, Step) {
    if temporary.until > now {
        (now, Step::TemporaryPasswordWaiting(moments.moment(temporary.until)))
    } else {
        (temporary.until, Step::TemporaryPasswordExpired)
    }
}

/// What became of a mail that leads back in, or of the notice of a temporary password. Others are not shown.
fn from_mail(message: Message) -> Option<(Timestamp, Step)> {
    let temporary = about_temporary(&message);
    if temporary.is_none() && message.link.is_none() && message.pending.is_none() {
        return None;
    }
    let (at, step) = from_message(message)?;
    let step = match temporary {
        Some(mail) => Step::MailOf(mail, Box::new(step)),
        None => step,
    };
    Some((at, step))
}

/// Which mail about a temporary password it is, if it is one.
fn about_temporary(message: &Message) -> Option<TemplateKey> {
    let mail: TemplateKey = message.template.parse().ok()?;
    (message.carries_temporary() || mail == TemplateKey::TemporaryPasswordSet).then_some(mail)
}

fn from_message(message: Message) -> Option<(Timestamp, Step)> {
    let reply = message.reply.unwrap_or_default();
    let finished = message.finished_at.unwrap_or(message.created_at);
    match message.state {
        State::Queued if reply.is_empty() => Some((message.created_at, Step::MailQueued)),
        State::Queued => Some((message.created_at, Step::MailDelayed(reply))),
        State::Sent => Some((finished, Step::MailAccepted(reply))),
        State::Failed => Some((finished, own_meaning(&reply).map_or(Step::MailFailed(reply), Step::MailDropped))),
        State::Bounced => Some((finished, Step::MailBounced(reply))),
        State::Expired => Some((finished, Step::MailExpired(reply))),
        State::Cancelled => None,
    }
}

//! "This wasn't me": the owner of an account answers a notice. What is pending ends, sessions end, administrators are told.

use super::{Desk, Fault, moments::Moments, people::end_handed_out};
use crate::{
    security::LinkSecret,
    store::{
        Tx,
        audit::{Line, Outcome},
        dialect,
        events::Event,
        factors,
        not_me::{self, Notice},
        users::{self, User},
    },
};
use app::{
    api::{ApiError, Client},
    model::{Locale, NewFactor, NotMePrompt, NotMeStanding, Span, Timestamp},
};

/// How long a notice can be answered. Longer than links: it opens nothing, and people are away for days.
pub(crate) const LIFE: Span = Span::days(7);
/// What was added so long before a report may be as strange to the owner as what they were told of.
const LATELY: Span = Span::days(1);
/// How many administrators are told.
const MOST_TOLD: i64 = 50;

impl Desk {
    pub(super) async fn notice_standing(&self, code: &str, locale: Locale) -> Result<NotMeStanding, Fault> {
        let mut tx = self.db.read().await?;
        let Some((notice, user)) = known_notice(&mut tx, code).await? else { return Ok(NotMeStanding::Unknown) };
        let now = self.now();
        let added = factors::added_since(&mut tx, user.id, lately(notice.at, now)).await?;
        Ok(judge(&notice, &user, added, &Moments::new(now, &user.time_zone, locale), now))
    }

    /// Says of a notice that what it tells was not its reader's doing. A second time nothing more happens, and where the
    /// link does not work nothing at all: its page says which.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn report_not_me(&self, code: &str, client: &Client) -> Result<(), ApiError> {
        self.take_report(code, client).await.map_err(|fault| self.report(fault))
    }

    async fn take_report(&self, code: &str, client: &Client) -> Result<(), Fault> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let Some((notice, user)) = known_notice(&mut tx, code).await? else { return Ok(()) };
        dialect::lock_user(&mut tx, user.id).await?;
        if notice.expires_at <= now || !not_me::report(&mut tx, &notice, now).await? {
            return Ok(());
        }
        end_handed_out(&mut tx, user.id, now).await?;
        self.event(&mut tx, Event::NotMe { template: Some(notice.about.to_string()) }, user.id, None).await?;
        let line = Line {
            target: Some((user.id, &user.display_name)),
            address: Some(client.address.to_string()),
            detail: serde_json::json!({ "message": notice.message, "about": notice.about }),
            ..Line::without_actor("account.not-me", Outcome::Done)
        };
        self.audit(&mut tx, line).await?;
        for administrator in users::administrators(&mut tx, MOST_TOLD).await? {
            self.queue_report(&mut tx, &administrator, &notice, client).await?;
        }
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(())
    }
}

/// The notice that a code belongs to, and the owner of the account.
async fn known_notice(tx: &mut Tx, code: &str) -> Result<Option<(Notice, User)>, Fault> {
    let Some(secret) = LinkSecret::read(code) else { return Ok(None) };
    let Some(notice) = not_me::by_token(tx, &secret.not_me_digest()).await? else { return Ok(None) };
    let user = users::by_id(tx, notice.user).await?;
    Ok(user.map(|user| (notice, user)))
}

/// Since when what was added is named, of a notice about something that happened then and is reported now.
pub(crate) fn lately(happened_at: Timestamp, now: Timestamp) -> Timestamp {
    happened_at.min(now - LATELY)
}

fn judge(
    notice: &Notice,
    user: &User,
    added: Vec<(Option<String>, Timestamp)>,
    moments: &Moments<'_>,
    now: Timestamp,
) -> NotMeStanding {
    if let Some(at) = notice.reported_at {
        return NotMeStanding::Reported(moments.moment(at));
    }
    if notice.expires_at <= now {
        return NotMeStanding::Expired(moments.moment(notice.expires_at));
    }
    NotMeStanding::Open(NotMePrompt {
        user_name: user.user_name.clone(),
        display_name: user.display_name.clone(),
        about: notice.about,
        at: moments.moment(notice.at),
        new_factors: added.into_iter().map(|(passkey, at)| NewFactor { passkey, added: moments.moment(at) }).collect(),
    })
}

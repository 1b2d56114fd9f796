//! How much the desk mails by hand: neither a slip nor a stolen session floods somebody's mailbox, or everybody's. Jobs for many
//! and automations have a pace and caps of their own.

use super::{Desk, Fault};
use crate::store::{
    Tx,
    limits::{self, Budget},
};
use app::{
    api::{Caller, Problem},
    model::{Span, UserId},
};

/// How often somebody is mailed something by hand, whoever does it: ten times at once, since a mail that does not arrive is tried in
/// other ways, and then ten times an hour.
const TO_ONE: Budget = Budget { burst: 10, every: Span::minutes(6) };
/// How often somebody of the desk mails something by hand: 150 times at once, five hours of a call every two minutes, and then
/// 150 times an hour. Whoever needs more has a job for many. Programs have the budget of their calls instead.
const BY_ONE: Budget = Budget { burst: 150, every: Span::seconds(24) };

impl Desk {
    /// Spends one mail by hand, in the transaction that queues it, so that what was refused costs nothing.
    pub(super) async fn spend_send(&self, tx: &mut Tx, caller: &Caller, to: UserId) -> Result<(), Fault> {
        if !self.causes.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let spent = limits::spend(tx, &format!("sends/to/{to}"), TO_ONE, now).await?;
        spent.map_err(|wait| Problem::SentOften(wait.whole_seconds()))?;
        if caller.credential.is_some() || caller.user == UserId::OPERATOR {
            return Ok(());
        }
        let spent = limits::spend(tx, &format!("sends/by/{}", caller.user), BY_ONE, now).await?;
        spent.map_err(|wait| Problem::SentMuch(wait.whole_seconds()))?;
        Ok(())
    }
}

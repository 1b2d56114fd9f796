//! How much the desk mails one by one: neither a slip, nor a stolen session or key, floods somebody's mailbox, or everybody's.
//! The pages and the REST API end in the same services, which spend the same budgets here: a second door earns nobody a second
//! mail. Jobs for many and automations have a pace and caps of their own.

use super::{Desk, Fault};
use crate::store::{
    Tx,
    limits::{self, Budget},
};
use app::{
    api::{Caller, Problem},
    model::{Span, UserId},
};

/// How often somebody is mailed something one by one, whoever does it, on the pages or by a program: ten times at once, since a
/// mail that does not arrive is tried in other ways, and then ten times an hour.
const TO_ONE: Budget = Budget { burst: 10, every: Span::minutes(6) };
/// How often somebody of the desk mails something by hand: 150 times at once, five hours of a call every two minutes, and then
/// 150 times an hour. Whoever needs more has a job for many.
const BY_HAND: Budget = Budget { burst: 150, every: Span::seconds(24) };
/// How often an account's programs do, all its credentials together: they mail what an organisation's other applications are
/// asked for. 10,000 times at once is everybody of a large house, and as many are earned in an hour.
const BY_PROGRAM: Budget = Budget { burst: 10_000, every: Span(360_000) };

impl Desk {
    /// Spends one mail, in the transaction that queues it, so that what was refused costs nothing.
    ///
    /// Both budgets of whoever mails are an hour of one counter, of which a mail by hand takes more than a program's: who is a
    /// person and a program has one hour, not two.
    pub(super) async fn spend_send(&self, tx: &mut Tx, caller: &Caller, to: UserId) -> Result<(), Fault> {
        if !self.causes.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let spent = limits::spend(tx, &format!("sends/to/{to}"), TO_ONE, now).await?;
        spent.map_err(|wait| Problem::SentOften(wait.whole_seconds()))?;
        if caller.user == UserId::OPERATOR {
            return Ok(());
        }
        let budget = if caller.credential.is_some() { BY_PROGRAM } else { BY_HAND };
        let spent = limits::spend(tx, &format!("sends/by/{}", caller.user), budget, now).await?;
        spent.map_err(|wait| Problem::SentMuch(wait.whole_seconds()))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand_and_by_program_are_shares_of_the_same_hour() {
        for budget in [BY_HAND, BY_PROGRAM] {
            assert_eq!(budget.every.0 * budget.burst, Span::hours(1).0, "{budget:?}");
        }
    }
}

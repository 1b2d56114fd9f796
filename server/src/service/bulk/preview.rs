//! Who would take part in a job, and who would be left out and why: asked of the same search as the list, group by group.

use super::{MOST_TICKED, act::waits, names_api};
use crate::{
    service::{
        Desk, Fault,
        moments::Moments,
        people::{cleaned, listed},
    },
    store::{
        Tx,
        users::{
            Condition,
            list::{Listed, Stretch},
            search::Search,
            tags,
        },
    },
};
use app::{
    api::{Caller, Problem},
    model::{
        BulkAction, BulkCaller, BulkImpact, BulkOrder, BulkPreview, BulkSkip, BulkSkipped, BulkTarget, Count, Criteria, Kind,
        Locale, NewPasswordEffect, PasswordState, Role, UserRow, UserSort, kinds_taking_part,
    },
    rules::reset::Refusal,
};

/// How many of a group are named.
const NAMED: i64 = 5;

/// Those of whom conditions hold: how many they are, and the first of them.
struct Group {
    count: Count,
    first: Vec<Listed>,
}

/// Someone who is left out: why, of whom it holds, and of whom it does not.
type Exclusion = (BulkSkip, Condition, Condition);

impl Desk {
    pub(super) async fn who_takes_part(
        &self,
        caller: &Caller,
        action: BulkAction,
        target: BulkTarget,
    ) -> Result<BulkPreview, Fault> {
        let mut tx = self.db.read().await?;
        let (criteria, meant) = self.meant_by_target(&mut tx, &target).await?;
        let moments = Moments::of(self.now(), caller);
        let named = |group: Group| -> Vec<UserRow> { group.first.iter().map(|row| listed(row, caller.role, &moments)).collect() };
        let total = self.group(&mut tx, &meant, 0).await?.count;
        let (mut left, mut skipped) = (meant, Vec::new());
        for (why, out, remaining) in self.exclusions(&mut tx, caller, action, names_api(criteria.as_ref())).await? {
            let group = self.group(&mut tx, &with(&left, out), NAMED).await?;
            left.push(remaining);
            if group.count.counted > 0 {
                skipped.push(BulkSkipped { why, count: group.count, first: named(group) });
            }
        }
        let acted = self.group(&mut tx, &left, NAMED).await?;
        let of_kind = async |tx: &mut Tx, kind| self.group(tx, &with(&left, Condition::Kinds(vec![kind])), NAMED).await;
        let api = of_kind(&mut tx, Kind::Api).await?;
        let hybrid = of_kind(&mut tx, Kind::Hybrid).await?;
        let callers = self.callers(&mut tx, caller, &api.first, &hybrid.first).await?;
        let house = self.house_settings(&mut tx).await?;
        Ok(BulkPreview {
            order: usual_order(action, house.link_minutes),
            criteria,
            total,
            acted: acted.count,
            impact: self.bulk_impact(&mut tx, action, &left).await?,
            first: named(acted),
            skipped,
            api: api.count,
            hybrid: hybrid.count,
            callers,
            longest_minutes: house.policy.longest_link_minutes,
            known_tags: if action.has_tag() { tags::all(&mut tx).await? } else { Vec::new() },
            target,
        })
    }

    /// Who is left out when this caller asks.
    async fn exclusions(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        action: BulkAction,
        names_api: bool,
    ) -> Result<Vec<Exclusion>, Fault> {
        let mut all = exclusions(caller.role, action, names_api);
        if waits(action, action != BulkAction::Activate) && self.needs_second(tx, caller).await? {
            all.push(administrators());
        }
        Ok(all)
    }

    /// When programs last called as each of these users.
    async fn callers(&self, tx: &mut Tx, caller: &Caller, api: &[Listed], hybrid: &[Listed]) -> Result<Vec<BulkCaller>, Fault> {
        let mut callers = Vec::new();
        for Listed { user, .. } in api.iter().chain(hybrid) {
            let usage = self.api_use(tx, caller, user).await?;
            callers.extend(usage.map(|usage| BulkCaller { user: user.id, display_name: user.display_name.clone(), usage }));
        }
        Ok(callers)
    }

    /// What those have open of whom all this holds, where the action has to do with that.
    async fn bulk_impact(&self, tx: &mut Tx, action: BulkAction, left: &[Condition]) -> Result<Option<BulkImpact>, Fault> {
        if action.fates().is_none() {
            return Ok(None);
        }
        let mut languages = Vec::new();
        for locale in Locale::ALL.into_iter().filter(|_| action.mails()) {
            let count = self.group(tx, &with(left, Condition::Language(locale)), 0).await?.count;
            if count.counted > 0 {
                languages.push((locale, count));
            }
        }
        let used_since = |role| self.now() - self.house.idle_of(role);
        let signed_in = Condition::SignedInNow(used_since(Role::User), used_since(Role::Administrator));
        Ok(Some(BulkImpact {
            languages,
            passwords: self.group(tx, &with(left, Condition::Password(PasswordState::Pending)), 0).await?.count,
            links: self.group(tx, &with(left, Condition::LinkWaits), 0).await?.count,
            signed_in: self.group(tx, &with(left, signed_in), 0).await?.count,
        }))
    }

    /// The conditions of a target, in words' and in the store's terms; ticked users have none in words.
    async fn meant_by_target(&self, tx: &mut Tx, target: &BulkTarget) -> Result<(Option<Criteria>, Vec<Condition>), Fault> {
        match target {
            BulkTarget::Ticked(users) if users.is_empty() || users.len() > MOST_TICKED => Err(Problem::NobodyLeft.into()),
            BulkTarget::Ticked(users) => Ok((None, vec![Condition::Among(users.clone())])),
            BulkTarget::Filter(filter) => {
                let criteria = self.criteria_of(tx, &cleaned(filter)).await?;
                let meant = self.meant_by(tx, &criteria).await?;
                Ok((Some(criteria), meant))
            }
        }
    }

    async fn group(&self, tx: &mut Tx, conditions: &[Condition], named: i64) -> Result<Group, Fault> {
        let search = Search::new(tx, conditions.to_vec(), self.now()).await?;
        let stretch = Stretch { sort: UserSort::Name, down: false, beyond: None, most: named };
        let first = if named > 0 { search.read(tx, &stretch).await? } else { Vec::new() };
        Ok(Group { count: search.total(), first })
    }
}

/// What is offered at first: a link that works as long as the settings say, a password that stops the old one once it is mailed.
fn usual_order(action: BulkAction, link_minutes: i64) -> BulkOrder {
    let mut order = BulkOrder::of(action);
    order.life_minutes = (action == BulkAction::SendLink).then_some(link_minutes);
    order.effect = (action == BulkAction::NewPassword).then_some(NewPasswordEffect::OnAcceptance);
    order
}

fn with(conditions: &[Condition], further: Condition) -> Vec<Condition> {
    conditions.iter().cloned().chain([further]).collect()
}

/// Who is left out of an action, in the order in which the checks find it out. What only each user's turn can show (the last
/// administrator, oneself, a session that has ended) is left to it.
fn exclusions(actor: Role, action: BulkAction, names_api: bool) -> Vec<Exclusion> {
    let (reached, beyond): (Vec<Role>, Vec<Role>) = Role::ALL.iter().copied().partition(|role| actor.may_act_on(*role));
    let refused = BulkSkip::Refused;
    let mut all: Vec<Exclusion> = Vec::new();
    if !beyond.is_empty() {
        all.push((refused(Refusal::Outranked), Condition::Roles(beyond), Condition::Roles(reached)));
    }
    let kinds = kinds_taking_part(action, names_api);
    if !kinds.contains(&Kind::Api) {
        all.push((refused(Refusal::ApiUser), Condition::Kinds(vec![Kind::Api]), Condition::Kinds(kinds.to_vec())));
    }
    if action.mails() {
        all.push((refused(Refusal::Inactive), Condition::Active(false), Condition::Active(true)));
        all.push((refused(Refusal::NoEmail), Condition::NoEmail, Condition::HasEmail));
    }
    match action {
        BulkAction::Activate => all.push((BulkSkip::Unneeded, Condition::Active(true), Condition::Active(false))),
        BulkAction::Deactivate => all.push((BulkSkip::Unneeded, Condition::Active(false), Condition::Active(true))),
        _ => {}
    }
    all
}

/// Administrators are left out where a second one has to approve what is done to each.
fn administrators() -> Exclusion {
    let (out, remaining) = Role::ALL.iter().copied().partition(|role| *role == Role::Administrator);
    (BulkSkip::Refused(Refusal::NeedsApproval), Condition::Roles(out), Condition::Roles(remaining))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(actor: Role, action: BulkAction, names_api: bool) -> Vec<BulkSkip> {
        exclusions(actor, action, names_api).into_iter().map(|(why, ..)| why).collect()
    }

    #[test]
    fn who_is_left_out_depends_on_who_asks_and_for_what() {
        let refused = BulkSkip::Refused;
        let mails = [refused(Refusal::ApiUser), refused(Refusal::Inactive), refused(Refusal::NoEmail)];
        assert_eq!(reasons(Role::Administrator, BulkAction::SendLink, true), mails);
        assert_eq!(reasons(Role::HelpDesk, BulkAction::SendLink, false)[0], refused(Refusal::Outranked));
        assert_eq!(reasons(Role::Administrator, BulkAction::Deactivate, true), [BulkSkip::Unneeded]);
        assert_eq!(reasons(Role::Administrator, BulkAction::AddTag, false), [refused(Refusal::ApiUser)]);
    }
}

//! Whom conditions mean at a time: the one way from what people ask for to what the store is asked.

use crate::{
    service::{Desk, Fault, zones},
    store::{Tx, selections, users::Condition},
};
use app::{
    api::{ApiError, Problem, Thing},
    model::{Criteria, Criterion, SelectionId, Span, Timestamp, UserFilter},
    rules::{email::domain_key, names, selection as rules},
};

impl Desk {
    /// Whom a filter of the list means: what it says itself, and the selection that it names.
    pub(in crate::service) async fn meant_by_filter(&self, tx: &mut Tx, filter: &UserFilter) -> Result<Vec<Condition>, Fault> {
        let criteria = self.criteria_of(tx, filter).await?;
        self.meant_by(tx, &criteria).await
    }

    /// What a filter of the list says itself, and the selection that it names.
    pub(in crate::service) async fn criteria_of(&self, tx: &mut Tx, filter: &UserFilter) -> Result<Criteria, Fault> {
        let mut criteria = Criteria::of(filter);
        if let Some(selection) = filter.selection {
            criteria.all.extend(known_selection(tx, selection).await?.draft.criteria.all);
        }
        Ok(criteria)
    }

    /// Whom conditions mean now. Days are the house's.
    pub(in crate::service) async fn meant_by(&self, tx: &mut Tx, criteria: &Criteria) -> Result<Vec<Condition>, Fault> {
        // Everyone, on any day.
        if criteria.all.is_empty() {
            return Ok(Vec::new());
        }
        let zone = self.house_settings(tx).await?.time_zone;
        let mut conditions = Vec::new();
        for (row, criterion) in criteria.all.iter().enumerate() {
            let meant = conditions_of(criterion, self.now(), &zone);
            conditions.extend(meant.map_err(|problem| ApiError::field(&rules::is(row), problem))?);
        }
        Ok(conditions)
    }
}

/// The selection with this id.
///
/// # Errors
/// "There is no such selection."
pub(super) async fn known_selection(tx: &mut Tx, id: SelectionId) -> Result<selections::Selection, Fault> {
    selections::one(tx, id).await?.ok_or_else(|| ApiError::not_found(Thing::Selection).into())
}

fn conditions_of(criterion: &Criterion, now: Timestamp, zone: &str) -> Result<Vec<Condition>, Problem> {
    let day = |day: &str| zones::day_named(day, zone).map(|day| day.start).ok_or(Problem::Day);
    let ago = |days: i64| now - Span::days(days);
    let keys = |tags: &[String]| tags.iter().map(|tag| names::key(tag)).collect();
    let condition = match criterion {
        Criterion::Words(words) => return Ok(Condition::searching(words)),
        Criterion::Kind(kinds) => Condition::Kinds(kinds.clone()),
        Criterion::Role(roles) => Condition::Roles(roles.clone()),
        Criterion::Active => Condition::Active(true),
        Criterion::Inactive => Condition::Active(false),
        Criterion::Language(language) => Condition::Language(*language),
        Criterion::EmailDomain(domain) => Condition::EmailDomain(domain_key(domain)),
        Criterion::NoEmail => Condition::NoEmail,
        Criterion::AnyTag(tags) => Condition::AnyTag(keys(tags)),
        Criterion::NoTag(tags) => Condition::NoTag(keys(tags)),
        Criterion::CreatedWithin(days) => Condition::Created(ago(*days)..LATEST),
        Criterion::CreatedBefore(text) => Condition::Created(EARLIEST..day(text)?),
        Criterion::CreatedFrom(text) => Condition::Created(day(text)?..LATEST),
        Criterion::NotSignedInFor(days) => Condition::NotSignedInSince(ago(*days)),
        Criterion::SignedInBefore(text) => Condition::SignedIn(FIRST..day(text)?),
        Criterion::SignedInFrom(text) => Condition::SignedIn(day(text)?..LATEST),
        Criterion::NeverSignedIn => Condition::NeverSignedIn,
        Criterion::Password(state) => Condition::Password(*state),
        Criterion::PasswordOlderThan(days) => Condition::PasswordBefore(ago(*days)),
        Criterion::ResetWithin(days) => Condition::ResetSince(ago(*days)),
        Criterion::NotResetFor(days) => Condition::NotResetSince(ago(*days)),
        Criterion::NeverReset => Condition::NeverReset,
        Criterion::LinkSent => Condition::LinkWaits,
        Criterion::Locked => Condition::Locked,
    };
    Ok(vec![condition])
}

const EARLIEST: Timestamp = Timestamp(i64::MIN);
const LATEST: Timestamp = Timestamp(i64::MAX);
/// Those who never signed in stand before it.
const FIRST: Timestamp = Timestamp(1);

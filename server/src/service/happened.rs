//! Events, for programs that follow what happens.

use super::{Desk, Fault, moments::Moments, paging};
use crate::store::events::{self, Happened};
use app::{
    api::{ApiError, Caller},
    model::{EventFacts, Moment, Page, Permission, Place},
};
use uuid::Uuid;

/// An event, as programs are told of it.
#[derive(Clone, Debug)]
pub struct EventLine {
    /// Which; later ones have greater ids.
    pub id: Uuid,
    /// What is known of it.
    pub facts: EventFacts,
    /// The name of whoever caused it.
    pub actor: Option<String>,
    /// When.
    pub at: Moment,
}

impl Desk {
    /// One page of all events, the latest first.
    ///
    /// # Errors
    /// When the caller may not see users, or the place is none of this list.
    pub async fn events(&self, caller: &Caller, place: Option<Place>) -> Result<Page<EventLine>, ApiError> {
        caller.require(Permission::ViewUsers)?;
        self.list_events(caller, place).await.map_err(|fault| self.report(fault))
    }

    async fn list_events(&self, caller: &Caller, place: Option<Place>) -> Result<Page<EventLine>, Fault> {
        let start = paging::start(place.as_ref(), |key| Uuid::try_parse(key).ok())?;
        let moments = Moments::of(self.now(), caller);
        let mut tx = self.db.read().await?;
        let counted = events::count(&mut tx).await?;
        let listed = events::page(&mut tx, &start, paging::READ).await?;
        Ok(paging::page(&start, listed, counted, |event| event.id.to_string(), |event| line(event, &moments)))
    }
}

fn line(event: Happened, moments: &Moments<'_>) -> EventLine {
    let Happened { id, facts, actor, .. } = event;
    EventLine { id, at: moments.moment(facts.at), facts, actor }
}

//! Jobs that turn in circles: by themselves, or through what they lead people to do, which starts another automation.

use crate::{
    service::{Desk, Fault},
    store::{Tx, automations as store},
};
use app::{
    api::Problem,
    model::{AutomationId, EventKind, Job, JobKind},
    rules::automation as rules,
};
use std::collections::{HashSet, VecDeque};

/// An automation, as a link of a chain: what starts it, and what it does.
struct Link {
    name: String,
    event: EventKind,
    job: JobKind,
}

impl Desk {
    /// Refuses a job that would turn in circles, alone or with the automations that are activated. A selection that leaves out
    /// those who have just been met ends a circle.
    pub(super) async fn refuse_circles(&self, tx: &mut Tx, id: AutomationId, event: EventKind, job: &Job) -> Result<(), Fault> {
        let leads_on = EventKind::ALL.iter().any(|event| rules::turns_in_circles(*event, job.kind));
        if !leads_on || self.ends_circles(tx, job).await? {
            return Ok(());
        }
        let mut links = vec![Link { name: String::new(), event, job: job.kind }];
        for other in store::active(tx).await?.into_iter().filter(|other| other.id != id) {
            let event = other.listens_to();
            let Some(job) = other.draft.job else { continue };
            if !self.ends_circles(tx, &job).await? {
                links.push(Link { name: other.draft.name, event, job: job.kind });
            }
        }
        match circle(&links) {
            None => Ok(()),
            Some(others) if others.is_empty() => Err(Problem::TurnsInCircles.into()),
            Some(others) => Err(Problem::TurnsInCirclesWith(others.iter().map(|name| (*name).to_owned()).collect()).into()),
        }
    }

    async fn ends_circles(&self, tx: &mut Tx, job: &Job) -> Result<bool, Fault> {
        let criteria = self.criteria_of_selection(tx, job.selection).await?;
        Ok(criteria.is_some_and(|criteria| rules::ends_the_circle(&criteria)))
    }
}

/// The shortest way from the first link back to it, as the names of those between; none when there is no way.
fn circle(links: &[Link]) -> Option<Vec<&str>> {
    let first = links.first()?;
    let mut seen = HashSet::new();
    let mut ways = VecDeque::from([(first, Vec::new())]);
    while let Some((last, way)) = ways.pop_front() {
        if rules::turns_in_circles(first.event, last.job) {
            return Some(way);
        }
        for (place, next) in links.iter().enumerate().skip(1) {
            if rules::turns_in_circles(next.event, last.job) && seen.insert(place) {
                ways.push_back((next, [way.as_slice(), &[next.name.as_str()]].concat()));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(name: &str, event: EventKind, job: JobKind) -> Link {
        Link { name: name.to_owned(), event, job }
    }

    #[test]
    fn a_circle_is_seen_over_several_automations() {
        let first = || link("first", EventKind::SignedIn, JobKind::RequireChange);
        assert_eq!(circle(&[first()]), Some(Vec::new()), "alone");
        let chosen = || link("chosen", EventKind::PasswordChanged, JobKind::EndSessions);
        let tagged = || link("tagged", EventKind::SignedIn, JobKind::AddTag);
        let in_again = || link("in again", EventKind::Locked, JobKind::SendLink);
        assert_eq!(circle(&[chosen(), tagged(), in_again()]), None, "nothing leads to a lock");
        assert_eq!(circle(&[chosen(), tagged(), first()]), Some(vec!["first"]));
        let linked = link("linked", EventKind::ChangeRequired, JobKind::SendLink);
        assert_eq!(circle(&[chosen(), first(), linked]), Some(vec!["first"]), "the shortest way");
    }
}

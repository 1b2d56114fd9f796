//! Accepted answers against the audit trail, the trail against the outbox, the outbox against what the mail server got, and all
//! of it the other way round.

use crate::{
    books::{Books, Line, Message},
    deed::{Asked, Deed, Outcome},
};
use serde_json::Value;
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};
use uuid::Uuid;

/// How long after the mail server's 250 the database may not know of it yet.
const UNRECORDED: Duration = Duration::from_secs(1);
/// How long after a kill the mail server still reads what had been written to it.
const UNDER_WAY: Duration = Duration::from_millis(500);

/// A mail that the mail server got, counted from the beginning of the run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub(crate) message: Uuid,
    pub(crate) at: Duration,
    /// Whether the mail server answered.
    pub(crate) answered: bool,
}

/// A time from and to which the server could not record what it was told: a kill, or an outage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gap {
    pub(crate) from: Duration,
    pub(crate) to: Duration,
}

impl Gap {
    /// A kill.
    pub(crate) fn at(moment: Duration) -> Self {
        Self { from: moment, to: moment + UNDER_WAY }
    }

    fn explains(&self, copy: &Arrival) -> bool {
        copy.at + UNRECORDED >= self.from && copy.at <= self.to
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Deeds with a word that they were done.
    pub(crate) accepted: usize,
    /// Deeds with a word that they were not.
    pub(crate) refused: usize,
    /// Deeds with no such word, and of these the ones that were done.
    pub(crate) unknown: usize,
    pub(crate) unknown_done: usize,
    /// Messages of the outbox, of these those that the mail server took, that a newer one overtook, and that visibly failed.
    pub(crate) messages: usize,
    pub(crate) sent: usize,
    pub(crate) overtaken: usize,
    pub(crate) given_up: usize,
    /// Copies beyond the first, after a reply that was never given, and after one that nobody could record.
    pub(crate) doubled_unanswered: usize,
    pub(crate) doubled_unrecorded: usize,
    /// What was accepted and is nowhere.
    pub(crate) lost: usize,
    /// What was done or mailed though nobody was told so, or twice.
    pub(crate) phantoms: usize,
    /// Copies that nothing explains.
    pub(crate) unexplained: usize,
    /// Last mails of people that do not let them in.
    pub(crate) dead: usize,
    /// Each in a sentence.
    pub(crate) broken: Vec<String>,
}

/// Reconciles a run that has come to rest.
pub(crate) fn reconcile(asked: &[Asked], books: &Books, copies: &[Arrival], gaps: &[Gap]) -> Findings {
    let mut findings = Findings::default();
    let trail = Trail::of(books);
    for one in asked {
        findings.answer(one, &trail);
    }
    let outbox = Outbox::of(books);
    for line in books.trail.iter().filter(|line| line.is_done) {
        findings.line(line, &outbox);
    }
    let mut received: HashMap<Uuid, Vec<Arrival>> = HashMap::new();
    for copy in copies {
        received.entry(copy.message).or_default().push(*copy);
    }
    for message in &books.messages {
        let mut copies = received.remove(&message.id).unwrap_or_default();
        copies.sort_by_key(|copy| copy.at);
        findings.message(message, &copies, gaps, &trail);
    }
    for message in received.into_keys() {
        findings.phantom(format!("mail {message} came and is not in the outbox"));
    }
    findings
}

/// The audit trail by what is looked for.
struct Trail<'a> {
    by_address: HashMap<&'a str, Vec<&'a Line>>,
    /// Links, messages and tickets of deeds that were done.
    named: HashSet<&'a str>,
}

impl<'a> Trail<'a> {
    fn of(books: &'a Books) -> Self {
        let mut trail = Self { by_address: HashMap::new(), named: HashSet::new() };
        for line in &books.trail {
            if let Some(from) = &line.from {
                trail.by_address.entry(from).or_default().push(line);
            }
            if line.is_done {
                trail.named.extend(["link", "message", "ticket"].iter().filter_map(|field| line.detail[*field].as_str()));
            }
        }
        trail
    }

    fn of_address(&self, from: &str, action: &str) -> Vec<&'a Line> {
        let lines = self.by_address.get(from).map(Vec::as_slice).unwrap_or_default();
        lines.iter().copied().filter(|line| line.action == action).collect()
    }
}

/// The outbox by what deeds are named.
struct Outbox {
    links: HashSet<String>,
    messages: HashSet<String>,
    /// Of mails with a password.
    tickets: HashSet<String>,
}

impl Outbox {
    fn of(books: &Books) -> Self {
        let messages = &books.messages;
        Self {
            links: messages.iter().filter_map(|message| message.link).map(|id| id.to_string()).collect(),
            messages: messages.iter().map(|message| message.id.to_string()).collect(),
            tickets: messages
                .iter()
                .filter(|message| message.is_access_info)
                .filter_map(|message| message.ticket.clone())
                .collect(),
        }
    }
}

impl Findings {
    /// An answer against the trail.
    fn answer(&mut self, asked: &Asked, trail: &Trail<'_>) {
        let Asked { from, deed, outcome } = asked;
        let done: Vec<_> = trail.of_address(from, deed.action()).into_iter().filter(|line| line.is_done).collect();
        match outcome {
            Outcome::Accepted(named) => {
                self.accepted += 1;
                if !done.iter().any(|line| names(&line.detail, named)) {
                    self.lose(format!("{deed:?} from {from} was accepted and is not in the trail"));
                }
            }
            Outcome::Refused(status) => {
                self.refused += 1;
                if !done.is_empty() {
                    self.phantom(format!("{deed:?} from {from} was refused ({status}) and done"));
                }
            }
            Outcome::Failed { .. } | Outcome::Unanswered => {
                self.unknown += 1;
                self.unknown_done += done.len().min(1);
            }
        }
        if done.len() > 1 {
            self.phantom(format!("{deed:?} from {from} was done {} times", done.len()));
        }
        let decided = if *deed == Deed::Forgot { trail.of_address(from, Deed::Link.action()).len() } else { done.len() };
        match decided.cmp(&done.len()) {
            std::cmp::Ordering::Less => self.lose(format!("the request from {from} was never decided")),
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Greater => self.phantom(format!("the request from {from} was decided {decided} times")),
        }
    }

    /// A deed of the trail against the outbox.
    fn line(&mut self, line: &Line, outbox: &Outbox) {
        let (field, known) = match line.action.as_str() {
            "link.requested" => ("link", &outbox.links),
            "password.requested" => ("message", &outbox.messages),
            "password.temporary-set" => ("ticket", &outbox.tickets),
            _ => return,
        };
        let named = line.detail[field].as_str().unwrap_or_default();
        if !known.contains(named) {
            self.lose(format!("{} {named} has no message", line.action));
        }
    }

    /// A message against the trail and against what the mail server got.
    fn message(&mut self, message: &Message, copies: &[Arrival], gaps: &[Gap], trail: &Trail<'_>) {
        let id = message.id;
        self.messages += 1;
        if !is_asked_for(message, trail) {
            self.phantom(format!("message {id} stands in the outbox, and nobody asked for it"));
        }
        match message.state.as_str() {
            "sent" => {
                self.sent += 1;
                if copies.is_empty() {
                    self.lose(format!("message {id} counts as sent and never came"));
                }
            }
            "cancelled" => self.overtaken += 1,
            "failed" | "expired" => self.given_up += 1,
            state => self.lose(format!("message {id} is {state} and came {} times", copies.len())),
        }
        let Some((_, earlier)) = copies.split_last() else { return };
        for copy in earlier {
            if !copy.answered {
                self.doubled_unanswered += 1;
            } else if gaps.iter().any(|gap| gap.explains(copy)) {
                self.doubled_unrecorded += 1;
            } else {
                self.unexplained += 1;
                self.broken.push(format!("message {id} came again though its 250 could be recorded"));
            }
        }
    }

    /// Ways in that should be open and are not, each in a sentence.
    pub(crate) fn dead(&mut self, sentences: Vec<String>) {
        self.dead += sentences.len();
        self.broken.extend(sentences);
    }

    fn lose(&mut self, sentence: String) {
        self.lost += 1;
        self.broken.push(sentence);
    }

    fn phantom(&mut self, sentence: String) {
        self.phantoms += 1;
        self.broken.push(sentence);
    }
}

/// Whether a line's detail names this; a deed whose answer names nothing is any.
fn names(detail: &Value, named: &str) -> bool {
    named.is_empty() || ["link", "message", "ticket"].iter().any(|field| detail[*field] == named)
}

/// Whether a deed of the trail stands behind a message. Notices name the ticket of what they tell.
fn is_asked_for(message: &Message, trail: &Trail<'_>) -> bool {
    let names = [message.link.map(|id| id.to_string()), Some(message.id.to_string()), message.ticket.clone()];
    names.iter().flatten().any(|name| trail.named.contains(name.as_str()))
}

#[cfg(test)]
mod tests;

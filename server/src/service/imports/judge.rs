//! What is to become of a row: judged by the rules of the form for one user, a piece of the file at a time.

use super::{
    row::{Row, Wrong},
    twins::Twins,
};
use crate::{
    service::{
        Desk, Fault,
        approvals::weighs,
        people::{Entry, differences, draft_of, subject, target},
    },
    store::{
        Tx, dialect,
        users::{
            User, many,
            twins::{self, Wanted},
        },
    },
};
use app::{
    api::{Caller, Problem},
    model::{ImportOptions, ImportProblem, LinkLife, Locale, Role, UserDraft},
    rules::{
        names,
        reset::{Refusal, may_become, may_edit, may_give_role, may_send_link, may_set_active},
    },
    words::Words,
};
use std::collections::HashMap;

/// What holds for all rows of a file.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) caller: Caller,
    pub(super) options: ImportOptions,
    /// A new user before anything is entered.
    pub(super) blank: UserDraft,
    pub(super) shared_emails: bool,
    pub(super) life: LinkLife,
}

/// What becomes of a row.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It has problems and is left out.
    LeftOut(Vec<ImportProblem>),
    /// The user is as it says.
    Unchanged,
    /// A user is made.
    Create {
        user: User,
        tags: Vec<String>,
        /// Whether they are sent a link.
        link: bool,
    },
    /// A user is changed.
    Change(Box<Changing>),
}

/// A user who is changed.
#[derive(Debug)]
pub(super) struct Changing {
    pub(super) row: Row,
    pub(super) user: User,
    pub(super) stored: UserDraft,
    pub(super) entry: Entry,
    /// What Is Active is to be, where it is to be switched.
    pub(super) active: Option<bool>,
}

/// A row on its way to its verdict.
struct Case {
    row: Row,
    stored: Option<(User, UserDraft)>,
    entry: Entry,
    active: Option<bool>,
}

impl Desk {
    /// Judges the rows of a piece. Nothing is changed. `file` knows what stands in the file twice; without it that was found out
    /// before.
    pub(super) async fn judge(
        &self,
        tx: &mut Tx,
        terms: &Terms,
        rows: Vec<Row>,
        file: Option<&mut Twins>,
    ) -> Result<Vec<Verdict>, Fault> {
        let keys: Vec<String> = rows.iter().map(|row| names::key(row.user_name())).collect();
        let mut there = stored_users(tx, &keys).await?;
        let mut cases = Vec::with_capacity(rows.len());
        for (row, key) in rows.into_iter().zip(keys) {
            // The same user name a second time is a problem of the file, which takes the user for a new one: no matter.
            let stored = there.remove(&key);
            cases.push(self.case(tx, terms, row, stored).await?);
        }
        let wanted: Vec<Wanted<'_>> = cases.iter().map(Case::wanted).collect();
        let compared = twins::compare(tx, &wanted).await?;
        let within = within_file(&cases, terms, file);
        let mut verdicts = Vec::with_capacity(cases.len());
        for ((mut case, compared), within) in cases.into_iter().zip(compared).zip(within) {
            case.entry.judge(&compared, terms.shared_emails);
            // What stands in the file twice is told as that alone.
            for (field, problem) in within {
                case.entry.replace(field, problem);
            }
            verdicts.push(self.verdict(terms, case));
        }
        Ok(verdicts)
    }

    async fn case(&self, tx: &mut Tx, terms: &Terms, row: Row, stored: Option<(User, UserDraft)>) -> Result<Case, Fault> {
        let base = stored.as_ref().map_or(&terms.blank, |(_, draft)| draft);
        let (draft, active, wrong) = row.onto(base, terms.options.accept_lookalikes);
        let mut entry = Entry::read(&draft);
        for (field, problem) in wrong {
            entry.refuse(field, problem);
        }
        let active = match &stored {
            Some((user, _)) => active.filter(|active| *active != user.is_active),
            None => active,
        };
        if let Some((field, problem)) = self.refusal(tx, terms, &entry, active, stored.as_ref().map(|(user, _)| user)).await? {
            entry.replace(field, problem);
        }
        Ok(Case { row, stored, entry, active })
    }

    /// Why the importer may not do with this user what a row says.
    async fn refusal(
        &self,
        tx: &mut Tx,
        terms: &Terms,
        entry: &Entry,
        active: Option<bool>,
        stored: Option<&User>,
    ) -> Result<Option<Wrong>, Fault> {
        let caller = &terms.caller;
        let Some(user) = stored else {
            let role = entry.draft().role;
            let refusal = match may_edit(caller.role, role) {
                Ok(()) if role == Role::Administrator && self.needs_second(tx, caller).await? => Some(Refusal::NeedsApproval),
                verdict => verdict.err(),
            };
            return Ok(refusal.map(|refusal| ("role", Problem::Refused(refusal))));
        };
        if !terms.options.update {
            return Ok(Some(("user_name", Problem::ThereAlready)));
        }
        let refused = self.may_change(tx, caller, user, entry.draft(), active).await?;
        Ok(refused.map(|(field, refusal)| (field, Problem::Refused(refusal))))
    }

    /// Why somebody may not be changed so, by the field that speaks against it.
    async fn may_change(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: &User,
        entered: &UserDraft,
        active: Option<bool>,
    ) -> Result<Option<(&'static str, Refusal)>, Fault> {
        let subject = subject(tx, caller, user).await?;
        let role = may_give_role(caller.role, subject, entered.role).map_err(|refusal| ("role", refusal));
        let kind = || may_become(subject, user.kind, entered.kind).map_err(|refusal| ("kind", refusal));
        let switch = || active.map_or(Ok(()), |_| may_set_active(caller.role, subject).map_err(|refusal| ("is_active", refusal)));
        let rank = may_edit(caller.role, user.role).map_err(|refusal| ("user_name", refusal));
        let refused = rank.and(role).and_then(|()| kind()).and_then(|()| switch()).err();
        let switches = active.is_some() && user.role == Role::Administrator;
        if refused.is_none() && (switches || weighs(user, entered)) && self.needs_second(tx, caller).await? {
            return Ok(Some(("user_name", Refusal::NeedsApproval)));
        }
        Ok(refused)
    }

    fn verdict(&self, terms: &Terms, case: Case) -> Verdict {
        let Case { row, stored, entry, active } = case;
        if !entry.problems().is_empty() {
            return Verdict::LeftOut(entry.problems().iter().cloned().map(|wrong| row.problem(wrong)).collect());
        }
        let Some((user, stored)) = stored else {
            let user = entry.onto(&self.nobody(active.unwrap_or(true)));
            let link = terms.options.send_links && may_send_link(terms.caller.role, target(&user)).is_ok();
            return Verdict::Create { tags: entry.tags().to_vec(), user, link };
        };
        if active.is_none() && differences(&stored, entry.draft(), Words::of(Locale::En)).is_empty() {
            return Verdict::Unchanged;
        }
        Verdict::Change(Box::new(Changing { row, user, stored, entry, active }))
    }

    /// Changes a user as a row says; answers why not, where a row before it has made a difference: of two administrators each
    /// may be switched off, and not both.
    pub(super) async fn change_by_row(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        change: &Changing,
    ) -> Result<Option<ImportProblem>, Fault> {
        let Changing { row, user, stored, entry, active } = change;
        if user.role == Role::Administrator
            && let Some((field, refusal)) = self.may_change(tx, caller, user, entry.draft(), *active).await?
        {
            return Ok(Some(row.problem((field, Problem::Refused(refusal)))));
        }
        dialect::lock_user(tx, user.id).await?;
        self.store_change(tx, caller, (user, stored), entry, *active).await?;
        Ok(None)
    }
}

impl Case {
    fn wanted(&self) -> Wanted<'_> {
        self.entry.wanted(self.stored.as_ref().map(|(user, _)| user))
    }
}

/// What the file itself has against each of its rows.
fn within_file(cases: &[Case], terms: &Terms, file: Option<&mut Twins>) -> Vec<Vec<Wrong>> {
    let Some(file) = file else { return vec![Vec::new(); cases.len()] };
    let judged = |case: &Case| file.judge(case.row.number, case.entry.draft(), case.wanted(), terms.shared_emails);
    cases.iter().map(judged).collect()
}

/// The users of these names (keys) who are there, with what a form would show of them, by the keys.
async fn stored_users(tx: &mut Tx, keys: &[String]) -> Result<HashMap<String, (User, UserDraft)>, Fault> {
    let users = many::by_names(tx, keys).await?;
    let ids: Vec<_> = users.iter().map(|user| user.id).collect();
    let tags = many::tags_of(tx, &ids).await?;
    let with_draft = |user: User| {
        let draft = draft_of(&user, tags.get(&user.id).map_or(&[][..], Vec::as_slice));
        (names::key(&user.user_name), (user, draft))
    };
    Ok(users.into_iter().map(with_draft).collect())
}

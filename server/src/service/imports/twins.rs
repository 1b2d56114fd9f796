//! Rows of one file that say the same, or what can be mistaken for the same. A file may have a million: so only the hashes of
//! all are gathered first, and texts are kept of those alone whose hash comes twice.

use super::row::{Row, Wrong};
use crate::{security::skeleton_of_key, store::users::twins::Wanted};
use app::{
    api::Problem,
    model::{ImportField, UserDraft},
    rules::names,
};
use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

/// What is compared with what: user names and addresses with each other, and how each of them looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Space {
    Key,
    NameLook,
    EmailLook,
}

fn hashed(space: Space, text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (space, text).hash(&mut hasher);
    hasher.finish()
}

/// The hashes of a file.
#[derive(Debug)]
pub(super) struct Gathering(Vec<u64>);

impl Gathering {
    /// For a file of so many rows, each of which has four at most.
    pub(super) fn new(rows: i64) -> Self {
        Self(Vec::with_capacity(usize::try_from(rows.saturating_mul(4)).unwrap_or_default()))
    }

    /// Takes a row.
    pub(super) fn add(&mut self, row: &Row) {
        let (name, email) = (row.user_name(), row.cell(ImportField::Email).unwrap_or_default());
        let (name_key, email_key) = (names::key(name), names::key(email));
        self.0.push(hashed(Space::NameLook, &skeleton_of_key(&name_key)));
        if !email.is_empty() {
            self.0.push(hashed(Space::EmailLook, &skeleton_of_key(&email_key)));
            if email_key != name_key {
                self.0.push(hashed(Space::Key, &email_key));
            }
        }
        self.0.push(hashed(Space::Key, &name_key));
    }

    /// What came more than once.
    pub(super) fn repeated(mut self) -> Twins {
        self.0.sort_unstable();
        let again = self.0.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        Twins { repeated: again.collect(), ..Twins::default() }
    }
}

/// What comes more than once, and where it was seen first.
#[derive(Debug, Default)]
pub(super) struct Twins {
    repeated: HashSet<u64>,
    /// Rows by user name.
    names: HashMap<String, i64>,
    /// Rows by address.
    emails: HashMap<String, i64>,
    /// What looks so: its key, and how it is written.
    looks: HashMap<(Space, String), (String, String)>,
}

impl Twins {
    /// What is wrong with a row because of earlier ones. `wanted` is what of its name and address is new: the rest was
    /// accepted once, and is compared by its user name alone.
    pub(super) fn judge(&mut self, row: i64, draft: &UserDraft, wanted: Wanted<'_>, shared_emails: bool) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        let name_key = names::key(&draft.user_name);
        let same = self.names.get(&name_key).copied();
        let same = same.or_else(|| wanted.user_name.and_then(|_| self.emails.get(&name_key).copied()));
        let like = wanted.user_name.and_then(|name| self.like(Space::NameLook, name, &name_key));
        wrong.extend(told("user_name", same, like, draft.accept_lookalike));
        if let Some(email) = wanted.email {
            let key = names::key(email);
            let shared = self.emails.get(&key).copied().filter(|_| !shared_emails);
            let same = self.names.get(&key).copied().or(shared);
            let like = self.like(Space::EmailLook, email, &key);
            wrong.extend(told("email", same, like, draft.accept_lookalike));
            if self.comes_again(Space::Key, &key) {
                self.emails.entry(key).or_insert(row);
            }
        }
        if self.comes_again(Space::Key, &name_key) {
            self.names.entry(name_key).or_insert(row);
        }
        wrong
    }

    /// What looks like this and was seen before without being the same; the first to look so is kept.
    fn like(&mut self, space: Space, text: &str, key: &str) -> Option<String> {
        let look = skeleton_of_key(key);
        if !self.comes_again(space, &look) {
            return None;
        }
        let (first, written) = self.looks.entry((space, look)).or_insert_with(|| (key.to_owned(), text.to_owned()));
        (first != key).then(|| written.clone())
    }

    fn comes_again(&self, space: Space, text: &str) -> bool {
        self.repeated.contains(&hashed(space, text))
    }
}

fn told(field: &'static str, same: Option<i64>, like: Option<String>, accepts_likes: bool) -> Option<Wrong> {
    let like = like.filter(|_| !accepts_likes).map(Problem::LooksLike);
    Some((field, same.map(Problem::SameAsRow).or(like)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        service::imports::{any_file::blank, row::rows_of},
        store::imports::rows::Chunk,
    };
    use app::model::ImportOptions;

    const COLUMNS: [Option<ImportField>; 2] = [Some(ImportField::UserName), Some(ImportField::Email)];

    /// What is wrong with the rows of a file of new users.
    fn judged(file: &str, shared_emails: bool, accept_lookalike: bool) -> Vec<(i64, &'static str, Problem)> {
        let options = ImportOptions { columns: COLUMNS.to_vec(), ..ImportOptions::default() };
        let chunk = Chunk { number: 0, first_row: 2, content: file.as_bytes().to_vec() };
        let rows = rows_of(b',', &options, &chunk);
        let mut gathering = Gathering::new(5);
        for row in &rows {
            gathering.add(row);
        }
        let mut twins = gathering.repeated();
        let blank = UserDraft { accept_lookalike, ..blank() };
        let mut found = Vec::new();
        for row in &rows {
            let (draft, ..) = row.onto(&blank, accept_lookalike);
            let email = Some(draft.email.as_str()).filter(|email| !email.is_empty());
            let wanted = Wanted { own: None, user_name: Some(&draft.user_name), email };
            let wrong = twins.judge(row.number, &draft, wanted, shared_emails);
            found.extend(wrong.into_iter().map(|(field, problem)| (row.number, field, problem)));
        }
        found
    }

    #[test]
    fn the_first_of_several_counts() {
        let file = "ada,a@x.example\nJONAS,\nAda,b@x.example\njonas,A@x.example\nnele,\n";
        let same = Problem::SameAsRow;
        let found = [(4, "user_name", same(2)), (5, "user_name", same(3)), (5, "email", same(2))];
        assert_eq!(judged(file, false, false), found);
        assert_eq!(judged(file, true, false), found[..2]);
    }

    #[test]
    fn a_name_that_is_anothers_address_is_told() {
        let file = "a@x.example,a@x.example\nnele,A@x.example\n";
        assert_eq!(judged(file, true, false), [(3, "email", Problem::SameAsRow(2))]);
        assert_eq!(judged("nele,ada\nada,\n", true, false), [(3, "user_name", Problem::SameAsRow(2))]);
    }

    #[test]
    fn what_can_be_mistaken_is_told_unless_it_is_accepted() {
        let file = "jonas,\nj\u{43e}nas,\n";
        assert_eq!(judged(file, false, false), [(3, "user_name", Problem::LooksLike("jonas".to_owned()))]);
        assert_eq!(judged(file, false, true), []);
    }
}

//! Conditions as SQL.

use super::condition::Condition;
use crate::store::{
    dialect::{self, Engine},
    list::range_of,
    sql::Sql,
};
use app::model::{Kind, PasswordState, Role, Timestamp};
use std::ops::Range;

/// In which form a condition is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Form {
    /// So that its index leads to the rows.
    Lead,
    /// So that each row is looked at to which something else led.
    Check,
    /// As a statement of its own, which answers a row for each entry of its index.
    Probe,
}

/// What another table must say of the user, in each [`Form`] up to the value and the closing parenthesis.
macro_rules! related {
    ($table:literal, $matching:expr) => {
        [
            concat!("users.id IN (SELECT user_id FROM ", $table, " WHERE ", $matching),
            concat!("EXISTS (SELECT 1 FROM ", $table, " WHERE ", $table, ".user_id = users.id AND ", $matching),
            concat!("SELECT 1 FROM ", $table, " WHERE ", $matching),
        ]
    };
}

/// What another table must not say, up to the value and the closing parenthesis.
macro_rules! unrelated {
    ($table:literal, $matching:expr) => {
        concat!("NOT EXISTS (SELECT 1 FROM ", $table, " WHERE ", $table, ".user_id = users.id AND ", $matching)
    };
}

/// The events that count as a reset.
macro_rules! reset {
    () => {
        "kind IN ('link-requested', 'new-password-requested', 'temporary-password-set')"
    };
}

/// How a condition is asked: in which form, of which engine, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking {
    pub(super) form: Form,
    pub(super) engine: Engine,
    pub(super) now: Timestamp,
}

impl Asking {
    /// Writes a condition. What is only to be checked is hidden from the engines' planners, which would take any index for a
    /// good one.
    pub(super) fn write(self, sql: &mut Sql, condition: &Condition) {
        match self.form {
            Form::Check => {
                sql.add("CASE WHEN ");
                self.ask(sql, condition);
                sql.add(" THEN 1 ELSE 0 END = 1");
            }
            Form::Probe if condition.streams() => {
                sql.add("SELECT 1 FROM users WHERE ");
                self.ask(sql, condition);
            }
            Form::Lead | Form::Probe => self.ask(sql, condition),
        }
    }

    fn ask(self, sql: &mut Sql, condition: &Condition) {
        match condition {
            Condition::Contains(words) if self.form == Form::Check => like(sql, "search", words),
            Condition::Contains(words) => dialect::contains(sql, self.engine, words, self.form == Form::Probe),
            Condition::ContainsShort(word) => like(sql, "search", std::slice::from_ref(word)),
            Condition::NameBegins(key) => begins(sql, ["sort_key >= ", " AND sort_key < "], key),
            Condition::EmailDomain(key) => begins(sql, ["email_domain_key >= ", " AND email_domain_key < "], key),
            Condition::Among(users) => {
                add(sql.add("users.id IN (").bind_all(users.iter().map(|user| user.0)), ")");
            }
            Condition::HasEmail => add(sql, "email_key IS NOT NULL"),
            Condition::NoEmail => add(sql, "email_key IS NULL"),
            Condition::Kinds(kinds) => of_kind(sql, kinds),
            Condition::Roles(roles) => of_role(sql, roles),
            Condition::Active(true) => add(sql, "is_active"),
            Condition::Active(false) => add(sql, "NOT is_active"),
            Condition::Language(locale) => compare(sql, "language = ", locale.tag()),
            Condition::Created(time) => between(sql, ["created_at >= ", " AND created_at < "], time),
            Condition::SignedIn(time) => between(sql, ["sign_in_key >= ", " AND sign_in_key < "], time),
            Condition::NotSignedInSince(since) => compare(sql, "sign_in_key < ", since.0),
            Condition::NeverSignedIn => add(sql, "sign_in_key = 0"),
            _ => self.ask_elsewhere(sql, condition),
        }
    }

    /// What other tables say.
    fn ask_elsewhere(self, sql: &mut Sql, condition: &Condition) {
        let (form, now) = (self.form, self.now.0);
        match condition {
            Condition::AnyTag(tags) => {
                related(sql, form, related!("user_tags", "tag_key IN ("), |sql| add(sql.bind_all(texts(tags)), ")"));
            }
            Condition::NoTag(tags) => add(sql.add(unrelated!("user_tags", "tag_key IN (")).bind_all(texts(tags)), "))"),
            Condition::PasswordBefore(time) => {
                let matching = related!("credentials", "stopped_at IS NULL AND changed_at < ");
                related(sql, form, matching, |sql| compare(sql, "", time.0));
            }
            Condition::Password(state) => self.ask_password(sql, *state),
            Condition::ResetSince(since) => {
                let matching = related!("events", concat!(reset!(), " AND at >= "));
                related(sql, form, matching, |sql| compare(sql, "", since.0));
            }
            Condition::NotResetSince(since) => {
                add(sql.add(unrelated!("events", concat!(reset!(), " AND at >= "))).bind(since.0), ")");
            }
            Condition::LinkWaits => {
                let matching =
                    related!("links", "consumed_at IS NULL AND revoked_at IS NULL AND COALESCE(expires_at, give_up_at) > ");
                related(sql, form, matching, |sql| compare(sql, "", now));
            }
            Condition::Locked => related(sql, form, related!("limits", "blocked_until > "), |sql| compare(sql, "", now)),
            Condition::SignedInNow(users, others) => self.ask_session(sql, *users, *others),
            // The one that is left.
            _ => add(sql, concat!(unrelated!("events", reset!()), ")")),
        }
    }

    /// The index knows no roles: it leads to those who may be meant, and each is looked at then.
    fn ask_session(self, sql: &mut Sql, users: Timestamp, others: Timestamp) {
        let (now, earliest) = (self.now.0, users.min(others).0);
        let found = match self.form {
            Form::Check => None,
            Form::Probe => Some("SELECT 1 FROM sessions WHERE expires_at > "),
            Form::Lead => Some("users.id IN (SELECT user_id FROM sessions WHERE expires_at > "),
        };
        if let Some(found) = found {
            sql.add(found).bind(now).add(" AND last_seen_at > ").bind(earliest);
        }
        match self.form {
            Form::Probe => return,
            Form::Lead => add(sql, ") AND "),
            Form::Check => {}
        }
        sql.add("EXISTS (SELECT 1 FROM sessions WHERE sessions.user_id = users.id AND sessions.expires_at > ").bind(now);
        sql.add(" AND last_seen_at > CASE WHEN users.role = 'user' THEN CAST(").bind(users.0);
        sql.add(" AS BIGINT) ELSE CAST(").bind(others.0).add(" AS BIGINT) END)");
    }

    fn ask_password(self, sql: &mut Sql, state: PasswordState) {
        let (form, now) = (self.form, self.now.0);
        match state {
            PasswordState::Chosen => {
                related(sql, form, related!("credentials", "stopped_at IS NULL AND temporary_until IS NULL"), |_| ());
            }
            PasswordState::Temporary => {
                let matching = related!("credentials", "stopped_at IS NULL AND temporary_until > ");
                related(sql, form, matching, |sql| compare(sql, "", now));
            }
            PasswordState::Pending => {
                let matching = related!(
                    "pending_passwords",
                    "consumed_at IS NULL AND revoked_at IS NULL AND failed_at IS NULL AND COALESCE(expires_at, give_up_at) > "
                );
                related(sql, form, matching, |sql| compare(sql, "", now));
            }
            PasswordState::None => add(sql, concat!(unrelated!("credentials", "stopped_at IS NULL"), ")")),
        }
    }
}

fn add(sql: &mut Sql, piece: &'static str) {
    sql.add(piece);
}

fn compare(sql: &mut Sql, piece: &'static str, value: impl Into<crate::store::sql::Value>) {
    sql.add(piece).bind(value);
}

fn related(sql: &mut Sql, form: Form, [lead, check, probe]: [&'static str; 3], rest: impl FnOnce(&mut Sql)) {
    sql.add(match form {
        Form::Lead => lead,
        Form::Check => check,
        Form::Probe => probe,
    });
    rest(sql);
    if form != Form::Probe {
        sql.add(")");
    }
}

/// All of these words, wherever they stand in the column.
pub(in crate::store) fn like(sql: &mut Sql, column: &'static str, words: &[String]) {
    for (at, word) in words.iter().enumerate() {
        let literally = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        sql.add(if at == 0 { "" } else { " AND " }).add(column).add(" LIKE ").bind(format!("%{literally}%")).add(" ESCAPE '\\'");
    }
}

fn begins(sql: &mut Sql, [from, to]: [&'static str; 2], prefix: &str) {
    match range_of(prefix) {
        Some((first, end)) => {
            sql.add(from).bind(first).add(to).bind(end);
        }
        None => add(sql, "TRUE"),
    }
}

fn between(sql: &mut Sql, [from, to]: [&'static str; 2], time: &Range<Timestamp>) {
    sql.add(from).bind(time.start.0).add(to).bind(time.end.0);
}

/// The values are written out, so that the small indexes over those who are not like most are found to fit.
fn of_kind(sql: &mut Sql, kinds: &[Kind]) {
    sql.add(if kinds.contains(&Kind::Human) { "kind IN (''" } else { "kind <> 'human' AND kind IN (''" });
    for kind in kinds {
        sql.add(match kind {
            Kind::Human => ", 'human'",
            Kind::Api => ", 'api'",
            Kind::Hybrid => ", 'hybrid'",
        });
    }
    sql.add(")");
}

/// As with kinds.
fn of_role(sql: &mut Sql, roles: &[Role]) {
    sql.add(if roles.contains(&Role::User) { "role IN (''" } else { "role <> 'user' AND role IN (''" });
    for role in roles {
        sql.add(match role {
            Role::User => ", 'user'",
            Role::Auditor => ", 'auditor'",
            Role::HelpDesk => ", 'help-desk'",
            Role::Administrator => ", 'administrator'",
        });
    }
    sql.add(")");
}

fn texts(keys: &[String]) -> impl Iterator<Item = &str> {
    keys.iter().map(String::as_str)
}

//! Many new users at once, in a few statements: for sample directories and imports.

use super::{Derived, User};
use crate::store::{
    StoreError, Tx,
    dialect::Engine,
    sql::{Sql, insert_rows, rows_specimen},
};
use app::{
    model::{Timestamp, UserId},
    rules::names,
};
use uuid::Uuid;

const USERS: &str = "INSERT INTO users (id, kind, role, user_name, user_name_key, user_name_look, display_name, email, email_key, \
    email_look, language, time_zone, is_active, sort_key, search, email_domain_key, last_sign_in_at, created_at, updated_at, \
    version) VALUES ";
const TAGS: &str = "INSERT INTO user_tags (user_id, tag_key, tag) VALUES ";
const CREDENTIALS: &str = "INSERT INTO credentials (user_id, password_hash, changed_at) VALUES ";

/// A new user with what is theirs.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The user.
    pub user: User,
    /// Tags, each once.
    pub tags: Vec<String>,
    /// The hash of their password (argon2id, PHC string) and since when they have it.
    pub password: Option<(String, Timestamp)>,
}

/// Adds users.
///
/// # Errors
/// [`StoreError::is_duplicate`] when one of the user names is taken.
pub async fn insert(tx: &mut Tx, users: &[NewUser]) -> Result<(), StoreError> {
    insert_rows(tx, USERS, users, |sql, new| add_user(sql, &new.user)).await?;
    let tags: Vec<_> = users.iter().flat_map(|new| new.tags.iter().map(|tag| (new.user.id, tag.as_str()))).collect();
    insert_rows(tx, TAGS, &tags, |sql, tag| add_tag(sql, *tag)).await?;
    let passwords: Vec<_> = users.iter().filter_map(|new| Some((new.user.id, new.password.as_ref()?))).collect();
    insert_rows(tx, CREDENTIALS, &passwords, |sql, (user, password)| add_password(sql, *user, password)).await
}

fn add_user(sql: &mut Sql, user: &User) {
    let derived = Derived::from(user);
    sql.add("(").bind(user.id.0);
    sql.add(", ").bind_all([user.kind.as_str(), user.role.as_str(), user.user_name.as_str()]);
    sql.add(", ").bind_all([derived.user_name_key, derived.user_name_look, user.display_name.clone()]);
    sql.add(", ").bind_all([user.email.clone(), derived.email_key, derived.email_look]);
    sql.add(", ").bind_all([user.language.tag(), user.time_zone.as_str()]);
    sql.add(", ").bind(user.is_active);
    sql.add(", ").bind_all([derived.sort_key, derived.search]);
    sql.add(", ").bind(derived.email_domain_key);
    sql.add(", ").bind(user.last_sign_in_at.map(|at| at.0));
    sql.add(", ").bind_all([user.created_at.0, user.updated_at.0, user.version]).add(")");
}

fn add_tag(sql: &mut Sql, (user, tag): (UserId, &str)) {
    sql.add("(").bind(user.0).add(", ").bind(names::key(tag)).add(", ").bind(tag).add(")");
}

fn add_password(sql: &mut Sql, user: UserId, (hash, at): &(String, Timestamp)) {
    sql.add("(").bind(user.0).add(", ").bind(hash.as_str()).add(", ").bind(at.0).add(")");
}

/// The statements in specimens for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let (id, at) = (UserId(Uuid::nil()), Timestamp(0));
    let user = User::new(id, at);
    let password = (String::new(), at);
    vec![
        ("users::fill::USERS", rows_specimen(engine, USERS, &user, add_user)),
        ("users::fill::TAGS", rows_specimen(engine, TAGS, &id, |sql, id| add_tag(sql, (*id, "")))),
        ("users::fill::CREDENTIALS", rows_specimen(engine, CREDENTIALS, &password, |sql, of| add_password(sql, id, of))),
    ]
}

//! The tables of users without their indexes, for as long as a whole directory is written into them: an index over a million
//! rows costs a fraction when it is made at the end. All in one transaction, of which such changes are a part on both engines:
//! whoever is interrupted finds the tables as they were.

use crate::store::{Db, StoreError, Tx};
use sqlx::{AssertSqlSafe, query, query_as, query_scalar, raw_sql};

pub(super) const INDEXES_SQLITE: &str = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL \
    AND tbl_name IN ('users', 'user_tags', 'credentials') ORDER BY rowid";
pub(super) const INDEXES_POSTGRES: &str = "SELECT indexname::text AS name, indexdef AS sql FROM pg_indexes \
    WHERE schemaname = current_schema() AND tablename IN ('users', 'user_tags', 'credentials') \
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname) ORDER BY indexname";
/// The trigger that adds a new user's words to the index of three-letter pieces.
pub(super) const WORDS_SQLITE: &str = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'users_made'";
pub(super) const DROP_WORDS_SQLITE: &str = "DROP TRIGGER users_made";
pub(super) const LAST_NUMBER_SQLITE: &str = "SELECT COALESCE(MAX(number), 0) AS number FROM user_numbers";
pub(super) const NUMBER_SQLITE: &str = "INSERT INTO user_numbers (user_id, sort_key) SELECT id, sort_key FROM users \
    WHERE NOT EXISTS (SELECT 1 FROM user_numbers WHERE user_numbers.user_id = users.id) ORDER BY id";
pub(super) const ADD_WORDS_SQLITE: &str = "INSERT INTO user_search (rowid, search) SELECT number, search FROM user_numbers \
    JOIN users ON users.id = user_numbers.user_id WHERE number > $1 AND number <= $2";
/// No statement that can be prepared.
const LEARN_POSTGRES: &str = "VACUUM (ANALYZE) users, user_tags, credentials";

/// Users whose words are added in one statement.
const PART: i64 = 50_000;

/// Tables without their indexes, until they are made again.
#[derive(Debug)]
#[must_use]
pub struct Bare {
    /// What makes the indexes.
    indexes: Vec<String>,
    /// What makes the trigger for words, and the last user whose words were added by it.
    words: Option<(String, i64)>,
}

/// How far the indexes are made again: so many of so many parts.
#[derive(Clone, Copy, Debug)]
pub struct Restored {
    /// Parts that are done.
    pub done: usize,
    /// All parts.
    pub all: usize,
}

/// Takes the indexes away that can be made again.
///
/// # Errors
/// When the database fails.
pub async fn strip(tx: &mut Tx) -> Result<Bare, StoreError> {
    let indexes: Vec<(String, String)> = match tx {
        Tx::Sqlite(tx) => query_as(INDEXES_SQLITE).fetch_all(&mut **tx).await?,
        Tx::Postgres(tx) => query_as(INDEXES_POSTGRES).fetch_all(tx.executor()).await?,
    };
    let words = match tx {
        Tx::Sqlite(tx) => {
            let trigger: String = query_scalar(WORDS_SQLITE).fetch_one(&mut **tx).await?;
            query(DROP_WORDS_SQLITE).execute(&mut **tx).await?;
            Some((trigger, query_scalar(LAST_NUMBER_SQLITE).fetch_one(&mut **tx).await?))
        }
        Tx::Postgres(_) => None,
    };
    for (name, _) in &indexes {
        run(tx, format!("DROP INDEX {name}")).await?;
    }
    Ok(Bare { indexes: indexes.into_iter().map(|(_, sql)| sql).collect(), words })
}

impl Bare {
    /// Makes everything again that was taken away; `progress` is told after each part.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn restore(self, tx: &mut Tx, mut progress: impl FnMut(Restored)) -> Result<(), StoreError> {
        let parts = match &self.words {
            Some((_, last)) => number_users(tx, *last).await?,
            None => Vec::new(),
        };
        let all = self.indexes.len() + parts.len();
        let mut done = 0;
        let mut tell = || {
            done += 1;
            progress(Restored { done, all });
        };
        for index in self.indexes {
            run(tx, index).await?;
            tell();
        }
        for (after, last) in parts {
            on!(tx, |c| query(ADD_WORDS_SQLITE).bind(after).bind(last).execute(c).await.map(drop))?;
            tell();
        }
        if let Some((trigger, _)) = self.words {
            run(tx, trigger).await?;
        }
        Ok(())
    }
}

/// Lets the engine learn what the tables hold now, which PostgreSQL does by itself a minute later: until then it answers as if
/// they were empty. Whoever uses them is not held up. SQLite does as well without.
///
/// # Errors
/// When the database fails.
pub async fn learn(db: &Db) -> Result<(), StoreError> {
    if let Db::Postgres(server) = db {
        raw_sql(LEARN_POSTGRES).execute(&**server).await?;
    }
    Ok(())
}

/// Numbers the users who have no number yet; answers them in parts, each by the number before its first and its last.
async fn number_users(tx: &mut Tx, last: i64) -> Result<Vec<(i64, i64)>, StoreError> {
    on!(tx, |c| query(NUMBER_SQLITE).execute(c).await.map(drop))?;
    let end: i64 = on!(tx, |c| query_scalar(LAST_NUMBER_SQLITE).fetch_one(c).await)?;
    let step = usize::try_from(PART).unwrap_or(usize::MAX);
    Ok((last..end).step_by(step).map(|after| (after, (after + PART).min(end))).collect())
}

/// Runs a statement that the database itself told.
async fn run(tx: &mut Tx, sql: String) -> Result<(), StoreError> {
    on!(tx, |c| raw_sql(AssertSqlSafe(sql)).execute(c).await.map(drop))?;
    Ok(())
}

//! Users whom an earlier version stored: what follows from their names is worked out here, since no SQL can.

use super::{Derived, UserRow, columns, twins};
use crate::store::{Db, StoreError, Tx};
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

/// Users without skeletons.
const STALE: &str =
    concat!("SELECT ", columns!(), ", user_name_key FROM users WHERE user_name_look = '' AND id > $1 ORDER BY id LIMIT $2");
const DERIVE: &str = "UPDATE users SET user_name_key = $2, user_name_look = $3, email_key = $4, email_look = $5, sort_key = $6, \
    search = $7, email_domain_key = $8 WHERE id = $1";

statements!(STALE, DERIVE);

/// Users brought up to date in one transaction.
const BATCH: i64 = 500;

#[derive(FromRow)]
struct StaleRow {
    #[sqlx(flatten)]
    user: UserRow,
    user_name_key: String,
}

/// Brings every user up to date; costs nothing where all are.
///
/// # Errors
/// When the database fails; the next start goes on from there.
pub async fn bring_up_to_date(db: &Db) -> Result<(), StoreError> {
    let mut last = Some(Uuid::nil());
    while let Some(after) = last {
        let mut tx = db.write().await?;
        last = bring_batch(&mut tx, after).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Brings up to date the users that follow this id; answers the last one's.
async fn bring_batch(tx: &mut Tx, after: Uuid) -> Result<Option<Uuid>, StoreError> {
    let rows: Vec<StaleRow> = on!(tx, |c| query_as(STALE).bind(after).bind(BATCH).fetch_all(c).await)?;
    let last = rows.last().map(|row| row.user.id);
    for row in rows {
        let user = row.user.try_into()?;
        let mut derived = Derived::from(&user);
        // Two names that count as one only now: the first keeps it, the second goes on under its old key.
        if derived.user_name_key != row.user_name_key && twins::has_name(tx, &user.user_name, user.id).await? {
            derived.user_name_key = row.user_name_key;
        }
        on!(tx, |c| query(DERIVE)
            .bind(user.id.0)
            .bind(derived.user_name_key)
            .bind(derived.user_name_look)
            .bind(derived.email_key)
            .bind(derived.email_look)
            .bind(derived.sort_key)
            .bind(derived.search)
            .bind(derived.email_domain_key)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(last)
}

//! A large directory, written straight into the store, and an administrator's open session.

use anyhow::Context;
use app::model::{Kind, Locale, Role, SessionId, Span, Timestamp, UserId};
use latchkey::{
    security::{Clock as _, Random, SessionSecret, SystemClock},
    store::{
        DatabaseUrl, Db,
        sessions::{self, NewSession, Scope},
        users::{
            User,
            fill::{self, NewUser},
        },
    },
};

/// Users written in one transaction.
const BATCH: usize = 5_000;
/// Seed of the names' order, so that runs are comparable.
const SEED: u64 = 7;

/// Migrates the database and fills it; answers the session's cookie.
pub(crate) async fn fill(url: &str, count: usize) -> anyhow::Result<String> {
    let db = Db::connect(&url.parse::<DatabaseUrl>().map_err(|error| anyhow::anyhow!("{error}"))?).await?;
    db.migrate().await?;
    let (random, now) = (Random::from_seed(SEED), SystemClock.now());
    let administrator = user(&random, now, 0, Role::Administrator);
    for batch in (0..count).collect::<Vec<_>>().chunks(BATCH) {
        let mut people = Vec::with_capacity(batch.len());
        for number in batch {
            let user = if *number == 0 { administrator.clone() } else { user(&random, now, *number, Role::User) };
            let last_sign_in_at = (number % 3 != 1).then_some(now - Span::minutes(i64::try_from(*number)?));
            people.push(NewUser { user: User { last_sign_in_at, ..user }, tags: Vec::new(), password: None });
        }
        let mut tx = db.write().await?;
        fill::insert(&mut tx, &people).await?;
        tx.commit().await?;
    }
    let cookie = session(&db, administrator.id, now).await?;
    db.close().await;
    Ok(cookie)
}

/// Somebody of this number.
pub(crate) fn user(random: &Random, now: Timestamp, number: usize, role: Role) -> User {
    let sorted = random.below(1_000_000);
    User {
        id: UserId(random.id(now)),
        kind: if number % 20 == 3 { Kind::Api } else { Kind::Human },
        role,
        user_name: format!("user{number}"),
        display_name: format!("Person {sorted:06} User {number}"),
        email: (number % 10 != 9).then(|| format!("user{number}@northwind.example")),
        language: Locale::En,
        time_zone: "Europe/Berlin".to_owned(),
        is_active: number % 50 != 49,
        last_sign_in_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// Opens a session for somebody; its cookie.
pub(crate) async fn session(db: &Db, user: UserId, now: Timestamp) -> anyhow::Result<String> {
    // Not from the seed: the session's secret is a real one.
    let random = Random::from_system()?;
    let secret = SessionSecret::mint(&random);
    let mut tx = db.write().await?;
    let session = NewSession {
        pending: None,
        id: SessionId(random.id(now)),
        secret_hash: secret.digest(),
        user,
        scope: Scope::Full,
        now,
        expires_at: now + Span::hours(12),
        address: "127.0.0.1",
        browser: "wrk",
    };
    sessions::insert(&mut tx, &session).await.context("a session")?;
    tx.commit().await?;
    Ok(format!("latchkey={}", secret.expose()))
}

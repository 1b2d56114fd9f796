//! Who is acted on: people in the directory, and the program that acts.

use crate::place::Place;
use app::model::{ApiScope, KeyLife, Kind, Locale, Role, TypedPassword, UserId};
use latchkey::{
    config::Config,
    run::open_desk,
    security::{Clock as _, Random, SystemClock},
    service::{MakeKey, NewUser, operator},
    store::users::{
        User,
        fill::{self, NewUser as Row},
    },
};

/// So many that nobody is acted on twice within seconds.
const PEOPLE: usize = 2_000;

/// Someone who can be acted on.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) user_name: String,
}

/// All of them, and the key of the program.
pub(crate) struct Crowd {
    pub(crate) people: Vec<Person>,
    /// `Authorization`, as a line of the head.
    pub(crate) authorization: String,
}

impl Crowd {
    /// Fills the directory of a place.
    pub(crate) async fn fill(place: &Place, seed: u64) -> anyhow::Result<Self> {
        let (random, now) = (Random::from_seed(seed), SystemClock.now());
        let rows: Vec<Row> = (0..PEOPLE)
            .map(|number| User {
                id: UserId(random.id(now)),
                kind: Kind::Human,
                role: Role::User,
                user_name: format!("user{number}"),
                display_name: format!("Person {number}"),
                email: Some(format!("user{number}@northwind.example")),
                language: Locale::En,
                time_zone: "Europe/Berlin".to_owned(),
                is_active: true,
                last_sign_in_at: None,
                created_at: now,
                updated_at: now,
                version: 1,
            })
            .map(|user| Row { user, tags: Vec::new(), password: None })
            .collect();
        let db = place.open().await?;
        let mut tx = db.write().await?;
        fill::insert(&mut tx, &rows).await?;
        tx.commit().await?;
        db.close().await;
        let people = rows.into_iter().map(|row| Person { id: row.user.id, user_name: row.user.user_name }).collect();
        Ok(Self { people, authorization: format!("Authorization: Bearer {}\r\n", key(place).await?) })
    }
}

/// The key of a program that may send links and set temporary passwords.
async fn key(place: &Place) -> anyhow::Result<String> {
    let variables = [
        ("LATCHKEY_DATABASE_URL", place.url.clone()),
        ("LATCHKEY_SECRET_KEY_FILE", place.folder.join("secret.key").display().to_string()),
        ("LATCHKEY_MAIL_FOLDER", place.folder.join("mail").display().to_string()),
    ];
    let config = Config::from_parts(None, variables.map(|(name, value)| (name.to_owned(), value)))?;
    let desk = open_desk(&config, None).await?;
    let program = NewUser {
        kind: Kind::Api,
        role: Role::Administrator,
        user_name: "program".to_owned(),
        display_name: "Program".to_owned(),
        email: Some("program@northwind.example".to_owned()),
        language: Locale::En,
        time_zone: "UTC".to_owned(),
        is_active: true,
    };
    let program = desk.add_user(program, None).await?;
    let request = MakeKey {
        name: "Reliability".to_owned(),
        scope: ApiScope::TemporaryPasswords,
        life: KeyLife::Month,
        password: TypedPassword::new(""),
    };
    let by = operator("reliability".to_owned());
    let key = desk.make_key(&by, program, &request).await?;
    desk.close().await;
    Ok(key.expose().to_owned())
}

//! The demo's people, made through the same use cases as anybody's.

mod crowd;
mod people;

use super::{Desk, NewUser, SignIn};
use crate::{mail, security::Clock};
use anyhow::anyhow;
use app::{
    api::{ApiError, Caller, Client, People, Resets, Templates},
    model::{
        Kind, LinkLife, Locale, Role, SaveTemplate, SendChangeLink, SessionId, SetActive, Span, TemplateKey, Theme, Timestamp,
        TypedPassword, UserDraft, UserId,
    },
};
pub use crowd::{Filling, Restored, SEED};
use people::{PEOPLE, Person};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};
use uuid::Uuid;

/// The administrator's user name.
pub const ADMINISTRATOR: &str = "ada";

/// A clock that stands still.
#[derive(Debug)]
struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

impl Desk {
    /// Fills an empty database with about 40 people and a little history. Answers the administrator's password, which is
    /// stored nowhere in the clear; `None` where there are users already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fill_with_samples(&self) -> anyhow::Result<Option<TypedPassword>> {
        let mut tx = self.db.read().await?;
        if crate::store::users::any(&mut tx).await? {
            return Ok(None);
        }
        drop(tx);
        let password = TypedPassword::new(app::rules::code::grouped(&self.random.code()).to_lowercase());
        let administrator = NewUser {
            kind: Kind::Human,
            role: Role::Administrator,
            user_name: ADMINISTRATOR.to_owned(),
            display_name: "Ada Reyes".to_owned(),
            email: Some("ada.reyes@northwind.example".to_owned()),
            language: Locale::En,
            time_zone: "Europe/Berlin".to_owned(),
            is_active: true,
        };
        let ada = self.hours_ago(9000).add_user(administrator, Some(&password)).await.map_err(told)?;
        let caller = administrator_caller(ada);
        for person in PEOPLE {
            self.add_sample(person, &caller).await?;
        }
        self.add_history(&caller).await?;
        self.add_own_words(&caller).await?;
        Ok(Some(password))
    }

    async fn add_sample(&self, person: &Person, ada: &Caller) -> anyhow::Result<()> {
        let draft = UserDraft {
            kind: person.kind,
            role: person.role,
            user_name: person.user_name.to_owned(),
            display_name: person.display_name.to_owned(),
            email: person.email.to_owned(),
            language: person.language,
            time_zone: person.time_zone.to_owned(),
            tags: person.tags.to_owned(),
            // One pair is there to be told apart.
            accept_lookalike: true,
        };
        // Someone who was switched off later could still sign in before.
        let begins_active = person.is_active || person.last_seen.is_some();
        let password = person.last_seen.map(|_| TypedPassword::new(self.random.code()));
        let id = self
            .hours_ago(8000)
            .add_entry(&draft, begins_active, password.as_ref())
            .await
            .map_err(|fault| told(self.report(fault)))?;
        if let (Some(hours), Some(password)) = (person.last_seen, password) {
            let desk = self.hours_ago(hours);
            let typed = SignIn { user_name: person.user_name.to_owned(), password };
            desk.sign_in(typed, &client(10), None).await.map_err(told)?;
            if !person.is_active {
                let off = SetActive { user: id, active: false };
                self.hours_ago(hours - 1).set_active(ada, off).await.map_err(told)?;
            }
        }
        Ok(())
    }

    /// A link that waits, and an account that is held back after failures: so many, and far enough apart, that the wait is
    /// the longest there is.
    async fn add_history(&self, ada: &Caller) -> anyhow::Result<()> {
        for earlier in (0..15).rev() {
            let typed = SignIn { user_name: "lxl".to_owned(), password: TypedPassword::new("not this one") };
            // Every one fails: that is the point.
            let _refused = self.ago(Span::minutes(16 * earlier)).sign_in(typed, &client(44), None).await;
        }
        let mut tx = self.db.read().await?;
        let jonas = crate::store::users::by_sign_in_name(&mut tx, "jfeld").await?;
        drop(tx);
        if let Some(jonas) = jonas {
            let request = SendChangeLink { user: jonas.id, life_minutes: LinkLife::DEFAULT.minutes() };
            self.send_change_link(ada, request).await.map_err(told)?;
        }
        Ok(())
    }

    /// A notice in the house's own words, in German only, in its second version.
    async fn add_own_words(&self, ada: &Caller) -> anyhow::Result<()> {
        let (key, language) = (TemplateKey::PasswordChanged, Locale::De);
        let mut text = mail::builtin_text(key, language);
        let changes = [
            (520, "Dann melden Sie sofort", "Dann melden Sie sich sofort beim IT-Service und sagen Sie"),
            (90, "wurde geändert.", "wurde soeben geändert."),
        ];
        for (version, (hours, before, after)) in (0..).zip(changes) {
            text.html = text.html.replace(before, after);
            text.text = text.text.replace(before, after);
            let request = SaveTemplate { key, language, version, text: text.clone() };
            self.hours_ago(hours).save_template(ada, request).await.map_err(told)?;
        }
        Ok(())
    }

    fn hours_ago(&self, hours: i64) -> Self {
        self.ago(Span::hours(hours))
    }

    fn ago(&self, span: Span) -> Self {
        self.at(Arc::new(At(self.now() - span)))
    }
}

fn administrator_caller(user: UserId) -> Caller {
    Caller {
        user,
        session: SessionId(Uuid::nil()),
        display_name: "Ada Reyes".to_owned(),
        role: Role::Administrator,
        locale: Locale::En,
        time_zone: "Europe/Berlin".to_owned(),
        theme: Theme::System,
        client: client(7),
        credential: None,
    }
}

/// An address of the documentation range (RFC 5737).
fn client(last: u8) -> Client {
    Client {
        address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)),
        browser: "Firefox (Windows)".to_owned(),
        locale: None,
        known: None,
    }
}

fn told(error: ApiError) -> anyhow::Error {
    anyhow!(error)
}

//! The demo's people, made through the same use cases as anybody's.

use super::{Desk, NewUser, SignIn};
use crate::security::Clock;
use anyhow::anyhow;
use app::{
    api::{ApiError, Caller, Client, People, Resets},
    model::{Kind, LinkLife, Locale, Role, SendChangeLink, SessionId, SetActive, Span, Timestamp, TypedPassword, UserId},
};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};
use uuid::Uuid;

/// The administrator's user name.
pub const ADMINISTRATOR: &str = "ada";

/// Someone in the sample directory: user name, display name, e-mail, kind, role, language, zone, active, and how many hours
/// ago they last signed in (absent for never).
type Person = (&'static str, &'static str, Option<&'static str>, Kind, Role, Locale, &'static str, bool, Option<i64>);

use Kind::{Api, Human, Hybrid};
use Locale::{De, En};
use Role::{Auditor, HelpDesk, User};

const PEOPLE: &[Person] = &[
    (
        "m.bellamy",
        "Marguerite Bellamy-Okonkwo",
        Some("marguerite.bellamy@northwind.example"),
        Human,
        User,
        En,
        "Europe/London",
        true,
        Some(1),
    ),
    ("jfeld", "Jonas Feld", Some("jonas.feld@northwind.example"), Human, User, De, "Europe/Berlin", true, Some(27)),
    ("hkessler", "Hannah Kessler", Some("hannah.kessler@northwind.example"), Human, HelpDesk, De, "Europe/Berlin", true, Some(2)),
    ("dmwangi", "Daniel Mwangi", Some("daniel.mwangi@northwind.example"), Human, HelpDesk, En, "Africa/Nairobi", true, Some(5)),
    ("eaudit", "Elif Aydın", Some("elif.aydin@northwind.example"), Human, Auditor, En, "Europe/Istanbul", true, Some(50)),
    ("billing-export", "billing-export", Some("ops@northwind.example"), Api, User, En, "UTC", true, None),
    ("crm-sync", "crm-sync", Some("ops@northwind.example"), Api, User, En, "UTC", true, None),
    ("old-importer", "old-importer", None, Api, User, En, "UTC", false, None),
    (
        "sangstrom",
        "Søren Ångström",
        Some("soren.angstrom@northwind.example"),
        Hybrid,
        User,
        En,
        "Europe/Copenhagen",
        true,
        Some(70),
    ),
    ("nkoch", "Nele Koch", Some("nele.koch@northwind.example"), Hybrid, User, De, "Europe/Berlin", true, Some(9)),
    ("lxl", "李小龍", Some("xiaolong.li@northwind.example"), Human, User, En, "Asia/Hong_Kong", true, Some(20)),
    ("tanaka", "田中 美咲", Some("misaki.tanaka@northwind.example"), Human, User, En, "Asia/Tokyo", true, Some(33)),
    ("alharbi", "نورة الحربي", Some("noura.alharbi@northwind.example"), Human, User, En, "Asia/Riyadh", true, Some(12)),
    (
        "gpapa",
        "Γεώργιος Παπαδόπουλος",
        Some("g.papadopoulos@northwind.example"),
        Human,
        User,
        En,
        "Europe/Athens",
        true,
        Some(100),
    ),
    ("oshev", "Оксана Шевченко", Some("oksana.shevchenko@northwind.example"), Human, User, En, "Europe/Kyiv", true, Some(44)),
    ("sbenari", "שירה בן־ארי", Some("shira.benari@northwind.example"), Human, User, En, "Asia/Jerusalem", true, None),
    ("praghu", "Priya Raghunathan", None, Human, User, En, "Asia/Kolkata", true, None),
    ("kiosk-lobby", "Lobby kiosk", None, Human, User, En, "Europe/Berlin", true, None),
    (
        "tferreira",
        "Tomás Ferreira",
        Some("tomas.ferreira@northwind.example"),
        Human,
        User,
        En,
        "Europe/Lisbon",
        false,
        Some(5000),
    ),
    ("jwest", "Josephine West", Some("josephine.west@northwind.example"), Human, User, En, "America/New_York", false, Some(2200)),
    (
        "wvdbosch",
        "Wilhelmina van den Bosch-Achterberg",
        Some("wilhelmina.van.den.bosch-achterberg@very-long-subsidiary-name.northwind.example"),
        Human,
        User,
        En,
        "Europe/Amsterdam",
        true,
        Some(3),
    ),
    (
        "maximilian.freiherr.von.und.zu.hohenstein-wittelsbach",
        "Maximilian Leopold Freiherr von und zu Hohenstein-Wittelsbach",
        Some("maximilian.hohenstein-wittelsbach@northwind.example"),
        Human,
        User,
        De,
        "Europe/Vienna",
        true,
        Some(400),
    ),
    ("bo", "Bo", Some("bo@northwind.example"), Human, User, En, "Europe/Stockholm", true, Some(6)),
    ("aokafor", "Adaeze Okafor", Some("adaeze.okafor@northwind.example"), Human, User, En, "Africa/Lagos", true, Some(8)),
    ("bschmitt", "Bernd Schmitt", Some("bernd.schmitt@northwind.example"), Human, User, De, "Europe/Berlin", true, Some(30)),
    ("clopez", "Carla López Ibáñez", Some("carla.lopez@northwind.example"), Human, User, En, "Europe/Madrid", true, Some(15)),
    ("dnovak", "Dušan Novák", Some("dusan.novak@northwind.example"), Human, User, En, "Europe/Prague", true, None),
    ("emuller", "Emma Müller", Some("emma.mueller@northwind.example"), Human, User, De, "Europe/Zurich", true, Some(11)),
    ("fdupont", "Frédéric Dupont", Some("frederic.dupont@northwind.example"), Human, User, En, "Europe/Paris", true, Some(60)),
    ("gobrien", "Gráinne O'Brien", Some("grainne.o'brien@northwind.example"), Human, User, En, "Europe/Dublin", true, Some(22)),
    ("hnguyen", "Hạnh Nguyễn", Some("hanh.nguyen@northwind.example"), Human, User, En, "Asia/Ho_Chi_Minh", true, Some(18)),
    ("ikowalski", "Igor Kowalski", Some("igor.kowalski@northwind.example"), Human, User, En, "Europe/Warsaw", true, None),
    ("jsilva", "João Silva", Some("joao.silva@northwind.example"), Human, User, En, "America/Sao_Paulo", true, Some(90)),
    ("kweber", "Karin Weber", Some("karin.weber@northwind.example"), Human, User, De, "Europe/Berlin", true, Some(4)),
    ("lrossi", "Lucia Rossi", Some("lucia.rossi@northwind.example"), Human, User, En, "Europe/Rome", true, Some(7)),
    ("mhassan", "Mohamed Hassan", Some("mohamed.hassan@northwind.example"), Human, User, En, "Africa/Cairo", true, Some(200)),
    ("npatel", "Nisha Patel", Some("nisha.patel@northwind.example"), Human, User, En, "Asia/Kolkata", true, Some(13)),
    ("pvogel", "Petra Vogel", Some("petra.vogel@northwind.example"), Human, User, De, "Europe/Berlin", false, Some(700)),
    ("rjones", "Rhys Jones", Some("rhys.jones@northwind.example"), Human, User, En, "Europe/London", true, Some(19)),
];

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
        Ok(Some(password))
    }

    async fn add_sample(&self, person: &Person, ada: &Caller) -> anyhow::Result<()> {
        let (user_name, display_name, email, kind, role, language, zone, is_active, last_seen) = *person;
        let new = NewUser {
            kind,
            role,
            user_name: user_name.to_owned(),
            display_name: display_name.to_owned(),
            email: email.map(str::to_owned),
            language,
            time_zone: zone.to_owned(),
            // Someone who was switched off later could still sign in before.
            is_active: is_active || last_seen.is_some(),
        };
        let password = last_seen.map(|_| TypedPassword::new(self.random.code()));
        let id = self.hours_ago(8000).add_user(new, password.as_ref()).await.map_err(told)?;
        if let (Some(hours), Some(password)) = (last_seen, password) {
            let desk = self.hours_ago(hours);
            let typed = SignIn { user_name: user_name.to_owned(), password };
            desk.sign_in(typed, &client(10), None).await.map_err(told)?;
            if !is_active {
                let off = SetActive { user: id, active: false };
                self.hours_ago(hours - 1).set_active(ada, off).await.map_err(told)?;
            }
        }
        Ok(())
    }

    /// A link that waits, and an account that is held back after failures.
    async fn add_history(&self, ada: &Caller) -> anyhow::Result<()> {
        for _ in 0..7 {
            let typed = SignIn { user_name: "lxl".to_owned(), password: TypedPassword::new("not this one") };
            // Every one fails, some because the one before did: that is the point.
            let _refused = self.sign_in(typed, &client(44), None).await;
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

    fn hours_ago(&self, hours: i64) -> Self {
        self.at(Arc::new(At(self.now() - Span::hours(hours))))
    }
}

fn administrator_caller(user: UserId) -> Caller {
    Caller {
        user,
        session: SessionId(Uuid::nil()),
        display_name: "Ada Reyes".to_owned(),
        role: Role::Administrator,
        time_zone: "Europe/Berlin".to_owned(),
        client: client(7),
    }
}

/// An address of the documentation range (RFC 5737).
fn client(last: u8) -> Client {
    Client { address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)), browser: "Firefox on Windows".to_owned() }
}

fn told(error: ApiError) -> anyhow::Error {
    anyhow!(error)
}

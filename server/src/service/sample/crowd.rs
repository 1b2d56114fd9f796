//! A directory as large as one asks for: people with names of many scripts, made by chance from a seed and written straight
//! into the store.

use super::Desk;
use crate::{
    security::Random,
    store::{
        dialect::bare,
        users::{
            User,
            fill::{self, NewUser},
        },
    },
};
use app::model::{Kind, Locale, Role, Span, Timestamp, TypedPassword, UserId};

pub use crate::store::dialect::bare::Restored;

/// Users made at a time.
const BATCH: i64 = 1_000;
/// Whose directory it is when nobody says.
pub const SEED: u64 = 7;
/// Accounts were made within so many hours before now: five years.
const HOURS: i64 = 5 * 365 * 24;

/// Names of one script: given names and family names, each with its Latin letters.
struct Script {
    given: &'static [(&'static str, &'static str)],
    family: &'static [(&'static str, &'static str)],
    /// What stands between them; the family name stands first where it is none.
    between: &'static str,
    language: Locale,
    time_zone: &'static str,
}

/// Names by script, the first as often as all others together.
const SCRIPTS: [Script; 8] = [
    Script {
        given: &[
            ("Anna", "anna"),
            ("Jonas", "jonas"),
            ("Marie", "marie"),
            ("Lukas", "lukas"),
            ("Zoë", "zoe"),
            ("Jürgen", "juergen"),
            ("Birgit", "birgit"),
            ("Emil", "emil"),
            ("Käthe", "kaethe"),
            ("Oskar", "oskar"),
            ("Petra", "petra"),
            ("Till", "till"),
            ("Sabine", "sabine"),
            ("Friedrich", "friedrich"),
            ("Wiebke", "wiebke"),
            ("Heike", "heike"),
        ],
        family: &[
            ("Feld", "feld"),
            ("Müller", "mueller"),
            ("Schmitt", "schmitt"),
            ("Weber", "weber"),
            ("Vogel", "vogel"),
            ("Koch", "koch"),
            ("Groß", "gross"),
            ("Köhler", "koehler"),
            ("Hohenstein", "hohenstein"),
            ("Zimmermann", "zimmermann"),
            ("Krüger", "krueger"),
            ("Böhm", "boehm"),
            ("Lang", "lang"),
            ("Sauer", "sauer"),
            ("Winter", "winter"),
        ],
        between: " ",
        language: Locale::De,
        time_zone: "Europe/Berlin",
    },
    Script {
        given: &[
            ("Grace", "grace"),
            ("Daniel", "daniel"),
            ("Siobhán", "siobhan"),
            ("Tomás", "tomas"),
            ("Priya", "priya"),
            ("Frédéric", "frederic"),
            ("Chloé", "chloe"),
            ("João", "joao"),
            ("Ngozi", "ngozi"),
            ("Olivia", "olivia"),
            ("William", "william"),
            ("Aoife", "aoife"),
            ("Hạnh", "hanh"),
            ("Mateo", "mateo"),
            ("Łucja", "lucja"),
            ("Şebnem", "sebnem"),
        ],
        family: &[
            ("Okafor", "okafor"),
            ("O'Brien", "obrien"),
            ("Bellamy", "bellamy"),
            ("Ferreira", "ferreira"),
            ("Dupont", "dupont"),
            ("Nguyễn", "nguyen"),
            ("Raghunathan", "raghunathan"),
            ("Jones", "jones"),
            ("Ångström", "angstrom"),
            ("Kowalska", "kowalska"),
            ("Aydın", "aydin"),
            ("Mwangi", "mwangi"),
            ("López", "lopez"),
            ("van den Bosch", "vandenbosch"),
            ("Novák", "novak"),
        ],
        between: " ",
        language: Locale::En,
        time_zone: "Europe/London",
    },
    Script {
        given: &[
            ("Оксана", "oksana"),
            ("Дмитро", "dmytro"),
            ("Ірина", "iryna"),
            ("Олександр", "oleksandr"),
            ("Наталія", "nataliia"),
        ],
        family: &[("Шевченко", "shevchenko"), ("Коваленко", "kovalenko"), ("Бондаренко", "bondarenko"), ("Ткачук", "tkachuk")],
        between: " ",
        language: Locale::En,
        time_zone: "Europe/Kyiv",
    },
    Script {
        given: &[("Γεώργιος", "georgios"), ("Ελένη", "eleni"), ("Κατερίνα", "katerina"), ("Νίκος", "nikos")],
        family: &[("Παπαδόπουλος", "papadopoulos"), ("Βλάχος", "vlachos"), ("Αγγελίδης", "angelidis")],
        between: " ",
        language: Locale::En,
        time_zone: "Europe/Athens",
    },
    Script {
        given: &[("نورة", "noura"), ("محمد", "mohamed"), ("فاطمة", "fatima"), ("يوسف", "yousef")],
        family: &[("الحربي", "alharbi"), ("حسن", "hassan"), ("العتيبي", "alotaibi"), ("منصور", "mansour")],
        between: " ",
        language: Locale::En,
        time_zone: "Asia/Riyadh",
    },
    Script {
        given: &[("小龍", "xiaolong"), ("秀英", "xiuying"), ("偉", "wei"), ("麗", "li"), ("建國", "jianguo")],
        family: &[("李", "li"), ("王", "wang"), ("陳", "chen"), ("黃", "huang"), ("歐陽", "ouyang")],
        between: "",
        language: Locale::En,
        time_zone: "Asia/Hong_Kong",
    },
    Script {
        given: &[("美咲", "misaki"), ("翔太", "shota"), ("さくら", "sakura"), ("健一", "kenichi")],
        family: &[("田中", "tanaka"), ("佐藤", "sato"), ("長谷川", "hasegawa"), ("高橋", "takahashi")],
        between: "",
        language: Locale::En,
        time_zone: "Asia/Tokyo",
    },
    Script {
        given: &[("अर्जुन", "arjun"), ("दीपिका", "deepika"), ("रोहन", "rohan"), ("मीरा", "meera")],
        family: &[("शर्मा", "sharma"), ("पटेल", "patel"), ("वर्मा", "varma")],
        between: " ",
        language: Locale::En,
        time_zone: "Asia/Kolkata",
    },
];

const DOMAINS: [&str; 6] = [
    "northwind.example",
    "northwind.example",
    "sales.northwind.example",
    "eu.northwind.example",
    "contractors.example",
    "fabrikam.example",
];
const TAGS: [&str; 8] =
    ["warehouse", "field staff", "sales", "finance", "developers", "contractors", "night shift", "management"];

/// Makes users one after the other.
struct Crowd {
    random: Random,
    now: Timestamp,
    /// How many there will be.
    count: i64,
    /// The hash of a password that nobody knows.
    hash: String,
}

/// How far a directory is filled.
#[derive(Clone, Copy, Debug)]
pub enum Filling {
    /// So many people are there.
    People(i64),
    /// All of them are, and the indexes are made.
    Indexes(Restored),
}

impl Desk {
    /// Adds so many people to the directory, the same ones for the same seed and number, in one transaction. Nobody should be
    /// at work meanwhile; `progress` is told how far it is.
    ///
    /// # Errors
    /// When the database fails; then nobody was added.
    pub async fn fill_with_crowd(&self, count: i64, seed: u64, mut progress: impl FnMut(Filling)) -> anyhow::Result<()> {
        let hash = self.hasher.hash(&TypedPassword::new(self.random.code())).await?;
        let crowd = Crowd { random: Random::from_seed(seed), now: self.now(), count, hash };
        let mut tx = self.db.write().await?;
        let bare = bare::strip(&mut tx).await?;
        let mut made = 0;
        while made < count {
            let most = count.min(made + BATCH);
            let batch: Vec<NewUser> = (made..most).map(|number| crowd.user(number)).collect();
            fill::insert(&mut tx, &batch).await?;
            made = most;
            progress(Filling::People(made));
        }
        bare.restore(&mut tx, |restored| progress(Filling::Indexes(restored))).await?;
        tx.commit().await?;
        Ok(bare::learn(&self.db).await?)
    }
}

impl Crowd {
    fn user(&self, number: i64) -> NewUser {
        // One after the other, as in life: so ids follow time, and rows are added at the end of their indexes.
        let left = Span::hours(HOURS).0 / self.count * (self.count - number);
        let created_at = self.now - Span(left);
        let last_sign_in_at = self.last_sign_in(created_at);
        let has_password = last_sign_in_at.is_some();
        let user = if self.is_one_in(40) { self.program(number, created_at) } else { self.person(number, created_at) };
        let last_sign_in_at = last_sign_in_at.filter(|_| user.kind != Kind::Api);
        NewUser {
            password: (has_password && user.kind != Kind::Api).then(|| (self.hash.clone(), self.between(created_at, self.now))),
            tags: self.tags(),
            user: User { last_sign_in_at, ..user },
        }
    }

    fn person(&self, number: i64, created_at: Timestamp) -> User {
        let script = if self.is_one_in(2) { &SCRIPTS[0] } else { self.one_of(&SCRIPTS) };
        let (given, latin_given) = *self.one_of(script.given);
        let (family, latin_family) = *self.one_of(script.family);
        let display_name = match script.between {
            "" => format!("{family}{given}"),
            between => format!("{given}{between}{family}"),
        };
        let user_name = format!("{latin_given}.{latin_family}{number}");
        let email = (!self.is_one_in(25)).then(|| format!("{user_name}@{}", self.one_of(&DOMAINS)));
        User {
            kind: if self.is_one_in(60) { Kind::Hybrid } else { Kind::Human },
            role: self.role(),
            user_name,
            display_name,
            email,
            language: script.language,
            time_zone: script.time_zone.to_owned(),
            is_active: !self.is_one_in(30),
            ..self.anybody(created_at)
        }
    }

    fn program(&self, number: i64, created_at: Timestamp) -> User {
        let (from, to) =
            (self.one_of(&["billing", "crm", "warehouse", "payroll", "web-shop"]), self.one_of(&["export", "sync", "import"]));
        let name = format!("{from}-{to}-{number}");
        let email = self.is_one_in(2).then(|| "operations@northwind.example".to_owned());
        let is_active = !self.is_one_in(10);
        User { kind: Kind::Api, user_name: name.clone(), display_name: name, email, is_active, ..self.anybody(created_at) }
    }

    fn anybody(&self, created_at: Timestamp) -> User {
        User { time_zone: "UTC".to_owned(), ..User::new(UserId(self.random.id(created_at)), created_at) }
    }

    fn role(&self) -> Role {
        match self.below(2_000) {
            0 => Role::Auditor,
            1..=3 => Role::HelpDesk,
            _ => Role::User,
        }
    }

    /// Every eighth never did; most of the others within the last month.
    fn last_sign_in(&self, created_at: Timestamp) -> Option<Timestamp> {
        let recently = (self.now - Span::days(30)).max(created_at);
        match self.below(8) {
            0 => None,
            1..=5 => Some(self.between(recently, self.now)),
            _ => Some(self.between(created_at, self.now)),
        }
    }

    fn tags(&self) -> Vec<String> {
        let mut tags: Vec<String> = (0..self.below(3)).map(|_| (*self.one_of(&TAGS)).to_owned()).collect();
        tags.sort();
        tags.dedup();
        tags
    }

    fn between(&self, first: Timestamp, last: Timestamp) -> Timestamp {
        Timestamp(first.0 + self.below((last - first).0.max(1)))
    }

    fn is_one_in(&self, count: i64) -> bool {
        self.below(count) == 0
    }

    fn one_of<'a, T>(&self, choices: &'a [T]) -> &'a T {
        let number = self.below(i64::try_from(choices.len()).unwrap_or(i64::MAX));
        &choices[usize::try_from(number).unwrap_or_default()]
    }

    fn below(&self, bound: i64) -> i64 {
        let bound = u64::try_from(bound).unwrap_or_default();
        i64::try_from(self.random.below(bound)).unwrap_or_default()
    }
}

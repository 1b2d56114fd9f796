//! Whether the time of an answer tells who has an account: the same question about names that somebody has and names that
//! nobody has, in turns, each from an address of its own, so that no budget is used up.

use crate::{
    argon::median,
    ask::{Body, Question},
    program::Program,
    report::milliseconds,
};
use anyhow::{Context, ensure};
use app::model::{ApiScope, KeyLife, LinkLife, TypedPassword, UserId};
use latchkey::{
    config::Config,
    run::open_desk,
    security::{Clock as _, HashParameters, Hasher, LinkSecret, Random, SystemClock},
    service::{MakeKey, operator},
    store::{DatabaseUrl, Db, credentials},
};
use std::{path::Path, time::Duration};

/// Questions of each sort.
pub(crate) const TIMES: usize = 200;
/// How far apart the medians of one form may be.
pub(crate) const APART: Duration = Duration::from_millis(5);

/// The answers about one form.
#[derive(Debug)]
pub(crate) struct Answers {
    /// Which form.
    pub(crate) name: &'static str,
    /// The median about what somebody has.
    pub(crate) known: Duration,
    /// And about what nobody has.
    pub(crate) unknown: Duration,
    /// How probable it is that an answer of the first sort takes longer than one of the second (the area under the ROC curve):
    /// one half where the time tells nothing.
    pub(crate) auc: f64,
}

impl Answers {
    fn of(name: &'static str, known: Vec<Duration>, unknown: Vec<Duration>) -> Self {
        let auc = auc(&known, &unknown);
        Self { name, known: median(known), unknown: median(unknown), auc }
    }
}

/// How often one of these is longer than one of those; what is equal counts half.
#[expect(clippy::cast_precision_loss, reason = "a share to two decimals")]
fn auc(known: &[Duration], unknown: &[Duration]) -> f64 {
    let halves =
        known.iter().flat_map(|one| unknown.iter().map(move |other| 1 + i64::from(one > other) - i64::from(one < other)));
    halves.sum::<i64>() as f64 / (2 * known.len() * unknown.len()).max(1) as f64
}

/// What the questions need that somebody has: a link, and a key with which an application asks.
struct Prepared {
    code: String,
    key: String,
}

/// One way to ask.
struct Form<'a> {
    name: &'static str,
    path: &'static str,
    status: u16,
    /// With which key, where it is an application that asks.
    key: Option<&'a str>,
    /// What is sent, about a name or, without one that is known, about a code of this number.
    body: &'a dyn Fn(&str, Option<usize>) -> String,
}

/// Asks everything that answers about accounts and links.
pub(crate) async fn measure(binary: &Path, database: &str, folder: &Path) -> anyhow::Result<Vec<Answers>> {
    let prepared = Box::pin(prepare(database, folder)).await?;
    let program = Program::start_behind_proxy(binary, database, folder).await?;
    let code = |unknown: Option<usize>| match unknown {
        Some(number) => LinkSecret::mint(&Random::from_seed(number as u64)).expose().to_owned(),
        None => prepared.code.clone(),
    };
    let forms = [
        Form {
            name: "Forgot password",
            path: "/forgot-password",
            status: 303,
            key: None,
            body: &|who, _| format!("user_name={who}"),
        },
        Form {
            name: "Sign-in with a wrong password",
            path: "/sign-in",
            status: 422,
            key: None,
            body: &|who, _| format!("user_name={who}&password=wrong+and+long+enough"),
        },
        Form {
            name: "A code that is typed",
            path: "/change-password",
            status: 303,
            key: None,
            body: &|_, unknown| format!("code={}", code(unknown)),
        },
        Form {
            name: "REST, a wrong password",
            path: "/api/v1/authentications",
            status: 200,
            key: Some(prepared.key.as_str()),
            body: &|who, _| format!("{{\"user_name\":\"{who}\",\"password\":\"wrong and long enough\"}}"),
        },
    ];
    let mut found = Vec::new();
    for (number, form) in forms.iter().enumerate() {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for time in 0..2 * TIMES {
            let is_known = is_known(time);
            let who = if is_known { somebody(time) } else { format!("none{}", 1 + 3 * time) };
            let body = (form.body)(&who, (!is_known).then_some(time));
            let took = ask(&program, form, &body, (number, time)).await?;
            if is_known { known.push(took) } else { unknown.push(took) }
        }
        found.push(Answers::of(form.name, known, unknown));
    }
    program.stop().await?;
    Ok(found)
}

/// In the order A B B A, so that neither sort always follows the other one's work.
const fn is_known(time: usize) -> bool {
    matches!(time % 4, 0 | 3)
}

fn somebody(time: usize) -> String {
    format!("user{}", 1 + 3 * time)
}

/// Whoever is asked about has a password, whose check is what takes time; one of them has a link.
async fn prepare(database: &str, folder: &Path) -> anyhow::Result<Prepared> {
    let variables = [
        ("LATCHKEY_DATABASE_URL", database.to_owned()),
        ("LATCHKEY_SECRET_KEY_FILE", folder.join("secret.key").display().to_string()),
    ];
    let config = Config::from_parts(None, variables.map(|(name, value)| (name.to_owned(), value)))?;
    let desk = open_desk(&config, None).await?;
    let by = operator("bench".to_owned());
    let mut asked: Vec<UserId> = Vec::new();
    for time in (0..2 * TIMES).filter(|time| is_known(*time)) {
        asked.push(desk.user_named(&somebody(time)).await?);
    }
    let owner = *asked.first().context("nobody is asked about")?;
    let link = desk.hand_out_link(&by, owner, LinkLife::DEFAULT).await?;
    let code = link.expose().rsplit('/').next().context("no code")?.to_owned();
    let password = TypedPassword::default();
    let request = MakeKey { name: "bench".to_owned(), scope: ApiScope::Authentications, life: KeyLife::Month, password };
    let key = desk.make_key(&by, desk.user_named("user3").await?, &request).await?.expose().to_owned();
    desk.close().await;

    let hasher = Hasher::new(HashParameters::STANDARD, 1, Random::from_system()?)?;
    let hash = hasher.hash(&TypedPassword::new("nobody types this one here")).await?;
    let db = Db::connect(&database.parse::<DatabaseUrl>()?).await?;
    let mut tx = db.write().await?;
    for user in asked {
        credentials::set(&mut tx, user, &hash, SystemClock.now()).await?;
    }
    tx.commit().await?;
    db.close().await;
    Ok(Prepared { code, key })
}

/// Fails when the time of an answer tells who has an account.
pub(crate) fn ensure_alike(measured: &[(&str, Vec<Answers>)]) -> anyhow::Result<()> {
    for (engine, answers) in measured {
        for Answers { name, known, unknown, .. } in answers {
            ensure!(
                known.abs_diff(*unknown) <= APART,
                "{name} on {engine} tells who has an account: {:.1} ms about known names, {:.1} ms about unknown ones",
                milliseconds(*known),
                milliseconds(*unknown)
            );
        }
    }
    Ok(())
}

/// Posts as a browser or an application does; how long the whole answer took.
async fn ask(program: &Program, form: &Form<'_>, text: &str, from: (usize, usize)) -> anyhow::Result<Duration> {
    let Form { path, status, .. } = *form;
    let (number, time) = from;
    let from = format!("X-Forwarded-For: 10.{number}.{}.{}\r\n", time / 250, 1 + time % 250);
    let (head, body) = match form.key {
        Some(key) => (format!("{from}Authorization: Bearer {key}\r\n"), Body::Json(text)),
        None => (from, Body::Form(text)),
    };
    let (answered, took) = Question { origin: &program.address(""), path, head: &head, body: Some(body) }.ask().await?;
    ensure!(answered == status, "{path} answered {answered} to {text}");
    Ok(took)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(known: u64, unknown: u64) -> [(&'static str, Vec<Answers>); 1] {
        let [known, unknown] = [known, unknown].map(Duration::from_millis);
        [("SQLite", vec![Answers::of("Sign-in", vec![known], vec![unknown])])]
    }

    #[test]
    fn the_share_of_longer_answers_is_a_half_where_nothing_can_be_told() {
        let times = |of: &[u64]| of.iter().copied().map(Duration::from_millis).collect::<Vec<_>>();
        let told = |known: &[u64], unknown: &[u64]| (auc(&times(known), &times(unknown)) * 100.0).round();
        assert!([told(&[3, 1], &[1, 3]), told(&[2, 2], &[2, 2])].iter().all(|share| (share - 50.0).abs() < 0.1));
        assert!((told(&[5, 6], &[1, 2]) - 100.0).abs() < 0.1 && told(&[1, 2], &[5, 6]).abs() < 0.1);
    }

    #[test]
    fn answers_that_take_differently_long_fail_the_measurement() {
        assert!(ensure_alike(&measured(40, 45)).is_ok() && ensure_alike(&measured(45, 40)).is_ok());
        for (known, unknown) in [(40, 46), (46, 40)] {
            let told = ensure_alike(&measured(known, unknown)).unwrap_err().to_string();
            assert!(told.starts_with("Sign-in on SQLite tells who has an account"), "{told}");
        }
    }
}

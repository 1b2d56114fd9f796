//! What people ask of a directory, through the same service as pages and programs.

use crate::processor;
use app::{
    api::{ApiError, Bulk as _, Caller, People as _, Selections as _},
    model::{BulkAction, BulkTarget, Criteria, Criterion, Kind, Locale, Place, UserFilter, UserQuery, UserSort},
};
use latchkey::service::{Desk, operator};
use std::time::{Duration, Instant};

/// How often each question is asked, its forms in turns.
const TIMES: usize = 200;

/// What one sort of question cost.
pub(crate) struct Asked {
    /// What was asked.
    pub(crate) name: &'static str,
    /// The time that half of the answers stay below.
    pub(crate) p50: Duration,
    /// The time that 99 of 100 stay below.
    pub(crate) p99: Duration,
    /// Processor time of this process for each, which is all of it with SQLite.
    pub(crate) cpu: Duration,
}

/// Something that is asked.
pub(super) enum Question {
    List(UserQuery),
    Count(Criteria),
    Preview(BulkAction, UserFilter),
}

impl Question {
    /// Asks; how long the answer took.
    pub(super) async fn ask(&self, desk: &Desk, by: &Caller) -> Result<Duration, ApiError> {
        let began = Instant::now();
        match self {
            Self::List(query) => desk.users(by, query.clone()).await.map(drop)?,
            Self::Count(criteria) => desk.preview_selection(by, criteria.clone()).await.map(drop)?,
            Self::Preview(action, filter) => {
                desk.preview_bulk(by, *action, BulkTarget::Filter(Box::new(filter.clone()))).await.map(drop)?;
            }
        }
        Ok(began.elapsed())
    }
}

/// Asks everything.
pub(super) async fn ask_all(desk: &Desk) -> anyhow::Result<Vec<Asked>> {
    let by = operator("bench".to_owned());
    let mut asked = Vec::new();
    for (name, forms) in questions() {
        // The first time is not counted: nothing is at hand yet.
        for form in &forms {
            form.ask(desk, &by).await?;
        }
        let cpu = processor::spent()?;
        let mut times = Vec::with_capacity(TIMES);
        for form in forms.iter().cycle().take(TIMES) {
            times.push(form.ask(desk, &by).await?);
        }
        let cpu = processor::spent_since(cpu)? / u32::try_from(TIMES)?;
        asked.push(Asked::of(name, times, cpu));
    }
    Ok(asked)
}

impl Asked {
    /// Sums up how long the answers took.
    pub(super) fn of(name: &'static str, mut times: Vec<Duration>, cpu: Duration) -> Self {
        times.sort_unstable();
        let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied();
        Self { name, p50: at(50).unwrap_or_default(), p99: at(99).unwrap_or_default(), cpu }
    }
}

fn questions() -> Vec<(&'static str, Vec<Question>)> {
    vec![
        ("List", vec![first_page()]),
        ("List by last sign-in", vec![list(UserQuery { sort: Some(UserSort::LastSignIn), descending: true, ..all() })]),
        ("List, far in", ["c", "m", "s", "z", "к", "ш", "م", "मीरा", "李", "陳"].map(beyond).into()),
        ("Search, beginning of a name", ["an", "jo", "w", "ок", "д", "κα", "李", "田中", "ير", "मी"].map(search).into()),
        (
            "Search, anywhere",
            ["hohenst", "koehler1", "ller@", "anna koch", "van den", "ghunath", "feld77", "o'br", "crm", "northwind"]
                .map(search)
                .into(),
        ),
        (
            "Search, anywhere, not Latin",
            ["шевч", "оксана ткачук", "ндаренко", "παπαδόπ", "長谷川", "الحربي", "नशर्मा", "अर्जुन", "محمد حسن", "歐陽秀"]
                .map(search)
                .into(),
        ),
        ("Selection: count and first ten", selections().map(Question::Count).into()),
        ("Preview of a job for all", vec![Question::Preview(BulkAction::SendLink, UserFilter::default())]),
        (
            "Preview of a job for a selection",
            vec![
                Question::Preview(BulkAction::NewPassword, UserFilter { tag: "sales".to_owned(), ..UserFilter::default() }),
                Question::Preview(BulkAction::Deactivate, UserFilter { q: "müller".to_owned(), ..UserFilter::default() }),
                Question::Preview(BulkAction::SendLink, UserFilter { kind: Some(Kind::Hybrid), ..UserFilter::default() }),
            ],
        ),
    ]
}

pub(super) fn first_page() -> Question {
    list(all())
}

fn all() -> UserQuery {
    UserQuery::default()
}

const fn list(query: UserQuery) -> Question {
    Question::List(query)
}

fn search(words: &str) -> Question {
    list(UserQuery { filter: UserFilter { q: words.to_owned(), ..UserFilter::default() }, ..all() })
}

/// The page that follows whoever has this name.
fn beyond(name: &str) -> Question {
    list(UserQuery { place: Some(Place::After(format!("name.{}.{name}", "0".repeat(32)))), ..all() })
}

fn selections() -> [Criteria; 5] {
    let sales = || Criterion::AnyTag(vec!["sales".to_owned()]);
    [
        vec![Criterion::Inactive, sales()],
        vec![Criterion::Language(Locale::De), Criterion::NotSignedInFor(90)],
        vec![Criterion::EmailDomain("eu.northwind.example".to_owned()), Criterion::Kind(vec![Kind::Hybrid])],
        vec![Criterion::PasswordOlderThan(365), Criterion::NoTag(vec!["management".to_owned()]), Criterion::Active],
        vec![Criterion::Words("hohenstein".to_owned()), Criterion::NeverSignedIn],
    ]
    .map(|all| Criteria { all })
}

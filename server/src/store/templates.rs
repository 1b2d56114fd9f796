//! The mails' templates as the house has changed them. A version is written once; later only that it broke is noted.

use super::{StoreError, Tx, parse};
use app::model::{Locale, TemplateKey, TemplateText, Timestamp, VersionOrigin};
use sqlx::{FromRow, query, query_as};

/// What is read of a version, wherever one is read.
macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT template, language, version, subject, html, body, restored_from, saved_at, saved_by_name, broke_at, broke_why \
             FROM template_versions AS this WHERE ",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO template_versions (template, language, version, subject, html, body, restored_from, saved_at, \
    saved_by_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const LATEST: &str = columns!("template = $1 AND language = $2 ORDER BY version DESC LIMIT 1");
const ONE: &str = columns!("template = $1 AND language = $2 AND version = $3");
const HISTORY: &str = columns!("template = $1 AND language = $2 ORDER BY version DESC LIMIT 200");
const ALL_LATEST: &str = columns!(
    "version = (SELECT MAX(version) FROM template_versions AS other \
     WHERE other.template = this.template AND other.language = this.language) ORDER BY template, language"
);
const BREAK: &str = "UPDATE template_versions SET broke_at = $4, broke_why = $5 \
    WHERE template = $1 AND language = $2 AND version = $3 AND broke_at IS NULL";

statements!(INSERT, LATEST, ONE, HISTORY, ALL_LATEST, BREAK);

/// A template in a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Which {
    /// The template.
    pub key: TemplateKey,
    /// The language.
    pub language: Locale,
}

/// One version.
#[derive(Clone, Debug)]
pub struct Version {
    /// Of what.
    pub which: Which,
    /// Counted from 1.
    pub version: i64,
    /// What it says; absent where it is the built-in text again.
    pub text: Option<TemplateText>,
    /// The version that it repeats.
    pub restored_from: Option<i64>,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// By whom, by the name they had.
    pub saved_by: String,
    /// Since when it cannot be filled, and why.
    pub broke: Option<(Timestamp, String)>,
}

impl Version {
    /// Where it came from.
    #[must_use]
    pub const fn origin(&self) -> VersionOrigin {
        match (&self.text, self.restored_from) {
            (None, _) => VersionOrigin::Reset,
            (_, Some(version)) => VersionOrigin::Restored(version),
            _ => VersionOrigin::Saved,
        }
    }
}

#[derive(FromRow)]
struct Row {
    template: String,
    language: String,
    version: i64,
    subject: Option<String>,
    html: Option<String>,
    body: Option<String>,
    restored_from: Option<i64>,
    saved_at: i64,
    saved_by_name: String,
    broke_at: Option<i64>,
    broke_why: Option<String>,
}

impl TryFrom<Row> for Version {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let language = Locale::from_tag(&row.language).ok_or(StoreError::Unreadable("template_versions.language"))?;
        let text = match (row.subject, row.html, row.body) {
            (Some(subject), Some(html), Some(text)) => Some(TemplateText { subject, html, text }),
            _ => None,
        };
        Ok(Self {
            which: Which { key: parse(&row.template, "template_versions.template")?, language },
            version: row.version,
            text,
            restored_from: row.restored_from,
            saved_at: Timestamp(row.saved_at),
            saved_by: row.saved_by_name,
            broke: row.broke_at.map(|at| (Timestamp(at), row.broke_why.unwrap_or_default())),
        })
    }
}

/// Adds a version.
///
/// # Errors
/// [`StoreError::is_duplicate`] when somebody else has added one with this number.
pub async fn insert(tx: &mut Tx, version: &Version) -> Result<(), StoreError> {
    let text = version.text.as_ref();
    on!(tx, |c| query(INSERT)
        .bind(version.which.key.as_str())
        .bind(version.which.language.tag())
        .bind(version.version)
        .bind(text.map(|text| text.subject.as_str()))
        .bind(text.map(|text| text.html.as_str()))
        .bind(text.map(|text| text.text.as_str()))
        .bind(version.restored_from)
        .bind(version.saved_at.0)
        .bind(version.saved_by.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The version in use, if anybody has saved one.
///
/// # Errors
/// When the database fails.
pub async fn latest(tx: &mut Tx, which: Which) -> Result<Option<Version>, StoreError> {
    let (key, language) = (which.key.as_str(), which.language.tag());
    let row: Option<Row> = on!(tx, |c| query_as(LATEST).bind(key).bind(language).fetch_optional(c).await)?;
    row.map(Version::try_from).transpose()
}

/// One version.
///
/// # Errors
/// When the database fails.
pub async fn one(tx: &mut Tx, which: Which, version: i64) -> Result<Option<Version>, StoreError> {
    let (key, language) = (which.key.as_str(), which.language.tag());
    let row: Option<Row> = on!(tx, |c| query_as(ONE).bind(key).bind(language).bind(version).fetch_optional(c).await)?;
    row.map(Version::try_from).transpose()
}

/// The latest 200 versions, latest first.
///
/// # Errors
/// When the database fails.
pub async fn history(tx: &mut Tx, which: Which) -> Result<Vec<Version>, StoreError> {
    let (key, language) = (which.key.as_str(), which.language.tag());
    let rows: Vec<Row> = on!(tx, |c| query_as(HISTORY).bind(key).bind(language).fetch_all(c).await)?;
    rows.into_iter().map(Version::try_from).collect()
}

/// The versions in use of all templates in all languages. Templates of a newer Latchkey are left out.
///
/// # Errors
/// When the database fails.
pub async fn all_latest(tx: &mut Tx) -> Result<Vec<Version>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(ALL_LATEST).fetch_all(c).await)?;
    Ok(rows.into_iter().filter_map(|row| Version::try_from(row).ok()).collect())
}

/// Notes that a version cannot be filled; answers whether that was new.
///
/// # Errors
/// When the database fails.
pub async fn note_broken(tx: &mut Tx, which: Which, version: i64, why: &str, now: Timestamp) -> Result<bool, StoreError> {
    let noted = on!(tx, |c| query(BREAK)
        .bind(which.key.as_str())
        .bind(which.language.tag())
        .bind(version)
        .bind(now.0)
        .bind(why)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(noted > 0)
}

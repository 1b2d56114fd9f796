//! Importing users from CSV files.

use super::{ImportId, Moment};
use crate::errors::Problem;
use serde::{Deserialize, Serialize};

text_enum!(
    /// How far an import has come.
    ImportState {
        /// The file is still arriving.
        Uploading = "uploading",
        /// The file is there; its columns wait to be named.
        Mapping = "mapping",
        /// The dry run is under way.
        Checking = "checking",
        /// The dry run is over; somebody decides.
        Checked = "checked",
        /// Users are made and changed.
        Importing = "importing",
        /// All rows are done.
        Finished = "finished",
        /// Somebody stopped it.
        Cancelled = "cancelled",
        /// It could not go on.
        Failed = "failed",
    }
);

impl ImportState {
    /// Whether a worker is at it.
    #[must_use]
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Checking | Self::Importing)
    }

    /// Whether nothing more will come of it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Finished | Self::Cancelled | Self::Failed)
    }
}

text_enum!(
    /// What a column of a file says about a user.
    ImportField {
        /// What they sign in with.
        UserName = "user_name",
        /// The name people call them by.
        DisplayName = "display_name",
        /// Where mail reaches them.
        Email = "email",
        /// Person, program or both.
        Kind = "kind",
        /// What they may do.
        Role = "role",
        /// Language of their pages and mails.
        Language = "language",
        /// IANA time zone.
        TimeZone = "time_zone",
        /// Tags, separated by commas.
        Tags = "tags",
        /// Is Active.
        IsActive = "is_active",
    }
);

/// What is to be done with the rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOptions {
    /// What each column says; nothing for one that is left out.
    pub columns: Vec<Option<ImportField>>,
    /// Whether users who are there already are changed. Otherwise their rows are problems.
    pub update: bool,
    /// Whether each new user is sent a password change link.
    pub send_links: bool,
    /// Whether names and addresses may look like somebody else's.
    pub accept_lookalikes: bool,
}

/// What became of rows, or would become of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportTally {
    /// Rows that were read.
    pub rows: i64,
    /// Users made.
    pub created: i64,
    /// Users changed.
    pub changed: i64,
    /// Users who were as the row says.
    pub unchanged: i64,
    /// Rows with a problem, which are left out.
    pub left_out: i64,
    /// Problems of these rows.
    pub problems: i64,
    /// Password change links to new users.
    pub links: i64,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProblem {
    /// The row, as spreadsheets count: the head of the file is row 1.
    pub row: i64,
    /// The field of a user that it is about, by its name in the form.
    pub field: String,
    /// What stands there, shortened.
    pub value: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// Its head.
    pub name: String,
    /// What stands in the first rows, at most three.
    pub samples: Vec<String>,
}

/// An import, as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Which.
    pub id: ImportId,
    /// The name of the file.
    pub file_name: String,
    /// Whose it is, by the name they had.
    pub owner: String,
    /// When the file was sent.
    pub created: Moment,
    /// How far it has come.
    pub state: ImportState,
    /// Rows of the file, without its head.
    pub rows: i64,
    /// What the dry run found.
    pub found: Option<ImportTally>,
    /// What was done.
    pub done: ImportTally,
    /// How many problems are kept.
    pub problems: i64,
}

/// Everything the page of an import shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// The list's line.
    pub row: ImportRow,
    /// The columns of the file.
    pub columns: Vec<ImportColumn>,
    /// What is to be done; guessed from the heads of the columns at first.
    pub options: ImportOptions,
    /// Rows that the dry run or the import has behind it.
    pub behind: i64,
    /// Why it could not go on.
    pub failed: Option<Problem>,
    /// A stretch of the problems, in their order.
    pub problems: Vec<ImportProblem>,
    /// The number of this stretch, from 1.
    pub page: i64,
    /// How many stretches are shown.
    pub pages: i64,
}

impl ImportView {
    /// What the dry run found until now, or the import did.
    #[must_use]
    pub fn tally(&self) -> ImportTally {
        match self.row.state {
            ImportState::Checked => self.row.found.unwrap_or_default(),
            _ => self.row.done,
        }
    }
}

/// What is asked of an import whose file is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportStep {
    /// The dry run, with these choices.
    Check(ImportOptions),
    /// The import, as the dry run was told.
    Start,
    /// The end: rows that are done stay done.
    Cancel,
}

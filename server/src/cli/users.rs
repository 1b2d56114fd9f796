//! `latchkey user …`

use super::{
    files::{Export, Import},
    filter::Filter,
    operator::Operator,
    output::{Output, facts, table},
};
use app::{
    api::People as _,
    model::{CreateUser, Kind, Locale, Place, Role, SetActive, UserDraft, UserId, UserQuery, UserRecord, UserRow},
};
use clap::{Args, Subcommand};
use serde::Serialize;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Find users.
    List(List),
    /// Show one user.
    Show {
        /// Their user name, or their e-mail where it is theirs alone.
        user: String,
    },
    /// Make a user.
    Create(Create),
    /// Switch Is Active. Off ends sessions and withdraws what was mailed.
    SetActive {
        /// Their user name, or their e-mail where it is theirs alone.
        user: String,
        /// Whether they can sign in and be sent mail.
        #[arg(value_parser = ["yes", "no"])]
        active: String,
    },
    /// Make and change users as a CSV file says.
    Import(Import),
    /// Write users into a CSV file, which an import takes.
    Export(Export),
}

/// Whom to list.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Words to find in name, user name and e-mail.
    #[arg(default_value = "")]
    search: String,
    #[command(flatten)]
    filter: Filter,
    /// The most users to list.
    #[arg(long, default_value_t = 50)]
    limit: usize,
}

/// Whom to make.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// What they sign in with.
    user_name: String,
    /// The name people call them by; the user name when absent.
    #[arg(long)]
    name: Option<String>,
    /// Where mail reaches them.
    #[arg(long, default_value = "")]
    email: String,
    /// human, api or hybrid.
    #[arg(long, default_value = "human")]
    kind: Kind,
    /// user, auditor, help-desk or administrator.
    #[arg(long, default_value = "user")]
    role: Role,
    /// Language of their pages and mails: en or de; the house's when absent.
    #[arg(long, value_parser = ["en", "de"])]
    language: Option<String>,
    /// IANA time zone; the house's when absent.
    #[arg(long)]
    time_zone: Option<String>,
    /// Tags, separated by commas.
    #[arg(long, default_value = "")]
    tags: String,
    /// Accept names that can be mistaken for somebody else's.
    #[arg(long)]
    accept_lookalike: bool,
    /// Send them a password change link at once.
    #[arg(long)]
    send_link: bool,
}

/// A user, as scripts read them.
#[derive(Debug, Serialize)]
struct Line {
    id: UserId,
    user_name: String,
    display_name: String,
    email: Option<String>,
    kind: Kind,
    role: Role,
    is_active: bool,
    tags: Vec<String>,
    created: String,
    last_sign_in: Option<String>,
}

impl From<UserRow> for Line {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id,
            user_name: row.user_name,
            display_name: row.display_name,
            email: row.email,
            kind: row.kind,
            role: row.role,
            is_active: row.is_active,
            tags: row.tags,
            created: row.created.machine,
            last_sign_in: row.last_sign_in.map(|moment| moment.machine),
        }
    }
}

/// A user and what is known of their way in, as scripts read them.
#[derive(Debug, Serialize)]
struct Whole {
    #[serde(flatten)]
    line: Line,
    language: Locale,
    time_zone: String,
    password_changed: Option<String>,
    temporary_until: Option<String>,
    locked_until: Option<String>,
    sessions: usize,
}

impl From<UserRecord> for Whole {
    fn from(record: UserRecord) -> Self {
        Self {
            line: record.row.into(),
            language: record.language,
            time_zone: record.time_zone,
            password_changed: record.password.changed.map(|moment| moment.machine),
            temporary_until: record.password.temporary_until.map(|moment| moment.machine),
            locked_until: record.password.locked_until.map(|moment| moment.machine),
            sessions: record.sessions.len(),
        }
    }
}

impl Command {
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run(operator, output).await,
            Self::Show { user } => show(operator, output, &user).await,
            Self::Create(create) => create.run(operator, output).await,
            Self::SetActive { user, active } => set_active(operator, output, &user, active == "yes").await,
            Self::Import(import) => import.run(operator, output).await,
            Self::Export(export) => export.run(operator).await,
        }
    }
}

impl List {
    async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        let filter = self.filter.read(operator, self.search).await?;
        let mut query = UserQuery { filter, ..UserQuery::default() };
        let mut found: Vec<Line> = Vec::new();
        let total = loop {
            let page = operator.desk.users(&operator.caller, query.clone()).await?;
            found.extend(page.items.into_iter().map(Line::from));
            match page.next.filter(|_| found.len() < self.limit) {
                Some(next) => query.place = Some(Place::After(next)),
                None => break page.total,
            }
        };
        found.truncate(self.limit);
        output.answer(&found, || {
            let rows = found.iter().map(|line| {
                vec![
                    line.user_name.clone(),
                    line.display_name.clone(),
                    line.email.clone().unwrap_or_default(),
                    line.kind.to_string(),
                    line.role.to_string(),
                    yes_no(line.is_active).to_owned(),
                    line.last_sign_in.clone().unwrap_or_default(),
                ]
            });
            let table = table(&["USER NAME", "NAME", "E-MAIL", "KIND", "ROLE", "ACTIVE", "LAST SIGN-IN"], rows);
            let plus = if total.more { "+" } else { "" };
            format!("{table}\n\n{} of {}{plus} users", found.len(), total.counted)
        })
    }
}

async fn show(operator: &Operator, output: Output, user: &str) -> anyhow::Result<()> {
    let user = operator.find(user).await?;
    let whole = Whole::from(operator.desk.user(&operator.caller, user).await?);
    output.answer(&whole, || {
        let line = &whole.line;
        facts([
            ("User name", line.user_name.clone()),
            ("Name", line.display_name.clone()),
            ("E-mail", line.email.clone().unwrap_or_default()),
            ("Kind", line.kind.to_string()),
            ("Role", line.role.to_string()),
            ("Active", yes_no(line.is_active).to_owned()),
            ("Tags", line.tags.join(", ")),
            ("Language", whole.language.tag().to_owned()),
            ("Time zone", whole.time_zone.clone()),
            ("Created", line.created.clone()),
            ("Last sign-in", line.last_sign_in.clone().unwrap_or_else(|| "never".to_owned())),
            ("Password changed", whole.password_changed.clone().unwrap_or_else(|| "never".to_owned())),
            ("Temporary until", whole.temporary_until.clone().unwrap_or_default()),
            ("Locked until", whole.locked_until.clone().unwrap_or_default()),
            ("Open sessions", whole.sessions.to_string()),
            ("Id", line.id.to_string()),
        ])
    })
}

impl Create {
    async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        let blank = operator.desk.edit_prompt(&operator.caller, None).await?.draft;
        let send_link = self.send_link;
        let draft = self.onto(blank);
        let name = draft.user_name.clone();
        let id = operator.desk.create_user(&operator.caller, CreateUser { draft, send_link }).await?;
        output.answer(&serde_json::json!({ "id": id }), || {
            if send_link {
                format!("{name} is made. The running Latchkey sends their password change link.")
            } else {
                format!("{name} is made. They have no password yet: `latchkey reset-link {name}` sends them a link.")
            }
        })
    }

    fn onto(self, blank: UserDraft) -> UserDraft {
        UserDraft {
            kind: self.kind,
            role: self.role,
            display_name: self.name.unwrap_or_else(|| self.user_name.clone()),
            user_name: self.user_name,
            email: self.email,
            language: self.language.and_then(|tag| Locale::from_tag(&tag)).unwrap_or(blank.language),
            time_zone: self.time_zone.unwrap_or(blank.time_zone),
            tags: self.tags,
            accept_lookalike: self.accept_lookalike,
        }
    }
}

async fn set_active(operator: &Operator, output: Output, user: &str, active: bool) -> anyhow::Result<()> {
    let id = operator.find(user).await?;
    operator.desk.set_active(&operator.caller, SetActive { user: id, active }).await?;
    output.answer(&serde_json::json!({ "id": id, "is_active": active }), || {
        format!("Is Active of {user} is {}.", if active { "on" } else { "off" })
    })
}

const fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

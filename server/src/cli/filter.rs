//! Which users a command is about.

use app::model::{Kind, Role, UserFilter};
use clap::Args;

/// Which users.
#[derive(Debug, Args)]
pub(super) struct Filter {
    /// Only this kind: human, api or hybrid.
    #[arg(long)]
    kind: Option<Kind>,
    /// Only this role: user, auditor, help-desk or administrator.
    #[arg(long)]
    role: Option<Role>,
    /// Only active ("yes") or inactive ("no") users.
    #[arg(long, value_parser = ["yes", "no"])]
    active: Option<String>,
    /// Only with this tag.
    #[arg(long, default_value = "")]
    tag: String,
}

impl From<Filter> for UserFilter {
    fn from(filter: Filter) -> Self {
        Self {
            kind: filter.kind,
            role: filter.role,
            active: filter.active.map(|active| active == "yes"),
            tag: filter.tag,
            ..Self::default()
        }
    }
}

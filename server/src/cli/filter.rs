//! Which users a command is about.

use super::operator::Operator;
use app::{
    api::{ApiError, Selections as _, Thing},
    model::{Kind, Role, SelectionId, UserFilter, UserMark},
    rules::names,
};
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
    /// Only those of whom this stands out: link-sent, locked, no-email, never-signed-in or no-password.
    #[arg(long)]
    mark: Option<UserMark>,
    /// Only those whom the saved selection of this name means.
    #[arg(long, value_name = "NAME")]
    selection: Option<String>,
}

impl Filter {
    /// As lists are filtered, together with words to find.
    pub(super) async fn read(self, operator: &Operator, words: String) -> anyhow::Result<UserFilter> {
        let selection = match &self.selection {
            Some(name) => Some(named(operator, name).await?),
            None => None,
        };
        Ok(UserFilter {
            q: words,
            kind: self.kind,
            role: self.role,
            active: self.active.map(|active| active == "yes"),
            tag: self.tag,
            mark: self.mark,
            selection,
        })
    }
}

async fn named(operator: &Operator, name: &str) -> anyhow::Result<SelectionId> {
    let list = operator.desk.selections(&operator.caller).await?;
    let wanted = names::key(name);
    let found = list.selections.into_iter().find(|selection| names::key(&selection.draft.name) == wanted);
    Ok(found.ok_or_else(|| ApiError::not_found(Thing::Selection))?.id)
}

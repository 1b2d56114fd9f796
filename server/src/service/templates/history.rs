//! A template's versions, and two of them line by line.

use super::text_of;
use crate::{
    service::{Desk, Fault, moments::Moments},
    store::{
        Tx,
        templates::{self, Version, Which},
    },
};
use app::{
    api::{ApiError, Caller, Thing},
    model::{Comparison, LineChange, Permission, TemplateHistory, TemplateQuery, TemplateText, TemplateVersion},
};
use similar::{ChangeTag, TextDiff};

impl Desk {
    pub(super) async fn read_history(&self, caller: &Caller, query: TemplateQuery) -> Result<TemplateHistory, Fault> {
        caller.require(Permission::ViewTemplates)?;
        let moments = Moments::of(self.now(), caller);
        let which = Which { key: query.key, language: query.language };
        let mut tx = self.db.read().await?;
        let versions = templates::history(&mut tx, which).await?;
        let latest = versions.first().map(|version| version.version);
        let comparison = match query.compare.or(latest.map(|latest| (latest - 1, latest))) {
            Some((from, to)) => Some(compared(&mut tx, which, from, to).await?),
            None => None,
        };
        let line = |version: Version| TemplateVersion {
            version: version.version,
            at: moments.moment(version.saved_at),
            origin: version.origin(),
            by: version.saved_by,
        };
        Ok(TemplateHistory {
            key: query.key,
            language: query.language,
            versions: versions.into_iter().map(line).collect(),
            comparison,
            can_edit: caller.role.allows(Permission::ManageTemplates),
        })
    }
}

async fn compared(tx: &mut Tx, which: Which, from: i64, to: i64) -> Result<Comparison, Fault> {
    let (earlier, later) = (text_at(tx, which, from).await?, text_at(tx, which, to).await?);
    let pairs = earlier.parts().into_iter().zip(later.parts());
    let different = pairs.filter(|((_, earlier), (_, later))| earlier != later);
    let parts = different.map(|((field, earlier), (_, later))| (field.to_owned(), lines(earlier, later))).collect();
    Ok(Comparison { from, to, parts })
}

async fn text_at(tx: &mut Tx, which: Which, version: i64) -> Result<TemplateText, Fault> {
    if version == 0 {
        return Ok(text_of(None, which));
    }
    let found = templates::one(tx, which, version).await?.ok_or_else(|| ApiError::not_found(Thing::TemplateVersion))?;
    Ok(text_of(Some(&found), which))
}

fn lines(earlier: &str, later: &str) -> Vec<(LineChange, String)> {
    let diff = TextDiff::from_lines(earlier, later);
    let line = |change: similar::Change<&str>| {
        let what = match change.tag() {
            ChangeTag::Equal => LineChange::Same,
            ChangeTag::Insert => LineChange::Added,
            ChangeTag::Delete => LineChange::Removed,
        };
        (what, change.value().trim_end_matches('\n').to_owned())
    };
    diff.iter_all_changes().map(line).collect()
}

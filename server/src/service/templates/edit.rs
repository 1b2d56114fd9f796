//! Saving a template, and going back to an earlier text. Both add a version.

use super::text_of;
use crate::{
    mail,
    service::{Desk, Fault, did},
    store::{
        Tx,
        audit::Outcome,
        templates::{self, Version, Which},
    },
};
use app::{
    api::{ApiError, Caller, Change, Thing},
    model::{Permission, RestoreTemplate, SaveTemplate, TemplateText},
    rules::{meanwhile, templates::tidy},
};

const SAVED: &str = "template.saved";
const RESTORED: &str = "template.restored";
/// How much of a changed line the second of two editors is shown, in characters.
const SHOWN: usize = 80;

impl Desk {
    pub(super) async fn change_template(&self, caller: &Caller, request: &SaveTemplate) -> Result<i64, Fault> {
        self.permit(caller, Permission::ManageTemplates, SAVED).await?;
        let which = Which { key: request.key, language: request.language };
        let text = tidy(&request.text);
        check(which, &text)?;
        let mut tx = self.db.write().await?;
        let latest = templates::latest(&mut tx, which).await?;
        expect_latest(&mut tx, latest.as_ref(), request.version, &text).await?;
        let is_broken = latest.as_ref().is_some_and(|version| version.broke.is_some());
        if text_of(latest.as_ref(), which) == text && !is_broken {
            return Ok(request.version);
        }
        self.add_version(tx, caller, SAVED, self.next(caller, which, request.version, Some(text), None)).await
    }

    pub(super) async fn bring_back_template(&self, caller: &Caller, request: RestoreTemplate) -> Result<i64, Fault> {
        self.permit(caller, Permission::ManageTemplates, RESTORED).await?;
        let which = Which { key: request.key, language: request.language };
        let mut tx = self.db.write().await?;
        let text = match request.to {
            0 => None,
            to => templates::one(&mut tx, which, to).await?.ok_or_else(|| ApiError::not_found(Thing::TemplateVersion))?.text,
        };
        if let Some(text) = &text {
            check(which, text)?;
        }
        let latest = templates::latest(&mut tx, which).await?;
        let entered = text.clone().unwrap_or_else(|| text_of(None, which));
        expect_latest(&mut tx, latest.as_ref(), request.version, &entered).await?;
        if text.is_none() && latest.is_none_or(|version| version.text.is_none()) {
            return Ok(request.version);
        }
        let restored_from = text.is_some().then_some(request.to);
        self.add_version(tx, caller, RESTORED, self.next(caller, which, request.version, text, restored_from)).await
    }

    fn next(&self, caller: &Caller, which: Which, after: i64, text: Option<TemplateText>, restored_from: Option<i64>) -> Version {
        Version {
            which,
            version: after + 1,
            text,
            restored_from,
            saved_at: self.now(),
            saved_by: caller.display_name.clone(),
            broke: None,
        }
    }

    async fn add_version(&self, mut tx: Tx, caller: &Caller, action: &str, version: Version) -> Result<i64, Fault> {
        match templates::insert(&mut tx, &version).await {
            Err(error) if error.is_duplicate() => {
                // Somebody was quicker by less than a transaction.
                drop(tx);
                let mut tx = self.db.read().await?;
                let latest = templates::latest(&mut tx, version.which).await?;
                let text = text_of(Some(&version), version.which);
                expect_latest(&mut tx, latest.as_ref(), version.version - 1, &text).await?;
                return Err(Fault::Internal(error.into()));
            }
            inserted => inserted?,
        }
        let mut line = did(caller, action, Outcome::Done);
        line.detail = serde_json::json!({
            "template": version.which.key, "language": version.which.language, "version": version.version
        });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(version.version)
    }
}

/// Refuses what could not be sent.
pub(super) fn check(which: Which, text: &TemplateText) -> Result<(), ApiError> {
    ApiError::fields(mail::problems(which.key, which.language, text)).map_or(Ok(()), Err)
}

/// Refuses a save over a version that the caller has not seen.
async fn expect_latest(tx: &mut Tx, latest: Option<&Version>, seen: i64, entered: &TemplateText) -> Result<(), Fault> {
    match latest {
        Some(latest) if latest.version != seen => {
            let shown = match seen {
                0 => Some(text_of(None, latest.which)),
                seen => templates::one(tx, latest.which, seen).await?.map(|shown| text_of(Some(&shown), latest.which)),
            };
            let stored = text_of(Some(latest), latest.which);
            Err(ApiError::meanwhile(Some(latest.saved_by.clone()), theirs(shown.as_ref(), &stored, entered)).into())
        }
        None if seen != 0 => Err(ApiError::not_found(Thing::TemplateVersion).into()),
        _ => Ok(()),
    }
}

/// The parts that others changed since they were shown, and the first line of theirs that is not as entered.
fn theirs(shown: Option<&TemplateText>, stored: &TemplateText, entered: &TemplateText) -> Vec<Change> {
    let whole = |text: &TemplateText| text.parts().map(|(field, part)| (field, part.to_owned()));
    let mut changes = meanwhile::theirs(shown.map(whole), whole(stored), whole(entered));
    for change in &mut changes {
        let entered = entered.parts().into_iter().find(|(field, _)| *field == change.field);
        let mut lines = entered.map_or("", |(_, part)| part).lines();
        let line = change.now.lines().find(|line| lines.next() != Some(*line)).unwrap_or_default();
        change.now = shortened(line);
    }
    changes
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

//! Templates as they are listed and opened.

use super::text_of;
use crate::{
    mail,
    service::{Desk, Fault, moments::Moments},
    store::templates::{self, Version, Which},
};
use app::{
    api::Caller,
    model::{Breakage, Locale, Permission, TemplateKey, TemplateRow, TemplateState, TemplateView},
};

impl Desk {
    pub(super) async fn list_templates(&self, caller: &Caller) -> Result<Vec<TemplateRow>, Fault> {
        caller.require(Permission::ViewTemplates)?;
        let moments = Moments::of(self.now(), caller);
        let all = templates::all_latest(&mut self.db.read().await?).await?;
        let row = |key: &TemplateKey| {
            let last = all.iter().filter(|version| version.which.key == *key).max_by_key(|version| version.saved_at);
            let changed = last.map(|version| (version.saved_by.clone(), moments.moment(version.saved_at)));
            TemplateRow { key: *key, languages: states(*key, &all), changed }
        };
        Ok(TemplateKey::ALL.iter().map(row).collect())
    }

    pub(super) async fn read_template(&self, caller: &Caller, which: Which) -> Result<TemplateView, Fault> {
        caller.require(Permission::ViewTemplates)?;
        let moments = Moments::of(self.now(), caller);
        let all = templates::all_latest(&mut self.db.read().await?).await?;
        let latest = all.iter().find(|version| version.which == which);
        let breakage = latest.and_then(|version| version.broke.clone());
        Ok(TemplateView {
            key: which.key,
            language: which.language,
            languages: states(which.key, &all),
            version: latest.map_or(0, |version| version.version),
            text: text_of(latest, which),
            saved: latest.map(|version| (version.saved_by.clone(), moments.moment(version.saved_at))),
            breakage: breakage.map(|(at, why)| Breakage { at: moments.moment(at), why }),
            examples: mail::examples(which.key, which.language),
            can_edit: caller.role.allows(Permission::ManageTemplates),
        })
    }
}

/// How a template stands in each language.
fn states(key: TemplateKey, all: &[Version]) -> Vec<(Locale, TemplateState)> {
    let own = |version: &&Version| version.which.key == key && version.text.is_some();
    let is_changed = all.iter().any(|version| own(&version));
    let state = |language| match all.iter().filter(own).find(|version| version.which.language == language) {
        Some(Version { broke: Some(_), .. }) => TemplateState::Broken,
        Some(_) => TemplateState::Changed,
        None if is_changed => TemplateState::Behind,
        None => TemplateState::BuiltIn,
    };
    Locale::ALL.map(|language| (language, state(language))).into()
}

//! Forms that were posted after their session had ended: what was entered waits in the new session for its page.

use super::{Desk, Fault};
use crate::store::sessions;
use app::{
    api::{ApiError, Problem},
    model::{FormState, SessionId},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One of them. No secret is among its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptForm {
    /// Path and query of its page.
    address: String,
    /// What was entered, by field name.
    values: BTreeMap<String, String>,
}

impl KeptForm {
    /// What was entered, as the sign-in page carries it: in letters, digits, `-` and `_`, which do not grow where a form is sent.
    #[must_use]
    pub fn carry(values: &BTreeMap<&str, &str>) -> Option<String> {
        serde_json::to_vec(values).ok().map(|text| URL_SAFE_NO_PAD.encode(text))
    }

    /// The form as the sign-in page carried it; `None` when there was none.
    #[must_use]
    pub fn of(address: &str, resume: &str) -> Option<Self> {
        let text = URL_SAFE_NO_PAD.decode(resume).ok()?;
        let values: BTreeMap<_, _> = serde_json::from_slice(&text).ok()?;
        (!values.is_empty()).then(|| Self { address: address.to_owned(), values })
    }

    /// The form for the page at this address, if it is the page's: filled in, and not sent.
    #[must_use]
    pub fn for_page(self, address: &str) -> Option<FormState> {
        (self.address == address).then(|| FormState { values: self.values, error: Problem::SessionEnded.into() })
    }
}

impl Desk {
    /// Keeps a form until its page is shown, or until the session has something else to say.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_form(&self, session: SessionId, form: &KeptForm) -> Result<(), ApiError> {
        let kept = async {
            let text = serde_json::to_string(form).map_err(anyhow::Error::from)?;
            let mut tx = self.db.write().await?;
            sessions::set_flash(&mut tx, session, Some(&text)).await?;
            tx.commit().await?;
            Ok(())
        };
        kept.await.map_err(|fault: Fault| self.report(fault))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_form_fills_in_its_own_page_and_no_other() {
        let carried = KeptForm::carry(&[("display_name", "Søren"), ("email", "")].into()).unwrap();
        let kept = KeptForm::of("/users/new?x=1", &carried).unwrap();
        assert_eq!(kept.clone().for_page("/users/new"), None);
        let form = kept.for_page("/users/new?x=1").unwrap();
        assert_eq!((form.value("display_name"), form.value("email")), (Some("Søren"), Some("")));
        assert_eq!(form.error.problem, Problem::SessionEnded);
        assert_eq!(KeptForm::of("/", ""), None);
        assert_eq!(KeptForm::of("/", "display_name=Ada"), None, "what no page of ours carries is nothing");
    }
}

//! What mails about approvals say.

use super::text::one_line;
use super::variables::Fields;
use app::model::{ApprovalNews, HeldDeed, Locale};
use app::words::Words;

/// Something that waits for a second administrator, or what became of it.
#[derive(Clone, Debug)]
pub struct ApprovalNotice {
    /// What there is to say.
    pub news: ApprovalNews,
    /// What is asked for.
    pub deed: HeldDeed,
    /// The name of whom it concerns.
    pub account_name: String,
    /// The name of whoever asked.
    pub asked_by: String,
    /// The address of the page of approvals.
    pub approvals_url: String,
}

impl ApprovalNotice {
    pub(super) fn sample() -> Self {
        Self {
            news: ApprovalNews::Asked,
            deed: HeldDeed::SendLink,
            account_name: "Zoë Müller".to_owned(),
            asked_by: "Mara Vogt".to_owned(),
            approvals_url: "https://desk.northwind.example/approvals".to_owned(),
        }
    }

    pub(super) fn fields(&self, locale: Locale) -> Fields<'_> {
        let words = Words::of(locale).approvals;
        Fields::Approval {
            news: words.news(self.news),
            deed: words.deed(self.deed),
            account_name: one_line(&self.account_name),
            asked_by: one_line(&self.asked_by),
            approvals_url: &self.approvals_url,
        }
    }
}

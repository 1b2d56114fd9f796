//! What mails say about that with which an owner signs in: their password, their second factors.

use super::text::one_line;
use super::variables::{Fields, SAMPLE_TIME};
use super::words;
use app::model::{FactorChange, Locale, Timestamp};
use app::words::Words;

/// A password that was changed.
#[derive(Clone, Debug)]
pub struct PasswordChanged {
    /// When.
    pub changed_at: Timestamp,
    /// From which network address, if known.
    pub client_address: Option<String>,
    /// With which browser and system ("Firefox (Windows)"), if known.
    pub browser: Option<String>,
}

/// Second factors that changed.
#[derive(Clone, Debug)]
pub struct SecondFactorChanged {
    /// How.
    pub change: FactorChange,
    /// When.
    pub changed_at: Timestamp,
    /// Whoever did it, if it was not the owner.
    pub changed_by: Option<String>,
    /// From which network address, if the owner did it.
    pub client_address: Option<String>,
    /// With which browser and system, if the owner did it.
    pub browser: Option<String>,
}

impl PasswordChanged {
    pub(super) fn sample() -> Self {
        Self {
            changed_at: SAMPLE_TIME,
            client_address: Some("192.0.2.7".to_owned()),
            browser: Some("Firefox (Windows)".to_owned()),
        }
    }

    pub(super) fn fields(&self, zone: &str, locale: Locale) -> Fields<'_> {
        let client = client(self.client_address.as_deref(), self.browser.as_deref());
        Fields::PasswordChanged { changed: words::moment(self.changed_at, zone, locale), client }
    }
}

impl SecondFactorChanged {
    pub(super) fn sample() -> Self {
        Self {
            change: FactorChange::SetUp,
            changed_at: SAMPLE_TIME,
            changed_by: Some("Mara Vogt".to_owned()),
            client_address: Some("192.0.2.7".to_owned()),
            browser: Some("Firefox (Windows)".to_owned()),
        }
    }

    pub(super) fn fields(&self, zone: &str, locale: Locale) -> Fields<'_> {
        Fields::SecondFactorChanged {
            change: Words::of(locale).second_factor.change(self.change),
            changed: words::moment(self.changed_at, zone, locale),
            changed_by: self.changed_by.as_deref().map(one_line),
            client: client(self.client_address.as_deref(), self.browser.as_deref()),
        }
    }
}

/// Second factors and when they were added; `None` where there are none.
pub(super) fn named(factors: &[(Option<String>, Timestamp)], zone: &str, locale: Locale) -> Option<String> {
    let own = Words::of(locale).second_factor;
    let named = factors.iter().map(|(passkey, at)| {
        let label = one_line(&own.factor(passkey.as_deref()));
        format!("{label}, {}", words::moment(*at, zone, locale))
    });
    let all = named.collect::<Vec<_>>().join("; ");
    (!all.is_empty()).then_some(all)
}

/// From where something was done, as far as that is known.
fn client(address: Option<&str>, browser: Option<&str>) -> String {
    let known = [address, browser].into_iter().flatten().map(one_line).filter(|text| !text.is_empty());
    known.collect::<Vec<_>>().join(", ")
}

//! What holds of everything that reads what others send, whatever that is. Property tests try it with what they make up, the fuzz
//! targets in `fuzz/` with whatever libFuzzer comes upon.

pub use crate::{
    http::holds_of_authorization,
    service::{holds_of_calendar, holds_of_file},
};
use crate::{
    mail::{Rendered, TemplateKey, Variables, problems, render_own},
    security::{ApiKeySecret, ApiPassword, LinkSecret, MailedPassword, SessionSecret},
};
use app::{
    model::{Criteria, Locale, SelectionDraft, TemplateText},
    rules::{
        code,
        selection::{self, tidied},
        templates::{self, tidy},
    },
};

/// The most bytes of a part of a mail.
pub const LARGEST: usize = 256 * 1024;

/// No text makes the checks of templates fail; what they take can be sent. Answers the mail to somebody of this name, where it can be
/// filled in.
///
/// # Panics
/// When that does not hold.
#[must_use]
pub fn holds_of_template(key: TemplateKey, locale: Locale, written: &TemplateText, name: &str) -> Option<Rendered> {
    assert!(templates::problems(key, written).len() <= 3);
    let text = tidy(written);
    let found = problems(key, locale, &text);
    assert!(found.iter().all(|(field, _)| ["subject", "html", "text"].contains(field)), "{found:?}");
    if !found.is_empty() {
        return None;
    }
    let is_fit =
        |mail: &Rendered| mail.html.len() <= LARGEST && mail.text.len() <= LARGEST && !mail.subject.contains(['\r', '\n']);
    assert!(render_own(&text, locale, &Variables::sample(key)).is_ok_and(|mail| is_fit(&mail)), "what was taken can be sent");
    render_own(&text, locale, &named(key, name)).ok()
}

/// Values for a template, with this in every name.
#[must_use]
pub fn named(key: TemplateKey, name: &str) -> Variables {
    let mut variables = Variables::sample(key);
    variables.display_name = format!("Jonas {name}");
    variables.organisation = format!("Northwind {name}");
    variables.user_name = format!("jonas{name}");
    variables
}

/// No address makes a list fail.
pub fn holds_of_address(search: &str) {
    let _ = (app::users_asked(search), app::messages_asked(search), app::audit_asked(search), app::runs_asked(search));
}

/// What is taken for a selection is within its bounds, and is read as it was written.
///
/// # Panics
/// When that does not hold.
pub fn holds_of_selection(name: &str, criteria: Criteria) {
    let written = serde_json::to_string(&criteria).map(|written| serde_json::from_str::<Criteria>(&written).ok());
    assert!(written.is_ok_and(|read| read.as_ref() == Some(&criteria)), "{criteria:?}");
    let draft = SelectionDraft { name: name.to_owned(), description: String::new(), criteria };
    if let Ok(taken) = tidied(&draft) {
        assert!(taken.criteria.all.len() <= selection::MOST);
        assert!(selection::problems(&taken).is_empty(), "{taken:?}");
    }
}

/// Whatever is read as a code or a key is one.
///
/// # Panics
/// When that does not hold.
pub fn holds_of_code(text: &str) {
    for (read, length) in [(code::normalise(text), code::LENGTH), (code::normalise_password(text), code::PASSWORD_LENGTH)] {
        if let Some(read) = read {
            assert!(read.len() == length && read.bytes().all(|byte| code::ALPHABET.contains(&byte)));
        }
    }
    assert_eq!(LinkSecret::read(text).is_some(), code::normalise(text).is_some());
    assert_eq!(MailedPassword::read(text).is_some(), code::normalise_password(text).is_some());
    assert!(SessionSecret::read(text).is_none_or(|session| session.expose().len() == 64));
    assert!(ApiKeySecret::read(text).is_none_or(|key| key.expose() == text), "nothing is forgiven");
    assert!(ApiPassword::read(text).is_none_or(|password| password.expose() == text), "nothing is forgiven");
}

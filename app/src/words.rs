//! The words of the interface ([`domain::words`]), and the language that a page is read in.

pub use domain::words::*;

use crate::model::Locale;
use leptos::prelude::{provide_context, use_context};

/// Chooses the language of everything below. Call it once, at the top of the application.
pub fn provide_words(locale: Locale) {
    provide_context(Words::of(locale));
}

/// The words in the reader's language. Take them before the first `await`.
#[must_use]
pub fn use_words() -> Words {
    use_context().unwrap_or_else(|| Words::of(Locale::default()))
}

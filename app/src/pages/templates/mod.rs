//! The Template Manager: what mails say, in each language and in every version.

mod draft;
mod editor;
mod list;
mod palette;
mod preview;
mod versions;

pub use editor::Editor;
pub use list::List;
pub use versions::Versions;

use crate::api::{ApiError, Thing};
use crate::model::{Locale, TemplateKey, TemplateState};
use crate::ui::{Tab, Tabs};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The address of the list.
const LIST: &str = "/templates";

/// A template in a language.
type Which = (TemplateKey, Locale);

/// The template in the address: in the language that the address names, else in the reader's own.
fn use_which() -> Memo<Result<Which, ApiError>> {
    let (params, query, own) = (use_params_map(), use_query_map(), use_words().locale);
    Memo::new(move |_| {
        let key = params.with(|params| params.get("key").unwrap_or_default()).parse().ok();
        let language = match query.with(|query| query.get("language")) {
            Some(tag) => Locale::ALL.into_iter().find(|locale| locale.tag() == tag),
            None => Some(own),
        };
        key.zip(language).ok_or_else(|| ApiError::not_found(Thing::Template))
    })
}

/// The address of a template in a language, or of what lies below it.
fn address((key, language): Which, below: &str) -> String {
    format!("{LIST}/{key}{below}?language={}", language.tag())
}

/// The name and colour of a state.
fn state_badge(state: TemplateState, words: Words) -> impl IntoView {
    let class = match state {
        TemplateState::BuiltIn => "badge",
        TemplateState::Changed => "badge accent",
        TemplateState::Behind => "badge warn",
        TemplateState::Broken => "badge bad",
    };
    view! { <span class=class>{words.templates.standing(state)}</span> }
}

/// The heading over one template and its languages; `below` is the page that each language leads to.
fn heading(which: Which, below: &'static str, action: impl IntoView, words: Words) -> impl IntoView {
    let own = words.templates;
    let tabs = Locale::ALL.map(|language| Tab {
        href: address((which.0, language), below),
        label: language.name(),
        is_current: language == which.1,
    });
    view! {
        <p class="crumb"><a href=LIST>{own.title()}</a></p>
        <div class="head">
            <h1>{own.key(which.0)}</h1>
            {action}
        </div>
        <p class="muted">{own.purpose_of(which.0)}</p>
        <Tabs label=own.languages() tabs=tabs.into() />
    }
}

//! The variables of a template. With scripts a press puts one where the cursor is, or was last.

use super::preview::typed_into;
use crate::model::{Locale, TemplateKey};
use crate::rules::templates::{Block, Variable, variables};
use crate::ui::{sentence, use_hydrated};
use crate::words::{Words, use_words};
use leptos::{ev, prelude::*, wasm_bindgen::JsCast as _, web_sys};

/// The field that variables go into: the one that had the focus last.
#[derive(Clone, Copy)]
pub(super) struct Target(StoredValue<&'static str>);

impl Target {
    pub(super) fn new() -> Self {
        Self(StoredValue::new("html"))
    }

    /// Something in the editor got the focus.
    pub(super) fn follow(self, event: &ev::FocusEvent) {
        let focused = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let id = focused.map(|element| element.id()).unwrap_or_default();
        if let Some(field) = ["subject", "html", "text"].into_iter().find(|field| id.strip_prefix("field-") == Some(*field)) {
            self.0.set_value(field);
        }
    }

    /// Puts the variable in place of what is selected, and the cursor after it.
    fn insert(self, variable: Variable, label: &str) {
        let field = self.0.get_value();
        let written = written(variable, field, label);
        let Some(element) = document().get_element_by_id(&format!("field-{field}")) else { return };
        if let Some(area) = element.dyn_ref::<web_sys::HtmlTextAreaElement>() {
            let after = cursor_after(area.selection_start(), &written);
            let _ = area.focus();
            let _ = area.set_range_text(&written);
            let _ = area.set_selection_range(after, after);
        } else if let Some(line) = element.dyn_ref::<web_sys::HtmlInputElement>() {
            let after = cursor_after(line.selection_start(), &written);
            let _ = line.focus();
            let _ = line.set_range_text(&written);
            let _ = line.set_selection_range(after, after);
        }
        typed_into(&element);
    }
}

/// Where the cursor stands after the text; browsers count UTF-16 units.
fn cursor_after<E>(start: Result<Option<u32>, E>, written: &str) -> u32 {
    let length = u32::try_from(written.encode_utf16().count()).unwrap_or(u32::MAX);
    start.ok().flatten().unwrap_or_default().saturating_add(length)
}

/// A variable as it is written in a field; HTML has building blocks for some.
fn written(variable: Variable, field: &str, label: &str) -> String {
    let name = variable.name;
    match variable.block.filter(|_| field == "html") {
        Some(Block::Button) => format!("{{{{ button({name}, \"{label}\") }}}}"),
        Some(Block::CodeBox) => format!("{{{{ code_box({name}) }}}}"),
        None => format!("{{{{ {name} }}}}"),
    }
}

/// The list.
#[component]
pub(super) fn Palette<'a>(
    /// Of which template.
    key: TemplateKey,
    /// In which language it is written.
    language: Locale,
    /// An example of each value.
    examples: &'a [(String, String)],
    /// Where they go.
    target: Target,
) -> impl IntoView {
    let words = use_words();
    let own = words.templates;
    let rows = variables(key).into_iter().map(|variable| {
        let example = examples.iter().find(|(name, _)| name == variable.name).map(|(_, value)| value.clone());
        row(variable, example, language, target, words)
    });
    view! {
        <section class="panel palette" aria-labelledby="variables">
            <h2 id="variables">{own.variables()}</h2>
            <p class="small muted">{sentence(own.variables_hint(), own.required_ones())}</p>
            <ul>{rows.collect_view()}</ul>
            <p class="small muted">{own.conditions()}</p>
        </section>
    }
}

fn row(variable: Variable, example: Option<String>, language: Locale, target: Target, words: Words) -> impl IntoView {
    let own = words.templates;
    let hydrated = use_hydrated();
    let label = Words::of(language).templates.button_label();
    let insert = move |_| target.insert(variable, label);
    view! {
        <li>
            <code hidden=hydrated>{written(variable, "text", label)}</code>
            <button
                type="button"
                class="tag mono"
                aria-label=own.insert(variable.name)
                hidden=move || !hydrated()
                on:click=insert
            >
                {variable.name}
            </button>
            {variable.is_required.then(|| view! { <span class="badge accent">{own.required()}</span> })}
            <span class="small">{own.about(variable.name)}</span>
            {example.map(|example| view! { <span class="small muted example">{own.example()} ": " <bdi>{example}</bdi></span> })}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_written_as_its_field_wants_it() {
        let written = |name: &str, field| {
            let known = variables(TemplateKey::PasswordChangeLink);
            written(*known.iter().find(|variable| variable.name == name).unwrap(), field, "Go")
        };
        assert_eq!(written("link", "html"), "{{ button(link, \"Go\") }}");
        assert_eq!(written("code", "html"), "{{ code_box(code) }}");
        assert_eq!(written("link", "text"), "{{ link }}");
        assert_eq!(written("user_name", "subject"), "{{ user_name }}");
    }
}

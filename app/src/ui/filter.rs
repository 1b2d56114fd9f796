//! Filters of a list. They live in its address: a form that asks for the same page again, by itself when scripts run.

use super::Choice;
use crate::words::use_words;
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast as _, web_sys};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The form around filters.
#[component]
pub fn FilterBar(
    /// The list's path.
    #[prop(into)]
    action: String,
    /// What else the address asks for and must go on asking for: names and values of hidden fields.
    #[prop(optional, into)]
    keep: Signal<Vec<(&'static str, String)>>,
    /// The address of the list without filters, when there are any.
    #[prop(optional, into)]
    clear: Signal<Option<String>>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let words = use_words().common;
    let to = action.clone();
    let form = NodeRef::<html::Form>::new();
    let navigate = use_navigate();
    let ask = move || {
        let address = form.get_untracked().and_then(|form| address(&to, &form));
        if let Some(address) = address {
            navigate(&address, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        }
    };
    let ask_again = ask.clone();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        ask_again();
    };
    let kept = move || {
        keep.get().into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()
    };
    view! {
        <form class="filters" method="get" action=action node_ref=form on:submit=submit on:change=move |_| ask()>
            {kept}
            {children()}
            <button type="submit" class="btn no-script">{words.apply()}</button>
            {move || clear.get().map(|href| view! { <a class="btn quiet" href=href>{words.clear_filters()}</a> })}
        </form>
    }
}

/// What the form asks for, without its empty fields.
fn address(action: &str, form: &web_sys::HtmlFormElement) -> Option<String> {
    let data = web_sys::FormData::new_with_form(form).ok()?;
    let pairs = web_sys::js_sys::try_iter(&data).ok()??.filter_map(|entry| {
        let entry: web_sys::js_sys::Array = entry.ok()?.dyn_into().ok()?;
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    });
    let asked: Vec<_> = pairs.filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_urlencoded::to_string(asked).ok()?;
    Some(if query.is_empty() { action.to_owned() } else { format!("{action}?{query}") })
}

/// One of several, or any.
#[component]
pub fn FilterSelect(
    /// The name in the address.
    name: &'static str,
    /// What it narrows.
    label: &'static str,
    /// What can be chosen, besides any.
    choices: Vec<Choice>,
    /// The value the address asks for; empty for any.
    #[prop(into)]
    selected: Signal<String>,
    /// Whether any of them will do.
    #[prop(default = true)]
    is_optional: bool,
) -> impl IntoView {
    let any = is_optional.then(|| Choice { value: String::new(), label: use_words().common.any().to_owned() });
    let asked = selected.get_untracked();
    let options = any.into_iter().chain(choices).map(|Choice { value, label }| {
        let is_selected = value == asked;
        view! { <option value=value selected=is_selected>{label}</option> }
    });
    let field = NodeRef::<html::Select>::new();
    Effect::new(move |_| {
        let asked = selected.get();
        if let Some(field) = field.get() {
            field.set_value(&asked);
        }
    });
    view! {
        <label class="filter">
            <span>{label}</span>
            <select class="input" name=name node_ref=field>
                {options.collect_view()}
            </select>
        </label>
    }
}

/// Some text, or a day.
#[component]
pub fn FilterText(
    /// The name in the address.
    name: &'static str,
    /// What it narrows.
    label: &'static str,
    /// The `type` attribute: "search" or "date".
    kind: &'static str,
    /// What the address asks for; empty for anything.
    #[prop(into)]
    value: Signal<String>,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |followed: Option<()>| {
        let asked = value.get();
        // At first it may hold what was typed before the scripts were there. Later it is written to only when the address
        // says something else (Back, links): a day that is being typed would start anew.
        if let Some(field) = field.get()
            && followed.is_some()
            && field.value() != asked
        {
            field.set_value(&asked);
        }
    });
    view! {
        <label class="filter">
            <span>{label}</span>
            <input
                class="input"
                type=kind
                name=name
                value=value.get_untracked()
                autocomplete="off"
                spellcheck="false"
                node_ref=field
            />
        </label>
    }
}

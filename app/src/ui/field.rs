//! Fields with their labels, hints and errors, tied together for screen readers.

use leptos::prelude::*;

/// The ids of what describes a field, for `aria-describedby`; absent when nothing does.
pub(super) fn described_by(name: &str, has_hint: bool, has_error: bool) -> Option<String> {
    let hint = has_hint.then(|| format!("hint-{name}"));
    let error = has_error.then(|| format!("error-{name}"));
    let ids: Vec<String> = error.into_iter().chain(hint).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// The sentence beside a field that was refused.
pub(super) fn field_error(name: &str, error: Option<String>) -> impl IntoView + use<> {
    let id = format!("error-{name}");
    error.map(|error| view! { <p class="error" id=id>{error}</p> })
}

/// One line of text.
#[component]
pub fn TextField(
    /// The name in the form.
    name: &'static str,
    /// What it asks for.
    label: &'static str,
    /// The `type` attribute.
    #[prop(default = "text")]
    kind: &'static str,
    /// The `autocomplete` attribute: what it is, to browsers and password managers.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What to know before typing.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// What it starts with.
    #[prop(optional_no_strip)]
    value: Option<String>,
    /// Why it was refused.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What can be chosen from while typing; anything else can be typed too.
    #[prop(optional)]
    choices: Vec<String>,
    /// Set in a fixed-width face, for names and codes.
    #[prop(optional)]
    mono: bool,
    /// Whether a telephone offers its keys for numbers.
    #[prop(optional)]
    numeric: bool,
) -> impl IntoView {
    let has_hint = hint.is_some();
    let list = (!choices.is_empty()).then(|| format!("list-{name}"));
    let options = list.clone().map(|id| {
        let options = choices.into_iter().map(|value| view! { <option value=value></option> }).collect_view();
        view! { <datalist id=id>{options}</datalist> }
    });
    view! {
        <div class="field">
            <label for=format!("field-{name}")>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("hint-{name}")>{hint}</p> })}
            <input
                class=if mono { "input mono" } else { "input" }
                id=format!("field-{name}")
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                inputmode=numeric.then_some("numeric")
                autocapitalize="off"
                spellcheck="false"
                list=list
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=move || described_by(name, has_hint, error.with(Option::is_some))
            />
            {options}
            {move || field_error(name, error.get())}
        </div>
    }
}

/// Several lines of text.
#[component]
pub fn AreaField(
    /// The name in the form.
    name: &'static str,
    /// What it asks for.
    label: &'static str,
    /// What to know before typing.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// What it starts with.
    value: String,
    /// The language of what is typed.
    #[prop(optional)]
    lang: Option<&'static str>,
    /// How many lines are in sight.
    #[prop(default = 8)]
    rows: u32,
    /// Why it was refused.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let has_hint = hint.is_some();
    // Leptos writes the children of a textarea as they are: a "</textarea>" among them would end it.
    let written = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    view! {
        <div class="field">
            <label for=format!("field-{name}")>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("hint-{name}")>{hint}</p> })}
            <textarea
                class="input mono"
                id=format!("field-{name}")
                name=name
                rows=rows
                lang=lang
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                inner_html=written
                prop:value=value
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=move || described_by(name, has_hint, error.with(Option::is_some))
            ></textarea>
            {move || field_error(name, error.get())}
        </div>
    }
}

/// A box to tick.
#[component]
pub fn CheckField(
    /// The name in the form; it sends "true" when ticked.
    name: &'static str,
    /// What it says.
    label: &'static str,
    /// What to know before ticking.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// Whether it starts ticked.
    #[prop(optional)]
    checked: bool,
    /// Why it was refused.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let has_hint = hint.is_some();
    view! {
        <div class="check">
            <input
                type="checkbox"
                id=format!("field-{name}")
                name=name
                value="true"
                checked=checked
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=move || described_by(name, has_hint, error.with(Option::is_some))
            />
            <label for=format!("field-{name}")>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("hint-{name}")>{hint}</p> })}
            {move || field_error(name, error.get())}
        </div>
    }
}

/// One file.
#[component]
pub fn FileField(
    /// The name in the form.
    name: &'static str,
    /// What it asks for.
    label: &'static str,
    /// What to know before choosing.
    hint: &'static str,
    /// The `accept` attribute: what browsers offer.
    accept: &'static str,
    /// Why it was refused.
    error: Option<String>,
) -> impl IntoView {
    let is_refused = error.is_some();
    view! {
        <div class="field">
            <label for=format!("field-{name}")>{label}</label>
            <p class="hint" id=format!("hint-{name}")>{hint}</p>
            <input
                class="input"
                id=format!("field-{name}")
                name=name
                type="file"
                accept=accept
                aria-invalid=is_refused.then_some("true")
                aria-describedby=described_by(name, true, is_refused)
            />
            {field_error(name, error)}
        </div>
    }
}

/// One of the options of a [`RadioField`].
pub struct RadioOption {
    /// What the form sends.
    pub value: &'static str,
    /// What it says.
    pub label: &'static str,
    /// What it means.
    pub hint: &'static str,
}

/// One of a few that want explaining, all of them in sight.
#[component]
pub fn RadioField<'a>(
    /// The name in the form.
    name: &'static str,
    /// What it asks for.
    legend: &'static str,
    /// What can be chosen.
    options: Vec<RadioOption>,
    /// The value chosen at first.
    selected: &'a str,
) -> impl IntoView {
    let options = options.into_iter().map(|RadioOption { value, label, hint }| {
        let (id, described) = (format!("field-{name}-{value}"), format!("hint-{name}-{value}"));
        let checked = value == selected;
        view! {
            <div class="check">
                <input type="radio" id=id.clone() name=name value=value checked=checked aria-describedby=described.clone() />
                <label for=id>{label}</label>
                <p class="hint" id=described>{hint}</p>
            </div>
        }
    });
    view! {
        <fieldset class="radios">
            <legend>{legend}</legend>
            {options.collect_view()}
        </fieldset>
    }
}

/// One of the choices of a [`SelectField`].
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// One of several.
#[component]
pub fn SelectField<'a>(
    /// The name in the form.
    name: &'static str,
    /// What it asks for.
    label: &'static str,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// The value chosen at first.
    selected: &'a str,
    /// What to know before choosing.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// Why it was refused.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let options = choices.into_iter().map(|Choice { value, label }| {
        let is_selected = value == selected;
        view! { <option value=value selected=is_selected>{label}</option> }
    });
    let has_hint = hint.is_some();
    view! {
        <div class="field">
            <label for=format!("field-{name}")>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("hint-{name}")>{hint}</p> })}
            <select
                class="input"
                id=format!("field-{name}")
                name=name
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=move || described_by(name, has_hint, error.get().is_some())
            >
                {options.collect_view()}
            </select>
            {move || field_error(name, error.get())}
        </div>
    }
}

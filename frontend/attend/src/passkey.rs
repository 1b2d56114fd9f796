//! Passkeys: what a page asks goes to the browser, and the browser's answer goes back in the page's form, like anything entered.

use super::{BUSY, all, target};
use leptos::prelude::{document, window};
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use leptos::web_sys::{
    CredentialCreationOptions, CredentialRequestOptions, Element, Event, HtmlInputElement,
    js_sys::{Function, JSON, Reflect},
};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// On the page, where what needs passkeys is shown.
const KNOWN: &str = "data-passkeys";
/// On the field for the answer: whether the browser is to `get` a passkey or to `create` one.
const ASKS: &str = "data-passkey";
/// Beside it: what the browser's own function is given, as JSON.
const OPTIONS: &str = "data-options";
/// What stands there when the browser gave none.
const FAILED: &str = "[data-passkey-failed]";

/// Shows what needs passkeys, where there can be any.
pub(super) fn look_for() {
    if let (true, Some(root)) = (is_known(), document().document_element()) {
        let _ = root.set_attribute(KNOWN, "");
    }
}

/// Asks the browser if the page is there for that.
pub(super) fn begin() {
    all("input[data-passkey]").for_each(start);
}

/// The button of such a page asks once more: an answer sends the form by itself.
pub(super) fn submitted(event: &Event) {
    let field = target(event).and_then(|form| form.query_selector("input[data-passkey]").ok()?);
    if let Some(field) = field {
        event.prevent_default();
        start(field);
    }
}

/// Whether the browser can be asked. A passkey is bound to a host name, so there is none for a bare address.
fn is_known() -> bool {
    let has_name = window().location().hostname().is_ok_and(|host| !is_address(&host));
    let functions = ["parseCreationOptionsFromJSON", "parseRequestOptionsFromJSON"];
    has_name && class().is_ok_and(|class| functions.iter().all(|name| function(&class, name).is_ok()))
}

fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn class() -> Result<JsValue, JsValue> {
    Reflect::get(&window(), &"PublicKeyCredential".into())
}

fn function(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &name.into())?.dyn_into()
}

/// Asks, unless the browser is being asked already.
fn start(field: Element) {
    let Ok(field) = field.dyn_into::<HtmlInputElement>() else { return };
    let Some(form) = field.form().filter(|form| !form.has_attribute(BUSY)) else { return };
    let _ = form.set_attribute(BUSY, "true");
    show_failure(false);
    spawn_local(async move {
        if let Ok(answer) = ask(&field).await {
            field.set_value(&answer);
            let _ = form.submit();
        } else {
            let _ = form.remove_attribute(BUSY);
            show_failure(true);
        }
    });
}

/// The browser's answer, as JSON.
async fn ask(field: &HtmlInputElement) -> Result<String, JsValue> {
    let creates = field.get_attribute(ASKS).is_some_and(|asks| asks == "create");
    let options = JSON::parse(&field.get_attribute(OPTIONS).unwrap_or_default())?;
    let class = class()?;
    let parse = if creates { "parseCreationOptionsFromJSON" } else { "parseRequestOptionsFromJSON" };
    let public_key = function(&class, parse)?.call1(&class, &options)?;
    let given = CredentialRequestOptions::new();
    Reflect::set(&given, &"publicKey".into(), &public_key)?;
    let credentials = window().navigator().credentials();
    let asked = if creates {
        credentials.create_with_options(given.unchecked_ref::<CredentialCreationOptions>())?
    } else {
        credentials.get_with_options(&given)?
    };
    let credential = JsFuture::from(asked).await?;
    let answer = function(&credential, "toJSON")?.call0(&credential)?;
    JSON::stringify(&answer).map(String::from)
}

fn show_failure(is_shown: bool) {
    for place in all(FAILED) {
        let _ = place.toggle_attribute_with_force("hidden", !is_shown);
    }
}

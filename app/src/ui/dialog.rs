//! A question before an action. It is a page of its own without scripts and a modal dialog over the page below with them.

use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast as _, web_sys};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The dialog that the current component stands in.
#[derive(Clone, Copy)]
pub struct PromptHandle {
    dialog: NodeRef<html::Dialog>,
    back: StoredValue<String>,
}

impl PromptHandle {
    /// Closes the dialog; the page below is shown again and gets the focus back. In the browser only.
    pub fn close(self) {
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
    }
}

/// The dialog around the current component; call it below [`Prompt`].
#[must_use]
pub fn use_prompt() -> Option<PromptHandle> {
    use_context()
}

/// The frame of the question.
#[component]
pub fn Prompt(
    /// Its heading.
    #[prop(into)]
    title: String,
    /// The address of the page below.
    #[prop(into)]
    back: String,
    /// What is asked, with a form.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let handle = PromptHandle { dialog, back: StoredValue::new(back) };
    provide_context(handle);
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get()
            && dialog.is_connected()
        {
            // It came open, as a part of the page; the attribute goes without a `close` event.
            let _ = dialog.remove_attribute("open");
            let _ = dialog.show_modal();
        }
    });
    let navigate = use_navigate();
    let closed = move |_: ev::Event| {
        keep_focus(dialog.get_untracked().as_deref());
        let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        handle.back.with_value(|back| navigate(back, options));
    };
    view! {
        <dialog class="prompt" open aria-labelledby="prompt-title" node_ref=dialog on:close=closed>
            <header>
                <h2 id="prompt-title">{title}</h2>
            </header>
            {children()}
        </dialog>
    }
}

/// The browser gives the focus back to what opened the dialog. Where nothing did, or that is gone, it leaves it in the dialog, which
/// is about to go too, or on nothing: then the page gets it.
fn keep_focus(dialog: Option<&web_sys::HtmlElement>) {
    let focused = document().active_element();
    let is_lost =
        |element: &web_sys::Element| element.tag_name() == "BODY" || dialog.is_some_and(|dialog| dialog.contains(Some(element)));
    if focused.as_ref().is_none_or(is_lost)
        && let Some(main) = document().get_element_by_id("main").and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = main.focus();
    }
}

/// A link back to the page below, which closes the dialog where there is one.
#[component]
pub fn Close(
    /// "Cancel" or "Close".
    label: &'static str,
) -> impl IntoView {
    use_prompt().map(|prompt| {
        let close = move |event: ev::MouseEvent| {
            event.prevent_default();
            prompt.close();
        };
        view! { <a class="btn" href=prompt.back.get_value() on:click=close>{label}</a> }
    })
}

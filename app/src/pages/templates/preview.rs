//! The mail that the editor's words make. It is rendered by the server and stands in a sandboxed frame; the form is posted
//! into that frame, by a button and, with scripts, by itself while somebody types.

use super::{Which, address};
use crate::model::PreviewLook;
use crate::words::use_words;
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast as _, web_sys};
use std::time::Duration;

/// How long typing must rest before the mail is made again.
const REST: Duration = Duration::from_millis(400);

/// Where previews appear. Each has a frame of its own: a frame that is navigated again would put every preview into the
/// browser's history. The one before stays below until the new one has been painted.
#[derive(Clone, Copy)]
pub(super) struct Stage {
    turn: RwSignal<u32>,
    button: NodeRef<html::Button>,
}

impl Stage {
    pub(super) fn new() -> Self {
        Self { turn: RwSignal::new(0), button: NodeRef::new() }
    }

    /// Makes the preview again once nothing was typed for a moment.
    pub(super) fn refresh(self) -> impl FnMut(()) {
        debounce(REST, move |()| self.show())
    }

    fn show(self) {
        self.turn.update(|turn| *turn += 1);
        // The new frame must be there first.
        set_timeout(move || self.post(), Duration::ZERO);
    }

    fn post(self) {
        let Some(button) = self.button.get_untracked() else { return };
        if let Some(form) = button.form() {
            let _ = form.request_submit_with_submitter(Some(&button));
        }
    }
}

fn frame_name(turn: u32) -> String {
    format!("preview-{turn}")
}

/// The panel.
#[component]
pub(super) fn Preview(
    /// Of which template.
    which: Which,
    /// Where it appears.
    stage: Stage,
) -> impl IntoView {
    let words = use_words().templates;
    let mut refresh = stage.refresh();
    // Looking at it differently changes nothing in the form.
    let look_again = move |event: ev::Event| {
        event.stop_propagation();
        refresh(());
    };
    let turn = stage.turn;
    let frames = move || {
        let now = turn.get();
        now.saturating_sub(1)..=now
    };
    view! {
        <section class="panel template-preview" aria-labelledby="preview">
            <header>
                <h2 id="preview">{words.preview()}</h2>
                <button
                    type="submit"
                    class="btn"
                    formaction=address(which, "/preview")
                    formtarget=move || frame_name(turn.get())
                    node_ref=stage.button
                >
                    {words.preview_now()}
                </button>
            </header>
            <fieldset class="looks" on:input=look_again>
                <legend class="visually-hidden">{words.look()}</legend>
                {PreviewLook::ALL.iter().map(|look| choice(*look)).collect_view()}
            </fieldset>
            <p class="small muted">{words.preview_hint()}</p>
            <div class="frames">
                <For each=frames key=|frame| *frame let:frame>
                    <iframe
                        name=frame_name(frame)
                        title=words.preview()
                        sandbox=""
                        src=(frame == 0).then(|| address(which, "/preview"))
                        inert=move || turn.get() != frame
                    ></iframe>
                </For>
            </div>
        </section>
    }
}

fn choice(look: PreviewLook) -> impl IntoView {
    let id = format!("look-{look}");
    view! {
        <span>
            <input type="radio" id=id.clone() name="look" value=look.as_str() checked=look == PreviewLook::Html />
            <label for=id>{use_words().templates.look_of(look)}</label>
        </span>
    }
}

/// The mail as it is saved.
#[component]
pub(super) fn FrameOf(
    /// Of which template.
    which: Which,
) -> impl IntoView {
    view! { <iframe title=use_words().templates.preview() sandbox="" src=address(which, "/preview")></iframe> }
}

/// Tells the page that a field was changed by something other than typing.
pub(super) fn typed_into(field: &web_sys::Element) {
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = web_sys::Event::new_with_event_init_dict("input", &init) {
        let _ = field.unchecked_ref::<web_sys::EventTarget>().dispatch_event(&event);
    }
}

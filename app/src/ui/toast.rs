//! Short messages after an action that did not load a page.

use super::{Glyph, Icon};
use crate::model::{Flash, Tone};
use crate::words::use_words;
use leptos::prelude::*;
use std::time::Duration;

/// How long a message stays unless it is closed. What it says can be read on the page afterwards too.
const STAYS: Duration = Duration::from_secs(10);

/// The messages on show.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, Flash)>>,
    count: StoredValue<u32>,
}

impl Toasts {
    /// Shows a message. In the browser only.
    pub fn show(self, message: Flash) {
        let id = self.count.get_value().wrapping_add(1);
        self.count.set_value(id);
        self.shown.update(|shown| shown.push((id, message)));
        set_timeout(move || self.close(id), STAYS);
    }

    fn close(self, id: u32) {
        self.shown.update(|shown| shown.retain(|(other, _)| *other != id));
    }
}

/// Makes [`Toasts`] available. Call it once, at the top of the application.
pub fn provide_toasts() {
    provide_context(Toasts { shown: RwSignal::new(Vec::new()), count: StoredValue::new(0) });
}

/// Where the messages appear; screen readers read them out when the reader pauses.
#[component]
pub fn ToastRegion() -> impl IntoView {
    use_context::<Toasts>().map(|toasts| {
        view! {
            <div class="toasts" role="status">
                <For
                    each=move || toasts.shown.get()
                    key=|(id, _)| *id
                    children=move |(id, message)| {
                        view! { <Toast message close=move || toasts.close(id) /> }
                    }
                />
            </div>
        }
    })
}

#[component]
fn Toast(message: Flash, close: impl Fn() + 'static) -> impl IntoView {
    let (class, icon) = if message.tone == Tone::Bad { ("toast bad", Icon::Alert) } else { ("toast", Icon::Done) };
    view! {
        <div class=class>
            <Glyph icon />
            <p>{message.message}</p>
            <button type="button" class="icon-btn" aria-label=use_words().common.dismiss() on:click=move |_| close()>
                <Glyph icon=Icon::Close />
            </button>
        </div>
    }
}

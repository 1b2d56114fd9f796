//! An old tab after an upgrade: its page no longer fits the server, so it says so instead of failing in odd ways.

use crate::api::Problem;
use crate::words::use_words;
use leptos::{ev, prelude::*, task::spawn_local, wasm_bindgen::JsCast as _, web_sys};
use std::time::Duration;

/// Answers with the build that the server would serve now.
const BUILD: &str = "/build";
/// How long until a server that did not answer is asked again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the server has become newer than the page.
#[derive(Clone, Copy)]
pub struct Updates {
    found: RwSignal<bool>,
    asking: StoredValue<bool>,
}

impl Updates {
    /// Asks the server which build it serves; while it does not answer, from time to time again. In the browser only.
    fn look(self) {
        if self.found.get_untracked() || self.asking.get_value() || document().hidden() {
            return;
        }
        self.asking.set_value(true);
        spawn_local(async move {
            let served = served_build().await;
            self.asking.set_value(false);
            match served {
                Some(served) => self.found.set(own_build().is_some_and(|own| own != served)),
                None => set_timeout(move || self.look(), PATIENCE),
            }
        });
    }

    /// Looks when a problem may come of an upgrade. In the browser only.
    pub(super) fn look_after(self, problem: &Problem) {
        if matches!(problem, Problem::Misunderstood | Problem::OtherBuild | Problem::Unreachable) {
            self.look();
        }
    }
}

/// Looks for updates whenever the tab is shown again. Call it once, at the top of the application.
pub fn provide_updates() {
    let updates = Updates { found: RwSignal::new(false), asking: StoredValue::new(false) };
    provide_context(updates);
    Effect::new(move |_| {
        // Of the document's, which bubbles to the window.
        let listener = window_event_listener(ev::Custom::<ev::Event>::new("visibilitychange"), move |_| updates.look());
        on_cleanup(move || listener.remove());
    });
}

/// The bar that says so, over everything.
#[component]
pub fn UpdateBar() -> impl IntoView {
    let words = use_words().common;
    let updates: Option<Updates> = use_context();
    let reload = |_| {
        let _ = window().location().reload();
    };
    view! {
        <div role="status">
            {move || {
                updates
                    .is_some_and(|updates| updates.found.get())
                    .then(|| {
                        view! {
                            <div class="update">
                                <p>{words.updated()}</p>
                                <button type="button" class="btn" on:click=reload>{words.reload()}</button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// The build of this page: its style sheet's address tells.
fn own_build() -> Option<String> {
    let link = document().query_selector("link[rel=stylesheet]").ok()??;
    build_in(&link.get_attribute("href")?).map(str::to_owned)
}

/// The build in an address like `/pkg/0123456789abcdef/latchkey.css`.
fn build_in(address: &str) -> Option<&str> {
    let (build, _) = address.strip_prefix("/pkg/")?.split_once('/')?;
    (!build.is_empty()).then_some(build)
}

/// The build that the server serves; `None` when it does not answer.
async fn served_build() -> Option<String> {
    let answer: web_sys::Response = window().fetch_with_str(BUILD).await.ok()?.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    Some(answer.text().ok()?.await.ok()?.as_string()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_its_build_by_its_style_sheet() {
        assert_eq!(build_in("/pkg/0123456789abcdef/latchkey.css"), Some("0123456789abcdef"));
        assert_eq!(build_in("/pkg/latchkey.css"), None);
        assert_eq!(build_in("/pkg//latchkey.css"), None);
    }
}

//! What a window of an activated automation would do, shown before it is saved: saving takes effect at once.

use super::{
    filling::{Filling, ThenButton},
    tried::{figures, warnings, whom},
};
use crate::api::{ApiError, Problem, automations, resource};
use crate::model::{SaveAutomation, Tried};
use crate::rules::automation_form::SEEN;
use leptos::prelude::*;

/// The mark of what its reader has to be shown, if the window was refused for that.
pub(super) fn mark(error: Option<&ApiError>) -> Option<String> {
    match &error?.problem {
        Problem::TakesEffect(mark) => Some(mark.clone()),
        _ => None,
    }
}

/// What `asked` would do, once its saving was refused with that in view.
pub(super) fn impact(error: Signal<Option<ApiError>>, asked: RwSignal<Option<SaveAutomation>>, filling: Filling) -> AnyView {
    let words = filling.words;
    let seen = Memo::new(move |_| error.with(|error| mark(error.as_ref())));
    let meant = Memo::new(move |_| asked.get().filter(|_| seen.with(Option::is_some)));
    let tried = resource(move || meant.get(), attempt);
    view! {
        <input type="hidden" name=SEEN value=move || seen.get().unwrap_or_default() />
        <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || Suspend::new(async move {
                match tried.await {
                    Ok(None) => ().into_any(),
                    Ok(Some(tried)) => shown(tried, filling),
                    Err(error) => view! { <p class="error">{error.text(words)}</p> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

async fn attempt(meant: Option<SaveAutomation>) -> Result<Option<Tried>, ApiError> {
    match meant {
        Some(request) => automations::try_window(request).await.map(Some),
        None => Ok(None),
    }
}

fn shown(tried: Tried, filling: Filling) -> AnyView {
    let words = filling.words;
    let own = words.automations;
    view! {
        <section class="panel" aria-labelledby="impact">
            <h2 id="impact">{own.impact()}</h2>
            <p class="muted">{own.impact_text()}</p>
            <div class="tried">
                {warnings(&tried.warnings, words)}
                {figures(&tried, words)}
                {whom(tried.lines, words)}
            </div>
            <p class="buttons">
                <ThenButton then=filling.leads_to() filling look="primary" label=own.save_and_activate() />
            </p>
        </section>
    }
    .into_any()
}

//! Whom the conditions mean now: how many, the first of them, and whether programs are among them.

use crate::api::{ApiError, resource, selections::preview_selection};
use crate::model::{Count, Criteria, SelectionPreview, Tone, UserRow};
use crate::ui::{Note, count_words};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The preview; it follows the conditions.
#[component]
pub(super) fn Preview(
    /// The conditions; absent while one of them is not complete.
    #[prop(into)]
    asked: Signal<Option<Criteria>>,
) -> impl IntoView {
    let words = use_words();
    let own = words.selections;
    let preview = resource(move || asked.get(), read);
    view! {
        <section class="panel selection-preview" aria-labelledby="preview-title">
            <h2 id="preview-title">{own.preview()}</h2>
            <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    match preview.await {
                        None => view! { <p class="muted">{own.incomplete()}</p> }.into_any(),
                        Some(Err(error)) => view! { <p class="error">{error.text(words)}</p> }.into_any(),
                        Some(Ok((criteria, preview))) => shown(&criteria, preview, words),
                    }
                })}
            </Transition>
        </section>
    }
}

async fn read(asked: Option<Criteria>) -> Option<Result<(Criteria, SelectionPreview), ApiError>> {
    let criteria = asked?;
    Some(preview_selection(criteria.clone()).await.map(|preview| (criteria, preview)))
}

fn shown(criteria: &Criteria, preview: SelectionPreview, words: Words) -> AnyView {
    let own = words.selections;
    let SelectionPreview { total, first, api, hybrid } = preview;
    let body = if first.is_empty() {
        view! { <p class="muted">{own.nobody()}</p> }.into_any()
    } else {
        view! {
            <p class="small muted">{own.first_of()}</p>
            <ul class="matches">{first.into_iter().map(matching).collect_view()}</ul>
        }
        .into_any()
    };
    view! {
        <div role="status">
            <p><bdi>{own.sentence(criteria)}</bdi></p>
            <p class="number">{own.counted(total.counted, total.more)}</p>
            {programs(api, hybrid, words)}
        </div>
        {body}
    }
    .into_any()
}

/// Whether API or hybrid users are among them.
fn programs(api: Count, hybrid: Count, words: Words) -> AnyView {
    let own = words.selections;
    if api.counted + hybrid.counted == 0 {
        return view! { <p class="small muted">{own.no_programs()}</p> }.into_any();
    }
    let told = move |count: Count| count_words(count, words);
    view! {
        <Note tone=Tone::Warn>
            {(api.counted > 0).then(|| view! { <p>{own.api_inside(&told(api))}</p> })}
            {(hybrid.counted > 0).then(|| view! { <p>{own.hybrid_inside(&told(hybrid))}</p> })}
        </Note>
    }
    .into_any()
}

fn matching(row: UserRow) -> impl IntoView {
    view! {
        <li>
            <a href=format!("/users/{}", row.id)><bdi>{row.display_name}</bdi></a>
            " "
            <span class="mono muted"><bdi>{row.user_name}</bdi></span>
        </li>
    }
}

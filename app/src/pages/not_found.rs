//! Addresses that lead nowhere.

use super::public::{PublicLoading, PublicPage};
use crate::api::{ErrorCode, house::organisation, resource};
use crate::ui::{PageTitle, respond_with};
use crate::words::use_words;
use leptos::prelude::*;

/// Any address without a page.
#[component]
pub fn NotFound() -> impl IntoView {
    respond_with(ErrorCode::NotFound);
    let words = use_words();
    let house = resource(|| (), |()| organisation());
    view! {
        <PageTitle text=words.frame.page_not_found() />
        <Suspense fallback=PublicLoading>
            {move || Suspend::new(async move {
                view! {
                    <PublicPage house=house.await.ok()>
                        <div>
                            <h1>{words.frame.page_not_found()}</h1>
                            <p class="muted">{words.frame.nothing_here()}</p>
                        </div>
                        <a class="btn primary" href="/">{words.common.go_to_start()}</a>
                    </PublicPage>
                }
            })}
        </Suspense>
    }
}

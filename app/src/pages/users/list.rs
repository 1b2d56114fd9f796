//! Everyone, by name.

use super::{address, row::Row, search::Search};
use crate::api::users::list_users;
use crate::model::{Page, Place, UserQuery, UserRow};
use crate::ui::{ErrorBlock, PageTitle, Pager, count_words};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// `/users`.
#[component]
pub fn List() -> impl IntoView {
    let search = use_location().search;
    let query = Memo::new(move |_| search.with(|search| address::read(search)));
    let users = Resource::new(move || query.get(), list_users);
    let (is_pending, set_pending) = signal(false);
    view! {
        <PageTitle text="Users" />
        <h1>"Users"</h1>
        <Search query />
        <div class="list" aria-busy=move || is_pending.get().then_some("true")>
            <Transition set_pending fallback=|| view! { <p class="muted">"Reading…"</p> }>
                {move || Suspend::new(async move {
                    match users.await {
                        Ok(page) => found(page, &query.get_untracked().q),
                        Err(error) => view! { <ErrorBlock error retry=move |()| users.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

fn found(page: Page<UserRow>, words: &str) -> AnyView {
    let Page { items, total, next, previous } = page;
    let shown = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let place = |place: Place| address::write(&UserQuery { q: words.to_owned(), place: Some(place) });
    let previous = previous.map(|key| place(Place::Before(key)));
    let next = next.map(|key| place(Place::After(key)));
    let count = match (total.counted, words.is_empty()) {
        (1, true) => "1 account".to_owned(),
        (_, true) => format!("{} accounts", count_words(total)),
        (1, false) => "1 match".to_owned(),
        (_, false) => format!("{} matches", count_words(total)),
    };
    view! {
        <p class="count" role="status">{count}</p>
        {if items.is_empty() { nobody(words) } else { table(items) }}
        <Pager shown total previous next />
    }
    .into_any()
}

fn nobody(words: &str) -> AnyView {
    if words.is_empty() {
        return view! {
            <section class="empty">
                <h2>"Nobody here yet"</h2>
                <p>"Accounts turn up here once they are made."</p>
            </section>
        }
        .into_any();
    }
    view! {
        <section class="empty">
            <h2>"No one matches “" <bdi>{words.to_owned()}</bdi> "”"</h2>
            <p>"Every word must stand in the name, the user name or the e-mail address. Try fewer words, or the beginning of one."</p>
            <a class="btn" href="/users">"Show everyone"</a>
        </section>
    }
    .into_any()
}

fn table(rows: Vec<UserRow>) -> AnyView {
    view! {
        <div class="table-wrap">
            <table class="table cards">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"User name"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">
                            <span class="visually-hidden">"Recovery"</span>
                        </th>
                        <th scope="col">"Last sign-in"</th>
                        <th scope="col">
                            <span class="visually-hidden">"Actions"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|user| view! { <Row user /> }).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

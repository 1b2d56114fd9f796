//! Everyone, in an order, searched and filtered.

use super::{
    Permitted, address,
    bulk_bar::{BulkBar, ForAll, actions_of},
    filters::Filters,
    search::Search,
    selection::Selection,
    selection_bar::SelectionBar,
    table::table,
    use_reader,
};
use crate::api::{resource, users::list_users};
use crate::model::{Count, Page, Permission, UserQuery, UserRow};
use crate::pages::{imports::LIST, listing::listing};
use crate::ui::{Empty, ErrorBlock, Head, PageTitle, count_words, use_busy};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// `/users`.
#[component]
pub fn List() -> impl IntoView {
    let search = use_location().search;
    let query = Memo::new(move |_| search.with(|search| address::read(search)));
    let words = use_words();
    let reader = use_reader();
    let users = resource(move || query.get(), list_users);
    let (is_busy, set_pending) = use_busy();
    let selection = Selection::new();
    view! {
        <PageTitle text=words.users.title() />
        <Head title=words.users.title()>
            <a class="btn" href=move || query.with(address::export) rel="external" download="">
                {words.imports.export()}
            </a>
            <Permitted to=Permission::ChangeUsers>
                <a class="btn" href=LIST>{words.imports.title()}</a>
            </Permitted>
            <NewUserLink />
            <ForAll query />
        </Head>
        <div class="asking">
            <Search query />
            <Filters query />
        </div>
        <SelectionBar query />
        <div class="list" aria-busy=move || is_busy.get().then_some("true")>
            <Transition set_pending fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    let (users_found, role) = (users.await, reader.role().await);
                    let selection = (!actions_of(role).is_empty()).then_some(selection);
                    match users_found {
                        Ok(page) => found(page, &query.get_untracked(), selection, words),
                        Err(error) => view! { <ErrorBlock error retry=move |()| users.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
        <BulkBar selection />
    }
}

/// The way to a new user, for those who may make one.
#[component]
fn NewUserLink() -> impl IntoView {
    let label = use_words().user_form.new_user();
    view! {
        <Permitted to=Permission::ChangeUsers>
            <a class="btn primary" href="/users/new">{label}</a>
        </Permitted>
    }
}

fn found(page: Page<UserRow>, query: &UserQuery, selection: Option<Selection>, words: Words) -> AnyView {
    let count = count_line(page.total, address::is_narrowed(query), words);
    let asked = query.clone();
    let rows = move |rows: Vec<UserRow>| {
        if rows.is_empty() { nobody(&asked, words) } else { table(rows, &asked, selection, words) }
    };
    listing(page, count, rows, |place| address::at(query, place))
}

/// "1 account", "10,000+ matches".
fn count_line(total: Count, is_narrowed: bool, words: Words) -> String {
    match (is_narrowed, total.more) {
        (false, false) => words.users.accounts(total.counted),
        (false, true) => words.users.accounts_over(&count_words(total, words)),
        (true, false) => words.users.matches(total.counted),
        (true, true) => words.users.matches_over(&count_words(total, words)),
    }
}

fn nobody(query: &UserQuery, words: Words) -> AnyView {
    let own = words.users;
    if !address::is_narrowed(query) {
        return view! {
            <Empty title=own.nobody_yet() text=own.nobody_yet_hint()>
                <NewUserLink />
            </Empty>
        }
        .into_any();
    }
    let (has_filters, clear) = (address::has_filters(query), address::without_filters(query));
    view! {
        <Empty title=own.no_match() text=own.no_match_hint()>
            {has_filters.then(|| view! { <a class="btn" href=clear>{words.common.clear_filters()}</a> })}
            <a class="btn" href=address::LIST>{own.show_everyone()}</a>
        </Empty>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;

    #[test]
    fn counts_that_were_cut_off_say_so() {
        let words = Words::of(Locale::De);
        assert_eq!(count_line(Count { counted: 1, more: false }, false, words), "1 Konto");
        assert_eq!(count_line(Count { counted: 10_000, more: true }, true, words), "10.000+ Treffer");
    }
}

//! The list of users: every order, in both directions, under every filter.

use crate::{
    people::{administrator, create, draft},
    support::app::{TestApp, caller},
};
use app::{
    api::{Caller, People, Problem},
    model::{
        Kind, Locale, Page, PasswordState, Place, Role, SetActive, Span, TypedPassword, UserDraft, UserFilter, UserId, UserMark,
        UserQuery, UserRow, UserSort,
    },
    rules::names,
};
use latchkey::{
    security::Clock as _,
    service::SignIn,
    store::users::{
        self, Condition, User,
        fill::{self, NewUser},
        list::{Position, SortKey, Stretch},
        search::{COUNT_CAP, Search},
    },
};
use std::collections::HashSet;

on_both_engines!(
    every_order_shows_everyone_once_forward_and_back_under_each_filter,
    rare_and_frequent_matches_are_found_alike,
    thousands_with_the_same_words_are_found_wherever_they_stand,
    what_stands_between_the_parts_of_names_and_addresses_is_searched_for,
    each_filter_shows_whom_it_names,
    a_page_belongs_to_its_order,
    tags_are_listed_once_however_they_are_written,
    the_demo_shows_something_of_everything,
);

const NAMES: [&str; 8] = ["Jonas Feld", "jonas feld", "Ångström", "李小龍", "نورة", "Zoë", "O'Brien", "100% Müller_"];

/// 130 people with names that tie, times that tie, and something of everything that can be filtered.
async fn crowd(app: &TestApp, ada: &Caller) {
    for n in 0_u8..129 {
        app.clock.advance(if n % 3 == 0 { Span::seconds(1) } else { Span(0) });
        let entered = UserDraft {
            kind: Kind::ALL[usize::from(n % 3)],
            role: Role::ALL[usize::from(n / 3 % 4)],
            display_name: NAMES[usize::from(n % 8)].to_owned(),
            email: if n % 5 == 0 { String::new() } else { draft(&format!("user{n:03}")).email },
            tags: ["", "warehouse", "Night shift, warehouse", "sales"][usize::from(n % 4)].to_owned(),
            ..draft(&format!("user{n:03}"))
        };
        let id = create(app, ada, entered).await.unwrap();
        if n % 7 != 0 {
            let mut tx = app.db.write().await.unwrap();
            users::signed_in(&mut tx, id, app.clock.now() - Span::hours(i64::from(n % 4))).await.unwrap();
            tx.commit().await.unwrap();
        }
        if n % 6 == 0 {
            app.desk.set_active(ada, SetActive { user: id, active: false }).await.unwrap();
        }
    }
}

async fn page(app: &TestApp, ada: &Caller, query: &UserQuery, place: Option<Place>) -> Page<UserRow> {
    app.desk.users(ada, UserQuery { place, ..query.clone() }).await.unwrap()
}

/// All rows, read page by page to the end; and again from there back to the start.
async fn forth_and_back(app: &TestApp, ada: &Caller, query: &UserQuery) -> (Vec<UserRow>, Vec<UserRow>) {
    let mut shown = page(app, ada, query, None).await;
    assert_eq!(shown.previous, None);
    let mut forward = shown.items.clone();
    while let Some(key) = shown.next.take() {
        shown = page(app, ada, query, Some(Place::After(key))).await;
        forward.extend(shown.items.clone());
    }
    let mut back = shown.items.clone();
    while let Some(key) = shown.previous.take() {
        shown = page(app, ada, query, Some(Place::Before(key))).await;
        assert!(shown.next.is_some());
        back.splice(0..0, shown.items.clone());
    }
    (forward, back)
}

fn filters() -> Vec<UserFilter> {
    let none = UserFilter::default();
    vec![
        none.clone(),
        UserFilter { q: "zo".to_owned(), ..none.clone() },
        UserFilter { q: "er Zo northwind".to_owned(), ..none.clone() },
        UserFilter { kind: Some(Kind::Api), tag: "sales".to_owned(), ..none.clone() },
        UserFilter { q: "user JON".to_owned(), ..none.clone() },
        UserFilter { kind: Some(Kind::Human), ..none.clone() },
        UserFilter { role: Some(Role::User), ..none.clone() },
        UserFilter { active: Some(true), ..none.clone() },
        UserFilter { tag: " WAREHOUSE ".to_owned(), ..none.clone() },
        UserFilter { mark: Some(UserMark::NoEmail), ..none.clone() },
        UserFilter { mark: Some(UserMark::NoPassword), active: Some(true), tag: "warehouse".to_owned(), ..none },
    ]
}

/// Whether a row passes a filter, as one would judge by looking at it.
fn passes(row: &UserRow, filter: &UserFilter) -> bool {
    let text = names::key(&format!("{} {} {}", row.display_name, row.user_name, row.email.as_deref().unwrap_or_default()));
    let tag = names::key(&filter.tag);
    let words = names::key(&filter.q);
    let begins = match words.split_whitespace().next() {
        Some(first) if words.split_whitespace().all(|word| word.chars().count() < 3) => text.starts_with(first),
        _ => true,
    };
    begins
        && words.split_whitespace().all(|word| text.contains(word))
        && filter.kind.is_none_or(|kind| row.kind == kind)
        && filter.role.is_none_or(|role| row.role == role)
        && filter.active.is_none_or(|active| row.is_active == active)
        && (tag.is_empty() || row.tags.iter().any(|found| names::key(found) == tag))
        && match filter.mark {
            Some(UserMark::NoEmail) => row.email.is_none(),
            // Only the administrator who looks has one.
            Some(UserMark::NoPassword) => row.user_name != "ada",
            _ => true,
        }
}

fn is_ordered(rows: &[UserRow], sort: UserSort, descending: bool) -> bool {
    let time = |row: &UserRow| row.last_sign_in.as_ref().map_or(0, |moment| moment.at.0);
    let follows = |pair: &[UserRow]| {
        let (one, other) = if descending { (&pair[1], &pair[0]) } else { (&pair[0], &pair[1]) };
        match sort {
            UserSort::Name => (names::key(&one.display_name), one.id) < (names::key(&other.display_name), other.id),
            UserSort::UserName => names::key(&one.user_name) < names::key(&other.user_name),
            UserSort::LastSignIn => (time(one), one.id) < (time(other), other.id),
            // Ids begin with the time.
            UserSort::Created => one.id < other.id,
        }
    };
    rows.windows(2).all(follows)
}

async fn every_order_shows_everyone_once_forward_and_back_under_each_filter(app: TestApp) {
    let ada = administrator(&app).await;
    crowd(&app, &ada).await;
    let (everyone, _) = forth_and_back(&app, &ada, &UserQuery::default()).await;
    assert_eq!(everyone.iter().map(|row| row.id).collect::<HashSet<UserId>>().len(), 130);
    for filter in filters() {
        let expected: HashSet<UserId> = everyone.iter().filter(|row| passes(row, &filter)).map(|row| row.id).collect();
        assert!(expected.len() > 3, "{filter:?} shows something");
        for (sort, descending) in UserSort::ALL.iter().flat_map(|sort| [(*sort, false), (*sort, true)]) {
            let query = UserQuery { filter: filter.clone(), sort: Some(sort), descending, place: None };
            let (forward, back) = forth_and_back(&app, &ada, &query).await;
            assert_eq!(forward, back, "{query:?}");
            assert!(is_ordered(&forward, sort, descending), "{query:?}");
            assert_eq!(forward.len(), expected.len(), "{query:?}");
            assert_eq!(forward.iter().map(|row| row.id).collect::<HashSet<_>>(), expected, "{query:?}");
            let total = page(&app, &ada, &query, None).await.total;
            assert_eq!((total.counted, total.more), (i64::try_from(expected.len()).unwrap(), false));
        }
    }
}

/// What the store is asked for under a filter.
fn conditions(filter: &UserFilter) -> Vec<Condition> {
    let tag = names::key(&filter.tag);
    let mark = filter.mark.map(|mark| match mark {
        UserMark::LinkSent => Condition::LinkWaits,
        UserMark::Locked => Condition::Locked,
        UserMark::NoEmail => Condition::NoEmail,
        UserMark::NeverSignedIn => Condition::NeverSignedIn,
        UserMark::NoPassword => Condition::Password(PasswordState::None),
    });
    let others = [
        filter.kind.map(|kind| Condition::Kinds(vec![kind])),
        filter.role.map(|role| Condition::Roles(vec![role])),
        filter.active.map(Condition::Active),
        (!tag.is_empty()).then(|| Condition::AnyTag(vec![tag])),
        mark,
    ];
    Condition::searching(&filter.q).into_iter().chain(others.into_iter().flatten()).collect()
}

async fn rare_and_frequent_matches_are_found_alike(app: TestApp) {
    let ada = administrator(&app).await;
    crowd(&app, &ada).await;
    let mut tx = app.db.read().await.unwrap();
    for filter in filters() {
        for (sort, down) in UserSort::ALL.iter().flat_map(|sort| [(*sort, false), (*sort, true)]) {
            let mut shown = Vec::new();
            for counted in [1, COUNT_CAP] {
                let mut search = Search::new(&mut tx, conditions(&filter), app.clock.now()).await.unwrap();
                search.counted = counted;
                let stretch = Stretch { sort, down, beyond: None, most: 20 };
                let first = search.read(&mut tx, &stretch).await.unwrap();
                let last = &first.last().unwrap().user;
                let beyond = Some(Position { key: SortKey::of(last, sort), id: last.id });
                let stretch = Stretch { beyond, ..stretch };
                let next = search.read(&mut tx, &stretch).await.unwrap();
                shown.push(first.iter().chain(&next).map(|row| row.user.id).collect::<Vec<_>>());
            }
            assert_eq!(shown[0], shown[1], "{filter:?} {sort} {down}");
        }
    }
}

/// So many that the end of the order is not looked for step by step: 2,500 without the words come first by name.
async fn thousands_with_the_same_words_are_found_wherever_they_stand(app: TestApp) {
    let ada = administrator(&app).await;
    let early = (0..2_500).map(|n| named(&app, n, format!("Aaron {n:05}")));
    let late = (2_500..13_000).map(|n| named(&app, n, format!("Zoë Feldmann {n:05}")));
    let people: Vec<NewUser> = early.chain(late).collect();
    let mut tx = app.db.write().await.unwrap();
    fill::insert(&mut tx, &people).await.unwrap();
    tx.commit().await.unwrap();
    let words = UserFilter { q: "Feldmann".to_owned(), ..UserFilter::default() };
    for filter in [words.clone(), UserFilter { kind: Some(Kind::Human), ..words }] {
        for (sort, descending) in UserSort::ALL.iter().flat_map(|sort| [(*sort, false), (*sort, true)]) {
            let query = UserQuery { filter: filter.clone(), sort: Some(sort), descending, place: None };
            let first = page(&app, &ada, &query, None).await;
            let next = page(&app, &ada, &query, first.next.clone().map(Place::After)).await;
            let back = page(&app, &ada, &query, next.previous.clone().map(Place::Before)).await;
            assert_eq!((first.total.counted, first.total.more, &back.items), (COUNT_CAP, true, &first.items), "{query:?}");
            let numbers: Vec<_> = first.items.iter().chain(&next.items).map(|row| row.user_name.clone()).collect();
            let expected = |at: usize| format!("user{:05}", if descending { 12_999 - at } else { 2_500 + at });
            assert_eq!(numbers, (0..100).map(expected).collect::<Vec<_>>(), "{query:?}");
        }
    }
    let everyone = page(&app, &ada, &UserQuery::default(), None).await.total;
    assert_eq!((everyone.counted, everyone.more), (COUNT_CAP, true), "nobody is counted beyond what is told");
}

/// Someone whose place is the same in every order.
fn named(app: &TestApp, number: i64, display_name: String) -> NewUser {
    let at = app.clock.now() - Span::hours(24) + Span::seconds(number);
    let user_name = format!("user{number:05}");
    let user = User {
        id: UserId(uuid::Uuid::from_u64_pair(1, u64::try_from(number).unwrap())),
        kind: Kind::Human,
        role: Role::User,
        email: Some(format!("{user_name}@northwind.example")),
        user_name,
        display_name,
        language: Locale::En,
        time_zone: "UTC".to_owned(),
        is_active: true,
        last_sign_in_at: Some(at),
        created_at: at,
        updated_at: at,
        version: 1,
    };
    NewUser { user, tags: Vec::new(), password: None }
}

async fn what_stands_between_the_parts_of_names_and_addresses_is_searched_for(app: TestApp) {
    let ada = administrator(&app).await;
    let parted = UserDraft {
        display_name: "Anna O'Brien-Koch".to_owned(),
        email: "anna.koch+desk@north-wind.example".to_owned(),
        ..draft("parted")
    };
    create(&app, &ada, parted).await.unwrap();
    let whole = UserDraft {
        display_name: "Anna OBrien Koch".to_owned(),
        email: "annakochdesk@northwind.example".to_owned(),
        ..draft("whole")
    };
    create(&app, &ada, whole).await.unwrap();
    for (typed, expected) in [
        ("o'br", vec!["parted"]),
        ("en-k", vec!["parted"]),
        ("na.ko", vec!["parted"]),
        ("ch+de", vec!["parted"]),
        ("esk@north-", vec!["parted"]),
        ("esk@northw", vec!["whole"]),
        ("koch", vec!["parted", "whole"]),
    ] {
        let query = UserQuery { filter: UserFilter { q: typed.to_owned(), ..UserFilter::default() }, ..UserQuery::default() };
        let found = page(&app, &ada, &query, None).await;
        let mut names: Vec<_> = found.items.iter().map(|row| row.user_name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, expected, "{typed}");
    }
}

async fn each_filter_shows_whom_it_names(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let locked = app.person("locked", Role::User).await;
    app.add("silent", |user| user.email = None).await;
    create(&app, &ada, draft("fresh")).await.unwrap();
    app.send_link(ada.user, jonas).await.unwrap();
    for _ in 0..5 {
        app.browser().sign_in("locked", "wrong").await;
    }
    let typed = SignIn { user_name: "silent".to_owned(), password: TypedPassword::new(crate::support::app::PASSWORD) };
    app.desk.sign_in(typed, &ada.client, None).await.unwrap();
    for (mark, expected) in [
        (UserMark::LinkSent, vec!["jonas"]),
        (UserMark::Locked, vec!["locked"]),
        (UserMark::NoEmail, vec!["silent"]),
        (UserMark::NeverSignedIn, vec!["ada", "fresh", "jonas", "locked"]),
        (UserMark::NoPassword, vec!["fresh"]),
    ] {
        let filter = UserFilter { mark: Some(mark), ..UserFilter::default() };
        let shown = page(&app, &ada, &UserQuery { filter, ..UserQuery::default() }, None).await;
        assert_eq!(shown.items.iter().map(|row| row.user_name.as_str()).collect::<Vec<_>>(), expected, "{mark}");
    }
    let hannah = caller(app.person("hannah", Role::HelpDesk).await, Role::HelpDesk);
    app.desk.unlock(&hannah, locked).await.unwrap();
    let filter = UserFilter { mark: Some(UserMark::Locked), ..UserFilter::default() };
    assert!(page(&app, &ada, &UserQuery { filter, ..UserQuery::default() }, None).await.items.is_empty());
}

async fn a_page_belongs_to_its_order(app: TestApp) {
    let ada = administrator(&app).await;
    for n in 0..60 {
        create(&app, &ada, draft(&format!("user{n:02}"))).await.unwrap();
    }
    let by_name = page(&app, &ada, &UserQuery::default(), None).await.next.unwrap();
    let by_time = UserQuery { sort: Some(UserSort::Created), ..UserQuery::default() };
    let id = "0".repeat(32);
    let strange = [
        by_name,
        String::new(),
        "created".to_owned(),
        format!("created.{id}"),
        format!("created.{id}.x"),
        format!("created.{id}.9223372036854775807"),
    ];
    for key in strange {
        let query = UserQuery { place: Some(Place::After(key.clone())), ..by_time.clone() };
        assert_eq!(app.desk.users(&ada, query).await.unwrap_err().problem, Problem::PageGone, "{key}");
    }
    let nothing = UserFilter { q: "\0user\0".to_owned(), tag: "\0".to_owned(), ..UserFilter::default() };
    assert_eq!(page(&app, &ada, &UserQuery { filter: nothing, ..UserQuery::default() }, None).await.total.counted, 60);
    let nul = UserQuery { place: Some(Place::Before(format!("name.{id}.\0"))), ..UserQuery::default() };
    assert_eq!(app.desk.users(&ada, nul).await.unwrap_err().problem, Problem::PageGone);
}

async fn tags_are_listed_once_however_they_are_written(app: TestApp) {
    let ada = administrator(&app).await;
    for (name, tags) in [("one", "Warehouse, Ärzte"), ("two", "WAREHOUSE, a\u{308}rzte, sales"), ("three", "")] {
        create(&app, &ada, UserDraft { tags: tags.to_owned(), ..draft(name) }).await.unwrap();
    }
    assert_eq!(app.desk.tags(&ada).await.unwrap(), ["sales", "Warehouse", "Ärzte"]);
    let rows = page(&app, &ada, &UserQuery::default(), None).await.items;
    let of = |name: &str| rows.iter().find(|row| row.user_name == name).map(|row| row.tags.clone());
    assert_eq!(of("two").unwrap(), ["sales", "WAREHOUSE", "a\u{308}rzte"], "in order in the list as well");
    assert_eq!(of("three"), Some(Vec::new()));
}

async fn the_demo_shows_something_of_everything(app: TestApp) {
    app.desk.fill_with_samples().await.unwrap().expect("a password");
    let ada = caller(UserId(uuid::Uuid::nil()), Role::Administrator);
    let everyone = page(&app, &ada, &UserQuery::default(), None).await.items;
    assert_eq!(everyone.len(), 41);
    for mark in UserMark::ALL {
        let filter = UserFilter { mark: Some(*mark), ..UserFilter::default() };
        let shown = page(&app, &ada, &UserQuery { filter, ..UserQuery::default() }, None).await.items;
        assert!(!shown.is_empty(), "{mark}");
    }
    assert!(app.desk.tags(&ada).await.unwrap().len() > 5);
    let carla = everyone.iter().find(|row| row.user_name == "clopez").unwrap().id;
    let lookalikes = app.desk.user(&ada, carla).await.unwrap().lookalikes;
    assert_eq!(lookalikes.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["Carlos Lopez"]);
}

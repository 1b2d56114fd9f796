//! The list's address is what it was asked for: it can be kept, sent on, and gone back to.

use crate::model::{Place, UserFilter, UserQuery, UserSort};
use crate::pages::address::{self, text};
use crate::ui::Sorted;

/// The list's path.
pub(super) const LIST: &str = "/users";

/// What the query part of an address (without its question mark) asks for. What is not understood is left out.
#[must_use]
pub fn read(search: &str) -> UserQuery {
    let mut query = UserQuery::default();
    for (name, value) in address::pairs(search) {
        match name.as_str() {
            "after" | "before" => query.place = address::place(&name, value),
            "sort" => (query.sort, query.descending) = read_order(&value),
            _ => read_filter(&mut query.filter, &name, value),
        }
    }
    query
}

fn read_order(value: &str) -> (Option<UserSort>, bool) {
    let (name, descending) = value.strip_prefix('-').map_or((value, false), |name| (name, true));
    match name.parse() {
        Ok(UserSort::Name) if !descending => (None, false),
        Ok(sort) => (Some(sort), descending),
        Err(_) => (None, false),
    }
}

fn read_filter(filter: &mut UserFilter, name: &str, value: String) {
    match name {
        "q" => filter.q = value,
        "tag" => filter.tag = value,
        "kind" => filter.kind = value.parse().ok(),
        "role" => filter.role = value.parse().ok(),
        "mark" => filter.mark = value.parse().ok(),
        "active" => filter.active = value.parse().ok(),
        "selection" => filter.selection = value.parse().ok(),
        _ => {}
    }
}

/// The address that asks for this.
pub(super) fn write(query: &UserQuery) -> String {
    address::write(LIST, asked_pairs(query), query.place.as_ref())
}

/// An order as the address names it; by name it needs no name.
pub(super) fn order_name(sort: Option<UserSort>, descending: bool) -> String {
    match sort.unwrap_or(UserSort::Name) {
        UserSort::Name if !descending => String::new(),
        sort if descending => format!("-{sort}"),
        sort => sort.to_string(),
    }
}

/// How the list is ordered by a column.
pub(super) fn sorted(query: &UserQuery, column: UserSort) -> Sorted {
    match (query.sort.unwrap_or(UserSort::Name) == column, query.descending) {
        (false, _) => Sorted::No,
        (true, false) => Sorted::Ascending,
        (true, true) => Sorted::Descending,
    }
}

/// The address of the same users ordered by a column: names from A, times from the latest, the second time the other way round.
pub(super) fn ordered_by(query: &UserQuery, column: UserSort) -> String {
    let descending = match sorted(query, column) {
        Sorted::No => matches!(column, UserSort::LastSignIn | UserSort::Created),
        Sorted::Ascending => true,
        Sorted::Descending => false,
    };
    write(&UserQuery { filter: query.filter.clone(), sort: Some(column), descending, place: None })
}

/// The address of another page of the same list.
pub(super) fn at(query: &UserQuery, place: Place) -> String {
    write(&UserQuery { place: Some(place), ..query.clone() })
}

/// The address of the same users as a file, all of them.
pub(super) fn export(query: &UserQuery) -> String {
    let pairs = asked_pairs(query).into_iter().filter(|(name, _)| *name != "sort");
    address::write("/users/export.csv", pairs, None)
}

/// The address of the list with other words to search for; it starts on the first page.
pub(super) fn searching(query: &UserQuery, words: String) -> String {
    let filter = UserFilter { q: words, ..query.filter.clone() };
    write(&UserQuery { filter, place: None, ..query.clone() })
}

/// The address of the same search without filters; it starts on the first page.
pub(super) fn without_filters(query: &UserQuery) -> String {
    let filter = UserFilter { q: query.filter.q.clone(), ..UserFilter::default() };
    write(&UserQuery { filter, place: None, ..query.clone() })
}

/// The address of the same list of everyone, and not only of those whom a selection means.
pub(super) fn without_selection(query: &UserQuery) -> String {
    let filter = UserFilter { selection: None, ..query.filter.clone() };
    write(&UserQuery { filter, place: None, ..query.clone() })
}

/// What filters and order add to an address, and to a form as hidden fields.
pub(in crate::pages) fn asked_pairs(query: &UserQuery) -> Vec<(&'static str, String)> {
    let filter = &query.filter;
    let pairs = [
        ("q", filter.q.clone()),
        ("tag", filter.tag.clone()),
        ("kind", text(filter.kind.as_ref())),
        ("role", text(filter.role.as_ref())),
        ("mark", text(filter.mark.as_ref())),
        ("active", text(filter.active.as_ref())),
        ("selection", text(filter.selection.as_ref())),
        ("sort", order_name(query.sort, query.descending)),
    ];
    pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Whether it leaves anyone out, by filters or by words.
pub(super) fn is_narrowed(query: &UserQuery) -> bool {
    query.filter != UserFilter::default()
}

/// Whether filters are set besides the words that are searched for.
pub(super) fn has_filters(query: &UserQuery) -> bool {
    UserFilter { q: String::new(), ..query.filter.clone() } != UserFilter::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Role, SelectionId, UserMark};

    #[test]
    fn an_address_asks_for_what_it_was_made_of() {
        let filter = UserFilter {
            q: "李 & 50%25 a+b".to_owned(),
            kind: Some(Kind::Api),
            role: Some(Role::HelpDesk),
            active: Some(false),
            tag: "field, staff".to_owned(),
            mark: Some(UserMark::Locked),
            selection: Some(SelectionId(uuid::Uuid::from_u128(7))),
        };
        let sorted = UserQuery { sort: Some(UserSort::LastSignIn), descending: true, ..UserQuery::default() };
        for query in [
            UserQuery::default(),
            UserQuery { filter, ..sorted.clone() },
            UserQuery { place: Some(Place::After("a=/?&".to_owned())), ..sorted },
            UserQuery { place: Some(Place::Before("k".to_owned())), ..UserQuery::default() },
        ] {
            let address = write(&query);
            let search = address.split_once('?').map_or("", |(_, search)| search);
            assert_eq!(read(search), query, "{address}");
        }
    }

    #[test]
    fn nonsense_asks_for_everyone() {
        assert_eq!(read("page=3&&=&%ZZ&kind=robot&sort=height"), UserQuery::default());
        assert_eq!(read("sort=-height&active=maybe&mark=tall"), UserQuery::default());
    }

    #[test]
    fn searching_sorting_and_paging_keep_the_filters() {
        let asked = read("q=feld&kind=human&sort=-created&after=k");
        assert_eq!(searching(&asked, "weber".to_owned()), "/users?q=weber&kind=human&sort=-created");
        assert_eq!(at(&asked, Place::Before("j".to_owned())), "/users?q=feld&kind=human&sort=-created&before=j");
        assert_eq!(ordered_by(&asked, UserSort::UserName), "/users?q=feld&kind=human&sort=user-name");
        assert_eq!(without_filters(&asked), "/users?q=feld&sort=-created");
        assert_eq!(export(&asked), "/users/export.csv?q=feld&kind=human");
        assert!(!is_narrowed(&read("sort=-created")));
        assert_eq!((has_filters(&asked), has_filters(&read("q=feld")), is_narrowed(&read("q=feld"))), (true, false, true));
    }

    #[test]
    fn a_column_asked_for_again_is_turned_round() {
        let by_name = UserQuery::default();
        assert_eq!(sorted(&by_name, UserSort::Name), Sorted::Ascending);
        assert_eq!(ordered_by(&by_name, UserSort::Name), "/users?sort=-name");
        assert_eq!(ordered_by(&by_name, UserSort::LastSignIn), "/users?sort=-last-sign-in");
        let latest = read("sort=-last-sign-in");
        assert_eq!((sorted(&latest, UserSort::LastSignIn), sorted(&latest, UserSort::Name)), (Sorted::Descending, Sorted::No));
        assert_eq!(ordered_by(&latest, UserSort::LastSignIn), "/users?sort=last-sign-in");
        assert_eq!(ordered_by(&read("sort=-name"), UserSort::Name), LIST);
    }
}

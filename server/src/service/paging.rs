//! Pages of lists that are read by key: however far down, a page costs what the first does.

use crate::store::{Counted, Start};
use app::{
    api::{ApiError, Problem},
    model::{Count, Page, Place},
};

/// Rows on a page.
pub(super) const ROWS: i64 = 50;
/// One row more than is shown tells whether there is a further page.
pub(super) const READ: i64 = ROWS + 1;
/// No greater number is told: "10,000+".
const CAP: i64 = 10_000;

/// A longer search is cut, in characters: nobody types that.
const LONGEST_SEARCH: usize = 200;

/// What is searched for, as far as it can be there: no database stores control characters.
pub(super) fn searched(typed: &str) -> String {
    typed.trim().chars().take(LONGEST_SEARCH).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Reads the key in an address.
///
/// # Errors
/// [`Problem::PageGone`] when it is not a key of this list.
pub(super) fn start<K>(place: Option<&Place>, read: impl Fn(&str) -> Option<K>) -> Result<Start<K>, ApiError> {
    let read = |key: &str| read(key).ok_or_else(|| ApiError::from(Problem::PageGone));
    match place {
        None => Ok(Start::First),
        Some(Place::After(key)) => read(key).map(Start::After),
        Some(Place::Before(key)) => read(key).map(Start::Before),
    }
}

/// The page, from at most [`READ`] rows in the list's order and the number of all rows.
pub(super) fn page<K, R, T>(
    start: &Start<K>,
    mut rows: Vec<R>,
    counted: Counted,
    key: impl Fn(&R) -> String,
    item: impl Fn(R) -> T,
) -> Page<T> {
    let further = i64::try_from(rows.len()).is_ok_and(|read| read > ROWS);
    let (has_previous, has_next) = match start {
        Start::First => (false, further),
        Start::After(_) => (true, further),
        Start::Before(_) => (further, true),
    };
    if further && start.is_backwards() {
        rows.remove(0);
    } else if further {
        rows.pop();
    }
    Page {
        next: rows.last().filter(|_| has_next).map(&key),
        previous: rows.first().filter(|_| has_previous).map(&key),
        items: rows.into_iter().map(item).collect(),
        total: Count { counted: counted.number.min(CAP), more: counted.number > CAP || !counted.is_all },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(start: &Start<i64>, rows: std::ops::Range<i64>) -> Page<i64> {
        page(start, rows.collect(), Counted { number: 120, is_all: true }, ToString::to_string, |row| row)
    }

    fn ends(page: &Page<i64>) -> (i64, i64, Option<&str>, Option<&str>) {
        let (first, last) = (page.items[0], page.items[page.items.len() - 1]);
        (first, last, page.previous.as_deref(), page.next.as_deref())
    }

    #[test]
    fn pages_lead_on_and_back_where_there_are_rows() {
        assert_eq!(ends(&of(&Start::First, 0..51)), (0, 49, None, Some("49")));
        assert_eq!(ends(&of(&Start::After(49), 50..101)), (50, 99, Some("50"), Some("99")));
        assert_eq!(ends(&of(&Start::After(99), 100..120)), (100, 119, Some("100"), None));
        assert_eq!(ends(&of(&Start::Before(100), 49..100)), (50, 99, Some("50"), Some("99")));
        assert_eq!(ends(&of(&Start::Before(50), 0..50)), (0, 49, None, Some("49")));
    }

    #[test]
    fn numbers_are_told_up_to_a_cap() {
        let total =
            |number, is_all| page(&Start::<()>::First, vec![()], Counted { number, is_all }, |()| String::new(), |()| ()).total;
        assert_eq!(total(10_000, true), Count { counted: 10_000, more: false });
        assert_eq!(total(10_001, true), Count { counted: 10_000, more: true });
        assert_eq!(total(7, false), Count { counted: 7, more: true });
    }

    #[test]
    fn a_key_of_another_list_is_no_place() {
        let place = Place::After("nonsense".to_owned());
        let read = start(Some(&place), |text| text.parse::<i64>().ok());
        assert_eq!(read, Err(Problem::PageGone.into()));
    }
}

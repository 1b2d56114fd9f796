//! A month of what comes next, as a table of its days.

use super::address;
use crate::model::{ComingDay, ComingMonth, Place, Weekday};
use crate::words::Words;
use leptos::prelude::*;

/// The id of the list to which days lead.
pub(super) const LIST: &str = "coming";

const DAYS_OF_WEEK: usize = 7;

/// The calendar: each day that brings something leads to itself in the list.
pub(super) fn calendar(month: ComingMonth, words: Words) -> AnyView {
    let own = words.automations;
    let ComingMonth { month, name, previous, next, first_weekday, days } = month;
    let headings = Weekday::ALL.iter().map(|day| heading(words.time_frame.weekday(*day))).collect_view();
    let weeks = weeks(first_weekday, days).into_iter();
    let weeks = weeks.map(|week| view! { <tr>{week.into_iter().map(|day| cell(day, &month, words)).collect_view()}</tr> });
    view! {
        <section class="calendar">
            <header>
                <h2>{name.clone()}</h2>
                <nav aria-label=own.months()>
                    {turn(own.previous_month(), "prev", previous)}
                    {turn(own.next_month(), "next", next)}
                </nav>
            </header>
            <table>
                <caption class="visually-hidden">{own.comes_in(&name)}</caption>
                <thead>
                    <tr>{headings}</tr>
                </thead>
                <tbody>{weeks.collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// A weekday's column, with two letters where everybody sees what they mean.
fn heading(day: &'static str) -> AnyView {
    let short: String = day.chars().take(2).collect();
    view! {
        <th scope="col">
            <span aria-hidden="true">{short}</span>
            <span class="visually-hidden">{day}</span>
        </th>
    }
    .into_any()
}

fn turn(label: &'static str, rel: &'static str, month: Option<String>) -> AnyView {
    match month {
        Some(month) => view! { <a class="btn" href=address::next(Some(&month), None) rel=rel>{label}</a> }.into_any(),
        None => view! { <span class="btn" aria-disabled="true">{label}</span> }.into_any(),
    }
}

/// The weeks of a month, from Monday on. What belongs to the months before and after stays empty.
fn weeks(first_weekday: u8, days: Vec<ComingDay>) -> Vec<Vec<Option<ComingDay>>> {
    let before = std::iter::repeat_with(|| None).take(first_weekday.into());
    let mut rest: Vec<_> = before.chain(days.into_iter().map(Some)).collect();
    let mut weeks = Vec::new();
    while !rest.is_empty() {
        let mut week: Vec<_> = rest.drain(..rest.len().min(DAYS_OF_WEEK)).collect();
        week.resize_with(DAYS_OF_WEEK, || None);
        weeks.push(week);
    }
    weeks
}

fn cell(day: Option<ComingDay>, month: &str, words: Words) -> AnyView {
    let Some(day) = day else { return view! { <td class="outside"></td> }.into_any() };
    let own = words.automations;
    let ComingDay { date, name, number, is_today, count, automations, others, key } = day;
    let today = is_today.then_some("date");
    let number = number.to_string();
    if count == 0 {
        return view! { <td aria-current=today><time datetime=date>{number}</time></td> }.into_any();
    }
    let href = format!("{}#{LIST}", address::next(Some(month), Some(&Place::After(key))));
    let names = automations.into_iter().map(|name| view! { <li><bdi>{name}</bdi></li> }).collect_view();
    let others = (others > 0).then(|| view! { <li>{own.others(others)}</li> });
    view! {
        <td aria-current=today>
            <a href=href>
                <time datetime=date aria-hidden="true">{number}</time>
                <span class="visually-hidden">{format!("{name}: ")}</span>
                <span>{own.runs(count)}</span>
            </a>
            <ul>
                {names}
                {others}
            </ul>
        </td>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u8) -> ComingDay {
        ComingDay {
            date: String::new(),
            name: String::new(),
            number,
            is_today: false,
            count: 0,
            automations: Vec::new(),
            others: 0,
            key: String::new(),
        }
    }

    fn numbers(first_weekday: u8, days: u8) -> Vec<Vec<u8>> {
        let number = |day: Option<ComingDay>| day.map_or(0, |day| day.number);
        let weeks = weeks(first_weekday, (1..=days).map(day).collect());
        weeks.into_iter().map(|week| week.into_iter().map(number).collect()).collect()
    }

    #[test]
    fn weeks_begin_on_monday_and_are_whole() {
        let november = numbers(6, 30);
        assert_eq!((november.len(), &november[0], &november[5]), (6, &vec![0, 0, 0, 0, 0, 0, 1], &vec![30, 0, 0, 0, 0, 0, 0]));
        assert!(november.iter().all(|week| week.len() == 7));
        assert_eq!(
            numbers(0, 28),
            [[1, 2, 3, 4, 5, 6, 7], [8, 9, 10, 11, 12, 13, 14], [15, 16, 17, 18, 19, 20, 21], [22, 23, 24, 25, 26, 27, 28]]
        );
    }
}

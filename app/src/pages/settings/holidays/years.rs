//! The days, a table for each year.

use super::{LIST, remove_year};
use crate::api::holidays::remove_holiday;
use crate::model::{Flash, HolidayList, HolidayRow, HolidayYear};
use crate::ui::{Empty, EnhancedForm, ErrorSummary, Submission, Toasts};
use crate::words::{Words, use_words};
use leptos::{html, prelude::*};

/// All days, each with its Remove for those who may.
pub(super) fn years(list: RwSignal<HolidayList>, words: Words) -> AnyView {
    let panel = NodeRef::<html::Div>::new();
    let toasts: Option<Toasts> = use_context();
    let removing = Submission::new(None, remove_holiday, move |now: HolidayList| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(words.holidays.removed()));
        }
        list.set(now);
        // The button that had the focus is gone.
        if let Some(panel) = panel.get_untracked() {
            let _ = panel.focus();
        }
    });
    let tables = move || {
        list.with(|list| {
            let table = |year: &HolidayYear| year_table(year.clone(), list.can_change.then_some(removing));
            list.years.iter().map(table).collect_view()
        })
    };
    let is_empty = Memo::new(move |_| list.with(|list| list.years.is_empty()));
    view! {
        <div class="holiday-years" tabindex="-1" node_ref=panel>
            <ErrorSummary error=removing.error() />
            {move || {
                let own = words.holidays;
                is_empty.get().then(|| view! { <Empty title=own.none_yet() text=own.none_yet_text() /> })
            }}
            {tables}
        </div>
    }
    .into_any()
}

/// The way to remove a day, where the reader has it.
type Removing = Option<Submission<String, HolidayList>>;

fn year_table(HolidayYear { year, days }: HolidayYear, removing: Removing) -> AnyView {
    let words = use_words();
    let own = words.holidays;
    let count = own.days(i64::try_from(days.len()).unwrap_or(i64::MAX));
    let heading = format!("holidays-{year}");
    let labelled = heading.clone();
    let remove_all = removing.map(|_| {
        view! { <a class="btn quiet" href=remove_year::address(year)>{own.remove_year(year)}</a> }
    });
    view! {
        <section aria-labelledby=labelled>
            <header>
                <h2 id=heading>{year} " " <span class="muted small">{count}</span></h2>
                {remove_all}
            </header>
            <div class="list">
                <div class="table-wrap">
                    <table class="table cards">
                        <thead>
                            <tr>
                                <th scope="col">{own.name()}</th>
                                <th scope="col">{own.day()}</th>
                                {removing.map(|_| view! { <th scope="col"><span class="visually-hidden">{words.common.actions()}</span></th> })}
                            </tr>
                        </thead>
                        <tbody>{days.into_iter().map(|day| row(day, removing, words)).collect_view()}</tbody>
                    </table>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn row(HolidayRow { date, day, name }: HolidayRow, removing: Removing, words: Words) -> AnyView {
    let label = words.holidays.remove_day(&name, &day);
    let action = removing.map(|submission| {
        view! { <td class="row-actions">{remove_one(date.clone(), label, submission, words.holidays.remove())}</td> }
    });
    view! {
        <tr>
            <td class="main-cell"><bdi>{name}</bdi></td>
            <td class="labelled" data-label=words.holidays.day()><time datetime=date>{day}</time></td>
            {action}
        </tr>
    }
    .into_any()
}

fn remove_one(date: String, label: String, submission: Submission<String, HolidayList>, word: &'static str) -> AnyView {
    let day = date.clone();
    view! {
        <EnhancedForm action=format!("{LIST}/remove") submission read=move |_| Ok(day.clone())>
            <input type="hidden" name="date" value=date />
            <button type="submit" class="btn quiet" aria-label=label>{word}</button>
        </EnhancedForm>
    }
    .into_any()
}

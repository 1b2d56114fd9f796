//! What a day, a week or a month was like. The range stands in the address, so that it can be kept and works without scripts.

use crate::api::{house, resource};
use crate::model::{Activity as Facts, ActivitySlot, TimeRange};
use crate::pages::address;
use crate::ui::{BarChart, BriefErrorBlock, Ranking, Series, Slot, Tab, Tabs, Unit};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The page.
const PAGE: &str = "/";
/// Where the address says how far back charts go.
const RANGE: &str = "range";
/// How far they go unless it does: what today is like is above.
const USUAL: TimeRange = TimeRange::Week;

/// The charts and the way to those of other ranges. They are read once: what has been does not change every two seconds.
#[component]
pub(super) fn Activity() -> impl IntoView {
    let words = use_words();
    let search = use_location().search;
    let range = Memo::new(move |_| search.with(|search| read(search)));
    let activity = resource(move || range.get(), house::activity);
    view! {
        <section class="panel activity" aria-labelledby="activity">
            <header><h2 id="activity">{words.dashboard.activity()}</h2></header>
            {move || view! { <Tabs label=words.dashboard.time_range() tabs=tabs(range.get(), words) /> }}
            <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    match activity.await {
                        Ok(facts) => charts(facts, range.get_untracked(), words),
                        Err(error) => view! { <BriefErrorBlock error retry=move |()| activity.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// The range that the query part of an address asks for.
fn read(search: &str) -> TimeRange {
    let asked = address::pairs(search).into_iter().find(|(name, _)| name == RANGE);
    asked.and_then(|(_, range)| range.parse().ok()).unwrap_or(USUAL)
}

fn tabs(current: TimeRange, words: Words) -> Vec<Tab> {
    let tab = |range: &TimeRange| {
        let name = if *range == USUAL { String::new() } else { range.to_string() };
        Tab {
            href: address::write(PAGE, [(RANGE, name)], None),
            label: words.dashboard.range(*range),
            is_current: *range == current,
        }
    };
    TimeRange::ALL.iter().map(tab).collect()
}

fn charts(facts: Facts, range: TimeRange, words: Words) -> AnyView {
    let own = words.dashboard;
    let Facts { slots, now, resets, failures } = facts;
    let resets = resets.into_iter().map(|(kind, number)| (own.reset(kind), number)).collect();
    let reason = |(meaning, number): (Option<_>, i64)| {
        (meaning.map_or(own.no_reason(), |meaning| words.messages.meaning(meaning)), number)
    };
    let failures = failures.into_iter().map(reason).collect();
    let values = |value: fn(&ActivitySlot) -> i64| slots.iter().map(value).collect::<Vec<_>>();
    let sign_ins = [
        Series { label: own.signed_in(), values: values(|slot| slot.signed_in) },
        Series { label: own.failed_sign_ins(), values: values(|slot| slot.failed_sign_ins) },
    ];
    let deliveries = [
        Series { label: own.median(), values: values(|slot| slot.median) },
        Series { label: own.most_of_them(), values: values(|slot| slot.most) },
    ];
    let queue = [Series { label: own.longest(), values: values(|slot| slot.longest) }];
    let has_sent = slots.iter().any(|slot| slot.sent > 0);
    let places: Vec<Slot> = slots.iter().map(|slot| Slot { name: slot.name.clone(), is_marked: slot.is_marked }).collect();
    let slot_label = if range == TimeRange::Today { own.hour() } else { own.day() };
    let course = |caption: &'static str, series: &[Series], unit: Unit, is_there: bool| {
        let chart =
            is_there.then(|| view! { <BarChart caption slot_label slots=&places series=series now=Some(now) unit /> }.into_any());
        titled(caption, chart, words)
    };
    view! {
        <div class="charts">
            {ranking(own.resets(), resets, words)}
            {course(own.sign_ins(), &sign_ins, Unit::Cases, is_anything(&sign_ins))}
            {course(own.deliveries(), &deliveries, Unit::Tenths, has_sent)}
            {course(own.queue(), &queue, Unit::Tenths, has_sent || is_anything(&queue))}
            {ranking(own.failures(), failures, words)}
        </div>
    }
    .into_any()
}

fn is_anything(series: &[Series]) -> bool {
    series.iter().flat_map(|series| &series.values).any(|value| *value > 0)
}

fn ranking(caption: &'static str, rows: Vec<(&'static str, i64)>, words: Words) -> AnyView {
    let is_there = rows.iter().any(|(_, number)| *number > 0);
    titled(caption, is_there.then(|| view! { <Ranking caption rows /> }.into_any()), words)
}

/// A chart under its title, or that there is nothing to draw.
fn titled(title: &'static str, chart: Option<AnyView>, words: Words) -> AnyView {
    let chart = chart.unwrap_or_else(|| view! { <p class="muted">{words.dashboard.nothing()}</p> }.into_any());
    view! {
        <section>
            <h3>{title}</h3>
            {chart}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;

    #[test]
    fn an_address_says_how_far_back_charts_go() {
        for tab in tabs(USUAL, Words::of(Locale::En)) {
            let search = tab.href.split_once('?').map_or("", |(_, search)| search);
            assert_eq!(Words::of(Locale::En).dashboard.range(read(search)), tab.label);
        }
        assert_eq!(read("range=nonsense"), USUAL);
    }
}

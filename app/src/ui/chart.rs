//! Bars side by side along a row of slots, drawn in SVG. Its sizes are percentages in attributes, so that it fits any width
//! without scripts or styles of its own; its numbers stand beside it as a table for those who cannot see it.

use crate::words::{Words, number, use_words};
use leptos::prelude::*;

/// A hundredth of a percent, the unit of everything drawn.
const PERCENT: i64 = 100;
/// Where the slots begin: the scale's numbers stand before them.
const LEFT: i64 = 6 * PERCENT;
const WIDTH: i64 = 100 * PERCENT - LEFT;
/// How high the highest line stands: its number stands above it.
const HEIGHT: i64 = 88 * PERCENT;
/// The most lines above the ground.
const LINES: i64 = 4;
/// What a slot leaves free, in hundredths of its width.
const GAP: i64 = 24;

/// One colour of bars.
pub struct Series {
    /// What they count.
    pub label: &'static str,
    /// One number for each slot.
    pub values: Vec<i64>,
}

/// One place along the row.
pub struct Slot {
    /// Its name.
    pub name: String,
    /// Whether the name is written below it.
    pub is_marked: bool,
}

/// The chart, with at most two series.
#[component]
pub fn BarChart<'a>(
    /// What it shows, to screen readers.
    caption: &'static str,
    /// What a slot is.
    slot_label: &'static str,
    /// The places.
    slots: &'a [Slot],
    /// The bars.
    series: &'a [Series],
    /// The slot to stand out.
    #[prop(optional_no_strip)]
    now: Option<usize>,
) -> impl IntoView {
    let words = use_words();
    let highest = series.iter().flat_map(|series| &series.values).copied().max().unwrap_or_default();
    let scale = Scale::up_to(highest);
    let places = i64::try_from(slots.len()).unwrap_or(i64::MAX).max(1);
    let marks = (0..).zip(slots).filter(|(_, slot)| slot.is_marked).map(|(at, slot)| {
        view! { <text x=percent(slot_at(at, places)) y="75%">{slot.name.clone()}</text> }
    });
    let columns = (0..).zip(slots).enumerate().map(|(index, (at, slot))| {
        let bars = series.iter().zip(["first", "second"]).zip(0..).map(|((series, class), side)| {
            let bar = Bar::of(series.values.get(index).copied().unwrap_or_default(), &scale, at, places, side);
            bar.map(|bar| view! { <rect class=class x=percent(bar.x) y=percent(bar.y) width=percent(bar.width) height=percent(bar.height) /> })
        });
        let ground = percent(slot_at(at, places));
        view! {
            <g>
                <title>{spoken(slot, series, index, words)}</title>
                <rect class=if now == Some(index) { "slot now" } else { "slot" } x=ground width=percent(WIDTH / places) height="100%" />
                {bars.collect_view()}
            </g>
        }
    });
    view! {
        <figure class="chart">
            {legend(series, words)}
            <svg class="plot" aria-hidden="true">
                {lines(&scale, words)}
                {columns.collect_view()}
            </svg>
            <svg class="axis" aria-hidden="true">
                {marks.collect_view()}
            </svg>
            {table(caption, slot_label, slots, series, words)}
        </figure>
    }
}

/// Which colour counts what, and how many in all.
fn legend(series: &[Series], words: Words) -> AnyView {
    let keys = series.iter().zip(["key first", "key second"]).map(|(series, class)| {
        let sum = number(words.locale, series.values.iter().sum());
        view! { <li><span class=class aria-hidden="true"></span> {series.label} " " <b>{sum}</b></li> }
    });
    view! { <ul class="legend">{keys.collect_view()}</ul> }.into_any()
}

/// The lines of the scale with their numbers.
fn lines(scale: &Scale, words: Words) -> AnyView {
    let lines = (0..=scale.lines).map(|line| {
        let value = line * scale.step;
        let y = percent(scale.y(value));
        let again = y.clone();
        view! {
            <line class=if line == 0 { "ground" } else { "line" } x1="0" x2="100%" y1=y.clone() y2=y />
            {(line > 0).then(|| view! { <text x="0" y=again dy="-4">{number(words.locale, value)}</text> })}
        }
    });
    lines.collect_view().into_any()
}

/// What a slot says when it is pointed at.
fn spoken(slot: &Slot, series: &[Series], index: usize, words: Words) -> String {
    series.iter().fold(slot.name.clone(), |said, series| {
        let value = number(words.locale, series.values.get(index).copied().unwrap_or_default());
        format!("{said}\n{}: {value}", series.label)
    })
}

/// The same numbers to be read.
fn table(caption: &'static str, slot_label: &'static str, slots: &[Slot], series: &[Series], words: Words) -> AnyView {
    let heads = series.iter().map(|series| view! { <th scope="col">{series.label}</th> });
    let rows = slots.iter().enumerate().map(|(index, slot)| {
        let cells = series.iter().map(|series| {
            let value = series.values.get(index).copied().unwrap_or_default();
            view! { <td>{number(words.locale, value)}</td> }
        });
        view! { <tr><th scope="row">{slot.name.clone()}</th> {cells.collect_view()}</tr> }
    });
    view! {
        <div class="visually-hidden">
            <table>
                <caption>{caption}</caption>
                <thead>
                    <tr><th scope="col">{slot_label}</th> {heads.collect_view()}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The lines behind the bars: so many steps of 1, 2 or 5 times a power of ten.
#[derive(Debug, PartialEq, Eq)]
struct Scale {
    step: i64,
    lines: i64,
}

impl Scale {
    /// The scale on which this is the highest value.
    fn up_to(highest: i64) -> Self {
        let powers = std::iter::successors(Some(1_i64), |power| power.checked_mul(10));
        let mut steps = powers.flat_map(|power| [1, 2, 5].map(|factor| power.saturating_mul(factor)));
        let step = steps.find(|step| step.saturating_mul(LINES) >= highest).unwrap_or(highest);
        Self { step, lines: (highest.max(1) - 1) / step + 1 }
    }

    fn top(&self) -> i64 {
        self.step.saturating_mul(self.lines)
    }

    /// How far down a value stands.
    fn y(&self, value: i64) -> i64 {
        100 * PERCENT - self.height(value)
    }

    /// How high a value stands over the ground.
    fn height(&self, value: i64) -> i64 {
        value.saturating_mul(HEIGHT) / self.top()
    }
}

/// Where a slot begins.
fn slot_at(at: i64, places: i64) -> i64 {
    LEFT + at * WIDTH / places
}

/// One bar.
#[derive(Debug, PartialEq, Eq)]
struct Bar {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
}

impl Bar {
    /// The bar of a value on this side of its slot: 0 or 1. Nothing has no bar, and little is seen all the same.
    fn of(value: i64, scale: &Scale, at: i64, places: i64, side: i64) -> Option<Self> {
        if value <= 0 {
            return None;
        }
        let slot = WIDTH / places;
        let width = slot * (100 - GAP) / 200;
        let height = scale.height(value).max(PERCENT);
        let x = slot_at(at, places) + slot * GAP / 200 + side * width;
        Some(Self { x, y: 100 * PERCENT - height, width, height })
    }
}

/// "12.5%" as an attribute.
fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / PERCENT, hundredths % PERCENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_round_numbers_and_at_most_four_lines() {
        for (highest, step, lines) in
            [(0, 1, 1), (1, 1, 1), (4, 1, 4), (5, 2, 3), (8, 2, 4), (9, 5, 2), (21, 10, 3), (100, 50, 2), (4001, 2000, 3)]
        {
            assert_eq!(Scale::up_to(highest), Scale { step, lines }, "{highest}");
        }
        assert!((0..5000).map(Scale::up_to).all(|scale| scale.lines <= LINES));
        assert!((1..5000).all(|highest| Scale::up_to(highest).top() >= highest));
        assert!(Scale::up_to(i64::MAX).top() > 0);
    }

    #[test]
    fn bars_stand_on_the_ground_within_their_slot_and_do_not_overlap() {
        let scale = Scale::up_to(7);
        for places in [23, 24, 25] {
            for at in 0..places {
                let first = Bar::of(7, &scale, at, places, 0).unwrap();
                let second = Bar::of(3, &scale, at, places, 1).unwrap();
                assert!(first.x >= slot_at(at, places) && first.x + first.width <= second.x);
                assert!(second.x + second.width <= slot_at(at + 1, places));
                assert_eq!((first.y + first.height, second.y + second.height), (10_000, 10_000));
                assert!(first.y >= 10_000 - HEIGHT);
            }
        }
    }

    #[test]
    fn nothing_is_not_drawn_and_little_is_seen() {
        let scale = Scale::up_to(100_000);
        assert_eq!(Bar::of(0, &scale, 0, 24, 0), None);
        assert_eq!(Bar::of(1, &scale, 0, 24, 0).map(|bar| bar.height), Some(PERCENT));
    }

    #[test]
    fn attributes_are_whole_numbers_of_hundredths() {
        assert_eq!([percent(0), percent(5), percent(1250), percent(10_000)], ["0.00%", "0.05%", "12.50%", "100.00%"]);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn the_numbers_stand_beside_the_drawing_and_nothing_is_styled_inline() {
        let html = Owner::new().with(|| {
            let slots = [Slot { name: "00:00".to_owned(), is_marked: true }, Slot { name: "01:00".to_owned(), is_marked: false }];
            let series = [Series { label: "Sent", values: vec![1200, 3] }, Series { label: "Done", values: vec![0, 2] }];
            view! { <BarChart caption="Today" slot_label="Hour" slots=&slots series=&series now=Some(1) /> }
                .to_html()
                .replace("<!>", "")
        });
        assert!(html.contains(r#"<th scope="row">01:00</th><td>3</td><td>2</td>"#), "{html}");
        assert_eq!(html.matches("<title>").count(), 2, "{html}");
        assert_eq!(html.matches(r#"class="first""#).count() + html.matches(r#"class="second""#).count(), 3, "{html}");
        assert!(html.contains("1,200") && !html.contains("style="), "{html}");
    }
}

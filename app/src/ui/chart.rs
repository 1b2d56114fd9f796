//! Bars side by side along a row of slots, drawn in SVG. Its sizes are percentages in attributes, so that it fits any width
//! without scripts or styles of its own; its numbers stand beside it as a table for those who cannot see it. What has no course over
//! time is a table whose numbers have bars.

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

/// What numbers count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Cases.
    #[default]
    Cases,
    /// Tenths of a second.
    Tenths,
}

impl Unit {
    fn write(self, value: i64, words: Words) -> String {
        match self {
            Self::Cases => number(words.locale, value),
            Self::Tenths => words.dashboard.lasting(value),
        }
    }
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
    /// What the bars count.
    #[prop(optional)]
    unit: Unit,
) -> impl IntoView {
    let words = use_words();
    let highest = series.iter().flat_map(|series| &series.values).copied().max().unwrap_or_default();
    let scale = Scale::up_to(highest);
    let places = i64::try_from(slots.len()).unwrap_or(i64::MAX).max(1);
    let sides = i64::try_from(series.len()).unwrap_or(i64::MAX).max(1);
    let marks = (0..).zip(slots).filter(|(_, slot)| slot.is_marked).map(|(at, slot)| {
        view! { <text x=percent(slot_at(at, places)) y="75%">{slot.name.clone()}</text> }
    });
    let columns = (0..).zip(slots).enumerate().map(|(index, (at, slot))| {
        let bars = series.iter().zip(["first", "second"]).zip(0..).map(|((series, class), side)| {
            let bar = Bar::of(series.values.get(index).copied().unwrap_or_default(), &scale, (at, places), (side, sides));
            bar.map(|bar| view! { <rect class=class x=percent(bar.x) y=percent(bar.y) width=percent(bar.width) height=percent(bar.height) /> })
        });
        let ground = percent(slot_at(at, places));
        view! {
            <g>
                <title>{spoken(slot, series, index, unit, words)}</title>
                <rect class=if now == Some(index) { "slot now" } else { "slot" } x=ground width=percent(WIDTH / places) height="100%" />
                {bars.collect_view()}
            </g>
        }
    });
    view! {
        <figure class="chart">
            {legend(series, unit, words)}
            <svg class="plot" aria-hidden="true">
                {lines(&scale, unit, words)}
                {columns.collect_view()}
            </svg>
            <svg class="axis" aria-hidden="true">
                {marks.collect_view()}
            </svg>
            {table(caption, slot_label, slots, series, unit, words)}
        </figure>
    }
}

/// Which colour counts what, and how many in all; times have no sum that says anything.
fn legend(series: &[Series], unit: Unit, words: Words) -> AnyView {
    let keys = series.iter().zip(["key first", "key second"]).map(|(series, class)| {
        let sum = (unit == Unit::Cases).then(|| view! { " " <b>{unit.write(series.values.iter().sum(), words)}</b> });
        view! { <li><span class=class aria-hidden="true"></span> {series.label} {sum}</li> }
    });
    view! { <ul class="legend">{keys.collect_view()}</ul> }.into_any()
}

/// The lines of the scale with their numbers.
fn lines(scale: &Scale, unit: Unit, words: Words) -> AnyView {
    let lines = (0..=scale.lines).map(|line| {
        let value = line * scale.step;
        let y = percent(scale.y(value));
        let again = y.clone();
        view! {
            <line class=if line == 0 { "ground" } else { "line" } x1="0" x2="100%" y1=y.clone() y2=y />
            {(line > 0).then(|| view! { <text x="0" y=again dy="-4">{unit.write(value, words)}</text> })}
        }
    });
    lines.collect_view().into_any()
}

/// What a slot says when it is pointed at.
fn spoken(slot: &Slot, series: &[Series], index: usize, unit: Unit, words: Words) -> String {
    series.iter().fold(slot.name.clone(), |said, series| {
        let value = unit.write(series.values.get(index).copied().unwrap_or_default(), words);
        format!("{said}\n{}: {value}", series.label)
    })
}

/// The same numbers to be read.
fn table(
    caption: &'static str,
    slot_label: &'static str,
    slots: &[Slot],
    series: &[Series],
    unit: Unit,
    words: Words,
) -> AnyView {
    let heads = series.iter().map(|series| view! { <th scope="col">{series.label}</th> });
    let rows = slots.iter().enumerate().map(|(index, slot)| {
        let cells = series.iter().map(|series| {
            let value = series.values.get(index).copied().unwrap_or_default();
            view! { <td>{unit.write(value, words)}</td> }
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

/// How many there are of each sort, as a table whose numbers have bars.
#[component]
pub fn Ranking(
    /// What it shows, to screen readers.
    caption: &'static str,
    /// What there is, with how many.
    rows: Vec<(&'static str, i64)>,
) -> impl IntoView {
    let words = use_words();
    let highest = rows.iter().map(|(_, number)| *number).max().unwrap_or_default().max(1);
    let rows = rows.into_iter().map(|(label, number)| {
        let width = percent(number.saturating_mul(100 * PERCENT) / highest);
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td>
                    <svg aria-hidden="true">
                        <rect class="first" width=width height="100%" />
                    </svg>
                </td>
                <td>{Unit::Cases.write(number, words)}</td>
            </tr>
        }
    });
    view! {
        <table class="ranking">
            <caption class="visually-hidden">{caption}</caption>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
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
    /// The bar of a value at one of so many places, on one of so many sides of its slot. Nothing has no bar, and little is seen all
    /// the same.
    fn of(value: i64, scale: &Scale, (at, places): (i64, i64), (side, sides): (i64, i64)) -> Option<Self> {
        if value <= 0 {
            return None;
        }
        let slot = WIDTH / places;
        let width = slot * (100 - GAP) / 100 / sides;
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
                let first = Bar::of(7, &scale, (at, places), (0, 2)).unwrap();
                let second = Bar::of(3, &scale, (at, places), (1, 2)).unwrap();
                assert!(first.x >= slot_at(at, places) && first.x + first.width <= second.x);
                assert!(second.x + second.width <= slot_at(at + 1, places));
                assert_eq!((first.y + first.height, second.y + second.height), (10_000, 10_000));
                assert!(first.y >= 10_000 - HEIGHT);
            }
        }
    }

    #[test]
    fn one_bar_alone_has_the_slot_to_itself() {
        let scale = Scale::up_to(7);
        let (alone, beside) = (Bar::of(7, &scale, (3, 7), (0, 1)).unwrap(), Bar::of(7, &scale, (3, 7), (0, 2)).unwrap());
        assert_eq!(alone.x, beside.x);
        assert!(alone.width >= 2 * beside.width && alone.x + alone.width <= slot_at(4, 7));
    }

    #[test]
    fn nothing_is_not_drawn_and_little_is_seen() {
        let scale = Scale::up_to(100_000);
        assert_eq!(Bar::of(0, &scale, (0, 24), (0, 2)), None);
        assert_eq!(Bar::of(1, &scale, (0, 24), (0, 2)).map(|bar| bar.height), Some(PERCENT));
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

    #[cfg(feature = "ssr")]
    #[test]
    fn a_ranking_is_a_table_whose_longest_bar_is_the_whole_width() {
        let html = Owner::new().with(|| view! { <Ranking caption="Why" rows=vec![("Full", 8), ("Gone", 2)] /> }.to_html());
        let html = html.replace("<!>", "");
        assert!(html.contains(r#"width="100.00%""#) && html.contains(r#"width="25.00%""#), "{html}");
        assert!(html.contains(r#"<th scope="row">Gone</th>"#) && html.contains("<td>2</td>"), "{html}");
    }
}

//! A job's ledger: for whom, and how it went.

use super::address;
use crate::model::{BulkId, BulkLine, BulkOutcome, BulkQuery, BulkSkip, Page, UserId};
use crate::pages::{address::text, listing::listing};
use crate::ui::{Choice, Empty, FilterBar, FilterSelect, When, cards, count_words};
use crate::words::{Words, use_words};
use leptos::prelude::*;

pub(super) fn shown(id: BulkId, page: Page<BulkLine>, query: &BulkQuery, words: Words) -> AnyView {
    let own = words.bulk;
    let outcome = query.outcome;
    let count = if page.total.more { own.lines_over(&count_words(page.total, words)) } else { own.lines(page.total.counted) };
    let rows = move |lines: Vec<BulkLine>| {
        if lines.is_empty() {
            view! { <Empty title=own.nobody_here() text=own.nobody_here_text() /> }.into_any()
        } else {
            table(lines, words)
        }
    };
    let choices = BulkOutcome::ALL
        .iter()
        .map(|outcome| Choice { value: outcome.to_string(), label: own.went(Some(*outcome)).to_owned() })
        .collect();
    let here = address::job(id);
    let clear = outcome.map(|_| address::job(id));
    view! {
        <section class="list" aria-labelledby="ledger">
            <div class="head">
                <h2 id="ledger">{own.ledger()}</h2>
                <a class="btn" href=format!("{}/ledger.csv", address::job(id)) download="" rel="external">{own.download()}</a>
            </div>
            <FilterBar action=here clear=Signal::stored(clear)>
                <FilterSelect
                    name="outcome"
                    label=own.outcome()
                    choices
                    selected=Signal::stored(text(outcome.as_ref()))
                />
            </FilterBar>
            {listing(page, count, rows, |place| address::ledger(id, outcome, Some(&place)))}
        </section>
    }
    .into_any()
}

fn table(lines: Vec<BulkLine>, words: Words) -> AnyView {
    let own = words.bulk;
    let rows = lines.into_iter().map(|line| view! { <Line line /> }).collect_view();
    cards([own.user(), own.outcome(), own.when()], rows)
}

#[component]
fn Line(line: BulkLine) -> impl IntoView {
    let words = use_words();
    let own = words.bulk;
    let class = match line.outcome {
        Some(BulkOutcome::Done) => "badge good",
        Some(BulkOutcome::Failed) => "badge bad",
        Some(BulkOutcome::Skipped | BulkOutcome::Gone) => "badge warn",
        None | Some(BulkOutcome::Unneeded | BulkOutcome::Undone) => "badge",
    };
    let why = match (line.outcome, line.refusal) {
        (Some(BulkOutcome::Failed), _) => Some(own.failed_hint()),
        (_, refusal) => refusal.map(|refusal| own.skip(BulkSkip::Refused(refusal))),
    };
    view! {
        <tr>
            <td class="main-cell">{whom(line.user, line.display_name.zip(line.user_name), words)}</td>
            <td>
                <span class=class>{own.went(line.outcome)}</span>
                {why.map(|why| view! { <p class="small muted">{why}</p> })}
            </td>
            <td class="muted">{line.at.map(|moment| view! { <When moment /> })}</td>
        </tr>
    }
}

/// Whom a line is about.
fn whom(user: UserId, names: Option<(String, String)>, words: Words) -> AnyView {
    let Some((display_name, user_name)) = names else {
        return view! { <span class="muted">{words.common.deleted_user()}</span> }.into_any();
    };
    view! {
        <a class="name" href=format!("/users/{user}")><bdi>{display_name}</bdi></a>
        <p class="small mono muted"><bdi>{user_name}</bdi></p>
    }
    .into_any()
}

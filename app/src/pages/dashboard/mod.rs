//! The start page: what needs attention, what today was like, how many there are, and what the last days were like.

mod activity;
mod attention;
mod today;

use crate::api::{house::dashboard, resource};
use crate::model::{Count, Dashboard as Facts};
use crate::ui::{BriefErrorBlock, Head, PageTitle, count_words, poll_while};
use crate::words::{Words, number, use_words};
use activity::Activity;
use attention::Concerns;
use leptos::prelude::*;
use today::Today;

/// Users are counted up to here.
const MOST_COUNTED: i64 = 10_000;

/// `/`.
#[component]
pub fn Dashboard() -> impl IntoView {
    let words = use_words();
    let facts = resource(|| (), |()| dashboard());
    poll_while(Signal::stored(true), move || facts.refetch());
    view! {
        <PageTitle text=words.dashboard.title() />
        <Head title=words.dashboard.title() />
        <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || Suspend::new(async move {
                match facts.await {
                    Ok(facts) => panels(facts, words),
                    Err(error) => view! { <BriefErrorBlock error retry=move |()| facts.refetch() /> }.into_any(),
                }
            })}
        </Transition>
        <Activity />
    }
}

fn panels(facts: Facts, words: Words) -> AnyView {
    let figures = figures(&facts, words);
    view! {
        <div class="dashboard">
            <Concerns attention=facts.attention />
            <Today hours=facts.today now=facts.now />
            <section class="panel" aria-labelledby="figures">
                <header><h2 id="figures">{words.dashboard.figures()}</h2></header>
                {figures}
            </section>
        </div>
    }
    .into_any()
}

fn figures(facts: &Facts, words: Words) -> AnyView {
    let counted = |count| count_words(Count { counted: count, more: count >= MOST_COUNTED }, words);
    view! {
        <dl class="figures">
            <div><dt>{words.dashboard.users()}</dt> <dd>{counted(facts.users)}</dd></div>
            <div><dt>{words.dashboard.active()}</dt> <dd>{counted(facts.active)}</dd></div>
            <div><dt>{words.dashboard.sessions()}</dt> <dd>{number(words.locale, facts.sessions)}</dd></div>
        </dl>
    }
    .into_any()
}

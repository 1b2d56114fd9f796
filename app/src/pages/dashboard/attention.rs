//! What needs attention, or that nothing does.

use crate::model::{Attention, AwaitedApproval, LinkRunningOut, LockedOut, MessageRow, Moment, Reported};
use crate::pages::{approvals::LIST as APPROVALS, messages::recipient};
use crate::ui::{Glyph, Icon, When};
use crate::words::{Words, number, use_words};
use leptos::prelude::*;

/// All concerns, the worst first.
#[component]
pub(super) fn Concerns(
    /// What there is.
    attention: Attention,
) -> impl IntoView {
    let words = use_words();
    let own = words.dashboard;
    let Attention { failed, failed_count, locked, locked_count, running_out, running_out_count, waiting, waiting_since, .. } =
        attention;
    let concerns = [
        concern(
            own.approvals(),
            "warn",
            attention.approvals_count,
            APPROVALS,
            attention.approvals.into_iter().map(|awaited| approval(awaited, words)),
            words,
        ),
        concern(
            own.held(),
            "bad",
            i64::from(attention.mail_held.is_some()),
            "/messages?state=queued",
            attention.mail_held.into_iter().map(|since| held(since, words)),
            words,
        ),
        concern(
            own.reported(),
            "bad",
            attention.reported_count,
            "/audit?action=account.not-me",
            attention.reported.into_iter().map(|reported| report(reported, words)),
            words,
        ),
        concern(
            own.failed(),
            "bad",
            failed_count,
            "/messages?state=failed",
            failed.into_iter().map(|row| mail(row, words)),
            words,
        ),
        concern(
            own.locked(),
            "bad",
            locked_count,
            "/users?mark=locked",
            locked.into_iter().map(|locked| person(locked, words)),
            words,
        ),
        concern(
            own.running_out(),
            "warn",
            running_out_count,
            "/users?mark=link-sent",
            running_out.into_iter().map(|running_out| link(running_out, words)),
            words,
        ),
        concern(
            own.waiting(),
            "accent",
            waiting,
            "/messages?state=queued",
            waiting_since.into_iter().map(|at| oldest(at, words)),
            words,
        ),
    ];
    let concerns: Vec<AnyView> = concerns.into_iter().flatten().collect();
    view! {
        <section class="panel attention" aria-labelledby="attention">
            <header><h2 id="attention">{own.attention()}</h2></header>
            {if concerns.is_empty() { calm(words) } else { concerns.into_any() }}
        </section>
    }
}

fn calm(words: Words) -> AnyView {
    view! {
        <div class="calm">
            <Glyph icon=Icon::Done />
            <div>
                <p><b>{words.dashboard.calm()}</b></p>
                <p class="muted">{words.dashboard.calm_text()}</p>
            </div>
        </div>
    }
    .into_any()
}

/// One sort of concern with its first cases and the way to all of them; nothing where there is none.
fn concern(
    title: &'static str,
    look: &'static str,
    count: i64,
    all: &'static str,
    cases: impl Iterator<Item = AnyView>,
    words: Words,
) -> Option<AnyView> {
    if count == 0 {
        return None;
    }
    let cases = cases.map(|case| view! { <li>{case}</li> });
    let open = words.dashboard.open_list();
    let view = view! {
        <section class="concern">
            <h3>{title} " " <span class=format!("badge {look}")>{number(words.locale, count)}</span></h3>
            <ul>{cases.collect_view()}</ul>
            <p class="small"><a href=all aria-label=format!("{title}: {open}")>{open}</a></p>
        </section>
    };
    Some(view.into_any())
}

fn approval(awaited: AwaitedApproval, words: Words) -> AnyView {
    view! {
        <a class="name" href=format!("{APPROVALS}/{}", awaited.id)>{words.approvals.deed(awaited.deed)}</a>
        <span class="muted small"><bdi>{awaited.target}</bdi> " · " {words.dashboard.until()} " " <When moment=awaited.until /></span>
    }
    .into_any()
}

fn held(since: Moment, words: Words) -> AnyView {
    view! { <span>{words.dashboard.held_since()} " " <When moment=since /></span> }.into_any()
}

fn mail(row: MessageRow, words: Words) -> AnyView {
    view! {
        <a class="name" href=format!("/messages/{}", row.id)>{recipient(&row.recipient, words)}</a>
        <span class="muted small">
            {words.messages.kind(row.kind)} " · " {words.messages.standing(row.state)} " "
            <When moment=row.settled.unwrap_or(row.created) />
        </span>
    }
    .into_any()
}

fn person(locked: LockedOut, words: Words) -> AnyView {
    view! {
        <a class="name" href=format!("/users/{}", locked.id)><bdi>{locked.display_name}</bdi></a>
        <span class="muted small"><bdi class="mono">{locked.user_name}</bdi> " · " {words.dashboard.until()} " " <When moment=locked.until /></span>
    }
    .into_any()
}

fn report(reported: Reported, words: Words) -> AnyView {
    view! {
        <a class="name" href=format!("/users/{}", reported.user)><bdi>{reported.display_name}</bdi></a>
        <span class="muted small">{words.messages.kind(reported.about)} " · " <When moment=reported.at /></span>
    }
    .into_any()
}

fn link(link: LinkRunningOut, words: Words) -> AnyView {
    let own = words.dashboard;
    view! {
        <a class="name" href=format!("/users/{}", link.user)><bdi>{link.display_name}</bdi></a>
        <span class="muted small">
            {own.works_until()} " " <When moment=link.until /> " · "
            {own.opened(link.opened)}
        </span>
    }
    .into_any()
}

fn oldest(since: Moment, words: Words) -> AnyView {
    view! { <span class="muted small">{words.dashboard.oldest()} " " <When moment=since /></span> }.into_any()
}

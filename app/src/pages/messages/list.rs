//! What was sent to whom, latest first.

use super::{StateBadge, address, held_note, recipient};
use crate::api::{
    messages::{list_messages, mail_hold},
    resource,
};
use crate::model::{MessageKind, MessageQuery, MessageRow, MessageState, Page};
use crate::pages::{address::text, listing::listing};
use crate::ui::{
    Choice, Empty, ErrorBlock, FilterBar, FilterSelect, FilterText, Head, PageTitle, When, cards, count_words, poll_while,
    use_busy,
};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// `/messages`.
#[component]
pub fn List() -> impl IntoView {
    let search = use_location().search;
    let query = Memo::new(move |_| search.with(|search| address::read(search)));
    let words = use_words();
    let messages = resource(move || query.get(), list_messages);
    let hold = resource(|| (), |()| mail_hold());
    let (is_busy, set_pending) = use_busy();
    let some_wait = RwSignal::new(false);
    poll_while(some_wait.into(), move || {
        messages.refetch();
        hold.refetch();
    });
    view! {
        <PageTitle text=words.messages.title() />
        <Head title=words.messages.title()>
            <a class="btn" href=move || query.with(address::export) rel="external" download="">
                {words.imports.export()}
            </a>
        </Head>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                // Where it cannot be read, the list says so.
                hold.await.ok().flatten().map(|hold| held_note(hold, Some("/settings/mail"), words))
            })}
        </Transition>
        <Filters query />
        <div class="list" aria-busy=move || is_busy.get().then_some("true")>
            <Transition set_pending fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
                {move || Suspend::new(async move {
                    match messages.await {
                        Ok(page) => {
                            let waits = page.items.iter().any(|row| row.state == MessageState::Queued);
                            Effect::new(move |_| some_wait.set(waits));
                            found(page, &query.get_untracked(), words)
                        }
                        Err(error) => view! { <ErrorBlock error retry=move |()| messages.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Filters(query: Memo<MessageQuery>) -> impl IntoView {
    let words = use_words().messages;
    let states = MessageState::ALL.iter().map(|state| choice(state, words.standing(*state))).collect();
    let kinds = MessageKind::ALL.iter().map(|kind| choice(kind, words.kind(*kind))).collect();
    let clear = Signal::derive(move || query.with(address::is_filtered).then(|| address::LIST.to_owned()));
    view! {
        <FilterBar action=address::LIST clear>
            <FilterText name="q" label=words.recipient() kind="search" value=Signal::derive(move || query.with(|query| query.q.clone())) />
            <FilterSelect
                name="state"
                label=words.state()
                choices=states
                selected=Signal::derive(move || query.with(|query| text(query.state.as_ref())))
            />
            <FilterSelect
                name="kind"
                label=words.about()
                choices=kinds
                selected=Signal::derive(move || query.with(|query| text(query.kind.as_ref())))
            />
        </FilterBar>
    }
}

fn choice(value: &impl ToString, label: &str) -> Choice {
    Choice { value: value.to_string(), label: label.to_owned() }
}

fn found(page: Page<MessageRow>, query: &MessageQuery, words: Words) -> AnyView {
    let count = if page.total.more {
        words.messages.more_than(&count_words(page.total, words))
    } else {
        words.messages.count(page.total.counted)
    };
    let is_filtered = address::is_filtered(query);
    let table = move |rows: Vec<MessageRow>| if rows.is_empty() { nothing(is_filtered, words) } else { table(rows, words) };
    listing(page, count, table, |place| address::write(&MessageQuery { place: Some(place), ..query.clone() }))
}

fn nothing(is_filtered: bool, words: Words) -> AnyView {
    let own = words.messages;
    if !is_filtered {
        return view! { <Empty title=own.none_yet() text=own.none_yet_text() /> }.into_any();
    }
    view! {
        <Empty title=own.no_match() text=own.no_match_text()>
            <a class="btn" href=address::LIST>{words.common.clear_filters()}</a>
        </Empty>
    }
    .into_any()
}

fn table(rows: Vec<MessageRow>, words: Words) -> AnyView {
    let own = words.messages;
    let rows = rows.into_iter().map(|message| view! { <Row message /> }).collect_view();
    cards([own.to(), own.about(), own.state(), own.tries(), own.asked_for(), own.settled()], rows)
}

#[component]
fn Row(message: MessageRow) -> impl IntoView {
    let words = use_words();
    let own = words.messages;
    let held = message.awaits_word.then(|| view! { <span class="badge warn">{words.restored.held_badge()}</span> });
    let settled = message.settled.map(|moment| view! { {own.settling(message.state)} " " <When moment /> });
    view! {
        <tr>
            <td class="main-cell">
                <a class="name" href=format!("{}/{}", address::LIST, message.id)>{recipient(&message.recipient, words)}</a>
                {message.user.map(|(_, name)| view! { <p class="small muted"><bdi>{name}</bdi></p> })}
            </td>
            <td>{own.kind(message.kind)}</td>
            <td><StateBadge state=message.state /> {held}</td>
            <td class="muted labelled" data-label=own.tries()>{crate::words::number(words.locale, message.attempts)}</td>
            <td class="muted labelled" data-label=own.asked_for()><When moment=message.created /></td>
            <td class="muted">{settled}</td>
        </tr>
    }
}

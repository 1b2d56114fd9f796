//! What can be done for all ticked users: one after the other, by the same server functions as for one.

use super::{selection::Selection, use_reader};
use crate::api::{ApiError, ErrorCode, users};
use crate::model::{Permission, Role, SetActive, UserId};
use crate::words::{Words, use_words};
use leptos::{html, prelude::*, task::spawn_local};

/// How many names the question lists.
const NAMED: usize = 5;

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    EndSessions,
    SwitchOff,
    SwitchOn,
}

impl Deed {
    /// What a role may do.
    pub(super) fn of_role(role: Role) -> Vec<Self> {
        let allowed = |deed: &Self| match deed {
            Self::EndSessions => role.allows(Permission::SupportUsers),
            Self::SwitchOff | Self::SwitchOn => role.allows(Permission::ChangeUsers),
        };
        [Self::EndSessions, Self::SwitchOff, Self::SwitchOn].into_iter().filter(allowed).collect()
    }

    async fn act_on(self, user: UserId) -> Result<(), ApiError> {
        match self {
            Self::EndSessions => users::end_sessions(user).await.map(|_| ()),
            Self::SwitchOff => users::set_active(SetActive { user, active: false }).await,
            Self::SwitchOn => users::set_active(SetActive { user, active: true }).await,
        }
    }

    const fn label(self, words: Words) -> &'static str {
        match self {
            Self::EndSessions => words.record.end_sessions(),
            Self::SwitchOff => words.users.switch_off(),
            Self::SwitchOn => words.users.switch_on(),
        }
    }

    fn question(self, count: i64, words: Words) -> String {
        match self {
            Self::EndSessions => words.users.ask_end_sessions(count),
            Self::SwitchOff => words.users.ask_switch_off(count),
            Self::SwitchOn => words.users.ask_switch_on(count),
        }
    }
}

/// How it went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Report {
    /// For how many it was done.
    done: usize,
    /// For whom it was not, and why.
    skipped: Vec<(String, ApiError)>,
    /// How many were not tried any more.
    left: usize,
}

/// Acts on one after the other. `progress` is told before each how many are behind, and says whether to go on. When the
/// session has ended or the server is gone, the rest need not be tried.
async fn act_on_all(
    users: Vec<(UserId, String)>,
    mut act: impl AsyncFnMut(UserId) -> Result<(), ApiError>,
    mut progress: impl FnMut(usize) -> bool,
) -> Report {
    let all = users.len();
    let mut report = Report::default();
    for (behind, (user, name)) in users.into_iter().enumerate() {
        if !progress(behind) {
            report.left = all - behind;
            break;
        }
        let Err(error) = act(user).await else {
            report.done += 1;
            continue;
        };
        let is_over = matches!(error.code(), ErrorCode::SignInRequired | ErrorCode::Unreachable);
        report.skipped.push((name, error));
        if is_over {
            report.left = all - behind - 1;
            break;
        }
    }
    report
}

#[derive(Clone)]
enum Stage {
    Choosing,
    Asking(Deed),
    Running { behind: usize, all: usize },
    Told(Report),
}

/// The bar and what it does.
#[derive(Clone, Copy)]
struct Bulk {
    selection: Selection,
    stage: RwSignal<Stage>,
    is_stopped: StoredValue<bool>,
    refresh: Callback<()>,
    bar: NodeRef<html::Section>,
}

impl Bulk {
    /// Goes to a stage. The button that was pressed is gone then, so the bar takes the focus.
    fn go_to(self, stage: Stage) {
        self.stage.set(stage);
        if let Some(bar) = self.bar.get_untracked() {
            let _ = bar.focus();
        }
    }

    /// Acts on everyone ticked. Leaving the page stops it.
    fn start(self, deed: Deed) {
        let users = untrack(|| self.selection.users());
        let all = users.len();
        self.is_stopped.set_value(false);
        self.go_to(Stage::Running { behind: 0, all });
        spawn_local(async move {
            let progress = |behind| {
                self.is_stopped.try_get_value() == Some(false) && self.stage.try_set(Stage::Running { behind, all }).is_none()
            };
            let report = act_on_all(users, async |user| deed.act_on(user).await, progress).await;
            if self.stage.try_set(Stage::Told(report)).is_none() {
                self.selection.clear();
                self.refresh.run(());
            }
        });
    }
}

/// The bar: how many are ticked, what can be done for them, how far it is, and how it went.
#[component]
pub(super) fn BulkBar(
    /// The ticked users.
    selection: Selection,
    /// Reads the list again, after something was done.
    #[prop(into)]
    refresh: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let reader = use_reader();
    let stage = RwSignal::new(Stage::Choosing);
    let bulk = Bulk { selection, stage, is_stopped: StoredValue::new(false), refresh, bar: NodeRef::new() };
    let is_idle = move || selection.count() == 0 && stage.with(|stage| matches!(stage, Stage::Choosing | Stage::Asking(_)));
    view! {
        <section class="selection" aria-label=words.users.selection() tabindex="-1" hidden=is_idle node_ref=bulk.bar>
            {move || match stage.get() {
                Stage::Choosing => view! {
                    <Suspense>
                        {move || Suspend::new(async move { choosing(bulk, Deed::of_role(reader.role().await), words) })}
                    </Suspense>
                }
                .into_any(),
                Stage::Asking(deed) => asking(bulk, deed, words),
                Stage::Running { behind, all } => running(bulk, behind, all, words),
                Stage::Told(report) => told(bulk, report, words),
            }}
        </section>
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn choosing(bulk: Bulk, deeds: Vec<Deed>, words: Words) -> AnyView {
    let buttons = deeds.into_iter().map(|deed| {
        view! {
            <button type="button" class="btn" on:click=move |_| bulk.go_to(Stage::Asking(deed))>{deed.label(words)}</button>
        }
    });
    view! {
        <p role="status">{move || words.common.selected(count(bulk.selection.count()))}</p>
        {buttons.collect_view()}
        <button type="button" class="btn quiet" aria-label=words.common.clear_selection() on:click=move |_| bulk.selection.clear()>
            {words.users.clear()}
        </button>
    }
    .into_any()
}

/// Whom it hits.
fn asking(bulk: Bulk, deed: Deed, words: Words) -> AnyView {
    let names = move || {
        let users = bulk.selection.users();
        let others = count(users.len().saturating_sub(NAMED));
        let named = users.into_iter().take(NAMED).map(|(_, name)| view! { <li><bdi>{name}</bdi></li> }).collect_view();
        view! { <ul class="names">{named} {(others > 0).then(|| view! { <li>{words.users.and_others(others)}</li> })}</ul> }
    };
    let look = if deed == Deed::SwitchOn { "btn primary" } else { "btn danger" };
    view! {
        <div>
            <p>{move || deed.question(count(bulk.selection.count()), words)}</p>
            {names}
            {(deed == Deed::SwitchOff).then(|| view! { <p class="small">{words.users.switch_off_hint()}</p> })}
        </div>
        <button type="button" class=look on:click=move |_| bulk.start(deed)>{deed.label(words)}</button>
        <button type="button" class="btn" on:click=move |_| bulk.go_to(Stage::Choosing)>{words.common.cancel()}</button>
    }
    .into_any()
}

fn running(bulk: Bulk, behind: usize, all: usize, words: Words) -> AnyView {
    let line = words.users.progress(&behind.to_string(), &all.to_string());
    view! {
        <div>
            <p id="bulk-progress">{line}</p>
            <progress aria-labelledby="bulk-progress" max=all.to_string() value=behind.to_string()></progress>
        </div>
        <button type="button" class="btn" on:click=move |_| bulk.is_stopped.set_value(true)>{words.users.stop()}</button>
    }
    .into_any()
}

fn told(bulk: Bulk, report: Report, words: Words) -> AnyView {
    let Report { done, skipped, left } = report;
    let skipped_count = count(skipped.len());
    let reasons = skipped.into_iter().map(|(name, error)| view! { <li><bdi>{name}</bdi> ": " {error.text(words)}</li> });
    view! {
        <div role="status">
            <p>{words.users.done_for(count(done))}</p>
            {(left > 0).then(|| view! { <p>{words.users.stopped(count(left))}</p> })}
            {(skipped_count > 0).then(|| view! { <p>{words.users.skipped(skipped_count)}</p> })}
            <ul class="reasons">{reasons.collect_view()}</ul>
        </div>
        <button type="button" class="btn" on:click=move |_| bulk.stage.set(Stage::Choosing)>{words.common.dismiss()}</button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{api::Problem, rules::reset::Refusal};
    use std::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    fn at_once<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("nothing here waits"),
        }
    }

    fn people(count: u128) -> Vec<(UserId, String)> {
        (0..count).map(|n| (UserId(uuid::Uuid::from_u128(n)), format!("Person {n}"))).collect()
    }

    fn refused() -> ApiError {
        Problem::Refused(Refusal::Yourself).into()
    }

    #[test]
    fn who_is_skipped_is_named_and_the_others_are_done() {
        let third = UserId(uuid::Uuid::from_u128(2));
        let act = async |user| if user == third { Err(refused()) } else { Ok(()) };
        let report = at_once(act_on_all(people(4), act, |_| true));
        assert_eq!(report, Report { done: 3, skipped: vec![("Person 2".to_owned(), refused())], left: 0 });
    }

    #[test]
    fn it_can_be_stopped_between_two_users() {
        let report = at_once(act_on_all(people(5), async |_| Ok(()), |behind| behind < 2));
        assert_eq!(report, Report { done: 2, skipped: Vec::new(), left: 3 });
    }

    #[test]
    fn a_session_that_ended_ends_it_too() {
        let report = at_once(act_on_all(people(5), async |_| Err(Problem::SignInRequired.into()), |_| true));
        assert_eq!((report.done, report.skipped.len(), report.left), (0, 1, 4));
    }

    #[test]
    fn each_role_is_offered_what_it_may_do() {
        assert_eq!(Deed::of_role(Role::Administrator).len(), 3);
        assert_eq!(Deed::of_role(Role::HelpDesk), [Deed::EndSessions]);
        assert_eq!(Deed::of_role(Role::Auditor), []);
    }
}

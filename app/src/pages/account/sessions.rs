//! Where one is signed in, and how to end that.

use crate::api::{ApiError, account::end_own_sessions};
use crate::model::{Flash, SessionFact, SessionId};
use crate::pages::facts::{Sessions, browser};
use crate::ui::{EnhancedForm, ErrorSummary, Submission, SubmitButton, Toasts};
use crate::words::{Words, use_words};
use leptos::{html, prelude::*};

/// Where the forms go without scripts.
const ACTION: &str = "/account/sessions";

/// Ends one session, or all but this one; answers which.
async fn end(session: Option<SessionId>) -> Result<Option<SessionId>, ApiError> {
    end_own_sessions(session).await.map(|()| session)
}

/// The open sessions, each with its End, and the end of all but this one.
#[component]
pub(super) fn OwnSessions(
    /// Latest first.
    sessions: Vec<SessionFact>,
) -> impl IntoView {
    let Words { account: words, common, .. } = use_words();
    let open = RwSignal::new(sessions);
    let panel = NodeRef::<html::Section>::new();
    let toasts: Option<Toasts> = use_context();
    let ending = Submission::new(None, end, move |ended: Option<SessionId>| {
        open.update(|open| open.retain(|session| ended.map_or(session.is_this, |ended| session.id != ended)));
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(if ended.is_some() { words.session_ended() } else { words.others_ended() }));
        }
        // The button that had the focus is gone.
        if let Some(panel) = panel.get_untracked() {
            let _ = panel.focus();
        }
    });
    let end = Callback::new(move |session: SessionFact| {
        let label = words.end_session(&browser(&session, common), &session.client);
        (!session.is_this).then(|| end_one(session.id, label, ending, words.end())).into_any()
    });
    let has_others = Memo::new(move |_| open.with(|open| open.iter().any(|session| !session.is_this)));
    view! {
        <section class="panel" aria-labelledby="sessions" tabindex="-1" node_ref=panel>
            <header><h2 id="sessions">{words.sessions()}</h2></header>
            <ErrorSummary error=ending.error() />
            {move || view! { <Sessions sessions=open.get() end /> }}
            {move || {
                has_others
                    .get()
                    .then(|| {
                        view! {
                            <EnhancedForm action=ACTION submission=ending read=|_| Ok(None)>
                                <p class="hint">{words.end_others_hint()}</p>
                                <p><SubmitButton pending=ending.pending() look="danger">{words.end_others()}</SubmitButton></p>
                            </EnhancedForm>
                        }
                    })
            }}
        </section>
    }
}

fn end_one(
    session: SessionId,
    label: String,
    ending: Submission<Option<SessionId>, Option<SessionId>>,
    word: &'static str,
) -> AnyView {
    view! {
        <EnhancedForm action=ACTION submission=ending read=move |_| Ok(Some(session))>
            <input type="hidden" name="session" value=session.to_string() />
            <button type="submit" class="btn" aria-label=label>{word}</button>
        </EnhancedForm>
    }
    .into_any()
}

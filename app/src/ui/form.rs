//! Forms. Both sorts post to the server without scripts; with scripts the one still does, the other calls a server function.

use super::unsaved::{FormGuard, use_form_guard};
use crate::api::{ApiError, Problem};
use crate::rules::forms::OWN_PASSWORD;
use crate::words::{Words, use_words};
use leptos::{ev, prelude::*, wasm_bindgen::JsCast as _, web_sys};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// A form that is always posted: it changes the session or carries a secret, and the answer is a whole page. With scripts
/// a second press of its button does not send it twice (see `attend`).
#[component]
pub fn PlainForm(
    /// Where it goes; the page's own address when absent.
    #[prop(optional, into)]
    action: Option<String>,
    /// Whether leaving the page with something entered and not sent asks first.
    #[prop(optional)]
    guard: bool,
    /// Whether it came back refused, with what was entered.
    #[prop(optional)]
    refused: bool,
    /// Whether a file may be among what is sent.
    #[prop(optional)]
    with_file: bool,
    /// The fields and the button.
    children: Children,
) -> impl IntoView {
    let enctype = with_file.then_some("multipart/form-data");
    let guard = if guard { use_form_guard() } else { None };
    if refused {
        Effect::new(move |_| changed(guard));
    }
    let sent = move |event: ev::SubmitEvent| {
        if let Some(guard) = guard.filter(|_| !goes_elsewhere(&event)) {
            guard.saved();
        }
    };
    view! {
        <form
            class="form"
            method="post"
            action=action
            enctype=enctype
            novalidate
            on:input=move |_| changed(guard)
            on:submit=sent
        >
            {children()}
        </form>
    }
}

/// Something was entered into a form.
fn changed(guard: Option<FormGuard>) {
    if let Some(guard) = guard {
        guard.changed();
    }
}

/// What was entered into a form.
pub struct Entered(web_sys::FormData);

impl Entered {
    /// What is entered into the form around an element. In the browser only.
    #[must_use]
    pub fn around(element: &web_sys::Element) -> Option<Self> {
        let form: web_sys::HtmlFormElement = element.closest("form").ok()??.dyn_into().ok()?;
        web_sys::FormData::new_with_form(&form).ok().map(Self)
    }

    /// The text of a field; empty when there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.0.get(name).as_string().unwrap_or_default()
    }
}

/// The sending of an [`EnhancedForm`]: whether it is under way, and why the last one was refused.
pub struct Submission<I: 'static, O: 'static> {
    action: Action<I, Result<O, ApiError>>,
    error: RwSignal<Option<ApiError>>,
    guard: Option<FormGuard>,
    words: Words,
}

impl<I, O> Clone for Submission<I, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, O> Copy for Submission<I, O> {}

impl<I, O> Submission<I, O>
where
    I: Clone + Send + Sync + 'static,
    O: Clone + Send + Sync + 'static,
{
    /// Sends with the server function `send` and goes on with `done`. `refused` is the error with which the page came,
    /// when the form was posted without scripts.
    pub fn new<Sending>(
        refused: Option<ApiError>,
        send: impl Fn(I) -> Sending + Send + Sync + 'static,
        done: impl Fn(O) + 'static,
    ) -> Self
    where
        Sending: Future<Output = Result<O, ApiError>> + Send + 'static,
    {
        let action = Action::new(move |request: &I| send(request.clone()));
        let error = RwSignal::new(refused);
        let guard = use_form_guard();
        Effect::new(move |_| match action.value().get() {
            None => {}
            Some(Ok(answer)) => {
                error.set(None);
                if let Some(guard) = guard {
                    guard.saved();
                }
                done(answer);
            }
            Some(Err(refused)) => {
                // What waits for a second administrator is kept, so it can be left.
                if let (Some(guard), Problem::AwaitsApproval) = (guard, &refused.problem) {
                    guard.saved();
                }
                error.set(Some(refused));
            }
        });
        Self { action, error, guard, words: use_words() }
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn pending(self) -> Signal<bool> {
        self.action.pending().into()
    }

    /// Why it was refused.
    #[must_use]
    pub fn error(self) -> Signal<Option<ApiError>> {
        self.error.into()
    }

    /// What is wrong with one field.
    #[must_use]
    pub fn field_error(self, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.error.with(|error| error.as_ref()?.for_field(name).map(|problem| problem.text(self.words))))
    }

    /// Takes back why the last one was refused: it does not matter any more.
    pub fn forget(self) {
        self.error.set(None);
    }

    /// Sends the form in which a button was pressed, in place of the button's own way (its `formaction`).
    pub fn send_from(self, press: &ev::MouseEvent, read: impl Fn(&Entered) -> Result<I, ApiError>) {
        let button = press.current_target().and_then(|target| target.dyn_into::<web_sys::HtmlButtonElement>().ok());
        let form = button.and_then(|button| button.form());
        if let Some(entered) = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok()) {
            press.prevent_default();
            self.send(read(&Entered(entered)));
        }
    }

    fn send(self, request: Result<I, ApiError>) {
        if self.action.pending().get_untracked() {
            return;
        }
        match request {
            Ok(request) => {
                self.action.dispatch(request);
            }
            Err(refused) => self.error.set(Some(refused)),
        }
    }
}

/// A form that is posted without scripts, and calls a server function with them. Nothing entered is lost when it is
/// refused, and it cannot be sent twice at once. Once the reader's own password is asked for, it is posted with scripts, too.
#[component]
pub fn EnhancedForm<I, O>(
    /// Where it goes without scripts.
    #[prop(into)]
    action: String,
    /// Where it goes with them.
    submission: Submission<I, O>,
    /// Makes the request of what was entered.
    read: impl Fn(&Entered) -> Result<I, ApiError> + 'static,
    /// Whether leaving the page with something entered and not saved asks first.
    #[prop(optional)]
    guard: bool,
    /// The fields and the buttons.
    children: Children,
) -> impl IntoView
where
    I: Clone + Send + Sync + 'static,
    O: Clone + Send + Sync + 'static,
{
    let guard = if guard { submission.guard } else { None };
    let latest = Latest::default();
    latest.clone().post_when_outdated(submission.error);
    let send = move |event: ev::SubmitEvent| {
        if goes_elsewhere(&event) {
            return;
        }
        let form = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
        let entered = form.as_ref().and_then(|form| web_sys::FormData::new_with_form(form).ok());
        let (Some(form), Some(entered)) = (form, entered) else { return };
        // No secret passes through server functions: the form is posted then, and the answer is a whole page.
        if latest.is_posted.get() || entered.has(OWN_PASSWORD) {
            if let Some(guard) = guard {
                guard.saved();
            }
            return;
        }
        event.prevent_default();
        let button = event.submitter().and_then(|button| button.dyn_into().ok());
        latest.sent.replace(Some(Sent { form, button }));
        submission.send(read(&Entered(entered)));
    };
    if submission.error.with_untracked(Option::is_some) {
        // What came back refused is not saved either.
        Effect::new(move |_| changed(guard));
    }
    view! {
        <form class="form" method="post" action=action novalidate on:input=move |_| changed(guard) on:submit=send>
            {children()}
        </form>
    }
}

/// A form that was sent, and the button that sent it.
struct Sent {
    form: web_sys::HtmlFormElement,
    button: Option<web_sys::HtmlElement>,
}

/// What a form sent last, until its answer comes, and whether it is to go as without scripts.
#[derive(Clone, Default)]
struct Latest {
    sent: Rc<RefCell<Option<Sent>>>,
    is_posted: Rc<Cell<bool>>,
}

impl Latest {
    /// What another build's server did not do by a server function is posted by the form that sent it: the server takes it as from a
    /// page without scripts, and answers with a page of its build.
    fn post_when_outdated(self, error: RwSignal<Option<ApiError>>) {
        Effect::new(move |_| {
            let is_outdated = error.with(|error| error.as_ref().is_some_and(|error| error.problem == Problem::OtherBuild));
            if let (Some(Sent { form, button }), true) = (self.sent.take(), is_outdated) {
                self.is_posted.set(true);
                let _ = form.request_submit_with_submitter(button.as_ref());
                error.set(None);
            }
        });
    }
}

/// Whether the form was sent by a button whose answer is shown in a frame of the page.
fn goes_elsewhere(event: &ev::SubmitEvent) -> bool {
    event.submitter().is_some_and(|button| button.has_attribute("formtarget"))
}

/// The button that sends a form. While an answer is awaited it keeps the focus and says that it is busy.
#[component]
pub fn SubmitButton(
    /// Whether an answer is awaited.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// `primary`, or `danger` for what takes something away.
    #[prop(default = "primary")]
    look: &'static str,
    /// The words on it.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=format!("btn {look}")
            aria-disabled=move || pending.get().then_some("true")
            aria-busy=move || pending.get().then_some("true")
        >
            {children()}
        </button>
    }
}

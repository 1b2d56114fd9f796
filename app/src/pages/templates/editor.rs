//! One template in one language: its words on one side, the mail they make on the other.

use super::{
    Which, address,
    draft::Draft,
    heading,
    palette::{Palette, Target},
    preview::{FrameOf, Preview, Stage},
    state_badge, use_which,
};
use crate::api::{ApiError, resource, templates::read_template};
use crate::model::{FormState, MailTested, TemplateView, Tone};
use crate::ui::{
    AreaField, EnhancedForm, ErrorPage, ErrorSummary, Glyph, Icon, Note, PageTitle, SubmitButton, TextField, When, take_form,
};
use crate::words::{Words, use_words};
use leptos::{ev, prelude::*};

/// `/templates/{key}`.
#[component]
pub fn Editor() -> impl IntoView {
    let words = use_words();
    let which = use_which();
    let form = StoredValue::new(take_form());
    let template = resource(move || which.get(), read);
    view! {
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || Suspend::new(async move {
                match template.await {
                    Ok(view) => {
                        let refused = form.get_value().filter(|form| form.value("language") == Some(view.language.tag()));
                        shown(view, refused.as_ref(), words)
                    }
                    Err(error) => {
                        view! { <ErrorPage title=words.templates.title() error retry=move |()| template.refetch() /> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

async fn read(which: Result<Which, ApiError>) -> Result<TemplateView, ApiError> {
    let (key, language) = which?;
    read_template(key, language).await
}

fn shown(view: TemplateView, form: Option<&FormState>, words: Words) -> AnyView {
    let (own, which) = (words.templates, (view.key, view.language));
    let title = format!("{} · {}", own.key(view.key), view.language.name());
    let versions = view! { <a class="btn" href=address(which, "/versions")>{own.versions()}</a> };
    let is_error = form.is_some();
    let body = if view.can_edit { editing(view, form, words) } else { reading(&view, words) };
    view! {
        <PageTitle text=title is_error />
        {heading(which, "", versions, words)}
        {body}
    }
    .into_any()
}

fn editing(view: TemplateView, form: Option<&FormState>, words: Words) -> AnyView {
    let own = words.templates;
    let start = |field: &'static str| match form {
        Some(form) => form.value(field).unwrap_or_default().to_owned(),
        None => {
            view.text.parts().into_iter().find(|(name, _)| *name == field).map_or_else(String::new, |(_, text)| text.to_owned())
        }
    };
    let (subject, html, text) = (start("subject"), start("html"), start("text"));
    let (key, language, examples) = (view.key, view.language, view.examples.clone());
    let draft = Draft::new(view, form);
    let stage = Stage::new();
    let target = Target::new();
    let mut refresh = stage.refresh();
    view! {
        <EnhancedForm action=draft.action() submission=draft.saving guard=true read=move |entered| draft.read(entered)>
            {standing(&draft, words)}
            <ErrorSummary error=draft.saving.error() />
            <ErrorSummary error=draft.trying.error() />
            <input type="hidden" name="language" value=language.tag() />
            <input type="hidden" name="version" value=move || draft.version.get().to_string() />
            <div class="template-editor" on:input=move |_| refresh(()) on:focusin=move |event| target.follow(&event)>
                <div class="template-source">
                    <TextField
                        name="subject"
                        label=own.subject()
                        hint=own.subject_hint()
                        mono=true
                        value=Some(subject)
                        error=draft.field_error("subject")
                    />
                    <AreaField
                        name="html"
                        label=own.html()
                        hint=own.html_hint()
                        lang=language.tag()
                        rows=16
                        value=html
                        error=draft.field_error("html")
                    />
                    <AreaField
                        name="text"
                        label=own.text()
                        hint=own.text_hint()
                        lang=language.tag()
                        rows=14
                        value=text
                        error=draft.field_error("text")
                    />
                </div>
                <div class="template-side">
                    <Preview which=draft.which stage />
                    <Palette key language examples=&examples target />
                </div>
            </div>
            {footer(&draft, words)}
        </EnhancedForm>
    }
    .into_any()
}

/// How the template stands on the server.
fn standing(draft: &Draft, words: Words) -> impl IntoView + use<> {
    let (own, now) = (words.templates, draft.now);
    move || {
        let TemplateView { language, languages, version, saved, breakage, .. } = now.get();
        let state = languages.into_iter().find(|(other, _)| *other == language).map(|(_, state)| state_badge(state, words));
        let saved = saved.map(|(name, at)| view! { " " {own.version(version)} " " <bdi>{name}</bdi> ", " <When moment=at /> });
        let breakage = breakage.map(|broken| {
            view! {
                <Note tone=Tone::Bad>
                    <p>{own.broke(&broken.why)}</p>
                    <p>{own.broke_at()} " " <When moment=broken.at /></p>
                </Note>
            }
        });
        view! {
            <p class="small muted">{state} {saved}</p>
            {breakage}
        }
    }
}

fn footer(draft: &Draft, words: Words) -> impl IntoView + use<> {
    let (own, draft) = (words.templates, *draft);
    let press = move |event: ev::MouseEvent| draft.trying.send_from(&event, move |entered| draft.read_trial(entered));
    view! {
        <div role="status">{move || answer(&draft, words)}</div>
        <footer class="buttons">
            <SubmitButton pending=draft.saving.pending()>{words.common.save()}</SubmitButton>
            // Without scripts the answer stands in the preview's frame, so that nothing entered is lost.
            <button
                type="submit"
                class="btn"
                formaction=address(draft.which, "/test")
                formtarget="preview-0"
                aria-busy=move || draft.trying.pending().get().then_some("true")
                aria-describedby="test-hint"
                on:click=press
            >
                <Glyph icon=Icon::Send />
                {own.send_test()}
            </button>
            <span class="small muted" id="test-hint">{own.test_hint()}</span>
        </footer>
    }
}

/// The mail server's words about the last test, unless a later one was refused.
fn answer(draft: &Draft, words: Words) -> Option<impl IntoView + use<>> {
    let answer = draft.tested.get().filter(|_| draft.trying.error().with(Option::is_none));
    answer.map(|MailTested { to, reply }| {
        view! {
            <Note tone=Tone::Good>
                <p>{words.settings.tested(&to)}</p>
                <p class="mono"><bdi>{reply}</bdi></p>
            </Note>
        }
    })
}

/// The template for those who may not change it.
fn reading(view: &TemplateView, words: Words) -> AnyView {
    let own = words.templates;
    let lang = view.language.tag();
    let which = (view.key, view.language);
    let parts = view.text.parts().map(|(field, text)| {
        view! {
            <section class="panel" aria-labelledby=format!("part-{field}")>
                <h2 id=format!("part-{field}")>{own.field(field)}</h2>
                <pre class="template-text" lang=lang>{text.to_owned()}</pre>
            </section>
        }
    });
    view! {
        <p class="small muted">{own.read_only()}</p>
        <div class="template-editor">
            <div class="template-source">{parts.collect_view()}</div>
            <section class="panel template-preview" aria-labelledby="preview">
                <h2 id="preview">{own.preview()}</h2>
                <div class="frames"><FrameOf which /></div>
            </section>
        </div>
    }
    .into_any()
}

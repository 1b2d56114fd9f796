//! The page before a job: who takes part, who is left out and why, and what there is to choose.

use super::{
    address::{self, Asked},
    whom,
};
use crate::api::{ApiError, Problem, Thing, bulk, resource};
use crate::model::{
    BulkAction, BulkCaller, BulkId, BulkImpact, BulkPreview, BulkSkipped, Count, Flash, FormState, Locale, NewPasswordEffect,
    StartBulk, TemplateKey, Tone, UserRow,
};
use crate::pages::mail_preview::MailPreview;
use crate::pages::users::{Called, effects, lives};
use crate::rules::bulk::{self as rules, ACTION, CONFIRMED, EFFECT, LIFE, PER_MINUTE, TAG, TARGET};
use crate::ui::{
    EnhancedForm, Entered, ErrorBlock, ErrorSummary, Head, Note, PageTitle, RadioField, SelectField, Submission, SubmitButton,
    TextField, Toasts, count_words, take_form,
};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

/// `/bulk/new`.
#[component]
pub fn New() -> impl IntoView {
    let words = use_words();
    let form = take_form();
    let search = use_location().search;
    let asked = Memo::new(move |_| search.with(|search| address::read_new(search)));
    let preview = resource(move || asked.get(), read);
    let title = move || asked.with(|asked| asked.as_ref().map_or(words.bulk.title(), |asked| words.bulk.action(asked.action)));
    view! {
        <PageTitle text=Signal::derive(move || title().to_owned()) is_error=form.is_some() />
        <p class="crumb"><a href="/users">{words.users.title()}</a></p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let form = form.clone();
                let here = search.with_untracked(|search| format!("/bulk/new?{search}"));
                Suspend::new(async move {
                    match preview.await {
                        Ok(preview) => before(preview, form, here, words),
                        Err(error) => view! { <ErrorBlock error retry=move |()| preview.refetch() whole=true /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

async fn read(asked: Option<Asked>) -> Result<BulkPreview, ApiError> {
    let Asked { action, target } = asked.ok_or_else(|| ApiError::not_found(Thing::Page))?;
    bulk::preview_bulk(action, target).await
}

fn before(preview: BulkPreview, form: Option<FormState>, here: String, words: Words) -> AnyView {
    let own = words.bulk;
    let action = preview.order.action;
    let whom = whom(preview.criteria.as_ref(), words);
    let body = if preview.acted.counted == 0 {
        view! { <Note tone=Tone::Warn><p>{Problem::NobodyLeft.text(words)}</p></Note> }.into_any()
    } else {
        asking(&preview, form, here, words)
    };
    view! {
        <Head title=own.action(action) />
        <p class="bulk-about muted">{own.about(action)}</p>
        <div class="bulk-new">
            <section class="panel">{body}</section>
            <section class="panel" aria-labelledby="taking-part">
                <h2 id="taking-part" class="number">{acted(preview.acted, words)}</h2>
                <p><bdi>{whom}</bdi></p>
                {impact(&preview, words)}
                {programs(&preview, words)}
                {names(preview.first, own.first_names())}
                {left_out(preview.skipped, words)}
            </section>
        </div>
    }
    .into_any()
}

fn acted(count: Count, words: Words) -> String {
    if count.more { words.bulk.acted_over(&count_words(count, words)) } else { words.bulk.acted(count.counted) }
}

/// In which languages they get their mails, and what ends for how many of them.
fn impact(preview: &BulkPreview, words: Words) -> Option<AnyView> {
    let own = words.bulk;
    let BulkImpact { languages, passwords, links, signed_in } = preview.impact.clone()?;
    let (of_passwords, of_links, of_sessions) = preview.order.action.fates()?;
    let counted = |count: Count, what: &str| match count.counted {
        0 => own.nobody().to_owned(),
        _ => format!("{}: {what}", count_words(count, words)),
    };
    let named = |(locale, count): &(Locale, Count)| format!("{} {}", locale.name(), count_words(*count, words));
    let languages = (!languages.is_empty()).then(|| {
        let languages: Vec<String> = languages.iter().map(named).collect();
        view! { <dt>{own.mail_language()}</dt> <dd>{languages.join(", ")}</dd> }
    });
    let facts = view! {
        <dl class="facts">
            {languages}
            <dt>{own.with_passwords()}</dt>
            <dd>{counted(passwords, own.of_mailed(of_passwords))}</dd>
            <dt>{own.with_links()}</dt>
            <dd>{counted(links, own.of_mailed(of_links))}</dd>
            <dt>{own.signed_in()}</dt>
            <dd>{counted(signed_in, own.of_signed_in(of_sessions))}</dd>
        </dl>
    };
    Some(facts.into_any())
}

/// Programs, and people who also call the API.
fn programs(preview: &BulkPreview, words: Words) -> AnyView {
    let own = words.bulk;
    let (api, hybrid) = (preview.api, preview.hybrid);
    let breaks = preview.order.action == BulkAction::Deactivate;
    let api = (api.counted > 0).then(|| {
        view! {
            <Note tone=Tone::Warn>
                <p>{own.api_inside(&count_words(api, words))} {breaks.then(|| format!(" {}", own.api_breaks()))}</p>
            </Note>
        }
    });
    let hybrid = (hybrid.counted > 0).then(|| view! { <p class="small">{own.hybrid_inside(&count_words(hybrid, words))}</p> });
    view! { {api} {hybrid} {last_calls(&preview.callers, words)} }.into_any()
}

/// When the programs called last.
fn last_calls(callers: &[BulkCaller], words: Words) -> Option<AnyView> {
    if callers.is_empty() {
        return None;
    }
    let facts = callers.iter().cloned().map(|BulkCaller { user, display_name, usage }| {
        view! {
            <dt><a href=format!("/users/{user}")><bdi>{display_name}</bdi></a></dt>
            <dd><Called usage /></dd>
        }
    });
    let last_calls = view! {
        <p class="small muted">{words.bulk.last_calls()}</p>
        <dl class="facts">{facts.collect_view()}</dl>
    };
    Some(last_calls.into_any())
}

fn names(rows: Vec<UserRow>, label: &'static str) -> AnyView {
    let items = rows.into_iter().map(|row| {
        view! { <li><a href=format!("/users/{}", row.id)><bdi>{row.display_name}</bdi></a></li> }
    });
    view! {
        <p class="small muted">{label}</p>
        <ul class="names">{items.collect_view()}</ul>
    }
    .into_any()
}

fn left_out(skipped: Vec<BulkSkipped>, words: Words) -> AnyView {
    let own = words.bulk;
    if skipped.is_empty() {
        return view! { <p class="small muted">{own.nobody_left_out()}</p> }.into_any();
    }
    let groups = skipped.into_iter().map(|BulkSkipped { why, count, first }| {
        view! {
            <div class="left-out">
                <h3>{own.left_out(&count_words(count, words))}</h3>
                <p>{own.skip(why)}</p>
                {names(first, own.first_names())}
            </div>
        }
    });
    groups.collect_view().into_any()
}

fn asking(preview: &BulkPreview, form: Option<FormState>, here: String, words: Words) -> AnyView {
    let own = words.bulk;
    let action = preview.order.action;
    let typed = |field: &str| form.as_ref().and_then(|form| form.value(field)).unwrap_or_default().to_owned();
    let (per_minute, confirmed, tag) = (typed(PER_MINUTE), typed(CONFIRMED), typed(TAG));
    let particulars = Particulars { life: typed(LIFE), effect: typed(EFFECT), tag };
    let submission = starting(form, words);
    let confirm = (preview.api.counted > 0).then(|| {
        view! { <TextField name=CONFIRMED label=own.confirm() value=Some(confirmed) error=submission.field_error(CONFIRMED) /> }
    });
    let target = serde_json::to_string(&preview.target).unwrap_or_default();
    let fields = particulars.fields(preview, submission, words);
    let look = if action == BulkAction::Deactivate { "danger" } else { "primary" };
    view! {
        <EnhancedForm action=here submission guard=true read=move |form: &Entered| rules::read(|field| form.text(field))>
            <ErrorSummary error=submission.error() />
            <input type="hidden" name=ACTION value=action.as_str() />
            <input type="hidden" name=TARGET value=target />
            {fields}
            <TextField
                name=PER_MINUTE
                label=own.per_minute()
                hint=own.per_minute_hint()
                kind="number"
                value=Some(per_minute)
                error=submission.field_error(PER_MINUTE)
            />
            {confirm}
            <p class="bulk-steps">
                <SubmitButton pending=submission.pending() look>{own.start()}</SubmitButton>
                <a class="btn" href="/users">{words.common.cancel()}</a>
            </p>
        </EnhancedForm>
    }
    .into_any()
}

fn starting(form: Option<FormState>, words: Words) -> Submission<StartBulk, BulkId> {
    let (toasts, navigate) = (use_context::<Toasts>(), use_navigate());
    Submission::new(form.map(|form| form.error), bulk::start_bulk, move |id| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(words.bulk.started_now()));
        }
        navigate(&address::job(id), NavigateOptions::default());
    })
}

/// A field, and the mail that comes of it: the one to the first of them, as an example.
fn with_example(
    field: AnyView,
    preview: &BulkPreview,
    key: TemplateKey,
    choice: (&'static str, RwSignal<String>),
    words: Words,
) -> AnyView {
    let (_, chosen) = choice;
    let example = preview.first.first().map(|first| {
        let (path, name) = (format!("/users/{}/mail/{key}", first.id), first.display_name.clone());
        view! {
            <div>
                <p class="small muted">{words.bulk.example()} " " <bdi>{name}</bdi></p>
                <MailPreview path choice />
            </div>
        }
    });
    view! {
        <div on:change=move |event| chosen.set(event_target_value(&event))>{field}</div>
        {example}
    }
    .into_any()
}

/// What was entered of an action's own fields.
struct Particulars {
    life: String,
    effect: String,
    tag: String,
}

impl Particulars {
    fn fields(self, preview: &BulkPreview, submission: Submission<StartBulk, BulkId>, words: Words) -> AnyView {
        let or = |entered: String, usual: String| if entered.is_empty() { usual } else { entered };
        let Particulars { life, effect, tag } = self;
        match preview.order.action {
            BulkAction::SendLink => {
                let usual = preview.order.life_minutes.unwrap_or_default();
                let selected = or(life, usual.to_string());
                let choices = lives(usual, preview.longest_minutes, words);
                let error = submission.field_error(LIFE);
                let label = words.record.link_works_for();
                let chosen = RwSignal::new(selected.clone());
                let field = view! { <SelectField name=LIFE label choices selected=&selected error /> };
                with_example(field.into_any(), preview, TemplateKey::PasswordChangeLink, (LIFE, chosen), words)
            }
            BulkAction::NewPassword => {
                let selected = or(effect, NewPasswordEffect::OnAcceptance.to_string());
                let options = effects(words);
                let legend = words.new_password.effect();
                let chosen = RwSignal::new(selected.clone());
                let field = view! { <RadioField name=EFFECT legend options selected=&selected /> };
                with_example(field.into_any(), preview, TemplateKey::AccessInfo, (EFFECT, chosen), words)
            }
            BulkAction::AddTag | BulkAction::RemoveTag => {
                let (choices, error) = (preview.known_tags.clone(), submission.field_error(TAG));
                view! { <TextField name=TAG label=words.bulk.tag() value=Some(tag) choices error /> }.into_any()
            }
            _ => ().into_any(),
        }
    }
}

//! Asks for the reader's own password once more before a file is taken away, and leads on to it.

use crate::api::{account::confirm_prompt, resource};
use crate::ui::{ErrorBlock, ErrorSummary, Head, OwnPassword, PageTitle, PlainForm, SubmitButton, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The files, each with the page that it belongs to. Nobody is led elsewhere from here.
const FILES: [(&str, &str); 1] = [("/audit/export.csv", "/audit")];

/// The addresses of a file and of its page, as an address asks for them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    file: String,
    page: String,
}

impl Wanted {
    fn read(next: &str) -> Option<Self> {
        let (path, query) = next.split_once('?').map_or((next, None), |(path, query)| (path, Some(query)));
        let (_, page) = FILES.into_iter().find(|(file, _)| *file == path)?;
        let page = query.map_or_else(|| page.to_owned(), |query| format!("{page}?{query}"));
        Some(Self { file: next.to_owned(), page })
    }
}

/// `/confirm`.
#[component]
pub fn Confirm() -> impl IntoView {
    let words = use_words();
    let wanted = use_query_map().with_untracked(|query| query.get("next")).and_then(|next| Wanted::read(&next));
    let refused = take_form().map(|form| form.error);
    let title = words.account.confirm();
    let is_asked = resource(|| (), |()| confirm_prompt());
    view! {
        <PageTitle text=title is_error=refused.is_some() />
        <Head title />
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let (wanted, error) = (wanted.clone(), Signal::stored(refused.clone()));
                Suspend::new(async move {
                    match is_asked.await {
                        Ok(true) => view! {
                            <section class="panel user-form">
                                <p>{words.account.confirm_text()}</p>
                                <ErrorSummary error />
                                <PlainForm>
                                    <OwnPassword asked=true error />
                                    <footer class="buttons">
                                        <SubmitButton>{words.account.confirm_go_on()}</SubmitButton>
                                        {wanted.map(|wanted| back(wanted.page, words))}
                                    </footer>
                                </PlainForm>
                            </section>
                        }
                        .into_any(),
                        Ok(false) => confirmed(wanted, words),
                        Err(error) => view! { <ErrorBlock error retry=move |()| is_asked.refetch() /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// The way on to the file. It is a link, so that the page knows where it leads when the file was taken away.
fn confirmed(wanted: Option<Wanted>, words: Words) -> AnyView {
    let own = words.account;
    let ways = wanted.map(|Wanted { file, page }| {
        view! {
            <p class="buttons">
                <a class="btn primary" href=file rel="external">{words.imports.export()}</a>
                {back(page, words)}
            </p>
        }
    });
    view! {
        <section class="panel user-form">
            <p>{own.confirmed()}</p>
            {ways}
        </section>
    }
    .into_any()
}

fn back(page: String, words: Words) -> AnyView {
    view! { <a class="btn" href=page>{words.account.confirm_back()}</a> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_leads_to_files_and_nowhere_else() {
        let wanted = |file: &str, page: &str| Some(Wanted { file: file.to_owned(), page: page.to_owned() });
        assert_eq!(Wanted::read("/audit/export.csv?q=a%3Fb"), wanted("/audit/export.csv?q=a%3Fb", "/audit?q=a%3Fb"));
        assert_eq!(Wanted::read("/audit/export.csv"), wanted("/audit/export.csv", "/audit"));
        for elsewhere in ["", "//evil.example", "https://evil.example/audit/export.csv", "/audit", "/audit/export.csv/x"] {
            assert_eq!(Wanted::read(elsewhere), None, "{elsewhere}");
        }
    }
}

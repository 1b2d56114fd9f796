//! Who is at a link's page: people, and the programs that fetch every link in a mail. The only sure sign of a person is that the
//! page is touched or its form sent; a program can often be told by how it asks. Whatever is neither is said to be unclear.

use super::{AppState, pages};
use crate::service::Visit;
use app::model::Opener;
use axum::{
    Extension,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode, header};

/// The page of a link.
pub(super) const LINK: &str = "/change-password/{code}";

/// Where requests say that nobody has asked for the page yet (<https://wicg.github.io/nav-speculation/prefetch.html>), and the
/// older names of that.
const PURPOSES: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/// What programs call themselves, in lower case. All browsers begin with "Mozilla/"; many programs do, too.
const PROGRAMS: [&str; 9] = ["bot/", "crawl", "spider", "scan", "preview", "imageproxy", "headless", "externalhit", "ms-office"];

/// The page, once it is noted who asks for it.
pub(super) async fn page(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(code): Path<String>,
    request: Request,
) -> Response {
    match state.desk.note_opening(&code, opener(request.method(), request.headers())).await {
        Ok(()) => pages::page(State(state), Extension(visit), request).await,
        Err(error) => pages::plain(&error),
    }
}

/// The page says that somebody touched it. The answer is the same for every code, and a link is told this once.
pub(super) async fn touched(State(state): State<AppState>, Path(code): Path<String>) -> Response {
    match state.desk.note_opening(&code, Opener::Person).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => pages::plain(&error),
    }
}

/// Who fetches a page, by the request: never a person for sure.
fn opener(method: &Method, headers: &HeaderMap) -> Opener {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    let looks_ahead =
        PURPOSES.iter().any(|name| ["prefetch", "prerender", "preview"].iter().any(|sign| text(name).contains(sign)));
    // Browsers that say how they ask say so; older ones say nothing.
    let opens_page =
        matches!(text("sec-fetch-mode").as_str(), "" | "navigate") && matches!(text("sec-fetch-dest").as_str(), "" | "document");
    let agent = text(header::USER_AGENT.as_str());
    let is_browser = agent.starts_with("mozilla/") && !PROGRAMS.iter().any(|program| agent.contains(program));
    if *method == Method::GET && !looks_ahead && opens_page && is_browser { Opener::Unclear } else { Opener::Program }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIREFOX: (&str, &str) = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");

    fn asked(method: &Method, pairs: &[(&'static str, &str)]) -> Opener {
        let headers = pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()));
        opener(method, &headers.collect())
    }

    #[test]
    fn a_browser_may_be_a_persons_or_a_scanners() {
        assert_eq!(asked(&Method::GET, &[FIREFOX]), Opener::Unclear);
        let navigates = [FIREFOX, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"), ("sec-fetch-site", "none")];
        assert_eq!(asked(&Method::GET, &navigates), Opener::Unclear);
    }

    #[test]
    fn programs_are_told_by_what_they_say_and_do() {
        assert_eq!(asked(&Method::HEAD, &[FIREFOX]), Opener::Program);
        assert_eq!(asked(&Method::GET, &[]), Opener::Program);
        for agent in
            ["", "curl/8.5", "python-requests/2.32", "Mozilla/5.0 (compatible; LinkScanner/1.0)", "Slackbot-LinkExpanding 1.0"]
        {
            assert_eq!(asked(&Method::GET, &[("user-agent", agent)]), Opener::Program, "{agent}");
        }
        let signs = [
            ("sec-purpose", "prefetch;prerender"),
            ("purpose", "prefetch"),
            ("x-moz", "prefetch"),
            ("sec-fetch-mode", "no-cors"),
            ("sec-fetch-dest", "image"),
        ];
        for sign in signs {
            assert_eq!(asked(&Method::GET, &[FIREFOX, sign]), Opener::Program, "{sign:?}");
        }
    }
}

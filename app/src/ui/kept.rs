//! Elements that many pages have in common, such as the rows of the list of users: the server writes each once for everyone.

use leptos::prelude::*;
use serde::Serialize;

#[cfg(feature = "ssr")]
mod server {
    use leptos::tachys::html::InertElement;
    use quick_cache::sync::Cache;
    use std::sync::{Arc, LazyLock};

    use super::{AnyView, IntoAny, RenderHtml, Serialize};

    /// At most so many are kept, two kilobytes each with its key; those that are asked for again and again stay longest.
    const MOST: usize = 4_000;

    static KEPT: LazyLock<Cache<Vec<u8>, Arc<str>>> = LazyLock::new(|| Cache::new(MOST));

    pub(super) fn kept(key: &impl Serialize, element: impl FnOnce() -> AnyView) -> AnyView {
        let Ok(key) = postcard::to_allocvec(key) else { return element() };
        let html = KEPT.get(&key).unwrap_or_else(|| {
            let html = Arc::from(element().to_html());
            KEPT.insert(key, Arc::clone(&html));
            html
        });
        InertElement::new(html.to_string()).into_any()
    }
}

/// One element, of which the server keeps what it wrote. The key holds everything that the element shows, the language too, and
/// begins with the element's name; what is found under it is therefore never out of date. Nothing in the element may wait, and
/// nothing may differ between readers but by the key.
pub fn kept(key: &impl Serialize, element: impl FnOnce() -> AnyView) -> AnyView {
    #[cfg(feature = "ssr")]
    return server::kept(key, element);
    #[cfg(not(feature = "ssr"))]
    {
        let _ = key;
        element()
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_written_once_for_each_key() {
        let mut written = 0;
        let mut html = |key: &str| {
            let element = || {
                written += 1;
                view! { <b>{key.to_owned()}</b> }.into_any()
            };
            kept(&("a test's", key), element).to_html()
        };
        let (first, again, other) = (html("one"), html("one"), html("other"));
        assert_eq!(first, again);
        assert!(first.contains("one") && other.contains("other"));
        assert_eq!(written, 2);
    }
}

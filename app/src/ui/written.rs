//! Elements of which nothing is waited for: the server writes them in one go, and those that many pages have in common, such as the
//! rows of the list of users, once for everyone. In the browser they are elements as any.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos::tachys::html::InertElement;
use serde::Serialize;

/// What the server wrote and keeps.
#[cfg(feature = "ssr")]
mod store {
    use quick_cache::sync::Cache;
    use std::sync::{Arc, LazyLock};

    /// At most so many are kept, two kilobytes each with its key; those that are asked for again and again stay longest.
    const MOST: usize = 4_000;

    pub(super) static KEPT: LazyLock<Cache<Vec<u8>, Arc<str>>> = LazyLock::new(|| Cache::new(MOST));
}

/// One element, which the server writes in one go: what may have to be waited for is gone through several times, and written in
/// many pieces. Nothing in it may wait.
pub fn at_once(element: impl IntoView + 'static) -> AnyView {
    #[cfg(feature = "ssr")]
    return InertElement::new(element.into_any().to_html()).into_any();
    #[cfg(not(feature = "ssr"))]
    element.into_any()
}

/// The same, of which the server keeps what it wrote. The key holds everything that the element shows, the language too, and begins
/// with the element's name; what is found under it is therefore never out of date.
pub fn kept(key: &impl Serialize, element: impl FnOnce() -> AnyView) -> AnyView {
    #[cfg(feature = "ssr")]
    {
        let Ok(key) = postcard::to_allocvec(key) else { return at_once(element()) };
        let html = store::KEPT.get(&key).unwrap_or_else(|| {
            let html = std::sync::Arc::from(element().to_html());
            store::KEPT.insert(key, std::sync::Arc::clone(&html));
            html
        });
        InertElement::new(html.to_string()).into_any()
    }
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

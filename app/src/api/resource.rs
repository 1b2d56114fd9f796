//! How what the server read for a page gets to the browser: as what server functions answer, so that the browser's code reads both
//! with the same.

use crate::wire;
use leptos::prelude::{Resource, SharedValue};
use leptos::server::codee::{Decoder, Encoder};
use serde::{Serialize, de::DeserializeOwned};

/// The codec.
pub struct Inline;

impl<T: Serialize> Encoder<T> for Inline {
    type Error = postcard::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        wire::to_text(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Inline {
    type Error = postcard::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        wire::from_text(text)
    }
}

/// What `fetcher` reads for a page: on the server while the page is rendered, in the browser when `source` changes.
#[must_use]
pub fn resource<S, T, Reading>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetcher: impl Fn(S) -> Reading + Send + Sync + 'static,
) -> Resource<T, Inline>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Reading: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, fetcher, false)
}

/// What the server's rendering knows, for the browser's too.
#[must_use]
pub fn shared<T: Serialize + DeserializeOwned>(value: impl FnOnce() -> T) -> T {
    SharedValue::<T, Inline>::new_with_encoding(value).into_inner()
}

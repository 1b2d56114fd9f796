//! How what the server read for a page gets to the browser: as JSON, read there from bytes, as server functions read theirs.
//! Leptos's own codec reads from text, for which serde would make every reader in the browser's code a second time.

use leptos::prelude::{Resource, SharedValue};
use leptos::server::codee::{Decoder, Encoder};
use serde::{Serialize, de::DeserializeOwned};

/// The codec.
pub struct Json;

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        serde_json::from_slice(text.as_bytes())
    }
}

/// What `fetcher` reads for a page: on the server while the page is rendered, in the browser when `source` changes.
#[must_use]
pub fn resource<S, T, Reading>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetcher: impl Fn(S) -> Reading + Send + Sync + 'static,
) -> Resource<T, Json>
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
    SharedValue::<T, Json>::new_with_encoding(value).into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let value = (1, "zwölf".to_owned(), None::<bool>);
        let written = Json::encode(&value).unwrap();
        let read: (i32, String, Option<bool>) = Json::decode(&written).unwrap();
        assert_eq!(read, value);
    }
}

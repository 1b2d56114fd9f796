//! How what server functions answer, and what the server read for a page, gets to the browser: as postcard, which says no names,
//! so that the code that reads it is small. Only a page's code of the same build can read it, so the type of the content names
//! the build's wire, and a server of another build refuses to do what it could not tell about.
//!
//! What is asked comes as JSON, which forms and programs can write.

use serde::{Serialize, de::DeserializeOwned};
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};

/// How the types of the content begin that Latchkey's builds speak.
const OURS: &str = "application/vnd.latchkey.";
/// All that a server says to a page's code of another build; pages of every build know it.
pub const OTHER_BUILD: &[u8] = b"other build";

/// The encoding.
pub struct Compact;

/// What server functions answer with.
pub type Answer = Post<Compact>;

/// Whether somebody who accepts this is a page's code of this build; `None` for those that are none, such as programs.
#[must_use]
pub fn is_of_this_build(accepts: &str) -> Option<bool> {
    accepts.starts_with(OURS).then(|| accepts == Compact::CONTENT_TYPE)
}

impl ContentType for Compact {
    const CONTENT_TYPE: &'static str = concat!("application/vnd.latchkey.", env!("LATCHKEY_WIRE"));
}

impl FormatType for Compact {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: Serialize> Encodes<T> for Compact {
    type Error = postcard::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        postcard::to_allocvec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Compact {
    type Error = postcard::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        whole(&bytes)
    }
}

/// Reads a value of which nothing is left over: what somebody else answered, such as a page that asks to sign in to a network, is
/// no value that takes little.
fn whole<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, postcard::Error> {
    let (value, rest) = postcard::take_from_bytes(bytes)?;
    if rest.is_empty() { Ok(value) } else { Err(postcard::Error::DeserializeBadEncoding) }
}

/// What is added to a byte that a script's text would have to escape: the letters there need no escape in any.
const LETTERS: u32 = 0x100;

/// A value as text that stands in a script of a page: a character for each byte, so that words stay words, which compress with the
/// page's own and can be searched. Nothing in it needs an escape: Leptos writes Rust's, of which `\0` before a digit is another
/// character to scripts.
///
/// # Errors
/// When the value cannot be written, which no type of the wire's is.
pub fn to_text<T: Serialize>(value: &T) -> Result<String, postcard::Error> {
    Ok(postcard::to_allocvec(value)?.into_iter().map(letter).collect())
}

fn letter(byte: u8) -> char {
    match byte {
        b' '..=b'~' if !matches!(byte, b'"' | b'\\' | b'<') => char::from(byte),
        _ => char::from_u32(LETTERS + u32::from(byte)).unwrap_or_default(),
    }
}

/// Reads what [`to_text`] wrote.
///
/// # Errors
/// When it is something else.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, postcard::Error> {
    let byte = |letter: char| {
        let number = u32::from(letter);
        u8::try_from(number.checked_sub(LETTERS).unwrap_or(number)).ok()
    };
    let bytes: Option<Vec<u8>> = text.chars().map(byte).collect();
    whole(&bytes.ok_or(postcard::Error::DeserializeBadEncoding)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::{ApiError, Problem};
    use server_fn::error::FromServerFnError as _;

    #[test]
    fn what_is_written_is_read() {
        let value = (-1_i64, "zwölf".to_owned(), None::<bool>, vec![0_u8, 255]);
        let text = to_text(&value).unwrap();
        assert_eq!(from_text::<(i64, String, Option<bool>, Vec<u8>)>(&text), Ok(value.clone()));
        let bytes = <Compact as Encodes<_>>::encode(&value).unwrap();
        assert_eq!(<Compact as Decodes<_>>::decode(bytes), Ok(value));
        assert!(from_text::<Vec<u8>>("\u{101}\u{200}").is_err());
    }

    #[test]
    fn what_somebody_else_answered_is_no_value() {
        let page = || Bytes::from_static(b"<!DOCTYPE html>");
        assert!(<Compact as Decodes<()>>::decode(page()).is_err());
        assert!(<Compact as Decodes<i64>>::decode(page()).is_err());
        assert!(<Compact as Decodes<bool>>::decode(Bytes::from_static(b"\x01\n")).is_err());
    }

    #[test]
    fn errors_are_whole() {
        let error = ApiError { reference: Some("ABC".to_owned()), ..ApiError::field("email", Problem::EmailTaken) };
        assert_eq!(ApiError::de(Compact::encode(&error).unwrap()), error);
        assert_eq!(ApiError::de(Bytes::from_static(OTHER_BUILD)).problem, Problem::OtherBuild);
        assert_eq!(ApiError::de(Bytes::from_static(b"<html>")).problem, Problem::Misunderstood);
    }

    #[test]
    fn words_stay_words_and_nothing_needs_an_escape() {
        let every_byte: Vec<u8> = (0..=255).collect();
        let text = to_text(&("ada@northwind.example", &every_byte, "</script>\"\\")).unwrap();
        assert!(text.contains("ada@northwind.example"));
        assert_eq!(format!("{text:?}"), format!("\"{text}\""));
        assert!(!text.contains('<'));
        let read: (String, Vec<u8>, String) = from_text(&text).unwrap();
        assert_eq!((read.0.as_str(), read.1, read.2.as_str()), ("ada@northwind.example", every_byte, "</script>\"\\"));
    }

    /// Types that are only ever JSON: the file that automations are exported to.
    const JSON_ALONE: &str = "automation_file.rs";

    #[test]
    fn no_type_needs_names_to_be_read() {
        for file in files(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
            let text = std::fs::read_to_string(&file).unwrap();
            let attributes = text.split("#[serde(").skip(1).filter_map(|rest| rest.split_once(")]"));
            for (attribute, _) in attributes.filter(|_| !file.ends_with(JSON_ALONE) && !file.ends_with("wire.rs")) {
                for what in ["untagged", "tag", "flatten", "skip", "with", "alias"] {
                    assert!(!attribute.contains(what), "{}: {attribute}", file.display());
                }
            }
        }
    }

    fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
        let found = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        found.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
    }

    #[test]
    fn pages_of_another_build_are_known() {
        assert_eq!(is_of_this_build(Compact::CONTENT_TYPE), Some(true));
        assert_eq!(is_of_this_build("application/vnd.latchkey.0"), Some(false));
        assert_eq!(is_of_this_build("application/json"), None);
        assert!(Compact::CONTENT_TYPE.starts_with(OURS));
    }
}

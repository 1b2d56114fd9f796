//! A mail as a page of its own, for the sandboxed frame of the editor.

use super::{Rendered, layout, text::escape_html};
use app::{
    model::{Locale, PreviewLook},
    words::Words,
};

/// The mail as a document: as its program would show it, below its subject.
#[must_use]
pub fn previewed(mail: &Rendered, look: PreviewLook, reader: Locale) -> String {
    let words = Words::of(reader).templates;
    let subject = format!("<b>{}:</b> <bdi>{}</bdi>", words.subject(), escape_html(&mail.subject));
    match look {
        PreviewLook::Text => page(reader, &format!("<p>{subject}</p><hr><pre>{}</pre>", escape_html(&mail.text))),
        PreviewLook::Html | PreviewLook::Phone => layout::below(&layout::lit(&mail.html, false), &subject),
        PreviewLook::Dark => layout::below(&layout::lit(&mail.html, true), &subject),
    }
}

/// What stands in the frame instead of a mail that cannot be made: why not.
#[must_use]
pub fn refusal(sentences: &[String], reader: Locale) -> String {
    let listed = sentences.iter().map(|sentence| escape_html(sentence)).collect::<Vec<_>>().join("</li><li>");
    page(reader, &format!("<p><b>{}</b></p><ul><li>{listed}</li></ul>", Words::of(reader).templates.not_shown()))
}

/// A sentence in the frame's place.
#[must_use]
pub fn told(sentence: &str, reader: Locale) -> String {
    page(reader, &format!("<p>{}</p>", escape_html(sentence)))
}

fn page(reader: Locale, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title><style>\
         body {{ margin: 16px; background: #ffffff; color: #1d1b18; font: 16px/1.5 system-ui, sans-serif; }} \
         pre {{ font: 15px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }}\
         </style></head><body>{body}</body></html>",
        reader.tag(),
        Words::of(reader).templates.preview(),
    )
}

//! Texts of mails, and the names that are filled into them.
#![no_main]

use app::model::{Locale, TemplateKey, TemplateText};
use latchkey::{mail::builtin_text, promises::holds_of_template};
use libfuzzer_sys::fuzz_target;

const IMAGE: &str = "<img";

fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
    let key = TemplateKey::ALL[usize::from(choice / 2) % TemplateKey::ALL.len()];
    let locale = if choice % 2 == 0 { Locale::En } else { Locale::De };
    let mut parts = text.splitn(4, '\0').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let (html, text_part, subject, name) = (part(), part(), part(), part());
    let name = format!("{IMAGE} src=x>{name}");
    // A text alone seldom says all that its mail must say.
    let built_in = builtin_text(key, locale);
    let longer = TemplateText {
        subject: format!("{subject}{}", built_in.subject),
        html: format!("{html}{}", built_in.html),
        text: format!("{text_part}{}", built_in.text),
    };
    for written in [TemplateText { subject, html, text: text_part }, longer] {
        if let Some(mail) = holds_of_template(key, locale, &written, &name) {
            assert!(text.contains(IMAGE) || !mail.html.contains(IMAGE), "a name became markup: {}", mail.html);
        }
    }
});

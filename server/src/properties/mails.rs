//! Templates and what they are filled with, and mails that come back.

use super::{anything, config};
use crate::{
    mail::{BounceAddress, Report, TemplateKey, builtin_text, recipient, render},
    promises::{LARGEST, holds_of_template, named},
};
use app::{
    model::{Locale, TemplateText},
    rules::templates::tidy,
};
use proptest::{prelude::*, sample::select};

/// Pieces of templates, which make a good one as often as not.
const PIECES: [&str; 24] = [
    "{{ link }}",
    "{{ user_name }}",
    "{{ display_name }}",
    "{{ expires_at }}",
    "{{ organisation }}",
    "{{ code }}",
    "{% if requested_by %}",
    "{% else %}",
    "{% endif %}",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<br>",
    "{{ button(link, \"Go\") }}",
    "{{ code_box(code) }}",
    "{{ nobody }}",
    "{# note #}",
    "{{",
    "%}",
    "<a href=\"{{ link }}\">",
    "</a>",
    "<script>",
    "\n",
];

fn keys() -> impl Strategy<Value = TemplateKey> {
    select(TemplateKey::ALL.to_vec())
}

fn locales() -> impl Strategy<Value = Locale> {
    select(Locale::ALL.to_vec())
}

/// Words of a template: what somebody might write, in any order.
fn source() -> impl Strategy<Value = String> {
    let pieces = proptest::collection::vec(prop_oneof![select(PIECES.to_vec()).prop_map(str::to_owned), "[a-z ]{1,10}"], 0..14);
    prop_oneof![pieces.prop_map(|pieces| pieces.concat()), anything()]
}

/// The built-in text with something put in before it.
fn written(key: TemplateKey, locale: Locale, more: &(String, String, String)) -> TemplateText {
    let (subject, html, text) = more;
    let built_in = builtin_text(key, locale);
    tidy(&TemplateText {
        subject: format!("{subject}{}", built_in.subject),
        html: format!("{html}{}", built_in.html),
        text: format!("{text}{}", built_in.text),
    })
}

/// What stands in a document that is no text: the beginnings of tags, and quotes.
fn markup(html: &str) -> [usize; 3] {
    ['<', '>', '"'].map(|mark| html.matches(mark).count())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_name_becomes_markup_or_a_line_of_a_header(key in keys(), locale in locales(), name in anything()) {
        let plain = render(locale, &named(key, "Feld")).unwrap();
        let mail = render(locale, &named(key, &name)).unwrap();
        prop_assert_eq!(markup(&mail.html), markup(&plain.html), "{}", mail.html);
        prop_assert!(!mail.subject.contains(['\r', '\n']));
        prop_assert!(mail.html.len() <= LARGEST && mail.text.len() <= LARGEST);
    }

    #[test]
    fn no_template_makes_the_checks_fail(key in keys(), locale in locales(), subject in source(), html in source(), text in source()) {
        let _ = holds_of_template(key, locale, &TemplateText { subject, html, text }, "Feld");
    }

    #[test]
    fn a_template_that_is_taken_can_be_sent(key in keys(), locale in locales(), more in (source(), source(), source()), name in anything()) {
        let text = written(key, locale, &more);
        if let Some(mail) = holds_of_template(key, locale, &text, &format!("<img src=x><script>{name}")) {
            prop_assert!(!mail.html.contains("<img") && !mail.html.contains("<script"), "{}", mail.html);
        }
    }

    #[test]
    fn a_recipient_is_one_address(name in anything(), address in anything(), local in "[a-z]{1,8}") {
        for address in [address.clone(), format!("{local}@northwind.example{address}"), format!("{local}{address}@northwind.example")] {
            if let Ok(mailbox) = recipient(&name, &address) {
                let to = mailbox.email.to_string();
                prop_assert!(!to.contains(char::is_control), "{:?}", to);
                prop_assert!(mailbox.name.is_none_or(|name| !name.contains(['\r', '\n'])));
            }
        }
    }

    #[test]
    fn no_bytes_make_the_reader_of_returned_mails_fail(raw in proptest::collection::vec(any::<u8>(), 0..400), to in anything()) {
        let address = BounceAddress::parse("bounce@desk.northwind.example").unwrap();
        let _ = Report::read(&raw, Some(&to), address.as_ref());
        let _ = BounceAddress::parse(&to);
    }

    #[test]
    fn what_a_returned_mail_says_is_one_line_of_a_mail_server(
        action in "(failed|delayed|delivered|\\PC{0,8})",
        status in "[245]\\.[0-9]\\.[0-9]{1,3}|\\PC{0,8}",
        said in anything(),
        word in "[0-9A-Z]{26}",
    ) {
        let raw = format!(
            "To: bounce+x@desk.northwind.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
             Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {said} {word}\r\n\r\n--b--\r\n"
        );
        if let Some(report) = Report::read(raw.as_bytes(), None, None) {
            prop_assert!(report.reply.starts_with(['4', '5']) && !report.reply.contains(['\r', '\n']), "{}", report.reply);
            prop_assert!(!report.reply.contains(&word), "what may be a code is left out: {}", report.reply);
            prop_assert!(report.addressed.is_none() && report.enclosed.is_none());
        }
    }
}

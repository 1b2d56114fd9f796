//! The frame around every mail and the building blocks inside it. Both are ours, not the template's, so that a template
//! cannot lose the support contact, the plain form of a link or the dark colours.

use super::text::escape_html;
use super::variables::Variables;
use app::model::Locale;
use minijinja::Value;
use serde::Serialize;

/// The frame of the text part.
pub(super) const TEXT: &str = include_str!("builtin/layout.txt");
/// The frame of the HTML part.
pub(super) const HTML: &str = include_str!("builtin/layout.html");

/// What the frame shows.
#[derive(Serialize)]
pub(super) struct Frame<'a> {
    lang: &'static str,
    organisation: String,
    contact: String,
    contact_label: &'static str,
    reason: &'a str,
    subject: &'a str,
    body: Value,
}

impl<'a> Frame<'a> {
    /// The frame around a rendered body.
    pub(super) fn new(locale: Locale, variables: &Variables, subject: &'a str, reason: &'a str, body: Value) -> Self {
        let contact_label = match locale {
            Locale::En => "Questions",
            Locale::De => "Bei Fragen",
        };
        Self {
            lang: locale.tag(),
            organisation: variables.organisation(),
            contact: variables.contact(locale),
            contact_label,
            reason: reason.trim(),
            subject,
            body,
        }
    }
}

/// What makes the frame dark where its reader's screen is.
const DARK: &str = "@media (prefers-color-scheme: dark)";

/// A framed mail that is light or dark whatever the screen is.
pub(super) fn lit(html: &str, dark: bool) -> String {
    let (media, scheme) = if dark { ("@media all", "dark") } else { ("@media not all", "light") };
    html.replace(DARK, media).replace("light dark", scheme)
}

/// A framed mail below a line about it.
pub(super) fn below(html: &str, line: &str) -> String {
    let (head, frame) = html.split_once("<table").unwrap_or((html, ""));
    format!(
        "{head}<p class=\"card\" style=\"margin: 0; padding: 12px 16px; background-color: #ffffff; border-bottom: 1px solid #e6e2da; \
         color: #1d1b18; font: 400 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere;\">{line}</p><table{frame}"
    )
}

/// `button(link, label)` in HTML bodies: a button, and under it the address as plain text for those who want to see where
/// it leads or whose program shows no buttons.
#[expect(clippy::needless_pass_by_value, reason = "minijinja hands arguments over by value")]
pub(super) fn button(address: String, label: String) -> Value {
    let (address, label) = (escape_html(&address), escape_html(&label));
    Value::from_safe_string(format!(
        r#"<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin: 20px 0;">
<tr><td class="button" style="background-color: #0b6b63; border-radius: 8px;"><a href="{address}" style="display: inline-block; padding: 12px 20px; color: #ffffff; font-weight: 600; text-decoration: none;">{label}</a></td></tr>
</table>
<p class="quiet" style="color: #5b564d; word-break: break-all;">{address}</p>"#
    ))
}

/// `code_box(code)` in HTML bodies: characters to be copied or typed, set apart.
#[expect(clippy::needless_pass_by_value, reason = "minijinja hands arguments over by value")]
pub(super) fn code_box(code: String) -> Value {
    Value::from_safe_string(format!(
        r#"<p class="code" style="margin: 16px 0; padding: 12px; background-color: #f3f1ec; border: 1px solid #8d877b; border-radius: 8px; color: #1d1b18; font: 600 18px/1.5 ui-monospace, Consolas, 'DejaVu Sans Mono', monospace;">{}</p>"#,
        escape_html(&code)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_light_or_dark_and_nothing_between() {
        assert_eq!(HTML.matches(DARK).count(), 1);
        for (dark, scheme, media) in
            [(true, "color-scheme: dark", "@media all"), (false, "color-scheme: light", "@media not all")]
        {
            let shown = below(&lit(HTML, dark), "Subject");
            assert!(shown.contains(scheme) && shown.contains(media) && !shown.contains("light dark"), "{shown}");
            assert!(shown.contains("Subject</p><table role"), "{shown}");
        }
    }
}

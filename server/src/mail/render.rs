//! Templates filled in a sandbox: undefined variables are errors, templates reach no other template, no file and no
//! filter, and running time, depth and size are bounded.

use super::clean;
use super::layout::{self, Frame, button, code_box};
use super::template::{Source, builtin};
use super::text::{escape_html, flow, one_line};
use super::variables::Variables;
use app::{
    model::{Locale, TemplateText},
    rules::templates as rules,
};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value};
use secrecy::SecretString;
use serde::Serialize;
use std::fmt;
use std::io::{self, Write};
use std::sync::LazyLock;

/// Instructions a template may run; a built-in one needs about a hundred.
const FUEL: u64 = 50_000;
/// How deep a template may nest.
const DEPTH: usize = 50;
/// Bytes a part may have: more than enough for a mail, and what Gmail shows uncut is 102 KB.
const MAX_OUTPUT: usize = 256 * 1024;

static SANDBOX: LazyLock<Environment<'static>> = LazyLock::new(sandbox);

/// A mail's words. They carry secrets: `Debug` shows none of them.
#[derive(Clone)]
pub struct Rendered {
    /// One line, without secrets.
    pub subject: String,
    /// The text part, wrapped as `format=flowed` (RFC 3676).
    pub text: String,
    /// The HTML part, a whole document.
    pub html: String,
    /// What a log or a reply must not show.
    pub(super) secrets: Vec<SecretString>,
}

impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rendered").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// A template that cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{part}, line {line}: {problem}")]
pub struct RenderError {
    /// Which part: "subject", "body.txt" or "body.html"; or the frame around one.
    pub part: &'static str,
    /// The line of that part, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

/// Fills the built-in template that the variables are for.
///
/// # Errors
/// The template uses a variable it does not have, is not well-formed, or runs for too long.
pub fn render(locale: Locale, variables: &Variables) -> Result<Rendered, RenderError> {
    fill(builtin(variables.template(), locale), locale, variables)
}

/// Fills a template with the words of the house. Its HTML is cleaned once more: what a value does to it cannot be foreseen.
///
/// # Errors
/// As [`render`]; also where a value that must be shown is not.
pub fn render_own(text: &TemplateText, locale: Locale, variables: &Variables) -> Result<Rendered, RenderError> {
    let source = Source::own(text, variables.template(), locale);
    let mut parts = Parts::fill(source, locale, variables)?;
    if let Some((part, name)) = parts.missing(locale, variables) {
        return Err(RenderError { part, line: 1, problem: format!("{name} is not shown") });
    }
    parts.html = clean::clean(&parts.html);
    parts.framed(source.reason, locale, variables)
}

fn fill(source: Source<'_>, locale: Locale, variables: &Variables) -> Result<Rendered, RenderError> {
    Parts::fill(source, locale, variables)?.framed(source.reason, locale, variables)
}

/// The filled parts, without the frame.
pub(super) struct Parts {
    subject: String,
    text: String,
    pub(super) html: String,
}

impl Parts {
    pub(super) fn fill(source: Source<'_>, locale: Locale, variables: &Variables) -> Result<Self, RenderError> {
        Ok(Self {
            subject: one_line(&part("subject", source.subject, variables.open(locale))?),
            text: part("body.txt", source.text, variables.full(locale))?,
            html: part("body.html", source.html, variables.full(locale))?,
        })
    }

    /// The first part that lacks a value which it must show, and the variable.
    pub(super) fn missing(&self, locale: Locale, variables: &Variables) -> Option<(&'static str, &'static str)> {
        let values = variables.values(locale);
        let required = rules::variables(variables.template()).into_iter().filter(|variable| variable.is_required);
        required.into_iter().find_map(|variable| {
            let (_, value) = values.iter().find(|(name, _)| name == variable.name)?;
            let is_in = |part: &str, value: &str| part.contains(value);
            match (is_in(&self.text, value), is_in(&self.html, &escape_html(value))) {
                (true, true) => None,
                (true, false) => Some(("body.html", variable.name)),
                (false, _) => Some(("body.txt", variable.name)),
            }
        })
    }

    fn framed(self, reason: &str, locale: Locale, variables: &Variables) -> Result<Rendered, RenderError> {
        let Self { subject, text, html } = self;
        let frame = |body| Frame::new(locale, variables, &subject, reason, body);
        let text = part("layout.txt", layout::TEXT, frame(Value::from(text.trim())))?;
        let html = part("layout.html", layout::HTML, frame(Value::from_safe_string(html.trim().to_owned())))?;
        Ok(Rendered { text: flow(&text), html, secrets: variables.secrets(), subject })
    }
}

fn part(name: &'static str, source: &str, variables: impl Serialize) -> Result<String, RenderError> {
    let describe = |error: Error| RenderError {
        part: name,
        line: error.line().unwrap_or(1),
        problem: error.detail().map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind())),
    };
    let mut output = Capped(Vec::new());
    let template = SANDBOX.template_from_named_str(name, source).map_err(describe)?;
    template.render_captured_to(Value::from(Serde(variables)), &mut output).map_err(describe)?;
    Ok(String::from_utf8_lossy(&output.0).into_owned())
}

fn sandbox() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEPTH);
    environment.set_auto_escape_callback(|name| if is_html(name) { AutoEscape::Html } else { AutoEscape::None });
    environment.set_formatter(write_value);
    environment.add_function("button", button);
    environment.add_function("code_box", code_box);
    environment
}

#[expect(clippy::case_sensitive_file_extension_comparisons, reason = "part names are written in lower case, above")]
fn is_html(part: &str) -> bool {
    part.ends_with(".html")
}

/// As minijinja's own, but `/` stays as it is: addresses remain readable in the source of a mail.
fn write_value(output: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match (state.auto_escape(), value.as_str()) {
        (AutoEscape::Html, Some(text)) if !value.is_safe() => output.write_str(&escape_html(text)).map_err(Error::from),
        _ => minijinja::escape_formatter(output, state, value),
    }
}

/// Collects output up to [`MAX_OUTPUT`].
struct Capped(Vec<u8>);

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_OUTPUT {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the mail becomes too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Details;
    use app::model::TemplateKey;
    use secrecy::ExposeSecret as _;

    const LINK: &str = "https://desk.northwind.example/change-password/0123456789ABCDEFGHJKMNPQRS";
    const CODE: &str = "01234-56789-ABCDE-FGHJK-MNPQRS";

    fn source(subject: &'static str, text: &'static str, html: &'static str) -> Source<'static> {
        Source { subject, text, html, reason: "" }
    }

    fn filled(source: Source<'_>, variables: &Variables) -> Rendered {
        fill(source, Locale::En, variables).unwrap()
    }

    fn refused(text: &'static str) -> RenderError {
        fill(source("s", text, "h"), Locale::En, &Variables::sample(TemplateKey::PasswordChanged)).unwrap_err()
    }

    #[test]
    fn every_template_renders_whole_in_every_language() {
        for (key, locale) in TemplateKey::ALL.iter().flat_map(|key| Locale::ALL.map(|locale| (*key, locale))) {
            let mail = render(locale, &Variables::sample(key)).unwrap();
            for part in [&mail.subject, &mail.text, &mail.html] {
                assert!(!part.contains("{{") && !part.contains("{%"), "{key:?} {locale:?}: {part}");
                assert!(part.contains("Northwind"), "{key:?} {locale:?}: {part}");
            }
            assert!(!mail.text.contains("none"), "{}", mail.text);
            assert!(mail.text.contains("Jonas Feld") && mail.html.contains("<bdi>Jonas Feld</bdi>"));
            assert!(mail.text.contains("help@northwind.example") && mail.html.contains("help@northwind.example"));
            assert!(mail.text.lines().all(|line| line.chars().count() < 78 || line.starts_with("https://")), "{}", mail.text);
            assert!(mail.html.contains(&format!("<html lang=\"{}\" dir=\"ltr\">", locale.tag())));
            assert!(!mail.html.contains("src=") && !mail.html.contains("url("), "no remote content");
        }
    }

    #[test]
    fn the_link_stands_once_to_click_and_once_to_read() {
        for locale in Locale::ALL {
            let mail = render(locale, &Variables::sample(TemplateKey::PasswordChangeLink)).unwrap();
            assert_eq!(mail.text.lines().filter(|line| *line == LINK).count(), 1);
            assert_eq!(mail.text.matches(LINK).count(), 1);
            assert_eq!(mail.html.matches("href=").count(), 1, "one link");
            assert_eq!(mail.html.matches(&format!("href=\"{LINK}\"")).count(), 1);
            assert_eq!(mail.html.matches(&format!(">{LINK}<")).count(), 1);
            assert!(mail.text.lines().any(|line| line == CODE));
            assert_eq!(mail.html.matches(CODE).count(), 1);
        }
    }

    #[test]
    fn a_link_asked_for_by_its_recipient_names_no_administrator() {
        let mut variables = Variables::sample(TemplateKey::PasswordChangeLink);
        if let Details::PasswordChangeLink(details) = &mut variables.details {
            details.requested_by = None;
        }
        let mail = render(Locale::En, &variables).unwrap();
        assert!(mail.text.contains("You asked for a link"), "{}", mail.text);
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let mut variables = Variables::sample(TemplateKey::PasswordChanged);
        variables.support_contact = " ".to_owned();
        if let Details::PasswordChanged(details) = &mut variables.details {
            (details.client_address, details.browser) = (None, None);
        }
        let mail = render(Locale::En, &variables).unwrap();
        assert!(!mail.text.contains("From:"), "{}", mail.text);
        assert!(mail.text.contains("your administrators at Northwind"), "{}", mail.text);
    }

    #[test]
    fn values_cannot_break_out() {
        let mut variables = Variables::sample(TemplateKey::PasswordChangeLink);
        variables.display_name = "<img src=x>\r\nBcc: a@b.example\u{202e}{{ link }}".to_owned();
        variables.organisation = "A\r\nBcc: a@b.example & \"Sons\"".to_owned();
        let mail = render(Locale::En, &variables).unwrap();
        assert_eq!(mail.subject, "A Bcc: a@b.example & \"Sons\": choose a new password");
        assert!(mail.html.contains("&lt;img src=x&gt; Bcc: a@b.example{{ link }}"), "{}", mail.html);
        assert!(mail.html.contains("A Bcc: a@b.example &amp; &quot;Sons&quot;"));
        assert!(mail.text.contains("Hello <img src=x> Bcc: a@b.example{{ link }},"), "{}", mail.text);
    }

    #[test]
    fn a_subject_cannot_show_a_secret() {
        let source = source("{{ link }}", "t", "h");
        let error = fill(source, Locale::En, &Variables::sample(TemplateKey::PasswordChangeLink)).unwrap_err();
        assert_eq!((error.part, error.line), ("subject", 1));
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let variables = Variables::sample(TemplateKey::PasswordChangeLink);
        let mail = render(Locale::En, &variables).unwrap();
        let shown = format!("{variables:?} {mail:?}");
        assert!(!shown.contains("0123456789ABC") && !shown.contains(CODE), "{shown}");
        assert!(mail.secrets.iter().any(|secret| secret.expose_secret() == CODE));
    }

    #[test]
    fn templates_reach_nothing_beyond_their_variables() {
        for text in
            ["{{ nobody }}", "{{ display_name.x.y }}", "{% include 'body.html' %}", "{{ display_name|upper }}", "{{ range(9) }}"]
        {
            assert_eq!(refused(text).part, "body.txt", "{text}");
        }
    }

    #[test]
    fn templates_that_run_wild_are_stopped() {
        let endless = "{% for a in display_name*9999 %}{% for b in display_name*9999 %}{{ a }}{% endfor %}{% endfor %}";
        for text in [endless, "{{ display_name * 999999 }}"] {
            assert_eq!(refused(text).part, "body.txt", "{text}");
        }
    }

    #[test]
    fn an_error_names_its_place() {
        let error = refused("one\ntwo {{ nobody }}");
        assert_eq!(error.line, 2);
        assert!(error.to_string().starts_with("body.txt, line 2: undefined value"), "{error}");
    }

    #[test]
    fn only_html_is_escaped() {
        let mut variables = Variables::sample(TemplateKey::PasswordChanged);
        variables.user_name = "a&b/c".to_owned();
        let mail = filled(source("{{ user_name }}", "{{ user_name }}", "{{ user_name }}"), &variables);
        assert_eq!(mail.subject, "a&b/c");
        assert!(mail.text.contains("a&b/c") && mail.html.contains("a&amp;b/c"));
    }
}

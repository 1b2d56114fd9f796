//! What a mail's template may say. The language is a small part of Jinja: variables, two building blocks for HTML, and
//! `if`. There is nothing in it that repeats, includes or computes, so a template always ends and cannot grow. The browser
//! helps with these checks while somebody writes; the server decides by them, and by filling the template with samples.

mod scan;

use crate::{
    errors::Problem,
    model::{TemplateKey, TemplateText},
};
use scan::{Part, Scan};
use serde::{Deserialize, Serialize};

/// The longest subject, in characters.
pub const LONGEST_SUBJECT: i64 = 150;
/// The longest HTML or text part, in characters: both together stay below the largest form that is taken.
pub const LONGEST_PART: i64 = 10_000;

/// A value that a template may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name between the braces.
    pub name: &'static str,
    /// Whether text and HTML must both show it.
    pub is_required: bool,
    /// Whether it is a web address, which may stand in `href`.
    pub is_address: bool,
    /// Whether the subject may show it: what every mail has, never a secret.
    pub in_subject: bool,
    /// The building block that sets it apart in HTML.
    pub block: Option<Block>,
}

/// A building block of HTML parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// `button(link, "label")`: a button, and the address below it.
    Button,
    /// `code_box(code)`: characters to be copied or typed.
    CodeBox,
}

const fn optional(name: &'static str) -> Variable {
    Variable { name, is_required: false, is_address: false, in_subject: false, block: None }
}

const fn required(name: &'static str) -> Variable {
    Variable { is_required: true, ..optional(name) }
}

const fn common(name: &'static str) -> Variable {
    Variable { in_subject: true, ..optional(name) }
}

const USER_NAME: Variable = Variable { is_required: true, ..common("user_name") };
const LINK: Variable = Variable { is_address: true, block: Some(Block::Button), ..required("link") };
const CODE: Variable = Variable { block: Some(Block::CodeBox), ..optional("code") };
const CALLER_CODE: Variable = Variable { block: Some(Block::CodeBox), ..required("caller_code") };
const PASSWORD: Variable = Variable { block: Some(Block::CodeBox), ..required("password") };
const NOT_ME: Variable = Variable { is_address: true, block: Some(Block::Button), ..required("not_me") };
const RECORD_URL: Variable = Variable { is_address: true, block: Some(Block::Button), ..optional("record_url") };
const AUTOMATION_URL: Variable = Variable { is_address: true, block: Some(Block::Button), ..optional("automation_url") };
const APPROVALS_URL: Variable = Variable { is_address: true, block: Some(Block::Button), ..optional("approvals_url") };
const CHANGE_URL: Variable = Variable { is_address: true, ..optional("change_url") };
const SITE_URL: Variable = Variable { is_address: true, block: Some(Block::Button), ..common("site_url") };

/// What every mail has besides the user name.
const COMMON: [Variable; 4] = [common("display_name"), common("organisation"), common("contact"), SITE_URL];

/// The variables of a template: its own first, then what every mail has.
#[must_use]
pub fn variables(key: TemplateKey) -> Vec<Variable> {
    let own: &[Variable] = match key {
        TemplateKey::PasswordChangeLink => {
            &[LINK, CODE, CHANGE_URL, required("expires_at"), optional("life"), optional("requested_by"), USER_NAME]
        }
        TemplateKey::AccessInfo => &[
            PASSWORD,
            Variable { is_required: true, ..SITE_URL },
            required("expires_at"),
            optional("life"),
            optional("ticket"),
            optional("old_password"),
            optional("requested_by"),
            USER_NAME,
        ],
        TemplateKey::CallerCode => &[CALLER_CODE, required("requested_by"), required("expires_at"), optional("life"), USER_NAME],
        TemplateKey::TemporaryPasswordSet => {
            &[NOT_ME, required("set"), required("ticket"), required("expires_at"), optional("set_by"), USER_NAME]
        }
        TemplateKey::PasswordChanged => &[NOT_ME, required("changed"), optional("client"), USER_NAME],
        TemplateKey::SecondFactorChanged => {
            &[NOT_ME, required("change"), required("changed"), optional("client"), optional("changed_by"), USER_NAME]
        }
        TemplateKey::EmailConfirmed => &[required("changed"), optional("changed_by"), USER_NAME],
        TemplateKey::EmailChanged => &[NOT_ME, required("changed"), optional("changed_by"), USER_NAME],
        TemplateKey::NotMeReported => &[
            required("account_user_name"),
            required("about"),
            RECORD_URL,
            optional("account_name"),
            optional("happened"),
            optional("reported"),
            optional("client"),
            optional("new_factors"),
            common("user_name"),
        ],
        TemplateKey::AutomationNotice => &[
            required("message"),
            required("automation"),
            optional("event"),
            optional("happened"),
            optional("people"),
            common("user_name"),
        ],
        TemplateKey::AutomationPaused => &[required("automation"), required("reason"), AUTOMATION_URL, common("user_name")],
        TemplateKey::AutomationEnding => &[required("automation"), required("ends_at"), AUTOMATION_URL, common("user_name")],
        TemplateKey::Approval => &[
            required("news"),
            required("deed"),
            required("account_name"),
            APPROVALS_URL,
            optional("asked_by"),
            common("user_name"),
        ],
        TemplateKey::Test => &[optional("asked"), common("user_name")],
    };
    let common = COMMON.iter().filter(|common| own.iter().all(|own| own.name != common.name));
    own.iter().chain(common).copied().collect()
}

/// What is wrong with a template, and in which line of its part; 0 where no line is to blame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateFlaw {
    /// Counted from 1.
    pub line: i64,
    /// What is wrong there.
    pub problem: TemplateProblem,
}

/// What can be wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TemplateProblem {
    /// Braces are opened and not closed, or an `if` is not ended.
    Unclosed,
    /// An `else` or `endif` without an `if`.
    Stray(String),
    /// A tag other than `if`, `elif`, `else` and `endif`.
    Tag(String),
    /// Something between braces that is neither a variable nor a building block.
    Expression(String),
    /// No such variable in this template.
    Unknown(String),
    /// Not in a subject.
    NotInSubject(String),
    /// A variable inside an HTML tag.
    InTag(String),
    /// A variable that must be shown, always, is not.
    Missing(String),
    /// A subject of several lines.
    Lines,
    /// HTML that mails do not carry: a tag or an attribute.
    Html(String),
    /// HTML that does not fit together around this tag.
    Nesting(String),
    /// It cannot be filled, in the template engine's words.
    Filling(String),
}

impl TemplateProblem {
    const fn at(self, line: i64) -> TemplateFlaw {
        TemplateFlaw { line, problem: self }
    }
}

/// What a form sends, as it is kept: `\n` at the ends of lines, one at the end of each body, no space around the subject.
#[must_use]
pub fn tidy(entered: &TemplateText) -> TemplateText {
    // PostgreSQL stores no text with a NUL, and no mail shows one.
    let body = |text: &str| format!("{}\n", text.replace("\r\n", "\n").replace('\0', "").trim_end());
    TemplateText {
        subject: entered.subject.replace('\0', "").trim().to_owned(),
        html: body(&entered.html),
        text: body(&entered.text),
    }
}

/// Everything that is wrong with a template, by field; at most one problem for each.
#[must_use]
pub fn problems(key: TemplateKey, text: &TemplateText) -> Vec<(&'static str, Problem)> {
    let known = variables(key);
    let parts = [("subject", Part::Subject, &text.subject), ("html", Part::Html, &text.html), ("text", Part::Text, &text.text)];
    parts.into_iter().filter_map(|(field, part, source)| Some((field, part_problem(part, source, &known)?))).collect()
}

fn part_problem(part: Part, source: &str, known: &[Variable]) -> Option<Problem> {
    if source.trim().is_empty() {
        return Some(Problem::Required);
    }
    if source.chars().count() > usize::try_from(part.longest()).unwrap_or(usize::MAX) {
        return Some(Problem::TooLong(part.longest()));
    }
    let flaw = match Scan::new(part, source, known).run() {
        Err(flaw) => flaw,
        Ok(_) if part == Part::Subject => return None,
        Ok(shown) => {
            let missing = known.iter().find(|variable| variable.is_required && !shown.contains(&variable.name))?;
            TemplateProblem::Missing(missing.name.to_owned()).at(0)
        }
    };
    Some(Problem::Template(flaw))
}

#[cfg(test)]
mod tests {
    use super::*;
    use TemplateProblem::{Expression, InTag, Missing, NotInSubject, Stray, Tag, Unclosed, Unknown};

    const GOOD: &str = "<p>{{ user_name }} {{ button(link, \"Go\") }} {{ expires_at }}</p>";

    fn template(subject: &str, html: &str) -> TemplateText {
        let text = "{{ user_name }} {{ link }} {{ expires_at }}".to_owned();
        TemplateText { subject: subject.to_owned(), html: html.to_owned(), text }
    }

    fn found(text: &TemplateText) -> Vec<(&'static str, Problem)> {
        problems(TemplateKey::PasswordChangeLink, text)
    }

    fn flaw(html: &str) -> TemplateFlaw {
        match found(&template("s", html)).as_slice() {
            [("html", Problem::Template(flaw))] => flaw.clone(),
            other => unreachable!("{html}: {other:?}"),
        }
    }

    #[test]
    fn what_has_all_it_needs_is_taken() {
        assert_eq!(found(&template("{{ organisation }}: {{user_name}}", GOOD)), vec![]);
        let conditional = format!("{{% if requested_by and not code -%}}\n{{# why #}}x{{%- else %}}y{{% endif %}}{GOOD}");
        assert_eq!(found(&template("s", &conditional)), vec![]);
        assert_eq!(found(&template("s", &format!("{GOOD}<a href=\"{{{{ link }}}}\">x</a>{{{{code_box(code)}}}}"))), vec![]);
    }

    #[test]
    fn flaws_are_told_with_their_line() {
        let case = |html: &str, line, problem: TemplateProblem| assert_eq!(flaw(html), problem.at(line), "{html}");
        case("a\n{{ nobody }}", 2, Unknown("nobody".to_owned()));
        case("a\n\n{{ link", 3, Unclosed);
        case("{% if code %}\n\n", 1, Unclosed);
        case("{% endif %}", 1, Stray("endif".to_owned()));
        case("{% if code %}{% endif %}\n{% else %}", 2, Stray("else".to_owned()));
        case("{{ display_name * 99 }}", 1, Expression("display_name * 99".to_owned()));
        case("{% if code == 1 %}{% endif %}", 1, Expression("code == 1".to_owned()));
        case("{% if nobody %}{% endif %}", 1, Unknown("nobody".to_owned()));
        case("{{ button(link, organisation) }}", 1, Expression("button(link, organisation)".to_owned()));
        case("<p>{{ user_name }} {{ expires_at }}</p>", 0, Missing("link".to_owned()));
    }

    #[test]
    fn nothing_repeats_includes_or_switches_escaping_off() {
        for tag in ["for", "include", "import", "extends", "macro", "set", "with", "autoescape", "raw", "filter", "block", "call"]
        {
            assert_eq!(flaw(&format!("\n{{% {tag} x %}}")), Tag(tag.to_owned()).at(2), "{tag}");
        }
        for expression in ["display_name|safe", "range(9)", "self", "display_name.x", "[1]", "\"x\"", "code_box(link)(x)"] {
            let found = flaw(&format!("{{{{ {expression} }}}}")).problem;
            assert!(matches!(found, Expression(_) | Unknown(_)), "{expression}: {found:?}");
        }
    }

    #[test]
    fn values_stand_in_text_and_addresses_in_href_alone() {
        for html in [
            "<p title={{ display_name }}>",
            "<p title=\"{{ display_name }}\">",
            "<a href=\"{{ user_name }}\">",
            "<{{ user_name }}>",
        ] {
            assert!(matches!(flaw(html).problem, InTag(_)), "{html}");
        }
        for html in ["<a href=\"x{{ link }}\">", "<a href=\"{{ link }}x\">", "<a href='{{ link }}'>", "<a href={{ link }}>"] {
            assert_eq!(flaw(html).problem, InTag("link".to_owned()), "{html}");
        }
        assert_eq!(flaw("<p {% if code %}class{% endif %}>").problem, InTag("if".to_owned()));
    }

    #[test]
    fn a_subject_is_one_line_without_secrets() {
        let subject = |subject: &str| found(&template(subject, GOOD));
        let refused = |problem: TemplateProblem, line| vec![("subject", Problem::Template(problem.at(line)))];
        assert_eq!(subject("{{ link }}"), refused(NotInSubject("link".to_owned()), 1));
        assert_eq!(subject("{{ code }}"), refused(NotInSubject("code".to_owned()), 1));
        assert_eq!(subject("one\ntwo"), refused(TemplateProblem::Lines, 2));
        assert_eq!(subject(" "), vec![("subject", Problem::Required)]);
        assert_eq!(subject(&"x".repeat(151)), vec![("subject", Problem::TooLong(LONGEST_SUBJECT))]);
    }

    #[test]
    fn forms_are_kept_with_plain_line_ends() {
        let entered = TemplateText { subject: " s ".to_owned(), html: "a\r\nb\r\n\r\n".to_owned(), text: "c".to_owned() };
        let kept = TemplateText { subject: "s".to_owned(), html: "a\nb\n".to_owned(), text: "c\n".to_owned() };
        assert_eq!(tidy(&entered), kept);
        assert_eq!(tidy(&kept), kept);
    }
}

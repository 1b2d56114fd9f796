//! Whether a text can be saved as a template: the rules that browsers know too, then what only filling it shows.

use super::{
    clean,
    render::{Parts, RenderError},
    template::Source,
    variables::Variables,
};
use app::{
    api::Problem,
    model::{Locale, TemplateKey, TemplateText},
    rules::templates::{self as rules, TemplateFlaw, TemplateProblem},
};

/// Everything that is wrong with a text, by field.
#[must_use]
pub fn problems(key: TemplateKey, locale: Locale, text: &TemplateText) -> Vec<(&'static str, Problem)> {
    let mut found = rules::problems(key, text);
    if found.iter().all(|(field, _)| *field != "html")
        && let Some(flaw) = clean::source_flaw(&text.html)
    {
        found.push(("html", Problem::Template(flaw)));
    }
    if found.is_empty()
        && let Some((part, flaw)) = filled_flaw(key, locale, text)
    {
        found.push((field(part), Problem::Template(flaw)));
    }
    found
}

/// Fills the text with everything that can be known, and with as little as is always known.
fn filled_flaw(key: TemplateKey, locale: Locale, text: &TemplateText) -> Option<(&'static str, TemplateFlaw)> {
    let samples = [Variables::sample(key), Variables::bare_sample(key)];
    samples.iter().find_map(|variables| match Parts::fill(Source::own(text, key, locale), locale, variables) {
        Err(RenderError { part, line, problem }) => {
            let line = i64::try_from(line).unwrap_or_default();
            Some((part, TemplateFlaw { line, problem: TemplateProblem::Filling(problem) }))
        }
        Ok(parts) => match parts.missing(locale, variables) {
            Some((part, name)) => Some((part, TemplateFlaw { line: 0, problem: TemplateProblem::Missing(name.to_owned()) })),
            None => clean::flaw(&parts.html).map(|flaw| ("body.html", TemplateFlaw { line: 0, ..flaw })),
        },
    })
}

/// The form's field in which a part is edited.
fn field(part: &str) -> &'static str {
    match part {
        "subject" => "subject",
        "body.html" => "html",
        _ => "text",
    }
}

/// An example of each variable's value.
#[must_use]
pub fn examples(key: TemplateKey, locale: Locale) -> Vec<(String, String)> {
    Variables::sample(key).values(locale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{
        AccessInfo, ApprovalNotice, AutomationPaused, Details, NotMeReported, PasswordChangeLink, builtin_text, render,
        render_own,
    };
    use app::model::{ApprovalNews, MessageKind, PauseReason, Span};
    use std::collections::BTreeSet;

    fn all() -> impl Iterator<Item = (TemplateKey, Locale)> {
        TemplateKey::ALL.iter().flat_map(|key| Locale::ALL.map(|locale| (*key, locale)))
    }

    #[test]
    fn what_came_with_the_program_could_be_saved_and_reads_the_same_then() {
        for (key, locale) in all() {
            let text = builtin_text(key, locale);
            assert_eq!(problems(key, locale, &text), vec![], "{key} {locale:?}");
            for variables in [Variables::sample(key), Variables::bare_sample(key)] {
                let (own, builtin) = (render_own(&text, locale, &variables).unwrap(), render(locale, &variables).unwrap());
                assert_eq!((own.subject, own.text), (builtin.subject, builtin.text), "{key} {locale:?}");
            }
        }
    }

    #[test]
    fn the_rules_name_every_variable_that_mails_have_and_no_other() {
        for (key, locale) in all() {
            let known: BTreeSet<_> = rules::variables(key).into_iter().map(|variable| variable.name.to_owned()).collect();
            let given: BTreeSet<_> = examples(key, locale).into_iter().map(|(name, _)| name).collect();
            assert_eq!(known, given, "{key}");
        }
    }

    #[test]
    fn what_some_recipients_would_not_see_is_missing() {
        let key = TemplateKey::PasswordChangeLink;
        let mut text = builtin_text(key, Locale::En);
        text.text = text.text.replace("{{ link }}", "{% if requested_by %}{{ link }}{% endif %}");
        let flaw = TemplateFlaw { line: 0, problem: TemplateProblem::Missing("link".to_owned()) };
        assert_eq!(problems(key, Locale::En, &text), vec![("text", Problem::Template(flaw))]);
    }

    /// What can be otherwise about a mail than in its sample: what is known, who reads it where, what it is about.
    fn variations(key: TemplateKey) -> Vec<(String, Variables)> {
        let sample = Variables::sample(key);
        let of = |details: Details| Variables { details, ..sample.clone() };
        let mut all = vec![
            ("as little known as can be".to_owned(), Variables::bare_sample(key)),
            ("in India".to_owned(), Variables { time_zone: "Asia/Kolkata".to_owned(), ..sample.clone() }),
        ];
        match &sample.details {
            Details::AccessInfo(info) => {
                all.push((
                    "the old password works".to_owned(),
                    of(Details::AccessInfo(AccessInfo { old_works: true, ..info.clone() })),
                ));
            }
            Details::PasswordChangeLink(link) => {
                let life = Span::minutes(15);
                all.push((
                    "a quarter of an hour".to_owned(),
                    of(Details::PasswordChangeLink(PasswordChangeLink { life, ..link.clone() })),
                ));
            }
            Details::NotMeReported(report) => all.extend(MessageKind::ALL.iter().map(|about| {
                (format!("about {about}"), of(Details::NotMeReported(NotMeReported { about: *about, ..report.clone() })))
            })),
            Details::AutomationPaused(paused) => all.extend(PauseReason::ALL.iter().map(|reason| {
                (format!("for {reason}"), of(Details::AutomationPaused(AutomationPaused { reason: *reason, ..paused.clone() })))
            })),
            Details::Approval(approval) => all.extend(ApprovalNews::ALL.iter().map(|news| {
                (format!("told: {news}"), of(Details::Approval(ApprovalNotice { news: *news, ..approval.clone() })))
            })),
            _ => {}
        }
        all
    }

    #[test]
    fn every_mail_says_what_is_otherwise_as_it_did() {
        for locale in Locale::ALL {
            let mut told = Vec::new();
            for key in TemplateKey::ALL {
                let usual = render(locale, &Variables::sample(*key)).unwrap().text;
                for (what, variables) in variations(*key) {
                    let mail = render(locale, &variables).unwrap();
                    let other: Vec<&str> = mail.text.lines().filter(|line| usual.lines().all(|usual| usual != *line)).collect();
                    if !other.is_empty() {
                        told.push(format!("{key}, {what}:\n{}", other.join("\n")));
                    }
                }
            }
            let mut settings = insta::Settings::clone_current();
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!(format!("variations-{}", locale.tag()), told.join("\n\n")));
        }
    }

    #[test]
    fn every_mail_reads_as_it_did() {
        for (key, locale) in all() {
            let mail = render(locale, &Variables::sample(key)).unwrap();
            let whole = format!("Subject: {}\n\n{}\n{}", mail.subject, mail.text, mail.html);
            let mut settings = insta::Settings::clone_current();
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!(format!("{key}-{}", locale.tag()), whole));
        }
    }
}

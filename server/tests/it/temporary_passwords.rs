//! Temporary passwords: made here, shown once, read out, and good for nothing but choosing one's own.

use crate::support::{
    app::{NEW_PASSWORD, PASSWORD, TestApp, caller},
    browser::{Answer, Browser},
    smtp::{Stage, Trouble},
};
use app::{
    api::Messages,
    model::{Kind, Locale, MessageId, MessageKind, MessageQuery, NewPasswordEffect, Role, Span, Step, TemplateKey, UserId},
};

on_both_engines!(
    a_temporary_password_is_read_out_and_replaced,
    the_page_says_whom_it_reaches_and_what_will_end,
    it_is_shown_once_and_in_no_pages_data,
    only_what_was_made_here_can_be_saved,
    words_can_be_read_out_too,
    the_mail_that_carries_it_is_sealed_and_wiped,
    the_record_says_what_became_of_its_mails,
    it_ends_after_a_day_in_the_words_of_a_wrong_one,
    an_unattended_desk_is_asked_for_its_password,
    each_refusal_names_its_reason,
    it_is_found_nowhere,
);

/// An administrator at the desk, and a person on the telephone.
async fn on_the_telephone(app: &TestApp) -> (Browser, UserId) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    (app.signed_in("ada", PASSWORD).await, jonas)
}

pub(crate) fn path(user: UserId) -> String {
    format!("/users/{user}/temporary-password")
}

/// What stands on the page between these.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map(|(found, _)| found).expect(before)
}

pub(crate) fn password_on(page: &str) -> String {
    between(between(page, "<output", "/output>"), ">", "<").to_owned()
}

pub(crate) fn draft_on(page: &str) -> String {
    between(page, "name=\"draft\" value=\"", "\"").to_owned()
}

pub(crate) async fn generate(desk: &mut Browser, user: UserId) -> (String, String) {
    let answer = desk.post(&path(user), &[("intent", "generate"), ("look", "characters")]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    (password_on(&answer.text()), draft_on(&answer.text()))
}

async fn save(desk: &mut Browser, user: UserId, draft: &str) -> Answer {
    desk.post(&path(user), &[("intent", "save"), ("draft", draft)]).await
}

async fn a_temporary_password_is_read_out_and_replaced(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let mut elsewhere = app.signed_in("jonas", PASSWORD).await;
    let (password, draft) = generate(&mut desk, jonas).await;
    assert_eq!(elsewhere.get("/account").await.status, 200, "nothing changes before it is saved");
    let saved = save(&mut desk, jonas, &draft).await;
    assert_eq!((saved.status, saved.location()), (303, format!("/users/{jonas}").as_str()), "{}", saved.text());
    let record = desk.get(&format!("/users/{jonas}")).await;
    assert!(record.says("The temporary password is set. Ticket"), "{}", record.text());
    assert_eq!(elsewhere.get("/account").await.status, 303, "the other session has ended");
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 422, "the old password is gone");

    let mut phone = app.browser();
    let heard = password.to_uppercase().replace(' ', "-");
    let answer = phone.sign_in("jonas", &heard).await;
    assert_eq!((answer.status, answer.location()), (303, "/choose-password"));
    assert_eq!(phone.get("/account").await.location(), "/choose-password");
    let own = phone.choose_password(&password).await;
    assert!(own.status == 422 && own.says("This is the password that you were given."), "{}", own.text());
    assert_eq!(phone.choose_password(NEW_PASSWORD).await.status, 303);
    assert_eq!(phone.get("/account").await.status, 200);
    assert_eq!(app.browser().sign_in("jonas", &password).await.status, 422, "it is used up");

    app.send_mail().await;
    let mails = app.sink.wait_for(|mails| mails.len() == 2).await;
    let about = |subject: &str| mails.iter().find(|mail| mail.subject.contains(subject)).expect("a notice");
    let notice = about("a temporary password was set for you");
    assert!(!notice.text.contains(&password) && !about("your password was changed").text.contains(NEW_PASSWORD));
    let steps = app.steps(jonas).await;
    let accepted = |step: &Step| match step {
        Step::MailOf(TemplateKey::TemporaryPasswordSet, became) => matches!(**became, Step::MailAccepted(_)),
        _ => false,
    };
    assert!(steps.iter().any(accepted), "{steps:?}");
    let ticket = steps.into_iter().find_map(|step| match step {
        Step::TemporaryPasswordSet(_, ticket) => Some(ticket),
        _ => None,
    });
    let ticket = ticket.unwrap();
    assert!(notice.text.contains(&ticket) && record.says(&ticket), "{ticket}");
}

async fn the_page_says_whom_it_reaches_and_what_will_end(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.add("jonas", |user| user.language = Locale::De).await;
    let silent = app.add("silent", |user| user.email = None).await;
    app.send_link(ada, jonas).await.unwrap();
    app.send_new_password(ada, jonas, NewPasswordEffect::FirstUse).await.unwrap();
    app.signed_in("jonas", PASSWORD).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let asked = desk.get(&path(jonas)).await;
    let shown = desk.post(&path(jonas), &[("intent", "generate"), ("look", "characters")]).await;
    let facts = [
        "jonas Feld, jonas@northwind.example",
        "Temporary Password Set, Deutsch",
        "1 unused one will stop working",
        "1 unused link stops working with the old password",
        "1 ends with the old password",
    ];
    for fact in facts {
        assert!(asked.says(fact) && shown.says(fact), "{fact}: {}", asked.text());
    }
    assert_eq!(save(&mut desk, jonas, &draft_on(&shown.text())).await.status, 303);
    let after = desk.get(&path(jonas)).await;
    assert!(facts[2..].iter().all(|fact| !after.says(fact)), "they have ended: {}", after.text());
    let unreached = desk.get(&path(silent)).await;
    assert!(unreached.says("This user has no e-mail address.") && !unreached.says("Temporary Password Set"));
}

async fn it_is_shown_once_and_in_no_pages_data(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let answer = desk.post(&path(jonas), &[("intent", "generate"), ("look", "characters")]).await;
    let text = answer.text();
    let password = password_on(&text);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(text.matches(&password).count(), 1, "once, and not among the data");
    assert!(!text.contains("/latchkey.js"), "the application does not take the page over");
    let spelled: Vec<&str> = password.split(' ').collect();
    assert!(spelled.len() == 4 && answer.says("Read it out:"));
    let again = desk.get(&path(jonas)).await;
    assert!(!again.text().contains(&password) && !again.text().contains("name=\"draft\""), "gone after a reload");
    let another = desk.post(&path(jonas), &[("intent", "generate"), ("look", "characters")]).await;
    assert!(!another.text().contains(&password), "the same one never comes back");
}

async fn only_what_was_made_here_can_be_saved(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let other = app.person("other", Role::User).await;
    let (_, draft) = generate(&mut desk, jonas).await;
    let flipped = if draft.ends_with('0') { "1" } else { "0" };
    let tampered = format!("{}{flipped}", &draft[..draft.len() - 1]);
    let not_ours = "This is not a password that was made here for this user, so nothing was saved.";
    for bad in [tampered.as_str(), "", "kite7mru4wex9hpd", &draft[..40]] {
        let answer = save(&mut desk, jonas, bad).await;
        assert!(answer.status == 409 && answer.says(not_ours), "{}", answer.text());
        assert!(bad.is_empty() || !answer.text().contains(bad), "a draft comes back in the page");
    }
    assert!(save(&mut desk, other, &draft).await.says(not_ours), "for another user");
    let mut second_session = app.signed_in("ada", PASSWORD).await;
    assert!(save(&mut second_session, jonas, &draft).await.says(not_ours), "in another session");
    app.signed_in("jonas", PASSWORD).await;

    app.clock.advance(Span::minutes(10));
    assert!(save(&mut desk, jonas, &draft).await.says("more than 10 minutes ago"));
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let (password, draft) = generate(&mut desk, jonas).await;
    assert_eq!(save(&mut desk, jonas, &draft).await.status, 303);
    let twice = save(&mut desk, jonas, &draft).await;
    assert!(twice.status == 409 && twice.says("was changed since"), "{}", twice.text());
    assert_eq!(app.browser().sign_in("jonas", &password).await.status, 303);
}

async fn words_can_be_read_out_too(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let answer = desk.post(&path(jonas), &[("intent", "generate"), ("look", "words")]).await;
    let (password, draft) = (password_on(&answer.text()), draft_on(&answer.text()));
    assert_eq!(password.split(' ').count(), 7, "{password}");
    assert_eq!(save(&mut desk, jonas, &draft).await.status, 303);
    assert_eq!(app.browser().sign_in("jonas", &password.to_uppercase()).await.location(), "/choose-password");
}

async fn the_mail_that_carries_it_is_sealed_and_wiped(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let with_mail = [("intent", "save"), ("send_access_info", "true")];
    let (password, draft) = generate(&mut desk, jonas).await;
    desk.post(&path(jonas), &[with_mail.as_slice(), &[("draft", draft.as_str())]].concat()).await;
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("451 4.7.1 come back later"));
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("451 4.7.1 come back later"));
    app.send_mail().await;
    assert!(!app.store.dump().await.contains(&password), "sealed while it waits");
    app.clock.advance(Span::minutes(1));
    app.send_mail().await;
    let mails = app.sink.received();
    let carrier = mails.iter().find(|mail| mail.subject.contains("access info")).unwrap();
    assert!(carrier.text.lines().any(|line| line == password), "{}", carrier.text);
    assert_eq!(sealed(&app).await, 0, "wiped at hand-off");
    let ada = caller(UserId(uuid::Uuid::nil()), Role::Administrator);
    let again = app.desk.resend(&ada, access_info(&app).await).await.unwrap_err();
    assert!(again.to_string().contains("temporary password, which is not kept"), "{again}");

    app.clock.advance(Span::minutes(1));
    let (_, draft) = generate(&mut desk, jonas).await;
    desk.post(&path(jonas), &[with_mail.as_slice(), &[("draft", draft.as_str())]].concat()).await;
    assert_eq!(sealed(&app).await, 1);
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 no such mailbox"));
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 no such mailbox"));
    app.send_mail().await;
    assert_eq!(sealed(&app).await, 0, "wiped when it fails");

    app.clock.advance(Span::minutes(1));
    let (_, draft) = generate(&mut desk, jonas).await;
    desk.post(&path(jonas), &[with_mail.as_slice(), &[("draft", draft.as_str())]].concat()).await;
    app.desk.cancel_message(&ada, access_info(&app).await).await.unwrap();
    assert_eq!(sealed(&app).await, 0, "wiped when it is cancelled");
}

async fn the_record_says_what_became_of_its_mails(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let (_, draft) = generate(&mut desk, jonas).await;
    let fields = [("intent", "save"), ("send_access_info", "true"), ("draft", draft.as_str())];
    assert_eq!(desk.post(&path(jonas), &fields).await.status, 303);
    both_became(&app, jonas, &Step::MailQueued).await;
    send_answered(&app, "451 4.7.1 come back later").await;
    both_became(&app, jonas, &Step::MailDelayed("451 4.7.1 come back later".to_owned())).await;
    app.clock.advance(Span::minutes(1));
    send_answered(&app, "550 5.1.1 no such mailbox").await;
    both_became(&app, jonas, &Step::MailFailed("550 5.1.1 no such mailbox".to_owned())).await;
    let record = desk.get(&format!("/users/{jonas}")).await;
    for mail in ["Access Info", "Temporary Password Set"] {
        assert!(record.says(&format!("{mail}: The mail could not be sent")), "{}", record.text());
    }
    assert!(record.says("550 5.1.1 no such mailbox"));
}

/// Sends what is due; the mail server answers both mails with this.
async fn send_answered(app: &TestApp, reply: &'static str) {
    app.sink.trouble(Stage::Rcpt, Trouble::Reply(reply));
    app.sink.trouble(Stage::Rcpt, Trouble::Reply(reply));
    app.send_mail().await;
}

/// What the record tells of the mail with the password and of the notice.
async fn both_became(app: &TestApp, user: UserId, became: &Step) {
    let steps = app.steps(user).await;
    for mail in [TemplateKey::AccessInfo, TemplateKey::TemporaryPasswordSet] {
        assert!(steps.contains(&Step::MailOf(mail, Box::new(became.clone()))), "{mail}: {steps:?}");
    }
}

/// The latest message with access info.
async fn access_info(app: &TestApp) -> MessageId {
    let ada = caller(UserId(uuid::Uuid::nil()), Role::Administrator);
    let query = MessageQuery { kind: Some(MessageKind::AccessInfo), ..MessageQuery::default() };
    app.desk.messages(&ada, query).await.unwrap().items[0].id
}

/// How many messages hold a sealed secret.
async fn sealed(app: &TestApp) -> i64 {
    app.store.count("SELECT COUNT(*) FROM messages WHERE sealed IS NOT NULL").await
}

async fn it_ends_after_a_day_in_the_words_of_a_wrong_one(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let (password, draft) = generate(&mut desk, jonas).await;
    save(&mut desk, jonas, &draft).await;
    app.clock.advance(Span::minutes(24 * 60 - 1));
    assert_eq!(app.browser().sign_in("jonas", &password).await.status, 303);
    app.clock.advance(Span::minutes(1));
    let expired = app.browser().sign_in("jonas", &password).await;
    assert_eq!(expired.status, 422);
    assert!(expired.says("Sign-in failed. Check the user name and the password."), "{}", expired.text());
    assert!(app.steps(jonas).await.contains(&Step::TemporaryPasswordExpired), "the record says why");
}

async fn an_unattended_desk_is_asked_for_its_password(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    assert!(!desk.get(&path(jonas)).await.says("Your own password"), "entered just now");
    app.clock.advance(Span::minutes(6));
    assert!(desk.get(&path(jonas)).await.says("Your own password"));
    let fields = [("intent", "generate"), ("look", "characters")];
    let missing = desk.post(&path(jonas), &fields).await;
    assert!(missing.status == 422 && !missing.text().contains("<output"), "{}", missing.text());
    let wrong = desk.post(&path(jonas), &[fields.as_slice(), &[("password", NEW_PASSWORD)]].concat()).await;
    assert!(wrong.status == 422 && wrong.says("This is not your current password."), "{}", wrong.text());
    let right = desk.post(&path(jonas), &[fields.as_slice(), &[("password", PASSWORD)]].concat()).await;
    assert_eq!(right.status, 200, "{}", right.text());
    let another = desk.post(&path(jonas), &fields).await;
    assert_eq!(another.status, 200, "not asked again for a while");
    app.clock.advance(Span::minutes(6));
    for _ in 0..8 {
        desk.post(&path(jonas), &[fields.as_slice(), &[("password", NEW_PASSWORD)]].concat()).await;
    }
    let held = desk.post(&path(jonas), &[fields.as_slice(), &[("password", PASSWORD)]].concat()).await;
    assert_eq!(held.status, 429, "guesses count as at sign-in");
}

async fn each_refusal_names_its_reason(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    app.person("hannah", Role::HelpDesk).await;
    let off = app.add("off", |user| user.is_active = false).await;
    let program = app.add("program", |user| user.kind = Kind::Api).await;
    let silent = app.add("silent", |user| user.email = None).await;
    let cases = [
        ("ada", off, 409, "This user is not active."),
        ("ada", program, 409, "This is an API user."),
        ("ada", ada, 409, "You cannot do this to your own account."),
        ("hannah", ada, 403, "Your role does not allow you to act on this user's role."),
    ];
    for (who, user, status, words) in cases {
        let mut desk = app.signed_in(who, PASSWORD).await;
        for answer in [desk.get(&path(user)).await, desk.post(&path(user), &[("look", "characters")]).await] {
            assert_eq!(answer.status, status, "{who}: {words}");
            assert!(answer.says(words), "{}", answer.text());
        }
    }
    let mut desk = app.signed_in("hannah", PASSWORD).await;
    let (_, draft) = generate(&mut desk, silent).await;
    let fields = [("intent", "save"), ("draft", draft.as_str()), ("send_access_info", "true")];
    let answer = desk.post(&path(silent), &fields).await;
    assert!(answer.status == 409 && answer.says("This user has no e-mail address."), "{}", answer.text());
    assert_eq!(save(&mut desk, silent, &draft).await.status, 303, "without mail it can be set");
}

async fn it_is_found_nowhere(app: TestApp) {
    let (mut desk, jonas) = on_the_telephone(&app).await;
    let (password, draft) = generate(&mut desk, jonas).await;
    save(&mut desk, jonas, &draft).await;
    let mut phone = app.browser();
    phone.sign_in("jonas", &password).await;
    phone.choose_password(NEW_PASSWORD).await;
    let mut seen = app.store.dump().await;
    for path in ["/messages".to_owned(), "/audit".to_owned(), format!("/users/{jonas}"), format!("/users/{jonas}/edit")] {
        seen.push_str(&desk.get(&path).await.text());
    }
    for secret in [password.clone(), password.replace(' ', ""), draft] {
        assert!(!seen.contains(&secret), "{secret}");
    }
}

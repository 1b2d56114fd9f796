//! Making, editing and deleting users.

use crate::{
    automations::{self, activated, lines, work},
    support::{
        app::{PASSWORD, TestApp, caller, client},
        hooks::Answer,
    },
};
use app::{
    api::{ApiError, Bulk, Caller, Change, ErrorCode, Messages, People, Problem, Resets},
    model::{
        AutomationId, BulkAction, BulkId, BulkOrder, BulkQuery, BulkTarget, CreateUser, EditUser, EventKind, Job, JobKind, Kind,
        LinkStanding, Locale, MessageKind, MessageQuery, MessageState, ReplyMeaning, Role, Span, StartBulk, Step, UserDraft,
        UserId, UserRecord,
    },
    rules::{names::NameProblem, reset::Refusal},
};
use latchkey::{
    jobs::WebhookWorker,
    service::{RedeemLink, Redeemed},
};

on_both_engines!(
    a_new_user_is_stored_as_entered_and_gets_a_link,
    everything_wrong_is_told_at_once,
    a_link_that_could_not_be_sent_makes_no_user,
    one_user_name_however_it_is_cased_or_composed,
    user_names_and_addresses_are_nobody_elses,
    look_alikes_are_refused_until_they_are_meant,
    the_second_of_two_editors_is_told_what_changed,
    saving_without_changes_changes_nothing,
    a_new_address_ends_the_old_ones_link_and_both_are_told,
    who_becomes_a_program_is_signed_out,
    deleting_takes_the_person_and_keeps_the_trail,
    deleting_takes_the_name_from_everywhere_but_the_trail,
    deleting_asks_for_the_user_name,
    users_of_an_earlier_version_are_brought_up_to_date,
);

/// A person as entered, with nothing wrong.
pub(crate) fn draft(user_name: &str) -> UserDraft {
    UserDraft {
        kind: Kind::Human,
        role: Role::User,
        user_name: user_name.to_owned(),
        display_name: format!("{user_name} Feld"),
        email: format!("{user_name}@northwind.example"),
        language: Locale::En,
        time_zone: "Europe/Berlin".to_owned(),
        tags: String::new(),
        accept_lookalike: false,
    }
}

pub(crate) async fn create(app: &TestApp, ada: &Caller, draft: UserDraft) -> Result<UserId, ApiError> {
    app.desk.create_user(ada, CreateUser { draft, send_link: false }).await
}

/// Opens the form of a user and saves it with changes.
pub(crate) async fn edit(app: &TestApp, by: &Caller, user: UserId, change: impl FnOnce(&mut UserDraft)) -> Result<(), ApiError> {
    let mut prompt = app.desk.edit_prompt(by, Some(user)).await?;
    change(&mut prompt.draft);
    app.desk.edit_user(by, EditUser { user, version: prompt.version, shown: None, draft: prompt.draft }).await
}

pub(crate) async fn administrator(app: &TestApp) -> Caller {
    caller(app.person("ada", Role::Administrator).await, Role::Administrator)
}

async fn record(app: &TestApp, ada: &Caller, user: UserId) -> UserRecord {
    app.desk.user(ada, user).await.unwrap()
}

async fn standing(app: &TestApp, code: &str) -> LinkStanding {
    app.desk.link_standing(code, Locale::En).await.unwrap()
}

fn steps(record: &UserRecord) -> Vec<&Step> {
    record.timeline.iter().map(|entry| &entry.step).collect()
}

async fn a_new_user_is_stored_as_entered_and_gets_a_link(app: TestApp) {
    let ada = administrator(&app).await;
    let blank = app.desk.edit_prompt(&ada, None).await.unwrap();
    assert_eq!((blank.user, blank.version, blank.draft.kind, blank.draft.role), (None, 0, Kind::Human, Role::User));
    assert!(blank.time_zones.iter().any(|zone| zone == "Europe/Berlin"));
    let draft = UserDraft {
        display_name: " Jonas Feld ".to_owned(),
        language: Locale::De,
        time_zone: "europe/vienna".to_owned(),
        tags: "night shift, Field staff,,field staff".to_owned(),
        ..draft("jonas")
    };
    let jonas = app.desk.create_user(&ada, CreateUser { draft, send_link: true }).await.unwrap();
    let prompt = app.desk.edit_prompt(&ada, Some(jonas)).await.unwrap();
    assert_eq!((prompt.version, prompt.draft.display_name.as_str()), (1, "Jonas Feld"));
    assert_eq!((prompt.draft.time_zone.as_str(), prompt.draft.tags.as_str()), ("Europe/Vienna", "Field staff, night shift"));
    assert_eq!(prompt.known_tags, ["Field staff", "night shift"]);
    let record = record(&app, &ada, jonas).await;
    assert_eq!(record.row.tags, ["Field staff", "night shift"]);
    assert!(steps(&record).contains(&&Step::Created(Some("Ada Reyes".to_owned()))));
    app.send_mail().await;
    let mail = app.sink.nth(1).await;
    assert_eq!(
        (mail.to.as_slice(), mail.subject.as_str()),
        (&["jonas@northwind.example".to_owned()][..], "Northwind: neues Passwort wählen")
    );
    let typed = RedeemLink { password: app::model::TypedPassword::new(PASSWORD) };
    assert!(matches!(app.desk.redeem_link(mail.token(), &typed, &client()).await, Ok(Redeemed::Changed)));
    app.signed_in("jonas", PASSWORD).await;
}

async fn everything_wrong_is_told_at_once(app: TestApp) {
    let ada = administrator(&app).await;
    let wrong = UserDraft {
        user_name: "ADA".to_owned(),
        display_name: " ".to_owned(),
        email: "jonas@".to_owned(),
        time_zone: "Mars/Olympus".to_owned(),
        tags: "x".repeat(41),
        ..draft("jonas")
    };
    let error = app.desk.create_user(&ada, CreateUser { draft: wrong, send_link: true }).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Invalid);
    let expected = [
        ("user_name", Problem::UserNameTaken),
        ("display_name", Problem::DisplayName(NameProblem::Empty)),
        ("email", Problem::EmailInvalid),
        ("time_zone", Problem::TimeZone),
        ("tags", Problem::Tags),
        ("send_link", Problem::Refused(Refusal::InvalidEmail)),
    ];
    for (field, problem) in &expected {
        assert_eq!(error.for_field(field), Some(problem), "{field}");
    }
    assert_eq!(error.fields.len(), expected.len());
}

async fn a_link_that_could_not_be_sent_makes_no_user(app: TestApp) {
    let ada = administrator(&app).await;
    for (change, refusal) in [
        (UserDraft { email: String::new(), ..draft("jonas") }, Refusal::NoEmail),
        (UserDraft { kind: Kind::Api, ..draft("jonas") }, Refusal::ApiUser),
    ] {
        let error = app.desk.create_user(&ada, CreateUser { draft: change, send_link: true }).await.unwrap_err();
        assert_eq!(error.for_field("send_link"), Some(&Problem::Refused(refusal)));
    }
    create(&app, &ada, draft("jonas")).await.expect("the name is free still");
}

async fn one_user_name_however_it_is_cased_or_composed(app: TestApp) {
    let ada = administrator(&app).await;
    create(&app, &ada, draft("jörg")).await.unwrap();
    create(&app, &ada, UserDraft { email: String::new(), ..draft("ΓΙΏΡΓΟΣ") }).await.unwrap();
    for twin in ["JÖRG", "jo\u{308}rg", "ｊörg", " jörg ", "γιώργος"] {
        let error = create(&app, &ada, UserDraft { email: String::new(), ..draft(twin) }).await.unwrap_err();
        assert_eq!(error.for_field("user_name"), Some(&Problem::UserNameTaken), "{twin}");
    }
    let other = create(&app, &ada, draft("other")).await.unwrap();
    let error = edit(&app, &ada, other, |draft| draft.user_name = "Jo\u{308}RG".into()).await.unwrap_err();
    assert_eq!(error.for_field("user_name"), Some(&Problem::UserNameTaken));
    edit(&app, &ada, other, |draft| draft.user_name = "OTHER".into()).await.expect("one's own name, cased anew");
}

async fn user_names_and_addresses_are_nobody_elses(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = create(&app, &ada, draft("jonas")).await.unwrap();
    create(&app, &ada, UserDraft { email: String::new(), ..draft("elif@northwind.example") }).await.unwrap();
    let named_like_an_address = UserDraft { user_name: "Jonas@Northwind.example".to_owned(), ..draft("x") };
    let error = create(&app, &ada, named_like_an_address).await.unwrap_err();
    assert_eq!(error.for_field("user_name"), Some(&Problem::UserNameIsEmail));
    let error = edit(&app, &ada, jonas, |draft| draft.email = "ELIF@northwind.example".into()).await.unwrap_err();
    assert_eq!(error.for_field("email"), Some(&Problem::EmailIsUserName));
    edit(&app, &ada, jonas, |draft| draft.user_name.clone_from(&draft.email)).await.expect("one's own address");
    let same_address = UserDraft { email: "JONAS@northwind.example".to_owned(), ..draft("other") };
    let error = create(&app, &ada, same_address.clone()).await.unwrap_err();
    assert_eq!(error.for_field("email"), Some(&Problem::EmailIsUserName), "it is a user name by now");
    edit(&app, &ada, jonas, |draft| draft.user_name = "jonas".into()).await.unwrap();
    let error = create(&app, &ada, same_address.clone()).await.unwrap_err();
    assert_eq!(error.for_field("email"), Some(&Problem::EmailTaken));
    app.share_emails().await;
    create(&app, &ada, same_address).await.expect("shared addresses are allowed now");
}

async fn look_alikes_are_refused_until_they_are_meant(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = create(&app, &ada, draft("jonas")).await.unwrap();
    let cyrillic = UserDraft { display_name: "Jonas Twin".to_owned(), ..draft("jon\u{430}s") };
    let error = create(&app, &ada, cyrillic.clone()).await.unwrap_err();
    assert_eq!(error.for_field("user_name"), Some(&Problem::LooksLike("jonas".to_owned())));
    assert_eq!(error.for_field("email"), Some(&Problem::LooksLike("jonas@northwind.example".to_owned())));
    let twin = create(&app, &ada, UserDraft { accept_lookalike: true, ..cyrillic }).await.unwrap();
    assert_eq!(record(&app, &ada, jonas).await.lookalikes, [(twin, "Jonas Twin".to_owned())]);
    assert_eq!(record(&app, &ada, twin).await.lookalikes, [(jonas, "jonas Feld".to_owned())]);
    assert_eq!(record(&app, &ada, ada.user).await.lookalikes, []);
    edit(&app, &ada, twin, |draft| draft.display_name = "Twin".into()).await.expect("what was accepted is not asked again");
}

async fn the_second_of_two_editors_is_told_what_changed(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = create(&app, &ada, draft("jonas")).await.unwrap();
    let bert = app.person("bert", Role::Administrator).await;
    let bert = Caller { display_name: "Bert Koch".to_owned(), ..caller(bert, Role::Administrator) };
    let german = Caller { locale: Locale::De, ..ada.clone() };
    let opened = app.desk.edit_prompt(&german, Some(jonas)).await.unwrap();
    app.clock.advance(Span::minutes(1));
    edit(&app, &bert, jonas, |draft| {
        draft.display_name = "Jonas Feld-Koch".into();
        draft.role = Role::HelpDesk;
        draft.tags = "on loan".into();
    })
    .await
    .unwrap();
    let shown = Some(opened.draft.clone());
    let mine = UserDraft { display_name: "Jonas Feld-Koch".to_owned(), time_zone: "Europe/Paris".to_owned(), ..opened.draft };
    let request = EditUser { user: jonas, version: opened.version, shown, draft: mine };
    let error = app.desk.edit_user(&german, request.clone()).await.unwrap_err();
    let now_says = |field: &str, now: &str| Change { field: field.to_owned(), now: now.to_owned() };
    // Neither what both changed alike nor what the second changed alone.
    let changes = vec![now_says("role", "Helpdesk"), now_says("tags", "on loan")];
    assert_eq!(error.for_field("tags"), Some(&Problem::NowSays("on loan".to_owned())), "it stands beside the field too");
    assert_eq!(error.for_field("time_zone"), None);
    assert_eq!(error.problem, Problem::ChangedMeanwhile(Some("Bert Koch".to_owned()), changes));
    assert_eq!(error.code(), ErrorCode::Refused);
    let now = app.desk.edit_prompt(&german, Some(jonas)).await.unwrap();
    assert_eq!((now.version, now.draft.time_zone.as_str()), (2, "Europe/Berlin"), "nothing of the second was stored");
    app.desk.edit_user(&german, EditUser { version: now.version, ..request }).await.expect("knowingly");
    app.desk.set_active(&bert, app::model::SetActive { user: jonas, active: false }).await.unwrap();
    assert_eq!(app.desk.edit_prompt(&german, Some(jonas)).await.unwrap().version, 4, "every change counts");
}

async fn saving_without_changes_changes_nothing(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = create(&app, &ada, draft("jonas")).await.unwrap();
    let before = app.store.dump().await;
    edit(&app, &ada, jonas, |draft| draft.display_name = " jonas Feld ".into()).await.unwrap();
    assert_eq!(app.store.dump().await, before);
}

async fn a_new_address_ends_the_old_ones_link_and_both_are_told(app: TestApp) {
    let (ada, jonas, code) = app.with_link().await;
    let ada = caller(ada, Role::Administrator);
    edit(&app, &ada, jonas, |draft| draft.email = "JONAS@northwind.example".into()).await.unwrap();
    assert!(matches!(standing(&app, &code).await, LinkStanding::Open(_)), "the same mailbox");
    edit(&app, &ada, jonas, |draft| draft.email = "j.feld@elsewhere.example".into()).await.unwrap();
    assert!(matches!(standing(&app, &code).await, LinkStanding::Revoked(_)));
    assert!(steps(&record(&app, &ada, jonas).await).contains(&&Step::EmailChanged("Ada Reyes".to_owned())));
    app.send_mail().await;
    let mails = app.sink.received();
    let to = |address: &str| mails.iter().find(|mail| mail.to == [address] && mail.subject != "Northwind: choose a new password");
    let (new, old) = (to("j.feld@elsewhere.example").unwrap(), to("JONAS@northwind.example").unwrap());
    assert_eq!(new.subject, "Northwind: your mail now comes to this address");
    assert_eq!(old.subject, "Northwind: your e-mail address was changed");
    for mail in [new, old] {
        assert!(mail.text.contains("Ada Reyes") && mail.text.contains("help@northwind.example"), "{}", mail.text);
    }
    assert!(!old.raw.contains("elsewhere"), "the old mailbox learns nothing of the new one");
    assert_eq!(mails.len(), 3);
    app.send_link(ada.user, jonas).await.unwrap();
    edit(&app, &ada, jonas, |draft| draft.email.clear()).await.unwrap();
    app.send_mail().await;
    let last: Vec<_> = app.sink.received().into_iter().skip(3).map(|mail| mail.subject).collect();
    assert_eq!(last, ["Northwind: your e-mail address was changed"], "the queued link is not mailed any more");
}

async fn who_becomes_a_program_is_signed_out(app: TestApp) {
    let (ada, jonas, code) = app.with_link().await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    edit(&app, &caller(ada, Role::Administrator), jonas, |draft| draft.kind = Kind::Hybrid).await.unwrap();
    assert_eq!(browser.get("/account").await.status, 200);
    edit(&app, &caller(ada, Role::Administrator), jonas, |draft| draft.kind = Kind::Api).await.unwrap();
    assert_eq!(browser.get("/account").await.status, 303);
    assert!(matches!(standing(&app, &code).await, LinkStanding::Revoked(_)));
}

async fn deleting_takes_the_person_and_keeps_the_trail(app: TestApp) {
    let (ada, jonas, code) = app.with_link().await;
    let ada = caller(ada, Role::Administrator);
    app.send_link(ada.user, jonas).await.unwrap();
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    let prompt = app.desk.delete_prompt(&ada, jonas).await.unwrap();
    assert_eq!((prompt.user_name.as_str(), prompt.open.sessions, prompt.open.links), ("jonas", 1, 1));
    app.desk.delete_user(&ada, jonas, " JONAS ").await.unwrap();
    assert_eq!(browser.get("/account").await.status, 303);
    assert!(matches!(standing(&app, &code).await, LinkStanding::Unknown));
    assert_eq!(app.desk.user(&ada, jonas).await.unwrap_err().code(), ErrorCode::NotFound);
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 422);
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1, "what was queued is not sent");
    let dump = app.store.rows("messages").await;
    assert_eq!(dump.matches("deleted").count(), 2, "{dump}");
    assert!(!dump.contains("jonas@northwind.example"), "{dump}");
    assert!(!app.store.rows("users").await.contains("jonas"));
    let trail = app.store.rows("audit").await;
    for action in ["user.created", "link.requested", "session.signed-in", "user.deleted"] {
        assert!(trail.lines().any(|line| line.contains(action) && line.contains("jonas Feld")), "{action}: {trail}");
    }
    create(&app, &ada, draft("jonas")).await.expect("name and address are free again");
}

/// A job for many, and three automations: one acts on whoever is switched off, one calls the test's receiver over it, one tells
/// Hannah. Answers the job and the first automation.
async fn switched_off_with_ledgers(app: &TestApp, ada: &Caller, user: UserId) -> (BulkId, AutomationId) {
    let hannah = app.person("hannah", Role::HelpDesk).await;
    let tag = Job { tag: "left".to_owned(), ..Job::usual(JobKind::AddTag) };
    let call = Job { url: app.hooks.url(), ..Job::usual(JobKind::Webhook) };
    let note = "Take the key back.".to_owned();
    let tell = Job { system_user: Some(hannah), use_event_parameter: false, note, ..Job::usual(JobKind::Notify) };
    let mut ids = Vec::new();
    for (name, job) in [("Tag", tag), ("Call", call), ("Tell", tell)] {
        let draft = automations::draft(name, automations::event(EventKind::Deactivated), job);
        ids.push(activated(app, ada, draft).await);
    }
    let order = BulkOrder::of(BulkAction::Deactivate);
    let request = StartBulk { target: BulkTarget::Ticked(vec![user]), order, confirmed: String::new() };
    let job = app.desk.start_bulk(ada, request).await.unwrap();
    while app.desk.go_on_with_bulk().await.unwrap() {}
    work(app).await;
    (job, ids[0])
}

async fn deleting_takes_the_name_from_everywhere_but_the_trail(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let (job, tagging) = switched_off_with_ledgers(&app, &ada, jonas).await;
    app.hooks.answer([Answer::Says(500, "out of order")]);
    let calls = WebhookWorker::new(app.desk.clone());
    calls.drain().await.unwrap();
    let ledger = app.desk.bulk_job(&ada, job, BulkQuery::default()).await.unwrap().ledger.items;
    assert_eq!((ledger[0].display_name.as_deref(), ledger[0].user_name.as_deref()), (Some("jonas Feld"), Some("jonas")));
    assert_eq!(lines(&app, &ada, tagging).await[0].user, Some((jonas, Some("jonas Feld".to_owned()))));

    app.desk.delete_user(&ada, jonas, "jonas").await.unwrap();
    let left = app.store.rows_but(Some("audit")).await;
    let found: Vec<_> = left.lines().filter(|line| line.to_lowercase().contains("jonas")).collect();
    assert!(found.is_empty(), "{found:?}");
    let ledger = app.desk.bulk_job(&ada, job, BulkQuery::default()).await.unwrap().ledger.items;
    assert_eq!((ledger[0].user, &ledger[0].display_name, &ledger[0].user_name), (jonas, &None, &None));
    assert_eq!(lines(&app, &ada, tagging).await[0].user, Some((jonas, None)));

    app.clock.advance(Span::minutes(1));
    calls.drain().await.unwrap();
    let [before, after] = app.hooks.heard().try_into().unwrap();
    assert_eq!(before.json()["data"]["users"], serde_json::json!(["jonas Feld"]));
    assert_eq!(after.json()["data"]["users"], serde_json::json!([]));
    app.send_mail().await;
    assert!(app.sink.received().is_empty(), "about nobody there is nothing to tell");
    let notices = MessageQuery { kind: Some(MessageKind::AutomationNotice), ..MessageQuery::default() };
    let notices = app.desk.messages(&ada, notices).await.unwrap().items;
    let notice = app.desk.message(&ada, notices[0].id).await.unwrap();
    let tried = &notice.attempts[0];
    assert_eq!((tried.state, tried.meaning), (MessageState::Cancelled, Some(ReplyMeaning::SubjectGone)));
}

async fn deleting_asks_for_the_user_name(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    for typed in ["", "jona", "jonas Feld"] {
        let error = app.desk.delete_user(&ada, jonas, typed).await.unwrap_err();
        assert_eq!(error.for_field("typed"), Some(&Problem::NotConfirmed("jonas".to_owned())));
    }
    record(&app, &ada, jonas).await;
}

async fn users_of_an_earlier_version_are_brought_up_to_date(app: TestApp) {
    let ada = administrator(&app).await;
    app.person("stra\u{df}er", Role::User).await;
    let earlier = "UPDATE users SET user_name_look = '', email_look = NULL, user_name_key = LOWER(user_name)";
    app.store.execute(earlier).await;
    app.db.migrate().await.unwrap();
    app.signed_in("Stra\u{df}er", PASSWORD).await;
    let error = create(&app, &ada, draft("\u{430}da")).await.unwrap_err();
    assert_eq!(error.for_field("user_name"), Some(&Problem::LooksLike("ada".to_owned())));
}

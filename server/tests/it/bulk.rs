//! The same done for many: nobody twice, nobody who must not be, and all of it on record.

use crate::{
    automations::{administrator, switch},
    support::{
        app::{NEW_PASSWORD, PASSWORD, TestApp, caller},
        program::Program,
    },
};
use app::{
    api::{ApiError, Bulk, Caller, Messages, People, Problem},
    model::{
        BulkAction, BulkCounts, BulkId, BulkOrder, BulkOutcome, BulkQuery, BulkRecord, BulkSkip, BulkState, BulkStep, BulkTarget,
        Kind, Locale, MessageQuery, NewPasswordEffect, Role, Span, StartBulk, UserFilter, UserId,
    },
    rules::reset::Refusal,
};
use http::Method;
use serde_json::{Value, json};

on_both_engines!(
    those_who_take_part_and_those_left_out_are_said_before,
    what_ends_for_how_many_is_said_before,
    links_are_sent_to_everyone_once,
    a_job_that_was_cut_off_goes_on_where_it_stood,
    a_pace_is_kept,
    a_job_waits_goes_on_and_is_cancelled,
    unused_links_are_taken_back_and_used_ones_are_not,
    unused_new_passwords_are_taken_back_and_used_ones_are_not,
    what_was_switched_off_is_switched_on_again,
    tags_are_added_to_those_without_and_taken_back,
    a_password_must_be_changed_at_the_next_sign_in,
    programs_take_part_on_purpose_alone,
    whoever_lost_the_right_acts_no_more,
    nobody_who_outranks_is_reached,
    a_job_is_started_watched_and_downloaded_without_scripts,
    the_mail_to_the_first_of_them_is_shown_before,
    a_program_starts_and_watches_a_job,
    a_program_is_told_who_takes_part_before,
    a_program_confirms_that_programs_are_meant,
    a_program_reads_and_downloads_the_ledger,
);

fn filter(filter: UserFilter) -> BulkTarget {
    BulkTarget::Filter(Box::new(filter))
}

/// Everyone whose name, user name or address has this.
fn named(words: &str) -> BulkTarget {
    filter(UserFilter { q: words.to_owned(), ..UserFilter::default() })
}

fn request(action: BulkAction, target: BulkTarget) -> StartBulk {
    StartBulk { target, order: BulkOrder::of(action), confirmed: String::new() }
}

async fn start(app: &TestApp, by: &Caller, action: BulkAction, target: BulkTarget) -> BulkId {
    app.desk.start_bulk(by, request(action, target)).await.unwrap()
}

/// Everything that is due now.
async fn go_on(app: &TestApp) {
    while app.desk.go_on_with_bulk().await.unwrap() {}
}

async fn read(app: &TestApp, by: &Caller, job: BulkId) -> BulkRecord {
    app.desk.bulk_job(by, job, BulkQuery::default()).await.unwrap()
}

async fn done(app: &TestApp, by: &Caller, action: BulkAction, target: BulkTarget) -> BulkRecord {
    let job = start(app, by, action, target).await;
    go_on(app).await;
    read(app, by, job).await
}

async fn people(app: &TestApp, count: usize) -> Vec<UserId> {
    let mut users = Vec::new();
    for n in 0..count {
        users.push(app.add(&format!("crew{n:02}"), |_| ()).await);
    }
    users
}

async fn mails(app: &TestApp, ada: &Caller) -> i64 {
    app.desk.messages(ada, MessageQuery::default()).await.unwrap().total.counted
}

async fn those_who_take_part_and_those_left_out_are_said_before(app: TestApp) {
    let ada = administrator(&app).await;
    let crew = people(&app, 4).await;
    switch(&app, &ada, crew[0], false).await;
    app.add("crew-sync", |user| user.kind = Kind::Api).await;
    app.add("crew-hybrid", |user| user.kind = Kind::Hybrid).await;
    app.add("crew-unmailed", |user| user.email = None).await;
    let preview = app.desk.preview_bulk(&ada, BulkAction::SendLink, named("crew")).await.unwrap();
    assert_eq!((preview.total.counted, preview.acted.counted), (7, 4));
    let left_out: Vec<(BulkSkip, i64, &str)> =
        preview.skipped.iter().map(|skipped| (skipped.why, skipped.count.counted, skipped.first[0].user_name.as_str())).collect();
    let expected = [
        (BulkSkip::Refused(Refusal::ApiUser), 1, "crew-sync"),
        (BulkSkip::Refused(Refusal::Inactive), 1, "crew00"),
        (BulkSkip::Refused(Refusal::NoEmail), 1, "crew-unmailed"),
    ];
    assert_eq!(left_out, expected);
    assert_eq!((preview.api.counted, preview.hybrid.counted), (0, 1));
    assert_eq!(mails(&app, &ada).await, 0, "a preview does nothing");
    let nobody = app.desk.start_bulk(&ada, request(BulkAction::SendLink, named("nobody-at-all"))).await;
    assert_eq!(nobody.unwrap_err().problem, Problem::NobodyLeft);
}

async fn what_ends_for_how_many_is_said_before(app: TestApp) {
    let ada = administrator(&app).await;
    let crew = people(&app, 3).await;
    app.add("crew-german", |user| user.language = Locale::De).await;
    app.send_link(ada.user, crew[0]).await.unwrap();
    app.send_new_password(ada.user, crew[1], NewPasswordEffect::FirstUse).await.unwrap();
    app.signed_in("crew00", PASSWORD).await;
    app.signed_in("crew01", PASSWORD).await;
    app.add("crew-auditor", |user| user.role = Role::Auditor).await;
    app.signed_in("crew-auditor", PASSWORD).await;
    let impact = async |action| app.desk.preview_bulk(&ada, action, named("crew")).await.unwrap().impact;
    let said = impact(BulkAction::SendLink).await.unwrap();
    let languages: Vec<(Locale, i64)> = said.languages.iter().map(|(locale, count)| (*locale, count.counted)).collect();
    assert_eq!(languages, [(Locale::En, 4), (Locale::De, 1)]);
    assert_eq!((said.links.counted, said.passwords.counted, said.signed_in.counted), (1, 1, 3));
    assert_eq!(impact(BulkAction::AddTag).await, None, "nothing of theirs ends");

    app.clock.advance(Span::minutes(20));
    let later = impact(BulkAction::EndSessions).await.unwrap();
    assert_eq!(later.signed_in.counted, 2, "the auditor's unused session has ended by now");
    assert!(later.languages.is_empty(), "no mail is sent");
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let page = desk.get("/bulk/new?do=deactivate&q=crew").await;
    assert!(page.says("2: they are signed out at once") && page.says("1: it stops working"), "{}", page.text());
}

async fn links_are_sent_to_everyone_once(app: TestApp) {
    let ada = administrator(&app).await;
    let crew = people(&app, 45).await;
    switch(&app, &ada, crew[7], false).await;
    let job = done(&app, &ada, BulkAction::SendLink, named("crew")).await;
    assert_eq!(job.row.state, BulkState::Done);
    assert_eq!(job.row.counts, BulkCounts { total: 45, done: 44, skipped: 1, ..BulkCounts::default() });
    app.send_mail().await;
    let mut recipients: Vec<String> = app.sink.received().iter().flat_map(|mail| mail.to.clone()).collect();
    recipients.sort();
    recipients.dedup();
    assert_eq!((recipients.len(), app.sink.received().len()), (44, 44));
    let skipped = BulkQuery { outcome: Some(BulkOutcome::Skipped), place: None };
    let ledger = app.desk.bulk_job(&ada, job.row.id, skipped).await.unwrap().ledger;
    let lines: Vec<_> = ledger.items.iter().map(|line| (line.user, line.refusal)).collect();
    assert_eq!(lines, [(crew[7], Some(Refusal::Inactive))]);
}

/// A part of a job is its deeds and its lines in one transaction, so half a part is none.
async fn a_job_that_was_cut_off_goes_on_where_it_stood(app: TestApp) {
    let ada = administrator(&app).await;
    people(&app, 50).await;
    let job = start(&app, &ada, BulkAction::SendLink, named("crew")).await;
    // Who is meant is written down, and the first part done; then the program is gone.
    assert!(app.desk.go_on_with_bulk().await.unwrap() && app.desk.go_on_with_bulk().await.unwrap());
    let handled = read(&app, &ada, job).await.row.counts.handled();
    assert!((1..50).contains(&handled), "{handled}");
    let part = app.desk.go_on_with_bulk();
    tokio::select! {
        biased;
        () = tokio::task::yield_now() => {}
        _ = part => {}
    }
    go_on(&app).await;
    assert_eq!(read(&app, &ada, job).await.row.counts.done, 50);
    assert_eq!(mails(&app, &ada).await, 50);
}

async fn a_pace_is_kept(app: TestApp) {
    let ada = administrator(&app).await;
    people(&app, 5).await;
    let mut order = BulkOrder::of(BulkAction::SendLink);
    order.per_minute = Some(2);
    let job = app.desk.start_bulk(&ada, StartBulk { target: named("crew"), order, confirmed: String::new() }).await.unwrap();
    go_on(&app).await;
    assert_eq!(read(&app, &ada, job).await.row.counts.done, 1);
    app.clock.advance(Span::seconds(29));
    go_on(&app).await;
    assert_eq!(read(&app, &ada, job).await.row.counts.done, 1);
    for expected in 2..=5 {
        app.clock.advance(Span::seconds(30));
        go_on(&app).await;
        assert_eq!(read(&app, &ada, job).await.row.counts.done, expected);
    }
    let mut order = BulkOrder::of(BulkAction::SendLink);
    order.per_minute = Some(0);
    let refused = app.desk.start_bulk(&ada, StartBulk { target: named("crew"), order, confirmed: String::new() }).await;
    assert!(refused.unwrap_err().for_field("per_minute").is_some());
}

async fn a_job_waits_goes_on_and_is_cancelled(app: TestApp) {
    let ada = administrator(&app).await;
    people(&app, 50).await;
    let job = start(&app, &ada, BulkAction::SendLink, named("crew")).await;
    app.desk.step_bulk(&ada, job, BulkStep::Pause).await.unwrap();
    go_on(&app).await;
    assert_eq!(read(&app, &ada, job).await.row.counts, BulkCounts::default());
    app.desk.step_bulk(&ada, job, BulkStep::Resume).await.unwrap();
    assert!(app.desk.go_on_with_bulk().await.unwrap() && app.desk.go_on_with_bulk().await.unwrap());
    app.desk.step_bulk(&ada, job, BulkStep::Pause).await.unwrap();
    let record = read(&app, &ada, job).await;
    assert_eq!(record.steps, [BulkStep::Resume, BulkStep::Cancel]);
    let so_far = record.row.counts.done;
    app.desk.step_bulk(&ada, job, BulkStep::Cancel).await.unwrap();
    go_on(&app).await;
    let record = read(&app, &ada, job).await;
    assert_eq!((record.row.state, record.row.counts.done), (BulkState::Cancelled, so_far));
    assert_eq!(mails(&app, &ada).await, so_far);
    let again = app.desk.step_bulk(&ada, job, BulkStep::Resume).await.unwrap_err();
    assert_eq!(again.problem, Problem::BulkWentOn);
}

async fn unused_links_are_taken_back_and_used_ones_are_not(app: TestApp) {
    let ada = administrator(&app).await;
    people(&app, 3).await;
    let job = start(&app, &ada, BulkAction::SendLink, named("crew")).await;
    go_on(&app).await;
    app.send_mail().await;
    let links: Vec<String> = app.sink.received().iter().map(|mail| format!("/change-password/{}", mail.token())).collect();
    let used = app.browser().post(&links[0], &[("password", NEW_PASSWORD)]).await;
    assert!(used.says("Password changed"), "{}", used.text());
    app.desk.step_bulk(&ada, job, BulkStep::Undo).await.unwrap();
    go_on(&app).await;
    let record = read(&app, &ada, job).await;
    assert_eq!((record.row.state, record.row.counts.done, record.row.counts.undone), (BulkState::Undone, 3, 2));
    for link in &links[1..] {
        assert!(app.browser().get(link).await.says("This link was withdrawn"), "{link}");
    }
}

async fn unused_new_passwords_are_taken_back_and_used_ones_are_not(app: TestApp) {
    let ada = administrator(&app).await;
    people(&app, 3).await;
    let job = done(&app, &ada, BulkAction::NewPassword, named("crew")).await.row.id;
    app.send_mail().await;
    let mails = app.sink.received();
    let mailed = |name: &str| {
        let to = format!("{name}@northwind.example");
        mails.iter().find(|mail| mail.to.contains(&to)).expect("a mail").password().to_owned()
    };
    let [used, begun, unused] = ["crew00", "crew01", "crew02"].map(mailed);
    let mut first = app.browser();
    assert_eq!(first.sign_in("crew00", &used).await.location(), "/choose-password");
    assert_eq!(first.post("/choose-password", &[("password", NEW_PASSWORD)]).await.status, 303);
    let mut second = app.browser();
    assert_eq!(second.sign_in("crew01", &begun).await.location(), "/choose-password");
    app.desk.step_bulk(&ada, job, BulkStep::Undo).await.unwrap();
    go_on(&app).await;
    let record = read(&app, &ada, job).await;
    assert_eq!((record.row.state, record.row.counts.done, record.row.counts.undone), (BulkState::Undone, 3, 2));
    app.signed_in("crew00", NEW_PASSWORD).await;
    for (name, password) in [("crew01", begun), ("crew02", unused)] {
        assert_eq!(app.browser().sign_in(name, &password).await.status, 422, "{name}");
    }
    assert_eq!(second.get("/choose-password").await.status, 303, "nobody who had begun goes on");
}

async fn what_was_switched_off_is_switched_on_again(app: TestApp) {
    let ada = administrator(&app).await;
    let crew = people(&app, 3).await;
    switch(&app, &ada, crew[1], false).await;
    let job = done(&app, &ada, BulkAction::Deactivate, BulkTarget::Ticked(crew.clone())).await;
    assert_eq!(job.row.counts, BulkCounts { total: 3, done: 2, unneeded: 1, ..BulkCounts::default() });
    app.desk.step_bulk(&ada, job.row.id, BulkStep::Undo).await.unwrap();
    go_on(&app).await;
    let mut active = Vec::new();
    for user in crew {
        active.push(app.desk.user(&ada, user).await.unwrap().row.is_active);
    }
    assert_eq!(active, [true, false, true], "who was off before stays off");
    let own = done(&app, &ada, BulkAction::Deactivate, BulkTarget::Ticked(vec![ada.user])).await;
    assert_eq!(own.ledger.items[0].refusal, Some(Refusal::Yourself));
}

async fn tags_are_added_to_those_without_and_taken_back(app: TestApp) {
    let ada = administrator(&app).await;
    let crew = people(&app, 2).await;
    let tagged = |action, tag: &str| {
        let order = BulkOrder { tag: tag.to_owned(), ..BulkOrder::of(action) };
        StartBulk { target: BulkTarget::Ticked(crew.clone()), order, confirmed: String::new() }
    };
    let refused = app.desk.start_bulk(&ada, tagged(BulkAction::AddTag, " ")).await.unwrap_err();
    assert_eq!(refused.for_field("tag"), Some(&Problem::Required));
    let job = app.desk.start_bulk(&ada, tagged(BulkAction::AddTag, "Night shift")).await.unwrap();
    go_on(&app).await;
    assert_eq!(app.desk.user(&ada, crew[0]).await.unwrap().row.tags, ["Night shift"]);
    let again = app.desk.start_bulk(&ada, tagged(BulkAction::AddTag, "night SHIFT")).await.unwrap();
    go_on(&app).await;
    assert_eq!(read(&app, &ada, again).await.row.counts.unneeded, 2);
    app.desk.step_bulk(&ada, job, BulkStep::Undo).await.unwrap();
    go_on(&app).await;
    assert!(app.desk.user(&ada, crew[1]).await.unwrap().row.tags.is_empty());
}

async fn a_password_must_be_changed_at_the_next_sign_in(app: TestApp) {
    let ada = administrator(&app).await;
    let crew = people(&app, 1).await;
    let mut open = app.signed_in("crew00", PASSWORD).await;
    let job = done(&app, &ada, BulkAction::RequireChange, BulkTarget::Ticked(crew.clone())).await;
    assert_eq!(job.row.counts.done, 1);
    assert!(app.desk.user(&ada, crew[0]).await.unwrap().password.must_change);
    assert_eq!(open.get("/account").await.status, 200, "open sessions go on");
    let mut browser = app.browser();
    assert_eq!(browser.sign_in("crew00", PASSWORD).await.location(), "/choose-password");
    let same = browser.post("/choose-password", &[("password", PASSWORD)]).await;
    assert_eq!(same.status, 422, "the same password is no change");
    assert_eq!(browser.post("/choose-password", &[("password", NEW_PASSWORD)]).await.status, 303);
    app.signed_in("crew00", NEW_PASSWORD).await;
    assert!(!app.desk.user(&ada, crew[0]).await.unwrap().password.must_change);
}

async fn programs_take_part_on_purpose_alone(app: TestApp) {
    let ada = administrator(&app).await;
    let sync = app.add("crew-sync", |user| user.kind = Kind::Api).await;
    people(&app, 1).await;
    let off = done(&app, &ada, BulkAction::Deactivate, named("crew")).await;
    assert_eq!((off.row.counts.done, off.row.counts.skipped), (1, 1));
    let on_purpose = filter(UserFilter { kind: Some(Kind::Api), q: "crew".to_owned(), ..UserFilter::default() });
    let unconfirmed = app.desk.start_bulk(&ada, request(BulkAction::Deactivate, on_purpose.clone())).await.unwrap_err();
    assert!(unconfirmed.for_field("confirmed").is_some());
    let confirmed = StartBulk { confirmed: " api ".to_owned(), ..request(BulkAction::Deactivate, on_purpose.clone()) };
    app.desk.start_bulk(&ada, confirmed).await.unwrap();
    go_on(&app).await;
    assert!(!app.desk.user(&ada, sync).await.unwrap().row.is_active);
    let link = app.desk.start_bulk(&ada, StartBulk { confirmed: "API".to_owned(), ..request(BulkAction::SendLink, on_purpose) });
    assert_eq!(link.await.unwrap_err().problem, Problem::NobodyLeft, "a program has no password to reset");
}

async fn whoever_lost_the_right_acts_no_more(app: TestApp) {
    let ada = administrator(&app).await;
    people(&app, 50).await;
    let bea = app.person("bea", Role::Administrator).await;
    let job = start(&app, &caller(bea, Role::Administrator), BulkAction::SendLink, named("crew")).await;
    assert!(app.desk.go_on_with_bulk().await.unwrap() && app.desk.go_on_with_bulk().await.unwrap());
    let so_far = read(&app, &ada, job).await.row.counts.done;
    switch(&app, &ada, bea, false).await;
    go_on(&app).await;
    let row = read(&app, &ada, job).await.row;
    assert_eq!((row.state, row.counts.done), (BulkState::Stopped, so_far));
}

async fn nobody_who_outranks_is_reached(app: TestApp) {
    let ada = administrator(&app).await;
    let desk = caller(app.person("desk", Role::HelpDesk).await, Role::HelpDesk);
    let crew = people(&app, 1).await;
    let everyone = BulkTarget::Ticked(vec![ada.user, crew[0]]);
    let preview = app.desk.preview_bulk(&desk, BulkAction::SendLink, everyone.clone()).await.unwrap();
    assert_eq!((preview.acted.counted, preview.skipped[0].why), (1, BulkSkip::Refused(Refusal::Outranked)));
    let job = done(&app, &desk, BulkAction::SendLink, everyone.clone()).await;
    assert_eq!((job.row.counts.done, job.row.counts.skipped), (1, 1));
    let forbidden = app.desk.start_bulk(&desk, request(BulkAction::Deactivate, everyone)).await;
    assert_eq!(forbidden.unwrap_err(), ApiError::from(Problem::Forbidden));
}

async fn a_job_is_started_watched_and_downloaded_without_scripts(app: TestApp) {
    administrator(&app).await;
    people(&app, 2).await;
    app.add("crew-formula", |user| "=1+1".clone_into(&mut user.display_name)).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let page = browser.get("/bulk/new?do=send-link&q=crew").await;
    assert!(page.says("It will be done for 3 users"), "{}", page.text());
    let target = serde_json::to_string(&named("crew")).unwrap();
    let entered = [("action", "send-link"), ("target", &target), ("life_minutes", "60"), ("per_minute", "0")];
    let refused = browser.post("/bulk/new?do=send-link&q=crew", &entered).await;
    assert!(refused.status == 422 && refused.text().contains("error-per_minute"), "{}", refused.text());
    let started = browser.post("/bulk/new?do=send-link&q=crew", &entered[..3]).await;
    assert_eq!(started.status, 303, "{}", started.text());
    let job = started.location().to_owned();
    go_on(&app).await;
    let page = browser.get(&job).await;
    assert!(page.says("3 of 3") && page.says("Take back"), "{}", page.text());
    let ledger = browser.get(&format!("{job}/ledger.csv")).await;
    assert!(ledger.text().contains("crew-formula,'=1+1,Done,,"), "{}", ledger.text());
    assert!(browser.get("/bulk").await.says("Send password change link"));
    assert_eq!(browser.post(&format!("{job}/undo"), &[]).await.status, 303);
    go_on(&app).await;
    assert!(browser.get(&job).await.says("Taken back"));
}

async fn the_mail_to_the_first_of_them_is_shown_before(app: TestApp) {
    administrator(&app).await;
    let crew = people(&app, 2).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    for (action, key) in [("send-link", "password-change-link"), ("new-password", "access-info")] {
        let page = browser.get(&format!("/bulk/new?do={action}&q=crew")).await;
        assert!(page.says("For example, the mail to"), "{}", page.text());
        let html = page.text();
        let mut sources = html.split("src=\"").map(|rest| rest.split('"').next().unwrap_or_default());
        let mail = sources.find(|src| src.contains(&format!("/mail/{key}"))).expect("a frame").replace("&amp;", "&");
        assert!(crew.iter().any(|user| mail.starts_with(&format!("/users/{user}/mail/"))), "{mail}");
        assert_eq!(browser.get(&mail).await.status, 200, "{mail}");
    }
    assert!(!browser.get("/bulk/new?do=end-sessions&q=crew").await.says("For example, the mail to"), "which mails nobody");
}

async fn a_program_starts_and_watches_a_job(app: TestApp) {
    let ada = administrator(&app).await;
    let crew = people(&app, 3).await;
    let mut erp: Program = app.program(ada.user, "erp", Role::Administrator).await;
    let body = json!({ "action": "send-link", "users": crew, "life_minutes": 60 });
    let started = erp.post("/api/v1/bulk-jobs", &body).await;
    assert_eq!(started.status, 202, "{}", started.text());
    let job = started.header("location").to_owned();
    go_on(&app).await;
    let read = erp.get(&job).await.json();
    assert_eq!((read["state"].as_str(), read["done"].as_i64()), (Some("done"), Some(3)));
    let events = erp.get("/api/v1/events").await.json();
    let sent = events["items"].as_array().unwrap().iter().filter(|event| event["kind"] == "link-requested");
    assert_eq!(sent.count(), 3);
    let both = erp.post("/api/v1/bulk-jobs", &json!({ "action": "activate" })).await;
    assert_eq!((both.status, both.problem().as_str()), (422, "unfit"));
}

async fn a_program_is_told_who_takes_part_before(app: TestApp) {
    let ada = administrator(&app).await;
    let mut crew = people(&app, 3).await;
    switch(&app, &ada, crew[1], false).await;
    crew.push(app.add("crew-sync", |user| user.kind = Kind::Api).await);
    crew.push(app.add("crew-hybrid", |user| user.kind = Kind::Hybrid).await);
    let mut erp = app.program(ada.user, "erp", Role::Administrator).await;
    let body = json!({ "action": "send-link", "users": crew });
    let preview = erp.call(Method::POST, "/api/v1/bulk-jobs/preview", &[], Some(&body)).await;
    assert_eq!(preview.status, 200, "{}", preview.text());
    let preview = preview.json();
    let count = |part: &str| preview[part]["count"].as_i64().unwrap();
    assert_eq!((count("total"), count("acted"), count("api"), count("hybrid")), (5, 3, 0, 1));
    let last_calls = json!([{ "user": crew[4], "display_name": "crew-hybrid Feld", "at": null }]);
    assert_eq!(preview["last_calls"], last_calls, "no program has called with it yet");
    let names = |first: &Value| -> Vec<String> {
        let users = first.as_array().unwrap().iter();
        let mut names: Vec<String> = users.map(|user| user["user_name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&preview["first"]), ["crew-hybrid", "crew00", "crew02"]);
    let left_out = preview["left_out"].as_array().unwrap();
    let reasons: Vec<(&str, Vec<String>)> =
        left_out.iter().map(|group| (group["reason"].as_str().unwrap(), names(&group["first"]))).collect();
    assert_eq!(reasons, [("api-user", vec!["crew-sync".to_owned()]), ("inactive", vec!["crew01".to_owned()])]);
    assert!(left_out.iter().all(|group| !group["why"].as_str().unwrap().is_empty() && group["total"]["count"] == 1));
    assert_eq!(mails(&app, &ada).await, 0, "a preview does nothing");
    let neither = erp.call(Method::POST, "/api/v1/bulk-jobs/preview", &[], Some(&json!({ "action": "activate" }))).await;
    assert_eq!((neither.status, neither.problem().as_str()), (422, "unfit"));
}

async fn a_program_confirms_that_programs_are_meant(app: TestApp) {
    let ada = administrator(&app).await;
    app.add("crew-sync", |user| user.kind = Kind::Api).await;
    let mut erp = app.program(ada.user, "erp", Role::Administrator).await;
    let criteria = json!({ "all": [{ "kind": ["api"] }, { "words": "crew" }] });
    let selection = erp.post("/api/v1/selections", &json!({ "name": "Programs", "criteria": criteria })).await.json();
    let job = |confirmed: &str| json!({ "action": "deactivate", "selection": selection["id"], "confirmed": confirmed });
    for unconfirmed in ["", "yes"] {
        let refused = erp.post("/api/v1/bulk-jobs", &job(unconfirmed)).await;
        assert_eq!((refused.status, refused.problem().as_str()), (422, "not-confirmed"));
        assert_eq!(refused.json()["errors"][0]["field"], "confirmed");
    }
    let started = erp.post("/api/v1/bulk-jobs", &job("API")).await;
    assert_eq!(started.status, 202, "{}", started.text());
}

async fn a_program_reads_and_downloads_the_ledger(app: TestApp) {
    let ada = administrator(&app).await;
    let crew = people(&app, 60).await;
    switch(&app, &ada, crew[7], false).await;
    let formula = app.add("crew-formula", |user| "=1+1".clone_into(&mut user.display_name)).await;
    let everyone = BulkTarget::Ticked(crew.iter().copied().chain([formula]).collect());
    let job = done(&app, &ada, BulkAction::SendLink, everyone).await.row.id;
    let mut auditor = app.program(ada.user, "auditor", Role::Auditor).await;
    let mut next = Some(format!("/api/v1/bulk-jobs/{job}/ledger"));
    let mut lines = Vec::new();
    while let Some(path) = next {
        let page = auditor.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        lines.extend(page.json()["items"].as_array().unwrap().clone());
        next = page.next();
    }
    let positions: Vec<i64> = lines.iter().map(|line| line["position"].as_i64().unwrap()).collect();
    assert_eq!(positions, (1..=61).collect::<Vec<_>>());
    let skipped = auditor.get(&format!("/api/v1/bulk-jobs/{job}/ledger?outcome=skipped")).await.json();
    assert_eq!((skipped["total"]["count"].as_i64(), &skipped["items"][0]["reason"]), (Some(1), &json!("inactive")));
    assert_eq!(skipped["items"][0]["user"], crew[7].to_string());
    let file = auditor.get(&format!("/api/v1/bulk-jobs/{job}/ledger.csv")).await;
    assert!(file.header("content-type").starts_with("text/csv"), "{}", file.header("content-type"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"ledger.csv\"");
    assert!(file.text().contains("crew-formula,'=1+1,Done,,"), "{}", file.text());
    assert_eq!(file.text().lines().count(), 62);
}

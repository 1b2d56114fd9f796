//! Four eyes: what one administrator does to another waits for a second one, who is neither of the two.

use crate::support::{
    app::{NEW_PASSWORD, PASSWORD, TestApp, caller},
    browser::{Answer, Browser},
};
use app::{
    api::{ApiError, Approvals, Bulk, House, People, Problem},
    model::{
        Approval, ApprovalDecision, BulkAction, BulkOrder, BulkSkip, BulkTarget, CreateUser, HeldDeed, HouseSaved, LinkLife,
        Role, SaveHouse, SetActive, SettingsView, Span, StartBulk, UserId,
    },
    rules::{forms::house_fields, reset::Refusal},
};
use latchkey::service::operator;
use serde_json::json;

on_both_engines!(
    a_link_to_an_administrator_is_sent_once_a_second_one_approves,
    neither_who_asked_nor_whom_it_concerns_decides,
    deciding_asks_for_the_own_password,
    what_is_refused_or_not_decided_in_time_is_not_done,
    whoever_has_lost_their_rights_meanwhile_gets_nothing,
    nobody_becomes_an_administrator_by_one_person,
    what_one_administrator_handed_out_before_opens_no_new_one,
    nobody_lets_an_administrator_back_in_alone,
    a_copied_link_is_granted_once_and_for_an_hour,
    a_temporary_password_waits_before_it_is_made,
    jobs_leave_administrators_out,
    programs_are_refused,
    the_operator_is_not_held_back_and_everybody_hears_of_it,
    four_eyes_need_two_and_end_by_two,
    what_else_is_saved_with_the_end_of_four_eyes_holds_at_once,
    users_are_helped_as_ever,
    what_was_decided_is_forgotten_in_time,
    nobody_floods_the_others_with_what_they_ask,
);

/// Ada, Ben and Greta, all administrators, in a house with four eyes.
struct House3 {
    ada: UserId,
    ben: UserId,
    greta: UserId,
}

async fn house(app: &TestApp) -> House3 {
    let ada = app.person("ada", Role::Administrator).await;
    let ben = app.person("ben", Role::Administrator).await;
    let greta = app.person("greta", Role::Administrator).await;
    app.save_house(|house| house.safety.four_eyes = true).await;
    House3 { ada, ben, greta }
}

const WAITS: &str = "A second administrator has to approve this now.";

async fn waiting(app: &TestApp, reader: UserId) -> Vec<Approval> {
    app.desk.approvals(&caller(reader, Role::Administrator)).await.unwrap().waiting
}

async fn settled(app: &TestApp, reader: UserId) -> Vec<Approval> {
    app.desk.approvals(&caller(reader, Role::Administrator)).await.unwrap().settled
}

/// Ada asks for a link to Greta.
async fn asks(app: &TestApp, greta: UserId) -> Browser {
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let asked = desk.post(&format!("/users/{greta}/send-link"), &[("life_minutes", "60")]).await;
    assert_eq!((asked.status, asked.location()), (303, format!("/users/{greta}").as_str()), "{}", asked.text());
    desk
}

async fn decide(desk: &mut Browser, approval: &Approval, decision: &str) -> Answer {
    desk.post(&format!("/approvals/{}", approval.id), &[("decision", decision)]).await
}

async fn a_link_to_an_administrator_is_sent_once_a_second_one_approves(app: TestApp) {
    let House3 { ada, ben, greta } = house(&app).await;
    let mut desk = asks(&app, greta).await;
    assert!(desk.get(&format!("/users/{greta}")).await.says(WAITS));
    asks(&app, greta).await;
    let waits = waiting(&app, ben).await;
    assert_eq!(waits.len(), 1, "asked for twice, it waits once");
    assert_eq!((waits[0].deed, waits[0].asked_by.as_str(), waits[0].target.0), (HeldDeed::SendLink, "ada Feld", greta));
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 2, "the others are told, and no link is sent");

    let mut second = app.signed_in("ben", PASSWORD).await;
    assert!(second.get("/").await.says("Waits for your approval"));
    assert!(second.get("/approvals").await.says("Send a password change link"));
    let approved = decide(&mut second, &waits[0], "approve").await;
    assert_eq!((approved.status, approved.location()), (303, "/approvals"), "{}", approved.text());
    app.send_mail().await;
    let link = app.sink.received().into_iter().find(|mail| mail.text.contains("/change-password/")).expect("a link");
    assert_eq!(link.to, ["greta@northwind.example"]);
    let both = "SELECT COUNT(*) FROM audit WHERE action = 'link.requested' AND actor_name = 'ada Feld' \
        AND detail LIKE '%\"approved_by\":{%ben Feld%'";
    assert_eq!(app.store.count(both).await, 1);
    assert_eq!(settled(&app, ada).await[0].decision, Some(ApprovalDecision::Approved));
    assert_eq!(decide(&mut second, &waits[0], "approve").await.status, 409, "once");
    assert_eq!(app.store.count("SELECT COUNT(*) FROM approvals WHERE arguments <> '{}'").await, 0, "no more is kept than needed");
}

async fn neither_who_asked_nor_whom_it_concerns_decides(app: TestApp) {
    let House3 { ben, greta, .. } = house(&app).await;
    let mut desk = asks(&app, greta).await;
    let approval = waiting(&app, ben).await.remove(0);
    let mut concerned = app.signed_in("greta", PASSWORD).await;
    for decision in ["approve", "refuse"] {
        assert_eq!(decide(&mut desk, &approval, decision).await.status, 409);
        assert_eq!(decide(&mut concerned, &approval, decision).await.status, 409);
    }
    assert_eq!(decide(&mut app.browser(), &approval, "approve").await.status, 401);
    app.person("hella", Role::HelpDesk).await;
    assert_eq!(decide(&mut app.signed_in("hella", PASSWORD).await, &approval, "approve").await.status, 403);
    assert_eq!(waiting(&app, ben).await.len(), 1);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM links").await, 0);
}

async fn deciding_asks_for_the_own_password(app: TestApp) {
    let House3 { ben, greta, .. } = house(&app).await;
    asks(&app, greta).await;
    let approval = waiting(&app, ben).await.remove(0);
    let mut second = app.signed_in("ben", PASSWORD).await;
    app.clock.advance(Span::minutes(6));
    let address = format!("/approvals/{}", approval.id);
    assert!(second.get(&address).await.says("Your own password"));
    assert_eq!(decide(&mut second, &approval, "approve").await.status, 422);
    let wrong = second.post(&address, &[("decision", "approve"), ("password", NEW_PASSWORD)]).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(waiting(&app, ben).await.len(), 1);
    let right = second.post(&address, &[("decision", "approve"), ("password", PASSWORD)]).await;
    assert_eq!(right.status, 303, "{}", right.text());
}

async fn what_is_refused_or_not_decided_in_time_is_not_done(app: TestApp) {
    let House3 { ben, greta, .. } = house(&app).await;
    asks(&app, greta).await;
    let approval = waiting(&app, ben).await.remove(0);
    assert_eq!(decide(&mut app.signed_in("ben", PASSWORD).await, &approval, "refuse").await.status, 303);
    app.send_mail().await;
    let told = app.sink.received().into_iter().find(|mail| mail.to == ["ada@northwind.example"]).expect("a mail to Ada");
    assert!(told.text.contains("What you asked for was refused."), "{}", told.text);

    asks(&app, greta).await;
    let approval = waiting(&app, ben).await.remove(0);
    app.clock.advance(Span::hours(25));
    assert_eq!(decide(&mut app.signed_in("ben", PASSWORD).await, &approval, "approve").await.status, 409);
    assert!(!app.desk.tell_expired().await.unwrap());
    let decisions: Vec<_> = settled(&app, ben).await.into_iter().map(|approval| approval.decision).collect();
    assert_eq!(decisions, [Some(ApprovalDecision::Expired), Some(ApprovalDecision::Refused)]);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'approval.expired'").await, 1);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM links").await, 0);
}

async fn whoever_has_lost_their_rights_meanwhile_gets_nothing(app: TestApp) {
    let House3 { ada, ben, greta } = house(&app).await;
    asks(&app, greta).await;
    let approval = waiting(&app, ben).await.remove(0);
    app.desk.set_active(&operator("root".to_owned()), SetActive { user: ada, active: false }).await.unwrap();
    assert_eq!(decide(&mut app.signed_in("ben", PASSWORD).await, &approval, "approve").await.status, 303);
    assert!(settled(&app, ben).await[0].has_failed);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM links").await, 0);
}

/// Ada asks that Jonas becomes an administrator.
async fn asks_to_promote(app: &TestApp, jonas: UserId) {
    let form = [
        ("version", "1"),
        ("kind", "human"),
        ("role", "administrator"),
        ("user_name", "jonas"),
        ("display_name", "jonas Feld"),
        ("email", "jonas@northwind.example"),
        ("language", "en"),
        ("time_zone", "Europe/Berlin"),
    ];
    let asked = app.signed_in("ada", PASSWORD).await.post(&format!("/users/{jonas}/edit"), &form).await;
    assert_eq!(asked.status, 303, "{}", asked.text());
}

async fn nobody_becomes_an_administrator_by_one_person(app: TestApp) {
    let House3 { ada, ben, .. } = house(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    asks_to_promote(&app, jonas).await;
    let approval = waiting(&app, ben).await.remove(0);
    assert_eq!(approval.changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["role"]);
    assert_eq!(app.desk.user(&caller(ada, Role::Administrator), jonas).await.unwrap().row.role, Role::User);
    assert_eq!(decide(&mut app.signed_in("ben", PASSWORD).await, &approval, "approve").await.status, 303);
    assert_eq!(app.desk.user(&caller(ada, Role::Administrator), jonas).await.unwrap().row.role, Role::Administrator);

    let mut draft = crate::people::draft("mallory");
    draft.role = Role::Administrator;
    let made = app.desk.create_user(&caller(ada, Role::Administrator), CreateUser { draft, send_link: false }).await.unwrap_err();
    assert_eq!(made.for_field("role"), Some(&Problem::Refused(Refusal::NeedsApproval)));
}

async fn what_one_administrator_handed_out_before_opens_no_new_one(app: TestApp) {
    let House3 { ada, ben, .. } = house(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut program = app.program(ada, "phone-bot", Role::HelpDesk).await;
    let set = program.post(&format!("/api/v1/users/{jonas}/temporary-password"), &json!({})).await;
    assert_eq!(set.status, 200, "{}", set.text());
    app.send_link(ada, jonas).await.unwrap();
    let links = async || app.store.count("SELECT COUNT(*) FROM links WHERE revoked_at IS NULL").await;
    let passwords = async || {
        app.store.count("SELECT COUNT(*) FROM credentials WHERE temporary_until IS NOT NULL AND stopped_at IS NULL").await
    };
    asks_to_promote(&app, jonas).await;
    assert_eq!((links().await, passwords().await), (1, 1), "a user is helped as ever meanwhile");
    let approval = waiting(&app, ben).await.remove(0);
    assert_eq!(decide(&mut app.signed_in("ben", PASSWORD).await, &approval, "approve").await.status, 303);
    assert!(!settled(&app, ben).await[0].has_failed);
    assert_eq!((links().await, passwords().await), (0, 0));
}

async fn nobody_lets_an_administrator_back_in_alone(app: TestApp) {
    let House3 { ada, ben, greta } = house(&app).await;
    app.desk.set_active(&operator("root".to_owned()), SetActive { user: greta, active: false }).await.unwrap();
    let by_ada = caller(ada, Role::Administrator);
    let is_active = async || app.desk.user(&by_ada, greta).await.unwrap().row.is_active;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    assert_eq!(desk.post(&format!("/users/{greta}/active"), &[("active", "true")]).await.status, 303);
    let preview = app.desk.preview_bulk(&by_ada, BulkAction::Activate, BulkTarget::Ticked(vec![greta])).await.unwrap();
    assert_eq!(preview.skipped[0].why, BulkSkip::Refused(Refusal::NeedsApproval));
    assert!(!is_active().await);

    let approval = waiting(&app, ben).await.remove(0);
    assert_eq!(approval.changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["is_active"]);
    assert_eq!(decide(&mut app.signed_in("ben", PASSWORD).await, &approval, "approve").await.status, 303);
    assert!(is_active().await);
}

async fn a_copied_link_is_granted_once_and_for_an_hour(app: TestApp) {
    let House3 { ben, greta, .. } = house(&app).await;
    let mut desk = asks(&app, greta).await;
    let mut second = app.signed_in("ben", PASSWORD).await;
    decide(&mut second, &waiting(&app, ben).await.remove(0), "approve").await;
    app.send_mail().await;
    let copy = format!("/users/{greta}/copy-link");
    let asked = desk.post(&copy, &[]).await;
    assert!(asked.status == 409 && asked.says(WAITS), "{}", asked.text());
    decide(&mut second, &waiting(&app, ben).await.remove(0), "approve").await;
    assert!(desk.post(&copy, &[]).await.text().contains("/change-password/"));
    assert_eq!(desk.post(&copy, &[]).await.status, 409, "once");
}

async fn a_temporary_password_waits_before_it_is_made(app: TestApp) {
    let House3 { ben, greta, .. } = house(&app).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let address = format!("/users/{greta}/temporary-password");
    let generate = [("intent", "generate"), ("look", "characters")];
    let asked = desk.post(&address, &generate).await;
    assert!(asked.status == 409 && asked.says(WAITS), "{}", asked.text());
    let approval = waiting(&app, ben).await.remove(0);
    assert_eq!(approval.deed, HeldDeed::TemporaryPassword);
    decide(&mut app.signed_in("ben", PASSWORD).await, &approval, "approve").await;
    assert_eq!(desk.post(&address, &generate).await.status, 200);
    app.clock.advance(Span::minutes(61));
    let mut desk = app.signed_in("ada", PASSWORD).await;
    assert_eq!(desk.post(&address, &generate).await.status, 409, "an hour later it is over");
}

async fn jobs_leave_administrators_out(app: TestApp) {
    let House3 { ada, greta, .. } = house(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let ada = caller(ada, Role::Administrator);
    let target = BulkTarget::Ticked(vec![greta, jonas]);
    let preview = app.desk.preview_bulk(&ada, BulkAction::SendLink, target.clone()).await.unwrap();
    assert_eq!(preview.skipped[0].why, BulkSkip::Refused(Refusal::NeedsApproval));
    assert_eq!(preview.acted.counted, 1);
    let order = BulkOrder { life_minutes: Some(60), ..BulkOrder::of(BulkAction::SendLink) };
    app.desk.start_bulk(&ada, StartBulk { target, order, confirmed: String::new() }).await.unwrap();
    while app.desk.go_on_with_bulk().await.unwrap() {}
    assert_eq!(app.store.count("SELECT COUNT(*) FROM bulk_items WHERE refusal = 'needs-approval'").await, 1);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM links").await, 1);
}

async fn programs_are_refused(app: TestApp) {
    let House3 { ada, greta, .. } = house(&app).await;
    let refused: ApiError = app.send_link(ada, greta).await.unwrap_err();
    assert_eq!(refused.problem, Problem::Refused(Refusal::NeedsApproval));
    assert!(waiting(&app, ada).await.is_empty(), "nobody waits for an answer, so nothing is filed");
}

async fn the_operator_is_not_held_back_and_everybody_hears_of_it(app: TestApp) {
    let House3 { greta, .. } = house(&app).await;
    app.desk.hand_out_link(&operator("root".to_owned()), greta, LinkLife::DEFAULT).await.unwrap();
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'approval.break-glass'").await, 1);
    app.send_mail().await;
    let told = app.sink.received();
    assert_eq!(told.len(), 3, "all administrators");
    let says = "approval of a second administrator";
    assert!(told.iter().all(|mail| mail.text.contains(says)), "{}", told[0].text);
}

async fn four_eyes_need_two_and_end_by_two(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let only_one = "You are the only active administrator.";
    let mut desk = app.signed_in("ada", PASSWORD).await;
    assert!(desk.get("/settings/safety").await.says(only_one));
    let view = app.desk.settings(&caller(ada, Role::Administrator)).await.unwrap();
    let mut house = view.house;
    house.safety.four_eyes = true;
    let request = SaveHouse { version: view.version, shown: None, house };
    let alone = app.desk.save_settings(&caller(ada, Role::Administrator), request.clone()).await.unwrap_err();
    assert_eq!(alone.for_field("four_eyes"), Some(&Problem::OneAdministrator));

    let ben = app.person("ben", Role::Administrator).await;
    assert!(!desk.get("/settings/safety").await.says(only_one));
    app.desk.save_settings(&caller(ada, Role::Administrator), request.clone()).await.unwrap();
    let mut house = request.house;
    house.safety.four_eyes = false;
    let off = json!({ "request": { "version": 1, "shown": null, "house": house } });
    let asked = desk.call("/rpc/settings/save", &off).await;
    assert_eq!((asked.status, asked.refusal()), (409, Problem::AwaitsApproval));
    let approval = waiting(&app, ben).await.remove(0);
    assert_eq!(approval.deed, HeldDeed::EndFourEyes);
    assert_eq!(decide(&mut app.signed_in("ben", PASSWORD).await, &approval, "approve").await.status, 303);
    let house = app.desk.settings(&caller(ada, Role::Administrator)).await.unwrap().house;
    assert!(!house.safety.four_eyes);
}

async fn what_else_is_saved_with_the_end_of_four_eyes_holds_at_once(app: TestApp) {
    let House3 { ada, ben, .. } = house(&app).await;
    let settings = async || app.desk.settings(&caller(ada, Role::Administrator)).await.unwrap();
    let without = |view: SettingsView| {
        let mut house = view.house;
        (house.safety.four_eyes, house.safety.caller_codes) = (false, true);
        json!({ "request": { "version": view.version, "shown": null, "house": house } })
    };
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let saved = desk.call("/rpc/settings/save", &without(settings().await)).await;
    assert_eq!(saved.read::<HouseSaved>(), HouseSaved::ButFourEyes);
    let safety = settings().await.house.safety;
    assert!(safety.caller_codes && safety.four_eyes);
    let approval = waiting(&app, ben).await.remove(0);
    let again = desk.call("/rpc/settings/save", &without(settings().await)).await;
    assert_eq!((again.status, again.refusal()), (409, Problem::AwaitsApproval), "nothing else is left to be saved");
    assert_eq!(decide(&mut app.signed_in("ben", PASSWORD).await, &approval, "approve").await.status, 303);
    let safety = settings().await.house.safety;
    assert!(safety.caller_codes && !safety.four_eyes);

    app.save_house(|house| house.safety.four_eyes = true).await;
    let view = settings().await;
    let mut house = view.house;
    (house.safety.four_eyes, house.link_minutes) = (false, 240);
    let (entered, version) = (house_fields(&house), view.version.to_string());
    let mut fields: Vec<(&str, &str)> = entered.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("version", version.as_str()));
    let posted = desk.post("/settings/safety", &fields).await;
    assert_eq!((posted.status, posted.location()), (303, "/settings/safety"), "{}", posted.text());
    let page = desk.get("/settings/safety").await;
    assert!(page.says("Everything else was saved.") && settings().await.house.link_minutes == 240, "{}", page.text());
}

async fn users_are_helped_as_ever(app: TestApp) {
    let House3 { ada, .. } = house(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    assert!(waiting(&app, ada).await.is_empty());
}

async fn what_was_decided_is_forgotten_in_time(app: TestApp) {
    let House3 { ben, greta, .. } = house(&app).await;
    asks(&app, greta).await;
    let approval = waiting(&app, ben).await.remove(0);
    decide(&mut app.signed_in("ben", PASSWORD).await, &approval, "refuse").await;
    app.clock.advance(Span::days(29));
    app.desk.clean_up().await.unwrap();
    assert_eq!(settled(&app, ben).await.len(), 1);
    app.clock.advance(Span::days(2));
    app.desk.clean_up().await.unwrap();
    assert!(settled(&app, ben).await.is_empty(), "also where nothing else ended undecided meanwhile");
}

async fn nobody_floods_the_others_with_what_they_ask(app: TestApp) {
    let House3 { ben, greta, .. } = house(&app).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let address = format!("/users/{greta}/send-link");
    for minutes in 60..70 {
        assert_eq!(desk.post(&address, &[("life_minutes", minutes.to_string().as_str())]).await.status, 303);
    }
    assert_eq!(desk.post(&address, &[("life_minutes", "90")]).await.status, 429);
    assert_eq!(waiting(&app, ben).await.len(), 10);
}

//! Automations and holidays over REST.

use crate::{
    automations::{administrator, left, waiting},
    support::{app::TestApp, program::Program},
};
use app::model::{AutomationStatus, Role};
use http::Method;
use serde_json::{Value, json};

on_both_engines!(
    what_comes_next_is_listed_and_cancelled,
    the_one_switch_is_read_and_thrown,
    an_automation_goes_through_its_life,
    a_change_of_an_activated_one_is_answered_with_what_should_be_known,
    an_export_is_taken_as_a_new_automation,
    holidays_are_kept_by_programs,
);

const ADDRESS: &str = "/api/v1/automations";

async fn program(app: &TestApp) -> (app::api::Caller, Program) {
    let ada = administrator(app).await;
    let program = app.program(ada.user, "robot", Role::Administrator).await;
    (ada, program)
}

async fn what_comes_next_is_listed_and_cancelled(app: TestApp) {
    let (ada, mut robot) = program(&app).await;
    let (automation, run) = waiting(&app, &ada, "jonas").await;
    let listed = robot.get("/api/v1/automation-runs").await.json();
    let first = &listed["items"][0];
    assert_eq!((&first["id"], &first["automation"], &first["planned"]), (&json!(run), &json!(automation), &json!(false)));
    assert_eq!((&first["automation_name"], &first["due_at"]), (&json!("jonas"), &json!("2026-11-22T13:32:00Z")));
    let cancelled = robot.step(&format!("/api/v1/automation-runs/{run}/cancel"), "cancel").await;
    assert_eq!(cancelled.status, 204, "{}", cancelled.text());
    assert_eq!(robot.get("/api/v1/automation-runs").await.json()["total"]["count"], 0);

    let mut daily = json!(left("Daily"));
    daily["event"] = json!({ "kind": "schedule", "schedule": {
        "every": "day", "days": [], "day_of_month": 1, "interval": 1, "at": "09:00", "zone": "Europe/Berlin"
    } });
    daily["job"]["use_event_parameter"] = json!(false);
    daily["job"]["system_user"] = json!(ada.user);
    let id = made(&mut robot, &daily).await;
    let activated = robot.step(&format!("{ADDRESS}/{id}/activate"), "activate").await;
    assert_eq!(activated.status, 200, "{}", activated.text());
    let next = robot.get("/api/v1/automation-runs").await.json();
    let first = &next["items"][0];
    assert_eq!(
        (&first["id"], &first["planned"], &first["happens_at"]),
        (&Value::Null, &json!(true), &json!("2026-11-22T08:00:00Z"))
    );
}

async fn made(robot: &mut Program, draft: &Value) -> String {
    let made = robot.post(ADDRESS, draft).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

async fn the_one_switch_is_read_and_thrown(app: TestApp) {
    let (_, mut robot) = program(&app).await;
    let switch = "/api/v1/automation-switch";
    assert_eq!(robot.get(switch).await.json(), json!({ "stopped": false }));
    for _ in 0..2 {
        let thrown = robot.call(Method::POST, switch, &[], Some(&json!({ "stopped": true }))).await;
        assert_eq!((thrown.status, thrown.json()), (200, json!({ "stopped": true })));
    }
    assert_eq!(robot.get(switch).await.json(), json!({ "stopped": true }));
    let nothing = robot.call(Method::POST, switch, &[], Some(&json!({}))).await;
    assert_eq!(nothing.status, 422, "whoever forgets which way is asked again: {}", nothing.text());
}

async fn an_automation_goes_through_its_life(app: TestApp) {
    let (_, mut robot) = program(&app).await;
    let mut draft = json!(left("jonas"));
    draft["job"]["kind"] = json!("send-new-password");
    draft["job"]["effect"] = json!("at-once");
    draft["event"] = json!({ "kind": "sign-in-failed", "number": 5, "minutes": 15 });
    let id = made(&mut robot, &draft).await;
    let tried = robot.get(&format!("{ADDRESS}/{id}/trial?last=10")).await.json();
    assert_eq!((&tried["met"], &tried["lines"]), (&json!(0), &json!([])));
    let expected = json!(["strangers-stop-passwords", "everyone", "nobody"]);
    assert_eq!(tried["warnings"], expected);
    for (step, status, warnings) in [
        ("activate", AutomationStatus::Running, expected.clone()),
        ("pause", AutomationStatus::Paused, json!([])),
        ("resume", AutomationStatus::Running, expected.clone()),
        ("deactivate", AutomationStatus::Draft, json!([])),
    ] {
        let stepped = robot.step(&format!("{ADDRESS}/{id}/{step}"), step).await;
        assert_eq!((stepped.status, stepped.json()), (200, json!({ "status": status, "warnings": warnings })), "{step}");
    }
    let again = robot.step(&format!("{ADDRESS}/{id}/pause"), "again").await;
    assert_eq!((again.status, again.problem().as_str()), (409, "automation-went-on"));
}

async fn a_change_of_an_activated_one_is_answered_with_what_should_be_known(app: TestApp) {
    let (_, mut robot) = program(&app).await;
    let mut draft = json!(left("jonas"));
    let id = made(&mut robot, &draft).await;
    let address = format!("{ADDRESS}/{id}");
    let read = robot.get(&address).await.json();
    assert_eq!((read.get("paused"), &read["job"]), (None, &json!("add-tag")), "what there is not is left out");
    draft["description"] = json!("Nobody is met by it yet.");
    let any = [("if-match", "*")];
    let saved = robot.call(Method::PUT, &address, &any, Some(&draft)).await;
    assert_eq!((saved.status, &saved.json()["warnings"]), (200, &json!([])), "{}", saved.text());
    assert_eq!(robot.step(&format!("{address}/activate"), "activate").await.status, 200);
    draft["description"] = json!("From now on.");
    let saved = robot.call(Method::PUT, &address, &any, Some(&draft)).await.json();
    assert_eq!((&saved["status"], &saved["warnings"]), (&json!("running"), &json!(["everyone", "nobody"])));
    assert_eq!(saved["draft"]["description"], "From now on.");
}

async fn an_export_is_taken_as_a_new_automation(app: TestApp) {
    let (ada, mut robot) = program(&app).await;
    let mut draft = json!(left("jonas"));
    draft["job"]["use_event_parameter"] = json!(false);
    draft["job"]["system_user"] = json!(ada.user);
    let id = made(&mut robot, &draft).await;
    let mut file = robot.get(&format!("{ADDRESS}/{id}/export")).await.json();
    assert_eq!(file["names"], json!({ "system_user": "ada" }));
    file["name"] = json!("From elsewhere");
    file["job"]["system_user"] = json!(uuid::Uuid::from_u128(7));
    let brought = made(&mut robot, &file).await;
    let found = robot.get(&format!("{ADDRESS}/{brought}")).await.json();
    assert_eq!(found["draft"]["job"]["system_user"], json!(ada.user));
    file["names"]["system_user"] = json!("nobody");
    let refused = robot.post(ADDRESS, &file).await;
    assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (422, &json!("system_user")));
}

async fn holidays_are_kept_by_programs(app: TestApp) {
    let (_, mut robot) = program(&app).await;
    let address = "/api/v1/holidays";
    let day = json!({ "date": "2026-12-25", "name": "Christmas Day" });
    assert_eq!(robot.call(Method::POST, address, &[], Some(&day)).await.status, 204);
    let twice = robot.call(Method::POST, address, &[], Some(&day)).await;
    assert_eq!((twice.status, &twice.json()["errors"][0]["code"]), (422, &json!("holiday-taken")));
    assert_eq!(robot.get(address).await.json(), json!([day]));

    let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:New Year\r\nDTSTART;VALUE=DATE:20270101\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nSUMMARY:Stand-up\r\nDTSTART:20261123T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let imported = robot.send_text(&format!("{address}/import"), "text/calendar", file).await;
    assert_eq!(imported.status, 200, "{}", imported.text());
    let told = imported.json();
    assert_eq!((&told["added"], &told["left_out"][0]["problem"]), (&json!(1), &json!("part-of-day")));

    let gone = format!("{address}/2026-12-25");
    assert_eq!(robot.call(Method::DELETE, &gone, &[], None).await.status, 204);
    assert_eq!(robot.call(Method::DELETE, &gone, &[], None).await.status, 404);
    assert_eq!(robot.get(address).await.json(), json!([{ "date": "2027-01-01", "name": "New Year" }]));
}

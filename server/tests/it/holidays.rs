//! The house's holidays: by hand, from calendar files, and without scripts.

use crate::support::{
    app::{PASSWORD, TestApp, caller},
    browser::{Answer, Browser},
};
use app::{
    api::{Caller, DaysOff, ErrorCode, House, Problem, Thing},
    model::{AuditQuery, Holiday, HolidayList, HolidaysImported, Locale, Outcome, Role, Span},
    rules::holidays::{CalendarProblem, EventProblem, LARGEST_FILE, MOST},
};
use http::Method;

on_both_engines!(
    days_are_added_listed_by_year_and_removed,
    a_day_is_a_holiday_once,
    everything_wrong_with_a_day_is_told_at_once,
    a_calendar_file_adds_what_is_missing_and_says_what_it_left_out,
    a_file_that_would_be_too_much_adds_nothing,
    only_administrators_change_holidays_and_auditors_see_them,
    holidays_are_kept_without_scripts,
    a_calendar_file_is_sent_without_scripts,
    a_refused_calendar_file_is_told_beside_its_field,
);

const FILE: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Christmas Day\r\nDTSTART;VALUE=DATE:20261225\r\n\
    DTEND;VALUE=DATE:20261226\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:New Year\r\nDTSTART;VALUE=DATE:20250101\r\n\
    RRULE:FREQ=YEARLY;COUNT=4\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Stand-up\r\nDTSTART:20261123T090000Z\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

fn holiday(date: &str, name: &str) -> Holiday {
    Holiday { date: date.to_owned(), name: name.to_owned() }
}

/// Makes a day a holiday, if it is none.
pub(crate) async fn add_unless_there(app: &TestApp, caller: &Caller, date: &str) {
    let added = app.desk.add_holiday(caller, holiday(date, "Holiday")).await;
    let refused = added.err().and_then(|error| error.for_field("date").cloned());
    assert!(refused.is_none_or(|problem| problem == Problem::HolidayTaken));
}

/// "2026: Friday, 25 December 2026 Christmas Day; …".
fn told(list: &HolidayList) -> Vec<String> {
    let years = list.years.iter().map(|year| {
        let days: Vec<String> = year.days.iter().map(|day| format!("{} {}", day.day, day.name)).collect();
        format!("{}: {}", year.year, days.join("; "))
    });
    years.collect()
}

async fn ada(app: &TestApp) -> Caller {
    caller(app.person("ada", Role::Administrator).await, Role::Administrator)
}

async fn actions(app: &TestApp, caller: &Caller) -> Vec<(String, Outcome)> {
    let query = AuditQuery { action: "settings.".to_owned(), ..AuditQuery::default() };
    app.desk.audit(caller, query).await.unwrap().items.into_iter().map(|entry| (entry.action, entry.outcome)).collect()
}

async fn days_are_added_listed_by_year_and_removed(app: TestApp) {
    let ada = ada(&app).await;
    assert_eq!(told(&app.desk.holidays(&ada).await.unwrap()), Vec::<String>::new());
    app.desk.add_holiday(&ada, holiday("2027-01-01", "New Year")).await.unwrap();
    app.desk.add_holiday(&ada, holiday(" 2026-12-25 ", " Christmas   Day ")).await.unwrap();
    let list = app.desk.add_holiday(&ada, holiday("2026-05-01", "Labour Day")).await.unwrap();
    let expected =
        ["2026: Friday, 1 May 2026 Labour Day; Friday, 25 December 2026 Christmas Day", "2027: Friday, 1 January 2027 New Year"];
    assert_eq!(told(&list), expected);
    let german = Caller { locale: Locale::De, ..ada.clone() };
    assert_eq!(told(&app.desk.holidays(&german).await.unwrap())[1], "2027: Freitag, 1. Januar 2027 New Year");

    // The trail's order is that of its times.
    app.clock.advance(Span::seconds(1));
    let left = app.desk.remove_holiday(&ada, "2026-05-01").await.unwrap();
    assert_eq!(told(&left)[0], "2026: Friday, 25 December 2026 Christmas Day");
    let gone = app.desk.remove_holiday(&ada, "2026-05-01").await.unwrap_err();
    assert_eq!(gone.problem, Problem::NotFound(Thing::Holiday));
    assert_eq!(app.desk.holiday_prompt(&ada, Some(2026)).await.unwrap().unwrap().days.len(), 1);
    app.clock.advance(Span::seconds(1));
    assert_eq!(app.desk.remove_holiday_year(&ada, 2026).await.unwrap(), 1);
    assert_eq!(app.desk.remove_holiday_year(&ada, 2026).await.unwrap_err().problem, Problem::NotFound(Thing::Holiday));
    assert_eq!(app.desk.holiday_prompt(&ada, Some(2026)).await.unwrap_err().problem, Problem::NotFound(Thing::Holiday));
    assert_eq!(told(&app.desk.holidays(&ada).await.unwrap()), ["2027: Friday, 1 January 2027 New Year"]);

    let done = |action: &str| (format!("settings.{action}"), Outcome::Done);
    let expected = [done("holiday-year-removed"), done("holiday-removed"), done("holiday-added")];
    assert_eq!(actions(&app, &ada).await[..3], expected);
}

async fn a_day_is_a_holiday_once(app: TestApp) {
    let ada = ada(&app).await;
    app.desk.add_holiday(&ada, holiday("2026-12-25", "Christmas Day")).await.unwrap();
    let again = app.desk.add_holiday(&ada, holiday("2026-12-25", "Noël")).await.unwrap_err();
    assert_eq!(again.for_field("date"), Some(&Problem::HolidayTaken));
    assert_eq!(told(&app.desk.holidays(&ada).await.unwrap()), ["2026: Friday, 25 December 2026 Christmas Day"]);
}

async fn everything_wrong_with_a_day_is_told_at_once(app: TestApp) {
    let ada = ada(&app).await;
    let wrong = app.desk.add_holiday(&ada, holiday("25.12.2026", " ")).await.unwrap_err();
    assert_eq!((wrong.for_field("date"), wrong.for_field("name")), (Some(&Problem::Day), Some(&Problem::Required)));
    let no_day = app.desk.add_holiday(&ada, holiday("2026-02-30", "Never")).await.unwrap_err();
    assert_eq!(no_day.for_field("date"), Some(&Problem::Day));
    assert_eq!(told(&app.desk.holidays(&ada).await.unwrap()), Vec::<String>::new());
}

async fn a_calendar_file_adds_what_is_missing_and_says_what_it_left_out(app: TestApp) {
    let ada = ada(&app).await;
    app.desk.add_holiday(&ada, holiday("2026-12-25", "Weihnachten")).await.unwrap();
    let imported = app.desk.import_holidays(&ada, FILE.as_bytes()).await.unwrap();
    let left_out = vec![(14, EventProblem::PartOfDay)];
    assert_eq!(imported, HolidaysImported { added: 3, there: 1, left_out: left_out.clone() });
    let expected = [
        "2026: Thursday, 1 January 2026 New Year; Friday, 25 December 2026 Weihnachten",
        "2027: Friday, 1 January 2027 New Year",
        "2028: Saturday, 1 January 2028 New Year",
    ];
    assert_eq!(told(&app.desk.holidays(&ada).await.unwrap()), expected);
    let again = app.desk.import_holidays(&ada, FILE.as_bytes()).await.unwrap();
    assert_eq!(again, HolidaysImported { added: 0, there: 4, left_out });
}

async fn a_file_that_would_be_too_much_adds_nothing(app: TestApp) {
    let ada = ada(&app).await;
    let years = |from: i64, most: usize| {
        let event = |year: i64| format!("BEGIN:VEVENT\nSUMMARY:Closed\nDTSTART:{year}0101\nDURATION:P200D\nEND:VEVENT\n");
        let events: String = (from..).take(most / 200).map(event).collect();
        format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n")
    };
    let too_many = Problem::Calendar(CalendarProblem::TooMany);
    let at_once = app.desk.import_holidays(&ada, years(2030, MOST + 200).as_bytes()).await.unwrap_err();
    assert_eq!(at_once.problem, too_many);
    assert_eq!(app.desk.import_holidays(&ada, years(2030, MOST).as_bytes()).await.unwrap().added, 2_000);
    let more = app.desk.import_holidays(&ada, years(2039, 400).as_bytes()).await.unwrap_err();
    assert_eq!(more.problem, too_many, "one of the two years was there");
    assert_eq!(app.desk.add_holiday(&ada, holiday("2026-12-25", "One more")).await.unwrap_err().problem, too_many);
    let list = app.desk.holidays(&ada).await.unwrap();
    assert_eq!(list.years.iter().map(|year| year.days.len()).sum::<usize>(), MOST);
}

async fn only_administrators_change_holidays_and_auditors_see_them(app: TestApp) {
    let ada = ada(&app).await;
    app.desk.add_holiday(&ada, holiday("2026-12-25", "Christmas Day")).await.unwrap();
    let auditor = caller(app.person("ira", Role::Auditor).await, Role::Auditor);
    let help_desk = caller(app.person("hugo", Role::HelpDesk).await, Role::HelpDesk);
    let list = app.desk.holidays(&auditor).await.unwrap();
    assert!(!list.can_change && list.years.len() == 1);
    assert_eq!(app.desk.holidays(&help_desk).await.unwrap_err().code(), ErrorCode::Forbidden);
    for caller in [&auditor, &help_desk] {
        let refused = [
            app.desk.add_holiday(caller, holiday("2026-12-26", "Boxing Day")).await.map(drop),
            app.desk.remove_holiday(caller, "2026-12-25").await.map(drop),
            app.desk.remove_holiday_year(caller, 2026).await.map(drop),
            app.desk.import_holidays(caller, FILE.as_bytes()).await.map(drop),
            app.desk.may_import_holidays(caller).await,
            app.desk.holiday_prompt(caller, None).await.map(drop),
        ];
        assert!(refused.into_iter().all(|done| done.is_err_and(|error| error.code() == ErrorCode::Forbidden)));
    }
    assert_eq!(app.desk.holidays(&ada).await.unwrap().years.len(), 1);
    let refused = actions(&app, &ada).await.into_iter().filter(|(_, outcome)| *outcome == Outcome::Refused);
    assert_eq!(refused.count(), 10, "all but the prompts are audited");
}

async fn signed_in(app: &TestApp, name: &str, role: Role) -> Browser {
    app.person(name, role).await;
    app.signed_in(name, PASSWORD).await
}

async fn holidays_are_kept_without_scripts(app: TestApp) {
    let mut ada = signed_in(&app, "ada", Role::Administrator).await;
    let page = ada.get("/settings/holidays").await;
    assert!(page.says("No holidays yet") && page.text().contains("href=\"/settings/holidays/import\""), "{}", page.text());
    let refused = ada.post("/settings/holidays", &[("date", "2026-12-25"), ("name", "")]).await;
    assert!(refused.status == 422 && refused.says("Fill this in."), "{}", refused.text());
    assert!(refused.text().contains("value=\"2026-12-25\""), "nothing entered is lost: {}", refused.text());
    for (date, name) in [("2026-12-25", "Christmas <Day>"), ("2026-12-26", "Boxing Day")] {
        let added = ada.post("/settings/holidays", &[("date", date), ("name", name)]).await;
        assert_eq!((added.status, added.location()), (303, "/settings/holidays"));
    }
    let page = ada.get("/settings/holidays").await;
    assert!(page.says("Saturday, 26 December 2026 is a holiday now.") && page.says("2026 2 days"), "{}", page.text());
    assert!(page.text().contains("Christmas &lt;Day&gt;"), "{}", page.text());
    let removed = ada.post("/settings/holidays/remove", &[("date", "2026-12-25")]).await;
    assert_eq!(removed.location(), "/settings/holidays");
    assert!(ada.get("/settings/holidays").await.says("The day is no holiday any more."));
    let gone = ada.post("/settings/holidays/remove", &[("date", "2026-12-25")]).await;
    assert!(gone.status == 404 && gone.says("This is no holiday, or not any more."), "{}", gone.text());
    let prompt = ada.get("/settings/holidays/2026/remove").await;
    assert!(prompt.says("The one holiday of 2026 is removed:") && prompt.says("Boxing Day"), "{}", prompt.text());
    assert_eq!(ada.post("/settings/holidays/2026/remove", &[]).await.location(), "/settings/holidays");
    assert!(ada.get("/settings/holidays").await.says("1 day was removed."));
    for nothing in ["/settings/holidays/2026/remove", "/settings/holidays/soon/remove"] {
        assert_eq!(ada.get(nothing).await.status, 404, "{nothing}");
    }
    let auditor = signed_in(&app, "ira", Role::Auditor).await.get("/settings/holidays").await;
    assert!(auditor.says("Your role can see the settings, not change them.") && !auditor.says("Add a day"));
}

/// Sends a file as the prompt's form does.
async fn send(browser: &mut Browser, name: &str, content: &str) -> Answer {
    let body = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"calendar\"; filename=\"{name}\"\r\nContent-Type: text/calendar\r\n\r\n\
         {content}\r\n--limit--\r\n"
    );
    browser.send(Method::POST, "/settings/holidays/import", Some(("multipart/form-data; boundary=limit", body))).await
}

async fn a_calendar_file_is_sent_without_scripts(app: TestApp) {
    let mut ada = signed_in(&app, "ada", Role::Administrator).await;
    let prompt = ada.get("/settings/holidays/import").await;
    assert!(prompt.says("Import a calendar file") && prompt.text().contains("multipart/form-data"), "{}", prompt.text());
    let sent = send(&mut ada, "holidays.ics", FILE).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let page = ada.get(sent.location()).await;
    assert!(page.says("4 days were added. Left out: line 14 (it takes part of a day only)."), "{}", page.text());
    assert!(page.says("Christmas Day") && page.says("Saturday, 1 January 2028"), "{}", page.text());
}

async fn a_refused_calendar_file_is_told_beside_its_field(app: TestApp) {
    let mut ada = signed_in(&app, "ada", Role::Administrator).await;
    let refusals = [
        ("", String::new(), "Choose a calendar file."),
        ("staff.csv", "login,name\n".to_owned(), "This is no calendar file"),
        ("part.ics", FILE.replace("END:VCALENDAR\r\n", ""), "The file is not whole."),
        ("odd.ics", FILE.replace("SUMMARY:New Year", "New Year"), "Line 8 does not belong there"),
        ("large.ics", "x".repeat(LARGEST_FILE + 1), "The file is larger than 1 MB."),
    ];
    for (name, content, sentence) in refusals {
        let refused = send(&mut ada, name, &content).await;
        assert!(refused.status == 422 && refused.says(sentence), "{name}: {}", refused.text());
        assert!(refused.text().contains("id=\"error-calendar\""), "{}", refused.text());
    }
    assert!(ada.get("/settings/holidays").await.says("No holidays yet"));
}

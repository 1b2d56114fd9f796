use super::*;
use crate::model::{NewPasswordEffect, SelectionId, TextOperator};

fn form(fields: Fields) -> impl Fn(&str) -> String {
    move |name| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn id(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn draft(event: WatchedEvent) -> AutomationDraft {
    let (name, description) = ("After five failures".to_owned(), "For the office".to_owned());
    AutomationDraft { name, description, event, job: None, time_frame: None }
}

fn watched(kind: EventKind) -> WatchedEvent {
    WatchedEvent { kind, filters: Vec::new(), success: None, selection: None, number: None, minutes: None, schedule: None }
}

fn is_kept(event: WatchedEvent) {
    let draft = draft(event);
    let expected =
        DraftPart::Event { name: draft.name.clone(), description: draft.description.clone(), event: draft.event.clone() };
    assert_eq!(read(AutomationWindow::Event, form(event_fields(&draft))).unwrap(), expected);
}

#[test]
fn a_window_holds_the_event_it_was_made_of() {
    let filter = |field, value: &str| EventFilter { field, operator: TextOperator::StartsWith, value: value.to_owned() };
    is_kept(WatchedEvent {
        filters: vec![filter(EventField::Through, "api")],
        selection: Some(SelectionId(id(3))),
        number: Some(5),
        minutes: Some(15),
        ..watched(EventKind::SignInFailed)
    });
    is_kept(WatchedEvent { success: Some(false), ..watched(EventKind::ImportFinished) });
    let floor = EventField::Attribute("building.floor".to_owned());
    is_kept(WatchedEvent { filters: vec![filter(EventField::Kind, "door"), filter(floor, "2")], ..watched(EventKind::External) });
    let schedule = Schedule {
        every: Every::Week,
        days: vec![Weekday::Monday, Weekday::Friday],
        day_of_month: 1,
        interval: 2,
        at: "09:00".to_owned(),
        zone: "Europe/Berlin".to_owned(),
    };
    is_kept(WatchedEvent { schedule: Some(schedule), ..watched(EventKind::Schedule) });
}

#[test]
fn what_was_entered_for_another_event_does_not_count() {
    let event = WatchedEvent { number: Some(5), minutes: Some(15), ..watched(EventKind::SignInFailed) };
    let mut fields = event_fields(&draft(event));
    fields.retain(|(name, _)| name != "kind");
    fields.extend([field("kind", EventKind::Deactivated), field("field-0", "through"), field("operator-0", "equals")]);
    let DraftPart::Event { event, .. } = read(AutomationWindow::Event, form(fields)).unwrap() else { panic!() };
    assert_eq!(event, watched(EventKind::Deactivated));
}

#[test]
fn an_attribute_has_a_name() {
    let fields = vec![field("kind", EventKind::External), field("field-2", ATTRIBUTE), field("operator-2", "equals")];
    let refused = read(AutomationWindow::Event, form(fields)).unwrap_err();
    assert_eq!(refused.for_field("filters"), Some(&Problem::Required));
}

#[test]
fn a_window_holds_the_job_it_was_made_of() {
    let names = AutomationNames { system_user: Some("Jonas Feld".to_owned()), ..AutomationNames::default() };
    let job = Job {
        system_user: Some(UserId(id(7))),
        use_event_parameter: false,
        effect: Some(NewPasswordEffect::FirstUse),
        delay: Some(Delay { unit: DelayUnit::Hours, value: 3 }),
        ..Job::usual(JobKind::SendNewPassword)
    };
    assert_eq!(read(AutomationWindow::Job, form(job_fields(&job, &names))).unwrap(), DraftPart::Job(job.clone()));
    let tagging = Job { tag: "sales".to_owned(), effect: None, ..job };
    for kind in [JobKind::AddTag, JobKind::RemoveTag] {
        let job = Job { kind, ..tagging.clone() };
        assert_eq!(read(AutomationWindow::Job, form(job_fields(&job, &names))).unwrap(), DraftPart::Job(job));
    }
}

#[test]
fn what_is_no_number_is_left_to_the_service_to_refuse() {
    let fields = vec![
        field("kind", JobKind::SendLink),
        field("delay", "yes"),
        field("delay_value", "soon"),
        field("life_minutes", "long"),
    ];
    let DraftPart::Job(job) = read(AutomationWindow::Job, form(fields)).unwrap() else { panic!() };
    assert_eq!(job.delay, Some(Delay { unit: DelayUnit::Minutes, value: -1 }));
    assert_eq!((job.life_minutes, job.cool_down_minutes, job.hourly_cap), (Some(-1), -1, -1));
    assert!(read(AutomationWindow::Job, form(vec![field("kind", "paint")])).is_err());
}

#[test]
fn a_window_holds_the_time_frame_it_was_made_of() {
    let names = AutomationNames { reminded: vec!["Ada Reyes".to_owned()], ..AutomationNames::default() };
    let frame = TimeFrame {
        remind: vec![UserId(id(1)), UserId(id(2))],
        days: vec![Weekday::Monday, Weekday::Sunday],
        ..usual_frame("2026-11-21T14:32", "Europe/Berlin")
    };
    let fields = frame_fields(&frame, &names);
    assert_eq!(read_named(&form(fields.clone())("remind-0")), Some((UserId(id(1)), "Ada Reyes".to_owned())));
    assert_eq!(read(AutomationWindow::TimeFrame, form(fields)).unwrap(), DraftPart::TimeFrame(frame));
}

#[test]
fn a_frame_starts_with_a_year() {
    let end = |now| usual_frame(now, "UTC").end;
    assert_eq!(end("2026-11-21T14:32"), "2027-11-21T14:32");
    assert_eq!(end("2028-02-29T00:00"), "2029-02-28T00:00");
}

#[test]
fn a_button_says_where_a_window_leads() {
    let ways = [Then::Window(AutomationWindow::TimeFrame), Then::Recommended(JobKind::SendLink), Then::Activate, Then::Close];
    for then in ways {
        assert_eq!(Then::read(&then.to_string()), then);
    }
    assert_eq!((Then::read(""), Then::read("job:paint")), (Then::Close, Then::Close));
}

use super::*;
use serde_json::json;

const FROM: &str = "10.0.0.1";

fn link() -> Uuid {
    Uuid::from_u128(1)
}

fn line(action: &str, detail: Value) -> Line {
    Line { action: action.to_owned(), is_done: true, from: Some(FROM.to_owned()), detail }
}

fn message(state: &str) -> Message {
    Message { id: Uuid::from_u128(2), link: Some(link()), is_access_info: false, state: state.to_owned(), ticket: None }
}

fn books(state: &str) -> Books {
    Books { trail: vec![line("link.requested", json!({ "link": link() }))], messages: vec![message(state)] }
}

fn asked(deed: Deed, outcome: Outcome) -> Asked {
    Asked { from: FROM.to_owned(), deed, outcome }
}

fn accepted() -> Asked {
    asked(Deed::Link, Outcome::Accepted(link().to_string()))
}

fn copy(seconds: u64, answered: bool) -> Arrival {
    Arrival { message: Uuid::from_u128(2), at: Duration::from_secs(seconds), answered }
}

#[test]
fn what_was_accepted_done_and_mailed_once_is_right() {
    let findings = reconcile(&[accepted()], &books("sent"), &[copy(1, true)], &[]);
    assert_eq!(findings.broken, Vec::<String>::new());
    assert_eq!((findings.accepted, findings.messages, findings.sent), (1, 1, 1));
}

#[test]
fn what_was_accepted_and_is_nowhere_is_lost() {
    let nowhere = reconcile(&[accepted()], &Books::default(), &[], &[]);
    assert_eq!(nowhere.lost, 1);
    let without_message = Books { messages: Vec::new(), ..books("sent") };
    assert_eq!(reconcile(&[accepted()], &without_message, &[], &[]).lost, 1);
    assert_eq!(reconcile(&[accepted()], &books("sent"), &[], &[]).lost, 1, "it counts as sent and never came");
    assert_eq!(reconcile(&[accepted()], &books("queued"), &[copy(1, true)], &[]).lost, 1, "it waits for ever");
}

#[test]
fn a_visible_end_is_none_of_that() {
    for (state, counts) in [("cancelled", (1, 0)), ("failed", (0, 1)), ("expired", (0, 1))] {
        let findings = reconcile(&[accepted()], &books(state), &[], &[]);
        assert_eq!((findings.lost, findings.overtaken, findings.given_up), (0, counts.0, counts.1), "{state}");
    }
}

#[test]
fn mails_that_nobody_asked_for_are_phantoms() {
    let unasked = Books { trail: Vec::new(), ..books("sent") };
    assert_eq!(reconcile(&[], &unasked, &[copy(1, true)], &[]).phantoms, 1, "no line of the trail");
    assert_eq!(reconcile(&[], &Books::default(), &[copy(1, true)], &[]).phantoms, 1, "no message");
    let refused = asked(Deed::Link, Outcome::Refused(409));
    assert_eq!(reconcile(&[refused], &books("sent"), &[copy(1, true)], &[]).phantoms, 1, "refused, and done all the same");
}

#[test]
fn without_an_answer_it_may_be_done_or_not_but_never_twice() {
    let unanswered = [asked(Deed::Link, Outcome::Unanswered)];
    let done = reconcile(&unanswered, &books("sent"), &[copy(1, true)], &[]);
    assert_eq!((done.unknown, done.unknown_done, done.broken.len()), (1, 1, 0));
    let not_done = reconcile(&unanswered, &Books::default(), &[], &[]);
    assert_eq!((not_done.unknown, not_done.unknown_done, not_done.broken.len()), (1, 0, 0));
    let mut twice = books("sent");
    twice.trail.push(twice.trail[0].clone());
    assert_eq!(reconcile(&unanswered, &twice, &[copy(1, true)], &[]).phantoms, 1);
}

#[test]
fn a_second_copy_needs_a_reply_that_was_lost() {
    let found = |first, gaps: &[Gap]| reconcile(&[accepted()], &books("sent"), &[first, copy(9, true)], gaps);
    assert_eq!(found(copy(1, false), &[]).doubled_unanswered, 1, "none was given");
    let killed = [Gap::at(Duration::from_millis(1_500))];
    assert_eq!(found(copy(1, true), &killed).doubled_unrecorded, 1, "killed before it was recorded");
    let earlier = [Gap::at(Duration::from_millis(400))];
    assert_eq!(found(copy(1, true), &earlier).unexplained, 1, "killed before it came");
    let later = [Gap::at(Duration::from_secs(4))];
    assert_eq!(found(copy(1, true), &later).unexplained, 1, "killed long after it came");
    let outage = [Gap { from: Duration::ZERO, to: Duration::from_secs(5) }];
    assert_eq!(found(copy(1, true), &outage).doubled_unrecorded, 1, "the database was gone");
}

#[test]
fn whoever_forgot_their_password_is_decided_about_once() {
    let forgot = [asked(Deed::Forgot, Outcome::Accepted(String::new()))];
    let mut books = books("sent");
    books.trail.push(line("password.forgotten", json!({})));
    assert!(reconcile(&forgot, &books, &[copy(1, true)], &[]).broken.is_empty());
    books.trail.push(Line { is_done: false, ..line("link.requested", json!({ "reason": "too-many" })) });
    assert_eq!(reconcile(&forgot, &books, &[copy(1, true)], &[]).phantoms, 1);
    let undecided = Books { trail: vec![line("password.forgotten", json!({}))], messages: Vec::new() };
    assert_eq!(reconcile(&forgot, &undecided, &[], &[]).lost, 1);
}

#[test]
fn a_notice_names_the_ticket_of_what_it_tells() {
    let ticket = Some("K7M-4QX".to_owned());
    let mail = Message { link: None, is_access_info: true, ticket: ticket.clone(), ..message("sent") };
    let notice = Message { id: Uuid::from_u128(3), link: None, ticket, ..message("sent") };
    let trail = vec![line("password.temporary-set", json!({ "ticket": "K7M-4QX", "mailed": true }))];
    let books = Books { trail, messages: vec![mail, notice] };
    let copies = [copy(1, true), Arrival { message: Uuid::from_u128(3), ..copy(1, true) }];
    let temporary = [asked(Deed::Temporary, Outcome::Accepted("K7M-4QX".to_owned()))];
    assert!(reconcile(&temporary, &books, &copies, &[]).broken.is_empty());
}

//! The real program, killed (kill -9) around the moment at which a mail is handed over, and among the runs of automations.

use crate::{
    automations::{activated, administrator, draft, event},
    support::{
        app::{NEW_PASSWORD, PASSWORD, TestApp},
        process::Process,
        smtp::{Hold, Received, Stage, Trouble},
    },
    temporary_passwords::{generate, path},
};
use app::{
    api::{Caller, People},
    model::{
        AutomationDraft, EventKind, Holidays, Job, JobKind, NewPasswordEffect, Role, SetActive, Span, TimeFrame, Timestamp,
        UserId, Weekday,
    },
};
use latchkey::security::Clock as _;
use std::collections::BTreeSet;

on_both_engines!(
    mails_survive_a_kill_before_the_mail_server_has_said_a_word,
    mails_survive_a_kill_after_the_recipient,
    mails_survive_a_kill_before_the_reply_to_the_whole_mail,
    mails_survive_a_kill_after_the_250_and_before_its_commit,
    mails_survive_a_kill_after_the_commit,
    runs_that_are_due_while_the_program_is_dead_are_done_once,
    two_programs_do_each_run_once,
);

/// How far the program had come with every mail when it was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// It is connected, its secrets are minted, and nothing was said.
    Greeting,
    /// The mail server has taken the recipient.
    Recipient,
    /// The whole mail is written; there is no reply yet.
    WholeMail,
    /// The mail server has taken the mail; the database does not know.
    Accepted,
    /// The database knows.
    Committed,
}

impl Moment {
    /// How often each mail is in its reader's mailbox in the end.
    const fn copies(self) -> usize {
        if matches!(self, Self::Accepted) { 2 } else { 1 }
    }
}

/// Generated passwords are mailed to people of these names.
const EFFECTS: [(&str, NewPasswordEffect); 3] = [
    ("on-acceptance", NewPasswordEffect::OnAcceptance),
    ("first-use", NewPasswordEffect::FirstUse),
    ("at-once", NewPasswordEffect::AtOnce),
];
/// A link, three generated passwords, a temporary one and the notice of it: one connection each, at the same time.
const MAILS: usize = 6;

async fn mails_survive_a_kill_before_the_mail_server_has_said_a_word(app: TestApp) {
    mails_survive(&app, Moment::Greeting).await;
}

async fn mails_survive_a_kill_after_the_recipient(app: TestApp) {
    mails_survive(&app, Moment::Recipient).await;
}

async fn mails_survive_a_kill_before_the_reply_to_the_whole_mail(app: TestApp) {
    mails_survive(&app, Moment::WholeMail).await;
}

async fn mails_survive_a_kill_after_the_250_and_before_its_commit(app: TestApp) {
    mails_survive(&app, Moment::Accepted).await;
}

async fn mails_survive_a_kill_after_the_commit(app: TestApp) {
    mails_survive(&app, Moment::Committed).await;
}

/// Whatever is in a mailbox works, nothing is there twice but where nobody can know, and the old passwords are as was chosen.
async fn mails_survive(app: &TestApp, moment: Moment) {
    let (ada, temporary) = queue_one_of_each(app).await;
    kill_at(app, moment).await;
    old_passwords_work(app, moment == Moment::Committed).await;

    the_lease_runs_out(app).await;
    let second_life = Process::start(app);
    let other = app.person("other", Role::User).await;
    app.send_link(ada, other).await.unwrap();
    nothing_waits(app).await;
    second_life.kill();
    let mails = app.sink.received();
    let ids: BTreeSet<&str> = mails.iter().map(|mail| mail.message_id.as_str()).collect();
    let expected = (MAILS + 1, MAILS * moment.copies() + 1);
    assert_eq!((ids.len(), mails.len()), expected, "one Message-ID for all copies of a mail, and one for what came later");
    old_passwords_work(app, true).await;

    app.clock.keep_system_time();
    every_link_works_until_one_was_used(app, &to("linked", &mails)).await;
    for (name, _) in EFFECTS {
        let passwords: Vec<&str> = to(name, &mails).into_iter().map(Received::password).collect();
        assert_eq!(passwords.len(), moment.copies(), "{name}");
        every_password_works_until_one_was_chosen(app, name, &passwords).await;
    }
    every_notice_can_be_answered(app, &to("told", &mails)).await;
    let carriers = to("told", &mails).iter().filter(|mail| mail.text.lines().any(|line| line == temporary)).count();
    assert_eq!(carriers, moment.copies(), "each copy has the password that was read out");
    assert_eq!(app.store.count("SELECT COUNT(*) FROM messages WHERE sealed IS NOT NULL").await, 0, "and it is not kept");
    every_password_works_until_one_was_chosen(app, "told", &[temporary.as_str()]).await;
}

/// Asks for a mail of each sort before any program runs, so that one takes them all at once. Answers who asked, and the
/// temporary password.
async fn queue_one_of_each(app: &TestApp) -> (UserId, String) {
    // The program has the system's clock: what is queued must be due by that clock.
    app.clock.keep_system_time();
    // And it must open what was sealed here.
    std::fs::write(app.store.folder().join("secret.key"), "07".repeat(32)).unwrap();
    let ada = app.person("ada", Role::Administrator).await;
    let linked = app.person("linked", Role::User).await;
    app.send_link(ada, linked).await.unwrap();
    for (name, effect) in EFFECTS {
        let user = app.person(name, Role::User).await;
        app.send_new_password(ada, user, effect).await.unwrap();
    }
    let told = app.person("told", Role::User).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let (temporary, draft) = generate(&mut desk, told).await;
    let fields = [("intent", "save"), ("send_access_info", "true"), ("draft", draft.as_str())];
    assert_eq!(desk.post(&path(told), &fields).await.status, 303);
    (ada, temporary)
}

/// Runs the program until every mail has come to that moment, and kills it there.
async fn kill_at(app: &TestApp, moment: Moment) {
    match moment {
        Moment::Greeting => kill_waiting_at(app, Stage::Greeting).await,
        Moment::Recipient => kill_waiting_at(app, Stage::Data).await,
        Moment::WholeMail => kill_waiting_at(app, Stage::Dot).await,
        Moment::Accepted => kill_before_it_reads_the_250(app).await,
        Moment::Committed => {
            let process = Process::start(app);
            nothing_waits(app).await;
            process.kill();
        }
    }
}

/// Kills it while the mail server says nothing at a stage.
async fn kill_waiting_at(app: &TestApp, stage: Stage) {
    for _ in 0..MAILS {
        app.sink.trouble(stage, Trouble::Hang);
    }
    let process = Process::start(app);
    app.sink.reached(stage, MAILS).await;
    process.kill();
}

/// It is frozen once the mail server has the whole mails; the 250s are written while it cannot read them.
async fn kill_before_it_reads_the_250(app: &TestApp) {
    let holds: Vec<Hold> = (0..MAILS).map(|_| app.sink.hold_reply()).collect();
    let process = Process::start(app);
    for hold in &holds {
        hold.reached().await;
    }
    process.freeze();
    holds.into_iter().for_each(Hold::release);
    app.sink.reached(Stage::Queued, MAILS).await;
    process.kill();
}

/// Time that passes: what the killed program held is anybody's.
async fn the_lease_runs_out(app: &TestApp) {
    app.store.execute("UPDATE messages SET due_at = 0 WHERE state = 'queued'").await;
}

/// Waits until every mail has left the queue, which shows in the database.
pub(crate) async fn nothing_waits(app: &TestApp) {
    while next_due(app).await.is_some() {
        tokio::task::yield_now().await;
    }
}

/// When the next mail is due; none when every mail has left the queue.
pub(crate) async fn next_due(app: &TestApp) -> Option<Timestamp> {
    let mut tx = app.db.read().await.unwrap();
    latchkey::store::outbox::next_due(&mut tx).await.unwrap()
}

/// Which old passwords open the account, as far as the database knows that the mails were `accepted`.
async fn old_passwords_work(app: &TestApp, accepted: bool) {
    for (name, effect) in EFFECTS {
        let works = match effect {
            NewPasswordEffect::OnAcceptance => !accepted,
            NewPasswordEffect::FirstUse => true,
            NewPasswordEffect::AtOnce => false,
        };
        let status = app.browser().sign_in(name, PASSWORD).await.status;
        assert_eq!(status == 303, works, "{effect}, accepted: {accepted}");
    }
}

/// The mails in somebody's mailbox.
fn to<'a>(name: &str, mails: &'a [Received]) -> Vec<&'a Received> {
    let address = format!("{name}@northwind.example");
    mails.iter().filter(|mail| mail.to.contains(&address)).collect()
}

async fn every_link_works_until_one_was_used(app: &TestApp, mails: &[&Received]) {
    let address = |mail: &Received| format!("/change-password/{}", mail.token());
    let mut phone = app.browser();
    for mail in mails {
        let page = phone.get(&address(mail)).await;
        assert!(page.status == 200 && page.text().contains("value=\"linked\""), "{}", page.text());
    }
    let changed = phone.post(&address(mails[0]), &[("password", NEW_PASSWORD)]).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    for mail in mails {
        let answer = phone.post(&address(mail), &[("password", PASSWORD)]).await;
        assert!(answer.says("used"), "{}", answer.text());
    }
    app.signed_in("linked", NEW_PASSWORD).await;
}

async fn every_password_works_until_one_was_chosen(app: &TestApp, name: &str, passwords: &[&str]) {
    for password in passwords {
        assert_eq!(app.browser().sign_in(name, password).await.location(), "/choose-password", "{name}");
    }
    let mut phone = app.browser();
    phone.sign_in(name, passwords[0]).await;
    let chosen = phone.choose_password(NEW_PASSWORD).await;
    assert_eq!(chosen.location(), "/account", "{name}: {}", chosen.text());
    for password in passwords {
        assert_eq!(app.browser().sign_in(name, password).await.status, 422, "{name}: used up");
    }
    app.signed_in(name, NEW_PASSWORD).await;
}

/// "This wasn't me" can be said from every copy.
async fn every_notice_can_be_answered(app: &TestApp, mails: &[&Received]) {
    let notices = mails.iter().filter(|mail| mail.subject.contains("a temporary password was set"));
    for notice in notices {
        let page = app.browser().get(&format!("/not-me/{}", notice.token())).await;
        assert!(page.says("Report: this wasn\u{2019}t me"), "{}", page.text());
    }
}

/// Killed while it acts for forty-five people, and five more are due before it lives again: each gets one link.
async fn runs_that_are_due_while_the_program_is_dead_are_done_once(app: TestApp) {
    let ada = sends_links_to_whom_is_switched_on(&app).await;
    switch_on(&app, &ada, 0..45).await;
    let process = Process::start(&app);
    app.sink.nth(1).await;
    process.kill();
    switch_on(&app, &ada, 45..50).await;
    the_lease_runs_out(&app).await;
    let _second_life = Process::start(&app);
    each_got_one_link(&app).await;
}

/// Two programs hear the same events and look for the same runs.
async fn two_programs_do_each_run_once(app: TestApp) {
    let ada = sends_links_to_whom_is_switched_on(&app).await;
    let _programs = [Process::start(&app), Process::start(&app)];
    switch_on(&app, &ada, 0..50).await;
    each_got_one_link(&app).await;
    assert_eq!(app.sink.received().len(), 50, "nobody was killed, so no mail came twice");
}

/// An automation that knows no rest between two meetings of one person: who is met twice gets two links.
async fn sends_links_to_whom_is_switched_on(app: &TestApp) -> Caller {
    app.clock.keep_system_time();
    let ada = administrator(app).await;
    let job = Job { cool_down_minutes: 0, ..Job::usual(JobKind::SendLink) };
    let drafted = draft("Welcome back", event(EventKind::Activated), job);
    activated(app, &ada, AutomationDraft { time_frame: Some(these_days(app)), ..drafted }).await;
    ada
}

/// From yesterday on, by the system's clock, which the programs have.
pub(crate) fn these_days(app: &TestApp) -> TimeFrame {
    let minute = |at: Timestamp| jiff::Timestamp::from_microsecond(at.0).unwrap().to_string()[..16].to_owned();
    let now = app.clock.now();
    TimeFrame {
        start: minute(now - Span::hours(24)),
        end: minute(now + Span::hours(24 * 90)),
        zone: "UTC".to_owned(),
        days: Weekday::ALL.to_vec(),
        holidays: Holidays::Always,
        remind: Vec::new(),
    }
}

/// Adds people of these numbers who are off, and switches them on.
async fn switch_on(app: &TestApp, ada: &Caller, numbers: std::ops::Range<usize>) {
    for number in numbers {
        let user = app.add(&format!("person-{number}"), |user| user.is_active = false).await;
        app.desk.set_active(ada, SetActive { user, active: true }).await.unwrap();
    }
}

/// All mails have arrived, and neither a run nor a link was made twice.
async fn each_got_one_link(app: &TestApp) {
    let ids = |mails: &Vec<Received>| mails.iter().map(|mail| mail.message_id.clone()).collect::<BTreeSet<_>>().len();
    app.sink.wait_for(|mails| ids(mails) >= 50).await;
    nothing_waits(app).await;
    let counted = [
        app.store.count("SELECT COUNT(*) FROM automation_runs WHERE state = 'waiting'").await,
        app.store.count("SELECT COUNT(*) FROM automation_runs WHERE state = 'done'").await,
        app.store.count("SELECT COUNT(DISTINCT user_id) FROM automation_runs").await,
        app.store.count("SELECT COUNT(*) FROM links").await,
    ];
    assert_eq!(counted, [0, 50, 50, 50], "runs waiting, runs done, people met, links");
    assert_eq!(ids(&app.sink.received()), 50);
}

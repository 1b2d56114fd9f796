//! The start page: its numbers are right, and what was dealt with leaves it.

use crate::support::{
    app::{NEW_PASSWORD, PASSWORD, TestApp, caller, client},
    smtp::{Stage, Trouble},
};
use app::{
    api::{ErrorCode, House, Messages},
    model::{
        Activity, Dashboard, Hour, NewPasswordEffect, Opener, ReplyMeaning, ResetKind, Role, Span, TimeRange, TypedPassword,
        UserId,
    },
};
use latchkey::service::RedeemLink;

on_both_engines!(
    a_quiet_house_needs_nothing,
    what_needs_attention_is_listed_until_it_is_dealt_with,
    people_who_are_held_back_are_listed_until_they_are_not,
    today_is_the_readers_day_hour_by_hour,
    lists_are_cut_and_numbers_are_not,
    only_those_who_see_users_see_the_dashboard,
    resets_are_counted_by_kind,
    sign_ins_belong_to_the_readers_days_also_when_clocks_change,
    how_long_mails_took_and_why_they_failed_is_shown,
    the_range_stands_in_the_address,
);

async fn dashboard(app: &TestApp, ada: UserId) -> Dashboard {
    app.desk.dashboard(&caller(ada, Role::Administrator)).await.unwrap()
}

async fn activity(app: &TestApp, ada: UserId, range: TimeRange) -> Activity {
    app.desk.activity(&caller(ada, Role::Administrator), range).await.unwrap()
}

async fn a_quiet_house_needs_nothing(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    app.person("jonas", Role::User).await;
    app.add("gone", |user| user.is_active = false).await;
    app.signed_in("jonas", PASSWORD).await;
    app.signed_in("ada", PASSWORD).await;
    let seen = dashboard(&app, ada).await;
    assert_eq!(seen.attention, app::model::Attention::default());
    assert_eq!((seen.users, seen.active, seen.sessions), (3, 2, 2));
    app.clock.advance(Span::minutes(20));
    assert_eq!(dashboard(&app, ada).await.sessions, 1, "staff are signed out sooner");
}

async fn what_needs_attention_is_listed_until_it_is_dealt_with(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 No such mailbox"));
    app.send_link(ada, jonas).await.unwrap();
    app.clock.advance(Span::minutes(2));
    let waiting = dashboard(&app, ada).await.attention;
    assert_eq!((waiting.waiting, waiting.waiting_since.unwrap().short.as_str()), (1, "2 min ago"));
    app.send_mail().await;

    let failed = dashboard(&app, ada).await.attention;
    assert_eq!((failed.waiting, failed.failed_count, failed.failed.len()), (0, 1, 1));
    assert_eq!(failed.failed[0].recipient, "jonas@northwind.example");
    app.clock.advance(Span::minutes(1));
    app.desk.resend(&caller(ada, Role::Administrator), failed.failed[0].id).await.unwrap();
    app.send_mail().await;
    assert_eq!(dashboard(&app, ada).await.attention.failed_count, 0, "it was sent again");

    let code = app.sink.nth(1).await.token().to_owned();
    assert_eq!(dashboard(&app, ada).await.attention.running_out_count, 0, "an hour is left");
    app.clock.advance(Span::minutes(50));
    app.browser().get(&format!("/change-password/{code}")).await;
    let ending = dashboard(&app, ada).await.attention;
    assert_eq!((ending.running_out_count, ending.running_out[0].user), (1, jonas));
    assert_eq!(ending.running_out[0].opened, Some(Opener::Program), "the test's browser has no name");
    let chosen = RedeemLink { password: TypedPassword::new(NEW_PASSWORD) };
    app.desk.redeem_link(&code, &chosen, &client()).await.unwrap();
    assert_eq!(dashboard(&app, ada).await.attention.running_out_count, 0);
}

async fn people_who_are_held_back_are_listed_until_they_are_not(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    for _ in 0..6 {
        app.browser().sign_in("jonas", "not the password").await;
        app.browser().sign_in("nobody", "not a user").await;
    }
    let held = dashboard(&app, ada).await.attention;
    assert_eq!((held.locked_count, held.locked.len(), held.locked[0].id), (1, 1, jonas));
    app.clock.advance(Span::minutes(15));
    assert_eq!(dashboard(&app, ada).await.attention.locked_count, 0);
}

async fn today_is_the_readers_day_hour_by_hour(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    // 14:32 in Berlin: two links in this hour, one in the next, and a password chosen with the last.
    app.send_link(ada, jonas).await.unwrap();
    app.send_link(ada, jonas).await.unwrap();
    app.clock.advance(Span::minutes(30));
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let chosen = RedeemLink { password: TypedPassword::new(NEW_PASSWORD) };
    app.desk.redeem_link(app.sink.nth(1).await.token(), &chosen, &client()).await.unwrap();
    let today = dashboard(&app, ada).await;
    assert_eq!((today.today.len(), today.now), (24, 15));
    assert_eq!((today.today[14], today.today[15]), (Hour { clock: 14, sent: 2, done: 0 }, Hour { clock: 15, sent: 1, done: 1 }));
    assert_eq!(today.today.iter().map(|hour| hour.sent).sum::<i64>(), 3);

    let mut far = caller(ada, Role::Administrator);
    "Pacific/Auckland".clone_into(&mut far.time_zone);
    let tomorrow = app.desk.dashboard(&far).await.unwrap();
    assert_eq!((tomorrow.now, tomorrow.today[2].sent, tomorrow.today[3].sent), (3, 2, 1));

    app.clock.advance(Span::hours(9));
    let next_day = dashboard(&app, ada).await;
    assert_eq!((next_day.now, next_day.today.iter().map(|hour| hour.sent + hour.done).sum::<i64>()), (0, 0));
}

async fn lists_are_cut_and_numbers_are_not(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for n in 0..7 {
        let user = app.person(&format!("person{n}"), Role::User).await;
        app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 No such mailbox"));
        app.send_link(ada, user).await.unwrap();
    }
    app.send_mail().await;
    app.clock.advance(Span::minutes(50));
    let attention = dashboard(&app, ada).await.attention;
    assert_eq!((attention.failed_count, attention.failed.len()), (7, 5));
    assert_eq!((attention.running_out_count, attention.running_out.len()), (7, 5));
    app.clock.advance(Span::days(7));
    assert_eq!(dashboard(&app, ada).await.attention.failed_count, 0, "a week later it is history");
}

async fn only_those_who_see_users_see_the_dashboard(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for (role, may) in [(Role::User, false), (Role::Auditor, true), (Role::HelpDesk, true), (Role::Administrator, true)] {
        let answer = app.desk.dashboard(&caller(ada, role)).await;
        assert_eq!(
            answer.map(drop).map_err(|error| error.code()),
            if may { Ok(()) } else { Err(ErrorCode::Forbidden) },
            "{role}"
        );
        let charts = app.desk.activity(&caller(ada, role), TimeRange::Week).await;
        assert_eq!(charts.is_ok(), may, "{role}");
    }
}

async fn resets_are_counted_by_kind(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let (jonas, kim) = (app.person("jonas", Role::User).await, app.person("kim", Role::User).await);
    app.send_link(ada, jonas).await.unwrap();
    app.send_link(ada, kim).await.unwrap();
    app.send_new_password(ada, kim, NewPasswordEffect::FirstUse).await.unwrap();
    app.person("lena", Role::User).await;
    app.browser().post("/forgot-password", &[("user_name", "lena")]).await;
    app.answer_forgotten().await;
    let counted = activity(&app, ada, TimeRange::Today).await.resets;
    let expected = ResetKind::ALL.iter().map(|kind| match kind {
        ResetKind::Link => (*kind, 2),
        ResetKind::NewPassword | ResetKind::Forgotten => (*kind, 1),
        _ => (*kind, 0),
    });
    assert_eq!(counted, expected.collect::<Vec<_>>());
    app.clock.advance(Span::days(1));
    assert!(activity(&app, ada, TimeRange::Today).await.resets.iter().all(|(_, number)| *number == 0), "that was yesterday");
    assert_eq!(activity(&app, ada, TimeRange::Week).await.resets, counted);
}

async fn sign_ins_belong_to_the_readers_days_also_when_clocks_change(app: TestApp) {
    // Saturday, 24 October 2026, 23:30 in Berlin; clocks are put back in the night to Sunday, which has 25 hours.
    app.clock.advance(Span::minutes(-28 * 24 * 60 + 7 * 60 + 58));
    let ada = app.person("ada", Role::Administrator).await;
    app.person("jonas", Role::User).await;
    for hours in [1, 24, 1, 0] {
        app.signed_in("jonas", PASSWORD).await;
        app.clock.advance(Span::hours(hours));
    }
    app.browser().sign_in("jonas", "not the password").await;
    app.browser().sign_in("nobody", "not a user").await;

    let week = activity(&app, ada, TimeRange::Week).await;
    let days: Vec<_> = week.slots.iter().map(|slot| (slot.name.as_str(), slot.signed_in, slot.failed_sign_ins)).collect();
    assert_eq!(days[4..], [("24 Oct", 1, 0), ("25 Oct", 2, 0), ("26 Oct", 1, 2)], "names that nobody has count too");
    assert_eq!((week.slots.len(), week.now), (7, 6));
    assert_eq!(week.slots[..4].iter().map(|slot| slot.signed_in).sum::<i64>(), 0);
    let today = activity(&app, ada, TimeRange::Today).await;
    assert_eq!((today.slots.len(), today.now, today.slots[0].signed_in), (24, 0, 1));
    app.clock.advance(Span::hours(-2));
    let sunday = activity(&app, ada, TimeRange::Today).await;
    let names: Vec<_> = sunday.slots.iter().map(|slot| slot.name.as_str()).collect();
    assert_eq!(names[..5], ["00:00", "01:00", "02:00", "02:00", "03:00"]);
    assert_eq!((sunday.slots.len(), sunday.slots[0].signed_in, sunday.slots[24].signed_in), (25, 1, 1));
    let month = activity(&app, ada, TimeRange::Month).await;
    assert_eq!((month.slots.len(), month.slots[29].name.as_str(), month.slots[29].signed_in), (30, "25 Oct", 2));
}

async fn how_long_mails_took_and_why_they_failed_is_shown(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    for (name, seconds) in [("jonas", 0), ("kim", 90)] {
        let user = app.person(name, Role::User).await;
        app.send_link(ada, user).await.unwrap();
        app.clock.advance(Span::seconds(seconds));
        app.send_mail().await;
    }
    for (name, reply) in
        [("lena", "550 5.1.1 No such mailbox"), ("mia", "552 5.2.2 Mailbox full"), ("nora", "550 5.1.1 Nobody here")]
    {
        let user = app.person(name, Role::User).await;
        app.sink.trouble(Stage::Rcpt, Trouble::Reply(reply));
        app.send_link(ada, user).await.unwrap();
        app.send_mail().await;
    }
    let seen = activity(&app, ada, TimeRange::Month).await;
    let today = &seen.slots[seen.now];
    assert_eq!((today.sent, today.median, today.most, today.longest), (2, 0, 900, 900), "tenths of a second");
    assert_eq!(seen.failures, [(Some(ReplyMeaning::NoMailbox), 2), (Some(ReplyMeaning::MailboxFull), 1)]);

    let omar = app.person("omar", Role::User).await;
    app.send_link(ada, omar).await.unwrap();
    app.clock.advance(Span::minutes(10));
    let seen = activity(&app, ada, TimeRange::Month).await;
    let today = &seen.slots[seen.now];
    assert_eq!((today.sent, today.most, today.longest), (2, 900, 6_000), "a mail waits");
}

async fn the_range_stands_in_the_address(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_link(ada, jonas).await.unwrap();
    let mut browser = app.signed_in("ada", PASSWORD).await;
    for (address, shown) in [("/", "7 days"), ("/?range=today", "Today"), ("/?range=30", "30 days"), ("/?range=x", "7 days")] {
        let page = browser.get(address).await;
        assert!(page.says("Resets by kind") && page.says("Link sent by the help desk"), "{address}: {}", page.text());
        let html = page.text().replace("<!>", "");
        assert!(html.contains(&format!("aria-current=\"page\">{shown}<")), "{address}: {html}");
    }
}

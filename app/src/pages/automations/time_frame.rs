//! *Define Time Frame*: from when to when, on which days, and who is reminded of the end.

use super::{
    fields::{day_boxes, entered_before, time_zone},
    filling::Filling,
    picker::{Picks, UserPicker},
};
use crate::model::{AutomationWindow, Holidays, Tone};
use crate::ui::{Note, RadioField, RadioOption, TextField, sentence};
use leptos::prelude::*;

/// The fields of the window.
pub(super) fn fields(filling: Filling) -> AnyView {
    let own = filling.words.automations;
    view! {
        {entered_before(AutomationWindow::TimeFrame, filling)}
        <section class="panel" aria-labelledby="schedule">
            <h2 id="schedule">{own.schedule()}</h2>
            {schedule(filling)}
        </section>
        <section class="panel" aria-labelledby="advanced">
            <h2 id="advanced">{own.advanced()}</h2>
            {day_boxes(own.days_hint(), filling)}
            {holidays(filling)}
        </section>
        <section class="panel" aria-labelledby="notifications">
            <h2 id="notifications">{own.notifications()}</h2>
            <UserPicker picks=Picks::Several legend=own.remind() hint=own.remind_hint() filling />
        </section>
    }
    .into_any()
}

fn schedule(filling: Filling) -> AnyView {
    let own = filling.words.automations;
    view! {
        <div class="fields">
            <TextField
                name="start"
                label=own.start()
                kind="datetime-local"
                value=Some(filling.text("start"))
                error=filling.error("start")
            />
            {time_zone(filling)}
            <TextField
                name="end"
                label=own.end()
                hint=own.end_hint()
                kind="datetime-local"
                value=Some(filling.text("end"))
                error=filling.error("end")
            />
        </div>
    }
    .into_any()
}

fn holidays(filling: Filling) -> AnyView {
    let words = filling.words;
    let own = words.automations;
    let option = |holidays: &Holidays| RadioOption {
        value: holidays.as_str(),
        label: words.time_frame.holidays(*holidays),
        hint: own.holidays_mean(*holidays),
    };
    let options = Holidays::ALL.iter().map(option).collect();
    let selected = filling.text_or("holidays", Holidays::Always.as_str());
    let is_empty = filling.prompt.with_value(|prompt| !prompt.has_holidays);
    let none_yet = is_empty.then(|| {
        let link = view! { <a href="/settings/holidays">{own.enter_holidays()}</a> };
        view! { <Note tone=Tone::Plain><p>{sentence(own.no_holidays(), link)}</p></Note> }
    });
    view! {
        <RadioField name="holidays" legend=own.holidays() options selected=&selected />
        {none_yet}
    }
    .into_any()
}

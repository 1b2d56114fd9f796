//! Automations taken from one house to another.

use crate::{
    automations::{administrator, draft, event, record, save, selection},
    support::app::TestApp,
};
use app::{
    api::{Automations, Caller, Problem},
    model::{AutomationDraft, AutomationFile, EventKind, Job, JobKind, Role, SelectionId, TimeFrame, UserId, WatchedEvent},
};
use uuid::Uuid;

on_both_engines!(
    what_an_automation_names_is_found_by_name_in_another_house,
    what_another_house_does_not_have_is_told_by_field,
    a_file_without_names_is_taken_as_it_is,
);

/// Names two selections and two users.
async fn naming(app: &TestApp, ada: &Caller) -> AutomationDraft {
    let (office, people) = (selection(app, ada, "Office", Vec::new()).await, selection(app, ada, "People", Vec::new()).await);
    let jonas = app.person("jonas", Role::User).await;
    let watched = WatchedEvent { selection: Some(office), ..event(EventKind::Deactivated) };
    let job = Job { selection: Some(people), system_user: Some(jonas), note: "Gone".to_owned(), ..Job::usual(JobKind::Notify) };
    let whole = draft("Gone", watched, job);
    let frame = whole.time_frame.clone().unwrap();
    AutomationDraft { time_frame: Some(TimeFrame { remind: vec![ada.user], ..frame }), ..whole }
}

/// The same file as another house would have written it: with ids that nobody knows here.
fn from_elsewhere(mut file: AutomationFile) -> AutomationFile {
    "From elsewhere".clone_into(&mut file.name);
    file.event.selection = Some(SelectionId(Uuid::from_u128(1)));
    if let Some(job) = &mut file.job {
        (job.selection, job.system_user) = (Some(SelectionId(Uuid::from_u128(2))), Some(UserId(Uuid::from_u128(3))));
    }
    if let Some(frame) = &mut file.time_frame {
        frame.remind = vec![UserId(Uuid::from_u128(4))];
    }
    file
}

async fn what_an_automation_names_is_found_by_name_in_another_house(app: TestApp) {
    let ada = administrator(&app).await;
    let named = naming(&app, &ada).await;
    let id = save(&app, &ada, named.clone()).await.unwrap();
    let file = app.desk.export_automation(&ada, id).await.unwrap();
    let told = &file.names;
    assert_eq!((told.event_selection.as_deref(), told.job_selection.as_deref()), (Some("Office"), Some("People")));
    assert_eq!((told.system_user.as_deref(), &told.remind[..]), (Some("jonas"), &["ada".to_owned()][..]));

    let elsewhere = from_elsewhere(file);
    let brought = app.desk.import_automation(&ada, elsewhere, None).await.unwrap();
    let found = record(&app, &ada, brought).await.draft;
    assert_eq!(found, AutomationDraft { name: "From elsewhere".to_owned(), ..named });
}

async fn what_another_house_does_not_have_is_told_by_field(app: TestApp) {
    let ada = administrator(&app).await;
    let id = save(&app, &ada, naming(&app, &ada).await).await.unwrap();
    let mut elsewhere = from_elsewhere(app.desk.export_automation(&ada, id).await.unwrap());
    elsewhere.names.job_selection = Some("Nobody's".to_owned());
    elsewhere.names.system_user = Some("nobody".to_owned());
    let error = app.desk.import_automation(&ada, elsewhere, None).await.unwrap_err();
    assert_eq!(error.for_field("job_selection"), Some(&Problem::NoSelectionCalled("Nobody's".to_owned())));
    assert_eq!(error.for_field("system_user"), Some(&Problem::NoUserCalled("nobody".to_owned())));
    assert_eq!(error.fields.len(), 2, "what is there is not complained about: {error:?}");
    assert_eq!(app.desk.automations(&ada).await.unwrap().automations.len(), 1, "nothing is saved");
}

async fn a_file_without_names_is_taken_as_it_is(app: TestApp) {
    let ada = administrator(&app).await;
    let named = naming(&app, &ada).await;
    let text = serde_json::to_string(&named).unwrap();
    let file: AutomationFile = serde_json::from_str(&text).unwrap();
    let id = app.desk.import_automation(&ada, file.clone(), None).await.unwrap();
    assert_eq!(record(&app, &ada, id).await.draft, named);
    let unknown = AutomationFile { names: app::model::FileNames::default(), ..from_elsewhere(file) };
    let error = app.desk.import_automation(&ada, unknown, None).await.unwrap_err();
    assert!(error.for_field("event_selection").is_some(), "{error:?}");
}

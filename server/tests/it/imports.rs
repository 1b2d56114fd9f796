//! Files of users: what they are refused for, what becomes of their rows, and that no row is done twice.

use crate::{
    people::{administrator, create, draft, edit},
    support::app::{TestApp, caller},
};
use app::{
    api::{ApiError, Caller, ErrorCode, Imports, Messages, People, Problem},
    model::{
        ImportId, ImportOptions, ImportState, ImportStep, ImportTally, ImportView, Kind, Locale, MessageQuery, Role, SetActive,
        Span, Step, UserDraft, UserFilter, UserQuery, UserRow,
    },
    rules::{
        imports::{FileProblem, LONGEST_ROW, MOST_COLUMNS},
        reset::Refusal,
    },
};
use latchkey::service::ImportWorker;
use std::fmt::Write as _;

on_both_engines!(
    rows_become_users_like_from_the_form,
    what_is_exported_comes_back_unchanged,
    a_broken_file_leaves_nothing_and_says_where,
    a_nul_is_a_problem_of_its_row_and_field,
    every_problem_has_its_row_field_and_value,
    users_who_are_there_are_changed_by_their_name,
    columns_decide_what_is_read,
    no_row_is_done_twice_however_often_the_worker_dies,
    a_dry_run_that_was_cut_off_begins_anew,
    an_import_runs_under_the_rights_its_owner_has_now,
    nobody_shuts_themselves_out_by_a_file,
    new_users_are_sent_links_where_mail_can_reach_them,
    a_cancelled_import_does_no_more,
    files_and_problems_are_not_kept_for_ever,
);

/// Sends a file in small portions.
pub(crate) async fn send(app: &TestApp, by: &Caller, text: impl AsRef<[u8]>) -> Result<ImportId, ApiError> {
    let mut upload = app.desk.begin_import(by, "C:\\people\\staff.csv").await?;
    for portion in text.as_ref().chunks(1000) {
        upload.push(portion).await?;
    }
    upload.finish().await
}

/// Lets a worker do all there is to do.
pub(crate) async fn work(app: &TestApp) {
    let mut worker = ImportWorker::new(app.desk.clone());
    while worker.step().await.unwrap() {}
}

async fn view(app: &TestApp, by: &Caller, id: ImportId) -> ImportView {
    app.desk.import(by, id, 1).await.unwrap()
}

/// Sends a file and makes the dry run, with the choices guessed but for what the test says.
async fn checked(app: &TestApp, by: &Caller, text: &str, but: impl FnOnce(&mut ImportOptions)) -> ImportView {
    let id = send(app, by, text).await.unwrap();
    let mut options = view(app, by, id).await.options;
    but(&mut options);
    app.desk.import_step(by, id, ImportStep::Check(options)).await.unwrap();
    work(app).await;
    view(app, by, id).await
}

/// The same, and the import itself.
async fn imported(app: &TestApp, by: &Caller, text: &str, but: impl FnOnce(&mut ImportOptions)) -> ImportView {
    let id = checked(app, by, text, but).await.row.id;
    app.desk.import_step(by, id, ImportStep::Start).await.unwrap();
    work(app).await;
    view(app, by, id).await
}

/// Row, field, value and problem of each.
fn problems(view: &ImportView) -> Vec<(i64, &str, &str, Problem)> {
    let all = view.problems.iter();
    all.map(|found| (found.row, found.field.as_str(), found.value.as_str(), found.problem.clone())).collect()
}

async fn rows(app: &TestApp, by: &Caller) -> Vec<UserRow> {
    app.desk.users(by, UserQuery::default()).await.unwrap().items
}

async fn named(app: &TestApp, by: &Caller, user_name: &str) -> UserRow {
    let found = rows(app, by).await.into_iter().find(|row| row.user_name == user_name);
    found.unwrap_or_else(|| panic!("{user_name} is there"))
}

async fn exported(app: &TestApp, by: &Caller, filter: UserFilter) -> String {
    let mut file = app.desk.export_users(by, &filter).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(part) = file.next_part().await.unwrap() {
        bytes.extend(part);
    }
    String::from_utf8(bytes).unwrap()
}

/// A file of so many new users.
fn crowd(users: usize) -> String {
    let mut file = "user name,name,e-mail\n".to_owned();
    for number in 0..users {
        writeln!(file, "person{number},Person {number},person{number}@northwind.example").unwrap();
    }
    file
}

async fn rows_become_users_like_from_the_form(app: TestApp) {
    let ada = administrator(&app).await;
    let file = "\u{feff}Benutzername;Anzeigename;E-Mail;Rolle;Sprache;Zeitzone;Schlagwörter;Aktiv\r\n\
                jonas;\"Feld, Jonas\";jonas@northwind.example;Helpdesk;Deutsch;europe/vienna;\"night shift, Field staff\";nein\r\n\
                nele;Nele;;;;;;\r\n";
    let done = imported(&app, &ada, file, |_| ()).await;
    assert_eq!((done.row.state, done.row.file_name.as_str(), done.row.rows), (ImportState::Finished, "staff.csv", 2));
    let tally = ImportTally { rows: 2, created: 2, ..ImportTally::default() };
    assert_eq!((done.row.found, done.row.done), (Some(tally), tally));
    let jonas = named(&app, &ada, "jonas").await;
    assert_eq!((jonas.display_name.as_str(), jonas.role, jonas.is_active), ("Feld, Jonas", Role::HelpDesk, false));
    assert_eq!(jonas.tags, ["Field staff", "night shift"]);
    let record = app.desk.user(&ada, jonas.id).await.unwrap();
    assert_eq!((record.language, record.time_zone.as_str()), (Locale::De, "Europe/Vienna"));
    assert!(app.steps(jonas.id).await.contains(&Step::Created(Some("ada Feld".to_owned()))), "{:?}", app.steps(jonas.id).await);
    let nele = named(&app, &ada, "nele").await;
    assert_eq!((nele.kind, nele.role, nele.is_active, nele.email), (Kind::Human, Role::User, true, None));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'user.import-finished'").await, 1);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM import_chunks").await, 0);
}

async fn what_is_exported_comes_back_unchanged(app: TestApp) {
    let ada = administrator(&app).await;
    let odd = |name: &str, display_name: &str| UserDraft { display_name: display_name.to_owned(), ..draft(name) };
    create(&app, &ada, odd("jonas", "=HYPERLINK(\"evil\"; 1)")).await.unwrap();
    create(&app, &ada, odd("nele", "'=already guarded")).await.unwrap();
    create(&app, &ada, UserDraft { tags: "-minus, @at, 5\" disk".to_owned(), ..odd("-nil", "+49 30 5550, \"Jürgen\"") })
        .await
        .unwrap();
    create(&app, &ada, UserDraft { kind: Kind::Api, email: String::new(), language: Locale::De, ..odd("crm", "李") })
        .await
        .unwrap();
    let gone = create(&app, &ada, odd("gone", "Gone")).await.unwrap();
    app.desk.set_active(&ada, SetActive { user: gone, active: false }).await.unwrap();
    let file = exported(&app, &ada, UserFilter::default()).await;
    assert!(file.starts_with("\u{feff}user_name,display_name,email,"), "{file}");
    assert!(
        file.contains("\"'=HYPERLINK(\"\"evil\"\"; 1)\"") && file.contains("\n'-nil,") && file.contains("''=already"),
        "{file}"
    );
    let again = checked(&app, &ada, &file, |options| options.update = true).await;
    let tally = ImportTally { rows: 6, unchanged: 6, ..ImportTally::default() };
    assert_eq!((again.row.found, problems(&again)), (Some(tally), vec![]));
    let only = exported(&app, &ada, UserFilter { active: Some(false), ..UserFilter::default() }).await;
    assert_eq!((only.lines().count(), only.contains("gone")), (2, true));
    let trail =
        app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'user.exported' AND detail LIKE '%Inactive users%'").await;
    assert_eq!(trail, 1, "the trail has the filter in words");
}

async fn a_broken_file_leaves_nothing_and_says_where(app: TestApp) {
    let ada = administrator(&app).await;
    let late = |end: &str| format!("{}{end}", crowd(6_000)).into_bytes();
    for (file, problem) in [
        (b"".to_vec(), FileProblem::Empty),
        (b"user name\n".to_vec(), FileProblem::Empty),
        (late("a,b\n"), FileProblem::Columns(6_002, 2, 3)),
        (late("a,\"b,c\n"), FileProblem::OpenQuote(6_002)),
        (late("a,\"b\"b,c\n"), FileProblem::StrayQuote(6_002)),
        ([late("a,b,"), b"\xe4\n".to_vec()].concat(), FileProblem::NotUtf8(6_002)),
        (late(&format!("a,b,{}\n", "c".repeat(LONGEST_ROW))), FileProblem::LongRow(6_002)),
        (format!("user name{}\n", ",x".repeat(MOST_COLUMNS)).into_bytes(), FileProblem::TooManyColumns),
    ] {
        assert_eq!(send(&app, &ada, &file).await, Err(Problem::File(problem).into()));
    }
    assert_eq!(app.store.count("SELECT COUNT(*) FROM imports").await, 0);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM import_chunks").await, 0);
}

async fn a_nul_is_a_problem_of_its_row_and_field(app: TestApp) {
    let ada = administrator(&app).await;
    let file = "user name,name,e-mail,tags,time zone\n\
                j\0nas,Jonas,,,\n\
                nele,Ne\0le,,,\n\
                mia,Mia,m\0a@northwind.example,,\n\
                ole,Ole,,a\0b,\n\
                ida,Ida,,,Europe/\0Berlin\n\
                fine,Fine,,,\n";
    let dry = checked(&app, &ada, file, |_| ()).await;
    let found: Vec<(i64, &str)> = problems(&dry).into_iter().map(|(row, field, ..)| (row, field)).collect();
    assert_eq!(found, [(2, "user_name"), (3, "display_name"), (4, "email"), (5, "tags"), (6, "time_zone")]);
    assert!(dry.problems.iter().all(|problem| !problem.value.contains('\0')), "{:?}", dry.problems);
    app.desk.import_step(&ada, dry.row.id, ImportStep::Start).await.unwrap();
    work(&app).await;
    assert_eq!(view(&app, &ada, dry.row.id).await.row.done.created, 1);
    assert_eq!(named(&app, &ada, "fine").await.display_name, "Fine");
}

async fn every_problem_has_its_row_field_and_value(app: TestApp) {
    let ada = administrator(&app).await;
    create(&app, &ada, draft("jonas")).await.unwrap();
    let file = "user name,e-mail,role,time zone,active\n\
                nele,nobody,boss,Mars/Olympus,maybe\n\
                Jonas,,,,\n\
                j\u{43e}nas,,,,\n\
                ,,user,,\n\
                other,jonas@northwind.example,,,\n\
                fine,fine@northwind.example,,,\n\
                FINE,,,,\n\
                ,,,,\n\
                late,FINE@northwind.example,,,\n";
    let found = checked(&app, &ada, file, |_| ()).await;
    let word = |words: &str| Problem::NotOneOf(words.to_owned());
    assert_eq!(
        problems(&found),
        [
            (2, "email", "nobody", Problem::EmailInvalid),
            (2, "time_zone", "Mars/Olympus", Problem::TimeZone),
            (2, "role", "boss", word("user, auditor, help-desk, administrator")),
            (2, "is_active", "maybe", word("yes, no")),
            (3, "user_name", "Jonas", Problem::ThereAlready),
            (4, "user_name", "j\u{43e}nas", Problem::LooksLike("jonas".to_owned())),
            (5, "user_name", "", Problem::UserName(app::rules::names::NameProblem::Empty)),
            (5, "display_name", "", Problem::DisplayName(app::rules::names::NameProblem::Empty)),
            (6, "email", "jonas@northwind.example", Problem::EmailTaken),
            (8, "user_name", "FINE", Problem::SameAsRow(7)),
            (10, "email", "FINE@northwind.example", Problem::SameAsRow(7)),
        ]
    );
    let tally = ImportTally { rows: 8, created: 1, left_out: 7, problems: 11, ..ImportTally::default() };
    assert_eq!(found.row.found, Some(tally));
    app.desk.import_step(&ada, found.row.id, ImportStep::Start).await.unwrap();
    work(&app).await;
    let done = view(&app, &ada, found.row.id).await;
    assert_eq!((done.row.done.created, done.row.done.left_out, done.row.problems), (1, 7, 11));
    assert_eq!(rows(&app, &ada).await.len(), 3);
    app.share_emails().await;
    let shared = checked(&app, &ada, file, |options| options.accept_lookalikes = true).await;
    let left: Vec<i64> = problems(&shared).iter().map(|(row, ..)| *row).collect();
    assert_eq!(left, [2, 2, 2, 2, 3, 5, 5, 7, 8], "row 7 is there by now");
}

async fn users_who_are_there_are_changed_by_their_name(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = create(&app, &ada, UserDraft { tags: "warehouse".to_owned(), ..draft("jonas") }).await.unwrap();
    create(&app, &ada, draft("nele")).await.unwrap();
    let file = "login,mail,active\nJONAS,new@northwind.example,no\nnele,nele@northwind.example,yes\nmats,,\n";
    let done = imported(&app, &ada, file, |options| options.update = true).await;
    assert_eq!(done.row.done, ImportTally { rows: 3, created: 1, changed: 1, unchanged: 1, ..ImportTally::default() });
    let row = named(&app, &ada, "JONAS").await;
    assert_eq!((row.id, row.display_name.as_str(), row.is_active), (jonas, "jonas Feld", false));
    assert_eq!((row.email.as_deref(), row.tags.as_slice()), (Some("new@northwind.example"), ["warehouse".to_owned()].as_slice()));
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 2, "the new and the old address are told, as from the form");
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'user.edited'").await, 1);
    let again = imported(&app, &ada, file, |options| options.update = true).await;
    assert_eq!(again.row.done.unchanged, 3);
}

async fn columns_decide_what_is_read(app: TestApp) {
    let ada = administrator(&app).await;
    let id = send(&app, &ada, "who,user name\nada2,Ada the Second\n").await.unwrap();
    let guessed = view(&app, &ada, id).await;
    assert_eq!(guessed.columns[1].samples, ["Ada the Second"]);
    let step = |columns: Vec<Option<&str>>| {
        let columns = columns.into_iter().map(|field| field.map(|field| field.parse().unwrap())).collect();
        ImportStep::Check(ImportOptions { columns, ..guessed.options.clone() })
    };
    for (columns, problem) in
        [(vec![None, None], FileProblem::NoUserName), (vec![Some("user_name"), Some("user_name")], FileProblem::Twice)]
    {
        let refused = app.desk.import_step(&ada, id, step(columns)).await.unwrap_err();
        assert_eq!(refused, ApiError::field("columns", Problem::File(problem)));
    }
    let early = app.desk.import_step(&ada, id, ImportStep::Start).await.unwrap_err();
    assert_eq!(early.problem, Problem::ImportMovedOn, "no import without a dry run");
    app.desk.import_step(&ada, id, step(vec![Some("user_name"), Some("display_name")])).await.unwrap();
    work(&app).await;
    app.desk.import_step(&ada, id, ImportStep::Start).await.unwrap();
    work(&app).await;
    assert_eq!(named(&app, &ada, "ada2").await.display_name, "Ada the Second");
}

async fn no_row_is_done_twice_however_often_the_worker_dies(app: TestApp) {
    let ada = administrator(&app).await;
    let import = checked(&app, &ada, &crowd(2_700), |options| options.send_links = true).await.row.id;
    app.desk.import_step(&ada, import, ImportStep::Start).await.unwrap();
    let mut states = Vec::new();
    for steps in [2, 2, 1, 2] {
        let mut worker = ImportWorker::new(app.desk.clone());
        for _ in 0..steps {
            worker.step().await.unwrap();
        }
        // It dies here. Nobody else takes its import before the lease is over.
        drop(worker);
        assert!(!ImportWorker::new(app.desk.clone()).step().await.unwrap());
        states.push(view(&app, &ada, import).await.row.done.created);
        app.clock.advance(Span::seconds(61));
    }
    assert_eq!(states, [1_000, 2_000, 2_000, 2_700]);
    // One that ends in an orderly way leaves it to the next at once.
    let mut worker = ImportWorker::new(app.desk.clone());
    worker.step().await.unwrap();
    worker.release().await.unwrap();
    work(&app).await;
    let done = view(&app, &ada, import).await;
    assert_eq!((done.row.state, done.row.done.created, done.row.done.links), (ImportState::Finished, 2_700, 2_700));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM users").await, 2_701);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM events WHERE kind = 'user-created' AND actor IS NOT NULL").await, 2_700);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM messages").await, 2_700);
}

async fn a_dry_run_that_was_cut_off_begins_anew(app: TestApp) {
    let ada = administrator(&app).await;
    let file = format!("{}person3,Again,\nperson4,Again,\n", crowd(1_100));
    let id = send(&app, &ada, &file).await.unwrap();
    let options = view(&app, &ada, id).await.options;
    app.desk.import_step(&ada, id, ImportStep::Check(options)).await.unwrap();
    let mut worker = ImportWorker::new(app.desk.clone());
    for _ in 0..4 {
        worker.step().await.unwrap();
    }
    drop(worker);
    app.clock.advance(Span::seconds(61));
    work(&app).await;
    let found = view(&app, &ada, id).await;
    let tally = ImportTally { rows: 1_102, created: 1_100, left_out: 2, problems: 2, ..ImportTally::default() };
    assert_eq!((found.row.state, found.row.found), (ImportState::Checked, Some(tally)));
    assert_eq!(problems(&found)[0], (1_102, "user_name", "person3", Problem::SameAsRow(5)));
}

async fn an_import_runs_under_the_rights_its_owner_has_now(app: TestApp) {
    let ada = administrator(&app).await;
    let other = app.person("other", Role::Administrator).await;
    let other = caller(other, Role::Administrator);
    let import = checked(&app, &other, &crowd(1_100), |_| ()).await.row.id;
    app.desk.import_step(&other, import, ImportStep::Start).await.unwrap();
    let mut worker = ImportWorker::new(app.desk.clone());
    for _ in 0..2 {
        worker.step().await.unwrap();
    }
    edit(&app, &ada, other.user, |draft| draft.role = Role::HelpDesk).await.unwrap();
    while worker.step().await.unwrap() {}
    let stopped = view(&app, &ada, import).await;
    assert_eq!((stopped.row.state, stopped.failed), (ImportState::Failed, Some(Problem::Forbidden)));
    assert_eq!((stopped.row.done.created, app.store.count("SELECT COUNT(*) FROM users").await), (1_000, 1_002));
    for role in [Role::HelpDesk, Role::Auditor, Role::User] {
        let reader = caller(other.user, role);
        assert_eq!(send(&app, &reader, crowd(1)).await.unwrap_err().code(), ErrorCode::Forbidden);
        assert_eq!(app.desk.imports(&reader).await.unwrap_err().code(), ErrorCode::Forbidden);
        assert_eq!(app.desk.import_step(&reader, import, ImportStep::Cancel).await.unwrap_err().code(), ErrorCode::Forbidden);
    }
    let refused = "SELECT COUNT(*) FROM audit WHERE action = 'user.import-uploaded' AND outcome = 'refused'";
    assert_eq!(app.store.count(refused).await, 3);
    let user = caller(other.user, Role::User);
    assert_eq!(app.desk.export_users(&user, &UserFilter::default()).await.unwrap_err().code(), ErrorCode::Forbidden);
}

async fn nobody_shuts_themselves_out_by_a_file(app: TestApp) {
    let ada = administrator(&app).await;
    let file = "user name,role,kind,active\nada,user,,\nada,,api,\n";
    let found = checked(&app, &ada, file, |options| options.update = true).await;
    let yourself = |field, value| (2, field, value, Problem::Refused(Refusal::Yourself));
    assert_eq!(problems(&found), [yourself("role", "user"), (3, "user_name", "ada", Problem::SameAsRow(2))]);
    let off = checked(&app, &ada, "user name,active\nada,no\n", |options| options.update = true).await;
    assert_eq!(problems(&off), [yourself("is_active", "no")]);
    // The operator has no account: each administrator may be switched off, and not all of them.
    app.person("other", Role::Administrator).await;
    let operator = latchkey::service::operator("mvogt".to_owned());
    let done = imported(&app, &operator, "user name,active\nada,no\nother,no\n", |options| options.update = true).await;
    assert_eq!((done.row.done.changed, done.row.done.left_out), (1, 1));
    assert_eq!(problems(&done), [(3, "is_active", "no", Problem::Refused(Refusal::LastAdministrator))]);
}

async fn new_users_are_sent_links_where_mail_can_reach_them(app: TestApp) {
    let ada = administrator(&app).await;
    create(&app, &ada, draft("there")).await.unwrap();
    let file = "user name,e-mail,kind,active\n\
                jonas,jonas@northwind.example,,\n\
                nele,,,\n\
                crm,crm@northwind.example,api,\n\
                gone,gone@northwind.example,,no\n\
                there,there@northwind.example,,\n";
    let done = imported(&app, &ada, file, |options| {
        options.send_links = true;
        options.update = true;
    })
    .await;
    assert_eq!(done.row.done, ImportTally { rows: 5, created: 4, unchanged: 1, links: 1, ..ImportTally::default() });
    let queued = app.desk.messages(&ada, MessageQuery::default()).await.unwrap();
    assert_eq!((queued.items.len(), queued.items[0].recipient.as_str()), (1, "jonas@northwind.example"));
    app.send_mail().await;
    let code = app.sink.nth(1).await.token().to_owned();
    let mut jonas = app.browser();
    assert_eq!(jonas.get(&format!("/change-password/{code}")).await.status, 200);
}

async fn a_cancelled_import_does_no_more(app: TestApp) {
    let ada = administrator(&app).await;
    let import = checked(&app, &ada, &crowd(1_100), |_| ()).await.row.id;
    app.desk.import_step(&ada, import, ImportStep::Start).await.unwrap();
    let mut worker = ImportWorker::new(app.desk.clone());
    for _ in 0..2 {
        worker.step().await.unwrap();
    }
    app.desk.import_step(&ada, import, ImportStep::Cancel).await.unwrap();
    while worker.step().await.unwrap() {}
    let ended = view(&app, &ada, import).await;
    assert_eq!((ended.row.state, ended.row.done.created), (ImportState::Cancelled, 1_000));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM users").await, 1_001);
    let unwanted = checked(&app, &ada, &crowd(1_100), |options| options.update = true).await;
    app.desk.import_step(&ada, unwanted.row.id, ImportStep::Cancel).await.unwrap();
    let unwanted = view(&app, &ada, unwanted.row.id).await;
    assert_eq!((unwanted.row.state, unwanted.tally()), (ImportState::Cancelled, ImportTally::default()), "nothing was done");
    let late = app.desk.import_step(&ada, import, ImportStep::Start).await.unwrap_err();
    assert_eq!((&late.problem, late.code()), (&Problem::ImportMovedOn, ErrorCode::Refused));
    app.desk.clean_up().await.unwrap();
    assert_eq!(app.store.count("SELECT COUNT(*) FROM import_chunks").await, 0);
}

async fn files_and_problems_are_not_kept_for_ever(app: TestApp) {
    let ada = administrator(&app).await;
    let mut upload = app.desk.begin_import(&ada, "half.csv").await.unwrap();
    upload.push(crowd(5_000).as_bytes()).await.unwrap();
    drop(upload);
    let waiting = checked(&app, &ada, "user name\nada\n", |_| ()).await.row.id;
    app.clock.advance(Span::hours(2));
    app.desk.clean_up().await.unwrap();
    assert_eq!(app.store.count("SELECT COUNT(*) FROM imports").await, 1);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM import_chunks").await, 1);
    app.clock.advance(Span::days(7));
    app.desk.clean_up().await.unwrap();
    let given_up = view(&app, &ada, waiting).await;
    assert_eq!((given_up.row.state, given_up.columns.len()), (ImportState::Cancelled, 0));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM import_chunks").await, 0);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM import_problems").await, 0);
}

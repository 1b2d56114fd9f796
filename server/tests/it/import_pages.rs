//! Importing and exporting without scripts, and on the command line.

use crate::{
    imports::work,
    support::{
        app::{PASSWORD, TestApp},
        browser::{Answer, Browser},
    },
};
use app::model::Role;
use http::Method;
use serde_json::Value;
use std::process::{Command, Output};

on_both_engines!(
    a_file_is_imported_without_scripts,
    a_refused_file_is_told_beside_its_field,
    choices_that_were_refused_stand_in_the_form_again,
    the_list_is_taken_away_as_a_file,
    a_file_may_be_larger_than_a_form,
    a_file_is_imported_and_exported_on_the_command_line,
);

/// Sends a file as the page's form does.
pub(crate) async fn send(browser: &mut Browser, name: &str, content: &str) -> Answer {
    let body = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n\
         --limit--\r\n"
    );
    browser.send(Method::POST, "/users/import", Some(("multipart/form-data; boundary=limit", body))).await
}

async fn ada(app: &TestApp) -> Browser {
    app.person("ada", Role::Administrator).await;
    app.signed_in("ada", PASSWORD).await
}

async fn a_file_is_imported_without_scripts(app: TestApp) {
    let mut ada = ada(&app).await;
    let sent = send(&mut ada, "staff.csv", "login,Name,shoe size\njonas,Jonas Feld,44\nnele,,38\n").await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let address = sent.location().to_owned();
    let page = ada.get(&address).await;
    assert!(page.says("staff.csv") && page.says("2 rows") && page.says("Jonas Feld"), "{}", page.text());
    let choices = [("step", "check"), ("column-0", "user_name"), ("column-1", "display_name"), ("column-2", "")];
    assert_eq!(ada.post(&address, &choices).await.location(), address);
    assert!(ada.get(&address).await.says("Dry run under way"));
    work(&app).await;
    let page = ada.get(&address).await;
    assert!(page.says("To be created1") && page.says("With problems, left out1"), "{}", page.text());
    assert!(page.says("Row 3Name Enter a name.") && page.says("Import 1 row"), "{}", page.text());
    let problems = ada.get(&format!("{address}/problems.csv")).await;
    assert_eq!(problems.text(), "\u{feff}Row,Field,Value,Problem\n3,Name,,Enter a name.\n");
    assert_eq!(ada.post(&address, &[("step", "start")]).await.status, 303);
    work(&app).await;
    let page = ada.get(&address).await;
    assert!(page.says("The import is finished.") && page.says("Created1"), "{}", page.text());
    assert!(ada.get("/users").await.says("Jonas Feld"));
    assert!(ada.get("/users/import").await.says("Created: 1; With problems, left out: 1"));
    assert_eq!(ada.post(&address, &[("step", "start")]).await.status, 409, "once is enough");
}

async fn a_refused_file_is_told_beside_its_field(app: TestApp) {
    let mut ada = ada(&app).await;
    let refused = send(&mut ada, "staff.csv", "login,name\njonas\n").await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("The row in line 2 has 1 instead of 2 cells, unlike the first row."), "{}", refused.text());
    let nothing = send(&mut ada, "", "").await;
    assert!(nothing.status == 422 && nothing.says("Choose a CSV file."), "{}", nothing.text());
    assert!(ada.get("/users/import").await.says("No imports yet"));
    let mut german = app.signed_in("ada", PASSWORD).await;
    german
        .post(
            "/account",
            &[("version", "1"), ("display_name", "Ada"), ("language", "de"), ("time_zone", "Europe/Berlin"), ("theme", "dark")],
        )
        .await;
    assert!(send(&mut german, "x.csv", "login\n\"jonas\n").await.says("Das Anführungszeichen aus Zeile 2 wird nie geschlossen."));
}

async fn choices_that_were_refused_stand_in_the_form_again(app: TestApp) {
    let mut ada = ada(&app).await;
    let address = send(&mut ada, "staff.csv", "login,name\njonas,Jonas\n").await.location().to_owned();
    let refused = ada.post(&address, &[("step", "check"), ("column-1", "email"), ("existing", "update")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("Say which column is the user name."), "{}", refused.text());
    let html = refused.text();
    assert!(html.contains("value=\"email\" selected") && html.contains("value=\"update\" checked"), "{html}");
    assert_eq!(ada.get("/users/import/nothing").await.status, 404);
}

async fn the_list_is_taken_away_as_a_file(app: TestApp) {
    let mut ada = ada(&app).await;
    app.person("jonas", Role::User).await;
    let page = ada.get("/users?q=jonas&sort=-created").await;
    assert!(page.text().contains("/users/export.csv?q=jonas\""), "{}", page.text());
    let file = ada.get("/users/export.csv?q=jonas").await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"users.csv\"");
    let text = file.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "user_name,display_name,email,kind,role,language,time_zone,tags,is_active,created,last_sign_in");
    assert!(lines[1].starts_with("jonas,jonas Feld,jonas@northwind.example,human,user,en,Europe/Berlin,,yes,2026-"), "{text}");
    assert_eq!(lines.len(), 2);
    assert_eq!(ada.get("/users/export.csv?q=%00").await.status, 200, "control characters are no search");
    assert_eq!(ada.get("/users/export.csv?selection=00000000-0000-0000-0000-000000000000").await.status, 404);
}

async fn a_file_may_be_larger_than_a_form(app: TestApp) {
    let mut ada = ada(&app).await;
    let rows: Vec<String> = (0..40_000).map(|row| format!("person{row},Person {row}\n")).collect();
    let file = format!("login,name\n{}", rows.concat());
    assert!(file.len() > 512 * 1024);
    let sent = send(&mut ada, "large.csv", &file).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert!(ada.get(sent.location()).await.says("40,000 rows"));
    let form = "x".repeat(300 * 1024);
    assert_eq!(ada.post("/users/new", &[("user_name", &form)]).await.status, 413, "forms stay small");
}

fn run(app: &TestApp, arguments: &[&str]) -> Output {
    tokio::task::block_in_place(|| {
        Command::new(env!("CARGO_BIN_EXE_latchkey"))
            .args(arguments)
            .env("LATCHKEY_DATABASE_URL", &app.store.url)
            .env("LATCHKEY_SECRET_KEY_FILE", app.store.folder().join("secret.key"))
            .env("LATCHKEY_LOG", "error")
            .output()
            .unwrap()
    })
}

async fn a_file_is_imported_and_exported_on_the_command_line(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let path = app.store.folder().join("staff.csv");
    let file = path.to_str().unwrap();
    std::fs::write(&path, "login;Post;name\njonas;jonas@northwind.example;Jonas\nnele;;Nele\nada;;Ada\n").unwrap();
    let import = ["user", "import", file, "--map", "post=email", "--json"];
    let dry = run(&app, &[&import[..], &["--dry-run"]].concat());
    assert_eq!(dry.status.code(), Some(3), "{}", String::from_utf8_lossy(&dry.stderr));
    let answer: Value = serde_json::from_slice(&dry.stdout).unwrap();
    assert_eq!((&answer["created"], &answer["left_out"], &answer["problems"][0]["row"]), (&2.into(), &1.into(), &4.into()));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM users").await, 1, "a dry run makes nobody");
    let done = run(&app, &[&import[..], &["--update"]].concat());
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let answer: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((&answer["created"], &answer["changed"], &answer["state"]), (&2.into(), &1.into(), &"finished".into()));
    let out = String::from_utf8(run(&app, &["user", "export", "--search", "jonas"]).stdout).unwrap();
    assert!(out.contains("\njonas,Jonas,jonas@northwind.example,human,user,"), "{out}");
    std::fs::write(&path, "login\n\"jonas\n").unwrap();
    let broken = run(&app, &["user", "import", file]);
    assert_eq!(broken.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&broken.stderr).contains("line 2"), "{}", String::from_utf8_lossy(&broken.stderr));
    assert_eq!(run(&app, &["user", "import", "no-such-file.csv"]).status.code(), Some(1));
}

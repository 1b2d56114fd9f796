//! A whole life of the real program, and every secret that came up in it searched for: in the database, what is left in its files,
//! the log at its most talkative, and every page and answer that is read afterwards.

use crate::{
    access::{Line, Target, address, arguments, table},
    crash::{nothing_waits, these_days},
    second_factor::codes_on,
    support::{
        app::{NEW_PASSWORD, PASSWORD, TestApp, WEBHOOK_SECRET, caller},
        authenticator::Authenticator,
        browser::Browser,
        process::Process,
        program::{Program, basic, of_user},
        smtp::Received,
    },
    temporary_passwords::{draft_on, generate, password_on, path},
    webhooks::calling,
};
use app::{
    api::Messages as _,
    model::{AutomationDraft, AutomationId, Kind, MessageQuery, Page, Role, UserId, UserRow},
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use latchkey::security::Clock as _;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use std::{collections::BTreeSet, net::TcpListener};

on_both_engines!(no_secret_is_found_once_it_was_shown);

const OWN_PASSWORD: &str = "four herons over the northern marsh";
const WRONG_FIELD: &str = "eleven swans typed into a wrong field";
const SMTP_PASSWORD: &str = "KTwq7vR2mXz94LpB";

/// What must not be found, each with what it is.
type Secrets = Vec<(&'static str, String)>;

/// The program, its administrator at the desk, and what has come up so far.
struct Life<'a> {
    app: &'a TestApp,
    process: &'a Process,
    desk: Browser,
    ada: UserId,
    secrets: Secrets,
}

async fn no_secret_is_found_once_it_was_shown(app: TestApp) {
    app.clock.keep_system_time();
    let mail_server = app.sink.url().replace("smtp://", &format!("smtp://desk:{SMTP_PASSWORD}@"));
    let hooks = app.hooks.address().to_string();
    let metrics = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let metrics_listen = metrics.to_string();
    let settings = [
        ("LATCHKEY_METRICS_LISTEN", metrics_listen.as_str()),
        ("LATCHKEY_SMTP_URL", mail_server.as_str()),
        ("LATCHKEY_WEBHOOK_HOSTS", hooks.as_str()),
        ("LATCHKEY_WEBHOOK_SECRET", WEBHOOK_SECRET),
    ];
    let process = Process::telling_everything(&app, &settings);
    let mut life = set_up(&app, &process).await;
    let automation = life.calls_a_web_address().await;
    let users = [life.links().await, life.generated_password().await, life.temporary_password().await, life.program().await];
    life.forgotten_password().await;
    life.own_password().await;
    nothing_waits(&app).await;

    let answers = life.everything(&users, automation).await;
    let told = Browser::over(metrics).get("/metrics").await.text();
    assert!(told.contains("latchkey_sign_ins_total"), "{told}");
    let log = process.log();
    assert!(log.contains("TRACE"), "it tells everything");
    let places = [("database", app.store.dump().await), ("log", log), ("metrics", told), ("pages and answers", answers)];
    for (place, text) in &places {
        let lower = text.to_lowercase();
        for (what, secret) in &life.secrets {
            assert!(secret.len() > 10, "{what} is long enough to be told from chance: {secret}");
            let found = spellings(secret).into_iter().find(|spelling| lower.contains(spelling));
            assert_eq!(found, None, "{what} in the {place}");
            let found = in_base64(secret).into_iter().find(|spelling| text.contains(spelling));
            assert_eq!(found, None, "{what} in the {place}, in base64");
        }
    }
}

/// The first administrator comes in by the link that the program prints.
async fn set_up<'a>(app: &'a TestApp, process: &'a Process) -> Life<'a> {
    let link = process.printed.iter().find_map(|line| line.split_once("/set-up/")).expect("a link").1.trim().to_owned();
    let form = [("user_name", "ada"), ("display_name", "Ada Reyes"), ("email", "ada@northwind.example"), ("password", PASSWORD)];
    let made = process.browser().post(&format!("/set-up/{link}"), &form).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let mut desk = process.browser();
    assert_eq!(desk.sign_in("ada", PASSWORD).await.status, 303);
    let waiting = session_of(&desk);
    let (key, codes) = second_factor(app, &mut desk).await;
    let listed: Page<UserRow> = desk.call("/rpc/users/list", &json!({ "query": {} })).await.read();
    let ada = listed.items[0].id;
    let secrets = vec![
        ("the set-up link", link),
        ("the administrator's password", PASSWORD.to_owned()),
        ("the administrator's session", session_of(&desk)),
        ("the session that waited for a second factor", waiting),
        ("the key of an authenticator app", key),
        ("a recovery code", codes[0].clone()),
        ("the mail server's password", SMTP_PASSWORD.to_owned()),
        ("what calls are signed with", WEBHOOK_SECRET.to_owned()),
        ("its key", WEBHOOK_SECRET.trim_start_matches("whsec_").to_owned()),
    ];
    Life { app, process, desk, ada, secrets }
}

/// The first administrator sets up a second factor; its key and the recovery codes.
async fn second_factor(app: &TestApp, desk: &mut Browser) -> (String, Vec<String>) {
    const HERE: &str = "/account/second-factor";
    let shown = desk.post(HERE, &[("intent", "begin")]).await.text();
    let key = password_on(&shown);
    app.clock.keep_system_time();
    let (draft, code) = (draft_on(&shown), Authenticator::with(&key).code(app.clock.now()));
    let kept = desk.post(HERE, &[("intent", "confirm"), ("draft", &draft), ("code", &code)]).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    (key.replace(' ', ""), codes_on(&kept.text()))
}

/// The secret of a session's cookie.
fn session_of(browser: &Browser) -> String {
    let cookie = browser.cookie.as_deref().expect("a session");
    cookie.split_once('=').expect("a value").1.to_owned()
}

impl Life<'_> {
    fn note(&mut self, what: &'static str, secret: impl Into<String>) {
        self.secrets.push((what, secret.into()));
    }

    /// The latest mail to somebody with these words in its subject, once it has come.
    async fn mail(&self, name: &str, subject: &str) -> Received {
        let to = format!("{name}@northwind.example");
        let is_it = |mail: &Received| mail.to.contains(&to) && mail.subject.contains(subject);
        let mails = self.app.sink.wait_for(|mails| mails.iter().any(is_it)).await;
        mails.into_iter().rev().find(is_it).unwrap()
    }

    /// A link in a mail, as an address and as the code to type.
    fn note_link(&mut self, what: &'static str, mail: &Received) {
        let token = mail.token().to_owned();
        let typed = mail.text.lines().find(|line| line.contains('-') && line.replace('-', "") == token);
        self.note(what, typed.expect("a code to type"));
        self.note(what, token);
    }

    /// An automation calls the test's receiver for whoever is added from now on.
    async fn calls_a_web_address(&self) -> AutomationId {
        let ada = caller(self.ada, Role::Administrator);
        let draft = AutomationDraft { time_frame: Some(these_days(self.app)), ..calling(&self.app.hooks.url()) };
        let id = crate::automations::activated(self.app, &ada, draft).await;
        self.app.person("called", Role::User).await;
        self.app.hooks.nth(1).await;
        id
    }

    /// Mailed, opened, used, handed on, and answered with "this wasn't me".
    async fn links(&mut self) -> UserId {
        let jonas = self.app.person("jonas", Role::User).await;
        self.desk.post(&format!("/users/{jonas}/send-link"), &[("life_minutes", "60")]).await;
        let mail = self.mail("jonas", "choose a new password").await;
        self.note_link("a link that was used", &mail);
        let address = format!("/change-password/{}", mail.token());
        assert_eq!(self.process.browser().get(&address).await.status, 200);
        assert_eq!(self.process.browser().post(&address, &[("password", NEW_PASSWORD)]).await.status, 200);
        self.note("a chosen password", NEW_PASSWORD);
        let notice = self.mail("jonas", "your password was changed").await;
        self.note("a notice's link", notice.token());
        assert_eq!(self.process.browser().get(&format!("/not-me/{}", notice.token())).await.status, 200);

        let kim = self.app.person("kim", Role::User).await;
        let request = json!({ "request": { "user": kim, "life_minutes": 60 } });
        assert_eq!(self.desk.call("/rpc/resets/send-change-link", &request).await.status, 200);
        let mail = self.mail("kim", "choose a new password").await;
        self.note_link("a link that waits", &mail);
        let copied = password_on(&self.desk.post(&format!("/users/{kim}/copy-link"), &[]).await.text());
        let (_, code) = copied.rsplit_once('/').expect("a link");
        self.note("a copied link", code);
        assert_eq!(self.process.browser().get(&format!("/change-password/{code}")).await.status, 200);
        self.process.browser().sign_in(WRONG_FIELD, PASSWORD).await;
        self.note("a password typed as a name", WRONG_FIELD);
        kim
    }

    /// Mailed, and signed in with.
    async fn generated_password(&mut self) -> UserId {
        let greta = self.app.person("greta", Role::User).await;
        self.desk.post(&format!("/users/{greta}/new-password"), &[("effect", "on-acceptance")]).await;
        let mail = self.mail("greta", "your access info").await;
        self.note("a generated password", mail.password());
        let mut phone = self.process.browser();
        assert_eq!(phone.sign_in("greta", mail.password()).await.location(), "/choose-password");
        self.note("the session of a choice", session_of(&phone));
        greta
    }

    /// Read out, mailed too, and signed in with.
    async fn temporary_password(&mut self) -> UserId {
        let tim = self.app.person("tim", Role::User).await;
        let (password, draft) = generate(&mut self.desk, tim).await;
        let fields = [("intent", "save"), ("send_access_info", "true"), ("draft", draft.as_str())];
        assert_eq!(self.desk.post(&path(tim), &fields).await.status, 303);
        self.mail("tim", "your access info").await;
        let notice = self.mail("tim", "a temporary password was set").await;
        self.note("the link of a notice that waits", notice.token());
        assert_eq!(self.process.browser().sign_in("tim", &password).await.location(), "/choose-password");
        self.note("a temporary password", password);
        self.note("a sealed draft", draft);
        tim
    }

    /// A program calls with its password and with a key, and is answered a temporary password.
    async fn program(&mut self) -> UserId {
        let is_program = |user: &mut latchkey::service::NewUser| {
            user.kind = Kind::Api;
            user.role = Role::Administrator;
        };
        let erp = self.app.add("erp", is_program).await;
        let made = self.desk.post(&format!("/users/{erp}/api-password"), &[]).await;
        let password = password_on(&made.text());
        let fields = [("name", "Nightly"), ("scope", "read"), ("life", "30")];
        let key = password_on(&self.desk.post(&format!("/users/{erp}/api-keys/new"), &fields).await.text());
        let rita = self.app.person("rita", Role::User).await;
        let mut by_password = self.by_basic(&password);
        let made = by_password.post(&format!("{}/temporary-password", of_user(rita)), &json!({})).await;
        let temporary = made.json()["password"].as_str().expect("a password").to_owned();
        let mut by_key = Program::by(self.process.browser(), format!("Bearer {key}"));
        assert_eq!(by_key.get("/api/v1/users").await.status, 200);
        let check = json!({ "user_name": "rita", "password": temporary });
        by_password.post("/api/v1/authentications", &check).await;
        self.note("a temporary password that a program was answered", temporary);
        self.note("an API password", password);
        self.note("an API key", key);
        erp
    }

    fn by_basic(&self, password: &str) -> Program {
        Program::by(self.process.browser(), basic("erp", password))
    }

    async fn forgotten_password(&mut self) {
        self.app.person("lena", Role::User).await;
        self.process.browser().post("/forgot-password", &[("user_name", "lena")]).await;
        let mail = self.mail("lena", "choose a new password").await;
        self.note_link("a link that somebody asked for", &mail);
    }

    async fn own_password(&mut self) {
        let mut browser = self.process.browser();
        assert_eq!(browser.sign_in("jonas", NEW_PASSWORD).await.status, 303);
        self.note("a session that was replaced", session_of(&browser));
        let fields = [("current_password", NEW_PASSWORD), ("password", OWN_PASSWORD)];
        assert_eq!(browser.post("/account/password", &fields).await.status, 303);
        self.note("an own password", OWN_PASSWORD);
        self.note("the session after it", session_of(&browser));
    }

    /// Every page, every server function that reads and every operation that reads, about these users and all messages.
    async fn everything(&mut self, users: &[UserId], automation: AutomationId) -> String {
        let ada = caller(self.ada, Role::Administrator);
        let messages = self.app.desk.messages(&ada, MessageQuery::default()).await.unwrap().items;
        assert!(messages.len() > users.len());
        let mut program = self.reader().await;
        let (mut asked, mut seen) = (BTreeSet::new(), [String::new(), String::new(), String::new()]);
        let [pages, answers, resources] = &mut seen;
        for (message, user) in messages.iter().zip(users.iter().cycle()) {
            let target = Target::of(*user, message.id, automation);
            for Line { path, .. } in table("GET") {
                let address = address(&path, &target);
                if asked.insert(address.clone()) {
                    pages.push_str(&self.desk.get(&address).await.text());
                }
            }
            for Line { path, .. } in table("RPC").into_iter().filter(|line| only_reads(&line.path)) {
                let arguments = arguments(&path, &target);
                if asked.insert(format!("{path} {arguments}")) {
                    answers.push_str(&self.desk.call(&path, &arguments).await.text());
                }
            }
            for Line { path: operation, .. } in table("API") {
                let address = operation.strip_prefix("GET ").map(|path| address(path, &target));
                if let Some(address) = address.filter(|address| asked.insert(address.clone())) {
                    resources.push_str(&program.get(&address).await.text());
                }
            }
        }
        assert!(seen.iter().all(|seen| seen.contains("jonas Feld")), "pages and data were read");
        seen.concat()
    }

    /// A program of its own, whose password is a secret as well.
    async fn reader(&mut self) -> Program {
        let ada = self.ada;
        let program = self.app.program(ada, "reader", Role::Administrator).await;
        let authorization = program.authorization.expect("a credential");
        self.note("what a program sends", authorization.trim_start_matches("Basic "));
        Program::by(self.process.browser(), authorization)
    }
}

/// Whether a server function changes nothing.
fn only_reads(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let reads = ["organisation", "viewer", "dashboard", "activity", "list", "read", "tags", "history", "upcoming", "preview"];
    reads.contains(&name) || name.ends_with("prompt")
}

/// How a secret may be written, in small letters.
fn spellings(secret: &str) -> BTreeSet<String> {
    let digits = secret.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
    let hexadecimal = digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect();
    let spellings = [
        secret.to_owned(),
        secret.replace([' ', '-'], ""),
        secret.replace(' ', "-"),
        secret.replace(' ', "+"),
        secret.replace(' ', "%20"),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        hexadecimal,
    ];
    spellings.map(|spelling| spelling.to_lowercase()).into()
}

/// What a secret becomes in base64 of whatever surrounds it: only the characters that it alone decides.
fn in_base64(secret: &str) -> BTreeSet<String> {
    let shifted = [(0, 0), (1, 2), (2, 3)].map(|(before, undecided)| {
        let text = STANDARD_NO_PAD.encode([vec![0; before].as_slice(), secret.as_bytes()].concat());
        text[undecided..(before + secret.len()) * 8 / 6].to_owned()
    });
    shifted.into_iter().flat_map(|text| [text.replace('+', "-").replace('/', "_"), text]).collect()
}

//! The command line. Every command enters the same services as the pages do.

mod audit;
mod automations;
mod backup;
mod bounce;
mod doctor;
mod ending;
mod files;
mod filter;
mod holidays;
mod key;
mod operator;
mod output;
mod progress;
mod resets;
mod users;

pub use ending::Ending;

use crate::{
    config::{Config, Part},
    run::{Program, is_loopback},
    service::{
        forget_key,
        sample::{Filling, Restored, SEED},
    },
    store::Db,
    telemetry,
};
use anyhow::{Context, ensure};
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use operator::Operator;
use output::{Output, say};

/// The account-recovery desk.
///
/// Settings come from latchkey.toml (or the file that `LATCHKEY_CONFIG` names) and from `LATCHKEY_*` variables.
/// Ends with 0 when it is done, 1 when something failed, 2 when the command was not understood, 3 when Latchkey refused, 4
/// when there is no such thing.
#[derive(Debug, Parser)]
#[command(name = "latchkey", version)]
pub struct Cli {
    /// Answers as JSON, for scripts; errors too, on standard error.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages and send mail. On an empty database a one-time set-up link is printed.
    Serve {
        /// Do only this part of the work, whatever the configuration says: other processes over the same PostgreSQL do the rest.
        #[arg(long, value_name = "PART")]
        only: Option<Part>,
    },
    /// Serve a sample directory on this machine alone, with a built-in mailbox at /mailbox.
    Demo {
        /// So many people more, for a look at a large directory: up to 10,000,000.
        #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..=10_000_000))]
        users: i64,
    },
    /// Bring the database up to date and stop.
    Migrate,
    /// Let the key file that is here take the place of one that is lost. Temporary passwords that wait in the outbox cannot be
    /// mailed then.
    ForgetKey,
    /// Find, show, make and switch users; import and export them.
    #[command(subcommand)]
    User(users::Command),
    /// List, show, try, move and steer automations and their runs.
    #[command(subcommand)]
    Automation(automations::Command),
    /// List, add, import and remove the house's holidays.
    #[command(subcommand)]
    Holiday(holidays::Command),
    /// Send a password change link, or show it when no mail gets through.
    ResetLink(resets::ResetLink),
    /// Have a new password made and mailed. Nobody but its recipient sees it.
    NewPassword(resets::NewPassword),
    /// Set a temporary password and show it once.
    TemporaryPassword(resets::TemporaryPassword),
    /// Break glass: make an administrator.
    #[command(subcommand)]
    Admin(resets::Admin),
    /// Read one mail that came back from standard input, as a mail server's pipe brings it.
    Bounce(bounce::Bounce),
    /// Copy the database into a new file, while Latchkey goes on.
    Backup(backup::Backup),
    /// Bring a database back into an empty place. It stands still until `latchkey resume`.
    Restore(backup::Restore),
    /// Let a database go on that was brought back from a backup.
    Resume(backup::Resume),
    /// Rotate the secret key.
    #[command(subcommand)]
    Key(key::Command),
    /// Check the audit trail, and print its signed heads.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Look at configuration, database, key file, address and mail server, and say what to fix.
    Doctor,
    /// Print what a shell needs to complete commands.
    Completions {
        /// For which shell.
        shell: Shell,
    },
}

impl Cli {
    /// Whether answers are for scripts.
    #[must_use]
    pub const fn json(&self) -> bool {
        self.json
    }

    /// Does what was asked.
    ///
    /// # Errors
    /// A sentence for the operator, or what a service answered.
    pub async fn run(self) -> anyhow::Result<()> {
        let output = Output::new(self.json);
        match self.command {
            Command::Completions { shell } => completions(shell),
            Command::Doctor => doctor::run(output).await,
            Command::Serve { only } => serve(logged()?, only).await,
            Command::Demo { users } => demo(logged()?, users).await,
            Command::Migrate => migrate(&logged()?).await,
            Command::Backup(command) => command.run(&logged()?, output).await,
            Command::Restore(command) => command.run(&logged()?, output).await,
            Command::Key(command) => command.run(&logged()?, output).await,
            Command::Resume(command) => command.run(&Operator::enter(&logged()?).await?, output).await,
            Command::ForgetKey => forget(&logged()?).await,
            Command::User(command) => command.run(&Operator::enter(&logged()?).await?, output).await,
            Command::Automation(command) => command.run(&Operator::enter(&logged()?).await?, output).await,
            Command::Holiday(command) => command.run(&Operator::enter(&logged()?).await?, output).await,
            Command::ResetLink(command) => command.run(&Operator::enter(&logged()?).await?, output).await,
            Command::NewPassword(command) => command.run(&Operator::enter(&logged()?).await?, output).await,
            Command::TemporaryPassword(command) => command.run(&Operator::enter(&logged()?).await?, output).await,
            Command::Bounce(command) => command.run(&Operator::enter(&logged()?).await?, output).await,
            Command::Audit(command) => command.run(&Operator::enter(&logged()?).await?, output).await,
            Command::Admin(command) => command.run(&Operator::enter(&logged()?).await?, output).await,
        }
    }
}

/// The configuration, with logging started as it says.
fn logged() -> anyhow::Result<Config> {
    let config = Config::load()?;
    telemetry::start(&config)?;
    Ok(config)
}

fn completions(shell: Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "latchkey", &mut script);
    say(String::from_utf8(script)?.trim_end())
}

async fn serve(config: Config, only: Option<Part>) -> anyhow::Result<()> {
    let config = config.only(only)?;
    let serves = config.run.serves();
    let program = Program::start(config, None).await?;
    let set_up = if serves { program.desk().offer_set_up().await? } else { None };
    if let Some(link) = set_up {
        say(&format!("\n  No users yet. Make the first administrator within 24 hours at\n  {link}\n"))?;
    }
    let greeting = format!("Latchkey {} {}", if serves { "is at" } else { "works for" }, program.origin());
    program.run(|| say(&greeting)).await
}

async fn demo(mut config: Config, users: i64) -> anyhow::Result<()> {
    ensure!(
        is_loopback(&config),
        "The demo has a mailbox that everybody can read, so it listens on this machine only. Use `latchkey serve`, or set \
         LATCHKEY_LISTEN to a loopback address."
    );
    if config.organisation_name == "Latchkey" {
        "Northwind".clone_into(&mut config.organisation_name);
        "the Northwind help desk, +49 30 5550 100".clone_into(&mut config.support_contact);
        "Northwind <desk@northwind.example>".clone_into(&mut config.mail_from);
    }
    config.run = Part::All;
    let mailbox = config.mail_folder.clone();
    let program = Program::start(config, Some(mailbox)).await?;
    let password = program.desk().fill_with_samples().await.context("filling in the sample directory")?;
    match (users, &password) {
        (0, _) => {}
        (_, Some(_)) => fill(&program, users).await.context("filling in a large directory")?,
        (_, None) => say("  Nobody was added: --users is for a demo that starts anew (delete the folder data).")?,
    }
    let introduction = introduction(program.origin(), password.as_ref().map(app::model::TypedPassword::expose));
    program.run(|| say(&introduction)).await
}

/// Fills a large directory, with a line for each tenth.
async fn fill(program: &Program, users: i64) -> anyhow::Result<()> {
    let mut told = 0;
    let tell = |filling: Filling| match filling {
        Filling::People(made) if made * 10 / users > told => {
            told = made * 10 / users;
            tracing::info!("{made} of {users} people added");
        }
        Filling::People(_) => {}
        Filling::Indexes(Restored { done, all }) => tracing::info!("{done} of {all} parts of the indexes made"),
    };
    program.desk().fill_with_crowd(users, SEED, tell).await
}

fn introduction(origin: &str, password: Option<&str>) -> String {
    let password = password.unwrap_or("printed at the first start (delete the folder data to start over)");
    format!(
        "\n  Latchkey's demo is at  {origin}\n  User name              {}\n  Password               {password}\n  \
         Mails                  {origin}/mailbox\n",
        crate::service::sample::ADMINISTRATOR
    )
}

async fn migrate(config: &Config) -> anyhow::Result<()> {
    let db = Db::connect_through(&config.database_url, config.database_pooler).await?;
    db.migrate().await?;
    db.close().await;
    say(&format!("The database {} is up to date.", config.database_url))
}

async fn forget(config: &Config) -> anyhow::Result<()> {
    let db = Db::connect_through(&config.database_url, config.database_pooler).await?;
    db.migrate().await?;
    forget_key(&db).await?;
    db.close().await;
    say(&format!("The next start over {} says which key it is from now on.", config.database_url))
}

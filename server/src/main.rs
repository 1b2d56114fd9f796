//! The program `latchkey`.

use clap::Parser;
use latchkey::cli::Cli;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write;
            // Nothing is left to be done if even that fails.
            let _told = writeln!(std::io::stderr(), "latchkey: {error:#}");
            ExitCode::FAILURE
        }
    }
}

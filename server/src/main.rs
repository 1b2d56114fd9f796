//! The program `latchkey`.

use clap::Parser;
use latchkey::{
    cli::{Cli, Ending},
    telemetry,
};
use std::process::ExitCode;

/// Rendering a page makes thousands of small allocations: a quarter of its time with the system's allocator, which also
/// keeps the memory that bursts of password hashing took.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.json();
    let ended = Box::pin(cli.run()).await;
    telemetry::finish();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write;
            let ending = Ending::of(&error);
            let words = if json { ending.json().to_string() } else { ending.sentence() };
            // Nothing is left to be done if even that fails.
            let _told = writeln!(std::io::stderr(), "{words}");
            ending.code()
        }
    }
}

//! The program `latchkey`.

use clap::Parser;
use latchkey::cli::Cli;
use std::process::ExitCode;

/// Rendering a page makes thousands of small allocations: a quarter of its time with the system's allocator, which also
/// keeps the memory that bursts of password hashing took.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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

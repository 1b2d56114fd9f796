//! What the tests share.

pub(crate) mod app;
pub(crate) mod authenticator;
pub(crate) mod browser;
pub(crate) mod clock;
pub(crate) mod db;
pub(crate) mod device;
pub(crate) mod hooks;
pub(crate) mod process;
pub(crate) mod program;
pub(crate) mod wire;

pub(crate) use sink as smtp;

use app::TestApp;
use db::Engine;
use std::{io::Write, sync::LazyLock};
use tokio::runtime::Runtime;

/// One runtime for all tests, as in the program: Leptos keeps its executor for the life of the process.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    // Its threads outlive the test that began them, which would keep what later ones say: panics are told past it.
    std::panic::set_hook(Box::new(|panic| drop(writeln!(std::io::stderr(), "{panic}"))));
    Runtime::new().expect("a runtime")
});

/// Runs a promise against the whole product on one engine, as a task, like every connection of the program.
pub(crate) fn with_app<F>(engine: Engine, promise: impl FnOnce(TestApp) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send,
{
    let task = RUNTIME.spawn(async move { promise(TestApp::start(engine).await).await });
    if let Err(failure) = RUNTIME.block_on(task) {
        std::panic::resume_unwind(failure.into_panic());
    }
}

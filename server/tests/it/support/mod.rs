//! What the tests share.

pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod clock;
pub(crate) mod db;
pub(crate) mod hooks;
pub(crate) mod process;
pub(crate) mod program;
pub(crate) mod smtp;
pub(crate) mod wire;

use app::TestApp;
use db::Engine;
use std::sync::LazyLock;
use tokio::runtime::Runtime;

/// One runtime for all tests, as in the program: Leptos keeps its executor for the life of the process.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

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

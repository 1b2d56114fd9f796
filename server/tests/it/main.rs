//! Whole promises, each on SQLite and on PostgreSQL. One binary: it links once.
//!
//! `LATCHKEY_TEST_POSTGRES_URL` names a PostgreSQL where databases may be made (`make test` starts one). Without it the
//! PostgreSQL half fails.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail loudly")]

/// Makes two tests of each promise: one for each engine.
macro_rules! on_both_engines {
    ($($promise:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $promise() {
                super::$promise(crate::support::app::TestApp::start(crate::support::db::Engine::Sqlite).await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $promise() {
                super::$promise(crate::support::app::TestApp::start(crate::support::db::Engine::Postgres).await).await;
            })+
        }
    };
}

mod access;
mod crash;
mod links;
mod mail_transport;
mod outbox;
mod pages;
mod set_up;
mod sign_in;
mod store;
mod support;

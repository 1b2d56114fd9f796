//! Whole promises, each on SQLite and on PostgreSQL. One binary: it links once.
//!
//! `LATCHKEY_TEST_POSTGRES_URL` names a PostgreSQL where databases may be made (`make test` starts one). Without it the
//! PostgreSQL half fails.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail loudly")]

/// Makes two tests of each promise: one for each engine.
macro_rules! on_both_engines {
    ($($promise:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $promise() {
                crate::support::with_app(crate::support::db::Engine::Sqlite, super::$promise);
            })+
        }
        mod postgres {
            $(#[test]
            fn $promise() {
                crate::support::with_app(crate::support::db::Engine::Postgres, super::$promise);
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

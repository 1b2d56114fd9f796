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
mod account;
mod api_authentications;
mod api_automations;
mod api_entry;
mod api_events;
mod api_once;
mod api_pages;
mod api_resets;
mod api_selections;
mod api_users;
mod approvals;
mod audit;
mod audit_chain;
mod automation_control;
mod automation_engine;
mod automation_files;
mod automation_impact;
mod automation_mails;
mod automation_pages;
mod automation_times;
mod automations;
mod automations_ahead;
mod backup;
mod bulk;
mod caller_codes;
mod command_line;
mod copied_links;
mod crash;
mod dashboard;
mod directory_list;
mod directory_rights;
mod enumeration;
mod events;
mod exports;
mod factor_removal;
mod failures;
mod forgot;
mod holidays;
mod house_pages;
mod hunt_input;
mod hunt_links;
mod hunt_output;
mod hunt_rights;
mod import_pages;
mod imports;
mod late_forms;
mod links;
mod mail_outage;
mod mail_queue;
mod mail_transport;
mod many_machines;
mod messages;
mod metrics;
mod new_passwords;
mod not_me;
mod outbox;
mod own_password;
mod pages;
mod passkeys;
mod people;
mod people_pages;
mod policy;
mod prompts;
mod retention;
mod second_factor;
mod secrets;
mod security_page;
mod selections;
mod sends;
mod set_up;
mod settings;
mod sign_in;
mod step_up;
mod stopping;
mod store;
mod support;
mod template_pages;
mod templates;
mod temporary_passwords;
mod webhooks;

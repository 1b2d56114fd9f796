//! Every word of the interface, in every language, in one typed place. A word is written in all languages side by side, so
//! a missing one does not compile. Pages take them from their context, services by [`Words::of`] with the reader's language.

/// Makes an area of words. Each line names a word and gives it in English and in German:
///
/// ```text
/// title: "Users", "Benutzer";
/// sent_to(email: &str): "Sent to {email}.", "Gesendet an {email}.";
/// found(count): ["1 user", "{count} users"], ["1 Benutzer", "{count} Benutzer"];   // one, other
/// ```
macro_rules! words {
    ($(#[$doc:meta])* $area:ident { $($lines:tt)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $area(pub(super) crate::model::Locale);

        impl $area {
            words!(@line $($lines)*);
        }
    };
    (@line) => {};
    (@line $name:ident: $en:literal, $de:literal; $($rest:tt)*) => {
        #[doc = $en]
        #[must_use]
        pub const fn $name(self) -> &'static str {
            match self.0 {
                crate::model::Locale::En => $en,
                crate::model::Locale::De => $de,
            }
        }
        words!(@line $($rest)*);
    };
    (@line $name:ident($($value:ident: $type:ty),+): $en:literal, $de:literal; $($rest:tt)*) => {
        #[doc = $en]
        #[must_use]
        pub fn $name(self, $($value: $type),+) -> String {
            match self.0 {
                crate::model::Locale::En => format!($en),
                crate::model::Locale::De => format!($de),
            }
        }
        words!(@line $($rest)*);
    };
    (@line $name:ident($count:ident $(, $value:ident: $type:ty)*):
        [$en_one:literal, $en:literal], [$de_one:literal, $de:literal]; $($rest:tt)*) => {
        #[doc = $en]
        #[must_use]
        pub fn $name(self, $count: i64 $(, $value: $type)*) -> String {
            let is_one = $count == 1;
            let $count = crate::words::number(self.0, $count);
            // A sentence about one need not say the number.
            let _ = &$count;
            match (self.0, is_one) {
                (crate::model::Locale::En, true) => format!($en_one),
                (crate::model::Locale::En, false) => format!($en),
                (crate::model::Locale::De, true) => format!($de_one),
                (crate::model::Locale::De, false) => format!($de),
            }
        }
        words!(@line $($rest)*);
    };
}

mod account;
mod api;
mod approvals;
mod audit;
mod automation_names;
mod automation_sentence;
mod automations;
mod bulk;
mod caller_code;
mod change_password;
mod common;
mod dashboard;
mod events;
mod frame;
mod holidays;
mod impact;
mod imports;
mod labels;
mod mailbox;
mod messages;
mod new_password;
mod passkeys;
mod problems;
mod record;
mod restored;
mod second_factor;
mod selections;
mod self_service;
mod set_up;
mod settings;
mod sign_in;
pub mod spelling;
mod templates;
mod time_frame;
mod timeline;
mod user_form;
mod users;

pub use account::Account;
pub use api::Api;
pub use approvals::Approvals;
pub use audit::Audit;
pub use automation_names::{AutomationNames, EventGroup};
pub use automation_sentence::AutomationSentence;
pub use automations::Automations;
pub use bulk::Bulk;
pub use caller_code::CallerCode;
pub use change_password::ChangePassword;
pub use common::Common;
pub use dashboard::Dashboard;
pub use events::Events;
pub use frame::Frame;
pub use holidays::Holidays;
pub use impact::Impact;
pub use imports::Imports;
pub use labels::Labels;
pub use mailbox::Mailbox;
pub use messages::Messages;
pub use new_password::NewPassword;
pub use passkeys::Passkeys;
pub use problems::Problems;
pub use record::Record;
pub use restored::Restored;
pub use second_factor::SecondFactor;
pub use selections::Selections;
pub use self_service::SelfService;
pub use set_up::SetUp;
pub use settings::Settings;
pub use sign_in::SignIn;
pub use templates::Templates;
pub use time_frame::TimeFrame;
pub use timeline::Timeline;
pub use user_form::UserForm;
pub use users::Users;

use crate::model::Locale;

macro_rules! areas {
    ($($(#[$doc:meta])* $field:ident: $area:ident),+ $(,)?) => {
        /// The words of one language, by area.
        #[derive(Clone, Copy, Debug)]
        pub struct Words {
            /// The language.
            pub locale: Locale,
            $($(#[$doc])* pub $field: $area,)+
        }

        impl Words {
            /// The words of a language.
            #[must_use]
            pub const fn of(locale: Locale) -> Self {
                Self { locale, $($field: $area(locale),)+ }
            }
        }
    };
}

areas!(
    /// What many pages say.
    common: Common,
    /// Kinds, roles, states: names of values.
    labels: Labels,
    /// Why something did not happen.
    problems: Problems,
    /// The frame around the pages, and the public pages' frame.
    frame: Frame,
    /// Signing in.
    sign_in: SignIn,
    /// Second factors.
    second_factor: SecondFactor,
    /// Choosing a password with a link.
    change_password: ChangePassword,
    /// Passwords that Latchkey makes.
    new_password: NewPassword,
    /// Making sure who is on the telephone.
    caller_code: CallerCode,
    /// For those who forgot their password, and for "this wasn't me".
    self_service: SelfService,
    /// The first administrator.
    set_up: SetUp,
    /// The demo's mailbox.
    mailbox: Mailbox,
    /// The start page.
    dashboard: Dashboard,
    /// The list of users.
    users: Users,
    /// Saved selections of users.
    selections: Selections,
    /// The same done for many.
    bulk: Bulk,
    /// Files of users.
    imports: Imports,
    /// What prompts say of what ends.
    impact: Impact,
    /// A user's record and its prompts.
    record: Record,
    /// Making and editing a user.
    user_form: UserForm,
    /// Days, holidays, delays and schedules.
    time_frame: TimeFrame,
    /// The pages of automations.
    automations: Automations,
    /// Names of what automations are made of.
    automation_names: AutomationNames,
    /// An automation as a sentence.
    automation_sentence: AutomationSentence,
    /// What happens to accounts.
    events: Events,
    /// What happened on someone's way back in.
    timeline: Timeline,
    /// Messages.
    messages: Messages,
    /// Settings.
    settings: Settings,
    /// The house's holidays.
    holidays: Holidays,
    /// The Template Manager.
    templates: Templates,
    /// A database that was brought back from a backup.
    restored: Restored,
    /// What waits for a second administrator.
    approvals: Approvals,
    /// The audit trail.
    audit: Audit,
    /// One's own account.
    account: Account,
    /// Passkeys.
    passkeys: Passkeys,
    /// Programs.
    api: Api,
);

/// A whole number with the language's thousands separator: "10,000", "10.000".
#[must_use]
pub fn number(locale: Locale, value: i64) -> String {
    let separator = match locale {
        Locale::En => ',',
        Locale::De => '.',
    };
    let digits = value.unsigned_abs().to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        written.push('\u{2212}');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(separator);
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        assert_eq!(number(Locale::En, 10_000), "10,000");
        assert_eq!(number(Locale::De, 1_234_567), "1.234.567");
        assert_eq!(number(Locale::En, -999), "\u{2212}999");
        assert_eq!(number(Locale::En, 0), "0");
    }

    #[test]
    fn one_and_many_have_their_own_sentences() {
        let words = Words::of(Locale::De).common;
        assert_eq!(words.rows(1), "1 Zeile");
        assert_eq!(words.rows(2000), "2.000 Zeilen");
    }
}

//! Which address shows which page. All pages come whole from the server (`SsrMode::Async`): with the right status code, and
//! readable without scripts.
//!
//! The code of the pages lies in chunks of the WebAssembly, which the browser loads when the first page of a chunk is shown:
//! before it takes over what the server rendered, or on the way to a page, which stays away until its code is there. Where
//! the code does not come, the server is asked for the page. The pages for everyone have none: the server renders them, and
//! `attend` does the little that they do with scripts.

use crate::pages::{
    account, approvals, audit, automations, bulk, change_password, choose_password, confirm, dashboard, forgot_password, frame,
    imports, mailbox, messages, not_found, not_me, passkey, second_factor, selections, set_up, settings, sign_in, templates,
    users,
};
use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Routes};
use leptos_router::hooks::use_location;
use leptos_router::location::Location;
use leptos_router::{ChooseView, SsrMode, path};

/// Declares chunks: a name for the file, and the pages in it, each with its component. A page in no chunk is loaded with
/// every page. What two chunks have in common becomes a file of its own, so a few large chunks do better than many small.
macro_rules! chunks {
    ($($(#[$doc:meta])* $chunk:ident: $pages:ident { $($page:ident => $view:path,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        enum $pages {
            $($page,)+
        }

        impl $pages {
            fn show(self) -> AnyView {
                match self {
                    $(Self::$page => $view().into_any(),)+
                }
            }
        }

        const _: () = {
            // What `#[lazy]` does, but for the browser's failure to load the chunk: that panics with `#[lazy]`.
            #[cfg(target_arch = "wasm32")]
            #[leptos::wasm_split::wasm_split($chunk, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
            fn show(page: $pages) -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
                Ok(page.show())
            }

            impl ChooseView for $pages {
                #[cfg(target_arch = "wasm32")]
                async fn choose(self) -> AnyView {
                    match show(self).await {
                        Ok(view) => view,
                        Err(_) => without_code().await,
                    }
                }

                #[cfg(not(target_arch = "wasm32"))]
                async fn choose(self) -> AnyView {
                    leptos::prefetch_lazy_fn_on_server(stringify!($chunk));
                    self.show()
                }

                async fn preload(&self) {
                    #[cfg(target_arch = "wasm32")]
                    {
                        if load().await.is_err() {
                            without_code::<()>().await;
                        }
                    }
                }
            }
        };
    )+};
}

chunks! {
    /// The directory: the list, the record, the prompts over it, the forms about a user.
    people: People {
        Users => users::List,
        Record => users::Record,
        SendLink => users::SendLink,
        NewPassword => users::NewPassword,
        SwitchActive => users::SwitchActive,
        Unlock => users::Unlock,
        Withdraw => users::Withdraw,
        EndSessions => users::EndSessions,
        Delete => users::DeleteUser,
        RevokeKey => users::RevokeKey,
        New => users::NewUser,
        Edit => users::EditUser,
        CopyLink => users::CopyLink,
        RemoveFactors => users::RemoveFactors,
        Temporary => users::TemporaryPassword,
        VerifyCaller => users::VerifyCaller,
        ApiPassword => users::ApiPassword,
        NewKey => users::NewKey,
    }

    /// Many at once: saved selections, imports, jobs for many.
    many: Many {
        Selections => selections::List,
        NewSelection => selections::NewSelection,
        EditSelection => selections::EditSelection,
        DeleteSelection => selections::DeleteSelection,
        BulkJobs => bulk::List,
        NewBulkJob => bulk::New,
        BulkJob => bulk::Job,
        CancelBulkJob => bulk::Cancel,
        UndoBulkJob => bulk::Undo,
        Imports => imports::List,
        Import => imports::Record,
    }

    /// Messages, templates, the audit trail, settings, one's own account.
    house: House {
        Messages => messages::List,
        Message => messages::Record,
        Resend => messages::Resend,
        Cancel => messages::Cancel,
        Templates => templates::List,
        Template => templates::Editor,
        TemplateVersions => templates::Versions,
        Audit => audit::Trail,
        Approvals => approvals::List,
        Approval => approvals::Decide,
        Organisation => settings::Organisation,
        Policy => settings::Policy,
        Retention => settings::Retention,
        Safety => settings::Safety,
        Mail => settings::Mail,
        Holidays => settings::Holidays,
        ImportHolidays => settings::ImportHolidays,
        RemoveHolidayYear => settings::RemoveHolidayYear,
        Roles => settings::Roles,
        Account => account::OwnAccount,
        AddPasskey => account::AddPasskey,
        RemovePasskey => account::RemovePasskey,
        Confirm => confirm::Confirm,
        CallerCode => account::CallerCode,
    }

    /// Automations.
    automate: Automate {
        List => automations::List,
        StopAll => automations::StopAll,
        Next => automations::Next,
        Import => automations::Import,
        New => automations::New,
        EditEvent => automations::EditEvent,
        EditJob => automations::EditJob,
        EditTimeFrame => automations::EditTimeFrame,
        Try => automations::Try,
        Activate => automations::Activate,
        Record => automations::Record,
        Pause => automations::Pause,
        Resume => automations::Resume,
        Deactivate => automations::Deactivate,
        Delete => automations::Delete,
    }

    /// The demo's mailbox.
    mails: Mails {
        List => mailbox::MailboxList,
        Mail => mailbox::OpenMail,
    }
}

/// The pages for everyone. Their addresses begin with one of [`PUBLIC`].
#[derive(Clone, Copy)]
enum Public {
    SignIn,
    PasskeySignIn,
    SignedIn,
    EnterCode,
    ChangePassword,
    ChoosePassword,
    SecondFactor,
    SetUpFactor,
    ForgotPassword,
    NotMe,
    SetUp,
    NotFound,
}

/// How the addresses of pages for everyone begin.
const PUBLIC: [&str; 8] =
    ["sign-in", "signed-in", "change-password", "choose-password", "second-factor", "forgot-password", "not-me", "set-up"];

/// A page like those for everyone that stands below others: it shows a secret, so the server renders it alone.
const SET_UP_FACTOR: &str = "/account/second-factor";

/// Whether a page for everyone has this path.
#[must_use]
pub fn is_public(path: &str) -> bool {
    path == SET_UP_FACTOR || path.trim_start_matches('/').split('/').next().is_some_and(|first| PUBLIC.contains(&first))
}

impl Public {
    /// Only the server shows them, so the browser's build is without their code.
    fn show(self) -> AnyView {
        if cfg!(not(feature = "ssr")) {
            return ().into_any();
        }
        match self {
            Self::SignIn => sign_in::SignIn().into_any(),
            Self::PasskeySignIn => passkey::PasskeySignIn().into_any(),
            Self::SignedIn => sign_in::SignedIn().into_any(),
            Self::EnterCode => change_password::EnterCode().into_any(),
            Self::ChangePassword => change_password::ChangePassword().into_any(),
            Self::ForgotPassword => forgot_password::ForgotPassword().into_any(),
            Self::NotMe => not_me::NotMe().into_any(),
            Self::ChoosePassword => choose_password::ChoosePassword().into_any(),
            Self::SecondFactor => second_factor::Prove().into_any(),
            Self::SetUpFactor => second_factor::SetUp().into_any(),
            Self::SetUp => set_up::SetUp().into_any(),
            Self::NotFound => not_found::NotFound().into_any(),
        }
    }
}

impl ChooseView for Public {
    async fn choose(self) -> AnyView {
        self.show()
    }

    /// A link inside the application that leads here loads the page, and the one that is open stays until then.
    async fn preload(&self) {
        if cfg!(not(feature = "ssr")) {
            load_here();
            std::future::pending::<()>().await;
        }
    }
}

/// What happens when the code of a page does not come: after an upgrade the server has the newer version's alone. The page
/// is loaded from the server and brings its own. One that the server has just sent stays as it came, which works as without
/// scripts; loading that again could go on for ever.
#[cfg(target_arch = "wasm32")]
async fn without_code<T>() -> T {
    if attend::is_taken_over() {
        load_here();
    }
    std::future::pending().await
}

/// Loads the page at the address that was navigated to.
fn load_here() {
    let Location { pathname, search, .. } = use_location();
    let query = search.get_untracked();
    let mark = if query.is_empty() { "" } else { "?" };
    let _ = window().location().set_href(&format!("{}{mark}{query}", pathname.get_untracked()));
}

/// What stands at an address without a page.
fn nowhere() -> AnyView {
    if cfg!(not(feature = "ssr")) {
        load_here();
    }
    Public::NotFound.show()
}

/// The table of all routes.
#[component]
pub(crate) fn AppRoutes() -> impl IntoView {
    view! {
        <Routes fallback=nowhere>
            <SignedIn />
            <Route path=path!("/sign-in") view={Public::SignIn} ssr=SsrMode::Async />
            <Route path=path!("/sign-in/passkey") view={Public::PasskeySignIn} ssr=SsrMode::Async />
            <Route path=path!("/signed-in") view={Public::SignedIn} ssr=SsrMode::Async />
            <Route path=path!("/change-password") view={Public::EnterCode} ssr=SsrMode::Async />
            <Route path=path!("/change-password/:code") view={Public::ChangePassword} ssr=SsrMode::Async />
            <Route path=path!("/choose-password") view={Public::ChoosePassword} ssr=SsrMode::Async />
            <Route path=path!("/second-factor") view={Public::SecondFactor} ssr=SsrMode::Async />
            <Route path=path!("/account/second-factor") view={Public::SetUpFactor} ssr=SsrMode::Async />
            <Route path=path!("/forgot-password") view={Public::ForgotPassword} ssr=SsrMode::Async />
            <Route path=path!("/not-me/:code") view={Public::NotMe} ssr=SsrMode::Async />
            <Route path=path!("/set-up/:code") view={Public::SetUp} ssr=SsrMode::Async />
            <Route path=path!("/mailbox") view={Mails::List} ssr=SsrMode::Async />
            <Route path=path!("/mailbox/:id") view={Mails::Mail} ssr=SsrMode::Async />
        </Routes>
    }
}

/// What stands in the frame with the side bar.
#[component(transparent)]
fn SignedIn() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=frame::Frame ssr=SsrMode::Async>
            <Route path=path!("/") view=dashboard::Dashboard ssr=SsrMode::Async />
            <Route path=path!("/users") view={People::Users} ssr=SsrMode::Async />
            <Route path=path!("/users/new") view={People::New} ssr=SsrMode::Async />
            <Route path=path!("/users/import") view={Many::Imports} ssr=SsrMode::Async />
            <Route path=path!("/users/import/:id") view={Many::Import} ssr=SsrMode::Async />
            <Route path=path!("/users/:id/edit") view={People::Edit} ssr=SsrMode::Async />
            <Route path=path!("/users/:id/temporary-password") view={People::Temporary} ssr=SsrMode::Async />
            <Route path=path!("/users/:id/verify-caller") view={People::VerifyCaller} ssr=SsrMode::Async />
            <Route path=path!("/users/:id/copy-link") view={People::CopyLink} ssr=SsrMode::Async />
            <Route path=path!("/users/:id/remove-second-factor") view={People::RemoveFactors} ssr=SsrMode::Async />
            <Route path=path!("/users/:id/api-password") view={People::ApiPassword} ssr=SsrMode::Async />
            <Route path=path!("/users/:id/api-keys/new") view={People::NewKey} ssr=SsrMode::Async />
            <ParentRoute path=path!("/users/:id") view={People::Record} ssr=SsrMode::Async>
                <Route path=path!("") view=|| () ssr=SsrMode::Async />
                <Route path=path!("send-link") view={People::SendLink} ssr=SsrMode::Async />
                <Route path=path!("new-password") view={People::NewPassword} ssr=SsrMode::Async />
                <Route path=path!("active") view={People::SwitchActive} ssr=SsrMode::Async />
                <Route path=path!("withdraw") view={People::Withdraw} ssr=SsrMode::Async />
                <Route path=path!("unlock") view={People::Unlock} ssr=SsrMode::Async />
                <Route path=path!("end-sessions") view={People::EndSessions} ssr=SsrMode::Async />
                <Route path=path!("delete") view={People::Delete} ssr=SsrMode::Async />
                <Route path=path!("api-keys/:key/revoke") view={People::RevokeKey} ssr=SsrMode::Async />
            </ParentRoute>
            <Route path=path!("/selections") view={Many::Selections} ssr=SsrMode::Async />
            <Route path=path!("/selections/new") view={Many::NewSelection} ssr=SsrMode::Async />
            <ParentRoute path=path!("/selections/:id") view={Many::EditSelection} ssr=SsrMode::Async>
                <Route path=path!("") view=|| () ssr=SsrMode::Async />
                <Route path=path!("delete") view={Many::DeleteSelection} ssr=SsrMode::Async />
            </ParentRoute>
            <Route path=path!("/bulk") view={Many::BulkJobs} ssr=SsrMode::Async />
            <Route path=path!("/bulk/new") view={Many::NewBulkJob} ssr=SsrMode::Async />
            <ParentRoute path=path!("/bulk/:id") view={Many::BulkJob} ssr=SsrMode::Async>
                <Route path=path!("") view=|| () ssr=SsrMode::Async />
                <Route path=path!("cancel") view={Many::CancelBulkJob} ssr=SsrMode::Async />
                <Route path=path!("undo") view={Many::UndoBulkJob} ssr=SsrMode::Async />
            </ParentRoute>
            <AutomationRoutes />
            <Route path=path!("/messages") view={House::Messages} ssr=SsrMode::Async />
            <ParentRoute path=path!("/messages/:id") view={House::Message} ssr=SsrMode::Async>
                <Route path=path!("") view=|| () ssr=SsrMode::Async />
                <Route path=path!("resend") view={House::Resend} ssr=SsrMode::Async />
                <Route path=path!("cancel") view={House::Cancel} ssr=SsrMode::Async />
            </ParentRoute>
            <Route path=path!("/templates") view={House::Templates} ssr=SsrMode::Async />
            <Route path=path!("/templates/:key") view={House::Template} ssr=SsrMode::Async />
            <Route path=path!("/templates/:key/versions") view={House::TemplateVersions} ssr=SsrMode::Async />
            <Route path=path!("/audit") view={House::Audit} ssr=SsrMode::Async />
            <Route path=path!("/approvals") view={House::Approvals} ssr=SsrMode::Async />
            <Route path=path!("/approvals/:id") view={House::Approval} ssr=SsrMode::Async />
            <Route path=path!("/settings") view={House::Organisation} ssr=SsrMode::Async />
            <Route path=path!("/settings/policy") view={House::Policy} ssr=SsrMode::Async />
            <Route path=path!("/settings/retention") view={House::Retention} ssr=SsrMode::Async />
            <Route path=path!("/settings/safety") view={House::Safety} ssr=SsrMode::Async />
            <Route path=path!("/settings/mail") view={House::Mail} ssr=SsrMode::Async />
            <ParentRoute path=path!("/settings/holidays") view={House::Holidays} ssr=SsrMode::Async>
                <Route path=path!("") view=|| () ssr=SsrMode::Async />
                <Route path=path!("import") view={House::ImportHolidays} ssr=SsrMode::Async />
                <Route path=path!(":year/remove") view={House::RemoveHolidayYear} ssr=SsrMode::Async />
            </ParentRoute>
            <Route path=path!("/settings/roles") view={House::Roles} ssr=SsrMode::Async />
            <Route path=path!("/account") view={House::Account} ssr=SsrMode::Async />
            <Route path=path!("/account/password") view={House::Account} ssr=SsrMode::Async />
            <Route path=path!("/account/passkeys/new") view={House::AddPasskey} ssr=SsrMode::Async />
            <Route path=path!("/account/passkeys/:id/remove") view={House::RemovePasskey} ssr=SsrMode::Async />
            <Route path=path!("/confirm") view={House::Confirm} ssr=SsrMode::Async />
            <Route path=path!("/account/caller-code") view={House::CallerCode} ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}

/// What stands below `/automations`.
#[component(transparent)]
fn AutomationRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/automations") view=leptos_router::components::Outlet ssr=SsrMode::Async>
            <Route path=path!("") view={Automate::List} ssr=SsrMode::Async />
            <Route path=path!("new") view={Automate::New} ssr=SsrMode::Async />
            <Route path=path!("next") view={Automate::Next} ssr=SsrMode::Async />
            <Route path=path!("import") view={Automate::Import} ssr=SsrMode::Async />
            <Route path=path!("stop") view={Automate::StopAll} ssr=SsrMode::Async />
            <Route path=path!(":id/event") view={Automate::EditEvent} ssr=SsrMode::Async />
            <Route path=path!(":id/job") view={Automate::EditJob} ssr=SsrMode::Async />
            <Route path=path!(":id/time-frame") view={Automate::EditTimeFrame} ssr=SsrMode::Async />
            <Route path=path!(":id/try") view={Automate::Try} ssr=SsrMode::Async />
            <Route path=path!(":id/activate") view={Automate::Activate} ssr=SsrMode::Async />
            <ParentRoute path=path!(":id") view={Automate::Record} ssr=SsrMode::Async>
                <Route path=path!("") view=|| () ssr=SsrMode::Async />
                <Route path=path!("pause") view={Automate::Pause} ssr=SsrMode::Async />
                <Route path=path!("resume") view={Automate::Resume} ssr=SsrMode::Async />
                <Route path=path!("deactivate") view={Automate::Deactivate} ssr=SsrMode::Async />
                <Route path=path!("delete") view={Automate::Delete} ssr=SsrMode::Async />
            </ParentRoute>
        </ParentRoute>
    }
    .into_inner()
}

//! Which address shows which page. All pages come whole from the server (`SsrMode::Async`): with the right status code, and
//! readable without scripts.
//!
//! The code of the pages lies in chunks of the WebAssembly, which the browser loads when the first page of a chunk is shown:
//! before it takes over what the server rendered, or on the way to a page, which stays away until its code is there.

use crate::pages::{
    account, audit, change_password, dashboard, frame, mailbox, messages, not_found, set_up, settings, sign_in, templates, users,
};
use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Routes};
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

        const _: () = {
            #[lazy($chunk)]
            fn show(page: $pages) -> AnyView {
                match page {
                    $($pages::$page => $view().into_any(),)+
                }
            }

            impl ChooseView for $pages {
                async fn choose(self) -> AnyView {
                    show(self).await
                }

                async fn preload(&self) {
                    // Made by `#[lazy]`, as the router's own `#[lazy_route]` expects it.
                    #[cfg(target_arch = "wasm32")]
                    __preload_show().await;
                }
            }
        };
    )+};
}

chunks! {
    /// For everyone: the pages before a sign-in.
    door: Door {
        SignIn => sign_in::SignIn,
        SignedIn => sign_in::SignedIn,
        EnterCode => change_password::EnterCode,
        ChangePassword => change_password::ChangePassword,
        SetUp => set_up::SetUp,
    }

    /// The frame around the pages of those who are signed in, and what most of them open first.
    desk: Desk {
        Frame => frame::Frame,
        Dashboard => dashboard::Dashboard,
        Users => users::List,
    }

    /// A user: the record, the prompts over it, the forms.
    people: People {
        Record => users::Record,
        SendLink => users::SendLink,
        SwitchActive => users::SwitchActive,
        Unlock => users::Unlock,
        EndSessions => users::EndSessions,
        Delete => users::DeleteUser,
        New => users::NewUser,
        Edit => users::EditUser,
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
        Organisation => settings::Organisation,
        Policy => settings::Policy,
        Mail => settings::Mail,
        Roles => settings::Roles,
        Account => account::OwnAccount,
    }

    /// The demo's mailbox.
    mails: Mails {
        List => mailbox::MailboxList,
        Mail => mailbox::OpenMail,
    }
}

/// The table of all routes.
#[component]
pub(crate) fn AppRoutes() -> impl IntoView {
    view! {
        <Routes fallback=not_found::NotFound>
            <SignedIn />
            <Route path=path!("/sign-in") view={Door::SignIn} ssr=SsrMode::Async />
            <Route path=path!("/signed-in") view={Door::SignedIn} ssr=SsrMode::Async />
            <Route path=path!("/change-password") view={Door::EnterCode} ssr=SsrMode::Async />
            <Route path=path!("/change-password/:code") view={Door::ChangePassword} ssr=SsrMode::Async />
            <Route path=path!("/set-up/:code") view={Door::SetUp} ssr=SsrMode::Async />
            <Route path=path!("/mailbox") view={Mails::List} ssr=SsrMode::Async />
            <Route path=path!("/mailbox/:id") view={Mails::Mail} ssr=SsrMode::Async />
        </Routes>
    }
}

/// What stands in the frame with the side bar.
#[component(transparent)]
fn SignedIn() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view={Desk::Frame} ssr=SsrMode::Async>
            <Route path=path!("/") view={Desk::Dashboard} ssr=SsrMode::Async />
            <Route path=path!("/users") view={Desk::Users} ssr=SsrMode::Async />
            <Route path=path!("/users/new") view={People::New} ssr=SsrMode::Async />
            <Route path=path!("/users/:id/edit") view={People::Edit} ssr=SsrMode::Async />
            <ParentRoute path=path!("/users/:id") view={People::Record} ssr=SsrMode::Async>
                <Route path=path!("") view=|| () ssr=SsrMode::Async />
                <Route path=path!("send-link") view={People::SendLink} ssr=SsrMode::Async />
                <Route path=path!("active") view={People::SwitchActive} ssr=SsrMode::Async />
                <Route path=path!("unlock") view={People::Unlock} ssr=SsrMode::Async />
                <Route path=path!("end-sessions") view={People::EndSessions} ssr=SsrMode::Async />
                <Route path=path!("delete") view={People::Delete} ssr=SsrMode::Async />
            </ParentRoute>
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
            <Route path=path!("/settings") view={House::Organisation} ssr=SsrMode::Async />
            <Route path=path!("/settings/policy") view={House::Policy} ssr=SsrMode::Async />
            <Route path=path!("/settings/mail") view={House::Mail} ssr=SsrMode::Async />
            <Route path=path!("/settings/roles") view={House::Roles} ssr=SsrMode::Async />
            <Route path=path!("/account") view={House::Account} ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}

//! Which address shows which page. All pages come whole from the server (`SsrMode::Async`): with the right status code, and
//! readable without scripts.

use crate::pages::{account, change_password, frame, home, mailbox, not_found, set_up, sign_in, users};
use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Routes};
use leptos_router::{SsrMode, path};

/// The table of all routes.
#[component]
pub(crate) fn AppRoutes() -> impl IntoView {
    view! {
        <Routes fallback=not_found::NotFound>
            <SignedIn />
            <Route path=path!("/sign-in") view=sign_in::SignIn ssr=SsrMode::Async />
            <Route path=path!("/change-password") view=change_password::EnterCode ssr=SsrMode::Async />
            <Route path=path!("/change-password/:code") view=change_password::ChangePassword ssr=SsrMode::Async />
            <Route path=path!("/set-up/:code") view=set_up::SetUp ssr=SsrMode::Async />
            <Route path=path!("/mailbox") view=mailbox::MailboxList ssr=SsrMode::Async />
            <Route path=path!("/mailbox/:id") view=mailbox::OpenMail ssr=SsrMode::Async />
        </Routes>
    }
}

/// What stands in the frame with the side bar.
#[component(transparent)]
fn SignedIn() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=frame::Frame ssr=SsrMode::Async>
            <Route path=path!("/") view=home::Home ssr=SsrMode::Async />
            <Route path=path!("/users") view=users::List ssr=SsrMode::Async />
            <ParentRoute path=path!("/users/:id") view=users::Record ssr=SsrMode::Async>
                <Route path=path!("") view=|| () ssr=SsrMode::Async />
                <Route path=path!("send-link") view=users::SendLink ssr=SsrMode::Async />
                <Route path=path!("active") view=users::SwitchActive ssr=SsrMode::Async />
            </ParentRoute>
            <Route path=path!("/account") view=account::OwnAccount ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}

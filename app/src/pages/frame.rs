//! The frame around the pages of those who are signed in: the side bar, or on a telephone the bar above.

use crate::api::viewer::viewer;
use crate::model::{Permission, Viewer};
use crate::ui::{Glyph, Icon, Menu, Monogram, Note, PlainForm, take_flash};
use leptos::{html, prelude::*};
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

/// The frame.
#[component]
pub fn Frame() -> impl IntoView {
    let viewer = Resource::new(|| (), |()| viewer());
    let main = NodeRef::<html::Main>::new();
    focus_new_pages(main);
    view! {
        <a class="skip" href="#main" rel="external">"Skip to the page"</a>
        <div class="shell">
            <Suspense fallback=|| view! { <div class="side"></div> }>
                {move || Suspend::new(async move { bars(viewer.await.ok()) })}
            </Suspense>
            <main class="main" id="main" tabindex="-1" node_ref=main>
                <FlashNote />
                <Outlet />
            </main>
        </div>
    }
}

/// The first part of a path: prompts open over their record without leaving its page.
fn page_of(path: &str) -> String {
    path.split('/').take(3).collect::<Vec<_>>().join("/")
}

/// Moves the focus to a page that was reached by a link, as a page load would, so that keyboard and screen reader start there.
fn focus_new_pages(main: NodeRef<html::Main>) {
    let path = use_location().pathname;
    let page = Memo::new(move |_| page_of(&path.get()));
    Effect::new(move |before: Option<String>| {
        let now = page.get();
        if before.is_some_and(|before| before != now)
            && let Some(main) = main.get_untracked()
        {
            let _ = main.focus();
        }
        now
    });
}

/// What the last action left to say, until the reader goes on.
#[component]
fn FlashNote() -> impl IntoView {
    let flash = RwSignal::new(take_flash());
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            flash.set(None);
        }
        now
    });
    move || {
        flash.get().map(|flash| {
            view! {
                <div class="flash" role="status">
                    <Note tone=flash.tone><p>{flash.message}</p></Note>
                </div>
            }
        })
    }
}

/// Both bars; the style sheet shows one of them.
fn bars(viewer: Option<Viewer>) -> AnyView {
    let (first, again) = (viewer.clone(), viewer);
    view! {
        <header class="side">
            <Brand />
            {first.map(|viewer| view! { <Navigation viewer=viewer.clone() /> <Me viewer /> })}
        </header>
        <header class="topbar">
            <Brand />
            {again
                .map(|viewer| {
                    view! {
                        <Menu label="Menu" icon=Icon::Menu>
                            <Navigation viewer=viewer.clone() />
                            <Me viewer />
                        </Menu>
                    }
                })}
        </header>
    }
    .into_any()
}

#[component]
fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/" rel="external">
            <Glyph icon=Icon::Key />
            "Latchkey"
        </a>
    }
}

#[component]
fn Navigation(viewer: Viewer) -> impl IntoView {
    let sees_users = viewer.role.allows(Permission::ViewUsers);
    view! {
        <nav class="nav" aria-label="Main">
            {sees_users.then(|| view! { <NavLink href="/users" icon=Icon::Users label="Users" /> })}
            <NavLink href="/account" icon=Icon::Person label="Your account" />
            {viewer.has_mailbox.then(|| view! { <NavLink href="/mailbox" icon=Icon::Mail label="Mailbox" /> })}
        </nav>
    }
}

#[component]
fn NavLink(href: &'static str, icon: Icon, label: &'static str) -> impl IntoView {
    let path = use_location().pathname;
    let current = move || path.with(|path| path.starts_with(href)).then_some("page");
    view! {
        <a href=href aria-current=current>
            <Glyph icon />
            {label}
        </a>
    }
}

/// Who is signed in, and the way out.
#[component]
fn Me(viewer: Viewer) -> impl IntoView {
    view! {
        <div class="me">
            <Monogram name=&viewer.display_name />
            <div class="small">
                <b>{viewer.display_name.clone()}</b>
                <span class="muted">{viewer.role.label()}</span>
            </div>
            <PlainForm action="/sign-out">
                <button type="submit" class="icon-btn" aria-label="Sign out" title="Sign out">
                    <Glyph icon=Icon::SignOut />
                </button>
            </PlainForm>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_belongs_to_its_record() {
        assert_eq!(page_of("/users/1/send-link"), page_of("/users/1"));
        assert_ne!(page_of("/users/1"), page_of("/users"));
    }
}

//! The frame around the pages of those who are signed in: the side bar, or on a telephone the bar above.

use crate::api::{account::viewer, resource};
use crate::model::{Permission, Theme, Viewer};
use crate::pages::restored::note;
use crate::ui::{Glyph, Icon, Menu, Monogram, Note, PlainForm, ThemeSwitch, Unsaved, at_once, take_flash};
use crate::words::{Frame as Words, use_words};
use leptos::{ev, html, prelude::*};
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

/// The frame.
#[component]
pub fn Frame() -> impl IntoView {
    let viewer = resource(|| (), |()| viewer());
    // For the pages inside, which offer what the reader may do.
    provide_context(viewer);
    let main = NodeRef::<html::Main>::new();
    focus_new_pages(main);
    let words = use_words();
    let unsaved: Option<Unsaved> = use_context();
    let stop = move |event: ev::MouseEvent| {
        if let Some(unsaved) = unsaved {
            unsaved.stop_link(&event);
        }
    };
    view! {
        <a class="skip" href="#main" rel="external">{words.frame.skip()}</a>
        <div class="shell" on:click:capture=stop>
            <Suspense fallback=|| view! { <div class="side"></div> }>
                {move || Suspend::new(async move {
                    let viewer = viewer.await.ok();
                    Unsuspend::new(move || bars(viewer))
                })}
            </Suspense>
            <main class="main" id="main" tabindex="-1" node_ref=main>
                <FlashNote />
                <Suspense fallback=|| ()>
                    {move || Suspend::new(async move {
                        let restored = viewer.await.ok().and_then(|viewer| viewer.restored);
                        restored.map(|restored| note(restored, words))
                    })}
                </Suspense>
                <Outlet />
            </main>
        </div>
    }
}

/// Pages of their own below a record's.
const OWN_PAGES: [&str; 8] = ["edit", "remove-second-factor", "versions", "event", "job", "time-frame", "try", "activate"];

/// The first part of a path: prompts open over their record without leaving its page. The forms that edit it are other pages.
fn page_of(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or_default();
    let parts = if OWN_PAGES.contains(&last) { 4 } else { 3 };
    path.split('/').take(parts).collect::<Vec<_>>().join("/")
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
    let theme = RwSignal::new(viewer.as_ref().map_or(Theme::System, |viewer| viewer.theme));
    let (first, again) = (viewer.clone(), viewer);
    let side = view! {
        <header class="side">
            <Brand />
            {first.map(|viewer| view! { <Navigation viewer=viewer.clone() /> <Me viewer theme /> })}
        </header>
    };
    let top = view! {
        <header class="topbar">
            <Brand />
            {again
                .map(|viewer| {
                    view! {
                        <Menu label=use_words().frame.menu() icon=Icon::Menu>
                            <Navigation viewer=viewer.clone() />
                            <Me viewer theme />
                        </Menu>
                    }
                })}
        </header>
    };
    view! {
        {at_once(side)}
        {at_once(top)}
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

/// A way through the house.
#[derive(Clone, Copy)]
struct Entry {
    href: &'static str,
    icon: Icon,
    label: &'static str,
}

/// The ways that are open to someone.
fn entries(viewer: &Viewer, words: Words) -> Vec<Entry> {
    let allowed = |permission| viewer.role.allows(permission);
    let entry = |shown: bool, href, icon, label| shown.then_some(Entry { href, icon, label });
    let entries = [
        entry(allowed(Permission::ViewUsers), "/", Icon::Home, words.dashboard()),
        entry(allowed(Permission::ViewUsers), "/users", Icon::Users, words.users()),
        entry(allowed(Permission::ViewUsers), "/selections", Icon::Selection, words.selections()),
        entry(allowed(Permission::ViewUsers), "/bulk", Icon::Jobs, words.bulk()),
        entry(allowed(Permission::ViewAutomations), "/automations", Icon::Bolt, words.automations()),
        entry(allowed(Permission::ViewMessages), "/messages", Icon::Mail, words.messages()),
        entry(allowed(Permission::ViewTemplates), "/templates", Icon::Template, words.templates()),
        entry(allowed(Permission::ViewAudit), "/audit", Icon::Shield, words.audit()),
        entry(allowed(Permission::DecideApprovals), "/approvals", Icon::Done, words.approvals()),
        entry(allowed(Permission::ViewSettings), "/settings", Icon::Settings, words.settings()),
        entry(true, "/account", Icon::Person, words.account()),
        entry(viewer.has_mailbox, "/mailbox", Icon::Inbox, words.mailbox()),
    ];
    entries.into_iter().flatten().collect()
}

#[component]
fn Navigation(viewer: Viewer) -> impl IntoView {
    let words = use_words().frame;
    let links = entries(&viewer, words).into_iter().map(|entry| view! { <NavLink entry /> }).collect_view();
    view! {
        <nav class="nav" aria-label=words.main()>
            {links}
        </nav>
    }
}

#[component]
fn NavLink(entry: Entry) -> impl IntoView {
    let Entry { href, icon, label } = entry;
    let path = use_location().pathname;
    let current = move || path.with(|path| leads_to(href, path)).then_some("page");
    view! {
        <a href=href aria-current=current>
            <Glyph icon />
            {label}
        </a>
    }
}

/// Whether a page is the one that a way leads to, or lies below it.
fn leads_to(href: &str, path: &str) -> bool {
    path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || (href != "/" && rest.starts_with('/')))
}

/// Who is signed in, and the way out.
#[component]
fn Me(viewer: Viewer, theme: RwSignal<Theme>) -> impl IntoView {
    let words = use_words();
    view! {
        <div class="me">
            <ThemeSwitch chosen=theme />
            <Monogram name=&viewer.display_name />
            <div class="small">
                <b><bdi>{viewer.display_name.clone()}</bdi></b>
                <span class="muted">{words.labels.role(viewer.role)}</span>
            </div>
            <PlainForm action="/sign-out">
                <button type="submit" class="icon-btn" aria-label=words.frame.sign_out() title=words.frame.sign_out()>
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
        assert_ne!(page_of("/users/1/edit"), page_of("/users/1"));
        assert_ne!(page_of("/automations/1/job"), page_of("/automations/1/event"));
    }

    #[test]
    fn a_page_is_marked_in_the_navigation_and_no_other() {
        assert!(leads_to("/users", "/users") && leads_to("/users", "/users/1/edit") && leads_to("/", "/"));
        assert!(!leads_to("/", "/users") && !leads_to("/users", "/users-of-old") && !leads_to("/users", "/"));
    }
}

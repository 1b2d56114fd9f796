//! The demonstration's mailbox: every mail that would have gone out, with links that can be clicked.

mod list;
mod mail;

pub use list::MailboxList;
pub use mail::OpenMail;

use crate::model::Tone;
use crate::ui::{Glyph, Icon, Note};
use crate::words::use_words;
use leptos::prelude::*;

/// The frame of its pages, which need no sign-in.
#[component]
fn MailboxFrame(children: Children) -> impl IntoView {
    view! {
        <header class="bar">
            <a class="brand" href="/" rel="external">
                <Glyph icon=Icon::Key />
                "Latchkey"
            </a>
        </header>
        <main class="main mailbox" id="main">
            <Note tone=Tone::Warn>
                <p>{use_words().mailbox.note()}</p>
            </Note>
            {children()}
        </main>
    }
}

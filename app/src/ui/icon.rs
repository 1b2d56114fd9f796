//! Line icons on a 24 × 24 grid, drawn in the colour of the text.

use leptos::{prelude::*, tachys::html::InertElement};

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A key: Latchkey itself.
    Key,
    /// Two people.
    Users,
    /// A funnel.
    Selection,
    /// Two lines that are ticked off, and one that is not.
    Jobs,
    /// A flash of lightning.
    Bolt,
    /// One person.
    Person,
    /// An envelope.
    Mail,
    /// Three lines.
    Menu,
    /// A magnifying glass.
    Search,
    /// A paper plane.
    Send,
    /// Three dots.
    More,
    /// An eye.
    Eye,
    /// A cross.
    Close,
    /// A door with an arrow out of it.
    SignOut,
    /// A round arrow.
    Refresh,
    /// A triangle with an exclamation mark.
    Alert,
    /// A tick in a circle.
    Done,
    /// A house.
    Home,
    /// A shield with a tick.
    Shield,
    /// Two sliders.
    Settings,
    /// A tray for letters.
    Inbox,
    /// A sheet with lines of text.
    Template,
    /// A sun.
    Sun,
    /// A moon.
    Moon,
    /// A screen.
    Screen,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Key => "M8 10.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zm3.2 1.3 8.3-8.3M16 7l3 3M13.5 9.5l2 2",
            Self::Jobs => "M3.5 6.5 5.5 8.5 9 5M3.5 13.5l2 2L9 12M12.5 7h8M12.5 14h8M12.5 20h8M5 20h2",
            Self::Selection => "M3.5 5h17l-6.5 8v5.5l-4 2V13z",
            Self::Bolt => "M13 3 5 14h6l-1 7 8-11h-6z",
            Self::Users => {
                "M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 20a6.5 6.5 0 0 1 13 0M16 5a3.5 3.5 0 0 1 0 6.6M18 14.5a6.5 6.5 0 0 1 3.5 5.5"
            }
            Self::Person => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5a7.5 7.5 0 0 1 15 0",
            Self::Mail => "M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM4 7l8 6 8-6",
            Self::Menu => "M4 6h16M4 12h16M4 18h16",
            Self::Search => "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM16 16l4.5 4.5",
            Self::Send => "m3 11 18-8-8 18-2-8z",
            Self::More => {
                "M5 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6zM12 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6zM19 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6z"
            }
            Self::Eye => "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::SignOut => "M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 16l-4-4 4-4M6 12h10",
            Self::Refresh => "M20 11a8 8 0 1 0-2.3 6.6M20 5v6h-6",
            Self::Alert => "M12 4 2.5 20h19zM12 10v4.5M12 17.3v.01",
            Self::Done => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.3l2.8 2.7L16 9.5",
            Self::Home => "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
            Self::Shield => "M12 3 4.5 6v6c0 4.5 3 7.5 7.5 9 4.5-1.5 7.5-4.5 7.5-9V6zM9 12l2 2 4-4",
            Self::Settings => "M4 7h9M17 7h3M4 17h3M11 17h9M15 5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM9 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
            Self::Inbox => "M4 13 6.5 5h11L20 13v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM4 13h4l1.5 2.5h5L16 13h4",
            Self::Template => "M6 3h9l4 4v14H6zM14.5 3v4.5H19M9 12h7M9 16h5",
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"
            }
            Self::Moon => "M20 14.5A8 8 0 1 1 9.5 4 6.5 6.5 0 0 0 20 14.5z",
            Self::Screen => "M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM9 21h6M12 17v4",
        }
    }
}

/// An icon; it says nothing to screen readers, so what it stands in must have a name. Written as one piece: a list has dozens.
#[component]
pub fn Glyph(
    /// Which one.
    icon: Icon,
) -> impl IntoView {
    InertElement::new(format!(
        "<svg class=\"icon\" viewBox=\"0 0 24 24\" width=\"18\" height=\"18\" fill=\"none\" stroke=\"currentColor\" \
         aria-hidden=\"true\"><path d=\"{}\"></path></svg>",
        icon.path()
    ))
}

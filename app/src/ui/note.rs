//! A message that stays where it is.

use super::{Glyph, Icon};
use crate::model::Tone;
use leptos::prelude::*;

/// A coloured box with an icon and words.
#[component]
pub fn Note(
    /// How it is meant.
    #[prop(optional)]
    tone: Tone,
    /// The words.
    children: Children,
) -> impl IntoView {
    let (class, icon) = match tone {
        Tone::Plain => ("note", None),
        Tone::Good => ("note good", Some(Icon::Done)),
        Tone::Warn => ("note warn", Some(Icon::Alert)),
        Tone::Bad => ("note bad", Some(Icon::Alert)),
    };
    view! {
        <div class=class>
            {icon.map(|icon| view! { <Glyph icon /> })}
            <div>{children()}</div>
        </div>
    }
}

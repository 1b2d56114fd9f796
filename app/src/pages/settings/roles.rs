//! What each role allows: the function by which the services decide, as a table.

use super::{Part, SettingsPage};
use crate::model::{Permission, Role};
use crate::ui::{Glyph, Icon};
use crate::words::Words;
use leptos::prelude::*;

/// `/settings/roles`.
#[component]
pub fn Roles() -> impl IntoView {
    view! { <SettingsPage part=Part::Roles show=|shown| matrix(shown.words) /> }
}

fn matrix(words: Words) -> AnyView {
    let heads = Role::ALL.iter().map(|role| view! { <th scope="col">{words.labels.role(*role)}</th> });
    view! {
        <div class="list">
            <div class="table-wrap">
                <table class="table matrix">
                    <caption class="visually-hidden">{words.settings.allows()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.settings.permission()}</th>
                            {heads.collect_view()}
                        </tr>
                    </thead>
                    <tbody>{Permission::ALL.iter().map(|permission| row(*permission, words)).collect_view()}</tbody>
                </table>
            </div>
        </div>
        <p class="muted">{words.settings.rank()}</p>
    }
    .into_any()
}

fn row(permission: Permission, words: Words) -> AnyView {
    let cells = Role::ALL.iter().map(|role| {
        let label = words.labels.role(*role);
        if role.allows(permission) {
            view! { <td class="yes" data-label=label><Glyph icon=Icon::Done /><span class="visually-hidden">{words.common.yes()}</span></td> }.into_any()
        } else {
            view! { <td class="no" data-label=label><span aria-hidden="true">"–"</span><span class="visually-hidden">{words.common.no()}</span></td> }.into_any()
        }
    });
    view! {
        <tr>
            <th scope="row">{words.settings.allowing(permission)}</th>
            {cells.collect_view()}
        </tr>
    }
    .into_any()
}

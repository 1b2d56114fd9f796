//! One line of the list.

use super::{
    address::LIST,
    entry::MenuEntry,
    selection::{Boxes, TickRow},
    tags::Tags,
};
use crate::model::{Kind, Role, UserRow};
use crate::ui::{ActiveState, Address, Monogram, RecoveryMark, RowMenu, When};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The line: who, what they sign in with, how they stand, and what can be done for them.
#[component]
pub(super) fn Row(
    /// Whose.
    user: UserRow,
    /// The table's boxes, where the reader can do something with those who are ticked.
    boxes: Option<Boxes>,
) -> impl IntoView {
    let words = use_words();
    let id = user.id;
    let is_selected = move || boxes.is_some_and(|boxes| boxes.selection.has(id));
    view! {
        <tr class:selected=is_selected>
            {boxes.map(|boxes| view! { <TickRow boxes user=id name=user.display_name.clone() /> })}
            {who(&user)}
            <td class="mono small"><bdi>{user.user_name.clone()}</bdi></td>
            <td class="muted">{kind_and_role(user.kind, user.role, words)}</td>
            <td><ActiveState is_active=user.is_active /></td>
            <td class="mark">{user.badge.map(|badge| view! { <RecoveryMark badge /> })}</td>
            <td class="muted labelled" data-label=words.users.last_sign_in()>
                {match user.last_sign_in.clone() {
                    Some(moment) => view! { <When moment /> }.into_any(),
                    None => words.users.never().into_any(),
                }}
            </td>
            <td class="muted labelled created" data-label=words.users.created()>
                <When moment=user.created.clone() />
            </td>
            <td class="act">{menu(user, words)}</td>
        </tr>
    }
}

fn who(user: &UserRow) -> AnyView {
    view! {
        <td class="main-cell">
            <div class="who">
                <Monogram name=&user.display_name />
                <div>
                    <a class="name" href=format!("{LIST}/{}", user.id)><bdi>{user.display_name.clone()}</bdi></a>
                    {user.email.as_deref().map(|email| view! { <p class="sub"><Address address=email /></p> })}
                    <Tags tags=user.tags.clone() />
                </div>
            </div>
        </td>
    }
    .into_any()
}

/// "Human", or "Human · Administrator": most are mere users, which need not be said on every line.
fn kind_and_role(kind: Kind, role: Role, words: Words) -> String {
    let kind = words.labels.kind(kind);
    match role {
        Role::User => kind.to_owned(),
        role => format!("{kind} · {}", words.labels.role(role)),
    }
}

fn menu(user: UserRow, words: Words) -> AnyView {
    let (common, record) = (words.common, words.record);
    let href = format!("{LIST}/{}", user.id);
    let unlock = user.is_locked().then(|| format!("{href}/unlock"));
    let UserRow { display_name, link_refusal, edit_refusal, support_refusal, .. } = user;
    let open = {
        let href = href.clone();
        move || view! { <MenuEntry href=href.clone() label=common.open() /> }
    };
    view! {
        <RowMenu label=common.actions_for(&display_name) fallback=open.clone()>
            <MenuEntry href=format!("{href}/send-link") label=record.send_link() refusal=link_refusal />
            <MenuEntry href=format!("{href}/new-password") label=record.generate() refusal=link_refusal />
            {unlock.clone().map(|href| view! { <MenuEntry href label=record.unlock() refusal=support_refusal /> })}
            {open()}
            <MenuEntry href=format!("{href}/edit") label=common.edit() refusal=edit_refusal />
            <MenuEntry href=format!("{href}/end-sessions") label=record.end_sessions() refusal=support_refusal />
        </RowMenu>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;

    #[test]
    fn a_role_is_said_where_it_is_more_than_user() {
        let words = Words::of(Locale::De);
        assert_eq!(kind_and_role(Kind::Human, Role::User, words), "Mensch");
        assert_eq!(kind_and_role(Kind::Hybrid, Role::HelpDesk, words), "Hybrid · Helpdesk");
    }
}

//! The table of users.

use super::{
    address,
    row::Row,
    selection::{Boxes, Selection, TickPage},
};
use crate::model::{UserQuery, UserRow, UserSort};
use crate::ui::{SortHeader, at_once, kept};
use crate::words::Words;
use leptos::prelude::*;

/// The table; with boxes to tick where there is a selection.
pub(super) fn table(rows: Vec<UserRow>, query: &UserQuery, selection: Option<Selection>, words: Words) -> AnyView {
    let by = |column, label| {
        view! { <SortHeader label sorted=address::sorted(query, column) href=address::ordered_by(query, column) /> }
    };
    let boxes = selection.map(Boxes::new);
    let on_show = |rows: &[UserRow]| rows.iter().map(|row| (row.id, row.display_name.clone())).collect::<Vec<_>>();
    let row = |user: UserRow| {
        let key = ("users::row", words.locale, boxes.is_some(), &user);
        kept(&key, || view! { <Row user=user.clone() boxes /> }.into_any())
    };
    at_once(view! {
        <div class="table-wrap">
            <table class="table cards users">
                <thead>
                    <tr>
                        {boxes.map(|boxes| view! { <TickPage boxes rows=on_show(&rows) /> })}
                        {by(UserSort::Name, words.user_form.display_name())}
                        {by(UserSort::UserName, words.user_form.user_name())}
                        <th scope="col">{words.user_form.kind()}</th>
                        <th scope="col">{words.users.state()}</th>
                        <th scope="col">
                            <span class="visually-hidden">{words.users.recovery()}</span>
                        </th>
                        {by(UserSort::LastSignIn, words.users.last_sign_in())}
                        {by(UserSort::Created, words.users.created())}
                        <th scope="col">
                            <span class="visually-hidden">{words.common.actions()}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    })
}

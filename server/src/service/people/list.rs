//! The list of users and its pages.

use super::target;
use crate::{
    service::{Desk, Fault, moments::Moments, paging::searched},
    store::users::{
        list::{Listed, Position, SortKey, Stretch},
        search::Search,
        tags,
    },
};
use app::{
    api::{Caller, Problem},
    model::{Page, Place, RecoveryBadge, Role, Timestamp, UserFilter, UserId, UserQuery, UserRow, UserSort},
    rules::reset::{may_edit, may_send_link, may_support},
};
use uuid::Uuid;

/// Rows on a page of the list.
const PAGE: usize = 50;

impl Desk {
    pub(super) async fn list(&self, caller: &Caller, query: &UserQuery) -> Result<Page<UserRow>, Fault> {
        let now = self.now();
        let sort = query.sort.unwrap_or(UserSort::Name);
        let filter = cleaned(&query.filter);
        let (beyond, backwards) = match &query.place {
            None => (None, false),
            Some(Place::After(key)) => (Some(read_key(sort, key)?), false),
            Some(Place::Before(key)) => (Some(read_key(sort, key)?), true),
        };
        // One more than is shown tells whether there is a further page.
        let most = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
        // How many there are may be of another moment than the rows.
        let mut tx = self.db.ask().await?;
        let conditions = self.meant_by_filter(&mut tx, &filter).await?;
        let search = Search::new(&mut tx, conditions, now).await?;
        let stretch = Stretch { sort, down: query.descending != backwards, beyond, most };
        let mut rows = search.read(&mut tx, &stretch).await?;
        if rows.is_empty() && query.place.is_some() {
            return Err(Problem::PageGone.into());
        }
        let further = rows.len() > PAGE;
        rows.truncate(PAGE);
        if backwards {
            rows.reverse();
        }
        let (has_next, has_previous) = if backwards { (true, further) } else { (further, query.place.is_some()) };
        let moments = Moments::of(now, caller);
        Ok(Page {
            next: rows.last().filter(|_| has_next).map(|row| write_key(sort, row)),
            previous: rows.first().filter(|_| has_previous).map(|row| write_key(sort, row)),
            items: rows.iter().map(|row| listed(row, caller.role, &moments)).collect(),
            total: search.total(),
        })
    }

    pub(super) async fn known_tags(&self) -> Result<Vec<String>, Fault> {
        Ok(tags::all(&mut self.db.ask().await?).await?)
    }
}

/// A filter as far as the database can be asked for it.
pub(in crate::service) fn cleaned(filter: &UserFilter) -> UserFilter {
    UserFilter { q: searched(&filter.q), tag: searched(&filter.tag), ..filter.clone() }
}

/// A line of the list, for a reader of this role.
pub(in crate::service) fn listed(row: &Listed, reader: Role, moments: &Moments<'_>) -> UserRow {
    let user = &row.user;
    UserRow {
        id: user.id,
        display_name: user.display_name.clone(),
        user_name: user.user_name.clone(),
        email: user.email.clone(),
        kind: user.kind,
        role: user.role,
        is_active: user.is_active,
        tags: row.tags.clone(),
        badge: badge(row),
        last_sign_in: user.last_sign_in_at.map(|at| moments.moment(at)),
        created: moments.moment(user.created_at),
        link_refusal: may_send_link(reader, target(user)).err(),
        edit_refusal: may_edit(reader, user.role).err(),
        support_refusal: may_support(reader, user.role).err(),
    }
}

fn badge(row: &Listed) -> Option<RecoveryBadge> {
    if row.is_locked {
        Some(RecoveryBadge::Locked)
    } else if row.link_waits {
        Some(RecoveryBadge::LinkSent)
    } else if row.password_waits {
        Some(RecoveryBadge::PasswordSent)
    } else if row.user.email.is_none() {
        Some(RecoveryBadge::NoEmail)
    } else {
        None
    }
}

/// A row's key as it stands in an address: the order it belongs to, the id, what the row is ordered by.
fn write_key(sort: UserSort, row: &Listed) -> String {
    let id = row.user.id.0.simple();
    match SortKey::of(&row.user, sort) {
        SortKey::Text(text) => format!("{sort}.{id}.{text}"),
        SortKey::Time(time) => format!("{sort}.{id}.{}", time.0),
    }
}

/// Reads a key again. One that was made for another order leads nowhere.
fn read_key(sort: UserSort, text: &str) -> Result<Position, Problem> {
    let mut parts = text.splitn(3, '.');
    let (Some(order), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else { return Err(Problem::PageGone) };
    if order != sort.as_str() {
        return Err(Problem::PageGone);
    }
    let id = UserId(Uuid::try_parse(id).map_err(|_| Problem::PageGone)?);
    let key = match sort {
        UserSort::Name | UserSort::UserName if key.contains('\0') => return Err(Problem::PageGone),
        UserSort::Name | UserSort::UserName => SortKey::Text(key.to_owned()),
        UserSort::LastSignIn | UserSort::Created => SortKey::Time(Timestamp(key.parse().map_err(|_| Problem::PageGone)?)),
    };
    Ok(Position { key, id })
}

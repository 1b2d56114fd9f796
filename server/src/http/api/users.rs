//! Users.

use super::{
    super::AppState,
    Answer,
    input::{Body, IfMatch, Query, etag},
    paging::{self, Listed},
    problem::Failure,
    schema::names,
};
use app::{
    api::{ApiError, Caller, People, Problem, Thing},
    model::{
        CreateUser, EditUser, Kind, Locale, Moment, Role, SelectionId, TypedPassword, UserDraft, UserFilter, UserId, UserMark,
        UserQuery, UserRecord, UserRow, UserSort,
    },
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const ADDRESS: &str = "/api/v1/users";

/// A user, as lists show one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserLine {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    id: UserId,
    /// Person, program or both.
    #[schema(schema_with = kinds)]
    kind: Kind,
    /// What they may do.
    #[schema(schema_with = roles)]
    role: Role,
    /// What they sign in with.
    #[schema(example = "jfeld")]
    user_name: String,
    /// The name people call them by.
    #[schema(example = "Jonas Feld")]
    display_name: String,
    /// Where mail reaches them.
    #[schema(example = "jonas.feld@northwind.example")]
    email: Option<String>,
    /// Is Active: whether they can sign in and be sent mail.
    is_active: bool,
    /// Tags, in order.
    tags: Vec<String>,
    /// When they last signed in.
    #[schema(format = DateTime)]
    last_sign_in_at: Option<String>,
    /// When the account was made.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<UserRow> for UserLine {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            role: row.role,
            user_name: row.user_name,
            display_name: row.display_name,
            email: row.email,
            is_active: row.is_active,
            tags: row.tags,
            last_sign_in_at: row.last_sign_in.map(machine),
            created_at: row.created.machine,
        }
    }
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct User {
    #[serde(flatten)]
    line: UserLine,
    /// Language of their pages and mails.
    #[schema(schema_with = languages)]
    language: &'static str,
    /// IANA time zone.
    #[schema(example = "Europe/Berlin")]
    time_zone: String,
    /// When the password was last chosen; absent when there is none.
    #[schema(format = DateTime)]
    password_changed_at: Option<String>,
    /// Until when the password works, where it is a temporary one.
    #[schema(format = DateTime)]
    temporary_until: Option<String>,
    /// Until when sign-in is held back after failures.
    #[schema(format = DateTime)]
    locked_until: Option<String>,
    /// When a program last called with this account; absent for a person, and where none has.
    #[schema(format = DateTime)]
    last_api_call_at: Option<String>,
    /// Counts changes, from 1; the `ETag`.
    version: i64,
}

impl From<UserRecord> for User {
    fn from(record: UserRecord) -> Self {
        Self {
            line: record.row.into(),
            language: record.language.tag(),
            time_zone: record.time_zone,
            password_changed_at: record.password.changed.map(machine),
            temporary_until: record.password.temporary_until.map(machine),
            locked_until: record.password.locked_until.map(machine),
            last_api_call_at: record.api.and_then(|access| access.usage.last_call).map(|call| call.at.machine),
            version: record.version,
        }
    }
}

fn machine(moment: Moment) -> String {
    moment.machine
}

pub(super) fn kinds() -> utoipa::openapi::schema::Object {
    names(Kind::ALL)
}

pub(super) fn roles() -> utoipa::openapi::schema::Object {
    names(Role::ALL)
}

pub(super) fn languages() -> utoipa::openapi::schema::Object {
    names(Locale::ALL.iter().map(|locale| locale.tag()))
}

fn marks() -> utoipa::openapi::schema::Object {
    names(UserMark::ALL)
}

fn orders() -> utoipa::openapi::schema::Object {
    let upwards = UserSort::ALL.iter().map(ToString::to_string);
    let downwards = UserSort::ALL.iter().map(|sort| format!("-{sort}"));
    names(upwards.chain(downwards))
}

/// Which users to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListUsers {
    /// Words to find in name, user name and e-mail; each must be there.
    q: Option<String>,
    /// Only of this kind.
    #[param(schema_with = kinds)]
    kind: Option<Kind>,
    /// Only with this role.
    #[param(schema_with = roles)]
    role: Option<Role>,
    /// Only active or only inactive ones.
    active: Option<bool>,
    /// Only with this tag.
    tag: Option<String>,
    /// Only those of whom this stands out.
    #[param(schema_with = marks)]
    mark: Option<UserMark>,
    /// Only those whom this saved selection means.
    #[param(value_type = Option<String>, format = "uuid")]
    selection: Option<SelectionId>,
    /// The order; a dash turns it round. By name when absent.
    #[param(schema_with = orders)]
    sort: Option<String>,
    /// The page after the row with this key, from `Link`.
    after: Option<String>,
    /// The page before the row with this key, from `Link`.
    before: Option<String>,
}

impl ListUsers {
    fn read(self) -> Result<UserQuery, Failure> {
        let (sort, descending) = match self.sort.as_deref() {
            None => (None, false),
            Some(order) => {
                let (name, descending) = order.strip_prefix('-').map_or((order, false), |name| (name, true));
                (Some(name.parse().map_err(|_| Failure::Unfit("`sort`".to_owned()))?), descending)
            }
        };
        let filter = UserFilter {
            q: self.q.unwrap_or_default(),
            kind: self.kind,
            role: self.role,
            active: self.active,
            tag: self.tag.unwrap_or_default(),
            mark: self.mark,
            selection: self.selection,
        };
        Ok(UserQuery { filter, sort, descending, place: paging::place(self.after, self.before)? })
    }
}

/// Lists users, 50 at a time.
#[utoipa::path(get, operation_id = "listUsers", path = "/api/v1/users", tag = "Users", params(ListUsers),
    responses((status = 200, body = Listed<UserLine>, headers(("Link" = String, description = "Further pages: `rel=\"next\"`, `rel=\"prev\"`")))))]
pub(super) async fn list(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    query: Query<ListUsers>,
) -> Answer<Response> {
    let page = state.desk.users(&caller, query.asked.read()?).await?;
    Ok(paging::answer::<_, UserLine>(ADDRESS, &query.pairs, page))
}

/// A user to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"user_name": "jfeld", "display_name": "Jonas Feld", "email": "jonas.feld@northwind.example"}))]
pub(super) struct NewUser {
    /// What they sign in with: 1 to 100 characters, no spaces.
    #[schema(min_length = 1, max_length = 100)]
    user_name: String,
    /// The name people call them by: 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    display_name: String,
    /// Where mail reaches them.
    #[serde(default)]
    #[schema(format = "email")]
    email: Option<String>,
    /// Person, program or both; a person when absent.
    #[serde(default)]
    #[schema(schema_with = kinds)]
    kind: Option<Kind>,
    /// What they may do; a user when absent.
    #[serde(default)]
    #[schema(schema_with = roles)]
    role: Option<Role>,
    /// Language of their pages and mails; the house's when absent.
    #[serde(default)]
    #[schema(schema_with = languages)]
    language: Option<Locale>,
    /// IANA time zone; the house's when absent.
    #[serde(default)]
    #[schema(examples("Europe/Berlin"))]
    time_zone: Option<String>,
    /// Tags: at most 20 of at most 40 characters.
    #[serde(default)]
    tags: Vec<String>,
    /// Whether names and address may look like somebody else's.
    #[serde(default)]
    accept_lookalike: bool,
    /// Whether a password change link is sent to them at once.
    #[serde(default)]
    send_link: bool,
}

/// Makes a user.
#[utoipa::path(post, operation_id = "createUser", path = "/api/v1/users", tag = "Users", request_body = NewUser,
    responses((status = 201, body = User, headers(("Location" = String), ("ETag" = String)))))]
pub(super) async fn create(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(new): Body<NewUser>,
) -> Answer<Response> {
    let blank = state.desk.usual_user().await?;
    let draft = UserDraft {
        kind: new.kind.unwrap_or(blank.kind),
        role: new.role.unwrap_or(blank.role),
        user_name: new.user_name,
        display_name: new.display_name,
        email: new.email.unwrap_or_default(),
        language: new.language.unwrap_or(blank.language),
        time_zone: new.time_zone.unwrap_or(blank.time_zone),
        tags: tags(&new.tags)?,
        accept_lookalike: new.accept_lookalike,
    };
    let user = state.desk.create_user(&caller, CreateUser { draft, send_link: new.send_link }).await?;
    let made: User = state.desk.user(&caller, user).await?.into();
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("{ADDRESS}/{user}"))], etag(made.version), Json(made)).into_response())
}

/// Reads a user. Its `ETag` is what a change names.
#[utoipa::path(get, operation_id = "readUser", path = "/api/v1/users/{id}", tag = "Users", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = User, headers(("ETag" = String)))))]
pub(super) async fn read(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(user): Path<String>,
) -> Answer<Response> {
    let user: User = state.desk.user(&caller, Thing::User.named(&user)?).await?.into();
    Ok((etag(user.version), Json(user)).into_response())
}

/// What to change of a user. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"role": "help-desk", "is_active": true}))]
pub(super) struct ChangeUser {
    /// What they sign in with.
    #[schema(min_length = 1, max_length = 100)]
    user_name: Option<String>,
    /// The name people call them by.
    #[schema(min_length = 1, max_length = 200)]
    display_name: Option<String>,
    /// Where mail reaches them; `null` for nowhere.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "email")]
    email: NewEmail,
    /// Person, program or both.
    #[schema(schema_with = kinds)]
    kind: Option<Kind>,
    /// What they may do.
    #[schema(schema_with = roles)]
    role: Option<Role>,
    /// Language of their pages and mails.
    #[schema(schema_with = languages)]
    language: Option<Locale>,
    /// IANA time zone.
    #[schema(examples("Europe/Berlin"))]
    time_zone: Option<String>,
    /// Tags, in place of those they have.
    tags: Option<Vec<String>>,
    /// Whether names and address may look like somebody else's.
    #[serde(default)]
    accept_lookalike: bool,
    /// Is Active; off ends sessions and withdraws links.
    is_active: Option<bool>,
}

/// What becomes of an address. `null` is not the same as what is left out.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Option<String>")]
enum NewEmail {
    /// It stays.
    #[default]
    Kept,
    /// It is this from now on; empty for none.
    Is(String),
}

impl From<Option<String>> for NewEmail {
    fn from(given: Option<String>) -> Self {
        Self::Is(given.unwrap_or_default())
    }
}

impl ChangeUser {
    fn onto(self, stored: UserDraft) -> Result<UserDraft, Failure> {
        Ok(UserDraft {
            kind: self.kind.unwrap_or(stored.kind),
            role: self.role.unwrap_or(stored.role),
            user_name: self.user_name.unwrap_or(stored.user_name),
            display_name: self.display_name.unwrap_or(stored.display_name),
            email: match self.email {
                NewEmail::Kept => stored.email,
                NewEmail::Is(address) => address,
            },
            language: self.language.unwrap_or(stored.language),
            time_zone: self.time_zone.unwrap_or(stored.time_zone),
            tags: self.tags.map_or(Ok(stored.tags), |given| tags(&given))?,
            accept_lookalike: self.accept_lookalike,
        })
    }
}

/// Changes a user, all of it or nothing. `If-Match` names the version that was read.
#[utoipa::path(patch, operation_id = "changeUser", path = "/api/v1/users/{id}", tag = "Users",
    params(("id" = String, Path, format = "uuid"), ("If-Match" = String, Header, description = "The `ETag` that was read, or `*`")),
    request_body = ChangeUser, responses((status = 200, body = User, headers(("ETag" = String)))))]
pub(super) async fn change(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(user): Path<String>,
    if_match: IfMatch,
    Body(change): Body<ChangeUser>,
) -> Answer<Response> {
    let user = Thing::User.named(&user)?;
    let stored = state.desk.edit_prompt(&caller, Some(user)).await?;
    if_match.admit(stored.version)?;
    let active = change.is_active;
    let edit = EditUser { user, version: stored.version, shown: None, draft: change.onto(stored.draft)? };
    state.desk.change_user(&caller, &edit, active, &TypedPassword::default()).await.map_err(Failure::of_change)?;
    let changed: User = state.desk.user(&caller, user).await?.into();
    Ok((etag(changed.version), Json(changed)).into_response())
}

/// Tags as a form takes them. A comma would make two of one.
fn tags(given: &[String]) -> Result<String, ApiError> {
    if given.iter().any(|tag| tag.contains(',')) {
        return Err(ApiError::field("tags", Problem::Tags));
    }
    Ok(given.join(", "))
}

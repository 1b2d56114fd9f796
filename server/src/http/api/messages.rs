//! What was sent to whom.

use super::{
    super::AppState,
    Answer,
    input::Query,
    paging::{self, Listed},
    problem::Failure,
    schema::names,
};
use app::{
    api::{Caller, Messages, Thing},
    model::{Attempt, MessageId, MessageKind, MessageQuery, MessageRecord, MessageRow, MessageState, UserId},
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const ADDRESS: &str = "/api/v1/messages";

/// A message, as lists show one; never what it says.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageLine {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    id: MessageId,
    /// What about.
    #[schema(schema_with = kinds)]
    kind: MessageKind,
    /// The address.
    recipient: String,
    /// Whose account; absent when it is gone, or when there never was one.
    #[schema(value_type = Option<String>, format = "uuid")]
    user: Option<UserId>,
    /// Where it stands.
    #[schema(schema_with = states)]
    state: MessageState,
    /// Tries begun so far.
    attempts: i64,
    /// When it was asked for.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it left the queue; for one that waits, the next try.
    #[schema(format = DateTime)]
    settled_at: Option<String>,
}

impl From<MessageRow> for MessageLine {
    fn from(row: MessageRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            recipient: row.recipient,
            user: row.user.map(|(id, _)| id),
            state: row.state,
            attempts: row.attempts,
            created_at: row.created.machine,
            settled_at: row.settled.map(|moment| moment.machine),
        }
    }
}

/// One try and what the mail server said.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Try {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Where the message stood afterwards.
    #[schema(schema_with = states)]
    state: MessageState,
    /// The mail server's words, without secrets.
    reply: String,
}

impl From<Attempt> for Try {
    fn from(attempt: Attempt) -> Self {
        Self { at: attempt.at.machine, state: attempt.state, reply: attempt.reply }
    }
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Message {
    #[serde(flatten)]
    line: MessageLine,
    /// Until when it is tried.
    #[schema(format = DateTime)]
    give_up_at: String,
    /// Tries, latest first.
    tries: Vec<Try>,
    /// Whether the caller can send it again.
    can_resend: bool,
    /// Whether the caller can cancel it.
    can_cancel: bool,
}

impl From<MessageRecord> for Message {
    fn from(record: MessageRecord) -> Self {
        Self {
            line: record.row.into(),
            give_up_at: record.give_up.machine,
            tries: record.attempts.into_iter().map(Try::from).collect(),
            can_resend: record.resend_problem.is_none(),
            can_cancel: record.can_cancel,
        }
    }
}

fn kinds() -> utoipa::openapi::schema::Object {
    names(MessageKind::ALL)
}

fn states() -> utoipa::openapi::schema::Object {
    names(MessageState::ALL)
}

/// Which messages to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListMessages {
    /// The start of a recipient's address.
    q: Option<String>,
    /// Only those that stand there.
    #[param(schema_with = states)]
    state: Option<MessageState>,
    /// Only those about that.
    #[param(schema_with = kinds)]
    kind: Option<MessageKind>,
    /// The page after the row with this key, from `Link`.
    after: Option<String>,
    /// The page before the row with this key, from `Link`.
    before: Option<String>,
}

impl ListMessages {
    fn read(self) -> Result<MessageQuery, Failure> {
        let place = paging::place(self.after, self.before)?;
        Ok(MessageQuery { q: self.q.unwrap_or_default(), state: self.state, kind: self.kind, place })
    }
}

/// Lists messages, the latest first, 50 at a time.
#[utoipa::path(get, operation_id = "listMessages", path = "/api/v1/messages", tag = "Messages", params(ListMessages),
    responses((status = 200, body = Listed<MessageLine>, headers(("Link" = String, description = "Further pages: `rel=\"next\"`, `rel=\"prev\"`")))))]
pub(super) async fn list(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    query: Query<ListMessages>,
) -> Answer<Response> {
    let page = state.desk.messages(&caller, query.asked.read()?).await?;
    Ok(paging::answer::<_, MessageLine>(ADDRESS, &query.pairs, page))
}

/// Reads a message, with every try.
#[utoipa::path(get, operation_id = "readMessage", path = "/api/v1/messages/{id}", tag = "Messages", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = Message)))]
pub(super) async fn read(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(message): Path<String>,
) -> Answer<Json<Message>> {
    Ok(Json(state.desk.message(&caller, Thing::Message.named(&message)?).await?.into()))
}

/// A message that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageMade {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    id: MessageId,
}

/// Sends a message again, as a new one.
#[utoipa::path(post, operation_id = "resendMessage", path = "/api/v1/messages/{id}/resend", tag = "Messages", params(("id" = String, Path, format = "uuid")),
    responses((status = 202, body = MessageMade, headers(("Location" = String)))))]
pub(super) async fn resend(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(message): Path<String>,
) -> Answer<Response> {
    let id = state.desk.resend(&caller, Thing::Message.named(&message)?).await?;
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, format!("{ADDRESS}/{id}"))], Json(MessageMade { id })).into_response())
}

/// Cancels a message before it is sent.
#[utoipa::path(post, operation_id = "cancelMessage", path = "/api/v1/messages/{id}/cancel", tag = "Messages", params(("id" = String, Path, format = "uuid")),
    responses((status = 204, description = "It is cancelled")))]
pub(super) async fn cancel(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(message): Path<String>,
) -> Answer<StatusCode> {
    state.desk.cancel_message(&caller, Thing::Message.named(&message)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

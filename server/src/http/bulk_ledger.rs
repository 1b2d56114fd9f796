//! A job's ledger as a file, sent as it is read: stretch by stretch, whatever its length.

use super::{AppState, pages};
use crate::csv;
use crate::service::Visit;
use app::{
    api::{ApiError, Problem, Thing},
    model::{BulkId, BulkLine, BulkSkip},
    words::Words,
};
use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use http::header;
use std::io;

/// Lines that are read at once.
const STRETCH: i64 = 1000;

/// `/bulk/{id}/ledger.csv`
pub(super) async fn download(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Response {
    match begin(state, &visit, &id).await {
        Ok(response) => response,
        Err(error) => pages::plain(&error),
    }
}

async fn begin(state: AppState, visit: &Visit, id: &str) -> Result<Response, ApiError> {
    let caller = visit.caller().ok_or(Problem::SignInRequired)?.clone();
    let job: BulkId = id.parse().map_err(|_| ApiError::not_found(Thing::BulkJob))?;
    let first = state.desk.bulk_ledger(&caller, job, 0, STRETCH).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"latchkey-job-{job}.csv\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let begun = Some((csv::head(&columns(caller.words())), first));
    let stretches = stream::unfold((begun, state, caller), move |(at, state, caller)| async move {
        let (mut written, lines) = at?;
        written.extend(lines.iter().flat_map(|line| csv::row(&cells(line, caller.words()))));
        let Some(last) = lines.last().map(|line| line.position) else {
            return Some((Ok(written), (None, state, caller)));
        };
        // A failure cuts the file off, so that nobody takes it for a whole one.
        match state.desk.bulk_ledger(&caller, job, last, STRETCH).await {
            Ok(further) => Some((Ok(written), (Some((Vec::new(), further)), state, caller))),
            Err(error) => Some((Err(io::Error::other(error.to_string())), (None, state, caller))),
        }
    });
    Ok((headers, Body::from_stream(stretches)).into_response())
}

fn columns(words: Words) -> [&'static str; 6] {
    let own = words.bulk;
    [own.number(), words.user_form.user_name(), words.user_form.display_name(), own.outcome(), own.why(), own.when()]
}

fn cells(line: &BulkLine, words: Words) -> [String; 6] {
    let own = words.bulk;
    let why = line.refusal.map_or("", |refusal| own.skip(BulkSkip::Refused(refusal)));
    [
        line.position.to_string(),
        line.user_name.clone(),
        line.display_name.clone(),
        own.went(line.outcome).to_owned(),
        why.to_owned(),
        line.at.as_ref().map(|moment| moment.machine.clone()).unwrap_or_default(),
    ]
}

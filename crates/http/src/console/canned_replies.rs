//! Replies that agents keep at hand: their own and the team's.

use axum::{extract::State, http::StatusCode};
use rapport_desk::CannedReplyDraft;
use rapport_domain::CannedReplyId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json},
    problem::Problem,
    shapes::{CannedReplies, CannedReply, WriteCannedReply, ids},
};

/// Lists the replies that you have at hand: your own and the team's.
#[utoipa::path(
    get,
    path = "/canned-replies",
    responses((status = 200, description = "The replies", body = CannedReplies))
)]
pub(crate) async fn list_canned_replies(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<CannedReplies>, Problem> {
    let replies = state.desk().canned_replies(caller.agent()?).await?;
    Ok(axum::Json(CannedReplies { items: replies.into_iter().map(Into::into).collect() }))
}

/// Keeps a reply at hand, for you or for the whole team.
#[utoipa::path(
    post,
    path = "/canned-replies",
    request_body = WriteCannedReply,
    responses((status = 201, description = "It is at hand", body = CannedReply))
)]
pub(crate) async fn add_canned_reply(
    State(state): State<AppState>,
    caller: Caller,
    Json(written): Json<WriteCannedReply>,
) -> Result<(StatusCode, axum::Json<CannedReply>), Problem> {
    let made = state.desk().add_canned_reply(caller.agent()?, written.into()).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

/// Changes a reply that you have at hand.
#[utoipa::path(
    patch,
    path = "/canned-replies/{id}",
    params(("id" = ids::CannedReplyId, Path, description = "Canned reply id")),
    request_body = WriteCannedReply,
    responses((status = 200, description = "As it is now", body = CannedReply))
)]
pub(crate) async fn change_canned_reply(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<CannedReplyId>,
    Json(written): Json<WriteCannedReply>,
) -> Result<axum::Json<CannedReply>, Problem> {
    let changed = state.desk().change_canned_reply(caller.agent()?, id, written.into()).await?;
    Ok(axum::Json(changed.into()))
}

/// Forgets a reply that you have at hand.
#[utoipa::path(
    delete,
    path = "/canned-replies/{id}",
    params(("id" = ids::CannedReplyId, Path, description = "Canned reply id")),
    responses((status = 204, description = "Forgotten"))
)]
pub(crate) async fn delete_canned_reply(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<CannedReplyId>,
) -> Result<StatusCode, Problem> {
    state.desk().delete_canned_reply(caller.agent()?, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<rapport_desk::CannedReply> for CannedReply {
    fn from(from: rapport_desk::CannedReply) -> Self {
        Self { id: from.id, title: from.title, text: from.text, shared: from.owner.is_none() }
    }
}

impl From<WriteCannedReply> for CannedReplyDraft {
    fn from(from: WriteCannedReply) -> Self {
        Self { title: from.title, text: from.text, shared: from.shared }
    }
}

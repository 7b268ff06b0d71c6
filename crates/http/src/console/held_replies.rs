//! Undo send: a reply waits a few seconds and can be taken back until it goes out.

use axum::{extract::State, http::StatusCode};
use rapport_desk::{AgentReply, Inbound};
use rapport_domain::ConversationId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, TwoIds},
    problem::Problem,
    render,
    shapes::{HeldReply, HoldReply, ids},
    widget::messages::client_id,
};

/// Sends a reply that waits before it goes out. It goes out by itself; you must hold the conversation.
#[utoipa::path(
    post,
    path = "/conversations/{id}/held-replies",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = HoldReply,
    responses((status = 201, description = "It waits", body = HeldReply))
)]
pub(crate) async fn hold_reply(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(sent): Json<HoldReply>,
) -> Result<(StatusCode, axum::Json<HeldReply>), Problem> {
    let agent = caller.agent()?.id;
    let text = rapport_channels::text::message(&sent.text)
        .map_err(|error| Problem::field("text", error.to_string()))?;
    let provider_id = client_id(&sent.client_id)?;
    let message = Inbound { provider_id, text, attachments: sent.attachments };
    let promises = sent.promises.into_iter().map(Into::into).collect();
    let reply = AgentReply { message, promises, seen: sent.seen };
    let held = state.desk().hold_reply(id, agent, reply, sent.hold_ms.into()).await?;
    Ok((StatusCode::CREATED, axum::Json(render::held(&held))))
}

/// Takes back a reply of yours that still waits. Nobody has seen anything of it.
#[utoipa::path(
    delete,
    path = "/conversations/{id}/held-replies/{client_id}",
    params(
        ("id" = ids::ConversationId, Path, description = "Conversation id"),
        ("client_id" = String, Path, description = "The id that you gave the reply")
    ),
    responses((status = 204, description = "Taken back"))
)]
pub(crate) async fn take_back_reply(
    State(state): State<AppState>,
    caller: Caller,
    TwoIds(id, client_id): TwoIds<ConversationId, String>,
) -> Result<StatusCode, Problem> {
    state.desk().take_back_reply(id, caller.agent()?.id, &client_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! What agents and programs write into a conversation.

use axum::{extract::State, http::StatusCode};
use rapport_desk::{AgentReply, Inbound};
use rapport_domain::{ConversationId, conversation::Channel};

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json},
    problem::Problem,
    shapes::{AcceptedMessage, Changed, PassOnMessage, SendAsAgent, WriteNote, ids},
    widget::messages::client_id,
};

/// Writes a note that the customer does not see.
#[utoipa::path(
    post,
    path = "/conversations/{id}/notes",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = WriteNote,
    responses((status = 201, description = "The note is kept", body = Changed))
)]
pub(crate) async fn write_note(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(note): Json<WriteNote>,
) -> Result<(StatusCode, axum::Json<Changed>), Problem> {
    let text = clean(&note.text)?;
    if text.is_empty() {
        return Err(Problem::field("text", "is empty"));
    }
    let seq = state.desk().add_note(id, caller.agent()?.id, &text, &note.mentions).await?;
    Ok((StatusCode::CREATED, axum::Json(Changed { seq })))
}

/// Sends a reply. You must hold the conversation.
#[utoipa::path(
    post,
    path = "/conversations/{id}/messages",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = SendAsAgent,
    responses((status = 200, description = "The reply is kept", body = AcceptedMessage))
)]
pub(crate) async fn send_as_agent(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(sent): Json<SendAsAgent>,
) -> Result<axum::Json<AcceptedMessage>, Problem> {
    let agent = caller.agent()?.id;
    let provider_id = client_id(&sent.client_id)?;
    let message = Inbound { provider_id, text: clean(&sent.text)?, attachments: sent.attachments };
    let promises = sent.promises.into_iter().map(Into::into).collect();
    let reply = AgentReply { message, promises, seen: sent.seen };
    let (seq, message) = state.desk().reply(id, agent, reply).await?;
    Ok(axum::Json(AcceptedMessage { seq, message: state.names().await?.message(&message) }))
}

/// Tells the customer that you are typing.
#[utoipa::path(
    post,
    path = "/conversations/{id}/typing",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    responses((status = 204, description = "Told"))
)]
pub(crate) async fn type_as_agent(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
) -> Result<StatusCode, Problem> {
    let agent = caller.agent()?.id;
    state.desk().conversation_row(id).await?;
    state.desk().agent_types(id, agent).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Marks a conversation as read.
#[utoipa::path(
    post,
    path = "/conversations/{id}/read",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    responses((status = 204, description = "Marked"))
)]
pub(crate) async fn mark_read(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
) -> Result<StatusCode, Problem> {
    caller.agent()?;
    let row = state.desk().conversation_row(id).await?;
    state.desk().mark_read(id, row.seq).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Passes on a message of the customer from another system.
#[utoipa::path(
    post,
    path = "/conversations/{id}/customer-messages",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = PassOnMessage,
    responses((status = 200, description = "The message is kept", body = AcceptedMessage))
)]
pub(crate) async fn pass_on_message(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<ConversationId>,
    Json(passed): Json<PassOnMessage>,
) -> Result<axum::Json<AcceptedMessage>, Problem> {
    let (provider_id, text) = rapport_channels::api::incoming(&passed.provider_id, &passed.text)
        .map_err(|(field, error)| Problem::field(field, error.to_string()))?;
    // Nobody speaks for a customer who writes for themselves in the widget.
    if state.desk().conversation_row(id).await?.channel != Channel::Api {
        return Err(Problem::field("id", "is not a conversation of the channel `api`"));
    }
    let accepted =
        state.desk().receive_message(id, Inbound { provider_id, text, attachments: vec![] }).await?;
    let message = state.names().await?.message(&accepted.message);
    Ok(axum::Json(AcceptedMessage { seq: accepted.seq, message }))
}

fn clean(text: &str) -> Result<String, Problem> {
    rapport_channels::text::message(text).map_err(|error| Problem::field("text", error.to_string()))
}

//! Who speaks, and whether it is done: take over, hand back, snooze, wake, resolve.

use axum::extract::State;
use rapport_domain::ConversationId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, Query},
    problem::Problem,
    shapes::{Changed, FlowEvent, HandBack, Snooze, TakeOver, ids},
};

/// The longest note, in characters.
const MAX_NOTE_CHARS: usize = 2_000;

/// Takes a conversation over. The assistant is silent from here.
#[utoipa::path(
    post,
    path = "/conversations/{id}/take-over",
    params(("id" = ids::ConversationId, Path, description = "Conversation id"), TakeOver),
    responses((status = 200, description = "You hold it", body = Changed))
)]
pub(crate) async fn take_over(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Query(how): Query<TakeOver>,
) -> Result<axum::Json<Changed>, Problem> {
    state.desk().take_over(id, caller.agent()?.id, how.from_colleague).await?;
    changed(&state, id).await
}

/// Gives a conversation back to the assistant.
#[utoipa::path(
    post,
    path = "/conversations/{id}/hand-back",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = HandBack,
    responses((status = 200, description = "The assistant holds it", body = Changed))
)]
pub(crate) async fn hand_back(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(given): Json<HandBack>,
) -> Result<axum::Json<Changed>, Problem> {
    let note = rapport_channels::text::clean(&given.note);
    if note.chars().count() > MAX_NOTE_CHARS {
        return Err(Problem::field("note", format!("has more than {MAX_NOTE_CHARS} characters")));
    }
    state.desk().hand_back(id, caller.agent()?.id, &note).await?;
    changed(&state, id).await
}

/// Tells a conversation's flow that something happened which it may wait for. It goes on at once if it does.
#[utoipa::path(
    post,
    path = "/conversations/{id}/flow-events",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = FlowEvent,
    responses((status = 200, description = "Told", body = Changed))
)]
pub(crate) async fn tell_flow(
    State(state): State<AppState>,
    Id(id): Id<ConversationId>,
    Json(given): Json<FlowEvent>,
) -> Result<axum::Json<Changed>, Problem> {
    state.desk().tell_flow(id, &given.event).await?;
    changed(&state, id).await
}

/// Puts a conversation aside until a moment.
#[utoipa::path(
    post,
    path = "/conversations/{id}/snooze",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = Snooze,
    responses((status = 200, description = "It is put aside", body = Changed))
)]
pub(crate) async fn snooze(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(until): Json<Snooze>,
) -> Result<axum::Json<Changed>, Problem> {
    state.desk().snooze(id, caller.agent()?.id, until.until.0).await?;
    changed(&state, id).await
}

/// Takes a conversation up again before its moment.
#[utoipa::path(
    post,
    path = "/conversations/{id}/wake",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    responses((status = 200, description = "It is back", body = Changed))
)]
pub(crate) async fn wake(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
) -> Result<axum::Json<Changed>, Problem> {
    caller.agent()?;
    state.desk().wake(id).await?;
    changed(&state, id).await
}

/// Marks a conversation as done.
#[utoipa::path(
    post,
    path = "/conversations/{id}/resolve",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    responses((status = 200, description = "It is done", body = Changed))
)]
pub(crate) async fn resolve(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
) -> Result<axum::Json<Changed>, Problem> {
    let agent = match &caller {
        Caller::Agent(agent, _) => Some(agent.id),
        Caller::Program(..) => None,
    };
    state.desk().resolve(id, agent).await?;
    changed(&state, id).await
}

async fn changed(state: &AppState, id: ConversationId) -> Result<axum::Json<Changed>, Problem> {
    Ok(axum::Json(Changed { seq: state.desk().conversation_row(id).await?.seq }))
}

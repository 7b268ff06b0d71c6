//! Why the assistant replied as it did.

use axum::extract::State;
use rapport_domain::ConversationId;

use crate::{
    AppState,
    access::Caller,
    extract::Id,
    problem::Problem,
    render,
    shapes::{ExplainedTurn, Explanation},
};

/// Runs every decision again on the stored events and tells what was weighed.
#[utoipa::path(
    get,
    path = "/conversations/{id}/explain",
    params(("id" = String, Path, description = "Conversation id")),
    responses((status = 200, description = "The decisions", body = Explanation))
)]
pub(crate) async fn explain(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<ConversationId>,
) -> Result<axum::Json<Explanation>, Problem> {
    let names = state.names().await?;
    let explained = state.desk().explain(id).await?;
    let turns = explained.into_iter().map(|turn| ExplainedTurn {
        seq: turn.seq,
        same: turn.equal,
        said: turn.said,
        why: turn.why.map(|why| Box::new(render::why(&why, &names))),
        differences: turn.differences,
    });
    Ok(axum::Json(Explanation { conversation: id, turns: turns.collect() }))
}

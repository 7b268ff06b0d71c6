//! Mentions: the notes in which colleagues call you by name.

use axum::{extract::State, http::StatusCode};
use rapport_domain::ConversationId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Query},
    pages_of_lists::{cursor, limit},
    problem::Problem,
    render,
    shapes::{Mention, Page, PageQuery, ids},
};

/// Lists the notes that call me, the latest first.
#[utoipa::path(
    get,
    path = "/me/mentions",
    params(PageQuery),
    responses((status = 200, description = "A page", body = Page<Mention>))
)]
pub(crate) async fn list_my_mentions(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<Mention>>, Problem> {
    let from = cursor(query.cursor.as_deref())?;
    let page = state.desk().mentions(caller.agent()?.id, from, limit(query.limit)?).await?;
    let names = state.names().await?;
    Ok(axum::Json(Page {
        items: page.items.iter().map(|mention| render::mention(mention, &names)).collect(),
        next: page.next.map(|next| next.to_string()),
    }))
}

/// Marks the notes of a conversation that call me as read.
#[utoipa::path(
    post,
    path = "/conversations/{id}/mentions/read",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    responses((status = 204, description = "Marked"))
)]
pub(crate) async fn read_my_mentions(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
) -> Result<StatusCode, Problem> {
    state.desk().read_mentions(caller.agent()?.id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Promises: listed for whoever keeps them, added by hand, and what became of each.

use axum::{extract::State, http::StatusCode};
use rapport_desk::PromiseFilter;
use rapport_domain::ConversationId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, Query, TwoIds},
    pages_of_lists::{cursor, limit},
    problem::Problem,
    render,
    shapes::{AddPromise, Changed, ListedPromise, Page, PromiseAct, PromiseOwner, PromiseQuery, ids},
};

/// Lists promises: those still to be kept by when they are due, others the latest first.
#[utoipa::path(
    get,
    path = "/promises",
    params(PromiseQuery),
    responses((status = 200, description = "A page", body = Page<ListedPromise>))
)]
pub(crate) async fn list_promises(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PromiseQuery>,
) -> Result<axum::Json<Page<ListedPromise>>, Problem> {
    let owner = match query.whose {
        PromiseOwner::Me => Some(caller.agent()?.id),
        PromiseOwner::Everybody => None,
    };
    let filter = PromiseFilter { owner, open: !query.closed };
    let from = cursor(query.cursor.as_deref())?;
    let page = state.desk().promises(filter, from, limit(query.limit)?).await?;
    let names = state.names().await?;
    Ok(axum::Json(Page {
        items: page.items.iter().map(|listed| render::listed_promise(listed, &names)).collect(),
        next: page.next.map(|next| next.to_string()),
    }))
}

/// Keeps track of something that you promised, for instance by phone.
#[utoipa::path(
    post,
    path = "/conversations/{id}/promises",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = AddPromise,
    responses((status = 201, description = "It is kept track of", body = Changed))
)]
pub(crate) async fn add_promise(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(added): Json<AddPromise>,
) -> Result<(StatusCode, axum::Json<Changed>), Problem> {
    let by = added.by.map(|by| by.0);
    let seq = state.desk().add_promise(id, caller.agent()?.id, &added.promise, by).await?;
    Ok((StatusCode::CREATED, axum::Json(Changed { seq })))
}

/// Says what became of a promise.
#[utoipa::path(
    post,
    path = "/conversations/{id}/promises/{seq}",
    params(
        ("id" = ids::ConversationId, Path, description = "Conversation id"),
        ("seq" = u64, Path, description = "The promise's place in the conversation", example = 12)
    ),
    request_body = PromiseAct,
    responses((status = 200, description = "It is as you say", body = Changed))
)]
pub(crate) async fn act_on_promise(
    State(state): State<AppState>,
    caller: Caller,
    TwoIds(id, seq): TwoIds<ConversationId, u64>,
    Json(act): Json<PromiseAct>,
) -> Result<axum::Json<Changed>, Problem> {
    let seq = state.desk().act_on_promise(id, caller.agent()?.id, seq, act.into()).await?;
    Ok(axum::Json(Changed { seq }))
}

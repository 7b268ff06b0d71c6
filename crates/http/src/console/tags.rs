//! Tags on conversations.

use axum::extract::State;
use rapport_domain::ConversationId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, Query, TwoIds},
    pages_of_lists::whole,
    problem::Problem,
    shapes::{Changed, Page, PageQuery, PutTag, TagInUse, ids},
};

/// Lists the tags that are in use, the most used first.
#[utoipa::path(
    get,
    path = "/tags",
    params(PageQuery),
    responses((status = 200, description = "The tags", body = Page<TagInUse>))
)]
pub(crate) async fn list_tags(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<TagInUse>>, Problem> {
    let tags = state.desk().tags().await?;
    whole(tags, &query, |(tag, conversations)| TagInUse { tag: tag.to_string(), conversations })
}

/// Puts a tag on a conversation.
#[utoipa::path(
    post,
    path = "/conversations/{id}/tags",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = PutTag,
    responses((status = 200, description = "It has the tag", body = Changed))
)]
pub(crate) async fn tag_conversation(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(put): Json<PutTag>,
) -> Result<axum::Json<Changed>, Problem> {
    let tag = rapport_desk::read_tag("tag", &put.tag)?;
    let agent = caller.agent().ok().map(|agent| agent.id);
    state.desk().tag(id, agent, &tag).await?;
    changed(&state, id).await
}

/// Takes a tag off a conversation.
#[utoipa::path(
    delete,
    path = "/conversations/{id}/tags/{tag}",
    params(
        ("id" = ids::ConversationId, Path, description = "Conversation id"),
        ("tag" = String, Path, description = "The tag", example = "refund"),
    ),
    responses((status = 200, description = "It does not have the tag", body = Changed))
)]
pub(crate) async fn untag_conversation(
    State(state): State<AppState>,
    caller: Caller,
    TwoIds(id, tag): TwoIds<ConversationId, String>,
) -> Result<axum::Json<Changed>, Problem> {
    let tag = rapport_desk::read_tag("tag", &tag)?;
    let agent = caller.agent().ok().map(|agent| agent.id);
    state.desk().untag(id, agent, &tag).await?;
    changed(&state, id).await
}

async fn changed(state: &AppState, id: ConversationId) -> Result<axum::Json<Changed>, Problem> {
    Ok(axum::Json(Changed { seq: state.desk().conversation_row(id).await?.seq }))
}

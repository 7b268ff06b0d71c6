//! Kind words for agents, by customers and colleagues.

use axum::{extract::State, http::StatusCode};
use rapport_desk::Thankful;
use rapport_domain::{AgentId, KindWordsId};

use crate::{
    AppState,
    access::Caller,
    dictionary::Dictionary,
    extract::{Id, Json, Query},
    pages_of_lists::{cursor, limit},
    problem::Problem,
    shapes::{KindWords, Page, PageQuery, Praise, ShareKindWords, ids},
};

/// Lists the kind words for me, newest first.
#[utoipa::path(
    get,
    path = "/me/kind-words",
    params(PageQuery),
    responses((status = 200, description = "A page", body = Page<KindWords>))
)]
pub(crate) async fn list_my_kind_words(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<KindWords>>, Problem> {
    let from = cursor(query.cursor.as_deref())?;
    let me = caller.agent()?.id;
    let page = state.desk().kind_words_for(me, from, limit(query.limit)?).await?;
    Ok(axum::Json(shapes(page, &*state.names().await?, true)))
}

/// Lists the kind words that the team may see, newest first. Of a customer's words, the name is not told.
#[utoipa::path(
    get,
    path = "/kind-words",
    params(PageQuery),
    responses((status = 200, description = "A page", body = Page<KindWords>))
)]
pub(crate) async fn list_kind_words(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<KindWords>>, Problem> {
    let from = cursor(query.cursor.as_deref())?;
    let page = state.desk().shared_kind_words(from, limit(query.limit)?).await?;
    Ok(axum::Json(shapes(page, &*state.names().await?, false)))
}

/// Lets the team see kind words for me, or not any more.
#[utoipa::path(
    patch,
    path = "/kind-words/{id}",
    params(("id" = ids::KindWordsId, Path, description = "Kind words id")),
    request_body = ShareKindWords,
    responses((status = 204, description = "It is as you say"))
)]
pub(crate) async fn share_kind_words(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<KindWordsId>,
    Json(share): Json<ShareKindWords>,
) -> Result<StatusCode, Problem> {
    state.desk().share_kind_words(caller.agent()?.id, id, share.shared).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Praises a colleague.
#[utoipa::path(
    post,
    path = "/agents/{id}/praise",
    params(("id" = ids::AgentId, Path, description = "Agent id")),
    request_body = Praise,
    responses((status = 201, description = "They find it among their kind words", body = KindWords))
)]
pub(crate) async fn praise(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<AgentId>,
    Json(praise): Json<Praise>,
) -> Result<(StatusCode, axum::Json<KindWords>), Problem> {
    let words = state.desk().praise(caller.agent()?.id, id, &praise.words).await?;
    Ok((StatusCode::CREATED, axum::Json(shape(words, &*state.names().await?, false))))
}

fn shapes(
    page: rapport_desk::Page<rapport_desk::KindWords>,
    names: &Dictionary,
    mine: bool,
) -> Page<KindWords> {
    Page {
        items: page.items.into_iter().map(|words| shape(words, names, mine)).collect(),
        next: page.next.map(|next| next.to_string()),
    }
}

fn shape(from: rapport_desk::KindWords, names: &Dictionary, mine: bool) -> KindWords {
    let (colleague, conversation) = match from.from {
        Thankful::Colleague(id) => (Some(names.somebody(id)), None),
        Thankful::Customer(conversation) => (None, mine.then_some(conversation)),
    };
    KindWords {
        id: from.id,
        for_agent: names.somebody(from.agent),
        words: from.words,
        colleague,
        conversation,
        at: from.at.into(),
        shared: from.agent_shares,
        agreed: from.customer_agrees,
    }
}

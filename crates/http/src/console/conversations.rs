//! The inbox: lists, one conversation, beginning one.

use axum::{extract::State, http::StatusCode};
use rapport_desk::{ApiCustomer, ConversationFilter, View};
use rapport_domain::{ConversationId, conversation::Channel};

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, Query},
    pages_of_lists::{cursor, limit},
    problem::Problem,
    render,
    shapes::{
        ConversationDetails, ConversationQuery, ConversationRow, ConversationView, Counts, Page,
        StartConversation, StartedConversation, ids,
    },
};

/// Lists conversations: those that wait longest or are most urgent first in `waiting`, those whose response time is
/// missed next first in `sla`, newest first elsewhere.
#[utoipa::path(
    get,
    path = "/conversations",
    params(ConversationQuery),
    responses((status = 200, description = "A page", body = Page<ConversationRow>))
)]
pub(crate) async fn list_conversations(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<ConversationQuery>,
) -> Result<axum::Json<Page<ConversationRow>>, Problem> {
    let view = match query.view {
        ConversationView::Mine => View::Mine(caller.agent()?.id),
        ConversationView::Waiting => View::Waiting,
        ConversationView::All => View::All,
        ConversationView::Assistant => View::Assistant,
        ConversationView::Snoozed => View::Snoozed,
        ConversationView::Resolved => View::Resolved,
        ConversationView::Sla => View::Sla,
    };
    let search = query.q.map(|q| rapport_channels::text::clean(&q)).filter(|q| !q.is_empty());
    let tag = query.tag.map(|tag| rapport_desk::read_tag("tag", &tag)).transpose()?;
    let filter = ConversationFilter {
        tag,
        feeling: query.feeling.map(Into::into),
        search,
        holder: query.agent,
        team: query.team,
        ..ConversationFilter::view(view)
    };
    let page =
        state.desk().conversations(filter, cursor(query.cursor.as_deref())?, limit(query.limit)?).await?;
    let names = state.names().await?;
    Ok(axum::Json(Page {
        items: page.items.iter().map(|row| render::row(row, &names)).collect(),
        next: page.next.map(|next| next.to_string()),
    }))
}

/// Counts the conversations of each part of the inbox.
#[utoipa::path(
    get,
    path = "/conversations/counts",
    responses((status = 200, description = "The numbers", body = Counts))
)]
pub(crate) async fn count_conversations(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<Counts>, Problem> {
    let counts = state.desk().conversation_counts(caller.actor().id).await?;
    Ok(axum::Json(counts.into()))
}

/// Begins a conversation for a program.
#[utoipa::path(
    post,
    path = "/conversations",
    request_body = StartConversation,
    responses((status = 201, description = "It began", body = StartedConversation))
)]
pub(crate) async fn start_conversation(
    State(state): State<AppState>,
    _caller: Caller,
    Json(start): Json<StartConversation>,
) -> Result<(StatusCode, axum::Json<StartedConversation>), Problem> {
    let wanted = Channel::from(start.channel);
    if wanted != Channel::Api {
        return Err(Problem::field("channel", "only `api` conversations can be begun by a program"));
    }
    let inbox = match start.inbox {
        Some(id) => state.desk().inbox(id).await?,
        None => {
            let mut inboxes = state.desk().inboxes().await?.into_iter();
            let found = inboxes.find(|inbox| inbox.active && inbox.channel == wanted);
            found.ok_or_else(|| {
                Problem::field("inbox", "there is no inbox of the channel `api`; make one first")
            })?
        }
    };
    if inbox.channel != wanted || !inbox.active {
        return Err(Problem::field("inbox", "is not an active inbox of the channel `api`"));
    }
    let external_id = start.customer.external_id;
    if external_id.as_ref().is_some_and(|id| id.is_empty() || id.chars().count() > 200) {
        return Err(Problem::field("customer.external_id", "must have 1 to 200 characters"));
    }
    let customer = ApiCustomer { external_id, email: start.customer.email, name: start.customer.name };
    let row = state.desk().open_api_conversation(customer, inbox.id).await?;
    Ok((StatusCode::CREATED, axum::Json(StartedConversation { id: row.id, customer: row.customer })))
}

/// Reads a conversation with everything that an agent needs.
#[utoipa::path(
    get,
    path = "/conversations/{id}",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    responses((status = 200, description = "The conversation", body = ConversationDetails))
)]
pub(crate) async fn read_conversation(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<ConversationId>,
) -> Result<axum::Json<ConversationDetails>, Problem> {
    let details = state.desk().conversation(id).await?;
    Ok(axum::Json(render::details(&details, &*state.names().await?)))
}

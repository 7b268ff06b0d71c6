//! Search over everything that was said.

use axum::extract::State;
use rapport_desk::{Found, SearchFilter};

use crate::{
    AppState,
    access::Caller,
    dictionary::Dictionary,
    extract::Query,
    pages_of_lists::{cursor, limit, whole},
    problem::Problem,
    render,
    shapes::{ExcerptPiece, FoundMessage, InboxName, Page, PageQuery, SearchQuery, SearchResults},
};

/// Finds messages, notes and customers over all conversations, newest first.
#[utoipa::path(
    get,
    path = "/search",
    params(SearchQuery),
    responses((status = 200, description = "What was found", body = SearchResults))
)]
pub(crate) async fn search(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<SearchQuery>,
) -> Result<axum::Json<SearchResults>, Problem> {
    let filter = SearchFilter {
        status: query.status.map(Into::into),
        inbox: query.inbox,
        tag: query.tag.map(|tag| rapport_desk::read_tag("tag", &tag)).transpose()?,
        speaker: query.by.map(Into::into),
        from: query.from.map(|moment| moment.0),
        until: query.until.map(|moment| moment.0),
    };
    let (cursor, limit) = (cursor(query.cursor.as_deref())?, limit(query.limit)?);
    let found = state.desk().search(&query.q, &filter, cursor, limit).await?;
    let names = state.names().await?;
    Ok(axum::Json(SearchResults {
        customers: found.customers.iter().map(|row| render::row(row, &names)).collect(),
        items: found.messages.items.iter().map(|found| message(found, &names)).collect(),
        next: found.messages.next.map(|next| next.to_string()),
        behind: found.behind,
    }))
}

/// Lists the names of all inboxes, to filter by.
#[utoipa::path(
    get,
    path = "/inbox-names",
    params(PageQuery),
    responses((status = 200, description = "The inboxes", body = Page<InboxName>))
)]
pub(crate) async fn list_inbox_names(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<InboxName>>, Problem> {
    let inboxes = state.desk().inboxes().await?;
    whole(inboxes, &query, |inbox| InboxName {
        id: inbox.id,
        name: inbox.name,
        channel: inbox.channel.into(),
    })
}

fn message(found: &Found, names: &Dictionary) -> FoundMessage {
    let row = render::row(&found.row, names);
    FoundMessage {
        conversation: row.id,
        seq: found.seq,
        at: found.at.into(),
        author: names.author(found.author),
        note: found.note,
        customer: row.customer,
        status: row.status,
        tags: row.tags,
        excerpt: found
            .excerpt
            .iter()
            .map(|piece| ExcerptPiece { text: piece.text.clone(), hit: piece.hit })
            .collect(),
    }
}

//! Incidents: what should not have happened to an agent.

use axum::{extract::State, http::StatusCode};
use rapport_desk::NewIncident;
use rapport_domain::{ConversationId, IncidentId};

use crate::{
    AppState,
    access::Caller,
    dictionary::Dictionary,
    extract::{Id, Json, Query},
    pages_of_lists::{cursor, limit},
    problem::Problem,
    shapes::{CloseIncident, Closed, Incident, IncidentQuery, Page, ReportIncident, ids},
};

/// Reports what happened in a conversation. Team leaders are told.
#[utoipa::path(
    post,
    path = "/conversations/{id}/incidents",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = ReportIncident,
    responses((status = 201, description = "It is kept, and team leaders are told", body = Incident))
)]
pub(crate) async fn report_incident(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(report): Json<ReportIncident>,
) -> Result<(StatusCode, axum::Json<Incident>), Problem> {
    let agent = caller.agent()?.id;
    let new = NewIncident { kind: report.kind.into(), happened: report.happened, message: report.message };
    let incident = state.desk().report_incident(id, agent, new).await?;
    Ok((StatusCode::CREATED, axum::Json(shape(incident, &*state.names().await?))))
}

/// Lists incidents, newest first.
#[utoipa::path(
    get,
    path = "/incidents",
    params(IncidentQuery),
    responses((status = 200, description = "A page", body = Page<Incident>))
)]
pub(crate) async fn list_incidents(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<IncidentQuery>,
) -> Result<axum::Json<Page<Incident>>, Problem> {
    let from = cursor(query.cursor.as_deref())?;
    let page = state.desk().incidents(query.open, from, limit(query.limit)?).await?;
    let names = state.names().await?;
    Ok(axum::Json(Page {
        items: page.items.into_iter().map(|incident| shape(incident, &names)).collect(),
        next: page.next.map(|next| next.to_string()),
    }))
}

/// Closes an incident with what came of it.
#[utoipa::path(
    post,
    path = "/incidents/{id}/close",
    params(("id" = ids::IncidentId, Path, description = "Incident id")),
    request_body = CloseIncident,
    responses((status = 200, description = "As it is now", body = Incident))
)]
pub(crate) async fn close_incident(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<IncidentId>,
    Json(close): Json<CloseIncident>,
) -> Result<axum::Json<Incident>, Problem> {
    let closed = state.desk().close_incident(id, caller.agent()?.id, &close.came_of_it).await?;
    Ok(axum::Json(shape(closed, &*state.names().await?)))
}

fn shape(from: rapport_desk::Incident, names: &Dictionary) -> Incident {
    let (happened, came_of_it) = match &from.words {
        Some(words) => (Some(words.happened.clone()), Some(words.came_of_it.clone())),
        None => (None, None),
    };
    Incident {
        id: from.id,
        conversation: from.conversation,
        kind: from.kind.into(),
        agent: from.agent.map(|agent| names.somebody(agent)),
        happened: happened.filter(|words| !words.is_empty()),
        message: from.message,
        at: from.at.into(),
        erased: from.words.is_none(),
        closed: from.closed.map(|(at, by)| Closed { at: at.into(), by: names.somebody(by), came_of_it }),
    }
}

//! Handing a conversation to a colleague or a team.

use axum::extract::State;
use rapport_domain::ConversationId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json},
    problem::Problem,
    shapes::{Changed, HandOver, Receivers, ReceivingColleague, ReceivingTeam, ids},
};

/// Lists who could go on with a conversation instead of me.
#[utoipa::path(
    get,
    path = "/conversations/{id}/receivers",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    responses((status = 200, description = "Colleagues and teams", body = Receivers))
)]
pub(crate) async fn list_receivers(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
) -> Result<axum::Json<Receivers>, Problem> {
    let found = state.desk().receivers(id, caller.agent()?.id).await?;
    let colleague = |one: rapport_desk::Colleague| ReceivingColleague {
        id: one.agent.id,
        name: one.agent.name,
        there: one.there,
        held: one.held,
        full: one.full,
        speaks: one.speaks,
        skills: one.skills.iter().map(ToString::to_string).collect(),
    };
    let team = |one: rapport_desk::TeamThere| ReceivingTeam {
        id: one.team.id,
        name: one.team.name,
        there: one.there,
        offered_first_minutes: one.team.offered_first_minutes,
    };
    Ok(axum::Json(Receivers {
        language: found.language,
        colleagues: found.colleagues.into_iter().map(colleague).collect(),
        teams: found.teams.into_iter().map(team).collect(),
    }))
}

/// Hands a conversation to a colleague, who holds it from here, or to a team, for which it waits. The customer is
/// told. Refused while another colleague holds it, and where it has moved on.
#[utoipa::path(
    post,
    path = "/conversations/{id}/hand-over",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = HandOver,
    responses((status = 200, description = "It is handed over", body = Changed))
)]
pub(crate) async fn hand_over(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(given): Json<HandOver>,
) -> Result<axum::Json<Changed>, Problem> {
    let note = rapport_channels::text::clean(&given.note);
    let act = rapport_desk::HandOver { to: given.to.into(), note, fence: given.fence };
    state.desk().hand_over(id, caller.agent()?.id, act).await?;
    Ok(axum::Json(Changed { seq: state.desk().conversation_row(id).await?.seq }))
}

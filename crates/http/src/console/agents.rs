//! The people who sign in.

use axum::extract::State;
use rapport_desk::AgentChange;
use rapport_domain::AgentId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, Query},
    pages_of_lists::whole,
    problem::Problem,
    shapes::{Agent, ChangeAgent, Page, PageQuery, ids},
};

/// Lists all agents.
#[utoipa::path(
    get,
    path = "/agents",
    params(PageQuery),
    responses((status = 200, description = "The agents", body = Page<Agent>))
)]
pub(crate) async fn list_agents(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<Agent>>, Problem> {
    let agents = state.desk().agents().await?;
    whole(agents, &query, Agent::from)
}

/// Changes an agent.
#[utoipa::path(
    patch,
    path = "/agents/{id}",
    params(("id" = ids::AgentId, Path, description = "Agent id")),
    request_body = ChangeAgent,
    responses((status = 200, description = "As it is now", body = Agent))
)]
pub(crate) async fn change_agent(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<AgentId>,
    Json(change): Json<ChangeAgent>,
) -> Result<axum::Json<Agent>, Problem> {
    let ChangeAgent { name, role, available, closed, languages, skills, capacity } = change;
    let read_skills = |skills: Vec<String>| {
        skills.iter().map(|skill| rapport_desk::read_tag("skills", skill)).collect::<Result<Vec<_>, _>>()
    };
    let skills = skills.map(read_skills).transpose()?;
    // Nought stands for no limit, because a field that is null is one that is left out.
    let capacity = capacity.map(|most| (most > 0).then_some(most));
    let role = role.map(Into::into);
    let change = AgentChange { name, available, role, closed, languages, skills, capacity };
    Ok(axum::Json(state.desk().change_agent(&caller.actor(), id, change).await?.into()))
}

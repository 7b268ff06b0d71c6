//! Who is signed in.

use axum::extract::State;
use rapport_desk::AgentChange;

use crate::{
    AppState,
    access::Caller,
    extract::Json,
    problem::Problem,
    shapes::{Agent, ChangeMe, CompanyBrief, Counts, Me},
};

/// Tells who is signed in and what the first screen shows.
#[utoipa::path(
    get,
    path = "/me",
    responses((status = 200, description = "Who is signed in", body = Me))
)]
pub(crate) async fn read_me(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<Me>, Problem> {
    let agent = caller.agent()?.clone();
    let compiled = state.desk().release().await?;
    let company = &compiled.release().content.company;
    let company = CompanyBrief {
        name: company.name.clone(),
        assistant: company.assistant.clone(),
        time_zone: company.time_zone.clone(),
    };
    let counts = state.desk().conversation_counts(agent.id).await?;
    Ok(axum::Json(Me { agent: agent.into(), company, counts: counts.into() }))
}

/// Changes my name, password or whether I take conversations.
#[utoipa::path(
    patch,
    path = "/me",
    request_body = ChangeMe,
    responses((status = 200, description = "As it is now", body = Agent))
)]
pub(crate) async fn change_me(
    State(state): State<AppState>,
    caller: Caller,
    Json(change): Json<ChangeMe>,
) -> Result<axum::Json<Agent>, Problem> {
    let (agent, session) = caller.session()?;
    // The password first: when it is refused, nothing has changed.
    if let Some(password) = change.password {
        state.desk().change_password(agent, Some(session), &password.old, &password.new).await?;
    }
    let change = AgentChange { name: change.name, available: change.available, ..AgentChange::default() };
    let changed = state.desk().change_agent(agent, agent.id, change).await?;
    Ok(axum::Json(changed.into()))
}

impl From<rapport_desk::Counts> for Counts {
    fn from(from: rapport_desk::Counts) -> Self {
        Self {
            mine: from.mine,
            waiting: from.waiting,
            all: from.all,
            assistant: from.assistant,
            snoozed: from.snoozed,
            resolved: from.resolved,
            sla: from.sla,
            promises: from.promises,
            mentions: from.mentions,
        }
    }
}

//! Teams of agents.

use axum::{extract::State, http::StatusCode};
use rapport_desk::TeamChange;
use rapport_domain::TeamId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, Query},
    pages_of_lists::whole,
    problem::Problem,
    shapes::{ChangeTeam, CreateTeam, Page, PageQuery, Team, ids},
};

/// Lists all teams, by name.
#[utoipa::path(
    get,
    path = "/teams",
    params(PageQuery),
    responses((status = 200, description = "The teams", body = Page<Team>))
)]
pub(crate) async fn list_teams(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<Team>>, Problem> {
    let teams = state.desk().teams().await?;
    whole(teams, &query, Team::from)
}

/// Makes a team.
#[utoipa::path(
    post,
    path = "/teams",
    request_body = CreateTeam,
    responses((status = 201, description = "It is there", body = Team))
)]
pub(crate) async fn create_team(
    State(state): State<AppState>,
    caller: Caller,
    Json(wanted): Json<CreateTeam>,
) -> Result<(StatusCode, axum::Json<Team>), Problem> {
    let CreateTeam { name, offered_first_minutes, members } = wanted;
    let change = TeamChange { name: Some(name), offered_first_minutes, members: Some(members) };
    let made = state.desk().add_team(&caller.id(), change).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

/// Changes a team: its name, its members, how long what waits for it is offered to it alone.
#[utoipa::path(
    patch,
    path = "/teams/{id}",
    params(("id" = ids::TeamId, Path, description = "Team id")),
    request_body = ChangeTeam,
    responses((status = 200, description = "As it is now", body = Team))
)]
pub(crate) async fn change_team(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<TeamId>,
    Json(change): Json<ChangeTeam>,
) -> Result<axum::Json<Team>, Problem> {
    let ChangeTeam { name, offered_first_minutes, members } = change;
    let change = TeamChange { name, offered_first_minutes, members };
    Ok(axum::Json(state.desk().change_team(&caller.id(), id, change).await?.into()))
}

/// Removes a team. What waits for it waits for everybody from now on.
#[utoipa::path(
    delete,
    path = "/teams/{id}",
    params(("id" = ids::TeamId, Path, description = "Team id")),
    responses((status = 204, description = "It is gone"))
)]
pub(crate) async fn delete_team(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<TeamId>,
) -> Result<StatusCode, Problem> {
    state.desk().remove_team(&caller.id(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

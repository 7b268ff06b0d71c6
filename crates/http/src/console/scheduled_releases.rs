//! Releases that wait for their moment.

use axum::{extract::State, http::StatusCode};
use rapport_desk as desk;
use rapport_domain::ScheduledReleaseId;

use crate::{
    AppState,
    access::Caller,
    console::{proofs::despite, release_changes::name},
    extract::{Id, Json},
    problem::Problem,
    shapes::{ScheduleDraft, ScheduledRelease, ScheduledReleases, ids},
};

/// Prepares the draft as it is now and publishes it at a moment, if nothing stands against it then: it is checked
/// now and once more at that moment, and it is not published over another release than the one in force now.
/// What is changed in the draft later is no part of it.
#[utoipa::path(
    post,
    path = "/draft/schedule",
    request_body = ScheduleDraft,
    responses((status = 201, description = "It waits for its moment", body = ScheduledRelease))
)]
pub(crate) async fn schedule_draft(
    State(state): State<AppState>,
    caller: Caller,
    Json(schedule): Json<ScheduleDraft>,
) -> Result<(StatusCode, axum::Json<ScheduledRelease>), Problem> {
    let schedule = desk::ScheduleDraft {
        version: schedule.version,
        due_at: schedule.due_at.0,
        by: caller.actor().name,
        agent: caller.agent().ok().map(|agent| agent.id),
        despite: despite(&caller, schedule.despite)?,
    };
    let waiting = state.desk().schedule_draft(schedule).await?;
    Ok((StatusCode::CREATED, axum::Json(shape(waiting))))
}

/// Lists the releases that wait for their moment, and those that were not published then, with why.
#[utoipa::path(
    get,
    path = "/releases/scheduled",
    responses((status = 200, description = "By their moment", body = ScheduledReleases))
)]
pub(crate) async fn list_scheduled_releases(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<ScheduledReleases>, Problem> {
    let scheduled = state.desk().scheduled_releases().await?;
    Ok(axum::Json(ScheduledReleases { scheduled: scheduled.into_iter().map(shape).collect() }))
}

/// Cancels a release that waits, or takes one away that was not published. The draft stays as it is.
#[utoipa::path(
    delete,
    path = "/releases/scheduled/{id}",
    params(("id" = ids::ScheduledReleaseId, Path, description = "Id of the release that waits")),
    responses((status = 204, description = "It does not wait any more"))
)]
pub(crate) async fn cancel_scheduled_release(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<ScheduledReleaseId>,
) -> Result<StatusCode, Problem> {
    state.desk().cancel_scheduled_release(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shape(waiting: desk::WaitingRelease) -> ScheduledRelease {
    ScheduledRelease {
        id: waiting.id,
        due_at: waiting.due_at.into(),
        scheduled_by: waiting.by,
        scheduled_at: waiting.at.into(),
        files: waiting.files,
        failing: waiting.failing,
        overtaken_by: waiting.overtaken_by.map(name),
        refused: waiting.refused,
    }
}

//! Forgotten passwords.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};

use crate::{
    AppState,
    extract::Json,
    problem::Problem,
    shapes::{AskPasswordReset, ResetPassword},
};

/// Mails a link to set a new password, if the address is known.
#[utoipa::path(
    post,
    path = "/password-resets",
    request_body = AskPasswordReset,
    responses((status = 202, description = "Taken, whether the address is known or not"))
)]
pub(crate) async fn ask_password_reset(
    State(state): State<AppState>,
    Json(ask): Json<AskPasswordReset>,
) -> Result<StatusCode, Problem> {
    state.desk().request_password_reset(&ask.email).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password with the link. All sessions of the agent end.
#[utoipa::path(
    post,
    path = "/password-resets/{token}",
    params(("token" = String, Path, description = "The token in the link")),
    request_body = ResetPassword,
    responses((status = 204, description = "The new password holds"))
)]
pub(crate) async fn reset_password(
    State(state): State<AppState>,
    Path(token): Path<String>,
    Json(reset): Json<ResetPassword>,
) -> Result<StatusCode, Problem> {
    state.desk().reset_password(&token, &reset.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

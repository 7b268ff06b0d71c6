//! Small signals of the widget: typing, seen.

use axum::{extract::State, http::StatusCode};

use crate::{AppState, access::VisitorCall, extract::Json, problem::Problem, shapes::Seen};

/// Tells that the customer is typing.
#[utoipa::path(
    post,
    path = "/widget/typing",
    responses((status = 204, description = "Told"))
)]
pub(crate) async fn type_as_customer(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
) -> StatusCode {
    state.desk().customer_types(visitor.conversation()).await;
    StatusCode::NO_CONTENT
}

/// Tells how far the customer has read.
#[utoipa::path(
    post,
    path = "/widget/seen",
    request_body = Seen,
    responses((status = 204, description = "Kept"))
)]
pub(crate) async fn see_as_customer(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
    Json(seen): Json<Seen>,
) -> Result<StatusCode, Problem> {
    state.desk().mark_seen(visitor.conversation(), seen.seq).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! The customer says whether an answer helped.

use axum::{extract::State, http::StatusCode};

use crate::{AppState, access::VisitorCall, extract::Json, problem::Problem, shapes::AnswerHelped};

/// Says whether an answer helped. Each answer counts once; saying it again changes nothing.
#[utoipa::path(
    post,
    path = "/widget/helpful",
    request_body = AnswerHelped,
    responses((status = 204, description = "It is kept, without a name"))
)]
pub(crate) async fn say_answer_helped(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
    Json(said): Json<AnswerHelped>,
) -> Result<StatusCode, Problem> {
    state.desk().say_answer_helped(visitor, said.seq, said.helpful).await?;
    Ok(StatusCode::NO_CONTENT)
}

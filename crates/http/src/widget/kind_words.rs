//! The customer lets the team see their words of thanks, or not.

use axum::extract::State;

use crate::{
    AppState,
    access::VisitorCall,
    extract::Json,
    problem::Problem,
    render,
    shapes::{AgreeToShare, WidgetConversation},
};

/// Lets the team see my words of thanks, without my name, or not.
#[utoipa::path(
    post,
    path = "/widget/kind-words",
    request_body = AgreeToShare,
    responses((status = 200, description = "It is as you say", body = WidgetConversation))
)]
pub(crate) async fn agree_to_share(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
    Json(said): Json<AgreeToShare>,
) -> Result<axum::Json<WidgetConversation>, Problem> {
    state.desk().agree_to_share(visitor, said.id, said.agrees).await?;
    let now = state.desk().visit_state(visitor).await?.ok_or_else(|| Problem::not_found("conversation"))?;
    Ok(axum::Json(render::widget_conversation(&now, &*state.names().await?)))
}

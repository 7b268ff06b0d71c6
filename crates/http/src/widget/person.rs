//! "A person, please."

use axum::extract::State;

use crate::{AppState, access::VisitorCall, problem::Problem, render, shapes::WidgetConversation};
use rapport_domain::conversation::Holder;

/// Calls a person. Works at any time; asking twice changes nothing.
#[utoipa::path(
    post,
    path = "/widget/person",
    responses((status = 200, description = "A person is called", body = WidgetConversation))
)]
pub(crate) async fn ask_for_person(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
) -> Result<axum::Json<WidgetConversation>, Problem> {
    let before = state.desk().visit_state(visitor).await?;
    let is_called = before.as_ref().is_some_and(|state| {
        state.row.handover.is_some() || matches!(state.row.holder, Holder::Agent { .. })
    });
    if !is_called {
        // Two presses with nothing said in between are one.
        let seq = before.map_or(0, |state| state.row.seq);
        state.desk().ask_for_person(visitor, &seq.to_string()).await?;
    }
    let now = state.desk().visit_state(visitor).await?.ok_or_else(|| Problem::not_found("conversation"))?;
    Ok(axum::Json(render::widget_conversation(&now, &*state.names().await?)))
}

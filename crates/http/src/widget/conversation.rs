//! What the customer sees of their conversation.

use axum::extract::State;

use crate::{
    AppState,
    access::VisitorCall,
    extract::Query,
    problem::Problem,
    render,
    shapes::{AfterQuery, WidgetHistory},
};

/// Events read at once; a client with more to read comes back.
const PAGE: u32 = 200;

/// Reads the conversation after a cursor.
#[utoipa::path(
    get,
    path = "/widget/conversation",
    params(AfterQuery),
    responses((status = 200, description = "The conversation and what is new in it", body = WidgetHistory))
)]
pub(crate) async fn read_widget_conversation(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
    Query(query): Query<AfterQuery>,
) -> Result<axum::Json<WidgetHistory>, Problem> {
    let after = query.after.unwrap_or(0);
    let names = state.names().await?;
    let Some(conversation) = state.desk().visit_state(visitor).await? else {
        return Ok(axum::Json(WidgetHistory { conversation: None, events: vec![], seq: 0, more: false }));
    };
    let recorded = state.desk().events_after(conversation.row.id, after, PAGE).await?;
    let seq = recorded.last().map_or(after, |last| last.seq);
    Ok(axum::Json(WidgetHistory {
        conversation: Some(render::widget_conversation(&conversation, &names)),
        more: recorded.len() == PAGE as usize,
        events: recorded.iter().filter_map(|recorded| render::for_customer(recorded, &names)).collect(),
        seq,
    }))
}

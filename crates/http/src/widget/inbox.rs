//! Which inbox a visitor token belongs to, for the page that a mail leads back to.

use axum::extract::State;

use crate::{AppState, access::VisitorCall, problem::Problem, shapes::WidgetInbox};

/// Tells the key of the visitor's inbox.
#[utoipa::path(
    get,
    path = "/widget/inbox",
    responses((status = 200, description = "The inbox", body = WidgetInbox))
)]
pub(crate) async fn read_widget_inbox(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
) -> Result<axum::Json<WidgetInbox>, Problem> {
    let inbox = state.desk().inbox(visitor.inbox).await?;
    Ok(axum::Json(WidgetInbox { inbox_key: inbox.public_key }))
}

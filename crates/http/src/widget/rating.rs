//! The customer rates the conversation.

use axum::extract::State;

use crate::{
    AppState,
    access::VisitorCall,
    extract::Json,
    problem::Problem,
    render,
    shapes::{Rating, WidgetConversation},
};

/// The longest comment, in characters.
const MAX_COMMENT_CHARS: usize = 2_000;

/// Rates the conversation. Rating again replaces the rating.
#[utoipa::path(
    post,
    path = "/widget/rating",
    request_body = Rating,
    responses((status = 200, description = "The rating is kept", body = WidgetConversation))
)]
pub(crate) async fn rate(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
    Json(rating): Json<Rating>,
) -> Result<axum::Json<WidgetConversation>, Problem> {
    let comment = rating.comment.map(|comment| rapport_channels::text::clean(&comment));
    let comment = comment.filter(|comment| !comment.is_empty());
    if comment.as_ref().is_some_and(|comment| comment.chars().count() > MAX_COMMENT_CHARS) {
        return Err(Problem::field("comment", format!("has more than {MAX_COMMENT_CHARS} characters")));
    }
    state.desk().rate(visitor.conversation(), rating.score, comment.as_deref()).await?;
    let now = state.desk().visit_state(visitor).await?.ok_or_else(|| Problem::not_found("conversation"))?;
    Ok(axum::Json(render::widget_conversation(&now, &*state.names().await?)))
}

//! Takes a message of the customer.

use axum::extract::State;
use rapport_desk::Inbound;

use crate::{
    AppState,
    access::VisitorCall,
    extract::Json,
    problem::Problem,
    shapes::{AcceptedMessage, SendAsCustomer},
};

/// Sends a message.
///
/// It is kept for good before this answers. The same `client_id` is the same message: sending it again changes nothing.
#[utoipa::path(
    post,
    path = "/widget/messages",
    request_body = SendAsCustomer,
    responses((status = 200, description = "The message is kept", body = AcceptedMessage))
)]
pub(crate) async fn send_as_customer(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
    Json(sent): Json<SendAsCustomer>,
) -> Result<axum::Json<AcceptedMessage>, Problem> {
    let text = rapport_channels::widget::incoming(&sent.text, sent.choice.as_deref())
        .map_err(|error| Problem::field("text", error.to_string()))?;
    let inbound = Inbound { provider_id: client_id(&sent.client_id)?, text, attachments: sent.attachments };
    let article = sent.article.map(|topic| topic.parse()).transpose();
    let article = article.map_err(|_| Problem::field("article", "is no topic’s name"))?;
    let accepted = state.desk().receive_from_article(visitor, inbound, article).await?;
    let message = state.names().await?.message(&accepted.message);
    Ok(axum::Json(AcceptedMessage { seq: accepted.seq, message }))
}

/// The sender's own id of a message: a short line.
pub(crate) fn client_id(text: &str) -> Result<String, Problem> {
    rapport_channels::text::line(text, 100).map_err(|error| Problem::field("client_id", error.to_string()))
}

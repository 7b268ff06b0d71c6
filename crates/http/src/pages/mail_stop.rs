//! "No more e-mails": the page that the link in every mail leads to. Opening it changes nothing, because
//! mailboxes open links by themselves to look for harm; the button does, and so does a mailbox's own
//! unsubscribe button, which posts here without a person (RFC 8058).

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use rapport_channels::markdown::escaped;
use rapport_desk::DeskError;

use crate::{AppState, pages::page_headers, problem::Problem};

/// Asks whether it is meant.
pub(crate) async fn ask(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    if !state.desk().is_stop_link(&token) {
        return unknown(&state).await;
    }
    let company = escaped(&state.names().await?.company);
    let body = format!(
        "<h1>No more e-mails from {company}?</h1>\
         <p>You get the replies that you missed in a chat by e-mail. If you stop this, we delete this address \
         from your conversation. The conversation itself stays where it is.</p>\
         <form method=\"post\"><button type=\"submit\">Stop e-mails and delete my address</button></form>"
    );
    Ok(page(StatusCode::OK, "No more e-mails?", &body))
}

/// Takes the address back and confirms it.
pub(crate) async fn stop(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    match state.desk().stop_mail(&token).await {
        Ok(()) => {}
        Err(DeskError::Expired) => return unknown(&state).await,
        Err(other) => return Err(other.into()),
    }
    let company = escaped(&state.names().await?.company);
    let body = format!(
        "<h1>No more e-mails</h1>\
         <p role=\"status\">{company} does not write to this address any more. We have deleted it from your \
         conversation.</p><p>If you change your mind, leave your address in the chat again.</p>"
    );
    Ok(page(StatusCode::OK, "No more e-mails", &body))
}

async fn unknown(state: &AppState) -> Result<Response, Problem> {
    let company = escaped(&state.names().await?.company);
    let body = format!(
        "<h1>This link is not complete</h1>\
         <p>Nothing was changed. Copy the whole link from the mail, or take your address back in the chat with \
         {company}.</p>"
    );
    Ok(page(StatusCode::NOT_FOUND, "This link is not complete", &body))
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"/docs.css\"></head><body class=\"plain\"><main>{body}</main></body></html>"
    );
    (status, page_headers(), Html(page)).into_response()
}

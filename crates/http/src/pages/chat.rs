//! The page that a mail leads back to: the customer's conversation, on its own page.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};

use crate::{AppState, pages::page_headers, problem::Problem};

const SCRIPT: &str = include_str!("chat.js");

/// The page. What stands after `#` in its address is read by its script and never reaches a server.
pub(crate) async fn page(State(state): State<AppState>) -> Result<Response, Problem> {
    let names = state.names().await?;
    let company = rapport_channels::markdown::escaped(&names.company);
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{company}</title>\
         <link rel=\"stylesheet\" href=\"/docs.css\"><script defer src=\"/chat.js\"></script></head>\
         <body class=\"plain\"><main><h1>{company}</h1>\
         <p id=\"status\" role=\"status\">Opening your conversation…</p>\
         <noscript><p>The chat needs JavaScript.</p></noscript></main></body></html>"
    );
    Ok((page_headers(), Html(page)).into_response())
}

/// Its script.
pub(crate) async fn script() -> Response {
    let javascript = HeaderValue::from_static("text/javascript; charset=utf-8");
    let short = HeaderValue::from_static("public, max-age=300");
    ([(header::CONTENT_TYPE, javascript), (header::CACHE_CONTROL, short)], SCRIPT).into_response()
}

//! For those who run it: alive, ready, metrics.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use subtle::ConstantTimeEq as _;

use crate::{
    AppState,
    access::{bearer, is_on_this_machine, not_signed_in},
    problem::Problem,
};

/// The process is alive.
pub(crate) async fn healthz() -> &'static str {
    "ok"
}

/// The node can answer: what does not is named.
pub(crate) async fn readyz(State(state): State<AppState>) -> Response {
    let unready = state.desk().unready().await;
    let status = if unready.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = axum::Json(json!({ "ready": unready.is_empty(), "unready": unready }));
    // Probes read the body; it must not be taken for a failure that nobody answered.
    let mut response = (status, body).into_response();
    if status != StatusCode::OK {
        let content_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    }
    response
}

/// The metrics, in Prometheus' text form.
pub(crate) async fn metrics(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let Some(metrics) = &state.options().metrics else { return Err(Problem::not_found("address")) };
    let may = match &metrics.token {
        Some(token) => {
            bearer(request.headers()).is_some_and(|given| given.as_bytes().ct_eq(token.as_bytes()).into())
        }
        None => is_on_this_machine(request.headers(), request.extensions(), &state),
    };
    if !may {
        return Err(not_signed_in());
    }
    let content_type = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, content_type)], (metrics.render)()).into_response())
}

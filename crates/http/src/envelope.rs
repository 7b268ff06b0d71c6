//! Around every request: a span, metrics, security headers, and problems for what nobody answered.

use std::{any::Any, time::Instant};

use axum::{
    body::Body,
    extract::{MatchedPath, Request},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::Instrument as _;

use crate::problem::{Problem, kinds};

/// What an answer that is no page may do in a browser: nothing.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// A span and metrics by route. Neither carries an address, an id or a text of anybody.
pub(crate) async fn observe(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let span = tracing::info_span!("request", %method, route, status = tracing::field::Empty);
    let began = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    span.record("status", status);
    let labels = [("method", method.as_str().to_owned()), ("route", route), ("status", status.to_string())];
    metrics::counter!("rapport_http_requests_total", &labels).increment(1);
    metrics::histogram!("rapport_http_seconds", &labels).record(began.elapsed().as_secs_f64());
    response
}

/// Security headers, where the answer has none of its own.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, NOTHING),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        set_unless_set(headers, name, value);
    }
    response
}

fn set_unless_set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

/// Turns errors that come from below the handlers (wrong method, broken frames, time-outs) into problems.
pub(crate) async fn explain(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let content_type = response.headers().get(header::CONTENT_TYPE);
    if content_type.is_some_and(|value| value == "application/problem+json" || is_page(value)) {
        return response;
    }
    let problem = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            Problem::new(kinds::WRONG_METHOD, "Look into /docs for what it takes.")
        }
        StatusCode::NOT_FOUND => Problem::not_found("address"),
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(kinds::TOO_LARGE, "The body is larger than this address takes.")
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Problem::new(kinds::UNSUPPORTED_TYPE, "Look into /docs for what it takes.")
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => {
            Problem::new(kinds::UNAVAILABLE, "It takes too long. Try again in a moment.")
        }
        status if status.is_server_error() => Problem::new(kinds::BROKEN, "Try again in a moment."),
        _ => Problem::new(kinds::MALFORMED, "The request cannot be read. Look into /docs for what it takes."),
    };
    let mut explained = problem.into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        explained.headers_mut().insert(header::ALLOW, allow.clone());
    }
    explained
}

fn is_page(content_type: &HeaderValue) -> bool {
    content_type.to_str().is_ok_and(|value| value.starts_with("text/html"))
}

/// A panic is our fault and says nothing to the caller; the log has it.
pub(crate) fn panicked(panic: Box<dyn Any + Send>) -> Response<Body> {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    tracing::error!(panic = text, "a handler panicked");
    Problem::new(kinds::BROKEN, "It is not your fault. Try again in a moment.").into_response()
}

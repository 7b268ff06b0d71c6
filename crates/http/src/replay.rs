//! `Idempotency-Key`: a call that is sent again gives the stored answer and does nothing twice.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use rapport_desk::{KeyState, RequestKey, StoredResponse};
use rapport_domain::{ConversationId, CustomerId};
use sha2::{Digest, Sha256};

use crate::{
    AppState,
    access::{Caller, VisitorCall},
    problem::{Problem, kinds},
};

/// The header that carries the key.
const HEADER: &str = "idempotency-key";
/// Answers larger than this are not kept: such a call only reads.
const MAX_KEPT_BYTES: usize = 256 * 1024;

/// Answers a repeated call from what was kept, or lets it through and keeps its answer.
pub(crate) async fn replay(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(HEADER) {
        return next.run(request).await;
    }
    match replayed(&state, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn replayed(state: &AppState, request: Request, next: Next) -> Result<Response, Problem> {
    let Some(principal) = principal(request.extensions()) else { return Ok(next.run(request).await) };
    let (parts, body) = request.into_parts();
    let key = key(&parts.headers)?;
    let customer = customer(&parts, state).await;
    // The largest of all bodies; the route itself sets its own limit below.
    let file_bytes = usize::try_from(state.options().attachment_bytes).unwrap_or(usize::MAX);
    let limit = file_bytes.saturating_add(64 * 1024).max(16 * 1024 * 1024);
    let body = to_bytes(body, limit)
        .await
        .map_err(|_| Problem::new(kinds::TOO_LARGE, "The body is larger than this address takes."))?;
    let request_hash = hash(&[parts.uri.to_string().as_bytes(), &body]);
    let key = RequestKey { principal, key, request_hash };
    if let KeyState::Done(stored) = state.desk().begin_request(key.clone()).await? {
        return Ok(answer_again(stored));
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    keep(state, key, customer, response).await
}

/// Keeps what was answered for good. What may go better another time gives the key back.
async fn keep(
    state: &AppState,
    key: RequestKey,
    customer: Option<CustomerId>,
    response: Response,
) -> Result<Response, Problem> {
    let status = response.status();
    let passing = status.is_server_error()
        || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::UNAUTHORIZED | StatusCode::CONFLICT);
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if passing || body.len() > MAX_KEPT_BYTES {
        state.desk().abandon_request(key).await?;
    } else {
        let kept = StoredResponse { http_status: status.as_u16(), body: body.to_vec() };
        state.desk().finish_request(key, customer, kept).await?;
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn answer_again(stored: StoredResponse) -> Response {
    let status = StatusCode::from_u16(stored.http_status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let content_type = if status.is_success() { "application/json" } else { "application/problem+json" };
    let replayed =
        (header::HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true"));
    if stored.body.is_empty() {
        return (status, [replayed]).into_response();
    }
    let content_type = (header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    (status, [content_type, replayed], Bytes::from(stored.body)).into_response()
}

/// Whose keys these are: two callers may use the same key for different things.
fn principal(extensions: &Extensions) -> Option<String> {
    let visitor = extensions.get::<VisitorCall>().map(|VisitorCall(visitor)| visitor.customer.to_string());
    visitor.or_else(|| extensions.get::<Caller>().map(Caller::id))
}

fn key(headers: &HeaderMap) -> Result<String, Problem> {
    let value = headers.get(HEADER).and_then(|value| value.to_str().ok()).map(str::trim).unwrap_or("");
    let plain = (1..=200).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    if plain {
        Ok(value.to_owned())
    } else {
        Err(Problem::new(kinds::MALFORMED, "An Idempotency-Key has 1 to 200 printable ASCII characters."))
    }
}

/// Whose words the answer may carry: it is sealed under their key and erased with them.
async fn customer(parts: &Parts, state: &AppState) -> Option<CustomerId> {
    if let Some(VisitorCall(visitor)) = parts.extensions.get::<VisitorCall>() {
        return Some(visitor.customer);
    }
    let mut steps = parts.uri.path().split('/');
    while let Some(step) = steps.next() {
        match step {
            "customers" => return steps.next()?.parse().ok(),
            "conversations" => {
                let id: ConversationId = steps.next()?.parse().ok()?;
                return Some(state.desk().conversation_row(id).await.ok()?.customer);
            }
            _ => {}
        }
    }
    None
}

fn hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_short_and_printable() {
        let headers = |value: &[u8]| {
            HeaderMap::from_iter([(
                header::HeaderName::from_static(HEADER),
                HeaderValue::from_bytes(value).unwrap(),
            )])
        };
        assert_eq!(key(&headers(b"order-1")).unwrap(), "order-1");
        for bad in [&b""[..], b" ", "é".as_bytes(), "x".repeat(201).as_bytes()] {
            assert!(key(&headers(bad)).is_err());
        }
    }

    #[test]
    fn moving_a_boundary_changes_the_hash() {
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
    }
}

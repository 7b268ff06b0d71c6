//! Which web pages may call: our own, and for the widget the pages that an inbox allows.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use rapport_desk::Visitor;
use rapport_domain::{InboxId, Timestamp};

use crate::{
    AppState,
    problem::{Problem, kinds},
};

/// A change of an inbox's origins is in force after at most so long.
const FRESH_MS: i64 = 3_000;

/// What each active inbox allows.
type Allowed = Arc<Vec<(InboxId, Vec<String>)>>;

/// What each inbox allows, kept for a moment: every call of the widget asks.
#[derive(Default)]
pub(crate) struct Origins {
    known: Mutex<Option<(Timestamp, Allowed)>>,
}

impl Origins {
    async fn all(&self, state: &AppState) -> Result<Allowed, Problem> {
        let now = state.desk().now();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, all)) = known
            && now.ms_since(at) < FRESH_MS
        {
            return Ok(all);
        }
        let inboxes = state.desk().inboxes().await?.into_iter().filter(|inbox| inbox.active);
        let all = Arc::new(inboxes.map(|inbox| (inbox.id, inbox.allowed_origins)).collect::<Vec<_>>());
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&all)));
        Ok(all)
    }
}

/// Whether a page that is not ours sent the request. What no browser sent counts as ours: it carries only
/// what its sender gave it.
pub(crate) fn is_foreign(headers: &HeaderMap, state: &AppState) -> bool {
    match origin(headers) {
        Some(origin) => !is_own(origin, headers, state),
        None => {
            let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
            site.is_some_and(|site| !matches!(site, "same-origin" | "none"))
        }
    }
}

/// Refuses a page that the visitor's inbox does not allow.
pub(crate) async fn check_visitor(
    headers: &HeaderMap,
    state: &AppState,
    visitor: Visitor,
) -> Result<(), Problem> {
    check_inbox(headers, state, visitor.inbox).await
}

/// Refuses a page that the inbox does not allow.
pub(crate) async fn check_inbox(
    headers: &HeaderMap,
    state: &AppState,
    inbox: InboxId,
) -> Result<(), Problem> {
    let Some(origin) = origin(headers) else { return Ok(()) };
    if is_own(origin, headers, state) {
        return Ok(());
    }
    let all = state.origins().all(state).await?;
    let allowed = all.iter().any(|(id, origins)| *id == inbox && origins.iter().any(|one| one == origin));
    if allowed { Ok(()) } else { Err(refused()) }
}

/// The refusal of a foreign page.
pub(crate) fn refused() -> Problem {
    let detail = "This page may not call. Add its origin to the inbox's allowed origins if it is yours.";
    Problem::new(kinds::NOT_ALLOWED, detail)
}

/// Cross-origin calls of the widget: answers browsers' questions beforehand, and lets allowed pages read the
/// answers. No cookie is ever allowed across origins.
pub(crate) async fn allow_widget(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/v1/widget/") {
        return next.run(request).await;
    }
    let origin = origin(request.headers()).map(str::to_owned);
    let asks = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let allowed = match &origin {
        Some(origin) => is_own(origin, request.headers(), &state) || is_known(origin, &state).await,
        None => false,
    };
    let mut response = match (asks, allowed) {
        (true, true) => StatusCode::NO_CONTENT.into_response(),
        (true, false) => refused().into_response(),
        (false, _) => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let (true, Some(Ok(origin))) = (allowed, origin.map(|origin| HeaderValue::from_str(&origin))) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = "retry-after, ratelimit, ratelimit-policy, content-disposition";
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(exposed));
        if asks {
            let methods = HeaderValue::from_static("GET, POST, DELETE");
            let asked = HeaderValue::from_static("authorization, content-type, idempotency-key");
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked);
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        }
    }
    response
}

async fn is_known(origin: &str, state: &AppState) -> bool {
    let all = state.origins().all(state).await.unwrap_or_default();
    all.iter().any(|(_, origins)| origins.iter().any(|one| one == origin))
}

pub(crate) fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN).and_then(|value| value.to_str().ok())
}

/// Whether `origin` is the address under which we are reached, or the one that the request itself names.
fn is_own(origin: &str, headers: &HeaderMap, state: &AppState) -> bool {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let named = origin.split_once("://").map(|(_, host)| host);
    origin.eq_ignore_ascii_case(&state.options().public_url) || (named.is_some() && named == host)
}

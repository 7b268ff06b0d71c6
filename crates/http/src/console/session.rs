//! Signing in and out.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rapport_desk::SignIn as DeskSignIn;

use crate::{
    AppState,
    access::{SESSION_COOKIE, session_cookie},
    extract::Json,
    problem::Problem,
    shapes::{SignIn, SignedIn},
};

/// How long the browser keeps the cookie; the desk decides how long the session lives.
const COOKIE_DAYS: u32 = 14;

/// Signs in. The session comes as the cookie `rapport_session`.
#[utoipa::path(
    post,
    path = "/sign-in",
    request_body = SignIn,
    responses((status = 200, description = "Signed in", body = SignedIn))
)]
pub(crate) async fn sign_in(
    State(state): State<AppState>,
    Json(sign_in): Json<SignIn>,
) -> Result<Response, Problem> {
    let SignIn { email, password } = sign_in;
    let signed_in = state.desk().sign_in(DeskSignIn { email, password }).await?;
    Ok(with_session(&state, &signed_in.token, SignedIn { agent: signed_in.agent.into() }))
}

/// Signs out; the session is void at once.
#[utoipa::path(
    post,
    path = "/sign-out",
    responses((status = 204, description = "Signed out"))
)]
pub(crate) async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(token) = session_cookie(&headers)
        && let Some((agent, session)) = state.desk().session(token).await?
    {
        state.desk().sign_out(agent.id, session).await?;
    }
    let cookie = cookie(&state, "", 0);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// The answer to somebody who is signed in from now on.
pub(crate) fn with_session(state: &AppState, token: &str, body: SignedIn) -> Response {
    let cookie = cookie(state, token, COOKIE_DAYS * 24 * 3_600);
    ([(header::SET_COOKIE, cookie)], axum::Json(body)).into_response()
}

fn cookie(state: &AppState, token: &str, max_age_s: u32) -> HeaderValue {
    let secure = if state.is_secure() { "; Secure" } else { "" };
    let text =
        format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}");
    HeaderValue::try_from(text).expect("tokens are letters, digits, hyphens and underscores")
}

//! Inviting colleagues.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use rapport_domain::agent::Role;

use crate::{
    AppState,
    access::Caller,
    console::session,
    extract::Json,
    problem::Problem,
    shapes::{AcceptInvitation, Invitation, Invite, SentInvitation, SignedIn},
};

/// Invites a colleague by mail.
#[utoipa::path(
    post,
    path = "/invitations",
    request_body = Invite,
    responses((status = 201, description = "The invitation is on its way", body = SentInvitation))
)]
pub(crate) async fn invite(
    State(state): State<AppState>,
    caller: Caller,
    Json(invite): Json<Invite>,
) -> Result<(StatusCode, axum::Json<SentInvitation>), Problem> {
    let Invite { email, name, role } = invite;
    let link = state.desk().invite(Some(&caller.actor()), &email, &name, role.into()).await?;
    Ok((StatusCode::CREATED, axum::Json(SentInvitation { email, name, role, link })))
}

/// Tells what an invitation offers.
#[utoipa::path(
    get,
    path = "/invitations/{token}",
    params(("token" = String, Path, description = "The token in the link")),
    responses((status = 200, description = "The invitation", body = Invitation))
)]
pub(crate) async fn read_invitation(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<axum::Json<Invitation>, Problem> {
    let invitation = state.desk().invitation(&token).await?;
    Ok(axum::Json(Invitation {
        email: invitation.email,
        name: invitation.name,
        role: invitation.role.unwrap_or(Role::Agent).into(),
        company: state.names().await?.company.clone(),
        expires_at: invitation.expires_at.into(),
    }))
}

/// Accepts an invitation and signs in.
#[utoipa::path(
    post,
    path = "/invitations/{token}",
    params(("token" = String, Path, description = "The token in the link")),
    request_body = AcceptInvitation,
    responses((status = 200, description = "The account is made", body = SignedIn))
)]
pub(crate) async fn accept_invitation(
    State(state): State<AppState>,
    Path(token): Path<String>,
    Json(accept): Json<AcceptInvitation>,
) -> Result<Response, Problem> {
    let AcceptInvitation { name, password } = accept;
    let agent = state.desk().accept_invitation(&token, &name, &password).await?;
    let sign_in = rapport_desk::SignIn { email: agent.email, password };
    let signed_in = state.desk().sign_in(sign_in).await?;
    Ok(session::with_session(&state, &signed_in.token, SignedIn { agent: signed_in.agent.into() }))
}

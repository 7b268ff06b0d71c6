//! Tokens with which programs use the API.

use axum::{extract::State, http::StatusCode};
use rapport_desk::{ApiToken, Scope as DeskScope};
use rapport_domain::TokenId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, Query},
    pages_of_lists::whole,
    problem::Problem,
    shapes::{CreateToken, CreatedToken, Page, PageQuery, Scope, Token, ids},
};

/// Lists all tokens, without their secrets.
#[utoipa::path(
    get,
    path = "/tokens",
    params(PageQuery),
    responses((status = 200, description = "The tokens", body = Page<Token>))
)]
pub(crate) async fn list_tokens(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<Token>>, Problem> {
    let mut tokens = state.desk().api_tokens().await?;
    tokens.retain(|token| token.revoked_at.is_none());
    whole(tokens, &query, token)
}

/// Makes a token. Its secret is shown this once.
#[utoipa::path(
    post,
    path = "/tokens",
    request_body = CreateToken,
    responses((status = 201, description = "The token", body = CreatedToken))
)]
pub(crate) async fn create_token(
    State(state): State<AppState>,
    caller: Caller,
    Json(create): Json<CreateToken>,
) -> Result<(StatusCode, axum::Json<CreatedToken>), Problem> {
    let mut scopes: Vec<DeskScope> = create.scopes.into_iter().map(Into::into).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let by = caller.agent().ok();
    let made = state.desk().add_api_token(by, &create.name, &scopes).await?;
    Ok((StatusCode::CREATED, axum::Json(CreatedToken { token: token(made.row), secret: made.token })))
}

/// Withdraws a token at once.
#[utoipa::path(
    delete,
    path = "/tokens/{id}",
    params(("id" = ids::TokenId, Path, description = "Token id")),
    responses((status = 204, description = "Withdrawn"))
)]
pub(crate) async fn delete_token(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<TokenId>,
) -> Result<StatusCode, Problem> {
    state.desk().revoke_api_token(&caller.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn token(row: ApiToken) -> Token {
    let scopes = row.scopes.iter().filter_map(|scope| scope.parse::<DeskScope>().ok());
    Token {
        id: row.id,
        name: row.name,
        scopes: scopes.map(Into::into).collect(),
        created_at: row.created_at.into(),
        used_at: row.last_used_at.map(Into::into),
    }
}

impl From<Scope> for DeskScope {
    fn from(from: Scope) -> Self {
        match from {
            Scope::Read => Self::Read,
            Scope::Write => Self::Write,
            Scope::Admin => Self::Admin,
        }
    }
}

impl From<DeskScope> for Scope {
    fn from(from: DeskScope) -> Self {
        match from {
            DeskScope::Read => Self::Read,
            DeskScope::Write => Self::Write,
            DeskScope::Admin => Self::Admin,
        }
    }
}

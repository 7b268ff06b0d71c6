//! Inboxes: where conversations of one channel arrive.

use axum::{extract::State, http::StatusCode};
use rapport_desk::{InboxChange, InboxView, NewInbox};
use rapport_domain::InboxId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, Query},
    pages_of_lists::whole,
    problem::Problem,
    shapes::{ChangeInbox, ChangedInbox, CreateInbox, CreatedInbox, Inbox, Page, PageQuery, ids},
};

/// Lists all inboxes.
#[utoipa::path(
    get,
    path = "/inboxes",
    params(PageQuery),
    responses((status = 200, description = "The inboxes", body = Page<Inbox>))
)]
pub(crate) async fn list_inboxes(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<Inbox>>, Problem> {
    let inboxes = state.desk().inboxes().await?;
    whole(inboxes, &query, |view| inbox(&view))
}

/// Makes an inbox. Its identity secret is shown this once.
#[utoipa::path(
    post,
    path = "/inboxes",
    request_body = CreateInbox,
    responses((status = 201, description = "The inbox", body = CreatedInbox))
)]
pub(crate) async fn create_inbox(
    State(state): State<AppState>,
    caller: Caller,
    Json(create): Json<CreateInbox>,
) -> Result<(StatusCode, axum::Json<CreatedInbox>), Problem> {
    let CreateInbox { name, channel, allowed_origins } = create;
    let new = NewInbox { name, channel: channel.into(), allowed_origins, public_key: None };
    let made = state.desk().add_inbox(caller.agent().ok(), new).await?;
    let snippet = format!(
        "<script async src=\"{}/widget.js\" data-inbox=\"{}\"></script>",
        state.options().public_url,
        made.public_key
    );
    let identity_secret = made.identity_secret.clone().unwrap_or_default();
    Ok((StatusCode::CREATED, axum::Json(CreatedInbox { inbox: inbox(&made), identity_secret, snippet })))
}

/// Changes an inbox.
#[utoipa::path(
    patch,
    path = "/inboxes/{id}",
    params(("id" = ids::InboxId, Path, description = "Inbox id")),
    request_body = ChangeInbox,
    responses((status = 200, description = "As it is now", body = ChangedInbox))
)]
pub(crate) async fn change_inbox(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<InboxId>,
    Json(change): Json<ChangeInbox>,
) -> Result<axum::Json<ChangedInbox>, Problem> {
    let renewed = change.new_identity_secret;
    let change = InboxChange {
        name: change.name,
        allowed_origins: change.allowed_origins,
        active: change.active,
        new_identity_secret: renewed,
    };
    let made = state.desk().change_inbox(&caller.actor(), id, change).await?;
    let identity_secret = made.identity_secret.clone().filter(|_| renewed);
    Ok(axum::Json(ChangedInbox { inbox: inbox(&made), identity_secret }))
}

fn inbox(view: &InboxView) -> Inbox {
    Inbox {
        id: view.id,
        name: view.name.clone(),
        channel: view.channel.into(),
        key: view.public_key.clone(),
        allowed_origins: view.allowed_origins.clone(),
        has_identity_secret: view.identity_secret.is_some(),
        active: view.active,
        created_at: view.created_at.into(),
    }
}

//! Outgoing webhooks and their deliveries.

use axum::{extract::State, http::StatusCode};
use rapport_desk::{DeliveryView, WebhookChange, WebhookView};
use rapport_domain::{DeliveryId, WebhookId};

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, Query, TwoIds},
    pages_of_lists::{cursor, limit, whole},
    problem::Problem,
    shapes::{
        ChangeWebhook, ChangedWebhook, CreateWebhook, CreatedWebhook, Delivery, DeliveryState, Page,
        PageQuery, Webhook, WebhookEvent, ids,
    },
};

/// Lists all subscriptions.
#[utoipa::path(
    get,
    path = "/webhooks",
    params(PageQuery),
    responses((status = 200, description = "The subscriptions", body = Page<Webhook>))
)]
pub(crate) async fn list_webhooks(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<Webhook>>, Problem> {
    let webhooks = state.desk().webhooks().await?;
    whole(webhooks, &query, |view| webhook(&view))
}

/// Makes a subscription. Its secret is shown this once.
#[utoipa::path(
    post,
    path = "/webhooks",
    request_body = CreateWebhook,
    responses((status = 201, description = "The subscription", body = CreatedWebhook))
)]
pub(crate) async fn create_webhook(
    State(state): State<AppState>,
    caller: Caller,
    Json(create): Json<CreateWebhook>,
) -> Result<(StatusCode, axum::Json<CreatedWebhook>), Problem> {
    let change = WebhookChange {
        url: Some(create.url),
        events: Some(event_names(&create.events)),
        ..WebhookChange::default()
    };
    let made = state.desk().add_webhook(&caller.actor(), change).await?;
    let secret = made.secrets.first().cloned().unwrap_or_default();
    Ok((StatusCode::CREATED, axum::Json(CreatedWebhook { webhook: webhook(&made), secret })))
}

/// Changes a subscription.
#[utoipa::path(
    patch,
    path = "/webhooks/{id}",
    params(("id" = ids::WebhookId, Path, description = "Webhook id")),
    request_body = ChangeWebhook,
    responses((status = 200, description = "As it is now", body = ChangedWebhook))
)]
pub(crate) async fn change_webhook(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<WebhookId>,
    Json(change): Json<ChangeWebhook>,
) -> Result<axum::Json<ChangedWebhook>, Problem> {
    let rotated = change.rotate_secret;
    let change = WebhookChange {
        url: change.url,
        description: None,
        events: change.events.map(|events| event_names(&events)),
        active: change.enabled,
        new_secret: rotated,
    };
    let made = state.desk().change_webhook(&caller.actor(), id, change).await?;
    let secret = made.secrets.first().cloned().filter(|_| rotated);
    Ok(axum::Json(ChangedWebhook { webhook: webhook(&made), secret }))
}

/// Deletes a subscription with what waits for it.
#[utoipa::path(
    delete,
    path = "/webhooks/{id}",
    params(("id" = ids::WebhookId, Path, description = "Webhook id")),
    responses((status = 204, description = "Deleted"))
)]
pub(crate) async fn delete_webhook(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<WebhookId>,
) -> Result<StatusCode, Problem> {
    state.desk().remove_webhook(&caller.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a test post.
#[utoipa::path(
    post,
    path = "/webhooks/{id}/test",
    params(("id" = ids::WebhookId, Path, description = "Webhook id")),
    responses((status = 202, description = "The post is on its way", body = Delivery))
)]
pub(crate) async fn test_webhook(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<WebhookId>,
) -> Result<(StatusCode, axum::Json<Delivery>), Problem> {
    let made = state.desk().test_webhook(id).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(find(&state, id, made).await?)))
}

/// Lists the posts of a subscription, newest first.
#[utoipa::path(
    get,
    path = "/webhooks/{id}/deliveries",
    params(("id" = ids::WebhookId, Path, description = "Webhook id"), PageQuery),
    responses((status = 200, description = "The posts", body = Page<Delivery>))
)]
pub(crate) async fn list_deliveries(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<WebhookId>,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<Delivery>>, Problem> {
    let (after, most) = (cursor(query.cursor.as_deref())?, limit(query.limit)?);
    let page = state.desk().webhook_deliveries(id, after, most).await?;
    Ok(axum::Json(Page {
        items: page.items.iter().map(delivery).collect(),
        next: page.next.map(|next| next.to_string()),
    }))
}

/// Sends a post again.
#[utoipa::path(
    post,
    path = "/webhooks/{id}/deliveries/{delivery}/retry",
    params(("id" = ids::WebhookId, Path, description = "Webhook id"), ("delivery" = ids::DeliveryId, Path, description = "Delivery id")),
    responses((status = 202, description = "It is on its way again", body = Delivery))
)]
pub(crate) async fn retry_delivery(
    State(state): State<AppState>,
    _caller: Caller,
    TwoIds(id, made): TwoIds<WebhookId, DeliveryId>,
) -> Result<(StatusCode, axum::Json<Delivery>), Problem> {
    // Only a delivery of this very webhook.
    find(&state, id, made).await?;
    state.desk().retry_delivery(made).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(find(&state, id, made).await?)))
}

/// A delivery of the webhook, which is looked for among its latest.
async fn find(state: &AppState, webhook: WebhookId, id: DeliveryId) -> Result<Delivery, Problem> {
    let mut after = None;
    loop {
        let page = state.desk().webhook_deliveries(webhook, after, 100).await?;
        if let Some(found) = page.items.iter().find(|view| view.delivery.id == id) {
            return Ok(delivery(found));
        }
        after = Some(page.next.ok_or_else(|| Problem::not_found("delivery"))?);
    }
}

fn event_names(events: &[WebhookEvent]) -> Vec<String> {
    events.iter().map(|event| event.name()).collect()
}

fn webhook(view: &WebhookView) -> Webhook {
    Webhook {
        id: view.id,
        url: view.url.clone(),
        events: view.events.iter().filter_map(|name| WebhookEvent::of(name)).collect(),
        enabled: view.active,
        created_at: view.created_at.into(),
    }
}

fn delivery(view: &DeliveryView) -> Delivery {
    let DeliveryView { delivery, attempts } = view;
    let state = serde_json::to_value(delivery.state).and_then(serde_json::from_value);
    let state = state.unwrap_or(DeliveryState::Pending);
    let event = delivery.payload.as_ref().and_then(|payload| payload["type"].as_str()).unwrap_or("erased");
    let last = attempts.last();
    Delivery {
        id: delivery.id,
        event: event.to_owned(),
        state,
        attempts: delivery.attempts,
        last_status: last.and_then(|attempt| attempt.http_status),
        last_error: last.and_then(|attempt| attempt.problem.as_ref().map(ToString::to_string)),
        created_at: delivery.created_at.into(),
        next_attempt_at: (state == DeliveryState::Pending).then(|| delivery.due_at.into()),
    }
}

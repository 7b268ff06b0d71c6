//! Customers: their profile, their orders, export and erasure.

use axum::extract::State;
use rapport_desk::ContactChange;
use rapport_domain::CustomerId;
use serde_json::Value;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, Query},
    pages_of_lists::{cursor, limit},
    problem::Problem,
    render,
    shapes::{
        ChangeCustomer, Customer, CustomerDetails, CustomerExport, CustomerVisit, ErasureReceipt, Order,
        Orders, Page, PageQuery, Receipt, ids,
    },
};

/// Reads a customer and what they wrote about before.
#[utoipa::path(
    get,
    path = "/customers/{id}",
    params(("id" = ids::CustomerId, Path, description = "Customer id")),
    responses((status = 200, description = "The customer", body = CustomerDetails))
)]
pub(crate) async fn read_customer(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<CustomerId>,
) -> Result<axum::Json<CustomerDetails>, Problem> {
    let view = state.desk().customer(id).await?;
    let names = state.names().await?;
    let previous = view.conversations.iter().map(|row| render::row(row, &names)).collect();
    Ok(axum::Json(CustomerDetails { customer: view.customer.into(), previous }))
}

/// Lists a customer's conversations on every channel, the latest first: how they came and left, what came of each,
/// what was promised.
#[utoipa::path(
    get,
    path = "/customers/{id}/timeline",
    params(("id" = ids::CustomerId, Path, description = "Customer id"), PageQuery),
    responses((status = 200, description = "A page", body = Page<CustomerVisit>))
)]
pub(crate) async fn list_customer_visits(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<CustomerId>,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<CustomerVisit>>, Problem> {
    let from = cursor(query.cursor.as_deref())?;
    let page = state.desk().customer_visits(id, from, limit(query.limit)?).await?;
    let names = state.names().await?;
    let visit = |visit: &rapport_desk::CustomerVisit| CustomerVisit {
        row: render::row(&visit.row, &names),
        started_at: visit.row.started_at.into(),
        episodes: visit.row.episode,
        arrived: visit.row.arrived.map(Into::into),
        ended: visit.row.ended_at.is_some(),
        promises: visit.promises.iter().map(|made| render::promise(made, &names)).collect(),
    };
    Ok(axum::Json(Page {
        items: page.items.iter().map(visit).collect(),
        next: page.next.map(|next| next.to_string()),
    }))
}

/// Corrects what is known about a customer.
#[utoipa::path(
    patch,
    path = "/customers/{id}",
    params(("id" = ids::CustomerId, Path, description = "Customer id")),
    request_body = ChangeCustomer,
    responses((status = 200, description = "As it is now", body = Customer))
)]
pub(crate) async fn change_customer(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<CustomerId>,
    Json(change): Json<ChangeCustomer>,
) -> Result<axum::Json<Customer>, Problem> {
    let change = ContactChange { name: change.name.0, email: change.email.0 };
    Ok(axum::Json(state.desk().change_contact(&caller.id(), id, change).await?.into()))
}

/// Asks the shop for the customer's orders.
#[utoipa::path(
    get,
    path = "/customers/{id}/orders",
    params(("id" = ids::CustomerId, Path, description = "Customer id")),
    responses((status = 200, description = "The orders", body = Orders))
)]
pub(crate) async fn read_orders(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<CustomerId>,
) -> Result<axum::Json<Orders>, Problem> {
    let Some(found) = state.desk().orders(id).await? else {
        let note =
            "The shop could not be asked: no address is known, no look-up is set up, or it did not answer.";
        return Ok(axum::Json(Orders { available: false, note: Some(note.to_owned()), orders: vec![] }));
    };
    let listed = found.get("orders").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Ok(axum::Json(Orders { available: true, note: None, orders: listed.iter().map(order).collect() }))
}

/// Gives everything that is kept about a customer.
#[utoipa::path(
    post,
    path = "/customers/{id}/export",
    params(("id" = ids::CustomerId, Path, description = "Customer id")),
    responses((status = 200, description = "Everything", body = CustomerExport))
)]
pub(crate) async fn export_customer(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<CustomerId>,
) -> Result<axum::Json<CustomerExport>, Problem> {
    let data = state.desk().export_customer(&caller.id(), id).await?;
    Ok(axum::Json(CustomerExport { exported_at: state.desk().now().into(), data }))
}

/// Erases a customer for good: their key is deleted, and with it every word of theirs in log, index and backup.
#[utoipa::path(
    post,
    path = "/customers/{id}/erase",
    params(("id" = ids::CustomerId, Path, description = "Customer id")),
    responses((status = 200, description = "Erased", body = ErasureReceipt))
)]
pub(crate) async fn erase_customer(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<CustomerId>,
) -> Result<axum::Json<ErasureReceipt>, Problem> {
    let receipt = state.desk().erase_customer(&caller.id(), id).await?;
    Ok(axum::Json(ErasureReceipt {
        receipt: Receipt {
            id: receipt.id,
            customer: receipt.customer,
            erased_at: receipt.erased_at.into(),
            conversations: receipt.conversations,
            events: receipt.events,
            attachments: receipt.attachments,
            deliveries: receipt.deliveries,
            unreached_backups: receipt.unreached_backups.len() as u64,
        },
    }))
}

/// An order, as far as the shop's own form of it can be read.
fn order(value: &Value) -> Order {
    let text = |name: &str| match value.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let items = value.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let item = |item: &Value| match item {
        Value::String(name) => Some(name.clone()),
        other => other.get("name").and_then(Value::as_str).map(str::to_owned),
    };
    Order {
        number: text("number").unwrap_or_default(),
        status: text("status").unwrap_or_default(),
        status_text: text("status_text"),
        placed_on: text("placed_on"),
        total: text("total"),
        items: items.iter().filter_map(item).collect(),
        tracking_url: text("tracking_url")
            .filter(|url| url.starts_with("https://") || url.starts_with("http://")),
    }
}

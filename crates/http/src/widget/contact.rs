//! Where the customer can be reached when they leave.

use axum::extract::State;

use crate::{
    AppState,
    access::VisitorCall,
    extract::Json,
    problem::Problem,
    shapes::{Contact, WidgetCustomer},
    widget::sessions,
};

/// Leaves an address, to which replies go when the customer is away.
#[utoipa::path(
    post,
    path = "/widget/contact",
    request_body = Contact,
    responses((status = 200, description = "The address is kept", body = WidgetCustomer))
)]
pub(crate) async fn leave_contact(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
    Json(contact): Json<Contact>,
) -> Result<axum::Json<WidgetCustomer>, Problem> {
    let customer = state.desk().tell_contact(visitor, &contact.email, contact.name.as_deref()).await?;
    Ok(axum::Json(sessions::customer(&customer)))
}

/// Takes the address back: no mail any more.
#[utoipa::path(
    delete,
    path = "/widget/contact",
    responses((status = 200, description = "The address is gone", body = WidgetCustomer))
)]
pub(crate) async fn take_back_contact(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
) -> Result<axum::Json<WidgetCustomer>, Problem> {
    let customer = state.desk().take_back_contact(visitor).await?;
    Ok(axum::Json(sessions::customer(&customer)))
}

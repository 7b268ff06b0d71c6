//! Opens the widget on a page, or comes back to it.

use axum::{extract::State, http::HeaderMap};
use rapport_desk::{ACCEPTED_MEDIA_TYPES, Identity, OpenVisit};
use rapport_domain::message::MAX_MESSAGE_CHARS;

use crate::shapes::{OpenSession, WidgetSession};
use crate::{AppState, extract::Json, origins, problem::Problem, render, shapes};

/// Opens the widget, or comes back to it with the token of an earlier call.
///
/// A customer is made on the first visit. `identity` proves who a signed-in customer is; a wrong signature is refused.
#[utoipa::path(
    post,
    path = "/widget/sessions",
    request_body = OpenSession,
    responses((status = 200, description = "The session", body = WidgetSession))
)]
pub(crate) async fn open_widget_session(
    State(state): State<AppState>,
    headers: HeaderMap,
    Json(open): Json<OpenSession>,
) -> Result<axum::Json<WidgetSession>, Problem> {
    let inbox = state.desk().inbox_by_key(&open.inbox_key).await?;
    let inbox = inbox.filter(|inbox| inbox.active).ok_or_else(|| Problem::not_found("inbox"))?;
    origins::check_inbox(&headers, &state, inbox.id).await?;
    let visit = OpenVisit {
        inbox_key: open.inbox_key,
        visitor_token: open.visitor_token,
        identity: open.identity.map(|identity| Identity {
            external_id: identity.external_id,
            email: identity.email,
            name: identity.name,
            signature: identity.signature,
        }),
        locale: open.locale,
        origin: origins::origin(&headers).map(str::to_owned),
    };
    let visit = state.desk().open_visit(visit).await?;
    let names = state.names().await?;
    let compiled = state.desk().release().await?;
    let wordings = &compiled.release().content.wordings;
    Ok(axum::Json(WidgetSession {
        visitor_token: visit.visitor_token,
        customer: customer(&visit.customer),
        conversation: visit.conversation.as_ref().map(|state| render::widget_conversation(state, &names)),
        company: shapes::WidgetCompany { name: names.company.clone(), assistant: names.assistant.clone() },
        wordings: shapes::WidgetWordings {
            person: wordings.person.clone(),
            rate: wordings.rate.clone(),
            yes: wordings.yes.clone(),
            no: wordings.no.clone(),
            ai_notice: wordings
                .ai_notice
                .replace("{assistant}", &names.assistant)
                .replace("{company}", &names.company),
        },
        accepted_files: ACCEPTED_MEDIA_TYPES.map(str::to_owned).to_vec(),
        max_file_bytes: state.options().attachment_bytes,
        max_text_chars: u32::try_from(MAX_MESSAGE_CHARS).unwrap_or(u32::MAX),
    }))
}

/// The customer, as they see themselves.
pub(crate) fn customer(customer: &rapport_domain::customer::Customer) -> shapes::WidgetCustomer {
    shapes::WidgetCustomer {
        id: customer.id,
        name: customer.name.clone(),
        email: customer.email.clone(),
        mail_declined: customer.mail_declined,
        verified: customer.verified,
    }
}

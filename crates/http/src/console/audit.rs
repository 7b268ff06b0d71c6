//! The audit log: who did what to what.

use axum::extract::State;
use rapport_desk::AuditRow;
use rapport_domain::AgentId;

use crate::{
    AppState,
    access::Caller,
    dictionary::Dictionary,
    extract::Query,
    pages_of_lists::{cursor, limit},
    problem::Problem,
    shapes::{AuditEntry, AuditVerdict, Page, PageQuery},
};

/// Lists what was done, newest first.
#[utoipa::path(
    get,
    path = "/audit",
    params(PageQuery),
    responses((status = 200, description = "A page of the log", body = Page<AuditEntry>))
)]
pub(crate) async fn list_audit_log(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<AuditEntry>>, Problem> {
    let (after, most) = (cursor(query.cursor.as_deref())?, limit(query.limit)?);
    let page = state.desk().audit_log(after.as_ref(), most).await?;
    let names = state.names().await?;
    let items = page.items.into_iter().map(|row| entry(row, &names)).collect();
    Ok(axum::Json(Page { items, next: page.next.map(|next| next.to_string()) }))
}

/// Verifies that nobody changed the log: every row is bound to the one before it by a hash.
#[utoipa::path(
    get,
    path = "/audit/verdict",
    responses((status = 200, description = "What the check found", body = AuditVerdict))
)]
pub(crate) async fn verify_audit_log(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<AuditVerdict>, Problem> {
    let broken_at = state.desk().verify_audit_log().await?;
    Ok(axum::Json(AuditVerdict { whole: broken_at.is_none(), broken_at }))
}

fn entry(row: AuditRow, names: &Dictionary) -> AuditEntry {
    let named = |id: &str| id.parse::<AgentId>().ok().and_then(|id| names.agent(id));
    AuditEntry {
        number: row.number,
        at: row.at.into(),
        actor_name: named(&row.actor),
        subject_name: named(&row.subject),
        actor: row.actor,
        act: row.act,
        subject: row.subject,
    }
}

//! Response times: what is set, and how it went.

use axum::extract::State;
use rapport_domain::sla;

use crate::{
    AppState,
    access::Caller,
    extract::{Json, Query},
    problem::Problem,
    shapes::{
        SetSlaRules, SlaDay, SlaReasonCount, SlaReport, SlaReportQuery, SlaRule, SlaSettings, SlaTally,
    },
};

/// The days of a report, where nothing else is asked for.
const USUAL_DAYS: u32 = 7;

/// Tells the response times that are set.
#[utoipa::path(
    get,
    path = "/sla",
    responses((status = 200, description = "The response times", body = SlaSettings))
)]
pub(crate) async fn read_sla(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<SlaSettings>, Problem> {
    Ok(axum::Json(state.desk().sla_settings().await?.into()))
}

/// Sets the response times, all at once; they hold for conversations that are under way too.
#[utoipa::path(
    put,
    path = "/sla",
    request_body = SetSlaRules,
    responses((status = 200, description = "As they are now", body = SlaSettings))
)]
pub(crate) async fn set_sla(
    State(state): State<AppState>,
    caller: Caller,
    Json(set): Json<SetSlaRules>,
) -> Result<axum::Json<SlaSettings>, Problem> {
    let rules = sla::SlaRules(set.rules.into_iter().map(Into::into).collect());
    Ok(axum::Json(state.desk().set_sla_rules(&caller.actor(), rules).await?.into()))
}

/// Tells how often response times were met and missed in the last days, and why.
#[utoipa::path(
    get,
    path = "/reports/sla",
    params(SlaReportQuery),
    responses((status = 200, description = "The days", body = SlaReport))
)]
pub(crate) async fn report_sla(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<SlaReportQuery>,
) -> Result<axum::Json<SlaReport>, Problem> {
    let report = state.desk().sla_report(query.days.unwrap_or(USUAL_DAYS)).await?;
    let tally = |tally: rapport_desk::SlaTally| SlaTally { met: tally.met, missed: tally.missed };
    let day = |day: rapport_desk::SlaDay| SlaDay {
        day: day.day,
        first_reply: tally(day.first_reply),
        resolution: tally(day.resolution),
    };
    let reason = |(target, reason, count): (sla::SlaTarget, sla::MissReason, u64)| SlaReasonCount {
        target: target.into(),
        reason: reason.into(),
        count,
    };
    Ok(axum::Json(SlaReport {
        is_set: report.is_set,
        days: report.days.into_iter().map(day).collect(),
        reasons: report.reasons.into_iter().map(reason).collect(),
        running: report.now.running,
        near: report.now.near,
        missed: report.now.missed,
    }))
}

impl From<rapport_desk::SlaSettings> for SlaSettings {
    fn from(from: rapport_desk::SlaSettings) -> Self {
        let rule = |rule: sla::SlaRule| SlaRule {
            channel: rule.channel.map(Into::into),
            urgent: rule.urgent,
            first_reply_minutes: rule.first_reply_min,
            resolution_minutes: rule.resolution_min,
        };
        Self { rules: from.rules.0.into_iter().map(rule).collect(), has_hours: from.has_hours }
    }
}

impl From<SlaRule> for sla::SlaRule {
    fn from(from: SlaRule) -> Self {
        Self {
            channel: from.channel.map(Into::into),
            urgent: from.urgent,
            first_reply_min: from.first_reply_minutes,
            resolution_min: from.resolution_minutes,
        }
    }
}

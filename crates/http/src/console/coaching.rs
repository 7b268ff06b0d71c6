//! The coach beside an agent who writes, and the rules that the agent waved away.

use axum::{extract::State, http::StatusCode};
use rapport_domain::ConversationId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json, TwoIds},
    problem::Problem,
    shapes::{CoachDraft, DismissRule, DismissedRule, DraftCoaching, MyCoaching, ReplyCoaching, ids},
};

/// Says what could be better in a draft, against what the customer said last. Nothing of the draft is kept.
#[utoipa::path(
    post,
    path = "/conversations/{id}/coach",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = CoachDraft,
    responses((status = 200, description = "Hints and match", body = DraftCoaching))
)]
pub(crate) async fn coach_draft(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(written): Json<CoachDraft>,
) -> Result<axum::Json<DraftCoaching>, Problem> {
    let agent = caller.agent().ok().map(|agent| agent.id);
    let coached = state.desk().coach_draft(id, agent, &written.draft).await?;
    Ok(axum::Json(DraftCoaching {
        hints: coached.hints.into_iter().map(Into::into).collect(),
        manner: coached.manner.into_iter().map(Into::into).collect(),
        promises: coached.promises.into_iter().map(Into::into).collect(),
    }))
}

/// Says what the coach thinks of a reply that was sent, by the rules that judge drafts. Leaders may ask about every
/// reply, others about the assistant's and their own.
#[utoipa::path(
    get,
    path = "/conversations/{id}/replies/{seq}/coaching",
    params(
        ("id" = ids::ConversationId, Path, description = "Conversation id"),
        ("seq" = u64, Path, description = "The reply's place in the conversation")
    ),
    responses((status = 200, description = "The verdict", body = ReplyCoaching))
)]
pub(crate) async fn coach_reply(
    State(state): State<AppState>,
    caller: Caller,
    TwoIds(id, seq): TwoIds<ConversationId, u64>,
) -> Result<axum::Json<ReplyCoaching>, Problem> {
    let verdict = state.desk().coach_reply(id, seq, caller.agent()?).await?;
    Ok(axum::Json(verdict.into()))
}

/// Lists the coach's rules that you waved away. Nobody else sees them.
#[utoipa::path(
    get,
    path = "/me/coaching",
    responses((status = 200, description = "The rules", body = MyCoaching))
)]
pub(crate) async fn read_my_coaching(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<MyCoaching>, Problem> {
    let dismissed = state.desk().dismissed_rules(caller.agent()?.id).await?;
    let dismissed = dismissed.into_iter().map(Into::into).collect();
    Ok(axum::Json(MyCoaching { dismissed, quiet_after: rapport_desk::QUIET_AFTER }))
}

/// Waves a rule of the coach away. After a few times it keeps in the background for you.
#[utoipa::path(
    post,
    path = "/me/coaching/dismissals",
    request_body = DismissRule,
    responses((status = 200, description = "How it stands now", body = DismissedRule))
)]
pub(crate) async fn dismiss_rule(
    State(state): State<AppState>,
    caller: Caller,
    Json(dismissed): Json<DismissRule>,
) -> Result<axum::Json<DismissedRule>, Problem> {
    let rule = state.desk().dismiss_rule(caller.agent()?.id, &dismissed.rule).await?;
    Ok(axum::Json(rule.into()))
}

/// Lets a rule of the coach speak up again.
#[utoipa::path(
    delete,
    path = "/me/coaching/dismissals/{rule}",
    params(("rule" = String, Path, description = "The rule's stable name", example = "claimed-feeling")),
    responses((status = 204, description = "It speaks up again"))
)]
pub(crate) async fn heed_rule(
    State(state): State<AppState>,
    caller: Caller,
    Id(rule): Id<String>,
) -> Result<StatusCode, Problem> {
    state.desk().heed_rule(caller.agent()?.id, &rule).await?;
    Ok(StatusCode::NO_CONTENT)
}

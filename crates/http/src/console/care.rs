//! Limits that an agent sets, their day, and who is offered hard conversations first.

use axum::extract::State;
use rapport_domain::ConversationId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json},
    problem::Problem,
    shapes::{self, Changed, HardContactShare, Limit, MyDay, NextConversation, Page, SetLimit, ids},
};

/// Warns the customer, or ends the conversation because of hostility, in authored words. Only who holds it may.
#[utoipa::path(
    post,
    path = "/conversations/{id}/limit",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = SetLimit,
    responses((status = 200, description = "The customer is told", body = Changed))
)]
pub(crate) async fn set_limit(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(set): Json<SetLimit>,
) -> Result<axum::Json<Changed>, Problem> {
    let limit = match set.limit {
        Limit::Warn => rapport_desk::Limit::Warn,
        Limit::End => rapport_desk::Limit::End,
    };
    let seq = state.desk().set_limit(id, caller.agent()?.id, limit).await?;
    Ok(axum::Json(Changed { seq }))
}

/// Takes over the conversation that is next for me: by priority and wait, and among equals the one that suits me
/// best. Refused where I hold as many as I take at a time. What suits colleagues better is offered to them first, and
/// to everybody after some minutes.
#[utoipa::path(
    post,
    path = "/conversations/next",
    responses((status = 200, description = "You hold it, if there is one", body = NextConversation))
)]
pub(crate) async fn take_next(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<NextConversation>, Problem> {
    let conversation = state.desk().take_next(caller.agent()?.id).await?;
    Ok(axum::Json(NextConversation { conversation }))
}

/// Tells how my day has been: hard contacts, and whether a break would be good.
#[utoipa::path(
    get,
    path = "/me/day",
    responses((status = 200, description = "My day", body = MyDay))
)]
pub(crate) async fn read_my_day(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<MyDay>, Problem> {
    let day = state.desk().my_day(caller.agent()?.id).await?;
    Ok(axum::Json(MyDay {
        hard_contacts: day.hard_contacts,
        last_hour: day.last_hour,
        break_after: rapport_desk::BREAK_AFTER,
        suggests_break: day.suggests_break,
        gentler: day.gentler,
    }))
}

/// Tells how hard contacts are spread over the team, by name and never by rank.
#[utoipa::path(
    get,
    path = "/reports/hard-contacts",
    responses((status = 200, description = "Everybody with an open account", body = Page<HardContactShare>))
)]
pub(crate) async fn report_hard_contacts(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<Page<HardContactShare>>, Problem> {
    let names = state.names().await?;
    let shares = state.desk().hard_contact_shares().await?;
    let share = |share: rapport_desk::HardContactShare| HardContactShare {
        agent: names.somebody(share.agent),
        week: share.week,
        day: share.day,
    };
    Ok(axum::Json(Page { items: shares.into_iter().map(share).collect(), next: None }))
}

impl From<&rapport_desk::Limits> for shapes::Limits {
    fn from(from: &rapport_desk::Limits) -> Self {
        Self {
            warned: from.warned,
            may_end: from.may_end,
            warning: from.warning.clone(),
            ending: from.ending.clone(),
        }
    }
}

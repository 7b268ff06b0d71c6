//! Proof of sameness: which version of an answer customers got.

use axum::extract::State;
use rapport_desk as desk;
use rapport_domain::TopicId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Query},
    pages_of_lists::{cursor, limit},
    problem::Problem,
    shapes::{GivenAnswer, Page, PeriodQuery, SameAnswers, Sameness},
};

/// Tells which versions of an answer customers got in a period, on each channel.
#[utoipa::path(
    get,
    path = "/sameness/{id}",
    params(("id" = String, Path, description = "The topic's name", pattern = "^[a-z0-9_-]{1,64}$"), PeriodQuery),
    responses((status = 200, description = "By version and channel", body = Sameness))
)]
pub(crate) async fn read_sameness(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<TopicId>,
    Query(query): Query<PeriodQuery>,
) -> Result<axum::Json<Sameness>, Problem> {
    let title = state.names().await?.topic(&id);
    let wanted = wanted(id, &query);
    let groups = state.desk().sameness(&wanted).await?.into_iter().map(same).collect();
    Ok(axum::Json(Sameness { topic: wanted.topic.to_string(), title, groups }))
}

/// Lists every single one of these answers, oldest first. A page may be short and still have a next one.
#[utoipa::path(
    get,
    path = "/sameness/{id}/answers",
    params(("id" = String, Path, description = "The topic's name", pattern = "^[a-z0-9_-]{1,64}$"), PeriodQuery),
    responses((status = 200, description = "A page", body = Page<GivenAnswer>))
)]
pub(crate) async fn list_answers_given(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<TopicId>,
    Query(query): Query<PeriodQuery>,
) -> Result<axum::Json<Page<GivenAnswer>>, Problem> {
    let (after, most) = (cursor(query.cursor.as_deref())?, limit(query.limit)?);
    let page = state.desk().answers_given(&wanted(id, &query), after.as_ref(), most).await?;
    let items = page.items.into_iter().map(given).collect();
    Ok(axum::Json(Page { items, next: page.next.map(|next| next.to_string()) }))
}

fn wanted(topic: TopicId, query: &PeriodQuery) -> desk::AnswersGiven {
    desk::AnswersGiven { topic, from: query.from.0, until: query.until.0 }
}

fn same(group: desk::SameAnswers) -> SameAnswers {
    SameAnswers {
        version: group.version,
        channel: group.channel.into(),
        releases: group.releases,
        replies: group.replies,
        customers: group.customers,
        first_at: group.first_at.into(),
        last_at: group.last_at.into(),
    }
}

fn given(answer: desk::GivenAnswer) -> GivenAnswer {
    GivenAnswer {
        at: answer.at.into(),
        conversation: answer.conversation,
        seq: answer.seq,
        customer: answer.customer,
        channel: answer.channel.into(),
        version: answer.version,
        release: answer.release,
    }
}

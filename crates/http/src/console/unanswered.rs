//! What customers asked without getting an answer.

use std::collections::BTreeMap;

use axum::extract::State;
use rapport_desk as desk;

use crate::{
    AppState,
    access::Caller,
    extract::Query,
    problem::Problem,
    shapes::{Candidate, DaysQuery, FeelingCount, Unanswered, UnansweredGroup, UnansweredQuestion},
};

/// Days that are looked back where nothing is said.
const USUAL_DAYS: u32 = 30;

/// Lists what customers asked in the last days without getting an answer, put together by meaning. What would
/// be answered by now is left out.
#[utoipa::path(
    get,
    path = "/draft/unanswered",
    params(DaysQuery),
    responses((status = 200, description = "The questions", body = Unanswered))
)]
pub(crate) async fn list_unanswered(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<DaysQuery>,
) -> Result<axum::Json<Unanswered>, Problem> {
    let names = state.names().await?;
    let found = state.desk().unanswered(query.days.unwrap_or(USUAL_DAYS)).await?;
    let group = |group: desk::UnansweredGroup| UnansweredGroup {
        feelings: feelings(&group.questions),
        nearest: group
            .nearest
            .iter()
            .map(|(topic, confidence)| Candidate {
                topic: topic.to_string(),
                title: names.topic(topic),
                confidence: *confidence,
            })
            .collect(),
        questions: group.questions.into_iter().map(question).collect(),
    };
    let (total, answered_since) = (found.total, found.answered_since);
    let groups = found.groups.into_iter().map(group).collect();
    Ok(axum::Json(Unanswered { groups, total, answered_since }))
}

fn question(question: desk::UnansweredQuestion) -> UnansweredQuestion {
    UnansweredQuestion {
        conversation: question.conversation,
        at: question.at.into(),
        text: question.text,
        feeling: question.feeling.map(Into::into),
        decision: question.decision.into(),
    }
}

fn feelings(questions: &[desk::UnansweredQuestion]) -> Vec<FeelingCount> {
    let mut counts: BTreeMap<crate::shapes::Feeling, u64> = BTreeMap::new();
    for feeling in questions.iter().filter_map(|question| question.feeling) {
        *counts.entry(feeling.into()).or_default() += 1;
    }
    let mut counts: Vec<FeelingCount> =
        counts.into_iter().map(|(feeling, count)| FeelingCount { feeling, count }).collect();
    counts.sort_by_key(|felt| std::cmp::Reverse(felt.count));
    counts
}

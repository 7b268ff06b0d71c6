//! How often answers are read, and whether they help: for those who write them.

use axum::{extract::State, http::StatusCode};
use rapport_desk as desk;
use rapport_domain::{AnswerFeedbackId, TopicId};

use crate::{
    AppState,
    access::Caller,
    dictionary::Dictionary,
    extract::{Id, Query},
    problem::Problem,
    shapes::{
        AnswerDetails, AnswerFigures, AnswerFiguresList, DaysQuery, FeedbackCount, FeedbackPlace,
        FeedbackWords, HelpfulShare, ids,
    },
};

/// Days that are looked back where nothing is said.
const USUAL_DAYS: u32 = 30;

/// Lists how often each answer was read in the last days and whether it helped, the worst first.
#[utoipa::path(
    get,
    path = "/answer-figures",
    params(DaysQuery),
    responses((status = 200, description = "Every topic in force", body = AnswerFiguresList))
)]
pub(crate) async fn list_answer_figures(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<DaysQuery>,
) -> Result<axum::Json<AnswerFiguresList>, Problem> {
    let names = state.names().await?;
    let centre = state.desk().help_centre().await?;
    let all = state.desk().answer_figures(query.days.unwrap_or(USUAL_DAYS)).await?;
    let topics = all.iter().map(|one| figures(one, &names, centre.as_deref())).collect();
    Ok(axum::Json(AnswerFiguresList { topics }))
}

/// Tells how often an answer was read in the last days, whether it helped, and what was written about it.
#[utoipa::path(
    get,
    path = "/answer-figures/{id}",
    params(("id" = String, Path, description = "The topic's name", pattern = "^[a-z0-9_-]{1,64}$"), DaysQuery),
    responses((status = 200, description = "The topic", body = AnswerDetails))
)]
pub(crate) async fn read_answer_figures(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<TopicId>,
    Query(query): Query<DaysQuery>,
) -> Result<axum::Json<AnswerDetails>, Problem> {
    let names = state.names().await?;
    let centre = state.desk().help_centre().await?;
    let details = state.desk().answer_details(&id, query.days.unwrap_or(USUAL_DAYS)).await?;
    let count = |count: desk::FeedbackCount| FeedbackCount {
        version: count.version,
        place: match count.place {
            desk::FeedbackPlace::Article => FeedbackPlace::Article,
            desk::FeedbackPlace::Chat => FeedbackPlace::Chat,
        },
        helpful: count.helpful,
        not_helpful: count.not_helpful,
    };
    let words = |comment: desk::FeedbackComment| FeedbackWords {
        id: comment.id,
        version: comment.version,
        helpful: comment.helpful,
        at: comment.at.into(),
        words: comment.words,
    };
    Ok(axum::Json(AnswerDetails {
        figures: figures(&details.figures, &names, centre.as_deref()),
        counts: details.counts.into_iter().map(count).collect(),
        words: details.comments.into_iter().map(words).collect(),
    }))
}

/// Deletes the words that a reader left. Whether the answer helped them still counts.
#[utoipa::path(
    delete,
    path = "/answer-feedback/{id}/words",
    params(("id" = ids::AnswerFeedbackId, Path, description = "What somebody said of an answer")),
    responses((status = 204, description = "Deleted"))
)]
pub(crate) async fn delete_feedback_words(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<AnswerFeedbackId>,
) -> Result<StatusCode, Problem> {
    state.desk().delete_feedback_words(&caller.id(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn figures(
    from: &desk::AnswerFigures,
    names: &Dictionary,
    centre: Option<&desk::HelpCentre>,
) -> AnswerFigures {
    let article = centre.filter(|centre| centre.site.articles.contains_key(&from.topic));
    AnswerFigures {
        topic: from.topic.to_string(),
        title: names.topic(&from.topic),
        article: article.map(|_| format!("/help/articles/{}", from.topic)),
        views: from.views,
        helpful: from.helpful,
        not_helpful: from.not_helpful,
        comments: from.comments,
        share: from.share.map(|share| HelpfulShare { value: share.value, low: share.low, high: share.high }),
    }
}

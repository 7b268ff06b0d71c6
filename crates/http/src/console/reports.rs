//! What a team leader sees.

use axum::extract::State;
use rapport_domain::feeling;

use crate::{
    AppState,
    access::Caller,
    problem::Problem,
    shapes::{FeelingCount, FeelingMove, Ratings, Today, TopicCount},
};

/// Hours of a day's picture.
const HOURS: usize = 24;

/// Tells how today goes.
#[utoipa::path(
    get,
    path = "/reports/today",
    responses((status = 200, description = "Today", body = Today))
)]
pub(crate) async fn report_today(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<Today>, Problem> {
    let report = state.desk().today().await?;
    let names = state.names().await?;
    let compiled = state.desk().release().await?;
    let zone = jiff::tz::TimeZone::get(&compiled.release().content.company.time_zone);
    let zone = zone.unwrap_or(jiff::tz::TimeZone::UTC);
    let did = |names: &[&str]| {
        report
            .decisions
            .iter()
            .filter(|(name, _)| names.contains(&name.as_str()))
            .map(|(_, count)| count)
            .sum()
    };
    let figures = &report.figures;
    let mut by_hour = report.by_hour.clone();
    by_hour.resize(HOURS, 0);
    Ok(axum::Json(Today {
        day: report.from.to_jiff().to_zoned(zone).date().to_string(),
        handled: figures.conversations,
        by_assistant: figures.by_assistant,
        handed_over: figures.handed_over,
        waiting_now: figures.waiting.count,
        longest_wait_s: (figures.waiting.count > 0).then_some(figures.waiting.longest_s),
        ratings: Ratings {
            count: figures.ratings.count,
            mean: figures.ratings.mean,
            distribution: figures.ratings.distribution.to_vec(),
        },
        arrived: figures
            .arrived
            .iter()
            .filter_map(|counted| of_feeling(&counted.name, counted.count))
            .collect(),
        left: figures.left.iter().filter_map(|counted| of_feeling(&counted.name, counted.count)).collect(),
        moves: figures
            .moves
            .iter()
            .filter_map(|went| {
                Some(FeelingMove { from: went.from?.into(), to: went.to?.into(), count: went.count })
            })
            .collect(),
        answered: did(&["answered", "flow_step", "drafted"]),
        asked_back: did(&["asked_back"]),
        did_not_know: did(&["did_not_know"]),
        top_topics: report
            .topics
            .iter()
            .map(|(topic, count)| TopicCount {
                title: topic.parse().map_or_else(|_| topic.clone(), |id| names.topic(&id)),
                topic: topic.clone(),
                count: *count,
            })
            .collect(),
        by_hour,
    }))
}

/// What is unclear is counted by nobody: the picture shows feelings that could be told.
fn of_feeling(name: &str, count: u64) -> Option<FeelingCount> {
    Some(FeelingCount { feeling: name.parse::<feeling::Feeling>().ok()?.into(), count })
}

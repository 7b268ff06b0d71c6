//! Topics of the draft: read and saved as a whole.

use axum::extract::State;
use rapport_desk::{self as desk, OpenTopic, SaveTopic};
use rapport_domain::{
    TopicId,
    content::{self, Response},
    help_centre,
};

use crate::{
    AppState,
    access::Caller,
    console::{
        draft::file,
        release_changes::{finding, how},
    },
    extract::{Id, Json},
    problem::Problem,
    shapes::{DraftTopic, DraftTopics, Impact, SaveDraftTopic, Topic, TopicAnswer, TopicEntry, TopicHelp},
};

/// Lists all topics, as the draft has them; those that it takes away too.
#[utoipa::path(
    get,
    path = "/draft/topics",
    responses((status = 200, description = "All topics", body = DraftTopics))
)]
pub(crate) async fn list_draft_topics(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<DraftTopics>, Problem> {
    let entry = |entry: desk::TopicEntry| TopicEntry {
        id: entry.id.to_string(),
        topic: entry.topic.map(shape),
        how: entry.how.map(how),
        conflict: entry.conflict,
    };
    let topics = state.desk().draft_topics().await?.into_iter().map(entry).collect();
    Ok(axum::Json(DraftTopics { topics }))
}

/// Reads a topic to be edited; also one that there is not yet.
#[utoipa::path(
    get,
    path = "/draft/topics/{id}",
    params(("id" = String, Path, description = "The topic's name", pattern = "^[a-z0-9_-]{1,64}$")),
    responses((status = 200, description = "The topic", body = DraftTopic))
)]
pub(crate) async fn read_draft_topic(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<TopicId>,
) -> Result<axum::Json<DraftTopic>, Problem> {
    Ok(axum::Json(open(state.desk().draft_topic(&id).await?)))
}

/// Saves a topic into the draft. Answers 409 where somebody else has saved another text than the one that you
/// have seen; then read the topic, look at theirs, and save with its mark.
#[utoipa::path(
    put,
    path = "/draft/topics/{id}",
    params(("id" = String, Path, description = "The topic's name", pattern = "^[a-z0-9_-]{1,64}$")),
    request_body = SaveDraftTopic,
    responses((status = 200, description = "Saved", body = DraftTopic))
)]
pub(crate) async fn save_draft_topic(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<TopicId>,
    Json(save): Json<SaveDraftTopic>,
) -> Result<axum::Json<DraftTopic>, Problem> {
    let topic = domain(save.topic)?;
    if topic.id != id {
        return Err(Problem::field("topic.id", "is another name than the one in the address"));
    }
    let save = SaveTopic { topic, mark: save.mark, keep: save.keep, by: caller.actor().name };
    Ok(axum::Json(open(state.desk().save_draft_topic(save).await?)))
}

fn open(open: OpenTopic) -> DraftTopic {
    DraftTopic {
        file: file(open.file),
        topic: open.topic.map(shape),
        unreadable: open.unreadable.map(finding),
        live: open.live.map(shape),
    }
}

/// A topic as it goes out.
fn shape(topic: content::Topic) -> Topic {
    let (answer, flow) = match topic.response {
        Response::Answer(answer) => (Some(answer), None),
        Response::Flow(flow) => (None, Some(flow.to_string())),
    };
    let content::Impact { happened, cannot, without } = topic.impact;
    Topic {
        id: topic.id.to_string(),
        title: topic.title,
        owner: topic.owner,
        examples: topic.examples,
        safety: topic.safety,
        impact: Impact { happened, cannot, without },
        answer: answer.map(|answer| TopicAnswer {
            version: answer.version,
            plain: answer.plain,
            rich: answer.rich,
            spoken: answer.spoken,
            next_step: answer.next_step,
            offer: answer.offer.map(|flow| flow.to_string()),
            sources: answer.sources,
            valid_from: answer.validity.from,
            valid_until: answer.validity.until,
            audience: answer.validity.audience.into(),
        }),
        flow,
        help: TopicHelp {
            title: topic.help.title,
            category: topic.help.category.map(|category| category.to_string()),
            hidden: topic.help.hidden,
            text: topic.help.text,
        },
    }
}

/// A topic as it came in.
pub(crate) fn domain(topic: Topic) -> Result<content::Topic, Problem> {
    const NAME: &str = "is no name: small letters, digits, - and _, at most 64";
    let response = match (topic.answer, topic.flow) {
        (Some(answer), None) => Response::Answer(content::Answer {
            version: answer.version,
            plain: answer.plain,
            rich: answer.rich,
            spoken: answer.spoken,
            next_step: answer.next_step,
            offer: answer
                .offer
                .map(|flow| flow.parse())
                .transpose()
                .map_err(|_| Problem::field("topic.answer.offer", NAME))?,
            sources: answer.sources,
            validity: content::Validity {
                from: answer.valid_from,
                until: answer.valid_until,
                audience: answer.audience.into(),
            },
        }),
        (None, Some(flow)) => Response::Flow(flow.parse().map_err(|_| Problem::field("topic.flow", NAME))?),
        _ => return Err(Problem::field("topic", "has either an answer or a flow; give it one of them")),
    };
    let Impact { happened, cannot, without } = topic.impact;
    let category = topic.help.category.filter(|category| !category.is_empty());
    let category = category.map(|category| category.parse()).transpose();
    Ok(content::Topic {
        id: topic.id.parse().map_err(|_| Problem::field("topic.id", NAME))?,
        title: topic.title,
        examples: topic.examples,
        impact: content::Impact { happened, cannot, without },
        response,
        owner: topic.owner,
        safety: topic.safety,
        help: help_centre::TopicHelp {
            title: topic.help.title,
            category: category.map_err(|_| Problem::field("topic.help.category", NAME))?,
            hidden: topic.help.hidden,
            text: topic.help.text,
        },
    })
}

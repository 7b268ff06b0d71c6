//! The draft is tried: a reply shown, examples compared, a conversation played.

use axum::extract::State;
use rapport_desk::{self as desk, DraftMessage, PreviewOf};
use rapport_domain::message::Message;

use crate::{
    AppState,
    access::Caller,
    console::{draft_topics::domain, release_changes::finding},
    extract::Json,
    problem::Problem,
    render,
    shapes::{
        DraftConflicts, ExampleConflict, PreviewStatement, PreviewTopic, ReplyVariants, StandIn,
        TopicPreview, TriedDraft, TriedReply, TryDraft, Understood,
    },
};

/// Shows the reply to a customer who asks for a topic, as it is being written. Nothing is saved.
#[utoipa::path(
    post,
    path = "/draft/preview",
    request_body = PreviewTopic,
    responses((status = 200, description = "The reply", body = TopicPreview))
)]
pub(crate) async fn preview_topic(
    State(state): State<AppState>,
    _caller: Caller,
    Json(of): Json<PreviewTopic>,
) -> Result<axum::Json<TopicPreview>, Problem> {
    let of = PreviewOf { topic: domain(of.topic)?, text: of.text, feeling: of.feeling.map(Into::into) };
    let shown = state.desk().preview_topic(of).await?;
    let statement = |chosen: rapport_domain::why::ChosenStatement| PreviewStatement {
        statement: chosen.statement.to_string(),
        part: chosen.part.into(),
        because: chosen.because,
    };
    Ok(axum::Json(TopicPreview {
        customer: shown.customer,
        reply: shown.message.map(variants),
        statements: shown.statements.into_iter().map(statement).collect(),
        findings: shown.findings.into_iter().map(finding).collect(),
    }))
}

/// Lists the examples that another topic would take if they were not examples. It trains when the draft has
/// changed, which takes seconds.
#[utoipa::path(
    get,
    path = "/draft/conflicts",
    responses((status = 200, description = "All of them", body = DraftConflicts))
)]
pub(crate) async fn list_draft_conflicts(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<DraftConflicts>, Problem> {
    let conflict = |found: desk::ExampleConflict| ExampleConflict {
        topic: found.topic.to_string(),
        example: found.example,
        taken_for: found.taken_for.to_string(),
        confidence: found.confidence,
    };
    let conflicts = state.desk().draft_conflicts().await?.into_iter().map(conflict).collect();
    Ok(axum::Json(DraftConflicts { conflicts }))
}

/// Plays a conversation with the draft from its beginning. Actions are answered by stand-ins; no other system is
/// called, and nothing is kept. It trains when the draft has changed, which takes seconds.
#[utoipa::path(
    post,
    path = "/draft/conversation",
    request_body = TryDraft,
    responses((status = 200, description = "What came back", body = TriedDraft))
)]
pub(crate) async fn try_draft(
    State(state): State<AppState>,
    _caller: Caller,
    Json(tried): Json<TryDraft>,
) -> Result<axum::Json<TriedDraft>, Problem> {
    let names = state.names().await?;
    let message = |message: crate::shapes::TriedMessage| DraftMessage {
        text: message.text,
        feeling: message.feeling.map(Into::into),
    };
    let messages = tried.messages.into_iter().map(message).collect();
    let replies = state.desk().converse_with_draft(messages).await?;
    let reply = |came: desk::DraftReply| TriedReply {
        perception: Box::new((&*came.perception).into()),
        understood: came.understanding.map(|understood| Understood {
            dialogue_act: understood.dialogue_act.into(),
            in_scope: understood.in_scope,
            candidates: understood.candidates.iter().map(|found| render::candidate(found, &names)).collect(),
            also: understood.also.as_ref().map(|also| render::candidate(also, &names)),
        }),
        reply: came.message.map(variants),
        why: came.why.map(|why| Box::new(render::why(&why, &names))),
        acts: came.acts.into_iter().map(stand_in).collect(),
        person_awaited: came.person_awaited,
    };
    Ok(axum::Json(TriedDraft { replies: replies.into_iter().map(reply).collect() }))
}

fn variants(message: Message) -> ReplyVariants {
    ReplyVariants {
        rich: rapport_channels::widget::rich(&message),
        choices: message.choices.iter().map(Into::into).collect(),
        plain: message.text,
        spoken: message.spoken,
    }
}

fn stand_in(act: desk::StandIn) -> StandIn {
    StandIn { action: act.action.to_string(), outcome: render::outcome(&act.outcome) }
}

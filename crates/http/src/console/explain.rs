//! Why the assistant replied as it did.

use axum::extract::State;
use rapport_desk::FullExplanation;
use rapport_domain::{
    ConversationId,
    content::{Release, Statement},
    why::{ChosenStatement, Why},
};

use crate::{
    AppState,
    access::Caller,
    console::{release_changes, releases},
    dictionary::Dictionary,
    extract::Id,
    problem::Problem,
    render,
    shapes::{ExplainedTurn, Explanation, HeardMessage, StatementRule, TopicView, Understood, ids},
    statement_rule,
};

/// Runs every decision again on the stored events and tells what was weighed.
#[utoipa::path(
    get,
    path = "/conversations/{id}/explain",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    responses((status = 200, description = "The decisions", body = Explanation))
)]
pub(crate) async fn explain(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<ConversationId>,
) -> Result<axum::Json<Explanation>, Problem> {
    let names = state.names().await?;
    let explained = state.desk().explain_in_full(id).await?;
    let turns = explained.into_iter().map(|turn| explained_turn(turn, &names)).collect();
    Ok(axum::Json(Explanation { conversation: id, turns }))
}

fn explained_turn(turn: FullExplanation, names: &Dictionary) -> ExplainedTurn {
    let release = turn.release.as_deref();
    let why = turn.decision.why.as_ref();
    ExplainedTurn {
        seq: turn.decision.seq,
        reply: turn.reply,
        at: turn.at.into(),
        same: turn.decision.equal,
        heard: turn.heard.iter().map(heard).collect(),
        understood: turn.understanding.map(|understood| Understood {
            dialogue_act: understood.dialogue_act.into(),
            in_scope: understood.in_scope,
            candidates: understood.candidates.iter().map(|found| render::candidate(found, names)).collect(),
            also: understood.also.as_ref().map(|also| render::candidate(also, names)),
        }),
        statements: why.map(|why| statements(why, release)).unwrap_or_default(),
        release: release.map(|release| release_changes::name(release.into())),
        topic: why.zip(release).and_then(|(why, release)| topic(why, release)),
        why: why.map(|why| Box::new(render::why(why, names))),
        said: turn.decision.said,
        differences: turn.decision.differences,
    }
}

fn heard(heard: &rapport_desk::HeardMessage) -> HeardMessage {
    HeardMessage {
        seq: heard.seq,
        at: heard.message.at.into(),
        text: heard.message.text.clone(),
        perception: heard.perception.as_deref().map(|perception| Box::new(perception.into())),
    }
}

fn statements(why: &Why, release: Option<&Release>) -> Vec<StatementRule> {
    let authored = |chosen: &ChosenStatement| -> Option<&Statement> {
        release?.content.statements.iter().find(|statement| statement.id == chosen.statement)
    };
    why.statements.iter().map(|chosen| statement_rule::rule(chosen, authored(chosen))).collect()
}

/// The topic, as the release of that time had it.
fn topic(why: &Why, release: &Release) -> Option<TopicView> {
    let wanted = why.topic.as_ref()?;
    release.content.topics.iter().find(|topic| topic.id == *wanted).map(releases::topic)
}

//! One act on many conversations.

use axum::extract::State;
use rapport_desk::BulkAct;

use crate::{
    AppState,
    access::Caller,
    extract::Json,
    problem::Problem,
    shapes::{self, ActOnMany, ActedOnMany, NotDone},
};

/// Does the same to many conversations, each on its own: where one cannot be done, the others are.
#[utoipa::path(
    post,
    path = "/conversations/bulk",
    request_body = ActOnMany,
    responses((status = 200, description = "What came of each", body = ActedOnMany))
)]
pub(crate) async fn act_on_many(
    State(state): State<AppState>,
    caller: Caller,
    Json(many): Json<ActOnMany>,
) -> Result<axum::Json<ActedOnMany>, Problem> {
    let agent = caller.agent()?.id;
    let act = act(many.act)?;
    let mut acted = ActedOnMany { done: vec![], failed: vec![] };
    for outcome in state.desk().act_on_many(&many.conversations, agent, &act).await {
        let conversation = outcome.conversation;
        match outcome.result {
            Ok(()) => acted.done.push(conversation),
            Err(error) => {
                let reason = Problem::from(error).shape().detail;
                acted.failed.push(NotDone { conversation, reason });
            }
        }
    }
    Ok(axum::Json(acted))
}

fn act(act: shapes::BulkAct) -> Result<BulkAct, Problem> {
    let tag = |text: &str| rapport_desk::read_tag("act.tag", text);
    Ok(match act {
        shapes::BulkAct::Resolve {} => BulkAct::Resolve,
        shapes::BulkAct::Snooze { until } => BulkAct::Snooze { until: until.0 },
        shapes::BulkAct::Tag { tag: text } => BulkAct::Tag { tag: tag(&text)? },
        shapes::BulkAct::Untag { tag: text } => BulkAct::Untag { tag: tag(&text)? },
        shapes::BulkAct::TakeOver { from_colleague } => BulkAct::TakeOver { from_colleague },
    })
}

//! What a new customer would get for a text: to tell what a release would change for real questions.

use std::collections::BTreeMap;

use rapport_domain::{FlowId, TopicId, perception::Perception, why::DecisionKind};
use serde::Serialize;

use super::Stage;
use crate::understand::{Compiled, Said};

/// What a new customer would get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstReply {
    /// What the reply does; nothing where there is none.
    pub decision: Option<DecisionKind>,
    /// The topic that speaks.
    pub topic: Option<TopicId>,
    /// The flow that speaks.
    pub flow: Option<FlowId>,
    /// The version of the approved answer.
    pub answer_version: Option<u32>,
}

/// The reply to a new customer who writes what was read.
pub fn first_reply(compiled: &Compiled, said: &Said, perception: Perception) -> FirstReply {
    let mut stage = Stage::new(compiled, BTreeMap::new());
    let why = stage.say(said, perception).why;
    FirstReply {
        decision: why.as_ref().map(|why| why.decision),
        topic: why.as_ref().and_then(|why| why.topic.clone()),
        flow: why.as_ref().and_then(|why| why.flow.as_ref()).map(|(flow, _)| flow.clone()),
        answer_version: why.and_then(|why| why.answer_version),
    }
}

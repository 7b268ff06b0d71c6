//! What a customer would hear about a topic, without asking whether it would be understood.

use std::{collections::BTreeMap, sync::Arc};

use rapport_domain::{
    TopicId,
    content::Release,
    perception::Perception,
    understanding::{Candidate, DialogueAct, Understanding},
};

use super::{Heard, Stage};
use crate::understand::Compiled;

/// The first reply to a customer who writes `text`, means `topic` and feels as `perception` says: composed and
/// framed as in a conversation. It needs no training, so it can be shown while somebody types.
pub fn preview(release: Arc<Release>, topic: &TopicId, text: &str, perception: Perception) -> Heard {
    let compiled = Compiled::untrained(release);
    let mut stage = Stage::new(&compiled, BTreeMap::new());
    stage.receive(text, perception);
    let meant = Candidate { topic: topic.clone(), confidence: 1.0 };
    stage.reply_to(Understanding {
        candidates: vec![meant],
        in_scope: 1.0,
        dialogue_act: DialogueAct::Inform,
        also: None,
    })
}

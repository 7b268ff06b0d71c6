//! Since when an answer has been approved: the publication that first held this very text.

use std::collections::HashMap;

use rapport_domain::{
    Timestamp, TopicId,
    content::{Content, Response},
};
use rapport_storage::AnswerApproval;
use sha2::Digest;

/// The approvals that the publication of `content` at a moment gives.
pub(crate) fn given(content: &Content, at: Timestamp) -> Vec<AnswerApproval> {
    let digests = digests(content);
    digests.map(|(topic, digest)| AnswerApproval { topic: topic.clone(), digest, approved_at: at }).collect()
}

/// Since when each answer of `content` has been approved, by what is known of all that ever were.
pub(super) fn of(content: &Content, known: Vec<AnswerApproval>) -> HashMap<TopicId, Timestamp> {
    let known: HashMap<(TopicId, String), Timestamp> =
        known.into_iter().map(|one| ((one.topic, one.digest), one.approved_at)).collect();
    let approved = digests(content).filter_map(|(topic, digest)| {
        let at = known.get(&(topic.clone(), digest))?;
        Some((topic.clone(), *at))
    });
    approved.collect()
}

/// The hash of what each topic is answered with, as the pages show it.
fn digests(content: &Content) -> impl Iterator<Item = (&TopicId, String)> {
    content.topics.iter().map(|topic| {
        let text = match &topic.response {
            Response::Answer(answer) => serde_json::to_vec(&(&answer.plain, &answer.rich, &answer.next_step)),
            Response::Flow(id) => {
                let flow = content.flows.iter().find(|flow| flow.id == *id);
                serde_json::to_vec(&(flow, &topic.help.text))
            }
        };
        (&topic.id, hex::encode(&sha2::Sha256::digest(text.unwrap_or_default())[..16]))
    })
}

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

/// The hash of each answer's text, as the pages show it.
fn digests(content: &Content) -> impl Iterator<Item = (&TopicId, String)> {
    content.topics.iter().filter_map(|topic| {
        let Response::Answer(answer) = &topic.response else { return None };
        let text = serde_json::to_vec(&(&answer.plain, &answer.rich, &answer.next_step)).unwrap_or_default();
        Some((&topic.id, hex::encode(&sha2::Sha256::digest(&text)[..16])))
    })
}

//! Since when an answer has been approved: the publication that first held this very text.

use std::collections::HashMap;

use rapport_domain::{
    Timestamp, TopicId,
    content::{Content, Response},
};
use rapport_storage::AnswerApproval;
use sha2::Digest;

use crate::{Desk, DeskError, workers::Chain};

/// Releases that are looked back at; what is older dates from the first of them.
const MOST_RELEASES: usize = 1_000;

impl Desk {
    /// Notes once what the releases of before approvals were noted approved, so that an answer that has stood
    /// for years does not seem new. Where that fails, dates are later than they should be until the next start.
    pub(crate) async fn note_earlier_approvals(&self) {
        if let Err(error) = self.try_note_earlier_approvals().await {
            tracing::warn!(error = %Chain(&error), "since when answers are approved is not known of all");
        }
    }

    async fn try_note_earlier_approvals(&self) -> Result<(), DeskError> {
        let mut reader = self.store().read().await?;
        if reader.approvals_are_noted().await? {
            return Ok(());
        }
        let mut newest = reader.releases().await?;
        newest.truncate(MOST_RELEASES);
        // Oldest first, and only what each one adds: most answers stay the same from release to release.
        let mut first: HashMap<(TopicId, String), AnswerApproval> = HashMap::new();
        for row in newest.iter().rev() {
            let Some(release) = reader.release(row.id).await? else { continue };
            for approval in given(&release.content, row.published_at) {
                first.entry((approval.topic.clone(), approval.digest.clone())).or_insert(approval);
            }
        }
        drop(reader);
        let first: Vec<AnswerApproval> = first.into_values().collect();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.note_approvals(&first).await?;
                    Ok(tx.mark_approvals_noted().await?)
                })
            })
            .await
    }
}

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

//! Decides again on the stored events, and says whether it comes to the same.

use std::{collections::HashMap, sync::Arc};

use rapport_dialogue::explain;
use rapport_domain::{
    ConversationId, ReleaseId, Timestamp,
    content::Release,
    event::{ConversationEvent, Recorded},
    message::Message,
    perception::Perception,
    understanding::Understanding,
};

use crate::{Desk, DeskError};

pub use rapport_dialogue::Explained as Explanation;

/// A decision with everything that it was made from.
#[derive(Debug, Clone)]
pub struct FullExplanation {
    /// The decision, run again.
    pub decision: Explanation,
    /// When it was made.
    pub at: Timestamp,
    /// The place of the reply that it led to.
    pub reply: Option<u64>,
    /// The messages that it answers.
    pub heard: Vec<HeardMessage>,
    /// What they were understood to ask.
    pub understanding: Option<Understanding>,
    /// The release that was in force.
    pub release: Option<Arc<Release>>,
}

/// A customer's message and what it showed of their feeling.
#[derive(Debug, Clone, PartialEq)]
pub struct HeardMessage {
    /// Its place in the conversation.
    pub seq: u64,
    /// What was written.
    pub message: Message,
    /// What it showed.
    pub perception: Option<Box<Perception>>,
}

impl Desk {
    /// Runs every decision of a conversation again.
    pub async fn explain(&self, id: ConversationId) -> Result<Vec<Explanation>, DeskError> {
        Ok(self.explained(id).await?.decisions)
    }

    /// Runs every decision again and puts beside each what it was made from.
    pub async fn explain_in_full(&self, id: ConversationId) -> Result<Vec<FullExplanation>, DeskError> {
        let Explained { events, decisions, releases } = self.explained(id).await?;
        let ends = decisions.iter().skip(1).map(|next| next.seq).chain([u64::MAX]);
        let full = decisions.iter().zip(ends).map(|(decision, end)| {
            let own = |recorded: &&Recorded| (decision.seq..end).contains(&recorded.seq);
            let release = decision.why.as_ref().and_then(|why| releases.get(&why.release));
            in_full(decision, &events, events.iter().filter(own), release.cloned())
        });
        Ok(full.collect())
    }

    async fn explained(&self, id: ConversationId) -> Result<Explained, DeskError> {
        let events = self.store().read().await?.conversation_events(id).await?;
        let events = events.ok_or(DeskError::NotFound("conversation"))?;
        let mut releases: HashMap<ReleaseId, Arc<Release>> = HashMap::new();
        for recorded in &events {
            if let ConversationEvent::Replied { why, .. } = &recorded.event
                && !releases.contains_key(&why.release)
                && let Some(release) = self.release_of(why.release).await?
            {
                releases.insert(why.release, release);
            }
        }
        let decisions = explain(id, &events, &|release| releases.get(&release).cloned());
        Ok(Explained { events, decisions, releases })
    }
}

struct Explained {
    events: Vec<Recorded>,
    decisions: Vec<Explanation>,
    releases: HashMap<ReleaseId, Arc<Release>>,
}

/// The decision beside what the log tells of it; `own` are the events from it until the next one.
fn in_full<'a>(
    decision: &Explanation,
    events: &[Recorded],
    mut own: impl Iterator<Item = &'a Recorded>,
    release: Option<Arc<Release>>,
) -> FullExplanation {
    let at = events.iter().find(|recorded| recorded.seq == decision.seq).map(|recorded| recorded.at);
    let replied = own.find_map(|recorded| match &recorded.event {
        ConversationEvent::Replied { answers, .. } => Some((recorded.seq, *answers)),
        _ => None,
    });
    let understood = events.iter().rev().filter(|recorded| recorded.seq <= decision.seq);
    let understood = understood.clone().find_map(|recorded| match &recorded.event {
        ConversationEvent::Understood { through, understanding } => Some((*through, understanding.clone())),
        _ => None,
    });
    let through =
        replied.map(|(_, answers)| answers).or_else(|| understood.as_ref().map(|(through, _)| *through));
    FullExplanation {
        decision: decision.clone(),
        at: at.unwrap_or_default(),
        reply: replied.map(|(seq, _)| seq),
        heard: through.map(|through| heard(events, through)).unwrap_or_default(),
        understanding: understood
            .filter(|(of, _)| Some(*of) == through)
            .map(|(_, understanding)| understanding),
        release,
    }
}

/// The messages of the turn that ends at `through`: those since the turn before it.
pub(crate) fn heard(events: &[Recorded], through: u64) -> Vec<HeardMessage> {
    let ends = events.iter().filter_map(|recorded| match &recorded.event {
        ConversationEvent::Understood { through, .. } => Some(*through),
        ConversationEvent::Replied { answers, .. } => Some(*answers),
        _ => None,
    });
    let after = ends.filter(|end| *end < through).max().unwrap_or(0);
    let perception_of = |seq: u64| {
        events.iter().find_map(|recorded| match &recorded.event {
            ConversationEvent::Perceived { of, perception } if *of == seq => Some(perception.clone()),
            _ => None,
        })
    };
    let message = |recorded: &Recorded| match &recorded.event {
        ConversationEvent::MessageReceived { message, .. } => Some(HeardMessage {
            seq: recorded.seq,
            message: message.clone(),
            perception: perception_of(recorded.seq),
        }),
        _ => None,
    };
    events
        .iter()
        .filter(|recorded| recorded.seq > after && recorded.seq <= through)
        .filter_map(message)
        .collect()
}

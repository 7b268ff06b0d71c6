//! What customers asked and got no answer to, put together by meaning: what topics are missing.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use rapport_dialogue::{
    Compiled, Said, TurnContext,
    decide::is_understood,
    group::{ALIKE, group},
};
use rapport_domain::{
    ConversationId, Timestamp, TopicId,
    event::{ConversationEvent, Recorded},
    feeling::Feeling,
    understanding::{DialogueAct, Understanding},
    why::DecisionKind,
};
use rapport_perception::Reader;
use rapport_storage::{StorageError, UnansweredEvent};

use crate::{Desk, DeskError, error::invalid, explain::heard};

/// The longest time to look back, in days.
const MAX_DAYS: u32 = 365;
/// So many turns are read at most, the latest.
const MAX_TURNS: u32 = 500;
/// So many topics at most come near a group.
const NEAREST: usize = 3;

/// What was asked without an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Unanswered {
    /// Questions that mean about the same, the most frequent first, of equals the newest.
    pub groups: Vec<UnansweredGroup>,
    /// How many questions there are in all.
    pub total: usize,
    /// How many would be answered by now, and are left out.
    pub answered_since: usize,
}

/// Questions that mean about the same.
#[derive(Debug, Clone, PartialEq)]
pub struct UnansweredGroup {
    /// The questions, newest first.
    pub questions: Vec<UnansweredQuestion>,
    /// The topics that come nearest, best first, with the mean confidence over the questions.
    pub nearest: Vec<(TopicId, f32)>,
}

/// A question without an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct UnansweredQuestion {
    /// In which conversation.
    pub conversation: ConversationId,
    /// When.
    pub at: Timestamp,
    /// What the customer wrote.
    pub text: String,
    /// How they felt, where that was clear.
    pub feeling: Option<Feeling>,
    /// What the assistant did instead of answering.
    pub decision: DecisionKind,
}

impl Desk {
    /// What customers asked in the last days without getting an answer: the assistant did not know, asked back
    /// in vain, or called a person because of it. What it would answer by now is left out. The words are
    /// opened for the caller only, and stored nowhere else.
    pub async fn unanswered(&self, days: u32) -> Result<Unanswered, DeskError> {
        if days == 0 || days > MAX_DAYS {
            return Err(invalid("days", format!("Look back 1 to {MAX_DAYS} days.")));
        }
        let since = self.now().plus_ms(-i64::from(days) * 86_400_000);
        let found = self.store().read().await?.unanswered_since(since, MAX_TURNS).await?;
        let mut of_conversation: BTreeMap<ConversationId, Vec<UnansweredEvent>> = BTreeMap::new();
        for event in found {
            of_conversation.entry(event.conversation).or_default().push(event);
        }
        let mut questions = Vec::new();
        for (conversation, found) in of_conversation {
            let events = match self.store().read().await?.conversation_events(conversation).await {
                Ok(events) => events.unwrap_or_default(),
                Err(StorageError::Erased(_)) => continue,
                Err(error) => return Err(error.into()),
            };
            questions.extend(questions_of(conversation, &events, &found));
        }
        questions.sort_by(|a, b| b.at.cmp(&a.at).then(a.conversation.cmp(&b.conversation)));
        let (release, reader) = (self.release().await?, Arc::clone(self.parts().readers.reader()));
        tokio::task::spawn_blocking(move || grouped(questions, &release, &reader))
            .await
            .map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))
    }
}

/// The questions behind the events `found`, each turn once.
fn questions_of(
    conversation: ConversationId,
    events: &[Recorded],
    found: &[UnansweredEvent],
) -> Vec<UnansweredQuestion> {
    let mut seen = HashSet::new();
    let question = |event: &UnansweredEvent| {
        let (reply_seq, decision, through) = reply_at(events, event.seq)?;
        let in_vain = decision != DecisionKind::AskedBack || !helped_next(events, reply_seq);
        if !in_vain || !seen.insert(through) || !asks(events, through) {
            return None;
        }
        let messages = heard(events, through);
        let text = messages.iter().map(|heard| heard.message.text.trim()).filter(|text| !text.is_empty());
        let text = text.collect::<Vec<_>>().join("\n");
        let feeling = messages.iter().rev().find_map(|heard| heard.perception.as_ref()?.feeling);
        (!text.is_empty()).then_some(UnansweredQuestion {
            conversation,
            at: event.at,
            text,
            feeling,
            decision,
        })
    };
    found.iter().filter_map(question).collect()
}

/// The reply that an event is or belongs to: its place, what it did, and the turn that it answers.
fn reply_at(events: &[Recorded], seq: u64) -> Option<(u64, DecisionKind, u64)> {
    events.iter().filter(|recorded| recorded.seq >= seq).find_map(|recorded| match &recorded.event {
        ConversationEvent::Replied { why, answers, .. } => Some((recorded.seq, why.decision, *answers)),
        _ => None,
    })
}

/// Whether the customer got on after being asked back.
fn helped_next(events: &[Recorded], seq: u64) -> bool {
    let next =
        events.iter().filter(|recorded| recorded.seq > seq).find_map(|recorded| match &recorded.event {
            ConversationEvent::Replied { why, .. } => Some(why.decision),
            _ => None,
        });
    matches!(next, Some(DecisionKind::Answered | DecisionKind::FlowStep | DecisionKind::Drafted))
}

/// Whether a turn asks something, and is not just a yes, a no or a call for a person.
pub(crate) fn asks(events: &[Recorded], through: u64) -> bool {
    events.iter().any(|recorded| match &recorded.event {
        ConversationEvent::Understood { through: of, understanding } => {
            *of == through && matches!(understanding.dialogue_act, DialogueAct::Inform | DialogueAct::Correct)
        }
        _ => false,
    })
}

/// Understands every question as the release in force does, leaves out what it would answer, and groups.
fn grouped(questions: Vec<UnansweredQuestion>, release: &Compiled, reader: &Reader) -> Unanswered {
    let all = questions.len();
    let (mut open, mut vectors, mut understood) = (Vec::new(), Vec::new(), Vec::<Understanding>::new());
    for question in questions {
        let vector = reader.vector(&question.text);
        let said = Said::read(&question.text, vector.clone(), |stretch| reader.vector(stretch));
        let understanding = release.understand(&said, &TurnContext::default());
        if is_understood(&understanding) {
            continue;
        }
        open.push(question);
        vectors.push(vector);
        understood.push(understanding);
    }
    let groups = group(&vectors, ALIKE).into_iter().map(|places| UnansweredGroup {
        nearest: nearest(places.iter().map(|at| &understood[*at])),
        questions: places.iter().map(|at| open[*at].clone()).collect(),
    });
    Unanswered { total: open.len(), answered_since: all - open.len(), groups: groups.collect() }
}

fn nearest<'a>(understood: impl ExactSizeIterator<Item = &'a Understanding>) -> Vec<(TopicId, f32)> {
    #[expect(clippy::cast_precision_loss, reason = "a group holds a few hundred questions at most")]
    let count = understood.len() as f32;
    let mut sums: BTreeMap<TopicId, f32> = BTreeMap::new();
    for candidate in understood.flat_map(|understanding| &understanding.candidates) {
        *sums.entry(candidate.topic.clone()).or_default() += candidate.confidence / count;
    }
    let mut nearest: Vec<(TopicId, f32)> = sums.into_iter().collect();
    nearest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    nearest.truncate(NEAREST);
    nearest
}

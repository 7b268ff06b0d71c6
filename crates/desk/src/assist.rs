//! What an agent can say now: approved answers to what the customer asks, or to what the agent looks for, and
//! statements that fit how the customer feels.

use std::{collections::BTreeMap, sync::Arc};

use rapport_coaching::{FramingRequest, RecentUse, Speaker, said_in, suggestions};
use rapport_dialogue::{
    Compiled, Said, TurnContext, compose::FORMAL, find::found_topics, understand::stretches,
};
use rapport_domain::{
    ConversationId, StatementId, TopicId,
    content::{Release, Statement, Topic},
    feeling::Feeling,
    message::MAX_MESSAGE_CHARS,
    perception::{Perception, Unsaid},
    trajectory::Direction,
    understanding::Understanding,
    why::DecisionKind,
};
use rapport_perception::Request;

use crate::{
    Desk, DeskError,
    error::invalid,
    last_turn::LastTurn,
    statement_library::{Effect, measured},
};

pub use rapport_coaching::Suggestion;

/// What an agent can say now.
#[derive(Debug, Clone)]
pub struct Assist {
    /// The release that it is from.
    pub release: Arc<Release>,
    /// Approved answers, best first.
    pub answers: Vec<FoundAnswer>,
    /// Statements that fit, best first; none where nothing is called for.
    pub statements: Vec<Suggestion>,
    /// What was measured of statements in the last half year.
    pub effects: Arc<BTreeMap<StatementId, Effect>>,
    /// How the customer feels; `None` is unclear.
    pub feeling: Option<Feeling>,
}

/// A topic whose answer may be what is needed.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundAnswer {
    /// Which.
    pub topic: TopicId,
    /// How sure it is that this is asked for, 0…1; `None` where only words were matched.
    pub confidence: Option<f32>,
}

/// Answers shown at most to words that were looked for.
const MOST_ANSWERS: usize = 7;
/// Answers shown at most to what the customer said: the statements below them shall be in sight.
const MOST_LIKELY: usize = 3;
/// Statements shown at most.
const MOST_STATEMENTS: usize = 5;
/// A topic that the words hardly ask for is not worth a line.
const WORTH_SHOWING: f32 = 0.2;
/// The longest words to look for.
const MAX_WORDS_CHARS: usize = 200;
/// From here on what happened to the customer is told back in the words of the topic.
const SURE: f32 = 0.5;
/// How far back statements count as heard.
const STATEMENT_MEMORY_MS: i64 = 90 * 24 * 3_600_000;

impl Desk {
    /// What an agent can say now. With `words`, the answers are those that the words find; without, those to
    /// what the customer said last.
    pub async fn assist(
        &self,
        conversation: ConversationId,
        words: Option<&str>,
    ) -> Result<Assist, DeskError> {
        let words = words.map(str::trim).filter(|words| !words.is_empty());
        if words.is_some_and(|words| words.chars().count() > MAX_WORDS_CHARS) {
            return Err(invalid("words", format!("Use at most {MAX_WORDS_CHARS} characters.")));
        }
        let turn = self.last_turn(conversation).await?;
        let compiled = self.release().await?;
        let asked = self.understood(&compiled, &turn.text, &TurnContext::of(&turn.conversation)).await;
        let answers = match words {
            None => asked.iter().flat_map(|asked| &asked.candidates).map(found).take(MOST_LIKELY).collect(),
            Some(words) => self.looked_for(&compiled, words).await,
        };
        let topic = asked.as_ref().and_then(|asked| asked.candidates.first());
        let topic = topic.filter(|candidate| candidate.confidence >= SURE).map(|candidate| &candidate.topic);
        let content = &compiled.release().content;
        let topic = content.topics.iter().find(|known| Some(&known.id) == topic);
        let effects = self.measured_effects();
        let statements = self.suggested(&turn, &content.statements, topic, &effects).await?;
        let feeling = turn.perception.as_ref().and_then(|perception| perception.feeling);
        Ok(Assist { release: Arc::clone(compiled.release()), answers, statements, effects, feeling })
    }

    /// What a text asks for; `None` where there is nothing to read, or it cannot be read now.
    pub(crate) async fn understood(
        &self,
        compiled: &Compiled,
        text: &str,
        context: &TurnContext,
    ) -> Option<Understanding> {
        if text.trim().is_empty() {
            return None;
        }
        let text: String = text.chars().take(MAX_MESSAGE_CHARS).collect();
        let vector = self.vector(text.clone()).await?;
        let mut said = Said { text, vector, stretches: vec![] };
        for stretch in stretches(&said.text) {
            if let Some(vector) = self.vector(stretch.clone()).await {
                said.stretches.push((stretch, vector));
            }
        }
        Some(compiled.understand(&said, context))
    }

    pub(crate) async fn vector(&self, text: String) -> Option<Vec<f32>> {
        let read = self.parts().readers.read(Request { text, context: vec![] }).await;
        read.ok().map(|read| read.vector)
    }

    /// Topics that hold the words, and those whose question the words are.
    async fn looked_for(&self, compiled: &Compiled, words: &str) -> Vec<FoundAnswer> {
        let mut scores: BTreeMap<TopicId, (f32, Option<f32>)> = BTreeMap::new();
        for (topic, score) in found_topics(&compiled.release().content.topics, words) {
            scores.insert(topic, (score, None));
        }
        // A single word is seldom a question.
        if words.split_whitespace().count() > 1
            && let Some(asked) = self.understood(compiled, words, &TurnContext::default()).await
        {
            for candidate in asked.candidates.into_iter().filter(|c| c.confidence >= WORTH_SHOWING) {
                let entry = scores.entry(candidate.topic).or_default();
                entry.0 += candidate.confidence;
                entry.1 = Some(candidate.confidence);
            }
        }
        let mut ranked: Vec<_> = scores.into_iter().collect();
        ranked.sort_by(|(_, (a, _)), (_, (b, _))| b.total_cmp(a));
        let answers = ranked.into_iter().map(|(topic, (_, confidence))| FoundAnswer { topic, confidence });
        answers.take(MOST_ANSWERS).collect()
    }

    /// The statements that fit this customer now: by the policy that frames the assistant's own replies.
    async fn suggested(
        &self,
        turn: &LastTurn,
        statements: &[Statement],
        topic: Option<&Topic>,
        effects: &BTreeMap<StatementId, Effect>,
    ) -> Result<Vec<Suggestion>, DeskError> {
        let now = self.now();
        let state = &turn.conversation;
        let mut reader = self.store().read().await?;
        let heard = reader.statements_heard(state.customer, now.plus_ms(-STATEMENT_MEMORY_MS)).await?;
        let customer = reader.customer(state.customer).await?;
        drop(reader);
        let recent: Vec<RecentUse> = heard
            .into_iter()
            .map(|(statement, at)| RecentUse {
                statement,
                days_ago: u32::try_from(now.ms_since(at) / 86_400_000).unwrap_or(0),
            })
            .collect();
        let unclear = Perception::unclear("und");
        let mood = turn.perception.as_ref().unwrap_or(&unclear);
        // What an agent said in these words counts as said, too.
        let mut said = state.said_statements.clone();
        said.extend(turn.said.iter().flat_map(|text| said_in(statements, text)));
        let request = FramingRequest {
            author: Speaker::Agent,
            customer: Some(&turn.text),
            repeated: mood.unsaid.contains(&Unsaid::RepeatedContact),
            escalating: state.trajectory.direction() == Direction::Escalating,
            topic: topic.map(|topic| &topic.id),
            impact: topic.map(|topic| &topic.impact),
            said: &said,
            recent: &recent,
            name: customer.as_ref().and_then(|customer| customer.name.as_deref()),
            formal: mood.politeness >= FORMAL,
            ..FramingRequest::new(statements, mood, DecisionKind::Answered, state.id, state.last_inbound)
        };
        Ok(suggestions(&request, &measured(effects), MOST_STATEMENTS))
    }
}

fn found(candidate: &rapport_domain::understanding::Candidate) -> FoundAnswer {
    FoundAnswer { topic: candidate.topic.clone(), confidence: Some(candidate.confidence) }
}

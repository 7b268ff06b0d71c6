//! What a release would have changed: last week's questions are asked again, as a new customer would, of the release in
//! force and of the content that is looked at. No words are kept: a question is found again by its place in the log, so
//! one whose customer was erased is gone from here too.

use rapport_dialogue::{
    Compiled, Said,
    rehearse::{FirstReply, first_reply},
};
use rapport_domain::{
    ConversationId, Timestamp,
    event::{ConversationEvent, Recorded},
    why::DecisionKind,
};
use rapport_perception::Reader;
use rapport_storage::StorageError;

use super::looks::{Look, LookStage, State};
use crate::{Desk, DeskError, draft::asks, explain::heard};

/// How far back questions are taken from, in milliseconds.
const WEEK_MS: i64 = 7 * 24 * 3_600_000;
/// So many conversations are read at most, the latest.
const MOST_CONVERSATIONS: u32 = 200;
/// So many questions are asked again at most.
const MOST_QUESTIONS: usize = 300;
/// So many differences are listed.
const MOST_LISTED: usize = 50;

/// What would have become of last week's questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedAgain {
    /// How many were asked.
    pub asked: usize,
    /// What the release in force does with them.
    pub live: ReplyShares,
    /// What this content would do with them.
    pub now: ReplyShares,
    /// How many get the same topic's answer in another version.
    pub reworded: usize,
    /// How many get something else.
    pub changed: usize,
    /// The first of these.
    pub listed: Vec<ChangedQuestion>,
}

/// What became of questions, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReplyShares {
    /// Answered, or taken into a flow.
    pub answered: usize,
    /// Asked back.
    pub asked_back: usize,
    /// Not known, said honestly.
    pub not_known: usize,
    /// Handed to a person.
    pub person: usize,
    /// Greeted, thanked, warned.
    pub other: usize,
}

/// What a reply does with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyKind {
    /// Answered, or taken into a flow.
    Answered,
    /// Asked back.
    AskedBack,
    /// Not known, said honestly.
    NotKnown,
    /// Handed to a person.
    Person,
    /// Greeted, thanked, warned.
    Other,
}

/// A question that would get something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedQuestion {
    /// In which conversation.
    pub conversation: ConversationId,
    /// The place of its last message there.
    pub through: u64,
    /// When it was asked.
    pub at: Timestamp,
    /// What the release in force does with it.
    pub before: FirstReply,
    /// What this content would do with it.
    pub after: FirstReply,
}

/// The same with its words, opened for whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedQuestion {
    /// The question.
    pub question: ChangedQuestion,
    /// What the customer wrote.
    pub text: String,
}

/// A question of the log.
pub(super) struct Question {
    conversation: ConversationId,
    through: u64,
    at: Timestamp,
    text: String,
}

impl Desk {
    /// The questions that the draft would answer otherwise, as the kept look at it found them, with their words. The
    /// words are opened for the caller only.
    pub async fn questions_changed_by_draft(&self) -> Result<Vec<OpenedQuestion>, DeskError> {
        let looked = self.known_look(&self.working_copy().await?.overlaid()).await?;
        let Some(State::Done(checked)) = looked.map(|look| look.state()) else {
            return Err(DeskError::WrongState("check the draft first"));
        };
        let mut opened = Vec::new();
        for question in checked.questions.iter().flat_map(|asked| &asked.listed) {
            let events = self.events_unless_erased(question.conversation).await?;
            let text = words(&events, question.through);
            if !text.is_empty() {
                opened.push(OpenedQuestion { question: question.clone(), text });
            }
        }
        Ok(opened)
    }

    /// What customers asked in the last week, the latest conversations first.
    pub(super) async fn recent_questions(&self) -> Result<Vec<Question>, DeskError> {
        let since = self.now().plus_ms(-WEEK_MS);
        let conversations = self.store().read().await?.conversations_since(since, MOST_CONVERSATIONS).await?;
        let mut questions = Vec::new();
        for conversation in conversations {
            let events = self.events_unless_erased(conversation).await?;
            for recorded in events.iter().filter(|recorded| recorded.at >= since) {
                let ConversationEvent::Replied { answers, .. } = &recorded.event else { continue };
                if !asks(&events, *answers) || questions.len() >= MOST_QUESTIONS {
                    continue;
                }
                let (through, at, text) = (*answers, recorded.at, words(&events, *answers));
                if !text.is_empty() {
                    questions.push(Question { conversation, through, at, text });
                }
            }
        }
        Ok(questions)
    }

    async fn events_unless_erased(&self, conversation: ConversationId) -> Result<Vec<Recorded>, DeskError> {
        match self.store().read().await?.conversation_events(conversation).await {
            Ok(events) => Ok(events.unwrap_or_default()),
            Err(StorageError::Erased(_)) => Ok(vec![]),
            Err(error) => Err(error.into()),
        }
    }
}

/// Asks every question of both; nothing comes back where the look was stopped.
pub(super) fn ask_again(
    look: &Look,
    questions: &[Question],
    live: &Compiled,
    now: &Compiled,
    reader: &Reader,
) -> Option<AskedAgain> {
    let mut asked = AskedAgain {
        asked: questions.len(),
        live: ReplyShares::default(),
        now: ReplyShares::default(),
        reworded: 0,
        changed: 0,
        listed: Vec::new(),
    };
    for (done, question) in questions.iter().enumerate() {
        look.at(LookStage::Questions, done, questions.len())?;
        let reading = reader.read(&question.text, &[]);
        let said = Said::read(&question.text, reading.vector, |stretch| reader.vector(stretch));
        let before = first_reply(live, &said, reading.perception.clone());
        let after = first_reply(now, &said, reading.perception);
        asked.live.count(&before);
        asked.now.count(&after);
        let same = |reply: &FirstReply| (ReplyKind::of(reply), reply.topic.clone(), reply.flow.clone());
        if same(&before) != same(&after) {
            asked.changed += 1;
            if asked.listed.len() < MOST_LISTED {
                let Question { conversation, through, at, .. } = *question;
                asked.listed.push(ChangedQuestion { conversation, through, at, before, after });
            }
        } else if before.answer_version != after.answer_version {
            asked.reworded += 1;
        }
    }
    Some(asked)
}

impl ReplyKind {
    /// What a reply does.
    pub const fn of(reply: &FirstReply) -> Self {
        match reply.decision {
            Some(DecisionKind::Answered | DecisionKind::FlowStep | DecisionKind::Drafted) => Self::Answered,
            Some(DecisionKind::AskedBack) => Self::AskedBack,
            Some(DecisionKind::DidNotKnow) => Self::NotKnown,
            Some(DecisionKind::HandedOver | DecisionKind::Waiting) => Self::Person,
            Some(DecisionKind::Courtesy | DecisionKind::Protected) | None => Self::Other,
        }
    }
}

impl ReplyShares {
    fn count(&mut self, reply: &FirstReply) {
        *match ReplyKind::of(reply) {
            ReplyKind::Answered => &mut self.answered,
            ReplyKind::AskedBack => &mut self.asked_back,
            ReplyKind::NotKnown => &mut self.not_known,
            ReplyKind::Person => &mut self.person,
            ReplyKind::Other => &mut self.other,
        } += 1;
    }
}

/// What the customer wrote in the turn that ends at `through`.
fn words(events: &[Recorded], through: u64) -> String {
    let messages = heard(events, through);
    let texts = messages.iter().map(|heard| heard.message.text.trim()).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join("\n")
}

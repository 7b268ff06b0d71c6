//! Somebody tries the draft as a customer.

use std::{collections::BTreeMap, sync::Arc};

use rapport_dialogue::{
    Compiled, Said,
    rehearse::{Stage, feel, load_tests},
};
use rapport_domain::{
    ActionId, action::ActionOutcome, event::ConversationEvent, feeling::Feeling, message::Message,
    perception::Perception, understanding::Understanding, why::Why,
};

use crate::{Desk, DeskError, error::invalid};

/// The longest conversation, in messages of the customer.
const MAX_MESSAGES: usize = 40;

/// What somebody writes as a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftMessage {
    /// What they write.
    pub text: String,
    /// How they feel; without it, as the text reads.
    pub feeling: Option<Feeling>,
}

/// What came back to a message.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftReply {
    /// How the message was read.
    pub perception: Box<Perception>,
    /// What it was understood to ask.
    pub understanding: Option<Understanding>,
    /// What was said.
    pub message: Option<Message>,
    /// Why.
    pub why: Option<Why>,
    /// The actions that were called, with what a stand-in answered.
    pub acts: Vec<StandIn>,
    /// Whether a person would be awaited now.
    pub person_awaited: bool,
}

/// An action that a stand-in answered. No other system was called.
#[derive(Debug, Clone, PartialEq)]
pub struct StandIn {
    /// The action.
    pub action: ActionId,
    /// What the stand-in answered.
    pub outcome: ActionOutcome,
}

impl Desk {
    /// Plays a conversation with the draft from its beginning: the same understanding, decisions and words as
    /// customers would get. No action is called; what the conversation tests give for it is answered, else
    /// nothing is known of its outcome. Trains when the draft has changed, which takes seconds.
    pub async fn converse_with_draft(
        &self,
        messages: Vec<DraftMessage>,
    ) -> Result<Vec<DraftReply>, DeskError> {
        if messages.is_empty() || messages.len() > MAX_MESSAGES {
            return Err(invalid("messages", format!("Give 1 to {MAX_MESSAGES} messages.")));
        }
        let copy = self.working_copy().await?;
        let rehearsal = self.rehearsal(copy.content()?).await?;
        let given = stand_ins(&copy.overlaid());
        let reader = Arc::clone(self.parts().readers.reader());
        let play = move || {
            let read = |text: &str| {
                let reading = reader.read(text, &[]);
                (reading.perception, reading.vector)
            };
            play(&rehearsal.compiled, given, &messages, read)
        };
        tokio::task::spawn_blocking(play)
            .await
            .map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))
    }
}

/// For each action, the first answers that a conversation test gives.
fn stand_ins(files: &[(String, String)]) -> BTreeMap<ActionId, Vec<ActionOutcome>> {
    let mut given = BTreeMap::new();
    for test in load_tests(files).unwrap_or_default() {
        for (action, outcomes) in test.given {
            let works = outcomes.iter().any(|outcome| matches!(outcome, ActionOutcome::Done { .. }));
            if works {
                given.entry(action).or_insert(outcomes);
            }
        }
    }
    given
}

fn play(
    compiled: &Compiled,
    given: BTreeMap<ActionId, Vec<ActionOutcome>>,
    messages: &[DraftMessage],
    read: impl Fn(&str) -> (Perception, Vec<f32>),
) -> Vec<DraftReply> {
    let mut stage = Stage::new(compiled, given);
    let mut replies = Vec::with_capacity(messages.len());
    for written in messages {
        let from = stage.events.len();
        let text = rapport_domain::redact::redact(written.text.trim()).into_owned();
        let (mut perception, vector) = read(&text);
        if let Some(feeling) = written.feeling {
            feel(&mut perception, feeling);
        }
        let said = Said::read(&text, vector, |stretch| read(stretch).1);
        let heard = stage.say(&said, perception.clone());
        let (mut understanding, mut acts) = (None, Vec::new());
        for recorded in &stage.events[from..] {
            match &recorded.event {
                ConversationEvent::Understood { understanding: u, .. } => understanding = Some(u.clone()),
                ConversationEvent::ActionFinished { action, outcome, .. } => {
                    acts.push(StandIn { action: action.clone(), outcome: outcome.clone() });
                }
                _ => {}
            }
        }
        replies.push(DraftReply {
            perception: Box::new(perception),
            understanding,
            message: heard.message,
            why: heard.why,
            acts,
            person_awaited: heard.person_awaited,
        });
    }
    replies
}

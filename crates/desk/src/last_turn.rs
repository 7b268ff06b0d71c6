//! What the customer said last: what an agent who writes now is answering.

use rapport_dialogue::{decide::mood, turn_text};
use rapport_domain::{
    ConversationId,
    conversation::Conversation,
    event::{ConversationEvent, Recorded},
    message::Author,
    perception::Perception,
};
use rapport_perception::{Request, Role};

use crate::{Desk, DeskError};

/// Messages of context before the turn.
const CONTEXT_MESSAGES: usize = 6;

/// The customer's last turn.
pub(crate) struct LastTurn {
    /// The conversation as it stood when the customer had spoken.
    pub conversation: Conversation,
    /// All messages of the turn as one text; empty where the customer has not written.
    pub text: String,
    /// What the turn shows of their feeling; `None` while it was not read.
    pub perception: Option<Perception>,
    /// What was said before, oldest first: whether by the customer, and the text.
    pub context: Vec<(bool, String)>,
    /// Everything that the company has said in this conversation.
    pub said: Vec<String>,
}

impl Desk {
    /// The customer's last turn, also where it has been answered since.
    pub(crate) async fn last_turn(&self, id: ConversationId) -> Result<LastTurn, DeskError> {
        let events = self.store().read().await?.conversation_events(id).await?;
        self.turn_of(id, &events.ok_or(DeskError::NotFound("conversation"))?).await
    }

    /// The customer's last turn in these events of a conversation, also where it has been answered since.
    pub(crate) async fn turn_of(
        &self,
        id: ConversationId,
        events: &[Recorded],
    ) -> Result<LastTurn, DeskError> {
        let last_inbound =
            events.iter().rev().find(|recorded| is_inbound(recorded)).map_or(0, |last| last.seq);
        let answers = |recorded: &&Recorded| {
            let reply = matches!(
                recorded.event,
                ConversationEvent::Replied { .. } | ConversationEvent::AgentReplied { .. }
            );
            !(reply && recorded.seq > last_inbound)
        };
        let conversation = Conversation::from_events(id, events.iter().filter(answers));
        let conversation = conversation.ok_or(DeskError::NotFound("conversation"))?;
        let begins = conversation.unanswered.first().map_or(u64::MAX, |first| first.seq);
        let spoken = events.iter().filter_map(|recorded| {
            let message = recorded.event.visible_message()?;
            (message.author != Author::System).then_some((recorded.seq, message))
        });
        let before = spoken.clone().filter(|(seq, _)| *seq < begins);
        let mut context: Vec<(bool, String)> =
            before.map(|(_, message)| (message.author == Author::Customer, message.text.clone())).collect();
        context.drain(..context.len().saturating_sub(CONTEXT_MESSAGES));
        let said = spoken.filter(|(_, message)| message.author != Author::Customer);
        let said: Vec<String> = said.map(|(_, message)| message.text.clone()).collect();
        let text = turn_text(&conversation);
        let was_read = conversation.unanswered.iter().any(|message| message.perception.is_some());
        let perception = match was_read {
            true => Some(mood(&conversation, "und")),
            // Whoever takes over at once ends the turn before it is read.
            false => self.perceived_now(&text, &context).await,
        };
        Ok(LastTurn { text, perception, said, context, conversation })
    }

    async fn perceived_now(&self, text: &str, context: &[(bool, String)]) -> Option<Perception> {
        if text.is_empty() {
            return None;
        }
        let turn = |(customer, text): &(bool, String)| rapport_perception::Turn {
            role: if *customer { Role::Customer } else { Role::Staff },
            text: text.clone(),
        };
        let request = Request { text: text.to_owned(), context: context.iter().map(turn).collect() };
        self.parts().readers.read(request).await.ok().map(|read| read.perception)
    }
}

const fn is_inbound(recorded: &Recorded) -> bool {
    matches!(recorded.event, ConversationEvent::MessageReceived { .. })
}

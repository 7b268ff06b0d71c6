//! An agent sets a limit: one warning, then the end, in authored words, always with another way to reach the
//! company.

use std::sync::Arc;

use rapport_dialogue::decide::{shows_danger, with_other_ways};
use rapport_domain::{
    AgentId, ConversationId, MessageId, Timestamp,
    content::Content,
    conversation::{Conversation, Status},
    event::{ConversationEvent, Recorded},
    message::{Author, Message},
    perception::HostilityLevel,
};
use rapport_storage::{ConversationRow, Expected};

use crate::{Desk, DeskError, care::HeardOf, commit::Committed, reply::must_hold};

/// How long a conversation stays closed after an end: what the customer writes meanwhile is read for danger and
/// threats and not answered. What they write later is a new beginning.
pub(crate) const CLOSED_MS: i64 = 24 * 3_600_000;
/// Customer messages that are looked through for danger before an end.
const LOOKED_THROUGH: usize = 6;

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// One plain, kind warning; help goes on.
    Warn,
    /// The end, after a warning or a threat.
    End,
}

/// Where a conversation stands with its limits, and what would be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Whether the customer was warned in this episode.
    pub warned: bool,
    /// Whether an agent may end it now.
    pub may_end: bool,
    /// What a warning says.
    pub warning: String,
    /// What an end says.
    pub ending: String,
}

/// A conversation that is ended by policy, as the customer is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Other ways to reach the company.
    pub other_ways: String,
    /// From when on they are answered here again.
    pub until: Timestamp,
}

impl Desk {
    /// Warns the customer, or ends the conversation because of hostility. Only the agent who holds it may;
    /// answers the sequence number of the last event.
    pub async fn set_limit(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        limit: Limit,
    ) -> Result<u64, DeskError> {
        self.send_held_of(conversation, agent).await?;
        let now = self.now();
        let release = self.release().await?;
        let id = MessageId::mint(now, self.entropy());
        let seen_check = self.seen_check();
        let webhooks = self.webhook_targets().await?;
        let entropy = Arc::clone(&self.parts().entropy);
        let (committed, opened) = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    must_hold(tx, &row, agent).await?;
                    let events = tx.events_after(conversation, 0, u32::MAX).await?;
                    may(limit, &row, &events)?;
                    let text = words(limit, &row, &release.release().content);
                    let said = Message::plain(id, Author::Agent { id: agent }, now, text);
                    let events = events_of(limit, &row, agent, said);
                    let expected = Expected { seq: None, fence: Some(row.fence) };
                    let recorded = tx.append(conversation, expected, &events, now).await?;
                    seen_check.enqueue(tx, &row, &recorded).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    let heard = HeardOf::nothing(conversation, entropy);
                    let opened = heard.keep(tx, &recorded, now).await?;
                    Ok::<_, DeskError>((Committed { conversation, customer: row.customer, recorded }, opened))
                })
            })
            .await?;
        self.tell(&committed).await;
        self.tell_leaders(&opened).await;
        Ok(committed.recorded.last().map_or(0, |last| last.seq))
    }

    /// Where a conversation stands with its limits.
    pub(crate) async fn limits(
        &self,
        row: &ConversationRow,
        state: &Conversation,
    ) -> Result<Limits, DeskError> {
        let release = self.release().await?;
        let content = &release.release().content;
        Ok(Limits {
            warned: state.warnings > 0,
            may_end: may_end(row, state),
            warning: words(Limit::Warn, row, content),
            ending: words(Limit::End, row, content),
        })
    }

    /// What the customer is told of an end by policy, while it lasts.
    pub(crate) async fn ended(&self, row: &ConversationRow) -> Result<Option<Ended>, DeskError> {
        let Some(until) = closed_until(row, self.now()) else { return Ok(None) };
        let release = self.release().await?;
        Ok(Some(Ended { other_ways: release.release().content.company.other_ways.clone(), until }))
    }
}

/// Until when a conversation is closed by policy, if it is.
pub(crate) fn closed_until(row: &ConversationRow, now: Timestamp) -> Option<Timestamp> {
    let until = row.ended_at?.plus_ms(CLOSED_MS);
    (row.status == Status::Resolved && now < until).then_some(until)
}

fn may_end(row: &ConversationRow, state: &Conversation) -> bool {
    state.warnings > 0 || row.hostility == Some(HostilityLevel::Threat)
}

fn may(limit: Limit, row: &ConversationRow, events: &[Recorded]) -> Result<(), DeskError> {
    let state = Conversation::from_events(row.id, events).ok_or(DeskError::NotFound("conversation"))?;
    match limit {
        _ if row.status == Status::Resolved => Err(DeskError::WrongState("This conversation is resolved.")),
        Limit::Warn if state.warnings > 0 => Err(DeskError::WrongState(
            "The customer was warned already. Go on helping, or end the conversation if it goes on.",
        )),
        Limit::End if !may_end(row, &state) => {
            Err(DeskError::WrongState("Warn the customer first: a conversation ends only after a warning."))
        }
        Limit::End if in_danger(events) => Err(DeskError::WrongState(
            "Somebody may be in danger here. Help first; a conversation with somebody in danger is not ended.",
        )),
        Limit::Warn | Limit::End => Ok(()),
    }
}

/// Whether what the customer wrote last shows that somebody may be in danger.
fn in_danger(events: &[Recorded]) -> bool {
    let perceived = |seq: u64| {
        events.iter().find_map(|recorded| match &recorded.event {
            ConversationEvent::Perceived { of, perception } if *of == seq => Some(&**perception),
            _ => None,
        })
    };
    let begins = |recorded: &&Recorded| matches!(recorded.event, ConversationEvent::EpisodeStarted { .. });
    let from = events.iter().rev().find(begins).map_or(0, |recorded| recorded.seq);
    let messages =
        events.iter().rev().take_while(|recorded| recorded.seq >= from).filter_map(
            |recorded| match &recorded.event {
                ConversationEvent::MessageReceived { message, .. } => Some((recorded.seq, message)),
                _ => None,
            },
        );
    messages.take(LOOKED_THROUGH).any(|(seq, message)| shows_danger(&message.text, perceived(seq)))
}

/// The authored words.
fn words(limit: Limit, row: &ConversationRow, content: &Content) -> String {
    let company = &content.company;
    let template = match limit {
        Limit::Warn => &content.wordings.hostility_warning,
        Limit::End => content.wordings.end_of(level(row)),
    };
    let text = template
        .replace("{company}", &company.name)
        .replace("{assistant}", &company.assistant)
        .replace("{other_ways}", &company.other_ways);
    match limit {
        Limit::Warn => text,
        Limit::End => with_other_ways(&text, &company.other_ways),
    }
}

/// How bad it was: as it was read, or abuse where the agent alone says so.
fn level(row: &ConversationRow) -> HostilityLevel {
    row.hostility.unwrap_or(HostilityLevel::Abusive)
}

fn events_of(limit: Limit, row: &ConversationRow, agent: AgentId, said: Message) -> Vec<ConversationEvent> {
    let ended = limit == Limit::End;
    let mut events = vec![];
    if row.status == Status::Snoozed {
        events.push(ConversationEvent::Woken {});
    }
    events.push(ConversationEvent::AgentReplied { message: said, statements: vec![] });
    events.push(ConversationEvent::Protected { level: level(row), ended, agent: Some(agent) });
    if ended {
        events.push(ConversationEvent::Resolved { agent: Some(agent) });
    }
    events
}

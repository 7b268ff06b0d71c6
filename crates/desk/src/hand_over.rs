//! An agent hands a conversation to a colleague or a team. The customer is told who goes on; it is never silent.

use rapport_dialogue::wait::{person_comes, told};
use rapport_domain::{
    AgentId, ConversationId, MessageId, Timestamp,
    agent::Agent,
    content::Content,
    conversation::{Holder, Status},
    event::{ConversationEvent, HandoverReason},
    message::{Author, Message},
    redact::redact,
    team::{Receiver, Team},
    why::QueueOutlook,
};
use rapport_storage::{ConversationRow, Expected, Tx};

use crate::{Desk, DeskError, commit::Committed, error::invalid, queue::PRESENT_MS};

/// The longest note, in characters.
const MAX_NOTE_CHARS: usize = 2_000;
/// The least priority of one who was handed on: they have waited and told it all once already.
const PRIORITY: f32 = 0.6;

/// A handover by an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// To whom.
    pub to: Receiver,
    /// What they should know first.
    pub note: String,
    /// The conversation's fence as the agent saw it, where they say: refused when somebody else speaks by now.
    pub fence: Option<u64>,
}

/// Whom it goes to, looked up.
enum Found {
    Colleague(Agent, bool),
    Team(Team),
}

impl Desk {
    /// Hands the conversation to a colleague, who holds it from the commit on, or to a team, for which it waits.
    /// Refused while another colleague holds it, and where it moved on since the agent looked.
    pub async fn hand_over(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        act: HandOver,
    ) -> Result<(), DeskError> {
        if act.note.chars().count() > MAX_NOTE_CHARS {
            return Err(invalid("note", "A note may have at most 2,000 characters."));
        }
        let found = self.receiver(agent, act.to).await?;
        self.send_held_of(conversation, agent).await?;
        let now = self.now();
        let name = self.agent(agent).await?.name;
        let said = self.say_who_goes_on(conversation, &found, &name, now).await?;
        let note = redact(act.note.trim()).into_owned();
        let webhooks = self.webhook_targets().await?;
        let HandOver { to, fence: seen, .. } = act;
        let committed = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    may_hand_over(tx, &row, agent, seen).await?;
                    let events = handed_over(&row, agent, (to, &found), note, said);
                    if matches!(to, Receiver::Agent { .. }) {
                        tx.silence_assistant(conversation).await?;
                    }
                    let recorded = tx.append(conversation, Expected::default(), &events, now).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    Ok::<_, DeskError>(Committed { conversation, customer: row.customer, recorded })
                })
            })
            .await?;
        self.tell(&committed).await;
        Ok(())
    }

    async fn receiver(&self, agent: AgentId, to: Receiver) -> Result<Found, DeskError> {
        let seen_since = self.now().plus_ms(-PRESENT_MS);
        let mut reader = self.store().read().await?;
        match to {
            Receiver::Agent { id } if id == agent => {
                Err(invalid("to", "Choose somebody else: you cannot hand a conversation to yourself."))
            }
            Receiver::Agent { id } => {
                let colleague = reader.agent(id).await?.ok_or(DeskError::NotFound("agent"))?;
                if !colleague.answers() {
                    let message =
                        format!("{} does not answer customers. Choose somebody else.", colleague.name);
                    return Err(invalid("to", message));
                }
                let there = reader.agents_there(seen_since).await?.contains(&id);
                Ok(Found::Colleague(colleague, there))
            }
            Receiver::Team { id } => {
                let team = reader.teams().await?.into_iter().find(|team| team.id == id);
                let team = team.ok_or(DeskError::NotFound("team"))?;
                if team.members.is_empty() {
                    let message =
                        format!("Nobody in the team {} answers customers. Choose another.", team.name);
                    return Err(invalid("to", message));
                }
                Ok(Found::Team(team))
            }
        }
    }

    async fn say_who_goes_on(
        &self,
        conversation: ConversationId,
        found: &Found,
        agent: &str,
        now: Timestamp,
    ) -> Result<Message, DeskError> {
        let release = self.release().await?;
        let content = &release.release().content;
        let outlook = self.outlook(conversation, &content.company, now).await?;
        let line = who_goes_on(content, &outlook, found, agent);
        Ok(Message::plain(MessageId::mint(now, self.entropy()), Author::System, now, line))
    }
}

fn who_goes_on(content: &Content, outlook: &QueueOutlook, found: &Found, agent: &str) -> String {
    let wordings = &content.wordings;
    let (template, receiver) = match found {
        Found::Colleague(colleague, true) => (&wordings.handed_to_colleague, &colleague.name),
        Found::Colleague(colleague, false) => (&wordings.handed_to_colleague_away, &colleague.name),
        Found::Team(team) => (&wordings.handed_to_team, &team.name),
    };
    let line = told(&content.company, outlook, template, &|placeholder| match placeholder {
        "agent" => Some(agent.to_owned()),
        "colleague" | "team" => Some(receiver.clone()),
        _ => None,
    });
    match found {
        Found::Colleague(..) => line,
        Found::Team(_) => format!("{line} {}", person_comes(content, outlook)),
    }
}

/// Refuses where the conversation is not as the agent saw it, or not theirs to give.
async fn may_hand_over(
    tx: &mut Tx,
    row: &ConversationRow,
    agent: AgentId,
    seen: Option<u64>,
) -> Result<(), DeskError> {
    if row.status == Status::Resolved {
        return Err(DeskError::WrongState("It is resolved by now. Take it over first, then hand it over."));
    }
    match row.holder {
        Holder::Agent { id } if id != agent => {
            Err(DeskError::HeldByOther { holder: tx.agent(id).await?.map(|agent| agent.name) })
        }
        _ if seen.is_some_and(|seen| seen != row.fence) => Err(DeskError::WrongState(
            "The conversation has moved on since you looked. Look at it again, then hand it over.",
        )),
        _ => Ok(()),
    }
}

fn handed_over(
    row: &ConversationRow,
    agent: AgentId,
    (to, found): (Receiver, &Found),
    note: String,
    said: Message,
) -> Vec<ConversationEvent> {
    let mut events = Vec::with_capacity(4);
    if row.status == Status::Snoozed {
        events.push(ConversationEvent::Woken {});
    }
    events.push(ConversationEvent::HandedOver { agent, to, note: note.clone(), fence: row.fence + 1 });
    if let Found::Team(team) = found {
        #[expect(clippy::cast_possible_truncation, reason = "0 to 1")]
        let urgency = row.urgency as f32;
        let before = row.handover.as_ref().map_or(0.0, |handover| handover.priority);
        events.push(ConversationEvent::HandoverRequested {
            reason: HandoverReason::Colleague,
            note: if note.is_empty() { format!("Handed to {}.", team.name) } else { note },
            priority: PRIORITY.max(urgency).max(before),
        });
    }
    events.push(ConversationEvent::SystemSaid { message: said });
    events
}

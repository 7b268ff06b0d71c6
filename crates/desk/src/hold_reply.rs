//! Undo send: an agent's reply waits a few seconds before it goes out, and can be taken back until then.

use rapport_domain::{AgentId, ConversationId};

use crate::{
    AgentReply, Desk, DeskError, Inbound,
    error::invalid,
    promises::checked_said,
    reply::{checked, must_hold},
    seen::nobody_replied_since,
};

pub use rapport_storage::{HeldReply, Refusal};

/// The longest time that a reply may wait, in milliseconds.
pub const LONGEST_HOLD_MS: i64 = 30_000;
/// Replies sent at once.
const BATCH: u32 = 64;

impl Desk {
    /// Lets a reply wait for `hold_ms`; it goes out by itself then, whatever becomes of the sender's
    /// browser. Only the agent who holds the conversation may reply.
    pub async fn hold_reply(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        reply: impl Into<AgentReply>,
        hold_ms: i64,
    ) -> Result<HeldReply, DeskError> {
        if !(0..=LONGEST_HOLD_MS).contains(&hold_ms) {
            return Err(invalid("hold_ms", format!("A reply waits at most {LONGEST_HOLD_MS} milliseconds.")));
        }
        let AgentReply { message: reply, promises, seen } = reply.into();
        let text = checked(&reply)?;
        let attachments = self.attachments_of_conversation(conversation, &reply.attachments).await?;
        let now = self.now();
        let promises = checked_said(promises, now)?;
        let held = HeldReply {
            conversation,
            agent,
            client_id: reply.provider_id,
            text,
            attachments,
            promises,
            held_at: now,
            due_at: now.plus_ms(hold_ms),
            refused: None,
        };
        let stored = held.clone();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    let sent = format!("agent:{agent}:{}", stored.client_id);
                    if tx.find_provider_id(conversation, &sent).await?.is_some() {
                        return Ok(());
                    }
                    let same =
                        |known: &HeldReply| known.agent == agent && known.client_id == stored.client_id;
                    let waiting = tx.held_replies(conversation).await?;
                    if waiting.iter().any(|known| same(known) && known.refused.is_none()) {
                        return Ok(());
                    }
                    nobody_replied_since(tx, conversation, agent, seen).await?;
                    must_hold(tx, &row, agent).await?;
                    tx.hold_reply(&stored).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        self.shared.held.notify_one();
        Ok(held)
    }

    /// Takes a reply back that still waits, or that could not go out. Nobody has seen anything of it.
    pub async fn take_back_reply(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        client_id: &str,
    ) -> Result<(), DeskError> {
        let client_id = client_id.to_owned();
        let key = format!("agent:{agent}:{client_id}");
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.lock_conversation(conversation).await?;
                    if tx.take_held_reply(conversation, agent, &client_id).await? {
                        return Ok(());
                    }
                    Err(match tx.find_provider_id(conversation, &key).await? {
                        Some(_) => DeskError::WrongState("It has gone out already."),
                        None => DeskError::NotFound("reply that waits"),
                    })
                })
            })
            .await
    }

    /// Sends what an agent has waiting in a conversation now: they go on to the next act.
    pub(crate) async fn send_held_of(
        &self,
        conversation: ConversationId,
        agent: AgentId,
    ) -> Result<(), DeskError> {
        let waiting = self.store().read().await?.held_replies(conversation).await?;
        for held in waiting.into_iter().filter(|held| held.agent == agent && held.refused.is_none()) {
            self.send_held(held).await?;
        }
        Ok(())
    }

    /// Sends the replies whose moment has come; answers how many there were.
    pub(crate) async fn send_held_due(&self) -> Result<usize, DeskError> {
        let due = self.store().read().await?.held_replies_due(self.now(), BATCH).await?;
        let count = due.len();
        let mut failed = None;
        for held in due {
            // One that cannot be sent holds up no other.
            if let Err(error) = self.send_held(held).await {
                failed = Some(error);
            }
        }
        failed.map_or(Ok(count), Err)
    }

    async fn send_held(&self, held: HeldReply) -> Result<(), DeskError> {
        let (conversation, agent, client_id) = (held.conversation, held.agent, held.client_id.clone());
        let attachments = held.attachments.iter().map(|file| file.id).collect();
        let message = Inbound { provider_id: held.client_id, text: held.text, attachments };
        let reply = AgentReply { message, promises: held.promises, seen: None };
        let why = match self.send_reply(conversation, agent, reply, true).await {
            Ok(_) => return Ok(()),
            // Its sender took it back in this very moment, or the customer was erased.
            Err(DeskError::NotFound(_) | DeskError::Erased) => return Ok(()),
            Err(DeskError::HeldByOther { .. } | DeskError::WrongState(_)) => Refusal::HeldByOther,
            Err(DeskError::Invalid { .. } | DeskError::TooLong { .. }) => Refusal::Invalid,
            Err(other) => return Err(other),
        };
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.refuse_held_reply(conversation, agent, &client_id, why).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        self.tell_row(conversation).await
    }
}

//! What a customer's message means for the people who answer: thanks that are theirs, a threat that is reported.
//!
//! Kept in the transaction of the perception itself, so that none of it is lost.

use std::sync::Arc;

use rapport_domain::{
    AgentId, ConversationId, Entropy, IncidentId, KindWordsId, Timestamp,
    care::IncidentKind,
    conversation::Conversation,
    event::{ConversationEvent, Recorded},
    feeling::Feeling,
    perception::HostilityLevel,
};
use rapport_storage::{Expected, Incident, StorageError, Tx};

use crate::{Desk, DeskError, commit::Committed};

/// Thanks are for the agent who wrote within so long.
const THANKS_MS: i64 = 7 * 24 * 3_600_000;
/// "Thanks!" alone is courtesy; from so many words on somebody says what they are thankful for.
const WORDS_OF_THANKS: usize = 4;

/// What was heard of a customer, and in which conversation.
pub(crate) struct HeardOf {
    conversation: ConversationId,
    /// Messages that thank an agent.
    thanks: Vec<(u64, AgentId)>,
    entropy: Arc<dyn Entropy>,
}

impl HeardOf {
    /// What the perceptions among `events` mean in `conversation`, as it stood when the customer had spoken.
    pub(crate) fn new(
        conversation: &Conversation,
        events: &[ConversationEvent],
        now: Timestamp,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let helper = conversation.helped_by.filter(|(_, at)| now.ms_since(*at) <= THANKS_MS);
        let thanked = |seq: &u64| {
            let said = conversation.unanswered.iter().find(|message| message.seq == *seq);
            said.is_some_and(|said| said.text.split_whitespace().count() >= WORDS_OF_THANKS)
        };
        let grateful = events.iter().filter_map(|event| match event {
            ConversationEvent::Perceived { of, perception } => {
                (perception.feeling == Some(Feeling::Grateful)).then_some(*of)
            }
            _ => None,
        });
        let thanks = match helper {
            Some((agent, _)) => grateful.filter(thanked).map(|seq| (seq, agent)).collect(),
            None => vec![],
        };
        Self { conversation: conversation.id, thanks, entropy }
    }

    /// Nothing but what the events themselves tell.
    pub(crate) fn nothing(conversation: ConversationId, entropy: Arc<dyn Entropy>) -> Self {
        Self { conversation, thanks: vec![], entropy }
    }

    /// Keeps it, and answers which incidents that opened.
    pub(crate) async fn keep(
        &self,
        tx: &mut Tx,
        recorded: &[Recorded],
        now: Timestamp,
    ) -> Result<Vec<IncidentId>, StorageError> {
        for (seq, agent) in &self.thanks {
            let id = KindWordsId::mint(now, &*self.entropy);
            tx.create_customer_thanks((id, *agent), self.conversation, *seq, now).await?;
        }
        let mut opened = vec![];
        let mut hostile = None;
        for recorded in recorded {
            match &recorded.event {
                ConversationEvent::Perceived { of, perception } => {
                    let level = perception.hostility.level;
                    if level >= HostilityLevel::Abusive {
                        hostile = Some(*of);
                    }
                    if level == HostilityLevel::Threat {
                        let subject = format!("{}/{of}", self.conversation);
                        tx.audit("system", "threat_read", &subject, now).await?;
                        opened.extend(self.open(tx, IncidentKind::Threat, Some(*of), now).await?);
                    }
                }
                ConversationEvent::Protected { level, ended, agent } => {
                    let actor = agent.map_or_else(|| "system".to_owned(), |agent| agent.to_string());
                    let act = if *ended { "conversation_ended" } else { "customer_warned" };
                    tx.audit(&actor, act, &self.conversation.to_string(), now).await?;
                    if *ended {
                        let threat = *level == HostilityLevel::Threat;
                        let kind = if threat { IncidentKind::Threat } else { IncidentKind::Abuse };
                        opened.extend(self.open(tx, kind, hostile, now).await?);
                    }
                }
                _ => {}
            }
        }
        Ok(opened)
    }

    /// Opens a report unless one of its kind is open for this conversation.
    async fn open(
        &self,
        tx: &mut Tx,
        kind: IncidentKind,
        message: Option<u64>,
        now: Timestamp,
    ) -> Result<Option<IncidentId>, StorageError> {
        if tx.has_open_incident(self.conversation, kind).await? {
            return Ok(None);
        }
        let id = IncidentId::mint(now, &*self.entropy);
        let incident = Incident {
            id,
            conversation: self.conversation,
            agent: None,
            kind,
            message,
            at: now,
            closed: None,
            words: None,
        };
        tx.create_incident(&incident).await?;
        tx.audit("system", "incident_reported", &id.to_string(), now).await?;
        Ok(Some(id))
    }
}

impl Desk {
    /// Appends what was heard while a person answers.
    pub(crate) async fn record_heard(
        &self,
        heard: HeardOf,
        events: Vec<ConversationEvent>,
    ) -> Result<(), DeskError> {
        let (now, conversation) = (self.now(), heard.conversation);
        let webhooks = self.webhook_targets().await?;
        let (committed, opened) = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    let recorded = tx.append(conversation, Expected::default(), &events, now).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    let opened = heard.keep(tx, &recorded, now).await?;
                    Ok::<_, DeskError>((Committed { conversation, customer: row.customer, recorded }, opened))
                })
            })
            .await?;
        self.tell(&committed).await;
        self.tell_leaders(&opened).await;
        Ok(())
    }
}

//! What the console shows of conversations: lists, counts, one conversation whole.

use std::collections::BTreeMap;

use rapport_domain::{
    AgentId, ConversationId,
    conversation::Conversation,
    customer::Customer,
    event::Recorded,
    feeling::Feeling,
    id::CustomerId,
    promise::Promise,
    trajectory::{Direction, Felt},
};

use crate::{Desk, DeskError};

pub use rapport_storage::{ConversationRow, Counts, Cursor, ListFilter as ConversationFilter, Page, View};

/// A conversation whole.
#[derive(Debug, Clone)]
pub struct ConversationDetails {
    /// The row that the inbox shows.
    pub row: ConversationRow,
    /// Every event, oldest first.
    pub events: Vec<Recorded>,
    /// How the customer felt, message by message.
    pub trajectory: Vec<Felt>,
    /// What whoever takes over should know.
    pub summary: Summary,
    /// The customer.
    pub customer: Option<Customer>,
    /// Their other conversations, newest first.
    pub previous: Vec<ConversationRow>,
    /// Replies that wait for their moment, or could not go out.
    pub held: Vec<rapport_storage::HeldReply>,
    /// The names of the agents who appear in the events.
    pub agent_names: BTreeMap<AgentId, String>,
    /// Where it stands with its limits.
    pub limits: crate::Limits,
}

/// What whoever takes over should know first.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// How the customer arrived; `None` is unclear.
    pub arrived: Option<Feeling>,
    /// How they are now.
    pub now: Option<Feeling>,
    /// Where it is heading.
    pub direction: Direction,
    /// What the customer said first in this episode, in their words, at most 300 characters.
    pub asked: Option<String>,
    /// Topics that were answered.
    pub topics: Vec<String>,
    /// What was tried.
    pub tried: Vec<String>,
    /// What was promised.
    pub promised: Vec<Promise>,
    /// Why a person is needed.
    pub handover: Option<String>,
    /// The flow that a person's coming interrupted.
    pub interrupted: Option<rapport_dialogue::timers::InterruptedFlow>,
}

impl Desk {
    /// A page of conversations.
    pub async fn conversations(
        &self,
        filter: ConversationFilter,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<ConversationRow>, DeskError> {
        let mut reader = self.store().read().await?;
        Ok(reader.list_conversations(&filter, cursor.as_ref(), limit.clamp(1, 100)).await?)
    }

    /// How many conversations each view shows to an agent.
    pub async fn conversation_counts(&self, agent: AgentId) -> Result<Counts, DeskError> {
        let with_sla = self.sla().await?.is_set();
        Ok(self.store().read().await?.count_conversations(agent, with_sla).await?)
    }

    /// The row that the inbox shows.
    pub async fn conversation_row(&self, id: ConversationId) -> Result<ConversationRow, DeskError> {
        self.store().read().await?.conversation(id).await?.ok_or(DeskError::NotFound("conversation"))
    }

    /// A conversation whole.
    pub async fn conversation(&self, id: ConversationId) -> Result<ConversationDetails, DeskError> {
        let row = self.conversation_row(id).await?;
        let mut reader = self.store().read().await?;
        let events = reader.conversation_events(id).await?.unwrap_or_default();
        let customer = reader.customer(row.customer).await?;
        let held = reader.held_replies(id).await?;
        let filter =
            ConversationFilter { customer: Some(row.customer), ..ConversationFilter::view(View::All) };
        let mut previous = reader.list_conversations(&filter, None, 20).await?.items;
        previous.retain(|other| other.id != id);
        let mut agent_names = BTreeMap::new();
        for agent in events.iter().filter_map(|recorded| recorded.event.facts().agent) {
            if let std::collections::btree_map::Entry::Vacant(entry) = agent_names.entry(agent) {
                entry.insert(reader.agent(agent).await?.map_or_else(String::new, |agent| agent.name));
            }
        }
        drop(reader);
        let state = Conversation::from_events(id, &events).ok_or(DeskError::NotFound("conversation"))?;
        let release = self.release().await?;
        let interrupted = rapport_dialogue::timers::interrupted_flow(&state, release.release());
        let summary = Summary { interrupted, ..summary(&state, &events) };
        let limits = self.limits(&row, &state).await?;
        Ok(ConversationDetails {
            row,
            trajectory: state.trajectory.0,
            limits,
            summary,
            customer,
            previous,
            held,
            agent_names,
            events,
        })
    }

    /// The name of an agent, for what customers and colleagues see.
    pub async fn agent_name(&self, id: AgentId) -> Result<String, DeskError> {
        Ok(self.store().read().await?.agent(id).await?.map_or_else(String::new, |agent| agent.name))
    }

    /// Begins a conversation for a program that speaks our API.
    pub async fn open_api_conversation(
        &self,
        customer: ApiCustomer,
        inbox: rapport_domain::InboxId,
    ) -> Result<ConversationRow, DeskError> {
        let now = self.now();
        let fresh = Customer {
            id: CustomerId::mint(now, self.entropy()),
            name: customer.name.as_deref().map(crate::customers::checked_name).transpose()?,
            email: customer.email.as_deref().map(crate::customers::checked_email).transpose()?,
            mail_declined: false,
            verified: customer.external_id.is_some(),
            external_id: customer.external_id,
            locale: "en".to_owned(),
            created_at: now,
        };
        let inbox = self.inbox(inbox).await?;
        let customer: CustomerId = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let known = match &fresh.external_id {
                        Some(external_id) => tx.customer_by_external_id(external_id).await?,
                        None => None,
                    };
                    match known {
                        Some(known) => Ok(known.id),
                        None => {
                            tx.create_customer(&fresh).await?;
                            Ok::<_, DeskError>(fresh.id)
                        }
                    }
                })
            })
            .await?;
        let id = ConversationId::mint(now, self.entropy());
        self.begin_conversation(id, customer, inbox.id, inbox.channel).await?;
        self.conversation_row(id).await
    }
}

/// A customer as a program names them.
#[derive(Debug, Clone, Default)]
pub struct ApiCustomer {
    /// The id under which the shop knows them.
    pub external_id: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// Their name.
    pub name: Option<String>,
}

fn summary(state: &Conversation, events: &[Recorded]) -> Summary {
    let begins = |recorded: &&Recorded| {
        matches!(recorded.event, rapport_domain::event::ConversationEvent::EpisodeStarted { .. })
    };
    let from = events.iter().rev().find(begins).map_or(0, |recorded| recorded.seq);
    let asked =
        events.iter().filter(|recorded| recorded.seq >= from).find_map(|recorded| match &recorded.event {
            rapport_domain::event::ConversationEvent::MessageReceived { message, .. } => {
                Some(message.text.chars().take(300).collect())
            }
            _ => None,
        });
    Summary {
        arrived: state.trajectory.arrived().and_then(|felt| felt.feeling),
        now: state.trajectory.latest().and_then(|felt| felt.feeling),
        direction: state.trajectory.direction(),
        asked,
        topics: state.answered_topics.iter().map(ToString::to_string).collect(),
        tried: state.tried.clone(),
        promised: state.promises.clone(),
        handover: state.handover.as_ref().map(|handover| handover.note.clone()),
        interrupted: None,
    }
}

//! Macros that agents have at hand: their own, and the team's, which designers look after. Each act of a macro goes
//! the way that it goes by hand.

use rapport_channels::text;
use rapport_domain::{
    ConversationId, CustomerId, MacroId,
    agent::{Agent, Role},
    conversation::Holder,
    macros::{MAX_ASIDE_MINUTES, MAX_MACRO_ACTS, MacroAct},
};

use sha2::{Digest, Sha256};

use crate::{
    Desk, DeskError, Inbound,
    error::invalid,
    idempotency::{KeyState, RequestKey, StoredResponse},
};

pub use rapport_storage::Macro;

/// What a macro is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MacroDraft {
    /// By which it is found.
    pub title: String,
    /// What is written to the customer; empty where nothing is.
    pub text: String,
    /// What is done besides.
    pub acts: Vec<MacroAct>,
    /// Whether the whole team has it at hand.
    pub shared: bool,
}

/// What came of one act.
#[derive(Debug)]
pub enum ActOutcome {
    /// It is done.
    Done,
    /// It could not be done.
    Failed(DeskError),
    /// It was not tried, because the one before it could not be done.
    NotTried,
}

/// The longest title, in characters.
const MAX_TITLE_CHARS: usize = 80;
/// The most macros that one agent has at hand.
const MOST: usize = 500;

impl Desk {
    /// The macros that an agent has at hand, by title.
    pub async fn macros(&self, agent: &Agent) -> Result<Vec<Macro>, DeskError> {
        let mut macros = self.store().read().await?.macros(agent.id).await?;
        macros.sort_by_cached_key(|one| one.title.to_lowercase());
        Ok(macros)
    }

    /// Keeps a new macro at hand. One for the whole team needs a designer.
    pub async fn add_macro(&self, agent: &Agent, draft: MacroDraft) -> Result<Macro, DeskError> {
        if self.macros(agent).await?.len() >= MOST {
            return Err(DeskError::WrongState("There are 500 macros. Delete some first."));
        }
        let now = self.now();
        let id = MacroId::mint(now, self.entropy());
        let (title, text) = (String::new(), String::new());
        self.save_macro(agent, Macro { id, owner: None, title, text, acts: vec![], created_at: now }, draft)
            .await
    }

    /// Changes a macro.
    pub async fn change_macro(
        &self,
        agent: &Agent,
        id: MacroId,
        draft: MacroDraft,
    ) -> Result<Macro, DeskError> {
        let known = self.own_macro(agent, id).await?;
        self.save_macro(agent, known, draft).await
    }

    /// Forgets a macro.
    pub async fn delete_macro(&self, agent: &Agent, id: MacroId) -> Result<(), DeskError> {
        self.own_macro(agent, id).await?;
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.delete_macro(id).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await
    }

    /// Does one act after the other in a conversation, as the agent has seen them before; answers what came of each.
    /// After one that cannot be done nothing more is tried. A repeated call with the same `key` does nothing twice: it
    /// goes on with what is not done yet.
    pub async fn run_acts(
        &self,
        conversation: ConversationId,
        agent: &Agent,
        acts: &[MacroAct],
        key: &str,
    ) -> Result<Vec<ActOutcome>, DeskError> {
        let acts = checked_acts(acts)?;
        if acts.is_empty() {
            return Err(invalid("acts", "There is nothing to do."));
        }
        let customer = self.conversation_row(conversation).await?.customer;
        let mut outcomes = Vec::with_capacity(acts.len());
        let mut failed = false;
        for (at, act) in acts.into_iter().enumerate() {
            outcomes.push(if failed {
                ActOutcome::NotTried
            } else {
                match self.run_act_once((conversation, customer), agent, act, format!("{key}:{at}")).await {
                    Ok(()) => ActOutcome::Done,
                    Err(error) => {
                        failed = true;
                        ActOutcome::Failed(error)
                    }
                }
            });
        }
        Ok(outcomes)
    }

    async fn run_act_once(
        &self,
        (conversation, customer): (ConversationId, CustomerId),
        agent: &Agent,
        act: MacroAct,
        key: String,
    ) -> Result<(), DeskError> {
        let written = serde_json::to_vec(&act).unwrap_or_default();
        let request = RequestKey {
            principal: format!("acts:{}", agent.id),
            key: format!("{conversation}:{key}"),
            request_hash: hex::encode(Sha256::digest(&written)),
        };
        if matches!(self.begin_request(request.clone()).await?, KeyState::Done(_)) {
            return Ok(());
        }
        match self.run_act(conversation, agent, act, key).await {
            Ok(()) => {
                let done = StoredResponse { http_status: 200, body: vec![] };
                self.finish_request(request, Some(customer), done).await
            }
            Err(error) => {
                self.abandon_request(request).await?;
                Err(error)
            }
        }
    }

    async fn run_act(
        &self,
        conversation: ConversationId,
        agent: &Agent,
        act: MacroAct,
        key: String,
    ) -> Result<(), DeskError> {
        let me = agent.id;
        match act {
            MacroAct::Reply { text } => {
                if self.conversation_row(conversation).await?.holder == Holder::Assistant {
                    self.take_over(conversation, me, false).await?;
                }
                let reply = Inbound { provider_id: key, text, attachments: vec![] };
                self.reply(conversation, me, reply).await.map(drop)
            }
            MacroAct::Note { text } => self.add_note(conversation, me, &text, &[]).await.map(drop),
            MacroAct::Tag { tag } => self.tag(conversation, Some(me), &tag).await,
            MacroAct::Untag { tag } => self.untag(conversation, Some(me), &tag).await,
            MacroAct::Snooze { minutes } => {
                let until = self.now().plus_ms(i64::from(minutes) * 60_000);
                self.snooze(conversation, me, until).await
            }
            MacroAct::HandBack { note } => self.hand_back(conversation, me, &note).await,
            MacroAct::Resolve {} => self.resolve(conversation, Some(me)).await,
        }
    }

    /// A macro that this agent may change. Those of others do not exist for them.
    async fn own_macro(&self, agent: &Agent, id: MacroId) -> Result<Macro, DeskError> {
        let known = self.store().read().await?.find_macro(id).await?;
        let known = known.filter(|one| one.owner.is_none_or(|owner| owner == agent.id));
        let known = known.ok_or(DeskError::NotFound("macro"))?;
        may_share(agent, known.owner.is_none())?;
        Ok(known)
    }

    async fn save_macro(&self, agent: &Agent, known: Macro, draft: MacroDraft) -> Result<Macro, DeskError> {
        may_share(agent, draft.shared)?;
        let title =
            text::line(&draft.title, MAX_TITLE_CHARS).map_err(|error| invalid("title", error.to_string()))?;
        let text = text::message(&draft.text).map_err(|error| invalid("text", error.to_string()))?;
        let acts = checked_acts(&draft.acts)?;
        if acts.iter().any(|act| matches!(act, MacroAct::Reply { .. })) {
            return Err(invalid("acts", "What is written to the customer is the macro's text."));
        }
        if text.trim().is_empty() && acts.is_empty() {
            return Err(invalid("text", "Write what is to be inserted, or choose what is to be done."));
        }
        let owner = (!draft.shared).then_some(agent.id);
        let one = Macro { owner, title, text, acts, ..known };
        let stored = one.clone();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.save_macro(&stored).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        Ok(one)
    }
}

fn may_share(agent: &Agent, shared: bool) -> Result<(), DeskError> {
    if shared && agent.role < Role::Designer {
        return Err(DeskError::Forbidden("change what the whole team has at hand"));
    }
    Ok(())
}

/// The acts as they are kept: what ends the work in a conversation can only come last.
fn checked_acts(acts: &[MacroAct]) -> Result<Vec<MacroAct>, DeskError> {
    if acts.len() > MAX_MACRO_ACTS {
        return Err(invalid("acts", format!("A macro does at most {MAX_MACRO_ACTS} things.")));
    }
    if acts.iter().rev().skip(1).any(MacroAct::ends) {
        let what = "Snoozing, handing back or resolving comes last: nothing can follow it.";
        return Err(invalid("acts", what));
    }
    acts.iter().map(checked_act).collect()
}

fn checked_act(act: &MacroAct) -> Result<MacroAct, DeskError> {
    let words = |text: &str| text::message(text).map_err(|error| invalid("acts", error.to_string()));
    Ok(match act {
        MacroAct::Reply { text } | MacroAct::Note { text } if text.trim().is_empty() => {
            return Err(invalid("acts", "A note or a reply needs words."));
        }
        MacroAct::Reply { text } => MacroAct::Reply { text: words(text)? },
        MacroAct::Note { text } => MacroAct::Note { text: words(text)? },
        MacroAct::HandBack { note } => MacroAct::HandBack { note: words(note)? },
        MacroAct::Snooze { minutes } if !(1..=MAX_ASIDE_MINUTES).contains(minutes) => {
            return Err(invalid("acts", "Put it aside for a minute to a year."));
        }
        other => other.clone(),
    })
}

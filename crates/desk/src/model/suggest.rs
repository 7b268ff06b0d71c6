//! A draft for an agent who asks for one. The same guard judges it, and the agent reads it before anybody else does.

use rapport_dialogue::{
    Said, TurnContext,
    drafting::{self, Source},
};
use rapport_domain::{
    ConversationId, TopicId,
    personal::Masked,
    proposal::{NoProposal, Proposal, ProposalOutcome},
};

use super::{Spent, propose::Question};
use crate::{Desk, DeskError};

/// What the model suggests to an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplySuggestion {
    /// Its text, where the guard let it pass.
    pub text: Option<String>,
    /// Why there is none, in words that complete "the language model …".
    pub because: Option<String>,
    /// The answers that it rests on.
    pub sources: Vec<SuggestedSource>,
}

/// An answer that a suggestion rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedSource {
    /// Its topic.
    pub topic: TopicId,
    /// Its title.
    pub title: String,
}

impl ReplySuggestion {
    fn nothing(because: impl Into<String>) -> Self {
        Self { text: None, because: Some(because.into()), sources: vec![] }
    }
}

impl Desk {
    /// Has the model draft a reply to what the customer said last.
    pub async fn suggest_reply(&self, id: ConversationId) -> Result<ReplySuggestion, DeskError> {
        let Some(settings) = self.settings().model.clone().filter(|model| model.suggest) else {
            return Err(DeskError::WrongState(
                "no language model may suggest replies; model.suggest turns that on",
            ));
        };
        let turn = self.last_turn(id).await?;
        let compiled = self.release().await?;
        if !drafting::is_possible_in(&compiled.release().content.company.locale) {
            return Err(DeskError::WrongState(
                "the guard reads English only, so nothing is drafted in another language",
            ));
        }
        let context = TurnContext::of(&turn.conversation);
        let Some(understanding) = self.understood(&compiled, &turn.text, &context).await else {
            return Ok(ReplySuggestion::nothing("has nothing to answer"));
        };
        let vector = self.vector(turn.text.clone()).await.unwrap_or_default();
        let said = Said { text: turn.text, vector, stretches: vec![] };
        let customer = self.store().read().await?.customer(turn.conversation.customer).await?;
        let name = customer.and_then(|customer| customer.name);
        let question = Question {
            said: &said,
            understanding: &understanding,
            customer_name: name.as_deref(),
            // Whoever asks has pressed a button; the day's budget holds all the same.
            spent: Spent::default(),
        };
        let Some(proposal) = self.propose(&settings, &compiled, question).await? else {
            return Ok(ReplySuggestion::nothing(NoProposal::NotInSources.in_words()));
        };
        let sources = Source::named(&compiled.release().content, &proposal.sources).unwrap_or_default();
        let masked = drafting::masked(&said.text, name.as_deref());
        Ok(self.judged(&proposal, sources, &masked))
    }

    /// A proposal as the agent gets it.
    fn judged(&self, proposal: &Proposal, sources: Vec<Source>, masked: &Masked) -> ReplySuggestion {
        let suggestion = match &proposal.outcome {
            ProposalOutcome::Nothing { because } => {
                self.count_proposal(&proposal.outcome, None);
                ReplySuggestion::nothing(because.in_words())
            }
            ProposalOutcome::Text { text } => {
                let verdict = drafting::verdict(text, &sources, masked);
                self.count_proposal(&proposal.outcome, Some(&verdict));
                if verdict.accepted {
                    ReplySuggestion { text: Some(masked.restore(text)), because: None, sources: vec![] }
                } else {
                    let reasons = drafting::reasons(&verdict);
                    ReplySuggestion::nothing(format!("wrote a text that was refused: {reasons}"))
                }
            }
        };
        let named =
            sources.into_iter().map(|source| SuggestedSource { topic: source.topic, title: source.title });
        ReplySuggestion { sources: named.collect(), ..suggestion }
    }
}

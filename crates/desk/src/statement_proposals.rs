//! Agents propose wordings for the library; designers take them into the draft, or say why not.

use rapport_channels::text;
use rapport_domain::{
    AgentId, ConversationId, StatementId, StatementProposalId, content::FramingPart, redact::redact,
};
use rapport_storage::Cursor;

use crate::{Desk, DeskError, Page, error::invalid};

pub use rapport_storage::{ProposalDecision, ProposalWords, StatementProposal};

/// A wording to be proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposeStatement {
    /// The sentence.
    pub text: String,
    /// Which part of the framing it plays.
    pub part: FramingPart,
    /// When the agent would say it; may be empty.
    pub note: String,
    /// In which conversation they found it.
    pub conversation: Option<ConversationId>,
}

/// The longest sentence, in characters.
const MAX_TEXT_CHARS: usize = 300;
/// The longest note or answer, in characters.
const MAX_NOTE_CHARS: usize = 500;

impl Desk {
    /// Keeps a wording that an agent proposes.
    pub async fn propose_statement(
        &self,
        agent: AgentId,
        propose: ProposeStatement,
    ) -> Result<StatementProposal, DeskError> {
        let text =
            text::line(&propose.text, MAX_TEXT_CHARS).map_err(|error| invalid("text", error.to_string()))?;
        let words = ProposalWords {
            text: redact(&text).into_owned(),
            part: propose.part,
            note: note("note", &propose.note)?,
            answer: String::new(),
        };
        let now = self.now();
        let id = StatementProposalId::mint(now, self.entropy());
        let conversation = propose.conversation;
        let proposal = StatementProposal { id, agent, conversation, at: now, words, decision: None };
        let stored = proposal.clone();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.create_statement_proposal(&stored).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        Ok(proposal)
    }

    /// The proposals that nobody has decided, newest first.
    pub async fn open_statement_proposals(
        &self,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<StatementProposal>, DeskError> {
        let mut reader = self.store().read().await?;
        Ok(reader.open_statement_proposals(cursor.as_ref(), limit.clamp(1, 100)).await?)
    }

    /// What an agent has proposed, newest first.
    pub async fn my_statement_proposals(
        &self,
        agent: AgentId,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<StatementProposal>, DeskError> {
        let mut reader = self.store().read().await?;
        Ok(reader.statement_proposals_of(agent, cursor.as_ref(), limit.clamp(1, 100)).await?)
    }

    /// A proposal became a statement, which the draft or the release in force must hold.
    pub async fn approve_statement_proposal(
        &self,
        id: StatementProposalId,
        statement: StatementId,
        by: String,
    ) -> Result<StatementProposal, DeskError> {
        if self.draft_statement(&statement).await?.statement.is_none() {
            return Err(invalid("statement", "The draft holds no such statement. Save it there first."));
        }
        self.decide_proposal(id, Some(statement), by, String::new()).await
    }

    /// A proposal is declined, with a word that the agent gets.
    pub async fn decline_statement_proposal(
        &self,
        id: StatementProposalId,
        word: &str,
        by: String,
    ) -> Result<StatementProposal, DeskError> {
        let word = note("word", word)?;
        if word.is_empty() {
            return Err(invalid("word", "Say in a few words why not. The agent gets them."));
        }
        self.decide_proposal(id, None, by, word).await
    }

    async fn decide_proposal(
        &self,
        id: StatementProposalId,
        statement: Option<StatementId>,
        by: String,
        word: String,
    ) -> Result<StatementProposal, DeskError> {
        let decision = ProposalDecision { at: self.now(), by, statement };
        let decided = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    Ok::<_, DeskError>(tx.decide_statement_proposal(id, &decision, &word).await?)
                })
            })
            .await?;
        let known = self.store().read().await?.statement_proposal(id).await?;
        let known = known.ok_or(DeskError::NotFound("proposal"))?;
        if decided { Ok(known) } else { Err(DeskError::WrongState("Somebody has decided it already.")) }
    }
}

fn note(field: &'static str, said: &str) -> Result<String, DeskError> {
    let said = text::clean(said);
    if said.chars().count() > MAX_NOTE_CHARS {
        return Err(invalid(field, format!("Use at most {MAX_NOTE_CHARS} characters.")));
    }
    Ok(redact(said.trim()).into_owned())
}

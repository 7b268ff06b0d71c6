//! Wordings that agents propose for the library of statements, and what became of them.

use rapport_domain::{AgentId, ConversationId, CustomerId, StatementId, StatementProposalId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    conversations::row_key,
    error::StorageError,
    page::{Cursor, Page},
    sealing::Key,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// A wording that an agent proposes.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementProposal {
    /// Its id.
    pub id: StatementProposalId,
    /// Who proposes it.
    pub agent: AgentId,
    /// In which conversation they found it.
    pub conversation: Option<ConversationId>,
    /// When.
    pub at: Timestamp,
    /// What they propose.
    pub words: ProposalWords,
    /// What became of it; `None` while it is open.
    pub decision: Option<ProposalDecision>,
}

/// What is proposed, and what was answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposalWords {
    /// The sentence.
    pub text: String,
    /// Which part of the framing it plays.
    pub part: rapport_domain::content::FramingPart,
    /// When the agent would say it.
    pub note: String,
    /// The word that came back with the decision.
    #[serde(default)]
    pub answer: String,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalDecision {
    /// When it was decided.
    pub at: Timestamp,
    /// Who decided, by name.
    pub by: String,
    /// The statement that it became; `None` where it was declined.
    pub statement: Option<StatementId>,
}

impl Tx {
    /// Keeps a proposal. One from a conversation goes with its customer.
    pub async fn create_statement_proposal(&mut self, proposal: &StatementProposal) -> Result<()> {
        let place = place(proposal.id);
        let (customer, sealed) = match proposal.conversation {
            Some(conversation) => {
                let (row, key) = self.locked_row(conversation).await?;
                (Some(row.customer), self.keys.seal(&key, &place, &proposal.words)?)
            }
            None => (None, self.keys.seal_house(&place, &proposal.words)?),
        };
        let sql = "INSERT INTO statement_proposals (id, agent_id, conversation_id, customer_id, at, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let given =
            values![proposal.id, proposal.agent, proposal.conversation, customer, proposal.at, sealed];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Decides a proposal; answers whether it was open.
    pub async fn decide_statement_proposal(
        &mut self,
        id: StatementProposalId,
        decision: &ProposalDecision,
        answer: &str,
    ) -> Result<bool> {
        let sql = "SELECT p.*, k.wrapped FROM statement_proposals p \
                   LEFT JOIN customer_keys k ON k.customer_id = p.customer_id \
                   WHERE p.id = $1 AND p.decided_at IS NULL";
        let Some(row) = self.connection.fetch_optional(sql, values![id]).await? else { return Ok(false) };
        let Some(mut proposal) = self.read_proposal(&row)? else { return Ok(false) };
        answer.clone_into(&mut proposal.words.answer);
        let sealed = match self.proposal_key(&row)? {
            Some(key) => self.keys.seal(&key, &place(id), &proposal.words)?,
            None => self.keys.seal_house(&place(id), &proposal.words)?,
        };
        let sql = "UPDATE statement_proposals SET decided_at = $2, decided_by = $3, statement = $4, sealed = $5 \
                   WHERE id = $1 AND decided_at IS NULL";
        let statement = decision.statement.as_ref().map(StatementId::as_str);
        let given = values![id, decision.at, &decision.by, statement, sealed];
        Ok(self.connection.execute(sql, given).await? > 0)
    }
}

impl Reader {
    /// A proposal.
    pub async fn statement_proposal(&mut self, id: StatementProposalId) -> Result<Option<StatementProposal>> {
        let sql = "SELECT p.*, k.wrapped FROM statement_proposals p \
                   LEFT JOIN customer_keys k ON k.customer_id = p.customer_id WHERE p.id = $1";
        let row = self.connection.fetch_optional(sql, values![id]).await?;
        row.map(|row| self.read_proposal(&row)).transpose().map(Option::flatten)
    }

    /// The proposals that nobody has decided, newest first.
    pub async fn open_statement_proposals(
        &mut self,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<StatementProposal>> {
        let sql = "SELECT p.*, k.wrapped FROM statement_proposals p \
                   LEFT JOIN customer_keys k ON k.customer_id = p.customer_id \
                   WHERE p.decided_at IS NULL AND (p.at, p.id) < ($1, $2) ORDER BY p.at DESC, p.id DESC LIMIT $3";
        let (at, id) = newest(cursor)?;
        let rows = self.connection.fetch_all(sql, values![at, id, u64::from(limit) + 1]).await?;
        self.proposals(&rows, limit)
    }

    /// What an agent has proposed, newest first.
    pub async fn statement_proposals_of(
        &mut self,
        agent: AgentId,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<StatementProposal>> {
        let sql = "SELECT p.*, k.wrapped FROM statement_proposals p \
                   LEFT JOIN customer_keys k ON k.customer_id = p.customer_id \
                   WHERE p.agent_id = $1 AND (p.at, p.id) < ($2, $3) ORDER BY p.at DESC, p.id DESC LIMIT $4";
        let (at, id) = newest(cursor)?;
        let rows = self.connection.fetch_all(sql, values![agent, at, id, u64::from(limit) + 1]).await?;
        self.proposals(&rows, limit)
    }

    /// What agents have proposed out of a customer's conversations, oldest first.
    pub(crate) async fn statement_proposals_from(
        &mut self,
        customer: CustomerId,
    ) -> Result<Vec<StatementProposal>> {
        let sql = "SELECT p.*, k.wrapped FROM statement_proposals p \
                   LEFT JOIN customer_keys k ON k.customer_id = p.customer_id \
                   WHERE p.customer_id = $1 ORDER BY p.at, p.id";
        let rows = self.connection.fetch_all(sql, values![customer]).await?;
        rows.iter().filter_map(|row| self.read_proposal(row).transpose()).collect()
    }

    fn proposals(&self, rows: &[Row], limit: u32) -> Result<Page<StatementProposal>> {
        let proposals = rows.iter().filter_map(|row| self.read_proposal(row).transpose());
        let proposals = proposals.collect::<Result<_>>()?;
        Ok(Page::cut(proposals, limit, |last: &StatementProposal| {
            Cursor::from_newest_first(last.at, last.id)
        }))
    }

    /// The key of its customer; `None` where it is no customer's, or they were erased.
    fn proposal_key(&self, row: &Row) -> Result<Option<Key>> {
        match row.opt_text("customer_id")? {
            Some(_) => row_key(&self.keys, row),
            None => Ok(None),
        }
    }

    /// `None` where its customer was erased in this very moment.
    fn read_proposal(&self, row: &Row) -> Result<Option<StatementProposal>> {
        let id = row.parsed("id")?;
        let sealed = row.blob("sealed")?;
        let words = match (row.opt_parsed::<CustomerId>("customer_id")?, self.proposal_key(row)?) {
            (None, _) => self.keys.open_house(&place(id), &sealed)?,
            (Some(_), Some(key)) => key.open(&place(id), &sealed)?,
            (Some(_), None) => return Ok(None),
        };
        let decided_by = row.opt_text("decided_by")?.unwrap_or_default();
        let statement = row.opt_parsed("statement")?;
        let decision =
            row.opt_time("decided_at")?.map(|at| ProposalDecision { at, by: decided_by, statement });
        Ok(Some(StatementProposal {
            id,
            agent: row.parsed("agent_id")?,
            conversation: row.opt_parsed("conversation_id")?,
            at: row.time("at")?,
            words,
            decision,
        }))
    }
}

fn newest(cursor: Option<&Cursor>) -> Result<(i64, String)> {
    cursor.map_or_else(|| Ok((i64::MAX, String::new())), Cursor::newest_first)
}

fn place(id: StatementProposalId) -> String {
    format!("statement_proposals/{id}")
}

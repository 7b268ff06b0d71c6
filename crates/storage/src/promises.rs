//! Promises, as they are listed and fall due. What they say is read where it stands, in the log, sealed under the
//! customer's key.

use rapport_domain::{
    AgentId, ConversationId, Timestamp,
    customer::Customer,
    event::{ConversationEvent, Recorded},
    promise::{Promise, PromiseChange, PromiseState, remind_at},
};
use sqlx::AssertSqlSafe;

use crate::{
    connection::Row,
    error::StorageError,
    inbox::COUNTED_AT_MOST,
    listed_events::{ListedEvent, select_listed},
    page::{Cursor, Page},
    projection::ConversationRow,
    store::{Reader, Tx},
    value::{Value, label, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// Where a promise without a moment stands among those that have one: last.
const END_OF_TIME: i64 = i64::MAX;

/// A promise in its conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedPromise {
    /// The conversation.
    pub conversation: ConversationId,
    /// Whom it was made to.
    pub customer: Customer,
    /// The promise.
    pub promise: Promise,
}

/// Which promises a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromiseFilter {
    /// Only those that this agent keeps.
    pub owner: Option<AgentId>,
    /// Those still to be kept, else those of which it is known what became of them.
    pub open: bool,
}

/// A promise about which something is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DuePromise {
    /// The conversation.
    pub conversation: ConversationId,
    /// The event that made it.
    pub seq: u64,
}

const SELECT: &str = select_listed!("promises");

impl Tx {
    /// Takes into account what an event says of promises.
    pub(crate) async fn note_promise(&mut self, row: &ConversationRow, recorded: &Recorded) -> Result<()> {
        match &recorded.event {
            ConversationEvent::Promised { by, agent, .. } if by.is_some() || agent.is_some() => {
                let next = by.map(|by| remind_at(recorded.at, by));
                let rank = by.map_or(END_OF_TIME, Timestamp::as_micros);
                let state = label(&PromiseState::Open);
                let sql = "INSERT INTO promises (conversation_id, seq, customer_id, owner_id, made_at, due_at, rank_at, \
                           next_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
                let given =
                    values![row.id, recorded.seq, row.customer, *agent, recorded.at, *by, rank, next, state];
                self.connection.execute(sql, given).await.map(drop)
            }
            ConversationEvent::PromiseChanged { of, change } => {
                self.change_promise((row.id, *of), change, recorded.at).await
            }
            _ => Ok(()),
        }
    }

    async fn change_promise(
        &mut self,
        (conversation, seq): (ConversationId, u64),
        change: &PromiseChange,
        at: Timestamp,
    ) -> Result<()> {
        let close = |state: PromiseState| {
            let sql = "UPDATE promises SET state = $3, closed_at = $4, next_at = NULL \
                       WHERE conversation_id = $1 AND seq = $2";
            (sql, values![conversation, seq, label(&state), at])
        };
        let (sql, given): (&'static str, Vec<Value>) = match change {
            PromiseChange::Reminded {} => {
                let sql = "UPDATE promises SET next_at = due_at WHERE conversation_id = $1 AND seq = $2";
                (sql, values![conversation, seq])
            }
            PromiseChange::FellDue {} => {
                let sql = "UPDATE promises SET next_at = NULL WHERE conversation_id = $1 AND seq = $2";
                (sql, values![conversation, seq])
            }
            PromiseChange::Moved { by, .. } => {
                let sql = "UPDATE promises SET due_at = $3, rank_at = $3, next_at = $4 \
                           WHERE conversation_id = $1 AND seq = $2";
                (sql, values![conversation, seq, *by, remind_at(at, *by)])
            }
            PromiseChange::Kept { .. } => close(PromiseState::Kept),
            PromiseChange::Broken { .. } => close(PromiseState::Broken),
            PromiseChange::Withdrawn { .. } => close(PromiseState::Withdrawn),
        };
        self.connection.execute(sql, given).await.map(drop)
    }
}

impl Reader {
    /// A page of promises: open ones by when they are due, others the latest first.
    pub async fn promises(
        &mut self,
        filter: PromiseFilter,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<ListedPromise>> {
        let (rank, beyond, order) = if filter.open {
            ("rank_at", ">", "l.rank_at, l.seq, l.conversation_id")
        } else {
            ("closed_at", "<", "l.closed_at DESC, l.seq DESC, l.conversation_id DESC")
        };
        let mut given = values![u64::from(limit) + 1];
        let mut wanted = format!("l.closed_at IS {}NULL", if filter.open { "" } else { "NOT " });
        if let Some(owner) = filter.owner {
            given.extend(values![owner]);
            wanted.push_str(" AND l.owner_id = $2");
        }
        if let Some(cursor) = cursor {
            let (at, seq, id) = cursor.ranked()?;
            let first = given.len() + 1;
            given.extend(values![at, seq, id]);
            wanted.push_str(&format!(
                " AND (l.{rank}, l.seq, l.conversation_id) {beyond} (${first}, ${}, ${})",
                first + 1,
                first + 2
            ));
        }
        let sql = format!("{SELECT} WHERE {wanted} ORDER BY {order} LIMIT $1");
        let rows = self.connection.fetch_all(AssertSqlSafe(sql), given).await?;
        let items =
            rows.iter().filter_map(|row| self.read_promise(row).transpose()).collect::<Result<_>>()?;
        Ok(Page::cut(items, limit, |last: &ListedPromise| {
            let due = last.promise.by.map_or(END_OF_TIME, Timestamp::as_micros);
            let rank = if filter.open { due } else { last.promise.closed_at.map_or(0, Timestamp::as_micros) };
            let seq = i64::try_from(last.promise.seq).unwrap_or(i64::MAX);
            Cursor::from_ranked(rank, Timestamp::from_micros(seq), last.conversation)
        }))
    }

    /// How many promises an agent has that are due soon, as they were reminded, or overdue; none above
    /// [`COUNTED_AT_MOST`].
    pub async fn count_promises_due(&mut self, owner: AgentId) -> Result<u64> {
        let sql = format!(
            "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM promises WHERE owner_id = $1 AND closed_at IS NULL \
             AND due_at IS NOT NULL AND (next_at IS NULL OR next_at >= due_at) LIMIT {COUNTED_AT_MOST}) AS due"
        );
        self.connection.fetch_one(AssertSqlSafe(sql), values![owner]).await?.count("n")
    }

    /// The promises about which something is to be done by now, the longest due first.
    pub async fn promises_due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<DuePromise>> {
        let sql =
            "SELECT conversation_id, seq FROM promises WHERE next_at <= $1 ORDER BY next_at, seq LIMIT $2";
        let rows = self.connection.fetch_all(sql, values![now, limit]).await?;
        rows.iter()
            .map(|row| {
                Ok(DuePromise { conversation: row.parsed("conversation_id")?, seq: row.count("seq")? })
            })
            .collect()
    }

    /// When something is to be done about a promise next; `None` where nothing is, or not any more.
    pub async fn promise_next_at(&mut self, of: DuePromise) -> Result<Option<Timestamp>> {
        let sql = "SELECT next_at FROM promises WHERE conversation_id = $1 AND seq = $2";
        let row = self.connection.fetch_optional(sql, values![of.conversation, of.seq]).await?;
        row.map_or(Ok(None), |row| row.opt_time("next_at"))
    }

    /// A promise, as it stands now.
    pub async fn promise(&mut self, conversation: ConversationId, seq: u64) -> Result<Option<ListedPromise>> {
        let sql = format!("{SELECT} WHERE l.conversation_id = $1 AND l.seq = $2");
        let row = self.connection.fetch_optional(AssertSqlSafe(sql), values![conversation, seq]).await?;
        row.map_or(Ok(None), |row| self.read_promise(&row))
    }

    /// Every promise of a conversation that has an owner or a moment, oldest first.
    pub async fn promises_of(&mut self, conversation: ConversationId) -> Result<Vec<Promise>> {
        let sql = format!("{SELECT} WHERE l.conversation_id = $1 ORDER BY l.seq");
        let rows = self.connection.fetch_all(AssertSqlSafe(sql), values![conversation]).await?;
        let read = rows.iter().filter_map(|row| self.read_promise(row).transpose());
        read.map(|one| one.map(|one| one.promise)).collect()
    }

    fn read_promise(&self, row: &Row) -> Result<Option<ListedPromise>> {
        let Some(ListedEvent { conversation, seq, customer, event }) = self.listed_event(row)? else {
            return Ok(None);
        };
        let ConversationEvent::Promised { promise, .. } = event else { return Ok(None) };
        Ok(Some(ListedPromise {
            conversation,
            customer,
            promise: Promise {
                seq,
                promise,
                by: row.opt_time("due_at")?,
                at: row.time("made_at")?,
                owner: row.opt_parsed("owner_id")?,
                state: row.label("state")?,
                closed_at: row.opt_time("closed_at")?,
            },
        }))
    }
}

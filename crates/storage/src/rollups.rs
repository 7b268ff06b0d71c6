//! How often things happen, by quarter of an hour: what reports ask without reading a single event.

use std::{collections::BTreeMap, sync::LazyLock};

use rapport_domain::{ConversationId, Timestamp, conversation::Channel, event::Facts};
use sqlx::AssertSqlSafe;

use crate::{
    connection::Connection,
    dialect::rollup_shard,
    error::StorageError,
    store::{Reader, Tx},
    value::{label, values},
};

/// Microseconds of a quarter of an hour.
const QUARTER: i64 = 900_000_000;

/// Counts that wait for the commit. They are written in one sorted go, so that two transactions can never
/// wait for each other's rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rollups(BTreeMap<(i64, &'static str, String, i64), i64>);

/// How often something happened in a quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollup {
    /// When the quarter of an hour began.
    pub from: Timestamp,
    /// What: the event's kind (`replied`, `rated`…), or `topic`, `feeling`, `statement`.
    pub kind: String,
    /// Which of that kind: a decision, a score, a topic, an agent; empty where there is nothing to tell.
    pub item: String,
    /// How often.
    pub total: u64,
}

impl Rollups {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Counts an event.
    pub(crate) fn count(&mut self, shard: i64, at: Timestamp, counted: &Counted<'_>) {
        let quarter = at.as_micros().div_euclid(QUARTER);
        for (kind, item) in counted.items() {
            *self.0.entry((quarter, kind, item, shard)).or_default() += 1;
        }
    }

    async fn write(&mut self, connection: &mut Connection) -> Result<(), StorageError> {
        let rows: Vec<_> = std::mem::take(&mut self.0).into_iter().collect();
        for chunk in rows.chunks(ROWS) {
            let mut given = Vec::with_capacity(chunk.len() * 5);
            for ((quarter, kind, item, shard), total) in chunk {
                given.extend(values![*quarter, *kind, item, *shard, *total]);
            }
            connection.execute(AssertSqlSafe(INSERTS[chunk.len() - 1].as_str()), given).await?;
        }
        Ok(())
    }
}

/// Counts that are written in one statement, at most: a reply's are seldom more.
const ROWS: usize = 8;

/// The statements for 1 to [`ROWS`] counts.
static INSERTS: LazyLock<[String; ROWS]> = LazyLock::new(|| {
    std::array::from_fn(|more| {
        let row = |n: usize| (1..=5).map(|of| format!("${}", n * 5 + of)).collect::<Vec<_>>().join(", ");
        let rows: Vec<String> = (0..=more).map(|n| format!("({})", row(n))).collect();
        format!(
            "INSERT INTO rollups (quarter, kind, item, shard, total) VALUES {} \
             ON CONFLICT (quarter, kind, item, shard) DO UPDATE SET total = rollups.total + excluded.total",
            rows.join(", ")
        )
    })
});

/// What may be counted of an event: what is left of it when its customer was erased.
pub(crate) struct Counted<'a> {
    pub(crate) kind: &'a str,
    pub(crate) facts: &'a Facts,
    pub(crate) channel: Channel,
}

impl Counted<'_> {
    fn items(&self) -> Vec<(&'static str, String)> {
        let facts = self.facts;
        let agent = || facts.agent.map(|id| id.to_string()).unwrap_or_default();
        let mut out = Vec::new();
        match self.kind {
            "started" => out.push(("started", label(&self.channel))),
            "message_received" => out.push(("message_received", String::new())),
            "episode_started" => out.push(("episode_started", String::new())),
            "perceived" => {
                let feeling = facts.feeling.map_or("unclear", rapport_domain::feeling::Feeling::as_str);
                out.push(("feeling", feeling.to_owned()));
            }
            "replied" => {
                out.push(("replied", facts.decision.map(|decision| label(&decision)).unwrap_or_default()));
                out.extend(facts.topic.iter().map(|topic| ("topic", topic.to_string())));
                out.extend(facts.statements.iter().map(|statement| ("statement", statement.to_string())));
            }
            "handover_requested" => {
                let reason = facts.handover.map(|reason| label(&reason)).unwrap_or_default();
                out.push(("handover_requested", reason));
            }
            "taken_over" => out.push(("taken_over", agent())),
            "handed_back" => out.push(("handed_back", agent())),
            "handed_over" => out.push(("handed_over", agent())),
            "agent_replied" => out.push(("agent_replied", agent())),
            "resolved" => out.push(("resolved", agent())),
            "action_finished" => {
                let action = facts.action.as_ref().map(ToString::to_string).unwrap_or_default();
                out.push(("action_finished", action));
            }
            "rated" => out.push(("rated", facts.score.map(|score| score.to_string()).unwrap_or_default())),
            _ => {}
        }
        out
    }
}

impl Tx {
    pub(crate) fn count_event(&mut self, conversation: ConversationId, at: Timestamp, counted: &Counted<'_>) {
        let shard = rollup_shard(self.connection.is_sqlite(), conversation);
        self.rollups.count(shard, at, counted);
    }

    /// Writes the counts; called once before the commit.
    pub(crate) async fn flush_rollups(&mut self) -> Result<(), StorageError> {
        let mut rollups = std::mem::take(&mut self.rollups);
        rollups.write(&mut self.connection).await
    }
}

impl Reader {
    /// What happened from `from` up to, not including, `until`; oldest first. Both should fall on quarters
    /// of an hour.
    pub async fn rollups(&mut self, from: Timestamp, until: Timestamp) -> Result<Vec<Rollup>, StorageError> {
        let quarter = |at: Timestamp| at.as_micros().div_euclid(QUARTER);
        let rows = self
            .connection
            .fetch_all(
                "SELECT quarter, kind, item, CAST(SUM(total) AS BIGINT) AS total FROM rollups \
                 WHERE quarter >= $1 AND quarter < $2 GROUP BY quarter, kind, item ORDER BY quarter, kind, item",
                values![quarter(from), quarter(until)],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Rollup {
                    from: Timestamp::from_micros(row.int("quarter")?.saturating_mul(QUARTER)),
                    kind: row.text("kind")?,
                    item: row.text("item")?,
                    total: row.count("total")?,
                })
            })
            .collect()
    }
}

//! How customers felt before each reply and after it, and how often each statement was said: what the library's
//! figures are counted from. Ids, labels and numbers only.

use rapport_domain::{
    StatementId, Timestamp,
    conversation::Channel,
    event::{ConversationEvent, Recorded},
    feeling::Feeling,
    perception::Perception,
};

use crate::{
    connection::Row,
    error::StorageError,
    projection::ConversationRow,
    store::{Reader, Tx},
    value::{label, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// How often a statement was said by somebody on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementUse {
    /// Which.
    pub statement: StatementId,
    /// Whether a person said it; otherwise the assistant did.
    pub by_agent: bool,
    /// By which way.
    pub channel: Channel,
    /// How often.
    pub total: u64,
}

/// Replies that are alike in what their effect is compared by, summed up.
#[derive(Debug, Clone, PartialEq)]
pub struct FeltReplies {
    /// The statement that all of them hold; `None` where replies are summed up whatever they hold.
    pub statement: Option<StatementId>,
    /// What they have in common.
    pub alike: Alike,
    /// How many.
    pub turns: u64,
    /// The sum of how much the valence changed to the customer's next turn.
    pub change: f64,
    /// The sum of the squares of it.
    pub squares: f64,
}

/// What replies have in common whose effect can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Alike {
    /// How the customer felt before; `None` is unclear.
    pub feeling: Option<Feeling>,
    /// How strongly: 0 below 0.4, 1 below 0.7, 2 from there.
    pub band: i64,
    /// By which way.
    pub channel: String,
    /// Whether a person replied.
    pub by_agent: bool,
    /// The topic or flow; `None` where there was none.
    pub subject: Option<String>,
}

/// The sums of replies that are alike: what stands as their statement, what is joined for it, and what comes first
/// among the things by which they are put together.
macro_rules! felt {
    ($statement:literal, $join:literal, $group:literal) => {
        concat!(
            "SELECT ",
            $statement,
            " AS statement, f.feeling, CAST(CASE WHEN f.intensity < 0.4 THEN 0 WHEN f.intensity < 0.7 THEN 1 \
             ELSE 2 END AS BIGINT) AS band, f.channel, f.by_agent, f.subject, COUNT(*) AS turns, \
             SUM(f.valence_after - f.valence) AS change, \
             SUM((f.valence_after - f.valence) * (f.valence_after - f.valence)) AS squares FROM felt_replies f ",
            $join,
            " WHERE f.at >= $1 AND f.at < $2 AND f.seq > 0 AND f.valence IS NOT NULL \
             AND f.valence_after IS NOT NULL GROUP BY ",
            $group,
            "f.feeling, band, f.channel, f.by_agent, f.subject"
        )
    };
}

impl Tx {
    /// Notes a reply, or how the customer felt after one. `row` is the conversation.
    pub(crate) async fn note_felt(&mut self, row: &ConversationRow, recorded: &Recorded) -> Result<()> {
        match &recorded.event {
            ConversationEvent::Replied { why, .. } => {
                let flow = || why.flow.as_ref().map(|(flow, _)| flow.to_string());
                let subject = why.topic.as_ref().map(ToString::to_string).or_else(flow);
                self.note_felt_reply(row, recorded, false, subject).await
            }
            ConversationEvent::AgentReplied { .. } => self.note_felt_reply(row, recorded, true, None).await,
            ConversationEvent::Perceived { of, perception } => {
                self.note_felt_after(row, recorded, *of, perception).await
            }
            _ => Ok(()),
        }
    }

    /// A reply answers the turn that was read since the reply before it. Where none was, the customer has not
    /// spoken meanwhile and still feels as before that. A person goes on with the subject that there is.
    async fn note_felt_reply(
        &mut self,
        row: &ConversationRow,
        recorded: &Recorded,
        by_agent: bool,
        subject: Option<String>,
    ) -> Result<()> {
        let sql = "INSERT INTO felt_replies (conversation_id, seq, at, channel, by_agent, subject, feeling, \
                   intensity, valence) SELECT $1, $2, $3, $4, $5, \
                   COALESCE($6, CASE WHEN $5 = 1 THEN last.subject END), \
                   CASE WHEN last.valence_after IS NULL THEN last.feeling ELSE last.feeling_after END, \
                   CASE WHEN last.valence_after IS NULL THEN last.intensity ELSE last.intensity_after END, \
                   COALESCE(last.valence_after, last.valence) \
                   FROM (SELECT 1 AS one) AS this LEFT JOIN (SELECT * FROM felt_replies \
                   WHERE conversation_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT 1) AS last ON 1 = 1 \
                   WHERE 1 = 1 ON CONFLICT DO NOTHING";
        let given = values![row.id, recorded.seq, recorded.at, label(&row.channel), by_agent, subject];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Of a turn in several messages the one that was felt most strongly counts.
    async fn note_felt_after(
        &mut self,
        row: &ConversationRow,
        recorded: &Recorded,
        of: u64,
        perception: &Perception,
    ) -> Result<()> {
        let told = perception.feeling.map(Feeling::as_str);
        let intensity = told.map_or(0.0, |_| f64::from(perception.intensity));
        // Before anything was said it is the row with seq 0.
        let sql = "INSERT INTO felt_replies (conversation_id, seq, at, channel, by_agent, feeling_after, \
                   intensity_after, valence_after) VALUES ($1, COALESCE((SELECT MAX(seq) FROM felt_replies \
                   WHERE conversation_id = $1 AND seq < $2), 0), $3, $4, 0, $5, $6, $7) \
                   ON CONFLICT (conversation_id, seq) DO UPDATE SET feeling_after = excluded.feeling_after, \
                   intensity_after = excluded.intensity_after, valence_after = excluded.valence_after \
                   WHERE felt_replies.intensity_after IS NULL \
                   OR felt_replies.intensity_after <= excluded.intensity_after";
        let valence = f64::from(perception.valence);
        let given = values![row.id, of, recorded.at, label(&row.channel), told, intensity, valence];
        self.connection.execute(sql, given).await.map(drop)
    }
}

impl Reader {
    /// How often each statement was said from `from` up to, not including, `until`.
    pub async fn statement_uses(&mut self, from: Timestamp, until: Timestamp) -> Result<Vec<StatementUse>> {
        let sql = "SELECT u.statement, e.kind, c.channel, COUNT(*) AS total FROM statement_uses u \
                   JOIN events e ON e.conversation_id = u.conversation_id AND e.seq = u.seq \
                   JOIN conversations c ON c.id = u.conversation_id WHERE u.at >= $1 AND u.at < $2 \
                   GROUP BY u.statement, e.kind, c.channel ORDER BY u.statement, e.kind, c.channel";
        let rows = self.connection.fetch_all(sql, values![from, until]).await?;
        rows.iter()
            .map(|row| {
                Ok(StatementUse {
                    statement: row.parsed("statement")?,
                    by_agent: row.text("kind")? == "agent_replied",
                    channel: row.label("channel")?,
                    total: row.count("total")?,
                })
            })
            .collect()
    }

    /// The replies from `from` up to, not including, `until` after which the customer wrote again, summed up by
    /// what they have in common: first all of them, then those with each statement.
    pub async fn felt_replies(&mut self, from: Timestamp, until: Timestamp) -> Result<Vec<FeltReplies>> {
        let all = felt!("CAST(NULL AS TEXT)", "", "");
        let with = felt!(
            "u.statement",
            "JOIN statement_uses u ON u.conversation_id = f.conversation_id AND u.seq = f.seq",
            "u.statement, "
        );
        let mut rows = self.connection.fetch_all(all, values![from, until]).await?;
        rows.extend(self.connection.fetch_all(with, values![from, until]).await?);
        rows.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<FeltReplies> {
    Ok(FeltReplies {
        statement: row.opt_parsed("statement")?,
        alike: Alike {
            feeling: row.opt_parsed("feeling")?,
            band: row.int("band")?,
            channel: row.text("channel")?,
            by_agent: row.flag("by_agent")?,
            subject: row.opt_text("subject")?,
        },
        turns: row.count("turns")?,
        change: row.real("change")?,
        squares: row.real("squares")?,
    })
}

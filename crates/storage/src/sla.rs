//! Response times: the rules, the clocks of conversations that need a person, and what came of each target.

use rapport_domain::{
    AgentId, ConversationId, CustomerId, Timestamp,
    conversation::{Channel, Status},
    event::HandoverReason,
    queue,
    sla::{MissReason, SlaClock, SlaRules, SlaStep, SlaTarget, URGENT_FROM},
};

use crate::{
    connection::Row,
    error::StorageError,
    store::{Reader, Tx},
    value::{label, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// What clocks go by: how a conversation stands, in clear.
#[derive(Debug, Clone, PartialEq)]
pub struct SlaFacts {
    /// Whose it is.
    pub customer: CustomerId,
    /// Which episode it is in.
    pub episode: u32,
    /// How it comes and goes.
    pub channel: Channel,
    /// Where it stands.
    pub status: Status,
    /// The agent who holds it.
    pub holder: Option<AgentId>,
    /// Since when the customer waits for an answer.
    pub waiting_since: Option<Timestamp>,
    /// Since when a person is called for, where one is.
    pub called_since: Option<Timestamp>,
    /// Whether the last message read was urgent.
    pub urgent: bool,
    /// Whether it came back from an agent who had gone.
    pub passed_on: bool,
    /// Its clock, which may be that of an earlier episode.
    pub clock: Option<SlaClock>,
}

impl SlaFacts {
    /// Whether the customer waits for a person.
    pub fn waits_for_person(&self) -> bool {
        self.status == Status::Open && self.waiting_since.is_some()
    }
}

/// What came of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlaOutcome {
    /// In which conversation.
    pub conversation: ConversationId,
    /// In which episode.
    pub episode: u32,
    /// To which target, when, and its time.
    pub step: SlaStep,
    /// Why it was missed; `None` when it was met.
    pub reason: Option<MissReason>,
    /// The business time that had counted.
    pub used_us: i64,
}

/// How often a target was met, or missed for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlaTotal {
    /// Which target.
    pub target: SlaTarget,
    /// Why it was missed; `None` when it was met.
    pub reason: Option<MissReason>,
    /// How often.
    pub total: u64,
}

/// The clocks that run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SlaRunning {
    /// All of them.
    pub running: u64,
    /// Of these, the ones whose next target is near.
    pub near: u64,
    /// Of these, the ones whose next target is missed.
    pub missed: u64,
}

/// The rules, and the mark of what the clocks were set with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlaSettings {
    /// The rules.
    pub rules: SlaRules,
    /// The mark.
    pub applied: String,
}

impl Tx {
    /// Sets the rules. Without one there are no clocks.
    pub async fn put_sla_rules(&mut self, rules: &SlaRules) -> Result<()> {
        let json = serde_json::to_string(rules).map_err(|source| StorageError::Encode { source })?;
        let sql = "INSERT INTO sla_settings (id, rules, applied) VALUES (1, $1, '') \
                   ON CONFLICT (id) DO UPDATE SET rules = excluded.rules, applied = ''";
        self.connection.execute(sql, values![json]).await?;
        if rules.0.is_empty() {
            self.connection.execute("DELETE FROM sla_clocks", values![]).await?;
        }
        Ok(())
    }

    /// Changes the mark of what the clocks were set with. Answers whether it was still `from`.
    pub async fn mark_sla_applied(&mut self, from: &str, to: &str) -> Result<bool> {
        let sql = "UPDATE sla_settings SET applied = $2 WHERE id = 1 AND applied = $1";
        Ok(self.connection.execute(sql, values![from, to]).await? > 0)
    }

    /// Keeps a conversation's clock.
    pub async fn put_sla_clock(&mut self, id: ConversationId, clock: &SlaClock) -> Result<()> {
        let json = serde_json::to_string(clock).map_err(|source| StorageError::Encode { source })?;
        let next = clock.next().map(|(_, leg)| leg);
        let (due_at, near_at) = (next.and_then(|leg| leg.due_at), next.and_then(|leg| leg.near_at));
        let sql = "INSERT INTO sla_clocks (conversation_id, clock, due_at, near_at, look_at) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (conversation_id) DO UPDATE \
                   SET clock = excluded.clock, due_at = excluded.due_at, near_at = excluded.near_at, \
                   look_at = excluded.look_at";
        self.connection.execute(sql, values![id, json, due_at, near_at, clock.look_at()]).await.map(drop)
    }

    /// Forgets a conversation's clock.
    pub async fn delete_sla_clock(&mut self, id: ConversationId) -> Result<()> {
        let sql = "DELETE FROM sla_clocks WHERE conversation_id = $1";
        self.connection.execute(sql, values![id]).await.map(drop)
    }

    /// Keeps what came of a target. What was done late is told of the target that was missed, and what an episode that
    /// went on brings changes nothing.
    pub async fn note_sla_outcome(&mut self, outcome: &SlaOutcome) -> Result<()> {
        let SlaOutcome { conversation, episode, step, reason, used_us } = *outcome;
        let met = step.state == rapport_domain::sla::SlaState::Met;
        let used = (step.state != rapport_domain::sla::SlaState::Missed).then_some(used_us);
        let sql = "INSERT INTO sla_outcomes (conversation_id, episode, target, at, met, reason, target_us, used_us) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (conversation_id, episode, target) \
                   DO UPDATE SET used_us = excluded.used_us WHERE sla_outcomes.met = 0 AND sla_outcomes.used_us IS NULL";
        let given = values![
            conversation,
            episode,
            step.target.as_str(),
            step.at,
            met,
            reason.as_ref().map(label),
            step.target_us,
            used,
        ];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Serves a conversation that waits in the queue at least as soon as `priority` says. Hostility buys nothing.
    pub async fn raise_priority(&mut self, id: ConversationId, priority: f32) -> Result<()> {
        let head_start_us = queue::head_start_ms(priority) * 1_000;
        // The same moment as `ConversationRow::counts_from`.
        let sql = "UPDATE conversations SET handover_priority = $2, \
                   waiting_rank = COALESCE(waiting_since, last_at) - $3 WHERE id = $1 \
                   AND awaits_person = 1 AND handover_reason IS NOT NULL AND handover_priority < $2 \
                   AND hostility IS NULL";
        self.connection.execute(sql, values![id, priority, head_start_us]).await.map(drop)
    }
}

impl Reader {
    /// The rules, and the mark of what the clocks were set with.
    pub async fn sla_settings(&mut self) -> Result<SlaSettings> {
        let sql = "SELECT rules, applied FROM sla_settings WHERE id = 1";
        let row = self.connection.fetch_optional(sql, values![]).await?;
        row.map_or_else(
            || Ok(SlaSettings::default()),
            |row| Ok(SlaSettings { rules: row.json("rules")?, applied: row.text("applied")? }),
        )
    }

    /// What a conversation's clock goes by.
    pub async fn sla_facts(&mut self, id: ConversationId) -> Result<Option<SlaFacts>> {
        let sql = "SELECT c.customer_id, c.episode, c.channel, c.status, c.holder, c.waiting_since, c.urgency, \
                   c.handover_reason, c.handover_since, s.clock AS sla_clock FROM conversations c \
                   LEFT JOIN sla_clocks s ON s.conversation_id = c.id WHERE c.id = $1";
        let row = self.connection.fetch_optional(sql, values![id]).await?;
        row.as_ref().map(read_facts).transpose()
    }

    /// Whether a person has replied in the conversation's present episode.
    pub async fn person_replied(&mut self, id: ConversationId) -> Result<bool> {
        let sql = "SELECT COUNT(*) AS n FROM events WHERE conversation_id = $1 AND kind = 'agent_replied' \
                   AND seq > (SELECT COALESCE(MAX(seq), 0) FROM events WHERE conversation_id = $1 \
                   AND kind = 'episode_started')";
        Ok(self.connection.fetch_one(sql, values![id]).await?.count("n")? > 0)
    }

    /// Conversations whose clock has something to tell by now, the earliest first.
    pub async fn sla_looks_due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<ConversationId>> {
        let sql = "SELECT conversation_id FROM sla_clocks WHERE look_at <= $1 ORDER BY look_at LIMIT $2";
        let rows = self.connection.fetch_all(sql, values![now, limit]).await?;
        rows.iter().map(|row| row.parsed("conversation_id")).collect()
    }

    /// At most `limit` conversations that have a clock or may need one, with ids after `after`, in their order.
    pub async fn sla_candidates(&mut self, after: &str, limit: u32) -> Result<Vec<ConversationId>> {
        let sql = "SELECT id FROM (SELECT id FROM conversations WHERE status = 'open' \
                   UNION SELECT conversation_id AS id FROM sla_clocks) AS clocked \
                   WHERE id > $1 ORDER BY id LIMIT $2";
        let rows = self.connection.fetch_all(sql, values![after, limit]).await?;
        rows.iter().map(|row| row.parsed("id")).collect()
    }

    /// The clocks that run.
    pub async fn sla_running(&mut self, now: Timestamp) -> Result<SlaRunning> {
        let sql = "SELECT COUNT(*) AS running, \
                   COALESCE(SUM(CASE WHEN near_at <= $1 AND due_at > $1 THEN 1 ELSE 0 END), 0) AS near, \
                   COALESCE(SUM(CASE WHEN due_at <= $1 THEN 1 ELSE 0 END), 0) AS missed \
                   FROM sla_clocks WHERE due_at IS NOT NULL";
        let row = self.connection.fetch_one(sql, values![now]).await?;
        Ok(SlaRunning {
            running: row.count("running")?,
            near: row.count("near")?,
            missed: row.count("missed")?,
        })
    }

    /// What came of targets from `from` up to, not including, `until`.
    pub async fn sla_totals(&mut self, from: Timestamp, until: Timestamp) -> Result<Vec<SlaTotal>> {
        let sql = "SELECT target, reason, COUNT(*) AS total FROM sla_outcomes WHERE at >= $1 AND at < $2 \
                   GROUP BY target, reason ORDER BY target, reason";
        let rows = self.connection.fetch_all(sql, values![from, until]).await?;
        rows.iter()
            .map(|row| {
                Ok(SlaTotal {
                    target: row.label("target")?,
                    reason: row.opt_label("reason")?,
                    total: row.count("total")?,
                })
            })
            .collect()
    }
}

/// The clock of a row with the column `sla_clock`.
pub(crate) fn read_clock(row: &Row) -> Result<Option<SlaClock>> {
    let clock = row.opt_text("sla_clock")?;
    clock
        .map(|json| serde_json::from_str(&json))
        .transpose()
        .map_err(|source| StorageError::Corrupt { column: "sla_clock".to_owned(), source: Box::new(source) })
}

fn read_facts(row: &Row) -> Result<SlaFacts> {
    Ok(SlaFacts {
        customer: row.parsed("customer_id")?,
        episode: u32::try_from(row.count("episode")?).unwrap_or(u32::MAX),
        channel: row.label("channel")?,
        status: row.label("status")?,
        holder: row.opt_parsed("holder")?,
        waiting_since: row.opt_time("waiting_since")?,
        called_since: row.opt_time("handover_since")?,
        urgent: row.real("urgency")? >= URGENT_FROM,
        passed_on: row.opt_label("handover_reason")? == Some(HandoverReason::Away),
        clock: read_clock(row)?,
    })
}

//! The leader's day.

use rapport_domain::Timestamp;
use rapport_insight::{Day, Today, WaitingFigures, today};
use rapport_storage::Rollup;

use crate::{Desk, DeskError, hours::start_of_day};

/// Rollups count by the quarter of an hour.
const QUARTER_MS: i64 = 15 * 60_000;

/// The leader's day.
#[derive(Debug, Clone)]
pub struct TodayReport {
    /// When the day began.
    pub from: Timestamp,
    /// Conversations, waiting, ratings, feelings.
    pub figures: Today,
    /// Replies by what they did: answered, `asked_back`, `did_not_know`…
    pub decisions: Vec<(String, u64)>,
    /// Topics by how often they were answered, most first, at most ten.
    pub topics: Vec<(String, u64)>,
    /// Customer messages by hour since the day began.
    pub by_hour: Vec<u64>,
}

impl Desk {
    /// How the day has been so far.
    pub async fn today(&self) -> Result<TodayReport, DeskError> {
        let now = self.now();
        let company = self.release().await?.release().content.company.clone();
        let from = start_of_day(&company, now);
        let mut reader = self.store().read().await?;
        let days: Vec<Day> = reader.conversations_between(from, now).await?.into_iter().map(day).collect();
        // The quarter of an hour that is running belongs to the day too.
        let rollups = reader.rollups(from, now.plus_ms(QUARTER_MS)).await?;
        let longest = reader.longest_waiting_since().await?;
        let waiting = WaitingFigures {
            count: reader.waiting_count().await?,
            longest_s: longest.map_or(0, |since| u64::try_from(now.ms_since(since) / 1_000).unwrap_or(0)),
        };
        Ok(TodayReport {
            from,
            figures: today(&days, waiting),
            decisions: totals(&rollups, "replied"),
            topics: totals(&rollups, "topic").into_iter().take(10).collect(),
            by_hour: by_hour(&rollups, from, now),
        })
    }
}

fn day(row: rapport_storage::ConversationDay) -> Day {
    Day {
        arrived: row.arrived,
        left: row.left,
        handed_over: row.handed_over,
        resolved: row.resolved,
        rating: row.rating,
    }
}

fn totals(rollups: &[Rollup], kind: &str) -> Vec<(String, u64)> {
    let mut totals = std::collections::BTreeMap::<String, u64>::new();
    for rollup in rollups.iter().filter(|rollup| rollup.kind == kind) {
        *totals.entry(rollup.item.clone()).or_default() += rollup.total;
    }
    let mut totals: Vec<_> = totals.into_iter().collect();
    totals.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    totals
}

fn by_hour(rollups: &[Rollup], from: Timestamp, now: Timestamp) -> Vec<u64> {
    const HOUR_MS: i64 = 3_600_000;
    let hours = usize::try_from(now.ms_since(from) / HOUR_MS + 1).unwrap_or(1);
    let mut counts = vec![0; hours];
    for rollup in rollups.iter().filter(|rollup| rollup.kind == "message_received") {
        let hour = usize::try_from(rollup.from.ms_since(from) / HOUR_MS).unwrap_or(usize::MAX);
        if let Some(count) = counts.get_mut(hour) {
            *count += rollup.total;
        }
    }
    counts
}

/// The name of a kind as the API writes it, for a metric's label.
pub(crate) fn name_of(kind: &impl serde::Serialize) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

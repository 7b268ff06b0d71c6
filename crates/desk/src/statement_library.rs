//! The library of statements: what each is for, how often it was said, and what it did to the customers' feeling.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use rapport_coaching::Measured;
use rapport_domain::{StatementId, Timestamp, content::Release};
use rapport_insight::{AlikeReplies, Changes, effect};
use rapport_storage::{Alike, FeltReplies};

use crate::{Desk, DeskError, error::invalid, workers::Chain};

pub use rapport_insight::{ENOUGH, ENOUGH_ALIKE, Effect, Estimate};
pub use rapport_storage::StatementUse;

/// The library with its figures.
#[derive(Debug, Clone)]
pub struct StatementLibrary {
    /// The release whose statements they are.
    pub release: Arc<Release>,
    /// The figures are from here on.
    pub from: Timestamp,
    /// How often each was said, by whom and where; also statements that the release does not hold any more.
    pub uses: Vec<StatementUse>,
    /// What each did; those that were never matched are missing.
    pub effects: BTreeMap<StatementId, Effect>,
}

/// The longest period, in days.
const MOST_DAYS: u32 = 365;
/// The period over which effects count for suggestions, in days.
const SUGGESTED_BY_DAYS: i64 = 180;
/// How long the effects for suggestions stand before they are measured anew.
const STANDS_MS: i64 = 10 * 60_000;
const DAY_MS: i64 = 24 * 3_600_000;

/// The effects for suggestions, and when they were measured.
#[derive(Default)]
pub(crate) struct EffectCache {
    known: Mutex<Option<(Timestamp, Arc<Effects>)>>,
    /// Held while they are measured: one at a time does.
    measuring: Arc<tokio::sync::Mutex<()>>,
}

impl EffectCache {
    fn known(&self) -> Option<(Timestamp, Arc<Effects>)> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

type Effects = BTreeMap<StatementId, Effect>;

impl Desk {
    /// The library with the figures of the last `days` days.
    pub async fn statement_library(&self, days: u32) -> Result<StatementLibrary, DeskError> {
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(invalid("days", format!("Choose 1 to {MOST_DAYS} days.")));
        }
        let compiled = self.release().await?;
        let until = self.now().plus_ms(1);
        let from = until.plus_ms(-i64::from(days) * DAY_MS);
        let mut reader = self.store().read().await?;
        let uses = reader.statement_uses(from, until).await?;
        let effects = effects(&reader.felt_replies(from, until).await?);
        Ok(StatementLibrary { release: Arc::clone(compiled.release()), from, uses, effects })
    }

    /// What statements did in the last half year, for suggestions: as it was measured last, none before the first
    /// time. Half a year takes its time to count, so it is measured anew where nobody waits for it.
    pub(crate) fn measured_effects(&self) -> Arc<Effects> {
        let (now, cache) = (self.now(), &self.shared.effects);
        let known = cache.known();
        let stands = known.as_ref().is_some_and(|(at, _)| now.ms_since(*at) < STANDS_MS);
        if !stands && let Ok(alone) = Arc::clone(&cache.measuring).try_lock_owned() {
            let desk = self.clone();
            tokio::spawn(async move {
                if let Err(error) = desk.measure_effects(now).await {
                    tracing::warn!(error = %Chain(&error), "the effects of statements could not be measured");
                }
                drop(alone);
            });
        }
        known.map(|(_, effects)| effects).unwrap_or_default()
    }

    async fn measure_effects(&self, now: Timestamp) -> Result<(), DeskError> {
        let from = now.plus_ms(-SUGGESTED_BY_DAYS * DAY_MS);
        let felt = self.store().read().await?.felt_replies(from, now.plus_ms(1)).await?;
        let measured = (now, Arc::new(effects(&felt)));
        *self.shared.effects.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(measured);
        Ok(())
    }
}

/// What is sure enough to order suggestions by.
pub(crate) fn measured(effects: &BTreeMap<StatementId, Effect>) -> BTreeMap<StatementId, Measured> {
    let sure = |(id, effect): (&StatementId, &Effect)| {
        let change = effect.change?;
        Some((id.clone(), Measured { change: change.value, high: change.high }))
    };
    effects.iter().filter_map(sure).collect()
}

/// Holds the replies with each statement against those without it that are alike.
fn effects(felt: &[FeltReplies]) -> BTreeMap<StatementId, Effect> {
    let changes = |felt: &FeltReplies| Changes { count: felt.turns, sum: felt.change, squares: felt.squares };
    let all = felt.iter().filter(|felt| felt.statement.is_none());
    let all: HashMap<&Alike, Changes> = all.map(|felt| (&felt.alike, changes(felt))).collect();
    let mut groups: BTreeMap<StatementId, Vec<AlikeReplies>> = BTreeMap::new();
    for felt in felt {
        let (Some(statement), Some(all)) = (&felt.statement, all.get(&felt.alike)) else { continue };
        let with = changes(felt);
        let alike = AlikeReplies { with, without: all.less(with) };
        groups.entry(statement.clone()).or_default().push(alike);
    }
    groups.into_iter().map(|(statement, groups)| (statement, effect(&groups))).collect()
}

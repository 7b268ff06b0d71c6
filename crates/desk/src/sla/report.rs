//! How often response times were met and missed, day by day, and why. It counts conversations, never people.

use std::collections::BTreeMap;

use rapport_domain::sla::{MissReason, SlaTarget};
use rapport_storage::{SlaRunning, SlaTotal};

use crate::{Desk, DeskError, hours::last_days};

/// Days of a report at most.
const MAX_DAYS: u32 = 92;

/// How often a target was met and missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SlaTally {
    /// In time.
    pub met: u64,
    /// Too late, or not at all.
    pub missed: u64,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlaDay {
    /// Which, in the company's time zone: `2026-11-23`.
    pub day: String,
    /// A person's first replies.
    pub first_reply: SlaTally,
    /// Resolutions.
    pub resolution: SlaTally,
}

/// How it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlaReport {
    /// The days, oldest first, today last.
    pub days: Vec<SlaDay>,
    /// Why targets were missed, most frequent first.
    pub reasons: Vec<(SlaTarget, MissReason, u64)>,
    /// The clocks that run now.
    pub now: SlaRunning,
    /// Whether response times are set.
    pub is_set: bool,
}

impl Desk {
    /// How often response times were met and missed in the last `days` days, today included.
    pub async fn sla_report(&self, days: u32) -> Result<SlaReport, DeskError> {
        let now = self.now();
        let release = self.release().await?;
        let company = &release.release().content.company;
        let mut reader = self.store().read().await?;
        let (mut counted, mut reasons) = (vec![], BTreeMap::<(SlaTarget, MissReason), u64>::new());
        for (date, from, until) in last_days(company, now, days.clamp(1, MAX_DAYS)) {
            let totals = reader.sla_totals(from, until).await?;
            for total in &totals {
                if let Some(reason) = total.reason {
                    *reasons.entry((total.target, reason)).or_default() += total.total;
                }
            }
            counted.push(SlaDay {
                day: date.to_string(),
                first_reply: tally(&totals, SlaTarget::FirstReply),
                resolution: tally(&totals, SlaTarget::Resolution),
            });
        }
        let running = reader.sla_running(now).await?;
        let is_set = !reader.sla_settings().await?.rules.0.is_empty();
        let mut reasons: Vec<_> =
            reasons.into_iter().map(|((target, reason), total)| (target, reason, total)).collect();
        reasons.sort_by_key(|(target, reason, total)| (std::cmp::Reverse(*total), *target, *reason));
        Ok(SlaReport { days: counted, reasons, now: running, is_set })
    }
}

fn tally(totals: &[SlaTotal], target: SlaTarget) -> SlaTally {
    let sum = |missed: bool| {
        let fits = |total: &&SlaTotal| total.target == target && total.reason.is_some() == missed;
        totals.iter().filter(fits).map(|total| total.total).sum()
    };
    SlaTally { met: sum(false), missed: sum(true) }
}

//! The response times that the team sets.

use std::sync::{Arc, PoisonError, RwLock};

use rapport_domain::{agent::Agent, sla::SlaRules};
use rapport_event_bus::Notice;

use crate::{Desk, DeskError, Sla, error::invalid};

/// Rules at most.
const MAX_RULES: usize = 20;
/// The longest time, in minutes of business hours: a year of days and nights.
const MAX_MINUTES: u32 = 366 * 24 * 60;

/// The rules in force, so that not every commit reads them.
#[derive(Default)]
pub(crate) struct RulesCache(RwLock<Option<Arc<SlaRules>>>);

/// The response times, and whether there are hours in which they count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlaSettings {
    /// The rules; without one nothing is measured.
    pub rules: SlaRules,
    /// Whether the company's file names business hours. Without them clocks never run.
    pub has_hours: bool,
}

impl RulesCache {
    /// Reads them anew at the next use.
    pub fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Desk {
    /// The response times.
    pub async fn sla_settings(&self) -> Result<SlaSettings, DeskError> {
        let rules = self.store().read().await?.sla_settings().await?.rules;
        let release = self.release().await?;
        let company = &release.release().content.company;
        let has_hours = company.hours.values().any(|spans| !spans.is_empty());
        Ok(SlaSettings { rules, has_hours })
    }

    /// Sets the response times, all at once. They hold for conversations that are under way too:
    /// their clocks are set anew soon after.
    pub async fn set_sla_rules(&self, by: &Agent, rules: SlaRules) -> Result<SlaSettings, DeskError> {
        check(&rules)?;
        let (stored, actor, now) = (rules, by.id.to_string(), self.now());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.put_sla_rules(&stored).await?;
                    tx.audit(&actor, "response_times_set", "sla", now).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        self.shared.sla.forget();
        self.publish_to_bus(Notice::SlaChanged {}).await;
        self.shared.chores.notify_one();
        self.sla_settings().await
    }

    /// The rules in force, and the hours that they count in.
    pub(crate) async fn sla(&self) -> Result<Sla, DeskError> {
        let cache = &self.shared.sla.0;
        let cached = cache.read().unwrap_or_else(PoisonError::into_inner).clone();
        let rules = match cached {
            Some(rules) => rules,
            None => {
                let rules = Arc::new(self.store().read().await?.sla_settings().await?.rules);
                *cache.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&rules));
                rules
            }
        };
        // Where nothing is measured, nobody has to wait for a release to be read.
        let release =
            if rules.0.is_empty() { None } else { Some(Arc::clone(self.release().await?.release())) };
        Ok(Sla { rules, release })
    }
}

fn check(rules: &SlaRules) -> Result<(), DeskError> {
    if rules.0.len() > MAX_RULES {
        return Err(invalid("rules", format!("At most {MAX_RULES} rules.")));
    }
    for (at, rule) in rules.0.iter().enumerate() {
        let times = [rule.first_reply_min, rule.resolution_min];
        if times.iter().flatten().any(|minutes| !(1..=MAX_MINUTES).contains(minutes)) {
            return Err(invalid("rules", format!("A time is 1 to {MAX_MINUTES} minutes.")));
        }
        match times {
            [None, None] => {
                return Err(invalid("rules", "Give each rule a time for the first reply or the resolution."));
            }
            [Some(first), Some(resolution)] if first > resolution => {
                return Err(invalid(
                    "rules",
                    "The first reply comes before the resolution: give it less time.",
                ));
            }
            _ => {}
        }
        let same = |other: &rapport_domain::sla::SlaRule| {
            (other.channel, other.urgent) == (rule.channel, rule.urgent)
        };
        if rules.0[..at].iter().any(same) {
            return Err(invalid("rules", "Two rules are for the same conversations: keep one of them."));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rapport_domain::{conversation::Channel, sla::SlaRule};

    use super::*;

    #[test]
    fn rules_that_cannot_hold_are_refused_with_what_to_do() {
        let rule = |first_reply_min, resolution_min| SlaRule {
            channel: None,
            urgent: false,
            first_reply_min,
            resolution_min,
        };
        let problem = |rules: &[SlaRule]| check(&SlaRules(rules.to_vec())).map_err(|error| error.to_string());
        let good = rule(Some(30), Some(240));
        assert_eq!(problem(&[]), Ok(()));
        assert_eq!(problem(&[good, SlaRule { channel: Some(Channel::Api), ..good }]), Ok(()));
        assert!(problem(&[rule(None, None)]).unwrap_err().contains("a time for"));
        assert!(problem(&[rule(Some(0), None)]).unwrap_err().contains("minutes"));
        assert!(problem(&[rule(Some(60), Some(30))]).unwrap_err().contains("less time"));
        assert!(problem(&[good, good]).unwrap_err().contains("keep one"));
        assert!(problem(&[good; MAX_RULES + 1]).unwrap_err().contains("At most"));
    }
}

//! Response times: how long a customer who needs a person waits for the first reply and for the resolution.
//!
//! A clock counts business time, and only while the customer waits for a person: it stands still outside the
//! hours, on holidays, while the conversation is put aside or answered, and while the assistant has it.

use serde::{Deserialize, Serialize};

use crate::{conversation::Channel, time::Timestamp};

/// A conversation whose last message read is at least so urgent counts as urgent, for its whole episode.
pub const URGENT_FROM: f64 = 0.6;
/// A target is near when this part of its time is left: a quarter.
const NEAR_PART: i64 = 4;
const MINUTE_US: i64 = 60_000_000;

/// What a time is set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlaTarget {
    /// Until a person has replied for the first time.
    FirstReply,
    /// Until the conversation is resolved.
    Resolution,
}

impl SlaTarget {
    /// Both.
    pub const ALL: [Self; 2] = [Self::FirstReply, Self::Resolution];

    /// The name, as it is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstReply => "first_reply",
            Self::Resolution => "resolution",
        }
    }
}

/// Why a target was missed: what the conversation waited for at that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissReason {
    /// It waited in the queue while agents were there.
    Waited,
    /// It waited in the queue, and nobody was there.
    NobodyThere,
    /// An agent held it and the customer was waiting.
    Held,
    /// It came back to the queue from an agent who had gone.
    PassedOn,
}

/// How long some conversations may take, in minutes of business time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SlaRule {
    /// Only those of this channel.
    pub channel: Option<Channel>,
    /// Only urgent ones.
    pub urgent: bool,
    /// Until a person's first reply; without it there is no such target.
    pub first_reply_min: Option<u32>,
    /// Until the resolution; without it there is no such target.
    pub resolution_min: Option<u32>,
}

/// The rules in force; without one there are no clocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaRules(pub Vec<SlaRule>);

impl SlaRules {
    /// The rule for a conversation: of those that fit, one for urgent conversations comes before one for a
    /// channel, and that before one for all.
    pub fn fitting(&self, channel: Channel, urgent: bool) -> Option<&SlaRule> {
        let fits =
            |rule: &&SlaRule| rule.channel.is_none_or(|only| only == channel) && (urgent || !rule.urgent);
        self.0.iter().filter(fits).max_by_key(|rule| (rule.urgent, rule.channel.is_some()))
    }
}

/// Business hours, as clocks need them.
pub trait Calendar {
    /// The business time between two moments, in microseconds.
    fn open_us(&self, from: Timestamp, until: Timestamp) -> i64;
    /// The moment at which so much business time has passed since `from`; `None` when there is no such moment
    /// in sight.
    fn after_open_us(&self, from: Timestamp, us: i64) -> Option<Timestamp>;
}

/// How far a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlaState {
    /// There is time.
    Open,
    /// There is little time.
    Near,
    /// The time is up, and it is still not done.
    Missed,
    /// Done in time.
    Met,
    /// Done after the time was up.
    Late,
}

impl SlaState {
    const fn is_done(self) -> bool {
        matches!(self, Self::Met | Self::Late)
    }
}

/// One target of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaLeg {
    /// How far it is.
    pub state: SlaState,
    /// Its time; without it nothing is measured.
    pub target_us: Option<i64>,
    /// From when on it is near, while the clock runs.
    pub near_at: Option<Timestamp>,
    /// When it is missed, while the clock runs.
    pub due_at: Option<Timestamp>,
}

/// What happened to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlaStep {
    /// To which.
    pub target: SlaTarget,
    /// How far it is now.
    pub state: SlaState,
    /// When that was so: for a near or missed one the moment at which it is due.
    pub at: Timestamp,
    /// Its time.
    pub target_us: i64,
}

/// The clock of a conversation's episode, since a person was needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaClock {
    /// Of which episode.
    pub episode: u32,
    /// Whether something urgent was written.
    pub urgent: bool,
    /// When a person was needed first.
    pub started_at: Timestamp,
    /// The business time that counted before it ran last.
    pub used_us: i64,
    /// Since when it runs.
    pub running_since: Option<Timestamp>,
    /// Until a person's first reply.
    pub first_reply: SlaLeg,
    /// Until the resolution.
    pub resolution: SlaLeg,
}

impl SlaClock {
    /// A clock that stands still; `replied` when a person has replied in this episode before.
    pub const fn new(episode: u32, started_at: Timestamp, replied: bool) -> Self {
        let leg = SlaLeg { state: SlaState::Open, target_us: None, near_at: None, due_at: None };
        let state = if replied { SlaState::Met } else { SlaState::Open };
        Self {
            episode,
            urgent: false,
            started_at,
            used_us: 0,
            running_since: None,
            first_reply: SlaLeg { state, ..leg },
            resolution: leg,
        }
    }

    /// Lets time pass up to `now`; answers what came near or was missed.
    pub fn pass(&mut self, now: Timestamp) -> Vec<SlaStep> {
        let mut steps = vec![];
        for target in SlaTarget::ALL {
            let leg = self.leg_mut(target);
            let (Some(target_us), Some(due_at)) = (leg.target_us, leg.due_at) else { continue };
            let is_near = leg.near_at.is_some_and(|near| near <= now);
            let state = match leg.state {
                SlaState::Open | SlaState::Near if due_at <= now => SlaState::Missed,
                SlaState::Open if is_near => SlaState::Near,
                _ => continue,
            };
            leg.state = state;
            steps.push(SlaStep { target, state, at: due_at, target_us });
        }
        steps
    }

    /// A person has replied, or the conversation is resolved. Answers whether that was in time, where there is
    /// a target and it was not reached before.
    pub fn reach(&mut self, target: SlaTarget, now: Timestamp) -> Option<SlaStep> {
        let leg = self.leg_mut(target);
        if leg.state.is_done() {
            return None;
        }
        let state = if leg.state == SlaState::Missed { SlaState::Late } else { SlaState::Met };
        leg.state = state;
        (leg.near_at, leg.due_at) = (None, None);
        leg.target_us.map(|target_us| SlaStep { target, state, at: now, target_us })
    }

    /// Runs from `now` on, or stands still.
    pub fn run(&mut self, runs: bool, now: Timestamp, calendar: &dyn Calendar) {
        match (self.running_since, runs) {
            (Some(since), false) => {
                self.used_us += calendar.open_us(since, now);
                self.running_since = None;
            }
            (None, true) => self.running_since = Some(now),
            _ => {}
        }
    }

    /// Takes the times of `rule` and works out anew when they are up.
    pub fn aim(&mut self, rule: Option<&SlaRule>, calendar: &dyn Calendar) {
        let us = |minutes: Option<u32>| minutes.map(|minutes| i64::from(minutes) * MINUTE_US);
        self.first_reply.target_us = us(rule.and_then(|rule| rule.first_reply_min));
        self.resolution.target_us = us(rule.and_then(|rule| rule.resolution_min));
        let (since, used) = (self.running_since, self.used_us);
        for target in SlaTarget::ALL {
            let leg = self.leg_mut(target);
            let runs = since.zip(leg.target_us).filter(|_| !leg.state.is_done());
            let after = |us: i64| runs.and_then(|(since, _)| calendar.after_open_us(since, us.max(0)));
            let target_us = leg.target_us.unwrap_or(0);
            leg.due_at = after(target_us - used);
            leg.near_at = after(target_us - target_us / NEAR_PART - used);
        }
    }

    /// The business time that has counted by `now`.
    pub fn used_by(&self, now: Timestamp, calendar: &dyn Calendar) -> i64 {
        self.used_us + self.running_since.map_or(0, |since| calendar.open_us(since, now))
    }

    /// The target that is due next, with how far it is: the first reply where both are due at once.
    pub fn next(&self) -> Option<(SlaTarget, SlaLeg)> {
        let legs = SlaTarget::ALL.map(|target| (target, *self.leg(target)));
        let open = legs.into_iter().filter(|(_, leg)| leg.target_us.is_some() && !leg.state.is_done());
        open.min_by_key(|(_, leg)| (leg.due_at.is_none(), leg.due_at))
    }

    /// When there is something to tell next.
    pub fn look_at(&self) -> Option<Timestamp> {
        let looks = [&self.first_reply, &self.resolution].map(|leg| match leg.state {
            SlaState::Open => leg.near_at.min(leg.due_at).or(leg.due_at),
            SlaState::Near => leg.due_at,
            SlaState::Missed | SlaState::Met | SlaState::Late => None,
        });
        looks.into_iter().flatten().min()
    }

    /// One of the targets.
    pub const fn leg(&self, target: SlaTarget) -> &SlaLeg {
        match target {
            SlaTarget::FirstReply => &self.first_reply,
            SlaTarget::Resolution => &self.resolution,
        }
    }

    const fn leg_mut(&mut self, target: SlaTarget) -> &mut SlaLeg {
        match target {
            SlaTarget::FirstReply => &mut self.first_reply,
            SlaTarget::Resolution => &mut self.resolution,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Open day and night.
    struct Always;

    impl Calendar for Always {
        fn open_us(&self, from: Timestamp, until: Timestamp) -> i64 {
            (until.as_micros() - from.as_micros()).max(0)
        }

        fn after_open_us(&self, from: Timestamp, us: i64) -> Option<Timestamp> {
            Some(Timestamp::from_micros(from.as_micros() + us))
        }
    }

    const RULE: SlaRule =
        SlaRule { channel: None, urgent: false, first_reply_min: Some(20), resolution_min: Some(60) };

    fn minute(minute: i64) -> Timestamp {
        Timestamp::from_micros(minute * MINUTE_US)
    }

    fn running() -> SlaClock {
        let mut clock = SlaClock::new(1, minute(0), false);
        clock.run(true, minute(0), &Always);
        clock.aim(Some(&RULE), &Always);
        clock
    }

    fn states(steps: &[SlaStep]) -> Vec<(SlaTarget, SlaState)> {
        steps.iter().map(|step| (step.target, step.state)).collect()
    }

    #[test]
    fn a_target_comes_near_then_is_missed_and_each_is_told_once() {
        let mut clock = running();
        assert_eq!((clock.look_at(), clock.next().unwrap().1.due_at), (Some(minute(15)), Some(minute(20))));
        assert!(clock.pass(minute(14)).is_empty());
        assert_eq!(states(&clock.pass(minute(15))), [(SlaTarget::FirstReply, SlaState::Near)]);
        assert!(clock.pass(minute(16)).is_empty());
        assert_eq!(states(&clock.pass(minute(20))), [(SlaTarget::FirstReply, SlaState::Missed)]);
        assert!(clock.pass(minute(30)).is_empty());
        let late = clock.reach(SlaTarget::FirstReply, minute(31)).unwrap();
        assert_eq!((late.state, clock.next().unwrap().0), (SlaState::Late, SlaTarget::Resolution));
        assert_eq!(clock.reach(SlaTarget::FirstReply, minute(32)), None);
    }

    #[test]
    fn time_in_which_the_customer_does_not_wait_does_not_count() {
        let mut clock = running();
        let met = clock.reach(SlaTarget::FirstReply, minute(10)).unwrap();
        assert_eq!(met.state, SlaState::Met);
        clock.run(false, minute(10), &Always);
        clock.aim(Some(&RULE), &Always);
        assert_eq!((clock.next().unwrap().1.due_at, clock.look_at()), (None, None));
        assert!(clock.pass(minute(1_000)).is_empty());
        clock.run(true, minute(1_000), &Always);
        clock.aim(Some(&RULE), &Always);
        assert_eq!(clock.next().unwrap().1.due_at, Some(minute(1_050)));
        assert_eq!(clock.used_by(minute(1_010), &Always), 20 * MINUTE_US);
    }

    #[test]
    fn the_most_specific_rule_holds() {
        let rule = |channel, urgent| SlaRule { channel, urgent, ..RULE };
        let (all, chat) = (rule(None, false), rule(Some(Channel::Widget), false));
        let (hurry, both) = (rule(None, true), rule(Some(Channel::Widget), true));
        let rules = SlaRules(vec![both, chat, hurry, all]);
        assert_eq!(rules.fitting(Channel::Api, false), Some(&all));
        assert_eq!(rules.fitting(Channel::Widget, false), Some(&chat));
        assert_eq!(rules.fitting(Channel::Api, true), Some(&hurry));
        assert_eq!(rules.fitting(Channel::Widget, true), Some(&both));
        assert_eq!(SlaRules(vec![hurry]).fitting(Channel::Api, false), None);
    }

    #[test]
    fn without_a_target_nothing_is_measured() {
        let mut clock = SlaClock::new(1, minute(0), false);
        clock.run(true, minute(0), &Always);
        clock.aim(None, &Always);
        assert_eq!((clock.next(), clock.look_at()), (None, None));
        assert_eq!(clock.reach(SlaTarget::Resolution, minute(5)), None);
    }
}

//! Whoever waits and however they feel: the urgent are served soon, and nobody waits for ever.

use proptest::prelude::*;
use rapport_dialogue::decide::handover_priority;
use rapport_domain::{
    Timestamp,
    feeling::Feeling,
    perception::{Perception, UrgencyReason},
    queue::{DANGER_PRIORITY, HEAD_START_MINUTES, counts_from},
    trajectory::Direction,
};

const MINUTE_MS: i64 = 60_000;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_micros(1_763_800_000_000_000).plus_ms(minute * MINUTE_MS)
}

/// Somebody who calls for a person.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Caller {
    minute: i64,
    priority: f32,
}

impl Caller {
    fn place(self) -> (Timestamp, i64) {
        (counts_from(at(self.minute), self.priority), self.minute)
    }

    fn is_in_danger(self) -> bool {
        self.priority >= DANGER_PRIORITY
    }
}

fn mood() -> impl Strategy<Value = (Perception, Direction)> {
    let feeling = prop::option::of(prop::sample::select(Feeling::ALL.to_vec()));
    let worse = prop::bool::weighted(0.2);
    (feeling, 0.0..=1.0_f32, 0.0..=1.0_f32, worse, prop::bool::weighted(0.02)).prop_map(
        |(feeling, intensity, urgency, worse, danger)| {
            let urgency_reason = danger.then_some(UrgencyReason::Safety);
            let mood =
                Perception { feeling, intensity, urgency, urgency_reason, ..Perception::unclear("en") };
            (mood, if worse { Direction::Escalating } else { Direction::Steady })
        },
    )
}

/// People who come one after the other, within minutes of each other.
fn callers() -> impl Strategy<Value = Vec<Caller>> {
    prop::collection::vec((0..12_i64, mood()), 1..120).prop_map(|coming| {
        let mut minute = 0;
        let callers = coming.into_iter().map(|(pause, (mood, direction))| {
            minute += pause;
            Caller { minute, priority: handover_priority(&mood, direction) }
        });
        callers.collect()
    })
}

/// Serves whoever is first, one every so many minutes, and gives them with the minute at which they were served.
fn serve(mut coming: Vec<Caller>, every_minutes: i64) -> Vec<(Caller, i64)> {
    let (mut minute, mut served) = (0, Vec::new());
    while !coming.is_empty() {
        let waiting = coming.iter().copied().enumerate().filter(|(_, caller)| caller.minute <= minute);
        if let Some((index, caller)) = waiting.min_by_key(|(_, caller)| caller.place()) {
            served.push((caller, minute));
            coming.remove(index);
        }
        minute += every_minutes;
    }
    served
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// However many urgent ones come: who has waited as long as the longest head start is served before all who come
    /// from then on, save danger.
    #[test]
    fn no_calm_customer_starves(coming in callers(), every_minutes in 1..30_i64) {
        let served = serve(coming, every_minutes);
        for (at, (late, _)) in served.iter().enumerate() {
            for (early, _) in &served[at + 1..] {
                let overtook = late.minute - early.minute;
                prop_assert!(late.is_in_danger() || overtook <= HEAD_START_MINUTES, "{late:?} overtook {early:?}");
            }
        }
    }

    /// Who is served depends on who came when and how, never on how long the list has been looked at.
    #[test]
    fn waiting_never_turns_two_round_and_the_more_urgent_of_two_who_come_together_is_first(
        one in mood(), other in mood(), minute in 0..10_000_i64,
    ) {
        let priorities = [handover_priority(&one.0, one.1), handover_priority(&other.0, other.1)];
        let [one, other] = priorities.map(|priority| Caller { minute, priority });
        let thousandths = |caller: Caller| (caller.priority * 1_000.0).round();
        if thousandths(one) > thousandths(other) {
            prop_assert!(one.place() <= other.place());
            prop_assert!(one.place() < other.place() || one.is_in_danger());
        }
    }

    #[test]
    fn equals_are_served_as_they_came(minutes in prop::collection::vec(0..500_i64, 2..40), priority in 0.0..1.0_f32) {
        let coming = minutes.iter().map(|minute| Caller { minute: *minute, priority }).collect();
        let served = serve(coming, 7);
        // Nobody is overtaken by an equal who came later.
        prop_assert!(served.windows(2).all(|pair| pair[0].0.minute <= pair[1].0.minute));
    }
}

//! Who is served first among those who wait for a person, so that the urgent come soon and the calm come too.
//!
//! A wait counts from its first minute, and priority is a head start: as if the customer had come that much earlier.
//! So everybody's claim grows alike while they wait, the order of two customers never turns round by waiting, and
//! whoever has waited longer than the longest head start is overtaken by nobody who comes now, however loud.

use crate::time::Timestamp;

/// From here on somebody may be in danger, or somebody vulnerable depends on it.
pub const DANGER_PRIORITY: f32 = 0.9;
/// The head start of the highest priority that is no danger, in minutes; half the priority, half of it.
pub const HEAD_START_MINUTES: i64 = 60;
/// The head start of danger, in minutes: a week, so that it comes before all who have waited over closed days.
pub const DANGER_MINUTES: i64 = 7 * 24 * 60;

const MINUTE_MS: i64 = 60_000;

/// The moment from which a customer's place in the queue counts: since they wait, less their head start. The
/// earliest is served first.
pub fn counts_from(since: Timestamp, priority: f32) -> Timestamp {
    since.plus_ms(-head_start_ms(priority))
}

/// How much earlier than they came somebody of this priority counts as having come, in milliseconds.
pub fn head_start_ms(priority: f32) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "0 to 1000")]
    let thousandths = (priority.clamp(0.0, 1.0) * 1_000.0).round() as i64;
    if priority >= DANGER_PRIORITY {
        return DANGER_MINUTES * MINUTE_MS;
    }
    thousandths * (HEAD_START_MINUTES * MINUTE_MS / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_micros(1_763_800_000_000_000).plus_ms(minute * MINUTE_MS)
    }

    #[test]
    fn priority_is_a_head_start_and_a_wait_makes_up_for_it() {
        assert_eq!(counts_from(at(0), 0.0), at(0));
        assert_eq!(counts_from(at(30), 0.5), at(0), "half the priority is half an hour");
        assert!(counts_from(at(10), 0.5) < counts_from(at(0), 0.1), "the urgent overtakes");
        assert!(counts_from(at(50), 0.89) < counts_from(at(0), 0.0));
        assert!(counts_from(at(60), 0.89) > counts_from(at(0), 0.0), "but not who has waited an hour");
    }

    #[test]
    fn danger_comes_before_all_who_have_waited_over_the_weekend() {
        assert!(counts_from(at(62 * 60), DANGER_PRIORITY) < counts_from(at(0), 0.89));
        assert!(counts_from(at(1), 1.0) > counts_from(at(0), 0.9), "who is in danger longer is first");
    }
}

//! Time that stands still until it is moved, and randomness that repeats.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use rapport_domain::{Clock, Entropy, Timestamp};

/// A clock that only the test moves. It begins on a Monday morning within business hours.
pub struct FakeClock(AtomicI64);

impl Default for FakeClock {
    fn default() -> Self {
        let start = Timestamp::parse("2026-11-23T10:00:00Z").map_or(0, Timestamp::as_micros);
        Self(AtomicI64::new(start))
    }
}

impl FakeClock {
    /// Lets so many milliseconds pass.
    pub fn advance_ms(&self, millis: i64) {
        self.0.fetch_add(millis * 1_000, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Never the same bytes twice, and the same in every run.
#[derive(Default)]
pub struct CountingEntropy(AtomicU64);

/// Far from every node's: what is in a database before a test begins was made with it.
const BEFORE: u32 = 1 << 20;

impl CountingEntropy {
    /// The one with which templates of databases are made, so that no copy meets the same ids again.
    pub fn of_templates() -> Self {
        Self::of_node(BEFORE)
    }

    /// One that begins elsewhere, for the node of this number.
    pub fn of_node(number: u32) -> Self {
        Self(AtomicU64::new(u64::from(number) << 40))
    }
}

impl Entropy for CountingEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // The multiplier spreads neighbouring counts (SplitMix64, Steele et al. 2014).
            let count = self.0.fetch_add(1, Ordering::SeqCst) + 1;
            let spread = count.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
            chunk.copy_from_slice(&spread[..chunk.len()]);
        }
    }
}

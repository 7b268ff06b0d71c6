//! Sums up what was measured.

use serde_json::{Value, json};

/// Latencies in milliseconds, sorted.
pub struct Latencies(Vec<f64>);

impl Latencies {
    /// From measurements in any order.
    pub fn of(mut millis: Vec<f64>) -> Self {
        millis.sort_by(f64::total_cmp);
        Self(millis)
    }

    /// The value below which `share` (0…1) of the measurements lie, by nearest rank.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a rank within the list"
        )]
        let rank = (share * self.0.len() as f64).ceil() as usize;
        self.0.get(rank.clamp(1, self.0.len().max(1)) - 1).copied()
    }

    /// Count, median, 99th percentile and maximum.
    pub fn json(&self) -> Value {
        json!({
            "count": self.0.len(), "p50": self.quantile(0.5), "p99": self.quantile(0.99), "max": self.quantile(1.0),
        })
    }
}

/// Resident memory of a process in bytes, as the kernel counts it.
pub fn resident_bytes(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_by_nearest_rank() {
        let latencies = Latencies::of((1..=100).rev().map(f64::from).collect());
        assert_eq!(latencies.quantile(0.5), Some(50.0));
        assert_eq!(latencies.quantile(0.99), Some(99.0));
        assert_eq!(latencies.quantile(1.0), Some(100.0));
        assert_eq!(Latencies::of(vec![]).quantile(0.5), None);
    }
}

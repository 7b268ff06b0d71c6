//! Intervals, so that three ratings are not taken for three hundred.

/// A share with its 95 % interval, all 0…1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share itself.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The share of `hits` among `total` with Wilson's score interval (Wilson, JASA 1927), which also holds
/// for few and for extreme shares; `None` without any.
pub fn wilson(hits: u64, total: u64) -> Option<Share> {
    if total == 0 {
        return None;
    }
    const Z: f64 = 1.959_964;
    #[expect(clippy::cast_precision_loss, reason = "counts of a day lie far below 2^52")]
    let (hits, n) = (hits.min(total) as f64, total as f64);
    let value = hits / n;
    let z2 = Z * Z;
    let centre = (value + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (value * (1.0 - value) / n + z2 / (4.0 * n * n)).sqrt();
    Some(Share { value, low: (centre - half).max(0.0), high: (centre + half).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let share = wilson(8, 10).unwrap();
        assert!((share.low - 0.490).abs() < 0.001 && (share.high - 0.943).abs() < 0.001, "{share:?}");
        assert_eq!(wilson(0, 0), None);
        assert!(wilson(3, 3).unwrap().low < 0.5);
    }
}

//! Turns scores into probabilities that mean what they say, on scores of examples left out.

use ndarray::{Array2, s};

use super::linear::Cholesky;

/// How sharply scores become probabilities.
#[derive(Debug, Clone, Copy)]
pub struct Temperature(f32);

impl Default for Temperature {
    fn default() -> Self {
        Self(8.0)
    }
}

impl Temperature {
    /// The sharpness under which the true intents of `held_out`, each with a score for every intent, are
    /// likeliest.
    pub fn fit(held_out: &[(usize, Vec<f32>)]) -> Self {
        if held_out.is_empty() {
            return Self::default();
        }
        let loss = |candidate: &Self| -> f64 {
            let likelihood = |(intent, scores): &(usize, Vec<f32>)| {
                f64::from(candidate.probabilities(scores)[*intent].max(1e-6))
            };
            held_out.iter().map(|h| -likelihood(h).ln()).sum()
        };
        // From 2 to about 60 in steps of a tenth: the loss has one valley, and a grid needs no luck.
        let grid = (0..36_u8).map(|step| Self(2.0 * 1.1_f32.powi(i32::from(step))));
        grid.min_by(|a, b| loss(a).total_cmp(&loss(b))).unwrap_or_default()
    }

    /// The sharpness as a number.
    pub const fn number(self) -> f32 {
        self.0
    }

    /// From its number.
    pub const fn restored(number: f32) -> Self {
        Self(number)
    }

    /// Probabilities that sum to one.
    pub fn probabilities(self, scores: &[f32]) -> Vec<f32> {
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let raised: Vec<f32> = scores.iter().map(|score| ((score - most) * self.0).exp()).collect();
        let sum: f32 = raised.iter().sum();
        raised.iter().map(|x| x / sum).collect()
    }
}

/// How many numbers a calibrator looks at.
pub const FEATURES: usize = 3;

/// What was seen, and what turned out to be so.
pub struct Case {
    /// What was seen.
    pub features: [f64; FEATURES],
    /// What turned out.
    pub truth: bool,
    /// How much it counts.
    pub weight: f64,
}

/// A probability from a few features: logistic regression, offset first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibrator([f64; FEATURES + 1]);

/// So many cases are enough for a fit.
const ENOUGH: usize = 200;
/// How strongly a fit is held towards what other collections taught, in cases: a fit on thousands of examples
/// goes its own way, one on a few hundred does not.
const HELD: f64 = 1.0;

impl Calibrator {
    /// "The first candidate is right", as fitted on the demo company's topics.
    pub const RIGHT: Self = Self([-2.1, 0.6, 2.4, 0.8]);
    /// "One of the intents is meant at all", as fitted on the demo company's topics.
    pub const IN_SCOPE: Self = Self([-1.6, 0.4, 3.0, 0.8]);

    /// Fitted to `cases` by Newton's method, held a little towards `self`.
    #[must_use]
    pub fn fitted(self, cases: &[Case]) -> Self {
        let mut fit = self;
        // With fewer cases, what other collections taught is better than a fit.
        for _ in 0..if cases.len() < ENOUGH { 0 } else { 25 } {
            fit.improve(&self, cases);
        }
        let fit = if fit.0.iter().all(|weight| weight.is_finite()) { fit } else { self };
        // As it is kept, so that a node that trained and one that restores decide alike.
        let mut numbers = fit.numbers();
        Self::restored(|| numbers.next()).unwrap_or(fit)
    }

    /// Its weights, offset first.
    #[expect(clippy::cast_possible_truncation, reason = "a probability needs no more digits")]
    pub fn numbers(self) -> impl Iterator<Item = f32> {
        self.0.into_iter().map(|weight| weight as f32)
    }

    /// From its weights, offset first.
    pub fn restored(mut next: impl FnMut() -> Option<f32>) -> Option<Self> {
        let mut weights = [0.0; FEATURES + 1];
        for weight in &mut weights {
            *weight = f64::from(next()?);
        }
        Some(Self(weights))
    }

    fn improve(&mut self, prior: &Self, cases: &[Case]) {
        const N: usize = FEATURES + 1;
        let mut slope: [f64; N] = std::array::from_fn(|i| HELD * (self.0[i] - prior.0[i]));
        let mut bend = Array2::<f64>::eye(N) * HELD;
        for case in cases {
            let inputs = with_offset(&case.features);
            let p = self.at(&inputs);
            let weight = case.weight * (p * (1.0 - p)).max(1e-9);
            let miss = case.weight * (p - f64::from(u8::from(case.truth)));
            for i in 0..N {
                slope[i] += miss * inputs[i];
                for j in 0..N {
                    bend[[i, j]] += weight * inputs[i] * inputs[j];
                }
            }
        }
        let mut step = Array2::from_shape_fn((N, 1), |(i, _)| slope[i]);
        Cholesky::of(N, |rows| bend.slice(s![rows, ..]).to_owned()).solve(&mut step);
        // A step that is too long jumps over the valley.
        let long = step.iter().map(|x| x.abs()).fold(0.0, f64::max).max(5.0) / 5.0;
        self.0.iter_mut().zip(&step).for_each(|(weight, step)| *weight -= step / long);
    }

    /// The probability at these features.
    pub fn probability(&self, features: &[f64; FEATURES]) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a probability needs no more digits")]
        let p = self.at(&with_offset(features)) as f32;
        p
    }

    fn at(&self, inputs: &[f64; FEATURES + 1]) -> f64 {
        let sum: f64 = self.0.iter().zip(inputs).map(|(weight, x)| weight * x).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

fn with_offset(features: &[f64; FEATURES]) -> [f64; FEATURES + 1] {
    std::array::from_fn(|i| if i == 0 { 1.0 } else { features[i - 1] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calibrator_learns_which_feature_tells() {
        let case = |i: i32| {
            let x = f64::from(i % 40) / 20.0 - 1.0;
            // Right three times of four where x is above zero, once of four below.
            let truth = if i / 40 % 4 == 0 { x <= 0.0 } else { x > 0.0 };
            Case { features: [x, 0.0, f64::from(i % 7)], truth, weight: 1.0 }
        };
        let cases: Vec<Case> = (0..1_600).map(case).collect();
        let fit = Calibrator::RIGHT.fitted(&cases);
        let at = |x: f64| fit.probability(&[x, 0.0, 3.0]);
        assert!(at(0.9) > 0.7 && at(-0.9) < 0.3, "{} {}", at(0.9), at(-0.9));
        assert_eq!(Calibrator::RIGHT.fitted(&cases[..50]), Calibrator::RIGHT.fitted(&[]));
    }
}

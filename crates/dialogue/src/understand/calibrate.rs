//! Turns scores into probabilities that mean what they say, on scores of examples left out.

use super::intents::HeldOut;

/// How sharply scores become probabilities.
#[derive(Debug, Clone, Copy)]
pub struct Temperature(f32);

impl Default for Temperature {
    fn default() -> Self {
        Self(8.0)
    }
}

impl Temperature {
    /// The sharpness under which the true intents of `held_out` are likeliest.
    pub fn fit(held_out: &[HeldOut]) -> Self {
        if held_out.is_empty() {
            return Self::default();
        }
        let loss = |candidate: &Self| -> f64 {
            let likelihood = |h: &HeldOut| f64::from(candidate.probabilities(&h.scores)[h.intent].max(1e-6));
            held_out.iter().map(|h| -likelihood(h).ln()).sum()
        };
        // From 2 to about 60 in steps of a tenth: the loss has one valley, and a grid needs no luck.
        let grid = (0..36_u8).map(|step| Self(2.0 * 1.1_f32.powi(i32::from(step))));
        grid.min_by(|a, b| loss(a).total_cmp(&loss(b))).unwrap_or_default()
    }

    /// Probabilities that sum to one.
    pub fn probabilities(self, scores: &[f32]) -> Vec<f32> {
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let raised: Vec<f32> = scores.iter().map(|score| ((score - most) * self.0).exp()).collect();
        let sum: f32 = raised.iter().sum();
        raised.iter().map(|x| x / sum).collect()
    }
}

/// Whether a text is about anything that is known, from the best score.
#[derive(Debug, Clone, Copy)]
pub struct InScope {
    slope: f64,
    offset: f64,
}

impl Default for InScope {
    /// As measured on CLINC150 with ten examples an intent.
    fn default() -> Self {
        Self { slope: 14.0, offset: -4.5 }
    }
}

impl InScope {
    /// Logistic regression of "its own intent is among the known ones" on the best score: each example once
    /// with its intent, once with the whole intent left out. On texts that are about something else altogether
    /// the best score is lower still, so the probability errs on the side of "I don't know".
    pub fn fit(held_out: &[HeldOut]) -> Self {
        let mut cases: Vec<(f64, f64)> = Vec::with_capacity(held_out.len() * 2);
        for example in held_out.iter().filter(|example| example.scores.len() > 1) {
            let best = |without: Option<usize>| {
                let scores = example.scores.iter().enumerate().filter(|(i, _)| Some(*i) != without);
                scores.map(|(_, score)| f64::from(*score)).fold(f64::MIN, f64::max)
            };
            cases.push((best(None), 1.0));
            cases.push((best(Some(example.intent)), 0.0));
        }
        // Too little to learn from: what other collections taught is better than a guess.
        if cases.len() < 40 {
            return Self::default();
        }
        let mut fit = Self::default();
        for _ in 0..30 {
            fit.improve(&cases);
        }
        // More certainty than that is never learnt from examples alone.
        Self { slope: fit.slope.clamp(5.0, 30.0), ..fit }
    }

    /// One step of Newton's method, held a little towards zero.
    fn improve(&mut self, cases: &[(f64, f64)]) {
        const HOLD: f64 = 1e-3;
        let (mut g0, mut g1) = (HOLD * self.offset, HOLD * self.slope);
        let (mut h00, mut h01, mut h11) = (HOLD, 0.0, HOLD);
        for (score, truth) in cases {
            let p = logistic(self.offset + self.slope * score);
            let weight = (p * (1.0 - p)).max(1e-9);
            g0 += p - truth;
            g1 += (p - truth) * score;
            h00 += weight;
            h01 += weight * score;
            h11 += weight * score * score;
        }
        let determinant = h00 * h11 - h01 * h01;
        if determinant.abs() < 1e-12 {
            return;
        }
        self.offset -= ((h11 * g0 - h01 * g1) / determinant).clamp(-5.0, 5.0);
        self.slope -= ((h00 * g1 - h01 * g0) / determinant).clamp(-10.0, 10.0);
    }

    /// The probability at a best score.
    pub fn probability(self, best: f32) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a probability needs no more digits")]
        let p = logistic(self.offset + self.slope * f64::from(best)) as f32;
        p
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

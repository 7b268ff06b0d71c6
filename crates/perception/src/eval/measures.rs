//! The measures that the published figures use, of the reader and of the coach.

/// Found and told, yes or no.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Binary {
    both: f64,
    found_only: f64,
    told_only: f64,
    neither: f64,
}

impl Binary {
    /// Counts pairs of (found, told).
    pub fn count(pairs: impl Iterator<Item = (bool, bool)>) -> Self {
        pairs.fold(Self::default(), |mut counts, pair| {
            let place = match pair {
                (true, true) => &mut counts.both,
                (true, false) => &mut counts.found_only,
                (false, true) => &mut counts.told_only,
                (false, false) => &mut counts.neither,
            };
            *place += 1.0;
            counts
        })
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        ratio(2.0 * self.both, 2.0 * self.both + self.found_only + self.told_only)
    }

    /// The mean of the F1 of yes and of no.
    pub fn macro_f1(self) -> f64 {
        f64::midpoint(self.f1(), self.turned().f1())
    }

    /// The F1 of yes and of no, each as heavy as it was told often.
    pub fn weighted_f1(self) -> f64 {
        let told = self.both + self.told_only;
        let not = self.neither + self.found_only;
        ratio(self.f1() * told + self.turned().f1() * not, told + not)
    }

    /// The share that was right.
    pub fn accuracy(self) -> f64 {
        let right = self.both + self.neither;
        ratio(right, right + self.found_only + self.told_only)
    }

    fn turned(self) -> Self {
        Self {
            both: self.neither,
            found_only: self.told_only,
            told_only: self.found_only,
            neither: self.both,
        }
    }
}

/// Found and told, one class of several.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    pairs: Vec<(usize, usize)>,
    classes: usize,
}

impl Classes {
    /// Counts pairs of (found, told), each below `classes`.
    pub fn count(classes: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Self {
        Self { pairs: pairs.collect(), classes }
    }

    /// The mean of the F1 of all classes.
    pub fn macro_f1(&self) -> f64 {
        let one = |class: usize| {
            Binary::count(self.pairs.iter().map(|(found, told)| (*found == class, *told == class))).f1()
        };
        ratio((0..self.classes).map(one).sum(), self.classes as f64)
    }

    /// The share that was right.
    pub fn accuracy(&self) -> f64 {
        let right = self.pairs.iter().filter(|(found, told)| found == told).count();
        ratio(right as f64, self.pairs.len() as f64)
    }
}

/// Pearson's r.
pub fn correlation(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let pairs: Vec<(f64, f64)> = pairs.collect();
    let count = pairs.len() as f64;
    let mean = |side: fn(&(f64, f64)) -> f64| ratio(pairs.iter().map(side).sum(), count);
    let (mx, my) = (mean(|p| p.0), mean(|p| p.1));
    let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 { pairs.iter().map(|(x, y)| f(x - mx, y - my)).sum() };
    ratio(sum(&|x, y| x * y), (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt())
}

/// How far confidence and rightness part, over ten bins of confidence; 0 is best.
pub fn expected_calibration_error(pairs: impl Iterator<Item = (f64, bool)>) -> f64 {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    let mut count = 0.0;
    for (confidence, right) in pairs {
        let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
        bin.0 += 1.0;
        bin.1 += confidence;
        bin.2 += f64::from(u8::from(right));
        count += 1.0;
    }
    ratio(bins.iter().map(|(_, confidence, right)| (confidence - right).abs()).sum(), count)
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let counts = Binary::count([(true, true), (true, false), (false, true), (false, false)].into_iter());
        assert_eq!((counts.f1(), counts.macro_f1(), counts.accuracy()), (0.5, 0.5, 0.5));
        let classes = Classes::count(3, [(0, 0), (1, 1), (2, 1)].into_iter());
        assert!((classes.macro_f1() - (1.0 + 2.0 / 3.0) / 3.0).abs() < 1e-9);
        assert!((correlation([(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)].into_iter()) - 1.0).abs() < 1e-9);
        assert_eq!(expected_calibration_error([(1.0, true), (1.0, true)].into_iter()), 0.0);
        assert_eq!(correlation(std::iter::empty()), 0.0);
    }
}

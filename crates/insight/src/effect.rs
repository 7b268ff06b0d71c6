//! What a statement does: how the customer's feeling changes to their next turn after replies with it, against
//! comparable replies without it.
//!
//! Replies are compared only with replies that are alike in everything that the caller matches by: how the
//! customer felt before and how strongly, the channel, who replied, the subject. Each reply with the statement is
//! set against the mean of the replies without it that are alike; the effect is the mean of these differences. Its
//! interval is closed-form: the spread of the differences, and on top of it that the means they are held against
//! are themselves estimates.

/// Fewer matched replies with a statement than these tell nothing.
pub const ENOUGH: u64 = 30;
/// Replies with a statement are matched where at least so many without it are alike.
pub const ENOUGH_ALIKE: u64 = 5;

/// Sums over the changes after some replies: all that the effect needs of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Changes {
    /// How many replies.
    pub count: u64,
    /// The sum of the changes.
    pub sum: f64,
    /// The sum of their squares.
    pub squares: f64,
}

/// Replies that are alike.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct AlikeReplies {
    /// Those with the statement.
    pub with: Changes,
    /// Those without it.
    pub without: Changes,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The replies with it that could be matched.
    pub matched: u64,
    /// The replies without it that they were held against.
    pub against: u64,
    /// The change; `None` where there are too few to tell.
    pub change: Option<Estimate>,
}

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate itself.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Changes {
    /// The sums of these changes.
    pub fn of(changes: &[f64]) -> Self {
        Self {
            count: changes.len() as u64,
            sum: changes.iter().sum(),
            squares: changes.iter().map(|change| change * change).sum(),
        }
    }

    /// Without those that are in `part`, which is part of these.
    #[must_use]
    pub fn less(self, part: Self) -> Self {
        Self {
            count: self.count.saturating_sub(part.count),
            sum: self.sum - part.sum,
            squares: self.squares - part.squares,
        }
    }

    fn mean(self) -> f64 {
        self.sum / self.n()
    }

    /// The sum of the squared distances from their mean.
    fn spread(self) -> f64 {
        (self.squares - self.sum * self.sum / self.n()).max(0.0)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of replies lie far below 2^52")]
    const fn n(self) -> f64 {
        self.count as f64
    }
}

/// What a statement does, from groups of replies that are alike. The order of the groups makes no difference.
pub fn effect(groups: &[AlikeReplies]) -> Effect {
    let matched = groups.iter().filter(|alike| alike.with.count > 0 && alike.without.count >= ENOUGH_ALIKE);
    let matched: Vec<AlikeReplies> = matched.copied().collect();
    let with: u64 = matched.iter().map(|alike| alike.with.count).sum();
    let against: u64 = matched.iter().map(|alike| alike.without.count).sum();
    let change = (with >= ENOUGH).then(|| estimate(&matched, with));
    Effect { matched: with, against, change }
}

fn estimate(matched: &[AlikeReplies], with: u64) -> Estimate {
    let total = Changes { count: with, ..Changes::default() }.n();
    // The differences between each reply with the statement and the mean of those without it.
    let mut differences = Changes { count: with, ..Changes::default() };
    let (mut spread, mut freedom, mut borrowed) = (0.0, 0.0, 0.0);
    for AlikeReplies { with, without } in matched {
        let mean = without.mean();
        differences.sum += with.sum - with.n() * mean;
        differences.squares += with.squares - 2.0 * mean * with.sum + with.n() * mean * mean;
        spread += without.spread();
        freedom += without.n() - 1.0;
        borrowed += (with.n() / total).powi(2) / without.n();
    }
    let value = differences.mean();
    let own = differences.spread() / (total - 1.0) / total;
    let half = student(total - 1.0) * (own + spread / freedom * borrowed).sqrt();
    Estimate { value, low: value - half, high: value + half }
}

/// Student's 97.5 % point for so many degrees of freedom: Cornish and Fisher's series, which from ten on is right
/// to the third decimal.
fn student(freedom: f64) -> f64 {
    const Z: f64 = 1.959_964;
    let (z3, z5, z7) = (Z.powi(3), Z.powi(5), Z.powi(7));
    Z + (z3 + Z) / (4.0 * freedom)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * Z) / (96.0 * freedom.powi(2))
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * Z) / (384.0 * freedom.powi(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look like chance and are the same each time (SplitMix64).
    struct Chance(u64);

    impl Chance {
        /// Evenly from −1 to 1.
        fn even(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            #[expect(clippy::cast_precision_loss, reason = "53 bits are meant")]
            let unit = ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64;
            unit * 2.0 - 1.0
        }

        /// Roughly normal, with a spread of 1/3.
        fn change(&mut self) -> f64 {
            (self.even() + self.even() + self.even()) / 3.0
        }
    }

    /// Groups whose customers change by themselves in their own ways, and by `lift` more after the statement.
    fn groups(chance: &mut Chance, lift: f64) -> Vec<AlikeReplies> {
        let sizes = [(3, 40), (9, 25), (1, 60), (14, 12), (8, 30)];
        let group = |(with, without): (usize, usize)| {
            let drift = chance.even() / 2.0;
            let with: Vec<f64> = (0..with).map(|_| drift + lift + chance.change()).collect();
            let without: Vec<f64> = (0..without).map(|_| drift + chance.change()).collect();
            AlikeReplies { with: Changes::of(&with), without: Changes::of(&without) }
        };
        sizes.into_iter().map(group).collect()
    }

    #[test]
    fn the_true_effect_lies_in_the_interval_as_often_as_it_says() {
        let mut chance = Chance(1);
        let mut held = 0_u32;
        for round in 0..2_000_u32 {
            let lift = f64::from(round % 5) / 10.0 - 0.2;
            let change = effect(&groups(&mut chance, lift)).change.expect("35 replies are enough");
            held += u32::from(change.low <= lift && lift <= change.high);
        }
        assert!((1_870..=1_950).contains(&held), "{held} of 2000");
    }

    #[test]
    fn what_all_customers_of_a_group_do_is_no_effect() {
        let mut chance = Chance(2);
        for _ in 0..200 {
            let groups = groups(&mut chance, 0.1);
            let change = effect(&groups).change.unwrap();
            // The same shift on both sides of a group, and another order of the groups.
            let mut moved: Vec<AlikeReplies> = groups
                .iter()
                .enumerate()
                .map(|(at, alike)| {
                    #[expect(clippy::cast_precision_loss, reason = "five groups")]
                    let by = at as f64 - 2.0;
                    let shift = |changes: Changes| Changes {
                        sum: changes.sum + by * changes.n(),
                        squares: changes.squares + 2.0 * by * changes.sum + by * by * changes.n(),
                        ..changes
                    };
                    AlikeReplies { with: shift(alike.with), without: shift(alike.without) }
                })
                .collect();
            moved.reverse();
            let other = effect(&moved).change.unwrap();
            let same = |a: f64, b: f64| (a - b).abs() < 1e-9;
            assert!(same(change.value, other.value) && same(change.low, other.low), "{change:?} {other:?}");
            assert!(change.low <= change.value && change.value <= change.high);
        }
    }

    #[test]
    fn too_few_claim_nothing() {
        assert_eq!(effect(&[]), Effect { matched: 0, against: 0, change: None });
        let with = Changes::of(&[0.5; 29]);
        let alike = |with, without| effect(&[AlikeReplies { with, without }]);
        assert_eq!(alike(with, Changes::of(&[0.1; 100])).change, None);
        // Without enough to hold it against, a reply does not count at all.
        let many = Changes::of(&[0.5; 60]);
        assert_eq!(alike(many, Changes::of(&[0.1; 4])), Effect { matched: 0, against: 0, change: None });
        let change = alike(many, Changes::of(&[0.1; 5])).change.unwrap();
        assert!((change.value - 0.4).abs() < 1e-9 && change.low <= 0.4, "{change:?}");
    }

    #[test]
    fn a_part_is_taken_out() {
        let (a, b) = (Changes::of(&[0.25, -0.5]), Changes::of(&[1.0]));
        let both = Changes::of(&[0.25, -0.5, 1.0]);
        assert_eq!(both.less(b), a);
        assert_eq!(b.less(both).count, 0);
    }

    #[test]
    fn known_points_of_student() {
        for (freedom, point) in [(29.0, 2.0452), (60.0, 2.0003), (1e9, 1.959_964)] {
            assert!((student(freedom) - point).abs() < 0.0005, "{freedom}: {}", student(freedom));
        }
    }
}

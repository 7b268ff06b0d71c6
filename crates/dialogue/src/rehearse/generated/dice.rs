//! Chance that comes out the same for the same seed: SplitMix64, so that a conversation can be played again.

/// Chance with a seed.
pub(super) struct Dice(u64);

impl Dice {
    /// The dice of one conversation among those of a seed.
    pub(super) fn of(seed: u64, number: u64) -> Self {
        let mut dice = Self(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is 1 or more.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(super) fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several; there is at least one.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same() {
        let throws = |number| (0..8).map(|_| Dice::of(7, number).below(1000)).collect::<Vec<_>>();
        assert_eq!(throws(3), throws(3));
        let mut dice = Dice::of(7, 3);
        let mut other = Dice::of(7, 4);
        assert!((0..8).any(|_| dice.below(1000) != other.below(1000)));
        let mut fair = Dice::of(1, 1);
        let heads = (0..1000).filter(|_| fair.happens(30)).count();
        assert!((200..400).contains(&heads), "{heads}");
    }
}

//! Texts that mean about the same, put together by their sentence vectors.

use crate::understand::linear::{dot, normalised};

/// From this mean cosine on, texts of customers are about the same. A group that mixes needs is worth less to
/// whoever writes a topic from it than a need in two groups. Of six examples each of 58 of the demo's topics,
/// which are many and close to each other, 56 % of the pairs put together are of one topic and 15 % of those
/// are found; at 0.4 it is 35 and 28 %, at 0.6 81 and 6 % (printed by the test
/// `texts_that_ask_the_same_stand_together` of `rapport-testing`).
pub const ALIKE: f32 = 0.5;

/// Groups of places in `vectors`: the two most alike are joined until no two have a mean cosine of `alike`
/// (average-link clustering). Larger groups come first, then those whose first place is smaller.
pub fn group(vectors: &[Vec<f32>], alike: f32) -> Vec<Vec<usize>> {
    let vectors: Vec<Vec<f32>> = vectors.iter().map(|vector| normalised(vector)).collect();
    let mut groups: Vec<Vec<usize>> = (0..vectors.len()).map(|at| vec![at]).collect();
    let mut cosines: Vec<Vec<f32>> =
        vectors.iter().map(|a| vectors.iter().map(|b| dot(a, b)).collect()).collect();
    while let Some((a, b)) = most_alike(&cosines, alike) {
        join(&mut cosines, groups[a].len(), groups[b].len(), a, b);
        let joined = groups.swap_remove(b);
        groups[a].extend(joined);
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then(a[0].cmp(&b[0])));
    groups
}

/// The two groups that are most alike, the earlier first; `None` where none are alike enough.
fn most_alike(cosines: &[Vec<f32>], alike: f32) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    let mut most = alike;
    for (a, row) in cosines.iter().enumerate() {
        for (b, value) in row.iter().enumerate().skip(a + 1) {
            if *value >= most && best.is_none_or(|_| *value > most) {
                (best, most) = (Some((a, b)), *value);
            }
        }
    }
    best
}

/// Joins group `b` into group `a`; the last group takes the place of `b`.
fn join(cosines: &mut Vec<Vec<f32>>, of_a: usize, of_b: usize, a: usize, b: usize) {
    #[expect(clippy::cast_precision_loss, reason = "groups hold far fewer than 2^24 texts")]
    let (of_a, of_b) = (of_a as f32, of_b as f32);
    let mean = |(x, y): (&f32, &f32)| (of_a * x + of_b * y) / (of_a + of_b);
    let means: Vec<f32> = cosines[a].iter().zip(&cosines[b]).map(mean).collect();
    for (row, mean) in cosines.iter_mut().zip(&means) {
        row[a] = *mean;
    }
    cosines[a] = means;
    cosines.swap_remove(b);
    for row in cosines.iter_mut() {
        row.swap_remove(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(degrees: f32) -> Vec<f32> {
        vec![degrees.to_radians().cos(), degrees.to_radians().sin()]
    }

    #[test]
    fn what_points_the_same_way_is_one_group() {
        let vectors: Vec<Vec<f32>> = [0.0, 90.0, 10.0, 180.0, 95.0, 5.0].map(at).to_vec();
        assert_eq!(group(&vectors, 0.5), [vec![0, 2, 5], vec![1, 4], vec![3]]);
        assert!(group(&[], 0.5).is_empty());
        assert_eq!(group(&[vec![0.0, 0.0]], 0.5), [vec![0]]);
    }

    #[test]
    fn a_chain_does_not_drag_its_ends_together() {
        let vectors: Vec<Vec<f32>> = [0.0, 50.0, 100.0, 150.0].map(at).to_vec();
        assert_eq!(group(&vectors, 0.5), [vec![0, 1], vec![2, 3]]);
    }
}

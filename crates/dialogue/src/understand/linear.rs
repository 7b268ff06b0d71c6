//! The little linear algebra that training needs: dot products and Cholesky's factorisation.
//!
//! Every sum runs in a fixed order, so that a release trains to the same bits on every machine.

/// Rows that are worked on together, so that what they share stays in the cache.
const BLOCK: usize = 8;

/// The dot product of two vectors.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 16];
    let (a_chunks, b_chunks) = (a.chunks_exact(16), b.chunks_exact(16));
    let rest: f32 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for (sum, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f32>() + rest
}

fn dot64(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for (sum, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// `vector` at length one; a zero vector stays zero.
pub fn normalised(vector: &[f32]) -> Vec<f32> {
    let length = dot(vector, vector).sqrt();
    if length > 1e-12 { vector.iter().map(|x| x / length).collect() } else { vector.to_vec() }
}

/// The lower triangle `L` with `L·Lᵀ = A`.
pub struct Cholesky {
    rows: Vec<Vec<f64>>,
}

impl Cholesky {
    /// Factorises the symmetric matrix whose lower triangle is `rows`. Directions that rounding has flattened
    /// are held up, so that equal examples do no harm.
    pub fn of(mut rows: Vec<Vec<f64>>) -> Self {
        let n = rows.len();
        for from in (0..n).step_by(BLOCK) {
            let to = (from + BLOCK).min(n);
            let (done, rest) = rows.split_at_mut(from);
            let block = &mut rest[..to - from];
            for (j, row) in done.iter().enumerate() {
                for target in block.iter_mut() {
                    target[j] = (target[j] - dot64(&target[..j], &row[..j])) / row[j];
                }
            }
            for at in 0..block.len() {
                let (before, current) = block.split_at_mut(at);
                let target = &mut current[0];
                for (k, row) in before.iter().enumerate() {
                    let j = from + k;
                    target[j] = (target[j] - dot64(&target[..j], &row[..j])) / row[j];
                }
                let i = from + at;
                target[i] = (target[i] - dot64(&target[..i], &target[..i])).max(1e-9).sqrt();
            }
        }
        Self { rows }
    }

    /// Solves `A·x = b` for every right-hand side, in place.
    pub fn solve(&self, sides: &mut [Vec<f64>]) {
        for block in sides.chunks_mut(BLOCK) {
            self.forward(block, 0);
            for (i, row) in self.rows.iter().enumerate().rev() {
                for x in block.iter_mut() {
                    let value = x[i] / row[i];
                    x[i] = value;
                    for (target, l) in x[..i].iter_mut().zip(&row[..i]) {
                        *target -= value * l;
                    }
                }
            }
        }
    }

    /// Solves `L·z = b`, where `b` is zero before `from`.
    fn forward(&self, block: &mut [Vec<f64>], from: usize) {
        for (i, row) in self.rows.iter().enumerate().skip(from) {
            for x in block.iter_mut() {
                x[i] = (x[i] - dot64(&row[from..i], &x[from..i])) / row[i];
            }
        }
    }

    /// `bᵀ·A⁻¹·b` for every `b`.
    pub fn quadratic(&self, mut sides: Vec<Vec<f64>>) -> Vec<f64> {
        for block in sides.chunks_mut(BLOCK) {
            self.forward(block, 0);
        }
        sides.iter().map(|z| dot64(z, z)).collect()
    }

    /// The entries of the diagonal of `A⁻¹` at `places`, which rise.
    pub fn inverse_diagonal(&self, places: &[usize]) -> Vec<f64> {
        let mut diagonal = Vec::with_capacity(places.len());
        for places in places.chunks(BLOCK) {
            let from = places[0];
            let unit = |place: &usize| {
                let mut side = vec![0.0; self.rows.len()];
                side[*place] = 1.0;
                side
            };
            let mut block: Vec<Vec<f64>> = places.iter().map(unit).collect();
            self.forward(&mut block, from);
            diagonal.extend(block.iter().map(|z| dot64(&z[from..], &z[from..])));
        }
        diagonal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factorised_matrix_solves_its_equations() {
        // The lower triangle of a small positive definite matrix, larger than a block.
        let n = 11;
        let entry = |i: usize, j: usize| if i == j { 4.0 } else { 1.0 / (1.0 + (i + j) as f64) };
        let rows: Vec<Vec<f64>> = (0..n).map(|i| (0..=i).map(|j| entry(i, j)).collect()).collect();
        let x: Vec<f64> = (0..n).map(|i| i as f64 - 3.0).collect();
        let b = (0..n).map(|i| (0..n).map(|j| entry(i.max(j), i.min(j)) * x[j]).sum()).collect();
        let factors = Cholesky::of(rows);
        let mut sides = vec![b];
        factors.solve(&mut sides);
        for (found, wanted) in sides[0].iter().zip(&x) {
            assert!((found - wanted).abs() < 1e-9, "{found} {wanted}");
        }
        let mut unit = vec![0.0; n];
        unit[9] = 1.0;
        let mut column = vec![unit.clone()];
        factors.solve(&mut column);
        assert!((factors.inverse_diagonal(&[9])[0] - column[0][9]).abs() < 1e-12);
        assert!((factors.quadratic(vec![unit])[0] - column[0][9]).abs() < 1e-12);
    }
}

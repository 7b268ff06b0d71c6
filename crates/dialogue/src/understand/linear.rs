//! The little linear algebra that training needs: dot products and Cholesky's factorisation.
//!
//! On one kind of processor the same release trains to the same bits; between kinds the last digits differ.
//! What was trained is kept with its release, so that all nodes decide alike.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, Axis, linalg::general_mat_mul, s};

/// So many columns are worked on together: enough for products of matrices to be fast, few enough for what is
/// done within a panel to be little.
const PANEL: usize = 128;

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

/// `vector` at length one; a zero vector stays zero.
pub fn normalised(vector: &[f32]) -> Vec<f32> {
    let length = dot(vector, vector).sqrt();
    if length > 1e-12 { vector.iter().map(|x| x / length).collect() } else { vector.to_vec() }
}

/// The lower triangle `L` with `L·Lᵀ = A`, in panels of columns, so that nearly all work is products of
/// matrices (Golub and Van Loan, Matrix Computations, section 4.2).
pub struct Cholesky {
    size: usize,
    panels: Vec<Panel>,
}

/// Columns of `L` side by side.
struct Panel {
    /// The first column, which is also the first row that is not zero.
    from: usize,
    /// The rows from there on.
    rows: Array2<f64>,
    /// The inverse of the square at the top.
    inverse: Array2<f64>,
}

impl Panel {
    fn width(&self) -> usize {
        self.rows.ncols()
    }

    /// The rows below the square at the top.
    fn below(&self) -> ArrayView2<'_, f64> {
        self.rows.slice(s![self.width().., ..])
    }
}

impl Cholesky {
    /// Factorises a symmetric matrix of `size` rows. `rows` gives some of them, from column 0 to the last of
    /// their own. Directions that rounding has flattened are held up, so that equal examples do no harm.
    pub fn of(size: usize, mut rows: impl FnMut(Range<usize>) -> Array2<f64>) -> Self {
        let spans = || (0..size).step_by(PANEL).map(|from| from..(from + PANEL).min(size));
        let mut panels: Vec<Panel> = spans()
            .map(|span| Panel {
                from: span.start,
                rows: Array2::zeros((size - span.start, span.len())),
                inverse: Array2::zeros((span.len(), span.len())),
            })
            .collect();
        for span in spans() {
            let given = rows(span.clone());
            for panel in panels.iter_mut().take_while(|panel| panel.from < span.end) {
                let columns = given.slice(s![.., panel.from..panel.from + panel.width()]);
                panel.rows.slice_mut(s![span.start - panel.from..span.end - panel.from, ..]).assign(&columns);
            }
        }
        for at in 0..panels.len() {
            let (done, rest) = panels.split_at_mut(at);
            rest[0].factorise(done);
        }
        Self { size, panels }
    }

    /// Solves `A·x = b` for every column of `sides`, in place.
    pub fn solve(&self, sides: &mut Array2<f64>) {
        self.forward(sides, 0);
        for panel in self.panels.iter().rev() {
            let end = panel.from + panel.width();
            let (mut top, bottom) = sides.view_mut().split_at(Axis(0), end);
            let mut own = top.slice_mut(s![panel.from.., ..]);
            general_mat_mul(-1.0, &panel.below().t(), &bottom, 1.0, &mut own);
            let before = own.to_owned();
            general_mat_mul(1.0, &panel.inverse.t(), &before, 0.0, &mut own);
        }
    }

    /// Solves `L·z = b` for every column, which is zero before row `from`.
    fn forward(&self, sides: &mut Array2<f64>, from: usize) {
        for panel in self.panels.iter().filter(|panel| panel.from + panel.width() > from) {
            let end = panel.from + panel.width();
            let (mut top, mut bottom) = sides.view_mut().split_at(Axis(0), end);
            let mut own = top.slice_mut(s![panel.from.., ..]);
            let before = own.to_owned();
            general_mat_mul(1.0, &panel.inverse, &before, 0.0, &mut own);
            general_mat_mul(-1.0, &panel.below(), &own, 1.0, &mut bottom);
        }
    }

    /// `bᵀ·A⁻¹·b` for every column `b` of `sides`.
    pub fn quadratic(&self, mut sides: Array2<f64>) -> Vec<f64> {
        self.forward(&mut sides, 0);
        squares(&sides)
    }

    /// The entries of the diagonal of `A⁻¹` at `places`, which rise.
    pub fn inverse_diagonal(&self, places: &[usize]) -> Vec<f64> {
        let some = |places: &[usize]| {
            let mut units = Array2::zeros((self.size, places.len()));
            places.iter().enumerate().for_each(|(column, place)| units[[*place, column]] = 1.0);
            self.forward(&mut units, places[0]);
            squares(&units)
        };
        places.chunks(PANEL).flat_map(some).collect()
    }
}

impl Panel {
    /// Factorises this panel, those before it being `done`.
    fn factorise(&mut self, done: &[Self]) {
        let width = self.width();
        for before in done {
            let from = self.from - before.from;
            let (left, top) =
                (before.rows.slice(s![from.., ..]), before.rows.slice(s![from..from + width, ..]));
            general_mat_mul(-1.0, &left, &top.t(), 1.0, &mut self.rows);
        }
        let (mut square, mut below) = self.rows.view_mut().split_at(Axis(0), width);
        for i in 0..width {
            for j in 0..i {
                let known = square.slice(s![i, ..j]).dot(&square.slice(s![j, ..j]));
                square[[i, j]] = (square[[i, j]] - known) / square[[j, j]];
            }
            let known = square.slice(s![i, ..i]).dot(&square.slice(s![i, ..i]));
            square[[i, i]] = (square[[i, i]] - known).max(1e-9).sqrt();
            square.slice_mut(s![i, i + 1..]).fill(0.0);
        }
        // Row by row: what stands before the diagonal, times what is inverted already.
        for i in 0..width {
            let known = square.slice(s![i, ..i]).dot(&self.inverse.slice(s![..i, ..]));
            let diagonal = square[[i, i]];
            let mut row = self.inverse.row_mut(i);
            row.assign(&known);
            row[i] -= 1.0;
            row /= -diagonal;
        }
        if !below.is_empty() {
            let before = below.to_owned();
            general_mat_mul(1.0, &before, &self.inverse.t(), 0.0, &mut below);
        }
    }
}

/// The length of every column, squared.
fn squares(columns: &Array2<f64>) -> Vec<f64> {
    columns.map(|x| x * x).sum_axis(Axis(0)).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factorised_matrix_solves_its_equations() {
        // A small positive definite matrix, larger than a panel.
        let n = 2 * PANEL + 11;
        let entry = |i: usize, j: usize| if i == j { 4.0 } else { 1.0 / (1.0 + (i + j) as f64) };
        let x: Vec<f64> = (0..n).map(|i| (i % 7) as f64 - 3.0).collect();
        let b = |i: usize| (0..n).map(|j| entry(i, j) * x[j]).sum::<f64>();
        let factors = Cholesky::of(n, |rows| {
            Array2::from_shape_fn((rows.len(), rows.end), |(i, j)| entry(rows.start + i, j))
        });
        let unit = |place: usize| Array2::from_shape_fn((n, 1), |(i, _)| f64::from(u8::from(i == place)));
        let mut sides = Array2::from_shape_fn((n, 2), |(i, column)| if column == 0 { b(i) } else { 0.0 });
        sides[[200, 1]] = 1.0;
        factors.solve(&mut sides);
        for (i, wanted) in x.iter().enumerate() {
            assert!((sides[[i, 0]] - wanted).abs() < 1e-9, "{} {wanted}", sides[[i, 0]]);
        }
        let wanted = sides[[200, 1]];
        assert!((factors.inverse_diagonal(&[9, 200])[1] - wanted).abs() < 1e-12);
        assert!((factors.quadratic(unit(200))[0] - wanted).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_factorise_is_no_error() {
        let factors = Cholesky::of(0, |_| Array2::zeros((0, 0)));
        factors.solve(&mut Array2::zeros((0, 3)));
        assert!(factors.inverse_diagonal(&[]).is_empty());
    }
}

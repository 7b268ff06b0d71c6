//! Vectors of one length, side by side: one stretch of memory that all scorers look at.

use std::{ops::Range, sync::Arc};

use ndarray::{Array2, ArrayView2, s};

use super::linear::dot;

/// Vectors of one length. Cloning shares them.
#[derive(Debug, Clone)]
pub struct Vectors {
    numbers: Arc<[f32]>,
    length: usize,
}

impl Vectors {
    /// `rows` side by side, as long as the first; another is cut or filled up with zeros.
    pub fn of(rows: &[Vec<f32>]) -> Self {
        let length = rows.first().map_or(0, Vec::len);
        let row = |row: &Vec<f32>| {
            row.iter().copied().chain(std::iter::repeat(0.0)).take(length).collect::<Vec<_>>()
        };
        Self { numbers: rows.iter().flat_map(row).collect(), length }
    }

    /// The vector at `at`.
    pub fn get(&self, at: usize) -> &[f32] {
        &self.numbers[at * self.length..(at + 1) * self.length]
    }

    /// Whether a vector can be compared with these.
    pub const fn fits(&self, vector: &[f32]) -> bool {
        vector.len() == self.length && self.length > 0
    }

    /// The dot product of each with `vector`; `None` where that has another length.
    pub fn dots(&self, vector: &[f32]) -> Option<Vec<f32>> {
        self.fits(vector)
            .then(|| self.numbers.chunks_exact(self.length).map(|own| dot(own, vector)).collect())
    }

    /// The dot products of those at `rows` with all from the first to the last of them.
    pub fn gram(&self, rows: Range<usize>) -> Array2<f32> {
        let count = self.numbers.len().checked_div(self.length).unwrap_or(0);
        match ArrayView2::from_shape((count, self.length), &self.numbers) {
            Ok(all) if count >= rows.end => {
                all.slice(s![rows.clone(), ..]).dot(&all.slice(s![..rows.end, ..]).t())
            }
            // Vectors of no length are like nothing.
            _ => Array2::zeros((rows.len(), rows.end)),
        }
    }
}

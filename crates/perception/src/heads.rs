//! The trained heads, in plain Rust: what a sentence vector says about its writer.
//!
//! Made by `training/train.py`, which names every tensor; `models/heads/README.md` explains them.

use rapport_domain::feeling::Feeling;
use safetensors::{Dtype, SafeTensors};

use crate::encoder::{DIMENSIONS, Piece, sentence_vector};
use crate::features::{COUNT, Features};
use crate::weights::LoadError;

/// Columns of the word-piece table.
const TABLE: usize = 32;
/// Units of the hidden layer.
const HIDDEN: usize = 256;
/// What the shared head puts out: 28 emotions, then the six below.
const OUTPUTS: usize = 34;
const VALENCE: usize = 28;
const POLITENESS: usize = 31;
const HOSTILE: usize = 32;
const OFFENSIVE: usize = 33;
/// Row of the table for a text without a known piece.
const UNKNOWN_PIECE: u32 = 100;

/// Feelings that hold an expectation against somebody, and their share in the probability of a complaint;
/// `training/train.py` measures with the same.
const BLAMING: [Feeling; 3] = [Feeling::Disappointed, Feeling::Frustrated, Feeling::Angry];
const BLAME_SHARE: f32 = 0.5;

/// What the heads say, before rules have a word in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scores {
    /// Calibrated probabilities 0…1.
    pub(crate) emotions: [f32; 28],
    /// Probabilities that sum to 1.
    pub(crate) feelings: [f32; 9],
    /// Valence, arousal, dominance on EmoBank's scale brought to −1…1.
    pub(crate) vad: [f32; 3],
    /// Rude −1 … polite 1.
    pub(crate) politeness: f32,
    /// Probability 0…1 that a person is attacked.
    pub(crate) hostile: f32,
    /// Probability 0…1 of offensive words, at whomever or nobody.
    pub(crate) offensive: f32,
    /// Probability 0…1.
    pub(crate) complaint: f32,
    /// 0…1.
    pub(crate) intensity: f32,
}

/// A matrix of small integers with one factor a row.
struct Packed {
    rows: Vec<i8>,
    scales: Vec<f32>,
    columns: usize,
}

/// Weights and bias of a linear reading.
struct Linear {
    rows: Vec<f32>,
    bias: Vec<f32>,
}

/// Linear readings over the encoder's or the fast tier's features, by feeling, complaint, intensity.
struct Readings {
    mean: Vec<f32>,
    scale: Vec<f32>,
    feeling: Linear,
    complaint: Linear,
    intensity: Linear,
}

/// All heads.
pub(crate) struct Heads {
    table: Vec<i8>,
    table_scale: Vec<f32>,
    input_mean: Vec<f32>,
    input_scale: Vec<f32>,
    first: Packed,
    first_bias: Vec<f32>,
    second: Linear,
    fast: Linear,
    calibration_scale: Vec<f32>,
    calibration_shift: Vec<f32>,
    thresholds: Vec<f32>,
    full_readings: Readings,
    fast_readings: Readings,
    abstain_below: f32,
}

impl Heads {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, LoadError> {
        let file =
            File(SafeTensors::deserialize(bytes).map_err(|error| LoadError::Heads(error.to_string()))?);
        let input_mean = file.floats("input_mean", None)?;
        let columns = input_mean.len() + TABLE;
        let full = DIMENSIONS + OUTPUTS + COUNT + HIDDEN;
        Ok(Self {
            table: file.integers("table", None)?,
            table_scale: file.floats("table_scale", Some(TABLE))?,
            input_scale: file.floats("input_scale", Some(input_mean.len()))?,
            first: Packed {
                rows: file.integers("first", Some(HIDDEN * columns))?,
                scales: file.floats("first_scale", Some(HIDDEN))?,
                columns,
            },
            first_bias: file.floats("first_bias", Some(HIDDEN))?,
            second: file.linear("second", OUTPUTS, HIDDEN)?,
            fast: file.linear("fast", OUTPUTS, TABLE)?,
            calibration_scale: file.floats("calibration_scale", Some(2 * OUTPUTS))?,
            calibration_shift: file.floats("calibration_shift", Some(2 * OUTPUTS))?,
            thresholds: file.floats("thresholds", Some(28))?,
            full_readings: file.readings("full", full)?,
            fast_readings: file.readings("fast", OUTPUTS + COUNT)?,
            abstain_below: file.floats("abstain_below", Some(1))?[0],
            input_mean,
        })
    }

    /// Below this confidence the reader abstains, 0…1.
    pub(crate) fn abstain_below(&self) -> f32 {
        self.abstain_below
    }

    /// Above these probabilities an emotion is a label.
    pub(crate) fn thresholds(&self) -> &[f32] {
        &self.thresholds
    }

    /// Reads the encoder's layers.
    pub(crate) fn full(&self, layers: &[f32], pieces: &[Piece], features: &Features) -> Scores {
        let mut input: Vec<f32> = layers
            .iter()
            .zip(&self.input_mean)
            .zip(&self.input_scale)
            .map(|((x, m), s)| (x - m) * s)
            .collect();
        input.extend(self.words(pieces));
        let mut hidden = self.first.times(&input);
        hidden.iter_mut().zip(&self.first_bias).for_each(|(h, b)| *h = (*h + b).max(0.0));
        let outputs = self.calibrated(self.second.apply(&hidden), 0);
        let mut input = sentence_vector(layers);
        input.extend(&outputs);
        input.extend(features.values);
        input.extend(&hidden);
        self.full_readings.scores(&outputs, &input)
    }

    /// Reads the word pieces alone: the fast tier.
    pub(crate) fn fast(&self, pieces: &[Piece], features: &Features) -> Scores {
        let outputs = self.calibrated(self.fast.apply(&self.words(pieces)), OUTPUTS);
        let mut input = outputs.clone();
        input.extend(features.values);
        self.fast_readings.scores(&outputs, &input)
    }

    /// How much one word piece alone speaks for an emotion, in logits.
    pub(crate) fn pull(&self, piece: Piece, emotion: usize) -> f32 {
        let weights = &self.fast.rows[emotion * TABLE..(emotion + 1) * TABLE];
        self.row(piece.id).zip(weights).map(|(x, w)| x * w).sum()
    }

    fn calibrated(&self, mut outputs: Vec<f32>, from: usize) -> Vec<f32> {
        for (at, output) in outputs.iter_mut().enumerate() {
            *output = *output * self.calibration_scale[from + at] + self.calibration_shift[from + at];
        }
        outputs
    }

    fn words(&self, pieces: &[Piece]) -> [f32; TABLE] {
        let inner = pieces.get(1..pieces.len().saturating_sub(1)).unwrap_or_default();
        let ids: Vec<u32> =
            if inner.is_empty() { vec![UNKNOWN_PIECE] } else { inner.iter().map(|piece| piece.id).collect() };
        let mut mean = [0.0; TABLE];
        for id in &ids {
            mean.iter_mut().zip(self.row(*id)).for_each(|(m, x)| *m += x / ids.len() as f32);
        }
        mean
    }

    fn row(&self, id: u32) -> impl Iterator<Item = f32> {
        let rows = self.table.len() / TABLE;
        let start = (id as usize).min(rows - 1) * TABLE;
        self.table[start..start + TABLE].iter().zip(&self.table_scale).map(|(x, s)| f32::from(*x) * s)
    }
}

impl Readings {
    fn scores(&self, outputs: &[f32], input: &[f32]) -> Scores {
        let input: Vec<f32> =
            input.iter().zip(&self.mean).zip(&self.scale).map(|((x, m), s)| (x - m) * s).collect();
        let mut emotions = [0.0; 28];
        emotions.iter_mut().zip(outputs).for_each(|(p, z)| *p = sigmoid(*z));
        let feelings = softmax(&self.feeling.apply(&input));
        let blame: f32 = BLAMING.iter().map(|feeling| feelings[feeling.index()]).sum();
        let complaint = sigmoid(self.complaint.apply(&input)[0]);
        Scores {
            emotions,
            feelings,
            vad: std::array::from_fn(|axis| outputs[VALENCE + axis].clamp(-1.0, 1.0)),
            politeness: outputs[POLITENESS].clamp(-1.0, 1.0),
            hostile: sigmoid(outputs[HOSTILE]),
            offensive: sigmoid(outputs[OFFENSIVE]),
            complaint: complaint * (1.0 - BLAME_SHARE) + blame * BLAME_SHARE,
            intensity: self.intensity.apply(&input)[0].clamp(0.0, 1.0),
        }
    }
}

impl Packed {
    fn times(&self, input: &[f32]) -> Vec<f32> {
        let row = |(row, scale): (&[i8], &f32)| {
            scale * row.iter().zip(input).map(|(w, x)| f32::from(*w) * x).sum::<f32>()
        };
        self.rows.chunks_exact(self.columns).zip(&self.scales).map(row).collect()
    }
}

impl Linear {
    fn apply(&self, input: &[f32]) -> Vec<f32> {
        let row = |(row, bias): (&[f32], &f32)| bias + row.iter().zip(input).map(|(w, x)| w * x).sum::<f32>();
        self.rows.chunks_exact(input.len()).zip(&self.bias).map(row).collect()
    }
}

fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + (-z).exp())
}

fn softmax(logits: &[f32]) -> [f32; 9] {
    let top = logits.iter().copied().fold(f32::MIN, f32::max);
    let mut out = [0.0; 9];
    out.iter_mut().zip(logits).for_each(|(p, z)| *p = (z - top).exp());
    let sum: f32 = out.iter().sum();
    out.map(|p| p / sum)
}

/// The heads' file, read with its shapes checked.
struct File<'a>(SafeTensors<'a>);

impl File<'_> {
    fn bytes(&self, name: &str, dtype: Dtype, count: Option<usize>) -> Result<&[u8], LoadError> {
        let tensor = self.0.tensor(name).map_err(|_| LoadError::Heads(format!("no tensor {name}")))?;
        let found: usize = tensor.shape().iter().product();
        if tensor.dtype() != dtype || count.is_some_and(|count| count != found) {
            return Err(LoadError::Heads(format!("{name} holds {found} of {:?}", tensor.dtype())));
        }
        Ok(tensor.data())
    }

    fn floats(&self, name: &str, count: Option<usize>) -> Result<Vec<f32>, LoadError> {
        let bytes = self.bytes(name, Dtype::F32, count)?;
        Ok(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    fn integers(&self, name: &str, count: Option<usize>) -> Result<Vec<i8>, LoadError> {
        Ok(self.bytes(name, Dtype::I8, count)?.iter().map(|byte| byte.cast_signed()).collect())
    }

    fn linear(&self, name: &str, rows: usize, columns: usize) -> Result<Linear, LoadError> {
        let weights = self.floats(name, Some(rows * columns))?;
        Ok(Linear { rows: weights, bias: self.floats(&format!("{name}_bias"), Some(rows))? })
    }

    fn readings(&self, tier: &str, columns: usize) -> Result<Readings, LoadError> {
        let name = |part: &str| format!("{tier}_{part}");
        Ok(Readings {
            mean: self.floats(&name("mean"), Some(columns))?,
            scale: self.floats(&name("scale"), Some(columns))?,
            feeling: self.linear(&name("feeling"), 9, columns)?,
            complaint: self.linear(&name("complaint"), 1, columns)?,
            intensity: self.linear(&name("intensity"), 1, columns)?,
        })
    }
}

//! The trained heads, in plain Rust: what a sentence vector says about its writer.
//!
//! Made by `training/train.py`, which names every tensor; `models/heads/README.md` explains them.

use rapport_domain::feeling::Feeling;
use rapport_domain::perception::UrgencyReason;
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
/// Sums that a scalar product keeps beside each other.
const LANES: usize = 16;
/// Why a message is urgent, in the order of the trained reading.
const REASONS: [UrgencyReason; 7] = [
    UrgencyReason::Deadline,
    UrgencyReason::LockedOut,
    UrgencyReason::Safety,
    UrgencyReason::Vulnerability,
    UrgencyReason::Money,
    UrgencyReason::Consequence,
    UrgencyReason::Stated,
];
/// A reason less probable than this is not named.
const NAMED: f32 = 0.5;
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
    /// 0…1, where the encoder read the message.
    pub(crate) urgency: f32,
    /// Why, where one reason stands out.
    pub(crate) urgency_reason: Option<UrgencyReason>,
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

/// Linear readings of how soon an answer is needed, and why, over all layers, words and features.
struct Urgency {
    mean: Vec<f32>,
    scale: Vec<f32>,
    value: Linear,
    reason: Linear,
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
    urgency: Urgency,
    /// The fast tier's way from the word-piece table to each feeling, less the mean of all.
    feeling_pull: Vec<f32>,
    abstain_below: f32,
}

impl Heads {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, LoadError> {
        let file =
            File(SafeTensors::deserialize(bytes).map_err(|error| LoadError::Heads(error.to_string()))?);
        let input_mean = file.floats("input_mean", None)?;
        let columns = input_mean.len() + TABLE;
        let full = DIMENSIONS + OUTPUTS + COUNT + HIDDEN;
        let fast = file.linear("fast", OUTPUTS, TABLE)?;
        let calibration_scale = file.floats("calibration_scale", Some(2 * OUTPUTS))?;
        let fast_readings = file.readings("fast", OUTPUTS + COUNT)?;
        Ok(Self {
            feeling_pull: feeling_pull(&fast, &calibration_scale[OUTPUTS..], &fast_readings),
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
            fast,
            calibration_scale,
            calibration_shift: file.floats("calibration_shift", Some(2 * OUTPUTS))?,
            thresholds: file.floats("thresholds", Some(28))?,
            full_readings: file.readings("full", full)?,
            fast_readings,
            urgency: file.urgency(columns + COUNT)?,
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
        let mut input = standardised(layers, &self.input_mean, &self.input_scale);
        input.extend(self.words(pieces));
        let mut hidden = self.first.times(&input);
        hidden.iter_mut().zip(&self.first_bias).for_each(|(h, b)| *h = (*h + b).max(0.0));
        input.extend(features.values);
        let (urgency, urgency_reason) = self.urgency.read(&input);
        let outputs = self.calibrated(self.second.apply(&hidden), 0);
        let mut input = sentence_vector(layers);
        input.extend(&outputs);
        input.extend(features.values);
        input.extend(&hidden);
        Scores { urgency, urgency_reason, ..self.full_readings.scores(&outputs, &input) }
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
        self.along(piece, &self.fast.rows[emotion * TABLE..(emotion + 1) * TABLE])
    }

    /// How much one word piece alone speaks for a feeling rather than for the others, in logits.
    pub(crate) fn pull_to(&self, piece: Piece, feeling: Feeling) -> f32 {
        let from = feeling.index() * TABLE;
        self.along(piece, &self.feeling_pull[from..from + TABLE])
    }

    fn along(&self, piece: Piece, weights: &[f32]) -> f32 {
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
        let input = standardised(input, &self.mean, &self.scale);
        let mut emotions = [0.0; 28];
        emotions.iter_mut().zip(outputs).for_each(|(p, z)| *p = sigmoid(*z));
        let feelings: [f32; 9] = softmax(&self.feeling.apply(&input));
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
            urgency: 0.0,
            urgency_reason: None,
        }
    }
}

impl Urgency {
    fn read(&self, input: &[f32]) -> (f32, Option<UrgencyReason>) {
        let input = standardised(input, &self.mean, &self.scale);
        let reasons: [f32; REASONS.len()] = softmax(&self.reason.apply(&input));
        let named = REASONS.into_iter().zip(reasons).find(|(_, probability)| *probability >= NAMED);
        (self.value.apply(&input)[0].clamp(0.0, 1.0), named.map(|(reason, _)| reason))
    }
}

impl Packed {
    fn times(&self, input: &[f32]) -> Vec<f32> {
        let row = |(row, scale): (&[i8], &f32)| scale * dot(row, input);
        self.rows.chunks_exact(self.columns).zip(&self.scales).map(row).collect()
    }
}

impl Linear {
    fn apply(&self, input: &[f32]) -> Vec<f32> {
        let row = |(row, bias): (&[f32], &f32)| bias + dot(row, input);
        self.rows.chunks_exact(input.len()).zip(&self.bias).map(row).collect()
    }
}

/// The scalar product, in sums beside each other: the compiler may not reorder one sum of floats, and waits for
/// every addition.
fn dot<T: Copy + Into<f32>>(weights: &[T], input: &[f32]) -> f32 {
    let mut sums = [0.0; LANES];
    let (blocks, rest) = weights.as_chunks::<LANES>();
    let (inputs, last) = input.as_chunks::<LANES>();
    for (weights, input) in blocks.iter().zip(inputs) {
        for ((sum, w), x) in sums.iter_mut().zip(weights).zip(input) {
            *sum += (*w).into() * x;
        }
    }
    let rest = rest.iter().zip(last).map(|(w, x)| (*w).into() * x).sum::<f32>();
    sums.iter().sum::<f32>() + rest
}

fn feeling_pull(fast: &Linear, calibration: &[f32], readings: &Readings) -> Vec<f32> {
    let weight = |feeling: usize, column: usize| -> f32 {
        let reading = &readings.feeling.rows[feeling * readings.mean.len()..];
        let along =
            |at: usize| reading[at] * readings.scale[at] * calibration[at] * fast.rows[at * TABLE + column];
        (0..OUTPUTS).map(along).sum()
    };
    let mean = |column| (0..9).map(|feeling| weight(feeling, column)).sum::<f32>() / 9.0;
    let means: Vec<f32> = (0..TABLE).map(mean).collect();
    (0..9)
        .flat_map(|feeling| {
            means.iter().enumerate().map(move |(column, mean)| weight(feeling, column) - mean)
        })
        .collect()
}

fn standardised(input: &[f32], mean: &[f32], scale: &[f32]) -> Vec<f32> {
    input.iter().zip(mean).zip(scale).map(|((x, m), s)| (x - m) * s).collect()
}

fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + (-z).exp())
}

fn softmax<const N: usize>(logits: &[f32]) -> [f32; N] {
    let top = logits.iter().copied().fold(f32::MIN, f32::max);
    let mut out = [0.0; N];
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

    fn urgency(&self, columns: usize) -> Result<Urgency, LoadError> {
        Ok(Urgency {
            mean: self.floats("urgency_mean", Some(columns))?,
            scale: self.floats("urgency_scale", Some(columns))?,
            value: self.linear("urgency_value", 1, columns)?,
            reason: self.linear("urgency_reason", REASONS.len(), columns)?,
        })
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

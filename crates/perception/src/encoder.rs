//! The sentence encoder: word pieces with their places in the text, and one vector for the whole.
//!
//! One message an inference, never padded: dynamic int8 quantisation scales over the whole tensor, so a
//! batch mate or padding would change the result.

use std::borrow::Cow;
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, ValueView};
use tokenizers::Tokenizer;

use crate::spelling::Spellings;
use crate::weights::{LoadError, Weights};

/// Length of a sentence vector.
pub(crate) const DIMENSIONS: usize = 384;
/// Word pieces that one inference sees, with the two that frame a text.
const MAX_PIECES: usize = 128;
/// Code points kept of each end of a long text before it is split into pieces.
const KEPT_CHARS: usize = 2_000;

/// One word piece and the code points that it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Row in the vocabulary.
    pub(crate) id: u32,
    /// First code point.
    pub(crate) start: u32,
    /// One past the last code point.
    pub(crate) end: u32,
}

/// The encoder and its tokenizer, ready to run from any number of threads.
pub(crate) struct Encoder {
    model: Model,
    tokenizer: Tokenizer,
    spellings: Spellings,
    ids: NodeId,
    layers: NodeId,
}

thread_local! {
    // An inference of this size gains nothing from a second core; each calling thread gets one worker.
    static WORKER: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
}

impl Encoder {
    pub(crate) fn load(weights: &Weights, spellings: Spellings) -> Result<Self, LoadError> {
        let mut options = ModelOptions::with_all_ops();
        // Four times slower without.
        options.prepack_weights(true);
        let model = match &weights.encoder {
            Cow::Borrowed(bytes) => options.load_static_slice(bytes),
            Cow::Owned(bytes) => options.load(bytes.clone()),
        }
        .map_err(|error| LoadError::Encoder(error.to_string()))?;
        let tokenizer = Tokenizer::from_bytes(&weights.tokenizer)
            .map_err(|error| LoadError::Tokenizer(error.to_string()))?;
        let node = |name| model.node_id(name).map_err(|error| LoadError::Encoder(error.to_string()));
        let (ids, layers) = (node("input_ids")?, node("layers")?);
        Ok(Self { model, tokenizer, spellings, ids, layers })
    }

    /// The word pieces of `text`, framed; of a long text its beginning and its end.
    pub(crate) fn pieces(&self, text: &str) -> Vec<Piece> {
        let (head, tail) = ends(text);
        let mut pieces = self.split(head, 0);
        if let Some((tail, start)) = tail {
            // Drop the frame between the two ends.
            pieces.pop();
            pieces.extend(self.split(tail, start).into_iter().skip(1));
        }
        if pieces.len() > MAX_PIECES {
            let half = MAX_PIECES / 2;
            pieces.drain(half..pieces.len() - half);
        }
        pieces
    }

    /// The mean of each hidden layer that the heads read, the last layer's last.
    pub(crate) fn layers(&self, pieces: &[Piece]) -> Option<Vec<f32>> {
        let ids: Vec<i32> = pieces.iter().map(|piece| piece.id as i32).collect();
        let inputs = vec![(self.ids, ValueView::from_shape([1, ids.len()], ids.as_slice()).ok()?.into())];
        let options = RunOptions::default().with_thread_pool(Some(WORKER.with(Arc::clone)));
        let [layers] = self.model.run_n(inputs, [self.layers], Some(options)).ok()?;
        layers.into_shape_vec::<f32, 2>().ok().map(|(_, data)| data)
    }

    fn split(&self, text: &str, shift: u32) -> Vec<Piece> {
        let respelt = self.spellings.respelt(text, |word| self.tokenizer.token_to_id(word));
        let spelt = respelt.as_ref().map_or(text, |respelt| &respelt.text);
        let Ok(encoding) = self.tokenizer.encode_char_offsets(spelt, true) else { return Vec::new() };
        let places = encoding.get_offsets().iter();
        let piece = |(&id, &(start, end)): (&u32, &(usize, usize))| {
            let (start, end) = (start as u32, end as u32);
            let (start, end) = respelt.as_ref().map_or((start, end), |respelt| respelt.place(start, end));
            Piece { id, start: shift + start, end: shift + end }
        };
        encoding.get_ids().iter().zip(places).map(piece).collect()
    }
}

/// The last layer's mean at length one: what retrieval compares.
pub(crate) fn sentence_vector(layers: &[f32]) -> Vec<f32> {
    let last = &layers[layers.len().saturating_sub(DIMENSIONS)..];
    let length = last.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-9);
    last.iter().map(|x| x / length).collect()
}

/// A text as it is, or its beginning and its end with the code point where the end starts.
fn ends(text: &str) -> (&str, Option<(&str, u32)>) {
    // Bytes are at least code points, so short texts need no counting.
    if text.len() <= 2 * KEPT_CHARS {
        return (text, None);
    }
    let count = text.chars().count();
    if count <= 2 * KEPT_CHARS {
        return (text, None);
    }
    let byte = |char: usize| text.char_indices().nth(char).map_or(text.len(), |(at, _)| at);
    let tail_start = count - KEPT_CHARS;
    (&text[..byte(KEPT_CHARS)], Some((&text[byte(tail_start)..], tail_start as u32)))
}

/// Blanks out web addresses and @names, which carry no feeling; every other character keeps its place.
/// `training/encoder.py` does the same.
pub(crate) fn unaddressed(text: &str) -> Cow<'_, str> {
    if !text.contains('@') && !text.contains("://") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = address_length(rest, before);
        let (skipped, kept) = rest.split_at(length.max(c.len_utf8()));
        if length == 0 {
            out.push(c);
        } else {
            out.extend(skipped.chars().map(|_| ' '));
        }
        before = c;
        rest = kept;
    }
    out.into()
}

/// Bytes of the web address or @name that `text` begins with, 0 if it begins with neither.
fn address_length(text: &str, before: char) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if text.starts_with("http://") || text.starts_with("https://") {
        let length = text.find(char::is_whitespace).unwrap_or(text.len());
        return if text[..length].ends_with("://") { 0 } else { length };
    }
    match text.strip_prefix('@') {
        Some(name) if !is_word(before) => match name.find(|c| !is_word(c)).unwrap_or(name.len()) {
            0 => 0,
            length => length + 1,
        },
        _ => 0,
    }
}

/// The parts of a text that rules and features look at: everything, or both ends of a long one.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    match ends(text) {
        (head, None) => head.into(),
        (head, Some((tail, _))) => format!("{head} {tail}").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_blanked_in_place() {
        for (text, expected) in [
            ("@acme where is it?", "      where is it?"),
            ("see https://a.b/c?d now", "see                 now"),
            ("me@example.org @ noon", "me@example.org @ noon"),
            ("http:// é@x", "http:// é@x"),
            ("@émile ok", "       ok"),
        ] {
            assert_eq!(unaddressed(text), expected);
        }
    }

    #[test]
    fn a_long_text_keeps_both_ends() {
        let text = format!("start {} end", "é".repeat(10_000));
        let (head, tail) = ends(&text);
        let (tail, from) = tail.expect("it is long");
        assert!(head.starts_with("start") && tail.ends_with("end"));
        assert_eq!((from as usize, tail.chars().count()), (10_010 - KEPT_CHARS, KEPT_CHARS));
    }
}

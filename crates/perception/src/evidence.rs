//! Which words carried the decision: the pull of each word piece towards the emotions found, which costs
//! a dot product a piece and no further inference.

use rapport_domain::feeling::{Emotion, Feeling};
use rapport_domain::perception::EvidenceSpan;

use crate::encoder::Piece;
use crate::heads::Heads;

/// Spans shown for each emotion, and emotions shown.
const SPANS: usize = 3;
const EMOTIONS: usize = 3;
/// A word pulls if it has this share of the strongest word's pull, and at least this many logits.
const SHARE: f32 = 0.5;
const LEAST_PULL: f32 = 0.3;

/// Spans in the order of the text; none for a message that stirs nothing.
pub(crate) fn evidence(
    text: &str,
    pieces: &[Piece],
    heads: &Heads,
    (feeling, emotions, labels): (Feeling, &[f32; 28], &[Emotion]),
) -> Vec<EvidenceSpan> {
    if feeling == Feeling::Calm {
        return Vec::new();
    }
    let words = words(text);
    let mut named: Vec<Emotion> = kin(feeling).to_vec();
    named.sort_by(|a, b| emotions[b.index()].total_cmp(&emotions[a.index()]));
    named.truncate(1);
    named.extend(labels.iter().filter(|label| **label != Emotion::Neutral));
    let mut seen = Vec::new();
    named.retain(|emotion| {
        !seen.contains(emotion) && {
            seen.push(*emotion);
            true
        }
    });
    let mut spans: Vec<EvidenceSpan> = named
        .into_iter()
        .take(EMOTIONS)
        .flat_map(|emotion| pulling(&words, pieces, heads, emotion))
        .collect();
    spans.sort_by_key(|span| (span.start, span.end, span.emotion));
    spans
}

/// The emotions of the research that a feeling is made of.
fn kin(feeling: Feeling) -> &'static [Emotion] {
    match feeling {
        Feeling::Calm => &[Emotion::Neutral],
        Feeling::Pleased => {
            &[Emotion::Joy, Emotion::Admiration, Emotion::Excitement, Emotion::Approval, Emotion::Love]
        }
        Feeling::Grateful => &[Emotion::Gratitude],
        Feeling::Confused => &[Emotion::Confusion, Emotion::Curiosity],
        Feeling::Anxious => &[Emotion::Fear, Emotion::Nervousness],
        Feeling::Disappointed => &[Emotion::Disappointment, Emotion::Disapproval],
        Feeling::Sad => &[Emotion::Sadness, Emotion::Grief, Emotion::Remorse],
        Feeling::Frustrated => &[Emotion::Annoyance, Emotion::Disappointment],
        Feeling::Angry => &[Emotion::Anger, Emotion::Annoyance, Emotion::Disgust],
    }
}

fn pulling(words: &[(u32, u32)], pieces: &[Piece], heads: &Heads, emotion: Emotion) -> Vec<EvidenceSpan> {
    let pull = |(start, end): (u32, u32)| {
        let inside =
            pieces.iter().filter(|piece| piece.end > piece.start && piece.start >= start && piece.end <= end);
        inside.map(|piece| heads.pull(*piece, emotion.index())).fold(0.0, f32::max)
    };
    let mut pulls: Vec<((u32, u32), f32)> = words.iter().map(|word| (*word, pull(*word))).collect();
    pulls.sort_by(|a, b| b.1.total_cmp(&a.1));
    let strongest = pulls.first().map_or(0.0, |(_, pull)| *pull);
    let enough = (strongest * SHARE).max(LEAST_PULL);
    let chosen = pulls.into_iter().take(SPANS).filter(|(_, pull)| *pull >= enough);
    chosen.map(|((start, end), _)| EvidenceSpan { start, end, emotion }).collect()
}

/// Start and end of each word in code points, without the punctuation around it.
fn words(text: &str) -> Vec<(u32, u32)> {
    let mut words = Vec::new();
    let mut open: Option<(u32, u32)> = None;
    for (at, c) in (0_u32..).zip(text.chars()) {
        let inside = c.is_alphanumeric() || (matches!(c, '\'' | '’') && open.is_some());
        if inside {
            open = Some((open.map_or(at, |(start, _)| start), at + 1));
        } else {
            words.extend(open.take());
        }
    }
    words.extend(open);
    words
}

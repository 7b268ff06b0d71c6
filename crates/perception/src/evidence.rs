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

/// Words that only hold a sentence together. Negations and words of repetition are not among them: they carry.
const FUNCTION_WORDS: [&str; 118] = [
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because",
    "been", "before", "being", "both", "but", "by", "can", "could", "did", "do", "does", "doing", "each",
    "else", "ever", "few", "for", "from", "get", "got", "had", "has", "have", "having", "he", "her", "here",
    "him", "his", "how", "i", "i'd", "i'll", "i'm", "i've", "if", "im", "in", "into", "is", "it", "it's",
    "its", "just", "like", "me", "my", "of", "off", "on", "one", "or", "other", "our", "out", "over", "own",
    "put", "s", "same", "she", "should", "so", "some", "such", "t", "than", "that", "that's", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "through", "to", "u", "under", "until", "up",
    "us", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "will", "with",
    "would", "yet", "you", "your", "you're", "ve", "re",
];

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
    let likest =
        kin(feeling).iter().copied().max_by(|a, b| emotions[a.index()].total_cmp(&emotions[b.index()]));
    let of_feeling =
        likest.map(|emotion| pulling(&words, pieces, emotion, &|piece| heads.pull_to(piece, feeling)));
    let others = labels.iter().copied().filter(|label| *label != Emotion::Neutral && Some(*label) != likest);
    let of_labels = others
        .take(EMOTIONS - 1)
        .flat_map(|emotion| pulling(&words, pieces, emotion, &|piece| heads.pull(piece, emotion.index())));
    let mut spans: Vec<EvidenceSpan> = of_feeling.into_iter().flatten().chain(of_labels).collect();
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

fn pulling(
    words: &[(u32, u32)],
    pieces: &[Piece],
    emotion: Emotion,
    pull: &dyn Fn(Piece) -> f32,
) -> Vec<EvidenceSpan> {
    let strength = |(start, end): (u32, u32)| {
        let inside =
            pieces.iter().filter(|piece| piece.end > piece.start && piece.start >= start && piece.end <= end);
        inside.map(|piece| pull(*piece)).fold(0.0, f32::max)
    };
    let mut pulls: Vec<((u32, u32), f32)> = words.iter().map(|word| (*word, strength(*word))).collect();
    pulls.sort_by(|a, b| b.1.total_cmp(&a.1));
    let strongest = pulls.first().map_or(0.0, |(_, pull)| *pull);
    let enough = (strongest * SHARE).max(LEAST_PULL);
    let chosen = pulls.into_iter().take(SPANS).filter(|(_, pull)| *pull >= enough);
    chosen.map(|((start, end), _)| EvidenceSpan { start, end, emotion }).collect()
}

/// Start and end of each word that can carry something, in code points, without the punctuation around it.
fn words(text: &str) -> Vec<(u32, u32)> {
    let mut words = Vec::new();
    let mut open = (0, String::new());
    for (at, c) in (0_u32..).zip(text.chars().chain([' '])) {
        let is_inside = c.is_alphanumeric() || (matches!(c, '\'' | '’') && !open.1.is_empty());
        if is_inside {
            if open.1.is_empty() {
                open.0 = at;
            }
            open.1.push(if c == '’' { '\'' } else { c.to_ascii_lowercase() });
        } else if !open.1.is_empty() {
            if !FUNCTION_WORDS.contains(&open.1.trim_end_matches('\'')) {
                words.push((open.0, at));
            }
            open.1.clear();
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_carry_nothing() {
        assert_eq!(words("How is the é-box, My I’m not"), [(11, 12), (13, 16), (25, 28)]);
        assert_eq!(words("the"), []);
    }
}

//! Reads one message: encoder, heads, rules, and the decision when to keep silent.

use std::borrow::Cow;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

use rapport_domain::feeling::Emotion;
use rapport_domain::perception::{Hostility, HostilityLevel, Perception, Tier};

use crate::context::{is_bare, is_flat, last_answer, previous_message, question_is_open};
use crate::cues::{Cues, cues, is_bare_praise, is_refusal};
use crate::encoder::{Encoder, Piece, sentence_vector, shortened, unaddressed};
use crate::evidence::evidence;
use crate::features::{Features, Lexicon};
use crate::feeling::{Decision, blend, decide, sour};
use crate::heads::{Heads, Scores};
use crate::hostility::hostility;
use crate::language::language;
use crate::unsaid::{Baseline, Moment, unsaid};
use crate::urgency::urgency;
use crate::weights::{LoadError, Weights};

/// Share of the message before in the feeling of a bare reply.
const BARE_REPLY_SHARE: f32 = 0.6;

/// Who said a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The customer whose message is read.
    Customer,
    /// The assistant or an agent.
    Staff,
}

/// What was said before the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub text: String,
}

/// What a message says, and the vector that stands for its meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// How the writer feels.
    pub perception: Perception,
    /// 384 numbers of length one, for finding topics and documents; empty from the fast tier and for
    /// text without any word.
    pub vector: Vec<f32>,
}

/// The models behind perception. One is enough for a process; it can be read from many threads at once.
pub struct Reader {
    encoder: Encoder,
    heads: Heads,
    lexicon: Lexicon,
    fingerprint: String,
}

/// A text with everything that is cheap to know about it.
struct Prepared<'a> {
    /// Everything, with addresses blanked.
    text: &'a str,
    /// The parts of a long text that rules look at.
    short: Cow<'a, str>,
    language: &'static str,
    features: Features,
    cues: Cues,
    pieces: Vec<Piece>,
}

impl Reader {
    /// Makes a reader; takes some tens of milliseconds.
    pub fn load(weights: &Weights) -> Result<Self, LoadError> {
        let (lexicon, spellings) = Lexicon::parse(&weights.lexicon)?;
        Ok(Self {
            encoder: Encoder::load(weights, spellings)?,
            heads: Heads::parse(&weights.heads)?,
            lexicon,
            fingerprint: weights.fingerprint(),
        })
    }

    /// Changes when the weights do: the key for vectors that are kept elsewhere.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Reads a message after what was said before it, oldest first.
    pub fn read(&self, text: &str, context: &[Turn]) -> Reading {
        self.read_at(text, context, Tier::Full)
    }

    /// Reads a message from its words alone, a hundred times faster and less well.
    pub fn read_fast(&self, text: &str, context: &[Turn]) -> Reading {
        self.read_at(text, context, Tier::Fast)
    }

    /// The vector of a text, of length one; empty if there is nothing to read.
    pub fn vector(&self, text: &str) -> Vec<f32> {
        let text = unaddressed(text);
        if text.trim().is_empty() {
            return Vec::new();
        }
        let pieces = self.encoder.pieces(&text);
        self.encoder.layers(&pieces).map(|layers| sentence_vector(&layers)).unwrap_or_default()
    }

    /// [`Self::vector`] of each text, in their order. All cores read: for thousands of texts at once, off the
    /// async runtime.
    pub fn vectors(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let read = |texts: &[&str]| texts.iter().map(|text| self.vector(text)).collect::<Vec<_>>();
        thread::scope(|scope| {
            let shares = texts.chunks(texts.len().div_ceil(cores).max(1));
            let readers: Vec<_> = shares.map(|share| scope.spawn(move || read(share))).collect();
            let vectors =
                readers.into_iter().map(|reader| reader.join().unwrap_or_else(|e| resume_unwind(e)));
            vectors.flatten().collect()
        })
    }

    fn read_at(&self, text: &str, context: &[Turn], tier: Tier) -> Reading {
        let blanked = &*unaddressed(text);
        let calmed = blanked.replace('!', ".");
        let mut prepared = self.prepare(blanked);
        if is_bare_emphasis(blanked, &prepared.features) {
            // As many characters as before, so that evidence stays where it is.
            prepared = self.prepare(&calmed);
        }
        if !blanked.chars().any(|c| c.is_alphanumeric())
            && !has_mark(blanked)
            && !prepared.features.is_marked()
        {
            // A link or a mention by itself is passed on, not felt; without even that there is nothing.
            if blanked.trim() == text.trim() {
                return Reading { perception: Perception::unclear(prepared.language), vector: Vec::new() };
            }
            prepared.cues.plain_fact = true;
        }
        let (scores, vector, tier) = self.scores(&prepared, tier);
        let hostility = hostility(&prepared.short, &prepared.features, &scores);
        prepared.cues.waiting = !context.is_empty();
        prepared.cues.attacks = hostility.level != HostilityLevel::None;
        let mut decision = decide(&prepared.short, &prepared.features, &scores, prepared.cues);
        let before = self.recall(&prepared, context, tier, &mut decision);
        let mut perception = self.perception(&prepared, &scores, &decision, (hostility, tier));
        perception.unsaid = self.unsaid(&prepared, context, before.as_ref(), &perception);
        Reading { perception, vector }
    }

    /// Lets what came before speak for a reply that says nothing of its own; gives the feeling before it.
    fn recall(
        &self,
        prepared: &Prepared<'_>,
        context: &[Turn],
        tier: Tier,
        decision: &mut Decision,
    ) -> Option<Decision> {
        let normal = &prepared.features.normal;
        let flat = is_flat(normal);
        let praise = is_bare_praise(&prepared.short);
        // Only such a reply is worth a second inference.
        if !(flat || praise || is_bare(normal)) {
            return None;
        }
        let refused = last_answer(context).is_some_and(is_refusal);
        let before = previous_message(context).map(|before| self.before(before, tier));
        let went_wrong = before.as_ref().is_some_and(|before| before.best().0.is_negative());
        match &before {
            // Praise speaks for itself unless it answers a refusal.
            Some(before) if !praise => blend(decision, before, BARE_REPLY_SHARE),
            _ => {}
        }
        if (flat && (went_wrong || refused)) || (praise && refused) {
            sour(decision);
        }
        before
    }

    fn prepare<'a>(&self, text: &'a str) -> Prepared<'a> {
        let short = shortened(text);
        let features = self.lexicon.features(&short);
        Prepared {
            text,
            language: language(&short),
            cues: cues(&short, &features),
            features,
            pieces: self.encoder.pieces(text),
            short,
        }
    }

    /// Falls back to the words alone if the encoder cannot run.
    fn scores(&self, prepared: &Prepared<'_>, tier: Tier) -> (Scores, Vec<f32>, Tier) {
        let Prepared { pieces, features, .. } = prepared;
        match (tier == Tier::Full).then(|| self.encoder.layers(pieces)).flatten() {
            Some(layers) => {
                (self.heads.full(&layers, pieces, features), sentence_vector(&layers), Tier::Full)
            }
            None => (self.heads.fast(pieces, features), Vec::new(), Tier::Fast),
        }
    }

    /// How the message before felt, by itself.
    fn before(&self, text: &str, tier: Tier) -> Decision {
        let text = &*unaddressed(text);
        let prepared = self.prepare(text);
        let (scores, ..) = self.scores(&prepared, tier);
        decide(&prepared.short, &prepared.features, &scores, prepared.cues)
    }

    fn perception(
        &self,
        prepared: &Prepared<'_>,
        scores: &Scores,
        decision: &Decision,
        (hostility, tier): (Hostility, Tier),
    ) -> Perception {
        let (feeling, confidence) = decision.best();
        let (urgency, urgency_reason) = urgency(&prepared.short, scores);
        let abstains = confidence < self.heads.abstain_below() || !matches!(prepared.language, "en" | "und");
        let labels = self.labels(&scores.emotions);
        let evidence =
            evidence(prepared.text, &prepared.pieces, &self.heads, (feeling, &scores.emotions, &labels));
        Perception {
            feeling: (!abstains).then_some(feeling),
            feelings: decision.feelings,
            emotions: scores.emotions,
            labels,
            valence: decision.vad[0],
            arousal: decision.vad[1],
            dominance: decision.vad[2],
            intensity: decision.intensity,
            urgency,
            urgency_reason,
            politeness: politeness(scores, &prepared.features, hostility.level),
            complaint: prepared.cues.complaint(scores.complaint),
            hostility,
            confidence,
            language: prepared.language.to_owned(),
            tier,
            unsaid: Vec::new(),
            evidence,
        }
    }

    /// The emotions above their thresholds; neutral where there is none.
    fn labels(&self, emotions: &[f32; 28]) -> Vec<Emotion> {
        let above = |emotion: &Emotion| emotions[emotion.index()] > self.heads.thresholds()[emotion.index()];
        let labels: Vec<Emotion> = Emotion::ALL.into_iter().filter(above).collect();
        if labels.is_empty() { vec![Emotion::Neutral] } else { labels }
    }

    /// What the conversation alone shows; with a stored baseline, callers use [`unsaid`] themselves.
    fn unsaid(
        &self,
        prepared: &Prepared<'_>,
        context: &[Turn],
        before: Option<&Decision>,
        perception: &Perception,
    ) -> Vec<rapport_domain::perception::Unsaid> {
        let flat = is_flat(&prepared.features.normal);
        let went_wrong = before.is_some_and(|before| before.best().0.is_negative());
        let mine = context.iter().filter(|turn| turn.role == Role::Customer);
        let baseline = mine.fold(Baseline::default(), |baseline, turn| {
            baseline.with(words(&turn.text), None, &Perception::unclear("und"))
        });
        // Warmth before this message is unknown here, so only length can be compared.
        let baseline =
            Baseline { valence: perception.valence, politeness: perception.politeness, ..baseline };
        let asks_back = question_is_open(context) && prepared.text.contains('?');
        let moment = Moment {
            words: words(prepared.text),
            is_flat: flat,
            went_wrong,
            question_passed_over: asks_back,
            ..Moment::default()
        };
        unsaid(&baseline, &moment, perception)
    }
}

fn words(text: &str) -> u32 {
    text.split_whitespace().count().min(10_000) as u32
}

/// Politeness −1…1: the trained reading, moved by plain courtesies and by what is the opposite of them.
fn politeness(scores: &Scores, features: &Features, hostility: HostilityLevel) -> f32 {
    let courtesy = 0.25 * features.list("polite") + 0.35 * features.list("thanks").min(0.67);
    let courtesy = if features.list("sarcasm") > 0.0 { 0.0 } else { courtesy };
    let offence = match hostility {
        HostilityLevel::None => 0.3 * features.list("swear"),
        HostilityLevel::Rude => 0.6,
        HostilityLevel::Abusive | HostilityLevel::Threat => 1.0,
    };
    (scores.politeness + courtesy - offence - 0.2 * features.capitals()).clamp(-1.0, 1.0)
}

/// Whether a text holds a mark that speaks without letters.
pub(crate) fn has_mark(text: &str) -> bool {
    text.chars().any(is_mark)
}

/// Emoji and the like, which speak without letters.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x2600..=0x27BF | 0x1F300..=0x1FAFF) || matches!(c, '?' | '!')
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("fingerprint", &self.fingerprint).finish_non_exhaustive()
    }
}

/// Whether a text shouts a little without a word of joy or thanks. The people whose messages the heads
/// learned from use the exclamation mark mostly when they are glad; customers do not.
fn is_bare_emphasis(text: &str, features: &Features) -> bool {
    (1..=2).contains(&text.matches('!').count())
        && ["joy", "thanks"].iter().all(|list| features.list(list) == 0.0)
        && !features.is_marked()
}

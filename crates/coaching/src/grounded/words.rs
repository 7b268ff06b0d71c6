//! The words of a text that carry its meaning, brought to a form in which paraphrases meet.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use rapport_domain::number_words;
use rust_stemmers::{Algorithm, Stemmer};

/// Content words, and whether they stand under a “not”.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// Said of what is so.
    pub stated: HashSet<String>,
    /// Said of what is not so.
    pub denied: HashSet<String>,
    /// Words that narrow what is said: only, until, unused.
    pub limits: HashSet<&'static str>,
}

impl Words {
    /// The words of a folded text.
    pub fn of(folded: &str) -> Self {
        let mut words = Self::default();
        let mut bare = false;
        for clause in folded.split([',', ';', ':', '.', '(', ')', '!', '?', '\n']) {
            words.read(clause);
            bare |= split(clause).last().is_some_and(denies);
        }
        // “Used, it cannot”: what is denied stands before it.
        if bare {
            words.denied.extend(std::mem::take(&mut words.stated));
        }
        words
    }

    fn read(&mut self, clause: &str) {
        let mut denying = 0;
        let mut last: Option<String> = None;
        for word in split(clause) {
            self.limits.extend(LIMITS.iter().find(|limit| **limit == word));
            if TURNS.contains(&word) {
                denying = 0;
            } else if BACKWARD.contains(&word) {
                // “It costs nothing” denies the cost.
                if let Some(last) = last.take() {
                    self.stated.remove(&last);
                    self.denied.insert(last);
                }
                denying = DENIED_WORDS;
            } else if denies(word) {
                denying = DENIED_WORDS;
            }
            let Some(key) = key(word) else { continue };
            if denying > 0 {
                denying -= 1;
                self.denied.insert(key);
            } else {
                last = Some(key.clone());
                self.stated.insert(key);
            }
        }
    }

    /// Whether it has the word at all.
    pub fn has(&self, word: &str) -> bool {
        self.stated.contains(word) || self.denied.contains(word)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.stated.iter().chain(&self.denied)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.stated.union(&self.denied).count()
    }

    /// Both together.
    pub fn and(mut self, other: &Self) -> Self {
        self.stated.extend(other.stated.iter().cloned());
        self.denied.extend(other.denied.iter().cloned());
        self.limits.extend(&other.limits);
        self
    }
}

/// A text in small letters with straight quotes, and phrases that mean one word as that word.
pub(super) fn plain(text: &str) -> String {
    let mut text = folded(text);
    for (phrase, word) in PHRASES {
        text = text.replace(phrase, word);
    }
    text
}

/// Small letters, straight quotes, plain spaces.
pub(super) fn folded(text: &str) -> String {
    crate::text::Text::new(text).folded().to_owned()
}

/// Words without marks; hyphens part them.
pub(super) fn split(folded: &str) -> impl Iterator<Item = &str> {
    let parts = folded.split(|c: char| !c.is_alphanumeric() && c != '\'');
    parts
        .map(|word| word.trim_matches('\''))
        .map(|word| word.strip_suffix("'s").unwrap_or(word))
        .filter(|w| !w.is_empty())
}

/// The form in which a content word is compared; `None` for words that carry no meaning of their own, and for figures,
/// which are compared by themselves.
pub(super) fn key(word: &str) -> Option<String> {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let figure = word.chars().any(char::is_numeric);
    let empty = figure || STOP.contains(word) || denies(word);
    if empty || number_words::is_number(word) {
        return None;
    }
    let stem = STEMMER.stem(word).into_owned();
    if GLUE.contains(&stem) {
        return None;
    }
    Some(CLASSES.get(&stem).map_or(stem, |class| (*class).to_owned()))
}

fn denies(word: &str) -> bool {
    NOT.contains(&word) || word.ends_with("n't")
}

/// Whether a text of no content is a mere courtesy.
pub(super) fn is_courtesy(folded: &str) -> bool {
    const COURTESY: [&str; 13] = [
        "hello", "hi", "hey", "dear", "thanks", "thank", "you", "for", "asking", "your", "question", "good",
        "welcome",
    ];
    split(folded).all(|word| COURTESY.contains(&word))
}

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// How far a “not” reaches, in content words.
const DENIED_WORDS: usize = 5;

const NOT: [&str; 9] = ["not", "no", "never", "without", "cannot", "neither", "nor", "nobody", "nowhere"];
const BACKWARD: [&str; 2] = ["nothing", "none"];
/// From here on a “not” no longer holds.
const TURNS: [&str; 11] =
    ["but", "until", "unless", "if", "when", "while", "because", "so", "then", "once", "except"];
/// Words that narrow what is said.
const LIMITS: [&str; 9] =
    ["only", "until", "unless", "except", "unused", "unworn", "unopened", "sealed", "original"];

/// Phrases that mean one word.
const PHRASES: [(&str, &str); 14] = [
    ("free of charge", "free"),
    ("at no cost", "free"),
    ("at no charge", "free"),
    ("at no extra cost", "free"),
    ("without charge", "free"),
    ("for nothing", "free"),
    ("costs nothing", "is free"),
    ("cost nothing", "are free"),
    ("money back", "refund"),
    ("per cent", "percent"),
    ("e-mail", "email"),
    ("get in touch with", "contact"),
    ("in touch", "contact"),
    ("web site", "website"),
];

static STOP: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a an the this that these those it its itself they them their he him his she her you your yours yourself we us our \
     ours and or but so as at by for from in into of on onto to with via is are was were be been being am do does did \
     doing has have had having can could may might will would shall should there here which who whom whose what where \
     how why too than also if when while because then once whether e.g eg ie etc am pm per up out off \
     pound pounds euro euros dollar dollars pence percent degree degrees gbp o'clock"
        .split_whitespace()
        .collect()
});

/// Words that carry no promise, condition or fact by themselves: they lead up to what does.
static GLUE: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let words = "please simply just note remember kindly however additionally therefore thus hence example such like \
                 sure ensure check find see look know let thank hello hi welcome glad happy hope help helpful question \
                 information info detail option way following follow step want wish recommend recommended idea easy \
                 easily simple important mean mind depend depending regarding concerning about case situation reason \
                 whatever well able keep in mind respectively make currently typically generally usually basically \
                 overall";
    words.split_whitespace().map(|word| STEMMER.stem(word).into_owned()).collect()
});

/// Words that mean the same here; the first of a line stands for all.
static CLASSES: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
    let lines = [
        "shop shops store stores branch",
        "item items product products article articles piece pieces thing things goods",
        "buy bought purchase purchased purchases buying",
        "parcel package packages",
        "send sent post ship shipped sending sends ships",
        "call phone telephone ring phoning calling",
        "repair repaired mend mended fix fixed mending repairs",
        "begin start starts started starting begins",
        "need require required requires requirement must necessary needed needs requiring",
        "choose pick select chosen choosing selected",
        "hire rent rental rented hiring renting rentals hired",
        "website site online web internet",
        "cost price costs prices priced costing",
        "get receive got received receives gets getting",
        "refund reimburse refunded reimbursement",
        "return back returns returned returning",
        "fault faulty defect defective faults",
        "cancel cancelled cancellation cancelling",
        "delivery deliver delivered delivering deliveries delivers",
        "pay paid payment payments paying pays",
        "above over exceed exceeding exceeds",
        "below under beneath",
        "child kid children kids",
        "photo picture image photos pictures",
        "take took taken takes taking",
        "give gave given gives giving",
        "leave left leaving leaves",
        "sell sold selling sells",
        "write written wrote writing writes",
        "come came comes coming arrive arrives arrived arriving arrival",
        "hold held holds holding",
        "tell told telling tells",
        "break broken broke breaks",
        "bring brought brings",
        "go goes gone went going",
        "choose choice",
        "staff colleague colleagues employee team",
        "warm warmth warmest warmer",
        "allow allowed permit permitted permits",
        "big large bigger largest larger",
        "small little smaller smallest",
        "light lighter lightest lightweight",
        "size sizes sizing",
        "damage damaged damages",
        "customer customers",
        "warranty guarantee guaranteed",
        "closed close closes",
        "open opened opens opening",
        "use used uses using usage",
        "max maximum most",
        "min minimum least",
        "day days daily",
        "year years yearly annual",
        "advise advice adviser advisers advisor",
    ];
    let entry = |line: &'static str| {
        let first = line.split_whitespace().next().unwrap_or(line);
        line.split_whitespace().map(move |word| (STEMMER.stem(word).into_owned(), first))
    };
    lines.into_iter().flat_map(entry).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paraphrases_meet() {
        for (a, b) in
            [("purchase", "bought"), ("store", "shops"), ("returned", "back"), ("delivered", "deliveries")]
        {
            assert_eq!(key(a), key(b), "{a} {b}");
        }
        assert_eq!(key("the"), None);
        assert_eq!(key("please"), None);
        assert_eq!(key("60"), None);
        assert_ne!(key("used"), key("unused"));
    }

    #[test]
    fn what_is_denied_is_told_apart() {
        let words = Words::of("gas canisters cannot be returned, but they can be recycled");
        assert!(words.denied.contains("return") && words.stated.contains("recycl"));
        assert!(Words::of("used, it cannot").denied.contains("use"));
        let words = Words::of("it costs nothing");
        assert!(words.denied.contains("cost") && words.stated.is_empty());
        assert!(Words::of("you don't need a receipt").denied.contains("need"));
        assert!(Words::of("only unused things").limits.contains("unused"));
    }
}

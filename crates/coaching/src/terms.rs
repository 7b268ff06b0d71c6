//! What a text is about: its content words, reduced to what they mean, so that "hasn't turned up" and "not
//! been delivered" name the same thing.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use rapport_domain::number_words;

use crate::text::words;

/// The content of a text: meanings of its content words. Common ones count half.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    specific: HashSet<String>,
    common: HashSet<String>,
}

impl Terms {
    /// The content of folded text.
    pub fn of(folded: &str) -> Self {
        let mut terms = Self::default();
        terms.add(folded);
        terms
    }

    /// Adds the content of more folded text.
    pub fn add(&mut self, folded: &str) {
        for word in words(folded) {
            if let Some(meaning) = meaning(word) {
                let set =
                    if COMMON.contains(meaning.as_str()) { &mut self.common } else { &mut self.specific };
                set.insert(meaning);
            }
        }
    }

    /// How much of this is also in `other`: specific words count 1, common ones ½.
    #[expect(clippy::cast_precision_loss, reason = "counts of words in one message")]
    pub fn shared(&self, other: &Self) -> f32 {
        let specific = self.specific.intersection(&other.specific).count() as f32;
        let common = self.common.intersection(&other.common).count() as f32;
        specific + common / 2.0
    }

    /// How much content there is, by the same measure.
    #[expect(clippy::cast_precision_loss, reason = "counts of words in one message")]
    pub fn weight(&self) -> f32 {
        self.specific.len() as f32 + self.common.len() as f32 / 2.0
    }

    /// Whether a meaning is among them.
    pub fn has(&self, meaning: &str) -> bool {
        self.specific.contains(meaning) || self.common.contains(meaning)
    }
}

/// What a folded word means, or `None` for words that carry no content.
pub fn meaning(word: &str) -> Option<String> {
    let word = word.strip_suffix("'s").unwrap_or(word);
    if STOP.contains(word) || word.contains('\'') {
        return None;
    }
    if let Some(digits) = number(word) {
        return Some(digits);
    }
    let stem = stem(word);
    if stem.chars().count() < 3 {
        return None;
    }
    Some(SAME.get(stem.as_str()).map_or(stem, |meaning| (*meaning).to_owned()))
}

fn number(word: &str) -> Option<String> {
    if word.chars().any(|c| c.is_ascii_digit()) {
        return Some(word.trim_end_matches(|c: char| c.is_alphabetic()).to_owned());
    }
    match word {
        "twice" | "both" | "double" => Some("2".to_owned()),
        // "One" is mostly no number.
        _ => number_words::unit(word)
            .filter(|number| (2..=10).contains(number))
            .map(|number| number.to_string()),
    }
}

/// A light stem: enough to join the forms of a word, too little to join different words.
fn stem(word: &str) -> String {
    let mut stem = word.to_owned();
    for (suffix, least, instead) in SUFFIXES {
        if let Some(rest) = stem.strip_suffix(suffix)
            && rest.len() >= *least
        {
            stem = format!("{rest}{instead}");
            break;
        }
    }
    let bytes = stem.as_bytes();
    let doubled = bytes.len() > 3 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
    if doubled && !stem.ends_with("ss") && stem.is_ascii() {
        stem.pop();
    }
    if stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    stem
}

const SUFFIXES: &[(&str, usize, &str)] = &[
    ("ations", 3, ""),
    ("ation", 3, ""),
    ("ingly", 4, ""),
    ("ments", 4, ""),
    ("ment", 4, ""),
    ("ness", 4, ""),
    ("ings", 3, ""),
    ("ing", 3, ""),
    ("edly", 4, ""),
    ("ies", 3, "y"),
    ("ied", 3, "y"),
    ("ely", 4, ""),
    ("ers", 4, ""),
    ("ed", 3, ""),
    ("es", 3, ""),
    ("ly", 4, ""),
    ("er", 4, ""),
    ("s", 3, ""),
];

/// Words that mean the same thing to a customer, by stem; the first names the meaning.
const SAME_MEANING: &[&[&str]] = &[
    &[
        "deliver", "delivery", "arriv", "arrival", "turn", "show", "receiv", "reach", "ship", "shipment",
        "came", "come", "despatch", "dispatch", "courier",
    ],
    &["parcel", "packag", "package", "box", "post"],
    &["late", "delay", "overdu", "wait", "wait", "slow", "long", "yet"],
    &[
        "broken", "brok", "break", "broke", "snap", "damag", "crack", "rip", "torn", "tear", "tore",
        "faulty", "fault", "defectiv", "defect", "shatter", "smash", "split", "leak", "dead", "bent",
        "burst", "ruin",
    ],
    &["work", "function", "load", "respond", "start", "switch"],
    &["charg", "bill", "debit", "payment", "pay", "paid", "money", "took", "taken"],
    &["refund", "reimburs", "repaid", "repay"],
    &["wrong", "incorrect", "mistak", "error", "mix-up", "mixup", "mix"],
    &["lost", "miss", "gone", "disappear", "vanish", "los", "stolen"],
    &["lock", "login", "log", "sign", "access", "password", "throw", "kick"],
    &["speak", "spok", "spoken", "talk", "convers", "conversation", "chat", "spoke"],
    &["install", "reinstall"],
    &["cancel", "cancell"],
    &["replac", "exchang", "swap"],
    &["return", "send-back"],
    &["trip", "holiday", "vac", "vacation", "travel", "flight", "journey", "expedition", "camp"],
    &["rud", "rude", "unhelpful", "dismissiv", "ignor"],
    &["explain", "explanation", "repeat", "told", "tell", "said"],
    &["answer", "reply", "hear", "heard", "back", "response", "respons"],
    &["call", "phon", "phone", "rang", "ring"],
    &["mail", "email", "wrote", "writ", "written", "messag"],
    &["expensiv", "cost", "pric", "price", "fee"],
    &["birthday", "gift", "present", "anniversary"],
    &["wet", "soak", "water", "rain"],
    &["size", "siz", "fit", "small", "larg", "big"],
    &["address", "hous", "street", "neighbour", "neighbor", "door"],
    &["die", "died", "death", "passed", "funeral", "loss"],
    &["upgrad", "updat"],
    &["crash", "freez", "froz", "frozen"],
    &["week", "fortnight"],
    &["buy", "bought", "purchas"],
    &["quality", "cheap", "flimsy"],
    &["frustrat", "annoy", "irritat", "infuriat"],
    &["disappoint", "unhappy"],
    &["worry", "anxious", "nerv", "scar", "concern"],
    &["angry", "furiou", "anger"],
    &["confus", "unclear"],
    &["sad", "upset", "distress"],
];

static SAME: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let pairs = SAME_MEANING.iter().flat_map(|group| group.iter().map(|stem| (*stem, group[0])));
    pairs.collect()
});

/// Meanings that nearly every exchange shares: naming them alone does not show that one listened.
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "order account item product servic number email mail phon call day today tomorrow custom company team support \
     websit site detail problem issu pleas thank help time thing answer explain way someth anyth everyth peopl \
     look find check know want need try send sent get got work good bad great back contact inform new first last \
     next put right make made let giv tak use find found happen understand sort"
        .split_whitespace()
        .collect()
});

static STOP: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "a about above after again against ain all also always am an and any anyone are aren as at be because been \
     before being below between both but by can cannot could couldn did didn do does doesn doing don dont down \
     during each either else ever every few for from further had hadn has hasn have haven having he her here hers \
     herself him himself his hi hello hey how i if in into is isn it its itself just least less let like ll lot me \
     might mine more most much must my myself never no nor not now of off oh ok okay on once only onto or other our \
     ours ourselves out over own quite re really same shall she should shouldn since so some someone still such \
     than that the their theirs them themselves then there these they this those through till to too under until \
     up us ve very was wasn we well were weren what when where whether which while who whom whose why will with \
     within without won would wouldn yes you your yours yourself u ur im ive id actually already anyway around away \
     even far maybe perhaps though although yet thing things stuff im dear regards sorry went going go gonna one"
        .split_whitespace()
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paraphrases_share_their_content() {
        let check = |one: &str, other: &str, least: f32| {
            let shared = Terms::of(one).shared(&Terms::of(other));
            assert!(shared >= least, "{one:?} and {other:?} share {shared}");
        };
        check("my parcel hasn't turned up", "your package has not been delivered", 2.0);
        check("the tent pole snapped on the first night", "a pole that broke the first night", 2.0);
        check("you charged me twice", "we took the payment two times", 2.0);
        check("i'm locked out of my account", "you can't log in", 1.0);
        check("i have been waiting three weeks", "3 weeks is a long time to wait", 2.0);
    }

    #[test]
    fn courtesy_and_requests_share_little() {
        let customer = Terms::of("my tent pole snapped on the first night of our trip");
        assert!(customer.shared(&Terms::of("please send us your order number")) < 0.5);
        assert!(Terms::of("hi there, how are you?").weight() < 0.6);
    }
}

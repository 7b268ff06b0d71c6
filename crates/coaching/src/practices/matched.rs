//! Matched: length, pace, formality and energy fit how the customer feels, and urgency is matched on its own.
//! Slower and quieter for the fed-up, quick for the excited and the hurried.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    case::Case,
    customer::Customer,
    exchange::{Exchange, Finding, PracticeResult, Span},
    pattern::{exactly, phrases},
    rule::{MOST_FINDINGS, judged},
    text::words,
    wording,
};

/// Whether the reply's manner fits the customer's.
pub fn assess(exchange: &Exchange<'_>) -> PracticeResult {
    judge(&Case::of(exchange))
}

pub(crate) fn judge(case: &Case<'_>) -> PracticeResult {
    let checks = [energy, sorrow, flatness, coldness, length, pace, postponed, formality];
    let findings = checks.iter().flat_map(|check| check(case)).collect();
    judged(findings, 1.0, Vec::new())
}

/// Longest reply to someone in a hurry, in words.
const HURRIED_WORDS: usize = 70;
/// Longest reply to someone who is fed up, in words.
const FED_UP_WORDS: usize = 130;
/// Longest sentence for someone who is fed up, in words.
const FED_UP_SENTENCE: usize = 38;
/// So short is curt to anyone for whom something went wrong.
const CURT_WORDS: usize = 3;
/// A reply up to this length without a kind word is a cold one-liner.
const COLD_WORDS: usize = 8;

/// Cheer and exclamation marks for someone who hurts.
pub(crate) fn energy(case: &Case<'_>) -> Vec<Finding> {
    let in_trouble = case.customer.hurt() || case.customer.problem && !case.customer.glad();
    if !in_trouble {
        let marks = case.reply.count('!');
        let loud = marks >= 4 && !case.customer.glad();
        return loud
            .then(|| {
                at_first(
                    case,
                    &EXCLAIMED,
                    "too-much-energy",
                    "So many exclamation marks outshout a calm question.",
                    "Keep one at most.",
                )
            })
            .flatten()
            .into_iter()
            .collect();
    }
    let cheer =
        CHEER.find_iter(case.reply.folded()).filter(|m| !case.reply.is_quoted(m.start())).take(MOST_FINDINGS);
    let mut findings: Vec<Finding> = cheer
        .map(|found| {
            finding(
                "cheer-to-hurt",
                case.reply.span(found.range()),
                "Cheer grates on someone who is having trouble. Be warm, but quiet.",
                &wording::empathy_with_action(case),
            )
        })
        .collect();
    if findings.is_empty() {
        let mark = at_first(
            case,
            &EXCLAIMED,
            "exclamation-to-hurt",
            "An exclamation mark sounds loud or cheerful here. A full stop is calmer.",
            "End the sentence with a full stop.",
        );
        findings.extend(mark);
    }
    findings
}

/// Sorrow for someone who is glad.
pub(crate) fn sorrow(case: &Case<'_>) -> Vec<Finding> {
    if !case.customer.glad() || case.customer.problem {
        return Vec::new();
    }
    let message = "The customer is glad. Sorrow does not fit here.";
    at_first(case, &SORROW, "sorrow-to-glad", message, "That's good to hear.").into_iter().collect()
}

/// A flat reply to someone who is excited.
pub(crate) fn flatness(case: &Case<'_>) -> Vec<Finding> {
    let excited = case.customer.glad() && case.customer.intensity >= 0.5 && !case.customer.problem;
    let warm = WARM.is_match(case.reply.folded()) || case.reply.count('!') > 0;
    if !excited || warm || !case.customer.readable {
        return Vec::new();
    }
    let message = "The customer is glad, and this is flat. Share the moment in a word.";
    vec![finding("flat-to-glad", case.reply.whole(), message, "That's great to hear!")]
}

/// A cold one-liner for someone who hurts.
pub(crate) fn coldness(case: &Case<'_>) -> Vec<Finding> {
    let words = case.reply.word_count();
    let kind = case.any(|roles| roles.empathic()) || KIND.is_match(case.reply.folded());
    let most = if case.customer.hurt() { COLD_WORDS } else { CURT_WORDS };
    let hurt = case.customer.hurt() || case.customer.problem && !case.customer.glad();
    if !hurt || !case.customer.readable || words > most || kind {
        return Vec::new();
    }
    let message = "So short a reply feels cold to someone who is having trouble.";
    vec![finding("cold-one-liner", case.reply.whole(), message, &wording::empathy_with_action(case))]
}

/// Walls of text for the hurried and the fed-up.
pub(crate) fn length(case: &Case<'_>) -> Vec<Finding> {
    let words = case.reply.word_count();
    let (most, rule, message) = if case.customer.urgent() {
        (
            HURRIED_WORDS,
            "wall-to-hurried",
            "The customer is in a hurry. Say first what is done now; leave the rest out.",
        )
    } else if case.customer.hurt() {
        (
            FED_UP_WORDS,
            "wall-to-fed-up",
            "This is long for someone who is having trouble. Say the essential, slowly.",
        )
    } else {
        return Vec::new();
    };
    if words <= most {
        return Vec::new();
    }
    vec![finding(rule, case.reply.whole(), message, &format!("At most about {most} words, the deed first."))]
}

/// Sentences that rush past the fed-up.
pub(crate) fn pace(case: &Case<'_>) -> Vec<Finding> {
    if !case.customer.hurt() {
        return Vec::new();
    }
    let long = case.reply.sentences().iter().find(|s| words(case.reply.of(s)).count() > FED_UP_SENTENCE);
    let message =
        "This sentence is long for someone who is having trouble. Short ones read slower and calmer.";
    long.map(|s| {
        finding("breathless", case.reply.span(s.range.clone()), message, "Cut it into two or three.")
    })
    .into_iter()
    .collect()
}

/// Urgency that is not matched.
pub(crate) fn postponed(case: &Case<'_>) -> Vec<Finding> {
    if !case.customer.urgent() {
        return Vec::new();
    }
    let message = "The customer needs this soon, and this puts it off. Say what happens now, and by when.";
    if let Some(put_off) = at_first(case, &POSTPONES, "urgency-missed", message, "I'm doing this now: …") {
        return vec![put_off];
    }
    let moves = case.any(|roles| roles.act) || PROMPT.is_match(case.reply.folded());
    if moves || !case.customer.readable {
        return Vec::new();
    }
    vec![finding(
        "urgency-missed",
        case.reply.whole(),
        message,
        &format!("{} I'm doing it now.", wording::deed(case)),
    )]
}

/// Slang for the formal, officialese for everyone else.
pub(crate) fn formality(case: &Case<'_>) -> Vec<Finding> {
    let Customer { formal, .. } = case.customer;
    let (pattern, rule, message, better): (&Regex, _, _, _) = if formal {
        (&SLANG, "too-casual", "The customer writes formally. This is too casual.", "Write it out plainly.")
    } else {
        (
            &OFFICIALESE,
            "too-stiff",
            "This sounds like an office form. Say it as you would to a person.",
            "Say it in everyday words.",
        )
    };
    at_first(case, pattern, rule, message, better).into_iter().collect()
}

fn at_first(
    case: &Case<'_>,
    pattern: &Regex,
    rule: &'static str,
    message: &str,
    better: &str,
) -> Option<Finding> {
    let found = pattern.find_iter(case.reply.folded()).find(|m| !case.reply.is_quoted(m.start()))?;
    Some(finding(rule, case.reply.span(found.range()), message, better))
}

fn finding(rule: &'static str, span: Span, message: &str, suggestion: &str) -> Finding {
    Finding {
        rule,
        start: span.start,
        end: span.end,
        message: message.to_owned(),
        suggestion: suggestion.to_owned(),
    }
}

static EXCLAIMED: LazyLock<Regex> = LazyLock::new(|| exactly("!+"));

pub(crate) static CHEER: LazyLock<Regex> = LazyLock::new(|| {
    let phrases = phrases(&[
        r"(?:great|awesome|amazing|fantastic|wonderful|excellent|perfect|brilliant|super|fabulous|terrific|lovely|cool|sweet|marvellous) ?(?:!|news|question|to hear|day|stuff|to meet|choice|news)|^(?:great|awesome|amazing|fantastic|wonderful|excellent|perfect|brilliant|super|lovely|cool|sure thing|absolutely|certainly)[,!.]|yay|woo\w*|hooray|hurray|woop|haha\w*|hehe|lol|yippee|ta-?da|whoops\w*|oops\w*|oopsie\w*",
        r"(?:so |very |super |really |always |more than |only too )?(?:happy|delighted|thrilled|excited|pleased) to (?:help|assist|hear|serve|be of|have)|(?:my|it's my|it's a|a) pleasure|no worries|no problem(?: at all)?|don't you worry|have a (?:\w+ )?(?:great|wonderful|fantastic|lovely|nice|good|amazing|awesome|fabulous|blessed|super) (?:\w+ )?(?:day|one|evening|weekend|afternoon|night|week|time)|happy (?:shopping|camping|to help|days)|enjoy (?:your|the rest)|cheers|good news!|hope you(?:'re having| have| had| enjoy)|have an? (?:amazing|excellent|awesome|enjoyable)|hope (?:this|you) (?:finds|are well)",
    ]);
    let faces =
        "😀|😃|😄|😁|😆|😂|🤣|😊|😉|😎|🥳|🎉|😍|🤩|😜|😋|👍|🙌|✨|🎊|💪|🔥|☀|🌞|😅|:-?\\)|:-?d\\b|;-?\\)|<3";
    Regex::new(&format!("{}|{faces}", phrases.as_str())).expect("both parts are valid patterns")
});

pub(crate) static SORROW: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:{im} {very} sorry|apologi[sz]e|apologies|sorry) (?:to hear|for|that|about)|how (?:awful|terrible|sad)|(?:that|this) must (?:be|have been) {very} {upsetting}|{i} can understand how {very} {upsetting}",
    ])
});

pub(crate) static WARM: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"great|glad|good|lovely|wonderful|fantastic|brilliant|happy|pleas\w+|thank\w*|enjoy|welcome|congratulations|nice|awesome|love\w*|excellent|delight\w*|perfect|fun|exciting|appreciat\w+",
    ])
});

pub(crate) static KIND: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[r"let's|together|i'm on it|on it|i'll (?:fix|sort|find|help)|right away|now for you|i want"])
});

pub(crate) static POSTPONES: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"in due (?:course|time)|at your (?:earliest )?convenience|when(?:ever)? (?:we|i|they|someone|somebody) (?:get|gets|have|has|find|finds) (?:a )?(?:chance|time|moment|round|around)|at some point|sooner or later|eventually|take your time|no (?:rush|hurry)|there's no rush|be patient|patiently|have some patience|wait (?:your turn|patiently)|please wait|all in good time",
        r"(?:within|in|up to|takes?|allow|approximately|about) (?:the next )?(?:\d+|two|three|four|five|six|seven|ten|a few|several|some)(?:\s*(?:-|to|or)\s*(?:\d+|\w+))? (?:business |working )(?:days|weeks)|next (?:week|month)|within (?:the next )?(?:24|48|72|36|twenty|one|two|three|a few|\d+ (?:to|-) \d+)(?: (?:to|-) (?:\d+|\w+))? (?:hours|days)|within \d+-\d+ hours|(?:a few|several|some) (?:days|weeks)|as soon as (?:we|they|someone|somebody) (?:can|get|have)|in (?:one of )?(?:the|our|a) (?:next|future|coming|upcoming) (?:releases?|updates?|versions?|weeks|months|sprint)|(?:will|'ll) get to it|in the (?:near )?future|in the coming (?:days|weeks)|try again later|come back (?:later|tomorrow|next)|some ?time (?:soon|next|this)|later this (?:week|month)",
    ])
});

pub(crate) static PROMPT: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"now|right away|straight away|immediately|today|tonight|this minute|first|at once|within the hour|in (?:a|\w+) minutes?|already|before|by (?:noon|\d+)|quick\w*",
    ])
});

pub(crate) static SLANG: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"hey|hiya|yo|yep|yeah|nope|gonna|wanna|gotta|lol|omg|btw|np|no probs|no worries|mate|buddy|dude|guys|pal|cheers|ta|u|ur|thx|pls|cool|awesome|sup|kinda|sorta|ain't|bummer|sucks|screwed up|oops\w*|lemme|cuz",
    ])
});

pub(crate) static OFFICIALESE: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"hereby|herewith|hereafter|herein|pursuant to|aforementioned|aforesaid|please be (?:advised|informed|aware that)|kindly be (?:advised|informed)|be advised that|we regret to inform|it has come to our attention|the undersigned|in accordance with|with regards? to your (?:\w+ )?(?:correspondence|communication|query|enquiry)|dear (?:valued )?customer|dear sir|valued customer|your (?:ticket|case|request|query|enquiry|complaint|concern) has been (?:logged|registered|received|noted|escalated|forwarded)|at the earliest|do the needful|duly noted|notwithstanding|we wish to inform|i wish to inform|esteemed",
    ])
});

#[cfg(test)]
mod tests {
    use crate::{exchange::Practice, practices::table::check_all};

    const ANGRY: &str = "This is ridiculous. My parcel is three weeks late and nobody answers.";
    const SAD: &str = "My mum passed away and I need to cancel her order.";
    const HURRY: &str = "I'm locked out and my train leaves in one hour, I need my ticket!";
    const GLAD: &str = "I love it, it's amazing! Thank you so much!!";
    const FORMAL: &str =
        "Dear Sir or Madam, I am writing to enquire about the delivery of my order. Yours sincerely";

    fn wall() -> &'static str {
        "First of all thank you for getting in touch with us about your ticket. Our tickets are stored in your \
         account, and an account is made when you buy for the first time. In the account there are three tabs, \
         and in the second of them all tickets are listed with the newest at the top. We send tickets by e-mail \
         as well, and some of our customers print them, which is also a fine way to travel. If you have lost your \
         password there is a way to set a new one, and it is described on our website in the section on accounts."
    }

    #[test]
    fn matched_table() {
        check_all(
            Practice::Matched,
            &[
                (ANGRY, "You've waited three weeks. I'm finding your parcel now.", true),
                (ANGRY, "I can see why this is a problem. Let's get it to you.", true),
                (ANGRY, "You're right. I'll stay with this until you have it.", true),
                (SAD, "I'm sorry about your mum. I can cancel the order for you. Shall I?", true),
                (SAD, "Thank you for telling me. You don't need to do anything else.", true),
                (HURRY, "Here's your ticket: tap the link. It opens without signing in.", true),
                (HURRY, "I'm sending your ticket to your phone now.", true),
                (GLAD, "That's great to hear! Enjoy it.", true),
                (GLAD, "So good to hear! Have a great trip.", true),
                (FORMAL, "Thank you for your letter. Your order is due on Tuesday.", true),
                ("When do you open?", "We open at nine.", true),
                ("When do you open?", "Nine o'clock! See you then.", true),
                ("hey when do u open", "We open at nine.", true),
                (ANGRY, "Great! I'd be happy to help you with that!", false),
                (ANGRY, "No worries, we'll get that sorted!", false),
                (ANGRY, "Happy to help 😊", false),
                (ANGRY, "Your parcel will come tomorrow. Have a fantastic day!", false),
                (ANGRY, "Awesome, let me look.", false),
                (ANGRY, "Noted.", false),
                (ANGRY, "Order number?", false),
                (ANGRY, "I am looking for your parcel!", false),
                (SAD, "Sure thing! Order number please 😀", false),
                (SAD, "Done.", false),
                (SAD, "Dear valued customer, your request has been registered.", false),
                (HURRY, wall(), false),
                (HURRY, "We will reply in due course.", false),
                (HURRY, "Please allow 3 to 5 working days.", false),
                (HURRY, "Take your time, there's no rush.", false),
                (GLAD, "I am so sorry to hear that.", false),
                (GLAD, "The ticket is closed.", false),
                (FORMAL, "Hey mate, it's gonna be there Tuesday.", false),
                (
                    "hey when do u open",
                    "Please be advised that the aforementioned shop opens at nine.",
                    false,
                ),
            ],
        );
    }
}

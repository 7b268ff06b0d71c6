//! How soon an answer is needed, and why, apart from feeling: "my flight leaves in an hour" said calmly is
//! urgent. Rules name the situations that must not be missed; a trained reading finds the rest, and can only
//! raise what the rules say.

use std::sync::LazyLock;

use rapport_domain::perception::UrgencyReason;
use regex::Regex;

use crate::heads::Scores;
use UrgencyReason::{Consequence, Deadline, LockedOut, Money, Safety, Stated, Vulnerability};

/// One kind of situation: how urgent it is, and the words that tell of it.
struct Rule {
    reason: UrgencyReason,
    urgency: f32,
    pattern: Regex,
}

/// Reason, urgency 0…1, pattern over the lower-cased text. The strongest match decides.
const RULES: [(UrgencyReason, f32, &str); 22] = [
    (
        Safety,
        0.95,
        r"smell(s|ing)? (of )?gas|gas leak|carbon monoxide|caught fire|on fire|\bfire in\b|electric(al)? shock|can'?t breathe|chest (feels tight|pain)|unconscious|overdos|kill myself|end my life|suicid|lips are swelling|anaphyla|eaten a whole bar of|swallowed|(don'?t|do not) want to (live|be alive|be here) any ?more|no reason to (live|go on)|want to die\b",
    ),
    (
        Safety,
        0.75,
        r"smok(e|ing) (is )?(coming|from)|\b(charger|battery|cable|plug|phone|laptop|device|oven|boiler|engine|socket|kettle|toaster|it)('s| is| was| has| started| began)( to| been)? (smok|spark|burn|melt)(e|ing)\b|(insulin|inhaler|epipen|medication|medicine|tablets|pills)\b.*\b(one|last|two|no) (dose|day|tablet|pill|puff)s? left|sparks?\b|swelling|bleeding|brakes? (feel|fail|don'?t)|loose wheel|allerg(ic|y)|rash\b|burning\b|recall(ed)?\b|metal in|glass in|water('s| is)? (coming through|pouring|at the|rising)|flood(ed|ing)|ran out of (my )?(insulin|medic|tablets|inhaler)|run out of (my )?(heart|insulin|medic|tablets|inhaler|pills)|without (my )?(insulin|medication|tablets|inhaler)|red light has come on|crack over",
    ),
    (
        Vulnerability,
        0.8,
        r"(no|without) (heating|heat|power|electricity|water|gas)\b.*\b(baby|newborn|infant|toddler|child|children|kids|elderly|pregnant|mother|father|gran|nan)|\b(baby|newborn|infant|elderly|disabled|pregnant)\b.*\b(no|without|cut off) (heating|heat|power|electricity|water|gas|off)",
    ),
    (
        Vulnerability,
        0.6,
        r"\bnewborn\b|weeks old|\bdialysis\b|\bwheelchair\b|\bpendant alarm\b|\bshielding\b|(lives|living|stuck|flying|travelling) alone|lost child|\bhomeless\b|out on the (street|\d+)",
    ),
    (
        Deadline,
        0.9,
        r"\bin (the next )?(an|one|half an|a few|\d{1,2}|ten|fifteen|twenty|thirty|forty|fifty|two) ?(hours?|hrs?|minutes?|mins?)\b.*\b(flight|train|plane|leave|leaves|leaving|board|gate|interview|meeting|demo|doors|deadline|wedding|exam|close|closes|start|starts)|\b(flight|train|plane|gate|boarding|interview|meeting|demo|deadline|doors|exam|wedding|connection)\b.*\b(in (an|one|half an|a few|\d{1,2}|ten|fifteen|twenty|thirty|forty|fifty|two) ?(hours?|hrs?|minutes?|mins?)|is \d{1,2} minutes|right now)\b",
    ),
    (
        Deadline,
        0.85,
        r"\b(doors|boarding|starts?|leaves?|closes?) in\b|about to (board|leave|start|expire|miss)|going to miss (my|our|the)|i'?m at (the )?(gate|airport|security|station|desk|check-?in)|still at security|on the wrong train|gate closes|will (i|we) (make it|miss)|stuck at (the )?(airport|station|border)|stranded",
    ),
    (
        Deadline,
        0.6,
        r"\b(today|tonight|this (morning|afternoon|evening)|by (noon|midnight|tonight|tomorrow|end of (the )?day|eod|\d{1,2}( ?[ap]m|:\d\d)?))\b.*\b(need|must|have to|deadline|due|expire|expires|runs out|before (\d|noon|lunch|midnight)|arrive|still (no|waiting|hasn|haven|isn|don|can)|will it|got to|leave|fly)|\b(need|must|have to|deadline|due|expires?|runs out|got to|fly|flying|leave|leaving|arrive)\b.*\b(today|tonight|this (morning|afternoon|evening)|by (noon|midnight|tonight|tomorrow|end of (the )?day|eod|\d{1,2}( ?[ap]m|:\d\d)?))\b",
    ),
    (
        Deadline,
        0.55,
        r"\b(need|needed|must|have to|has to|deadline|due|expires?|flight|fly|flying|wedding|birthday|funeral|interview|exam|trip|travel|be here|here)\b.*\b(tomorrow|tmrw|tmr|(by|on|before|this) (monday|tuesday|wednesday|thursday|friday|saturday|sunday|the weekend))\b|\b(tomorrow|tmrw|tmr)\b.*\b(need|must|have to|deadline|due|expires?|flight|fly|wedding|birthday|funeral|interview|exam|trip|will it)",
    ),
    (
        Deadline,
        0.45,
        r"\b(before|by|until) (monday|tuesday|wednesday|thursday|friday|saturday|sunday|the weekend|the \d{1,2}(st|nd|rd|th)?)\b|\bdeadline\b|running out of time|time is (running|short)",
    ),
    (
        LockedOut,
        0.7,
        r"locked out|lock(ed)? me out|shut out of|can'?t (get in|log ?in|sign in|access (my|the|our))|cannot (get in|log ?in|sign in|access)|unable to (log ?in|sign in|access)|account (is |was |has been )?(locked|blocked|suspended|frozen)|(blocked|banned) from my",
    ),
    (
        Money,
        0.85,
        r"(stole|stolen|took|taken|taking|withdrew|emptied|drained)\b.*\b(money|account|card|wallet|pounds?|euros?|dollars?|savings|\d{2,})|(money|account|card|wallet|savings)\b.*\b(stolen|emptied|drained|hacked|gone missing)|hacked|(gave|given) (my )?(code|pin|password|bank details|card details)\b|scammer|fraudulent|don'?t recogni[sz]e th(is|e) (charge|payment|transaction)|(left|lost) my (card|wallet|purse)|block (my|the) card|in my account right now|someone'?s in my account|somebody (just )?(took|logged in)",
    ),
    (
        Money,
        0.55,
        r"bailiff|overdraft|charged (me )?(twice|double|three times)|can'?t (pay|afford) (my |the )?(rent|food|bill|mortgage)|losing (money|sales|customers)|rent is due|cost(s|ing) (us|me) (\S+ )?(an hour|a day|every)|repossess|evict",
    ),
    (
        Consequence,
        0.8,
        r"(production|site|shop|server|system|everything|till|payments?) (is |are |has been |have been )?(completely )?(down|offline)|outage|nobody (can|in the office can) (work|log)|whole (team|company|office) (is )?(blocked|stuck|waiting|down)|all (the |our )?(client|customer)?s? ?(data|files|folders) (is|are|were)? ?(gone|deleted|lost)|data (loss|breach)",
    ),
    (
        Consequence,
        0.6,
        r"can'?t work\b|lose (my|the|our) (job|contract|client|place|visa|house|home|licence|license)|(work|business|launch|event|ceremony|moving|completion)\b.*\b(stuck|stands still|depends on|falls through|is ruined|will fail)|will be cancelled if|be out on the",
    ),
    (
        Vulnerability,
        0.7,
        r"what do i do.*(baby|child|son|daughter|kid|dog|cat|kitten|puppy)|(baby|child|son|daughter|kid|dog|cat|kitten|puppy|she|he)('s| has|s)? (just )?(eaten|swallowed|drunk|stopped)",
    ),
    (
        Stated,
        0.8,
        r"\b(very|extremely|really|so|most) urgent|\bemergency\b|\bimmediately\b|right away|right now\b|\bthis (instant|minute)\b|straight away",
    ),
    (
        Stated,
        0.7,
        r"\burgent(ly)?\b|\basap\b|as soon as possible|can'?t wait any longer|quick(ly)? please|pls hurry|please hurry|hurry( up)?\b|\bsos\b",
    ),
    (Money, 0.4, r"refund.*(need|waiting)|need (the|my) (money|refund)"),
    (
        Stated,
        0.45,
        r"\btoday\b.*(all of it|my money|sort)|\bnow\b[!.]*$|need (this|it|that|an answer) (sorted|fixed|soon|quickly)",
    ),
    (
        LockedOut,
        0.5,
        r"(password|reset|verification|2fa|code)\b.*\b(doesn'?t|does not|won'?t|never|not) (work|arrive|come|let)|logged (me )?out|login loops",
    ),
    (
        Safety,
        0.5,
        r"is (it|this) (safe|dangerous)|warm to the touch|should i take (him|her|it) in|should i stop giving|by mistake, is (that|it) bad|if i already took it|too much and i don'?t know",
    ),
    (
        Safety,
        0.7,
        r"(took|taken|swallowed|gave|given)\b.*\b(wrong|double|twice|two|by mistake|already)\b.*\b(dose|tablets?|pills?|medic\w+)|(tablets?|pills?|dose|medic\w+)\b.*\b(by mistake|instead of one|double)",
    ),
];

/// Says that it can wait.
const NO_HURRY: &str = r"\bno (rush|hurry)\b|not urgent|whenever you (can|have)|take your time|isn'?t urgent|when you get a chance";

/// From here on a message counts as urgent: an answer within days.
const URGENT: f32 = 0.4;
/// The most that the trained reading says by itself. Below what sounds an alarm: that takes a rule.
const LEARNT_AT_MOST: f32 = 0.65;

/// Urgency 0…1 of a text with its reason: of the rules, or of the trained reading where that is higher.
pub(crate) fn urgency(text: &str, scores: &Scores) -> (f32, Option<UrgencyReason>) {
    let (ruled, reason) = match by_rules(text) {
        Ruled::CanWait => return (0.05, None),
        Ruled::Urgency(ruled, reason) => (ruled, reason),
    };
    let learnt = scores.urgency.min(LEARNT_AT_MOST);
    if learnt <= ruled {
        return (ruled, reason);
    }
    (learnt, reason.or(scores.urgency_reason.filter(|_| learnt >= URGENT)))
}

/// What the rules say.
#[derive(Debug, PartialEq)]
enum Ruled {
    /// The writer says so.
    CanWait,
    /// 0 where no rule fits.
    Urgency(f32, Option<UrgencyReason>),
}

fn by_rules(text: &str) -> Ruled {
    static COMPILED: LazyLock<(Vec<Rule>, Option<Regex>)> = LazyLock::new(|| {
        let compile = |(reason, urgency, pattern): &(UrgencyReason, f32, &str)| {
            Regex::new(pattern).ok().map(|pattern| Rule { reason: *reason, urgency: *urgency, pattern })
        };
        (RULES.iter().filter_map(compile).collect(), Regex::new(NO_HURRY).ok())
    });
    let text = text.to_lowercase().replace('’', "'");
    let (rules, no_hurry) = &*COMPILED;
    if no_hurry.as_ref().is_some_and(|pattern| pattern.is_match(&text)) {
        return Ruled::CanWait;
    }
    let found: Vec<&Rule> = rules.iter().filter(|rule| rule.pattern.is_match(&text)).collect();
    let Some(strongest) = found.iter().max_by(|a, b| a.urgency.total_cmp(&b.urgency)) else {
        return Ruled::Urgency(0.0, None);
    };
    // Two different reasons press harder than one.
    let more = if found.iter().any(|rule| rule.reason != strongest.reason) { 0.05 } else { 0.0 };
    Ruled::Urgency((strongest.urgency + more).min(1.0), Some(strongest.reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for (_, _, pattern) in RULES {
            assert!(Regex::new(pattern).is_ok(), "{pattern}");
        }
        assert!(Regex::new(NO_HURRY).is_ok());
    }

    #[test]
    fn situations_and_their_reasons() {
        for (text, least, reason) in [
            ("My flight leaves in an hour and the app won't load", 0.8, Some(Deadline)),
            ("my flight leaves in 50 minutes, which gate is it?", 0.8, Some(Deadline)),
            ("I need it before Friday please", 0.4, Some(Deadline)),
            ("I'm locked out of my account", 0.6, Some(LockedOut)),
            ("I can smell gas in the hall", 0.9, Some(Safety)),
            ("We have no heating and a newborn baby", 0.7, Some(Vulnerability)),
            ("Somebody just took 600 out of my account", 0.8, Some(Money)),
            ("The shop is down, nobody can work", 0.7, Some(Consequence)),
            ("This is urgent!!", 0.6, Some(Stated)),
            ("please reply ASAP", 0.6, Some(Stated)),
        ] {
            let found = by_rules(text);
            let fits = matches!(found, Ruled::Urgency(urgency, why) if urgency >= least && why == reason);
            assert!(fits, "{text}: {found:?}");
        }
        for text in
            ["what are your opening hours?", "A dripping tap, no rush.", "I love this, thank you!", ""]
        {
            let found = by_rules(text);
            assert!(matches!(found, Ruled::CanWait | Ruled::Urgency(0.0, None)), "{text}: {found:?}");
        }
    }
}

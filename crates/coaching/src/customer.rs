//! What the customer brings: how they feel, what went wrong, how they write. From the perception where there
//! is one, from the words alone where there is none.

use std::sync::LazyLock;

use rapport_domain::{
    feeling::Feeling,
    perception::{HostilityLevel, Perception},
};
use regex::Regex;

use crate::{
    exchange::{Exchange, TurnRole},
    pattern::phrases,
    terms::Terms,
    text::{SentenceEnd, Text},
};

/// From here on a message counts as urgent.
pub const URGENT: f32 = 0.6;

/// What the customer brings to an exchange.
pub struct Customer<'a> {
    /// Their message.
    pub text: Text<'a>,
    /// Its content.
    pub terms: Terms,
    /// Their feeling; `None` is unclear.
    pub feeling: Option<Feeling>,
    /// Its strength, 0…1.
    pub intensity: f32,
    /// How soon an answer is needed, 0…1.
    pub urgency: f32,
    /// Whether they attack a person.
    pub hostile: bool,
    /// Whether something went wrong for them.
    pub problem: bool,
    /// Whether they write formally.
    pub formal: bool,
    /// Whether the rules can read their language.
    pub readable: bool,
    /// Whether they just said yes to a question of ours.
    pub confirmed: bool,
}

impl<'a> Customer<'a> {
    /// Reads the customer's side of an exchange.
    pub fn of(exchange: &Exchange<'a>) -> Self {
        let text = Text::new(exchange.customer);
        let lexical = Lexical::of(&text);
        let perception = exchange.perception;
        let readable = perception.is_none_or(|p| matches!(language(p), "en" | "und" | ""));
        let feeling = match perception {
            Some(p) => p.feeling.or(lexical.feeling),
            None => lexical.feeling.or(Some(Feeling::Calm)),
        };
        // A reader who saw the whole message and found it calm knows better than a list of words.
        let calm = perception.is_some_and(|p| p.feeling == Some(Feeling::Calm));
        let problem = lexical.problem && !calm || perception.is_some_and(|p| p.complaint > 0.5);
        let mut terms = Terms::of(text.folded());
        for turn in exchange.context.iter().filter(|turn| turn.role == TurnRole::Customer) {
            terms.add(Text::new(turn.text).folded());
        }
        Self {
            feeling,
            intensity: perception.map_or(lexical.intensity, |p| p.intensity),
            urgency: perception.map_or(lexical.urgency, |p| p.urgency.max(lexical.urgency)),
            hostile: perception.is_some_and(|p| p.hostility.level > HostilityLevel::None)
                || INSULT.is_match(text.folded()),
            problem,
            formal: FORMAL.is_match(text.folded()),
            readable,
            confirmed: said_yes(exchange, &text),
            text,
            terms,
        }
    }

    /// Whether they hurt: an unpleasant feeling that is more than a trace.
    pub fn hurt(&self) -> bool {
        self.feeling.is_some_and(Feeling::is_negative) && self.intensity >= 0.25
    }

    /// Whether they are glad or thankful.
    pub fn glad(&self) -> bool {
        self.feeling.is_some_and(Feeling::is_positive)
    }

    /// Whether nothing stirs and nothing went wrong: facts are all they want.
    pub fn plain(&self) -> bool {
        !self.hurt() && !self.problem
    }

    /// Whether they need to see that they were heard.
    pub fn wants_to_be_heard(&self) -> bool {
        self.readable && (self.hurt() || self.problem) && !self.glad()
    }

    /// Whether an answer is needed soon.
    pub fn urgent(&self) -> bool {
        self.urgency >= URGENT
    }
}

fn language(perception: &Perception) -> &str {
    perception.language.split('-').next().unwrap_or("")
}

fn said_yes(exchange: &Exchange<'_>, text: &Text<'_>) -> bool {
    let asked =
        exchange.context.iter().rev().find(|turn| turn.role == TurnRole::Company).is_some_and(|turn| {
            Text::new(turn.text).sentences().iter().any(|s| s.end == SentenceEnd::Question)
        });
    asked && YES.is_match(text.folded()) && text.word_count() <= 12
}

/// What the words alone say.
struct Lexical {
    feeling: Option<Feeling>,
    intensity: f32,
    urgency: f32,
    problem: bool,
}

impl Lexical {
    fn of(text: &Text<'_>) -> Self {
        let folded = text.folded();
        let mut best: Option<(Feeling, f32)> = None;
        for (feeling, pattern, weight) in FEELINGS.iter() {
            #[expect(clippy::cast_precision_loss, reason = "at most eight matches are counted")]
            let strength = pattern.find_iter(folded).take(8).count() as f32 * weight;
            if strength > best.map_or(0.0, |(_, strongest)| strongest) {
                best = Some((*feeling, strength));
            }
        }
        let problem = PROBLEM.is_match(folded);
        let shouting = shouted_words(text.raw()) >= 2;
        let marks = text.count('!').min(3);
        #[expect(clippy::cast_precision_loss, reason = "at most three marks")]
        let loud = 0.1 * marks as f32 + if shouting { 0.2 } else { 0.0 };
        let (feeling, strength) = match best {
            Some((feeling, strength)) => (Some(feeling), strength),
            None if problem && shouting => (Some(Feeling::Angry), 1.0),
            None => (None, 0.0),
        };
        let intensity = if feeling.is_some() { (0.3 + 0.15 * strength + loud).min(1.0) } else { 0.0 };
        let urgency = if URGENCY.is_match(folded) { 0.75 } else { 0.1 };
        Self { feeling, intensity, urgency, problem }
    }
}

/// How many words of two or more letters are written in capitals alone.
pub fn shouted_words(raw: &str) -> usize {
    raw.split(|c: char| !c.is_alphabetic() && c != '\'')
        .filter(|word| {
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            letters >= 2
                && word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
                && !ACRONYMS.contains(word)
        })
        .count()
}

/// Capitals that nobody shouts.
const ACRONYMS: &[&str] = &[
    "AI", "API", "ASAP", "BST", "CEO", "CET", "CVV", "DHL", "DIY", "DOB", "DPD", "EU", "FAQ", "FYI", "GBP",
    "GMT", "GPS", "HD", "HR", "IBAN", "ID", "IOS", "IP", "IT", "LED", "OK", "PC", "PDF", "PIN", "PM", "AM",
    "PS", "QR", "RMA", "SIM", "SKU", "SMS", "TF", "TV", "UK", "UPS", "URL", "US", "USA", "USB", "USPS",
    "UTC", "UV", "VAT", "VIP", "WC", "XL", "XS", "XXL", "NI", "GB", "EUR", "USD", "HTTP", "HTML", "PUK",
    "NFC", "GDPR", "CC", "BNPL", "ETA", "FM", "GTX",
];

static FEELINGS: LazyLock<Vec<(Feeling, Regex, f32)>> = LazyLock::new(|| {
    vec![
        (Feeling::Angry, phrases(ANGRY), 1.2),
        (Feeling::Sad, phrases(SAD), 1.3),
        (Feeling::Anxious, phrases(ANXIOUS), 1.1),
        (Feeling::Frustrated, phrases(FRUSTRATED), 1.0),
        (Feeling::Disappointed, phrases(DISAPPOINTED), 1.1),
        (Feeling::Confused, phrases(CONFUSED), 0.9),
        (Feeling::Grateful, phrases(GRATEFUL), 0.7),
        (Feeling::Pleased, phrases(PLEASED), 0.7),
    ]
});

const ANGRY: &[&str] = &[
    r"unacceptable|outrag\w+|furious|livid|fuming|angry|anger\w*|disgust\w+|disgrace\w*|ridiculous|pathetic|useless",
    r"incompeten\w+|appalling|atrocious|scam\w*|fraud\w*|rip[- ]?off|thieves|thief|liars?|lied|lying|joke|wtf|shocking",
    r"how dare|sick of|fuck\w*|shit\w*|bullshit|crap|damn|bloody|bastards?|worst|terrible service|insult\w*|absurd",
    r"never (?:buy|buying|shop|shopping|order|ordering|us(?:e|ing)|com(?:e|ing)) \w*|trading standards|my lawyer|sue you",
    r"demand|what (?:the hell|is wrong with)|stole|robbed|cheated|waste of (?:money|space)|can't believe|clowns?",
    r"are you kidding|enough is enough|had it with|garbage|rubbish|hate",
];
const FRUSTRATED: &[&str] = &[
    r"frustrat\w+|annoy\w+|irritat\w+|fed up|aggravat\w+|exasperat\w+|infuriat\w+|exhaust\w+",
    r"(?:second|third|fourth|fifth|sixth|\d+(?:nd|rd|th)) (?:time|email|call|message|attempt|replacement)",
    r"(?:two|three|four|five|six|\d+) times|keeps? (?:\w+ing|on)|every (?:single )?time|over and over|again and again",
    r"still (?:not|no|nothing|waiting|haven't|hasn't|have not|has not|can't|isn't|don't|doesn't|broken|missing)",
    r"(?:no ?one|nobody|no body) (?:\w+ )?(?:answers?|answered|repl\w+|help\w*|has|have|bothered|gets|got|calls?|called)",
    r"been waiting|waited|going (?:round|around)? ?in circles|(?:already|just) (?:told|sent|tried|called|explained|said|gave)",
    r"tried everything|won't (?:work|let|load|open|stop|start|accept)|wast(?:e|ed|ing) (?:of )?(?:my|our|time|hours?)",
    r"how many (?:times|more)|how (?:much )?longer|hours on hold|on hold|passed around|same (?:problem|issue|question|thing) again",
    r"getting nowhere|stuck (?:in|at|on|with)|stranded|ridiculously|once again|yet again|happened again|broken again",
];
const DISAPPOINTED: &[&str] = &[
    r"disappoint\w+|let down|letdown|expected (?:better|more)|not what i (?:expected|ordered|wanted|paid)|what a shame",
    r"poor (?:quality|service|experience)|not (?:very |really |too |at all )?(?:good|great|happy|impressed|satisfied|as described)",
    r"underwhelm\w+|unhappy|dissatisf\w+|unimpressed|used to be (?:so )?(?:good|great|better)|thought you were better|regret",
    r"ruined|spoil\w+|missed (?:out|my|our|the|her|his)",
];
const SAD: &[&str] = &[
    r"sad|sadly|heart ?broken|heartbreaking|devastat\w+|funeral|passed away|died|death|grie[fv]\w*|crying|cried|in tears",
    r"gutted|bereave\w*|mourning|lost my (?:mum|mom|dad|mother|father|husband|wife|son|daughter|dog|cat|baby|brother|sister)",
    r"miscarriage|divorc\w+|lonely|depress\w+|hopeless|miserable|broke my heart",
];
const ANXIOUS: &[&str] = &[
    r"worr\w+|anxious|anxiety|nervous|scared|afraid|frightened|panic\w*|stress\w+|concerned|what if|terrified|desperate\w*",
    r"please help|can't sleep|in time for|hacked|stolen card|someone (?:has )?(?:used|got into)|is (?:it|this) safe|dread\w*",
    r"really need (?:this|it|to)|what will happen|going to lose|freaking out",
];
const CONFUSED: &[&str] = &[
    r"confus\w+|{dont} (?:really |quite )?(?:understand|get it|get how|get what|get why|see how)|not sure (?:how|what|which|why|if|where)",
    r"no idea (?:how|what|which|why|where)|makes? no sense|how am i supposed|can't (?:figure|work out|make sense)|i'm lost|baffled|puzzled",
    r"what does (?:this|that|it) mean|unclear|contradict\w+|which one is it|doesn't make sense",
];
const GRATEFUL: &[&str] =
    &[r"thank\w*|thx|ty|cheers|appreciat\w+|grateful|much obliged|lifesaver|you're a star"];
const PLEASED: &[&str] = &[
    r"love|loving|loved|great|awesome|amazing|brilliant|fantastic|excellent|perfect|happy|delighted|excited|thrilled",
    r"wonderful|yay|woo\w*|superb|so good|best|impressed|well done|over the moon|finally arrived|it works",
];

/// Something went wrong, whatever the feeling.
pub static PROBLEM: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:has|have|had|is|was|are|were|did|does|do|would|could|wo|ca|will)(?:n't| not| never| still not|nt) (?:\w+ ){0,2}?(?:arriv\w+|turn\w*|com\w+|came|show\w*|receiv\w+|deliver\w+|work\w*|load\w*|open\w*|clos\w+|fit\w*|start\w*|charg\w+|refund\w*|answer\w*|repl\w+|respond\w*|help\w*|log|sign|access|get|got|heard|been|accept\w*|let|connect\w*|switch\w*|stop\w*|match\w*|there|here|fix\w*|what)",
        r"(?:never|not|no longer|nothing|stopped|quit) (?:\w+ )?(?:arriv\w+|came|showed|received|delivered|turned|work\w*|answered|replied|got|happened|been|fit|charging|responding)",
        r"broken|broke|breaks|snapped|damaged|cracked|ripped|torn|tore|faulty|defective|shattered|smashed|leak\w*|dead on|ruined|scratched|stained|bent|split",
        r"(?:is|are|was|were|been|went|goes|gone|still|keeps going) (?:\w+ )?(?:down|offline|out|cold|late|unusable|empty|dirty|dead|short)|(?:hasn't|haven't|hadn't|wasn't|weren't|doesn't|didn't|won't|couldn't|aren't) \w+|(?:was|were|is) (?:meant|supposed|due|promised|scheduled) (?:to|on|last|yesterday)|should have (?:arrived|been|come|had|got|received)|(?:threw|thrown|swore|yelled|shouted|laughed|dumped|left it|slammed)|two different|declined|cut off|hung up on|embarrass\w*|humiliat\w*|painful|does nothing|nothing happens|given to (?:someone|somebody)|(?:slept|stuck|left|stranded) (?:in|at|with|without|on)|sitting there|(?:nobody|no one) (?:tells?|told|knows?|cares?|helps?)|keeps? (?:arriving|coming|sending|charging|crashing|failing|logging|asking|freezing|dropping|happening|\w+ing (?:me|us))|(?:still|keep) (?:taking|charging|sending|billing)|don't have (?:that|this|it|the|a)|i don't have|(?:normal|same|wrong) one again|overcharg\w*|missing|lost|wrong|incorrect|stolen|delay\w*|late|overdue|stuck|locked out|locked me|overcharged|mistake|error|crash\w*|froze\w*|freez\w*|fail\w*|bug|glitch\w*",
        r"charged (?:me |us )?(?:twice|double|two|extra|again|for|more|the wrong)|double charged|charged .{0,20}twice|hung up|ignored|cancel(?:l)?ed (?:my|our|on)|rude|refus\w+|declined|rejected",
        r"still (?:waiting|no|nothing|missing|broken|haven't|hasn't|have not|has not|not|isn't|don't|can't|showing|pending)|been waiting|no (?:refund|reply|response|answer|sign|update|one|confirmation)|nobody",
        r"(?:problem|issue|trouble|complain\w*|complaint) ?(?:with|about|is|again)?|fell apart|falling apart|came (?:off|apart|undone)|doesn't work|can't (?:get|log|sign|use|access|find|open|reach|pay|track)|out of order",
        r"(?:waited|waiting) (?:for )?(?:\w+ ){0,2}(?:days?|weeks?|months?|hours?)|where(?:'s| is| the hell is) my|let down|soaked|went off|refund (?:still|hasn't|never|not)|money back",
    ])
});

pub static URGENCY: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"urgent\w*|asap|immediately|right now|right away|emergency|straight away|as soon as (?:possible|you can)|hurry|quickly|quick",
        r"(?:need|needs|leav\w+|fly\w*|flight|travel\w*|due|wedding|funeral|trip|start\w*|event|birthday|train|is|it|go|interview|meeting|deadline|expires?|depart\w*) (?:\w+ ){0,4}(?:today|tonight|tomorrow|this (?:morning|afternoon|evening|weekend)|in (?:an?|one|two|three|half an|\d+) (?:hours?|minutes?|days?))",
        r"(?:today|tonight|tomorrow|by|before) (?:\w+ ){0,2}(?:is my|noon|midnight|\d+ ?(?:am|pm)|tomorrow|tonight)",
        r"before (?:\w+ )?(?:friday|monday|tuesday|wednesday|thursday|saturday|sunday|tomorrow|tonight|christmas)",
        r"by (?:friday|monday|tuesday|wednesday|thursday|saturday|sunday|tomorrow|tonight|end of (?:the )?day|noon)",
        r"locked out|running out of time|(?:in|within) (?:the next )?(?:an|one|two|three|half an|\d+) (?:hours?|minutes?|mins?)|time is running|last minute|stranded|medic\w+|insulin",
    ])
});

static INSULT: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:you|u|ur|you're|you are|your|bunch of|such an?|fucking|bloody|stupid) (?:\w+ ){0,3}(?:idiots?|morons?|stupid|imbeciles?|liars?|thieves|clowns?|incompetents?|useless|pathetic|scum|bastards?|dumb\w*|cretins?|assholes?|cunts?|wankers?)",
        r"fuck (?:you|off)|screw you|go to hell|shut up|piss off",
    ])
});

static FORMAL: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"dear (?:sir|madam|sirs|team|customer|support|mr|mrs|ms)|sir or madam|to whom it may concern|yours (?:sincerely|faithfully)|kind regards",
        r"i (?:am writing|would be (?:most |very )?grateful|should be grateful|wish to|would like to (?:enquire|inquire|inform|request))|could you kindly|hereby|with reference to|sincerely|respectfully",
    ])
});

static YES: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"yes|yeah|yep|yup|sure|ok|okay|correct|that's right|right|please do|go ahead|exactly|do it|sounds good|perfect|fine|that works|confirm(?:ed)?|of course|absolutely|please",
    ])
});

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Feeling>, bool, bool) {
        let exchange = Exchange::new(text, "");
        let customer = Customer::of(&exchange);
        (customer.feeling, customer.problem, customer.urgent())
    }

    #[test]
    fn words_alone_tell_the_plain_cases() {
        let check = |text: &str, feeling: Feeling, problem: bool, urgent: bool| {
            assert_eq!(read(text), (Some(feeling), problem, urgent), "{text}");
        };
        check("What are your opening hours?", Feeling::Calm, false, false);
        check("How much is delivery to Wales?", Feeling::Calm, false, false);
        check("This is ridiculous, my parcel still hasn't arrived!", Feeling::Angry, true, false);
        check("I've been waiting three weeks and still no reply", Feeling::Frustrated, true, false);
        check("Thank you so much!", Feeling::Grateful, false, false);
        check("I love my new tent!", Feeling::Pleased, false, false);
        check("I don't understand which form I need", Feeling::Confused, false, false);
        check("I'm worried it won't come before Friday", Feeling::Anxious, true, true);
        check("The tent pole snapped.", Feeling::Calm, true, false);
        check("My dad passed away and I need to cancel his order", Feeling::Sad, false, false);
        check("I'm quite disappointed with the jacket", Feeling::Disappointed, false, false);
        check("My flight leaves in two hours", Feeling::Calm, false, true);
    }
}

//! No claimed feeling: never "I know how you feel". The customer's feeling stays theirs; the speaker's own stays
//! out of it.

use std::sync::LazyLock;

use crate::{
    case::Case,
    exchange::{Exchange, Finding, PracticeResult, Speaker},
    rule::{Better, Rule, judged},
};

/// Whether nobody claims to know or share the customer's feeling.
pub fn assess(exchange: &Exchange<'_>) -> PracticeResult {
    judge(&Case::of(exchange))
}

pub(crate) fn judge(case: &Case<'_>) -> PracticeResult {
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule.findings(case)).collect();
    if case.exchange.author == Speaker::Assistant {
        findings.extend(assistant_claims(case));
    }
    findings.dedup_by(|a, b| a.start < b.end && b.start < a.end);
    judged(findings, 1.0, Vec::new())
}

/// What an AI must not say of itself, though a person may.
pub(crate) fn assistant_claims(case: &Case<'_>) -> Vec<Finding> {
    ASSISTANT.findings(case)
}

const FELT: &str = "I can understand why you feel that way.";

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    vec![
        Rule::new(
            "claimed-feeling",
            &[
                r"{i} (?:do |really |totally |completely |truly |also |all too well |fully |certainly |definitely |personally |can |already |absolutely )*(?:know|understand|get) (?:exactly |just |precisely |perfectly |fully |very well |all too well |only too well |full well |well )*(?:how|what) (?:exactly )?(?:you(?:'re| are| must be|'ve been)? (?:all )?(?:feel\w*|going through|been going through|experiencing|upset|angry|frustrated)|(?:that|this|it) (?:must )?(?:feels?|is) ?(?:like)?\b ?(?:to|when|being|having)? ?|it's like|it feels|that's like|you mean to feel|{upset} you(?: are|'re| must be| feel)?)",
                r"{i} (?:can |do |totally |completely |fully |really |truly |absolutely |100% |so |know |feel )*(?:relate|empathi[sz]e)(?: to| with)?|(?:i|we) (?:\w+ly |can |do |so |sure |still )*feel (?:deeply |strongly |so much |really |very much )?(?:your|for|with) (?:\w+ )?(?:pain|frustration|anger|you|disappointment|worry|sadness|anguish|hurt|stress)|{i} (?:totally|completely|so|absolutely|100%) get it|{i} understand (?:your|you|this|that)(?: \w+)? better than (?:anyone|most|you)|{i} (?:share) (?:your|in your|the|that) (?:\w+ )?(?:frustration|pain|feelings?|anger|disappointment|sadness|concerns?|worry|sorrow|grief|sentiment)|i feel you|know (?:the|that|this) (?:feeling|pain)|{i} (?:know|get|understand|see) (?:exactly |just |precisely |perfectly )+(?:where you're coming from|where you are coming from|what you mean|what that means to you|why you feel)|we all (?:know|have|get) (?:that|the|this)(?: feeling)?|know your (?:pain|feelings?|frustration)",
                r"{i} know (?:that )?(?:you(?:'re| are)|you (?:must )?(?:feel|be)|you must be|you must feel) (?:feeling )?(?:{very} )?(?:{upset}|bad|terrible|awful)|(?:i'm|i am|we're|we are|i was|i feel|i felt|we feel) (?:just |every bit |equally |also |nearly |almost )?as (?:{upset}|shocked|outraged|unhappy|sorry|excited|happy|surprised) as you|{i} (?:feel|felt|would feel|'d feel) (?:exactly |just )?(?:the same|the way you do|as you do|that way too|that too|like you|this way too|similarly)",
                r"{id} (?:also |probably |certainly |definitely |totally |completely |absolutely |personally |honestly |just |easily )*(?:be|feel|have been|have felt) (?:{very} )?(?:just )?(?:{upset}|the same|mortified|heartbroken|devastated|outraged|the exact same|that way|exactly the same|as \w+|too|shocked|like (?:you|that)|awful|terrible|exhausted)",
            ],
            "Nobody can know how someone else feels. Keep the focus on the customer.",
            Better::Fixed(FELT),
        )
        .unless(&[
            r"how (?:you|it|that) (?:feel|feels) (?:about|matters)|(?:want|like|love|need|happy|glad|good|let me|let us|wish|helps?|have|trying|important) (?:for me )?to (?:know|understand|get) (?:how|what)|know how to",
        ])
        .negatable(),
        Rule::new(
            "claimed-experience",
            &[
                r"{ive} (?:also |all |both |certainly |definitely |personally |literally )?been (?:there|through (?:this|that|it|the same)|in (?:your|that|the same) (?:shoes|position|situation|boat))(?: (?:myself|too|before))?|been there(?:,? done that| too| myself| before)|{i} (?:was|were) (?:once )?in (?:your|the same|that) (?:shoes|position|situation|boat)|we're in the same boat|walked in your shoes",
                r"(?:the )?(?:exact |very )?same (?:thing |problem |situation |issue )?(?:has |had |once |just |also |recently )*(?:happened|occurred) to (?:me|us|my)|(?:this|that|it) (?:has |had |once |also |recently |exact |same |thing )*happened to (?:me|us|my|a friend|someone i|one of my)(?: \w+)?|{i} (?:had|have had|'ve had|went through|have gone through|'ve gone through|have experienced|'ve experienced|experienced|know from|have felt|'ve felt) (?:\w+ )?(?:exactly |just )?(?:the same|this|that|it|something|a similar|similar|your|personal|own)(?: \w+)?(?: (?:myself|too|before|once|problem|experience))?|from (?:my )?(?:own|personal) experience|i (?:once |also |myself |recently )+(?:lost|waited|had|bought|ordered|struggled|went)|(?:as|being) (?:a|an) (?:\w+ )?(?:fellow \w+|parent|mother|father|mum|mom|dad|customer|traveller|hiker|camper|student|pet owner|dog owner)(?: myself| too|,? i)|(?:i've|i have) (?:got )?(?:\w+ )?(?:kids|children|a (?:son|daughter|baby|dog|cat|family|mother|father)) (?:too|myself|as well|of my own)|me too|happens to me|i (?:hate|love|get) (?:it|that) when (?:that|this|it|my|i)",
            ],
            "This moves the focus to the speaker's own story. The moment is the customer's.",
            Better::Fixed(FELT),
        )
        .unless(&[r"i (?:have|had) (?:\w+ )?(?:the same|this|that|it|your) (?:answer|information|order|details|number|message|parcel|here|open|in front|on)|{ive} (?:had|got) (?:it|that|this|your|a|the)"])
        .negatable(),
        Rule::new(
            "own-feeling",
            &[
                r"(?:i'm|i am|i feel|i felt|i was|we're|we are|it makes me|makes me|leaves me|that makes me|this makes me|it made me) (?:feel )?(?:personally |honestly |truly |really |so |very |absolutely |deeply |also |just |quite |genuinely |utterly |completely |too |now |actually )*(?:heart ?broken|devastated|angry|furious|outraged|appalled|horrified|disgusted|shocked|upset|sad|saddened|frustrated|annoyed|crushed|gutted|mortified|embarrassed|ashamed|stressed|hurt|offended|in tears|mad|disappointed|livid|distraught|bad|worried sick|thrilled|excited|ecstatic|overjoyed|terrible|awful|horrible)(?: (?:about|for|to|that|by|with|at|too))?",
                r"(?:my|our) heart (?:breaks|aches|goes|sinks|sank|is broken|bleeds)|breaks my heart|(?:it|that|this) (?:pains|hurts|saddens|kills|upsets|annoys|infuriates|angers) (?:me|us)|i (?:cried|almost cried|nearly cried|was in tears)|i hate (?:that|it|this|to (?:hear|see))|i (?:can't|cannot) stand",
            ],
            "The speaker's own feelings take the room that the customer's need.",
            Better::Fixed("I can see how much this affects you."),
        )
        .unless(&[r"(?:not|n't) (?:\w+ )?(?:upset|angry|offended|mad|annoyed|frustrated) (?:with|at|by) you|excited (?:to|for) (?:you|help)"])
        .negatable(),
    ]
});

/// Feelings that people may put politely but that an AI does not have.
static ASSISTANT: LazyLock<Rule> = LazyLock::new(|| {
    Rule::new(
        "claimed-feeling",
        &[
            r"i (?:do |really |truly |also |still |always |can |can't help but |just |personally )*feel(?: \w+)?|i felt|(?:i'm|i am) (?:(?:so|very|really|truly|absolutely|super|incredibly|extremely|genuinely|beyond|just|also|personally|always|too) )+(?:happy|glad|pleased|excited|delighted|proud|grateful|worried|touched|relieved|surprised|nervous|curious|moved)|(?:i'm|i am) (?:happy|excited|delighted|proud|worried|touched|relieved|overjoyed|moved|hopeful|nervous|concerned) (?:that|for|about|you|with|when|by)|(?:makes|made) me (?:so |very |really )?(?:happy|glad|smile|sad|feel|proud|laugh)|i (?:really |truly |absolutely |also |just )*(?:love|enjoy|adore|care (?:deeply|so much|a lot))(?: \w+)?|from the bottom of my heart|(?:warms|melts) my heart|my (?:own )?(?:feelings?|emotions?)",
        ],
        "An AI has no feelings and does not claim any.",
        Better::Fixed(FELT),
    )
    .unless(&[r"i (?:don't|do not|can't|cannot) (?:have|feel|love|enjoy)|no feelings|as an ai|i'm an ai|feel free"])
    .negatable()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Practice;
    use crate::practices::table::check_all;

    const ANGRY: &str = "I'm so angry, my order is lost and the trip is on Friday.";

    #[test]
    fn no_claimed_feeling_table() {
        check_all(
            Practice::NoClaimedFeeling,
            &[
                (ANGRY, "I can understand why you feel that way. Let's find it.", true),
                (ANGRY, "I know how to fix this.", true),
                (ANGRY, "I know how important Friday is. I'll send another one by courier.", true),
                (ANGRY, "I can see how frustrating that is. I'm sending a new one today.", true),
                (ANGRY, "That must be maddening, with the trip on Friday. Let's fix it.", true),
                (ANGRY, "I won't pretend to know how you feel. What I can do is send a new one.", true),
                (ANGRY, "I don't know how you feel, but I know what to do.", true),
                (ANGRY, "You told us \"I know how you feel\" was no help. Fair point.", true),
                (ANGRY, "I'd like to know how you feel about a replacement.", true),
                (ANGRY, "I'm sorry your order is lost. A new one leaves today.", true),
                (ANGRY, "I'm glad you got in touch so we can fix this.", true),
                (ANGRY, "I want things to be better for you. I'll send a new one.", true),
                (ANGRY, "I would have asked the same question.", true),
                (ANGRY, "I understand you can't go on your trip without your tent.", true),
                (ANGRY, "Anyone would be upset. I'm on it.", true),
                (ANGRY, "I'm happy to help.", true),
                (ANGRY, "I know exactly how you feel.", false),
                (ANGRY, "I know just how you feel.", false),
                (ANGRY, "I understand exactly what you're going through.", false),
                (ANGRY, "I feel your pain.", false),
                (ANGRY, "I've been there myself.", false),
                (ANGRY, "Trust me, the same thing happened to me.", false),
                (ANGRY, "I would be furious too.", false),
                (ANGRY, "I'd feel the same.", false),
                (ANGRY, "I can totally relate.", false),
                (ANGRY, "We know how upset you are.", false),
                (ANGRY, "I'm as frustrated as you are.", false),
                (ANGRY, "I share your frustration.", false),
                (ANGRY, "I know what it's like to lose a parcel.", false),
                (ANGRY, "I'm devastated to hear that.", false),
                (ANGRY, "My heart breaks for you.", false),
                (ANGRY, "I know the feeling.", false),
                (ANGRY, "It makes me so angry to hear that.", false),
                ("Do you open on Sunday?", "Yes, from ten to four.", true),
            ],
        );
    }

    #[test]
    fn an_ai_claims_less_than_a_person_may() {
        let check = |reply: &str, kept: bool| {
            let exchange = Exchange { author: Speaker::Assistant, ..Exchange::new("It works again!", reply) };
            assert_eq!(assess(&exchange).kept, kept, "{reply}");
        };
        check("I'm so happy it works again!", false);
        check("I feel good about that.", false);
        check("I love hearing that.", false);
        check("It works again: that's good news.", true);
        check("I'm glad you got in touch.", true);
        check("Feel free to write again.", true);
        check("I'm an AI, so I don't feel joy, but that is good news.", true);
    }
}

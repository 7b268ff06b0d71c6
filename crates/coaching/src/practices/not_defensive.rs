//! Not defensive: no excuses, no blame, no hiding behind policy. What went wrong is taken on and put right.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    case::Case,
    exchange::{Exchange, Finding, PracticeResult},
    pattern::phrases,
    rule::{Better, Rule, judged},
    wording,
};

/// Whether the reply takes things on instead of defending.
pub fn assess(exchange: &Exchange<'_>) -> PracticeResult {
    judge(&Case::of(exchange))
}

pub(crate) fn judge(case: &Case<'_>) -> PracticeResult {
    let owned: Vec<_> = OWNS.find_iter(case.reply.folded()).map(|m| case.reply.span(m.range())).collect();
    let mut findings = blame(case);
    // A reason is no excuse where it is owned, and none was called for where nothing went wrong.
    if owned.is_empty() && !case.customer.plain() {
        findings.extend(reasons(case));
    }
    let score = if case.customer.plain() || !owned.is_empty() { 1.0 } else { 0.85 };
    judged(findings, score, owned)
}

/// Blame, denial and hiding behind policy, whoever hears it.
pub(crate) fn blame(case: &Case<'_>) -> Vec<Finding> {
    HARD.iter().flat_map(|rule| rule.findings(case)).collect()
}

/// Reasons that read as excuses where something went wrong.
fn reasons(case: &Case<'_>) -> Vec<Finding> {
    REASONS.iter().flat_map(|rule| rule.findings(case)).collect()
}

/// Workload as a reason: authored content never needs it, whoever asks.
pub(crate) fn workload(case: &Case<'_>) -> Vec<Finding> {
    REASONS.iter().take(1).flat_map(|rule| rule.findings(case)).collect()
}

/// Takes it on: "that's on us", "we should have told you".
pub(crate) static OWNS: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"{thats} (?:\w+ )?(?:on us|on me|our (?:mistake|fault|error|responsibility|job|doing)|ours to|my (?:mistake|fault|error))|(?:our|my) (?:mistake|fault|error|responsibility)[,.!]|(?:we|i) (?:made a mistake|made an error|got (?:this|that|it) wrong|let you down|messed up|dropped the ball|failed you|missed (?:this|that|it))|we own|(?:we|i) (?:should have|should've|ought to have|shouldn't have|should not have|could have done)",
        r"(?:that's|that is|this is|it's|which is|it is) (?:no|not an|never an) excuse|you (?:shouldn't|should not|should never) have (?:had )?to|that should (?:not|never) have happened|that shouldn't have happened|not (?:good enough|what you (?:paid|deserve|ordered|expected))|(?:take|taking|accept|accepting) (?:full |the )?responsibility|you're right|ours to put right|that isn't good enough",
    ])
});

const BLAME: &[&str] = &[
    r"you (?:really |simply |probably |clearly |obviously )?(?:should have|should've|ought to have|could have|could've|needed to have|were supposed to|were meant to) [a-z-]+",
    r"you (?:obviously |clearly |probably |simply |actually |evidently |just |must have )*(?:failed to|forgot(?:ten)? to|neglected to|didn't (?:read|check|follow|tell|give|provide|bother|notice|look|enter|use|ask|contact|answer|update|choose|let|pay|set)|did not (?:read|check|follow|tell|give|provide|bother|notice|look|enter|use|ask|contact|answer|update|choose|let|pay|set)|entered (?:the |it |your |an? )?(?:\w+ )?(?:wrong|incorrect)\w*|gave (?:us )?(?:the |an? )?(?:wrong|incorrect)|misused|mishandled|overlooked|chose to|put in the wrong|typed (?:\w+ ){0,3}?(?:wrong|incorrect)\w*|ordered the wrong|misread|mis-read|misunderstood|pitched it wrong|used it wrong\w*)",
    r"(?:it's|it is|that's|that is|this is|was|entirely|all|partly|is) your (?:own )?(?:fault|mistake|error|responsibility|doing|choice|problem)|(?:due to|because of|caused by|result of|down to) your (?:own )?(?:\w+ )?(?:mistake|error|carelessness|negligence|misuse|failure|action|fault|handling|delay|settings|actions)|user error|operator error|your own (?:fault|mistake|doing|error|choice|responsibility)|you (?:only )?have (?:only )?yourself to blame",
    r"if you (?:had|'d|would have|would've) (?:only |just |actually |simply |been )?(?:read|check\w*|told|contact\w*|call\w*|follow\w*|ask\w*|look\w*|order\w*|paid|listened|informed|provided|given|used|noticed|waited|more careful|reported|tried|done|let us)|had you (?:read|checked|told|contacted|called|followed|asked|ordered|paid|informed|provided|given|used|looked)|next time,? (?:please |make sure|you should|read|check|be more|order)|in future,? (?:please )?(?:make sure|read|check|be)",
    r"you (?:never|did not|didn't|haven't|have not|hadn't) (?:\w+ )?(?:tell|told|say|said|mention\w*|ask\w*|inform\w*|report\w*|complain\w*|contact\w*|return\w*|answer\w*|repl\w+|confirm\w*|specif\w+|request\w*|let us know|call\w*|check\w*|read)|(?:you're|you are|you were) (?:probably |likely |clearly |simply |just |obviously |apparently |maybe )*(?:mis\w+ing|using (?:an? |the |it )?(?:\w+ )?(?:old|outdated|wrong|unsupported|incorrect|cheap)\w*|doing (?:it|something|this) wrong|holding|entering (?:it|the|an?) \w*|looking (?:at|in) the wrong|typing|not (?:using|following|reading|doing|looking) (?:it|the|this|properly|correctly|right))",
    r"you (?:must|probably|may|might|will|presumably|surely) have (?:\w+ )?(?:pulled|used|dropped|broken|lost|put|left|given|entered|typed (?:\w+ ){0,3}?(?:wrong|incorrect)\w*|made|done|clicked|pressed|deleted|moved|washed|handled|opened|closed|changed|set|sent|ordered|chosen|selected|overlooked|missed|forgotten|misplaced|ignored|thrown|damaged|caused|installed|turned|bent|\w+ed (?:it|the|on|too|your|something))|you (?:should|ought to|must|would|surely) (?:already |really |at least )?(?:know|have known|be aware)|you (?:probably|likely|presumably|obviously|clearly|must have|may have|might have|apparently) (?:just |simply |accidentally )?(?:forgot\w*|put|left|lost|hit|misread|typed (?:\w+ ){0,3}?(?:wrong|incorrect)\w*|chose|did|\w+ed) (?:your|the|it|this|that|an?|something|to|wrong|in|on|off)|your (?:own )?(?:browser|phone|device|computer|bank|card|internet|connection|settings|router|e-?mail|app|version|spam filter) (?:is|are|was|were|must be|might be|may be) (?:\w+ )?(?:out of date|outdated|too old|old|wrong|the problem|at fault|to blame|not supported|unsupported|incorrect|too slow|blocking)|(?:maybe|perhaps) you (?:\w+ed|forgot|put|left|misread|did|didn't|should|lost|hit|made)|as you (?:should |must |surely |well )?know|you knew",
    r"you (?:\w+ )?(?:arrived|ordered|paid|called|came|cancelled|canceled|reported|returned|checked in|booked|contacted us|wrote) (?:\w+ ){0,3}?(?:too late|late|after|outside|without)",
    r"you (?:agreed|accepted|consented|signed (?:up|the|a|an|this)) (?:to|for) (?:\w+ ){0,3}?(?:terms|conditions|policy|t&c|this|that|when)|you (?:ticked|clicked) (?:the|a|to)|you were (?:warned|informed|told|advised|notified) (?:about|of|that|when|at|before|by)",
];

const DENIAL: &[&str] = &[
    r"(?:that's|that is|this is|it's|it is|this was|that was|it was|this|that|it|really|certainly|simply|the \w+|which) (?:\w+ )?(?:isn't|is not|wasn't|was not|not|n't) (?:\w+ )?(?:our|my) (?:fault|responsibility|mistake|error|doing|job|department|problem|business)|(?:is|are|was|were)? ?(?:not|isn't|wasn't|aren't|hardly|never) (?:really |actually |entirely |at all )?(?:our|my) (?:fault|responsibility|mistake|error|doing|job|department|business|decision|call)",
    r"{i} (?:did|have done) nothing wrong|{i} (?:didn't|did not|never) (?:do anything wrong|make (?:any|a) mistakes?|promis\w+|sa(?:y|id) (?:that|so)|guarante\w+|agreed? to)|we (?:are|'re) not (?:responsible|liable|to blame|at fault|obliged|required)|we're not (?:responsible|liable|to blame|at fault|obliged|required)|we (?:can't|cannot|can not) be (?:held )?(?:responsible|liable|blamed|expected)|(?:i'm|i am) not (?:responsible|to blame|the one who)|(?:would|could) never (?:do|say|have|act|behave|send|lose|make)|not (?:one of |really )?our (?:\w+ )?(?:employees?|staff|drivers?|people|agents?|company|product)|sub-?contractors?|(?:don't|do not|please don't) blame (?:me|us)|not to blame|take no responsibility|accept no (?:responsibility|liability)",
    r"(?:our|the) (?:system|records?|team|warehouse|website|products?|staff|colleagues?|packers|courier)s? (?:never|doesn't|does not|don't|do not|cannot|can't|couldn't|wouldn't) (?:make|go|lose|fail|break|be|have) ?(?:mistakes?|errors?|wrong)?|nobody else (?:has|had|is|complain\w*)|no one else (?:has|had|is|complain\w*)|(?:you're|you are) the (?:first|only) (?:one|person|customer) (?:to|who|that|with)|(?:never|haven't) had (?:a|any|this|that|such) (?:complaints?|problems?|issues?)|works (?:fine |perfectly |well |just fine )?(?:for (?:me|us|everyone|others)|here|on (?:our|my|mine))|(?:working|works|functions?|performs?) (?:\w+ )?(?:as (?:designed|intended|expected|it should)|correctly|properly|normally) (?:on|at|from|for|here|in our)|working as (?:designed|intended|expected)|(?:our|the) (?:\w+ ){1,3}(?:is|are) (?:fully |completely |entirely |all |always |100% |perfectly )*(?:automated|automatic|correct|accurate|reliable|foolproof|error[- ]free|tested)|(?:doesn't|does not|don't|never|can't|cannot) (?:get (?:it|this|that|things|anything) wrong|go wrong|make (?:mistakes|errors))|(?:no|not any|under no) (?:legal )?obligat\w+|not (?:legally )?(?:obliged|obligated|required|entitled)|aren't (?:obliged|obligated|required)|everything (?:is|looks|was) (?:fine|ok|okay|correct|working) (?:on|at|from) our (?:end|side)",
    r"in (?:our|my) defen[cs]e|to be fair(?: to us)?|i'm (?:just|only) (?:the|an?|doing|following|telling)|i am (?:just|only) (?:the|an?|doing|following|telling)|(?:i|we) (?:just|only) work here|(?:i|we) (?:don't|do not|didn't) make the (?:rules|policy|policies|decisions?)|{i} (?:wasn't|was not|weren't|were not) (?:here|there|involved|informed|aware|the one)|before my time|{i} (?:only|just) (?:do|handle|deal with|take care of|look after|answer|work|pass)|{i} never (?:received|got|had|saw|heard)|(?:nobody|no one) (?:\w+ )?(?:informed|told|contacted|notified|asked|warned) us|(?:it's|it is|that's|that isn't|it isn't|it wasn't|was|is) not us|it (?:isn't|wasn't) us|(?:entitled|permitted|allowed|within (?:our|its|their|his) rights?) to (?:give|charge|refuse|cancel|keep|do|close|change|withhold|sell)|within (?:our|its|their) rights|(?:acted|behaved|worked|responded|did everything|handled it|handled this) (?:\w+ )?(?:correctly|properly|right|appropriately|as (?:it should|required|designed))|followed (?:the |our |all )?(?:\w+ )?(?:procedures?|process|protocol|rules|guidelines)|{i} (?:can't|cannot|couldn't) (?:comment|speak for|say anything|answer for)|(?:it )?wasn't me|not me who|{i} (?:personally |myself )(?:didn't|did not|haven't|wasn't|had nothing)|nothing to do with (?:me|us)|not (?:up|down) to (?:me|us)|(?:is|was|that's|it's) (?:up|down) to (?:you|them|the (?:courier|carrier|bank|driver|manufacturer))|{i} did (?:my|our) (?:part|job|best|bit)|{i} (?:handed|shipped|sent|delivered|dispatched|gave) (?:it|them|everything)(?: \w+){0,4} on time|just doing my job|following (?:orders|instructions|procedure|protocol)|don't shoot the messenger|(?:someone|somebody) else's (?:fault|job|mistake|responsibility|department)|(?:another|a different|other|wrong|different) department|not my department|above my pay|out of my hands",
];

const POLICY: &[&str] = &[
    r"(?:our|the|company|store|shop|return|returns|refund|delivery|per|to|this) (?:\w+ )?(?:policy|policies|terms|terms and conditions|conditions|rules?|t&cs?|guidelines|procedure) (?:\w+ )?(?:clearly|explicitly|plainly|specifically|already )+ ?(?:states?|says?|mentions?|specif\w+|explains?|sets?|shows?)?|(?:policy|policies|terms|terms and conditions|conditions|rules?|t&cs?) (?:is|are) (?:\w+ )?(?:clear|the policy|policy|rules|very clear|strict|what they are)",
    r"(?:our|the|company) (?:\w+ )?(?:policy|policies|terms|conditions|rules?|system) (?:doesn't|does not|don't|do not|won't|will not|can't|cannot|prohibits?|forbids?|prevents?)(?: \w+)?|(?:against|not) (?:our |the |company )?(?:policy|rules)|(?:it's|it is|that's|that is|this is) (?:just |simply |only )?(?:our|the|company) (?:policy|rule|procedure|process|standard)|those are the rules|that's (?:just )?(?:how|the way) (?:it|things|we|the system) (?:is|works?|are|do)|rules are rules|policy is policy|because of (?:our |company )?policy",
    r"(?:was|were|is|are|been) (?:\w+ )?(?:communicated|announced|publici[sz]ed|made (?:very |perfectly )?clear|spelled out|advertised as|there for everyone)|(?:all )?(?:sales|charges|fees|payments|purchases|orders|bookings|decisions?|tickets) (?:are|is) (?:\w+ )?(?:final|non-refundable|binding)|the decision is final",
    r"(?:as|like) (?:clearly |already )?(?:stated|mentioned|written|described|specified|explained|set out|outlined|noted) (?:\w+ )?(?:in|on|at) (?:our|the|your) (?:\w+ )?(?:terms|policy|website|site|faq|conditions|e-?mail|contract|agreement|page|confirmation|listing|description|t&cs?|email)|(?:it|this|that|which) (?:clearly |plainly |explicitly )(?:states?|says?|is stated|was stated|is written)|clearly (?:stated|states|says|written|mentioned|communicated|marked)|(?:it|this|that|which|site|website|page|terms|policy|label|listing|description|e?-?mail) (?:\w+ )?(?:says|states|said|stated|written) (?:so )?(?:clearly|plainly|right there|in black and white)|in the small print|fine print",
];

const DEAD_END: &[&str] = &[
    r"(?:there(?:'s| is| was)|theres) (?:\w+ ){0,2}?nothing (?:\w+ )?(?:else |more |further )?(?:that )?(?:i|we|anyone|to be done|can be done)(?: can| could)?(?: do)?|nothing (?:more |else |further )?(?:that )?(?:i|we) (?:can|could) do|nothing (?:\w+ )?(?:to be|can be|could be|left to be|that can be) done|nothing we can do|can't do anything|cannot do anything|(?:my|our) hands are tied|{i} (?:can't|cannot|couldn't) (?:really )?do (?:much|a lot|anything)|(?:not|isn't) much (?:that )?(?:i|we) can do|little (?:that )?(?:i|we) can do|no way (?:around|for (?:me|us) to)|you(?:'ll| will)? (?:just |simply )?(?:have to|need to|must) (?:just |simply )?(?:wait|accept|live|be patient|deal)(?: \w+)?",
    r"(?:these|such|those) things (?:do )?(?:just )?happen|(?:mistakes|delays|errors|accidents|it|stuff|problems) (?:do |can |just |will |sometimes |always |unfortunately )*happen(?:s)?(?: sometimes| from time to time| to everyone| to the best| in)?|nobody's perfect|no one's perfect|we're only human|we are only human|can't (?:please|win|help) (?:everyone|them all)|it is what it is|that's life|that's just (?:how|the way)|part of life",
];

/// Fine as the source of a fact; a shield where something went wrong.
const BY_THE_BOOK: &[&str] = &[
    r"(?:our|the company|company|store) (?:\w+ )?(?:policy|policies|terms|rules?|procedures?) (?:\w+ )?(?:says?|states?|requires?|stipulates?|is that|dictates?|means?)",
    r"(?:per|under|according to|in line with|based on|by|following|in accordance with|as per) (?:our|the|company|your) (?:\w+ )?(?:terms|policy|policies|conditions|rules?|t&cs?|contract|agreement|guidelines|procedures?|regulations)(?: of \w+)?|(?:terms|policy|contract|conditions) (?:that )?you (?:agreed|signed|accepted)",
];

const WORKLOAD: &[&str] = &[
    r"(?:we're|we are|i'm|i am|we've been|we have been|our (?:team|staff|lines|agents|warehouse|colleagues|support team) (?:is|are|has been|have been)|it's|it is|it has been) (?:\w+ ){0,2}?(?:(?:very|extremely|really|so|quite|incredibly|unusually|exceptionally|super|rather|currently|just|all) )*(?:busy|swamped|overwhelmed|understaffed|short[- ]staffed|overloaded|backed up|snowed under|stretched|inundated|under (?:a lot of )?pressure|dealing with (?:a|many|other|lots)|behind)",
    r"(?:high|large|unusual(?:ly)?|unexpected(?:ly)?|increased|unprecedented|huge|heavy|record|exceptional(?:ly)?|overwhelming|great)(?: \w+)? (?:volumes?|number|demand|amount|workload|call volumes?|backlog)(?: of)?|(?:peak|busy|holiday|busiest) (?:season|period|time)|staff(?:ing)? (?:shortages?|issues|problems|levels)|(?:lack|shortage) of (?:staff|personnel|time)|a (?:lot|ton) of (?:other )?(?:customers|orders|requests|tickets|messages|e-?mails)|(?:many|so many|too many|hundreds of|thousands of) (?:other )?(?:customers|orders|requests|tickets|messages|emails|calls)|backlog",
    r"(?:is|are|it's|its|gets?|was|were) (?:always |usually |currently |really |very |so |just |a bit |a little |pretty |completely |total |quite )*(?:chaotic|hectic|crazy|mad|manic|chaos|a (?:busy|crazy|hectic|difficult|chaotic) (?:time|period|season|week|month))|we (?:get|receive|handle|process|ship|send|have|deal with|serve|answer)(?: \w+){0,2} (?:thousands|hundreds|tons|dozens|millions|so many|too many|a lot|lots|loads)(?: of)?|we (?:can't|cannot|couldn't|can not) (?:possibly )?(?:check|look at|answer|track|keep|be|see|know|control|read|watch) (?:every|everything|everyone|each|all|everywhere)|(?:doing|do|did) (?:our|their|its|his|her|my) best|(?:handling|processing|receiving|experiencing|seeing|facing|getting|dealing with) (?:\w+ )?(?:a lot|lots|many|high|so many|too many|an unusual\w*|a large|an? (?:\w+ )?(?:number|volume|amount))|we do (?:what|all|everything|our best)(?: that)?(?: we can)?",
    r"under (?:\w+ )?pressure|it (?:was|is|has been) (?:a|the) (?:\w+ )?(?:saturday|sunday|weekend|holidays?|bank holiday|busy \w+|rush|monday|friday)(?: night| evening)?|(?:is|are|it's|that's|was|were) (?:\w+ )?(?:quite |perfectly |completely |very |totally |pretty |absolutely |fairly |just )*(?:normal|common|standard|usual|typical|customary|to be expected|industry standard|(?:common|standard|normal) practice)",
    r"(?:new|temporary|junior) (?:colleague|staff|employee|member)|(?:someone|somebody|a colleague|colleague) (?:is|was|are) (?:off |on )?(?:sick|ill|holiday|leave)|(?:is|was|are) (?:off sick|on holiday|on leave)|covid|the pandemic|the strike|brexit|the weather|technical (?:reasons|difficulties|issues)|system (?:error|failure|glitch|issue)s?",
];

const OTHERS: &[&str] = &[
    r"(?:it's|it is|that's|that is|this is|was|entirely|is|due to|because of|blame|all|purely|really|actually|be) (?:\w+ ){0,2}?(?:the |our |your )?(?:courier|carrier|driver|post office|royal mail|dhl|dpd|hermes|evri|ups|fedex|usps|postal service|supplier|manufacturer|bank|warehouse|previous agent|other team|third[- ]party|partner|shipping company|delivery company|delivery partner|logistics)(?:'s|s')? (?:\w+ )?(?:fault|mistake|problem|error|responsibility|issue|doing|job|delays?)|(?:due to|because of|blame|down to|thanks to) (?:\w+ ){0,2}?(?:courier|carrier|driver|post office|royal mail|dhl|dpd|hermes|evri|ups|fedex|usps|supplier|manufacturer|bank|warehouse|third[- ]party|partner|shipping company|delivery company|logistics)",
    r"(?:the )?(?:courier|carrier|driver|post office|supplier|manufacturer|bank|warehouse|third[- ]party|partner|shipping company|delivery company|colleague|colleagues|agent|team)s? (?:is|are|was|were|must have|has|have|probably|made|messed|caused|must|did|didn't) (?:\w+ )?(?:responsible|to blame|at fault|mistakes?|messed|caused|lost it|screwed|an error|let (?:us|you) down|wrong)",
    r"(?:is|was|are|were|been) caused by (?:the |a |an |our )?(?:\w+ )?(?:operator|provider|courier|carrier|supplier|manufacturer|bank|network|third|weather|strike|partner|warehouse|system|update|host|hotel|airline|airport|driver|customs)|(?:the|our) (?:\w+ )?(?:team|department|colleagues?|developers?|warehouse|packers?|drivers?|courier|kitchen|hotel|agent|staff) (?:should|ought to|could) have|(?:packers?|drivers?|couriers?|colleagues|staff|they|people|agents|kitchens?) sometimes",
    r"(?:beyond|outside|out of) (?:of )?(?:our|my) (?:\w+ )?(?:control|hands|influence|power|reach)|(?:we|i) (?:have|had) no (?:control|influence|say|power) (?:over|in|about)|(?:take|raise|contact|speak|complain|talk) (?:it |this |that )?(?:up )?(?:with|to) (?:the )?(?:courier|carrier|bank|manufacturer|supplier|post office|royal mail|delivery company)|(?:we|i) (?:rely|depend) on (?:third|other|our|external)|third[- ]part(?:y|ies)",
];

static HARD: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    vec![
        Rule::new(
            "blame",
            BLAME,
            "This lays it on the customer. Say what can be done from here.",
            Better::Made(wording::empathy_with_action),
        )
        .unless(&[
            r"you (?:\w+ )?(?:should|could|were (?:meant|supposed) to|ought to) have (?:been|had|received|got|gotten|heard|seen (?:it|your|a)|come|arrived|found (?:it|your)|it|the|a|an|your|one|both|this|that|them|another|access|more|no|to \w+|two|three)|you (?:should|could|were (?:meant|supposed) to) (?:be|get|receive|see|hear|find|have) (?:able|it|the|a|an|your|one|both|this|that|them)|(?:isn't|is not|wasn't|not|n't) your (?:own )?(?:fault|mistake|error|doing)|nothing you (?:did|should)|you did nothing|(?:we|i) (?:should have|failed|didn't|forgot)|you should(?:n't| not| never) have|you didn't (?:do anything|make|get|have|deserve)|you were told .{0,40}(?:wrong|by us|mistake)",
        ]),
        Rule::new(
            "denial",
            DENIAL,
            "This defends us. Even where we made no mistake, the customer needs it put right, not a verdict.",
            Better::Made(|case| format!("You shouldn't have to deal with this. {}", wording::deed(case))),
        )
        .unless(&[r"not only (?:our|my)|to be fair to you"]),
        Rule::new(
            "hiding-behind-policy",
            POLICY,
            "A rule is no answer to a person. Say what you can do, and the reason in plain words if it helps.",
            Better::Made(|case| format!("Here's what I can do for you. {}", wording::deed(case))),
        ),
        Rule::new(
            "dead-end",
            DEAD_END,
            "This shuts the door. There is always a next step: what you can do, who can do more, and when.",
            Better::Made(|case| format!("Here's what I can do. {}", wording::deed(case))),
        )
        .unless(&[r"(?:what|here's what|but|instead|although|while).{0,60}(?:i|we) can (?:do|offer|send|give|ask|refund|replace|arrange)|you (?:don't|do not|won't|shouldn't|will not) (?:have to|need to)|(?:don't|won't|shouldn't) have to (?:wait|deal)|make sure|so (?:that )?it (?:doesn't|won't)|how (?:did|could) (?:that|this|it) happen|what happen|did happen to|happen again"]),
    ]
});

static REASONS: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    vec![
        Rule::new(
            "excuse",
            WORKLOAD,
            "Our workload is not the customer's concern; it reads as an excuse. Leave it out and say what happens now.",
            Better::Made(wording::empathy_with_action),
        )
        .unless(&[r"how (?:busy|much) you|you're (?:\w+ )?busy|you are (?:\w+ )?busy"]),
        Rule::new(
            "hiding-behind-policy",
            BY_THE_BOOK,
            "A rule is no answer to a person. Say what you can do, and the reason in plain words if it helps.",
            Better::Made(|case| format!("Here's what I can do for you. {}", wording::deed(case))),
        )
        .unless(&["you (?:can|may|have|get)|we (?:can|will|owe)|you're (?:entitled|covered)"]),
        Rule::new(
            "blames-others",
            OTHERS,
            "For the customer we are one company. Take it on, whoever dropped it.",
            Better::Made(|case| format!("That's ours to put right. {}", wording::deed(case))),
        )
        .unless(&[
            r"(?:i'll|i will|we'll|we will|let me|i've|i have|i'm|i am|we've|we're) (?:\w+ )?(?:call\w*|contact\w*|ask\w*|speak\w*|chas\w+|tak\w+|talk\w*|trac\w+|check\w*|rais\w+|get|sort\w*|follow\w*|been|spoken|message\w*)|shall i|would you like",
        ]),
    ]
});

#[cfg(test)]
mod tests {
    use crate::{exchange::Practice, practices::table::check_all};

    const LATE: &str = "My parcel still hasn't arrived, it was due on Monday.";
    const PAID: &str = "You charged me twice and nobody answers my emails.";

    #[test]
    fn not_defensive_table() {
        check_all(
            Practice::NotDefensive,
            &[
                (LATE, "It was due on Monday and it isn't there. That's on us. I'm tracing it now.", true),
                (LATE, "You should have had it on Monday. I'm calling the courier.", true),
                (LATE, "You should have been told about the delay. Let me find it.", true),
                (LATE, "It's not your fault that it went missing. I'll send another one today.", true),
                (LATE, "We should have told you. Shall I send a new one?", true),
                (LATE, "The courier lost it, and that's ours to put right. I'll send another today.", true),
                (LATE, "We've been very busy, but that's no excuse. Your parcel leaves today.", true),
                (LATE, "I'll ask the courier where it is and tell you by noon.", true),
                (LATE, "I can't bring it forward, but here's what I can do: refund the delivery now.", true),
                (LATE, "Let me make sure it doesn't happen again.", true),
                (LATE, "Our policy gives you 60 days, so you can send it back free of charge.", true),
                (LATE, "You don't have to wait for it: I can refund you now.", true),
                (PAID, "We took it twice. That was our mistake, and the refund leaves today.", true),
                (PAID, "You're right, and you did nothing wrong. I'm refunding the second payment.", true),
                (LATE, "We are very busy at the moment.", false),
                (LATE, "Due to high demand, deliveries take longer.", false),
                (LATE, "That's not our fault, the courier is responsible.", false),
                (LATE, "Our policy clearly states five working days.", false),
                (LATE, "You should have checked the delivery times.", false),
                (LATE, "Unfortunately there's nothing we can do.", false),
                (LATE, "Unfortunately nothing we can do.", false),
                (LATE, "If you had read the confirmation, you'd know.", false),
                (LATE, "These things happen.", false),
                (LATE, "This is beyond our control.", false),
                (LATE, "You entered the wrong address.", false),
                (LATE, "You'll just have to wait.", false),
                (LATE, "As stated in our terms, delivery dates are not guaranteed.", false),
                (LATE, "I'm just the assistant, I don't make the rules.", false),
                (PAID, "Our system doesn't make mistakes.", false),
                (PAID, "You are the only customer with this problem.", false),
                (PAID, "We're short-staffed this week.", false),
                (PAID, "It must be your bank's fault.", false),
                (PAID, "That's a different department.", false),
                (PAID, "You failed to give us your reference.", false),
                (PAID, "You agreed to our terms when you ordered.", false),
                ("When is it quiet in the shop?", "We are very busy at lunch; before ten it is quiet.", true),
                ("What is your return policy?", "Our policy gives you 60 days to return unused items.", true),
            ],
        );
    }
}

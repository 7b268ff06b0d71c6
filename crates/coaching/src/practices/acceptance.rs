//! Acceptance: the customer's feeling is accepted. No debate whether they may feel so, no talking it small, no
//! doubting of what they say.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    case::Case,
    exchange::{Exchange, PracticeResult},
    pattern::phrases,
    rule::{Better, Rule, judged},
    wording,
};

/// How acceptance was kept.
pub fn assess(exchange: &Exchange<'_>) -> PracticeResult {
    judge(&Case::of(exchange))
}

pub(crate) fn judge(case: &Case<'_>) -> PracticeResult {
    let mut findings: Vec<_> = RULES.iter().flat_map(|rule| rule.findings(case)).collect();
    // "It's only £3" is a fact to someone who asks for the price.
    if !case.customer.plain() {
        findings.extend(MINIMISES.findings(case));
    }
    let accepted: Vec<_> =
        ACCEPTS.find_iter(case.reply.folded()).map(|found| case.reply.span(found.range())).collect();
    let score = if case.customer.plain() || !accepted.is_empty() { 1.0 } else { 0.8 };
    judged(findings, score, accepted)
}

pub(crate) static ACCEPTS: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"you're (?:absolutely |completely |quite )?right|you are (?:absolutely |completely |quite )?right|every (?:right|reason)|makes (?:perfect |complete |total )?sense|fair enough|fair point|good point|no wonder",
        r"{i} (?:can |do |completely |totally |fully )*(?:understand|see|hear|get) (?:why|how|that|you|what)|understandabl[ey]|anyone would|of course you|i would have asked the same|i get it|a lot to contend with",
        r"(?:that|this|it) {must} (?:have|be|feel|been)|that's {very} {upsetting}|that is {very} {upsetting}",
    ])
});

static MINIMISES: LazyLock<Rule> = LazyLock::new(|| {
    Rule::new(
        "feeling-talked-small",
        &[
            r"(?:it's|it is|that's|that is|this is|it was|that was|its|we're talking about) (?:really |simply |surely |honestly |after all )?(?:only|just|merely|nothing but|no more than) (?:a|an|one|two|three|four|five|six|ten|some|about|the|money|£|\$|€|\d+|forty|fifty|twenty|thirty|clothes|business)",
            r"(?:it's|it is|that's|that is|this is|its|isn't|wasn't) (?:not |n't )?(?:really |quite |exactly )?(?:that|all that|as) [a-z]+ (?:if|as|when|really|to)|(?:it's|it is|that's|this is) not (?:really |exactly |quite )?(?:that|so|all that) [a-z]+|{i} {dont} think (?:it's|it is|that's|that is|this is|you|that)",
        ],
        "This makes what happened sound small. It was not small to the customer.",
        Better::Made(wording::empathy_with_action),
    )
    .unless(&[r"(?:not|isn't|no|n't|never) (?:just |only |merely )?(?:a|an|one|the|money)|just a (?:quick|moment|second|minute|reminder|note|thought|suggestion|guess)|just the (?:one|ticket|thing)|(?:it's|that's|it is|that is|this is) (?:really )?that (?:bad|long|serious|late)|don't think you (?:should|need|have)"])
});

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let why = Better::Made(|_| "I can understand why you feel that way.".to_owned());
    vec![
        Rule::new(
            "told-to-calm-down",
            &[
                r"(?:please |just |now |let's |could you |try to |you need to |you should |need to |need you to |to |kindly )?(?:calm down|chill(?: out)?|settle down|simmer down|cool (?:down|off|it)|take a (?:deep )?breath|get a grip|pull yourself together|calm yourself|stay calm|remain calm|keep calm|be calm|relax|take it easy)",
            ],
            "Asking someone to calm down tells them their feeling is wrong. Accept it and turn to what happened.",
            Better::Made(wording::empathy_with_action),
        )
        .unless(&[r"(?:you|to) (?:can |sit back and )?relax (?:in|on|knowing|with|by)|can relax|breath of fresh|cool down (?:before|the|for|after|completely)|let it cool|i'll stay calm|the (?:device|battery|stove|engine|motor)"])
        .negatable(),
        Rule::new(
            "told-not-to-feel",
            &[
                r"(?:no|not any|isn't any|never any|little) (?:need|reason|point|cause|call|sense|use) (?:at all )?(?:to|for|in|being) (?:be |get |feel |getting |being |you to be |you to feel |so |all |becoming )*(?:{very} )?(?:{upset}|rude|aggressive|dramatic|panic|upset|anger|frustration|hostile|difficult|fuss|shout|overreact\w*|impatient|hysteric\w*|worked up)",
                r"(?:don't|do not|please don't|try not to|you (?:needn't|need not|don't need to|do not need to|don't have to|shouldn't|should not|mustn't)|stop|no need to|quit|why are you|how can you) (?:be |get |feel |getting |being |feeling |become )(?:{very} )?(?:{upset}|rude|aggressive|dramatic|negative|hostile|difficult|impatient|like (?:that|this)|hysterical|that way|this way|worked up|so)",
                r"(?:don't|do not|stop|no need to|try not to) (?:panic(?:king)?|overreact(?:ing)?|make (?:a|such a) (?:fuss|scene|big deal)|take (?:it|this|that) (?:so )?(?:personally|to heart)|dwell|complain(?:ing)?|whin(?:e|ing)|moan(?:ing)?|exaggerat(?:e|ing))",
                r"(?:{dont}|i wouldn't|i would not|we wouldn't|no need to|try not to|please don't) (?:worry about (?:it|that|this)|worry so much|worry too much|lose sleep|raise your voice|lose your temper|get carried away|let (?:it|this) get to you)|let's not (?:get carried away|overreact|exaggerate|be (?:dramatic|hasty|unreasonable)|make|blow|panic|lose|be so|start)",
                r"(?:try to |please |just |you (?:need|have|ought) to |could you |you could |you should |if you (?:were|could be|would be|are) (?:a (?:bit|little) )?)(?:be |stay |remain )?(?:more |a bit more |a little more |a bit |a little |so )?(?:patient|understanding|reasonable|positive|realistic|sensible|rational|flexible)",
                r"(?:positive|bright|brighter|good|sunny|upside|funny) side|silver lining|(?:if|when) you (?:just|only|simply|would only|would just) (?:concentrate|try|tried|look|looked|read|listen|listened|pay|paid|follow|followed|think|thought)|if you actually|try not to (?:\w+ ){0,4}?(?:personally|to heart|so (?:seriously|hard))|no (?:cause|reason|grounds|need) for (?:complaint|concern|alarm|anger|that|this)|look at it (?:this|another) way|(?:over|about|for|at) nothing|mountain out of|cheer up|lighten up|chin up|look on the bright side|on the bright side|get over it|let it go|move on from|man up|toughen up|suck it up",
            ],
            "This tells the customer how not to feel. Their feeling needs no permission.",
            Better::Made(|_| "I can understand why you feel that way.".to_owned()),
        )
        .unless(&[r"you (?:don't|do not) (?:need|have) to be (?:sorry|there|at home)|don't be sorry|(?:for|about|over) nothing (?:else|but|more)|(?:thank|thanks).{0,30}(?:patient|understanding)"]),
        Rule::new(
            "feeling-judged",
            &[
                r"{youre} {very} (?:over[- ]?react\w*|exaggerat\w*|unreasonable|irrational|too sensitive|over[- ]?sensitive|dramatic|hysterical|difficult|impatient|ungrateful|childish|silly|ridiculous|unfair|mistaken about how|making (?:a|such a|too much of a|this (?:into |out to be )?a?) ?(?:fuss|scene|big(?:ger)? (?:deal|issue|problem|thing)|mountain|larger|worse)|blowing|getting (?:carried away|worked up|emotional)|picky|fussy|paranoid|negative)",
                r"(?:that's|that is|this is|it's|it is|seems|sounds|feels) {very} (?:an? )?(?:over[- ]?reaction|exaggeration|bit (?:harsh|much|extreme|dramatic|strong|unfair|unreasonable)|unreasonable|uncalled for|excessive|over the top|not a (?:valid|good) reason|hardly fair|first world problem|unfair to us|unfair of you)",
                r"(?:no|not have (?:any |the |a )?|don't have (?:any |the |a )?|without (?:any )?) ?right to (?:be|feel|complain|expect|demand)|you (?:shouldn't|should not|can't|cannot) (?:really )?(?:feel|expect|complain|be (?:so |that |this )?{upset})|your (?:anger|reaction|frustration|tone|behaviou?r|attitude|expectations?) (?:(?:isn't|aren't|is not|are not|seems? not|is hardly|is never|are hardly) (?:\w+ )?(?:justified|warranted|appropriate|helpful|helping|necessary|realistic|reasonable|fair|called for)|(?:is|are|seems?) {very} (?:unjustified|unwarranted|inappropriate|excessive|unreasonable|unrealistic|misplaced|unnecessary|unacceptable|unfair|uncalled for|exaggerated|too high|disproportionate))",
                r"{i} (?:{dont}|fail to|can't|cannot|really {dont}) (?:really |quite )?(?:see|understand|think|get|believe|know) (?:why|how come|what makes|that|there's any reason) (?:you're|you are|you would|you'd|you feel|you should|this (?:upsets|bothers|is (?:a|such a))|that's|you are so|is a problem|this matters)",
                r"(?:most|other|many|all our|our other|plenty of|no other) (?:people|customers|buyers|users)(?: \w+){0,4}? (?:don't mind|have no (?:problem|issue)s?|are (?:happy|fine|satisfied)|never complain|don't complain|manage|cope|love (?:it|them)|haven't complained|has complained|have complained|wouldn't)",
                r"what(?:'s| is) the (?:big deal|fuss|problem with that)|why (?:are|do) you (?:so |being |getting |feel |make |making |complaining|shouting|over)+",
            ],
            "This judges the feeling. Whether it is justified is not up for debate; what happened is.",
            why,
        )
        .negatable(),
        Rule::new(
            "feeling-talked-small",
            &[
                r"(?:it's|it is|that's|that is|this is|its) (?:really |surely |probably |honestly )?(?:not|hardly|only|just) (?:really |that |such |exactly )*(?:a |an )?(?:big deal|bad|serious|end of the world|the end of the world|major|huge|minor|small|little|a few (?:days|minutes|pounds|hours)|a (?:jacket|tent|bag|parcel|day|small|minor|little|few|delay)|one day|major (?:issue|problem)|that important)",
                r"(?:isn't|wasn't|is not|was not) exactly|(?:isn't|wasn't|not) (?:really )?(?:that|so|such a|exactly|the) (?:bad|big (?:a )?deal|big of a deal|serious|important|end of the world|difficult|hard|long)(?: a wait)?|hardly (?:the|a|an|that)(?: \w+)?|(?:can't|cannot|couldn't) (?:really )?(?:be|have been) (?:that|so|all that) (?:bad|hard|difficult|serious|important|urgent)|could (?:be|have been) (?:a lot |much |far )?worse|(?:this|that|it|these things|these \w+) (?:\w+ )?(?:happens?|breaks?|fails?|goes wrong) (?:to everyone|to everybody|all the time|a lot|sometimes|to the best of us|every day|now and then)|no one died|nobody died|you'll (?:get over|survive|live)|worse things|nothing to (?:be|get|worry|cry|fuss|complain)\w* ?(?:upset|angry|worked up|about|over)?",
                r"(?:lots|plenty|most|many) (?:of )?(?:people|customers|users|guests) (?:\w+ )?(?:manage|cope|live|do|get by|don't mind|wait)|(?:other|some) (?:people|customers) (?:have (?:it )?(?:much )?(?:worse|bigger|real|waited longer)|are (?:worse|waiting longer))|at least (?:it|you|your|we|nobody|no one|the)|{im} sure (?:no one|nobody|they (?:didn't|don't|meant))|{im} sure (?:it's|it is|it was|you'll|it'll|that's|it wasn't) (?:not (?:that|so)|get over|only|fine|nothing|just|n't)",
                r"{thats} (?:no|not an?|hardly an?) (?:emergency|disaster|tragedy|crisis|catastrophe|real problem|issue)|(?:simply|just|merely|only) a (?:\w+ )?(?:minor|small|slight|tiny|little|simple) (?:\w+ )?(?:delay|issue|inconvenience|problem|mistake|glitch|error|hiccup|matter|misunderstanding|thing|wait)|a (?:minor|slight|small|little) (?:inconvenience|hiccup)",
            ],
            "This makes what happened sound small. It was not small to the customer.",
            Better::Made(wording::empathy_with_action),
        )
        .unless(&[r"(?:not|isn't|no|n't) (?:just |only )?a (?:small|minor|little|slight)|just a (?:small|minor|quick|little) (?:fee|charge|thing to|note|check|reminder|part|deposit)|no (?:small|minor)|not (?:just|only) a"]),
        Rule::new(
            "non-apology",
            &[
                r"(?:sorry|apolog\w+|regret)(?: \w+){0,2}? (?:that )?you (?:feel|felt|think|thought|see it|believe|found it|perceived?|interpreted|took it) (?:this way|that way|like that|so|it|that|we|the|like|let down)?",
                r"(?:sorry|apolog\w+) if (?:you|we|this|that|it|your|the|there)|if (?:you feel|you felt) (?:that way|like that|this way)|if (?:that|this)'s how you feel|if (?:any|we) (?:\w+ )?(?:offen[cs]e|offended|upset you)|that's (?:just )?your (?:opinion|perception|view|interpretation)|in your opinion|so you (?:say|claim)|what you call|your so-called|allegedly|your alleged",
            ],
            "\"Sorry you feel that way\" puts the trouble into the feeling. Say sorry for what happened.",
            Better::Made(|case| match case.retold() {
                Some(what) => format!("I'm sorry that {what}. {}", wording::deed(case)),
                None => format!("I'm sorry for what happened. {}", wording::deed(case)),
            }),
        )
        .unless(&[r"if you feel that way (?:inclined|after)"]),
        Rule::new(
            "customer-doubted",
            &[
                r"are you (?:absolutely |quite |really |completely |even |a hundred percent )?(?:sure|certain|positive) (?:that|about that|you|it|this|the|your)|{i} (?:\w+ )?(?:find (?:that|it|this) (?:hard|difficult|impossible) to (?:believe|imagine|see|understand)|disagree|beg to differ|{dont} agree|can't agree|cannot agree|doubt (?:that|it|this|you|very|whether|if)|{dont} believe (?:you|that|this|it))|hard to believe",
                r"that (?:can't|cannot|could not|couldn't|surely can't) be (?:right|true|the case|correct|possible)|that's (?:simply |just )?(?:not (?:true|correct|accurate|what happened|possible)|impossible|untrue|false|incorrect|nonsense)|that is (?:simply |just )?(?:not (?:true|correct|accurate|what happened)|untrue|false|incorrect)|that didn't happen|did not happen|never happened|can't have happened",
                r"you must (?:be|have) (?:been )?(?:mistaken|confused|wrong|imagining|imagined|misread|misunderstood|confusing|made a mistake|overlooked|missed it|entered|done something|lost it|put it|forgotten)|you're (?:mistaken|wrong|confused|imagining)|you are (?:mistaken|wrong|confused|imagining)|you (?:say|claim|said|claimed|allege|insist)(?: \w+){1,6},? but (?:our|the|my|we|i|that)|you claim|supposedly|our (?:\w+ )?(?:logs?|records?|system|data|tracking|cameras?) (?:\w+ )?(?:shows?|says?|tells?|suggests?|indicates?|proves?|has|have) (?:\w+ )?(?:nothing|no (?:such|sign|trace|evidence|problem|issue)|otherwise|differently|something (?:else|different)|the opposite|a different|no)|i think you'll find|according to (?:our|my) (?:records|system),? (?:you|this is not|that's not|that is not|there is no problem|nothing)",
            ],
            "This doubts what the customer says. Take it as it is told, and check the facts together.",
            Better::Made(wording::paraphrase),
        ),
    ]
});

#[cfg(test)]
mod tests {
    use crate::{exchange::Practice, practices::table::check_all};

    const LATE: &str = "My parcel is two weeks late and I'm really angry about it.";
    const BROKEN: &str = "The tent pole snapped on the first night and our trip was ruined.";

    #[test]
    fn acceptance_table() {
        check_all(
            Practice::Acceptance,
            &[
                (LATE, "I can understand why you feel that way. Let me find your parcel now.", true),
                (LATE, "You have every right to be angry: it's two weeks late. I'm tracing it now.", true),
                (LATE, "You're right, two weeks is far too long. I'll find it today.", true),
                (LATE, "You're not overreacting. Two weeks is a long wait. Let's find it.", true),
                (LATE, "That makes sense. Shall I ask the courier where it is?", true),
                (LATE, "There's no need to apologise, you waited long enough. I'll trace it.", true),
                (LATE, "It's not a small thing to wait two weeks. Let me sort it.", true),
                (LATE, "You wrote that a colleague told you to \"calm down\". That was wrong of us.", true),
                (LATE, "I'm sorry your parcel is late. I'm calling the courier now.", true),
                (LATE, "You don't need to be at home: the courier leaves it with a neighbour.", true),
                (LATE, "Please calm down.", false),
                (LATE, "There is no need to be upset, it will come.", false),
                (LATE, "No need to get so angry.", false),
                (LATE, "Don't be so dramatic, it's just a parcel.", false),
                (LATE, "You're overreacting, it is only two weeks.", false),
                (LATE, "I don't see why you're so upset about it.", false),
                (LATE, "It's not the end of the world.", false),
                (LATE, "I'm sorry you feel that way.", false),
                (LATE, "Sorry if you were inconvenienced.", false),
                (LATE, "Are you sure you ordered it?", false),
                (LATE, "You shouldn't feel like that, delays happen.", false),
                (LATE, "Other customers have waited longer.", false),
                (LATE, "Your anger isn't justified.", false),
                (LATE, "You need to relax.", false),
                (LATE, "That seems a bit harsh.", false),
                (BROKEN, "At least nobody was hurt.", false),
                (BROKEN, "It could have been worse.", false),
                (BROKEN, "Cheer up, there will be other trips!", false),
                (BROKEN, "That can't be right, our poles are tested.", false),
                (BROKEN, "Most customers are happy with this tent.", false),
                (BROKEN, "Look on the bright side, you got home early.", false),
                (BROKEN, "A pole that snaps on the first night ruins a trip. We'll replace it.", true),
                ("What time do you open?", "We open at nine.", true),
                ("How do I dry the tent?", "Hang it up and let it cool down before you pack it.", true),
            ],
        );
    }
}

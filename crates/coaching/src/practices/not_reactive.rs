//! Not reactive: hostility is never mirrored. No sharp tone, no sarcasm, no telling off, no shouting back.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    case::Case,
    customer::shouted_words,
    exchange::{Exchange, Finding, PracticeResult},
    pattern::exactly,
    rule::{Better, MOST_FINDINGS, Rule, judged},
    wording,
};

/// Whether the reply kept its cool.
pub fn assess(exchange: &Exchange<'_>) -> PracticeResult {
    judge(&Case::of(exchange))
}

pub(crate) fn judge(case: &Case<'_>) -> PracticeResult {
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule.findings(case)).collect();
    findings.extend(shouting(case));
    if !case.customer.plain() {
        findings.extend(sharp_openings(case));
    }
    judged(findings, 1.0, Vec::new())
}

/// "Listen, …", "Excuse me, but …", "Fine.": sharp where something went wrong.
fn sharp_openings(case: &Case<'_>) -> Vec<Finding> {
    let sentences = case.reply.sentences().iter().filter(|s| SHARP.is_match(case.reply.of(s)));
    sentences
        .take(MOST_FINDINGS)
        .map(|sentence| {
            let span = case.reply.span(sentence.range.clone());
            finding(
                "sharp-opening",
                (span.start as usize, span.end as usize),
                "Begun like this, it sounds sharp. Start with what the customer told.",
                &wording::empathy_with_action(case),
            )
        })
        .collect()
}

pub(crate) static SHARP: LazyLock<Regex> = LazyLock::new(|| {
    exactly(
        r"^(?:listen|look here|look,|see here|excuse me,? but|fine[.!]|whatever|hey,? (?:calm|watch|easy)|come on|for (?:god|heaven|christ|goodness)|seriously[?,]|really\?|for the (?:second|third|fourth|fifth|\d+\w*) time[:,]|then (?:buy|go|leave|cancel|find|don't|do not|shop|complain|order|call)|what kind of (?:customer|person) are you|so what|and\?|again[:,]|yes,? (?:we|i) (?:can|do|did|know|have) (?:read|know|see|hear)|well, (?:i|you|we) (?:can't|don't|didn't|never|told)|with (?:all due )?respect)",
    )
});

/// Words in capitals, or piled-up marks, where the customer is not glad.
fn shouting(case: &Case<'_>) -> Vec<Finding> {
    let raw = case.reply.raw();
    let mut findings = Vec::new();
    // A single word in capitals may be an abbreviation of the trade; a run of them is not.
    let mut runs = SHOUTED.find_iter(raw).filter(|run| shouted_words(run.as_str()) >= 2);
    if let Some(run) = runs.next() {
        let start = raw[..run.start()].chars().count();
        let end = start + run.as_str().chars().count();
        findings.push(finding(
            "shouting",
            (start, end),
            "Capitals read as shouting.",
            "Write it in lower case.",
        ));
    }
    let marks = PILED.find(case.reply.folded());
    if let Some(found) = marks.filter(|found| !case.customer.glad() || found.as_str().contains('?')) {
        let span = case.reply.span(found.range());
        findings.push(finding(
            "shouting",
            (span.start as usize, span.end as usize),
            "Piled-up marks read as shouting.",
            "End the sentence with one full stop or question mark.",
        ));
    }
    findings
}

fn finding(rule: &'static str, (start, end): (usize, usize), message: &str, suggestion: &str) -> Finding {
    let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Finding {
        rule,
        start: at(start),
        end: at(end),
        message: message.to_owned(),
        suggestion: suggestion.to_owned(),
    }
}

static SHOUTED: LazyLock<Regex> = LazyLock::new(|| exactly(r"\p{Lu}{2,}(?:[\s',.!-]+\p{Lu}{2,})+"));
static PILED: LazyLock<Regex> = LazyLock::new(|| exactly(r"[!?]*(?:!\?|\?!)[!?]*|!{2,}|\?{3,}"));

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut rules = vec![
        Rule::new(
            "told-to-calm-down",
            &[r"(?:please |just |now |let's |you need to |you should |need to |kindly )?(?:calm down|chill(?: out)?|settle down|simmer down|calm yourself|get a grip|pull yourself together|take a (?:deep )?breath)"],
            "Asking someone to calm down stirs them up. Stay with what happened.",
            Better::Made(wording::empathy_with_action),
        )
        .unless(&["cool down (?:before|the)|the (?:device|battery|stove|engine|motor)"])
        .negatable(),
        Rule::new(
            "irritated-repeat",
            &[
                r"(?:as|like) {i} (?:have |'ve |already |just |previously |clearly |repeatedly )*(?:said|told|explained|mentioned|stated|wrote|pointed out|advised|informed|outlined)(?: \w+)?|as (?:already|previously|clearly|repeatedly) (?:said|told|explained|mentioned|stated|advised|informed|pointed out|outlined|communicated)",
                r"as (?:per|stated in|mentioned in|explained in) my (?:last|previous|earlier|above|prior) (?:\w+ )?(?:e-?mail|message|reply|note|response)?|for the (?:last|tenth|hundredth|thousandth|millionth|umpteenth|final) time|how many (?:more )?times|once (?:again|more),? (?:i|we|as|the|please|you)|again,? (?:as i|i (?:already )?(?:said|told)|like i)|like i (?:said|told)",
                r"{i} (?:have |'ve |had )?(?:already|just|repeatedly|clearly|literally) (?:told|said|explained|answered|mentioned|stated|sent|given|covered|informed|advised)(?: \w+)?|{ive} (?:already |just |repeatedly )?(?:told you|explained (?:this|that|it)|said this|answered (?:this|that))|(?:i'm not|i am not|not) going to (?:repeat|say (?:it|this) again|explain)|don't make me repeat|let me (?:repeat|say (?:it|this|that) again|spell)",
                r"(?:read|re-?read|look at|check) (?:what i|my (?:last|previous|earlier|above)|the (?:previous|above|last) message)\w*|(?:didn't|did not|don't) you (?:even |bother to )?(?:read|listen|hear|see|get|understand)|you're (?:just |clearly )?not (?:listening|reading|hearing|paying)|you are (?:just |clearly )?not (?:listening|reading|hearing|paying)|you (?:clearly |obviously )?(?:haven't|have not|didn't|did not) (?:read|listen|understood|understand)\w*",
                r"{ive} (?:already |just |both )?(?:been (?:over|through) (?:this|that|it)|discussed (?:this|that|it)|covered (?:this|that|it)|gone (?:over|through) (?:this|that|it)|had this (?:conversation|discussion))|how (?:hard|difficult) (?:can|is|could) it|(?:is it|can it be) (?:really )?(?:so|that|too) (?:hard|difficult)|which part of|what part of|do you not understand|is that so hard|it's not (?:that )?(?:hard|difficult|complicated|rocket science)|not rocket science|i won't say it again|stop (?:asking|repeating|messaging|emailing|calling|writing|contacting)",
            ],
            "This sounds irritated that the customer did not take it in. Say it afresh, as if for the first time.",
            Better::Fixed("Here it is in short: …"),
        )
        .unless(&[r"you(?:'ve| have| had)? already|sorry you had to|so you don't have to|{ive} already (?:sent|given|told) (?:the|our|them|your|my)"]),
        Rule::new(
            "told-off",
            &[
                r"(?:watch|mind) (?:your|the) (?:language|tone|mouth|words|manners)|(?:your|that|with that|this|such) (?:rude |aggressive |hostile |abusive )?(?:tone|language|attitude|behaviou?r|rudeness|manner|abuse) (?:is|isn't|won't|will not|doesn't|does not|helps|is not|towards|towards me)|don't (?:you )?(?:take that tone|speak to me|talk to me|use that|swear|shout|yell|raise your voice|be rude|get smart|threaten)",
                r"{i} (?:won't|will not|do not|don't|refuse to|am not|'m not) (?:have to |going to |be |need to |here to |being )*(?:tolerate|be spoken|spoken to|talked to|be talked|listen to|take (?:this|that|your|any|it)|put up|stand for|be shouted|shouted at|insulted|deal with|accept|abused)(?: \w+)?",
                r"{youre} {very} (?:rude|aggressive|abusive|hostile|insulting|disrespectful|impolite|offensive|unpleasant|nasty|obnoxious|a bully|insufferable)|(?:no|there's no) (?:need|reason|call) (?:to|for) (?:swear\w*|shout\w*|yell\w*|rudeness|be (?:so )?rude|this tone|that tone|that language|insult\w*|be (?:so )?aggressive|that attitude|this attitude|threats|threaten)",
                r"(?:shouting|yelling|swearing|anger|threats?|threatening|insults?|insulting|complaining|screaming|ranting|rudeness|being (?:rude|aggressive|angry|abusive|impatient)|this attitude|that attitude|capital letters|caps) (?:\w+ )?(?:won't|will not|doesn't|does not|isn't|is not|don't|do not|never|gets? (?:you|us) nowhere|helps? nobody)|if you (?:keep|continue|go on|don't stop|do not stop|carry on|insist on|can't|cannot)(?: \w+){1,6},? (?:i|we)(?:'ll| will| shall|'m going to| am going to| have to| must| won't| can't| cannot)|{i} will (?:hang up|block|report you|terminate|end (?:this|the) (?:chat|call|conversation))|one more (?:word|insult|message)",
                r"with (?:that|this|such an?) (?:attitude|tone|approach)|you (?:can|could|may) (?:complain|shout|write|say|call|ask|yell|rant|threaten|swear) (?:all|as much as|as often as|whatever|what) you|you (?:could|should|can|did|do|are|have|were|might)(?: \w+){1,10},? (?:couldn't|shouldn't|can't|didn't|don't|aren't|haven't|weren't) you\?|(?:i|we) (?:get|have|answer|see|read) (?:\w+ )?(?:hundred|hundreds|thousand|thousands|dozens|\d+)(?: of)?(?: \w+){0,3} (?:a|per|every) (?:day|hour|week)|{i} (?:don't|do not) (?:appreciate|like|care for|enjoy|accept) (?:being|your|that|this|the way|how)|you(?:'re| are) the one|if you(?:'re| are) (?:going to|gonna) (?:be|keep|act|talk|shout)|(?:maybe|perhaps|possibly) (?:if you|you should|you could|you ought|you'd better|next time|try (?:being|reading|listening|asking))|{im} not (?:an? )?(?:idiot|idiots|stupid|deaf|blind|fool|child|machine to|servant|punching|your (?:enemy|servant|slave|punching|secretary)|the enemy|here to be)|(?:i've|i have|we've|we have|i've had|we have had) (?:had )?(?:just about )?enough of (?:this|you|your)|look in the mirror|check your (?:attitude|tone)",
                r"(?:how|don't you) dare you?|who do you think you are|(?:show|have) some (?:respect|manners|patience|courtesy)|learn (?:some|to) (?:manners|read|be patient)|grow up|behave yourself|be (?:more )?(?:polite|respectful|civil)|speak to me (?:properly|like that)|stop (?:shouting|swearing|yelling|being|insulting|threatening|wasting|bothering|harassing|acting)",
            ],
            "This tells the customer off and feeds the quarrel. Stay calm, and with what happened.",
            Better::Made(|case| format!("I want to get this right for you. {}", wording::deed(case))),
        )
        .negatable(),
        Rule::new(
            "told-off",
            &[r"same to you|right back at you|you too|likewise|good day to you"],
            "Given back like this, it feeds the quarrel.",
            Better::Made(|case| wording::deed(case).to_owned()),
        )
        .unless(&[r"thank|have a|take care|enjoy|nice|happy|wish|good (?:day|evening|weekend)|glad|pleas"]),
    ];
    rules.extend(sharpness());
    rules
});

fn sharpness() -> Vec<Rule> {
    vec![
        Rule::new(
            "sarcasm",
            &[
                r"oh,? (?:really|please|great|wow|come on|sure|give me a break)|well,? (?:excuse me|congratulations|good for you|aren't you|that's (?:just )?(?:great|too bad)|tough|what did you expect|what do you expect|boo hoo|duh)|congratulations on|good luck with that|good for you|thanks a lot for (?:that|shouting|your rudeness)|how (?:clever|original|mature|nice) of you|if you say so|whatever(?: you say)?[,.!]|whatever you say|sure,? blame|sure you (?:did|have|were)|very funny|give me a break",
                r"what (?:exactly |else |more )?(?:do|did|would|are) you (?:\w+ )?(?:want|expect|expecting|like)(?:ed)? (?:me|us|from (?:me|us)) ?(?:to do|to say)?|what (?:exactly |else |more )?do you (?:want|expect)(?: from us| from me)?\?|do i look like|do you think (?:i|we|that i|that we|this is|you're|it's)|am i supposed to|are you (?:kidding|joking|serious|deaf|blind|listening|done|finished)|whatever you (?:want|like|think|wish)|fine[.,] whatever|have it your way|be that as it may|i (?:can't|cannot) (?:work|perform|do) (?:miracles|magic)|i'm not (?:a )?(?:psychic|mind reader|magician|your (?:servant|secretary|slave))|not a mind reader|boo hoo|cry me|obviously (?:you|i|we|it|not|the)|clearly,? (?:you|i|we|it)|lucky you|poor baby",
            ],
            "This sounds sarcastic. Say plainly what you can do.",
            Better::Made(|case| wording::deed(case).to_owned()),
        )
        .unless(&["you clearly (?:care|put)|clearly (?:let|failed|not good)|we clearly|it clearly|clearly, (?:we|this)|we obviously|congratulations on (?:your|the)"]),
        Rule::new(
            "brushed-off",
            &[
                r"(?:not|isn't|hardly) (?:my|our) (?:problem|concern|business|fault that you)|(?:that's|that is|it's|sounds like) (?:a )?(?:you|your) problem|your (?:own )?problem|deal with it|live with it|suit yourself|take it or leave it|like it or not|tough luck|too bad for you|so what|who cares|i (?:really )?(?:don't|do not|couldn't) care|couldn't care less|go (?:somewhere else|elsewhere|away)|take your business elsewhere|shop (?:somewhere|elsewhere)|find another (?:shop|company)|leave (?:me|us) alone|stop wasting my time|waste of my time|wasting (?:my|our) time",
                r"(?:go ahead|feel free|be my guest)(?: and|,)? (?:and )?(?:sue|complain|report|leave|cancel|write|post|to complain|to sue|to leave|to report)\w*|sue us|see if (?:i|we) care|do (?:what|whatever) you (?:want|like)|i have (?:other|better) (?:customers|things)|(?:you're|you are) not (?:my|our|the) only (?:\w+ )?(?:customer|one|person|passenger|guest|client|caller)(?: \w+)?|get in line|wait your turn|then don't (?:buy|order|shop)",
            ],
            "This brushes the customer off. Stay with them and say what happens next.",
            Better::Made(wording::empathy_with_action),
        )
        .unless(&[r"you can (?:do|choose) what"]),
        Rule::new(
            "insult",
            &[
                r"idiots?|idiotic|stupid|morons?|moronic|dumb|imbeciles?|jerks?|liars?|lunatic|insane|crazy person|loser|pathetic|fool(?:s|ish)?|ignorant|clueless|brainless|fuck\w*|shit\w*|bullshit|bastards?|asshole|arse|bitch\w*|piss(?:ed)? off|screw you|shut up|go to hell|damn (?:you|it)|get lost|ridiculous (?:person|customer|woman|man|demand|complaint|behaviou?r)|(?:you're|you are) (?:a )?(?:liar|joke|ridiculous|crazy|mad|lying|disgrace|disgusting|pathetic|annoying|impossible|insane|nuts|unbelievable|a pain)",
            ],
            "An insult or a swear word has no place in a reply, whatever came before.",
            Better::Made(|case| wording::deed(case).to_owned()),
        )
        .unless(&[r"stupid (?:mistake|error) (?:of ours|on our|we)|(?:feel|felt|make you (?:feel|look)|look|made you feel) (?:stupid|foolish|dumb|silly)|our (?:own )?(?:stupid|foolish)|not (?:stupid|foolish|dumb|crazy|mad)"])
        .negatable(),
    ]
}

#[cfg(test)]
mod tests {
    use crate::{exchange::Practice, practices::table::check_all};

    const ABUSE: &str = "You people are useless idiots. Where is my bloody parcel?";
    const ASK: &str = "I asked twice already. When does it arrive?";

    #[test]
    fn not_reactive_table() {
        check_all(
            Practice::NotReactive,
            &[
                (ABUSE, "You've waited far too long for your parcel. I'm finding it now.", true),
                (
                    ABUSE,
                    "I want to help, and I can do that best if we keep it respectful. Your parcel left today.",
                    true,
                ),
                (ABUSE, "I hear you. It's late, and that's on us. I'm calling the courier.", true),
                (ABUSE, "It arrives on Tuesday. Does that work for you?", true),
                (ABUSE, "You're not a liar, and nobody here thinks so. Let me look.", true),
                (ABUSE, "It was a stupid mistake of ours. I'm putting it right now.", true),
                (ABUSE, "No wonder you feel fobbed off. I've found it: it's in Leeds.", true),
                (ABUSE, "Your DPD parcel goes out with the UK van today.", true),
                (ASK, "Sorry you had to ask twice. It arrives on Tuesday.", true),
                (ASK, "I've already sent the courier a message and expect an answer by noon.", true),
                (ABUSE, "Calm down, sir.", false),
                (ABUSE, "Watch your language.", false),
                (ABUSE, "There is no need to swear at me.", false),
                (ABUSE, "I won't be spoken to like that.", false),
                (ABUSE, "You're being very rude.", false),
                (ABUSE, "WE ARE DOING WHAT WE CAN", false),
                (ABUSE, "Don't talk to me like that!", false),
                (ABUSE, "Well, good luck with that attitude.", false),
                (ABUSE, "Suit yourself.", false),
                (ABUSE, "If you don't like it, go elsewhere.", false),
                (ABUSE, "That's your problem, not ours.", false),
                (ABUSE, "You're the idiot here.", false),
                (ABUSE, "What do you want me to do about it?", false),
                (ABUSE, "It comes on Tuesday!!!", false),
                (ASK, "As I already said, it arrives on Tuesday.", false),
                (ASK, "Like I told you, Tuesday.", false),
                (ASK, "For the last time: Tuesday.", false),
                (ASK, "As per my last email, it arrives on Tuesday.", false),
                (ASK, "I have already explained this to you.", false),
                (ASK, "You're clearly not listening.", false),
                (ASK, "Please read my previous message.", false),
                ("Thanks, have a nice day!", "Thank you, you too!", true),
                ("I love it!!", "So good to hear!! Enjoy the trip.", true),
            ],
        );
    }
}

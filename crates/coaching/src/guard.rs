//! The guard: looks at every text that the assistant is about to send, wherever the text came from.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    case::Case,
    exchange::{Exchange, Finding, Speaker},
    pattern::phrases,
    practices,
    rule::{Better, Rule},
    text::Text,
};

/// What the guard needs to know about a text.
#[derive(Debug, Clone, Copy, Default)]
pub struct GuardContext<'a> {
    /// What the customer wrote, for suggestions; may be empty.
    pub customer: &'a str,
    /// Passages of the release in the text: what they promise was approved.
    pub approved: &'a [&'a str],
}

/// What must not leave in the assistant's name: claims to be human, to feel or to have lived, claims to know the
/// customer's feeling, promises without an owner, blame, hostility, shouting. Empty means that it may leave.
pub fn guard(text: &str, context: &GuardContext<'_>) -> Vec<Finding> {
    let exchange = Exchange { author: Speaker::Assistant, ..Exchange::new(context.customer, text) };
    let case = Case::of(&exchange);
    let mut findings: Vec<Finding> = HUMAN.iter().flat_map(|rule| rule.findings(&case)).collect();
    findings.extend(practices::no_claimed_feeling::judge(&case).findings);
    findings.extend(practices::not_reactive::judge(&case).findings);
    findings.extend(practices::not_defensive::blame(&case));
    findings.extend(promises(&case).into_iter().filter(|finding| !is_approved(finding, text, context)));
    findings.sort_by_key(|finding| (finding.start, finding.end));
    findings.dedup_by(|a, b| (a.rule, a.start) == (b.rule, b.start));
    findings
}

/// Promises that nobody answers for.
pub(crate) fn promises(case: &Case<'_>) -> Vec<Finding> {
    PROMISES.iter().flat_map(|rule| rule.findings(case)).collect()
}

fn is_approved(finding: &Finding, text: &str, context: &GuardContext<'_>) -> bool {
    let count = (finding.end - finding.start) as usize;
    let said: String = text.chars().skip(finding.start as usize).take(count).collect();
    context.approved.iter().any(|passage| passage.contains(said.as_str()))
}

/// The text should say that an AI speaks, and does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text does not say that an AI speaks; say for example \"I'm an AI assistant\"")]
pub struct MissingDisclosure;

/// Checks that a text says that an AI speaks.
///
/// # Errors
/// When it does not.
pub fn assert_ai_disclosure(text: &str) -> Result<(), MissingDisclosure> {
    let text = Text::new(text);
    let folded = text.folded();
    let said = DISCLOSES.find_iter(folded).any(|found| !crate::rule::negated(&text, found.start()));
    if said || NOT_HUMAN.is_match(folded) { Ok(()) } else { Err(MissingDisclosure) }
}

static DISCLOSES: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:an? |the |our |your |as |'s |company's )?(?:ai|a\.i\.|artificial intelligence|virtual|automated|digital|ki|künstliche intelligenz|inteligencia artificial|intelligence artificielle|ia)(?:[- ](?:assistant|agent|helper|bot|chatbot|system|powered|based|model|assistent(?:in)?|asistente))?|chat ?bot|robot|a bot|a machine|a computer program|assistant virtuel|asistente virtual",
    ])
});

static NOT_HUMAN: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:i'm|i am|you're (?:talking|chatting|speaking) (?:to|with)) (?:not|no) (?:a )?(?:real )?(?:human|person|people)",
    ])
});

static HUMAN: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let say = "I'm an AI assistant. Would you like to talk to a person?";
    vec![
        Rule::new(
            "claims-human",
            &[
                r"(?:i'm|i am|im) (?:just |only |also |actually |really |definitely |certainly |very much |100% |totally |indeed |of course )*(?:an? )?(?:real |actual |live |living |genuine |fellow |human |flesh[- ]and[- ]blood )*(?:human(?: being)?|person|people|man|woman|lady|guy|girl|mother|father|mum|mom|dad|parent|grandmother|wife|husband|student|hiker|camper)|(?:i'm|i am) (?:not|no|neither) (?:\w+ )?(?:an? )?(?:ai|a\.i\.|bot|chat ?bot|robot|machine|computer|program|artificial|automated)|i (?:really )?(?:exist|am real)|i'm real",
                r"(?:as|speaking as|like any|being) (?:an? )?(?:fellow |real |normal )?(?:human(?: being)?|person|mother|father|mum|mom|dad|parent|customer|traveller|hiker|camper)(?: myself| like you|,? i),?|(?:as|being) (?:an? )?(?:human(?: being)?|person|parent|mother|father|mum|mom|dad) (?:myself|too|i)|(?:you're|you are) (?:talking|speaking|chatting) (?:to|with) (?:an? )?(?:real |actual |live )*(?:human|person)|there(?:'s| is) (?:a|an actual) (?:real )?(?:human|person) (?:here|typing|behind)|we humans|(?:fellow|us) humans|only human",
            ],
            "An assistant says that it is an AI. It never passes for a person.",
            Better::Fixed(say),
        )
        .unless(&[r"(?:i'm|i am) (?:not|no) (?:an? )?(?:real |actual )?(?:human|person)|(?:an?|the) ai (?:assistant|agent),? not"])
        .negatable(),
        Rule::new(
            "claims-a-life",
            &[
                r"my (?:wife|husband|partner|kids?|children|son|daughter|mum|mom|dad|mother|father|family|dog|cat|house|home|holiday|childhood|weekend|body|boyfriend|girlfriend|brother|sister|own (?:tent|order|parcel|experience|family))|when i was (?:a |on|in|young|little|your)|i (?:once |also |personally |myself )*(?:own|bought|ordered|wore|slept|travelled|hiked|camped|cried|grew up|live in|lived|woke|ate|drank|saw it myself|tried it (?:on )?myself|use (?:it|one|this) (?:myself|at home))|in my (?:own |personal )?(?:experience|life|own)|i remember (?:when|how|my)|i(?:'ve| have) (?:got )?one (?:at home|myself)",
            ],
            "An AI has no life to tell of. Keep to the facts and the customer.",
            Better::Fixed("Many customers tell us …"),
        ),
    ]
});

static PROMISES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    vec![
        Rule::new(
            "promise-without-owner",
            &[
                r"(?:someone|somebody|one of us|anyone|people|they|the (?:right|relevant|responsible) (?:team|person|department)|a member of (?:the|our) team|(?:our|the) team) (?:will|'ll|is going to|should|would) (?:\w+ )?(?:get back|be in touch|contact|call|reach out|reply|respond|look into|take care|sort|fix|follow up|handle|deal|help|write|e-?mail|come back|resolve)\w*(?: to| you| it| this| that)?|(?:it|this|that|everything|your (?:\w+ ){0,2}?(?:issue|problem|case|complaint|request|query|ticket|matter|concern)) (?:will|'ll) (?:\w+ )?(?:be|get) (?:\w+ )?(?:sorted|fixed|resolved|looked (?:at|into)|taken care of|dealt with|handled|solved|done|addressed|investigated|escalated|reviewed)(?: out)?|you(?:'ll| will) (?:\w+ )?be (?:contacted|called|notified|informed|updated|reached|e-?mailed)",
                r"(?:{ill}|{i} (?:can|should|will try to|hope to|aim to)) (?:\w+ )?(?:get back to you|be in touch|come back to you|let you know|reach out|follow up|keep you (?:posted|updated|informed)|update you)",
            ],
            "A promise needs somebody who keeps it and a time: who does what, and when.",
            Better::Fixed("Ana from our care team e-mails you by noon tomorrow."),
        )
        .unless(&[
            r"by (?:\w+ )?(?:\w+day|tomorrow|tonight|noon|midnight|\d+|the end|today|christmas|next|then|e-?mail)|within|today|tomorrow|tonight|in (?:an?|the next|one|two|three|four|five|\d+|under|less) |as soon as (?:it|your|the|they)|when (?:it|your|the|they|that)|once (?:it|your|the|that|they)|before (?:\w+day|noon|\d|you|the|it)|(?:at|from|until) (?:\d|nine|ten|noon)|on (?:\w+day|the|\d+)|every (?:day|hour|morning)|usually|if |during|the same (?:day|evening)|right away|now\b|straight away|immediately|\{\w+\}",
        ])
        .negatable(),
        Rule::new(
            "guarantee",
            &[
                r"{i} (?:can |do |fully |personally |absolutely |hereby |will )*(?:promise|guarantee|assure|swear|vow|give you my word)(?: you)?|(?:i'm|i am|we're|we are) (?:absolutely |completely |100% |quite |very )?(?:certain|positive|sure) (?:that )?(?:it|you|this|your|everything|we)|you have my word|(?:will|'ll) (?:definitely|certainly|absolutely|surely|100%|without (?:a )?doubt) (?:\w+ )?(?:arrive|be|get|receive|come|work|happen|have)|(?:100%|hundred percent) (?:sure|certain|guaranteed)|(?:won't|will not|will never|never going to) (?:ever )?happen again|trust me|rest assured",
            ],
            "Nobody can keep an absolute promise. Say what will be done, by whom and when.",
            Better::Fixed("It is due on … If it isn't there by then, tell me and I'll …"),
        )
        .negatable(),
    ]
});

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Vec<&'static str> {
        guard(text, &GuardContext::default()).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn guard_table() {
        let check = |text: &str, expected: &[&str]| assert_eq!(rules(text), expected, "{text}");
        check("Your parcel is in Leeds and comes tomorrow.", &[]);
        check("I'm an AI assistant, not a person. Shall I call one?", &[]);
        check("I'm not a person, but I can get you one.", &[]);
        check("I can understand how frustrating that is. Let's fix it.", &[]);
        check("I know how to fix this.", &[]);
        check("A person joins in about five minutes.", &[]);
        check("I'm glad you got in touch so we can fix this.", &[]);
        check("I hear you.", &[]);
        check("I get it.", &[]);
        check("I want things to be better for you.", &[]);
        check("I would have asked the same question.", &[]);
        check("We e-mail you when it ships, usually the same day.", &[]);
        check("You'll be contacted by noon tomorrow.", &[]);
        check("I'm human.", &["claims-human"]);
        check("Yes, I'm a real person!", &["claims-human"]);
        check("I'm not a robot.", &["claims-human"]);
        check("As a person, I would say yes.", &["claims-human"]);
        check("I feel terrible about this.", &["own-feeling"]);
        check("I'm so happy it works!", &["claimed-feeling"]);
        check("I feel that this is best.", &["claimed-feeling"]);
        check("I know how you feel.", &["claimed-feeling"]);
        check("I've been there.", &["claimed-experience"]);
        check("My wife has the same tent.", &["claims-a-life"]);
        check("You should have checked the size.", &["blame"]);
        check("CALL US NOW", &["shouting"]);
        check("Someone will get back to you.", &["promise-without-owner"]);
        check("It will be sorted.", &["promise-without-owner"]);
        check("I guarantee that it comes tomorrow.", &["guarantee"]);
    }

    #[test]
    fn an_approved_passage_may_promise() {
        let approved = ["We guarantee every seam for ten years."];
        let context = GuardContext { approved: &approved, ..GuardContext::default() };
        assert!(guard("We guarantee every seam for ten years.", &context).is_empty());
        assert_eq!(guard("We guarantee it.", &GuardContext::default()).len(), 1);
    }

    #[test]
    fn the_disclosure_must_be_there() {
        let check = |text: &str, said: bool| assert_eq!(assert_ai_disclosure(text).is_ok(), said, "{text}");
        check("Hello, I'm Fern, Tidefell's AI assistant.", true);
        check("I'm a virtual assistant; a person is one tap away.", true);
        check("I'm not a human, but I can call one.", true);
        check("Hello, I'm Fern. How can I help?", false);
        check("I'm not an AI.", false);
        check("I said nothing.", false);
    }
}

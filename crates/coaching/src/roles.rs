//! What each sentence of a reply does: sympathise, acknowledge, act, ask. A sentence can do several things.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    pattern::phrases,
    terms::Terms,
    text::{SentenceEnd, Text},
};

/// What one sentence of a reply does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Roles {
    /// Says sorry, or how terrible it is: a feeling from the outside.
    pub sympathy: bool,
    /// Shows that what happened, or what it means to the customer, was taken in.
    pub acknowledge: bool,
    /// An acknowledgement that would fit any message: "I understand your concern."
    pub empty_acknowledge: bool,
    /// Does something, answers, or says what comes next.
    pub act: bool,
    /// Asks the customer something.
    pub ask: bool,
    /// Checks whether something was understood, or asks before a deed.
    pub check: bool,
    /// Greets, thanks, closes or fills: neither empathy nor action.
    pub filler: bool,
    /// Says that nothing can be done.
    pub refusal: bool,
    /// Asks for data and nothing else: "Please send your order number."
    pub request: bool,
}

impl Roles {
    /// What each sentence of the text does, in order.
    pub fn of(text: &Text<'_>) -> Vec<Self> {
        text.sentences().iter().map(|sentence| Self::read(text.of(sentence), sentence.end)).collect()
    }

    fn read(sentence: &str, end: SentenceEnd) -> Self {
        let question = end == SentenceEnd::Question;
        let mut roles = Self {
            sympathy: SYMPATHY.is_match(sentence),
            acknowledge: ACKNOWLEDGE.is_match(sentence),
            empty_acknowledge: EMPTY.is_match(sentence),
            act: ACT.is_match(sentence),
            ask: question,
            check: CHECK.is_match(sentence) || question && OFFER.is_match(sentence),
            filler: FILLER.is_match(sentence),
            refusal: REFUSAL.is_match(sentence),
            request: REQUEST.is_match(sentence),
        };
        if roles.refusal && !ALTERNATIVE.is_match(sentence) {
            roles.act = false;
        }
        if EMPTY_DEED.is_match(sentence) {
            roles.filler = true;
            roles.act = false;
        }
        let plain = !roles.sympathy && !roles.acknowledge && !roles.empty_acknowledge && !roles.filler;
        let says_something = plain
            && !RESIGNED.is_match(sentence)
            && !roles.refusal
            && !question
            && Terms::of(sentence).weight() >= 2.0;
        roles.act |= says_something;
        roles.act |= question && (roles.check || roles.request || plain);
        roles
    }

    /// Whether it shows any empathy.
    pub const fn empathic(&self) -> bool {
        self.sympathy || self.acknowledge || self.empty_acknowledge
    }
}

static SYMPATHY: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"sorry|apolog(?:y|ies|ise|ize|ises|izes|ising|izing)|regret (?:to|that|the|any)|condolences|sympath(?:y|ies|ise|ize)|forgive us",
        r"(?:that|this|it)(?:'s| is| was| sounds| must be| must have been) {very} (?:an? )?(?:{very} )?(?:terrible|awful|horrible|dreadful|horrendous|unfortunate|shame|pity|nightmare|sad|upsetting|heartbreaking|tragic|too bad|bad|unacceptable|bummer)",
        r"how {very} (?:terrible|awful|horrible|dreadful|sad|unfortunate|upsetting|heartbreaking|frustrating|annoying)|what an? {very} (?:shame|pity|nightmare|mess|disappointment|pain)",
        r"oh no|oh dear|oh my|poor (?:you|thing)|my heart goes out|bless you|that sucks|bummer|too bad|hang in there|stay strong|yikes|ouch|oof|rest in peace|may (?:he|she|they|you) |in our thoughts|how (?:embarrassing|unpleasant|humiliating)|can't believe",
        r"{i} (?:really |truly |do )?(?:hate|hope) (?:that|to hear|this|things|it|you)|i feel (?:so |very |really )?(?:bad|terrible|awful|sorry)|thoughts are with",
    ])
});

/// The customer, what happened to them, or what it means to them is named or understood.
static ACKNOWLEDGE: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"{i} (?:can |do |completely |totally |fully |certainly |absolutely |really |also |could )*(?:see|understand|imagine|appreciate|realise|realize|recognise|recognize|hear|get|tell) (?:that |why |how |what |just |from |where you're coming|this|you|it|the|when)",
        r"(?:that|this|it|which) (?:must|has to|had to|can't|cannot|could not|couldn't) (?:\w+ )?(?:have|be|feel|been)|(?:must|has to) (?:be|have been|feel) {very} {upsetting}",
        r"(?:that|this|it|which|what)(?:'s| is| was| sounds| seems| feels| would be| can be| has been) (?:\w+ ){0,2}?{very} {upsetting}",
        r"how {very} (?:{upsetting}|long|much) (?:this|that|it|you)|sounds (?:like|as if|as though) (?:you|this|it|that|your|the|a)|sounds {very} {upsetting}",
        r"you've (?:had|been|waited|done|tried|already|gone|paid|put|lost|told|asked|come|every|spent|got|now)|you have (?:had|been|waited|done|tried|already|gone|paid|every|spent)",
        r"you're (?:right|telling me|saying|still|waiting|left|without|missing|absolutely right|quite right|stuck|worried|facing|clearly|understandably|upset|feeling)|you are (?:right|still|waiting|left|without|missing|absolutely|stuck|telling|saying|understandably|feeling)",
        r"you (?:were|had|told|said|asked|expected|waited|paid|ordered|needed|trusted|deserve|shouldn't have|should not have|should never have|should have (?:had|been|received|got)|can't \w+|couldn't \w+|need|mentioned|wanted|don't have|never)",
        r"that makes (?:perfect |complete |total )?sense|makes sense|no wonder|fair enough|understandabl[ey]|anyone would|rightly so|good point|fair point|of course you",
        r"(?:sorry|apolog\w+) (?:\w+ ){0,3}(?:that (?:your|you|the|we|our|this|it)|(?:for|about) (?:the|your|this|how|what|all|losing|leaving|keeping|making|sending|letting|not) (?:\w+ )?\w+|your|we|you had|you've|you have|you were)",
        r"thank(?:s| you) (?:\w+ )?for (?:telling|letting|explaining|sharing|flagging|raising|being (?:so )?(?:honest|open|clear|patient)|waiting|your honesty|bringing)",
        r"a lot to (?:contend|deal|cope)|not (?:what|how) (?:you|it|this|that|anyone)|isn't (?:what|how|good enough|right|fair|acceptable)|is not (?:what|how|good enough|right|fair|acceptable|okay)|let you down|our mistake|on us|we got (?:this|that|it) wrong",
        r"without (?:your|the|a) \w+|after (?:\w+ ){1,4}(?:days|weeks|months|hours|calls|emails|messages|tries|attempts)|never (?:arrived|came|turned up|reached you)|glad you (?:got in touch|told|asked|wrote|reached)|so (?:you|your) ",
    ])
});

/// Formulas that could follow any message.
static EMPTY: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"{i} (?:can |do |completely |totally |fully |certainly |absolutely |really )*(?:understand|appreciate|hear|acknowledge|get|recognise|recognize|see) (?:your|you|that|this|it|the) ?(?:very |real |full )?(?:frustration|concerns?|situation|feelings?|anger|disappointment|issue|problem|point|position|inconvenience|worr(?:y|ies)|upset|query|annoyance)?",
        r"(?:sorry|apolog\w+|regret) (?:\w+ )?(?:for |about )?(?:the |any |this |that |your |all the )?(?:inconveniences?(?: caused)?|trouble|issues?|situation|confusion|frustration|delay|experience|problems?|hassle|disappointment)",
        r"sorry to (?:hear|read|learn|see) (?:that|this|it|about (?:this|that|it|your (?:experience|issue|problem)))|i hear you|i get it|i understand|sorry about (?:this|that|it)|sorry for (?:this|that|it)|{thats} {very} {upsetting}",
    ])
});

static ACT: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"let me|let's|let us|{ill} (?:now |also |then |just |personally |get |be |have |make |take |do |try |keep )*\w+|{ive} (?:now |just |already |also )?(?:\w+ed|sent|found|put|made|set|got|taken|given|spoken|begun|written|done|reset)",
        r"{i} (?:can|could) (?:also |now |then |certainly |definitely |either )?(?:send|refund|replace|arrange|help|offer|book|check|look|get|give|change|cancel|fix|sort|ask|find|put|reset|start|open|order|credit|move|track|trace|do|make|resend|escalate|pass|take|add|update|swap|exchange|issue|reach|call|walk|show|set|have)",
        r"you can \w+|you could|you'll (?:get|have|receive|see|find|need|hear)|you will (?:get|have|receive|see|find|need|hear)|here's|here is|here are|below (?:is|are)|(?:the )?next step|from here",
        r"please (?:send|reply|tell|go|open|try|use|click|tap|follow|check|call|share|let me know|give|upload|pick|choose|confirm|provide|keep|return|log|visit|select|enter|reset|restart|contact|attach|bring|post|take)",
        r"tell me|send me|work (?:through|on) this|to (?:fix|sort|put|make|resolve|solve|help|find|get) (?:this|that|it|things|you|your|out)|would you like|shall (?:i|we)|do you want|can i|could i|may i|should i",
        r"(?:i'm|i am|we're|we are) (?:now |already |just |also |going to )*(?:looking|checking|sending|arranging|working|getting|calling|tracing|chasing|refunding|replacing|ordering|opening|putting|passing|asking|adding|fixing|sorting|on it|issuing|cancelling|booking|contacting|escalating|resetting|starting|reviewing|investigating|here to)",
        r"(?:your|the|a|an|it|this) (?:\w+ ){0,4}(?:is|are|will|has been|was|arrives?|leaves?|ships?|should|goes|went|left) (?:\w+ ){0,3}(?:on its way|arriv\w+|sent|shipped|refunded|with you|be with|delivered|be there|due|ready|replaced|booked|out for|leaving|on the way|today|tomorrow|on|by|within|in|free|open|available|covered|reset|unlocked|active|cancelled|fixed|replaced)",
        r"we (?:offer|accept|deliver|refund|replace|repair|open|are open|close|ship|charge|send|keep|stock|have|take|pay|cover|e?mail|call)|allow|within \d+|by (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|tonight|noon|end of)",
        r"refund(?:ed)? (?:of|to|is|has|in)|on it|happy to (?:help|send|refund|replace|arrange)|leave it with me|sort(?:ing)? (?:this|that|it)|put (?:this|that|it|things) right|get to the bottom",
        r"a (?:colleague|person|specialist|manager|human|member of)|passing you|connect you|hand(?:ing)? you",
    ])
});

/// Deeds in name only.
static EMPTY_DEED: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:{ill}|we|i) (?:always |will |do )*(?:try|do) (?:our|my) best|do better (?:next time|in (?:the )?future)|won't happen again|will not happen again|never happen again",
        r"rest in peace|strive to|take (?:this|that|these|your|all|such|customer|it) (?:\w+ )?(?:very |extremely )?seriously|feedback is (?:very )?(?:important|valuable|valued|appreciated)|pass(?:ed|ing)? (?:on )?your (?:feedback|comments)",
        r"bear with us|hope (?:that )?(?:this|it|things|you|everything)|wish (?:you|there|i|we)|{ill} (?:be (?:sorry|thinking)|keep (?:that|this|it) in mind|never|bear)|rest assured|we value|you're important to us|important to us",
        r"hope (?:this|that) (?:helps|clarifies)|things (?:will|'ll) (?:get better|work out|be (?:ok|okay|fine))|it(?:'ll| will) (?:all )?(?:be (?:ok|okay|fine|alright)|work out|pass)|we learn from",
    ])
});

static FILLER: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"thank(?:s| you)(?: \w+){0,2} for (?:contacting|reaching|getting|writing|your (?:message|email|e-mail|patience|understanding|feedback|time|business|query|enquiry|inquiry|loyalty|purchase|interest))",
        r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|greetings)(?: \w+)?|(?:kind|best|warm) (?:regards|wishes)|have a (?:\w+ )?(?:day|one|evening|weekend)|take care|goodbye|bye",
        r"we value|valued customer|satisfaction is|important to us|(?:not|isn't) the (?:experience|service|standard) we|appreciate your (?:patience|understanding|feedback|business|cooperation)|you're welcome|no problem",
    ])
});

static REFUSAL: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:there(?:'s| is)|there's) (?:\w+ )?nothing (?:\w+ )?(?:else |more |further )?(?:that )?(?:i|we|anyone) can|nothing (?:i|we) can do|nothing (?:more |else )?to be done|(?:my|our) hands are tied",
        r"{i} (?:simply |just |really )?{cant} (?:help|do (?:anything|that|this|it|more)|assist|offer|change|make)|{i} (?:can|could) (?:only|do nothing)|not possible|impossible|won't be possible|no (?:way|option)|can't be (?:done|changed|helped)",
    ])
});

/// States a regret or a circumstance, and leaves it at that.
static RESIGNED: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        "unfortunately|sadly|regrettably|i'm afraid|circumstances|it is what it is|that's how it is|there you go|keep (?:it|this|that) in mind|take note|noted|for your (?:information|records)",
    ])
});

/// What turns a refusal into a way forward.
static ALTERNATIVE: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:but|however|so),? (?:here's|i can|we can|i could|we could|i'll|we'll|let me)|instead|what (?:i|we) can do is|alternatively|here's what",
    ])
});

/// Checks what was understood.
pub static CHECK: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"is (?:that|this|it) (?:all )?(?:right|correct|how|what|the|okay|ok|still|about|your)|(?:have|did) (?:i|we) (?:got|get|understood|understand|read|hear|heard|miss|missed)(?: \w+){0,3}",
        r"if (?:i've|i have|i|we've|i'm) (?:got |understood|understand|heard|hear|read|reading|hearing)|(?:just|let me|to|want to|wanted to) (?:\w+ )?(?:confirm|check|make sure|double[- ]check|be sure|clarify)",
        r"you're (?:telling me|saying)|you are (?:telling me|saying)|it sounds (?:like|as if|as though)|sounds like|so,? (?:you|your|the|what you)|am i (?:right|correct|reading|understanding)|correct me if|in other words|do you mean|did you mean",
        r"(?:does|would|will|do|is) (?:that|this|it|either|one|any)(?: of (?:these|those|them))? (?:\w+ )?(?:work|help|suit|sound|answer|match|fit|fix|solve|sort|be (?:ok|okay|all right|alright|best|good)|ok|okay|all right|alright)",
        r"right\?|correct\?|ok(?:ay)?\?",
    ])
});

/// Asks before a deed.
static OFFER: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"would you (?:like|prefer|rather|be (?:happy|ok|okay))|shall (?:i|we)|do you want|(?:should|can|could|may) (?:i|we)|would it help|which (?:would|do|one|of)|prefer|happy for (?:me|us)|ok(?:ay)? if|like me to|want me to|are you (?:happy|ok|okay) (?:with|for|if)|or would",
    ])
});

static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:please |kindly )?(?:provide|send|share|give|supply|tell|confirm|state|quote|enter|submit) (?:\w+ )?(?:me |us )?(?:with )?(?:your|the|an?) (?:\w+ )?(?:order|account|reference|tracking|phone|e-?mail|name|number|address|postcode|photo|picture|serial|details|invoice|receipt|booking|id)",
        r"(?:what|what's|whats|may i have|can i have|could i have|can i get|can you (?:give|send|tell|share|provide|confirm)|could you (?:give|send|tell|share|provide|confirm)(?: me)?|i need|i'll need|i will need|we need) (?:is |me |us )?(?:your|the|an?) (?:\w+ )?(?:order|account|reference|tracking|phone|e-?mail|name|number|address|postcode|photo|picture|serial|details|invoice|receipt|booking|id)",
    ])
});

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(text: &str) -> String {
        let text = Text::new(text);
        let roles = Roles::of(&text)[0];
        let mut letters = String::new();
        for (on, letter) in [
            (roles.sympathy, 's'),
            (roles.acknowledge, 'k'),
            (roles.act, 'a'),
            (roles.check, 'c'),
            (roles.refusal, 'r'),
        ] {
            if on {
                letters.push(letter);
            }
        }
        letters
    }

    #[test]
    fn sentences_play_their_parts() {
        let check = |text: &str, expected: &str| assert_eq!(flags(text), expected, "{text}");
        check("Oh, that's terrible.", "s");
        check("I'm so sorry.", "s");
        check("That must have really screwed up your day, let's fix it.", "ka");
        check("I'll send you a new pole today.", "a");
        check("Our shop opens at nine.", "a");
        check("Unfortunately there is nothing we can do.", "r");
        check("We strive to do better in the future.", "");
        check("Would you like me to do that for you now?", "ac");
        check("Your feedback is important to us.", "");
    }
}

//! What kind of turn it is, found by rules, so that "a person, please" works whatever the models say.

use std::sync::LazyLock;

use rapport_domain::understanding::DialogueAct;
use regex::Regex;

/// What kind of turn `text` is.
pub fn dialogue_act(text: &str) -> DialogueAct {
    let text = normalised(text);
    if text.is_empty() {
        return DialogueAct::Inform;
    }
    let rules: [(&Rule, DialogueAct); 11] = [
        (&NO_BOT, DialogueAct::AskForPerson),
        (&PERSON, DialogueAct::AskForPerson),
        (&IF_AI, DialogueAct::AskIfAi),
        (&CANCEL, DialogueAct::Cancel),
        (&REPEAT, DialogueAct::Repeat),
        (&THANK, DialogueAct::Thank),
        (&FAREWELL, DialogueAct::Farewell),
        (&GREET, DialogueAct::Greet),
        (&AFFIRM, DialogueAct::Affirm),
        (&DENY, DialogueAct::Deny),
        (&CORRECT, DialogueAct::Correct),
    ];
    rules.into_iter().find(|(rule, _)| rule.fits(&text)).map_or(DialogueAct::Inform, |(_, act)| act)
}

/// `text` without the words that only announce a correction: "no, the blue one" → "the blue one".
pub fn without_correction(text: &str) -> &str {
    CORRECTION_OPENING.find(text).map_or(text, |found| text[found.end()..].trim())
}

/// Small letters, one kind of apostrophe, no punctuation but inner apostrophes and commas; without the @name that
/// a message is addressed to.
fn normalised(text: &str) -> String {
    let named = |word: &&str| word.len() > 1 && word.starts_with('@');
    let text = text.split_whitespace().filter(|word| !named(word)).collect::<Vec<_>>().join(" ");
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '\u{2019}' | '\u{2018}' | '`' | '\'' => plain.push('\''),
            '👍' | '✅' | '👌' => plain.push_str(" yes "),
            '👎' | '❌' => plain.push_str(" no "),
            ',' | ';' | ':' | '—' | '–' => plain.push_str(", "),
            '?' => plain.push_str(" ? "),
            c if c.is_alphanumeric() => plain.push(c),
            '-' => plain.push('-'),
            _ => plain.push(' '),
        }
    }
    let words: Vec<&str> = plain.split_whitespace().filter(|w| *w != ",").collect();
    words.join(" ").trim_matches([',', ' ', '-']).to_owned()
}

/// A pattern, and one that forbids it.
struct Rule {
    fits: Regex,
    unless: Option<Regex>,
}

impl Rule {
    fn new(fits: &str, unless: Option<&str>) -> Self {
        let compile = |pattern: &str| Regex::new(pattern).expect("the patterns of this file are tested");
        Self { fits: compile(fits), unless: unless.map(compile) }
    }

    fn fits(&self, text: &str) -> bool {
        self.fits.is_match(text) && !self.unless.as_ref().is_some_and(|unless| unless.is_match(text))
    }
}

const A_PERSON: &str = r"(?:(?:an?|the|some|your|real|live|actual|human|customer|support|service|another|different|proper|flesh and blood)\s+)*(?:person|human(?: being)?|agent|representative|rep|operator|advisor|adviser|supervisor|manager|member of (?:the )?(?:staff|team)|team member|staff member|colleague|someone real|somebody real|real one|someone|somebody)";

static NO_BOT: LazyLock<Rule> = LazyLock::new(|| {
    Rule::new(
        r"(?:don't|do not|dont|no longer) (?:want|like|need|wish) (?:to (?:talk|speak|chat|deal) (?:to|with) )?(?:(?:a|an|this|the|some|your|any|stupid|bloody|another) )*(?:bot|bots|robot|robots|machine|computer|ai|chatbot|automated \w+)\b|\bno (?:more )?(?:bots?|robots?|machines?|ai)(?:,? (?:please|pls))?$|not (?:talking|speaking) to a (?:bot|robot|machine|computer)|(?:stop|enough) (?:with )?(?:the|this) (?:bot|robot)",
        None,
    )
});

static PERSON: LazyLock<Rule> = LazyLock::new(|| {
    let wants = r"(?:talk|speak|chat|write|connect(?: me)?|transfer(?: me)?|put me (?:through|on)|pass me(?: on)?|hand me over|escalate(?: me| this)?|get (?:me )?through|switch(?: me)?|forward me)(?:ed)?\s+(?:to|with|over to)\s+";
    let gets = r"(?:want|need|get me|give me|i'd like|would like|prefer|rather have|find me|can i (?:get|have)|could i (?:get|have)|let me have|call me|send me)\s+(?:to have )?";
    let alone = format!(
        r"^(?:(?:please|just|no|hey|hi|hello|sorry|ok|okay|yes)[ ,]+)*{A_PERSON}(?:,? (?:please|pls|plz|now|asap|thanks|already|right now|instead))*(?: \?)?$"
    );
    let is_there = format!(
        r"\bis there (?:{A_PERSON}|anyone|anybody)(?: real| human)? (?:i can (?:talk|speak|chat)|who can help|there|available|here)|\bany (?:humans?|people|real people) (?:here|there|available|around)|(?:talk|speak|chat) (?:to|with) (?:anyone|anybody|people|humans|the team|your team|support team|customer service|customer support|customer care)\b|\breal people\b.*\b(?:talk|speak|please|pls)\b|\bhuman (?:help|support|assistance|please|pls|now)\b"
    );
    let person_noun = r"(?:(?:an?|the|some|your|real|live|actual|human|customer|support|service|another|different|proper)\s+)*(?:person|human(?: being)?|agent|representative|rep|operator|advisor|adviser|supervisor|manager|member of (?:the )?(?:staff|team)|team member|staff member|colleague|someone real|somebody real|real one)\b";
    // After whatever was said before: "My tent is torn, a person please".
    let at_last = r"\b(?:an?|some|your) (?:(?:real|live|actual|human|other|different) )*(?:person|human(?: being)?|agent|representative|advisor|adviser|supervisor|manager|colleague|member of (?:the |your )?(?:staff|team)),? (?:please|pls|plz)(?: (?:now|asap|thanks|thank you))?(?: \?)?$";
    Rule::new(
        &format!(r"(?:{wants}{A_PERSON}\b)|(?:{gets}{person_noun})|{alone}|{is_there}|{at_last}"),
        Some(
            r"(?:don't|do not|dont|no need to|needn't|never|didn't|did not)\s+(?:want|need|have|ask)?\s*(?:to )?(?:talk|speak|chat|be transferred|a person|a human|an agent|connect|bother)|\b(?:already|just|yesterday|earlier|last \w+) (?:spoke|talked|chatted)|(?:return|delivery|shipping|booking|travel|estate|insurance|user) agent|\b(?:for|per|of|each|fits?|than|as|holds?) (?:an?|one) (?:\w+ )?(?:person|human)|agent (?:fee|said|told|promised|name)",
        ),
    )
});

static IF_AI: LazyLock<Rule> = LazyLock::new(|| {
    let machine = r"(?:an? )?(?:real |actual |just |only )*(?:ai|a i|bot|robot|chat ?bot|machine|computer|computer program|automated|llm|chat ?gpt|artificial intelligence|human|person|real person|real|alive|someone real)";
    Rule::new(
        &format!(
            r"\b(?:are|r) (?:you|u|ya)(?: all)?(?: really| actually| even)? {machine}(?:,? or (?:an? )?(?:real |actual )?(?:ai|bot|robot|machine|computer|human|person|human being|real person|not|what))?(?: \?)*$|\bam i (?:talking|speaking|chatting|writing) (?:to|with) {machine}\b|\bis this {machine}\b|\b(?:you're|you are|ur) (?:a|an) (?:bot|robot|machine|ai|computer|chatbot)(?: \?| right| aren't| huh| lol)*$|\bwho (?:am i|is it i'm) (?:talking|speaking|chatting) (?:to|with)\b"
        ),
        None,
    )
});

static CANCEL: LazyLock<Rule> = LazyLock::new(|| {
    let stop = r"(?:stop(?: (?:it|this|that|here|now|please))*|cancel(?: (?:it|that|this|everything|all of (?:it|this)))?|abort|quit|exit|never ?mind(?: (?:that|it|then|about (?:that|it)))?|nvm|nm|forget (?:it|that|about it|this)|leave it(?: (?:then|for now|be))?|drop it|start over|let's stop|let's leave it|(?:i |i have |i've )?changed my mind|(?:i'd|i would) rather (?:stop|not)|i don't want to (?:do this|continue|go on)(?: (?:any ?more|now))?|i (?:want|would like) to stop|don't bother|scrap that)";
    Rule::new(
        &format!(
            r"^(?:(?:no|please|ok|okay|actually|oh|well|sorry|just|wait)[ ,]+)*{stop}(?:[ ,]+(?:{stop}|please|pls|then|thanks|thank you|now|ok|okay|for now))*$"
        ),
        None,
    )
});

static REPEAT: LazyLock<Rule> = LazyLock::new(|| {
    Rule::new(
        r"^(?:(?:sorry|pardon|please|can you|could you|would you|wait)[ ,]+)*(?:repeat(?: (?:that|it|please|yourself|the question|what you said))*|say (?:that|it) again|what did you (?:just )?say|once more|again please|pardon(?: me)?|come again|what was (?:that|the question)(?: again)?|i didn't (?:get|catch|hear|see) (?:that|it)|(?:tell|ask) me (?:that )?again)(?: please)?(?: \?)*$",
        None,
    )
});

const THANKS: &str = r"(?:(?:(?:many|very|so|ok|okay|great|perfect|brilliant|lovely|super|cool|no|alright|all right|ah|oh|yes|yep|good|awesome|wonderful|excellent|fantastic|amazing)[ ,]+)*(?:thanks?(?: you)?|thankyou|thx|ty|tysm|cheers|ta|much appreciated|appreciate (?:it|that|your help|the help)|i appreciate (?:it|that|your help|the help)|you're (?:great|a star|the best|very kind)|(?:it's |that's |it |that |its |it has |that has |all |now )*(?:done the trick|did the trick|does the trick|sorted(?: now| it)?|fixed(?: now| it)?|solved(?: now| it)?|worked(?: now)?|works (?:now|again|perfectly|fine now)|working (?:now|again|fine now)|works)|(?:quick|speedy|fast|great|good|brilliant|excellent|amazing|fantastic) (?:service|response|reply|support|help|work|job)|that's (?:great|perfect|brilliant|lovely|very kind|really helpful|helpful|all i needed)|very helpful|great help|perfect|brilliant|lovely))";

static THANK: LazyLock<Rule> = LazyLock::new(|| {
    Rule::new(
        &format!(
            r"^{THANKS}(?:[ ,]+(?:so much|very much|a lot|a million|a bunch|loads|for (?:your|the|all|that|this|everything|helping)(?: \w+){{0,4}}|again|then|both|guys|mate|that's (?:great|all|perfect|brilliant|helpful|it|everything)|that is all|that helps|that helped|bye|goodbye|have a (?:nice|good|great|lovely) \w+|you too|all good|you guys rock|you rock|really helpful|very helpful|you have been (?:very |really )?(?:helpful|kind)|you've been (?:very |really |so )?(?:helpful|kind)|thanks?(?: you)?|appreciate it|i appreciate it|cheers|perfect|great|sorted|wren|{THANKS}))*$"
        ),
        Some(
            r"\?|^(?:yes|yep|yeah|sure)\b|^no+[ ,]+thanks?(?: you)?|^thanks for nothing|^yes thanks?(?: you)?$|^yep thanks$|^(?:perfect|brilliant|lovely|great)$",
        ),
    )
});

static FAREWELL: LazyLock<Rule> = LazyLock::new(|| {
    Rule::new(
        r"^(?:(?:ok|okay|alright|right|well|great|thanks|thank you|cheers)[ ,]+)*(?:good ?bye|bye(?:[ -]?bye)?|see (?:you|ya|u)(?: (?:later|soon|around))?|cya|take care|have a (?:nice|good|great|lovely) (?:day|one|evening|weekend|night|afternoon)|good ?night|that's all(?: for (?:now|today))?|that is all|that's everything|nothing else|that'll be all|i'm done|talk (?:to you )?(?:later|soon)|farewell|ciao)(?:,? (?:then|now|and|thanks|thank you|bye|take care|for now|you too|have a (?:nice|good|great|lovely) \w+))*$",
        None,
    )
});

static GREET: LazyLock<Rule> = LazyLock::new(|| {
    Rule::new(
        r"^(?:(?:hi+|hello+|hey+|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|hallo|guten tag|bonjour|hola|g'day|sup|what's up)(?:,? (?:there|all|everyone|team|guys|again|wren|to you|sir|madam|folks))*[ ,]*)+(?:how are you(?: doing)?(?: today)?|how's it going|anyone there|is anyone there|anybody there|are you there|i have a question|i have a quick question|quick question|can you help(?: me)?|i need help|i need some help)?(?: \?)*$|^(?:anyone|anybody|is (?:anyone|anybody)|are you) (?:there|here)(?: \?)*$|^how are you(?: doing)?(?: today)?(?: \?)*$",
        None,
    )
});

static AFFIRM: LazyLock<Rule> = LazyLock::new(|| {
    let yes = r"(?:yes+|yeah+|yep|yup|ya|yea|aye|sure(?: thing)?|ok(?:ay)?|k|kk|okey|alright|all right|of course|certainly|definitely|absolutely|correct|right|exactly|indeed|fine|go ahead|go for it|do it|do that|please do|please|sounds good|sounds great|that's (?:right|correct|it|fine|ok|okay|good)|that is (?:right|correct|fine)|i do|i would|i confirm|confirmed?|y|make it so|let's do (?:it|that)|that works|works for me|perfect|great|good|by all means|it is|i am|i'm sure|i want that|that would be (?:great|good|nice|lovely|helpful)|no problem|si|oui|ja|brilliant|lovely|why not|carry on|proceed)";
    Rule::new(
        &format!(
            r"^(?:(?:oh|um+|uh|well|hm+|i think|i guess|i suppose|actually)[ ,]+)*{yes}(?:[ ,]+(?:{yes}|thanks|thank you|thx|pls|plz|then|now|so|with that|that|it|for me|and|as soon as possible|asap))*$"
        ),
        Some(r"\?"),
    )
});

static DENY: LazyLock<Rule> = LazyLock::new(|| {
    let no = r"(?:no+|nope|nah|naw|no way|not (?:really|now|yet|today|at all|right now|at the moment|necessary|needed|that)|never|don't|do not|please don't|don't do (?:that|it)|negative|wrong|incorrect|that's (?:wrong|incorrect|not right|not correct|not it)|that is (?:wrong|incorrect|not right|not correct)|i (?:don't|do not|wouldn't|would rather not|don't want (?:that|to|it)|do not want (?:that|to|it)|don't think so|disagree|didn't)|rather not|i'd rather not|neither|none(?: of (?:them|these|those|the above))?|n|nein|non|no need|i'm good|i'm fine|it's fine|it's ok(?:ay)?|it's alright|absolutely not|definitely not|of course not|nothing)";
    Rule::new(
        &format!(
            r"^(?:(?:oh|um+|uh|well|hm+|actually|sorry|i think)[ ,]+)*{no}(?:[ ,]+(?:{no}|thanks|thank you|thx|please|pls|sorry|then|it's (?:fine|ok|okay|alright|wrong)|that's (?:fine|ok|okay|all|wrong|not right|alright)|i'm (?:good|fine|ok)|all good|that's all))*$"
        ),
        Some(r"\?"),
    )
});

static CORRECT: LazyLock<Rule> = LazyLock::new(|| {
    Rule::new(
        r"^(?:no+|nope|nah|sorry|oops|wait|hang on|hold on|my mistake|correction)[ ,]+\S|^(?:actually|rather)[ ,]+(?:it's|its|it is|i meant|i mean|the|my|make|change|not|that)\b|^(?:i meant|i mean|what i meant|that's not what i)\b|\bi (?:meant|mean) (?:to say )?(?:the|a|my|order|number|not)\b|^not (?:that|this|the) \S.*\b(?:but|the other|one)\b|^(?:it should be|should be|make that|make it|change (?:it|that) to|the correct (?:one|number|address|email|e-mail) is)\b|\bnot \S+(?: \S+)?,? but \S+",
        Some(
            r"^(?:sorry|wait|hang on|hold on)[ ,]+(?:to|for|but|i|can|could|what|how|where|when|why|is|are|do)\b|^no+[ ,]+(?:one|idea|problem|worries|luck|email|e-mail|sign|answer|reply|response|news|wonder|more|longer|tracking|delivery|parcel|refund)\b",
        ),
    )
});

static CORRECTION_OPENING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\s*(?:(?:no+|nope|nah|sorry|oops|wait|actually|rather|hang on|hold on|my mistake|correction|i meant(?: to say)?|i mean|it should be|should be|make (?:it|that)|change (?:it|that) to|the correct (?:one|number|address|e-?mail) is|it's|it is)[\s,.:;!—–-]+)+",
    )
    .expect("the pattern is tested")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn all(act: DialogueAct, texts: &[&str]) {
        let wrong: Vec<_> =
            texts.iter().map(|t| (*t, dialogue_act(t))).filter(|(_, found)| *found != act).collect();
        assert!(wrong.is_empty(), "not {act:?}: {wrong:#?}");
    }

    #[test]
    fn people_are_asked_for_in_many_words() {
        all(
            DialogueAct::AskForPerson,
            &[
                "can I talk to a human",
                "agent!!",
                "AGENT",
                "real person pls",
                "I don't want a bot",
                "a person, please",
                "A person, please",
                "human",
                "Human please!",
                "let me speak to someone",
                "I want to speak to a manager",
                "put me through to a real person",
                "can you connect me with an agent?",
                "is there anyone I can talk to?",
                "operator",
                "no bots please",
                "I don’t want to talk to a robot",
                "get me a human now",
                "I need a real human being",
                "transfer me to customer service representative",
                "speak to customer service",
                "could I have a person?",
                "representative",
                "Someone real please",
                "I'd like to talk with somebody from your team please, I'd like a person",
                "get me a human you idiot",
                "can i speak to your supervisor",
                "please escalate this to a manager",
                "stop with the bot",
                "give me a live agent",
                "Can I please talk to a person about my order?",
                "The “broken zip” of my tent again, a person please!",
                "My parcel is lost. A real person, please",
            ],
        );
    }

    #[test]
    fn talk_about_people_is_no_request_for_one() {
        all(
            DialogueAct::Inform,
            &[
                "I don't want to talk to a person",
                "I already talked to an agent yesterday and nothing happened",
                "the delivery person left it in the rain",
                "is the tent big enough for one person?",
                "the agent said it would arrive on Monday",
                "can someone else collect my parcel?",
                "what does a three person tent weigh",
                "a tent for a person, please",
            ],
        );
    }

    #[test]
    fn yes_and_no_are_told_from_sentences_that_begin_so() {
        all(
            DialogueAct::Affirm,
            &[
                "yes",
                "Yes!",
                "yep",
                "sure, go ahead",
                "ok",
                "yes please",
                "👍",
                "that's right",
                "please do",
                "Yeah that's fine",
                "correct",
                "do it",
                "sounds good",
                "Yes, thank you",
            ],
        );
        all(
            DialogueAct::Deny,
            &[
                "no",
                "No.",
                "nope",
                "no thanks",
                "no thank you",
                "not now",
                "No, thank you",
                "please don't",
                "nah it's fine",
                "neither",
                "that's wrong",
                "👎",
                "No, I'm good",
            ],
        );
    }

    #[test]
    fn corrections_and_questions_are_neither_yes_nor_no() {
        all(
            DialogueAct::Correct,
            &[
                "no, the blue one",
                "no, 100483",
                "actually it's 100483",
                "I meant the other order",
                "sorry, 100483",
                "not 100482 but 100483",
                "no the one from May",
                "change it to 5 Mill Lane",
                "wait, the tent",
                "it should be anna@example.com",
            ],
        );
        all(
            DialogueAct::Inform,
            &[
                "is it ok to return it?",
                "no one answered my email",
                "yes but how much is it?",
                "no idea where my parcel is",
                "not happy with this",
                "okay so where is my parcel",
            ],
        );
    }

    #[test]
    fn stopping_is_told_from_cancelling_an_order() {
        all(
            DialogueAct::Cancel,
            &[
                "stop",
                "Stop.",
                "never mind",
                "nevermind",
                "cancel",
                "forget it",
                "please stop",
                "cancel that",
                "no, leave it",
                "actually never mind, thanks",
                "I changed my mind",
                "nvm",
                "stop, I have changed my mind",
                "cancel that, forget it",
                "never mind, stop",
            ],
        );
        all(
            DialogueAct::Inform,
            &[
                "I don't want to cancel",
                "I want to cancel my order",
                "how do I cancel my subscription",
                "can you stop sending me e-mails",
                "my parcel stopped moving",
            ],
        );
    }

    #[test]
    fn courtesies_are_told_from_questions_that_begin_so() {
        all(
            DialogueAct::Greet,
            &["hi", "Hello!", "good morning", "hey there", "Hi, anyone there?", "hello, how are you?"],
        );
        all(
            DialogueAct::Thank,
            &[
                "thanks",
                "Thank you so much!",
                "cheers mate",
                "great, thanks for your help",
                "ok thank you",
                "Thanks, that's all",
                "great, thank you",
                "@TarnAndFell Thank you! 🤘",
                "That's done the trick, thanks!",
                "Great help, thanks!",
                "It works now. Thank you so much!",
                "thanks, quick reply",
            ],
        );
        all(
            DialogueAct::Farewell,
            &["bye", "goodbye", "see you later", "ok bye", "That's all, thanks", "have a nice day"],
        );
        all(
            DialogueAct::Inform,
            &[
                "hi, where is my parcel?",
                "thanks but where is my refund?",
                "hello I want to return a jacket",
                "thanks for nothing",
                "it worked yesterday and now it doesn't",
                "thanks, but it still isn't working",
                "hi there, I need to change my address",
            ],
        );
    }

    #[test]
    fn asking_what_we_are_is_recognised() {
        all(
            DialogueAct::AskIfAi,
            &[
                "are you a robot?",
                "are you real",
                "Are you human?",
                "is this a bot?",
                "am I talking to a real person?",
                "are you an AI or a person?",
                "you're a bot right?",
                "r u a bot",
            ],
        );
        all(
            DialogueAct::Inform,
            &[
                "are you open on Sundays?",
                "is this jacket waterproof?",
                "are you a member of the guarantee scheme",
            ],
        );
    }

    #[test]
    fn repeating_is_recognised() {
        all(
            DialogueAct::Repeat,
            &[
                "can you repeat that?",
                "say that again please",
                "pardon?",
                "what did you say?",
                "sorry, I didn't get that",
            ],
        );
        all(DialogueAct::Inform, &["I have to repeat this every time", "it happened again"]);
    }

    #[test]
    fn a_correction_loses_its_opening() {
        assert_eq!(without_correction("No, the blue one"), "the blue one");
        assert_eq!(without_correction("sorry — I meant 100483"), "100483");
        assert_eq!(without_correction("the blue one"), "the blue one");
    }

    #[test]
    fn any_text_is_answered() {
        for text in ["", " ", "???", "…", "💥", &"no ".repeat(3000), "\u{0}"] {
            let _ = dialogue_act(text);
        }
    }
}

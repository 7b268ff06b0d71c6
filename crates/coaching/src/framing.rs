//! Framing: which authored statements stand around the facts of a reply, by policy.
//!
//! acknowledge → accept → act → *the facts* → check → next step; parts drop out when they are not called for.
//! A calm question gets its facts and nothing else. Empathy never stands without an action.

use std::cmp::Reverse;

use rapport_domain::{
    content::{FramingPart, Impact, Statement},
    feeling::Feeling,
    id::{ConversationId, StatementId, TopicId},
    perception::{HostilityLevel, Perception},
    why::{ChosenStatement, DecisionKind},
};

use crate::{
    customer::URGENT,
    exchange::Speaker,
    statements::{RecentUse, Register, closeness, eligible, is_empathy, tells_back},
    text::words,
};

/// What a reply's framing depends on. Begin with [`FramingRequest::new`].
#[derive(Debug, Clone, Copy)]
pub struct FramingRequest<'a> {
    /// The release's statements.
    pub statements: &'a [Statement],
    /// The turn's feeling; `None` is unclear.
    pub feeling: Option<Feeling>,
    /// Its strength, 0…1.
    pub intensity: f32,
    /// How soon an answer is needed, 0…1.
    pub urgency: f32,
    /// Whether the turn attacks a person.
    pub hostility: HostilityLevel,
    /// Whether the customer has come back about it or had to ask again.
    pub repeated: bool,
    /// Whether the feeling got worse since the last turn.
    pub escalating: bool,
    /// What the reply does.
    pub decision: DecisionKind,
    /// What it is about.
    pub topic: Option<&'a TopicId>,
    /// What the customer went through.
    pub impact: Option<&'a Impact>,
    /// What the customer wrote in this turn. Where it is given, a statement that tells back what happened is
    /// only said if that is what the customer wrote about.
    pub customer: Option<&'a str>,
    /// Statements of this conversation; none is said twice.
    pub said: &'a [StatementId],
    /// Statements that this customer was told lately.
    pub recent: &'a [RecentUse],
    /// Whether the reply is read or heard.
    pub register: Register,
    /// Which conversation: it seeds the choice.
    pub conversation: ConversationId,
    /// The sequence number of the message that is answered: it seeds the choice.
    pub seq: u64,
    /// Who speaks.
    pub author: Speaker,
    /// The customer's name, if known.
    pub name: Option<&'a str>,
    /// Whether the customer writes formally.
    pub formal: bool,
    /// Whether the reply asks something itself, so that no check is added.
    pub asks: bool,
    /// Whether the reply says itself what comes next.
    pub has_next_step: bool,
}

impl<'a> FramingRequest<'a> {
    /// A request for a reply to a turn that was perceived so, by the assistant, with nothing said before.
    pub fn new(
        statements: &'a [Statement],
        perception: &Perception,
        decision: DecisionKind,
        conversation: ConversationId,
        seq: u64,
    ) -> Self {
        Self {
            statements,
            feeling: perception.feeling,
            intensity: perception.intensity,
            urgency: perception.urgency,
            hostility: perception.hostility.level,
            repeated: false,
            escalating: false,
            decision,
            topic: None,
            impact: None,
            customer: None,
            said: &[],
            recent: &[],
            register: Register::Written,
            conversation,
            seq,
            author: Speaker::Assistant,
            name: None,
            formal: false,
            asks: false,
            has_next_step: false,
        }
    }
}

/// The sentences around the facts of a reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Framing {
    /// Said before the facts, in order.
    pub before: Vec<String>,
    /// Said after them, in order.
    pub after: Vec<String>,
    /// Which statements they are, and why.
    pub statements: Vec<ChosenStatement>,
}

/// Chooses the statements that frame a reply. The same request always gives the same framing.
pub fn frame(request: &FramingRequest<'_>) -> Framing {
    let policy = Policy::of(request);
    let mut framing = Framing::default();
    for part in &policy.before {
        if let Some(chosen) = choose(*part, &policy, request) {
            framing.take(chosen, *part);
        }
    }
    let shows_empathy = framing.statements.iter().any(|chosen| is_empathy(chosen.part));
    let acts = framing.statements.iter().any(|chosen| chosen.part == FramingPart::Act);
    if policy.needs_act && shows_empathy && !acts {
        return Framing::default();
    }
    if let Some((part, chosen)) =
        policy.after.iter().find_map(|part| choose(*part, &policy, request).map(|chosen| (*part, chosen)))
    {
        framing.take(chosen, part);
    }
    framing
}

impl Framing {
    fn take(&mut self, chosen: Chosen, part: FramingPart) {
        let side = if part <= FramingPart::Act { &mut self.before } else { &mut self.after };
        side.push(chosen.text);
        self.statements.push(ChosenStatement { statement: chosen.statement, part, because: chosen.because });
    }
}

/// What is called for in a turn.
#[derive(Debug, Default)]
pub(crate) struct Policy {
    /// Parts before the facts, in order.
    pub(crate) before: Vec<FramingPart>,
    /// Parts after them: the first that can be had.
    pub(crate) after: Vec<FramingPart>,
    /// Only statements that name the customer's feeling in their condition.
    named_feeling_only: bool,
    /// Of the acknowledgements only those that name what happened: to the lost, a general one is one more thing
    /// to read.
    named_event_only: bool,
    /// Only statements for customers who came back.
    repeated_only: bool,
    /// Longest statement, in words.
    most_words: usize,
    /// Whether the reply itself holds no deed or answer, so that empathy needs an act beside it.
    needs_act: bool,
    /// Why, as the first half of a sentence.
    reason: String,
}

/// Longest statement for someone in a hurry, in words: every word costs time.
const HURRIED_WORDS: usize = 12;
/// Longest statement for someone who is fed up, in words: short and slow.
const FED_UP_WORDS: usize = 18;
/// Longest statement otherwise, in words.
const MOST_WORDS: usize = 28;
/// An unclear feeling is framed from this strength on.
const NOTICEABLE: f32 = 0.4;

impl Policy {
    /// What is called for.
    pub(crate) fn of(request: &FramingRequest<'_>) -> Self {
        use FramingPart::{Accept, Acknowledge, Act};
        let silent =
            request.decision == DecisionKind::Protected || request.hostility >= HostilityLevel::Abusive;
        if silent {
            return Self::default();
        }
        let mut policy = match request.feeling {
            Some(Feeling::Angry | Feeling::Frustrated) => Self::saying(&[Acknowledge, Act], FED_UP_WORDS),
            Some(Feeling::Disappointed | Feeling::Anxious) => Self::saying(&[Acknowledge, Act], MOST_WORDS),
            Some(Feeling::Sad) => Self::saying(&[Acknowledge, Accept], MOST_WORDS),
            Some(Feeling::Confused) => {
                Self { named_event_only: true, ..Self::saying(&[Acknowledge, Act], MOST_WORDS) }
            }
            Some(Feeling::Pleased | Feeling::Grateful) => Self::glad(),
            Some(Feeling::Calm) => Self::returning(request.repeated),
            None if request.repeated => Self::returning(true),
            None if request.intensity >= NOTICEABLE => Self::saying(&[Acknowledge], FED_UP_WORDS),
            None => Self::default(),
        };
        policy.fit_decision(request);
        policy.fit_urgency(request);
        policy.reason = reason(request);
        policy
    }

    fn saying(before: &[FramingPart], most_words: usize) -> Self {
        Self { before: before.to_vec(), most_words, ..Self::default() }
    }

    /// One matching line, and only one that was written for the glad.
    fn glad() -> Self {
        let any = &[FramingPart::Acknowledge];
        Self { named_feeling_only: true, ..Self::saying(any, FED_UP_WORDS) }
    }

    /// Nothing stirs: at most a line for someone who had to come back.
    fn returning(repeated: bool) -> Self {
        if !repeated {
            return Self::default();
        }
        Self { repeated_only: true, ..Self::saying(&[FramingPart::Acknowledge], FED_UP_WORDS) }
    }

    fn fit_decision(&mut self, request: &FramingRequest<'_>) {
        let hurts = request.feeling.is_some_and(Feeling::is_negative);
        match request.decision {
            DecisionKind::Answered | DecisionKind::Drafted => {
                if hurts && !request.asks {
                    self.after.push(FramingPart::Check);
                }
                if hurts && !request.has_next_step && !request.asks {
                    self.after.push(FramingPart::NextStep);
                }
            }
            // A flow is acknowledged where it begins; after that each step would repeat itself.
            DecisionKind::FlowStep if !request.said.is_empty() && !request.escalating => self.before.clear(),
            DecisionKind::FlowStep => {}
            // These replies lead on themselves: "let's fix this" before "I don't know" would be false.
            // Nor is there anything to be glad about together.
            DecisionKind::AskedBack | DecisionKind::DidNotKnow | DecisionKind::HandedOver => {
                let glad = matches!(request.feeling, Some(Feeling::Pleased | Feeling::Grateful));
                self.before.retain(|part| *part != FramingPart::Act && !glad);
            }
            DecisionKind::Waiting => {
                self.before.retain(|part| *part == FramingPart::Acknowledge && request.said.is_empty());
            }
            DecisionKind::Courtesy => self.needs_act = hurts || request.feeling.is_none(),
            DecisionKind::Protected => self.before.clear(),
        }
        // An insult is met with calm help: nothing that could sound like giving in or hitting back.
        if request.hostility == HostilityLevel::Rude {
            self.after.clear();
        }
    }

    fn fit_urgency(&mut self, request: &FramingRequest<'_>) {
        if request.urgency < URGENT || self.needs_act {
            return;
        }
        self.before.retain(|part| *part == FramingPart::Acknowledge);
        self.after.clear();
        self.most_words = self.most_words.min(HURRIED_WORDS);
    }
}

fn reason(request: &FramingRequest<'_>) -> String {
    let mut reason = match request.feeling {
        Some(feeling) => format!("The customer is {feeling} ({:.1})", request.intensity),
        None => "How the customer feels is unclear".to_owned(),
    };
    if request.urgency >= URGENT {
        reason.push_str(" and in a hurry");
    }
    if request.repeated {
        reason.push_str(" and had to come back");
    }
    reason
}

/// A statement that was chosen.
pub(crate) struct Chosen {
    pub(crate) statement: StatementId,
    pub(crate) part: FramingPart,
    pub(crate) text: String,
    pub(crate) because: String,
}

fn choose(part: FramingPart, policy: &Policy, request: &FramingRequest<'_>) -> Option<Chosen> {
    ranked(part, policy, request).into_iter().next()
}

/// The statements that may play a part, best first.
pub(crate) fn ranked(part: FramingPart, policy: &Policy, request: &FramingRequest<'_>) -> Vec<Chosen> {
    // What is read decides, so that the same is said in every register.
    let written = FramingRequest { register: Register::Written, ..*request };
    let candidates = request
        .statements
        .iter()
        .filter(|statement| fits_part(statement.part, part, policy))
        .filter(|statement| !policy.named_feeling_only || !statement.when.feelings.is_empty())
        .filter(|statement| {
            !policy.named_event_only || part != FramingPart::Acknowledge || tells_back(statement)
        })
        .filter(|statement| !policy.repeated_only || statement.when.repeated)
        .filter_map(|statement| Some((statement, eligible(statement, &written).ok()?)))
        .filter(|(_, text)| words(text).count() <= policy.most_words);
    let mut candidates: Vec<(&Statement, String)> = candidates.collect();
    // The closest fit wins; among equals the seed decides, so that customers do not all hear the same.
    candidates.sort_by_cached_key(|(statement, _)| Reverse((closeness(statement), lot(statement, request))));
    let chosen = candidates.into_iter().map(|(statement, text)| Chosen {
        statement: statement.id.clone(),
        part: statement.part,
        text: eligible(statement, request).unwrap_or(text),
        because: format!("{}: this {}.", policy.reason, what_it_does(statement)),
    });
    chosen.collect()
}

/// For the glad any part will do: there is one line only.
fn fits_part(of: FramingPart, wanted: FramingPart, policy: &Policy) -> bool {
    of == wanted || policy.named_feeling_only && of <= FramingPart::Act
}

fn what_it_does(statement: &Statement) -> &'static str {
    let names_it = tells_back(statement);
    match statement.part {
        FramingPart::Acknowledge if names_it => "names what happened to them",
        FramingPart::Acknowledge if statement.when.repeated => "sees that they had to come back",
        FramingPart::Acknowledge => "shows that they were heard",
        FramingPart::Accept => "accepts how they feel",
        FramingPart::Act => "leads over to the help",
        FramingPart::Check => "checks that it helped",
        FramingPart::NextStep => "says what comes next",
    }
}

/// A number that depends on conversation, message and statement alone. Each statement draws its own lot, so
/// that adding one changes only the choices that it wins.
fn lot(statement: &Statement, request: &FramingRequest<'_>) -> u64 {
    let seq = request.seq.to_le_bytes();
    let bytes = request.conversation.as_bytes().iter().chain(&seq).chain(statement.id.as_str().as_bytes());
    // FNV-1a, then a finishing mix, because FNV's high bits hardly depend on the last bytes.
    let mut hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

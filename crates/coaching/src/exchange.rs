//! What is judged and what a judgement says: a customer's message, the reply to it, practices, findings.

use rapport_domain::perception::Perception;
use serde::Serialize;

/// A customer's message and the reply (or draft) to it.
#[derive(Debug, Clone, Copy)]
pub struct Exchange<'a> {
    /// What the customer wrote.
    pub customer: &'a str,
    /// What is, or would be, replied.
    pub reply: &'a str,
    /// What was said before, oldest first.
    pub context: &'a [Turn<'a>],
    /// How the customer feels, where it was read. Without it the words alone are judged.
    pub perception: Option<&'a Perception>,
    /// Who replies.
    pub author: Speaker,
}

impl<'a> Exchange<'a> {
    /// An exchange without a past, replied to by an agent.
    pub const fn new(customer: &'a str, reply: &'a str) -> Self {
        Self { customer, reply, context: &[], perception: None, author: Speaker::Agent }
    }
}

/// Something said earlier in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn<'a> {
    /// Who said it.
    pub role: TurnRole,
    /// What.
    pub text: &'a str,
}

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TurnRole {
    /// The customer.
    Customer,
    /// The company: the assistant or an agent.
    Company,
}

/// Who speaks for the company.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The assistant, an AI: it has no feelings and no past to claim.
    Assistant,
    /// A person.
    #[default]
    Agent,
}

/// The practices, with empathy and action counted apart from the claim to share a feeling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Practice {
    /// No debate whether the feeling is justified.
    Acceptance,
    /// Hostility is never mirrored.
    NotReactive,
    /// No excuses, no blame.
    NotDefensive,
    /// What the customer said happened is named, in their terms.
    Heard,
    /// Length, pace, formality, energy and urgency fit the customer.
    Matched,
    /// Paraphrases and asks when not certain; asks before every act.
    Checked,
    /// Never "I know how you feel".
    NoClaimedFeeling,
    /// Empathy with action, never bare sympathy.
    EmpathyWithAction,
}

impl Practice {
    /// All of them, in the order in which they are reported.
    pub const ALL: [Self; 8] = [
        Self::Acceptance,
        Self::NotReactive,
        Self::NotDefensive,
        Self::Heard,
        Self::Matched,
        Self::Checked,
        Self::NoClaimedFeeling,
        Self::EmpathyWithAction,
    ];

    /// The name as people and files write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Acceptance => "acceptance",
            Self::NotReactive => "not_reactive",
            Self::NotDefensive => "not_defensive",
            Self::Heard => "heard",
            Self::Matched => "matched",
            Self::Checked => "checked",
            Self::NoClaimedFeeling => "no_claimed_feeling",
            Self::EmpathyWithAction => "empathy_with_action",
        }
    }
}

/// How one practice was kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PracticeResult {
    /// Whether it was kept.
    pub kept: bool,
    /// How well, 0…1.
    pub score: f32,
    /// The stretches of the reply that carried the judgement.
    pub evidence: Vec<Span>,
    /// What to change. They are reported once for the whole reply, not per practice.
    #[serde(skip)]
    pub findings: Vec<Finding>,
}

/// A stretch of a text, in Unicode code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// Something to change in a reply or in authored content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's stable name: `claimed-feeling`.
    pub rule: &'static str,
    /// First code point of what it speaks of.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// What is the matter, in plain and kind words.
    pub message: String,
    /// A better wording, made for this exchange.
    pub suggestion: String,
}

//! What is said about an agent's draft, and the rules that they waved away.

use rapport_desk as desk;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{primitives::Moment, promises::FoundPromise};

/// A draft to be looked at. Nothing of it is kept.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoachDraft {
    /// What is written so far.
    #[schema(max_length = 8000, examples("I know how you feel. Please calm down."))]
    pub draft: String,
}

/// What is said about a draft.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DraftCoaching {
    /// What could be better, in the order of the draft; the few that matter most.
    pub hints: Vec<Hint>,
    /// How the draft's manner fits the customer's; empty where there is nothing to compare.
    pub manner: Vec<Aspect>,
    /// The sentences that promise something, to be confirmed by whoever sends it. Nothing is kept of itself.
    pub promises: Vec<FoundPromise>,
}

/// Something that could be better in a draft. It never stands in the way of sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hint {
    /// The rule's stable name.
    #[schema(examples("claimed-feeling"))]
    pub rule: String,
    /// What the rule is called for people.
    #[schema(examples("Claiming to know how they feel"))]
    pub title: String,
    /// The practice that it guards.
    pub practice: Practice,
    /// First code point of what it speaks of.
    #[schema(examples(0))]
    pub start: u32,
    /// One past the last code point.
    #[schema(examples(19))]
    pub end: u32,
    /// Whether something is missing, so that no words of the draft are at fault.
    pub missing: bool,
    /// Why, in plain words.
    #[schema(examples("Nobody can know how someone else feels. Keep the focus on the customer."))]
    pub message: String,
    /// A better wording, or what to do where only the writer can.
    #[schema(examples("I can understand why you feel that way."))]
    pub better: String,
    /// The change that takes the better wording over; absent where only the writer can make it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<Edit>,
    /// Whether you have waved this rule away so often that it keeps in the background.
    pub quiet: bool,
}

/// A change of a draft: the code points from `start` to `end` become `text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Edit {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// What stands there afterwards.
    pub text: String,
}

/// One aspect of a draft's manner beside the customer's. To fit is not to mirror.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Aspect {
    /// What is compared.
    pub kind: AspectKind,
    /// How much of it the customer's turn has, 0…1.
    pub customer: f32,
    /// How much of it the draft has, 0…1.
    pub draft: f32,
    /// Whether the draft fits.
    pub fits: bool,
    /// Why, as a short sentence.
    #[schema(examples("They are upset: quiet is right."))]
    pub why: String,
}

/// The rules that you waved away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MyCoaching {
    /// Each rule, most often waved away first.
    pub dismissed: Vec<DismissedRule>,
    /// Waved away so often, a rule keeps in the background.
    #[schema(examples(3))]
    pub quiet_after: u64,
}

/// A rule that you waved away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DismissedRule {
    /// The rule's stable name.
    #[schema(examples("claimed-feeling"))]
    pub rule: String,
    /// What the rule is called for people.
    #[schema(examples("Claiming to know how they feel"))]
    pub title: String,
    /// The practice that it guards.
    pub practice: Practice,
    /// How often you waved it away.
    pub times: u64,
    /// Whether it keeps in the background by now.
    pub quiet: bool,
    /// When you did last.
    pub last_at: Moment,
}

/// Waves a rule away.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DismissRule {
    /// The rule's stable name.
    #[schema(min_length = 1, max_length = 80, examples("claimed-feeling"))]
    pub rule: String,
}

/// The practices of empathic conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Practice {
    /// No debate whether the feeling is justified.
    Acceptance,
    /// Hostility is never mirrored.
    NotReactive,
    /// No excuses, no blame.
    NotDefensive,
    /// What happened is named, in the customer's terms.
    Heard,
    /// Length, pace, formality, energy and urgency fit the customer.
    Matched,
    /// Paraphrases and asks when not certain.
    Checked,
    /// Never "I know how you feel".
    NoClaimedFeeling,
    /// Empathy with action, never bare sympathy.
    EmpathyWithAction,
}

/// What is compared of a draft's manner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AspectKind {
    /// How much is said.
    Length,
    /// From slang to officialese.
    Formality,
    /// From quiet to loud.
    Energy,
    /// How soon something happens.
    Urgency,
}

/// What the coach says of a reply that was sent, by the rules that judge drafts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReplyCoaching {
    /// What the customer had said.
    pub customer: String,
    /// The reply, which the positions speak of.
    pub reply: String,
    /// How well it was done altogether, 0…1.
    pub overall: f32,
    /// How each practice was kept.
    pub practices: Vec<JudgedPractice>,
    /// Warmth and concern: 0 none, 1 weak, 2 strong.
    pub emotional_reactions: u8,
    /// Understanding shown: 0 none, 1 weak, 2 strong.
    pub interpretations: u8,
    /// Interest in what is not told: 0 none, 1 weak, 2 strong.
    pub explorations: u8,
    /// How its manner fits the customer's; empty where there is nothing to compare.
    pub manner: Vec<Aspect>,
}

/// How a practice was kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JudgedPractice {
    /// Which.
    pub practice: Practice,
    /// Whether it was kept.
    pub kept: bool,
    /// How well, 0…1.
    pub score: f32,
    /// The stretches of the reply that carried the judgement.
    pub evidence: Vec<ReplySpan>,
    /// What could have been better.
    pub findings: Vec<JudgedFinding>,
}

/// A stretch of a reply, in code points.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReplySpan {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// What could have been better in a reply.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JudgedFinding {
    /// The rule's stable name.
    #[schema(examples("claimed-feeling"))]
    pub rule: String,
    /// What the rule is called for people.
    #[schema(examples("Claiming to know how they feel"))]
    pub title: String,
    /// First code point of what it speaks of.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// Why, in plain words.
    pub message: String,
    /// A better wording, made for this exchange.
    pub better: String,
}

impl From<desk::ReplyVerdict> for ReplyCoaching {
    fn from(from: desk::ReplyVerdict) -> Self {
        Self {
            customer: from.customer,
            reply: from.reply,
            overall: from.overall,
            practices: from.practices.into_iter().map(Into::into).collect(),
            emotional_reactions: from.epitome.emotional_reactions,
            interpretations: from.epitome.interpretations,
            explorations: from.epitome.explorations,
            manner: from.manner.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<desk::JudgedPractice> for JudgedPractice {
    fn from(from: desk::JudgedPractice) -> Self {
        let finding = |judged: desk::JudgedFinding| JudgedFinding {
            rule: judged.finding.rule.to_owned(),
            title: judged.title.to_owned(),
            start: judged.finding.start,
            end: judged.finding.end,
            message: judged.finding.message,
            better: judged.finding.suggestion,
        };
        Self {
            practice: from.practice.into(),
            kept: from.kept,
            score: from.score,
            evidence: from
                .evidence
                .into_iter()
                .map(|span| ReplySpan { start: span.start, end: span.end })
                .collect(),
            findings: from.findings.into_iter().map(finding).collect(),
        }
    }
}

impl From<desk::Practice> for Practice {
    fn from(from: desk::Practice) -> Self {
        match from {
            desk::Practice::Acceptance => Self::Acceptance,
            desk::Practice::NotReactive => Self::NotReactive,
            desk::Practice::NotDefensive => Self::NotDefensive,
            desk::Practice::Heard => Self::Heard,
            desk::Practice::Matched => Self::Matched,
            desk::Practice::Checked => Self::Checked,
            desk::Practice::NoClaimedFeeling => Self::NoClaimedFeeling,
            desk::Practice::EmpathyWithAction => Self::EmpathyWithAction,
        }
    }
}

impl From<desk::AspectKind> for AspectKind {
    fn from(from: desk::AspectKind) -> Self {
        match from {
            desk::AspectKind::Length => Self::Length,
            desk::AspectKind::Formality => Self::Formality,
            desk::AspectKind::Energy => Self::Energy,
            desk::AspectKind::Urgency => Self::Urgency,
        }
    }
}

impl From<desk::DraftHint> for Hint {
    fn from(from: desk::DraftHint) -> Self {
        let desk::DraftHint { hint, quiet } = from;
        Self {
            rule: hint.rule.to_owned(),
            title: hint.title.to_owned(),
            practice: hint.practice.into(),
            start: hint.start,
            end: hint.end,
            missing: hint.missing,
            message: hint.message,
            better: hint.better,
            edit: hint.edit.map(|edit| Edit { start: edit.start, end: edit.end, text: edit.text }),
            quiet,
        }
    }
}

impl From<desk::Aspect> for Aspect {
    fn from(from: desk::Aspect) -> Self {
        let desk::Aspect { kind, customer, draft, fits, why } = from;
        Self { kind: kind.into(), customer, draft, fits, why }
    }
}

impl From<desk::DismissedRule> for DismissedRule {
    fn from(from: desk::DismissedRule) -> Self {
        Self {
            rule: from.rule.to_owned(),
            title: from.title.to_owned(),
            practice: from.practice.into(),
            times: from.dismissed,
            quiet: from.quiet,
            last_at: from.last_at.into(),
        }
    }
}

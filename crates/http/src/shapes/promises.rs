//! Promises: what was promised to customers, by whom and until when, and what became of it.

use rapport_domain::{ConversationId, promise};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    conversations::CustomerBrief, ids, labels::PromiseState, primitives::Moment, timeline::Somebody,
};

/// Something promised to the customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PromiseMade {
    /// Its place in the conversation, by which it is known.
    #[schema(examples(12))]
    pub seq: u64,
    /// What.
    #[schema(examples("I'll call you tomorrow before noon."))]
    pub promise: String,
    /// By when, if said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Moment>,
    /// When it was promised.
    pub at: Moment,
    /// Who keeps it; absent where the assistant said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Somebody>,
    /// What became of it.
    pub state: PromiseState,
    /// When it was kept, broken or taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Moment>,
}

/// A promise in its conversation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListedPromise {
    /// The conversation.
    #[schema(value_type = ids::ConversationId)]
    pub conversation: ConversationId,
    /// Whom it was made to.
    pub customer: CustomerBrief,
    /// The promise.
    #[serde(flatten)]
    pub promise: PromiseMade,
}

/// Which promises to list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PromiseQuery {
    /// Whose.
    #[serde(default)]
    #[param(inline)]
    pub whose: PromiseOwner,
    /// Those of which it is known what became of them, the latest first. Else those still to be kept, the next due
    /// first.
    #[serde(default)]
    pub closed: bool,
    /// The `next` of the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// How many items at most, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 50)]
    pub limit: Option<u16>,
}

/// Whose promises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromiseOwner {
    /// Mine.
    #[default]
    Me,
    /// Everybody's.
    Everybody,
}

/// Something that was promised, for instance by phone.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddPromise {
    /// What, as it was said.
    #[schema(min_length = 1, max_length = 300, examples("I'll call you tomorrow before noon."))]
    pub promise: String,
    /// By when.
    #[serde(default)]
    pub by: Option<Moment>,
}

/// What becomes of a promise.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PromiseAct {
    /// It was kept.
    Keep {
        /// Whether the assistant tells the customer. Only where it speaks for the company; where you hold the
        /// conversation, you tell them.
        #[serde(default)]
        tell: bool,
    },
    /// It gets another moment, and the assistant tells the customer. Where you hold the conversation, say it in a
    /// reply.
    Move {
        /// The new moment.
        by: Moment,
    },
    /// It will not be kept.
    Break {},
    /// It was no promise, or the customer needs it no more.
    Withdraw {},
}

/// What a reply says of promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PromiseSaid {
    /// It makes one.
    Made {
        /// What.
        #[schema(min_length = 1, max_length = 300, examples("I'll call you tomorrow before noon."))]
        promise: String,
        /// By when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Moment>,
    },
    /// It tells that an earlier one takes until another moment.
    Moved {
        /// The earlier one's place in the conversation.
        #[schema(examples(12))]
        of: u64,
        /// The new moment.
        by: Moment,
    },
}

/// A sentence of a draft that promises something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FoundPromise {
    /// First code point of the sentence.
    #[schema(examples(14))]
    pub start: u32,
    /// One past the last code point.
    #[schema(examples(49))]
    pub end: u32,
    /// The sentence.
    #[schema(examples("I'll call you tomorrow before noon."))]
    pub promise: String,
    /// By when, where it says so, on the company's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Moment>,
}

/// What happens to a promise after it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromiseChange {
    /// Its owner was reminded.
    Reminded,
    /// Its moment came and it was not kept.
    FellDue,
    /// It was kept.
    Kept,
    /// It got another moment.
    Moved,
    /// It will not be kept.
    Broken,
    /// It was no promise, or the customer needs it no more.
    Withdrawn,
}

impl From<&promise::PromiseChange> for PromiseChange {
    fn from(from: &promise::PromiseChange) -> Self {
        match from {
            promise::PromiseChange::Reminded {} => Self::Reminded,
            promise::PromiseChange::FellDue {} => Self::FellDue,
            promise::PromiseChange::Kept { .. } => Self::Kept,
            promise::PromiseChange::Moved { .. } => Self::Moved,
            promise::PromiseChange::Broken { .. } => Self::Broken,
            promise::PromiseChange::Withdrawn { .. } => Self::Withdrawn,
        }
    }
}

impl From<PromiseSaid> for promise::PromiseSaid {
    fn from(from: PromiseSaid) -> Self {
        match from {
            PromiseSaid::Made { promise, by } => Self::Made { promise, by: by.map(|by| by.0) },
            PromiseSaid::Moved { of, by } => Self::Moved { of, by: by.0 },
        }
    }
}

impl From<&promise::PromiseSaid> for PromiseSaid {
    fn from(from: &promise::PromiseSaid) -> Self {
        match from {
            promise::PromiseSaid::Made { promise, by } => {
                Self::Made { promise: promise.clone(), by: by.map(Into::into) }
            }
            promise::PromiseSaid::Moved { of, by } => Self::Moved { of: *of, by: (*by).into() },
        }
    }
}

impl From<PromiseAct> for rapport_desk::PromiseAct {
    fn from(from: PromiseAct) -> Self {
        match from {
            PromiseAct::Keep { tell } => Self::Keep { tell },
            PromiseAct::Move { by } => Self::Move { by: by.0 },
            PromiseAct::Break {} => Self::Break,
            PromiseAct::Withdraw {} => Self::Withdraw,
        }
    }
}

impl From<rapport_desk::FoundPromise> for FoundPromise {
    fn from(from: rapport_desk::FoundPromise) -> Self {
        Self { start: from.start, end: from.end, promise: from.promise, by: from.by.map(Into::into) }
    }
}

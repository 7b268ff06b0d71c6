//! Macros that agents have at hand.

use rapport_domain::{MacroId, macros};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ids, problem::Problem};

/// A macro that you have at hand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Macro {
    /// Its id.
    #[schema(value_type = ids::MacroId)]
    pub id: MacroId,
    /// By which it is found.
    #[schema(examples("Signing off"))]
    pub title: String,
    /// What is written to the customer; empty where nothing is. `{name}` becomes the customer's name, `{agent}` yours,
    /// `{company}` the company's.
    #[schema(examples("Thank you, {name}. Write to me here whenever you like."))]
    pub text: String,
    /// What is done besides, in this order.
    pub acts: Vec<MacroAct>,
    /// Whether the whole team has it at hand.
    pub shared: bool,
}

/// The macros that you have at hand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Macros {
    /// Each macro, by title.
    pub items: Vec<Macro>,
}

/// What a macro is to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteMacro {
    /// By which it is found.
    #[schema(min_length = 1, max_length = 80, examples("Signing off"))]
    pub title: String,
    /// What is written to the customer; empty where nothing is. `{name}` becomes the customer's name, `{agent}` yours,
    /// `{company}` the company's.
    #[serde(default)]
    #[schema(max_length = 8000, examples("Thank you, {name}. Write to me here whenever you like."))]
    pub text: String,
    /// What is done besides, in this order. Snoozing, handing back or resolving comes last. What is written to the
    /// customer is the text, so a reply is none of them.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub acts: Vec<MacroAct>,
    /// Whether the whole team has it at hand; that needs a designer.
    #[serde(default)]
    pub shared: bool,
}

/// Something that a macro does in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum MacroAct {
    /// Sends a reply. Where the assistant speaks, you take the conversation over first.
    Reply {
        /// The text.
        #[schema(min_length = 1, max_length = 8000, examples("Thank you, Mia."))]
        text: String,
    },
    /// Writes a note for colleagues.
    Note {
        /// The text.
        #[schema(min_length = 1, max_length = 8000, examples("Refund asked for at the warehouse."))]
        text: String,
    },
    /// Puts a tag on.
    Tag {
        /// Which.
        #[schema(min_length = 1, max_length = 100, examples("refund"))]
        tag: String,
    },
    /// Takes a tag off.
    Untag {
        /// Which.
        #[schema(min_length = 1, max_length = 100, examples("refund"))]
        tag: String,
    },
    /// Puts the conversation aside.
    Snooze {
        /// For how long.
        #[schema(minimum = 1, maximum = 527_040, examples(1440))]
        minutes: u32,
    },
    /// Gives it back to the assistant.
    HandBack {
        /// What colleagues should know.
        #[serde(default)]
        #[schema(max_length = 2000)]
        note: String,
    },
    /// Marks it as done.
    Resolve {},
}

/// What is done in a conversation, one after the other, as you have seen it before.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunActs {
    /// An id that you make; a repeated call with it sends no reply twice.
    #[schema(min_length = 1, max_length = 100, examples("3f2b8a1e-6f0e-4d2c-9a55-0d6a1c2b7e11"))]
    pub client_id: String,
    /// The acts.
    #[schema(min_items = 1, max_items = 10)]
    pub acts: Vec<MacroAct>,
}

/// What came of acts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActOutcomes {
    /// Each act's, in their order.
    pub outcomes: Vec<ActOutcome>,
}

/// What came of one act.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActOutcome {
    /// Whether it is done.
    pub done: bool,
    /// Why not; absent where it was not tried because the one before it could not be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

impl From<macros::MacroAct> for MacroAct {
    fn from(from: macros::MacroAct) -> Self {
        match from {
            macros::MacroAct::Reply { text } => Self::Reply { text },
            macros::MacroAct::Note { text } => Self::Note { text },
            macros::MacroAct::Tag { tag } => Self::Tag { tag: tag.to_string() },
            macros::MacroAct::Untag { tag } => Self::Untag { tag: tag.to_string() },
            macros::MacroAct::Snooze { minutes } => Self::Snooze { minutes },
            macros::MacroAct::HandBack { note } => Self::HandBack { note },
            macros::MacroAct::Resolve {} => Self::Resolve {},
        }
    }
}

impl MacroAct {
    /// The act, with its tag read.
    pub(crate) fn read(self) -> Result<macros::MacroAct, rapport_desk::DeskError> {
        let tag = |tag: String| rapport_desk::read_tag("acts", &tag);
        Ok(match self {
            Self::Reply { text } => macros::MacroAct::Reply { text },
            Self::Note { text } => macros::MacroAct::Note { text },
            Self::Tag { tag: name } => macros::MacroAct::Tag { tag: tag(name)? },
            Self::Untag { tag: name } => macros::MacroAct::Untag { tag: tag(name)? },
            Self::Snooze { minutes } => macros::MacroAct::Snooze { minutes },
            Self::HandBack { note } => macros::MacroAct::HandBack { note },
            Self::Resolve {} => macros::MacroAct::Resolve {},
        })
    }
}

//! Macros: a named set of acts that an agent does with one key. A canned reply is a macro with nothing but a text.

use serde::{Deserialize, Serialize};

use crate::tag::Tag;

/// The most acts of a macro, beside its text.
pub const MAX_MACRO_ACTS: usize = 10;
/// The longest time aside, in minutes: a year.
pub const MAX_ASIDE_MINUTES: u32 = 366 * 24 * 60;

/// Something that a macro does in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MacroAct {
    /// Sends a reply. Where nobody of the team speaks yet, the conversation is taken over first.
    Reply {
        /// The text.
        text: String,
    },
    /// Writes a note for colleagues.
    Note {
        /// The text.
        text: String,
    },
    /// Puts a tag on.
    Tag {
        /// Which.
        tag: Tag,
    },
    /// Takes a tag off.
    Untag {
        /// Which.
        tag: Tag,
    },
    /// Puts the conversation aside.
    Snooze {
        /// For how long.
        minutes: u32,
    },
    /// Gives it back to the assistant.
    HandBack {
        /// What colleagues should know.
        note: String,
    },
    /// Marks it as done.
    Resolve {},
}

impl MacroAct {
    /// Whether nothing of the macro can follow: the conversation is done, aside, or with the assistant.
    pub const fn ends(&self) -> bool {
        matches!(self, Self::Snooze { .. } | Self::HandBack { .. } | Self::Resolve {})
    }
}

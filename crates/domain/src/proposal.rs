//! What a language model proposed to say, kept with the decision that took it or left it.

use serde::{Deserialize, Serialize};

use crate::id::TopicId;

/// What a language model proposed to say, or why it proposed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The model, as its endpoint calls it.
    pub model: String,
    /// The approved answers that it was given, best first: nothing else may be said.
    pub sources: Vec<ProposalSource>,
    /// What came of it.
    pub outcome: ProposalOutcome,
    /// Tokens that it used, in and out, as the endpoint counts them or as they are estimated.
    pub tokens: u32,
}

/// An approved answer that a model may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalSource {
    /// The topic.
    pub topic: TopicId,
    /// The version of its answer.
    pub version: u32,
    /// Where customers can read it themselves, if the company shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// What came of asking a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProposalOutcome {
    /// It wrote this. What is personal stands as a placeholder; nobody has judged it yet.
    Text {
        /// Its words.
        text: String,
    },
    /// It wrote nothing that could be judged.
    Nothing {
        /// Why.
        because: NoProposal,
    },
}

/// What the guard said to a proposal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalVerdict {
    /// Whether it went out.
    pub accepted: bool,
    /// What spoke against it.
    pub objections: Vec<ProposalObjection>,
}

/// What speaks against a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalObjection {
    /// The rule, by its stable name.
    pub rule: String,
    /// What it objects to, in words that complete "it …".
    pub because: String,
    /// The words that break it.
    pub said: String,
}

/// Why a model proposed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoProposal {
    /// It said that the answers do not tell.
    NotInSources,
    /// It took too long.
    Late,
    /// No connection, or it broke.
    Unreachable,
    /// The endpoint refused, or answered what nobody can read.
    Broken,
    /// This conversation has used what it may.
    ConversationSpent,
    /// The day has used what it may.
    DaySpent,
    /// It failed too often just now and is left alone for a while.
    Resting,
}

impl NoProposal {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::NotInSources,
        Self::Late,
        Self::Unreachable,
        Self::Broken,
        Self::ConversationSpent,
        Self::DaySpent,
        Self::Resting,
    ];

    /// Its name, as it is stored and counted.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotInSources => "not_in_sources",
            Self::Late => "late",
            Self::Unreachable => "unreachable",
            Self::Broken => "broken",
            Self::ConversationSpent => "conversation_spent",
            Self::DaySpent => "day_spent",
            Self::Resting => "resting",
        }
    }

    /// Whether the endpoint failed, so that it may be better to leave it alone.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Late | Self::Unreachable | Self::Broken)
    }

    /// In words that complete "the language model …".
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::NotInSources => "found no answer in the help articles",
            Self::Late => "took too long",
            Self::Unreachable => "could not be reached",
            Self::Broken => "gave no readable answer",
            Self::ConversationSpent => "was not asked: this conversation has used what it may",
            Self::DaySpent => "was not asked: today has used what it may",
            Self::Resting => "was not asked: it failed too often just now",
        }
    }
}

//! What to say: content that is checked, turns that are understood, flows that are gone through, decisions
//! and the replies composed from them.
//!
//! Pure: no I/O, not async; the same arguments give the same decision, so that it can be explained later.

pub mod compose;
pub mod content;
pub mod decide;
pub mod drafting;
pub mod explain;
pub mod find;
pub mod flow;
pub mod group;
pub mod help_centre;
mod identity;
mod placeholder;
pub mod rehearse;
pub mod timers;
pub mod understand;
pub mod wait;

pub use decide::{Decision, Input, decide, turn_text};
pub use explain::{Explained, explain};
pub use rapport_domain::why::{QueueOutlook, Surroundings};
pub use understand::{CompileError, Compiled, Said, TopicVectors, TurnContext};

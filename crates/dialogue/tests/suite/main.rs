//! The crate from outside: content in, replies out.

mod content;
mod decisions;
mod drafting;
mod fixture;
mod generated;
mod help_centre;
mod moods;
mod proofs;
mod properties;
mod queue;
mod requests;
mod shipped;
mod timers;
mod values;

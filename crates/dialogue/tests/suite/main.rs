//! The crate from outside: content in, replies out.

mod content;
mod decisions;
mod drafting;
mod fixture;
mod help_centre;
mod moods;
mod properties;
mod queue;
mod requests;
mod shipped;

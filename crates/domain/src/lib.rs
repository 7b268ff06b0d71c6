//! Conversations, customers, agents, feelings and events: the words that every other crate speaks.
//!
//! Pure: no I/O, not async; time and randomness come in as arguments ([`Clock`], [`Entropy`]).

pub mod action;
pub mod agent;
pub mod care;
pub mod content;
pub mod conversation;
pub mod customer;
pub mod event;
pub mod feeling;
pub mod flow;
pub mod help_centre;
pub mod id;
pub mod macros;
pub mod message;
pub mod number_words;
pub mod perception;
pub mod personal;
pub mod promise;
pub mod proposal;
pub mod queue;
pub mod redact;
pub mod situations;
pub mod sla;
pub mod tag;
pub mod team;
pub mod time;
pub mod trajectory;
pub mod understanding;
pub mod validity;
pub mod why;

pub use id::*;
pub use time::{Clock, Entropy, Timestamp};

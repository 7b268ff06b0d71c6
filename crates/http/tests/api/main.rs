//! The API through its router: what callers notice.

mod at_hand;
mod bad_input;
mod care;
mod console;
mod contact;
mod draft;
mod explain;
mod fuzz_findings;
mod gate;
mod help;
mod language_model;
mod live;
mod promises;
mod releases;
mod search;
mod sla;
mod statements;
mod support;
mod teams;
mod widget;

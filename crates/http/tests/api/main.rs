//! The API through its router: what callers notice.

mod at_hand;
mod bad_input;
mod care;
mod console;
mod contact;
mod draft;
mod explain;
mod fuzz_findings;
mod help;
mod language_model;
mod live;
mod promises;
mod releases;
mod search;
mod support;
mod widget;

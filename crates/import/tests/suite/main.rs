//! Whole imports: files as other products give them, and what comes of them.

#![expect(clippy::unwrap_used, reason = "a test that panics has found something")]

mod articles;
mod hostile;
mod rasa;
mod spreadsheets;
mod support;

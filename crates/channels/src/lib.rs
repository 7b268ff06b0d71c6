//! Channels: what comes in is made plain and safe, what goes out is rendered as each channel can show it.
//!
//! Only this crate knows a provider's format. A channel is one file.

pub mod api;
pub mod email;
pub mod file_name;
mod letters;
pub mod markdown;
pub mod text;
pub mod widget;

pub use text::TextError;

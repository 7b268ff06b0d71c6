//! The HTTP side of Rapport: routes, the live connection, access, the API's description, the embedded pages.
//!
//! [`router`](router::router) is the table of contents. Only this crate knows the JSON of the API.

mod access;
mod console;
mod dictionary;
mod documented;
mod envelope;
mod extract;
mod files;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzz;
mod help;
mod limits;
mod live;
pub mod openapi;
mod operations;
mod origins;
mod pages;
mod pages_of_lists;
mod problem;
mod render;
mod replay;
pub mod router;
pub mod shapes;
mod state;
mod statement_rule;
mod widget;

pub use router::router;
pub use state::{AppState, HttpOptions, Metrics};

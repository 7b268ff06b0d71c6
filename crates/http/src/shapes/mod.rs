//! The JSON of the API: what comes in and what goes out, a file per subject.
//!
//! These types are the only place where the API's JSON is known. Each carries its own documentation, from
//! which `/api/openapi.json` is generated.

mod agents;
mod answer_figures;
mod assist;
mod bulk;
mod canned_replies;
mod coaching;
mod conversations;
mod customers;
mod draft;
mod draft_import;
mod draft_topics;
mod explanations;
pub mod ids;
mod inboxes;
mod labels;
mod language_model;
mod live;
mod messages;
mod perception;
mod primitives;
mod problem;
mod release_changes;
mod releases;
mod reports;
mod search;
mod tags;
mod timeline;
mod tokens;
mod unanswered;
mod webhooks;
mod widget;

pub use agents::*;
pub use answer_figures::*;
pub use assist::*;
pub use bulk::*;
pub use canned_replies::*;
pub use coaching::*;
pub use conversations::*;
pub use customers::*;
pub use draft::*;
pub use draft_import::*;
pub use draft_topics::*;
pub use explanations::*;
pub use inboxes::*;
pub use labels::*;
pub use language_model::*;
pub use live::*;
pub use messages::*;
pub use perception::*;
pub use primitives::*;
pub use problem::*;
pub use release_changes::*;
pub use releases::*;
pub use reports::*;
pub use search::*;
pub use tags::*;
pub use timeline::*;
pub use tokens::*;
pub use unanswered::*;
pub use webhooks::*;
pub use widget::*;

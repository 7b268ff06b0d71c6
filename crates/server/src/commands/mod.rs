//! What `rapport` does besides serving: a file each.

pub mod audit;
pub mod backup;
pub mod coach;
pub mod content;
pub mod eval;
mod eval_coach;
pub mod explain;
pub mod export;
pub mod find;
pub mod health;
pub mod import;
pub(crate) mod lines;
pub mod perceive;
pub mod search;
pub mod understand;
pub mod user;

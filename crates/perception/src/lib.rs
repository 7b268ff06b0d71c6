//! Text in, perceptions and sentence vectors out.
//!
//! [`Reader`] reads one message; [`Pool`] reads many on threads of its own, behind one bounded queue;
//! [`unsaid`] compares a message with how the same customer wrote before; [`eval`] measures the reader on
//! the shared data sets. The crate knows no customers: what it needs of them comes in as arguments.

mod context;
mod cues;
mod encoder;
pub mod eval;
mod evidence;
mod features;
mod feeling;
mod heads;
mod hostility;
mod language;
mod plain;
mod pool;
mod reader;
mod spelling;
pub mod unsaid;
mod urgency;
mod weights;

pub use pool::{Pool, PoolError, PoolSettings, Request};
pub use reader::{Reader, Reading, Role, Turn};
pub use weights::{LoadError, Weights};

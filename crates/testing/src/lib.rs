//! A desk for tests: the real thing on a database of its own, with a clock that only the test moves.

mod clock;
mod database;
mod model;
mod nats;
mod test_desk;

pub use clock::{CountingEntropy, FakeClock};
pub use database::{Database, databases};
pub use model::{Script, ScriptedModel};
pub use nats::Nats;
pub use test_desk::{Customer, Node, PASSWORD, Said, TestDesk};

//! A desk for tests: the real thing on a database of its own, with a clock that only the test moves.

mod clock;
mod database;
mod test_desk;

pub use clock::{CountingEntropy, FakeClock};
pub use database::{Database, databases};
pub use test_desk::{Customer, PASSWORD, Said, TestDesk};

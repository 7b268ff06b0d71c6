//! Response times: the team sets them, clocks count business time while a customer waits for a person, and what is
//! near or missed is told before and when it happens.
//!
//! A clock is kept in the transaction of the events that move it ([`follow`]); what only time brings is looked at
//! when it is due ([`watch`]).

mod calendar;
mod follow;
mod report;
mod rules;
mod watch;

pub(crate) use follow::Sla;
pub use report::{SlaDay, SlaReport, SlaTally};
pub(crate) use rules::RulesCache;
pub use rules::SlaSettings;

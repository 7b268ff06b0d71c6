//! Empathy as designed behaviour: the seven practices as rules and as judgements learnt from replies, the
//! statements that frame an answer, and the guard on everything the assistant says. The only home of these rules:
//! the assistant's replies, agents' drafts and role play are judged by the same ones.
//!
//! Pure: no I/O, not async, no clock and no randomness; the same input always gives the same judgement.
//! The rules read English. In another language nothing is demanded that could not be recognised.

mod case;
mod catalogue;
mod coach;
mod customer;
mod draft;
mod due;
mod epitome;
mod exchange;
mod framing;
mod grounded;
mod guard;
pub mod learned;
mod lint;
mod manner;
mod pattern;
pub mod practices;
mod promises;
mod readability;
mod roles;
mod rule;
mod said;
mod statements;
mod suggestion;
mod terms;
mod text;
mod wording;

pub use catalogue::{RULES, RuleEntry, rule_named};
pub use coach::{CoachReport, Practices, coach};
pub use draft::{CoachedDraft, Edit, Hint, coach_draft};
pub use due::Calendar;
pub use epitome::{Epitome, epitome};
pub use exchange::{Exchange, Finding, Practice, PracticeResult, Span, Speaker, Turn, TurnRole};
pub use framing::{Framing, FramingRequest, frame};
pub use grounded::{DraftRule, GroundSource, Grounds, Objection, guard_draft, guard_so_far};
pub use guard::{GuardContext, MissingDisclosure, assert_ai_disclosure, guard};
pub use lint::{lint_answer, lint_statement};
pub use manner::{Aspect, AspectKind};
pub use promises::{FoundPromise, find_promises};
pub use readability::school_year;
pub use said::said_in;
pub use statements::{NotEligible, RecentUse, Register, eligible};
pub use suggestion::{Measured, Suggestion, suggestions};

/// Compiles every pattern and reads the learned weights now, so that the first customer does not wait for it.
pub fn warm_up() {
    let exchange =
        Exchange::new("My parcel has not arrived.", "I can see that. Let's find it. Is that right?");
    coach(&exchange, &[]);
    guard(exchange.reply, &GuardContext::default());
    lint_answer(exchange.reply);
}

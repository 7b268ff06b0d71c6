//! Questions that reports ask, answered from figures that hold no text and no names. Pure.

mod effect;
mod interval;
mod today;

pub use effect::{AlikeReplies, Changes, ENOUGH, ENOUGH_ALIKE, Effect, Estimate, effect};
pub use interval::{Share, wilson};
pub use today::{Counted, Day, Move, RatingFigures, Today, WaitingFigures, today};

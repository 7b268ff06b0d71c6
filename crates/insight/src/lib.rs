//! Questions that reports ask, answered from figures that hold no text and no names. Pure.

mod interval;
mod today;

pub use interval::{Share, wilson};
pub use today::{Counted, Day, Move, RatingFigures, Today, WaitingFigures, today};

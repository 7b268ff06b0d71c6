//! The API through its router: what callers notice.

mod bad_input;
mod console;
mod live;
mod support;
mod widget;

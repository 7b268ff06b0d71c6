//! The customers' chat bubble.

pub(crate) mod attachments;
pub(crate) mod contact;
pub(crate) mod conversation;
pub(crate) mod helpful;
pub(crate) mod inbox;
pub(crate) mod kind_words;
pub(crate) mod messages;
pub(crate) mod person;
pub(crate) mod rating;
pub(crate) mod sessions;
pub(crate) mod signals;

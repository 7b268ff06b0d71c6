//! The demo's mail: what Rapport sends is accepted by SMTP, kept as files and shown on a page.

pub(crate) mod mailbox;
pub(crate) mod page;
pub(crate) mod smtp;

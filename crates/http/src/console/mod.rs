//! Agents, designers, leaders, admins, and programs with a token.

pub(crate) mod agents;
pub(crate) mod assist;
pub(crate) mod attachments;
pub(crate) mod canned_replies;
pub(crate) mod coaching;
pub(crate) mod conversations;
pub(crate) mod customers;
pub(crate) mod draft;
pub(crate) mod draft_import;
pub(crate) mod draft_topics;
pub(crate) mod draft_tries;
pub(crate) mod explain;
pub(crate) mod held_replies;
pub(crate) mod holding;
pub(crate) mod inboxes;
pub(crate) mod invitations;
pub(crate) mod me;
pub(crate) mod password_resets;
pub(crate) mod release_changes;
pub(crate) mod releases;
pub(crate) mod reports;
pub(crate) mod session;
pub(crate) mod tokens;
pub(crate) mod unanswered;
pub(crate) mod webhooks;
pub(crate) mod writing;

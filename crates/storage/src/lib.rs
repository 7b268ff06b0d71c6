//! Everything that is kept: repositories and migrations, one SQL for SQLite and PostgreSQL.
//!
//! Writing happens in transactions ([`Store::write`]), reading on connections of their own
//! ([`Store::read`]); the repositories' methods stand on [`Tx`] and [`Reader`], a file each. Personal text
//! is sealed before it reaches the database; this crate is the only one that knows SQL.

mod agents;
mod answers_given;
mod api_tokens;
mod attachments;
mod audit;
mod backup;
mod backup_files;
mod canned_replies;
mod coach_dismissals;
mod connection;
mod conversations;
mod customers;
mod deliveries;
mod dialect;
mod draft;
mod erasure;
mod error;
mod export;
mod hard_contacts;
mod held_replies;
mod help_centre;
mod idempotency;
mod inbox;
mod inboxes;
mod incidents;
mod invitations;
mod kind_words;
mod knowledge_gaps;
mod migrate;
mod outlook;
mod page;
mod projection;
mod rebuild;
mod releases;
mod rollups;
mod scheduled_releases;
mod sealing;
mod search;
mod sign_ins;
mod sla;
mod statement_uses;
mod store;
mod tags;
mod take_over;
mod turns;
mod unanswered;
mod value;
mod visitors;
mod webhooks;
mod writer;

pub use agents::Team;
pub use answers_given::{AnswersGiven, GivenAnswer};
pub use api_tokens::ApiToken;
pub use attachments::StoredAttachment;
pub use audit::AuditRow;
pub use backup::Restored;
pub use canned_replies::CannedReply;
pub use coach_dismissals::Dismissal;
pub use conversations::Expected;
pub use deliveries::{Delivery, DeliveryAttempt, DeliveryAuthor, DeliveryKind, DeliveryState, NewDelivery};
pub use draft::DraftFile;
pub use erasure::{Erasure, ErasureReceipt};
pub use error::StorageError;
pub use hard_contacts::HardContact;
pub use held_replies::{HeldReply, Refusal};
pub use help_centre::{
    AnswerApproval, AnswerFeedback, FeedbackComment, FeedbackCount, FeedbackPlace, ViewCount, said_once,
};
pub use idempotency::{Idempotency, IdempotencyKey};
pub use inbox::{COUNTED_AT_MOST, Counts, FeelingMove, ListFilter, View};
pub use inboxes::Inbox;
pub use incidents::{Incident, IncidentWords};
pub use invitations::{Invitation, InvitationKind};
pub use kind_words::{KindWords, Thankful};
pub use knowledge_gaps::KnowledgeGap;
pub use outlook::ConversationDay;
pub use page::{Cursor, Page};
pub use projection::{ConversationRow, Preview};
pub use rebuild::Rebuilt;
pub use releases::ReleaseRow;
pub use rollups::Rollup;
pub use scheduled_releases::{PreparedRelease, ScheduledRelease};
pub use search::{Found, Piece, SearchFilter, Speaker};
pub use sign_ins::Session;
pub use sla::{SlaFacts, SlaOutcome, SlaRunning, SlaSettings, SlaTotal};
pub use store::{Reader, Store, StoreOptions, Tx};
pub use take_over::TakeOver;
pub use turns::Turn;
pub use unanswered::UnansweredEvent;
pub use visitors::Visitor;
pub use webhooks::Webhook;

//! Use cases: what customers, agents, designers and leaders can do, a file each.
//!
//! A [`Desk`] is one node. All truth is in storage; a desk can be killed at any moment and another goes on.

mod accept;
mod act;
mod agents;
mod alarm;
mod answer_turn;
mod api_tokens;
mod assist;
mod attachments;
mod audit_log;
mod bulk;
mod care;
mod coach_draft;
mod coach_reply;
mod commit;
mod conversations;
mod customers;
mod deliver;
mod draft;
mod erase_customer;
mod error;
mod explain;
mod floor;
mod flow_timers;
mod follow_up;
mod hand_back;
mod hand_over;
mod hard_contacts;
mod help_centre;
mod hold_reply;
mod hours;
mod idempotency;
mod inboxes;
mod incidents;
mod invitations;
mod kind_words;
mod knowledge_gaps;
mod last_turn;
mod live;
mod macros;
mod mail_stop;
mod mentions;
mod model;
mod note;
mod pass_on;
mod pause;
mod promises;
mod queue;
mod rate;
mod receivers;
mod rehearsal;
mod release_check;
mod release_diff;
mod releases;
mod reply;
mod reports;
mod resolve;
mod sameness;
mod search;
mod secrets;
mod seen;
mod set_limit;
mod sign_in;
mod sla;
mod snooze;
mod statement_library;
mod statement_proposals;
mod steps;
mod tags;
mod take_next;
mod take_over;
mod teams;
mod visits;
mod webhooks;
mod workers;

use std::sync::Arc;

use alarm::Alarm;
use rapport_channels::email::Mailer;
use rapport_domain::{Clock, Entropy, Timestamp};
use rapport_event_bus::Bus;
pub use rapport_event_bus::{Presence, Seat};
pub use rapport_import::{Kind as ImportKind, Note as ImportNote, Source as ImportSource};
use rapport_outbound::{Outbound, Secret};
use rapport_perception::Pool;
use rapport_storage::Store;
pub use rapport_storage::{AnswersGiven, AuditRow, GivenAnswer, SlaRunning};
use tokio::sync::Notify;

pub use accept::{Accepted, Inbound};
pub use agents::AgentChange;
pub use api_tokens::{ApiToken, NewApiToken, Scope};
pub use assist::{Assist, FoundAnswer, Suggestion};
pub use attachments::{ACCEPTED_MEDIA_TYPES, StoredAttachment, Upload};
pub use bulk::{BulkAct, BulkOutcome};
pub use coach_draft::{
    Aspect, AspectKind, DismissedRule, DraftCoaching, DraftHint, Edit, Hint, Practice, QUIET_AFTER,
};
pub use coach_reply::{Epitome, JudgedFinding, JudgedPractice, ReplyVerdict};
pub use conversations::{
    ApiCustomer, ConversationDetails, ConversationFilter, ConversationRow, Counts, Cursor, Page, Summary,
    View,
};
pub use customers::{ContactChange, CustomerView, CustomerVisit, FieldChange};
pub use draft::{
    Changed, ChangedFile, CheckedDraft, Draft, DraftFlows, DraftLook, DraftMessage, DraftPreview, DraftReply,
    ExampleConflict, FlowEntry, FlowUse, FlowUseKind, ImportOf, InFeeling, LookState, LookedAtImport,
    OpenFile, OpenFlow, OpenStatement, OpenTopic, PreviewOf, PreviewStatement, SaveFile, SaveFlow,
    SaveStatement, SaveTopic, ScheduleDraft, StandIn, StatementEntry, StatementPreview, TopicEntry,
    Unanswered, UnansweredGroup, UnansweredQuestion, WaitingRelease,
};
pub use erase_customer::ErasureReceipt;
pub use error::DeskError;
pub use explain::{Explanation, FullExplanation, HeardMessage};
pub use hand_over::HandOver;
pub use hard_contacts::{BREAK_AFTER, HardContactShare, MyDay};
pub use help_centre::is_answer;
pub use help_centre::{
    AnswerDetails, AnswerFigures, Article, Body, Category, Colours, FeedbackComment, FeedbackCount,
    FeedbackPlace, FoundArticle, HelpCentre, HelpResults,
};
pub use hold_reply::{HeldReply, LONGEST_HOLD_MS, Refusal};
pub use idempotency::{KeyState, RequestKey, StoredResponse};
pub use inboxes::{InboxChange, InboxView, NewInbox};
pub use incidents::{Incident, NewIncident};
pub use invitations::{Invitation, InvitationKind};
pub use kind_words::{KindWords, Thankful};
pub use knowledge_gaps::KnowledgeGap;
pub use live::{Change, Changes};
pub use macros::{ActOutcome, Macro, MacroDraft};
pub use mentions::Mention;
pub use model::{ModelFigures, ModelSettings, ModelState, ReplySuggestion, SuggestedSource, in_words};
pub use pause::Pauses;
pub use promises::{FoundPromise, ListedPromise, Promise, PromiseAct, PromiseFilter, PromiseState};
pub use receivers::{Colleague, Receivers, TeamThere};
pub use release_check::{
    About, AskedAgain, AskedPhrase, Branch, ChangedQuestion, CheckedContent, Coverage, Covered, Finding,
    FirstReply, FlowInMoods, LookProgress, LookStage, Mood, MoodFailure, MoodReport, OpenedQuestion,
    ReplyKind, ReplyShares, Sameness, Severity, Shares, TestReport, Verdict, WorseTopic,
};
pub use release_diff::{FieldDiff, HowChanged, ItemChange, ItemKind, ReleaseDiff, ReleaseName};
pub use releases::{PublishedRelease, Publisher, ReleaseSummary};
pub use reply::AgentReply;
pub use reports::TodayReport;
pub use sameness::SameAnswers;
pub use search::{Found, MAX_SEARCH_CHARS, Piece, SearchFilter, SearchResults, Speaker};
pub use secrets::{MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, identity_signature};
pub use set_limit::{Ended, Limit, Limits};
pub use sign_in::{SignIn, SignedIn};
pub(crate) use sla::Sla;
pub use sla::{SlaDay, SlaReport, SlaSettings, SlaTally};
pub use statement_library::{ENOUGH, ENOUGH_ALIKE, Effect, Estimate, StatementLibrary, StatementUse};
pub use statement_proposals::{ProposalDecision, ProposalWords, ProposeStatement, StatementProposal};
pub use tags::read_tag;
pub use teams::TeamChange;
pub use visits::{Identity, OpenVisit, Visit, VisitState, Visitor};
pub use webhooks::{DeliveryView, WEBHOOK_EVENTS, WebhookChange, WebhookView};
pub use workers::Workers;

/// What a desk works with.
pub struct DeskParts {
    /// Where everything is kept.
    pub store: Store,
    /// Tells other connections and nodes that something is new.
    pub bus: Bus,
    /// Reads messages.
    pub readers: Pool,
    /// Calls other systems.
    pub outbound: Outbound,
    /// Sends mail; without one no mail is sent.
    pub mailer: Option<Mailer>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// How it behaves.
    pub settings: Settings,
    /// Told at each step of a message's life; the crash harness ends the process in it.
    pub observe: Arc<dyn Fn(Step) + Send + Sync>,
}

/// How a desk behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a turn waits for another message.
    pub pauses: Pauses,
    /// Turns that are answered at the same time.
    pub workers: usize,
    /// Where actions are posted to; without it every act is refused honestly.
    pub actions: Option<ActionService>,
    /// The language model; without it nothing is ever drafted.
    pub model: Option<ModelSettings>,
    /// A reply that the customer has not seen after so many milliseconds goes out by mail.
    pub unseen_after_ms: i64,
    /// The largest attachment, in bytes.
    pub attachment_bytes: u64,
    /// Wrong passwords per account and quarter of an hour.
    pub sign_in_attempts: u32,
    /// How the outside reaches us; without a slash at the end.
    pub public_url: String,
}

/// Where actions are posted to.
#[derive(Debug, Clone)]
pub struct ActionService {
    /// The address that an action's path is appended to.
    pub base_url: String,
    /// The secret that signs the calls.
    pub secret: Secret,
}

/// A step of a message's life, for those who watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A message is durable; its sender has not been told yet.
    Accepted,
    /// A turn waits for another message.
    Pausing,
    /// A reply is decided and not committed.
    BeforeCommit,
    /// A reply is committed; nobody has been told yet.
    AfterCommit,
    /// A mail or webhook is sent and not marked as sent.
    BetweenSendAndMark,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Accepted, Self::Pausing, Self::BeforeCommit, Self::AfterCommit, Self::BetweenSendAndMark];

    /// The name that the crash harness uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Pausing => "pausing",
            Self::BeforeCommit => "before_commit",
            Self::AfterCommit => "after_commit",
            Self::BetweenSendAndMark => "between_send_and_mark",
        }
    }
}

/// One node. Cheap to clone; every clone is the same desk.
#[derive(Clone)]
pub struct Desk {
    shared: Arc<Shared>,
}

struct Shared {
    parts: DeskParts,
    releases: releases::ReleaseCache,
    rehearsals: rehearsal::Rehearsals,
    looks: release_check::Looks,
    webhooks: webhooks::WebhookCache,
    sla: sla::RulesCache,
    help: help_centre::HelpCache,
    model: model::Model,
    effects: statement_library::EffectCache,
    /// Rings when a turn was scheduled that may be due before the workers look again.
    turns: Alarm,
    /// Rings when a flow waits for a moment that may come before the workers look again.
    flows: Alarm,
    /// Rings when something was put into the outbox.
    deliveries: Notify,
    /// Rings when a reply waits for its moment.
    held: Notify,
    /// Rings when a chore should not wait for its usual moment.
    chores: Notify,
    /// Rings when something happened that search has to know.
    indexing: Notify,
}

impl Desk {
    /// A desk; [`Desk::start`](workers) sets it to work.
    pub fn new(parts: DeskParts) -> Self {
        Self {
            shared: Arc::new(Shared {
                parts,
                releases: releases::ReleaseCache::default(),
                rehearsals: rehearsal::Rehearsals::default(),
                looks: release_check::Looks::default(),
                webhooks: webhooks::WebhookCache::default(),
                sla: sla::RulesCache::default(),
                help: help_centre::HelpCache::default(),
                model: model::Model::default(),
                turns: Alarm::default(),
                flows: Alarm::default(),
                effects: statement_library::EffectCache::default(),
                deliveries: Notify::new(),
                held: Notify::new(),
                chores: Notify::new(),
                indexing: Notify::new(),
            }),
        }
    }

    /// The moment now.
    pub fn now(&self) -> Timestamp {
        self.shared.parts.clock.now()
    }

    /// How it behaves.
    pub fn settings(&self) -> &Settings {
        &self.shared.parts.settings
    }

    /// Closes bus and database, after the workers have stopped.
    pub async fn close(&self) {
        if let Err(error) = self.write_down_views().await {
            tracing::warn!(%error, "how often articles were read last could not be written down");
        }
        self.parts().bus.close().await;
        self.store().close().await;
    }

    pub(crate) fn store(&self) -> &Store {
        &self.shared.parts.store
    }

    pub(crate) fn parts(&self) -> &DeskParts {
        &self.shared.parts
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.shared.parts.entropy
    }

    pub(crate) fn observe(&self, step: Step) {
        (self.shared.parts.observe)(step);
    }

    /// Whether database and bus answer, for the readiness probe: the names of the parts that do not.
    pub async fn unready(&self) -> Vec<&'static str> {
        let mut unready = vec![];
        if self.store().ping().await.is_err() {
            unready.push("database");
        }
        if !self.parts().bus.is_connected() {
            unready.push("bus");
        }
        if self.release().await.is_err() {
            unready.push("release");
        }
        unready
    }
}

//! Which version of an answer customers got.

use rapport_domain::{ConversationId, CustomerId, ReleaseId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Channel, ids, primitives::Moment};

/// Which answers.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeriodQuery {
    /// From this moment on.
    #[param(value_type = String, format = DateTime)]
    pub from: Moment,
    /// Before this one, a year later at most.
    #[param(value_type = String, format = DateTime)]
    pub until: Moment,
    /// The `next` of the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// How many at most, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 50)]
    pub limit: Option<u16>,
}

/// The versions of an answer that customers got.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Sameness {
    /// The topic's name.
    #[schema(examples("delivery-cost"))]
    pub topic: String,
    /// Its title now.
    #[schema(examples("What delivery costs"))]
    pub title: String,
    /// By version and channel, the newest version first. Everybody in a row got the same text.
    pub groups: Vec<SameAnswers>,
}

/// Everybody who got one version on one channel.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SameAnswers {
    /// The answer's version.
    pub version: u32,
    /// The channel.
    pub channel: Channel,
    /// The numbers of the releases that held it then.
    pub releases: Vec<u32>,
    /// How often it was said.
    pub replies: u64,
    /// To how many customers.
    pub customers: u64,
    /// When first.
    pub first_at: Moment,
    /// When last.
    pub last_at: Moment,
}

/// An answer that a customer got.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GivenAnswer {
    /// When.
    pub at: Moment,
    /// In which conversation.
    #[schema(value_type = ids::ConversationId)]
    pub conversation: ConversationId,
    /// The reply's sequence number there.
    pub seq: u64,
    /// Whose it is.
    #[schema(value_type = ids::CustomerId)]
    pub customer: CustomerId,
    /// By which way.
    pub channel: Channel,
    /// The answer's version.
    pub version: u32,
    /// The release that it came from.
    #[schema(value_type = ids::ReleaseId)]
    pub release: ReleaseId,
}

//! Customers, as agents see them; export and erasure.

use rapport_domain::{CustomerId, ReceiptId, customer};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::{
    conversations::ConversationRow, ids, labels::Feeling, primitives::Moment, promises::PromiseMade,
};

/// A customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Customer {
    /// Their id.
    #[schema(value_type = ids::CustomerId)]
    pub id: CustomerId,
    /// What they are called, if they told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("Mia Keller"))]
    pub name: Option<String>,
    /// Where they can be written to, if they told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("mia@shop.example"))]
    pub email: Option<String>,
    /// Whether they took their address back and want no mail.
    pub mail_declined: bool,
    /// Whether the shop vouches for who they are.
    pub verified: bool,
    /// The id under which the shop knows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("customer-4711"))]
    pub external_id: Option<String>,
    /// BCP 47 code of the language they prefer.
    #[schema(examples("en"))]
    pub locale: String,
    /// When they first came.
    pub created_at: Moment,
}

impl From<customer::Customer> for Customer {
    fn from(from: customer::Customer) -> Self {
        Self {
            id: from.id,
            name: from.name,
            email: from.email,
            mail_declined: from.mail_declined,
            verified: from.verified,
            external_id: from.external_id,
            locale: from.locale,
            created_at: from.created_at.into(),
        }
    }
}

/// A customer and what they wrote about before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerDetails {
    /// Who.
    #[serde(flatten)]
    pub customer: Customer,
    /// Their conversations, newest first.
    pub previous: Vec<ConversationRow>,
}

/// A conversation in a customer's timeline.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerVisit {
    /// The conversation, as in the list.
    pub row: ConversationRow,
    /// When it began.
    pub started_at: Moment,
    /// How often the customer came in it: 1, and one more each time they came back after it was resolved.
    pub episodes: u32,
    /// How the customer came the last time; absent while that is unclear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Feeling>,
    /// Whether it was ended because of hostility.
    pub ended: bool,
    /// What people promised in it, oldest first.
    pub promises: Vec<PromiseMade>,
}

/// What changes about a customer. A field that is absent stays, one that is null is emptied.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCustomer {
    /// What they are called.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200, examples("Mia Keller"))]
    pub name: FieldChange,
    /// Where they can be written to. Null takes the address away: they want no mail, and only they themselves
    /// or an agent can put one back.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 254, examples("mia@shop.example"))]
    pub email: FieldChange,
}

/// What happens to a field: absent, null and a text are three different wishes.
#[derive(Debug, Clone, Default)]
pub struct FieldChange(pub rapport_desk::FieldChange);

impl<'de> Deserialize<'de> for FieldChange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = Option::<String>::deserialize(deserializer)?;
        let given = given.map_or(rapport_desk::FieldChange::Removed, rapport_desk::FieldChange::Becomes);
        Ok(Self(given))
    }
}

/// The customer's orders, as the shop's look-up action gives them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Orders {
    /// Whether the shop could be asked.
    pub available: bool,
    /// Why not, where it could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("The order service did not answer."))]
    pub note: Option<String>,
    /// The orders, newest first.
    pub orders: Vec<Order>,
}

/// An order of the shop.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Order {
    /// Its number.
    #[schema(examples("100482"))]
    pub number: String,
    /// Where it stands, in one word.
    #[schema(examples("shipped"))]
    pub status: String,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("it is on its way"))]
    pub status_text: Option<String>,
    /// When it was placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("2026-11-12"))]
    pub placed_on: Option<String>,
    /// What it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("€129.90"))]
    pub total: Option<String>,
    /// What is in it.
    pub items: Vec<String>,
    /// Where to follow the parcel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_url: Option<String>,
}

/// Everything that is kept about a customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerExport {
    /// When it was put together.
    pub exported_at: Moment,
    /// The profile, every conversation with every message and perception, files, deliveries.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    pub data: serde_json::Value,
}

/// Proof that a customer was erased.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErasureReceipt {
    /// The receipt.
    pub receipt: Receipt,
}

/// Proof that a customer was erased. It holds no personal text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Receipt {
    /// Its id.
    #[schema(value_type = ids::ReceiptId)]
    pub id: ReceiptId,
    /// Whom it is about.
    #[schema(value_type = ids::CustomerId)]
    pub customer: CustomerId,
    /// When.
    pub erased_at: Moment,
    /// How many conversations are unreadable now.
    pub conversations: u64,
    /// How many events are unreadable now.
    pub events: u64,
    /// How many files were deleted.
    pub attachments: u64,
    /// How many mails and webhook posts were deleted, sent or not.
    pub deliveries: u64,
    /// How many backups still hold the key; restoring one needs the ledger of erasures, which removes it.
    pub unreached_backups: u64,
}

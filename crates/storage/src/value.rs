//! Values on their way into a statement. A missing value keeps its type, which PostgreSQL insists on.

use rapport_domain::{
    AgentId, AnswerFeedbackId, AttachmentId, ConversationId, CustomerId, DeliveryId, InboxId, IncidentId,
    InvitationId, KindWordsId, KnowledgeGapId, MacroId, MessageId, ReceiptId, ReleaseId, ScheduledReleaseId,
    SessionId, StatementProposalId, TeamId, Timestamp, TokenId, WebhookId,
};
use serde::{Serialize, de::DeserializeOwned};

/// A value on its way into a statement.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Int(Option<i64>),
    Real(Option<f64>),
    Text(Option<String>),
    Blob(Option<Vec<u8>>),
}

/// The values of a statement, in the order of `$1`, `$2`….
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::value::Value::from($value)),*] };
}
pub(crate) use values;

macro_rules! from {
    ($($type:ty => $variant:ident: $convert:expr;)*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                let convert = $convert;
                Self::$variant(Some(convert(value)))
            }
        }

        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map($convert))
            }
        }
    )*};
}

from! {
    i64 => Int: |value| value;
    u32 => Int: i64::from;
    u16 => Int: i64::from;
    u8 => Int: i64::from;
    bool => Int: i64::from;
    u64 => Int: |value| i64::try_from(value).unwrap_or(i64::MAX);
    usize => Int: |value| i64::try_from(value).unwrap_or(i64::MAX);
    Timestamp => Int: Timestamp::as_micros;
    f64 => Real: |value| value;
    f32 => Real: f64::from;
    String => Text: |value| value;
    Vec<u8> => Blob: |value| value;
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}

impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}

macro_rules! from_ids {
    ($($id:ty),*) => {$(
        impl From<$id> for Value {
            fn from(id: $id) -> Self {
                Self::Text(Some(id.to_string()))
            }
        }

        impl From<Option<$id>> for Value {
            fn from(id: Option<$id>) -> Self {
                Self::Text(id.map(|id| id.to_string()))
            }
        }
    )*};
}

from_ids!(
    AgentId,
    AnswerFeedbackId,
    AttachmentId,
    ConversationId,
    CustomerId,
    DeliveryId,
    InboxId,
    IncidentId,
    InvitationId,
    KindWordsId,
    KnowledgeGapId,
    MacroId,
    MessageId,
    ReceiptId,
    ReleaseId,
    ScheduledReleaseId,
    SessionId,
    StatementProposalId,
    TeamId,
    TokenId,
    WebhookId
);

/// The name of an enumeration's variant, as `serde` writes it.
pub(crate) fn label<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        other => unreachable!("only enumerations without data are labels, not {other:?}"),
    }
}

/// The variant of that name.
pub(crate) fn from_label<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
}

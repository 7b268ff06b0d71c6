//! Typed ids: a conversation's id cannot stand where a customer's is expected.
//!
//! Written `cnv_0192…`: a prefix that tells the kind, then a time-ordered UUID (RFC 9562, version 7).
//! Ids that people author (topics, flows, statements…) are [slugs](Slug).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use crate::time::{Entropy, Timestamp};

/// A text that is not an id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an id of the form {prefix}_…")]
pub struct InvalidId {
    /// What was given, cut to 60 characters.
    pub text: String,
    /// The prefix that was expected.
    pub prefix: &'static str,
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// A new id, ordered by `now`.
            pub fn mint(now: Timestamp, entropy: &dyn Entropy) -> Self {
                Self(time_ordered(now, entropy))
            }

            /// The same id for the same `bytes`, for things that must be found again without a look-up.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The 16 bytes behind the id.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse(text, $prefix).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

typed_ids! {
    /// A conversation.
    ConversationId = "cnv";
    /// A message of a conversation.
    MessageId = "msg";
    /// A customer.
    CustomerId = "cus";
    /// An agent: anybody who signs in to the console, whatever their role.
    AgentId = "agt";
    /// A team of agents.
    TeamId = "tem";
    /// An inbox: where conversations of one channel arrive.
    InboxId = "inb";
    /// A published release.
    ReleaseId = "rel";
    /// A release that waits for its moment.
    ScheduledReleaseId = "sch";
    /// A file that somebody sent.
    AttachmentId = "att";
    /// A call of an action.
    ActionCallId = "act";
    /// Something that waits to be delivered.
    DeliveryId = "dlv";
    /// A subscription to outgoing webhooks.
    WebhookId = "whk";
    /// An API token.
    TokenId = "tok";
    /// A signed-in session.
    SessionId = "ses";
    /// An invitation or password reset.
    InvitationId = "inv";
    /// A receipt for an erasure.
    ReceiptId = "rcp";
    /// Something that an agent needed and did not find.
    KnowledgeGapId = "gap";
    /// A macro that agents have at hand. The prefix is that of canned replies, which are macros, too.
    MacroId = "can";
    /// What somebody said of an answer: whether it helped.
    AnswerFeedbackId = "fdb";
    /// A report of abuse, a threat or something else that should not happen to an agent.
    IncidentId = "inc";
    /// Words of thanks for an agent.
    KindWordsId = "kwd";
    /// A wording that an agent proposes for the library of statements.
    StatementProposalId = "spr";
}

fn time_ordered(now: Timestamp, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0_u8; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(now.as_micros() / 1_000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

fn parse(text: &str, prefix: &'static str) -> Result<Uuid, InvalidId> {
    let invalid = || InvalidId { text: text.chars().take(60).collect(), prefix };
    let rest = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or_else(invalid)?;
    // Only the form that we print: hyphens, braces and capitals would give one thing several names.
    let plain = rest.len() == 32 && rest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !plain {
        return Err(invalid());
    }
    Uuid::try_parse(rest).map_err(|_| invalid())
}

/// A text that is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a name of 1 to 64 small letters, digits, hyphens and underscores")]
pub struct InvalidSlug(pub String);

/// A name that a person gave, unique among its kind: 1–64 of `a-z 0-9 - _`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(std::sync::Arc<str>);

impl Slug {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = InvalidSlug;

    fn from_str(text: &str) -> Result<Self, InvalidSlug> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
        if text.is_empty() || text.len() > 64 || !text.bytes().all(allowed) {
            return Err(InvalidSlug(text.chars().take(80).collect()));
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Slug {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

macro_rules! slugs {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Debug)]
        #[serde(transparent)]
        pub struct $name(pub Slug);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl FromStr for $name {
            type Err = InvalidSlug;

            fn from_str(text: &str) -> Result<Self, InvalidSlug> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    )*};
}

slugs! {
    /// A topic, and equally its answer: `delivery-cost`.
    TopicId;
    /// A flow: `return-an-item`.
    FlowId;
    /// A step of a flow.
    StepId;
    /// An empathy statement: `thank-you-for-sharing`.
    StatementId;
    /// An action that a flow may call: `find-order`.
    ActionId;
    /// A value that a flow collects: `order_number`.
    SlotName;
    /// A category of the help centre: `returns`.
    HelpCategoryId;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::tests::Counting;

    #[test]
    fn an_id_reads_back_what_it_prints() {
        let id = ConversationId::mint(Timestamp::from_micros(1_700_000_000_000_000), &Counting::default());
        assert_eq!(id.to_string().parse::<ConversationId>(), Ok(id));
        assert!(id.to_string().starts_with("cnv_"));
    }

    #[test]
    fn an_id_of_another_kind_or_form_is_refused() {
        let id = CustomerId::mint(Timestamp::from_micros(0), &Counting::default());
        assert!(id.to_string().parse::<ConversationId>().is_err());
        for text in ["", "cus_", "cus_zz", "cus_0192F0000000700080000000000000AA", "cus-1", &"x".repeat(9000)]
        {
            assert!(text.parse::<CustomerId>().is_err(), "{text:.20}");
        }
    }

    #[test]
    fn ids_sort_by_time() {
        let entropy = Counting::default();
        let early = MessageId::mint(Timestamp::from_micros(1_000_000), &entropy);
        let late = MessageId::mint(Timestamp::from_micros(2_000_000), &entropy);
        assert!(early < late);
    }

    #[test]
    fn slugs_are_small_and_plain() {
        assert!("delivery-cost".parse::<TopicId>().is_ok());
        for text in ["", "Delivery", "a b", "../x", "é", &"a".repeat(65)] {
            assert!(text.parse::<TopicId>().is_err(), "{text}");
        }
    }
}

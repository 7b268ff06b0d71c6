//! Events of conversations that tables list, each read where it stands, in the log, with whom it was about.

use rapport_domain::{ConversationId, CustomerId, customer::Customer, event::ConversationEvent};

use crate::{
    connection::Row,
    conversations::{event_place, row_key},
    error::StorageError,
    store::Reader,
};

/// The rows of a table, `l`, that names events by `conversation_id`, `seq` and `customer_id`, with what
/// [`Reader::listed_event`] reads.
macro_rules! select_listed {
    ($table:literal) => {
        concat!(
            "SELECT l.*, k.wrapped, e.sealed AS event, u.sealed AS profile, u.verified, ",
            "u.created_at AS customer_since FROM ",
            $table,
            " l JOIN customers u ON u.id = l.customer_id LEFT JOIN customer_keys k ON k.customer_id = l.customer_id ",
            "JOIN events e ON e.conversation_id = l.conversation_id AND e.seq = l.seq"
        )
    };
}
pub(crate) use select_listed;

/// An event that a table lists.
pub(crate) struct ListedEvent {
    pub(crate) conversation: ConversationId,
    pub(crate) seq: u64,
    pub(crate) customer: Customer,
    pub(crate) event: ConversationEvent,
}

impl Reader {
    /// `None` where its customer was erased in this very moment.
    pub(crate) fn listed_event(&self, row: &Row) -> Result<Option<ListedEvent>, StorageError> {
        let Some(key) = row_key(&self.keys, row)? else { return Ok(None) };
        let Some(profile) = row.opt_blob("profile")? else { return Ok(None) };
        let customer: CustomerId = row.parsed("customer_id")?;
        let profile = crate::customers::open_profile(&key, customer, &profile)?;
        let (conversation, seq) = (row.parsed("conversation_id")?, row.count("seq")?);
        let event = key.open(&event_place(conversation, seq), &row.blob("event")?)?;
        let (verified, created_at) = (row.flag("verified")?, row.time("customer_since")?);
        Ok(Some(ListedEvent {
            conversation,
            seq,
            customer: Customer { verified, created_at, ..profile },
            event,
        }))
    }
}

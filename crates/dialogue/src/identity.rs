//! Ids of replies and calls, derived from where they stand rather than drawn, so that deciding again gives
//! the same ones.

use rapport_domain::{ActionCallId, ConversationId, MessageId};
use sha2::{Digest, Sha256};

/// The id of the `n`th message of the reply to the message at `answers`, decided after the event at `seq`.
pub fn message_id(conversation: ConversationId, answers: u64, n: u64) -> MessageId {
    MessageId::from_bytes(derive("message", conversation, answers, n))
}

/// The id of the `n`th call decided after the event at `seq`.
pub fn call_id(conversation: ConversationId, seq: u64, n: u64) -> ActionCallId {
    ActionCallId::from_bytes(derive("call", conversation, seq, n))
}

fn derive(what: &str, conversation: ConversationId, seq: u64, n: u64) -> [u8; 16] {
    let hash = Sha256::new()
        .chain_update(what)
        .chain_update(conversation.as_bytes())
        .chain_update(seq.to_be_bytes())
        .chain_update(n.to_be_bytes())
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes
}

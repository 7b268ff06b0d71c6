//! What wakes a connection: a bell that remembers why it rang, in a few bytes.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use tokio::sync::Notify;

const READ_AGAIN: u8 = 1;
const AGENT_TYPES: u8 = 2;
const ASSISTANT_TYPES: u8 = 4;
const CUSTOMER_TYPES: u8 = 8;
const LEAVE: u8 = 16;
const GONE: u8 = 32;
const EVENT: u8 = 64;
const PRESENCE: u8 = 128;

/// A bell.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    notify: Notify,
    reasons: AtomicU8,
    /// The last event of the conversation, as far as anybody told.
    newest: AtomicU64,
}

/// Why a bell rang.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rung {
    reasons: u8,
    /// The last event of the conversation, as far as anybody told.
    pub(crate) newest: u64,
}

impl Bell {
    /// The conversation has events up to `seq`.
    pub(crate) fn event(&self, seq: u64) {
        // It rang for this one before: somebody has read, which is no event.
        if self.newest.fetch_max(seq, Ordering::AcqRel) < seq {
            self.ring(EVENT);
        }
    }

    /// Something may have been missed.
    pub(crate) fn read_again(&self) {
        self.ring(READ_AGAIN);
    }

    /// An agent is typing.
    pub(crate) fn agent_types(&self) {
        self.ring(AGENT_TYPES);
    }

    /// Another agent came, went or writes.
    pub(crate) fn presence(&self) {
        self.ring(PRESENCE);
    }

    /// The assistant is typing.
    pub(crate) fn assistant_types(&self) {
        self.ring(ASSISTANT_TYPES);
    }

    /// The customer is typing.
    pub(crate) fn customer_types(&self) {
        self.ring(CUSTOMER_TYPES);
    }

    /// The node stops.
    pub(crate) fn leave(&self) {
        self.ring(LEAVE);
    }

    /// The customer was erased.
    pub(crate) fn gone(&self) {
        self.ring(GONE);
    }

    fn ring(&self, reason: u8) {
        self.reasons.fetch_or(reason, Ordering::AcqRel);
        self.notify.notify_one();
    }

    /// Waits until it rings, and tells why; safe to be dropped and called again.
    pub(crate) async fn rung(&self) -> Rung {
        loop {
            let reasons = self.reasons.swap(0, Ordering::AcqRel);
            if reasons != 0 {
                return Rung { reasons, newest: self.newest.load(Ordering::Acquire) };
            }
            self.notify.notified().await;
        }
    }
}

impl Rung {
    pub(crate) const fn must_read(self, cursor: u64) -> bool {
        self.reasons & READ_AGAIN != 0 || self.newest > cursor
    }

    pub(crate) const fn agent_types(self) -> bool {
        self.reasons & AGENT_TYPES != 0
    }

    pub(crate) const fn presence(self) -> bool {
        self.reasons & PRESENCE != 0
    }

    pub(crate) const fn assistant_types(self) -> bool {
        self.reasons & ASSISTANT_TYPES != 0
    }

    pub(crate) const fn customer_types(self) -> bool {
        self.reasons & CUSTOMER_TYPES != 0
    }

    pub(crate) const fn must_leave(self) -> bool {
        self.reasons & LEAVE != 0
    }

    pub(crate) const fn is_gone(self) -> bool {
        self.reasons & GONE != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_that_rang_before_the_wait_is_lost() {
        let bell = Bell::default();
        bell.event(7);
        bell.event(5);
        bell.agent_types();
        let rung = bell.rung().await;
        assert!(rung.must_read(6) && !rung.must_read(7) && rung.agent_types() && !rung.must_leave());
        let waits = tokio::time::timeout(std::time::Duration::from_millis(1), bell.rung());
        assert!(waits.await.is_err());
        bell.read_again();
        assert!(bell.rung().await.must_read(100));
    }
}

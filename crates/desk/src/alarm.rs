//! Wakes whoever sleeps until something is due, and only for what is due before they would wake by themselves.

use std::sync::atomic::{AtomicI64, Ordering};

use rapport_domain::Timestamp;
use tokio::sync::Notify;

/// An alarm for one sleeper.
#[derive(Debug)]
pub(crate) struct Alarm {
    notify: Notify,
    /// When the sleeper wakes by itself, in microseconds; the end of time while it is awake, so that whatever
    /// comes then is heard when it lies down.
    wakes_at: AtomicI64,
}

impl Default for Alarm {
    fn default() -> Self {
        Self { notify: Notify::new(), wakes_at: AtomicI64::new(i64::MAX) }
    }
}

impl Alarm {
    /// Something is due at `due`.
    pub(crate) fn set(&self, due: Timestamp) {
        if due.as_micros() < self.wakes_at.load(Ordering::SeqCst) {
            self.notify.notify_one();
        }
    }

    /// The sleeper is awake, and about to look what is due.
    pub(crate) fn awake(&self) {
        self.wakes_at.store(i64::MAX, Ordering::SeqCst);
    }

    /// The sleeper has seen what is due and wakes at `at`; comes back when something is due before.
    pub(crate) async fn earlier_than(&self, at: Timestamp) {
        self.wakes_at.store(at.as_micros(), Ordering::SeqCst);
        self.notify.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn only_what_is_due_before_wakes() {
        let at = Timestamp::from_micros;
        let alarm = Alarm::default();
        assert!(alarm.earlier_than(at(100)).now_or_never().is_none());
        alarm.set(at(100));
        assert!(alarm.earlier_than(at(100)).now_or_never().is_none());
        alarm.set(at(99));
        assert!(alarm.earlier_than(at(100)).now_or_never().is_some());
        // What comes between looking and lying down is not slept through.
        alarm.awake();
        alarm.set(at(1_000));
        assert!(alarm.earlier_than(at(500)).now_or_never().is_some());
    }
}

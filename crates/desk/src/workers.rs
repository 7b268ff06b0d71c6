//! What runs by itself on each node: due turns, due deliveries, due releases, conversations that come back from
//! being put aside. Everything that is due is a row, so a killed node's work is taken up by the next.

use std::{sync::Arc, time::Duration};

use rapport_domain::{ConversationId, Timestamp};
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{Desk, DeskError, SlaRunning, Step};

/// How long a worker has a turn to itself, in milliseconds: longer than any act may take.
const CLAIM_MS: i64 = 60_000;
/// Turns taken at once.
const BATCH: u32 = 64;
/// How long a turn that failed waits for its next try, in milliseconds.
const RETRY_MS: i64 = 2_000;
/// The longest sleep, so that another node's killed work is found.
const LONGEST_SLEEP: Duration = Duration::from_millis(1_000);
/// How long the search index rests between two stretches, so that a message and the reply to it are taken in
/// together, and a burst at once.
const INDEX_REST: Duration = Duration::from_secs(1);
/// The rest where much is left, as after a restore.
const SHORT_REST: Duration = Duration::from_millis(20);
/// How many conversations and customers in one stretch are much.
const MANY_INDEXED: u64 = 256;
/// From so many turns on that wait for their reply, customers come first.
const MANY_WAITING: u64 = 16;
/// Turns that are due so shortly after another are taken with one write.
const TOGETHER: Duration = Duration::from_millis(8);
/// How often things are done that have no due time of their own.
const CHORES: Duration = Duration::from_secs(10);

/// The running workers of a node.
pub struct Workers {
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Workers {
    /// Finishes what was taken and ends.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a worker ended badly");
            }
        }
    }
}

impl Desk {
    /// Sets the node to work.
    pub fn start(&self) -> Workers {
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        tasks.spawn(self.clone().answer_turns(stop.clone()));
        tasks.spawn(self.clone().run_flows(stop.clone()));
        tasks.spawn(self.clone().send_deliveries(stop.clone()));
        tasks.spawn(self.clone().send_held_replies(stop.clone()));
        tasks.spawn(self.clone().do_chores(stop.clone()));
        tasks.spawn(self.clone().hear_notices(stop.clone()));
        tasks.spawn(self.clone().follow_with_search(stop.clone()));
        tasks.spawn(self.clone().publish_scheduled_releases(stop.clone()));
        Workers { stop, tasks }
    }

    /// Does everything that is due now, and what follows from it, in the caller's own time; answers how
    /// much there was. Tests and tools use it instead of [`Desk::start`].
    pub async fn work_off(&self) -> Result<usize, DeskError> {
        let mut done = 0;
        loop {
            let turns = self.claim_turns(BATCH).await?;
            let mut count = turns.len() + self.send_held_due().await?;
            for conversation in turns {
                self.observe(Step::Pausing);
                self.answer_turn(conversation).await?;
            }
            count += self.run_due_flows().await?;
            count += self.deliver_due().await? + self.publish_scheduled_due().await?;
            count += self.follow_up_promises().await?;
            if count == 0 {
                self.wake_due().await?;
                self.pass_on_stranded().await?;
                self.watch_clocks().await?;
                self.index_all_due().await?;
                return Ok(done);
            }
            done += count;
        }
    }

    async fn answer_turns(self, stop: CancellationToken) {
        let places = Arc::new(Semaphore::new(self.settings().workers));
        let mut running = JoinSet::new();
        while !stop.is_cancelled() {
            while running.try_join_next().is_some() {}
            self.shared.turns.awake();
            let free = u32::try_from(places.available_permits()).unwrap_or(BATCH).min(BATCH);
            let taken = if free > 0 { self.claim_turns(free).await } else { Ok(vec![]) };
            if let Err(error) = &taken {
                tracing::error!(error = %Chain(error), "due turns cannot be taken");
            }
            let taken = taken.unwrap_or_default();
            let rest = if taken.is_empty() { Duration::ZERO } else { TOGETHER };
            for conversation in taken {
                let Ok(place) = places.clone().acquire_owned().await else { return };
                let desk = self.clone();
                running.spawn(async move {
                    desk.answer_or_retry(conversation).await;
                    drop(place);
                });
            }
            let sleep = self.until_next_turn(places.available_permits() > 0).await.max(rest);
            let wakes_at = self.now().plus_ms(i64::try_from(sleep.as_millis()).unwrap_or(0));
            tokio::select! {
                () = self.shared.turns.earlier_than(wakes_at) => {}
                () = tokio::time::sleep(sleep) => {}
                _ = running.join_next(), if places.available_permits() == 0 && !running.is_empty() => {}
                () = stop.cancelled() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    async fn claim_turns(&self, limit: u32) -> Result<Vec<ConversationId>, DeskError> {
        let now = self.now();
        // Reading first spares the writer a transaction when nothing is due.
        let due = self.store().read().await?.next_turn_due().await?;
        if due.is_none_or(|due| due > now) {
            return Ok(vec![]);
        }
        let turns = self
            .store()
            .write(move |tx| {
                Box::pin(async move { tx.claim_due_turns(now, limit, now.plus_ms(CLAIM_MS)).await })
            })
            .await;
        let turns = turns.map_err(|error: rapport_storage::StorageError| DeskError::from(error))?;
        Ok(turns.into_iter().map(|turn| turn.conversation).collect())
    }

    async fn answer_or_retry(&self, conversation: ConversationId) {
        self.observe(Step::Pausing);
        let Err(error) = self.answer_turn(conversation).await else { return };
        tracing::error!(%conversation, error = %Chain(&error), "a turn could not be answered; it is tried again");
        let again = self.now().plus_ms(RETRY_MS);
        let given_back: Result<(), rapport_storage::StorageError> = self
            .store()
            .write(move |tx| Box::pin(async move { tx.release_turn(conversation, again).await }))
            .await;
        if let Err(error) = given_back {
            tracing::error!(%conversation, %error, "a turn could not be given back; its claim runs out by itself");
        }
    }

    async fn until_next_turn(&self, free: bool) -> Duration {
        if !free {
            return LONGEST_SLEEP;
        }
        let next = async { self.store().read().await?.next_turn_due().await };
        match next.await {
            Ok(Some(due)) => until(due, self.now()),
            _ => LONGEST_SLEEP,
        }
    }

    async fn run_flows(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            self.shared.flows.awake();
            let sleep = match self.run_flows_once().await {
                Ok(sleep) => sleep,
                Err(error) => {
                    tracing::error!(error = %Chain(&error), "what flows wait for cannot be done");
                    LONGEST_SLEEP
                }
            };
            let sleep = sleep.max(Duration::from_millis(20));
            let wakes_at = self.now().plus_ms(i64::try_from(sleep.as_millis()).unwrap_or(0));
            tokio::select! {
                () = self.shared.flows.earlier_than(wakes_at) => {}
                () = tokio::time::sleep(sleep) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Answers how long nothing is to be done then.
    async fn run_flows_once(&self) -> Result<Duration, DeskError> {
        let now = self.now();
        let next = self.store().read().await?.next_flow_timer_due(now).await?;
        Ok(match next {
            Some(due) if due <= now => {
                self.run_claimed_flows().await?;
                Duration::ZERO
            }
            Some(due) => until(due, now),
            None => LONGEST_SLEEP,
        })
    }

    async fn send_deliveries(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.deliver_due().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::error!(error = %Chain(&error), "due deliveries cannot be sent"),
            }
            let next = async { self.store().read().await?.next_delivery_due().await };
            let sleep = match next.await {
                Ok(Some(due)) => until(due, self.now()),
                _ => LONGEST_SLEEP,
            };
            tokio::select! {
                () = self.shared.deliveries.notified() => {}
                () = tokio::time::sleep(sleep.max(Duration::from_millis(20))) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    async fn send_held_replies(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let sent = self.send_held_due().await;
            if let Err(error) = &sent {
                tracing::error!(error = %Chain(error), "replies whose moment has come cannot be sent");
            }
            let next = async { self.store().read().await?.next_held_reply_due().await };
            let sleep = match next.await {
                Ok(Some(due)) if sent.is_ok() => until(due, self.now()),
                _ => LONGEST_SLEEP,
            };
            tokio::select! {
                () = self.shared.held.notified() => {}
                () = tokio::time::sleep(sleep.max(Duration::from_millis(20))) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    async fn publish_scheduled_releases(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.publish_scheduled_due().await {
                tracing::error!(error = %Chain(&error), "a release whose moment has come cannot be published");
            }
            let next = async { self.store().read().await?.next_scheduled_release_due().await };
            let sleep = match next.await {
                Ok(Some(due)) if due > self.now() => until(due, self.now()),
                _ => LONGEST_SLEEP,
            };
            tokio::select! {
                () = tokio::time::sleep(sleep) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Keeps the search index up to date. Whoever answers customers goes first, so it rests between stretches.
    async fn follow_with_search(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let taken = self.store().index_due(self.now()).await;
            if let Err(error) = &taken {
                tracing::error!(error = %Chain(error), "the search index cannot follow");
            }
            let rest = match taken {
                Ok(MANY_INDEXED..) if self.is_calm().await => SHORT_REST,
                Ok(1..) => INDEX_REST,
                _ => LONGEST_SLEEP,
            };
            tokio::select! {
                () = self.shared.indexing.notified(), if taken.is_ok() => {
                    tokio::time::sleep(INDEX_REST).await;
                }
                () = tokio::time::sleep(rest) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Whether few customers wait for a reply.
    async fn is_calm(&self) -> bool {
        let Ok(mut reader) = self.store().read().await else { return false };
        reader.turns_waiting().await.is_ok_and(|waiting| waiting < MANY_WAITING)
    }

    async fn do_chores(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            self.chores().await;
            tokio::select! {
                () = self.shared.chores.notified() => {}
                () = tokio::time::sleep(CHORES) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    async fn chores(&self) {
        chore("wake", self.wake_due()).await;
        chore("follow_up_promises", self.follow_up_promises()).await;
        chore("pass_on_stranded", self.pass_on_stranded()).await;
        chore("watch_clocks", self.watch_clocks()).await;
        chore("forget_expired", self.forget_expired()).await;
        chore("write_down_views", self.write_down_views()).await;
        chore("gauges", self.set_gauges()).await;
    }

    #[expect(clippy::cast_precision_loss, reason = "queue depths lie far below 2^52")]
    async fn set_gauges(&self) -> Result<(), DeskError> {
        let has_clocks = self.sla().await?.is_set();
        let mut reader = self.store().read().await?;
        metrics::gauge!("rapport_turns_waiting").set(reader.turns_waiting().await? as f64);
        metrics::gauge!("rapport_deliveries_waiting").set(reader.deliveries_waiting().await? as f64);
        metrics::gauge!("rapport_customers_waiting").set(reader.waiting_count().await? as f64);
        let since = reader.waiting_longest_since().await?;
        let longest_ms = since.map_or(0, |since| self.now().ms_since(since).max(0));
        metrics::gauge!("rapport_longest_wait_seconds").set(longest_ms as f64 / 1_000.0);
        let sla = if has_clocks { reader.sla_running(self.now()).await? } else { SlaRunning::default() };
        for (state, count) in [("running", sla.running), ("near", sla.near), ("missed", sla.missed)] {
            metrics::gauge!("rapport_sla_clocks", "state" => state).set(count as f64);
        }
        Ok(())
    }
}

/// Does a chore; one that fails holds up no other.
async fn chore<T>(name: &'static str, work: impl Future<Output = Result<T, DeskError>>) {
    if let Err(error) = work.await {
        tracing::error!(chore = name, error = %Chain(&error), "a chore failed");
    }
}

fn until(due: Timestamp, now: Timestamp) -> Duration {
    let millis = u64::try_from(due.ms_since(now)).unwrap_or(0);
    // A millisecond more than the difference, which is rounded down: else the last one is spent spinning.
    Duration::from_millis(millis + 1).min(LONGEST_SLEEP)
}

/// An error with its causes, for a log line.
pub(crate) struct Chain<'a>(pub &'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(next) = cause {
            write!(f, ": {next}")?;
            cause = next.source();
        }
        Ok(())
    }
}

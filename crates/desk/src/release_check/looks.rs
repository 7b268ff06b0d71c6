//! Looks under way and looks that are done. A node takes one look at a time, off the threads that serve customers; it
//! tells how far it is and can be stopped. What was found is kept for exactly these files over exactly this release
//! for the company's day, so nothing is tested twice.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use rapport_dialogue::content::day_of;
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::CheckedContent;
use crate::{Desk, DeskError};

/// Looks that are kept after they are done: the draft's, and a few of folders.
const KEPT: usize = 4;
/// Looks that may wait for their turn.
const MOST_UNDER_WAY: usize = 6;
/// Said to whoever waits for a look that was stopped.
const STOPPED: &str = "the check was stopped; start it again";

/// The looks of a node.
#[derive(Default)]
pub(crate) struct Looks {
    known: Mutex<VecDeque<Arc<Look>>>,
    /// Held by the look that is taken.
    alone: tokio::sync::Mutex<()>,
}

/// A look at content.
pub(crate) struct Look {
    key: String,
    /// Whether it is at the draft: an older one of these is of no use to anybody.
    of_draft: bool,
    state: watch::Sender<State>,
    stop: CancellationToken,
}

/// Where a look stands.
#[derive(Debug, Clone)]
pub(crate) enum State {
    /// It is taken, or waits for its turn.
    Running(LookProgress),
    /// It is done.
    Done(Arc<CheckedContent>),
    /// Something is broken.
    Failed(Arc<DeskError>),
    /// Somebody stopped it.
    Stopped,
}

/// How far a look is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookProgress {
    /// What is being done.
    pub stage: LookStage,
    /// How many of it are done.
    pub done: usize,
    /// Of how many.
    pub total: usize,
}

/// What a look does, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookStage {
    /// Waits for another look to end.
    Waiting,
    /// Learns the content.
    Learning,
    /// Plays the conversation tests.
    Tests,
    /// Goes through the flows in five moods.
    Moods,
    /// Asks the paraphrases.
    Paraphrases,
    /// Asks last week's questions.
    Questions,
}

impl Desk {
    /// The look at `files`: the one that is under way or kept, else a new one.
    pub(crate) async fn look_at(
        &self,
        files: Vec<(String, String)>,
        of_draft: bool,
    ) -> Result<Arc<Look>, DeskError> {
        let key = self.key_of(&files).await?;
        let look = {
            let mut known = self.shared.looks.known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(look) = known.iter().find(|look| look.key == key && look.is_good()) {
                return Ok(Arc::clone(look));
            }
            let under_way = || known.iter().filter(|look| look.is_running());
            under_way().filter(|look| of_draft && look.of_draft).for_each(|look| look.stop());
            if under_way().count() >= MOST_UNDER_WAY {
                return Err(DeskError::TooMany { retry_after_s: 30 });
            }
            let look = Arc::new(Look::new(key, of_draft));
            known.push_front(Arc::clone(&look));
            forget_old(&mut known);
            look
        };
        tokio::spawn(self.clone().take_look(Arc::clone(&look), files));
        Ok(look)
    }

    /// The look at `files` that is under way or kept, if there is one.
    pub(crate) async fn known_look(
        &self,
        files: &[(String, String)],
    ) -> Result<Option<Arc<Look>>, DeskError> {
        let key = self.key_of(files).await?;
        let known = self.shared.looks.known.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(known.iter().find(|look| look.key == key).cloned())
    }

    /// The same for the same files over the same release on the same day: answers end and begin with days, and last
    /// week's questions are of another week tomorrow.
    async fn key_of(&self, files: &[(String, String)]) -> Result<String, DeskError> {
        let over = self.published().await?.map(|release| {
            let day = day_of(&release.content.company, self.now());
            format!("{} {day}", release.id)
        });
        Ok(digest_of(files, &over.unwrap_or_default()))
    }

    async fn take_look(self, look: Arc<Look>, files: Vec<(String, String)>) {
        let _alone = tokio::select! {
            alone = self.shared.looks.alone.lock() => alone,
            () = look.stop.cancelled() => return,
        };
        let (desk, taken) = (self.clone(), Arc::clone(&look));
        // A task of its own, so that a panic in it does not leave those who wait alone.
        let done = tokio::spawn(async move { desk.examine(&taken, &files).await });
        let done = done.await.unwrap_or(Err(DeskError::Perception(rapport_perception::PoolError::Failed)));
        look.end(match done {
            Ok(checked) => State::Done(Arc::new(checked)),
            Err(error) => State::Failed(Arc::new(error)),
        });
    }
}

impl Look {
    fn new(key: String, of_draft: bool) -> Self {
        let begun = LookProgress { stage: LookStage::Waiting, done: 0, total: 0 };
        let (state, _) = watch::channel(State::Running(begun));
        Self { key, of_draft, state, stop: CancellationToken::new() }
    }

    /// Where it stands.
    pub(crate) fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// What it found, once it has ended.
    pub(crate) async fn outcome(&self) -> Result<Arc<CheckedContent>, DeskError> {
        let mut state = self.state.subscribe();
        let ended = state.wait_for(|state| !matches!(state, State::Running(_))).await;
        match ended.as_deref() {
            Ok(State::Done(checked)) => Ok(Arc::clone(checked)),
            Ok(State::Failed(error)) => Err(DeskError::LookFailed(Arc::clone(error))),
            _ => Err(DeskError::WrongState(STOPPED)),
        }
    }

    /// Stops it. What is being done at this moment is finished and dropped.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
        self.end(State::Stopped);
    }

    /// Tells how far it is; nothing comes back where it was stopped.
    pub(super) fn at(&self, stage: LookStage, done: usize, total: usize) -> Option<()> {
        self.state.send_if_modified(|state| match state {
            State::Running(progress) => {
                *progress = LookProgress { stage, done, total };
                true
            }
            _ => false,
        });
        (!self.stop.is_cancelled()).then_some(())
    }

    /// Waits until it is stopped, if ever.
    pub(super) async fn stopped(&self) -> DeskError {
        self.stop.cancelled().await;
        DeskError::WrongState(STOPPED)
    }

    /// The refusal where it was stopped meanwhile.
    pub(super) const fn refusal() -> DeskError {
        DeskError::WrongState(STOPPED)
    }

    fn end(&self, with: State) {
        self.state.send_if_modified(|state| {
            let running = matches!(state, State::Running(_));
            if running {
                *state = with;
            }
            running
        });
    }

    fn is_running(&self) -> bool {
        matches!(*self.state.borrow(), State::Running(_))
    }

    fn is_good(&self) -> bool {
        matches!(*self.state.borrow(), State::Running(_) | State::Done(_))
    }
}

/// Forgets the oldest looks that have ended.
fn forget_old(known: &mut VecDeque<Arc<Look>>) {
    let mut ended = 0;
    known.retain(|look| {
        ended += usize::from(!look.is_running());
        look.is_running() || ended <= KEPT
    });
}

fn digest_of(files: &[(String, String)], over: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(over);
    for part in files.iter().flat_map(|(path, text)| [path, text]) {
        // The length first, so that no two sets of files are written alike.
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

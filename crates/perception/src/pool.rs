//! Reads for many at once: threads of its own, off the async runtime, behind one bounded queue.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::reader::{Reader, Reading, Turn};

/// How a pool works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSettings {
    /// Threads that read, at least 1; one a core that may be used.
    pub threads: usize,
    /// Messages that may wait, at least 1.
    pub queue: usize,
    /// Whether a full queue is answered by the fast tier instead of [`PoolError::Overloaded`].
    pub fast_when_full: bool,
}

/// One message to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The message.
    pub text: String,
    /// What was said before it, oldest first.
    pub context: Vec<Turn>,
}

/// Why there is no reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// As many messages wait as may wait.
    #[error("too many messages wait to be perceived")]
    Overloaded,
    /// The reader broke on this message; the pool goes on.
    #[error("this message could not be perceived")]
    Failed,
    /// A thread of the pool could not be started.
    #[error("a thread for perception could not be started")]
    NoThread,
}

enum Job {
    Read { request: Request, answer: Answer<Reading> },
    Vector { text: String, answer: Answer<Vec<f32>> },
}

type Answer<T> = oneshot::Sender<Result<T, PoolError>>;

/// Threads that read messages. Dropping it ends them after what they are reading.
#[derive(Debug)]
pub struct Pool {
    reader: Arc<Reader>,
    queue: Option<SyncSender<Job>>,
    threads: Vec<JoinHandle<()>>,
    fast_when_full: bool,
}

impl Pool {
    /// Starts the threads.
    pub fn start(reader: Arc<Reader>, settings: PoolSettings) -> Result<Self, PoolError> {
        let (sender, receiver) = sync_channel::<Job>(settings.queue.max(1));
        let receiver = Arc::new(Mutex::new(receiver));
        let start = |number: usize| {
            let (reader, receiver) = (Arc::clone(&reader), Arc::clone(&receiver));
            std::thread::Builder::new()
                .name(format!("perceive-{number}"))
                .spawn(move || work(&reader, &receiver))
                .map_err(|_| PoolError::NoThread)
        };
        let threads = (0..settings.threads.max(1)).map(start).collect::<Result<_, _>>()?;
        Ok(Self { reader, queue: Some(sender), threads, fast_when_full: settings.fast_when_full })
    }

    /// The reader that the threads use.
    pub fn reader(&self) -> &Arc<Reader> {
        &self.reader
    }

    /// Reads one message. Dropping the future before its turn costs nothing: the message is skipped.
    pub async fn read(&self, request: Request) -> Result<Reading, PoolError> {
        let (answer, reading) = oneshot::channel();
        let Some(queue) = &self.queue else { return Err(PoolError::Failed) };
        match queue.try_send(Job::Read { request, answer }) {
            Ok(()) => reading.await.unwrap_or(Err(PoolError::Failed)),
            Err(TrySendError::Full(Job::Read { request, .. })) if self.fast_when_full => {
                // Some tens of microseconds: cheaper than handing it to another thread.
                guarded(|| self.reader.read_fast(&request.text, &request.context))
            }
            Err(TrySendError::Full(_)) => Err(PoolError::Overloaded),
            Err(TrySendError::Disconnected(_)) => Err(PoolError::Failed),
        }
    }

    /// The vector of a text alone, of length one. A full queue and a text with nothing to read are errors:
    /// the fast tier knows no vectors, and an empty one stands for no meaning.
    pub async fn vector(&self, text: String) -> Result<Vec<f32>, PoolError> {
        let (answer, vector) = oneshot::channel();
        let Some(queue) = &self.queue else { return Err(PoolError::Failed) };
        match queue.try_send(Job::Vector { text, answer }) {
            Ok(()) => vector.await.unwrap_or(Err(PoolError::Failed)),
            Err(TrySendError::Full(_)) => Err(PoolError::Overloaded),
            Err(TrySendError::Disconnected(_)) => Err(PoolError::Failed),
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing left to wait for.
            let _ended = thread.join();
        }
    }
}

fn work(reader: &Reader, queue: &Mutex<Receiver<Job>>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(Job::Read { request, answer }) => {
                reply(answer, || guarded(|| reader.read(&request.text, &request.context)));
            }
            Ok(Job::Vector { text, answer }) => reply(answer, || {
                let vector = guarded(|| reader.vector(&text))?;
                if vector.is_empty() { Err(PoolError::Failed) } else { Ok(vector) }
            }),
            Err(_) => return,
        }
    }
}

/// Works for whoever asked, unless they have gone away meanwhile.
fn reply<T>(answer: Answer<T>, work: impl FnOnce() -> Result<T, PoolError>) {
    if !answer.is_closed() {
        let _gone = answer.send(work());
    }
}

fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, PoolError> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| PoolError::Failed)
}

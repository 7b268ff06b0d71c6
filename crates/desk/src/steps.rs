//! The steps in a message's life, traced and measured alike.

use std::time::{Duration, Instant};

use rapport_domain::ConversationId;
use tracing::{Instrument as _, Span};

/// Does a step's work: a span with its name and the conversation, and its time in `rapport_step_seconds`.
pub(crate) async fn step<T>(
    name: &'static str,
    conversation: ConversationId,
    work: impl Future<Output = T>,
) -> T {
    step_in(span_of(name, conversation), name, work).await.0
}

/// The same for work that waits for nothing.
pub(crate) fn step_now<T>(name: &'static str, conversation: ConversationId, work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let done = span_of(name, conversation).in_scope(work);
    measured(name, began);
    done
}

/// The same in a span that tells more, which is named `step` and has the step's name as `otel.name`. Also
/// gives the time that it took.
pub(crate) async fn step_in<T>(
    span: Span,
    name: &'static str,
    work: impl Future<Output = T>,
) -> (T, Duration) {
    let began = Instant::now();
    let done = work.instrument(span).await;
    (done, measured(name, began))
}

/// `otel.name` names the exported span; a span's own name cannot be given at run time.
fn span_of(name: &'static str, conversation: ConversationId) -> Span {
    tracing::info_span!("step", otel.name = name, %conversation)
}

fn measured(name: &'static str, began: Instant) -> Duration {
    let took = began.elapsed();
    metrics::histogram!("rapport_step_seconds", "step" => name).record(took.as_secs_f64());
    took
}

//! The steps in a message's life, traced and measured alike.

use std::time::Instant;

use rapport_domain::ConversationId;
use tracing::Instrument as _;

/// Does a step's work: a span with its name and the conversation, and its time in `rapport_step_seconds`.
pub(crate) async fn step<T>(
    name: &'static str,
    conversation: ConversationId,
    work: impl Future<Output = T>,
) -> T {
    // `otel.name` names the exported span; a span's own name cannot be given at run time.
    let span = tracing::info_span!("step", otel.name = name, %conversation);
    let began = Instant::now();
    let done = work.instrument(span).await;
    metrics::histogram!("rapport_step_seconds", "step" => name).record(began.elapsed().as_secs_f64());
    done
}

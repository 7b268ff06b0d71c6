//! Logs, traces and metrics: set up once, at start.

use anyhow::{Context, Result};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::Level;
use tracing_subscriber::{
    EnvFilter, Layer, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt,
};

use crate::config;

/// What must be kept until the end: the metrics' handle, and the exporter that is flushed on stop.
pub struct Telemetry {
    /// Renders the metrics.
    pub metrics: PrometheusHandle,
    traces: Option<SdkTracerProvider>,
}

/// Bounds of the latency histograms, in seconds.
const LATENCY_BOUNDS_S: &[f64] =
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 2.0, 5.0, 10.0];

/// Starts logging, tracing and metrics as configured.
pub fn start(settings: &config::Telemetry) -> Result<Telemetry> {
    let filter = EnvFilter::try_new(&settings.log)
        .with_context(|| format!("telemetry.log: {:?} is not a log filter", settings.log))?;
    let text = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let log =
        if settings.log_format == "json" { text.json().boxed() } else { text.with_target(false).boxed() };
    let traces = exporter(&settings.otlp_endpoint)?;
    // Our own spans alone: what libraries tell of themselves may hold more than ids.
    let ours = filter_fn(|told| told.target().starts_with("rapport") && *told.level() <= Level::INFO);
    let spans = traces.as_ref().map(|provider| {
        tracing_opentelemetry::layer().with_tracer(provider.tracer("rapport")).with_filter(ours)
    });
    tracing_subscriber::registry().with(spans).with(log.with_filter(filter)).try_init()?;
    let metrics = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), LATENCY_BOUNDS_S)?
        .install_recorder()?;
    Ok(Telemetry { metrics, traces })
}

impl Telemetry {
    /// Sends what was not sent yet.
    pub fn stop(self) {
        if let Some(traces) = self.traces
            && let Err(error) = traces.shutdown()
        {
            tracing::warn!(%error, "some traces could not be sent");
        }
    }
}

fn exporter(endpoint: &str) -> Result<Option<SdkTracerProvider>> {
    if endpoint.is_empty() {
        return Ok(None);
    }
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_endpoint(endpoint)
        .build()
        .with_context(|| format!("telemetry.otlp_endpoint: {endpoint:?} cannot be used"))?;
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(Resource::builder().with_service_name("rapport").build())
        .build();
    Ok(Some(provider))
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        thread,
    };

    use opentelemetry::trace::{Span as _, Tracer as _};

    use super::*;

    #[test]
    fn spans_arrive_at_the_collector() {
        // As at start, before any client is made.
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let collector = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}/v1/traces", collector.local_addr().unwrap());
        let asked = thread::spawn(move || {
            let (mut line, _) = collector.accept().unwrap();
            let mut request = [0; 512];
            let read = line.read(&mut request).unwrap();
            line.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
            String::from_utf8_lossy(&request[..read]).into_owned()
        });
        let provider = exporter(&endpoint).unwrap().unwrap();
        provider.tracer("rapport").start("accept").end();
        // Sends from the exporter's own thread, as in operation, and waits for it.
        provider.shutdown().unwrap();
        let asked = asked.join().unwrap();
        assert!(asked.starts_with("POST /v1/traces HTTP/1.1"), "{asked}");
    }
}

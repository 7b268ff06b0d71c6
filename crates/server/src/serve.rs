//! `rapport serve`: one node, from start to stop.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use rapport_desk::Desk;
use rapport_http::{AppState, HttpOptions, Metrics};
use tokio::{net::TcpListener, sync::watch};

use crate::{config::Config, telemetry::Telemetry, wiring};

/// Serves until the process is asked to end.
pub async fn serve(config: Config) -> Result<()> {
    let telemetry = crate::telemetry::start(&config.telemetry)?;
    let desk = wiring::desk(&config).await?;
    println(&format!("Rapport listens on {} ({})", config.server.listen, config.server.public_url));
    run(&config, desk, telemetry, ended()).await
}

/// Serves `desk` until `end`; then finishes what was accepted.
pub async fn run(
    config: &Config,
    desk: Desk,
    telemetry: Telemetry,
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    // Nobody who comes early waits for the classifier, which is trained anew after a change of model.
    desk.release().await.context("the release in force cannot be loaded")?;
    let listen = config.server.listen;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let workers = desk.start();
    let state = AppState::new(desk.clone(), http_options(config, &telemetry));
    let app = rapport_http::router(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let (ending, mut is_ending) = watch::channel(false);
    let live = state.clone();
    tokio::spawn(async move {
        end.await;
        tracing::info!("stopping: finishing what was accepted");
        let _ = ending.send(true);
        live.close_live();
    });
    let mut server_end = is_ending.clone();
    let served = axum::serve(listener, app).with_graceful_shutdown(async move {
        let _ = server_end.wait_for(|ending| *ending).await;
    });
    let patience = Duration::from_secs(config.server.stop_timeout_s);
    tokio::select! {
        served = served => served.context("the server failed")?,
        () = async {
            let _ = is_ending.wait_for(|ending| *ending).await;
            tokio::time::sleep(patience).await;
        } => tracing::warn!("some connections did not close in time"),
    }
    if tokio::time::timeout(patience, workers.stop()).await.is_err() {
        tracing::warn!("some work did not finish in time; it is taken up at the next start");
    }
    desk.close().await;
    telemetry.stop();
    Ok(())
}

fn http_options(config: &Config, telemetry: &Telemetry) -> HttpOptions {
    let handle = telemetry.metrics.clone();
    let token = Some(config.telemetry.metrics_token.clone()).filter(|token| !token.is_empty());
    HttpOptions {
        public_url: config.server.public_url.clone(),
        visitor_per_minute: config.limits.visitor_messages_per_minute,
        address_per_minute: config.limits.address_requests_per_minute,
        trusted_proxies: config.server.trusted_proxies.clone(),
        attachment_bytes: config.limits.attachment_bytes,
        metrics: Some(Metrics { render: Arc::new(move || handle.render()), token }),
    }
}

/// Waits until the process is asked to end.
pub async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Prints a line for people.
#[expect(clippy::print_stdout, reason = "addresses and logins are what the command is asked for")]
pub fn println(line: &str) {
    println!("{line}");
}

//! A server process of our own to measure: fresh data, loopback, the settings that ship.

use std::{
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;
use tokio::process::{Child, Command};

use super::figures::resident_bytes;

/// The key of the demo's inbox.
pub const INBOX_KEY: &str = "tarn-and-fell";
/// The demo's agent.
pub const AGENT: (&str, &str) = ("ana@tarnandfell.example", "rapport-demo-2026");

/// The demo's admin, with the same password.
pub const ADMIN: &str = "amir@tarnandfell.example";

/// A server process.
pub struct Node {
    child: Child,
    /// Where it listens.
    pub url: String,
    /// Where its data lie.
    pub data: PathBuf,
    ports: [u16; 3],
    database: Option<String>,
    content: PathBuf,
}

/// Options of `rapport bench start`.
#[derive(Args)]
pub struct StartArgs {
    /// How often to start it.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

/// With what a server is started.
struct Begin {
    ports: [u16; 3],
    data: PathBuf,
    database: Option<String>,
    content: PathBuf,
}

impl Node {
    /// Starts a server with data of its own.
    pub async fn fresh(database: Option<String>) -> Result<Self> {
        Self::with_content(database, "content/demo".into()).await
    }

    /// The same, with other content than the demo's.
    pub async fn with_content(database: Option<String>, content: PathBuf) -> Result<Self> {
        let ports = [free_port()?, free_port()?, free_port()?];
        let data = std::env::temp_dir().join(format!("rapport-bench-{}", ports[0]));
        Self::begin(Begin { ports, data, database, content }, None).await
    }

    /// Starts the same server again, on the same data and ports. `kill_at` is a step and a count at which
    /// it ends itself.
    pub async fn again(mut self, kill_at: Option<&str>) -> Result<Self> {
        let _ = self.child.kill().await;
        let Self { ports, data, database, content, .. } = self;
        Self::begin(Begin { ports, data, database, content }, kill_at).await
    }

    async fn begin(with: Begin, kill_at: Option<&str>) -> Result<Self> {
        let Begin { ports, data, database, content } = with;
        let [port, shop_port, smtp_port] = ports.map(|port| port.to_string());
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["demo", "--port", &port, "--shop-port", &shop_port, "--smtp-port", &smtp_port, "--data"])
            .arg(&data)
            .arg("--content")
            .arg(&content)
            // Load comes from one address; everything else is as it ships.
            .args(["--set", "RAPPORT_LIMITS_ADDRESS_REQUESTS_PER_MINUTE=100000000"])
            .args(["--set", "RAPPORT_LIMITS_VISITOR_MESSAGES_PER_MINUTE=100000"])
            .stdout(Stdio::null())
            .kill_on_drop(true);
        if let Some(database) = &database {
            command.args(["--database", database]);
        }
        if let Some(kill_at) = kill_at {
            command.env("RAPPORT_KILL_AT", kill_at);
        }
        let child = command.spawn().context("the server could not be started")?;
        let url = format!("http://127.0.0.1:{port}");
        let mut node = Self { child, url, data, ports, database, content };
        node.wait_until_ready().await?;
        Ok(node)
    }

    async fn wait_until_ready(&mut self) -> Result<()> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        for _ in 0..12_000 {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended early ({status})");
            }
            let ready = client.get(format!("{}/readyz", self.url)).send().await;
            if ready.is_ok_and(|response| response.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        bail!("the server is not ready after a minute")
    }

    /// Whether the process still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends it as a power cut would.
    pub async fn kill(&mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Its resident memory in bytes.
    pub fn resident_bytes(&self) -> Option<u64> {
        resident_bytes(self.child.id()?)
    }

    /// Ends it and removes its data.
    pub async fn end(mut self) -> Result<()> {
        self.kill().await?;
        std::fs::remove_dir_all(&self.data)?;
        Ok(())
    }
}

/// Measures the time from start to ready on existing data, and the memory at rest.
pub async fn start(args: StartArgs) -> Result<()> {
    let mut node = Node::fresh(None).await?;
    let mut millis = vec![];
    for _ in 0..args.rounds {
        node.kill().await?;
        let began = Instant::now();
        node = node.again(None).await?;
        millis.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    let idle = node.resident_bytes();
    node.end().await?;
    let binary = std::fs::metadata(std::env::current_exe()?)?.len();
    let latencies = super::figures::Latencies::of(millis);
    let report = json!({ "ready_ms": latencies.json(), "idle_bytes": idle, "binary_bytes": binary });
    crate::serve::println(&report.to_string());
    Ok(())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

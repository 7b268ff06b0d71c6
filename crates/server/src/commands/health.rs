//! `rapport health`: asks the running server, for containers and scripts.

use std::time::Duration;

use anyhow::{Result, bail};

use crate::{config::Config, serve::println};

/// Fails when the server is not ready.
pub async fn health(config: &Config) -> Result<()> {
    let mut address = config.server.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let client = reqwest::Client::builder().timeout(Duration::from_secs(3)).no_proxy().build()?;
    let response = client.get(format!("http://{address}/readyz")).send().await?;
    let (status, text) = (response.status(), response.text().await?);
    println(&text);
    if !status.is_success() {
        bail!("not ready ({status})");
    }
    Ok(())
}

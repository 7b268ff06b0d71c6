//! What every handler gets: the desk, and what the operator decided about the outside.

use std::{net::IpAddr, sync::Arc};

use axum::http::Uri;
use rapport_desk::Desk;

use crate::{
    dictionary::{Dictionaries, Dictionary},
    help::KeptPages,
    limits::Limiter,
    live::Hub,
    origins::Origins,
    problem::Problem,
};

/// What the operator decides about the outside.
#[derive(Clone)]
pub struct HttpOptions {
    /// How the outside reaches us, such as `https://care.example`; without a slash at the end.
    pub public_url: String,
    /// Messages and other calls that a visitor may make in a minute.
    pub visitor_per_minute: u32,
    /// Calls that an address may make in a minute without being signed in as an agent.
    pub address_per_minute: u32,
    /// Proxies that may tell the client's address in `X-Forwarded-For`.
    pub trusted_proxies: Vec<IpAddr>,
    /// The largest attachment, in bytes.
    pub attachment_bytes: u64,
    /// Writes the metrics in Prometheus' text form; without it there is no `/metrics`.
    pub metrics: Option<Metrics>,
}

/// The metrics and who may read them.
#[derive(Clone)]
pub struct Metrics {
    /// Writes them out.
    pub render: Arc<dyn Fn() -> String + Send + Sync>,
    /// The bearer token that is asked for; without one only loopback may read them.
    pub token: Option<String>,
}

/// What every handler gets. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    inner: Arc<Inner>,
}

struct Inner {
    desk: Desk,
    options: HttpOptions,
    limiter: Limiter,
    origins: Origins,
    dictionaries: Arc<Dictionaries>,
    hub: Hub,
    help_pages: KeptPages,
}

impl AppState {
    /// The state for `desk`, and the task that tells live connections what is new; call it inside the runtime.
    pub fn new(desk: Desk, options: HttpOptions) -> Self {
        let dictionaries = Arc::new(Dictionaries::default());
        let hub = Hub::start(desk.clone(), Arc::clone(&dictionaries));
        let (limiter, origins, help_pages) = (Limiter::default(), Origins::default(), KeptPages::default());
        Self { inner: Arc::new(Inner { desk, options, limiter, origins, dictionaries, hub, help_pages }) }
    }

    /// Ends all live connections, so that the server can stop; clients come back to another node.
    pub fn close_live(&self) {
        self.inner.hub.close();
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.inner.desk
    }

    pub(crate) fn options(&self) -> &HttpOptions {
        &self.inner.options
    }

    pub(crate) fn limiter(&self) -> &Limiter {
        &self.inner.limiter
    }

    pub(crate) fn origins(&self) -> &Origins {
        &self.inner.origins
    }

    pub(crate) fn help_pages(&self) -> &KeptPages {
        &self.inner.help_pages
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.inner.hub
    }

    /// Names for ids, as they stand now.
    pub(crate) async fn names(&self) -> Result<Arc<Dictionary>, Problem> {
        Ok(self.inner.dictionaries.get(&self.inner.desk).await?)
    }

    /// Whether the outside reaches us over TLS, so that cookies may insist on it.
    pub(crate) fn is_secure(&self) -> bool {
        self.inner.options.public_url.parse::<Uri>().is_ok_and(|uri| uri.scheme_str() == Some("https"))
    }
}

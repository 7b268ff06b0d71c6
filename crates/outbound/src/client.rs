//! The HTTP client behind actions, webhooks and language models.

use std::time::Duration;

use reqwest::{Client, Response, header, redirect::Policy};

use crate::addresses::{self, AddressError, HostPort, PublicOnly, Route};

/// The largest answer that is read.
pub(crate) const MAX_ANSWER_BYTES: usize = 256 * 1024;
/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest that any call may take, whatever its definition says.
pub(crate) const LONGEST_CALL: Duration = Duration::from_secs(30);

/// What the operator decides.
#[derive(Debug, Clone, Default)]
pub struct OutboundOptions {
    /// Private hosts and ports that may be called, over plain HTTP too.
    pub allow_private: Vec<HostPort>,
}

/// The client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// TLS or the runtime is not available.
    #[error("the HTTP client cannot be made")]
    Client(#[source] reqwest::Error),
}

/// Calls other systems.
#[derive(Debug, Clone)]
pub struct Outbound {
    allow_private: Vec<HostPort>,
    public: Client,
    allowed: Client,
}

/// An answer, cut off where it grows too large.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// `None` when it was larger than [`MAX_ANSWER_BYTES`].
    pub(crate) body: Option<Vec<u8>>,
}

/// A post that may leave.
#[derive(Clone)]
pub(crate) struct Post<'a> {
    pub(crate) url: &'a str,
    pub(crate) headers: &'a [(&'static str, &'a str)],
    pub(crate) body: Vec<u8>,
    pub(crate) timeout: Duration,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum NoAnswer {
    /// Nothing left: the address must not be called.
    Refused(AddressError),
    /// It may have arrived, or not.
    Lost(reqwest::Error),
}

impl Outbound {
    /// A client that keeps to `options`.
    pub fn new(options: OutboundOptions) -> Result<Self, OutboundError> {
        // A second installation changes nothing: whoever was first chose ring too.
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let public =
            base().https_only(true).dns_resolver(PublicOnly).build().map_err(OutboundError::Client)?;
        let allowed = base().build().map_err(OutboundError::Client)?;
        Ok(Self { allow_private: options.allow_private, public, allowed })
    }

    /// Whether `url` may be called at all, as far as that can be told without looking its name up.
    pub fn check_url(&self, url: &str) -> Result<(), AddressError> {
        addresses::check(url, &self.allow_private).map(|_| ())
    }

    /// Posts and reads the answer.
    pub(crate) async fn post(&self, post: Post<'_>) -> Result<Answer, NoAnswer> {
        let mut response = self.open(post).await?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(NoAnswer::Lost)? {
            if body.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Ok(Answer { status, body: None });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, body: Some(body) })
    }

    /// Posts and gives the answer as it begins, for whoever reads it piece by piece.
    pub(crate) async fn open(&self, post: Post<'_>) -> Result<Response, NoAnswer> {
        let (url, route) = addresses::check(post.url, &self.allow_private).map_err(NoAnswer::Refused)?;
        let client = match route {
            Route::Public => &self.public,
            Route::Allowed => &self.allowed,
        };
        let mut request = client
            .post(url)
            .timeout(post.timeout.min(LONGEST_CALL))
            .header(header::CONTENT_TYPE, "application/json")
            .body(post.body);
        for (name, value) in post.headers {
            request = request.header(*name, *value);
        }
        let sent = request.send().await;
        sent.map_err(|error| private_address(&error).map_or(NoAnswer::Lost(error), NoAnswer::Refused))
    }
}

fn base() -> reqwest::ClientBuilder {
    // A proxy from the environment would resolve names out of our sight, and a redirect would lead past the
    // check of the address.
    Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .user_agent(concat!("Rapport/", env!("CARGO_PKG_VERSION")))
}

/// The refusal of our resolver, which arrives wrapped in the client's errors.
fn private_address(error: &reqwest::Error) -> Option<AddressError> {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if let Some(refusal) = error.downcast_ref::<AddressError>() {
            return Some(refusal.clone());
        }
        source = error.source();
    }
    None
}

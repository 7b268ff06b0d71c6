//! Outgoing webhooks: one post; the outbox repeats it.

use std::time::Duration;

use rapport_domain::Timestamp;

use crate::{
    addresses::AddressError,
    client::{NoAnswer, Outbound, Post},
    signing::{self, Secret},
};

/// How long a receiver may take, as Standard Webhooks advises (15 to 30 seconds).
const TIMEOUT: Duration = Duration::from_secs(15);

/// A post of a webhook.
#[derive(Debug, Clone, Copy)]
pub struct WebhookPost<'a> {
    /// Where it goes.
    pub url: &'a str,
    /// With what it is signed: the present secret, and the one before while it is being replaced.
    pub secrets: &'a [Secret],
    /// Its id, the same at every attempt.
    pub id: &'a str,
    /// The JSON.
    pub body: &'a str,
}

/// Why a post did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The address must not be called; repeating does not help.
    #[error("the address must not be called")]
    Address(#[source] AddressError),
    /// No answer in time.
    #[error("no answer within {} seconds", TIMEOUT.as_secs())]
    TimedOut,
    /// No connection, or it broke.
    #[error("no connection, or it broke")]
    Connection(#[source] reqwest::Error),
}

impl Outbound {
    /// Posts and gives the status of the answer. 2xx is success; everything else is for the caller to repeat.
    pub async fn post_webhook(&self, post: WebhookPost<'_>, now: Timestamp) -> Result<u16, PostError> {
        let timestamp = signing::timestamp(now);
        let signatures = signing::sign(post.secrets, post.id, &timestamp, post.body.as_bytes());
        let headers = [
            (signing::ID_HEADER, post.id),
            (signing::TIMESTAMP_HEADER, timestamp.as_str()),
            (signing::SIGNATURE_HEADER, signatures.as_str()),
        ];
        let body = post.body.as_bytes().to_vec();
        let answer = self.post(Post { url: post.url, headers: &headers, body, timeout: TIMEOUT }).await;
        answer.map(|answer| answer.status).map_err(|error| match error {
            NoAnswer::Refused(error) => PostError::Address(error),
            NoAnswer::Lost(error) if error.is_timeout() => PostError::TimedOut,
            NoAnswer::Lost(error) => PostError::Connection(error.without_url()),
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::Bytes,
        http::{HeaderMap, StatusCode},
        routing::post,
    };

    use super::*;
    use crate::{OutboundOptions, signing::Signed};

    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    #[tokio::test]
    async fn a_post_is_signed_by_both_secrets_and_its_status_told() {
        let old = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let new = Secret::parse("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX").unwrap();
        let trusts = old.clone();
        let receive = move |headers: HeaderMap, body: Bytes| {
            let header = |name: &str| headers[name].to_str().unwrap().to_owned();
            let (id, timestamp) = (header("webhook-id"), header("webhook-timestamp"));
            let signatures = header("webhook-signature");
            let post = Signed { id: &id, timestamp: &timestamp, signatures: &signatures, body: &body };
            let trusted = signing::verify(std::slice::from_ref(&trusts), post, NOW).is_ok();
            async move { if trusted { StatusCode::ACCEPTED } else { StatusCode::UNAUTHORIZED } }
        };
        let router = Router::new().route("/hook", post(receive));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });

        let allow_private = vec![address.to_string().parse().unwrap()];
        let outbound = Outbound::new(OutboundOptions { allow_private }).unwrap();
        let url = format!("http://{address}/hook");
        let both = [new.clone(), old];
        let post = WebhookPost { url: &url, secrets: &both, id: "dlv_1", body: "{}" };
        assert_eq!(outbound.post_webhook(post, NOW).await.unwrap(), 202);
        let post = WebhookPost { secrets: &[new], ..post };
        assert_eq!(outbound.post_webhook(post, NOW).await.unwrap(), 401);
        let post = WebhookPost { url: "https://10.1.2.3/", ..post };
        assert!(matches!(outbound.post_webhook(post, NOW).await, Err(PostError::Address(_))));
    }
}

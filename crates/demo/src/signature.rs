//! Checks that a call was signed by Rapport: Standard Webhooks, version 1.

use axum::http::HeaderMap;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use rapport_domain::Timestamp;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// How far the caller's clock may be from ours; an older call may be a replay.
const TOLERANCE_S: i64 = 300;

/// A secret that is not one.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Without the prefix that tells signing secrets from other text.
    #[error("a signing secret begins with `whsec_`")]
    Prefix,
    /// The rest is not base64.
    #[error("the part after `whsec_` is not base64")]
    Encoding(#[source] base64::DecodeError),
}

/// A signing secret.
#[derive(Clone)]
pub(crate) struct Secret(Vec<u8>);

impl Secret {
    /// From `whsec_` and base64.
    pub(crate) fn parse(text: &str) -> Result<Self, SecretError> {
        let encoded = text.strip_prefix("whsec_").ok_or(SecretError::Prefix)?;
        STANDARD.decode(encoded).map(Self).map_err(SecretError::Encoding)
    }

    fn mac(&self, id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        mac.finalize().into_bytes().to_vec()
    }
}

/// Why a call is not trusted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Untrusted {
    /// A header is missing or unreadable.
    #[error("the header {0} is missing or unreadable")]
    Header(&'static str),
    /// Too old, or from the future.
    #[error("the call was signed more than five minutes from now")]
    Stale,
    /// Signed by somebody else, or changed on its way.
    #[error("the signature does not fit")]
    Signature,
}

/// Checks the signature of `body` and returns the call's id, which is its idempotency key.
pub(crate) fn verify(
    secret: &Secret,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<String, Untrusted> {
    let id = header(headers, "webhook-id")?;
    let timestamp = header(headers, "webhook-timestamp")?;
    let signatures = header(headers, "webhook-signature")?;
    let signed_at: i64 = timestamp.parse().map_err(|_| Untrusted::Header("webhook-timestamp"))?;
    if now.to_jiff().as_second().abs_diff(signed_at) > TOLERANCE_S.unsigned_abs() {
        return Err(Untrusted::Stale);
    }
    let expected = secret.mac(id, timestamp, body);
    // Several signatures stand side by side while a secret is being replaced.
    let fits = signatures
        .split(' ')
        .filter_map(|s| s.strip_prefix("v1,"))
        .any(|encoded| STANDARD.decode(encoded).is_ok_and(|given| given.as_slice().ct_eq(&expected).into()));
    if fits { Ok(id.to_owned()) } else { Err(Untrusted::Signature) }
}

fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, Untrusted> {
    let value = headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty());
    value.ok_or(Untrusted::Header(name))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// The three headers of a signed call.
    pub(crate) fn signed(id: &str, at: Timestamp, body: &str) -> HeaderMap {
        let secret = Secret::parse(SECRET).expect("a secret");
        let timestamp = at.to_jiff().as_second().to_string();
        let signature = format!("v1,{}", STANDARD.encode(secret.mac(id, &timestamp, body.as_bytes())));
        let mut headers = HeaderMap::new();
        for (name, value) in
            [("webhook-id", id), ("webhook-timestamp", &timestamp), ("webhook-signature", &signature)]
        {
            headers.insert(name, value.parse().expect("a header"));
        }
        headers
    }

    #[test]
    fn the_example_of_the_standard_is_accepted() {
        let mut headers = HeaderMap::new();
        headers.insert("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek".parse().expect("a header"));
        headers.insert("webhook-timestamp", "1614265330".parse().expect("a header"));
        let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        headers.insert("webhook-signature", signature.parse().expect("a header"));
        let secret = Secret::parse(SECRET).expect("a secret");
        let now = Timestamp::from_micros(1_614_265_330_000_000);
        let verified = verify(&secret, &headers, br#"{"test": 2432232314}"#, now);
        assert_eq!(verified.as_deref(), Ok("msg_p5jXN8AQM9LWM0D4loKWxJek"));
    }

    #[test]
    fn what_was_changed_or_comes_late_is_refused() {
        let secret = Secret::parse(SECRET).expect("a secret");
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let headers = signed("act_1", now, "{}");
        assert_eq!(verify(&secret, &headers, b"{}", now), Ok("act_1".to_owned()));
        assert_eq!(verify(&secret, &headers, b"{ }", now), Err(Untrusted::Signature));
        assert_eq!(verify(&secret, &headers, b"{}", now.plus_ms(301_000)), Err(Untrusted::Stale));
        assert_eq!(verify(&secret, &HeaderMap::new(), b"{}", now), Err(Untrusted::Header("webhook-id")));
        assert!(Secret::parse("secret").is_err() && Secret::parse("whsec_*").is_err());
    }
}

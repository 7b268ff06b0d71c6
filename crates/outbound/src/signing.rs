//! Standard Webhooks 1.0: how posts are signed, both ways.
//!
//! The signature covers id, time and body, so that none of them can be changed or sent again much later.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use rapport_domain::{Entropy, Timestamp};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// The header that carries the post's id.
pub const ID_HEADER: &str = "webhook-id";
/// The header that carries the moment of signing, in seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "webhook-timestamp";
/// The header that carries the signatures.
pub const SIGNATURE_HEADER: &str = "webhook-signature";

/// How far the signer's clock may be from ours; an older post may be a replay.
const TOLERANCE_MS: i64 = 5 * 60 * 1_000;

/// A text that is not a signing secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Without the prefix that tells signing secrets from other text.
    #[error("a signing secret begins with `whsec_`")]
    Prefix,
    /// The rest is not base64.
    #[error("the part after `whsec_` is not base64")]
    Encoding(#[source] base64::DecodeError),
    /// Too short to be a secret, or too long to be one of the standard.
    #[error("a signing secret holds 16 to 64 bytes, this one {0}")]
    Length(usize),
}

/// Why a post is not trusted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// The time cannot be read.
    #[error("the header webhook-timestamp is not a number of seconds")]
    Timestamp,
    /// Too old, or from the future.
    #[error("the post was signed more than five minutes from now")]
    Stale,
    /// Signed by somebody else, or changed on its way.
    #[error("no signature fits")]
    Signature,
}

/// A signing secret. It never prints itself.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A new secret of 32 bytes.
    pub fn mint(entropy: &dyn Entropy) -> Self {
        let mut bytes = vec![0; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// From `whsec_` and base64.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let encoded = text.trim().strip_prefix("whsec_").ok_or(SecretError::Prefix)?;
        let bytes = STANDARD.decode(encoded).map_err(SecretError::Encoding)?;
        if !(16..=64).contains(&bytes.len()) {
            return Err(SecretError::Length(bytes.len()));
        }
        Ok(Self(bytes))
    }

    /// As `whsec_` and base64, to be shown once and to be sealed.
    pub fn reveal(&self) -> String {
        format!("whsec_{}", STANDARD.encode(&self.0))
    }

    fn mac(&self, id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        mac.finalize().into_bytes().to_vec()
    }
}

/// The value of [`TIMESTAMP_HEADER`] for `now`.
pub fn timestamp(now: Timestamp) -> String {
    now.as_micros().div_euclid(1_000_000).to_string()
}

/// The value of [`SIGNATURE_HEADER`]: a signature by each secret, so that one can be replaced in peace.
pub fn sign(secrets: &[Secret], id: &str, timestamp: &str, body: &[u8]) -> String {
    let signatures =
        secrets.iter().map(|secret| format!("v1,{}", STANDARD.encode(secret.mac(id, timestamp, body))));
    signatures.collect::<Vec<_>>().join(" ")
}

/// A post that came in, as its headers tell it.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// The value of [`ID_HEADER`].
    pub id: &'a str,
    /// The value of [`TIMESTAMP_HEADER`].
    pub timestamp: &'a str,
    /// The value of [`SIGNATURE_HEADER`].
    pub signatures: &'a str,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// Whether one of `secrets` signed the post, within five minutes of `now`. Compared in constant time.
pub fn verify(secrets: &[Secret], post: Signed<'_>, now: Timestamp) -> Result<(), Untrusted> {
    let signed_at: i64 = post.timestamp.parse().map_err(|_| Untrusted::Timestamp)?;
    let signed_at = signed_at.checked_mul(1_000_000).ok_or(Untrusted::Timestamp)?;
    if now.ms_since(Timestamp::from_micros(signed_at)).saturating_abs() > TOLERANCE_MS {
        return Err(Untrusted::Stale);
    }
    let given: Vec<Vec<u8>> = post
        .signatures
        .split(' ')
        .filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok())
        .collect();
    let fits = secrets.iter().any(|secret| {
        let expected = secret.mac(post.id, post.timestamp, post.body);
        given.iter().any(|given| bool::from(given.ct_eq(&expected)))
    });
    if fits { Ok(()) } else { Err(Untrusted::Signature) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANDARD_EXAMPLE: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const NOW: Timestamp = Timestamp::from_micros(1_614_265_330_000_000);

    #[test]
    fn the_example_of_the_standard_comes_out() {
        let secret = Secret::parse(STANDARD_EXAMPLE).unwrap();
        let signature =
            sign(&[secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", &timestamp(NOW), br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_replaced_secret_is_trusted_as_long_as_it_is_listed() {
        let old = Secret::parse(STANDARD_EXAMPLE).unwrap();
        let new = Secret(vec![7; 32]);
        let time = timestamp(NOW);
        let signatures = sign(&[new.clone(), old.clone()], "id", &time, b"{}");
        let post = Signed { id: "id", timestamp: &time, signatures: &signatures, body: b"{}" };
        assert_eq!(verify(std::slice::from_ref(&old), post, NOW), Ok(()));
        assert_eq!(verify(&[new], post, NOW), Ok(()));
        assert_eq!(verify(&[Secret(vec![8; 32])], post, NOW), Err(Untrusted::Signature));
        assert_eq!(verify(&[], post, NOW), Err(Untrusted::Signature));
    }

    #[test]
    fn what_was_changed_or_comes_late_is_not_trusted() {
        let secrets = [Secret::parse(STANDARD_EXAMPLE).unwrap()];
        let time = timestamp(NOW);
        let signatures = sign(&secrets, "id", &time, b"{}");
        let post = Signed { id: "id", timestamp: &time, signatures: &signatures, body: b"{}" };
        assert_eq!(verify(&secrets, Signed { body: b"{ }", ..post }, NOW), Err(Untrusted::Signature));
        assert_eq!(verify(&secrets, Signed { id: "other", ..post }, NOW), Err(Untrusted::Signature));
        assert_eq!(
            verify(&secrets, Signed { signatures: "v1,€ v2,x", ..post }, NOW),
            Err(Untrusted::Signature)
        );
        assert_eq!(verify(&secrets, post, NOW.plus_ms(301_000)), Err(Untrusted::Stale));
        assert_eq!(verify(&secrets, post, NOW.plus_ms(-301_000)), Err(Untrusted::Stale));
        assert_eq!(verify(&secrets, Signed { timestamp: "soon", ..post }, NOW), Err(Untrusted::Timestamp));
        let far = i64::MAX.to_string();
        assert_eq!(verify(&secrets, Signed { timestamp: &far, ..post }, NOW), Err(Untrusted::Timestamp));
    }

    #[test]
    fn secrets_read_back_and_do_not_print() {
        let secret = Secret::parse(STANDARD_EXAMPLE).unwrap();
        assert_eq!(secret.reveal(), STANDARD_EXAMPLE);
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        for text in ["", "secret", "whsec_*", "whsec_AAAA"] {
            assert!(Secret::parse(text).is_err(), "{text}");
        }
    }
}

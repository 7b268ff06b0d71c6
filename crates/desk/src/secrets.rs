//! Passwords, tokens and signed identities: made and checked here and nowhere else.

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::SaltString,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use rapport_domain::Entropy;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The shortest password, in characters (NIST SP 800-63B-4, 3.1.1.2, for a password used alone: 15;
/// with rate limits and a breach-proof hash we keep to OWASP's 12).
pub const MIN_PASSWORD_CHARS: usize = 12;

/// The longest password, in characters, so that hashing it stays bounded.
pub const MAX_PASSWORD_CHARS: usize = 256;

/// Argon2id with OWASP's first recommendation: 19 MiB, 2 passes, 1 lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("the recommended parameters are valid");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A salted hash of a password, in PHC string form. Takes tens of milliseconds: keep it off the runtime.
pub fn hash_password(password: &str, entropy: &dyn Entropy) -> String {
    let mut salt = [0_u8; 16];
    entropy.fill(&mut salt);
    let salt = SaltString::encode_b64(&salt).expect("16 bytes are a valid salt");
    let hash = argon2().hash_password(password.as_bytes(), &salt).expect("any password can be hashed");
    hash.to_string()
}

/// Whether `password` is the one behind `hash`. Without a hash it works as long and says no, so that
/// nobody can tell by the time whether an account exists.
pub fn password_fits(password: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    argon2().verify_password(password.as_bytes(), &parsed).is_ok() && hash.is_some()
}

/// A new secret of 256 bits that reads `prefix` and 43 letters.
pub fn mint_token(prefix: &str, entropy: &dyn Entropy) -> String {
    let mut bytes = [0_u8; 32];
    entropy.fill(&mut bytes);
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The signature by which a shop vouches for a customer: hexadecimal HMAC-SHA256 over the external id.
pub fn identity_signature(secret: &str, external_id: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(external_id.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// Whether a shop's signature is right, compared in constant time.
pub fn identity_fits(secret: &str, external_id: &str, signature: &str) -> bool {
    let expected = identity_signature(secret, external_id);
    expected.as_bytes().ct_eq(signature.trim().to_ascii_lowercase().as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;
    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn a_password_fits_its_own_hash_alone() {
        let hash = hash_password("correct horse battery", &Fixed);
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(password_fits("correct horse battery", Some(&hash)));
        assert!(!password_fits("correct horse", Some(&hash)));
        assert!(!password_fits("correct horse battery", None));
        assert!(!password_fits("x", Some("not a hash")));
    }

    #[test]
    fn identities_are_bound_to_secret_and_id() {
        let signature = identity_signature("s3cret", "customer-7");
        assert!(identity_fits("s3cret", "customer-7", &signature));
        assert!(identity_fits("s3cret", "customer-7", &signature.to_uppercase()));
        assert!(!identity_fits("s3cret", "customer-8", &signature));
        assert!(!identity_fits("other", "customer-7", &signature));
        assert!(!identity_fits("s3cret", "customer-7", ""));
    }
}

//! Sealing personal text: XChaCha20-Poly1305 under a key per customer, each wrapped by the master key.
//!
//! The associated data names table, column and row, so a sealed value that is moved to another row does
//! not open there. What belongs to no customer (agents' names, webhook secrets) is sealed under the house
//! key. Look-ups go through keyed hashes, so a stolen file does not tell who is in it.

use std::sync::Arc;

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use rapport_domain::{CustomerId, Entropy};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::error::StorageError;

const NONCE_BYTES: usize = 24;

/// The keys that are derived from the master key.
pub(crate) struct Keys {
    wrapping: Key,
    house: Key,
    lookup: [u8; 32],
    signing: [u8; 32],
    /// Begun with its key: the search index hashes a hundred words of each message.
    index: Hmac<Sha256>,
    entropy: Arc<dyn Entropy>,
}

/// A key that seals and opens.
#[derive(Clone)]
pub(crate) struct Key(XChaCha20Poly1305);

impl Keys {
    pub(crate) fn new(master: &[u8; 32], entropy: Arc<dyn Entropy>) -> Self {
        Self {
            wrapping: Key::from_bytes(&derive(master, b"rapport wrapping key 1")),
            house: Key::from_bytes(&derive(master, b"rapport house key 1")),
            lookup: derive(master, b"rapport lookup key 1"),
            signing: derive(master, b"rapport signing key 1"),
            index: new_mac(&derive(master, b"rapport search key 1")),
            entropy,
        }
    }

    /// A fresh customer key, and the same wrapped for the database.
    pub(crate) fn mint(&self, customer: CustomerId) -> (Key, Vec<u8>) {
        let mut bytes = [0_u8; 32];
        self.entropy.fill(&mut bytes);
        let wrapped = self.wrapping.seal_bytes(&*self.entropy, &wrapping_place(customer), &bytes);
        (Key::from_bytes(&bytes), wrapped)
    }

    /// The customer key behind its wrapping.
    pub(crate) fn unwrap(&self, customer: CustomerId, wrapped: &[u8]) -> Result<Key, StorageError> {
        let bytes = self.wrapping.open_bytes(&wrapping_place(customer), wrapped)?;
        let bytes = bytes.try_into().map_err(|_| StorageError::Unseal { place: wrapping_place(customer) })?;
        Ok(Key::from_bytes(&bytes))
    }

    /// Seals a value under a customer's key.
    pub(crate) fn seal<T: Serialize>(
        &self,
        key: &Key,
        place: &str,
        value: &T,
    ) -> Result<Vec<u8>, StorageError> {
        let json = serde_json::to_vec(value).map_err(|source| StorageError::Encode { source })?;
        Ok(key.seal_bytes(&*self.entropy, place, &json))
    }

    /// Seals bytes under a customer's key.
    pub(crate) fn seal_bytes(&self, key: &Key, place: &str, bytes: &[u8]) -> Vec<u8> {
        key.seal_bytes(&*self.entropy, place, bytes)
    }

    /// Seals a value that belongs to no customer.
    pub(crate) fn seal_house<T: Serialize>(&self, place: &str, value: &T) -> Result<Vec<u8>, StorageError> {
        self.seal(&self.house, place, value)
    }

    /// Opens what [`Self::seal_house`] sealed.
    pub(crate) fn open_house<T: DeserializeOwned>(
        &self,
        place: &str,
        sealed: &[u8],
    ) -> Result<T, StorageError> {
        self.house.open(place, sealed)
    }

    /// The house key, where sealing goes under a customer's key or, without one, under the house's.
    pub(crate) const fn house(&self) -> &Key {
        &self.house
    }

    /// The keyed hash by which a value of this kind is found again.
    pub(crate) fn digest(&self, kind: &str, value: &str) -> String {
        hex::encode(keyed_hash(&self.lookup, kind, value.as_bytes()))
    }

    /// What the search index holds instead of a word: 32 bits of a keyed hash.
    pub(crate) fn token(&self, kind: &str, word: &str) -> u32 {
        let mut mac = self.index.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(word.as_bytes());
        let hash = mac.finalize().into_bytes();
        u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]])
    }

    /// Random letters and digits, for what needs a name that nobody else has.
    pub(crate) fn random_name(&self) -> String {
        let mut bytes = [0_u8; 16];
        self.entropy.fill(&mut bytes);
        hex::encode(bytes)
    }

    /// The signature of a value that leaves the house and comes back.
    pub(crate) fn sign(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        keyed_hash(&self.signing, purpose, value)
    }
}

/// The zero byte keeps kinds apart whose names begin alike.
fn keyed_hash(key: &[u8; 32], kind: &str, value: &[u8]) -> [u8; 32] {
    let mut mac = new_mac(key);
    mac.update(kind.as_bytes());
    mac.update(&[0]);
    mac.update(value);
    mac.finalize().into_bytes().into()
}

impl Key {
    fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(bytes.into()))
    }

    fn seal_bytes(&self, entropy: &dyn Entropy, place: &str, bytes: &[u8]) -> Vec<u8> {
        let mut nonce = [0_u8; NONCE_BYTES];
        entropy.fill(&mut nonce);
        let payload = Payload { msg: bytes, aad: place.as_bytes() };
        let sealed = self
            .0
            .encrypt(XNonce::from_slice(&nonce), payload)
            .expect("texts are below the cipher's 256 GiB");
        let mut out = Vec::with_capacity(NONCE_BYTES + sealed.len());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        out
    }

    /// Opens bytes.
    pub(crate) fn open_bytes(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, StorageError> {
        let fails = || StorageError::Unseal { place: place.to_owned() };
        let (nonce, text) = sealed.split_at_checked(NONCE_BYTES).ok_or_else(fails)?;
        let payload = Payload { msg: text, aad: place.as_bytes() };
        self.0.decrypt(XNonce::from_slice(nonce), payload).map_err(|_| fails())
    }

    /// Opens a value.
    pub(crate) fn open<T: DeserializeOwned>(&self, place: &str, sealed: &[u8]) -> Result<T, StorageError> {
        let json = self.open_bytes(place, sealed)?;
        serde_json::from_slice(&json)
            .map_err(|source| StorageError::Corrupt { column: place.to_owned(), source: Box::new(source) })
    }
}

/// The hash under which a random token is stored. It needs no key: a token has more entropy than a hash
/// can be searched for.
pub(crate) fn token_digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

fn wrapping_place(customer: CustomerId) -> String {
    format!("customer_keys/{customer}")
}

fn derive(master: &[u8; 32], purpose: &[u8]) -> [u8; 32] {
    let mut mac = new_mac(master);
    mac.update(purpose);
    mac.finalize().into_bytes().into()
}

fn new_mac(key: &[u8; 32]) -> Hmac<Sha256> {
    <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes keys of every length")
}

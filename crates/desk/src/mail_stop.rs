//! "No more e-mails, please": the signed link in every mail, by which its reader takes their address back with
//! one click and without signing in (RFC 2369, RFC 8058).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rapport_domain::CustomerId;
use subtle::ConstantTimeEq;

use crate::{Desk, DeskError};

/// What the links are signed for.
const PURPOSE: &str = "stop mail";
/// What the address in a link is hashed for, so that a link tells nobody the address.
const ADDRESS: &str = "stop mail address";

const ID_BYTES: usize = 16;
const HASH_BYTES: usize = 16;

impl Desk {
    /// The link by which the reader of a mail to `email` takes that address back. It works for as long as the
    /// customer is known, at every node, and does nothing else.
    pub fn stop_link(&self, customer: CustomerId, email: &str) -> String {
        let mut token = Vec::with_capacity(ID_BYTES + 2 * HASH_BYTES);
        token.extend_from_slice(customer.as_bytes());
        token.extend_from_slice(&self.address_hash(email));
        let signature = self.store().sign(PURPOSE, &token);
        token.extend_from_slice(&signature[..HASH_BYTES]);
        format!("{}/mail/stop/{}", self.settings().public_url, URL_SAFE_NO_PAD.encode(token))
    }

    /// Whether a link is one of ours.
    pub fn is_stop_link(&self, token: &str) -> bool {
        self.read_stop_link(token).is_some()
    }

    /// Takes the address back that the link was sent to. One that the customer has changed since stays, and
    /// doing it again changes nothing.
    pub async fn stop_mail(&self, token: &str) -> Result<(), DeskError> {
        let (id, hash) = self.read_stop_link(token).ok_or(DeskError::Expired)?;
        let desk = self.clone();
        let now = self.now();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    // Of an erased customer nothing is left to take back.
                    let Some(mut customer) = tx.customer(id).await? else { return Ok(()) };
                    let is_same = |email: &String| desk.address_hash(email) == hash;
                    if customer.email.as_ref().is_some_and(is_same) {
                        customer.decline_mail();
                        tx.update_customer(&customer).await?;
                        tx.audit(&id.to_string(), "address_taken_back", &id.to_string(), now).await?;
                    }
                    Ok::<_, DeskError>(())
                })
            })
            .await
    }

    fn read_stop_link(&self, token: &str) -> Option<(CustomerId, [u8; HASH_BYTES])> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let bytes: [u8; ID_BYTES + 2 * HASH_BYTES] = bytes.try_into().ok()?;
        let (signed, signature) = bytes.split_at(ID_BYTES + HASH_BYTES);
        let expected = self.store().sign(PURPOSE, signed);
        if !bool::from(expected[..HASH_BYTES].ct_eq(signature)) {
            return None;
        }
        let (id, hash) = signed.split_at(ID_BYTES);
        Some((CustomerId::from_bytes(id.try_into().ok()?), hash.try_into().ok()?))
    }

    fn address_hash(&self, email: &str) -> [u8; HASH_BYTES] {
        let whole = self.store().sign(ADDRESS, email.trim().to_lowercase().as_bytes());
        let mut hash = [0; HASH_BYTES];
        hash.copy_from_slice(&whole[..HASH_BYTES]);
        hash
    }
}

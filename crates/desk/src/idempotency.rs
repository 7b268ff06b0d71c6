//! `Idempotency-Key`: the same key is the same request, and gets the same answer.

use rapport_domain::CustomerId;
use rapport_storage::{Idempotency, IdempotencyKey};

use crate::{Desk, DeskError};

/// A request that did not finish in so long has died, and may be tried again.
const STALE_MS: i64 = 60_000;

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    /// It is new: do the work, then keep the answer.
    Fresh,
    /// The work was done; this is the answer.
    Done(StoredResponse),
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResponse {
    /// The status.
    pub http_status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Whose key, which key, for which request.
#[derive(Debug, Clone)]
pub struct RequestKey {
    /// An agent's, a token's or a customer's id.
    pub principal: String,
    /// The key, of 1 to 255 characters.
    pub key: String,
    /// A hash of method, path and body.
    pub request_hash: String,
}

impl RequestKey {
    fn as_row(&self) -> IdempotencyKey<'_> {
        IdempotencyKey { principal: &self.principal, key: &self.key, request_hash: &self.request_hash }
    }
}

impl Desk {
    /// Takes a key, or answers what was answered under it.
    pub async fn begin_request(&self, key: RequestKey) -> Result<KeyState, DeskError> {
        let now = self.now();
        let known: Idempotency = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.begin_idempotent(key.as_row(), now, now.plus_ms(-STALE_MS))
                        .await
                        .map_err(DeskError::from)
                })
            })
            .await?;
        match known {
            Idempotency::Fresh => Ok(KeyState::Fresh),
            Idempotency::InProgress => Err(DeskError::KeyInUse),
            Idempotency::Answered { http_status, body } => {
                Ok(KeyState::Done(StoredResponse { http_status, body }))
            }
            Idempotency::Mismatch => Err(DeskError::KeyReused),
            Idempotency::Erased => Err(DeskError::Erased),
        }
    }

    /// Keeps the answer under the key.
    pub async fn finish_request(
        &self,
        key: RequestKey,
        customer: Option<CustomerId>,
        response: StoredResponse,
    ) -> Result<(), DeskError> {
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.finish_idempotent(key.as_row(), customer, response.http_status, &response.body)
                        .await
                        .map_err(DeskError::from)
                })
            })
            .await
    }

    /// Gives the key back after a failure that is worth trying again.
    pub async fn abandon_request(&self, key: RequestKey) -> Result<(), DeskError> {
        self.store()
            .write(move |tx| {
                Box::pin(async move { tx.abandon_idempotent(key.as_row()).await.map_err(DeskError::from) })
            })
            .await
    }
}

//! API tokens: what a program may do, shown once, stored as a hash.

use rapport_domain::{TokenId, agent::Agent};
use rapport_storage::ApiToken as Row;

use crate::{Desk, DeskError, customers::checked_name, error::invalid, secrets};

pub use rapport_storage::ApiToken;

/// What a token allows; each includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Reading.
    Read,
    /// Taking part in conversations.
    Write,
    /// Everything that an admin may do.
    Admin,
}

impl Scope {
    /// The name as the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }
}

impl std::str::FromStr for Scope {
    type Err = DeskError;

    fn from_str(text: &str) -> Result<Self, DeskError> {
        [Self::Read, Self::Write, Self::Admin]
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or_else(|| invalid("scopes", "A scope is read, write or admin."))
    }
}

/// A new token. The token itself is never shown again.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// What is kept of it.
    pub row: ApiToken,
    /// The token.
    pub token: String,
}

impl Desk {
    /// Makes a token.
    pub async fn add_api_token(
        &self,
        by: Option<&Agent>,
        name: &str,
        scopes: &[Scope],
    ) -> Result<NewApiToken, DeskError> {
        if scopes.is_empty() {
            return Err(invalid("scopes", "Choose at least one of read, write and admin."));
        }
        let now = self.now();
        let token = secrets::mint_token("rpt_", self.entropy());
        let row = Row {
            id: TokenId::mint(now, self.entropy()),
            name: checked_name(name)?,
            scopes: scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            created_by: by.map(|agent| agent.id),
            created_at: now,
            last_used_at: None,
            revoked_at: None,
        };
        let (kept, secret) = (row.clone(), token.clone());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.create_api_token(&kept, &secret).await?;
                    let actor = kept.created_by.map_or_else(|| "system".to_owned(), |id| id.to_string());
                    tx.audit(&actor, "token_added", &kept.id.to_string(), now).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        Ok(NewApiToken { row, token })
    }

    /// All tokens, newest first.
    pub async fn api_tokens(&self) -> Result<Vec<ApiToken>, DeskError> {
        Ok(self.store().read().await?.api_tokens().await?)
    }

    /// Revokes a token.
    pub async fn revoke_api_token(&self, by: &Agent, id: TokenId) -> Result<(), DeskError> {
        let (now, actor) = (self.now(), by.id.to_string());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    if !tx.revoke_api_token(id, now).await? {
                        return Err(DeskError::NotFound("token"));
                    }
                    tx.audit(&actor, "token_revoked", &id.to_string(), now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The token that a program shows; `None` when it is unknown or revoked.
    pub async fn api_token(&self, token: &str) -> Result<Option<(TokenId, Vec<Scope>)>, DeskError> {
        const TOUCH_MS: i64 = 60_000;
        let Some(row) = self.store().read().await?.api_token(token).await? else { return Ok(None) };
        let now = self.now();
        if row.last_used_at.is_none_or(|at| now.ms_since(at) > TOUCH_MS) {
            let id = row.id;
            self.store()
                .write(move |tx| {
                    Box::pin(async move { tx.touch_api_token(id, now).await.map_err(DeskError::from) })
                })
                .await?;
        }
        Ok(Some((row.id, row.scopes.iter().filter_map(|scope| scope.parse().ok()).collect())))
    }
}

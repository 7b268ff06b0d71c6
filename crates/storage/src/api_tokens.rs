//! API tokens: stored as hashes, limited by scopes, revocable.

use rapport_domain::{AgentId, Timestamp, TokenId};

use crate::{
    connection::Row,
    error::StorageError,
    sealing::token_digest,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// An API token, without the token itself, which nobody can read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: TokenId,
    /// What it is for, in its maker's words.
    pub name: String,
    /// What it may do, as the API names it.
    pub scopes: Vec<String>,
    /// Who made it.
    pub created_by: Option<AgentId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// Since when it no longer works.
    pub revoked_at: Option<Timestamp>,
}

impl Tx {
    /// Adds an API token.
    pub async fn create_api_token(&mut self, new: &ApiToken, token: &str) -> Result<()> {
        let sealed = self.keys.seal_house(&place(new.id), &new.name)?;
        let scopes = serde_json::to_string(&new.scopes).map_err(|source| StorageError::Encode { source })?;
        let sql = "INSERT INTO api_tokens (id, digest, scopes, created_by, created_at, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let given = values![new.id, token_digest(token), scopes, new.created_by, new.created_at, sealed];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Revokes an API token; answers whether it still worked.
    pub async fn revoke_api_token(&mut self, id: TokenId, now: Timestamp) -> Result<bool> {
        let sql = "UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
        Ok(self.connection.execute(sql, values![id, now]).await? > 0)
    }

    /// Notes that an API token was used.
    pub async fn touch_api_token(&mut self, id: TokenId, now: Timestamp) -> Result<()> {
        let sql = "UPDATE api_tokens SET last_used_at = $2 WHERE id = $1";
        self.connection.execute(sql, values![id, now]).await.map(drop)
    }
}

impl Reader {
    /// The API token of whoever presents it, unless it was revoked.
    pub async fn api_token(&mut self, token: &str) -> Result<Option<ApiToken>> {
        let sql = "SELECT * FROM api_tokens WHERE digest = $1 AND revoked_at IS NULL";
        let row = self.connection.fetch_optional(sql, values![token_digest(token)]).await?;
        row.map(|row| self.read_api_token(&row)).transpose()
    }

    /// All API tokens, newest first, revoked ones included.
    pub async fn api_tokens(&mut self) -> Result<Vec<ApiToken>> {
        let sql = "SELECT * FROM api_tokens ORDER BY created_at DESC, id DESC";
        let rows = self.connection.fetch_all(sql, values![]).await?;
        rows.iter().map(|row| self.read_api_token(row)).collect()
    }

    fn read_api_token(&self, row: &Row) -> Result<ApiToken> {
        let id = row.parsed("id")?;
        Ok(ApiToken {
            id,
            name: self.keys.open_house(&place(id), &row.blob("sealed")?)?,
            scopes: row.json("scopes")?,
            created_by: row.opt_parsed("created_by")?,
            created_at: row.time("created_at")?,
            last_used_at: row.opt_time("last_used_at")?,
            revoked_at: row.opt_time("revoked_at")?,
        })
    }
}

fn place(id: TokenId) -> String {
    format!("api_tokens/{id}")
}

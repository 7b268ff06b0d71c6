//! Sessions of the console, and counted attempts for every limit on guessing.

use rapport_domain::{AgentId, SessionId, Timestamp};

use crate::{
    connection::Row,
    error::StorageError,
    sealing::token_digest,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// A signed-in session. Its token is stored only as a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who is signed in.
    pub agent: AgentId,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Timestamp,
}

impl Tx {
    /// Adds a session for the one who holds `token`.
    pub async fn create_session(&mut self, session: &Session, token: &str) -> Result<()> {
        let sql = "INSERT INTO sessions (id, digest, agent_id, created_at, expires_at, last_used_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let given = values![
            session.id,
            token_digest(token),
            session.agent,
            session.created_at,
            session.expires_at,
            session.last_used_at
        ];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Notes that a session was used, and until when it holds now.
    pub async fn touch_session(
        &mut self,
        id: SessionId,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<()> {
        let sql = "UPDATE sessions SET last_used_at = $2, expires_at = $3 WHERE id = $1";
        self.connection.execute(sql, values![id, now, expires_at]).await.map(drop)
    }

    /// Ends a session.
    pub async fn end_session(&mut self, id: SessionId) -> Result<()> {
        self.connection.execute("DELETE FROM sessions WHERE id = $1", values![id]).await.map(drop)
    }

    /// Ends every session of an agent but one: after a new password, or when the account is closed.
    pub async fn end_sessions(&mut self, agent: AgentId, except: Option<SessionId>) -> Result<u64> {
        let except = except.map(|id| id.to_string()).unwrap_or_default();
        let sql = "DELETE FROM sessions WHERE agent_id = $1 AND id <> $2";
        self.connection.execute(sql, values![agent, except]).await
    }

    /// Counts an attempt of a kind (`sign_in`, `password_reset`…) by somebody (an address, an account) and
    /// answers how many there were since the window began, this one included. Windows are fixed and do not
    /// overlap.
    pub async fn count_attempt(
        &mut self,
        kind: &str,
        by: &str,
        now: Timestamp,
        window_ms: u32,
    ) -> Result<u64> {
        let window = i64::from(window_ms.max(1)).saturating_mul(1_000);
        let start = now.as_micros().div_euclid(window).saturating_mul(window);
        let digest = self.keys.digest("attempt", by);
        let sql = "INSERT INTO attempts (kind, digest, window_start, total) VALUES ($1, $2, $3, 1) \
                   ON CONFLICT (kind, digest, window_start) DO UPDATE SET total = attempts.total + 1 \
                   RETURNING total";
        self.connection.fetch_one(sql, values![kind, digest, start]).await?.count("total")
    }

    /// Forgets the attempts of somebody, after a success.
    pub async fn clear_attempts(&mut self, kind: &str, by: &str) -> Result<()> {
        let digest = self.keys.digest("attempt", by);
        let sql = "DELETE FROM attempts WHERE kind = $1 AND digest = $2";
        self.connection.execute(sql, values![kind, digest]).await.map(drop)
    }

    /// Drops what has run out: sessions, visitors' tokens, invitations past use for a month, what was said of
    /// answers more than a year ago, and attempts and idempotency keys from before `kept_since`.
    pub async fn sweep(&mut self, now: Timestamp, kept_since: Timestamp) -> Result<u64> {
        const DAY_MS: i64 = 24 * 3_600_000;
        const MONTH_MS: i64 = 30 * DAY_MS;
        // As far back as figures go.
        const YEAR_MS: i64 = 366 * DAY_MS;
        let mut dropped = 0;
        for (sql, before) in [
            ("DELETE FROM sessions WHERE expires_at <= $1", now),
            ("DELETE FROM visitors WHERE expires_at <= $1", now),
            ("DELETE FROM invitations WHERE expires_at <= $1", now.plus_ms(-MONTH_MS)),
            ("DELETE FROM answer_feedback WHERE at <= $1", now.plus_ms(-YEAR_MS)),
            ("DELETE FROM attempts WHERE window_start <= $1", kept_since),
            ("DELETE FROM idempotency_keys WHERE created_at <= $1", kept_since),
        ] {
            dropped += self.connection.execute(sql, values![before]).await?;
        }
        Ok(dropped)
    }
}

impl Reader {
    /// The session of whoever holds `token`, if it still holds.
    pub async fn session(&mut self, token: &str, now: Timestamp) -> Result<Option<Session>> {
        let sql = "SELECT * FROM sessions WHERE digest = $1 AND expires_at > $2";
        let row = self.connection.fetch_optional(sql, values![token_digest(token), now]).await?;
        row.as_ref().map(read).transpose()
    }
}

fn read(row: &Row) -> Result<Session> {
    Ok(Session {
        id: row.parsed("id")?,
        agent: row.parsed("agent_id")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        last_used_at: row.time("last_used_at")?,
    })
}

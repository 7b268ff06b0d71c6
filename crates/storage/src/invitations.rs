//! Invitations and password resets: a link that works once, for a while.

use rapport_domain::{AgentId, InvitationId, Timestamp, agent::Role};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    error::StorageError,
    sealing::token_digest,
    store::{Reader, Tx},
    value::{label, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationKind {
    /// To join.
    Invitation,
    /// To choose a new password.
    PasswordReset,
}

/// An invitation or a password reset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// What it is for.
    pub kind: InvitationKind,
    /// Where it was sent.
    pub email: String,
    /// What the invited person is called.
    pub name: String,
    /// What they may do.
    pub role: Option<Role>,
    /// Whose password is reset.
    pub agent: Option<AgentId>,
    /// Who invited.
    pub created_by: Option<AgentId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it works.
    pub expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    email: String,
    name: String,
}

impl Tx {
    /// Adds an invitation for whoever holds `token`.
    pub async fn create_invitation(&mut self, invitation: &Invitation, token: &str) -> Result<()> {
        let sealed = Sealed { email: invitation.email.clone(), name: invitation.name.clone() };
        let sealed = self.keys.seal_house(&place(invitation.id), &sealed)?;
        let sql = "INSERT INTO invitations (id, digest, kind, agent_id, role, created_by, created_at, expires_at, \
                   sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let given = values![
            invitation.id,
            token_digest(token),
            label(&invitation.kind),
            invitation.agent,
            invitation.role.map(Role::as_str),
            invitation.created_by,
            invitation.created_at,
            invitation.expires_at,
            sealed
        ];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Uses an invitation up; `None` when it is unknown, used or run out. Nobody else can use it again.
    pub async fn use_invitation(
        &mut self,
        kind: InvitationKind,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Invitation>> {
        let sql = "UPDATE invitations SET used_at = $3 WHERE digest = $1 AND kind = $2 AND used_at IS NULL \
                   AND expires_at > $3 RETURNING *";
        let row =
            self.connection.fetch_optional(sql, values![token_digest(token), label(&kind), now]).await?;
        row.map(|row| self.read_invitation(&row)).transpose()
    }
}

impl Reader {
    /// An invitation that can still be used.
    pub async fn invitation(
        &mut self,
        kind: InvitationKind,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Invitation>> {
        let sql = "SELECT * FROM invitations WHERE digest = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3";
        let row =
            self.connection.fetch_optional(sql, values![token_digest(token), label(&kind), now]).await?;
        row.map(|row| self.read_invitation(&row)).transpose()
    }

    fn read_invitation(&self, row: &Row) -> Result<Invitation> {
        let id = row.parsed("id")?;
        let sealed: Sealed = self.keys.open_house(&place(id), &row.blob("sealed")?)?;
        Ok(Invitation {
            id,
            kind: row.label("kind")?,
            email: sealed.email,
            name: sealed.name,
            role: row.opt_parsed("role")?,
            agent: row.opt_parsed("agent_id")?,
            created_by: row.opt_parsed("created_by")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
        })
    }
}

fn place(id: InvitationId) -> String {
    format!("invitations/{id}")
}

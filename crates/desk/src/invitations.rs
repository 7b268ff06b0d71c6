//! Invitations and password resets: a link in a mail that works once.

use rapport_channels::email;
use rapport_domain::{
    AgentId, InvitationId,
    agent::{Agent, Profile, Role},
};
use rapport_storage::{Invitation as Row, InvitationKind as Kind};

use crate::{
    Desk, DeskError,
    customers::{checked_email, checked_name},
    secrets,
};

pub use rapport_storage::{Invitation, InvitationKind};

/// How long an invitation works: a week.
const INVITATION_MS: i64 = 7 * 24 * 3_600_000;
/// How long a password reset works: an hour.
const RESET_MS: i64 = 3_600_000;
/// Password resets per account and window.
const RESETS: u64 = 3;
/// The window in which they are counted.
const WINDOW_MS: u32 = 60 * 60 * 1_000;

impl Desk {
    /// Invites somebody. Answers the link, which is mailed too where mail is set up. `by` is `None` on the
    /// command line.
    pub async fn invite(
        &self,
        by: Option<&Agent>,
        email: &str,
        name: &str,
        role: Role,
    ) -> Result<String, DeskError> {
        if by.is_some_and(|by| by.role < Role::Leader || role > by.role) {
            return Err(DeskError::Forbidden("invite somebody with this role"));
        }
        let (email, name) = (checked_email(email)?.to_lowercase(), checked_name(name)?);
        if self.store().read().await?.agent_by_email(&email).await?.is_some() {
            return Err(crate::error::invalid("email", "Somebody with this address has an account already."));
        }
        let now = self.now();
        let row = Row {
            id: InvitationId::mint(now, self.entropy()),
            kind: Kind::Invitation,
            email,
            name,
            role: Some(role),
            agent: None,
            created_by: by.map(|by| by.id),
            created_at: now,
            expires_at: now.plus_ms(INVITATION_MS),
        };
        self.send_link(row, "invitation").await
    }

    /// Sends a link to choose a new password, if there is such an account. The answer is the same if not.
    pub async fn request_password_reset(&self, email: &str) -> Result<(), DeskError> {
        let email = email.trim().to_lowercase();
        let (now, account) = (self.now(), email.clone());
        let count: u64 = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.count_attempt("password_reset", &account, now, WINDOW_MS)
                        .await
                        .map_err(DeskError::from)
                })
            })
            .await?;
        if count > RESETS {
            return Err(DeskError::TooMany { retry_after_s: u64::from(WINDOW_MS) / 1_000 });
        }
        let found = self.store().read().await?.agent_by_email(&email).await?;
        if let Some((agent, _)) = found.filter(|(agent, _)| agent.closed_at.is_none()) {
            self.password_link(&agent).await?;
        }
        Ok(())
    }

    /// A link by which this agent chooses a new password.
    pub async fn password_link(&self, agent: &Agent) -> Result<String, DeskError> {
        let now = self.now();
        let row = Row {
            id: InvitationId::mint(now, self.entropy()),
            kind: Kind::PasswordReset,
            email: agent.email.clone(),
            name: agent.name.clone(),
            role: None,
            agent: Some(agent.id),
            created_by: None,
            created_at: now,
            expires_at: now.plus_ms(RESET_MS),
        };
        self.send_link(row, "password-reset").await
    }

    /// An invitation that still works.
    pub async fn invitation(&self, token: &str) -> Result<Invitation, DeskError> {
        let found = self.store().read().await?.invitation(Kind::Invitation, token, self.now()).await?;
        found.ok_or(DeskError::Expired)
    }

    /// Joins by an invitation. The link works once.
    pub async fn accept_invitation(
        &self,
        token: &str,
        name: &str,
        password: &str,
    ) -> Result<Agent, DeskError> {
        let name = checked_name(name)?;
        let hash = self.hash_off_runtime(password).await?;
        let (now, token) = (self.now(), token.to_owned());
        let id = AgentId::mint(now, self.entropy());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let used = tx.use_invitation(Kind::Invitation, &token, now).await?;
                    let invitation = used.ok_or(DeskError::Expired)?;
                    let agent = Agent {
                        id,
                        name,
                        email: invitation.email,
                        role: invitation.role.unwrap_or(Role::Agent),
                        profile: Profile::default(),
                        available: invitation.role != Some(Role::Reader),
                        closed_at: None,
                        created_at: now,
                    };
                    tx.create_agent(&agent, Some(&hash)).await?;
                    tx.audit(&id.to_string(), "agent_joined", &id.to_string(), now).await?;
                    Ok(agent)
                })
            })
            .await
    }

    /// Sets a new password by a reset link. The link works once; all sessions end.
    pub async fn reset_password(&self, token: &str, password: &str) -> Result<(), DeskError> {
        let hash = self.hash_off_runtime(password).await?;
        let (now, token) = (self.now(), token.to_owned());
        let agent = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let used = tx.use_invitation(Kind::PasswordReset, &token, now).await?;
                    used.and_then(|used| used.agent).ok_or(DeskError::Expired)
                })
            })
            .await?;
        self.set_password(agent, hash, None).await
    }

    async fn send_link(&self, row: Row, page: &str) -> Result<String, DeskError> {
        let token = secrets::mint_token("inv_", self.entropy());
        let link = format!("{}/{page}/{token}", self.settings().public_url);
        let letter = self.letter(&row, &link).await?;
        let now = self.now();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let by = row.created_by.map_or_else(|| "system".to_owned(), |by| by.to_string());
                    let act = match row.kind {
                        Kind::Invitation => "invited",
                        Kind::PasswordReset => "password_link_made",
                    };
                    tx.create_invitation(&row, &token).await?;
                    tx.audit(&by, act, &row.id.to_string(), now).await.map_err(DeskError::from)
                })
            })
            .await?;
        if let Some(mailer) = &self.parts().mailer
            && let Err(error) = mailer.send(&letter, self.now()).await
        {
            tracing::warn!(error = %crate::workers::Chain(&error), "a link could not be mailed");
        }
        Ok(link)
    }

    async fn letter(&self, row: &Row, link: &str) -> Result<email::Letter, DeskError> {
        let company = self.release().await.map(|r| r.release().content.company.name.clone());
        let company = company.unwrap_or_else(|_| "Rapport".to_owned());
        let id = row.id.to_string();
        let (to, name) = (row.email.as_str(), row.name.as_str());
        Ok(match row.kind {
            Kind::Invitation => {
                let inviter = match row.created_by {
                    Some(by) => self.agent(by).await?.name,
                    None => company.clone(),
                };
                let days = u32::try_from(INVITATION_MS / 86_400_000).unwrap_or(7);
                email::invitation(&email::Invitation {
                    to,
                    name,
                    inviter: &inviter,
                    company: &company,
                    link,
                    days,
                    id: &id,
                })
            }
            Kind::PasswordReset => {
                let minutes = u32::try_from(RESET_MS / 60_000).unwrap_or(60);
                email::password_reset(&email::PasswordReset {
                    to,
                    name,
                    company: &company,
                    link,
                    minutes,
                    id: &id,
                })
            }
        })
    }
}

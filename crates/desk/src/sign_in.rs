//! Signing in and out.

use rapport_domain::{AgentId, SessionId, agent::Agent};
use rapport_storage::Session;

use crate::{Desk, DeskError, secrets};

/// The window in which wrong passwords are counted.
const WINDOW_MS: u32 = 15 * 60 * 1_000;
/// How long a session lives without being used: two weeks.
const SESSION_MS: i64 = 14 * 24 * 3_600_000;
/// A session's last use is written at most so often.
const TOUCH_MS: i64 = 60_000;

/// Somebody wants to sign in.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Somebody has signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub agent: Agent,
    /// The session's token, for the cookie.
    pub token: String,
}

impl Desk {
    /// Signs an agent in. Wrong addresses and wrong passwords cannot be told apart, by answer or by time.
    pub async fn sign_in(&self, sign_in: SignIn) -> Result<SignedIn, DeskError> {
        let now = self.now();
        let email = sign_in.email.trim().to_lowercase();
        let account = email.clone();
        let count: u64 = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.count_attempt("sign_in", &account, now, WINDOW_MS).await.map_err(DeskError::from)
                })
            })
            .await?;
        if count > u64::from(self.settings().sign_in_attempts) {
            return Err(DeskError::TooMany { retry_after_s: u64::from(WINDOW_MS) / 1_000 });
        }
        let found = self.store().read().await?.agent_by_email(&email).await?;
        let (agent, hash) = found.unzip();
        let (hash, password) = (hash.flatten(), sign_in.password);
        let fits = password.chars().count() <= secrets::MAX_PASSWORD_CHARS
            && tokio::task::spawn_blocking(move || secrets::password_fits(&password, hash.as_deref()))
                .await
                .unwrap_or(false);
        let Some(agent) = agent.as_ref().filter(|agent| fits && agent.closed_at.is_none()).cloned() else {
            self.note_failed_sign_in(agent.map(|agent| agent.id)).await?;
            return Err(DeskError::WrongCredentials);
        };
        let token = secrets::mint_token("ses_", self.entropy());
        let session = Session {
            id: SessionId::mint(now, self.entropy()),
            agent: agent.id,
            created_at: now,
            expires_at: now.plus_ms(SESSION_MS),
            last_used_at: now,
        };
        let kept = token.clone();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.clear_attempts("sign_in", &email).await?;
                    tx.create_session(&session, &kept).await?;
                    tx.audit(&session.agent.to_string(), "signed_in", &session.id.to_string(), now).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        Ok(SignedIn { agent, token })
    }

    /// Leaves a line in the audit log where somebody failed at an account that exists.
    async fn note_failed_sign_in(&self, at: Option<AgentId>) -> Result<(), DeskError> {
        let (Some(agent), now) = (at, self.now()) else { return Ok(()) };
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.audit("somebody", "sign_in_failed", &agent.to_string(), now)
                        .await
                        .map_err(DeskError::from)
                })
            })
            .await
    }

    /// The agent whose session this is; `None` when it has ended.
    pub async fn session(&self, token: &str) -> Result<Option<(Agent, SessionId)>, DeskError> {
        let now = self.now();
        let mut reader = self.store().read().await?;
        let Some(session) = reader.session(token, now).await? else { return Ok(None) };
        let agent = reader.agent(session.agent).await?.filter(|agent| agent.closed_at.is_none());
        drop(reader);
        if now.ms_since(session.last_used_at) > TOUCH_MS {
            let (id, until) = (session.id, now.plus_ms(SESSION_MS));
            self.store()
                .write(move |tx| {
                    Box::pin(async move { tx.touch_session(id, now, until).await.map_err(DeskError::from) })
                })
                .await?;
        }
        Ok(agent.map(|agent| (agent, session.id)))
    }

    /// Ends a session.
    pub async fn sign_out(&self, agent: AgentId, session: SessionId) -> Result<(), DeskError> {
        let now = self.now();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.end_session(session).await?;
                    tx.audit(&agent.to_string(), "signed_out", &session.to_string(), now).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await
    }

    /// Changes the agent's own password; all other sessions end.
    pub async fn change_password(
        &self,
        agent: &Agent,
        session: Option<SessionId>,
        old: &str,
        new: &str,
    ) -> Result<(), DeskError> {
        let found = self.store().read().await?.agent_by_email(&agent.email).await?;
        let (hash, old) = (found.and_then(|(_, hash)| hash), old.to_owned());
        let fits = tokio::task::spawn_blocking(move || secrets::password_fits(&old, hash.as_deref()));
        if !fits.await.unwrap_or(false) {
            return Err(crate::error::invalid("password.old", "That is not your present password."));
        }
        let hash = self.hash_off_runtime(new).await?;
        self.set_password(agent.id, hash, session).await
    }

    pub(crate) async fn set_password(
        &self,
        agent: AgentId,
        hash: String,
        keep: Option<SessionId>,
    ) -> Result<(), DeskError> {
        let now = self.now();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.set_password(agent, &hash).await?;
                    tx.end_sessions(agent, keep).await?;
                    tx.audit(&agent.to_string(), "password_changed", &agent.to_string(), now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Drops sessions, links and counters that have run out.
    pub(crate) async fn forget_expired(&self) -> Result<(), DeskError> {
        let now = self.now();
        let day_ago = now.plus_ms(-24 * 3_600_000);
        self.store()
            .write(move |tx| Box::pin(async move { tx.sweep(now, day_ago).await.map_err(DeskError::from) }))
            .await?;
        Ok(())
    }
}

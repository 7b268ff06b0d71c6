//! Incidents: what should not have happened to an agent, reported by them, or by Rapport where somebody threatens
//! or a conversation was ended by policy.

use rapport_channels::{email, text};
use rapport_domain::{
    AgentId, ConversationId, IncidentId,
    agent::{Agent, Role},
    care::IncidentKind,
    redact::redact,
};
use rapport_event_bus::Notice;
use rapport_storage::{Cursor, IncidentWords};

use crate::{Desk, DeskError, Page, error::invalid};

pub use rapport_storage::Incident;

/// The longest words of a report, in characters.
const MAX_WORDS_CHARS: usize = 4_000;

/// What an agent reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIncident {
    /// What it is about.
    pub kind: IncidentKind,
    /// What happened, in their words.
    pub happened: String,
    /// The message that it is about.
    pub message: Option<u64>,
}

impl Desk {
    /// An agent reports what happened in a conversation.
    pub async fn report_incident(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        new: NewIncident,
    ) -> Result<Incident, DeskError> {
        let happened = checked("happened", &new.happened)?;
        if happened.is_empty() {
            return Err(invalid("happened", "Say in a few words what happened."));
        }
        let row = self.conversation_row(conversation).await?;
        if new.message.is_some_and(|seq| seq == 0 || seq > row.seq) {
            return Err(invalid("message", "There is no such message in this conversation."));
        }
        let now = self.now();
        let incident = Incident {
            id: IncidentId::mint(now, self.entropy()),
            conversation,
            agent: Some(agent),
            kind: new.kind,
            message: new.message,
            at: now,
            closed: None,
            words: Some(IncidentWords { happened, came_of_it: String::new() }),
        };
        let stored = incident.clone();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.create_incident(&stored).await?;
                    let id = stored.id.to_string();
                    tx.audit(&agent.to_string(), "incident_reported", &id, now).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        self.tell_leaders(&[incident.id]).await;
        Ok(incident)
    }

    /// Reports, newest first: those that are open, or all.
    pub async fn incidents(
        &self,
        only_open: bool,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Incident>, DeskError> {
        let mut reader = self.store().read().await?;
        Ok(reader.incidents(only_open, cursor.as_ref(), limit.clamp(1, 100)).await?)
    }

    /// How many reports are open.
    pub async fn open_incidents(&self) -> Result<u64, DeskError> {
        Ok(self.store().read().await?.open_incidents().await?)
    }

    /// Closes a report with what came of it.
    pub async fn close_incident(
        &self,
        id: IncidentId,
        by: AgentId,
        came_of_it: &str,
    ) -> Result<Incident, DeskError> {
        let came_of_it = checked("came_of_it", came_of_it)?;
        if came_of_it.is_empty() {
            return Err(invalid("came_of_it", "Say in a few words what came of it."));
        }
        let now = self.now();
        let closed = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let incident = tx.incident(id).await?.ok_or(DeskError::NotFound("incident"))?;
                    if incident.closed.is_some() || !tx.close_incident(id, (by, came_of_it), now).await? {
                        return Err(DeskError::WrongState("This incident is closed already."));
                    }
                    tx.audit(&by.to_string(), "incident_closed", &id.to_string(), now).await?;
                    tx.incident(id).await?.ok_or(DeskError::NotFound("incident"))
                })
            })
            .await?;
        self.publish_to_bus(Notice::IncidentsChanged {}).await;
        Ok(closed)
    }

    /// Tells team leaders of reports that were opened: at once where they are signed in, and by mail. The mail
    /// holds no word of what was written.
    pub(crate) async fn tell_leaders(&self, opened: &[IncidentId]) {
        let Some(first) = opened.first().copied() else { return };
        self.publish_to_bus(Notice::IncidentsChanged {}).await;
        if self.parts().mailer.is_none() {
            return;
        }
        let desk = self.clone();
        // Nobody who writes or answers waits for a mail server.
        tokio::spawn(async move {
            if let Err(error) = desk.mail_leaders(first).await {
                tracing::warn!(error = %crate::workers::Chain(&error), "team leaders could not be mailed");
            }
        });
    }

    async fn mail_leaders(&self, incident: IncidentId) -> Result<(), DeskError> {
        let Some(mailer) = &self.parts().mailer else { return Ok(()) };
        let company = self.release().await?.release().content.company.name.clone();
        let link = format!("{}/care/incidents", self.settings().public_url);
        let leads = |agent: &Agent| agent.role >= Role::Leader && agent.closed_at.is_none();
        for leader in self.agents().await?.into_iter().filter(leads) {
            let letter = email::incident_reported(&email::IncidentReported {
                to: &leader.email,
                name: &leader.name,
                company: &company,
                link: &link,
                id: &format!("{incident}.{}", leader.id),
            });
            if let Err(error) = mailer.send(&letter, self.now()).await {
                tracing::warn!(error = %crate::workers::Chain(&error), "a team leader could not be mailed");
            }
        }
        Ok(())
    }
}

fn checked(field: &'static str, words: &str) -> Result<String, DeskError> {
    let words = text::clean(words);
    if words.chars().count() > MAX_WORDS_CHARS {
        return Err(invalid(field, format!("Use at most {MAX_WORDS_CHARS} characters.")));
    }
    Ok(redact(words.trim()).into_owned())
}

//! Inboxes: where conversations arrive, which pages may show the widget, how the shop signs identities.

use rapport_domain::{InboxId, agent::Agent, conversation::Channel};
use rapport_event_bus::Notice;
use rapport_storage::Inbox;

use crate::{Desk, DeskError, customers::checked_name, error::invalid, secrets};

pub use rapport_storage::Inbox as InboxView;

/// A new inbox.
#[derive(Debug, Clone)]
pub struct NewInbox {
    /// Its name.
    pub name: String,
    /// How conversations come and go.
    pub channel: Channel,
    /// The origins whose pages may show the widget: `https://shop.example`; empty allows none.
    pub allowed_origins: Vec<String>,
    /// The key that the page's snippet carries; made where none is given.
    pub public_key: Option<String>,
}

/// What changes of an inbox.
#[derive(Debug, Clone, Default)]
pub struct InboxChange {
    /// A new name.
    pub name: Option<String>,
    /// The origins whose pages may show the widget: `https://shop.example`; empty allows none.
    pub allowed_origins: Option<Vec<String>>,
    /// Whether conversations may arrive.
    pub active: Option<bool>,
    /// Whether to make a new identity secret; the old one stops working.
    pub new_identity_secret: bool,
}

impl Desk {
    /// All inboxes, oldest first.
    pub async fn inboxes(&self) -> Result<Vec<InboxView>, DeskError> {
        Ok(self.store().read().await?.inboxes().await?)
    }

    /// The inbox with this public key.
    pub async fn inbox_by_key(&self, public_key: &str) -> Result<Option<InboxView>, DeskError> {
        Ok(self.store().read().await?.inbox_by_key(public_key).await?)
    }

    /// An inbox.
    pub async fn inbox(&self, id: InboxId) -> Result<InboxView, DeskError> {
        self.store().read().await?.inbox(id).await?.ok_or(DeskError::NotFound("inbox"))
    }

    /// Adds an inbox.
    pub async fn add_inbox(&self, by: Option<&Agent>, new: NewInbox) -> Result<InboxView, DeskError> {
        let now = self.now();
        let inbox = Inbox {
            id: InboxId::mint(now, self.entropy()),
            public_key: new.public_key.unwrap_or_else(|| secrets::mint_token("ibx_", self.entropy())),
            name: checked_name(&new.name)?,
            channel: new.channel,
            allowed_origins: checked_origins(new.allowed_origins)?,
            identity_secret: Some(secrets::mint_token("ids_", self.entropy())),
            active: true,
            created_at: now,
        };
        self.put_inbox(by, inbox, "inbox_added").await
    }

    /// Changes an inbox.
    pub async fn change_inbox(
        &self,
        by: &Agent,
        id: InboxId,
        change: InboxChange,
    ) -> Result<InboxView, DeskError> {
        let mut inbox = self.inbox(id).await?;
        if let Some(name) = change.name {
            inbox.name = checked_name(&name)?;
        }
        if let Some(origins) = change.allowed_origins {
            inbox.allowed_origins = checked_origins(origins)?;
        }
        inbox.active = change.active.unwrap_or(inbox.active);
        if change.new_identity_secret {
            inbox.identity_secret = Some(secrets::mint_token("ids_", self.entropy()));
        }
        self.put_inbox(Some(by), inbox, "inbox_changed").await
    }

    async fn put_inbox(
        &self,
        by: Option<&Agent>,
        inbox: Inbox,
        act: &'static str,
    ) -> Result<InboxView, DeskError> {
        let actor = by.map_or_else(|| "system".to_owned(), |agent| agent.id.to_string());
        let (stored, now) = (inbox.clone(), self.now());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.put_inbox(&stored).await?;
                    tx.audit(&actor, act, &stored.id.to_string(), now).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        self.publish_to_bus(Notice::InboxChanged { inbox: inbox.id }).await;
        Ok(inbox)
    }
}

fn checked_origins(origins: Vec<String>) -> Result<Vec<String>, DeskError> {
    if origins.len() > 50 {
        return Err(invalid("allowed_origins", "At most 50 origins."));
    }
    origins.into_iter().map(|origin| checked_origin(&origin)).collect()
}

/// Scheme, host and port, as browsers send them: no path, no slash at the end.
fn checked_origin(text: &str) -> Result<String, DeskError> {
    let wrong =
        || invalid("allowed_origins", format!("Write an origin such as https://shop.example, not {text:?}."));
    let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(wrong)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if rest.is_empty() || rest.len() > 253 || !rest.chars().all(plain) {
        return Err(wrong());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins() {
        assert_eq!(checked_origin("https://Shop.Example/").unwrap(), "https://shop.example");
        assert_eq!(checked_origin("http://127.0.0.1:7071").unwrap(), "http://127.0.0.1:7071");
        for bad in ["", "shop.example", "https://", "https://a/b", "javascript:alert(1)", "https://a b", "*"]
        {
            assert!(checked_origin(bad).is_err(), "{bad}");
        }
    }
}

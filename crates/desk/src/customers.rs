//! Customers, as agents see and correct them.

use rapport_domain::{CustomerId, customer::Customer, promise::Promise};
use rapport_storage::{ConversationRow, Cursor, ListFilter, Page, View};

use crate::{Desk, DeskError, error::invalid};

/// A customer and what came before.
#[derive(Debug, Clone)]
pub struct CustomerView {
    /// The customer.
    pub customer: Customer,
    /// Their conversations, newest first, at most 50.
    pub conversations: Vec<ConversationRow>,
}

/// A conversation in the customer's timeline.
#[derive(Debug, Clone)]
pub struct CustomerVisit {
    /// The conversation.
    pub row: ConversationRow,
    /// What was promised in it by people, oldest first.
    pub promises: Vec<Promise>,
}

/// What an agent corrects.
#[derive(Debug, Clone, Default)]
pub struct ContactChange {
    /// What they are called.
    pub name: FieldChange,
    /// Where they are written to. Without an address they have declined mail.
    pub email: FieldChange,
}

/// What happens to a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum FieldChange {
    /// It stays.
    #[default]
    Stays,
    /// It is emptied.
    Removed,
    /// It gets this value.
    Becomes(String),
}

impl FieldChange {
    fn checked(self, check: impl FnOnce(&str) -> Result<String, DeskError>) -> Result<Self, DeskError> {
        match self {
            Self::Becomes(text) => check(&text).map(Self::Becomes),
            other => Ok(other),
        }
    }
}

impl Desk {
    /// A customer and their conversations.
    pub async fn customer(&self, id: CustomerId) -> Result<CustomerView, DeskError> {
        let mut reader = self.store().read().await?;
        let customer = reader.customer(id).await?.ok_or(DeskError::NotFound("customer"))?;
        let filter = ListFilter { customer: Some(id), ..ListFilter::view(View::All) };
        let conversations = reader.list_conversations(&filter, None, 50).await?.items;
        Ok(CustomerView { customer, conversations })
    }

    /// A page of a customer's conversations on every channel, the latest first, each with what was promised.
    pub async fn customer_visits(
        &self,
        id: CustomerId,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<CustomerVisit>, DeskError> {
        let mut reader = self.store().read().await?;
        reader.customer(id).await?.ok_or(DeskError::NotFound("customer"))?;
        let filter = ListFilter { customer: Some(id), ..ListFilter::view(View::All) };
        let page = reader.list_conversations(&filter, cursor.as_ref(), limit.clamp(1, 100)).await?;
        let mut items = Vec::with_capacity(page.items.len());
        for row in page.items {
            let promises = reader.promises_of(row.id).await?;
            items.push(CustomerVisit { row, promises });
        }
        Ok(Page { items, next: page.next })
    }

    /// Corrects a customer's name or address. `by` is an agent's or token's id, for the audit log.
    pub async fn change_contact(
        &self,
        by: &str,
        id: CustomerId,
        change: ContactChange,
    ) -> Result<Customer, DeskError> {
        let email = change.email.checked(checked_email)?;
        let name = change.name.checked(checked_name)?;
        let (by, now) = (by.to_owned(), self.now());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let mut customer = tx.customer(id).await?.ok_or(DeskError::NotFound("customer"))?;
                    match email {
                        FieldChange::Stays => {}
                        FieldChange::Removed => customer.decline_mail(),
                        FieldChange::Becomes(email) => customer.write_to(email),
                    }
                    match name {
                        FieldChange::Stays => {}
                        FieldChange::Removed => customer.name = None,
                        FieldChange::Becomes(name) => customer.name = Some(name),
                    }
                    tx.update_customer(&customer).await?;
                    tx.audit(&by, "customer_changed", &id.to_string(), now).await?;
                    Ok(customer)
                })
            })
            .await
    }

    /// A customer's orders, as the shop's look-up action tells them; `None` where none is set up.
    pub async fn orders(&self, id: CustomerId) -> Result<Option<serde_json::Value>, DeskError> {
        const ACTION: &str = "orders-of-customer";
        let customer = self.store().read().await?.customer(id).await?;
        let email = customer.ok_or(DeskError::NotFound("customer"))?.email;
        let compiled = self.release().await?;
        let definition = compiled
            .release()
            .content
            .actions
            .iter()
            .find(|action| action.id.as_str() == ACTION && !action.changes_state);
        let (Some(email), Some(definition), Some(service)) = (email, definition, &self.settings().actions)
        else {
            return Ok(None);
        };
        let now = self.now();
        let call = rapport_domain::action::ActionCall {
            id: rapport_domain::ActionCallId::mint(now, self.entropy()),
            action: definition.id.clone(),
            arguments: [("email".to_owned(), email.into())].into(),
            save: "orders".to_owned(),
            confirmed_by: None,
        };
        let request = rapport_outbound::ActionRequest {
            base_url: &service.base_url,
            secret: &service.secret,
            definition,
            call: &call,
            confirmed: None,
        };
        match self.parts().outbound.call_action(request, now).await {
            rapport_domain::action::ActionOutcome::Done { result } => Ok(Some(result)),
            _ => Ok(None),
        }
    }
}

/// An address in a form that mail can be sent to, trimmed.
pub(crate) fn checked_email(text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    let plain = text.chars().count() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let parts = text.rsplit_once('@').filter(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    match parts {
        Some(_) if plain && !text.contains(['<', '>', '"', ',', ';']) => Ok(text.to_owned()),
        _ => Err(invalid("email", "Write an address such as name@example.com.")),
    }
}

/// A name without control characters, of 1 to 200 characters, trimmed.
pub(crate) fn checked_name(text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 200 || text.chars().any(char::is_control) {
        return Err(invalid("name", "A name has 1 to 200 characters, no control characters among them."));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["a@b.example", "first.last+tag@sub.shop.example", " a@b.example "] {
            assert!(checked_email(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.example",
            "a b@c.example",
            "a@b.example\nBcc: x@y.z",
            "<a@b.example>",
            "a@.example",
        ] {
            assert!(checked_email(bad).is_err(), "{bad}");
        }
    }
}

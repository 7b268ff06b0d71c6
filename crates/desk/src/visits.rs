//! A customer arrives at the widget, comes back, and says who they are.

use rapport_domain::{
    ConversationId, CustomerId, InboxId, TopicId, conversation::Channel, customer::Customer,
    event::ConversationEvent,
};
use rapport_storage::{ConversationRow, StorageError, Tx, Visitor as VisitorRow};
use sha2::{Digest, Sha256};

use crate::{Accepted, Desk, DeskError, Inbound, commit::Committed, error::invalid, secrets};

/// How long a visitor who does not come back is remembered: 400 days, the longest that browsers keep.
const VISITOR_MS: i64 = 400 * 24 * 3_600_000;
/// How long a mail's link back works: 30 days.
const LINK_MS: i64 = 30 * 24 * 3_600_000;

/// Opens the widget.
#[derive(Debug, Clone, Default)]
pub struct OpenVisit {
    /// The inbox's public key.
    pub inbox_key: String,
    /// The token of an earlier visit.
    pub visitor_token: Option<String>,
    /// Who the customer is, vouched for by the shop.
    pub identity: Option<Identity>,
    /// BCP 47 code of the page's language.
    pub locale: Option<String>,
    /// The page's origin, as the browser tells it.
    pub origin: Option<String>,
}

/// Who a customer is, signed by the shop.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The id under which the shop knows them.
    pub external_id: String,
    /// Their address.
    pub email: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// Hexadecimal HMAC-SHA256 of `external_id` under the inbox's identity secret.
    pub signature: String,
}

/// An opened widget.
#[derive(Debug, Clone)]
pub struct Visit {
    /// What the widget shows from now on.
    pub visitor_token: String,
    /// Who it is.
    pub visitor: Visitor,
    /// The customer.
    pub customer: Customer,
    /// Their conversation, if they have one.
    pub conversation: Option<VisitState>,
}

/// A visitor who showed a valid token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor {
    /// Who.
    pub customer: CustomerId,
    /// Where.
    pub inbox: InboxId,
}

/// A customer's conversation, as they see it.
#[derive(Debug, Clone)]
pub struct VisitState {
    /// The row.
    pub row: ConversationRow,
    /// The name of the agent who holds it.
    pub agent_name: Option<String>,
    /// What the customer who waits is told: place and minutes.
    pub outlook: Option<rapport_domain::why::QueueOutlook>,
    /// What they are told where it is ended by policy.
    pub ended: Option<crate::Ended>,
    /// Their words of thanks, where they are asked whether the team may see them.
    pub thanks: Option<crate::KindWords>,
}

impl Visitor {
    /// The visitor's conversation: one per customer and inbox, made of episodes, so that two tabs can never
    /// begin two.
    pub fn conversation(&self) -> ConversationId {
        let mut hash = Sha256::new();
        hash.update(b"conversation");
        hash.update(self.customer.as_bytes());
        hash.update(self.inbox.as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        ConversationId::from_bytes(bytes)
    }
}

impl Desk {
    /// Opens the widget for a new or returning customer.
    pub async fn open_visit(&self, visit: OpenVisit) -> Result<Visit, DeskError> {
        let inbox = self.store().read().await?.inbox_by_key(&visit.inbox_key).await?;
        let inbox = inbox.filter(|inbox| inbox.active).ok_or(DeskError::NotFound("inbox"))?;
        let known = match &visit.visitor_token {
            Some(token) => self.visitor(token).await?.filter(|visitor| visitor.inbox == inbox.id),
            None => None,
        };
        if let Some(identity) = &visit.identity {
            check_identity(identity, inbox.identity_secret.as_deref())?;
        }
        let now = self.now();
        let fresh = Customer {
            id: CustomerId::mint(now, self.entropy()),
            name: None,
            email: None,
            mail_declined: false,
            verified: false,
            external_id: None,
            locale: visit.locale.as_deref().filter(|l| is_locale(l)).unwrap_or("en").to_owned(),
            created_at: now,
        };
        let known_customer = known.map(|visitor| visitor.customer);
        let token = visit.visitor_token.filter(|_| known.is_some());
        let minted = secrets::mint_token("vis_", self.entropy());
        let inbox_id = inbox.id;
        let identity = visit.identity;
        let (customer, visitor_token): (Customer, String) = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let customer = who(tx, known_customer, identity, fresh).await?;
                    if let (Some(token), true) = (token, known_customer == Some(customer.id)) {
                        return Ok::<_, DeskError>((customer, token));
                    }
                    let expires_at = now.plus_ms(VISITOR_MS);
                    let row =
                        VisitorRow { customer: customer.id, inbox: inbox_id, created_at: now, expires_at };
                    tx.put_visitor(&row, &minted).await?;
                    Ok((customer, minted))
                })
            })
            .await?;
        let visitor = Visitor { customer: customer.id, inbox: inbox_id };
        let conversation = self.visit_state(visitor).await?;
        Ok(Visit { visitor_token, visitor, customer, conversation })
    }

    /// The visitor with this token; `None` when it is unknown, expired or erased.
    pub async fn visitor(&self, token: &str) -> Result<Option<Visitor>, DeskError> {
        let found = self.store().read().await?.visitor(token, self.now()).await?;
        Ok(found.map(|found| Visitor { customer: found.customer, inbox: found.inbox }))
    }

    /// The visitor's conversation as they see it; `None` before their first message.
    pub async fn visit_state(&self, visitor: Visitor) -> Result<Option<VisitState>, DeskError> {
        let row = self.store().read().await?.conversation(visitor.conversation()).await?;
        match row {
            Some(row) => Ok(Some(self.state_of(row).await?)),
            None => Ok(None),
        }
    }

    pub(crate) async fn state_of(&self, row: ConversationRow) -> Result<VisitState, DeskError> {
        let agent_name = match row.holder {
            rapport_domain::conversation::Holder::Agent { id } => Some(self.agent(id).await?.name),
            rapport_domain::conversation::Holder::Assistant => None,
        };
        let outlook = match &row.handover {
            Some(_) => {
                let company = self.release().await?.release().content.company.clone();
                Some(self.outlook(row.id, &company, self.now()).await?)
            }
            None => None,
        };
        let ended = self.ended(&row).await?;
        // Where no person ever was, nobody was thanked.
        let thanks = if row.fence == 0 { None } else { self.kind_words_to_ask(row.id).await? };
        Ok(VisitState { row, agent_name, outlook, ended, thanks })
    }

    /// Accepts a visitor's message; their first one begins the conversation.
    pub async fn receive_from_visitor(
        &self,
        visitor: Visitor,
        inbound: Inbound,
    ) -> Result<Accepted, DeskError> {
        self.receive_from_article(visitor, inbound, None).await
    }

    /// The same of a visitor who came from an article of the help centre to ask about it.
    pub async fn receive_from_article(
        &self,
        visitor: Visitor,
        inbound: Inbound,
        article: Option<TopicId>,
    ) -> Result<Accepted, DeskError> {
        let conversation = visitor.conversation();
        if self.store().read().await?.conversation(conversation).await?.is_none() {
            // What will be refused must not leave an empty conversation behind.
            crate::accept::check(&inbound)?;
            self.own_attachments(visitor.customer, &inbound.attachments).await?;
            self.begin(visitor, Channel::Widget).await?;
        }
        self.receive_about(conversation, inbound, article).await
    }

    /// Begins a visitor's conversation, unless it has begun.
    async fn begin(&self, visitor: Visitor, channel: Channel) -> Result<(), DeskError> {
        let id = visitor.conversation();
        self.begin_conversation(id, visitor.customer, visitor.inbox, channel).await
    }

    pub(crate) async fn begin_conversation(
        &self,
        id: ConversationId,
        customer: CustomerId,
        inbox: InboxId,
        channel: Channel,
    ) -> Result<(), DeskError> {
        let now = self.now();
        let webhooks = self.webhook_targets().await?;
        let begun = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if tx.conversation(id).await?.is_some() {
                        return Ok(None);
                    }
                    let start = ConversationEvent::Started { customer, inbox, channel };
                    let recorded = tx.create_conversation(id, &[start], now).await?;
                    if let Some(row) = tx.conversation(id).await? {
                        webhooks.enqueue(tx, &row, &recorded).await?;
                    }
                    Ok::<_, DeskError>(Some(Committed { conversation: id, customer, recorded }))
                })
            })
            .await;
        match begun {
            Ok(Some(committed)) => self.tell(&committed).await,
            Ok(None) => {}
            // Another tab's first message came between; on PostgreSQL that is only seen at the insert.
            Err(error) => {
                if self.store().read().await?.conversation(id).await?.is_none() {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// The customer asks for a person, by the button that is always there.
    pub async fn ask_for_person(&self, visitor: Visitor, client_id: &str) -> Result<Accepted, DeskError> {
        let text = self.wording(|wordings| &wordings.person, "").await?;
        let inbound = Inbound { provider_id: format!("person:{client_id}"), text, attachments: vec![] };
        self.receive_from_visitor(visitor, inbound).await
    }

    /// The customer tells where they can be reached when they leave.
    pub async fn tell_contact(
        &self,
        visitor: Visitor,
        email: &str,
        name: Option<&str>,
    ) -> Result<Customer, DeskError> {
        let email = crate::customers::checked_email(email)?;
        let name = name.map(crate::customers::checked_name).transpose()?;
        let id = visitor.customer;
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let mut customer = tx.customer(id).await?.ok_or(DeskError::Erased)?;
                    customer.write_to(email);
                    customer.name = name.or(customer.name);
                    tx.update_customer(&customer).await?;
                    Ok(customer)
                })
            })
            .await
    }

    /// The customer takes their address back: no mail any more, also none that is on its way out.
    pub async fn take_back_contact(&self, visitor: Visitor) -> Result<Customer, DeskError> {
        let (id, now) = (visitor.customer, self.now());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let mut customer = tx.customer(id).await?.ok_or(DeskError::Erased)?;
                    customer.decline_mail();
                    tx.update_customer(&customer).await?;
                    tx.audit(&id.to_string(), "address_taken_back", &id.to_string(), now).await?;
                    Ok(customer)
                })
            })
            .await
    }

    /// A link by which the customer comes back to their conversation from a mail. It signs them in as the
    /// visitor they were, so it is as secret as the mail.
    pub(crate) async fn link_back(
        &self,
        conversation: ConversationId,
        customer: CustomerId,
    ) -> Result<String, DeskError> {
        let row = self.store().read().await?.conversation(conversation).await?;
        let inbox = row.ok_or(DeskError::NotFound("conversation"))?.inbox;
        let now = self.now();
        let token = secrets::mint_token("vis_", self.entropy());
        let expires_at = now.plus_ms(LINK_MS);
        let row = VisitorRow { customer, inbox, created_at: now, expires_at };
        let kept = token.clone();
        let added: Result<(), StorageError> =
            self.store().write(move |tx| Box::pin(async move { tx.put_visitor(&row, &kept).await })).await;
        added?;
        // After the hash sign nothing reaches servers' logs.
        Ok(format!("{}/chat#{token}", self.settings().public_url))
    }
}

/// The customer that a visit belongs to. Without the shop's signature nobody becomes anybody else.
async fn who(
    tx: &mut Tx,
    known: Option<CustomerId>,
    identity: Option<Identity>,
    fresh: Customer,
) -> Result<Customer, DeskError> {
    let known = match known {
        Some(id) => tx.customer(id).await?,
        None => None,
    };
    let Some(identity) = identity else {
        return match known {
            Some(customer) => Ok(customer),
            None => {
                tx.create_customer(&fresh).await?;
                Ok(fresh)
            }
        };
    };
    let of_shop = tx.customer_by_external_id(&identity.external_id).await?;
    // A visitor whom the shop knows under another id is another customer.
    let free = known.filter(|customer| customer.external_id.is_none());
    let is_new = of_shop.is_none() && free.is_none();
    let mut customer = of_shop.or(free).unwrap_or(fresh);
    let before = customer.clone();
    customer.verified = true;
    customer.external_id = Some(identity.external_id);
    // The shop knows the address; whether it is written to is the customer's to say.
    customer.email = identity.email.filter(|_| !customer.mail_declined).or(customer.email);
    customer.name = identity.name.or(customer.name);
    if is_new {
        tx.create_customer(&customer).await?;
    } else if customer != before {
        tx.update_customer(&customer).await?;
    }
    Ok(customer)
}

fn check_identity(identity: &Identity, secret: Option<&str>) -> Result<(), DeskError> {
    let chars = identity.external_id.chars().count();
    if !(1..=200).contains(&chars) {
        return Err(invalid("identity.external_id", "It must have 1 to 200 characters."));
    }
    if let Some(email) = &identity.email {
        crate::customers::checked_email(email)?;
    }
    if let Some(name) = &identity.name {
        crate::customers::checked_name(name)?;
    }
    let fits = secret.is_some_and(|s| secrets::identity_fits(s, &identity.external_id, &identity.signature));
    if fits { Ok(()) } else { Err(DeskError::BadSignature) }
}

fn is_locale(text: &str) -> bool {
    (2..=35).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

//! Customers, as far as they want to be known.

use serde::{Deserialize, Serialize};

use crate::{id::CustomerId, time::Timestamp};

/// A customer. Everything in here but the id and the dates is personal and stands sealed at rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Their id.
    pub id: CustomerId,
    /// What they are called, if they told.
    pub name: Option<String>,
    /// Where they can be written to, if they told.
    pub email: Option<String>,
    /// Whether they took their address back: then no other system brings it here again, only they or an agent.
    #[serde(default)]
    pub mail_declined: bool,
    /// Whether the shop vouches for who they are (signed identity).
    pub verified: bool,
    /// The id under which the shop knows them, if it told.
    pub external_id: Option<String>,
    /// BCP 47 code of the language they prefer.
    pub locale: String,
    /// When they first came.
    pub created_at: Timestamp,
}

impl Customer {
    /// They want to be written to at this address.
    pub fn write_to(&mut self, email: String) {
        self.email = Some(email);
        self.mail_declined = false;
    }

    /// They want no mail: the address goes, and that they said so stays.
    pub fn decline_mail(&mut self) {
        self.email = None;
        self.mail_declined = true;
    }
}

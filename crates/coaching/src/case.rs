//! An exchange, read once for all practices.

use std::cell::OnceCell;

use crate::{
    customer::Customer,
    exchange::{Exchange, Span},
    roles::Roles,
    terms::Terms,
    text::Text,
    wording,
};

/// An exchange, read once for all practices.
pub struct Case<'a> {
    /// What is judged.
    pub exchange: Exchange<'a>,
    /// The customer's side.
    pub customer: Customer<'a>,
    /// The reply.
    pub reply: Text<'a>,
    /// What each sentence of the reply does.
    pub roles: Vec<Roles>,
    /// What happened, told back; worked out when a suggestion first needs it.
    retold: OnceCell<Option<String>>,
}

impl<'a> Case<'a> {
    /// Reads an exchange.
    pub fn of(exchange: &Exchange<'a>) -> Self {
        let reply = Text::new(exchange.reply);
        let roles = Roles::of(&reply);
        Self { exchange: *exchange, customer: Customer::of(exchange), reply, roles, retold: OnceCell::new() }
    }

    /// What the customer said happened, turned round: "your parcel hasn't arrived".
    pub fn retold(&self) -> Option<&str> {
        self.retold.get_or_init(|| wording::retold(&self.customer)).as_deref()
    }

    /// The spans of the sentences whose roles satisfy `wanted`.
    pub fn sentences(&self, wanted: impl Fn(&Roles) -> bool) -> Vec<Span> {
        let pairs = self.reply.sentences().iter().zip(&self.roles);
        pairs.filter(|(_, roles)| wanted(roles)).map(|(s, _)| self.reply.span(s.range.clone())).collect()
    }

    /// Whether any sentence's roles satisfy `wanted`.
    pub fn any(&self, wanted: impl Fn(&Roles) -> bool) -> bool {
        self.roles.iter().any(wanted)
    }

    /// What the reply says back to the customer: its content without mere requests for data.
    pub fn said_back(&self) -> Terms {
        let mut terms = Terms::default();
        for (sentence, roles) in self.reply.sentences().iter().zip(&self.roles) {
            let mere_request = roles.request && !roles.acknowledge;
            if !mere_request {
                terms.add(self.reply.of(sentence));
            }
        }
        terms
    }
}

//! The only way out: actions in other systems, webhooks and language models, signed, limited, and never into a private network.
//!
//! [`Outbound::call_action`] is also the gate: a call that changes something leaves only when the customer
//! confirmed exactly that call.

mod actions;
mod addresses;
mod client;
mod models;
pub mod signing;
mod webhooks;

pub use actions::ActionRequest;
pub use addresses::{AddressError, HostPort};
pub use client::{Outbound, OutboundError, OutboundOptions};
pub use models::{Chat, ChatEnd, ChatError, ChatRequest, InvalidKey, ModelEndpoint, checked_key};
pub use signing::{Secret, SecretError};
pub use webhooks::{PostError, WebhookPost};

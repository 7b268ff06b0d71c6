//! Calls of actions: the gate before them, and what honestly can be said after them.

use std::time::Duration;

use rapport_domain::{
    Timestamp,
    action::{ActionCall, ActionOutcome},
    content::ActionDefinition,
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    client::{Answer, NoAnswer, Outbound, Post},
    signing::{self, Secret},
};

/// A call and everything that it needs.
#[derive(Debug, Clone, Copy)]
pub struct ActionRequest<'a> {
    /// The address of the action service; the definition's path is put below it.
    pub base_url: &'a str,
    /// With what the call is signed.
    pub secret: &'a Secret,
    /// What the action is.
    pub definition: &'a ActionDefinition,
    /// The call.
    pub call: &'a ActionCall,
    /// The call that the customer confirmed.
    pub confirmed: Option<&'a ActionCall>,
}

#[derive(Serialize)]
struct Body<'a> {
    id: rapport_domain::ActionCallId,
    action: &'a str,
    arguments: &'a rapport_domain::action::Arguments,
}

impl Outbound {
    /// Calls an action. A call that changes something leaves only when `confirmed` is equal to it; the call's
    /// id goes along as `Idempotency-Key`, so that the other system can tell a repeat. What surely did not arrive
    /// is called once more, and so is a look-up that was lost.
    pub async fn call_action(&self, request: ActionRequest<'_>, now: Timestamp) -> ActionOutcome {
        if let Some(reason) = stopped_by_gate(&request) {
            return ActionOutcome::Blocked { reason };
        }
        let ActionRequest { definition, call, .. } = request;
        let id = call.id.to_string();
        let timestamp = signing::timestamp(now);
        let body = Body { id: call.id, action: call.action.as_str(), arguments: &call.arguments };
        let body = serde_json::to_vec(&body).expect("ids and JSON values can be written as JSON");
        let signatures = signing::sign(std::slice::from_ref(request.secret), &id, &timestamp, &body);
        let url = format!("{}{}", request.base_url.trim_end_matches('/'), definition.path);
        let post = Post {
            url: &url,
            headers: &[
                ("idempotency-key", &id),
                (signing::ID_HEADER, &id),
                (signing::TIMESTAMP_HEADER, &timestamp),
                (signing::SIGNATURE_HEADER, &signatures),
            ],
            body,
            timeout: Duration::from_millis(definition.timeout_ms.into()),
        };
        let mut answer = self.post(post.clone()).await;
        if is_worth_another(&answer, definition.changes_state) {
            tracing::info!(action = %call.action, call = %call.id, "called again");
            answer = self.post(post).await;
        }
        match answer {
            Ok(answer) => outcome_of(&answer),
            Err(NoAnswer::Refused(error)) => ActionOutcome::Blocked { reason: error.to_string() },
            Err(NoAnswer::Lost(error)) => {
                tracing::warn!(action = %call.action, call = %call.id, error = %error.without_url(), "no answer");
                ActionOutcome::Unknown
            }
        }
    }
}

/// Whether a call is made once more. A time-out is not: the customer has waited long enough.
fn is_worth_another(answer: &Result<Answer, NoAnswer>, changes_state: bool) -> bool {
    match answer {
        Ok(answer) => !changes_state && matches!(answer.status, 502..=504),
        Err(NoAnswer::Refused(_)) => false,
        Err(NoAnswer::Lost(error)) => {
            !error.is_timeout() && (error.is_connect() || (!changes_state && error.is_request()))
        }
    }
}

/// Why the call must not leave, if so.
fn stopped_by_gate(request: &ActionRequest<'_>) -> Option<String> {
    let ActionRequest { definition, call, confirmed, .. } = request;
    if call.action != definition.id {
        return Some(format!("the call is of “{}”, not of “{}”", call.action, definition.id));
    }
    let missing = definition.required.iter().find(|name| call.arguments.get(*name).is_none_or(is_empty));
    if let Some(name) = missing {
        return Some(format!("the argument “{name}” is missing"));
    }
    if !definition.changes_state {
        return None;
    }
    match confirmed {
        None => Some("the customer has not confirmed it".to_owned()),
        Some(confirmed) if !same_act(confirmed, call) => {
            Some("the customer confirmed something else".to_owned())
        }
        Some(_) => None,
    }
}

/// Whether two calls are the same act. The confirmation's own number is not part of it: it is only known
/// after the customer said yes.
fn same_act(one: &ActionCall, other: &ActionCall) -> bool {
    one.id == other.id && one.action == other.action && one.arguments == other.arguments
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// What can be said for sure. A broken server may have acted before it broke; only the 4xx range says that
/// nothing was done.
fn outcome_of(answer: &Answer) -> ActionOutcome {
    let json = answer.body.as_deref().and_then(|body| serde_json::from_slice::<Value>(body).ok());
    match answer.status {
        204 => ActionOutcome::Done { result: Value::Object(serde_json::Map::new()) },
        200..=299 => match json {
            Some(result @ Value::Object(_)) => ActionOutcome::Done { result },
            _ => ActionOutcome::Unknown,
        },
        // A proxy's time-out: what is behind it may have acted.
        408 => ActionOutcome::Unknown,
        400..=499 => ActionOutcome::Refused { reason: reason_of(json.as_ref(), answer.status) },
        _ => ActionOutcome::Unknown,
    }
}

/// The `reason` of the answer where it is a short name, or the status in words.
fn reason_of(json: Option<&Value>, status: u16) -> String {
    let given = json.and_then(|json| json.get("reason")).and_then(Value::as_str).filter(|reason| {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-');
        !reason.is_empty() && reason.len() <= 64 && reason.bytes().all(plain)
    });
    let by_status = match status {
        401 | 403 => "not_allowed",
        404 | 410 => "not_found",
        409 => "conflict",
        429 => "too_many_requests",
        _ => "refused",
    };
    given.unwrap_or(by_status).to_owned()
}

#[cfg(test)]
mod tests;

//! Calls against a real server on loopback.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
    routing::post,
};
use rapport_domain::{ActionCallId, action::Arguments};
use serde_json::json;

use super::*;
use crate::{OutboundOptions, signing::Signed};

const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

type Seen = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

async fn shop() -> (SocketAddr, Seen) {
    let seen = Seen::default();
    let keep = seen.clone();
    let find = move |headers: HeaderMap, body: Bytes| {
        keep.lock().unwrap().push((headers, body));
        async { axum::Json(json!({ "status": "shipped" })) }
    };
    let tried = Seen::default();
    let flaky = move |headers: HeaderMap, body: Bytes| {
        let mut tried = tried.lock().unwrap();
        tried.push((headers, body));
        let status = if tried.len() == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NO_CONTENT };
        async move { status }
    };
    let refuse = || async { (StatusCode::CONFLICT, axum::Json(json!({ "reason": "too_late" }))) };
    let odd = || async { (StatusCode::NOT_FOUND, axum::Json(json!({ "reason": "<script>" }))) };
    let moved = || async { (StatusCode::FOUND, [("location", "/find")]).into_response() };
    let router = Router::new()
        .route("/find", post(find))
        .route("/refuse", post(refuse))
        .route("/odd", post(odd))
        .route("/moved", post(moved))
        .route("/flaky", post(flaky))
        .route("/broken", post(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
        .route("/nothing", post(|| async { StatusCode::NO_CONTENT }))
        .route("/text", post(|| async { "done" }))
        .route("/large", post(|| async { format!("{{\"x\":\"{}\"}}", "x".repeat(300 * 1024)) }))
        .route("/never", post(std::future::pending::<StatusCode>));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, seen)
}

fn outbound(allow: &[SocketAddr]) -> Outbound {
    let allow_private = allow.iter().map(|address| address.to_string().parse().unwrap()).collect();
    Outbound::new(OutboundOptions { allow_private }).unwrap()
}

fn definition(path: &str, changes_state: bool) -> ActionDefinition {
    ActionDefinition {
        id: "find-order".parse().unwrap(),
        title: "look up your order".into(),
        path: path.into(),
        changes_state,
        required: vec!["order_number".into()],
        timeout_ms: 2_000,
        daily_limit: 20,
    }
}

fn call(number: &str) -> ActionCall {
    ActionCall {
        id: ActionCallId::from_bytes([1; 16]),
        action: "find-order".parse().unwrap(),
        arguments: Arguments::from([("order_number".to_owned(), json!(number))]),
        save: "order".into(),
        confirmed_by: None,
    }
}

async fn outcome(address: SocketAddr, definition: &ActionDefinition) -> ActionOutcome {
    let secret = Secret::parse(SECRET).unwrap();
    let call = call("100482");
    let base_url = format!("http://{address}/");
    let base_url = base_url.trim_end_matches('/');
    let request = ActionRequest { base_url, secret: &secret, definition, call: &call, confirmed: None };
    outbound(&[address]).call_action(request, NOW).await
}

#[tokio::test]
async fn a_call_arrives_signed_and_with_its_key() {
    let (address, seen) = shop().await;
    let done = outcome(address, &definition("/find", false)).await;
    assert_eq!(done, ActionOutcome::Done { result: json!({ "status": "shipped" }) });

    let seen = seen.lock().unwrap();
    let [(headers, body)] = seen.as_slice() else { panic!("{} calls", seen.len()) };
    let header = |name: &str| headers[name].to_str().unwrap();
    let id = call("").id.to_string();
    assert_eq!((header("idempotency-key"), header("webhook-id")), (id.as_str(), id.as_str()));
    let post = Signed {
        id: &id,
        timestamp: header("webhook-timestamp"),
        signatures: header("webhook-signature"),
        body,
    };
    assert_eq!(signing::verify(&[Secret::parse(SECRET).unwrap()], post, NOW), Ok(()));
    let body: Value = serde_json::from_slice(body).unwrap();
    assert_eq!(body, json!({ "id": id, "action": "find-order", "arguments": { "order_number": "100482" } }));
}

#[tokio::test]
async fn the_outcome_claims_no_more_than_is_known() {
    let (address, seen) = shop().await;
    let refused = |reason: &str| ActionOutcome::Refused { reason: reason.into() };
    for (path, expected) in [
        ("/refuse", refused("too_late")),
        ("/odd", refused("not_found")),
        ("/no-such-path", refused("not_found")),
        ("/nothing", ActionOutcome::Done { result: json!({}) }),
        ("/broken", ActionOutcome::Unknown),
        ("/text", ActionOutcome::Unknown),
        ("/large", ActionOutcome::Unknown),
        ("/moved", ActionOutcome::Unknown),
    ] {
        assert_eq!(outcome(address, &definition(path, false)).await, expected, "{path}");
    }
    assert!(seen.lock().unwrap().is_empty(), "a redirect was followed");

    let slow = ActionDefinition { timeout_ms: 50, ..definition("/never", false) };
    assert_eq!(outcome(address, &slow).await, ActionOutcome::Unknown);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = listener.local_addr().unwrap();
    drop(listener);
    assert_eq!(outcome(gone, &definition("/find", false)).await, ActionOutcome::Unknown);
}

#[tokio::test]
async fn a_look_up_is_made_once_more_and_a_change_is_not() {
    let secret = Secret::parse(SECRET).unwrap();
    let call = call("100482");
    for (changes_state, expected) in
        [(false, ActionOutcome::Done { result: json!({}) }), (true, ActionOutcome::Unknown)]
    {
        let (address, _) = shop().await;
        let definition = definition("/flaky", changes_state);
        let base_url = format!("http://{address}");
        let request = ActionRequest {
            base_url: &base_url,
            secret: &secret,
            definition: &definition,
            call: &call,
            confirmed: Some(&call),
        };
        assert_eq!(outbound(&[address]).call_action(request, NOW).await, expected);
    }
}

#[tokio::test]
async fn a_change_leaves_only_as_it_was_confirmed() {
    let (address, seen) = shop().await;
    let secret = Secret::parse(SECRET).unwrap();
    let definition = definition("/find", true);
    let base_url = format!("http://{address}");
    let asked = call("100482");
    let gate = async |confirmed: Option<&ActionCall>, call: &ActionCall| {
        let request =
            ActionRequest { base_url: &base_url, secret: &secret, definition: &definition, call, confirmed };
        outbound(&[address]).call_action(request, NOW).await
    };
    let blocked = |outcome: ActionOutcome| matches!(outcome, ActionOutcome::Blocked { .. });
    assert!(blocked(gate(None, &asked).await));
    assert!(blocked(gate(Some(&call("100483")), &asked).await));
    let other_call = ActionCall { id: ActionCallId::from_bytes([2; 16]), ..asked.clone() };
    assert!(blocked(gate(Some(&other_call), &asked).await));
    assert!(blocked(gate(Some(&call(" ")), &call(" ")).await));
    assert!(seen.lock().unwrap().is_empty());

    let confirmed_later = ActionCall { confirmed_by: Some(9), ..asked.clone() };
    assert!(matches!(gate(Some(&asked), &confirmed_later).await, ActionOutcome::Done { .. }));
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn private_addresses_are_not_called_by_number_or_name() {
    let (address, seen) = shop().await;
    let secret = Secret::parse(SECRET).unwrap();
    let definition = definition("/find", false);
    let call = call("100482");
    for base_url in [format!("http://{address}"), format!("https://localhost:{}", address.port())] {
        let request = ActionRequest {
            base_url: &base_url,
            secret: &secret,
            definition: &definition,
            call: &call,
            confirmed: None,
        };
        let outcome =
            tokio::time::timeout(Duration::from_secs(5), outbound(&[]).call_action(request, NOW)).await;
        let Ok(ActionOutcome::Blocked { reason }) = outcome else { panic!("{base_url}: {outcome:?}") };
        assert!(reason.contains("private"), "{reason}");
    }
    assert!(seen.lock().unwrap().is_empty());
}

//! What agents, admins and programs notice.

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::support::{PNG, Server, Who, request, upload};

/// A customer who asks for a person, and was told that one comes.
async fn waiting(server: &Server) -> Who {
    let mia = server.visit().await;
    let said = json!({ "client_id": "m1", "text": "A person, please!" });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    server.test.settle().await;
    mia
}

#[tokio::test]
async fn an_agent_takes_over_replies_and_resolves() {
    let server = Server::start().await;
    let mia = waiting(&server).await;
    let ana = server.sign_in("ana@desk.test").await;
    let me = server.call(Method::GET, "/api/v1/me", &ana, Value::Null).await.expect(200);
    assert_eq!((&me["agent"]["name"], &me["counts"]["waiting"]), (&json!("Ana Reyes"), &json!(1)));
    let list =
        server.call(Method::GET, "/api/v1/conversations?view=waiting", &ana, Value::Null).await.expect(200);
    let row = &list["items"][0];
    assert_eq!((&row["status"], &row["handover"]["reason"]), (&json!("open"), &json!("asked")), "{list}");
    let id = row["id"].as_str().expect("an id");
    let at = |rest: &str| format!("/api/v1/conversations/{id}{rest}");

    let sent = json!({ "client_id": "r1", "text": "Hello, I am Ana." });
    server.call(Method::POST, &at("/messages"), &ana, sent.clone()).await.expect(409);
    server.call(Method::POST, &at("/take-over"), &ana, Value::Null).await.expect(200);
    let ben = server.sign_in("ben@desk.test").await;
    let taken = server.call(Method::POST, &at("/take-over"), &ben, Value::Null).await.expect(409);
    assert_eq!(taken["detail"], "Ana Reyes holds this conversation now.");
    let path = format!("/api/v1/attachments?conversation={id}");
    let file = server.send(upload(&path, &ana, "label.png", PNG)).await.expect(201);
    let sent = json!({ "client_id": "r1", "text": "Hello, I am Ana.", "attachments": [file["id"]] });
    let first = server.call(Method::POST, &at("/messages"), &ana, sent.clone()).await.expect(200);
    assert_eq!(
        server.call(Method::POST, &at("/messages"), &ana, sent).await.expect(200)["seq"],
        first["seq"]
    );
    server.call(Method::POST, &at("/notes"), &ana, json!({ "text": "lovely customer" })).await.expect(201);
    server.call(Method::POST, &at("/read"), &ana, Value::Null).await.expect(204);
    server.call(Method::POST, &at("/hand-back"), &ana, json!({ "note": "all done" })).await.expect(200);
    server
        .call(Method::POST, &at("/snooze"), &ana, json!({ "until": "2026-11-24T09:00:00Z" }))
        .await
        .expect(200);
    server.call(Method::POST, &at("/wake"), &ana, Value::Null).await.expect(200);
    server.call(Method::POST, &at("/resolve"), &ana, Value::Null).await.expect(200);

    let whole = server.call(Method::GET, &at(""), &ana, Value::Null).await.expect(200);
    let kinds: Vec<_> =
        whole["events"].as_array().expect("events").iter().map(|e| e["kind"].as_str()).collect();
    for kind in [
        "message",
        "perceived",
        "handover_requested",
        "taken_over",
        "note",
        "handed_back",
        "snoozed",
        "woken",
        "resolved",
    ] {
        assert!(kinds.contains(&Some(kind)), "{kind} is missing in {kinds:?}");
    }
    assert_eq!(whole["row"]["status"], "resolved");
    let reply =
        whole["events"].as_array().into_iter().flatten().find(|e| e["why"].is_object()).expect("a why");
    assert_eq!(reply["why"]["decision"], "handed_over");
    let history =
        server.call(Method::GET, "/api/v1/widget/conversation", &mia, Value::Null).await.expect(200);
    assert!(!history.to_string().contains("lovely customer"), "a customer sees a note: {history}");
    assert!(history.to_string().contains("label.png"));
}

#[tokio::test]
async fn rights_end_where_they_should() {
    let server = Server::start().await;
    let ana = server.sign_in("ana@desk.test").await;
    let amir = server.sign_in("amir@desk.test").await;
    for path in ["/api/v1/reports/today", "/api/v1/tokens", "/api/v1/webhooks", "/api/v1/inboxes"] {
        server.call(Method::GET, path, &ana, Value::Null).await.expect(403);
        server.call(Method::GET, path, &amir, Value::Null).await.expect(200);
        server.call(Method::GET, path, &Who::Nobody, Value::Null).await.expect(401);
    }
    let make = |scopes: Value| json!({ "name": "replay", "scopes": scopes });
    let token = async |scopes: Value| {
        let made = server.call(Method::POST, "/api/v1/tokens", &amir, make(scopes)).await.expect(201);
        (Who::Bearer(made["secret"].as_str().expect("a secret").to_owned()), made["token"]["id"].clone())
    };
    let (reader, id) = token(json!(["read"])).await;
    let (writer, _) = token(json!(["write"])).await;
    server.call(Method::GET, "/api/v1/conversations", &reader, Value::Null).await.expect(200);
    let start = json!({ "customer": { "external_id": "c-1" } });
    server.call(Method::POST, "/api/v1/conversations", &reader, start.clone()).await.expect(403);
    server.call(Method::POST, "/api/v1/conversations", &writer, start.clone()).await.expect(422);
    let inbox = json!({ "name": "Programs", "channel": "api" });
    server.call(Method::POST, "/api/v1/inboxes", &amir, inbox).await.expect(201);
    let begun = server.call(Method::POST, "/api/v1/conversations", &writer, start).await.expect(201);
    let path = format!("/api/v1/conversations/{}", begun["id"].as_str().expect("an id"));
    let said = json!({ "provider_id": "t-1", "text": "Where is my order?" });
    let first = server
        .call(Method::POST, &format!("{path}/customer-messages"), &writer, said.clone())
        .await
        .expect(200);
    let again =
        server.call(Method::POST, &format!("{path}/customer-messages"), &writer, said).await.expect(200);
    assert_eq!(first["seq"], again["seq"]);
    server.call(Method::POST, &format!("{path}/take-over"), &writer, Value::Null).await.expect(403);
    let path = format!("/api/v1/tokens/{}", id.as_str().expect("an id"));
    server.call(Method::DELETE, &path, &amir, Value::Null).await.expect(204);
    server.call(Method::GET, "/api/v1/conversations", &reader, Value::Null).await.expect(401);
}

#[tokio::test]
async fn sessions_are_safe_from_other_pages_and_end_on_signing_out() {
    let server = Server::start().await;
    let ana = server.sign_in("ana@desk.test").await;
    let from = |origin: &str| {
        let mut request = request(Method::PATCH, "/api/v1/me", &ana, json!({ "available": false }));
        request.headers_mut().insert(header::ORIGIN, origin.parse().expect("a header"));
        request
    };
    server.send(from("https://evil.test")).await.expect(403);
    server.send(from("https://shop.test")).await.expect(403);
    let changed = server.send(from("http://desk.test")).await.expect(200);
    assert_eq!(changed["available"], false);

    let wrong = json!({ "email": "ana@desk.test", "password": "wrong horse battery" });
    let refused = server.call(Method::POST, "/api/v1/sign-in", &Who::Nobody, wrong.clone()).await.expect(401);
    let unknown = json!({ "email": "nobody@desk.test", "password": "wrong horse battery" });
    assert_eq!(
        server.call(Method::POST, "/api/v1/sign-in", &Who::Nobody, unknown).await.expect(401),
        refused
    );
    for _ in 0..4 {
        server.call(Method::POST, "/api/v1/sign-in", &Who::Nobody, wrong.clone()).await;
    }
    let limited = server.call(Method::POST, "/api/v1/sign-in", &Who::Nobody, wrong).await;
    limited.expect(429);
    assert!(!limited.header("retry-after").is_empty());

    server.call(Method::POST, "/api/v1/sign-out", &ana, Value::Null).await.expect(204);
    server.call(Method::GET, "/api/v1/me", &ana, Value::Null).await.expect(401);
}

#[tokio::test]
async fn a_repeated_call_is_answered_from_what_was_kept() {
    let server = Server::start().await;
    let amir = server.sign_in("amir@desk.test").await;
    let keyed = |key: &str, body: Value| {
        let mut request = request(Method::POST, "/api/v1/tokens", &amir, body);
        request.headers_mut().insert("idempotency-key", key.parse().expect("a header"));
        request
    };
    let body = json!({ "name": "one", "scopes": ["read"] });
    let first = server.send(keyed("k1", body.clone())).await;
    let again = server.send(keyed("k1", body.clone())).await;
    assert_eq!((first.expect(201), again.header("idempotency-replayed")), (again.expect(201), "true"));
    server.send(keyed("k1", json!({ "name": "two", "scopes": ["read"] }))).await.expect(422);
    server.send(keyed("k2", json!({ "name": "", "scopes": ["read"] }))).await.expect(422);
    let tokens = server.call(Method::GET, "/api/v1/tokens", &amir, Value::Null).await.expect(200);
    assert_eq!(tokens["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_erased_customer_leaves_a_receipt_and_nothing_to_read() {
    let server = Server::start().await;
    let (mia, amir) = (server.visit().await, server.sign_in("amir@desk.test").await);
    let said = json!({ "client_id": "m1", "text": "my secret garden" });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    let list = server.call(Method::GET, "/api/v1/conversations", &amir, Value::Null).await.expect(200);
    let customer = list["items"][0]["customer"]["id"].as_str().expect("an id").to_owned();
    let at = |rest: &str| format!("/api/v1/customers/{customer}{rest}");
    let export = server.call(Method::POST, &at("/export"), &amir, Value::Null).await.expect(200);
    assert!(export.to_string().contains("my secret garden"));
    let erased = server.call(Method::POST, &at("/erase"), &amir, Value::Null).await.expect(200);
    assert_eq!(erased["receipt"]["conversations"], 1);
    let gone = server.call(Method::GET, &at(""), &amir, Value::Null).await;
    assert!(gone.status.is_client_error(), "{gone:?}");
    server.call(Method::GET, "/api/v1/widget/conversation", &mia, Value::Null).await.expect(401);
}

#[tokio::test]
async fn pages_and_probes_answer() {
    let server = Server::start().await;
    let get = async |path: &str| server.call(Method::GET, path, &Who::Nobody, Value::Null).await;
    assert_eq!(get("/healthz").await.bytes, b"ok");
    assert_eq!(get("/readyz").await.expect(200)["ready"], true);
    get("/metrics").await.expect(404);
    assert_eq!(get("/api/openapi.json").await.expect(200)["openapi"], "3.1.0");
    for path in ["/docs", "/chat"] {
        let page = get(path).await;
        assert!(
            page.status.is_success() && page.header("content-security-policy").contains("script-src 'self'")
        );
    }
    let api = get("/api/v1/nothing").await;
    assert_eq!(api.expect(404)["type"], "/docs#problem-not-found");
    assert_eq!(api.header("x-content-type-options"), "nosniff");
    get("/assets/no-such.js").await.expect(404);
    let page = get("/conversations/cnv_1").await;
    assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_system_tells_what_a_flow_waits_for() {
    let server = Server::start().await;
    let ana = server.sign_in("ana@desk.test").await;
    let mia = server.test.arrive().await;
    server.test.ask(&mia, "hello").await;
    let path = format!("/api/v1/conversations/{}/flow-events", mia.visitor.conversation());
    for (event, status) in [("parcel-arrived", 200), ("Parcel arrived!", 422), ("", 422)] {
        server.call(Method::POST, &path, &ana, json!({ "event": event })).await.expect(status);
    }
}

//! What fuzzing has found, kept: docs/how-to/fuzz-the-api.md tells how to look for more.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{PNG, Server, Who, upload};

async fn refused(server: &Server, who: &Who, (method, path, body): (&Method, &str, Value), field: &str) {
    let what = format!("{method} {path} {body}").chars().take(200).collect::<String>();
    let answer = server.call(method.clone(), path, who, body).await;
    assert_eq!(answer.status.as_u16(), 422, "{what}: {}", answer.json());
    assert_eq!(answer.json()["errors"][0]["field"], field, "{what}: {}", answer.json());
}

#[tokio::test]
async fn a_list_is_no_object() {
    let server = Server::start().await;
    let mia = server.visit().await;
    let amir = server.sign_in("amir@desk.test").await;
    let inboxes = server.call(Method::GET, "/api/v1/inboxes", &amir, Value::Null).await.expect(200);
    let inbox = format!("/api/v1/inboxes/{}", inboxes["items"][0]["id"].as_str().expect("an id"));
    let nothing = json!([null, null]);
    refused(&server, &amir, (&Method::PATCH, &inbox, nothing.clone()), "body").await;
    refused(&server, &amir, (&Method::PATCH, &inbox, json!([])), "body").await;
    refused(&server, &amir, (&Method::PATCH, "/api/v1/me", nothing), "body").await;
    let password = json!({ "password": ["correct horse battery", "another horse battery"] });
    refused(&server, &amir, (&Method::PATCH, "/api/v1/me", password), "password").await;
    let message = json!(["m1", "Where is my order?", [], null]);
    refused(&server, &mia, (&Method::POST, "/api/v1/widget/messages", message), "body").await;
    let session = json!({ "inbox_key": "shop", "identity": ["c-1", null, null, "00"] });
    refused(&server, &Who::Nobody, (&Method::POST, "/api/v1/widget/sessions", session), "identity").await;
    let release = json!({ "files": [["topics/x.md", "text"]] });
    refused(&server, &amir, (&Method::POST, "/api/v1/releases", release), "files[0]").await;
}

#[tokio::test]
async fn what_the_description_does_not_allow_is_refused() {
    let server = Server::start().await;
    let mia = server.visit().await;
    let amir = server.sign_in("amir@desk.test").await;
    let cursor = "0".repeat(401);
    for list in ["agents", "conversations", "inboxes", "releases", "tokens", "webhooks"] {
        let path = format!("/api/v1/{list}?cursor={cursor}");
        refused(&server, &amir, (&Method::GET, &path, Value::Null), "cursor").await;
    }
    let search = format!("/api/v1/conversations?q={}", "x".repeat(201));
    refused(&server, &amir, (&Method::GET, &search, Value::Null), "q").await;
    let beyond = "/api/v1/widget/conversation?after=9223372036854775808";
    refused(&server, &mia, (&Method::GET, beyond, Value::Null), "after").await;
    let seen = json!({ "seq": u64::MAX });
    refused(&server, &mia, (&Method::POST, "/api/v1/widget/seen", seen), "seq").await;
    let reset = json!({ "email": "x".repeat(255) });
    refused(&server, &Who::Nobody, (&Method::POST, "/api/v1/password-resets", reset), "email").await;
    // Before anybody looks whether the invitation is known.
    let accept = json!({ "name": "x".repeat(101), "password": "a long enough password" });
    refused(&server, &Who::Nobody, (&Method::POST, "/api/v1/invitations/0", accept), "name").await;
}

#[tokio::test]
async fn files_come_as_the_description_says() {
    let server = Server::start().await;
    let mia = server.visit().await;
    let kept = server.send(upload("/api/v1/widget/attachments", &mia, "tent.png", PNG)).await.expect(201);
    let path = format!("/api/v1/widget/attachments/{}", kept["id"].as_str().expect("an id"));
    let file = server.call(Method::GET, &path, &mia, Value::Null).await;
    let document = server.call(Method::GET, "/api/openapi.json", &Who::Nobody, Value::Null).await.expect(200);
    for side in ["/api/v1/widget/attachments/{id}", "/api/v1/attachments/{id}"] {
        let described = &document["paths"][side]["get"]["responses"]["200"]["content"];
        assert!(described.get(file.header("content-type")).is_some(), "{side}: {described}");
        assert!(described.get("application/octet-stream").is_none(), "{side}: {described}");
    }
}

#[tokio::test]
async fn every_id_and_key_is_described_by_its_form() {
    let server = Server::start().await;
    let document = server.call(Method::GET, "/api/openapi.json", &Who::Nobody, Value::Null).await.expect(200);
    let form = |schema: &Value| {
        let named = schema["$ref"].as_str().and_then(|reference| document.pointer(&reference[1..]));
        named.unwrap_or(schema)["pattern"].as_str().map(str::to_owned)
    };
    let items = document["paths"].as_object().expect("paths");
    let operations = items.values().filter_map(Value::as_object).flat_map(|item| item.values());
    let parameters = operations.filter_map(|operation| operation["parameters"].as_array()).flatten();
    let mut seen = 0;
    for parameter in parameters {
        let name = parameter["name"].as_str().expect("a name");
        if matches!(name, "id" | "delivery" | "Idempotency-Key") {
            seen += 1;
            assert!(form(&parameter["schema"]).is_some(), "no form is told: {parameter}");
        }
    }
    assert!(seen > 50, "{seen} parameters");
    let customer = form(&json!({ "$ref": "#/components/schemas/CustomerId" }));
    assert_eq!(customer.as_deref(), Some("^cus_[0-9a-f]{32}$"));
}

//! Promises, mentions, macros and a customer's timeline, as the console sees them.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Server, Who};

/// A customer whose conversation Ana holds; gives its address.
async fn held(server: &Server, ana: &Who) -> String {
    let mia = server.visit().await;
    let said = json!({ "client_id": "m1", "text": "A person, please." });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    server.test.settle().await;
    let list = server.call(Method::GET, "/api/v1/conversations", ana, Value::Null).await.expect(200);
    let at = format!("/api/v1/conversations/{}", list["items"][0]["id"].as_str().expect("an id"));
    server.call(Method::POST, &format!("{at}/take-over"), ana, Value::Null).await.expect(200);
    at
}

#[tokio::test]
async fn a_promise_is_found_confirmed_listed_and_kept() {
    let server = Server::start().await;
    let ana = server.sign_in("ana@desk.test").await;
    let at = held(&server, &ana).await;
    let post = async |path: &str, body: Value| server.call(Method::POST, path, &ana, body).await;
    let text = "Hello. I'll call you tomorrow before noon.";
    let coached = post(&format!("{at}/coach"), json!({ "draft": text })).await.expect(200);
    let found = &coached["promises"][0];
    assert_eq!((&found["start"], &found["by"]), (&json!(7), &json!("2026-11-24T12:00:00Z")), "{coached}");

    let made = json!([{ "kind": "made", "promise": found["promise"], "by": found["by"] }]);
    let reply = json!({ "client_id": "r1", "text": text, "promises": made });
    post(&format!("{at}/messages"), reply).await.expect(200);
    let mine = server.call(Method::GET, "/api/v1/promises", &ana, Value::Null).await.expect(200);
    let listed = &mine["items"][0];
    assert_eq!((&listed["promise"], &listed["owner"]["name"]), (&found["promise"], &json!("Ana Reyes")));
    assert_eq!(listed["state"], "open");
    let whole = server.call(Method::GET, &at, &ana, Value::Null).await.expect(200);
    assert_eq!(whole["summary"]["promised"][0]["seq"], listed["seq"]);

    let one = format!("{at}/promises/{}", listed["seq"]);
    post(&one, json!({ "kind": "keep", "tell": true })).await.expect(409);
    post(&one, json!({ "kind": "forget" })).await.expect(422);
    post(&one, json!({ "kind": "keep" })).await.expect(200);
    post(&one, json!({ "kind": "break" })).await.expect(409);
    post(&format!("{at}/promises/999"), json!({ "kind": "keep" })).await.expect(404);
    post(&format!("{at}/promises"), json!({ "promise": "Ring the workshop" })).await.expect(201);
    post(&format!("{at}/promises"), json!({ "promise": " " })).await.expect(422);
    let closed = "/api/v1/promises?whose=everybody&closed=true";
    let closed = server.call(Method::GET, closed, &ana, Value::Null).await.expect(200);
    assert_eq!(closed["items"][0]["state"], "kept");

    let customer = whole["row"]["customer"]["id"].as_str().expect("an id");
    let timeline = format!("/api/v1/customers/{customer}/timeline");
    let visits = server.call(Method::GET, &timeline, &ana, Value::Null).await.expect(200);
    let visit = &visits["items"][0];
    assert_eq!((&visit["episodes"], &visit["row"]["channel"]), (&json!(1), &json!("widget")));
    let promises: Vec<_> =
        visit["promises"].as_array().into_iter().flatten().map(|p| p["state"].clone()).collect();
    assert_eq!(promises, ["kept", "open"]);
}

#[tokio::test]
async fn a_note_calls_a_colleague() {
    let server = Server::start().await;
    let (ana, ben) = (server.sign_in("ana@desk.test").await, server.sign_in("ben@desk.test").await);
    let at = held(&server, &ana).await;
    let note = json!({ "text": "@Ben Okafor, can you ring her?", "mentions": [server.test.ben.id] });
    server.call(Method::POST, &format!("{at}/notes"), &ana, note).await.expect(201);
    let me = server.call(Method::GET, "/api/v1/me", &ben, Value::Null).await.expect(200);
    assert_eq!(me["counts"]["mentions"], 1);
    let found = server.call(Method::GET, "/api/v1/me/mentions", &ben, Value::Null).await.expect(200);
    let one = &found["items"][0];
    assert_eq!(
        (&one["note"]["author"]["name"], &one["read"]),
        (&json!("Ana Reyes"), &json!(false)),
        "{found}"
    );
    server.call(Method::POST, &format!("{at}/mentions/read"), &ben, Value::Null).await.expect(204);
    let me = server.call(Method::GET, "/api/v1/me", &ben, Value::Null).await.expect(200);
    assert_eq!(me["counts"]["mentions"], 0);
}

#[tokio::test]
async fn a_macro_is_kept_and_its_acts_are_run() {
    let server = Server::start().await;
    let (ana, ben) = (server.sign_in("ana@desk.test").await, server.sign_in("ben@desk.test").await);
    let at = held(&server, &ana).await;
    let acts = json!([{ "kind": "tag", "tag": "Refund" }, { "kind": "snooze", "minutes": 60 }]);
    let written = json!({ "title": "Refund booked", "text": "It is booked, {name}.", "acts": acts });
    let made = server.call(Method::POST, "/api/v1/macros", &ana, written).await.expect(201);
    assert_eq!(
        made["acts"],
        json!([{ "kind": "tag", "tag": "refund" }, { "kind": "snooze", "minutes": 60 }])
    );
    let run = json!({ "client_id": "c1", "acts": made["acts"] });
    let ran = server.call(Method::POST, &format!("{at}/acts"), &ana, run.clone()).await.expect(200);
    assert_eq!(ran["outcomes"], json!([{ "done": true }, { "done": true }]));
    let whole = server.call(Method::GET, &at, &ana, Value::Null).await.expect(200);
    assert_eq!((&whole["row"]["status"], &whole["row"]["tags"]), (&json!("snoozed"), &json!(["refund"])));

    let reply =
        json!({ "client_id": "c2", "acts": [{ "kind": "reply", "text": "Hi" }, { "kind": "resolve" }] });
    let ran = server.call(Method::POST, &format!("{at}/acts"), &ben, reply).await.expect(200);
    assert_eq!(ran["outcomes"][0]["problem"]["status"], 409, "{ran}");
    assert_eq!(ran["outcomes"][1], json!({ "done": false }));
    let none = json!({ "client_id": "c3", "acts": [] });
    server.call(Method::POST, &format!("{at}/acts"), &ana, none).await.expect(422);
}

//! What agents have at hand while they write, as the console sees it.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Server, Who};

/// A customer who is upset; gives the conversation's address.
async fn upset(server: &Server, ana: &Who) -> String {
    let mia = server.visit().await;
    let text = "This is ridiculous, my parcel still has not arrived and nobody answers me!";
    let said = json!({ "client_id": "m1", "text": text });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    server.test.settle().await;
    let list = server.call(Method::GET, "/api/v1/conversations", ana, Value::Null).await.expect(200);
    format!("/api/v1/conversations/{}", list["items"][0]["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn a_draft_is_coached_and_a_rule_can_be_waved_away() {
    let server = Server::start().await;
    let ana = server.sign_in("ana@desk.test").await;
    let at = upset(&server, &ana).await;
    let draft = json!({ "draft": "I know how you feel. I'm finding your parcel now." });
    let coach =
        async || server.call(Method::POST, &format!("{at}/coach"), &ana, draft.clone()).await.expect(200);
    let coached = coach().await;
    let hint = &coached["hints"][0];
    assert_eq!((&hint["rule"], &hint["practice"]), (&json!("claimed-feeling"), &json!("no_claimed_feeling")));
    assert_eq!((&hint["start"], &hint["end"], &hint["quiet"]), (&json!(0), &json!(19), &json!(false)));
    assert_eq!(hint["edit"]["text"], "I can understand why you feel that way.");
    let kinds: Vec<_> =
        coached["manner"].as_array().into_iter().flatten().map(|a| a["kind"].clone()).collect();
    assert_eq!(kinds, ["length", "formality", "energy", "urgency"]);

    let dismissals = "/api/v1/me/coaching/dismissals";
    for _ in 0..3 {
        let rule = json!({ "rule": "claimed-feeling" });
        server.call(Method::POST, dismissals, &ana, rule).await.expect(200);
    }
    assert_eq!(coach().await["hints"][0]["quiet"], true);
    let mine = server.call(Method::GET, "/api/v1/me/coaching", &ana, Value::Null).await.expect(200);
    assert_eq!((&mine["dismissed"][0]["times"], &mine["quiet_after"]), (&json!(3), &json!(3)), "{mine}");
    let one = format!("{dismissals}/claimed-feeling");
    server.call(Method::DELETE, &one, &ana, Value::Null).await.expect(204);
    assert_eq!(coach().await["hints"][0]["quiet"], false);
    server.call(Method::DELETE, &format!("{dismissals}/nonsense"), &ana, Value::Null).await.expect(404);
    server.call(Method::POST, dismissals, &ana, json!({ "rule": "nonsense" })).await.expect(422);
    let long = json!({ "draft": "x".repeat(8_001) });
    server.call(Method::POST, &format!("{at}/coach"), &ana, long).await.expect(422);
    server.call(Method::POST, &format!("{at}/coach"), &Who::Nobody, draft.clone()).await.expect(401);
}

#[tokio::test]
async fn answers_come_with_their_source_and_gaps_go_to_designers() {
    let server = Server::start().await;
    let ana = server.sign_in("ana@desk.test").await;
    let at = upset(&server, &ana).await;
    let look = async |words: Value| {
        server.call(Method::POST, &format!("{at}/assist"), &ana, json!({ "words": words })).await.expect(200)
    };
    let found = look(json!("opening hours")).await;
    let topic = &found["answers"][0]["topic"];
    assert_eq!(topic["id"], "store-hours", "{found}");
    assert!(topic["answer"]["plain"].is_string() && topic["answer"]["sources"].is_array());
    assert_eq!(found["release"]["current"], true);
    let statement = &look(Value::Null).await["statements"][0];
    assert!(statement["text"].is_string() && statement["rule"]["because"].is_string(), "{statement}");

    let needed = json!({ "words": "delivery to a lighthouse" });
    server.call(Method::POST, &format!("{at}/knowledge-gaps"), &ana, needed).await.expect(201);
    server
        .call(Method::POST, &format!("{at}/knowledge-gaps"), &ana, json!({ "words": " " }))
        .await
        .expect(422);
    server.call(Method::GET, "/api/v1/knowledge-gaps", &ana, Value::Null).await.expect(403);
    let amir = server.sign_in("amir@desk.test").await;
    let gaps = server.call(Method::GET, "/api/v1/knowledge-gaps", &amir, Value::Null).await.expect(200);
    let gap = &gaps["items"][0];
    assert_eq!(
        (&gap["words"], &gap["agent"]["name"]),
        (&json!("delivery to a lighthouse"), &json!("Ana Reyes"))
    );
    let settle = format!("/api/v1/knowledge-gaps/{}/settle", gap["id"].as_str().expect("an id"));
    server.call(Method::POST, &settle, &amir, Value::Null).await.expect(204);
    server.call(Method::POST, &settle, &amir, Value::Null).await.expect(404);
}

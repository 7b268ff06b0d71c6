//! What agents learn about a reply.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::Server;

#[tokio::test]
async fn a_reply_is_explained_from_the_message_to_the_answer_version() {
    let server = Server::start().await;
    let mia = server.visit().await;
    let text = "I am so angry, my parcel has still not arrived and nobody tells me anything!";
    for (id, text) in [("m1", "What does delivery cost?"), ("m2", text)] {
        let said = json!({ "client_id": id, "text": text });
        server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
        server.test.settle().await;
    }
    let ana = server.sign_in("ana@desk.test").await;
    let list =
        server.call(Method::GET, "/api/v1/conversations?view=all", &ana, Value::Null).await.expect(200);
    let id = list["items"][0]["id"].as_str().expect("an id");
    let path = format!("/api/v1/conversations/{id}");
    let whole = server.call(Method::GET, &path, &ana, Value::Null).await.expect(200);
    let explained = server.call(Method::GET, &format!("{path}/explain"), &ana, Value::Null).await.expect(200);
    let turns = explained["turns"].as_array().expect("turns");
    assert_eq!(turns.len(), 2, "{explained}");
    let turn = &turns[1];
    assert_eq!(turn["same"], true, "{}", turn["differences"]);

    let replies: Vec<&Value> =
        whole["events"].as_array().expect("events").iter().filter(|event| event["why"].is_object()).collect();
    assert_eq!(turn["reply"], replies[1]["seq"], "the reply can be found in the conversation");
    assert_eq!(turn["said"], replies[1]["message"]["text"]);
    let heard = turn["heard"].as_array().expect("messages");
    assert_eq!(heard.len(), 1, "only what was written since the last turn: {heard:?}");
    assert_eq!(heard[0]["text"], text);
    let perception = &heard[0]["perception"];
    let span = &perception["evidence"][0];
    assert!(
        perception["feeling"].is_string() && span["end"].as_u64() > span["start"].as_u64(),
        "{perception}"
    );
    let answered = &turns[0];
    let best = &answered["understood"]["candidates"][0];
    assert_eq!(best["topic"], answered["why"]["topic"]);
    assert!(best["confidence"].as_f64().is_some_and(|sure| sure > 0.3), "{best}");
    assert_eq!(
        (&answered["release"]["number"], &answered["release"]["published_by"]),
        (&json!(1), &json!("test"))
    );
    assert_eq!(answered["topic"]["answer"]["version"], answered["why"]["answer_version"]);
    assert!(answered["why"]["answer_version"].is_u64());
    let statement = &turn["statements"][0];
    assert!(statement["text"].is_string() && statement["author"].is_string(), "{}", turn["statements"]);
    assert!(statement["fits_when"].as_array().is_some_and(|rule| !rule.is_empty()), "{statement}");
}

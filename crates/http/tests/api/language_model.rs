//! Whether a language model is on, what came of it, and why it said what it said.

use axum::http::Method;
use rapport_testing::{Script, ScriptedModel};
use serde_json::{Value, json};

use crate::support::{Server, Who};

const QUESTION: &str = "does a heavy and bulky basket raise the delivery price";

async fn ask(server: &Server, mia: &Who, id: &str) {
    let said = json!({ "client_id": id, "text": QUESTION });
    server.call(Method::POST, "/api/v1/widget/messages", mia, said).await.expect(200);
    server.test.settle().await;
}

#[tokio::test]
async fn without_one_it_is_off_and_suggests_nothing() {
    let server = Server::start().await;
    let amir = server.sign_in("amir@desk.test").await;
    let model = server.call(Method::GET, "/api/v1/language-model", &amir, Value::Null).await.expect(200);
    assert_eq!(model, json!({ "on": false }));
    let ana = server.sign_in("ana@desk.test").await;
    server.call(Method::GET, "/api/v1/language-model", &ana, Value::Null).await.expect(403);
    let mia = server.visit().await;
    ask(&server, &mia, "m1").await;
    let list =
        server.call(Method::GET, "/api/v1/conversations?view=all", &ana, Value::Null).await.expect(200);
    let id = list["items"][0]["id"].as_str().expect("an id");
    let path = format!("/api/v1/conversations/{id}");
    let assist = server.call(Method::POST, &format!("{path}/assist"), &ana, json!({})).await.expect(200);
    assert_eq!(assist["can_draft"], false);
    let refused = server.call(Method::POST, &format!("{path}/suggestion"), &ana, Value::Null).await;
    let refused = refused.expect(409);
    assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains("model.suggest")), "{refused}");
}

#[tokio::test]
async fn its_figures_and_its_refused_text_are_told() {
    let model = ScriptedModel::start(Script::Say("Your piano has been sent for £1.".to_owned())).await;
    let server = Server::with_model(model.settings()).await;
    let mia = server.visit().await;
    ask(&server, &mia, "m1").await;
    let amir = server.sign_in("amir@desk.test").await;
    let told = server.call(Method::GET, "/api/v1/language-model", &amir, Value::Null).await.expect(200);
    let figures = &told["model"]["figures"];
    assert_eq!((&told["on"], &figures["asked"], &figures["refused"]), (&json!(true), &json!(1), &json!(1)));
    assert!(figures["by_rule"].as_array().is_some_and(|rules| !rules.is_empty()), "{told}");
    assert!(!told.to_string().contains("sk-test"), "the key is told to nobody");

    let ana = server.sign_in("ana@desk.test").await;
    let list =
        server.call(Method::GET, "/api/v1/conversations?view=all", &ana, Value::Null).await.expect(200);
    let id = list["items"][0]["id"].as_str().expect("an id");
    let path = format!("/api/v1/conversations/{id}");
    let explained = server.call(Method::GET, &format!("{path}/explain"), &ana, Value::Null).await.expect(200);
    let turn = &explained["turns"][0];
    assert_eq!(turn["same"], true, "{turn}");
    let proposal = &turn["why"]["proposal"];
    assert_eq!((&proposal["accepted"], &proposal["model"]), (&json!(false), &json!("scripted")));
    assert!(proposal["objections"][0]["because"].is_string() && proposal["sources"][0]["title"].is_string());

    model.plays(Script::Say("Standard delivery in the UK costs £3.95.".to_owned()));
    let suggested =
        server.call(Method::POST, &format!("{path}/suggestion"), &ana, Value::Null).await.expect(200);
    assert_eq!(suggested["text"], "Standard delivery in the UK costs £3.95.");
    assert!(suggested["because"].is_null() && suggested["sources"][0]["topic"].is_string(), "{suggested}");
}

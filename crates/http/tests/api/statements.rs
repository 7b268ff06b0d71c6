//! The library of statements, its editing, proposals and the coach's verdict, as the console sees them.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Server, Who};

struct Caller<'a> {
    server: &'a Server,
    who: Who,
}

impl Caller<'_> {
    async fn get(&self, path: &str, status: u16) -> Value {
        self.call(Method::GET, path, Value::Null, status).await
    }

    async fn call(&self, method: Method, path: &str, body: Value, status: u16) -> Value {
        let answer = self.server.call(method, &format!("/api/v1/{path}"), &self.who, body).await;
        answer.expect(status)
    }
}

async fn sign_in<'a>(server: &'a Server, name: &str) -> Caller<'a> {
    Caller { server, who: server.sign_in(&format!("{name}@desk.test")).await }
}

#[tokio::test]
async fn the_library_tells_when_how_often_and_what_it_did() {
    let server = Server::start().await;
    let ana = sign_in(&server, "ana").await;
    let mia = server.visit().await;
    let said = json!({ "client_id": "m1", "text": "My parcel is still not here. I am so fed up with this!" });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    server.test.settle().await;
    let library = ana.get("statements?days=7", 200).await;
    assert_eq!((&library["enough"], &library["enough_alike"]), (&json!(30), &json!(5)));
    let all = library["statements"].as_array().expect("statements");
    let used = all.iter().find(|one| one["uses"][0]["total"] == 1).expect("the reply held one");
    assert_eq!(used["uses"][0], json!({ "by_agent": false, "channel": "widget", "total": 1 }));
    assert_eq!(used["effect"], json!({ "matched": 0, "against": 0 }), "nobody has written since");
    let one = all.iter().find(|one| one["id"] == "should-not-have-to-chase").expect("the starter library");
    let fits = one["fits_when"].as_array().expect("phrases");
    assert!(fits.contains(&json!("the customer had to come back or ask again")), "{one}");
    assert_eq!(
        (&one["never_when"], &one["rest_days"]),
        (&json!(["the message attacks a person"]), &json!(14))
    );
    ana.get("statements?days=400", 422).await;
    server.call(Method::GET, "/api/v1/statements", &Who::Nobody, Value::Null).await.expect(401);
}

#[tokio::test]
async fn a_statement_is_edited_and_a_proposal_becomes_one() {
    let server = Server::start().await;
    let (ana, amir) = (sign_in(&server, "ana").await, sign_in(&server, "amir").await);
    let proposed = json!({ "text": "That is one wait too many.", "part": "accept", "note": "Called twice." });
    let proposed = ana.call(Method::POST, "statement-proposals", proposed, 201).await;
    let wrong = json!({ "text": "", "part": "accept" });
    ana.call(Method::POST, "statement-proposals", wrong, 422).await;
    ana.get("draft/statement-proposals", 403).await;
    let open = amir.get("draft/statement-proposals", 200).await;
    assert_eq!(open["items"][0]["agent"]["name"], "Ana Reyes");

    let statement = json!({
        "id": "one-wait-too-many", "part": "accept", "text": "That is one wait too many.",
        "when": { "feelings": ["sad"], "min_intensity": 0.4 }, "never_when": { "hostile": true },
        "author": "Ana Reyes", "rest_days": 14,
    });
    let shown = json!({ "statement": statement, "intensity": 0.6 });
    let shown = amir.call(Method::POST, "draft/statement-preview", shown, 200).await;
    assert_eq!(shown["fits_when"], json!(["the customer is sad", "the feeling is at least 40 % strong"]));
    assert_eq!(shown["feelings"].as_array().map(Vec::len), Some(10));
    let at = "draft/statements/one-wait-too-many";
    let body = json!({ "statement": statement, "mark": "none" });
    ana.call(Method::PUT, at, body.clone(), 403).await;
    let saved = amir.call(Method::PUT, at, body.clone(), 200).await;
    assert_eq!(saved["statement"]["when"]["feelings"], json!(["sad"]));
    assert_eq!(saved["file"]["changed_by"], "Amir Shah");
    amir.call(Method::PUT, at, body.clone(), 409).await;
    amir.call(Method::PUT, "draft/statements/other", body.clone(), 422).await;
    let mut too_much = body;
    too_much["statement"]["when"]["min_intensity"] = json!(4);
    amir.call(Method::PUT, at, too_much, 422).await;
    let entries = amir.get("draft/statements", 200).await;
    let entry = entries["statements"].as_array().expect("entries").iter().find(|one| one["how"] == "added");
    assert_eq!(entry.map(|one| &one["id"]), Some(&json!("one-wait-too-many")));

    let id = proposed["id"].as_str().expect("an id");
    let approve = format!("draft/statement-proposals/{id}/approve");
    amir.call(Method::POST, &approve, json!({ "statement": "Not A Name" }), 422).await;
    amir.call(Method::POST, &approve, json!({ "statement": "one-wait-too-many" }), 200).await;
    let decline = format!("draft/statement-proposals/{id}/decline");
    amir.call(Method::POST, &decline, json!({ "word": "Too late." }), 409).await;
    let mine = ana.get("me/statement-proposals", 200).await;
    let decision = &mine["items"][0]["decision"];
    assert_eq!((&decision["statement"], &decision["by"]), (&json!("one-wait-too-many"), &json!("Amir Shah")));
}

#[tokio::test]
async fn the_verdict_on_a_reply_is_for_its_writer_and_leaders() {
    let server = Server::start().await;
    let (ana, ben) = (sign_in(&server, "ana").await, sign_in(&server, "ben").await);
    let amir = sign_in(&server, "amir").await;
    let mia = server.visit().await;
    let said = json!({ "client_id": "m1", "text": "Nobody answers me. This is ridiculous!" });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    server.test.settle().await;
    let list = ana.get("conversations", 200).await;
    let at = format!("conversations/{}", list["items"][0]["id"].as_str().expect("an id"));
    ana.call(Method::POST, &format!("{at}/take-over"), Value::Null, 200).await;
    let reply = json!({ "client_id": "r1", "text": "Please calm down. I'm finding it now." });
    let sent = ana.call(Method::POST, &format!("{at}/messages"), reply, 200).await;
    let verdict = format!("{at}/replies/{}/coaching", sent["seq"]);
    let mine = ana.get(&verdict, 200).await;
    let accept = &mine["practices"][0];
    assert_eq!((&accept["practice"], &accept["kept"]), (&json!("acceptance"), &json!(false)), "{mine}");
    let finding = &accept["findings"][0];
    assert_eq!((&finding["rule"], &finding["start"]), (&json!("told-to-calm-down"), &json!(0)), "{mine}");
    assert!(finding["better"].as_str().is_some_and(|better| !better.is_empty()));
    ben.get(&verdict, 403).await;
    assert_eq!(amir.get(&verdict, 200).await, mine);
    ana.get(&format!("{at}/replies/1/coaching"), 404).await;
    ana.get(&format!("{at}/replies/x/coaching"), 404).await;
}

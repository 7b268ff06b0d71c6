//! Search, tags and bulk acts as the console calls them.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Server, Who};

async fn says(server: &Server, who: &Who, id: &str, text: &str) {
    let said = json!({ "client_id": id, "text": text });
    server.call(Method::POST, "/api/v1/widget/messages", who, said).await.expect(200);
    server.test.settle().await;
}

async fn get(server: &Server, who: &Who, path: &str) -> Value {
    server.call(Method::GET, &format!("/api/v1/{path}"), who, Value::Null).await.expect(200)
}

#[tokio::test]
async fn an_agent_searches_tags_and_filters() {
    let server = Server::start().await;
    let (mia, ana) = (server.visit().await, server.sign_in("ana@desk.test").await);
    says(&server, &mia, "1", "The “broken zip” of my tent again").await;
    let found = get(&server, &ana, "search?q=%22broken%20zip%22&by=customer&limit=10").await;
    let item = &found["items"][0];
    assert_eq!((&item["author"]["kind"], &item["note"]), (&json!("customer"), &json!(false)), "{found}");
    assert_eq!(item["status"], "pending");
    assert_eq!(item["excerpt"][1], json!({ "text": "broken zip", "hit": true }), "{item}");
    assert_eq!((&found["behind"], &found["next"]), (&json!(0), &Value::Null));
    let id = item["conversation"].as_str().expect("an id").to_owned();

    let tags = format!("/api/v1/conversations/{id}/tags");
    let put = json!({ "tag": "#Zip  & seam" });
    server.call(Method::POST, &tags, &ana, put).await.expect(200);
    server.test.settle().await;
    assert_eq!(
        get(&server, &ana, "tags").await["items"],
        json!([{ "tag": "zip & seam", "conversations": 1 }])
    );
    let listed = get(&server, &ana, "conversations?tag=ZIP%20%26%20seam").await;
    assert_eq!(listed["items"][0]["tags"], json!(["zip & seam"]), "{listed}");
    let found = get(&server, &ana, "search?q=tent&by=customer&tag=zip%20%26%20seam&status=pending").await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!(get(&server, &ana, "search?q=tent&tag=other").await["items"], json!([]));
    let whole = get(&server, &ana, &format!("conversations/{id}")).await;
    let event = whole["events"].as_array().into_iter().flatten().find(|e| e["kind"] == "tagged");
    assert_eq!(event.expect("the act is in the log")["agent"]["name"], "Ana Reyes");

    let off = format!("{tags}/zip%20%26%20seam");
    server.call(Method::DELETE, &off, &ana, Value::Null).await.expect(200);
    assert_eq!(get(&server, &ana, "tags").await["items"], json!([]));
    assert_eq!(get(&server, &ana, "inbox-names").await["items"][0]["name"], "Shop");
    // A customer sees nothing of tags.
    let history = get(&server, &mia, "widget/conversation").await.to_string();
    assert!(!history.contains("zip & seam"), "{history}");
}

#[tokio::test]
async fn many_are_changed_in_one_call_and_a_repeat_changes_nothing() {
    let server = Server::start().await;
    let (ana, ben) = (server.sign_in("ana@desk.test").await, server.sign_in("ben@desk.test").await);
    for n in 0..2 {
        let visitor = server.visit().await;
        says(&server, &visitor, &n.to_string(), "a person please").await;
    }
    let list = get(&server, &ana, "conversations?view=waiting").await;
    let ids: Vec<&str> =
        list["items"].as_array().into_iter().flatten().filter_map(|row| row["id"].as_str()).collect();
    let take = format!("/api/v1/conversations/{}/take-over", ids[0]);
    server.call(Method::POST, &take, &ben, Value::Null).await.expect(200);
    let act = |act: Value| json!({ "conversations": ids, "act": act });
    let bulk = "/api/v1/conversations/bulk";
    let resolve = act(json!({ "kind": "resolve" }));
    for _ in 0..2 {
        let acted = server.call(Method::POST, bulk, &ana, resolve.clone()).await.expect(200);
        assert_eq!(acted["done"], json!([ids[1]]), "{acted}");
        assert_eq!(acted["failed"][0]["conversation"], ids[0]);
        let reason = acted["failed"][0]["reason"].as_str().expect("a reason");
        assert_eq!(reason, "Ben Okafor holds this conversation now.");
    }
    let tagged = act(json!({ "kind": "tag", "tag": "Storm" }));
    let acted = server.call(Method::POST, bulk, &ana, tagged).await.expect(200);
    assert_eq!(acted["done"].as_array().map(Vec::len), Some(2));
    for wrong in [
        json!({ "conversations": [], "act": { "kind": "resolve" } }),
        json!({ "conversations": ids, "act": { "kind": "explode" } }),
        json!({ "conversations": ids, "act": { "kind": "tag", "tag": "  " } }),
        json!({ "conversations": ids, "act": { "kind": "tag" } }),
        json!({ "conversations": ["cus_1"], "act": { "kind": "resolve" } }),
    ] {
        server.call(Method::POST, bulk, &ana, wrong).await.expect(422);
    }
}

#[tokio::test]
async fn who_may_not_search_finds_nothing() {
    let server = Server::start().await;
    let mia = server.visit().await;
    for who in [Who::Nobody, mia] {
        let answer = server.call(Method::GET, "/api/v1/search?q=tent", &who, Value::Null).await;
        assert!(matches!(answer.status.as_u16(), 401 | 403), "{answer:?}");
    }
    let ana = server.sign_in("ana@desk.test").await;
    for (path, status) in [
        ("/api/v1/search?q=tent&status=lost", 400),
        ("/api/v1/search?q=tent&from=yesterday", 400),
        ("/api/v1/search?q=tent&limit=0", 422),
        ("/api/v1/search?q=tent&cursor=made-up", 400),
        ("/api/v1/search?q=tent&from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", 422),
    ] {
        server.call(Method::GET, path, &ana, Value::Null).await.expect(status);
    }
    assert_eq!(get(&server, &ana, "search").await["items"], json!([]));
}

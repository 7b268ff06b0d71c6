//! Limits, incidents, the day and kind words, as the console and the widget see them.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Server, Who};

const WORSE: &str = "fuck you, you are all useless idiots";

/// A customer with whom Ana talks; gives the conversation's address and the customer.
async fn with_ana(server: &Server, ana: &Who) -> (String, Who) {
    let mia = server.visit().await;
    write(server, &mia, "m1", "a person please").await;
    let list = server.call(Method::GET, "/api/v1/conversations", ana, Value::Null).await.expect(200);
    let at = format!("/api/v1/conversations/{}", list["items"][0]["id"].as_str().expect("an id"));
    server.call(Method::POST, &format!("{at}/take-over"), ana, Value::Null).await.expect(200);
    (at, mia)
}

async fn write(server: &Server, mia: &Who, id: &str, text: &str) {
    let said = json!({ "client_id": id, "text": text });
    server.call(Method::POST, "/api/v1/widget/messages", mia, said).await.expect(200);
    server.test.settle().await;
}

#[tokio::test]
async fn an_agent_warns_then_ends_and_the_customer_is_told_another_way() {
    let server = Server::start().await;
    let ana = server.sign_in("ana@desk.test").await;
    let (at, mia) = with_ana(&server, &ana).await;
    write(&server, &mia, "m2", WORSE).await;
    let details = server.call(Method::GET, &at, &ana, Value::Null).await.expect(200);
    assert_eq!((&details["limits"]["warned"], &details["row"]["hard"]), (&json!(false), &json!(true)));
    assert_eq!(details["row"]["preview_hostile"], true);
    assert!(details["limits"]["ending"].as_str().is_some_and(|text| text.contains("help@tarnandfell")));
    let limit = format!("{at}/limit");
    server.call(Method::POST, &limit, &ana, json!({ "limit": "end" })).await.expect(409);
    server.call(Method::POST, &limit, &ana, json!({ "limit": "warn" })).await.expect(200);
    server.call(Method::POST, &limit, &ana, json!({ "limit": "shout" })).await.expect(422);
    server.call(Method::POST, &limit, &ana, json!({ "limit": "end" })).await.expect(200);
    let seen = "/api/v1/widget/conversation";
    let seen = server.call(Method::GET, seen, &mia, Value::Null).await.expect(200);
    let ended = &seen["conversation"]["ended"];
    assert!(ended["other_ways"].as_str().is_some_and(|text| text.contains("help@tarnandfell")), "{seen}");
    assert!(ended["until"].is_string());
}

#[tokio::test]
async fn incidents_are_reported_by_agents_and_closed_by_leaders() {
    let server = Server::start().await;
    let ana = server.sign_in("ana@desk.test").await;
    let (at, mia) = with_ana(&server, &ana).await;
    write(&server, &mia, "m2", "I will hurt you, I know where you live").await;
    server.test.clock.advance_ms(1_000);
    let report = json!({ "kind": "other", "happened": "He rang our shop as well." });
    let made = server.call(Method::POST, &format!("{at}/incidents"), &ana, report).await.expect(201);
    assert_eq!(made["agent"]["name"], "Ana Reyes");
    let empty = json!({ "kind": "other", "happened": "" });
    server.call(Method::POST, &format!("{at}/incidents"), &ana, empty).await.expect(422);
    server.call(Method::GET, "/api/v1/incidents", &ana, Value::Null).await.expect(403);

    let amir = server.sign_in("amir@desk.test").await;
    let open = "/api/v1/incidents?open=true";
    let listed = server.call(Method::GET, open, &amir, Value::Null).await.expect(200);
    let kinds: Vec<_> = listed["items"].as_array().expect("a list").iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, [&json!("other"), &json!("threat")]);
    let close = format!("/api/v1/incidents/{}/close", made["id"].as_str().expect("an id"));
    let came = json!({ "came_of_it": "Called the shop." });
    server.call(Method::POST, &close, &ana, came.clone()).await.expect(403);
    let closed = server.call(Method::POST, &close, &amir, came.clone()).await.expect(200);
    assert_eq!(closed["closed"]["came_of_it"], "Called the shop.");
    server.call(Method::POST, &close, &amir, came).await.expect(409);
    let listed = server.call(Method::GET, open, &amir, Value::Null).await.expect(200);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn the_day_is_mine_and_the_spread_a_leaders() {
    let server = Server::start().await;
    let ana = server.sign_in("ana@desk.test").await;
    let (_, mia) = with_ana(&server, &ana).await;
    write(&server, &mia, "m2", WORSE).await;
    let day = server.call(Method::GET, "/api/v1/me/day", &ana, Value::Null).await.expect(200);
    assert_eq!((&day["hard_contacts"], &day["suggests_break"]), (&json!(1), &json!(false)));
    let spread = "/api/v1/reports/hard-contacts";
    server.call(Method::GET, spread, &ana, Value::Null).await.expect(403);
    let amir = server.sign_in("amir@desk.test").await;
    let shares = server.call(Method::GET, spread, &amir, Value::Null).await.expect(200);
    let names: Vec<_> =
        shares["items"].as_array().expect("a list").iter().map(|s| &s["agent"]["name"]).collect();
    assert_eq!(names, [&json!("Amir Shah"), &json!("Ana Reyes"), &json!("Ben Okafor")]);
    let next = server.call(Method::POST, "/api/v1/conversations/next", &ana, Value::Null).await.expect(200);
    assert_eq!(next, json!({}), "nobody waits");
}

#[tokio::test]
async fn thanks_reach_the_team_board_when_both_agree() {
    let server = Server::start().await;
    let ana = server.sign_in("ana@desk.test").await;
    let (at, mia) = with_ana(&server, &ana).await;
    let reply = json!({ "client_id": "r1", "text": "Your tent goes out today." });
    server.call(Method::POST, &format!("{at}/messages"), &ana, reply).await.expect(200);
    write(&server, &mia, "m2", "Thank you so much, you saved my holiday!").await;
    let words = "/api/v1/me/kind-words";
    let mine = server.call(Method::GET, words, &ana, Value::Null).await.expect(200);
    let one = &mine["items"][0];
    assert_eq!(one["words"], "Thank you so much, you saved my holiday!");
    assert!(one["conversation"].is_string() && one.get("agreed").is_none());
    let share = format!("/api/v1/kind-words/{}", one["id"].as_str().expect("an id"));
    server.call(Method::PATCH, &share, &ana, json!({ "shared": true })).await.expect(204);
    let ben = server.sign_in("ben@desk.test").await;
    server.call(Method::PATCH, &share, &ben, json!({ "shared": false })).await.expect(404);
    let board = async || server.call(Method::GET, "/api/v1/kind-words", &ben, Value::Null).await.expect(200);
    assert_eq!(board().await["items"], json!([]));

    let seen = "/api/v1/widget/conversation";
    let seen = server.call(Method::GET, seen, &mia, Value::Null).await.expect(200);
    let asked = &seen["conversation"]["may_share"];
    let agree = json!({ "id": asked["id"], "agrees": true });
    let now = server.call(Method::POST, "/api/v1/widget/kind-words", &mia, agree).await.expect(200);
    assert!(now.get("may_share").is_none(), "{now}");
    let shown = &board().await["items"][0];
    assert_eq!((&shown["for"]["name"], shown.get("conversation")), (&json!("Ana Reyes"), None));

    let me = server.call(Method::GET, "/api/v1/me", &ana, Value::Null).await.expect(200);
    let praise = format!("/api/v1/agents/{}/praise", me["agent"]["id"].as_str().expect("an id"));
    server.test.clock.advance_ms(1_000);
    let said = json!({ "words": "You stayed so calm this morning." });
    server.call(Method::POST, &praise, &ben, said.clone()).await.expect(201);
    server.call(Method::POST, &praise, &ana, said).await.expect(422);
    server.call(Method::POST, &praise, &ben, json!({ "words": "" })).await.expect(422);
    let mine = server.call(Method::GET, words, &ana, Value::Null).await.expect(200);
    assert_eq!(mine["items"][0]["colleague"]["name"], "Ben Okafor");
}

//! Response times, as leaders set them and agents see them; and who else is in a conversation.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Server, Who};

const SLA: &str = "/api/v1/sla";

async fn with_waiting(server: &Server) -> Value {
    let mia = server.visit().await;
    let said = json!({ "client_id": "m1", "text": "a person please" });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    server.test.settle().await;
    let ana = server.sign_in("ana@desk.test").await;
    server.call(Method::GET, "/api/v1/conversations?view=sla", &ana, Value::Null).await.expect(200)
}

#[tokio::test]
async fn leaders_set_response_times_and_agents_see_what_is_due_next() {
    let server = Server::start().await;
    let (ana, amir) = (server.sign_in("ana@desk.test").await, server.sign_in("amir@desk.test").await);
    let counts = "/api/v1/conversations/counts";
    let counted = server.call(Method::GET, counts, &ana, Value::Null).await.expect(200);
    assert_eq!(counted.get("sla"), None, "nothing is shown where nothing is set");
    let rules = json!({ "rules": [{ "first_reply_minutes": 30, "resolution_minutes": 480 }] });
    server.call(Method::PUT, SLA, &ana, rules.clone()).await.expect(403);
    let set = server.call(Method::PUT, SLA, &amir, rules).await.expect(200);
    assert_eq!((&set["rules"][0]["first_reply_minutes"], &set["has_hours"]), (&json!(30), &json!(true)));

    let listed = with_waiting(&server).await;
    let sla = &listed["items"][0]["sla"];
    assert_eq!((&sla["target"], &sla["missed"]), (&json!("first_reply"), &json!(false)));
    assert!(sla["due_at"].is_string() && sla["near_at"].is_string(), "{sla}");
    let counted = server.call(Method::GET, counts, &ana, Value::Null).await.expect(200);
    assert_eq!(counted["sla"], 1);

    server.call(Method::GET, "/api/v1/reports/sla", &ana, Value::Null).await.expect(403);
    let report = server.call(Method::GET, "/api/v1/reports/sla?days=3", &amir, Value::Null).await.expect(200);
    assert_eq!((report["days"].as_array().map(Vec::len), &report["running"]), (Some(3), &json!(1)));
    assert_eq!(report["days"][2]["day"], "2026-11-23");
}

#[tokio::test]
async fn times_that_cannot_hold_are_refused_and_nothing_is_lost() {
    let server = Server::start().await;
    let amir = server.sign_in("amir@desk.test").await;
    let good = json!({ "rules": [{ "urgent": true, "first_reply_minutes": 5 }] });
    server.call(Method::PUT, SLA, &amir, good).await.expect(200);
    for (bad, says) in [
        (json!({ "rules": [{ "urgent": true }] }), "a time for"),
        (json!({ "rules": [{ "first_reply_minutes": 60, "resolution_minutes": 30 }] }), "less time"),
        (json!({ "rules": [{ "first_reply_minutes": 1 }, { "first_reply_minutes": 2 }] }), "keep one"),
        (json!({ "rules": [{ "first_reply_minutes": 0 }] }), "first_reply_minutes"),
        (json!({ "rules": [{ "channel": "pigeon", "first_reply_minutes": 1 }] }), "channel"),
    ] {
        let refused = server.call(Method::PUT, SLA, &amir, bad).await.expect(422);
        assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains(says)), "{refused}");
    }
    let kept = server.call(Method::GET, SLA, &amir, Value::Null).await.expect(200);
    assert_eq!(kept["rules"][0]["first_reply_minutes"], 5);
    let none = Who::Nobody;
    server.call(Method::GET, SLA, &none, Value::Null).await.expect(401);
}

#[tokio::test]
async fn a_reply_begun_before_a_colleagues_is_refused_until_it_was_read() {
    let server = Server::start().await;
    let (ana, ben) = (server.sign_in("ana@desk.test").await, server.sign_in("ben@desk.test").await);
    let mia = server.visit().await;
    let said = json!({ "client_id": "m1", "text": "a person please" });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    server.test.settle().await;
    let list = server.call(Method::GET, "/api/v1/conversations", &ana, Value::Null).await.expect(200);
    let row = &list["items"][0];
    let at = format!("/api/v1/conversations/{}", row["id"].as_str().expect("an id"));
    server.call(Method::POST, &format!("{at}/take-over"), &ben, Value::Null).await.expect(200);
    let by_ben = json!({ "client_id": "b1", "text": "It is on its way." });
    server.call(Method::POST, &format!("{at}/messages"), &ben, by_ben).await.expect(200);
    let from_ben = format!("{at}/take-over?from_colleague=true");
    server.call(Method::POST, &from_ben, &ana, Value::Null).await.expect(200);
    let reply = json!({ "client_id": "a1", "text": "I look for it.", "seen": row["seq"] });
    let refused = server.call(Method::POST, &format!("{at}/messages"), &ana, reply.clone()).await.expect(409);
    assert!(refused["detail"].as_str().is_some_and(|it| it.starts_with("Ben Okafor replied")), "{refused}");
    let mut held = reply.clone();
    held["hold_ms"] = json!(5000);
    server.call(Method::POST, &format!("{at}/held-replies"), &ana, held).await.expect(409);
    let anyway = json!({ "client_id": "a1", "text": "I look for it." });
    server.call(Method::POST, &format!("{at}/messages"), &ana, anyway).await.expect(200);
}

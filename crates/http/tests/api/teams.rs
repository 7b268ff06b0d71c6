//! Teams, handing over, and accounts that only read, as callers see them.

use axum::http::Method;
use rapport_domain::agent::Role;
use serde_json::{Value, json};

use crate::support::{Server, Who};

async fn waiting(server: &Server) -> String {
    let mia = server.visit().await;
    let said = json!({ "client_id": "m1", "text": "A person, please!" });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    server.test.settle().await;
    let amir = server.sign_in("amir@desk.test").await;
    let list =
        server.call(Method::GET, "/api/v1/conversations?view=waiting", &amir, Value::Null).await.expect(200);
    list["items"][0]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn an_admin_makes_teams_and_an_agent_hands_over_to_one() {
    let server = Server::start().await;
    let id = waiting(&server).await;
    let (ana, amir) = (server.sign_in("ana@desk.test").await, server.sign_in("amir@desk.test").await);
    let ben = server.test.ben.id;
    let wanted = json!({ "name": "Returns", "members": [ben] });
    server.call(Method::POST, "/api/v1/teams", &ana, wanted.clone()).await.expect(403);
    let made = server.call(Method::POST, "/api/v1/teams", &amir, wanted.clone()).await.expect(201);
    assert_eq!(made["offered_first_minutes"], 5, "{made}");
    server.call(Method::POST, "/api/v1/teams", &amir, wanted).await.expect(422);
    let path = format!("/api/v1/teams/{}", made["id"].as_str().expect("an id"));
    let longer = json!({ "offered_first_minutes": 30, "name": "Returns and refunds" });
    let changed = server.call(Method::PATCH, &path, &amir, longer).await.expect(200);
    assert_eq!((&changed["members"], &changed["offered_first_minutes"]), (&json!([ben]), &json!(30)));
    let too_long = json!({ "offered_first_minutes": 121 });
    server.call(Method::PATCH, &path, &amir, too_long).await.expect(422);

    let at = |rest: &str| format!("/api/v1/conversations/{id}{rest}");
    server.call(Method::POST, &at("/take-over"), &ana, Value::Null).await.expect(200);
    let whole = server.call(Method::GET, &at(""), &ana, Value::Null).await.expect(200);
    let receivers = server.call(Method::GET, &at("/receivers"), &ana, Value::Null).await.expect(200);
    assert_eq!(receivers["teams"][0]["name"], "Returns and refunds", "{receivers}");
    let names: Vec<_> =
        receivers["colleagues"].as_array().into_iter().flatten().map(|one| one["name"].as_str()).collect();
    assert!(!names.contains(&Some("Ana Reyes")) && names.contains(&Some("Ben Okafor")), "{names:?}");
    let act = |fence: &Value| {
        let to = json!({ "kind": "team", "id": made["id"] });
        json!({ "to": to, "note": "The refund is booked.", "fence": fence })
    };
    let fence = &whole["row"]["fence"];
    server.call(Method::POST, &at("/hand-over"), &ana, act(&json!(0))).await.expect(409);
    server.call(Method::POST, &at("/hand-over"), &ana, act(fence)).await.expect(200);
    let team = format!("/api/v1/conversations?team={}", made["id"].as_str().expect("an id"));
    let list = server.call(Method::GET, &team, &ana, Value::Null).await.expect(200);
    let row = &list["items"][0];
    assert_eq!(row["handed"]["to"]["name"], "Returns and refunds", "{row}");
    assert_eq!(
        (&row["handed"]["by"]["name"], &row["handover"]["reason"]),
        (&json!("Ana Reyes"), &json!("colleague"))
    );
    server.call(Method::DELETE, &path, &amir, Value::Null).await.expect(204);
    server.call(Method::DELETE, &path, &amir, Value::Null).await.expect(404);
}

#[tokio::test]
async fn an_agents_profile_is_the_admins_to_change() {
    let server = Server::start().await;
    let (ana, amir) = (server.sign_in("ana@desk.test").await, server.sign_in("amir@desk.test").await);
    let path = format!("/api/v1/agents/{}", server.test.ben.id);
    let profile = json!({ "languages": ["de", "fr-CA"], "skills": ["Refund "], "capacity": 3 });
    server.call(Method::PATCH, &path, &ana, profile.clone()).await.expect(403);
    let ben = server.call(Method::PATCH, &path, &amir, profile).await.expect(200);
    assert_eq!((&ben["languages"], &ben["skills"]), (&json!(["de", "fr"]), &json!(["refund"])));
    assert_eq!(ben["capacity"], 3);
    let free = server.call(Method::PATCH, &path, &amir, json!({ "capacity": 0 })).await.expect(200);
    assert_eq!((&free["capacity"], &free["skills"]), (&Value::Null, &json!(["refund"])));
    for wrong in [json!({ "languages": ["German!"] }), json!({ "capacity": 101 }), json!({ "skills": [""] })]
    {
        server.call(Method::PATCH, &path, &amir, wrong).await.expect(422);
    }
}

/// Whoever only reads: every call that the description calls a change is refused, save signing out and their own
/// name and password.
#[tokio::test]
async fn who_only_reads_changes_nothing_anywhere() {
    let server = Server::start().await;
    let id = waiting(&server).await;
    let desk = &server.test.desk;
    desk.add_agent("nora@desk.test", "Nora Lind", Role::Reader, Some(rapport_testing::PASSWORD))
        .await
        .unwrap();
    let nora = server.sign_in("nora@desk.test").await;
    for path in
        ["/me", "/conversations", "/conversations/counts", "/agents", "/teams", "/releases/current", "/tags"]
    {
        server.call(Method::GET, &format!("/api/v1{path}"), &nora, Value::Null).await.expect(200);
    }
    server.call(Method::GET, &format!("/api/v1/conversations/{id}"), &nora, Value::Null).await.expect(200);
    for path in ["/reports/today", "/incidents", "/draft", "/tokens", "/audit"] {
        server.call(Method::GET, &format!("/api/v1{path}"), &nora, Value::Null).await.expect(403);
    }
    let before = desk.conversation_row(id.parse().unwrap()).await.unwrap();
    let described =
        server.call(Method::GET, "/api/openapi.json", &Who::Nobody, Value::Null).await.expect(200);
    let mut refused = 0;
    for (path, item) in described["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let needs_session =
                operation["security"].as_array().into_iter().flatten().any(|way| way["session"].is_array());
            if method == "get" || !needs_session || path == "/api/v1/me" {
                continue;
            }
            let method: Method = method.to_ascii_uppercase().parse().expect("a method");
            let at = path.replace("{id}", &id);
            let answer = server.call(method.clone(), &at, &nora, json!({})).await;
            assert_eq!(answer.status, 403, "{method} {path}: {:?}", answer.json());
            refused += 1;
        }
    }
    assert!(refused > 60, "only {refused} calls were tried");
    assert_eq!(desk.conversation_row(id.parse().unwrap()).await.unwrap(), before);
    // Their own name is theirs; that they take conversations is not.
    let me = server.call(Method::PATCH, "/api/v1/me", &nora, json!({ "name": "Nora L." })).await.expect(200);
    assert_eq!((&me["name"], &me["available"]), (&json!("Nora L."), &json!(false)));
    server.call(Method::PATCH, "/api/v1/me", &nora, json!({ "available": true })).await.expect(409);
}

#[tokio::test]
async fn who_may_change_things_becomes_one_who_only_reads_and_the_trail_says_so() {
    let server = Server::start().await;
    let (amir, ben) = (server.sign_in("amir@desk.test").await, server.sign_in("ben@desk.test").await);
    let path = format!("/api/v1/agents/{}", server.test.ben.id);
    let changed = server.call(Method::PATCH, &path, &amir, json!({ "role": "reader" })).await.expect(200);
    assert_eq!((&changed["role"], &changed["available"]), (&json!("reader"), &json!(false)));
    server.call(Method::POST, "/api/v1/conversations/next", &ben, Value::Null).await.expect(403);
    let trail = server.call(Method::GET, "/api/v1/audit", &amir, Value::Null).await.expect(200);
    assert_eq!(trail["items"][0]["act"], "role_reader_given", "{trail}");
}

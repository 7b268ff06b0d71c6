//! What callers notice of the gate before a release: progress, objections, who may override them.

use axum::http::Method;
use rapport_domain::agent::Role;
use rapport_testing::PASSWORD;
use serde_json::{Value, json};

use crate::support::Server;

const FAILING: &str =
    "- name: cost\n  turns:\n    - customer: What does delivery cost?\n      expect: { topic: jobs }\n";

#[tokio::test]
async fn a_designer_is_refused_while_tests_fail_and_a_leader_says_why_not() {
    let server = Server::start().await;
    let made = server.test.desk.add_agent("dana@desk.test", "Dana Whitlock", Role::Designer, Some(PASSWORD));
    made.await.expect("she can be added");
    let designer = server.sign_in("dana@desk.test").await;
    let admin = server.sign_in("amir@desk.test").await;
    let save = json!({ "path": "tests/cost.yaml", "text": FAILING, "mark": "none" });
    server.call(Method::PUT, "/api/v1/draft/file", &designer, save).await.expect(200);
    let look = server.call(Method::GET, "/api/v1/draft/check", &designer, Value::Null).await.expect(200);
    assert_eq!((&look["state"], &look["checked"]), (&json!("none"), &Value::Null));
    let unlooked = server.call(Method::GET, "/api/v1/draft/check/questions", &designer, Value::Null).await;
    unlooked.expect(409);

    let looked = server.call(Method::POST, "/api/v1/draft/check", &designer, Value::Null).await.expect(200);
    let checked = &looked["checked"];
    assert_eq!(checked["objections"], json!(["1 of 1 conversation tests fails."]), "{checked}");
    assert_eq!(
        checked["tests"][0]["failures"][0]["topic"], "jobs",
        "it leads to the topic that was expected"
    );
    assert!(checked["coverage"]["topics"]["missed"].as_array().is_some_and(|missed| missed.len() > 100));
    let look = server.call(Method::GET, "/api/v1/draft/check", &designer, Value::Null).await.expect(200);
    assert_eq!((&look["state"], &look["checked"]), (&json!("done"), checked));

    let publish = |despite: Value| json!({ "version": looked["version"], "despite": despite });
    let path = "/api/v1/draft/publish";
    let refused = server.call(Method::POST, path, &designer, publish(Value::Null)).await.expect(409);
    assert_eq!(refused["type"], "/docs#problem-unproven");
    assert_eq!(refused["errors"][0]["message"], "1 of 1 conversation tests fails.");
    let reason = json!("The carrier's price changed at noon.");
    server.call(Method::POST, path, &designer, publish(reason.clone())).await.expect(403);
    server.call(Method::POST, path, &admin, publish(json!("so"))).await.expect(422);
    server.call(Method::POST, path, &admin, publish(reason.clone())).await.expect(201);
    let audit = server.call(Method::GET, "/api/v1/audit", &admin, Value::Null).await.expect(200);
    let rows = audit["items"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["act"] == "release_tests_overridden").expect("it is in the log");
    let releases = server.call(Method::GET, "/api/v1/releases", &admin, Value::Null).await.expect(200);
    let newest = &releases["items"][0];
    assert_eq!((&row["subject"], &newest["despite"]), (&newest["id"], &reason), "ids alone in the log");
    let stopped = server.call(Method::DELETE, "/api/v1/draft/check", &designer, Value::Null).await;
    assert_eq!(stopped.status, 204, "there is nothing to stop, and nothing wrong with that");
}

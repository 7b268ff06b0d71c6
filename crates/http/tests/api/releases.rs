//! What designers notice: a look before publishing, publishing, what changed, restoring.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Server, Who};

/// The content in force as files below a folder `shop`, with `change` made to each.
async fn files(server: &Server, who: &Who, change: impl Fn(&str, String) -> Option<String>) -> Value {
    let id = list(server, who).await[0]["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/releases/{id}/files");
    let whole = server.call(Method::GET, &path, who, Value::Null).await.expect(200);
    let files = whole["files"].as_array().expect("files").iter().filter_map(|file| {
        let path = file["path"].as_str().expect("a path");
        let text = change(path, file["text"].as_str().expect("a text").to_owned())?;
        Some(json!({ "path": format!("shop/{path}"), "text": text }))
    });
    files.collect()
}

async fn list(server: &Server, who: &Who) -> Value {
    server.call(Method::GET, "/api/v1/releases", who, Value::Null).await.expect(200)["items"].clone()
}

/// The changes of a diff, each as kind, name and how.
fn told(changes: &Value) -> Vec<String> {
    let one = |change: &Value| {
        let text = |name: &str| change[name].as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", text("kind"), text("id"), text("how"))
    };
    changes.as_array().into_iter().flatten().map(one).collect()
}

const TOPIC: &str = "topics/delivery-cost.md";
const JOBS: &str = "topics/jobs.md";

/// Whether a file stays where only a few topics do.
fn is_few(path: &str) -> bool {
    !path.starts_with("topics/") || FEW.contains(&path)
}

/// Topics enough for every statement to have its words; a whole company's take a while to train on.
const FEW: [&str; 6] =
    [TOPIC, JOBS, "topics/contact.md", "topics/stores.md", "topics/press.md", "topics/faulty-item.md"];

const TESTS: &str = r#"
- name: what delivery costs
  turns:
    - customer: What does delivery cost?
      expect: { topic: delivery-cost }
- name: a hope that is wrong
  turns:
    - customer: What does delivery cost?
      expect: { says: ["it is free for ever"] }
"#;

#[tokio::test]
async fn content_is_looked_at_before_it_is_published() {
    let server = Server::start().await;
    let amir = server.sign_in("amir@desk.test").await;
    let mut few = files(&server, &amir, |path, text| is_few(path).then_some(text)).await;
    few.as_array_mut().expect("files").push(json!({ "path": "shop/tests/cost.yaml", "text": TESTS }));
    let body = json!({ "files": few });
    let looked = server.call(Method::POST, "/api/v1/releases/check", &amir, body).await.expect(200);
    assert_eq!(looked["publishable"], true, "{}", looked["findings"]);
    let changes = told(&looked["changes"]);
    assert!(changes.len() > 50 && changes.iter().all(|change| change.ends_with(" removed")), "{changes:?}");
    let tests = looked["tests"].as_array().expect("tests");
    let passed: Vec<_> = tests.iter().map(|test| &test["passed"]).collect();
    assert_eq!(passed, [&json!(true), &json!(false)], "{tests:?}");
    assert_eq!(tests[1]["failures"][0]["customer"], "What does delivery cost?");
    assert_eq!(looked["over"]["number"], 1);
    assert_eq!(list(&server, &amir).await.as_array().map(Vec::len), Some(1), "a look publishes nothing");
}

#[tokio::test]
async fn a_release_is_published_compared_and_restored() {
    let server = Server::start().await;
    let amir = server.sign_in("amir@desk.test").await;
    let publish = async |files: Value, over: &Value| {
        let body = json!({ "files": files, "over": over });
        server.call(Method::POST, "/api/v1/releases", &amir, body).await
    };
    let first = list(&server, &amir).await[0].clone();
    assert_eq!((&first["number"], &first["published_by"]), (&json!(1), &json!("test")));
    let few = files(&server, &amir, |path, text| is_few(path).then_some(text)).await;
    let second = publish(few, &first["id"]).await.expect(201);
    assert_eq!((&second["number"], &second["published_by"]), (&json!(2), &json!("Amir Shah")));
    let changed = files(&server, &amir, |path, text| match path {
        JOBS => None,
        TOPIC => Some(text.replace("\ntitle: ", "\ntitle: New ")),
        _ => Some(text),
    })
    .await;
    let late = publish(changed.clone(), &first["id"]).await.expect(409);
    assert!(late["detail"].as_str().is_some_and(|text| text.contains("published since")), "{late}");
    let third = publish(changed, &second["id"]).await.expect(201);

    let id = second["id"].as_str().expect("an id");
    let path = format!("/api/v1/releases/{id}/diff");
    let ana = server.sign_in("ana@desk.test").await;
    let diff = server.call(Method::GET, &path, &ana, Value::Null).await.expect(200);
    assert_eq!((&diff["from"]["number"], &diff["to"]["number"]), (&json!(3), &json!(2)));
    assert_eq!(told(&diff["changes"]), ["topic delivery-cost changed", "topic jobs added"]);
    let title = &diff["changes"][0]["fields"][0];
    assert_eq!(title["field"], "title");
    assert!(title["before"].as_str().is_some_and(|text| text.starts_with("New ")), "{title}");
    let same = server.call(Method::GET, &format!("{path}?against={id}"), &ana, Value::Null).await.expect(200);
    assert_eq!(same["changes"], json!([]));

    let restore = format!("/api/v1/releases/{id}/restore");
    let over = third["id"].as_str().expect("an id");
    server.call(Method::POST, &restore, &ana, Value::Null).await.expect(403);
    server.call(Method::POST, &format!("{restore}?over={id}"), &amir, Value::Null).await.expect(409);
    let path = format!("{restore}?over={over}");
    let fourth = server.call(Method::POST, &path, &amir, Value::Null).await.expect(200);
    assert_eq!(fourth["number"], 4);
    let all = list(&server, &amir).await;
    let current: Vec<_> =
        all.as_array().expect("releases").iter().map(|row| row["current"] == true).collect();
    assert_eq!(current, [true, false, false, false]);
    assert_eq!(all[0]["digest"], all[2]["digest"], "the same content has the same hash");
    assert_eq!(all[0]["published_by"], "Amir Shah");
}

#[tokio::test]
async fn what_is_wrong_is_told_by_file_and_line_and_changes_nothing() {
    let server = Server::start().await;
    let amir = server.sign_in("amir@desk.test").await;
    let broken = files(&server, &amir, |path, text| {
        Some(if path == TOPIC { text.replace("owner:", "owner: [") } else { text })
    })
    .await;
    let body = json!({ "files": broken });
    let looked = server.call(Method::POST, "/api/v1/releases/check", &amir, body.clone()).await.expect(200);
    let finding = &looked["findings"][0];
    assert_eq!((&looked["publishable"], &finding["severity"]), (&json!(false), &json!("error")));
    assert_eq!(finding["file"], format!("shop/{TOPIC}"));
    assert!(
        finding["line"].as_u64().is_some() && looked["changes"].is_null() && looked["tests"] == json!([])
    );
    let refused = server.call(Method::POST, "/api/v1/releases", &amir, body).await.expect(422);
    let said = refused["errors"][0]["message"].as_str().expect("a message");
    assert!(said.starts_with(&format!("shop/{TOPIC}:")) && said.contains("error:"), "{said}");
    assert_eq!(list(&server, &amir).await.as_array().map(Vec::len), Some(1));
    let ana = server.sign_in("ana@desk.test").await;
    server.call(Method::POST, "/api/v1/releases/check", &ana, json!({ "files": [] })).await.expect(403);
    server.call(Method::POST, "/api/v1/releases/check", &amir, json!({ "files": [] })).await.expect(422);
}

#[tokio::test]
async fn a_folder_without_statements_keeps_those_in_force() {
    let server = Server::start().await;
    let amir = server.sign_in("amir@desk.test").await;
    let bare = files(&server, &amir, |path, text| (!path.starts_with("statements/")).then_some(text)).await;
    let looked = server
        .call(Method::POST, "/api/v1/releases/check", &amir, json!({ "files": bare }))
        .await
        .expect(200);
    assert_eq!(looked["changes"], json!([]));
}

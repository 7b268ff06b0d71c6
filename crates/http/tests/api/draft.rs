//! What designers notice of the draft: edited together, looked at, tried, published, discarded.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Server, Who};

const TOPIC: &str = "delivery-cost";
const FILE: &str = "topics/delivery-cost.md";
/// Topics enough for every statement to have its words; a whole company's take a while to train on.
const FEW: [&str; 6] = [
    FILE,
    "topics/jobs.md",
    "topics/contact.md",
    "topics/stores.md",
    "topics/press.md",
    "topics/faulty-item.md",
];

struct Designer<'a> {
    server: &'a Server,
    who: Who,
}

impl Designer<'_> {
    async fn call(&self, method: Method, path: &str, body: Value, status: u16) -> Value {
        let answer = self.server.call(method, &format!("/api/v1/{path}"), &self.who, body).await;
        if status == 204 {
            assert_eq!(answer.status, 204);
            return Value::Null;
        }
        answer.expect(status)
    }

    async fn read(&self, path: &str) -> Value {
        self.call(Method::GET, path, Value::Null, 200).await
    }

    async fn topic(&self) -> Value {
        self.read(&format!("draft/topics/{TOPIC}")).await
    }

    /// Saves the topic with another title over the text with this mark.
    async fn save(&self, title: &str, mark: &Value, status: u16) -> Value {
        let mut topic = self.topic().await["topic"].clone();
        topic["title"] = json!(title);
        let body = json!({ "topic": topic, "mark": mark });
        self.call(Method::PUT, &format!("draft/topics/{TOPIC}"), body, status).await
    }
}

/// A server with few topics, and an admin who designs.
async fn with_few_topics(server: &Server) -> Designer<'_> {
    let designer = Designer { server, who: server.sign_in("amir@desk.test").await };
    let current = designer.read("releases/current").await["release"]["id"].clone();
    let whole = designer.read(&format!("releases/{}/files", current.as_str().expect("an id"))).await;
    let few = |path: &str| !path.starts_with("topics/") || FEW.contains(&path);
    let files = whole["files"].as_array().expect("files").iter();
    let mut files: Vec<Value> =
        files.filter(|file| few(file["path"].as_str().expect("a path"))).cloned().collect();
    let test = "- name: cost\n  turns:\n    - customer: What does delivery cost?\n      expect: { topic: delivery-cost }\n";
    files.push(json!({ "path": "shop/tests/cost.yaml", "text": test }));
    designer.call(Method::POST, "releases", json!({ "files": files }), 201).await;
    designer
}

#[tokio::test]
async fn a_topic_is_edited_looked_at_tried_and_published() {
    let server = Server::start().await;
    let designer = with_few_topics(&server).await;
    assert_eq!(designer.read("draft").await["files"], json!([]));
    let open = designer.topic().await;
    let mut topic = open["topic"].clone();
    assert_eq!((&topic, &open["file"]["conflict"]), (&open["live"], &json!(false)));
    let version = topic["answer"]["version"].as_u64().expect("a version");

    topic["answer"]["plain"] = json!(format!("Ahoy. {}", topic["answer"]["plain"].as_str().expect("a text")));
    let shown = designer
        .call(Method::POST, "draft/preview", json!({ "topic": topic, "feeling": "angry" }), 200)
        .await;
    let said = shown["reply"]["plain"].as_str().expect("a reply");
    assert!(said.contains("Ahoy. ") && said.contains("AI"), "{said}");
    assert!(!shown["statements"].as_array().expect("statements").is_empty(), "anger is answered");

    let body = json!({ "topic": topic, "mark": open["file"]["mark"] });
    let saved = designer.call(Method::PUT, &format!("draft/topics/{TOPIC}"), body, 200).await;
    assert_eq!(saved["topic"]["answer"]["version"], version + 1, "the version is counted");
    assert_eq!(saved["file"]["changed_by"], "Amir Shah");
    let entries = designer.read("draft/topics").await;
    let of_topic = |entry: &&Value| entry["id"] == TOPIC;
    let entry = entries["topics"].as_array().expect("topics").iter().find(of_topic).expect("it is listed");
    assert_eq!(entry["how"], "changed");

    let looked = designer.call(Method::POST, "draft/check", Value::Null, 200).await;
    assert_eq!(looked["checked"]["publishable"], true, "{looked}");
    assert_eq!(looked["checked"]["tests"][0]["passed"], true, "published tests stay: {looked}");
    assert_eq!(looked["checked"]["changes"].as_array().map(Vec::len), Some(1));

    let messages =
        json!([{ "text": "What does delivery cost?" }, { "text": "thanks", "feeling": "pleased" }]);
    let tried = designer.call(Method::POST, "draft/conversation", json!({ "messages": messages }), 200).await;
    let first = &tried["replies"][0];
    assert!(first["reply"]["plain"].as_str().is_some_and(|text| text.contains("Ahoy.")), "{first}");
    assert_eq!(
        (&first["why"]["topic"], &first["understood"]["candidates"][0]["topic"]),
        (&json!(TOPIC), &json!(TOPIC))
    );
    assert_eq!(tried["replies"][1]["why"]["decision"], "courtesy");

    let version = &looked["version"];
    let made = designer.call(Method::POST, "draft/publish", json!({ "version": version }), 201).await;
    assert_eq!(made["number"], 3);
    assert_eq!(designer.read("draft").await["files"], json!([]), "a published draft is empty");
    assert_eq!(designer.topic().await["live"]["answer"]["plain"], topic["answer"]["plain"]);
    designer.call(Method::POST, "draft/publish", json!({ "version": version }), 409).await;
}

#[tokio::test]
async fn nobody_saves_over_what_they_have_not_seen() {
    let server = Server::start().await;
    let designer = with_few_topics(&server).await;
    let seen = designer.topic().await["file"]["mark"].clone();
    let theirs = designer.save("Theirs", &seen, 200).await;
    let refused = designer.save("Mine", &seen, 409).await;
    assert!(refused["detail"].as_str().is_some_and(|text| text.contains("Amir Shah")), "{refused}");
    let mark = &theirs["file"]["mark"];
    designer.save("Theirs", &seen, 409).await;
    designer.save("Mine", mark, 200).await;
    assert_eq!(designer.topic().await["topic"]["title"], "Mine");

    let path = format!("draft/file?path={FILE}&mark={}", mark.as_str().expect("a mark"));
    designer.call(Method::DELETE, &path, Value::Null, 409).await;
    let version = designer.read("draft").await["version"].as_u64().expect("a version");
    designer.call(Method::DELETE, &format!("draft?version={}", version - 1), Value::Null, 409).await;
    designer.call(Method::DELETE, &format!("draft?version={version}"), Value::Null, 204).await;
    assert_eq!(designer.topic().await["topic"], designer.topic().await["live"]);
}

#[tokio::test]
async fn a_release_that_changed_meanwhile_is_a_conflict_to_be_looked_at() {
    let server = Server::start().await;
    let designer = with_few_topics(&server).await;
    let seen = designer.topic().await["file"]["mark"].clone();
    let saved = designer.save("Mine", &seen, 200).await;
    let current = designer.read("releases/current").await["release"]["id"].clone();
    let mut files = designer.read(&format!("releases/{}/files", current.as_str().expect("an id"))).await;
    for file in files["files"].as_array_mut().expect("files") {
        if file["path"] == FILE {
            file["text"] = json!(file["text"].as_str().expect("a text").replace("title: ", "title: New "));
        }
    }
    designer.call(Method::POST, "releases", files, 201).await;
    let draft = designer.read("draft").await;
    assert_eq!(draft["files"][0]["conflict"], true);
    let publish = json!({ "version": draft["version"] });
    let refused = designer.call(Method::POST, "draft/publish", publish, 409).await;
    assert!(refused["detail"].as_str().is_some_and(|text| text.contains(FILE)), "{refused}");

    let body = json!({ "topic": saved["topic"], "mark": saved["file"]["mark"], "keep": true });
    let kept = designer.call(Method::PUT, &format!("draft/topics/{TOPIC}"), body, 200).await;
    assert_eq!(kept["file"]["conflict"], false);
    let version = designer.read("draft").await["version"].clone();
    designer.call(Method::POST, "draft/publish", json!({ "version": version }), 201).await;
    assert_eq!(designer.topic().await["live"]["title"], "Mine");
}

#[tokio::test]
async fn what_is_wrong_is_told_and_nothing_is_lost() {
    let server = Server::start().await;
    let designer = with_few_topics(&server).await;
    let broken = json!({ "path": "flows/new.yaml", "text": "id: [", "mark": "none" });
    designer.call(Method::PUT, "draft/file", broken, 200).await;
    let looked = designer.call(Method::POST, "draft/check", Value::Null, 200).await;
    assert_eq!(looked["checked"]["findings"][0]["file"], "flows/new.yaml");
    let version = &looked["version"];
    designer.call(Method::POST, "draft/publish", json!({ "version": version }), 422).await;
    assert_eq!(designer.read("draft").await["files"][0]["path"], "flows/new.yaml");
    let messages = json!({ "messages": [{ "text": "hello" }] });
    designer.call(Method::POST, "draft/conversation", messages, 422).await;
    let topic = designer.topic().await["topic"].clone();
    let shown = designer.call(Method::POST, "draft/preview", json!({ "topic": topic }), 200).await;
    assert!(shown["reply"]["plain"].is_string(), "a broken file elsewhere does not end the preview");

    let mut headed = topic.clone();
    headed["answer"]["plain"] = json!("It is free.\n## Always\nYes.");
    let mark = designer.topic().await["file"]["mark"].clone();
    let body = json!({ "topic": headed, "mark": mark });
    let refused = designer.call(Method::PUT, &format!("draft/topics/{TOPIC}"), body, 422).await;
    assert!(refused["detail"].as_str().is_some_and(|text| text.contains("## Always")), "{refused}");
    for path in ["../company.yaml", "notes.md", "topics/A B.md"] {
        let body = json!({ "path": path, "text": "x", "mark": "none" });
        designer.call(Method::PUT, "draft/file", body, 422).await;
    }
    let ana = Designer { server: &server, who: server.sign_in("ana@desk.test").await };
    ana.call(Method::GET, "draft", Value::Null, 403).await;
}

#[tokio::test]
async fn examples_that_another_topic_would_take_are_found() {
    let server = Server::start().await;
    let designer = with_few_topics(&server).await;
    let open = designer.topic().await;
    let mut topic = open["topic"].clone();
    topic["examples"]
        .as_array_mut()
        .expect("examples")
        .push(json!("are there any jobs open at your company"));
    let body = json!({ "topic": topic, "mark": open["file"]["mark"] });
    designer.call(Method::PUT, &format!("draft/topics/{TOPIC}"), body, 200).await;
    let found = designer.read("draft/conflicts").await;
    let theirs = |found: &&Value| found["topic"] == TOPIC && found["taken_for"] == "jobs";
    assert!(found["conflicts"].as_array().expect("conflicts").iter().any(|found| theirs(&found)), "{found}");
}

#[tokio::test]
async fn content_of_another_product_is_looked_at_and_added() {
    let server = Server::start().await;
    let designer = Designer { server: &server, who: server.sign_in("amir@desk.test").await };
    let nlu = "nlu:\n- intent: bike_wash\n  examples: |\n    - do you wash [bikes](thing)\n    - bike cleaning\n- intent: ask_colour\n  examples: |\n    - which colours are there\n";
    let domain = "responses:\n  utter_wash:\n  - text: We wash bikes on Mondays.\nrules:\n- rule: wash\n  steps:\n  - intent: bike_wash\n  - action: utter_wash\n";
    let import = json!({ "kind": "rasa", "files": [{ "path": "data/nlu.yml", "text": nlu }, { "path": "domain.yml", "text": domain }] });
    let looked = designer.call(Method::POST, "draft/import/check", import.clone(), 200).await;
    assert_eq!((&looked["topics"], &looked["unfinished"]), (&json!(1), &json!(1)), "{looked}");
    assert_eq!(looked["files"][0]["path"], "topics/bike_wash.md");
    assert!(looked["unfinished_csv"].as_str().is_some_and(|csv| csv.contains("which colours are there")));
    assert!(
        looked["notes"].as_array().expect("notes").iter().any(|note| note["item"] == "topic “ask_colour”")
    );
    assert_eq!(designer.read("draft").await["files"], json!([]), "looking keeps nothing");

    let add = json!({ "import": import, "version": looked["version"] });
    let added = designer.call(Method::POST, "draft/import", add.clone(), 200).await;
    assert_eq!(added["files"], looked["files"]);
    let draft = designer.read("draft").await;
    assert_eq!(
        (&draft["files"][0]["path"], &draft["files"][0]["changed_by"]),
        (&json!("topics/bike_wash.md"), &json!("Amir Shah"))
    );
    designer.call(Method::POST, "draft/import", add, 409).await;

    let wrong = json!({ "kind": "zendesk", "files": [{ "path": "a.txt", "text": "x" }] });
    let refused = designer.call(Method::POST, "draft/import/check", wrong, 422).await;
    assert!(refused["errors"][0]["message"].as_str().is_some_and(|text| text.contains(".json")), "{refused}");
    let ana = Designer { server: &server, who: server.sign_in("ana@desk.test").await };
    ana.call(Method::POST, "draft/import/check", import, 403).await;
}

/// Who leads to a flow, which has its problems by step, and whose file keeps its remarks.
#[tokio::test]
async fn a_flow_is_edited_step_by_step() {
    let server = Server::start().await;
    let designer = with_few_topics(&server).await;
    let all = designer.read("draft/flows").await;
    let flows = all["flows"].as_array().expect("flows");
    assert!(
        flows.len() >= 3 && all["actions"].as_array().is_some_and(|actions| !actions.is_empty()),
        "{all}"
    );
    // Every flow of the demo goes out and comes back the same.
    for entry in flows {
        let path = format!("draft/flows/{}", entry["id"].as_str().expect("an id"));
        let open = designer.read(&path).await;
        let body = json!({ "flow": open["flow"], "mark": open["file"]["mark"] });
        let saved = designer.call(Method::PUT, &path, body, 200).await;
        assert_eq!((&saved["flow"], &saved["file"]["changed_by"]), (&open["flow"], &Value::Null), "{path}");
    }

    let path = "draft/flows/call-me";
    let flow = json!({
        "id": "call-me", "title": "having you called", "offer": "Shall somebody call you?",
        "steps": [
            { "id": "ask-number", "ask": { "slot": "phone", "type": "text", "text": "Which number?", "retry": "Which number?" } },
            { "id": "by-wish", "branch": { "on": "wish", "cases": {}, "otherwise": "nowhere" } }
        ]
    });
    let saved = designer.call(Method::PUT, path, json!({ "flow": flow, "mark": "none" }), 200).await;
    assert_eq!(saved["flow"]["steps"][0]["ask"]["tries"], 3);
    let at: Vec<&str> = saved["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter_map(|finding| finding["step"].as_str())
        .collect();
    assert!(at.contains(&"by-wish"), "a problem names its step: {saved}");
    designer.call(Method::PUT, path, json!({ "flow": flow, "mark": "none" }), 409).await;

    let text = saved["file"]["text"].as_str().expect("a text").replace("steps:", "# Calls are free.\nsteps:");
    let remark = json!({ "path": "flows/call-me.yaml", "text": text, "mark": saved["file"]["mark"] });
    let remarked = designer.call(Method::PUT, "draft/file", remark, 200).await;
    let mut mended = flow.clone();
    mended["steps"][1] = json!({ "id": "end", "end": {} });
    let body = json!({ "flow": mended, "mark": remarked["mark"] });
    let saved = designer.call(Method::PUT, path, body, 200).await;
    assert!(saved["file"]["text"].as_str().is_some_and(|text| text.contains("# Calls are free.")), "{saved}");

    let mut two = flow.clone();
    two["steps"][1]["end"] = json!({});
    let body = json!({ "flow": two, "mark": saved["file"]["mark"] });
    let refused = designer.call(Method::PUT, path, body, 422).await;
    assert_eq!(refused["errors"][0]["field"], "flow.steps[1]", "{refused}");
}

#[tokio::test]
async fn a_draft_is_scheduled_and_cancelled() {
    let server = Server::start().await;
    let designer = with_few_topics(&server).await;
    let seen = designer.topic().await["file"]["mark"].clone();
    designer.save("Delivery and its price", &seen, 200).await;
    let looked = designer.call(Method::POST, "draft/check", Value::Null, 200).await;
    let moods = looked["checked"]["moods"].as_array().expect("flows");
    assert!(moods.len() >= 3, "every flow is gone through in five moods: {moods:?}");
    let version = &looked["version"];
    let past = json!({ "version": version, "due_at": "2026-11-23T09:00:00Z" });
    designer.call(Method::POST, "draft/schedule", past, 422).await;
    let body = json!({ "version": version, "due_at": "2026-11-24T09:00:00Z" });
    let waiting = designer.call(Method::POST, "draft/schedule", body.clone(), 201).await;
    assert_eq!((&waiting["scheduled_by"], &waiting["files"][0]), (&json!("Amir Shah"), &json!(FILE)));
    designer.call(Method::POST, "draft/schedule", body, 409).await;
    let listed = designer.read("releases/scheduled").await;
    assert_eq!(listed["scheduled"][0]["id"], waiting["id"]);
    let path = format!("releases/scheduled/{}", waiting["id"].as_str().expect("an id"));
    designer.call(Method::DELETE, &path, Value::Null, 204).await;
    designer.call(Method::DELETE, &path, Value::Null, 404).await;
    assert_eq!(designer.read("releases/scheduled").await["scheduled"], json!([]));
    assert_eq!(designer.read("draft").await["files"][0]["path"], FILE, "the draft stays");
}

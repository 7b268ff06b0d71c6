//! What is wrong is refused with a clear problem, and nothing of it is kept.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::{Value, json};

use crate::support::{Server, Who, request};

struct Case {
    method: Method,
    path: &'static str,
    content_type: &'static str,
    body: Vec<u8>,
    status: u16,
}

fn case(method: Method, path: &'static str, body: impl AsRef<[u8]>, status: u16) -> Case {
    Case { method, path, content_type: "application/json", body: body.as_ref().to_vec(), status }
}

fn typed(path: &'static str, content_type: &'static str, body: &str, status: u16) -> Case {
    Case { content_type, ..case(Method::POST, path, body, status) }
}

async fn check(server: &Server, who: &Who, cases: Vec<Case>) {
    for case in cases {
        let mut asked = request(case.method.clone(), case.path, who, Value::Null);
        if !case.content_type.is_empty() {
            asked.headers_mut().insert(header::CONTENT_TYPE, case.content_type.parse().expect("a header"));
        }
        let shown: String = String::from_utf8_lossy(&case.body).chars().take(60).collect();
        *asked.body_mut() = Body::from(case.body);
        let answer = server.send(asked).await;
        let problem = answer.json();
        let what = format!("{} {} {shown} -> {problem}", case.method, case.path);
        assert_eq!(answer.status.as_u16(), case.status, "{what}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
        assert_eq!(problem["status"], case.status, "{what}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{what}");
    }
}

#[tokio::test]
async fn malformed_requests_of_customers_are_refused_and_leave_nothing() {
    let server = Server::start().await;
    let mia = server.visit().await;
    const MESSAGES: &str = "/api/v1/widget/messages";
    let long = json!({ "client_id": "m", "text": "x".repeat(8_001) }).to_string();
    let huge = json!({ "client_id": "m", "text": "x".repeat(1_000_000) }).to_string();
    let many = json!({ "client_id": "m", "text": "x", "attachments": vec!["att_00000000000000000000000000000000"; 11] });
    let foreign = json!({ "client_id": "m", "text": "x", "attachments": ["att_00000000000000000000000000000000"] });
    let post = Method::POST;
    check(&server, &mia, vec![
        case(post.clone(), MESSAGES, "", 400),
        case(post.clone(), MESSAGES, "{", 400),
        case(post.clone(), MESSAGES, "nonsense", 400),
        case(post.clone(), MESSAGES, b"{\"client_id\":\"m\",\"text\":\"\xff\xfe\"}", 400),
        case(post.clone(), MESSAGES, "\"text\"", 422),
        case(post.clone(), MESSAGES, "[]", 422),
        case(post.clone(), MESSAGES, "{}", 422),
        case(post.clone(), MESSAGES, r#"{"client_id":"m"}"#, 422),
        case(post.clone(), MESSAGES, r#"{"client_id":"m","text":""}"#, 422),
        case(post.clone(), MESSAGES, r#"{"client_id":"m","text":" \u0000 \n"}"#, 422),
        case(post.clone(), MESSAGES, r#"{"client_id":"","text":"x"}"#, 422),
        case(post.clone(), MESSAGES, r#"{"client_id":7,"text":"x"}"#, 422),
        case(post.clone(), MESSAGES, r#"{"client_id":"m","text":"x","admin":true}"#, 422),
        case(post.clone(), MESSAGES, r#"{"client_id":"m","text":"x","attachments":["att_1"]}"#, 422),
        case(post.clone(), MESSAGES, foreign.to_string(), 404),
        case(post.clone(), MESSAGES, many.to_string(), 422),
        case(post.clone(), MESSAGES, &long, 422),
        case(post.clone(), MESSAGES, &huge, 413),
        case(post.clone(), MESSAGES, "[".repeat(200_000), 400),
        typed(MESSAGES, "", r#"{"client_id":"m","text":"x"}"#, 415),
        typed(MESSAGES, "text/plain", r#"{"client_id":"m","text":"x"}"#, 415),
        typed(MESSAGES, "application/x-www-form-urlencoded", "client_id=m&text=x", 415),
        case(Method::PUT, MESSAGES, "{}", 405),
        case(Method::GET, "/api/v1/widget/conversation?after=-1", "", 400),
        case(Method::GET, "/api/v1/widget/conversation?after=x", "", 400),
        case(Method::GET, "/api/v1/widget/attachments/..%2f..%2fetc", "", 404),
        case(Method::GET, "/api/v1/widget/attachments/att_00000000000000000000000000000000", "", 404),
        case(post.clone(), "/api/v1/widget/rating", r#"{"score":0}"#, 422),
        case(post.clone(), "/api/v1/widget/rating", r#"{"score":6}"#, 422),
        case(post.clone(), "/api/v1/widget/rating", r#"{"score":-1}"#, 422),
        case(post.clone(), "/api/v1/widget/rating", r#"{"score":5}"#, 404),
        case(post.clone(), "/api/v1/widget/seen", r#"{"seq":"x"}"#, 422),
        case(post.clone(), "/api/v1/widget/contact", r#"{"email":"nobody"}"#, 422),
        case(post.clone(), "/api/v1/widget/contact", "{\"email\":\"a@b.example\\r\\nBcc: x@y.example\"}", 422),
        case(post.clone(), "/api/v1/widget/sessions", r#"{"inbox_key":"nope"}"#, 404),
        case(post.clone(), "/api/v1/widget/sessions", r#"{"inbox_key":"shop","identity":{"external_id":"c","signature":"00"}}"#, 403),
        typed("/api/v1/widget/attachments", "multipart/form-data", "x", 415),
        typed("/api/v1/widget/attachments", "multipart/form-data; boundary=X", "nonsense", 400),
        typed("/api/v1/widget/attachments", "multipart/form-data; boundary=X", "--X\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--X--\r\n", 422),
    ])
    .await;
    let history = server.call(Method::GET, "/api/v1/widget/conversation", &mia, Value::Null).await.expect(200);
    assert_eq!((&history["events"], &history["conversation"]), (&json!([]), &Value::Null), "something was kept");

    for token in ["", "vis_unknown", "x".repeat(600).as_str()] {
        let who = Who::Bearer(token.to_owned());
        server.call(Method::GET, "/api/v1/widget/conversation", &who, Value::Null).await.expect(401);
    }
    server.test.clock.advance_ms(401 * 24 * 3_600_000);
    server.call(Method::GET, "/api/v1/widget/conversation", &mia, Value::Null).await.expect(401);
}

#[tokio::test]
async fn malformed_requests_of_agents_are_refused_and_leave_nothing() {
    let server = Server::start().await;
    let amir = server.sign_in("amir@desk.test").await;
    let post = Method::POST;
    const NOBODY: &str = "/api/v1/conversations/cnv_00000000000000000000000000000000";
    check(&server, &amir, vec![
        case(Method::GET, "/api/v1/conversations?view=everything", "", 400),
        case(Method::GET, "/api/v1/conversations?cursor=made-up", "", 400),
        case(Method::GET, "/api/v1/conversations?limit=0", "", 422),
        case(Method::GET, "/api/v1/conversations?limit=1000000", "", 400),
        case(Method::GET, "/api/v1/conversations/not-an-id", "", 404),
        case(Method::GET, "/api/v1/conversations/CNV_00000000000000000000000000000000", "", 404),
        case(Method::GET, NOBODY, "", 404),
        case(Method::GET, "/api/v1/customers/cus_00000000000000000000000000000000", "", 404),
        case(post.clone(), "/api/v1/conversations/cnv_00000000000000000000000000000000/take-over", "", 404),
        case(post.clone(), "/api/v1/conversations/cnv_00000000000000000000000000000000/resolve", "", 404),
        case(post.clone(), "/api/v1/conversations/cnv_00000000000000000000000000000000/typing", "", 404),
        case(post.clone(), "/api/v1/conversations/cnv_00000000000000000000000000000000/notes", r#"{"text":" "}"#, 422),
        case(post.clone(), "/api/v1/conversations/cnv_00000000000000000000000000000000/snooze", r#"{"until":"tomorrow"}"#, 422),
        case(post.clone(), "/api/v1/customers/cus_00000000000000000000000000000000/erase", "", 404),
        case(post.clone(), "/api/v1/tokens", r#"{"name":"x","scopes":[]}"#, 422),
        case(post.clone(), "/api/v1/tokens", r#"{"name":"x","scopes":["root"]}"#, 422),
        case(post.clone(), "/api/v1/webhooks", r#"{"url":"http://127.0.0.1/","events":[]}"#, 422),
        case(post.clone(), "/api/v1/webhooks", r#"{"url":"https://169.254.169.254/","events":[]}"#, 422),
        case(post.clone(), "/api/v1/webhooks", r#"{"url":"javascript:alert(1)","events":[]}"#, 422),
        case(post.clone(), "/api/v1/webhooks", r#"{"url":"https://shop.example/","events":["no.such"]}"#, 422),
        case(post.clone(), "/api/v1/inboxes", r#"{"name":"x","channel":"widget","allowed_origins":["*"]}"#, 422),
        case(post.clone(), "/api/v1/inboxes", r#"{"name":"x","channel":"fax"}"#, 422),
        case(post.clone(), "/api/v1/invitations", r#"{"email":"x","name":"x","role":"agent"}"#, 422),
        case(post.clone(), "/api/v1/invitations", r#"{"email":"x@y.example","name":"x","role":"owner"}"#, 422),
        case(post.clone(), "/api/v1/releases", r#"{"files":[]}"#, 422),
        case(post.clone(), "/api/v1/releases", r#"{"files":[{"path":"topics/x.md","text":"no front matter"}]}"#, 422),
        case(post.clone(), "/api/v1/releases/rel_00000000000000000000000000000000/restore", "", 404),
        case(Method::PATCH, "/api/v1/me", r#"{"password":{"old":"x","new":"short"}}"#, 422),
        case(Method::PATCH, "/api/v1/agents/agt_00000000000000000000000000000000", r#"{"name":"x"}"#, 404),
        case(Method::DELETE, "/api/v1/tokens/tok_00000000000000000000000000000000", "", 404),
        case(Method::DELETE, "/api/v1/webhooks/whk_00000000000000000000000000000000", "", 404),
        case(post.clone(), "/api/v1/password-resets/no-such-token", r#"{"password":"a long enough password"}"#, 410),
        case(Method::GET, "/api/v1/invitations/no-such-token", "", 410),
        case(Method::GET, "/live", "", 400),
        case(post.clone(), "/nowhere", "", 404),
    ])
    .await;
    let count = async |path: &str| {
        let list = server.call(Method::GET, path, &amir, Value::Null).await.expect(200);
        list["items"].as_array().map_or(0, Vec::len)
    };
    let kept = [count("/api/v1/tokens").await, count("/api/v1/webhooks").await, count("/api/v1/inboxes").await, count("/api/v1/releases").await];
    assert_eq!(kept, [0, 0, 1, 1], "something was kept");
}

#[tokio::test]
async fn markup_in_any_text_stays_text() {
    let server = Server::start().await;
    let mia = server.visit().await;
    let markup = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    let said = json!({ "client_id": markup, "text": markup });
    let kept = server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await;
    assert_eq!(kept.expect(200)["message"]["text"], markup);
    assert_eq!(kept.header("content-type"), "application/json");
    assert!(kept.header("content-security-policy").contains("default-src 'none'"));
    let unread = Request::get("/api/v1/me").header(header::COOKIE, "rapport_session=\u{e9}").body(Body::empty());
    assert_eq!(server.send(unread.expect("a request")).await.status.as_u16(), 401);
}

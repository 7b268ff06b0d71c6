//! What is wrong is refused with a clear problem, and nothing of it is kept.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::{Value, json};

use crate::support::{Server, Who, request};

const MESSAGES: &str = "/api/v1/widget/messages";
const JSON: &str = "application/json";
const FORM: &str = "multipart/form-data; boundary=X";

/// Method, address, content type, body, expected status.
type Case<'a> = (&'a Method, &'a str, &'a str, &'a [u8], u16);

const OF_CUSTOMERS: &[Case<'static>] = &[
    (&Method::POST, MESSAGES, JSON, b"", 400),
    (&Method::POST, MESSAGES, JSON, b"{", 400),
    (&Method::POST, MESSAGES, JSON, b"nonsense", 400),
    (&Method::POST, MESSAGES, JSON, b"{\"client_id\":\"m\",\"text\":\"\xff\xfe\"}", 400),
    (&Method::POST, MESSAGES, JSON, b"\"text\"", 422),
    (&Method::POST, MESSAGES, JSON, b"[]", 422),
    (&Method::POST, MESSAGES, JSON, b"{}", 422),
    (&Method::POST, MESSAGES, JSON, br#"{"client_id":"m"}"#, 422),
    (&Method::POST, MESSAGES, JSON, br#"{"client_id":"m","text":""}"#, 422),
    (&Method::POST, MESSAGES, JSON, br#"{"client_id":"m","text":" \u0000 \n"}"#, 422),
    (&Method::POST, MESSAGES, JSON, br#"{"client_id":"","text":"x"}"#, 422),
    (&Method::POST, MESSAGES, JSON, br#"{"client_id":7,"text":"x"}"#, 422),
    (&Method::POST, MESSAGES, JSON, br#"{"client_id":"m","text":"x","admin":true}"#, 422),
    (&Method::POST, MESSAGES, JSON, br#"{"client_id":"m","text":"x","attachments":["att_1"]}"#, 422),
    (&Method::POST, MESSAGES, "", br#"{"client_id":"m","text":"x"}"#, 415),
    (&Method::POST, MESSAGES, "text/plain", br#"{"client_id":"m","text":"x"}"#, 415),
    (&Method::POST, MESSAGES, "application/x-www-form-urlencoded", b"client_id=m&text=x", 415),
    (&Method::PUT, MESSAGES, JSON, b"{}", 405),
    (&Method::GET, "/api/v1/widget/conversation?after=-1", JSON, b"", 400),
    (&Method::GET, "/api/v1/widget/conversation?after=x", JSON, b"", 400),
    (&Method::GET, "/api/v1/widget/attachments/..%2f..%2fetc", JSON, b"", 404),
    (&Method::GET, "/api/v1/widget/attachments/att_00000000000000000000000000000000", JSON, b"", 404),
    (&Method::POST, "/api/v1/widget/rating", JSON, br#"{"score":0}"#, 422),
    (&Method::POST, "/api/v1/widget/rating", JSON, br#"{"score":6}"#, 422),
    (&Method::POST, "/api/v1/widget/rating", JSON, br#"{"score":-1}"#, 422),
    (&Method::POST, "/api/v1/widget/rating", JSON, br#"{"score":5}"#, 404),
    (&Method::POST, "/api/v1/widget/seen", JSON, br#"{"seq":"x"}"#, 422),
    (&Method::POST, "/api/v1/widget/contact", JSON, br#"{"email":"nobody"}"#, 422),
    (
        &Method::POST,
        "/api/v1/widget/contact",
        JSON,
        b"{\"email\":\"a@b.example\\r\\nBcc: x@y.example\"}",
        422,
    ),
    (&Method::POST, "/api/v1/widget/sessions", JSON, br#"{"inbox_key":"nope"}"#, 404),
    (
        &Method::POST,
        "/api/v1/widget/sessions",
        JSON,
        br#"{"inbox_key":"shop","identity":{"external_id":"c","signature":"00"}}"#,
        403,
    ),
    (&Method::POST, "/api/v1/widget/attachments", "multipart/form-data", b"x", 415),
    (&Method::POST, "/api/v1/widget/attachments", FORM, b"nonsense", 400),
    (
        &Method::POST,
        "/api/v1/widget/attachments",
        FORM,
        b"--X\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--X--\r\n",
        422,
    ),
];

const OF_AGENTS: &[Case<'static>] = &[
    (&Method::GET, "/api/v1/conversations?view=everything", JSON, b"", 400),
    (&Method::GET, "/api/v1/conversations?cursor=made-up", JSON, b"", 400),
    (&Method::GET, "/api/v1/conversations?limit=0", JSON, b"", 422),
    (&Method::GET, "/api/v1/conversations?limit=1000000", JSON, b"", 400),
    (&Method::GET, "/api/v1/conversations/not-an-id", JSON, b"", 404),
    (&Method::GET, "/api/v1/conversations/CNV_00000000000000000000000000000000", JSON, b"", 404),
    (&Method::GET, "/api/v1/conversations/cnv_00000000000000000000000000000000", JSON, b"", 404),
    (&Method::GET, "/api/v1/customers/cus_00000000000000000000000000000000", JSON, b"", 404),
    (&Method::POST, "/api/v1/conversations/cnv_00000000000000000000000000000000/take-over", JSON, b"", 404),
    (&Method::POST, "/api/v1/conversations/cnv_00000000000000000000000000000000/resolve", JSON, b"", 404),
    (&Method::POST, "/api/v1/conversations/cnv_00000000000000000000000000000000/typing", JSON, b"", 404),
    (
        &Method::POST,
        "/api/v1/conversations/cnv_00000000000000000000000000000000/notes",
        JSON,
        br#"{"text":" "}"#,
        422,
    ),
    (
        &Method::POST,
        "/api/v1/conversations/cnv_00000000000000000000000000000000/snooze",
        JSON,
        br#"{"until":"tomorrow"}"#,
        422,
    ),
    (&Method::POST, "/api/v1/customers/cus_00000000000000000000000000000000/erase", JSON, b"", 404),
    (&Method::POST, "/api/v1/tokens", JSON, br#"{"name":"x","scopes":[]}"#, 422),
    (&Method::POST, "/api/v1/tokens", JSON, br#"{"name":"x","scopes":["root"]}"#, 422),
    (&Method::POST, "/api/v1/webhooks", JSON, br#"{"url":"http://127.0.0.1/","events":[]}"#, 422),
    (&Method::POST, "/api/v1/webhooks", JSON, br#"{"url":"https://169.254.169.254/","events":[]}"#, 422),
    (&Method::POST, "/api/v1/webhooks", JSON, br#"{"url":"javascript:alert(1)","events":[]}"#, 422),
    (
        &Method::POST,
        "/api/v1/webhooks",
        JSON,
        br#"{"url":"https://shop.example/","events":["no.such"]}"#,
        422,
    ),
    (
        &Method::POST,
        "/api/v1/inboxes",
        JSON,
        br#"{"name":"x","channel":"widget","allowed_origins":["*"]}"#,
        422,
    ),
    (&Method::POST, "/api/v1/inboxes", JSON, br#"{"name":"x","channel":"fax"}"#, 422),
    (&Method::POST, "/api/v1/invitations", JSON, br#"{"email":"x","name":"x","role":"agent"}"#, 422),
    (
        &Method::POST,
        "/api/v1/invitations",
        JSON,
        br#"{"email":"x@y.example","name":"x","role":"owner"}"#,
        422,
    ),
    (&Method::POST, "/api/v1/releases", JSON, br#"{"files":[]}"#, 422),
    (
        &Method::POST,
        "/api/v1/releases",
        JSON,
        br#"{"files":[{"path":"topics/x.md","text":"no front matter"}]}"#,
        422,
    ),
    (&Method::POST, "/api/v1/releases/rel_00000000000000000000000000000000/restore", JSON, b"", 404),
    (&Method::PATCH, "/api/v1/me", JSON, br#"{"password":{"old":"x","new":"short"}}"#, 422),
    (&Method::PATCH, "/api/v1/agents/agt_00000000000000000000000000000000", JSON, br#"{"name":"x"}"#, 404),
    (&Method::DELETE, "/api/v1/tokens/tok_00000000000000000000000000000000", JSON, b"", 404),
    (&Method::DELETE, "/api/v1/webhooks/whk_00000000000000000000000000000000", JSON, b"", 404),
    (
        &Method::POST,
        "/api/v1/password-resets/no-such-token",
        JSON,
        br#"{"password":"a long enough password"}"#,
        410,
    ),
    (&Method::GET, "/api/v1/invitations/no-such-token", JSON, b"", 410),
    (&Method::GET, "/live", JSON, b"", 400),
    (&Method::POST, "/nowhere", JSON, b"", 404),
];

async fn check(server: &Server, who: &Who, cases: &[Case<'_>]) {
    for (method, path, content_type, body, status) in cases {
        let mut asked = request((*method).clone(), path, who, Value::Null);
        if !content_type.is_empty() {
            asked.headers_mut().insert(header::CONTENT_TYPE, content_type.parse().expect("a header"));
        }
        let shown: String = String::from_utf8_lossy(body).chars().take(60).collect();
        *asked.body_mut() = Body::from(body.to_vec());
        let answer = server.send(asked).await;
        let problem = answer.json();
        let what = format!("{method} {path} {shown} -> {} {problem}", answer.status);
        assert_eq!(answer.status.as_u16(), *status, "{what}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
        assert_eq!(problem["status"], *status, "{what}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{what}");
    }
}

#[tokio::test]
async fn malformed_requests_of_customers_are_refused_and_leave_nothing() {
    let server = Server::start().await;
    let mia = server.visit().await;
    check(&server, &mia, OF_CUSTOMERS).await;
    let file = "att_00000000000000000000000000000000";
    let long = json!({ "client_id": "m", "text": "x".repeat(8_001) }).to_string();
    let huge = json!({ "client_id": "m", "text": "x".repeat(1_000_000) }).to_string();
    let many = json!({ "client_id": "m", "text": "x", "attachments": vec![file; 11] }).to_string();
    let foreign = json!({ "client_id": "m", "text": "x", "attachments": [file] }).to_string();
    let deep = "[".repeat(200_000);
    for (body, status) in [(long, 422), (huge, 413), (many, 422), (foreign, 404), (deep, 400)] {
        check(&server, &mia, &[(&Method::POST, MESSAGES, JSON, body.as_bytes(), status)]).await;
    }
    let history =
        server.call(Method::GET, "/api/v1/widget/conversation", &mia, Value::Null).await.expect(200);
    assert_eq!(
        (&history["events"], &history["conversation"]),
        (&json!([]), &Value::Null),
        "something was kept"
    );

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
    check(&server, &amir, OF_AGENTS).await;
    let count = async |path: &str| {
        let list = server.call(Method::GET, path, &amir, Value::Null).await.expect(200);
        list["items"].as_array().map_or(0, Vec::len)
    };
    let kept = [
        count("/api/v1/tokens").await,
        count("/api/v1/webhooks").await,
        count("/api/v1/inboxes").await,
        count("/api/v1/releases").await,
    ];
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
    let unread =
        Request::get("/api/v1/me").header(header::COOKIE, "rapport_session=\u{e9}").body(Body::empty());
    assert_eq!(server.send(unread.expect("a request")).await.status.as_u16(), 401);
}

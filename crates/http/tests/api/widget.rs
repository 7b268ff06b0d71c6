//! What customers notice.

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::support::{PNG, Server, Who, request, upload};

const MESSAGES: &str = "/api/v1/widget/messages";

#[tokio::test]
async fn a_customer_writes_reads_and_comes_back() {
    let server = Server::start().await;
    let mia = server.visit().await;
    let empty = server.call(Method::GET, "/api/v1/widget/conversation", &mia, Value::Null).await.expect(200);
    assert_eq!((&empty["events"], &empty["conversation"]), (&json!([]), &Value::Null));

    let said = json!({ "client_id": "m1", "text": "How much is delivery? My card is 4111 1111 1111 1111" });
    let first = server.call(Method::POST, MESSAGES, &mia, said.clone()).await.expect(200);
    assert!(first["message"]["text"].as_str().is_some_and(|text| text.contains("•••• 1111")), "{first}");
    assert_eq!(server.call(Method::POST, MESSAGES, &mia, said).await.expect(200), first);
    server.test.settle().await;

    let history =
        server.call(Method::GET, "/api/v1/widget/conversation", &mia, Value::Null).await.expect(200);
    let events = history["events"].as_array().expect("events");
    let kinds: Vec<_> = events.iter().map(|event| event["message"]["author"]["kind"].clone()).collect();
    assert_eq!(kinds, ["customer", "assistant"], "{history}");
    assert!(events.iter().all(|event| event["kind"] == "message" && event.get("why").is_none()));
    let seq = history["seq"].as_u64().expect("a cursor");
    let path = format!("/api/v1/widget/conversation?after={seq}");
    assert_eq!(server.call(Method::GET, &path, &mia, Value::Null).await.expect(200)["events"], json!([]));

    let Who::Bearer(token) = &mia else { panic!("a visitor has a token") };
    let open = json!({ "inbox_key": "shop", "visitor_token": token });
    let again = server.call(Method::POST, "/api/v1/widget/sessions", &Who::Nobody, open).await.expect(200);
    assert_eq!(again["visitor_token"], json!(token));
    assert_eq!(again["conversation"]["status"], "pending");
}

#[tokio::test]
async fn a_person_is_called_once_and_a_rating_counts() {
    let server = Server::start().await;
    let mia = server.visit().await;
    let called = server.call(Method::POST, "/api/v1/widget/person", &mia, json!({})).await.expect(200);
    let id = called["id"].clone();
    server.test.settle().await;
    let again = server.call(Method::POST, "/api/v1/widget/person", &mia, json!({})).await.expect(200);
    assert_eq!(
        (&again["awaiting_person"], &again["queue"]["place"], &again["id"]),
        (&json!(true), &json!(1), &id)
    );
    let history =
        server.call(Method::GET, "/api/v1/widget/conversation", &mia, Value::Null).await.expect(200);
    let own = history["events"].as_array().into_iter().flatten();
    assert_eq!(own.filter(|event| event["message"]["author"]["kind"] == "customer").count(), 1);

    let rated = json!({ "score": 4, "comment": "kind <b>people</b>" });
    let rated = server.call(Method::POST, "/api/v1/widget/rating", &mia, rated).await.expect(200);
    assert_eq!(rated["rating"], 4);
    let contact = json!({ "email": "mia@shop.example", "name": "Mia" });
    let contact = server.call(Method::POST, "/api/v1/widget/contact", &mia, contact).await.expect(200);
    assert_eq!((&contact["email"], &contact["verified"]), (&json!("mia@shop.example"), &json!(false)));
}

#[tokio::test]
async fn files_are_known_by_content_and_run_nothing() {
    let server = Server::start().await;
    let (mia, tom) = (server.visit().await, server.visit().await);
    let sent = upload("/api/v1/widget/attachments", &mia, "../../tent <1>.png", PNG);
    let kept = server.send(sent).await.expect(201);
    assert_eq!((&kept["media_type"], &kept["name"]), (&json!("image/png"), &json!("tent _1_.png")));
    let path = format!("/api/v1/widget/attachments/{}", kept["id"].as_str().expect("an id"));
    let got = server.call(Method::GET, &path, &mia, Value::Null).await;
    assert_eq!((got.status.as_u16(), got.bytes.as_slice()), (200, PNG));
    assert_eq!(got.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    assert!(got.header("content-disposition").starts_with("inline; filename=\"tent _1_.png\""));
    server.call(Method::GET, &path, &tom, Value::Null).await.expect(404);

    for (bytes, status) in [(&b"<html><script>"[..], 415), (b"", 422), (&vec![0; 1_000_001], 413)] {
        server.send(upload("/api/v1/widget/attachments", &mia, "x.png", bytes)).await.expect(status);
    }
}

#[tokio::test]
async fn only_the_pages_of_the_inbox_may_speak() {
    let server = Server::start().await;
    let mia = server.visit().await;
    let from = |origin: &str, method: Method| {
        let mut request = request(method, "/api/v1/widget/conversation", &mia, Value::Null);
        request.headers_mut().insert(header::ORIGIN, origin.parse().expect("a header"));
        request
    };
    let allowed = server.send(from("https://shop.test", Method::GET)).await;
    allowed.expect(200);
    assert_eq!(allowed.header("access-control-allow-origin"), "https://shop.test");
    assert_eq!(allowed.header("access-control-allow-credentials"), "");
    let foreign = server.send(from("https://evil.test", Method::GET)).await;
    foreign.expect(403);
    assert_eq!(foreign.header("access-control-allow-origin"), "");
    server.send(from("http://desk.test", Method::GET)).await.expect(200);

    let asks = |origin: &str| {
        let mut request = from(origin, Method::OPTIONS);
        request
            .headers_mut()
            .insert(header::ACCESS_CONTROL_REQUEST_METHOD, "POST".parse().expect("a header"));
        request
    };
    let answer = server.send(asks("https://shop.test")).await;
    answer.expect(204);
    assert!(answer.header("access-control-allow-headers").contains("authorization"));
    server.send(asks("https://evil.test")).await.expect(403);
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let server = Server::with_limits(3, 10_000).await;
    let (mia, tom) = (server.visit().await, server.visit().await);
    let say = |n: u32| json!({ "client_id": n.to_string(), "text": "hello" });
    for n in 0..3 {
        server.call(Method::POST, MESSAGES, &mia, say(n)).await.expect(200);
    }
    let refused = server.call(Method::POST, MESSAGES, &mia, say(3)).await;
    let problem = refused.expect(429);
    assert_eq!(
        (refused.header("retry-after"), refused.header("ratelimit-policy")),
        ("20", "\"visitor\";q=3;w=60")
    );
    assert_eq!(problem["type"], "/docs#problem-too-many");
    server.call(Method::POST, MESSAGES, &tom, say(0)).await.expect(200);
    server.test.clock.advance_ms(20_000);
    server.call(Method::POST, MESSAGES, &mia, say(3)).await.expect(200);

    let server = Server::with_limits(10_000, 2).await;
    for expected in [200, 200, 429] {
        let open = json!({ "inbox_key": "shop" });
        server.call(Method::POST, "/api/v1/widget/sessions", &Who::Nobody, open).await.expect(expected);
    }
}

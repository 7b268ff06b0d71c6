//! Addresses: given, corrected and taken back, by the customer, by an agent and by the link in a mail.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::{Value, json};

use crate::support::{Answer, Server, Who, request};

const ADDRESS: &str = "mia@shop.test";

/// A customer who has left an address; who they are and their id.
async fn with_address(server: &Server) -> (Who, String) {
    let mia = server.visit().await;
    let given = json!({ "email": ADDRESS });
    let kept = server.call(Method::POST, "/api/v1/widget/contact", &mia, given).await.expect(200);
    assert_eq!((&kept["email"], &kept["mail_declined"]), (&json!(ADDRESS), &json!(false)));
    (mia, kept["id"].as_str().expect("an id").to_owned())
}

async fn customer(server: &Server, id: &str) -> Value {
    let amir = server.sign_in("amir@desk.test").await;
    server.call(Method::GET, &format!("/api/v1/customers/{id}"), &amir, Value::Null).await.expect(200)
}

#[tokio::test]
async fn an_agent_edits_adds_and_removes() {
    let server = Server::start().await;
    let (_, id) = with_address(&server).await;
    let ana = server.sign_in("ana@desk.test").await;
    let path = format!("/api/v1/customers/{id}");
    let change = async |body: Value| server.call(Method::PATCH, &path, &ana, body).await;
    let named = change(json!({ "name": " Mia Keller " })).await.expect(200);
    assert_eq!((&named["name"], &named["email"]), (&json!("Mia Keller"), &json!(ADDRESS)));
    let moved = change(json!({ "email": "new@shop.test" })).await.expect(200);
    assert_eq!((&moved["name"], &moved["email"]), (&json!("Mia Keller"), &json!("new@shop.test")));
    let removed = change(json!({ "email": null })).await.expect(200);
    assert!(
        removed["email"].is_null() && removed["name"] == "Mia Keller" && removed["mail_declined"] == true
    );
    assert_eq!(change(json!({ "name": null })).await.expect(200)["name"], Value::Null);
    let back = change(json!({ "email": ADDRESS })).await.expect(200);
    assert_eq!((&back["email"], &back["mail_declined"]), (&json!(ADDRESS), &json!(false)));
    change(json!({ "email": "nobody" })).await.expect(422);
    change(json!({ "email": 7 })).await.expect(422);
    assert_eq!(customer(&server, &id).await["email"], ADDRESS);
}

#[tokio::test]
async fn a_customer_takes_the_address_back_and_the_shop_does_not_bring_it_again() {
    let server = Server::start().await;
    let (mia, id) = with_address(&server).await;
    let gone = server.call(Method::DELETE, "/api/v1/widget/contact", &mia, Value::Null).await.expect(200);
    assert!(gone["email"].is_null() && gone["mail_declined"] == true, "{gone}");
    server.call(Method::DELETE, "/api/v1/widget/contact", &Who::Nobody, Value::Null).await.expect(401);
    assert!(customer(&server, &id).await["email"].is_null());

    let amir = server.sign_in("amir@desk.test").await;
    let inboxes = server.call(Method::GET, "/api/v1/inboxes", &amir, Value::Null).await.expect(200);
    let inbox =
        inboxes["items"][0]["id"].as_str().or(inboxes[0]["id"].as_str()).expect("an inbox").to_owned();
    let path = format!("/api/v1/inboxes/{inbox}");
    let fresh =
        server.call(Method::PATCH, &path, &amir, json!({ "new_identity_secret": true })).await.expect(200);
    let secret = fresh["identity_secret"].as_str().expect("a secret");
    let Who::Bearer(token) = &mia else { panic!("a visitor has a token") };
    let open = json!({
        "inbox_key": "shop", "visitor_token": token,
        "identity": {
            "external_id": "c-7", "email": ADDRESS,
            "signature": rapport_desk::identity_signature(secret, "c-7"),
        },
    });
    let opened = server.call(Method::POST, "/api/v1/widget/sessions", &Who::Nobody, open).await.expect(200);
    let known = &opened["customer"];
    assert!(known["verified"] == true && known["email"].is_null(), "{known}");
    let given = json!({ "email": ADDRESS });
    let kept = server.call(Method::POST, "/api/v1/widget/contact", &mia, given).await.expect(200);
    assert_eq!(kept["email"], ADDRESS, "they themselves may");
}

/// Posts as a mailbox does: from elsewhere, without a cookie, with the body of RFC 8058.
async fn one_click(server: &Server, path: &str) -> Answer {
    let request = Request::post(path)
        .header(header::HOST, "desk.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("List-Unsubscribe=One-Click"));
    server.send(request.expect("a request")).await
}

#[tokio::test]
async fn the_link_in_a_mail_takes_exactly_its_address_back() {
    let server = Server::start().await;
    let (_, id) = with_address(&server).await;
    let link = server.test.desk.stop_link(id.parse().expect("an id"), "MIA@shop.test");
    let path = link.strip_prefix("http://desk.test").expect("our address").to_owned();

    let asked = server.send(request(Method::GET, &path, &Who::Nobody, Value::Null)).await;
    let page = String::from_utf8_lossy(&asked.bytes).into_owned();
    assert!(asked.status.is_success() && page.contains("<form method=\"post\">"), "{page}");
    assert!(!page.contains(ADDRESS) && !link.contains("mia"), "whoever has the link learns no address");
    assert_eq!(customer(&server, &id).await["email"], ADDRESS, "looking changes nothing");

    let forged = path.replace(&path[path.len() - 4..], "AAAA");
    assert_eq!(one_click(&server, &forged).await.status, 404);
    assert_eq!(one_click(&server, "/mail/stop/x").await.status, 404);
    assert_eq!(customer(&server, &id).await["email"], ADDRESS);

    for _ in 0..2 {
        let done = one_click(&server, &path).await;
        assert!(done.status.is_success() && String::from_utf8_lossy(&done.bytes).contains("No more e-mails"));
    }
    assert!(customer(&server, &id).await["email"].is_null());

    let ana = server.sign_in("ana@desk.test").await;
    let other = json!({ "email": "other@shop.test" });
    server.call(Method::PATCH, &format!("/api/v1/customers/{id}"), &ana, other).await.expect(200);
    assert!(one_click(&server, &path).await.status.is_success());
    assert_eq!(customer(&server, &id).await["email"], "other@shop.test", "an old link leaves a new address");
}

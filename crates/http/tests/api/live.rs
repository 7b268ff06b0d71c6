//! The live connection: resumes without a gap or a double, and tells agents what changes.

use axum::http::Method;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

use crate::support::{Server, Who};

struct Line(WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>);

impl Line {
    async fn open(address: &str, who: &Who, after: u64) -> Self {
        let mut request = format!("ws://{address}/live").into_client_request().expect("a request");
        let token = match who {
            Who::Bearer(token) => Some(token.clone()),
            Who::Cookie(cookie) => {
                request.headers_mut().insert("cookie", cookie.parse().expect("a header"));
                None
            }
            Who::Nobody => None,
        };
        let (socket, _) = connect_async(request).await.expect("the connection opens");
        let mut line = Self(socket);
        line.say(json!({ "type": "hello", "token": token, "after": after })).await;
        line
    }

    async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.expect("the frame is sent");
    }

    /// The next frame, or null at the end.
    async fn next(&mut self) -> Value {
        loop {
            let next = tokio::time::timeout(std::time::Duration::from_secs(20), self.0.next()).await;
            match next.expect("a frame in time") {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).expect("JSON"),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => return Value::Null,
            }
        }
    }

    /// The next frame of this type; what comes before it is passed over.
    async fn until(&mut self, wanted: &str) -> Value {
        loop {
            let frame = self.next().await;
            assert!(!frame.is_null(), "the connection ended before {wanted}");
            if frame["type"] == wanted {
                return frame;
            }
        }
    }
}

async fn serve(server: &Server) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let router = server.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn a_customer_hears_replies_and_resumes_where_the_line_broke() {
    let server = Server::start().await;
    let (address, mia) = (serve(&server).await, server.visit().await);
    let mut line = Line::open(&address, &mia, 0).await;
    assert_eq!(line.next().await, json!({ "type": "ready", "seq": 0 }));

    let said = json!({ "client_id": "m1", "text": "How much is delivery?" });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    // What stands around the messages may be told before or after the first of them.
    let frames = [line.next().await, line.next().await];
    let frame =
        |wanted: &str| frames.iter().find(|frame| frame["type"] == wanted).cloned().unwrap_or_default();
    assert_eq!(frame("event")["event"]["message"]["author"]["kind"], "customer", "{frames:?}");
    assert_eq!(frame("state")["conversation"]["holder"]["kind"], "assistant", "{frames:?}");
    server.test.settle().await;
    let reply = line.until("event").await["event"].clone();
    assert_eq!(reply["message"]["author"]["kind"], "assistant");
    let seen = reply["seq"].as_u64().expect("a number");
    drop(line);

    let said = json!({ "client_id": "m2", "text": "And how long does it take?" });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    server.test.settle().await;
    let mut line = Line::open(&address, &mia, seen).await;
    let ready = line.until("ready").await["seq"].as_u64().expect("a number");
    let mut missed = vec![];
    while missed.last().is_none_or(|event: &Value| event["message"]["author"]["kind"] != "assistant") {
        missed.push(line.until("event").await["event"].clone());
    }
    let numbers: Vec<_> = missed.iter().filter_map(|event| event["seq"].as_u64()).collect();
    assert!(numbers.iter().all(|seq| *seq > seen && *seq <= ready) && numbers.is_sorted());
    assert_eq!(missed.len(), 2, "{missed:?}");

    line.say(json!({ "type": "seen", "seq": ready })).await;
    line.say(json!({ "type": "nonsense" })).await;
    line.until("error").await;
    line.say(json!({ "type": "ping" })).await;
    assert_eq!(line.until("pong").await, json!({ "type": "pong" }));
    server.state.close_live();
    while !line.next().await.is_null() {}
}

#[tokio::test]
async fn an_agent_hears_the_list_and_the_conversation_they_watch() {
    let server = Server::start().await;
    let address = serve(&server).await;
    let (mia, ana) = (server.visit().await, server.sign_in("ana@desk.test").await);
    let mut line = Line::open(&address, &ana, 0).await;
    line.until("ready").await;
    assert_eq!(line.until("counts").await["counts"]["all"], 0);

    let said = json!({ "client_id": "m1", "text": "A person, please!" });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    let row = loop {
        let row = line.until("conversation").await["conversation"].clone();
        if row["preview"] == "A person, please!" {
            break row;
        }
    };
    line.say(json!({ "type": "watch", "conversation": row["id"], "after": 0 })).await;
    assert_eq!(line.until("agent_event").await["event"]["kind"], "started");

    let mut customer = Line::open(&address, &mia, 0).await;
    customer.until("ready").await;
    customer.say(json!({ "type": "typing" })).await;
    let typing = line.until("typing").await;
    assert_eq!((&typing["who"], &typing["conversation"]), (&json!("customer"), &row["id"]));
    line.say(json!({ "type": "typing" })).await;
    assert_eq!(customer.until("typing").await["who"], "agent");

    server.test.settle().await;
    loop {
        let event = line.until("agent_event").await["event"].clone();
        if event["why"].is_object() {
            break assert_eq!(event["why"]["decision"], "handed_over");
        }
    }
    let unknown = "cnv_00000000000000000000000000000000";
    line.say(json!({ "type": "watch", "conversation": unknown })).await;
    assert_eq!(line.until("gone").await["conversation"], unknown);
}

#[tokio::test]
async fn agents_see_who_else_is_there_and_who_writes_and_customers_do_not() {
    let server = Server::start().await;
    let address = serve(&server).await;
    let (mia, ana) = (server.visit().await, server.sign_in("ana@desk.test").await);
    let ben = server.sign_in("ben@desk.test").await;
    let said = json!({ "client_id": "m1", "text": "A person, please!" });
    server.call(Method::POST, "/api/v1/widget/messages", &mia, said).await.expect(200);
    let list = server.call(Method::GET, "/api/v1/conversations", &ana, Value::Null).await.expect(200);
    let id = &list["items"][0]["id"];

    let mut of_ana = Line::open(&address, &ana, 0).await;
    of_ana.say(json!({ "type": "watch", "conversation": id, "after": 0 })).await;
    assert_eq!(of_ana.until("presence").await["colleagues"], json!([]));
    let mut of_ben = Line::open(&address, &ben, 0).await;
    of_ben.say(json!({ "type": "watch", "conversation": id, "after": 0 })).await;
    of_ben.until("presence").await;
    let mut customer = Line::open(&address, &mia, 0).await;
    customer.until("ready").await;

    of_ben.say(json!({ "type": "presence", "state": "looking" })).await;
    let there = of_ana.until("presence").await;
    assert_eq!(there["conversation"], *id);
    let colleague = &there["colleagues"][0];
    assert_eq!((&colleague["agent"]["name"], &colleague["state"]), (&json!("Ben Okafor"), &json!("looking")));
    assert_eq!(of_ben.until("presence").await["colleagues"], json!([]), "nobody is told of themselves");
    of_ben.say(json!({ "type": "presence", "state": "writing" })).await;
    assert_eq!(of_ana.until("presence").await["colleagues"][0]["state"], "writing");
    drop(of_ben);
    assert_eq!(of_ana.until("presence").await["colleagues"], json!([]));
    customer.say(json!({ "type": "presence", "state": "writing" })).await;
    assert_eq!(customer.until("error").await["type"], "error", "customers have no part in it");
    let events = server
        .call(
            Method::GET,
            &format!("/api/v1/conversations/{}", id.as_str().expect("an id")),
            &ana,
            Value::Null,
        )
        .await;
    let before = events.expect(200)["seq"].clone();
    assert_eq!(before, list["items"][0]["seq"], "nothing of it is kept");
}

#[tokio::test]
async fn nobody_listens_without_a_right() {
    let server = Server::start().await;
    let address = serve(&server).await;
    for who in
        [Who::Nobody, Who::Bearer("vis_unknown".into()), Who::Cookie("rapport_session=ses_unknown".into())]
    {
        let mut line = Line::open(&address, &who, 0).await;
        let refused = line.next().await;
        assert_eq!(refused["type"], "error", "{who:?}: {refused}");
        assert!(line.next().await.is_null(), "{who:?} may stay");
    }
    let mut request = format!("ws://{address}/live").into_client_request().expect("a request");
    request.headers_mut().insert("origin", "https://evil.test".parse().expect("a header"));
    let Who::Cookie(cookie) = server.sign_in("ana@desk.test").await else { panic!("an agent has a cookie") };
    request.headers_mut().insert("cookie", cookie.parse().expect("a header"));
    let mut line = Line(connect_async(request).await.expect("the connection opens").0);
    line.say(json!({ "type": "hello" })).await;
    assert_eq!(line.next().await["type"], "error", "another page speaks with an agent's cookie");
}

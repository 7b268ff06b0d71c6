//! A customer's side of the widget protocol, for replay and bench.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, Result, bail};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{
        Message as Frame, client::IntoClientRequest as _, handshake::client::Request,
        protocol::WebSocketConfig,
    },
};

/// Opens chats on a server.
#[derive(Clone)]
pub struct Visitors {
    http: reqwest::Client,
    url: String,
    inbox_key: String,
}

/// One customer's chat.
pub struct Visitor {
    visitors: Visitors,
    /// The bearer token of this chat.
    pub token: String,
}

/// A conversation, as its customer reads it back.
#[derive(Default)]
pub struct History {
    /// The live events, oldest first.
    pub events: Vec<Value>,
    /// Whether a person is called and not here yet.
    pub awaits_person: bool,
}

/// A chat's live connection.
pub struct LiveChat {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Visitors {
    /// Visitors of the inbox with this key, on the server at `url`.
    #[expect(clippy::disallowed_methods, reason = "this client speaks to our own API, not to other systems")]
    pub fn new(url: &str, inbox_key: &str) -> Self {
        let url = url.trim_end_matches('/').to_owned();
        Self { http: reqwest::Client::new(), url, inbox_key: inbox_key.to_owned() }
    }

    /// A new customer arrives.
    pub async fn arrive(&self) -> Result<Visitor> {
        let body = json!({ "inbox_key": self.inbox_key });
        let session = self.post(None, "/widget/sessions", &body).await?;
        let token = session["visitor_token"].as_str().context("the session has no visitor_token")?.to_owned();
        Ok(Visitor { visitors: self.clone(), token })
    }

    /// The server's counters of one name, by the value of a label.
    pub async fn counters(&self, name: &str, label: &str) -> Result<BTreeMap<String, u64>> {
        let text =
            self.http.get(format!("{}/metrics", self.url)).send().await?.error_for_status()?.text().await?;
        let value = |line: &str| {
            let (labels, count) = line.strip_prefix(name)?.strip_prefix('{')?.rsplit_once("} ")?;
            let value = labels.split(',').find_map(|pair| pair.strip_prefix(label)?.strip_prefix('='))?;
            Some((value.trim_matches('"').to_owned(), count.trim().parse().ok()?))
        };
        Ok(text.lines().filter_map(value).collect())
    }

    /// Posts to the API and returns the answer.
    async fn post(&self, token: Option<&str>, path: &str, body: &Value) -> Result<Value> {
        self.call(token, path, Some(body)).await
    }

    /// Calls the API, with a body as POST, without one as GET; waits as told when the server asks for patience.
    async fn call(&self, token: Option<&str>, path: &str, body: Option<&Value>) -> Result<Value> {
        let url = format!("{}/api/v1{path}", self.url);
        for _ in 0..60 {
            let mut request = match body {
                Some(body) => self.http.post(&url).json(body),
                None => self.http.get(&url),
            };
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            let response = request.send().await.with_context(|| format!("{path} cannot be reached"))?;
            let status = response.status().as_u16();
            if status == 429 || status == 503 {
                let wait = response.headers().get("retry-after").and_then(|v| v.to_str().ok()?.parse().ok());
                tokio::time::sleep(Duration::from_secs(wait.unwrap_or(1))).await;
                continue;
            }
            let text = response.text().await?;
            if status >= 400 {
                bail!("{path} answered {status}: {text}");
            }
            return Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? });
        }
        bail!("{path} asked for patience 60 times running")
    }
}

impl Visitor {
    /// Sends a message; answers its sequence number once the server has accepted it.
    pub async fn send(&self, client_id: &str, text: &str) -> Result<u64> {
        let body = json!({ "client_id": client_id, "text": text });
        let accepted = self.visitors.post(Some(&self.token), "/widget/messages", &body).await?;
        accepted["seq"].as_u64().context("the answer has no seq")
    }

    /// What the customer sees, after a sequence number; at most one page.
    pub async fn history_after(&self, after: u64) -> Result<History> {
        let path = format!("/widget/conversation?after={after}");
        let mut page = self.visitors.call(Some(&self.token), &path, None).await?;
        let events = page["events"].as_array_mut().map(std::mem::take).unwrap_or_default();
        Ok(History { events, awaits_person: page["conversation"]["awaiting_person"] == true })
    }

    /// Everything that the customer sees.
    pub async fn history(&self) -> Result<History> {
        let mut history = History::default();
        loop {
            let after = history.events.last().and_then(|event| event["seq"].as_u64()).unwrap_or(0);
            let page = self.history_after(after).await?;
            history.awaits_person = page.awaits_person;
            if page.events.is_empty() {
                return Ok(history);
            }
            history.events.extend(page.events);
        }
    }

    /// Connects live, from a sequence number on.
    pub async fn connect(&self, after: u64) -> Result<LiveChat> {
        let request = live_address(&self.visitors.url).into_client_request()?;
        LiveChat::open(request, &json!({ "type": "hello", "token": self.token, "after": after })).await
    }

    /// The id of the customer's conversation, once there is one.
    pub async fn conversation(&self) -> Result<String> {
        let page = self.visitors.call(Some(&self.token), "/widget/conversation?after=0", None).await?;
        Ok(page["conversation"]["id"].as_str().context("there is no conversation yet")?.to_owned())
    }
}

/// Where a server speaks live.
fn live_address(url: &str) -> String {
    format!("{}/live", url.replacen("http", "ws", 1))
}

impl LiveChat {
    /// Connects as an agent, by their session's cookie.
    pub async fn of_agent(url: &str, cookie: &str) -> Result<Self> {
        let mut request = live_address(url).into_client_request()?;
        request.headers_mut().insert("cookie", cookie.parse()?);
        request.headers_mut().insert("origin", url.parse()?);
        Self::open(request, &json!({ "type": "hello" })).await
    }

    async fn open(request: Request, hello: &Value) -> Result<Self> {
        let config = WebSocketConfig::default().read_buffer_size(2_048).write_buffer_size(0);
        let (mut socket, _) = connect_async_with_config(request, Some(config), true).await?;
        socket.send(Frame::text(hello.to_string())).await?;
        Ok(Self { socket })
    }

    /// The next frame that the server sends; `None` when the connection has ended.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            match self.socket.next().await?.ok()? {
                Frame::Text(text) => return serde_json::from_str(&text).ok(),
                Frame::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// Waits for a message of the assistant or an agent after `seq`; answers its frame.
    pub async fn reply_after(&mut self, seq: u64) -> Option<Value> {
        loop {
            let frame = self.next().await?;
            if is_reply_after(&frame["event"], seq) {
                return Some(frame);
            }
        }
    }
}

/// Whether an event is a message of the company after a sequence number.
pub fn is_reply_after(event: &Value, seq: u64) -> bool {
    let author = event["message"]["author"]["kind"].as_str().unwrap_or("customer");
    event["seq"].as_u64().is_some_and(|at| at > seq) && matches!(author, "assistant" | "agent" | "system")
}

//! Agents at work: signed in, live, and able to do what the console does.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result, bail};
use reqwest::{Response, StatusCode, header};
use serde_json::{Value, json};

use super::super::{
    node::{ADMIN, AGENT},
    visitor::LiveChat,
};

/// Passwords of the agents that are made for a run.
const PASSWORD: &str = "rapport-bench-2026";

/// An agent who is signed in and has a live connection.
pub(super) struct AgentAtWork {
    http: reqwest::Client,
    url: String,
    cookie: String,
    live: Arc<AtomicBool>,
}

/// Makes so many agents, by invitation as a leader would, and signs them in.
pub(super) async fn sign_in(url: &str, count: usize) -> Result<Vec<AgentAtWork>> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let admin = json!({ "email": ADMIN, "password": AGENT.1 });
    let cookie = signed_in(&http, url, "/sign-in", &admin).await.context("the admin cannot sign in")?;
    let mut agents = Vec::with_capacity(count);
    for number in 0..count {
        let name = format!("Agent {number}");
        let invite =
            json!({ "email": format!("agent-{number}@bench.example"), "name": name, "role": "agent" });
        let answer = post(&http, url, Some(&cookie), "/invitations", &invite).await?;
        let invited: Value = answer.error_for_status()?.json().await?;
        let link = invited["link"].as_str().context("an invitation has no link")?;
        let token = link.rsplit(['/', '=']).next().unwrap_or_default();
        let accept = json!({ "name": name, "password": PASSWORD });
        let cookie = signed_in(&http, url, &format!("/invitations/{token}"), &accept).await?;
        let live = Arc::new(AtomicBool::new(true));
        tokio::spawn(stay_live(url.to_owned(), cookie.clone(), Arc::clone(&live)));
        agents.push(AgentAtWork { http: http.clone(), url: url.to_owned(), cookie, live });
    }
    Ok(agents)
}

impl AgentAtWork {
    /// Takes a conversation over; answers whether this agent holds it now.
    pub(super) async fn take_over(&self, conversation: &str) -> Result<bool> {
        let path = format!("/conversations/{conversation}/take-over");
        Ok(self.act(&path, &json!({})).await?.is_some())
    }

    /// Gives a conversation back; answers whether it was this agent's to give.
    pub(super) async fn hand_back(&self, conversation: &str) -> Result<bool> {
        let path = format!("/conversations/{conversation}/hand-back");
        Ok(self.act(&path, &json!({ "note": "" })).await?.is_some())
    }

    /// Replies; answers the reply's place, or nothing where it is refused because somebody else speaks.
    pub(super) async fn reply(&self, conversation: &str, client_id: &str) -> Result<Option<u64>> {
        let path = format!("/conversations/{conversation}/messages");
        let body = json!({ "client_id": client_id, "text": "I have your message in front of me." });
        let Some(kept) = self.act(&path, &body).await? else { return Ok(None) };
        Ok(Some(kept["seq"].as_u64().context("an acknowledged reply has no seq")?))
    }

    /// What happened in a conversation, oldest first.
    pub(super) async fn events(&self, conversation: &str) -> Result<Vec<Value>> {
        let path = format!("{}/api/v1/conversations/{conversation}", self.url);
        let answer = self.http.get(path).header(header::COOKIE, &self.cookie).send().await?;
        let mut details: Value = answer.error_for_status()?.json().await?;
        Ok(details["events"].as_array_mut().map(std::mem::take).unwrap_or_default())
    }

    /// Whether the live connection is up.
    pub(super) fn is_live(&self) -> bool {
        self.live.load(Ordering::Relaxed)
    }

    /// Does something; nothing comes back where the state of the conversation does not allow it.
    async fn act(&self, path: &str, body: &Value) -> Result<Option<Value>> {
        let answer = post(&self.http, &self.url, Some(&self.cookie), path, body).await?;
        match answer.status() {
            StatusCode::CONFLICT => Ok(None),
            status if status.is_success() => Ok(Some(answer.json().await?)),
            status => bail!("{path} answered {status}: {}", answer.text().await?),
        }
    }
}

/// Reads the live connection as a console does, and comes back when the server asks to read again.
async fn stay_live(url: String, cookie: String, live: Arc<AtomicBool>) {
    loop {
        match LiveChat::of_agent(&url, &cookie).await {
            Ok(mut connection) => {
                live.store(true, Ordering::Relaxed);
                while connection.next().await.is_some() {}
            }
            Err(_) => live.store(false, Ordering::Relaxed),
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}

/// Posts something that signs in; answers the session's cookie.
async fn signed_in(http: &reqwest::Client, url: &str, path: &str, body: &Value) -> Result<String> {
    let answer = post(http, url, None, path, body).await?.error_for_status()?;
    let cookie = answer.headers().get(header::SET_COOKIE).context("signing in sets no cookie")?;
    Ok(cookie.to_str()?.split(';').next().unwrap_or_default().to_owned())
}

async fn post(
    http: &reqwest::Client,
    url: &str,
    cookie: Option<&str>,
    path: &str,
    body: &Value,
) -> Result<Response> {
    let mut request = http.post(format!("{url}/api/v1{path}")).header(header::ORIGIN, url).json(body);
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    Ok(request.send().await?)
}

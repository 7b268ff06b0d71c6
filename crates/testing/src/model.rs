//! A language model by script: an endpoint on loopback that writes what it is told to, or fails in the way it is
//! told to.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use futures::{StreamExt, stream};
use rapport_desk::ModelSettings;
use rapport_outbound::ModelEndpoint;
use serde_json::{Value, json};

/// What the model does when it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Script {
    /// Writes this, a few letters at a time.
    Say(String),
    /// Writes this in one piece, without streaming.
    SayAtOnce(String),
    /// Takes the question and never answers.
    Silent,
    /// Begins to answer and never goes on.
    Stuck,
    /// Sends what is no answer.
    Garbage,
    /// Ends in the middle.
    CutShort,
    /// Writes and writes.
    Endless,
    /// Refuses with this status.
    Refuse(u16),
}

/// A language model by script.
pub struct ScriptedModel {
    /// Its address.
    pub url: String,
    shared: Arc<Shared>,
    server: tokio::task::JoinHandle<()>,
}

struct Shared {
    script: Mutex<Script>,
    asked: Mutex<Vec<Value>>,
}

impl ScriptedModel {
    /// Starts one.
    ///
    /// # Panics
    /// When loopback gives no port.
    pub async fn start(script: Script) -> Self {
        let shared = Arc::new(Shared { script: Mutex::new(script), asked: Mutex::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback gives a port");
        let url = format!("http://{}/v1", listener.local_addr().expect("it is bound"));
        let router =
            Router::new().route("/v1/chat/completions", post(answer)).with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            let _ended = axum::serve(listener, router).await;
        });
        Self { url, shared, server }
    }

    /// From now on it does this.
    pub fn plays(&self, script: Script) {
        *self.shared.script.lock().unwrap_or_else(PoisonError::into_inner) = script;
    }

    /// What it was asked so far, each as the body of the request.
    pub fn asked(&self) -> Vec<Value> {
        self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// It dies: connections are refused from now on.
    pub async fn die(&mut self) {
        self.server.abort();
        let _aborted = (&mut self.server).await;
    }

    /// Settings that let it draft and suggest, with budgets that no test reaches by chance.
    pub fn settings(&self) -> ModelSettings {
        ModelSettings {
            endpoint: ModelEndpoint {
                url: self.url.clone(),
                key: Some("sk-test".into()),
                model: "scripted".into(),
            },
            draft: true,
            suggest: true,
            timeout_ms: 20_000,
            reply_tokens: 300,
            conversation_tokens: 1_000_000,
            day_tokens: 100_000_000,
            failures: 1_000,
            rest_s: 60,
        }
    }
}

async fn answer(State(shared): State<Arc<Shared>>, Json(body): Json<Value>) -> Response {
    shared.asked.lock().unwrap_or_else(PoisonError::into_inner).push(body);
    let script = shared.script.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match script {
        Script::Say(text) => {
            let letters: Vec<char> = text.chars().collect();
            let pieces: Vec<String> =
                letters.chunks(7).map(|piece| event(&piece.iter().collect::<String>())).collect();
            let end = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
                .to_owned();
            events(stream::iter(pieces.into_iter().chain([end])))
        }
        Script::SayAtOnce(text) => {
            let choice =
                json!({ "message": { "role": "assistant", "content": text }, "finish_reason": "stop" });
            Json(json!({ "choices": [choice] })).into_response()
        }
        Script::Silent => std::future::pending().await,
        Script::Stuck => events(stream::iter([event("We ")]).chain(stream::pending())),
        Script::Garbage => events(stream::iter(["data: {\"choices\": oh no\n\n".to_owned()])),
        Script::CutShort => events(stream::iter([event("Standard delivery in the UK costs")])),
        Script::Endless => events(stream::repeat(event("We send it and send it and send it. "))),
        Script::Refuse(status) => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
    }
}

fn event(words: &str) -> String {
    format!("data: {}\n\n", json!({ "choices": [{ "delta": { "content": words } }] }))
}

fn events(pieces: impl futures::Stream<Item = String> + Send + 'static) -> Response {
    let body = Body::from_stream(pieces.map(|piece| Ok::<_, Infallible>(Bytes::from(piece))));
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}

//! Language models: any endpoint that speaks OpenAI's chat completions, hosted or local. The answer is read as it
//! streams in, and given up as soon as the caller has seen enough.

use std::time::Duration;

use reqwest::{Response, header};
use serde::{Deserialize, Serialize};

use crate::{
    addresses::AddressError,
    client::{NoAnswer, Outbound, Post},
};

/// The largest answer that is read, in bytes: the words and what an endpoint wraps them in.
const MAX_BYTES: usize = 512 * 1024;
/// The longest text that is kept, in characters.
const MAX_CHARS: usize = 16_000;

/// A model behind an endpoint.
#[derive(Clone)]
pub struct ModelEndpoint {
    /// The address that `/chat/completions` is appended to, such as `https://models.example/v1`.
    pub url: String,
    /// The key, where the endpoint asks for one.
    pub key: Option<String>,
    /// The model, as the endpoint calls it.
    pub model: String,
}

/// The key stays out of logs.
impl std::fmt::Debug for ModelEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ModelEndpoint")
            .field("url", &self.url)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

/// What a model is asked.
#[derive(Debug, Clone, Copy)]
pub struct ChatRequest<'a> {
    /// Who.
    pub endpoint: &'a ModelEndpoint,
    /// What it is told first.
    pub system: &'a str,
    /// The question.
    pub user: &'a str,
    /// The most tokens that it may write.
    pub max_tokens: u32,
    /// How long it may take, the whole answer.
    pub timeout: Duration,
}

/// What a model wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chat {
    /// Its words.
    pub text: String,
    /// How it ended.
    pub end: ChatEnd,
}

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatEnd {
    /// By itself.
    Whole,
    /// It had written as much as it may.
    CutOff,
    /// The caller had seen enough.
    GivenUp,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// The address must not be called.
    #[error("the address of the language model must not be called")]
    Address(#[source] AddressError),
    /// It took too long.
    #[error("the language model took too long")]
    TimedOut,
    /// No connection, or it broke.
    #[error("no connection to the language model, or it broke")]
    Connection(#[source] reqwest::Error),
    /// It refused.
    #[error("the language model's endpoint answered with status {0}")]
    Status(u16),
    /// It sent what is no answer.
    #[error("the language model's endpoint sent no readable answer: {0}")]
    Unreadable(&'static str),
}

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: [Message<'a>; 2],
    max_tokens: u32,
    // The same question shall have the same answer, as far as the model lets it.
    temperature: f32,
    stream: bool,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

/// A piece of a stream, or a whole answer of an endpoint that does not stream.
#[derive(Deserialize)]
struct Piece {
    #[serde(default)]
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default, alias = "message")]
    delta: Option<Content>,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    content: Option<String>,
}

impl Outbound {
    /// Asks a model. `enough` is shown the text after each piece; once it says so, the rest is not read.
    pub async fn chat(
        &self,
        request: ChatRequest<'_>,
        enough: impl FnMut(&str) -> bool + Send,
    ) -> Result<Chat, ChatError> {
        let ChatRequest { endpoint, system, user, max_tokens, timeout } = request;
        let messages = [Message { role: "system", content: system }, Message { role: "user", content: user }];
        let body = Body { model: &endpoint.model, messages, max_tokens, temperature: 0.0, stream: true };
        let body = serde_json::to_vec(&body).expect("texts can be written as JSON");
        let bearer = endpoint.key.as_ref().map(|key| format!("Bearer {key}"));
        let authorization = bearer.as_deref().map(|bearer| ("authorization", bearer));
        let url = format!("{}/chat/completions", endpoint.url.trim_end_matches('/'));
        let headers: Vec<(&'static str, &str)> = authorization.into_iter().collect();
        let response = self.open(Post { url: &url, headers: &headers, body, timeout }).await;
        let response = response.map_err(|error| match error {
            NoAnswer::Refused(error) => ChatError::Address(error),
            NoAnswer::Lost(error) => lost(error),
        })?;
        if !response.status().is_success() {
            return Err(ChatError::Status(response.status().as_u16()));
        }
        read(response, enough).await
    }
}

fn lost(error: reqwest::Error) -> ChatError {
    if error.is_timeout() { ChatError::TimedOut } else { ChatError::Connection(error.without_url()) }
}

async fn read(mut response: Response, enough: impl FnMut(&str) -> bool + Send) -> Result<Chat, ChatError> {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let streams = kind.starts_with("text/event-stream");
    let mut reading = Reading { text: String::new(), end: None, enough };
    let mut waiting: Vec<u8> = vec![];
    let mut bytes = 0;
    while let Some(chunk) = response.chunk().await.map_err(lost)? {
        bytes += chunk.len();
        if bytes > MAX_BYTES {
            return Err(ChatError::Unreadable("it is too large"));
        }
        waiting.extend_from_slice(&chunk);
        if !streams {
            continue;
        }
        while let Some(at) = waiting.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = waiting.drain(..=at).collect();
            reading.line(&line)?;
            if let Some(end) = reading.end {
                return Ok(Chat { text: reading.text, end });
            }
        }
    }
    if streams {
        reading.line(&waiting)?;
    } else {
        reading.piece(&waiting)?;
    }
    let end = reading.end.ok_or(ChatError::Unreadable("it ended in the middle"))?;
    Ok(Chat { text: reading.text, end })
}

/// An answer as far as it was read.
struct Reading<F> {
    text: String,
    end: Option<ChatEnd>,
    enough: F,
}

impl<F: FnMut(&str) -> bool> Reading<F> {
    /// Reads a line of a stream of server-sent events; comments and other fields are passed over.
    fn line(&mut self, line: &[u8]) -> Result<(), ChatError> {
        let Some(data) = line.strip_prefix(b"data:") else { return Ok(()) };
        let data = data.trim_ascii();
        match data {
            b"" => Ok(()),
            b"[DONE]" => {
                self.end = Some(ChatEnd::Whole);
                Ok(())
            }
            data => self.piece(data),
        }
    }

    fn piece(&mut self, json: &[u8]) -> Result<(), ChatError> {
        let piece: Piece =
            serde_json::from_slice(json).map_err(|_| ChatError::Unreadable("it is no chat completion"))?;
        let Some(choice) = piece.choices.into_iter().next() else { return Ok(()) };
        if let Some(words) = choice.delta.and_then(|delta| delta.content) {
            self.text.push_str(&words);
            if self.text.chars().count() > MAX_CHARS || (self.enough)(&self.text) {
                self.end = Some(ChatEnd::GivenUp);
                return Ok(());
            }
        }
        self.end = choice.finish_reason.map(|reason| match reason.as_str() {
            "length" => ChatEnd::CutOff,
            _ => ChatEnd::Whole,
        });
        Ok(())
    }
}

/// The key as it is sent; what no header can carry is refused when the server starts.
///
/// # Errors
/// When the key holds what no header can carry.
pub fn checked_key(key: &str) -> Result<Option<String>, InvalidKey> {
    match key.trim() {
        "" => Ok(None),
        key if key.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(Some(key.to_owned())),
        _ => Err(InvalidKey),
    }
}

/// A key that no header can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key holds a space or a sign that no header can carry")]
pub struct InvalidKey;

#[cfg(test)]
mod tests {
    use super::*;

    fn read_lines(lines: &[&str]) -> Result<(String, Option<ChatEnd>), String> {
        let mut reading =
            Reading { text: String::new(), end: None, enough: |text: &str| text.contains("STOP") };
        for line in lines {
            reading.line(line.as_bytes()).map_err(|error| error.to_string())?;
            if reading.end.is_some() {
                break;
            }
        }
        Ok((reading.text, reading.end))
    }

    #[test]
    fn a_stream_is_read_to_its_end_and_no_further() {
        let piece =
            |words: &str| format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{words}\"}}}}]}}\n");
        let (one, two) = (piece("We send "), piece("it."));
        let role = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n";
        let all = [": comment\n", role, "event: x\n", &one, "\n", &two, "data: [DONE]\n"];
        assert_eq!(read_lines(&all).unwrap(), ("We send it.".to_owned(), Some(ChatEnd::Whole)));
        let stopped = piece("STOP now");
        assert_eq!(read_lines(&[&stopped, &two]).unwrap().1, Some(ChatEnd::GivenUp));
        let cut = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n";
        assert_eq!(read_lines(&[&one, cut]).unwrap().1, Some(ChatEnd::CutOff));
        assert_eq!(read_lines(&[&one]).unwrap().1, None);
        assert!(read_lines(&["data: {\"oh\n"]).unwrap_err().contains("no chat completion"));
    }

    #[test]
    fn a_key_fits_into_a_header() {
        assert_eq!(checked_key(" "), Ok(None));
        assert_eq!(checked_key("sk-1 "), Ok(Some("sk-1".to_owned())));
        assert_eq!(checked_key("sk\n1"), Err(InvalidKey));
    }
}

//! What comes in: bodies, queries and ids, each refusal a problem that says what to do.

use std::{fmt::Display, str::FromStr};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, MatchedPath, Path, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    AppState, documented,
    problem::{Problem, kinds},
};

/// A JSON body, as the description has it.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned + ToSchema> FromRequest<AppState> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "Send JSON, with the header `Content-Type: application/json`.";
            return Err(Problem::new(kinds::UNSUPPORTED_TYPE, detail));
        }
        let body = body(request, state).await?;
        parse(&body).map(Self)
    }
}

/// The whole body, within the route's limit.
pub(crate) async fn body(request: Request, state: &AppState) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::new(kinds::TOO_LARGE, "The body is larger than this address takes.")
        } else {
            Problem::new(kinds::MALFORMED, "The body broke off before its end.")
        }
    })
}

/// Reads a body. It is read twice: once to hold it against the description, and once into its type, which
/// notices what a value does not show, such as a field that stands twice.
pub(crate) fn parse<T: DeserializeOwned + ToSchema>(body: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(body)
        .map_err(|error| Problem::new(kinds::MALFORMED, format!("The body is not valid UTF-8: {error}.")))?;
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Problem::new(kinds::MALFORMED, format!("The body is not valid JSON: {error}.")))?;
    documented::check::<T>(&value)?;
    serde_json::from_str(text).map_err(|error| Problem::field(&field_of(&error), error.to_string()))
}

/// The field that an error of serde names, or the body as a whole.
fn field_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let named = ["missing field `", "unknown field `", "duplicate field `"]
        .iter()
        .find_map(|opening| text.strip_prefix(opening)?.split('`').next());
    named.unwrap_or("body").chars().take(80).collect()
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    media_type == "application/json"
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

/// The part of the address after `?`, as the description has it.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::try_from_uri(&parts.uri).map_err(|rejection| {
            Problem::new(kinds::MALFORMED, format!("The query is not valid: {}.", rejection.body_text()))
        })?;
        if let Some(path) = parts.extensions.get::<MatchedPath>() {
            documented::check_query(&parts.method, path.as_str(), &parts.uri)?;
        }
        Ok(Self(query.0))
    }
}

/// The id in the address. One that cannot be an id of this kind leads to the same answer as an unknown one.
pub(crate) struct Id<T>(pub(crate) T);

impl<T: FromStr<Err: Display> + Send, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let unknown = || Problem::new(kinds::NOT_FOUND, "There is nothing with this id.");
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| unknown())?;
        text.parse().map(Self).map_err(|_| unknown())
    }
}

/// Two ids in the address.
pub(crate) struct TwoIds<A, B>(pub(crate) A, pub(crate) B);

impl<A, B, S> FromRequestParts<S> for TwoIds<A, B>
where
    A: FromStr + Send,
    B: FromStr + Send,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let unknown = || Problem::new(kinds::NOT_FOUND, "There is nothing with this id.");
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((one, other)) = path.map_err(|_| unknown())?;
        match (one.parse(), other.parse()) {
            (Ok(one), Ok(other)) => Ok(Self(one, other)),
            _ => Err(unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    /// A body of its own, unknown to the document.
    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Body {
        /// A text.
        #[expect(dead_code, reason = "only its parsing is tested")]
        text: String,
    }

    #[track_caller]
    fn check(body: &[u8], status: u16, field: &str) {
        let shape = parse::<Body>(body).unwrap_err().shape();
        assert_eq!(shape.status, status, "{shape:?}");
        assert_eq!(shape.errors.first().map_or("", |error| error.field.as_str()), field, "{shape:?}");
    }

    #[test]
    fn what_is_wrong_with_a_body_is_told() {
        check(b"", 400, "");
        check(b"{", 400, "");
        check(b"{\"text\": \"\xff\"}", 400, "");
        check(b"{\"text\": \"x\"} {}", 400, "");
        check(b"{}", 422, "text");
        check(b"{\"text\": \"x\", \"more\": 1}", 422, "more");
        check(b"{\"text\": \"x\", \"text\": \"y\"}", 422, "text");
        check(b"{\"text\": 1}", 422, "text");
        check(b"[\"x\"]", 422, "body");
        check(b"[]", 422, "body");
        assert!(parse::<Body>("[".repeat(10_000).as_bytes()).is_err());
    }
}

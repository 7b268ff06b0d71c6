//! A server for tests: the real router on a test desk.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use rapport_desk::ModelSettings;
use rapport_http::{AppState, HttpOptions};
use rapport_testing::{Database, Node, TestDesk, databases};
use serde_json::Value;
use tower::ServiceExt as _;

/// A server on a desk of its own.
pub struct Server {
    /// The desk behind it.
    pub test: TestDesk,
    /// Its state, to end live connections.
    pub state: AppState,
    /// Its routes.
    pub router: Router,
    _databases: Vec<Database>,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The body as JSON, of an answer with this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        self.json()
    }
}

impl Server {
    /// A server with limits that no test reaches by chance.
    pub async fn start() -> Self {
        Self::with_limits(10_000, 10_000).await
    }

    /// A server with these limits a minute, for a visitor and for an address.
    pub async fn with_limits(visitor: u32, address: u32) -> Self {
        Self::of(Node::default(), (visitor, address)).await
    }

    /// A server whose desk may ask a language model.
    pub async fn with_model(model: ModelSettings) -> Self {
        Self::of(Node { model: Some(model), ..Node::default() }, (10_000, 10_000)).await
    }

    async fn of(node: Node, (visitor, address): (u32, u32)) -> Self {
        let mut databases = databases().await;
        databases.truncate(1);
        let test = TestDesk::node(&databases[0], node).await;
        let options = HttpOptions {
            public_url: "http://desk.test".to_owned(),
            visitor_per_minute: visitor,
            address_per_minute: address,
            trusted_proxies: vec![],
            attachment_bytes: 1_000_000,
            metrics: None,
        };
        let state = AppState::new(test.desk.clone(), options);
        Self { router: rapport_http::router(state.clone()), state, test, _databases: databases }
    }

    /// Sends a request as it stands.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("the body can be read").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// Calls with JSON, or without a body where it is null.
    pub async fn call(&self, method: Method, path: &str, who: &Who, body: Value) -> Answer {
        self.send(request(method, path, who, body)).await
    }

    /// Opens the widget; gives the visitor's token.
    pub async fn visit(&self) -> Who {
        let open = serde_json::json!({ "inbox_key": "shop" });
        let session =
            self.call(Method::POST, "/api/v1/widget/sessions", &Who::Nobody, open).await.expect(200);
        Who::Bearer(session["visitor_token"].as_str().expect("a token").to_owned())
    }

    /// Signs in; gives the session's cookie.
    pub async fn sign_in(&self, email: &str) -> Who {
        let body = serde_json::json!({ "email": email, "password": rapport_testing::PASSWORD });
        let answer = self.call(Method::POST, "/api/v1/sign-in", &Who::Nobody, body).await;
        answer.expect(200);
        let cookie = answer.header("set-cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        Who::Cookie(cookie.split(';').next().unwrap_or("").to_owned())
    }
}

/// Who calls.
#[derive(Debug, Clone)]
pub enum Who {
    /// Nobody that is known.
    Nobody,
    /// A visitor or a program.
    Bearer(String),
    /// An agent.
    Cookie(String),
}

/// A request with JSON, or without a body where it is null.
pub fn request(method: Method, path: &str, who: &Who, body: Value) -> Request<Body> {
    let mut builder = Request::builder().method(method).uri(path).header(header::HOST, "desk.test");
    match who {
        Who::Nobody => {}
        Who::Bearer(token) => builder = builder.header(header::AUTHORIZATION, format!("Bearer {token}")),
        Who::Cookie(cookie) => builder = builder.header(header::COOKIE, cookie),
    }
    if body.is_null() {
        return builder.body(Body::empty()).expect("a request");
    }
    let builder = builder.header(header::CONTENT_TYPE, "application/json");
    builder.body(Body::from(body.to_string())).expect("a request")
}

/// A form with one file.
pub fn upload(path: &str, who: &Who, name: &str, bytes: &[u8]) -> Request<Body> {
    let mut body = format!(
        "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/html\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--X--\r\n");
    let mut request = request(Method::POST, path, who, Value::Null);
    request
        .headers_mut()
        .insert(header::CONTENT_TYPE, "multipart/form-data; boundary=X".parse().expect("a header"));
    *request.body_mut() = Body::from(body);
    request
}

/// A picture of one pixel.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

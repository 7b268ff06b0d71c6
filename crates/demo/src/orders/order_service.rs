//! The order service: what Rapport may look up and change at the shop, over signed HTTP.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use rapport_domain::Clock;
use serde_json::{Map, Value, json};

use super::book::{ChangeCall, ChangeError, Claim, OrderBook, Refusal};
use crate::signature::{Secret, verify};

/// The paths of the actions.
pub const ORDER_ACTIONS: [&str; 4] = [
    "/actions/find-order",
    "/actions/orders-of-customer",
    "/actions/start-return",
    "/actions/change-address",
];

const MAX_BODY_BYTES: usize = 64 * 1024;
const MAX_ADDRESS_CHARS: usize = 300;

struct Service {
    book: Arc<OrderBook>,
    secret: Secret,
    clock: Arc<dyn Clock>,
}

type Act = fn(&Service, &Call) -> Result<Value, ChangeError>;

/// The routes of the order service.
pub(crate) fn routes(book: Arc<OrderBook>, secret: Secret, clock: Arc<dyn Clock>) -> Router {
    let service = Arc::new(Service { book, secret, clock });
    let acts: [Act; 4] = [find_order, orders_of_customer, start_return, change_address];
    let mut router = Router::new();
    for (path, act) in ORDER_ACTIONS.into_iter().zip(acts) {
        let handle = move |State(service): State<Arc<Service>>, headers: HeaderMap, body: Bytes| async move {
            answer(&service, &headers, &body, act)
        };
        router = router.route(path, post(handle));
    }
    router.layer(DefaultBodyLimit::max(MAX_BODY_BYTES)).with_state(service)
}

/// A call whose signature fits.
struct Call {
    key: String,
    request: String,
    arguments: Map<String, Value>,
}

fn answer(service: &Service, headers: &HeaderMap, body: &[u8], act: Act) -> Response {
    let key = match verify(&service.secret, headers, body, service.clock.now()) {
        Ok(key) => key,
        Err(error) => return problem(StatusCode::UNAUTHORIZED, "unsigned", &error.to_string()),
    };
    let Some((request, arguments)) = read(body) else {
        return problem(StatusCode::BAD_REQUEST, "invalid_json", "the body is not a JSON object");
    };
    match act(service, &Call { key, request, arguments }) {
        Ok(result) => axum::Json(result).into_response(),
        Err(ChangeError::Refused(refusal)) => refused(refusal),
        Err(ChangeError::NotKept(error)) => {
            tracing::error!(%error, "an order could not be changed");
            problem(StatusCode::INTERNAL_SERVER_ERROR, "not_kept", "the change could not be kept")
        }
    }
}

/// The arguments stand in the object itself, or under `arguments` beside the call's own fields.
fn read(body: &[u8]) -> Option<(String, Map<String, Value>)> {
    let Value::Object(mut object) = serde_json::from_slice(body).ok()? else { return None };
    let arguments = match object.remove("arguments") {
        Some(Value::Object(arguments)) => arguments,
        Some(_) => return None,
        None => object,
    };
    let request = serde_json::to_string(&arguments).ok()?;
    Some((request, arguments))
}

impl Call {
    fn text(&self, name: &str) -> Option<&str> {
        self.arguments.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    /// Digits, perhaps after letters or `#`, as text or number.
    fn number(&self) -> Result<u32, Refusal> {
        let value = self.arguments.get("order_number").or_else(|| self.arguments.get("number"));
        let digits: String = match value {
            Some(Value::String(text)) => text.chars().filter(char::is_ascii_digit).collect(),
            Some(Value::Number(number)) => number.to_string(),
            _ => return Err(Refusal::InvalidArgument),
        };
        if digits.is_empty() {
            return Err(Refusal::InvalidArgument);
        }
        digits.parse().map_err(|_| Refusal::NotFound)
    }

    fn claim(&self) -> Result<Claim<'_>, Refusal> {
        match (self.text("email"), self.text("external_id")) {
            (Some(email), _) => Ok(Claim::Email(email)),
            (None, Some(id)) => Ok(Claim::ExternalId(id)),
            (None, None) => Err(Refusal::InvalidArgument),
        }
    }

    /// Changes come after a look-up, so they need not say again whose order it is; if they do, it must fit.
    fn change(&self) -> Result<ChangeCall<'_>, Refusal> {
        let claim = self.claim().unwrap_or(Claim::Rapport);
        Ok(ChangeCall { key: &self.key, request: &self.request, number: self.number()?, claim })
    }
}

fn find_order(service: &Service, call: &Call) -> Result<Value, ChangeError> {
    Ok(json!(service.book.find(call.number()?, call.claim()?, service.clock.now())?))
}

fn orders_of_customer(service: &Service, call: &Call) -> Result<Value, ChangeError> {
    let orders = service.book.orders_of(call.claim()?, service.clock.now())?;
    Ok(json!({ "count": orders.len(), "orders": orders }))
}

fn start_return(service: &Service, call: &Call) -> Result<Value, ChangeError> {
    service.book.start_return(&call.change()?, call.text("item"))
}

fn change_address(service: &Service, call: &Call) -> Result<Value, ChangeError> {
    let address = call.text("address").filter(|text| text.chars().count() <= MAX_ADDRESS_CHARS);
    let address = address.ok_or(Refusal::InvalidArgument)?;
    service.book.change_address(&call.change()?, address, service.clock.now())
}

fn refused(refusal: Refusal) -> Response {
    let status = match refusal {
        Refusal::NotFound => StatusCode::NOT_FOUND,
        Refusal::InvalidArgument | Refusal::UnknownItem => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::AlreadyShipped | Refusal::NotReturnable | Refusal::KeyReused => StatusCode::CONFLICT,
    };
    (status, axum::Json(json!({ "reason": refusal }))).into_response()
}

fn problem(status: StatusCode, reason: &str, detail: &str) -> Response {
    (status, axum::Json(json!({ "reason": reason, "detail": detail }))).into_response()
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::Request,
    };
    use rapport_domain::Timestamp;
    use tower::ServiceExt as _;

    use super::*;
    use crate::signature::tests::{SECRET, signed};

    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            NOW
        }
    }

    fn service() -> (tempfile::TempDir, Router) {
        let folder = tempfile::tempdir().expect("a folder");
        let book = OrderBook::open(folder.path().join("orders.json")).expect("a book");
        let secret = Secret::parse(SECRET).expect("a secret");
        (folder, routes(Arc::new(book), secret, Arc::new(Stopped)))
    }

    async fn call(router: &Router, path: &str, id: &str, body: &str) -> (u16, Value) {
        let mut request = Request::post(path).body(Body::from(body.to_owned())).expect("a request");
        *request.headers_mut() = signed(id, NOW, body);
        let response = router.clone().oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (status, serde_json::from_slice(&bytes).expect("JSON"))
    }

    #[tokio::test]
    async fn a_signed_call_is_answered_and_an_unsigned_one_is_not() {
        let (_folder, router) = service();
        let body = r#"{"order_number":"TF-100482","email":"tom.heald@example.com"}"#;
        let (status, order) = call(&router, "/actions/find-order", "act_1", body).await;
        assert_eq!((status, &order["status"]), (200, &json!("delayed")));
        assert_eq!(order["returnable"], "no");

        let unsigned = Request::post("/actions/find-order").body(Body::from(body)).expect("a request");
        let response = router.oneshot(unsigned).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }

    #[tokio::test]
    async fn refusals_say_why() {
        let (_folder, router) = service();
        let check = async |path: &str, body: &str, expected: (u16, &str)| {
            let (status, answer) = call(&router, path, "act_1", body).await;
            assert_eq!((status, answer["reason"].as_str().unwrap_or("")), expected, "{body}");
        };
        let find = "/actions/find-order";
        check(find, r#"{"order_number":"100482","email":"x@example.com"}"#, (404, "not_found")).await;
        check(find, r#"{"order_number":"7","email":"x@example.com"}"#, (404, "not_found")).await;
        check(find, r#"{"order_number":"100482"}"#, (422, "invalid_argument")).await;
        check(find, r#"{"order_number":["x"],"email":"x"}"#, (422, "invalid_argument")).await;
        check(find, "[]", (400, "invalid_json")).await;
        check(find, "{", (400, "invalid_json")).await;
        let late = r#"{"order_number":"TF-100453","address":"1 New Road"}"#;
        check("/actions/change-address", late, (409, "already_shipped")).await;
        let twice = r#"{"order_number":"TF-100453","item":"jacket","reason":"too small"}"#;
        check("/actions/start-return", twice, (409, "not_returnable")).await;
    }

    #[tokio::test]
    async fn a_repeated_key_changes_nothing_again_and_other_arguments_are_noticed() {
        let (_folder, router) = service();
        let path = "/actions/start-return";
        let body = r#"{"arguments":{"order_number":"100454","email":"robert.pryce@example.com"}}"#;
        let first = call(&router, path, "act_1", body).await;
        assert_eq!((first.0, &first.1["label_email"]), (200, &json!("robert.pryce@example.com")));
        assert_eq!(call(&router, path, "act_1", body).await, first);
        let other = r#"{"order_number":"100461","email":"leila.haddad@example.com"}"#;
        assert_eq!(call(&router, path, "act_1", other).await.1["reason"], "key_reused");
    }

    #[tokio::test]
    async fn a_customers_orders_come_newest_first() {
        let (_folder, router) = service();
        let body = r#"{"external_id":"c-2001"}"#;
        let (_, answer) = call(&router, "/actions/orders-of-customer", "act_1", body).await;
        let numbers: Vec<_> =
            answer["orders"].as_array().into_iter().flatten().map(|order| order["number"].clone()).collect();
        assert_eq!(numbers, [json!("TF-100476"), json!("TF-100451")]);
    }
}

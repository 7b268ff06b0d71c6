//! The shop: its pages, pictures and one-click sign-in, and the widget's snippet on every page.

mod frame;
mod my_orders;
mod products;

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use hmac::{Hmac, Mac};
use maud::{Markup, html};
use rapport_domain::Clock;
use serde::Deserialize;
use sha2::Sha256;

use crate::orders::{
    book::OrderBook,
    catalogue,
    customers::{self, ShopCustomer},
};

const CSS: &str = include_str!("../../assets/shop.css");
const SCRIPT: &str = include_str!("../../assets/shop.js");
const HERO: &str = include_str!("../../assets/hero.svg");
const COOKIE: &str = "shop_customer";

/// What the pages need.
pub(crate) struct Shop {
    pub company: String,
    pub server_url: String,
    pub inbox_key: String,
    pub identity_secret: String,
    pub book: Arc<OrderBook>,
    pub clock: Arc<dyn Clock>,
}

/// The routes of the shop.
pub(crate) fn routes(shop: Shop) -> Router {
    Router::new()
        .route("/", get(front))
        .route("/products/{product}", get(product))
        .route("/my-orders", get(orders))
        .route("/sign-in", post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/shop.css", get(async || file("text/css; charset=utf-8", CSS)))
        .route("/shop.js", get(async || file("text/javascript; charset=utf-8", SCRIPT)))
        .route("/hero.svg", get(async || file("image/svg+xml", HERO)))
        .route("/pictures/{picture}", get(picture))
        .fallback(nowhere)
        .with_state(Arc::new(shop))
}

impl Shop {
    /// HMAC-SHA-256 of the shop's id of a customer, in hexadecimal: the proof that the widget carries.
    pub(crate) fn signature(&self, external_id: &str) -> String {
        let key = self.identity_secret.as_bytes();
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes keys of any length");
        mac.update(external_id.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }

    // Written out, so that the page proves that the widget works on a strict page: nothing inline, no
    // blob or data pictures, no text turned into markup.
    fn policy(&self) -> String {
        let server = &self.server_url;
        let live = server.replacen("http", "ws", 1);
        format!(
            "default-src 'none'; script-src 'self' {server}; style-src 'self'; img-src 'self'; \
             connect-src {server} {live}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'"
        )
    }

    fn page(&self, status: StatusCode, page: &frame::Page<'_>) -> Response {
        let headers = [
            (header::CONTENT_SECURITY_POLICY, self.policy()),
            (header::CACHE_CONTROL, "no-store".to_owned()),
            (HeaderName::from_static("x-content-type-options"), "nosniff".to_owned()),
        ];
        (status, headers, frame::frame(self, page)).into_response()
    }
}

fn file(content_type: &'static str, content: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "max-age=300")];
    (headers, content).into_response()
}

async fn front(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Response {
    let content = products::front(&shop.company);
    let page = frame::Page { title: "Kit for long days out", customer: visitor(&headers), content };
    shop.page(StatusCode::OK, &page)
}

async fn product(State(shop): State<Arc<Shop>>, headers: HeaderMap, Path(slug): Path<String>) -> Response {
    let Some(product) = catalogue::find(&slug) else { return missing(&shop, &headers) };
    let content = products::one(product);
    shop.page(StatusCode::OK, &frame::Page { title: product.name, customer: visitor(&headers), content })
}

async fn picture(Path(name): Path<String>) -> Response {
    match name.strip_suffix(".svg").and_then(catalogue::find) {
        Some(product) => file("image/svg+xml", product.picture),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn orders(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Response {
    let customer = visitor(&headers);
    let content = match customer {
        Some(customer) => my_orders::of(&shop, customer),
        None => my_orders::who_are_you(),
    };
    shop.page(StatusCode::OK, &frame::Page { title: "My orders", customer, content })
}

#[derive(Deserialize)]
struct SignIn {
    customer: String,
}

/// A demo has no passwords: whoever is at this machine may be any of its invented customers.
async fn sign_in(State(shop): State<Arc<Shop>>, headers: HeaderMap, Form(form): Form<SignIn>) -> Response {
    let Some(customer) = customers::by_external_id(&form.customer) else { return missing(&shop, &headers) };
    let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax", customer.external_id);
    ([(header::SET_COOKIE, cookie)], Redirect::to("/my-orders")).into_response()
}

async fn sign_out() -> Response {
    let cookie = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

async fn nowhere(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Response {
    missing(&shop, &headers)
}

fn missing(shop: &Shop, headers: &HeaderMap) -> Response {
    let content: Markup = html! {
        section.narrow {
            h1 { "This path ends here" }
            p { "There is no such page. " a href="/" { "Back to the shop" } "." }
        }
    };
    let page = frame::Page { title: "No such page", customer: visitor(headers), content };
    shop.page(StatusCode::NOT_FOUND, &page)
}

fn visitor(headers: &HeaderMap) -> Option<&'static ShopCustomer> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).and_then(|(_, id)| customers::by_external_id(id))
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

    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            Timestamp::from_micros(1_795_000_000_000_000)
        }
    }

    fn shop() -> (tempfile::TempDir, Router) {
        let folder = tempfile::tempdir().expect("a folder");
        let book = OrderBook::open(folder.path().join("orders.json")).expect("a book");
        let shop = Shop {
            company: "Tarn & Fell".into(),
            server_url: "http://127.0.0.1:7070".into(),
            inbox_key: "key\"><script>".into(),
            identity_secret: "secret".into(),
            book: Arc::new(book),
            clock: Arc::new(Stopped),
        };
        (folder, routes(shop))
    }

    async fn get_page(router: &Router, path: &str, cookie: &str) -> (Response, String) {
        let request = Request::get(path).header("cookie", cookie).body(Body::empty()).expect("a request");
        let response = router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        (Response::from_parts(parts, Body::empty()), String::from_utf8_lossy(&bytes).into_owned())
    }

    #[tokio::test]
    async fn every_page_carries_the_snippet_under_a_strict_policy() {
        let (_folder, router) = shop();
        for path in ["/", "/products/tarn-40", "/my-orders", "/nowhere"] {
            let (response, page) = get_page(&router, path, "").await;
            let policy = response.headers()["content-security-policy"].to_str().expect("text");
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            assert!(policy.contains("ws://127.0.0.1:7070"), "{policy}");
            assert!(page.contains("src=\"http://127.0.0.1:7070/widget.js\""), "{path}");
            assert!(page.contains("Tarn &amp; Fell") && !page.contains("\"><script>"), "{path}");
        }
    }

    #[tokio::test]
    async fn a_customer_signs_in_with_one_click_and_the_shop_vouches_for_them() {
        let (_folder, router) = shop();
        let request = Request::post("/sign-in")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("customer=c-2001"))
            .expect("a request");
        let response = router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let (_, page) = get_page(&router, "/my-orders", "a=b; shop_customer=c-2001").await;
        assert!(page.contains("TF-100476") && page.contains("Maya Okafor") && !page.contains("TF-100482"));
        // printf %s c-2001 | openssl dgst -sha256 -hmac secret
        let proof = "c49ef552f1803d22111c3a2bb854b2e3360eaab2d0e97bf89ffec3527051405d";
        assert!(page.contains(&format!("data-signature=\"{proof}\"")));
    }
}

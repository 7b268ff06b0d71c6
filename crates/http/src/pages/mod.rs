//! The pages inside the binary: the console, the widget's script, the documentation, the chat page.

pub(crate) mod chat;
pub(crate) mod docs;
pub(crate) mod mail_stop;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use rust_embed::{Embed, EmbeddedFile};

use crate::{AppState, problem::Problem};

/// The built pages. Debug builds read them from the disk, so that work on them never rebuilds Rust; a build
/// without them works and says how to make them.
#[derive(Embed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Built;

/// What our own pages may do: run their own scripts and speak with their own server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
     img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Shown instead of the console where it was not built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Rapport</title>\
     <h1>The pages are not built yet</h1><p>The server runs. To build the pages and start it with them, run \
     <code>cargo xtask run</code> in the repository (it needs Node 20.19, 22.12 or newer).</p>\
     <p><a href=\"/docs\">The API is documented here.</a></p>";

/// A page, a script, a picture; for every other address of the console its one page.
pub(crate) async fn serve(State(_): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    let readable = matches!(*request.method(), Method::GET | Method::HEAD);
    if !readable || path.starts_with("/api/") {
        return Problem::not_found("address").into_response();
    }
    let name = path.trim_start_matches('/');
    if !name.is_empty() && Built::get(name).is_some() {
        return file(name, request.headers());
    }
    // An address with an ending asks for a file, and a page instead of it would only confuse.
    if name.rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return Problem::not_found("file").into_response();
    }
    if Built::get("index.html").is_some() {
        return file("index.html", request.headers());
    }
    (StatusCode::SERVICE_UNAVAILABLE, page_headers(), Html(NOT_BUILT)).into_response()
}

/// What every page of ours is sent with.
pub(crate) fn page_headers() -> [(header::HeaderName, HeaderValue); 2] {
    [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ]
}

fn file(name: &str, asked: &HeaderMap) -> Response {
    let (found, encoding) = best(name, asked);
    let Some(found) = found else { return Problem::not_found("file").into_response() };
    let hash: String =
        found.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or("");
    let is_known = known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(found.data.into_owned()))
    };
    let headers = response.headers_mut();
    let plain = mime_of(name);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(plain));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching(name)));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if name == "widget.js" {
        // Shops load it into their own pages.
        let any = HeaderValue::from_static("*");
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
        let policy = HeaderValue::from_static("cross-origin");
        headers.insert(header::HeaderName::from_static("cross-origin-resource-policy"), policy);
    }
    response
}

/// The smallest form that the build made and the browser takes.
fn best(name: &str, asked: &HeaderMap) -> (Option<EmbeddedFile>, Option<&'static str>) {
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let takes = |wanted: &str| {
        accepted.split(',').any(|one| {
            let (coding, weight) = one.trim().split_once(';').unwrap_or((one.trim(), ""));
            coding.eq_ignore_ascii_case(wanted) && !weight.trim().starts_with("q=0")
        })
    };
    for (coding, ending) in [("br", "br"), ("gzip", "gz")] {
        if takes(coding)
            && let Some(found) = Built::get(&format!("{name}.{ending}"))
        {
            return (Some(found), Some(coding));
        }
    }
    (Built::get(name), None)
}

/// Built files carry a hash in their name and never change; the rest is asked for again each time.
fn caching(name: &str) -> &'static str {
    match name {
        name if name.starts_with("assets/") => "public, max-age=31536000, immutable",
        "widget.js" => "public, max-age=300",
        _ => "no-cache",
    }
}

fn mime_of(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

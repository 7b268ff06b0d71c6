//! The public help centre: pages for those who would rather look than ask, from the release that the assistant
//! answers from. They are rendered once per release and kept; without JavaScript everything works but the chat.

mod article;
mod facts;
mod feedback;
mod frame;
mod front;
mod kept;
mod machines;
mod results;
mod theme;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use rapport_domain::{HelpCategoryId, TopicId};
use serde::Deserialize;

use crate::{
    AppState,
    access::ClientAddress,
    limits::Who,
    problem::{Problem, kinds},
};

pub(crate) use kept::KeptPages;
use kept::{Page, Rendered};

/// What the pages may do: run our own two scripts and speak with our own server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Of so many calls that an address may make, one may be a search, for which the model reads: 40 of 600.
const CALLS_PER_SEARCH: u32 = 15;

/// Everything below `/help`, and what search engines ask for.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/help", get(front))
        .route("/help/", get(async || Redirect::permanent("/help")))
        .route("/help/categories/{category}", get(category))
        .route("/help/articles/{topic}", get(article))
        .route("/help/articles/{topic}/helpful", axum::routing::post(feedback::say))
        .route("/help/thanks", get(feedback::thanks).post(feedback::add_words))
        .route("/help/search", get(search))
        .route("/help/style.css", get(style))
        .route("/help/help.js", get(script))
        .route("/help/{*nothing}", get(nowhere))
        .route("/sitemap.xml", get(sitemap))
        .route("/robots.txt", get(robots))
}

async fn front(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let pages = pages(&state).await?;
    Ok(send(pages.front(), &headers))
}

async fn category(
    State(state): State<AppState>,
    Path(category): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let pages = pages(&state).await?;
    let id: Option<HelpCategoryId> = category.parse().ok();
    match id.and_then(|id| pages.category(&id)) {
        Some(page) => Ok(send(page, &headers)),
        None => Ok(not_found(&pages)),
    }
}

async fn article(
    State(state): State<AppState>,
    Path(topic): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let pages = pages(&state).await?;
    let id: Option<TopicId> = topic.parse().ok();
    let Some(page) = id.as_ref().and_then(|id| pages.article(id)) else { return Ok(not_found(&pages)) };
    if let Some(topic) = id.filter(|_| method == Method::GET && is_read_by_people(&headers)) {
        state.desk().count_article_view(&topic);
    }
    Ok(send(page, &headers))
}

#[derive(Deserialize)]
struct SearchQuery {
    #[serde(default)]
    q: String,
}

async fn search(
    State(state): State<AppState>,
    query: Result<Query<SearchQuery>, axum::extract::rejection::QueryRejection>,
    caller: ClientAddress,
) -> Result<Response, Problem> {
    let pages = pages(&state).await?;
    let typed = query.map(|Query(query)| query.q).unwrap_or_default();
    let typed: String = typed.chars().take(200).collect();
    let per_minute = (state.options().address_per_minute / CALLS_PER_SEARCH).max(1);
    let allowance = state.limiter().take(Who::search(caller.0), per_minute, state.desk().now());
    if !allowance.is_allowed() {
        let mut response = page(StatusCode::TOO_MANY_REQUESTS, frame::too_many(&pages));
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(allowance.retry_after_s));
        return Ok(response);
    }
    let results = state.desk().search_help(&typed).await?.ok_or_else(|| Problem::not_found("page"))?;
    Ok(page(StatusCode::OK, results::page(&pages, typed.trim(), &results)))
}

async fn style(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(send(pages(&state).await?.style(), &headers))
}

async fn script(headers: HeaderMap) -> Response {
    send(kept::script(), &headers)
}

async fn nowhere(State(state): State<AppState>) -> Result<Response, Problem> {
    let pages = pages(&state).await?;
    Ok(not_found(&pages))
}

async fn sitemap(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(send(pages(&state).await?.sitemap(), &headers))
}

async fn robots(State(state): State<AppState>) -> Result<Response, Problem> {
    let has_help = state.desk().help_centre().await?.is_some();
    let text = machines::robots(has_help.then_some(state.options().public_url.as_str()));
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, plain)], text).into_response())
}

/// The pages of the release in force; not found where the company has no help centre.
async fn pages(state: &AppState) -> Result<Arc<Rendered>, Problem> {
    let centre = state.desk().help_centre().await?;
    let centre = centre.ok_or_else(|| Problem::new(kinds::NOT_FOUND, "This company has no help centre."))?;
    Ok(state.help_pages().of(centre, &state.options().public_url))
}

/// A kept page, or that it has not changed.
fn send(page: &Page, asked: &HeaderMap) -> Response {
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or("");
    let is_known = |tag: &&String| known.split(',').any(|one| one.trim().trim_start_matches("W/") == **tag);
    // Whoever has the page has it, compressed or not.
    let known_tag = [&page.tag, &page.zipped_tag].into_iter().find(is_known);
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let zipped = accepted.split(',').any(|one| one.trim() == "gzip" || one.trim().starts_with("gzip;q=1"));
    let (mut response, tag) = match (known_tag, zipped) {
        (Some(tag), _) => (StatusCode::NOT_MODIFIED.into_response(), tag),
        (None, true) => (page.zipped().into_response(), &page.zipped_tag),
        (None, false) => (page.body.clone().into_response(), &page.tag),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(page.media_type));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    // Asked for again each time, so that a release is seen the moment it is published; unchanged costs little.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    if zipped && known_tag.is_none() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    protected(response)
}

/// A page that is made for this request alone.
fn page(status: StatusCode, body: maud::Markup) -> Response {
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    let response = (status, [(header::CONTENT_TYPE, html)], body.into_string()).into_response();
    protected(response)
}

fn not_found(pages: &Rendered) -> Response {
    page(StatusCode::NOT_FOUND, frame::not_found(pages))
}

fn protected(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // Forms tell their origin only where the page may name itself to its own server.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// Whether a person reads it, as far as the request tells: no crawler, no look ahead.
fn is_read_by_people(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let agent = text("user-agent").to_ascii_lowercase();
    let machine =
        ["bot", "crawl", "spider", "slurp", "preview", "monitor"].iter().any(|one| agent.contains(one));
    !machine && !text("sec-purpose").contains("prefetch") && !text("purpose").contains("prefetch")
}

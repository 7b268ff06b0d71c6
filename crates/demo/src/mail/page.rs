//! The page that shows the mails.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use maud::{DOCTYPE, Markup, html};
use rapport_domain::Timestamp;

use super::mailbox::{Mail, Mailbox};

const CSS: &str = include_str!("../../assets/mail.css");
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; \
                           form-action 'none'; frame-ancestors 'none'";
/// A mail may style itself and open its links in a new tab; it can run nothing and load nothing.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
                           form-action 'none'; frame-ancestors 'self'; \
                           sandbox allow-popups allow-popups-to-escape-sandbox";

struct Page {
    mailbox: Arc<Mailbox>,
    company: String,
}

/// The routes of the mail page.
pub(crate) fn routes(mailbox: Arc<Mailbox>, company: String) -> Router {
    Router::new()
        .route("/mail", get(list))
        .route("/mail.css", get(css))
        .route("/mail/{mail}", get(one))
        .route("/mail/{mail}/html", get(body))
        .with_state(Arc::new(Page { mailbox, company }))
}

async fn css() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], CSS).into_response()
}

async fn list(State(page): State<Arc<Page>>) -> Response {
    let mails = page.mailbox.all();
    let content = html! {
        @if mails.is_empty() {
            div.empty {
                h2 { "No mail yet" }
                p { "When a customer leaves an address and goes away before the answer comes, the answer \
                     arrives here. So do invitations and password resets." }
            }
        } @else {
            ul.mails {
                @for mail in &mails {
                    li {
                        a href={ "/mail/" (mail.at.as_micros()) } {
                            span.subject { (mail.subject) }
                            span.to { "to " (mail.to) }
                            (moment(mail.at))
                        }
                    }
                }
            }
        }
    };
    shown(StatusCode::OK, &frame(&page, "Mail", &content))
}

async fn one(State(page): State<Arc<Page>>, Path(micros): Path<i64>) -> Response {
    let Some(mail) = page.mailbox.find(Timestamp::from_micros(micros)) else { return gone(&page) };
    let content = html! {
        p.back { a href="/mail" { "All mail" } }
        article {
            h2 { (mail.subject) }
            dl {
                dt { "From" } dd { (mail.from) }
                dt { "To" } dd { (mail.to) }
                dt { "Received" } dd { (moment(mail.at)) }
                @if !mail.files.is_empty() { dt { "Files" } dd { (mail.files.join(", ")) } }
            }
            @if mail.html.is_some() {
                iframe title="The mail as it looks" src={ "/mail/" (mail.at.as_micros()) "/html" }
                    sandbox="allow-popups allow-popups-to-escape-sandbox" {}
                details { summary { "The mail as plain text" } (text(&mail)) }
            } @else {
                (text(&mail))
            }
        }
    };
    shown(StatusCode::OK, &frame(&page, &mail.subject, &content))
}

async fn body(State(page): State<Arc<Page>>, Path(micros): Path<i64>) -> Response {
    let mail = page.mailbox.find(Timestamp::from_micros(micros));
    let Some(html) = mail.and_then(|mail| mail.html) else { return gone(&page) };
    // Without it a link would open inside the frame, where its page refuses to be shown.
    let html = format!("<!doctype html><base target=\"_blank\">{html}");
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, MAIL_POLICY),
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
    ];
    (headers, html).into_response()
}

fn gone(page: &Page) -> Response {
    let content = html! {
        div.empty {
            h2 { "There is no such mail" }
            p { "The demo keeps the last 200. " a href="/mail" { "All mail" } }
        }
    };
    shown(StatusCode::NOT_FOUND, &frame(page, "No such mail", &content))
}

fn frame(page: &Page, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (page.company) " demo mail" }
                link rel="stylesheet" href="/mail.css";
            }
            body {
                header { div {
                    h1 { "Demo mail" }
                    p { "Everything the demo sends by e-mail ends up here and goes nowhere else." }
                    a href="/" { "To the shop" }
                } }
                main { (content) }
            }
        }
    }
}

fn text(mail: &Mail) -> Markup {
    html! { div.text {
        @for word in mail.text.split_inclusive(char::is_whitespace) {
            @let address = word.trim_end().trim_matches(|c| "<>()".contains(c));
            @if address.starts_with("http://") || address.starts_with("https://") {
                a href=(address) target="_blank" rel="noopener noreferrer" { (word) }
            } @else { (word) }
        }
    } }
}

fn moment(at: Timestamp) -> Markup {
    let text = at.to_jiff().strftime("%-d %B %Y, %H:%M UTC").to_string();
    html! { time datetime=(at) { (text) } }
}

fn shown(status: StatusCode, page: &Markup) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
    ];
    (status, headers, page.clone()).into_response()
}

//! The bodies of the widget's operations, and what is done with their texts: cleaning, masking, showing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rapport_channels::{markdown, text};
use rapport_domain::redact::redact;

/// The tags that formatted text may consist of; see `rapport_channels::markdown`.
const TAGS: &[&str] = &[
    "p",
    "br",
    "strong",
    "em",
    "del",
    "ul",
    "ol",
    "li",
    "a",
    "code",
    "pre",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
];

fuzz_target!(|data: (u8, &[u8])| {
    let (operation, body) = data;
    match rapport_http::fuzz::widget_body(operation, body) {
        Ok(texts) => texts.iter().for_each(|text| follow(text)),
        Err(refusal) => {
            assert!((400..500).contains(&refusal.http_status), "{refusal:?}");
            assert!(refusal.detail.len() > 10 && refusal.detail.len() < 2_000, "{refusal:?}");
        }
    }
    if let Ok(text) = std::str::from_utf8(body) {
        follow(text);
    }
});

/// What happens to a customer's text until somebody sees it.
fn follow(typed: &str) {
    let clean = text::clean(typed);
    assert_eq!(text::clean(&clean), clean, "cleaning twice is cleaning once");
    let masked = redact(&clean);
    assert_eq!(masked.chars().count(), clean.chars().count(), "masking keeps the places of all letters");
    assert_eq!(redact(&masked), masked, "masking twice is masking once");
    only_known_tags(&markdown::to_html(&masked));
    only_known_tags(&markdown::plain_to_html(&masked));
}

/// Every `<` begins a tag that we write, and every link leads to the web or to a mailbox.
fn only_known_tags(html: &str) {
    for piece in html.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap_or("");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
        assert!(TAGS.contains(&name), "<{tag}> in {html}");
        // Schemes are the same in capitals.
        let link = tag.split("href=\"").nth(1).map(str::to_ascii_lowercase);
        let safe =
            |link: &String| ["https://", "http://", "mailto:"].iter().any(|scheme| link.starts_with(scheme));
        assert!(link.as_ref().is_none_or(safe), "<{tag}> in {html}");
    }
}

//! An article: the approved answer of a topic, with everything around it that helps.

use jiff::{civil::Date, tz::TimeZone};
use maud::{Markup, PreEscaped, html};
use rapport_channels::markdown::{plain_of, plain_to_html, to_page_html};
use rapport_desk::{Article, Body};
use rapport_domain::Timestamp;
use serde_json::{Value, json};

use super::{
    facts, feedback,
    frame::{Ask, Framed, crumbs, framed},
    front::{DESCRIPTION_CHARS, link},
    kept::Rendered,
    words::Words,
};

/// The page of an article.
pub(super) fn page(pages: &Rendered, article: &Article) -> Markup {
    let category = pages.centre.site.category(&article.category);
    let place = category.map(|category| (category.id.as_str(), category.title.as_str()));
    let words = pages.words;
    let body_lang = words.lang.filter(|_| article.body == Body::InChat);
    let main = html! {
        div.wide.reading {
            (crumbs(pages, place))
            article {
                h1 { (article.title) }
                div.answer.urgent[article.emergency] lang=[body_lang] { (PreEscaped(body(pages, &article.body))) }
                @if let Some(next) = &article.next_step {
                    section.next aria-labelledby="next" {
                        h2 id="next" lang=[words.lang] { (words.next_step) }
                        p { (next) }
                    }
                }
                (in_chat(pages, article))
                (meta(pages, article))
                // Whoever is in danger is not asked how they liked the page.
                @if !article.emergency { (feedback::asked(words, article.topic.as_str())) }
            }
            @if !article.related.is_empty() {
                aside aria-labelledby="related" {
                    h2 id="related" lang=[words.lang] { (words.related) }
                    ul { @for topic in &article.related { li { (link(pages, topic)) } } }
                }
            }
        }
    };
    let description = excerpt(&plain_text(pages, article), DESCRIPTION_CHARS);
    let path = format!("/help/articles/{}", article.topic);
    let page = Framed {
        title: &article.title,
        description: &description,
        path: Some(&path),
        data: Some(data(pages, article, &path)),
        has_search: false,
        main,
    };
    let ask = Ask { article: Some((article.topic.as_str(), &article.title)), text: "" };
    framed(pages, &page, &ask)
}

fn body(pages: &Rendered, body: &Body) -> String {
    match body {
        Body::Rich(markdown) => to_page_html(markdown),
        Body::Plain(text) => facts::marked(&plain_to_html(text)),
        Body::InChat => plain_to_html(pages.words.in_chat),
    }
}

/// What the chat can do about it.
fn in_chat(pages: &Rendered, article: &Article) -> Markup {
    let (topic, title, words) = (article.topic.as_str(), &article.title, pages.words);
    html! {
        @if let (Some(offer), true) = (&article.offer, pages.centre.inbox.is_some()) {
            section.offer data-script hidden aria-label=(words.do_in_chat) lang=[words.lang] {
                p lang=[pages.own_lang()] { (offer) }
                @if article.emergency {
                    p.acts { button.main type="button" data-person { (words.person_now) } }
                } @else {
                    p.acts {
                        button.main type="button" data-ask data-article=(topic) data-title=(title) data-text=(title) {
                            (words.do_in_chat)
                        }
                    }
                }
            }
        }
    }
}

/// Since when it holds, and where it comes from.
fn meta(pages: &Rendered, article: &Article) -> Markup {
    let words = pages.words;
    let approved = day(pages.centre.approved_at(&article.topic), pages);
    let (before, after) = words.approved.split_once("{date}").unwrap_or((words.approved, ""));
    html! {
        p.meta lang=[words.lang] {
            (before) time datetime=(approved.to_string()) { (written(approved, words)) } (after)
            @if !article.sources.is_empty() { " · " (words.source.replace("{sources}", &article.sources.join("; "))) }
        }
    }
}

/// The day in the company's time zone.
fn day(at: Timestamp, pages: &Rendered) -> Date {
    let zone = TimeZone::get(&pages.centre.company().time_zone).unwrap_or(TimeZone::UTC);
    at.to_jiff().to_zoned(zone).date()
}

/// A day as people write it.
fn written(day: Date, words: &Words) -> String {
    let month = usize::try_from(day.month()).ok().and_then(|month| words.months.get(month.checked_sub(1)?));
    let filled = words.date.replace("{day}", &day.day().to_string()).replace("{month}", month.unwrap_or(&""));
    filled.replace("{year}", &day.year().to_string())
}

/// What search engines read.
fn data(pages: &Rendered, article: &Article, path: &str) -> Value {
    let url = pages.address(path);
    let company = pages.centre.company();
    let day = day(pages.centre.approved_at(&article.topic), pages).to_string();
    let category = pages.centre.site.category(&article.category);
    let mut crumbs = vec![
        json!({ "@type": "ListItem", "position": 1, "name": pages.words.help, "item": pages.address("/help") }),
    ];
    crumbs.extend(category.map(|category| {
        let item = pages.address(&format!("/help/categories/{}", category.id));
        json!({ "@type": "ListItem", "position": 2, "name": category.title, "item": item })
    }));
    let answer = json!({ "@type": "Answer", "text": body(pages, &article.body) });
    let publisher = json!({ "@type": "Organization", "name": company.name });
    json!({
        "@context": "https://schema.org",
        "@graph": [
            { "@type": "FAQPage", "url": url, "mainEntity": [
                { "@type": "Question", "name": article.title, "acceptedAnswer": answer },
            ] },
            { "@type": "Article", "headline": article.title, "url": url, "dateModified": day,
              "inLanguage": company.locale, "publisher": publisher },
            { "@type": "BreadcrumbList", "itemListElement": crumbs },
        ],
    })
}

/// What an article says, without any formatting.
pub(super) fn plain_text(pages: &Rendered, article: &Article) -> String {
    match &article.body {
        Body::Rich(markdown) => plain_of(markdown),
        Body::Plain(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Body::InChat => pages.words.in_chat.to_owned(),
    }
}

/// The beginning of a text, cut between words.
pub(super) fn excerpt(text: &str, chars: usize) -> String {
    if text.chars().count() <= chars {
        return text.to_owned();
    }
    let cut: String = text.chars().take(chars).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_ends_between_words() {
        assert_eq!(excerpt("It is free from £50, counted after discounts.", 21), "It is free from £50…");
        assert_eq!(excerpt("Short.", 21), "Short.");
    }
}

//! The front page and the page of a category.

use maud::{Markup, html};
use rapport_desk::Category;
use rapport_domain::TopicId;
use serde_json::json;

use super::{
    article::{excerpt, plain_text},
    frame::{Ask, Framed, crumbs, framed, search_form},
    kept::Rendered,
};

/// Articles of a category that the front page names.
const FIRST: usize = 5;
/// Characters that tell what an article is about in a list.
const EXCERPT_CHARS: usize = 130;
/// Characters that search engines show of a page.
pub(super) const DESCRIPTION_CHARS: usize = 155;

/// The front page.
pub(super) fn page(pages: &Rendered) -> Markup {
    let site = &pages.centre.site;
    let intro = site.intro.as_deref();
    let main = html! {
        section.hero {
            div.wide {
                h1 { (site.title) }
                @if let Some(intro) = intro { p { (intro) } }
                (search_form(pages.words, "", true))
            }
        }
        div.wide {
            @if !pages.centre.most_read.is_empty() {
                section.most aria-labelledby="most" {
                    h2 id="most" lang=[pages.words.lang] { (pages.words.most_read) }
                    ul { @for topic in &pages.centre.most_read { li { (link(pages, topic)) } } }
                }
            }
            div.cards {
                @for category in &site.categories { (card(pages, category)) }
            }
        }
    };
    let usual = pages.words.usual_intro.replace("{company}", &pages.centre.company().name);
    let data = json!({
        "@context": "https://schema.org", "@type": "WebSite", "name": site.title, "url": pages.address("/help"),
        "potentialAction": {
            "@type": "SearchAction", "target": pages.address("/help/search?q={q}"), "query-input": "required name=q",
        },
    });
    let page = Framed {
        title: &site.title,
        description: intro.unwrap_or(&usual),
        path: Some("/help"),
        data: Some(data),
        has_search: true,
        main,
    };
    framed(pages, &page, &Ask::default())
}

fn card(pages: &Rendered, category: &Category) -> Markup {
    let address = format!("/help/categories/{}", category.id);
    let all = category.articles.len();
    let all_of = pages.words.all_of.replace("{count}", &all.to_string());
    html! {
        section.card {
            h2 { a href=(address) { (category.title) } }
            @if let Some(about) = &category.about { p.soft { (about) } }
            ul { @for topic in category.articles.iter().take(FIRST) { li { (link(pages, topic)) } } }
            @if all > FIRST {
                p { a.all href=(address) { span lang=[pages.words.lang] { (all_of) } span.read-out { ": " (category.title) } } }
            }
        }
    }
}

/// A link to an article.
pub(super) fn link(pages: &Rendered, topic: &TopicId) -> Markup {
    let title =
        pages.centre.site.articles.get(topic).map_or(topic.as_str(), |article| article.title.as_str());
    html! { a href={ "/help/articles/" (topic.as_str()) } { (title) } }
}

/// The page of a category.
pub(super) fn category(pages: &Rendered, category: &Category) -> Markup {
    let articles = || category.articles.iter().filter_map(|topic| pages.centre.site.articles.get(topic));
    let main = html! {
        div.wide {
            (crumbs(pages, None))
            h1 { (category.title) }
            @if let Some(about) = &category.about { p.lead { (about) } }
            ul.list {
                @for article in articles() {
                    li {
                        a href={ "/help/articles/" (article.topic.as_str()) } { (article.title) }
                        p.soft { (excerpt(&plain_text(pages, article), EXCERPT_CHARS)) }
                    }
                }
            }
        }
    };
    let titles: Vec<&str> = articles().map(|article| article.title.as_str()).collect();
    let usual = excerpt(&titles.join(" · "), DESCRIPTION_CHARS);
    let path = format!("/help/categories/{}", category.id);
    let items: Vec<_> = articles()
        .enumerate()
        .map(|(at, article)| {
            let url = pages.address(&format!("/help/articles/{}", article.topic));
            json!({ "@type": "ListItem", "position": at + 1, "name": article.title, "url": url })
        })
        .collect();
    let data = json!({
        "@context": "https://schema.org", "@type": "CollectionPage", "name": category.title,
        "url": pages.address(&path), "mainEntity": { "@type": "ItemList", "itemListElement": items },
    });
    let page = Framed {
        title: &category.title,
        description: category.about.as_deref().unwrap_or(&usual),
        path: Some(&path),
        data: Some(data),
        has_search: false,
        main,
    };
    framed(pages, &page, &Ask::default())
}

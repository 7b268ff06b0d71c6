//! What a search of the help centre found, or honestly did not.

use maud::{Markup, html};
use rapport_desk::HelpResults;

use super::{
    article::{excerpt, plain_text},
    frame::{Ask, Framed, crumbs, framed, search_form},
    kept::Rendered,
};

const EXCERPT_CHARS: usize = 180;

/// The page of what was found for the words that were `typed`.
pub(super) fn page(pages: &Rendered, typed: &str, results: &HelpResults) -> Markup {
    let site = &pages.centre.site;
    let found: Vec<_> =
        results.found.iter().filter_map(|found| site.articles.get(&found.topic)).collect();
    let main = html! {
        div.wide {
            (crumbs(None))
            h1 { @if typed.is_empty() { "Search" } @else { "Answers for “" (typed) "”" } }
            (search_form(typed, true))
            @if let (Some(read), false) = (&results.read_as, found.is_empty()) {
                p.soft { "Read as “" (read) "”." }
            }
            @if typed.is_empty() {
                p { "Write what you need in a few words, as you would say it." }
            } @else if found.is_empty() {
                section.nothing {
                    h2 { "We have no answer to that here" }
                    p { "Try other words, or fewer of them. Or ask: a person can look into what these pages do not cover." }
                    p { a href="/help" { "Look through all topics" } }
                }
            } @else {
                p.soft role="status" { (found.len()) @if found.len() == 1 { " answer fits." } @else { " answers fit, the likeliest first." } }
                ol.list {
                    @for article in found {
                        li {
                            a href={ "/help/articles/" (article.topic.as_str()) } { (article.title) }
                            @if let Some(category) = site.category(&article.category) { span.tag { (category.title) } }
                            p.soft { (excerpt(&plain_text(article), EXCERPT_CHARS)) }
                        }
                    }
                }
            }
        }
    };
    let title = if typed.is_empty() { "Search".to_owned() } else { format!("Answers for “{typed}”") };
    let page = Framed { title: &title, description: "", path: None, data: None, has_search: true, main };
    framed(pages, &page, &Ask { article: None, text: typed })
}

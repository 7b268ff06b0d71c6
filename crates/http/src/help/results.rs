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
    let (site, words) = (&pages.centre.site, pages.words);
    let title = match typed {
        "" => words.search.to_owned(),
        typed => words.answers_for.replace("{words}", typed),
    };
    let found: Vec<_> = results.found.iter().filter_map(|found| site.articles.get(&found.topic)).collect();
    let fits = match found.len() {
        1 => words.found_one.to_owned(),
        count => words.found_many.replace("{count}", &count.to_string()),
    };
    let main = html! {
        div.wide {
            (crumbs(pages, None))
            h1 lang=[words.lang] { (title) }
            (search_form(words, typed, true))
            @if let (Some(read), false) = (&results.read_as, found.is_empty()) {
                p.soft lang=[words.lang] { (words.read_as.replace("{words}", read)) }
            }
            @if typed.is_empty() {
                p lang=[words.lang] { (words.how_to_search) }
            } @else if found.is_empty() {
                section.nothing lang=[words.lang] {
                    h2 { (words.nothing) }
                    p { (words.nothing_hint) }
                    p { a href="/help" { (words.all_topics) } }
                }
            } @else {
                p.soft role="status" lang=[words.lang] { (fits) }
                ol.list {
                    @for article in found {
                        li {
                            a href={ "/help/articles/" (article.topic.as_str()) } { (article.title) }
                            @if let Some(category) = site.category(&article.category) { span.tag { (category.title) } }
                            p.soft { (excerpt(&plain_text(pages, article), EXCERPT_CHARS)) }
                        }
                    }
                }
            }
        }
    };
    let page = Framed { title: &title, description: "", path: None, data: None, has_search: true, main };
    framed(pages, &page, &Ask { article: None, text: typed })
}

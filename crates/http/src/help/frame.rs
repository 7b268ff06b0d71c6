//! What stands around every page of the help centre: head, search, the way back, and the ways to be helped.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rapport_domain::content::Company;
use serde_json::Value;

use super::kept::Rendered;

/// A page to be framed.
pub(super) struct Framed<'a> {
    /// Its title.
    pub title: &'a str,
    /// What search engines and previews say of it.
    pub description: &'a str,
    /// Its address below ours; without one it is nothing to be found.
    pub path: Option<&'a str>,
    /// What machines read of it.
    pub data: Option<Value>,
    /// Whether its main part begins with a search of its own.
    pub has_search: bool,
    /// What stands on it.
    pub main: Markup,
}

/// What the chat is told when it is opened.
#[derive(Default)]
pub(super) struct Ask<'a> {
    /// The article that it is about, and its title.
    pub article: Option<(&'a str, &'a str)>,
    /// Words to begin with.
    pub text: &'a str,
}

/// The whole page.
pub(super) fn framed(pages: &Rendered, page: &Framed<'_>, ask: &Ask<'_>) -> Markup {
    let (site, company) = (&pages.centre.site, pages.centre.company());
    let title = if page.title == site.title { site.title.clone() } else { format!("{} · {}", page.title, site.title) };
    html! {
        (DOCTYPE)
        html lang=(company.locale) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                @if !page.description.is_empty() { meta name="description" content=(page.description); }
                @match page.path {
                    Some(path) => {
                        link rel="canonical" href=(pages.address(path));
                        meta property="og:url" content=(pages.address(path));
                    }
                    None => { meta name="robots" content="noindex"; }
                }
                meta property="og:title" content=(page.title);
                meta property="og:description" content=(page.description);
                meta property="og:site_name" content=(site.title);
                meta property="og:type" content=(if page.path.is_some_and(|path| path.contains("/articles/")) { "article" } else { "website" });
                meta property="og:locale" content=(company.locale.replace('-', "_"));
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/help/style.css";
                @if let Some(data) = &page.data {
                    script type="application/ld+json" { (PreEscaped(inert(data))) }
                }
                @if let Some(inbox) = &pages.centre.inbox {
                    script defer src="/help/help.js" {}
                    script async src="/widget.js" data-inbox=(inbox) data-locale=(company.locale) {}
                }
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                header.top {
                    div.wide {
                        a.logo href="/help" { (site.logo) }
                        @if !page.has_search { (search_form("", false)) }
                        @if let Some(back) = &pages.centre.back { a.back href=(back.address) { (back.label) } }
                    }
                }
                main id="content" tabindex="-1" { (page.main) }
                (help(pages, ask))
                footer { div.wide { p { (company.name) " · " a href="/help" { (site.title) } } } }
            }
        }
    }
}

/// JSON that cannot end the element that it stands in.
fn inert(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// The search field; `typed` stands in it already.
pub(super) fn search_form(typed: &str, is_large: bool) -> Markup {
    html! {
        form.search.large[is_large] role="search" action="/help/search" method="get" {
            label.read-out for="q" { "Search the help" }
            input id="q" name="q" type="search" value=(typed) maxlength="200" placeholder="What can we help you with?"
                autocomplete="off" required;
            button type="submit" { "Search" }
        }
    }
}

/// The ways to be helped by somebody, on every page.
fn help(pages: &Rendered, ask: &Ask<'_>) -> Markup {
    let company = pages.centre.company();
    let article = ask.article.map(|(topic, _)| topic);
    html! {
        section.help aria-labelledby="help" {
            div.wide {
                div {
                    h2 id="help" { "Did you not find it?" }
                    @if pages.centre.inbox.is_some() {
                        p { (company.assistant) ", our AI assistant, answers at once and passes you to a person whenever you like." }
                        p.acts {
                            button.main type="button" data-ask data-article=[article] data-title=[ask.article.map(|(_, title)| title)]
                                data-text=(ask.text) hidden {
                                @if article.is_some() { "Ask the assistant about this" } @else { "Ask the assistant" }
                            }
                            button type="button" data-person hidden { "Talk to a person" }
                        }
                        noscript { p { "The chat needs JavaScript. Everything else on these pages works without it." } }
                    }
                    p { (company.other_ways) }
                }
                (hours(company))
            }
        }
    }
}

/// When people answer.
fn hours(company: &Company) -> Markup {
    let days = opening_days(company);
    html! {
        @if !days.is_empty() {
            div.hours {
                h3 { "When people answer" }
                dl {
                    @for (days, spans) in &days { dt { (days) } dd { (spans) } }
                }
                p.soft { "Times in " (company.time_zone.rsplit('/').next().unwrap_or("").replace('_', " ")) "." }
            }
        }
    }
}

/// Days that have the same hours, together: “Monday to Friday”, “09:00–12:30, 13:15–18:00”.
fn opening_days(company: &Company) -> Vec<(String, String)> {
    const DAYS: [(&str, &str); 7] = [
        ("mon", "Monday"),
        ("tue", "Tuesday"),
        ("wed", "Wednesday"),
        ("thu", "Thursday"),
        ("fri", "Friday"),
        ("sat", "Saturday"),
        ("sun", "Sunday"),
    ];
    let spans = |key: &str| {
        let spans = company.hours.get(key).map(Vec::as_slice).unwrap_or_default();
        spans.iter().map(|span| span.replace('-', "–")).collect::<Vec<_>>().join(", ")
    };
    let days: Vec<(&str, String)> = DAYS.iter().map(|(key, name)| (*name, spans(key))).collect();
    let alike = days.chunk_by(|a, b| a.1 == b.1).map(|same| {
        let (first, last) = (same[0].0, same[same.len() - 1].0);
        let name = match same.len() {
            1 => first.to_owned(),
            2 => format!("{first} and {last}"),
            _ => format!("{first} to {last}"),
        };
        (name, if same[0].1.is_empty() { "closed".to_owned() } else { same[0].1.clone() })
    });
    if company.hours.values().all(Vec::is_empty) { vec![] } else { alike.collect() }
}

/// Where the page stands: the way back up.
pub(super) fn crumbs(category: Option<(&str, &str)>) -> Markup {
    html! {
        nav.crumbs aria-label="You are here" {
            ol {
                li { a href="/help" { "Help" } }
                @if let Some((id, title)) = category { li { a href={ "/help/categories/" (id) } { (title) } } }
            }
        }
    }
}

/// A page that is not there.
pub(super) fn not_found(pages: &Rendered) -> Markup {
    let main = html! {
        div.narrow {
            h1 { "There is no such page" }
            p { "It may have been moved or taken away. Search for what you need, or look through the topics." }
            (search_form("", true))
            p { a href="/help" { "All help topics" } }
        }
    };
    told(pages, "There is no such page", main)
}

/// Somebody searches too fast.
pub(super) fn too_many(pages: &Rendered) -> Markup {
    let main = html! {
        div.narrow {
            h1 { "That was a little fast" }
            p { "Many searches came from your network just now. Please wait a moment and search again." }
            p { a href="/help" { "All help topics" } }
        }
    };
    told(pages, "A moment, please", main)
}

/// A page that tells something and is not to be found.
pub(super) fn told(pages: &Rendered, title: &str, main: Markup) -> Markup {
    let page = Framed { title, description: "", path: None, data: None, has_search: true, main };
    framed(pages, &page, &Ask::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_end_its_element() {
        let data = serde_json::json!({ "name": "</script><script>alert(1)</script>&" });
        let written = inert(&data);
        assert!(!written.contains('<') && !written.contains('&'), "{written}");
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), data);
    }
}

//! What stands around every page of the help centre: head, search, the way back, and the ways to be helped.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rapport_domain::content::Company;
use serde_json::Value;

use super::{kept::Rendered, words::Words};

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
    let title = if page.title == site.title {
        site.title.clone()
    } else {
        format!("{} · {}", page.title, site.title)
    };
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
                a.skip href="#content" lang=[pages.words.lang] { (pages.words.skip) }
                header.top {
                    div.wide {
                        a.logo href="/help" { (site.logo) }
                        @if !page.has_search { (search_form(pages.words, "", false)) }
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
pub(super) fn search_form(words: &Words, typed: &str, is_large: bool) -> Markup {
    html! {
        form.search.large[is_large] role="search" lang=[words.lang] action="/help/search" method="get" {
            label.read-out for="q" { (words.search_help) }
            input id="q" name="q" type="search" value=(typed) maxlength="200" placeholder=(words.placeholder)
                autocomplete="off" required;
            button type="submit" { (words.search) }
        }
    }
}

/// The ways to be helped by somebody, on every page.
fn help(pages: &Rendered, ask: &Ask<'_>) -> Markup {
    let (company, words) = (pages.centre.company(), pages.words);
    let article = ask.article.map(|(topic, _)| topic);
    html! {
        section.help aria-labelledby="help" {
            div.wide {
                div {
                    h2 id="help" lang=[words.lang] { (words.not_found) }
                    @if pages.centre.inbox.is_some() {
                        p lang=[words.lang] { (words.chat_hint.replace("{assistant}", &company.assistant)) }
                        p.acts lang=[words.lang] {
                            button.main type="button" data-ask data-article=[article] data-title=[ask.article.map(|(_, title)| title)]
                                data-text=(ask.text) hidden {
                                @if article.is_some() { (words.ask_about) } @else { (words.ask) }
                            }
                            button type="button" data-person hidden { (words.person) }
                        }
                        noscript { p lang=[words.lang] { (words.chat_needs_script) } }
                    }
                    p { (company.other_ways) }
                }
                (hours(company, words))
            }
        }
    }
}

/// When people answer.
fn hours(company: &Company, words: &Words) -> Markup {
    let days = opening_days(company, words);
    let zone = company.time_zone.rsplit('/').next().unwrap_or("").replace('_', " ");
    html! {
        @if !days.is_empty() {
            div.hours lang=[words.lang] {
                h3 { (words.hours) }
                dl {
                    @for (days, spans) in &days { dt { (days) } dd { (spans) } }
                }
                p.soft { (words.times_in.replace("{zone}", &zone)) }
            }
        }
    }
}

/// Days that have the same hours, together: “Monday to Friday”, “09:00–12:30, 13:15–18:00”.
fn opening_days(company: &Company, words: &Words) -> Vec<(String, String)> {
    const KEYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let spans = |key: &str| {
        let spans = company.hours.get(key).map(Vec::as_slice).unwrap_or_default();
        spans.iter().map(|span| span.replace('-', "–")).collect::<Vec<_>>().join(", ")
    };
    let days: Vec<(&str, String)> = words.days.into_iter().zip(KEYS.map(spans)).collect();
    let alike = days.chunk_by(|a, b| a.1 == b.1).map(|same| {
        let (first, last) = (same[0].0, same[same.len() - 1].0);
        let name = match same.len() {
            1 => "{first}",
            2 => words.day_and,
            _ => words.day_to,
        };
        let name = name.replace("{first}", first).replace("{last}", last);
        (name, if same[0].1.is_empty() { words.closed.to_owned() } else { same[0].1.clone() })
    });
    if company.hours.values().all(Vec::is_empty) { vec![] } else { alike.collect() }
}

/// Where the page stands: the way back up.
pub(super) fn crumbs(pages: &Rendered, category: Option<(&str, &str)>) -> Markup {
    let words = pages.words;
    html! {
        nav.crumbs aria-label=(words.here) lang=[words.lang] {
            ol {
                li { a href="/help" { (words.help) } }
                @if let Some((id, title)) = category {
                    li lang=[pages.own_lang()] { a href={ "/help/categories/" (id) } { (title) } }
                }
            }
        }
    }
}

/// A page that is not there.
pub(super) fn not_found(pages: &Rendered) -> Markup {
    let main = html! {
        div.narrow lang=[pages.words.lang] {
            h1 { (pages.words.no_page) }
            p { (pages.words.no_page_hint) }
            (search_form(pages.words, "", true))
            p { a href="/help" { (pages.words.all_topics) } }
        }
    };
    told(pages, pages.words.no_page, main)
}

/// Somebody searches too fast.
pub(super) fn too_many(pages: &Rendered) -> Markup {
    let main = html! {
        div.narrow lang=[pages.words.lang] {
            h1 { (pages.words.too_many) }
            p { (pages.words.too_many_hint) }
            p { a href="/help" { (pages.words.all_topics) } }
        }
    };
    told(pages, pages.words.too_many, main)
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

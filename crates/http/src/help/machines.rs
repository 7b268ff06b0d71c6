//! What search engines ask for: which pages there are, and which they may read.

use std::fmt::Write as _;

use rapport_channels::markdown::escaped;

use super::kept::Rendered;

/// The sitemap: front page, categories, articles, each article with the day since when it holds.
pub(super) fn sitemap(pages: &Rendered) -> String {
    let site = &pages.centre.site;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut put = |path: &str, since: Option<String>| {
        let since = since.map(|day| format!("<lastmod>{day}</lastmod>")).unwrap_or_default();
        let address = escaped(&pages.address(path));
        writeln!(xml, "<url><loc>{address}</loc>{since}</url>").expect("writing into a String cannot fail");
    };
    put("/help", None);
    for category in &site.categories {
        put(&format!("/help/categories/{}", category.id), None);
    }
    for topic in site.articles.keys() {
        let since = pages.centre.approved_at(topic).to_jiff().strftime("%Y-%m-%d").to_string();
        put(&format!("/help/articles/{topic}"), Some(since));
    }
    xml + "</urlset>\n"
}

/// What crawlers may read: the help centre, where there is one, and nothing of the console.
pub(super) fn robots(public_url: Option<&str>) -> String {
    match public_url {
        Some(url) => format!(
            "User-agent: *\nAllow: /help\nAllow: /widget.js\nDisallow: /help/search\nDisallow: /help/thanks\n\
             Disallow: /\n\nSitemap: {url}/sitemap.xml\n"
        ),
        None => "User-agent: *\nDisallow: /\n".to_owned(),
    }
}

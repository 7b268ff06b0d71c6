//! Markdown, as answers and agents write it, to a small and safe part of HTML.
//!
//! Safe by construction: only the tags below are ever written, every text is escaped, and links lead to the
//! web or to a mailbox. Raw HTML in the source is shown as the text that it is.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

/// `markdown` as HTML of `p`, `br`, `strong`, `em`, `del`, `ul`, `ol`, `li`, `a`, `code`, `pre`, `blockquote`, and tables.
/// A message has no sections: its headings are strong paragraphs.
pub fn to_html(markdown: &str) -> String {
    written(markdown, Writer::default())
}

/// The same for a page that has a title of its own: its headings are `h2` to `h4`, without a gap, whatever
/// levels the writer took.
pub fn to_page_html(markdown: &str) -> String {
    let level = |event: Event<'_>| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(level),
        _ => None,
    };
    let mut levels: Vec<HeadingLevel> = parsed(markdown).filter_map(level).collect();
    levels.sort_unstable();
    levels.dedup();
    written(markdown, Writer { levels, ..Writer::default() })
}

fn written(markdown: &str, mut writer: Writer) -> String {
    for event in parsed(markdown) {
        writer.event(event);
    }
    writer.html
}

fn parsed(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES)
}

/// `text` as HTML that shows it as it is: escaped, with line ends kept and blank lines as paragraphs.
pub fn plain_to_html(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(|paragraph| format!("<p>{}</p>", escaped(paragraph).replace('\n', "<br>"))).collect()
}

/// The words of `markdown` in one line, without any formatting.
pub fn plain_of(markdown: &str) -> String {
    let mut text = String::new();
    for event in parsed(markdown) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => {
                text.push_str(&part)
            }
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell | TagEnd::CodeBlock,
            ) => text.push(' '),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Writer {
    html: String,
    /// The levels of headings that are written as such, highest first; the others are strong paragraphs.
    levels: Vec<HeadingLevel>,
    /// Whether each open link was written, so that a refused one is not closed.
    links: Vec<bool>,
    /// Whether the open table row is the head.
    in_head: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => {
                self.html.push_str("<code>");
                self.text(&text);
                self.html.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => self.html.push_str("<br>"),
            // A rule between paragraphs says nothing that the paragraphs do not.
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.html.push_str("<p>"),
            Tag::Heading { level, .. } => match self.heading(*level) {
                Some(tag) => self.html.extend(["<", tag, ">"]),
                None => self.html.push_str("<p><strong>"),
            },
            Tag::BlockQuote(_) => self.html.push_str("<blockquote>"),
            Tag::CodeBlock(_) => self.html.push_str("<pre><code>"),
            Tag::List(None) => self.html.push_str("<ul>"),
            Tag::List(Some(_)) => self.html.push_str("<ol>"),
            Tag::Item => self.html.push_str("<li>"),
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Strikethrough => self.html.push_str("<del>"),
            Tag::Table(_) => self.html.push_str("<table>"),
            Tag::TableHead => {
                self.in_head = true;
                self.html.push_str("<thead><tr>");
            }
            Tag::TableRow => self.html.push_str("<tr>"),
            Tag::TableCell => self.html.push_str(if self.in_head { "<th>" } else { "<td>" }),
            Tag::Link { link_type, dest_url, .. } => self.start_link(*link_type, dest_url),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.html.push_str("</p>"),
            TagEnd::Heading(level) => match self.heading(level) {
                Some(tag) => self.html.extend(["</", tag, ">"]),
                None => self.html.push_str("</strong></p>"),
            },
            TagEnd::BlockQuote(_) => self.html.push_str("</blockquote>"),
            TagEnd::CodeBlock => self.html.push_str("</code></pre>"),
            TagEnd::List(false) => self.html.push_str("</ul>"),
            TagEnd::List(true) => self.html.push_str("</ol>"),
            TagEnd::Item => self.html.push_str("</li>"),
            TagEnd::Emphasis => self.html.push_str("</em>"),
            TagEnd::Strong => self.html.push_str("</strong>"),
            TagEnd::Strikethrough => self.html.push_str("</del>"),
            TagEnd::Table => self.html.push_str("</tbody></table>"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.html.push_str("</tr></thead><tbody>");
            }
            TagEnd::TableRow => self.html.push_str("</tr>"),
            TagEnd::TableCell => self.html.push_str(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    /// The tag of a heading; `None` where it is a strong paragraph.
    fn heading(&self, level: HeadingLevel) -> Option<&'static str> {
        let place = self.levels.iter().position(|known| *known == level)?;
        Some(["h2", "h3"].get(place).copied().unwrap_or("h4"))
    }

    fn start_link(&mut self, kind: LinkType, target: &str) {
        let target = if kind == LinkType::Email { format!("mailto:{target}") } else { target.to_owned() };
        let lower = target.to_ascii_lowercase();
        let safe = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
        self.links.push(safe);
        if safe {
            self.html.push_str("<a href=\"");
            self.text(&target);
            self.html.push_str("\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">");
        }
    }

    fn end_link(&mut self) {
        if self.links.pop() == Some(true) {
            self.html.push_str("</a>");
        }
    }

    fn text(&mut self, text: &str) {
        self.html.push_str(&escaped(text));
    }
}

/// `text` with the characters that mean something in HTML, inside and outside of attributes, written out.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markdown: &str, expected: &str) {
        assert_eq!(to_html(markdown), expected);
    }

    #[test]
    fn what_answers_use_is_shown() {
        check(
            "Delivery is **free** from *€50*.",
            "<p>Delivery is <strong>free</strong> from <em>€50</em>.</p>",
        );
        check(
            "| Way | Price |\n|---|---|\n| Standard | £3.95 |",
            "<table><thead><tr><th>Way</th><th>Price</th></tr></thead><tbody><tr><td>Standard</td><td>£3.95</td></tr></tbody></table>",
        );
        check("- one\n- two", "<ul><li>one</li><li>two</li></ul>");
        check("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>");
        check(
            "# Head\n\n> quote\n\n`x`",
            "<p><strong>Head</strong></p><blockquote><p>quote</p></blockquote><p><code>x</code></p>",
        );
        check("one  \ntwo\nthree", "<p>one<br>two<br>three</p>");
        check(
            "[here](https://shop.example/a?b=1&c=\"2\")",
            "<p><a href=\"https://shop.example/a?b=1&amp;c=&quot;2&quot;\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">here</a></p>",
        );
        check("~~old~~ ![a tent](https://x.example/t.png)", "<p><del>old</del> a tent</p>");
    }

    #[test]
    fn the_headings_of_a_page_stand_below_its_title_without_a_gap() {
        assert_eq!(
            to_page_html("## Cost\n\nIt is free.\n\n#### Abroad\n\n## <b>Time</b>"),
            "<h2>Cost</h2><p>It is free.</p><h3>Abroad</h3><h2>&lt;b&gt;Time&lt;/b&gt;</h2>"
        );
        assert_eq!(to_page_html("# a\n## b\n### c\n#### d"), "<h2>a</h2><h3>b</h3><h4>c</h4><h4>d</h4>");
        assert_eq!(to_page_html("*One* line"), to_html("*One* line"));
    }

    #[test]
    fn nothing_is_executed() {
        for markdown in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1))",
            "[x](  JaVaScRiPt:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "[x](//evil.example)",
            "<javascript:alert(1)>",
            "![x](javascript:alert(1))",
            "```html\n<script>alert(1)</script>\n```",
            "[<img src=x>](https://a.example/\"onmouseover=alert(1))",
            "<a href='https://x.example' onclick=alert(1)>x</a>",
            "[a][b]\n\n[b]: javascript:alert(1)",
        ] {
            let html = to_html(markdown);
            let lower = html.to_lowercase();
            assert!(
                !lower.contains("<script") && !lower.contains("<img") && !lower.contains("href=\"javascript"),
                "{html}"
            );
            let tags = html.split('<').skip(1).map(|rest| rest.split(['>', ' ']).next().unwrap_or(""));
            for tag in tags {
                let tag = tag.trim_start_matches('/');
                let known =
                    ["p", "br", "strong", "em", "del", "ul", "ol", "li", "a", "code", "pre", "blockquote"];
                assert!(known.contains(&tag), "{tag} in {html}");
            }
        }
    }

    #[test]
    fn the_words_alone_stand_in_one_line() {
        assert_eq!(
            plain_of("# Cost\n\nIt is **free**\nfrom [£50](https://x.example).\n\n- one\n- two"),
            "Cost It is free from £50. one two"
        );
        assert_eq!(plain_of("| Way | Price |\n|---|---|\n| Fast | £7 |"), "Way Price Fast £7");
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        assert_eq!(plain_to_html("a & b\nc\n\n\n<i>"), "<p>a &amp; b<br>c</p><p>&lt;i&gt;</p>");
    }
}

//! Markdown as answers hold it: a rich variant that every channel can show, and a plain one of the same facts.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use url::Url;

use crate::{gathered::AnswerText, html, names::one_line};

/// Lists within lists are indented so far, at most: a line of thousands of list marks nests as deep.
const MAX_INDENT: usize = 8;
/// What could not be kept is told so often for one text, at most.
const MAX_CHANGED: usize = 50;

/// Markdown, looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prose {
    /// The variants.
    pub answer: AnswerText,
    /// The headings, in order.
    pub headings: Vec<String>,
    /// What could not be kept as it was, for the report.
    pub changed: Vec<String>,
}

/// Looks through `markdown`. Addresses without a host are completed by `base`, where that is known.
pub(crate) fn prose(markdown: &str, base: Option<&Url>) -> Prose {
    let markdown = without_html(markdown);
    let mut reading = Reading { base, ..Reading::default() };
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    for (event, range) in Parser::new_ext(&markdown, options).into_offset_iter() {
        reading.rewrite(&event, &markdown[range.clone()], range.start);
        reading.event(event);
    }
    let plain = tidy(&reading.plain);
    let rich = tidy(&edited(&markdown, reading.edits));
    let rich = (rich != plain).then_some(rich);
    Prose {
        answer: AnswerText { plain, rich, spoken: None },
        headings: reading.headings,
        changed: reading.changed,
    }
}

/// `markdown` with its blocks of HTML turned into Markdown.
fn without_html(markdown: &str) -> String {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let mut edits = Vec::new();
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) => {
                let converted = html::to_markdown(&markdown[range.clone()]).unwrap_or_default();
                edits.push((range.start, range.end, format!("{converted}\n")));
            }
            Event::InlineHtml(tag) => {
                let lower = tag.to_lowercase();
                let name = lower.trim_start_matches(['<', '/']);
                let with = match name.split(|c: char| !c.is_ascii_alphanumeric()).next() {
                    Some("br") => "\\\n",
                    Some("b" | "strong") => "**",
                    Some("i" | "em") => "*",
                    _ => "",
                };
                edits.push((range.start, range.end, with.to_owned()));
            }
            _ => {}
        }
    }
    edited(markdown, edits)
}

/// `text` with parts replaced; of parts that overlap the first counts.
fn edited(text: &str, mut edits: Vec<(usize, usize, String)>) -> String {
    edits.sort();
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for (from, to, with) in edits {
        if from >= at {
            result.push_str(&text[at..from]);
            result.push_str(&with);
            at = to;
        }
    }
    result.push_str(&text[at..]);
    result
}

#[derive(Default)]
struct Reading<'a> {
    base: Option<&'a Url>,
    plain: String,
    headings: Vec<String>,
    changed: Vec<String>,
    edits: Vec<(usize, usize, String)>,
    /// Where the heading that is open begins in `plain`.
    heading: Option<usize>,
    /// Open links: where the text begins in `plain`, and the address.
    links: Vec<(usize, String)>,
    /// Open lists: the next number of those that count.
    lists: Vec<Option<u64>>,
    /// How many pictures are open; what they hold is their description.
    pictures: usize,
}

impl Reading<'_> {
    /// The changes of the Markdown itself.
    fn rewrite(&mut self, event: &Event<'_>, source: &str, at: usize) {
        let end = at + source.len();
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. }) => {
                if source.starts_with('#') {
                    let marks = source.bytes().take_while(|byte| *byte == b'#').count();
                    self.edits.push((at, at + marks, "###".to_owned()));
                } else {
                    self.edits.push((at, at, "### ".to_owned()));
                    let line = source.trim_end().rfind('\n').unwrap_or(source.len());
                    self.edits.push((at + line, end, "\n".to_owned()));
                }
            }
            // The outermost picture takes those in its description with it.
            Event::Start(Tag::Image { dest_url, title, .. }) if self.pictures == 0 => {
                let alt = source.strip_prefix("![").and_then(|rest| rest.split(']').next()).unwrap_or(title);
                let alt = one_line(alt);
                let name = if alt.is_empty() { "Picture".to_owned() } else { format!("Picture: {alt}") };
                let with = match self.address(dest_url) {
                    Some(address) => format!("[{name}]({address})"),
                    None => name,
                };
                self.changed("A picture is a link now, since not every channel shows pictures.");
                self.edits.push((at, end, with));
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                self.rewrite_link(*link_type, dest_url, source, at)
            }
            _ => {}
        }
    }

    fn rewrite_link(&mut self, kind: LinkType, address: &str, source: &str, at: usize) {
        if matches!(kind, LinkType::Autolink | LinkType::Email) {
            return;
        }
        let Some((text, _)) = source.strip_prefix('[').and_then(|rest| rest.rsplit_once("](")) else {
            return;
        };
        // Pictures inside of links have their own change.
        if text.contains("![") {
            return;
        }
        let end = at + source.len();
        match self.address(address) {
            Some(full) if full == address => {}
            Some(full) => self.edits.push((at, end, format!("[{text}]({full})"))),
            None => {
                if let Some(number) = address.strip_prefix("tel:") {
                    let named = if digits(text) == digits(number) {
                        text.to_owned()
                    } else {
                        format!("{text} ({number})")
                    };
                    self.edits.push((at, end, named));
                } else {
                    if !address.starts_with('#') {
                        self.changed(&format!("The link “{}” to {address} leads nowhere for a customer in a chat; its text was kept.", one_line(text)));
                    }
                    self.edits.push((at, end, text.to_owned()));
                }
            }
        }
    }

    /// An address that a customer can open from anywhere.
    fn address(&self, address: &str) -> Option<String> {
        let lower = address.to_ascii_lowercase();
        if ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
            return Some(address.to_owned());
        }
        if address.starts_with('#') {
            return None;
        }
        let full = self.base?.join(address).ok()?;
        matches!(full.scheme(), "https" | "http")
            .then(|| full.to_string().replace('(', "%28").replace(')', "%29"))
    }

    fn changed(&mut self, what: &str) {
        if self.changed.len() == MAX_CHANGED {
            self.changed.push("More was changed in this way than is listed here.".to_owned());
        } else if self.changed.len() < MAX_CHANGED && !self.changed.iter().any(|known| known == what) {
            self.changed.push(what.to_owned());
        }
    }

    /// The plain text.
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak => {
                self.plain.push('\n');
                self.indent();
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.gap(2);
                self.heading = Some(self.plain.len());
            }
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::Table(_) if self.lists.is_empty() => self.gap(2),
            Tag::List(first) => {
                self.gap(if self.lists.is_empty() { 2 } else { 1 });
                self.lists.push(first);
            }
            Tag::Item => {
                self.gap(1);
                let depth = self.lists.len().saturating_sub(1).min(MAX_INDENT);
                self.plain.push_str(&"  ".repeat(depth));
                match self.lists.last_mut() {
                    Some(Some(number)) => {
                        self.plain.push_str(&format!("{number}. "));
                        *number += 1;
                    }
                    _ => self.plain.push_str("- "),
                }
            }
            Tag::TableHead | Tag::TableRow => self.gap(1),
            Tag::TableCell if !self.plain.ends_with('\n') && !self.plain.is_empty() => {
                self.plain.push_str(" | ")
            }
            Tag::Link { dest_url, .. } => {
                let address = self.address(&dest_url).unwrap_or_else(|| dest_url.to_string());
                self.links.push((self.plain.len(), address));
            }
            Tag::Image { dest_url, .. } => {
                self.plain.push_str("Picture");
                let address = if self.pictures == 0 { self.address(&dest_url) } else { None };
                let address = address.unwrap_or_default();
                self.links.push((self.plain.len(), address));
                self.plain.push_str(": ");
                self.pictures += 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                if let Some(from) = self.heading.take() {
                    self.headings.push(one_line(&self.plain[from..]));
                }
                self.plain.push_str("\n\n");
            }
            TagEnd::Paragraph if self.lists.is_empty() => self.plain.push_str("\n\n"),
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.plain.push_str("\n\n");
                }
            }
            TagEnd::Link => self.end_link(),
            TagEnd::Image => {
                self.pictures = self.pictures.saturating_sub(1);
                if self.plain.ends_with(": ") {
                    self.plain.truncate(self.plain.len() - 2);
                }
                self.end_link();
            }
            _ => {}
        }
    }

    fn end_link(&mut self) {
        let Some((from, address)) = self.links.pop().filter(|(_, address)| !address.is_empty()) else {
            return;
        };
        let text = self.plain[from..].to_owned();
        if let Some(number) = address.strip_prefix("tel:") {
            if digits(&text) != digits(number) {
                self.plain.push_str(&format!(" ({number})"));
            }
        } else if let Some(mailbox) = address.strip_prefix("mailto:") {
            let mailbox = mailbox.split('?').next().unwrap_or(mailbox);
            if !text.contains(mailbox) {
                self.plain.push_str(&format!(" ({mailbox})"));
            }
        } else if address.starts_with("http") && text.trim() != address {
            self.plain.push_str(&format!(" ({address})"));
        }
    }

    /// At least so many line ends stand before what follows.
    fn gap(&mut self, lines: usize) {
        let trimmed = self.plain.trim_end_matches(' ').len();
        self.plain.truncate(trimmed);
        let there = self.plain.len() - self.plain.trim_end_matches('\n').len();
        if !self.plain.is_empty() && there < lines {
            self.plain.push_str(&"\n".repeat(lines - there));
        }
    }

    fn indent(&mut self) {
        self.plain.push_str(&"  ".repeat(self.lists.len().min(MAX_INDENT)));
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// No blanks at line ends, no more than one empty line.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markdown: &str, plain: &str, rich: Option<&str>) {
        let base = Url::parse("https://help.example/hc/en-gb/articles/1").unwrap();
        let read = prose(markdown, Some(&base)).answer;
        assert_eq!((read.plain.as_str(), read.rich.as_deref()), (plain, rich));
    }

    #[test]
    fn both_variants_say_the_same() {
        check("Just text.", "Just text.", None);
        check(
            "# Returns\n\nSend it **within 60 days**.",
            "Returns\n\nSend it within 60 days.",
            Some("### Returns\n\nSend it **within 60 days**."),
        );
        check("Returns\n=======\n\nYes.", "Returns\n\nYes.", Some("### Returns\n\nYes."));
        check("1. Open *it*\n2. Close", "1. Open it\n2. Close", Some("1. Open *it*\n2. Close"));
        check(
            "See [the form](/hc/forms).",
            "See the form (https://help.example/hc/forms).",
            Some("See [the form](https://help.example/hc/forms)."),
        );
        check("[Ring us](tel:+442071234567)", "Ring us (+442071234567)", None);
        check(
            "![Map](https://x.example/m.png)",
            "Picture: Map (https://x.example/m.png)",
            Some("[Picture: Map](https://x.example/m.png)"),
        );
        check("[x](javascript:alert)", "x", None);
    }

    #[test]
    fn html_inside_is_converted() {
        check(
            "<p>Hello <b>you</b></p>\n\nBye<br>now",
            "Hello you\n\nBye\nnow",
            Some("Hello **you**\n\nBye\\\nnow"),
        );
        check("<script>evil()</script>\n\nText", "Text", None);
    }
}

//! Articles of help centres: examples are made from title, headings and questions in the text.

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use crate::{
    gathered::{FoundTopic, Gathered},
    html,
    names::{one_line, slug},
    prose::prose,
};

/// Words of a heading or question that is taken as an example.
const WORDS: std::ops::RangeInclusive<usize> = 2..=20;
/// Examples that are made at most, besides the title.
const MAX_DERIVED: usize = 12;
/// From here on an answer is long for a chat.
const LONG_CHARS: usize = 1_500;

/// An article.
pub(crate) struct Article<'a> {
    pub file: &'a str,
    pub line: Option<usize>,
    /// Its id in the product, for articles whose titles make no id; empty where it has none.
    pub number: String,
    pub title: String,
    pub body: Body<'a>,
    pub section: Option<String>,
    /// Where it is published.
    pub address: Option<String>,
    /// What customers may also ask, as the authors wrote it down.
    pub examples: Vec<String>,
    pub owner: String,
}

/// An article's text.
pub(crate) enum Body<'a> {
    Html(&'a str),
    Markdown(&'a str),
}

impl Article<'_> {
    /// Adds the article as a topic.
    pub(crate) fn gather(self, gathered: &mut Gathered) {
        if !gathered.has_room() {
            return gathered.no_room();
        }
        let title = one_line(&self.title);
        let item = format!("article “{title}”");
        let place = (self.file, self.line, item.as_str());
        let markdown = match self.body {
            Body::Markdown(text) => Ok(text.to_owned()),
            Body::Html(text) => html::to_markdown(text),
        };
        let source = match self.body {
            Body::Html(text) | Body::Markdown(text) => text,
        };
        let left_out = html::left_out(source);
        if !left_out.is_empty() {
            gathered.told(place, &format!("Left out of the answer: {}.", left_out.join(", ")));
        }
        let base = self.address.as_deref().and_then(|address| Url::parse(address).ok());
        let (read, why) = match markdown {
            Ok(markdown) => (prose(&markdown, base.as_ref()), None),
            Err(why) => (prose("", None), Some(format!("{why} Its text was not taken."))),
        };
        for what in &read.changed {
            gathered.told(place, what);
        }
        let chars = read.answer.plain.chars().count();
        if chars > LONG_CHARS {
            gathered.todo(
                place,
                &format!("The answer has {chars} characters, which is long for a chat."),
                "Shorten it to what most customers need, with a link to the whole article.",
            );
        }
        let mut sources: Vec<String> = self.address.into_iter().collect();
        sources.extend(self.section.clone());
        gathered.topic(FoundTopic {
            file: self.file.to_owned(),
            line: self.line,
            name: name(&title, &self.number),
            derived: derived(&read.headings, &read.answer.plain),
            examples: std::iter::once(title.clone()).chain(self.examples).collect(),
            title,
            section: self.section,
            answer: Some(read.answer),
            owner: self.owner,
            sources,
            why_unfinished: why,
            ..FoundTopic::default()
        });
    }
}

/// What an article's id is made from: its title where that has letters that an id can hold, otherwise its number in
/// the product.
fn name(title: &str, number: &str) -> String {
    if slug(title).is_some() {
        return title.to_owned();
    }
    let number = Some(number).filter(|number| number.is_ascii()).and_then(slug);
    number.map(|number| format!("article-{number}")).unwrap_or_default()
}

/// Headings, and sentences that ask something.
fn derived(headings: &[String], plain: &str) -> Vec<String> {
    static QUESTIONS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[^.!?\n]+\?").expect("the pattern is tested"));
    let headings = headings.iter().map(|heading| heading.trim_end_matches(':').trim().to_owned());
    let asked = QUESTIONS
        .find_iter(plain)
        .map(|found| found.as_str().trim().trim_start_matches(['-', '*', '•', '"', '“', ' ']).to_owned());
    let mut all: Vec<String> = Vec::new();
    for text in headings.chain(asked) {
        let fits = WORDS.contains(&text.split_whitespace().count());
        if fits && !text.contains("http") && !all.contains(&text) {
            all.push(text);
        }
        if all.len() >= MAX_DERIVED {
            break;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_questions_are_how_customers_ask() {
        let headings = ["Overview".to_owned(), "How long does a refund take:".to_owned()];
        let plain = "How long does a refund take:\n\nFive days. Has it been longer than that? Write to us.\n- Paid by voucher?";
        assert_eq!(
            derived(&headings, plain),
            ["How long does a refund take", "Has it been longer than that?", "Paid by voucher?"]
        );
    }
}

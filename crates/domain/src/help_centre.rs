//! The public help centre, as a company authors it: its name and colours, its categories, and what each topic
//! is called there.

use serde::{Deserialize, Serialize};

use crate::id::{HelpCategoryId, TopicId};

/// The public pages for those who would rather look than ask. Their articles are the answers in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpCentre {
    /// Whether it is there; `false` takes it away and keeps its settings.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// What it is called; “Help” and the company's name without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// One sentence below the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<String>,
    /// What stands at the top left; the company's name without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// The way back to the company's own pages; without it, to the first page that the chat's inbox allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<BackLink>,
    /// The colour of links and buttons on light pages, `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// The same on dark pages; a lighter shade of `accent` without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent_dark: Option<String>,
    /// The key of the inbox whose chat stands on the pages; the first chat inbox without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox: Option<String>,
    /// Whether articles name their sources.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub show_sources: bool,
    /// In their order on the pages. A topic that is in none stands under “Other questions”.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<HelpCategory>,
}

const fn yes() -> bool {
    true
}

/// The way back to the company's own pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackLink {
    /// What it says: “Back to the shop”.
    pub label: String,
    /// Where it leads: `https://…`.
    pub address: String,
}

/// A group of articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpCategory {
    /// Its name in addresses.
    pub id: HelpCategoryId,
    /// Its title.
    pub title: String,
    /// One sentence on what is found there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Topics by name; `return-*` stands for every name that begins so. The first category that fits has it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
}

impl HelpCategory {
    /// How well one of its patterns fits the topic: a whole name before a beginning, a longer beginning before
    /// a shorter one; `None` where none does.
    pub fn fits(&self, topic: &TopicId) -> Option<usize> {
        let fit = |pattern: &String| match pattern.strip_suffix('*') {
            Some(beginning) => topic.as_str().starts_with(beginning).then_some(beginning.len()),
            None => (pattern == topic.as_str()).then_some(usize::MAX),
        };
        self.topics.iter().filter_map(fit).max()
    }
}

/// What a topic is in the help centre.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TopicHelp {
    /// The article's title, in the customer's words; the topic's title without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The category, where it is another than the company's patterns say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<HelpCategoryId>,
    /// Whether there is no article.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// What the article of a topic says that a flow answers, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl TopicHelp {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_pattern_fits_best() {
        let category = |topics: &[&str]| HelpCategory {
            id: "returns".parse().unwrap(),
            title: "Returns".into(),
            about: None,
            topics: topics.iter().map(|pattern| (*pattern).to_owned()).collect(),
        };
        let topic: TopicId = "return-late".parse().unwrap();
        assert_eq!(category(&["return-*", "re*"]).fits(&topic), Some(7));
        assert_eq!(category(&["return-*", "return-late"]).fits(&topic), Some(usize::MAX));
        assert_eq!(category(&["return", "refund-*"]).fits(&topic), None);
    }
}

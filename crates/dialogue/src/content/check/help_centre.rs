//! The help centre: colours that can be read, categories that there are, titles that tell articles apart.

use std::collections::HashMap;

use rapport_domain::{
    content::{Content, Response, Topic},
    help_centre::{HelpCategory, HelpCentre},
};

use crate::{
    content::Finding,
    help_centre::colour::{Colour, DARK_PAGE, LIGHT_PAGE, TEXT},
    placeholder,
};

const FILE: &str = "company.yaml";
/// A longer title is cut in lists of results by search engines.
const MAX_TITLE_CHARS: usize = 90;

pub(super) fn check(content: &Content, findings: &mut Vec<Finding>) {
    let settings = content.company.help_centre.as_ref();
    if let Some(settings) = settings {
        company(settings, findings);
        for category in &settings.categories {
            patterns(category, content, findings);
        }
    }
    let mut titles: HashMap<String, &Topic> = HashMap::new();
    for topic in &content.topics {
        let file = format!("topics/{}.md", topic.id);
        own(topic, settings, &file, findings);
        let title = topic.help.title.as_ref().unwrap_or(&topic.title).trim().to_lowercase();
        if let Some(other) = titles.insert(title, topic).filter(|other| named(topic) || named(other)) {
            let message = format!("The article of “{}” has the same title. Give one another.", other.id);
            findings.push(Finding::error(file, message));
        }
    }
}

fn company(settings: &HelpCentre, findings: &mut Vec<Finding>) {
    let mut wrong = |message: String| findings.push(Finding::error(FILE, message));
    for (name, text) in [
        ("title", &settings.title),
        ("intro", &settings.intro),
        ("logo", &settings.logo),
        ("inbox", &settings.inbox),
    ] {
        if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
            wrong(format!("“help_centre.{name}” is empty; fill it in or take it away."));
        }
    }
    if let Some(back) = &settings.back {
        let leads = back.address.starts_with("https://") || back.address.starts_with("http://");
        if back.label.trim().is_empty() || !leads {
            wrong("“help_centre.back” needs a label and an address that begins with https://.".to_owned());
        }
    }
    for (name, text, page) in
        [("accent", &settings.accent, LIGHT_PAGE), ("accent_dark", &settings.accent_dark, DARK_PAGE)]
    {
        let Some(text) = text else { continue };
        let Ok(colour) = text.parse::<Colour>() else {
            wrong(format!(
                "“help_centre.{name}” is “{text}”, which is no colour. Write one such as \"#1f5c4d\"."
            ));
            continue;
        };
        let contrast = colour.contrast(page);
        if contrast < TEXT {
            wrong(format!(
                "“help_centre.{name}” stands out from the page by {contrast:.1} only; text needs {TEXT}. The nearest \
                 shade that can be read is \"{}\".",
                colour.readable_on(page)
            ));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    for category in &settings.categories {
        if !seen.insert(&category.id) {
            wrong(format!("The category “{}” stands twice in “help_centre”; take one away.", category.id));
        }
        if category.title.trim().is_empty() {
            wrong(format!("The category “{}” of “help_centre” needs a title.", category.id));
        }
    }
}

const fn named(topic: &Topic) -> bool {
    topic.help.title.is_some()
}

/// A pattern that no topic has is a slip, or of a topic that is gone.
fn patterns(category: &HelpCategory, content: &Content, findings: &mut Vec<Finding>) {
    for pattern in &category.topics {
        let alone = HelpCategory { topics: vec![pattern.clone()], ..category.clone() };
        if !content.topics.iter().any(|topic| alone.fits(&topic.id).is_some()) {
            let message =
                format!("“{pattern}” in the category “{}” of “help_centre” is no topic’s name.", category.id);
            findings.push(Finding::warning(FILE, message));
        }
    }
}

fn own(topic: &Topic, settings: Option<&HelpCentre>, file: &str, findings: &mut Vec<Finding>) {
    let help = &topic.help;
    if let Some(title) = &help.title
        && (title.trim().is_empty() || title.chars().count() > MAX_TITLE_CHARS)
    {
        let message = format!("“help.title” needs 1 to {MAX_TITLE_CHARS} characters.");
        findings.push(Finding::error(file, message));
    }
    if let Some(category) = &help.category
        && !settings.is_some_and(|settings| settings.categories.iter().any(|known| known.id == *category))
    {
        let message = format!(
            "There is no category “{category}”. Add it to “help_centre.categories” in company.yaml or name another."
        );
        findings.push(Finding::error(file, message));
    }
    let Some(text) = &help.text else { return };
    if matches!(topic.response, Response::Answer(_)) {
        let message = "The article shows the answer, so “help.text” would never be seen. Take it away.";
        findings.push(Finding::error(file, message));
    }
    if let Some(name) = placeholder::names(text).first() {
        let message =
            format!("Nobody fills {{{name}}} in “help.text”: the article is the same for everyone.");
        findings.push(Finding::error(file, message));
    }
}

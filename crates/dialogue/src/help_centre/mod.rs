//! The help centre of a release: which topics have an article, what it says, where it stands and what lies
//! near it. Made from the same answers that the assistant gives.

pub mod colour;
mod search;

use std::collections::{BTreeMap, HashMap};

use jiff::civil;
use rapport_domain::{
    FlowId, HelpCategoryId, TopicId,
    content::{Content, Flow, Response, StepKind, Topic},
    help_centre::{BackLink, HelpCategory, HelpCentre},
};

use crate::{
    find::{Document, Index},
    placeholder,
    understand::{Compiled, linear::dot},
};

pub use colour::Colours;
pub use search::{FoundArticle, plain_words};

/// Where topics stand that no category has.
const OTHER: &str = "other";
/// Articles that an article names as related, at most.
const MOST_RELATED: usize = 4;
/// From here on two topics are related: the cosine of their centres.
const RELATED: f32 = 0.35;

/// A help centre, ready to be shown and searched.
#[derive(Debug, Clone)]
pub struct HelpSite {
    /// What it is called.
    pub title: String,
    /// One sentence below the title.
    pub intro: Option<String>,
    /// What stands at the top left.
    pub logo: String,
    /// The way back to the company's own pages.
    pub back: Option<BackLink>,
    /// Its colours.
    pub colours: Colours,
    /// The key of the inbox whose chat stands on the pages, where one is named.
    pub inbox: Option<String>,
    /// Its categories, each with an article at least.
    pub categories: Vec<Category>,
    /// Its articles, by topic.
    pub articles: BTreeMap<TopicId, Article>,
    search: search::Search,
}

/// A category with its articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its name in addresses.
    pub id: HelpCategoryId,
    /// Its title.
    pub title: String,
    /// One sentence on what is found there.
    pub about: Option<String>,
    /// Its articles, in their order.
    pub articles: Vec<TopicId>,
}

/// An article: what a topic is answered with, for those who look it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its topic.
    pub topic: TopicId,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub category: HelpCategoryId,
    /// What it says.
    pub body: Body,
    /// What happens next, who does it and when.
    pub next_step: Option<String>,
    /// What the chat can do about it, as a question: “Shall I start a return for you now?”
    pub offer: Option<String>,
    /// Where its facts come from, where the company shows that.
    pub sources: Vec<String>,
    /// The answer's version; 0 where a flow answers.
    pub version: u32,
    /// Whether somebody may be in danger who looks for it.
    pub safety: bool,
    /// Whether it is about an emergency that is going on: a flow answers at once.
    pub emergency: bool,
    /// What lies near it.
    pub related: Vec<TopicId>,
}

/// What an article says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// In Markdown.
    Rich(String),
    /// Text alone.
    Plain(String),
    /// Nothing by itself: the chat does it, step by step.
    InChat,
}

impl HelpSite {
    /// The help centre of a release on `day`; `None` where it has none. An answer that does not hold then, or is not
    /// for everybody, has no page.
    pub fn of(compiled: &Compiled, day: civil::Date) -> Option<Self> {
        let content = &compiled.release().content;
        let settings = content.company.help_centre.as_ref().filter(|settings| settings.enabled)?;
        let day = day.to_string();
        let open = |topic: &Topic| match &topic.response {
            Response::Answer(answer) => answer.validity.holds_on(&day) && answer.validity.is_for(false),
            Response::Flow(_) => true,
        };
        let mut shown: Vec<&Topic> =
            content.topics.iter().filter(|topic| !topic.help.hidden && open(topic)).collect();
        // Articles and documents in one order.
        shown.sort_by(|a, b| a.id.cmp(&b.id));
        let centres = centres_of(compiled);
        let mut articles: BTreeMap<TopicId, Article> =
            shown.iter().map(|topic| (topic.id.clone(), article(topic, content, settings))).collect();
        relate(&mut articles, &centres);
        let search = search::Search::new(Index::new(&documents(&shown, &articles, &centres)), &shown);
        let company = &content.company;
        Some(Self {
            title: settings.title.clone().unwrap_or_else(|| format!("{} help", company.name)),
            intro: settings.intro.clone(),
            logo: settings.logo.clone().unwrap_or_else(|| company.name.clone()),
            back: settings.back.clone(),
            colours: Colours::of(settings.accent.as_deref(), settings.accent_dark.as_deref()),
            inbox: settings.inbox.clone(),
            categories: categories(settings, &shown, &articles),
            articles,
            search,
        })
    }

    /// A category by its name.
    pub fn category(&self, id: &HelpCategoryId) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == *id)
    }
}

/// The category that a topic stands in, and how well it fits; `None` is “Other questions”.
fn category_of<'a>(topic: &Topic, settings: &'a HelpCentre) -> Option<&'a HelpCategory> {
    if let Some(own) = &topic.help.category {
        return settings.categories.iter().find(|category| category.id == *own);
    }
    let fitting = settings.categories.iter().filter_map(|one| Some((one.fits(&topic.id)?, one)));
    // Of two that fit as well, the first.
    fitting.rev().max_by_key(|(fit, _)| *fit).map(|(_, category)| category)
}

fn other() -> HelpCategoryId {
    OTHER.parse().expect("it is a name")
}

fn centres_of(compiled: &Compiled) -> HashMap<&TopicId, &Vec<f32>> {
    let topics = compiled.release().content.topics.iter().map(|topic| &topic.id);
    topics.zip(compiled.centres()).collect()
}

fn article(topic: &Topic, content: &Content, settings: &HelpCentre) -> Article {
    let flow = |id: &FlowId| content.flows.iter().find(|flow| flow.id == *id);
    let (body, offer, version, next_step, sources) = match &topic.response {
        Response::Answer(answer) => {
            let body = match &answer.rich {
                Some(rich) => Body::Rich(shown(rich)),
                None => Body::Plain(shown(&answer.plain)),
            };
            let sources = if settings.show_sources { answer.sources.clone() } else { vec![] };
            let offer = answer.offer.as_ref().and_then(flow);
            (body, offer, answer.version, answer.next_step.clone(), sources)
        }
        Response::Flow(id) => {
            let flow = flow(id);
            let said = flow.map(said_first).filter(|said| !said.is_empty());
            let body = match (&topic.help.text, said) {
                (Some(text), _) => Body::Rich(shown(text)),
                (None, Some(said)) => Body::Plain(said),
                (None, None) => Body::InChat,
            };
            (body, flow, 0, None, vec![])
        }
    };
    Article {
        topic: topic.id.clone(),
        title: topic.help.title.clone().unwrap_or_else(|| topic.title.clone()),
        category: category_of(topic, settings).map_or_else(other, |category| category.id.clone()),
        body,
        next_step: next_step.map(|next| shown(&next)),
        offer: offer.map(|flow| shown(&flow.offer)).filter(|offer| !offer.is_empty()),
        sources,
        version,
        safety: topic.safety,
        emergency: topic.safety && matches!(topic.response, Response::Flow(_)),
        related: vec![],
    }
}

/// What a flow says before it asks, does or decides anything, as far as that holds for everybody.
fn said_first(flow: &Flow) -> String {
    let said = flow.steps.iter().map_while(|step| match &step.kind {
        StepKind::Say(say) if placeholder::names(&say.text).is_empty() => Some(say.text.as_str()),
        _ => None,
    });
    said.collect::<Vec<_>>().join("\n\n")
}

/// A text without what only a conversation could fill in. The checks let no such answer pass; an older release
/// may still hold one.
fn shown(text: &str) -> String {
    if placeholder::names(text).is_empty() {
        return text.to_owned();
    }
    let lines = text.lines().map(|line| placeholder::fill_known(line, &|_| None));
    lines.collect::<Vec<_>>().join("\n")
}

/// The categories in the company's order, each with its articles in the order of its patterns, then by title.
fn categories(
    settings: &HelpCentre,
    shown: &[&Topic],
    articles: &BTreeMap<TopicId, Article>,
) -> Vec<Category> {
    let rest = HelpCategory { id: other(), title: "Other questions".to_owned(), about: None, topics: vec![] };
    let named = settings.categories.iter().any(|category| category.id == rest.id);
    let all = settings.categories.iter().chain(Some(&rest).filter(|_| !named));
    let category = |category: &HelpCategory| {
        let place = |topic: &Topic| {
            let fits = |pattern: &String| match pattern.strip_suffix('*') {
                Some(beginning) => topic.id.as_str().starts_with(beginning),
                None => pattern == topic.id.as_str(),
            };
            category.topics.iter().position(fits).unwrap_or(usize::MAX)
        };
        let own = shown.iter().filter(|topic| articles[&topic.id].category == category.id);
        let mut own: Vec<(usize, String, &TopicId)> =
            own.map(|topic| (place(topic), articles[&topic.id].title.to_lowercase(), &topic.id)).collect();
        own.sort();
        Category {
            id: category.id.clone(),
            title: category.title.clone(),
            about: category.about.clone(),
            articles: own.into_iter().map(|(_, _, topic)| topic.clone()).collect(),
        }
    };
    all.map(category).filter(|category| !category.articles.is_empty()).collect()
}

/// Names for each article those whose topics lie nearest. An emergency is not next to a question about tents.
fn relate(articles: &mut BTreeMap<TopicId, Article>, centres: &HashMap<&TopicId, &Vec<f32>>) {
    let all: Vec<(TopicId, bool, bool)> =
        articles.values().map(|one| (one.topic.clone(), one.safety, one.emergency)).collect();
    for article in articles.values_mut() {
        let Some(centre) = centres.get(&article.topic) else { continue };
        let fits = |(topic, safety, emergency): &&(TopicId, bool, bool)| {
            let apart = if article.emergency { !*safety } else { *emergency && !article.safety };
            *topic != article.topic && !apart
        };
        let near = all.iter().filter(fits).filter_map(|(topic, ..)| {
            let other = centres.get(topic)?;
            Some((dot(centre, other), topic.clone()))
        });
        let mut near: Vec<(f32, TopicId)> = near.filter(|(near, _)| *near >= RELATED).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        article.related = near.into_iter().take(MOST_RELATED).map(|(_, topic)| topic).collect();
    }
}

/// The articles as documents: the ways in which customers ask count with the answer's own words.
fn documents(
    shown: &[&Topic],
    articles: &BTreeMap<TopicId, Article>,
    centres: &HashMap<&TopicId, &Vec<f32>>,
) -> Vec<Document> {
    let document = |topic: &&Topic| {
        let article = &articles[&topic.id];
        let text = match &article.body {
            Body::Rich(text) | Body::Plain(text) => text.as_str(),
            Body::InChat => "",
        };
        Document {
            id: topic.id.to_string(),
            title: format!("{} {}", article.title, topic.title),
            body: format!("{} {text}", topic.examples.join(" ")),
            vector: centres.get(&topic.id).map(|centre| centre.to_vec()).unwrap_or_default(),
            passages: vec![],
        }
    };
    shown.iter().map(document).collect()
}

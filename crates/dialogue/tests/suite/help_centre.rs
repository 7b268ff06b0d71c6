//! The help centre of a release: what it shows, where, and what is found in it.

use crate::fixture::{company, compiled, content, said};
use rapport_dialogue::{
    TurnContext,
    help_centre::{Body, HelpSite},
};
use rapport_domain::{TopicId, content::Content, help_centre::HelpCentre};

fn id(topic: &str) -> TopicId {
    topic.parse().expect("it is a name")
}

fn day() -> jiff::civil::Date {
    jiff::civil::date(2026, 11, 23)
}

fn settings(yaml: &str) -> HelpCentre {
    serde_norway::from_str(yaml).expect("the settings can be read")
}

fn with(yaml: &str, change: impl Fn(&mut Content)) -> HelpSite {
    let mut content = content();
    content.company.help_centre = Some(settings(yaml));
    change(&mut content);
    HelpSite::of(&compiled(content), day()).expect("there is a help centre")
}

const CATEGORIES: &str = "
categories:
  - { id: orders, title: Orders, topics: [where-*, change-address] }
  - { id: money, title: Money, topics: ['*'] }
";

#[test]
fn there_is_none_unless_a_company_says_so() {
    assert!(HelpSite::of(&company(), day()).is_none());
    let mut off = content();
    off.company.help_centre = Some(settings("enabled: false"));
    assert!(HelpSite::of(&compiled(off), day()).is_none());
}

#[test]
fn articles_stand_in_categories_in_their_order() {
    let site = with(CATEGORIES, |content| {
        let topic = content.topics.iter_mut().find(|topic| topic.id == id("delivery-cost"));
        let help = &mut topic.expect("the topic").help;
        (help.title, help.category) = (Some("How much is delivery?".into()), Some("orders".parse().unwrap()));
    });
    let shown: Vec<(&str, Vec<&str>)> = site
        .categories
        .iter()
        .map(|category| (category.title.as_str(), category.articles.iter().map(TopicId::as_str).collect()))
        .collect();
    assert_eq!(
        shown,
        [
            ("Orders", vec!["where-order", "change-address", "delivery-cost"]),
            ("Money", vec!["opening-hours", "refund-late"])
        ]
    );
    assert_eq!(site.articles[&id("delivery-cost")].title, "How much is delivery?");
    let rest = with("{}", |_| {});
    assert_eq!((rest.categories.len(), rest.categories[0].title.as_str()), (1, "Other questions"));
}

#[test]
fn an_article_says_what_is_authored_and_nothing_that_only_a_conversation_knows() {
    let site = with("show_sources: true", |content| {
        let flow = content.topics.iter_mut().find(|topic| topic.id == id("change-address"));
        flow.expect("the topic").help.text = Some("We change it **with you**.".into());
    });
    let article = |topic: &str| &site.articles[&id(topic)];
    assert_eq!(
        article("delivery-cost").body,
        Body::Rich("Delivery costs **£3.95**. It is free from **£50**.".into())
    );
    assert_eq!(
        (article("delivery-cost").version, &article("delivery-cost").sources),
        (3, &vec!["policy".to_owned()])
    );
    assert_eq!(article("opening-hours").body, Body::Plain("Our shops are open from 9 to 17.".into()));
    assert_eq!(article("change-address").body, Body::Rich("We change it **with you**.".into()));
    assert_eq!(article("where-order").body, Body::InChat, "its flow begins with a question");
    assert!(article("where-order").offer.is_some() && article("refund-late").offer.is_some());
    let hidden = with("{}", |content| content.topics.iter_mut().for_each(|topic| topic.help.hidden = true));
    assert!(hidden.articles.is_empty() && hidden.categories.is_empty());
    // A release of before the checks: the clause goes, not the answer.
    let old = with("{}", |content| {
        for topic in &mut content.topics {
            if let rapport_domain::content::Response::Answer(answer) = &mut topic.response {
                (answer.rich, answer.plain) = (None, "Hello {name}. It is free.".into());
            }
        }
    });
    assert_eq!(old.articles[&id("opening-hours")].body, Body::Plain("It is free.".into()));
}

#[test]
fn a_search_puts_slips_right_and_says_when_it_has_nothing() {
    let compiled = company();
    let site = with("{}", |_| {});
    let found = |typed: &str| {
        let read = site.read_as(typed);
        let reading = compiled.understand(&said(typed), &TurnContext::default());
        let found = site.search(&read, &said(&read).vector, Some(&reading));
        found.first().map(|found| found.topic.as_str().to_owned())
    };
    assert_eq!(site.read_as("wher is my PARCL?"), "where is my parcel");
    assert_eq!(site.read_as("TF-100482 zebra"), "tf 100482 zebra", "what nothing is near to stays");
    assert_eq!(found("delivry cost").as_deref(), Some("delivery-cost"));
    assert_eq!(found("refund").as_deref(), Some("refund-late"));
    assert_eq!(found("opening hours sunday").as_deref(), Some("opening-hours"));
    assert_eq!(found("zebra helicopter"), None);
    assert_eq!(found("?!"), None);
}

#[test]
fn the_article_that_a_customer_came_from_is_what_that_means() {
    let company = company();
    let asked = |text: &str, article: Option<&str>| {
        let context = TurnContext { article: article.map(id), ..TurnContext::default() };
        company.understand(&said(text), &context).candidates[0].clone()
    };
    let leaning = "does that also hold for sale items?";
    let best = asked(leaning, Some("opening-hours"));
    assert!(best.topic == id("opening-hours") && best.confidence >= 0.55, "{best:?}");
    assert!(asked(leaning, None).confidence < 0.55);
    let clear = asked("where is my parcel", Some("opening-hours"));
    assert_eq!(clear.topic, id("where-order"));
}

//! Help centres, canned responses and Markdown folders.

use rapport_import::{Kind, Request, canned_replies, import};

use crate::support::*;

#[test]
fn zendesk_articles_become_topics_with_both_variants() {
    let imported = imported(Kind::Zendesk, &fixtures("zendesk"));
    let content = content_of(&imported);
    assert_eq!(errors(&content), []);
    let (plain, rich) = answer(&content, "returning-a-bike");
    let rich = rich.unwrap();
    assert!(plain.starts_with("How long do I have?\n\nYou have 30 days from delivery."), "{plain}");
    assert!(rich.starts_with("### How long do I have?\n\nYou have **30 days** from delivery."), "{rich}");
    assert!(
        plain
            .contains("1. Pack it.\n2. Print the label (https://bolt.zendesk.com/hc/en-gb/articles/360002)."),
        "{plain}"
    );
    assert!(rich.contains("[label](https://bolt.zendesk.com/hc/en-gb/articles/360002)"), "{rich}");
    assert!(rich.contains("[Picture: Packing](https://bolt.example/box.png)"), "{rich}");
    assert!(plain.contains("Small box | £5"), "{plain}");
    assert!(!format!("{plain}{rich}").contains("track()"));
    let topic = topic(&content, "returning-a-bike");
    assert_eq!(topic.examples, ["Returning a bike", "How long do I have?", "Is the bike used?"]);
    reports(&imported, &["Returning a bike", "a script"]);
}

#[test]
fn drafts_and_restricted_articles_stay_out() {
    let imported = imported(Kind::Zendesk, &fixtures("zendesk"));
    let content = content_of(&imported);
    assert!(
        !content
            .topics
            .iter()
            .any(|topic| ["Unready", "Dealer prices", "Retour"].contains(&topic.title.as_str()))
    );
    reports(&imported, &["Unready", "draft"]);
    reports(&imported, &["Dealer prices", "segment 77"]);
    reports(&imported, &["Retour", "It is in de"]);
    reports(&imported, &["Returning a bike", "translations", "fr"]);
    reports(&imported, &["Return label", "outdated"]);
}

#[test]
fn articles_of_one_title_are_told_apart() {
    let imported = imported(Kind::Zendesk, &fixtures("zendesk"));
    let content = content_of(&imported);
    assert_eq!(topic(&content, "return-label").title, "Return label");
    assert_eq!(topic(&content, "return-label-2").title, "Return label (Help › E-bikes)");
    assert_eq!(
        answer(&content, "return-label-2").0,
        "Before you begin\n\nFor e-bikes ring us (+442079460000)."
    );
    // A heading of both tells neither from the other.
    assert!(
        !content
            .topics
            .iter()
            .any(|topic| topic.examples.iter().any(|example| example == "Before you begin"))
    );
}

#[test]
fn a_language_can_be_asked_for() {
    let sources = fixtures("zendesk");
    let french =
        import(&Request { kind: Kind::Zendesk, sources: &sources, existing: &[], locale: Some("fr") })
            .unwrap();
    let content = content_of(&french);
    assert_eq!(content.topics.len(), 1);
    assert_eq!(answer(&content, "retourner-un-velo").0, "Vous avez 30 jours.");
}

#[test]
fn pages_that_are_missing_are_named() {
    let page = "{\"count\": 143, \"next_page\": \"https://x/api?page=2\", \"articles\": [{\"id\": 1, \"title\": \"A thing\", \"body\": \"<p>b</p>\"}]}";
    reports(&imported(Kind::Zendesk, &[source("1.json", page)]), &["143", "1 are in these files"]);
    let cursor = "{\"meta\": {\"has_more\": true}, \"articles\": [{\"id\": 1, \"title\": \"A thing\", \"body\": \"<p>b</p>\"}]}";
    reports(&imported(Kind::Zendesk, &[source("1.json", cursor)]), &["last page"]);
}

#[test]
fn intercom_articles_become_topics() {
    let imported = imported(Kind::Intercom, &fixtures("intercom"));
    let content = content_of(&imported);
    assert_eq!(errors(&content), []);
    assert_eq!(
        answer(&content, "can-i-change-my-plan"),
        ("Yes, at any time under Settings.", Some("Yes, at any time under **Settings**."))
    );
    reports(&imported, &["Secret plan", "draft"]);
    reports(&imported, &["How plans change"]);
    reports(&imported, &["translations", "de"]);
    let sources = fixtures("intercom");
    let german =
        import(&Request { kind: Kind::Intercom, sources: &sources, existing: &[], locale: Some("de") })
            .unwrap();
    assert_eq!(answer(&content_of(&german), "kann-ich-meinen-tarif-wechseln").0, "Ja, jederzeit.");
}

#[test]
fn canned_responses_become_topics_or_canned_replies() {
    let sources = fixtures("chatwoot.json");
    let imported = imported(Kind::Chatwoot, &sources);
    let content = content_of(&imported);
    assert_eq!(answer(&content, "refund_time"), ("Refunds take 5 days.", Some("Refunds take **5 days**.")));
    assert!(imported.unfinished.unwrap().contains("hello"));
    let (replies, notes) = canned_replies(&sources);
    assert_eq!(replies.len(), 2);
    assert_eq!(
        (replies[0].title.as_str(), replies[0].text.as_str()),
        ("refund_time", "Refunds take **5 days**.")
    );
    assert!(notes.iter().any(|note| note.item == "hello" && note.what.contains("{{variables}}")));
}

#[test]
fn markdown_files_become_topics() {
    let imported = imported(Kind::Markdown, &fixtures("markdown"));
    let content = content_of(&imported);
    assert_eq!(errors(&content), []);
    assert_eq!(
        topic(&content, "opening-hours").examples,
        ["Opening hours", "When do you close?", "On Sundays"]
    );
    assert_eq!(
        answer(&content, "opening-hours"),
        (
            "We are open from 9 to 18.\n\nOn Sundays\n\nClosed.",
            Some("We are open from **9 to 18**.\n\n### On Sundays\n\nClosed.")
        )
    );
    assert_eq!(answer(&content, "where-can-i-park").0, "Behind the shop. Free for two hours.");
    reports(&imported, &["opening-hours.md", "weight"]);
}

#[test]
fn texts_of_another_script_never_take_the_place_of_earlier_ones() {
    let request = |text: &str, existing: &[(String, String)]| {
        let sources = [source("faq.csv", text)];
        import(&Request { kind: Kind::Csv, sources: &sources, existing, locale: None }).unwrap()
    };
    let first = request("question,answer\n営業時間は何時ですか？,9時からです。\niPhoneの返品,はい。\n", &[]);
    assert_eq!(first.files.len(), 2);
    let second = request("question,answer\n返品できますか？,はい。\niPhoneの修理,いいえ。\n", &first.files);
    assert_eq!(second.files.len(), 2, "{:?}", second.report);
    let again = request("question,answer\n営業時間は何時ですか？,9時からです。\n", &first.files);
    assert_eq!(again.files, []);
    reports(&again, &["word for word"]);
}

#[test]
fn an_article_that_stands_on_two_pages_is_taken_once() {
    let page = "{\"articles\": [{\"id\": 7, \"title\": \"A thing\", \"body\": \"<p>b</p>\"}]}";
    let sources = [source("1.json", page), source("2.json", page)];
    assert_eq!(imported(Kind::Zendesk, &sources).files.len(), 1);
    let page = "{\"data\": [{\"type\": \"article\", \"id\": \"7\", \"title\": \"A thing\", \"body\": \"<p>b</p>\", \"state\": \"published\"}]}";
    let sources = [source("1.json", page), source("2.json", page)];
    assert_eq!(imported(Kind::Intercom, &sources).files.len(), 1);
}

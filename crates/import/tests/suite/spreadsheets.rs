//! Spreadsheets, in and out.

use rapport_dialogue::content;
use rapport_import::{Kind, topics_as_csv};

use crate::support::*;

#[track_caller]
fn both(text: &str) {
    let content = content_of(&imported(Kind::Csv, &[source("faq.csv", text)]));
    assert_eq!(topic(&content, "when-do-you-open").examples, ["When do you open?"]);
    assert_eq!(answer(&content, "when-do-you-open").0, "At 9.\nOn Sundays at 10.");
}

#[test]
fn delimiters_marks_and_line_ends_are_found() {
    both("Question,Answer\nWhen do you open?,\"At 9.\nOn Sundays at 10.\"\n");
    both("\u{feff}question;answer\r\nWhen do you open?;\"At 9.\r\nOn Sundays at 10.\"\r\n");
    both("Answer\tQuestion\n\"At 9.\nOn Sundays at 10.\"\tWhen do you open?\n");
    both("When do you open?,\"At 9.\nOn Sundays at 10.\"\n");
}

#[test]
fn questions_with_one_answer_are_one_topic() {
    let text = "question,answer\nWhen do you open?,At 9.\nopening time,At 9.\nWhere are you?,In Bern.\n";
    let content = content_of(&imported(Kind::Csv, &[source("faq.csv", text)]));
    assert_eq!(content.topics.len(), 2);
    assert_eq!(topic(&content, "when-do-you-open").examples, ["When do you open?", "opening time"]);
}

#[test]
fn intents_without_an_answer_wait_for_it() {
    let text = "intent,text,answer,priority\nopen,when do you open,At 9.,1\nopen,opening time,,2\nplace,where are you,,3\nopen,hours,At 10.,4\n";
    let imported = imported(Kind::Csv, &[source("faq.csv", text)]);
    let content = content_of(&imported);
    assert_eq!(topic(&content, "open").examples, ["when do you open", "opening time", "hours"]);
    assert!(imported.unfinished.as_deref().unwrap().contains("place,Place,where are you"));
    reports(&imported, &["faq.csv:5", "second answer", "At 10."]);
    reports(&imported, &["priority"]);
}

#[test]
fn a_file_without_known_columns_says_which_are_known() {
    let imported = imported(Kind::Csv, &[source("a.csv", "a,b,c\n1,2,3\n")]);
    assert_eq!(imported.files, []);
    reports(&imported, &["a.csv:1", "names no columns", "question and answer"]);
}

#[test]
fn the_demo_company_goes_out_and_comes_back() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/demo");
    let mut files = Vec::new();
    for part in ["", "topics", "flows"] {
        for entry in std::fs::read_dir(std::path::Path::new(folder).join(part))
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if entry.is_file() {
                let name = entry.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(&entry).unwrap()));
            }
        }
    }
    let demo = content::load(&files).unwrap();
    let imported = imported(Kind::Csv, &[source("topics.csv", &topics_as_csv(&demo))]);
    assert_eq!(imported.unfinished, None);
    let back = content_of(&imported);
    for topic in &demo.topics {
        let again = crate::support::topic(&back, topic.id.as_str());
        assert_eq!((&again.title, &again.owner), (&topic.title, &topic.owner));
        // Where two topics shared an example, one of them keeps it and the report says so.
        let missing: Vec<&String> =
            topic.examples.iter().filter(|example| !again.examples.contains(example)).collect();
        missing.iter().for_each(|example| reports(&imported, &[example.as_str()]));
        match (&topic.response, &again.response) {
            (rapport_domain::content::Response::Answer(a), rapport_domain::content::Response::Answer(b)) => {
                assert_eq!((&a.plain, &a.rich, &a.spoken), (&b.plain, &b.rich, &b.spoken));
            }
            (a, b) => assert_eq!(a, b),
        }
    }
}

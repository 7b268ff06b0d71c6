//! Files that are broken, or meant to do harm.

use proptest::prelude::*;
use rapport_domain::content::StepKind;
use rapport_import::{ImportError, Kind, MAX_BYTES, MAX_ITEMS, Request, Source, import};

use crate::support::*;

#[test]
fn broken_files_are_named_with_their_line_and_the_others_are_taken() {
    let good = "nlu:\n- intent: open\n  examples: |\n    - when do you open\n";
    let imported = imported(
        Kind::Rasa,
        &[source("good.yml", good), source("bad.yml", "nlu:\n- intent: x\n  examples: [\n")],
    );
    reports(&imported, &["bad.yml:", "YAML"]);
    assert!(imported.unfinished.unwrap().contains("when do you open"));
    let imported = crate::support::imported(Kind::Zendesk, &[source("a.json", "{\n\"articles\": [\n}")]);
    reports(&imported, &["a.json:3", "JSON"]);
}

#[test]
fn text_that_is_not_utf_8_is_refused_with_its_line() {
    let latin = Source { path: "faq.csv".to_owned(), bytes: b"question,answer\nCaf\xe9?,Yes\n".to_vec() };
    let imported = imported(Kind::Csv, &[latin]);
    assert_eq!(imported.files, []);
    reports(&imported, &["faq.csv:2", "UTF-8"]);
    let wide: Vec<u8> =
        "\u{feff}question,answer\nCafé?,Yes\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let imported = crate::support::imported(Kind::Csv, &[Source { path: "faq.csv".to_owned(), bytes: wide }]);
    assert_eq!(answer(&content_of(&imported), "cafe").0, "Yes");
}

#[test]
fn yaml_that_grows_without_end_is_refused() {
    let mut bomb = "a: &a [\"lol\"]\n".to_owned();
    for (name, before) in ["b", "c", "d", "e", "f", "g"].iter().zip(["a", "b", "c", "d", "e", "f"]) {
        bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(", ")));
    }
    let imported = imported(Kind::Rasa, &[source("bomb.yml", &bomb)]);
    reports(&imported, &["bomb.yml", "anchors"]);
}

#[test]
fn alternatives_do_not_multiply_without_end() {
    let alternatives: String = (0..12).map(|at| format!("    - intent: i{at}\n")).collect();
    let turn = format!("  - or:\n{alternatives}  - action: utter_x\n");
    let story = |name: &str, turns: usize| {
        format!("- story: {name}\n  steps:\n  - intent: {name}\n  - action: utter_x\n{}", turn.repeat(turns))
    };
    let file = format!("responses:\n  utter_x:\n  - text: Well.\nstories:\n{}", story("bomb", 20));
    reports(
        &imported(Kind::Rasa, &[source("bomb.yml", &file)]),
        &["story “bomb”", "only the first was taken"],
    );
    // Each of these is small enough, and all of them together are not.
    let many: String = (0..60).map(|at| story(&format!("bomb{at}"), 3)).collect();
    let file = format!("responses:\n  utter_x:\n  - text: Well.\nstories:\n{many}");
    reports(
        &imported(Kind::Rasa, &[source("b.yml", &file)]),
        &["story “bomb59”", "only the first was taken"],
    );
    let two = "- or:\n    - intent: yes_please\n    - intent: of_course\n  - action: utter_x\n";
    let file = format!(
        "responses:\n  utter_x:\n  - text: Well.\nstories:\n- story: s\n  steps:\n  - intent: go\n  - action: utter_x\n  {two}"
    );
    let content = content_of(&imported(Kind::Rasa, &[source("s.yml", &file)]));
    let StepKind::Choose(choose) = &flow(&content, "go").steps[0].kind else { panic!("{content:?}") };
    assert_eq!(choose.options.len(), 2);
}

#[test]
fn a_form_that_follows_on_itself_ends() {
    let file = "forms:\n  f:\n    required_slots: [city]\nresponses:\n  utter_ask_city:\n  - text: Which city?\nrules:\n- rule: begin\n  steps:\n  - intent: go\n  - action: f\n- rule: done\n  condition:\n  - active_loop: f\n  steps:\n  - action: f\n  - action: f\n";
    let content = content_of(&imported(Kind::Rasa, &[source("f.yml", file)]));
    assert!(flow(&content, "go").steps.len() < 5);
}

#[test]
fn thousands_of_one_name_are_taken_up_to_the_limit_and_told() {
    let over = 50;
    let items: Vec<String> = (0..MAX_ITEMS + over)
        .map(|at| format!("{{\"short_code\": \"hello\", \"content\": \"Answer {at}\"}}"))
        .collect();
    let imported = imported(Kind::Chatwoot, &[source("a.json", &format!("[{}]", items.join(",")))]);
    assert_eq!((imported.report.topics, imported.files.len()), (MAX_ITEMS, MAX_ITEMS));
    reports(&imported, &["topics", "50 more were left out"]);
    reports(&imported, &["notes", "more were left out"]);
    assert!(imported.report.notes.len() <= MAX_ITEMS + 2);
}

#[test]
fn lists_within_lists_do_not_grow_with_their_depth() {
    let text = format!("# Deep lists\n\n{}x\n", "- ".repeat(5_000));
    let imported = imported(Kind::Markdown, &[source("deep.md", &text)]);
    let bytes: usize = imported.files.iter().map(|(_, text)| text.len()).sum();
    assert!(bytes < 1_000_000, "{bytes}");
}

#[test]
fn names_cannot_leave_the_folder() {
    let nlu = "nlu:\n- intent: ../../../etc/cron\n  examples: |\n    - run me\nresponses:\n  utter_x:\n  - text: Yes.\nrules:\n- rule: r\n  steps:\n  - intent: ../../../etc/cron\n  - action: utter_x\n";
    let imported = imported(Kind::Rasa, &[source("nlu.yml", nlu)]);
    let paths: Vec<&str> = imported.files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["topics/etc-cron.md"]);
}

#[test]
fn scripts_and_styles_never_reach_an_answer() {
    let body = "<div><style>*{}</style><p onclick='x()'>Hi <a href='javascript:x()'>there</a> &lt;script&gt;</p><iframe src='javascript:x()'></iframe><svg/onload=x()></div>";
    let page = serde_json_article("Safe or not", body);
    let imported = imported(Kind::Zendesk, &[source("a.json", &page)]);
    let content = content_of(&imported);
    let (plain, rich) = answer(&content, "safe-or-not");
    assert_eq!(plain, "Hi there <script>");
    assert!(!format!("{rich:?}").contains("javascript"), "{rich:?}");
}

#[test]
fn too_much_is_refused_before_it_is_read() {
    let large = Source { path: "a.csv".to_owned(), bytes: vec![b'a'; MAX_BYTES + 1] };
    let request = Request { kind: Kind::Csv, sources: &[large], existing: &[], locale: None };
    assert!(matches!(import(&request), Err(ImportError::TooLarge(_))));
    let request = Request { kind: Kind::Csv, sources: &[source("a.exe", "")], existing: &[], locale: None };
    assert_eq!(import(&request), Err(ImportError::NoFiles(Kind::Csv)));
}

#[test]
fn deep_nesting_is_refused_and_nothing_else() {
    let json = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    reports(&imported(Kind::Intercom, &[source("a.json", &json)]), &["a.json", "recursion"]);
    let yaml = format!("nlu: {}", "[".repeat(5_000));
    reports(&imported(Kind::Rasa, &[source("a.yml", &yaml)]), &["a.yml"]);
    let imported =
        imported(Kind::Zendesk, &[source("a.json", &serde_json_article("Deep one", &"<b>".repeat(20_000)))]);
    reports(&imported, &["deep-one", "nests"]);
}

fn serde_json_article(title: &str, body: &str) -> String {
    let body = body.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{{\"articles\": [{{\"id\": 1, \"title\": \"{title}\", \"body\": \"{body}\"}}]}}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever stands in a file: no panic, and what comes out can be read back.
    #[test]
    fn whatever_comes_in_what_comes_out_is_content(
        kind in proptest::sample::select(Kind::ALL.to_vec()),
        text in "([a-z ]|[-:#'\"|>{}\\[\\]&*,.?;/<]|\n|\n- |nlu:|intent: |examples: \\||question,answer|## |<b>|<p>|\\{\"articles\": \\[|\\{\"id\": 1, \"title\": \"x y\", \"body\": \"){1,60}",
    ) {
        for ending in ["yml", "csv", "json", "md"] {
            let sources = [source(&format!("a.{ending}"), &text)];
            if let Ok(imported) = import(&Request { kind, sources: &sources, existing: &[], locale: None }) {
                content_of(&imported);
            }
        }
    }
}

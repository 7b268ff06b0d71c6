//! How long the import of a large Rasa project takes: 77 intents with 10,000 examples, answers and rules, as in
//! the data set Banking77: `cargo run --release -p rapport-import --example large_nlu`.

#![expect(clippy::print_stdout, reason = "its output is the figure")]

use std::time::Instant;

use rapport_import::{Kind, Request, Source, import};

const INTENTS: usize = 77;
const EXAMPLES: usize = 10_000;
const OPENINGS: [&str; 10] = [
    "how do I",
    "I need to",
    "can you tell me how to",
    "why can't I",
    "what happens when I",
    "please help me",
    "is it possible to",
    "where do I",
    "I tried to",
    "when will I be able to",
];
const ACTS: [&str; 13] = [
    "activate", "change", "cancel", "top up", "verify", "freeze", "replace", "dispute", "link", "return",
    "trace", "order", "close",
];

fn main() {
    let things: Vec<String> = (0..INTENTS).map(|intent| format!("thing{intent}")).collect();
    let mut nlu = "version: \"3.1\"\nnlu:\n".to_owned();
    let (mut rules, mut responses) = ("rules:\n".to_owned(), "responses:\n".to_owned());
    for (intent, thing) in things.iter().enumerate() {
        nlu.push_str(&format!("- intent: ask_{thing}\n  examples: |\n"));
        for at in (intent..EXAMPLES).step_by(INTENTS) {
            let (opening, act) = (OPENINGS[at % OPENINGS.len()], ACTS[at / 7 % ACTS.len()]);
            nlu.push_str(&format!("    - {opening} {act} my [{thing}](item) of week {at}\n"));
        }
        rules.push_str(&format!(
            "- rule: r{intent}\n  steps:\n  - intent: ask_{thing}\n  - action: utter_{thing}\n"
        ));
        responses.push_str(&format!(
            "  utter_{thing}:\n  - text: You can do this with your {thing} in the app.\n"
        ));
    }
    let file = |path: &str, text: String| Source { path: path.to_owned(), bytes: text.into_bytes() };
    let sources = [file("data/nlu.yml", nlu), file("data/rules.yml", rules), file("domain.yml", responses)];
    let bytes: usize = sources.iter().map(|source| source.bytes.len()).sum();
    let begun = Instant::now();
    let imported = import(&Request { kind: Kind::Rasa, sources: &sources, existing: &[], locale: None });
    let took = begun.elapsed();
    match imported {
        Ok(imported) => println!("{bytes} bytes in {} ms: {}", took.as_millis(), imported.report.summary()),
        Err(error) => println!("{error}"),
    }
}

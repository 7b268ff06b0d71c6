//! Rasa projects, formats 1 (Markdown examples), 2 and 3: intents with their examples become topics, responses
//! their answers, stories and rules of several turns flows. What only code knows (custom actions) is reported.

mod domain;
mod flow;
mod nlu;
mod story;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use serde_norway::Value;

use crate::{
    decode::{self, Decoded},
    gathered::{AnswerText, FoundTopic, Gathered},
    names::{id_of, title_of},
};
use domain::Domain;
use nlu::Intents;
use story::{Paths, Turn};

pub use nlu::examples;

/// Intents that Rapport understands and answers by itself, in its wordings.
const BUILT_IN: [&str; 30] = [
    "greet",
    "greeting",
    "greetings",
    "hello",
    "hi",
    "goodbye",
    "bye",
    "farewell",
    "affirm",
    "confirm",
    "yes",
    "deny",
    "no",
    "thank",
    "thanks",
    "thankyou",
    "thank_you",
    "thank_you_intent",
    "bot_challenge",
    "are_you_a_bot",
    "nlu_fallback",
    "out_of_scope",
    "stop",
    "cancel",
    "restart",
    "back",
    "session_start",
    "human_handoff",
    "handoff",
    "request_human",
];

/// Everything that was read of a project.
#[derive(Default)]
struct Project {
    intents: Intents,
    domain: Domain,
    paths: Paths,
}

/// Reads a project's files.
pub(crate) fn read(files: &[Decoded], gathered: &mut Gathered) {
    let mut project = Project::default();
    for file in files {
        if holds_test_stories(&file.path) {
            gathered.todo(
                (&file.path, None, ""),
                "Test stories were not taken.",
                "Write them as conversation tests in tests/ (docs/content.md).",
            );
        } else if file.path.to_lowercase().ends_with(".md") {
            project.intents.markdown(file, gathered);
        } else if is_settings(&file.path) {
            gathered.told(
                (&file.path, None, ""),
                "It holds settings of Rasa's servers, no content, and was not read.",
            );
        } else if let Some(value) = decode::yaml::<Value>(file, gathered) {
            project.file(file, &value, gathered);
        }
    }
    project.finish(gathered);
}

/// Files that may hold passwords, and nothing that customers hear.
fn is_settings(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    ["credentials.y", "endpoints.y", "docker-compose", "values.y"].iter().any(|start| name.starts_with(start))
}

/// Rasa's own tests, which are no conversation tests of Rapport.
fn holds_test_stories(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|folder| folder == "tests") || name.starts_with("test_") || name.contains("_test.")
}

impl Project {
    fn file(&mut self, file: &Decoded, value: &Value, gathered: &mut Gathered) {
        let Some(mapping) = value.as_mapping() else {
            return gathered.told((&file.path, None, ""), "It holds nothing that Rasa reads.");
        };
        for (key, part) in mapping {
            let key = key.as_str().unwrap_or("");
            match key {
                "nlu" => self.intents.yaml(file, part, gathered),
                "stories" => self.paths.stories(file, part, gathered),
                "rules" => self.paths.rules(file, part, gathered),
                "responses" | "templates" => self.domain.responses(file, part, gathered),
                "forms" => self.domain.forms(file, part),
                "slots" => self.domain.slots(part),
                "intents" => self.domain.intents(part),
                "actions" => self.domain.actions(file, part),
                "version" | "session_config" | "entities" | "config" => {}
                "pipeline" | "policies" | "language" | "recipe" | "assistant_id" => {
                    gathered.told(
                        (&file.path, file.line_of(key), key),
                        "How Rasa learns has no place here; Rapport trains by itself when you publish.",
                    );
                }
                "flows" => gathered.todo(
                    (&file.path, file.line_of(key), key),
                    "These flows are for Rasa's language-model assistants and were not taken.",
                    "Write them as flows; docs/content.md shows the steps.",
                ),
                "imports" | "importers" => gathered.todo(
                    (&file.path, file.line_of(key), key),
                    "It names other projects, which are not followed.",
                    "Import their files together with these.",
                ),
                "e2e_actions" => gathered
                    .told((&file.path, file.line_of(key), key), "Actions that are texts have no place here."),
                other => gathered.told(
                    (&file.path, file.line_of(other), other),
                    "This part is not known and was not taken.",
                ),
            }
        }
    }

    fn finish(mut self, gathered: &mut Gathered) {
        self.paths.settle(gathered);
        let known: BTreeSet<&str> = self.intents.names().collect();
        for name in self.domain.intents.iter().filter(|name| !known.contains(name.as_str())) {
            if !has_parts(&known, name) && !is_built_in(name) && !self.paths.roots.contains_key(name) {
                gathered.told(
                    ("", None, &format!("intent “{name}”")),
                    "The domain names it, but it has no examples and nothing follows on it.",
                );
            }
        }
        let all: BTreeSet<&str> =
            known.iter().copied().chain(self.paths.roots.keys().map(String::as_str)).collect();
        let mut told = BTreeSet::new();
        for name in all.iter().copied() {
            if is_built_in(name) {
                self.built_in(name, gathered);
            } else if !has_parts(&all, name) {
                self.topic(name, gathered, &mut told);
            }
        }
        self.unused(&told, gathered);
        if !gathered.topics().is_empty() {
            gathered.todo(
                ("", None, "titles"),
                "Titles are made from the intents' names, and customers see them when they are asked what they mean.",
                "Read them over in each topic.",
            );
        }
    }

    /// What Rapport does by itself: the examples and texts are named, so that wordings can follow them.
    fn built_in(&self, name: &str, gathered: &mut Gathered) {
        let texts: Vec<String> = self
            .paths
            .roots
            .get(name)
            .into_iter()
            .flat_map(|turn| &turn.actions)
            .filter_map(|action| Some(self.domain.response(action)?.plain.clone()))
            .collect();
        let item = format!("intent “{name}”");
        let (file, line) = self.intents.place(name);
        let what = "Rapport understands and answers this by itself, so it is no topic.";
        if texts.is_empty() {
            gathered.told((&file, line, &item), what);
        } else {
            gathered.todo(
                (&file, line, &item),
                &format!("{what} Its text there: {}", texts.join(" / ")),
                "Put your own words into wordings.yaml.",
            );
        }
    }

    fn topic(&self, name: &str, gathered: &mut Gathered, told: &mut BTreeSet<String>) {
        if !gathered.has_room() {
            return gathered.no_room();
        }
        let (file, line) = self.intents.place(name);
        let mut topic = FoundTopic {
            file,
            line,
            name: name.to_owned(),
            title: title_of(name),
            examples: self.intents.of(name).to_vec(),
            ..FoundTopic::default()
        };
        if topic.examples.is_empty() {
            topic.examples.push(topic.title.clone());
        }
        let turn = self.paths.roots.get(name).cloned();
        match turn.or_else(|| self.retrieval(name)) {
            None => topic.why_unfinished = Some("No rule or story answers it.".to_owned()),
            Some(turn) => {
                told.extend(turn.all_actions());
                self.respond(&mut topic, &turn, gathered, told);
            }
        }
        gathered.topic(topic);
    }

    /// `faq/ask_hours` is answered by `utter_faq/ask_hours`.
    fn retrieval(&self, name: &str) -> Option<Turn> {
        let action = format!("utter_{name}");
        let known = name.contains('/') && self.domain.response(&action).is_some();
        known.then(|| Turn { actions: vec![action], ..Turn::default() })
    }

    fn respond(
        &self,
        topic: &mut FoundTopic,
        turn: &Turn,
        gathered: &mut Gathered,
        told: &mut BTreeSet<String>,
    ) {
        let place = (topic.file.as_str(), topic.line, topic.name.as_str());
        let custom: Vec<&String> =
            turn.actions.iter().filter(|action| !self.is_said(action) && !self.is_form(action)).collect();
        let is_flow = !turn.follow_ups.is_empty()
            || turn.actions.iter().any(|action| self.is_form(action))
            || turn
                .actions
                .iter()
                .any(|action| self.domain.response(action).is_some_and(|said| !said.buttons.is_empty()));
        if is_flow && let Some(id) = id_of(&topic.name) {
            let built = flow::build(
                &flow::Parts {
                    id: &id,
                    title: &topic.title,
                    domain: &self.domain,
                    intents: &self.intents,
                    paths: &self.paths,
                },
                turn,
                place,
                gathered,
            );
            told.extend(built.used);
            match built.flow {
                Ok(flow) => {
                    topic.flow = Some(id);
                    gathered.flows.push(flow);
                    gathered.todo(
                        place,
                        "It became a flow with a title and an offer made from its name.",
                        "Read the flow's title and offer over; both are said to customers.",
                    );
                    return;
                }
                Err(why) => gathered.told(place, &format!("It could not become a flow: {why}")),
            }
        }
        if !custom.is_empty() {
            let names = custom.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
            let why = format!(
                "There it calls code ({names}), which Rapport does not have. Make it an action of your own service and a flow, or write an answer."
            );
            topic.why_unfinished = Some(why);
        }
        topic.answer = self.answer(&turn.actions);
    }

    /// Responses that are said one after the other, as one answer.
    fn answer(&self, actions: &[String]) -> Option<AnswerText> {
        let said: Vec<&domain::Said> =
            actions.iter().filter_map(|action| self.domain.response(action)).collect();
        let joined = |text: fn(&domain::Said) -> &str| {
            said.iter().map(|said| text(said)).collect::<Vec<_>>().join("\n\n")
        };
        let plain = joined(|said| &said.plain);
        let rich = joined(|said| said.rich.as_deref().unwrap_or(&said.plain));
        let spoken = said
            .iter()
            .any(|said| said.spoken.is_some())
            .then(|| joined(|said| said.spoken.as_deref().unwrap_or(&said.plain)));
        (!said.is_empty()).then(|| AnswerText { rich: (rich != plain).then_some(rich), plain, spoken })
    }

    fn is_said(&self, action: &str) -> bool {
        self.domain.response(action).is_some() || flow::is_silent(action)
    }

    fn is_form(&self, action: &str) -> bool {
        self.domain.forms.contains_key(action)
    }

    /// Responses and actions that nothing above has used.
    fn unused(&self, told: &BTreeSet<String>, gathered: &mut Gathered) {
        let of_built_in: BTreeSet<&String> = self
            .paths
            .roots
            .iter()
            .filter(|(name, _)| is_built_in(name))
            .flat_map(|(_, turn)| &turn.actions)
            .collect();
        let asked_for = self.domain.asked();
        for (name, said) in &self.domain.responses {
            if told.contains(name) || of_built_in.contains(name) || asked_for.by(name) {
                continue;
            }
            let what = format!("Nothing that became content says it, so it was not taken: {}", said.plain);
            gathered.todo(
                (&said.file, said.line, name),
                &what,
                "Add it to an answer or a wording, if customers should hear it.",
            );
        }
        for (name, (file, line)) in &self.domain.actions {
            if !name.starts_with("utter_") && !self.domain.forms.contains_key(name) {
                gathered.todo(
                    (file, *line, name),
                    "This action is code of Rasa's action server.",
                    "Offer it as an action of your own service (docs/content.md, Actions), if flows need it.",
                );
            }
        }
        let mut asked = BTreeMap::new();
        for (form, slots) in &self.domain.forms {
            if !told.contains(form) {
                asked.insert(form, slots);
            }
        }
        for (form, found) in asked {
            gathered.todo(
                (&found.file, found.line, form),
                "No rule or story that became a flow starts this form.",
                "Write a flow with ask steps for it, if it is needed.",
            );
        }
    }
}

/// Whether `faq/ask_hours` is among the names, for `faq`.
fn has_parts(names: &BTreeSet<&str>, name: &str) -> bool {
    let prefix = format!("{name}/");
    let from = (Bound::Included(prefix.as_str()), Bound::Unbounded);
    names.range::<str, _>(from).next().is_some_and(|found| found.starts_with(&prefix))
}

fn is_built_in(name: &str) -> bool {
    BUILT_IN.contains(&name.to_lowercase().as_str())
}

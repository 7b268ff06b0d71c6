//! Reads content from files.

use std::path::Path;

use rapport_domain::content::{
    ActionDefinition, Company, Content, Flow, Silence, Statement, Step, Topic, Wordings,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_norway::Value;

use super::{Finding, topic_file};

/// Reads content from `files`: pairs of path and text, such as `topics/delivery-cost.md`. What the last
/// folders and the file's name are decides what a file holds; conversation tests and notes to read are passed
/// over. A later `company.yaml` or `wordings.yaml` stands over an earlier one, so that a company's own lie over
/// the starter library's. The result is in order of the names, whatever order the files came in.
///
/// # Errors
/// Everything that cannot be read, each with its file, its line where known, and what to do.
pub fn load(files: &[(String, String)]) -> Result<Content, Vec<Finding>> {
    let mut read = Read::default();
    for (path, text) in files {
        read.file(path, text);
    }
    read.finish()
}

/// Reads one flow's file.
///
/// # Errors
/// Everything in it that cannot be read.
pub(super) fn read_flow(path: &str, text: &str) -> Result<Flow, Vec<Finding>> {
    let mut read = Read::default();
    read.flow(path, text);
    let flow = read.flows.pop().map(|(_, flow)| flow);
    flow.filter(|_| read.findings.is_empty()).ok_or(read.findings)
}

/// Reads a file of statements.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read_statements(path: &str, text: &str) -> Result<Vec<Statement>, Finding> {
    serde_norway::from_str(text).map_err(|error| unreadable(path, &error, 0))
}

/// Whether `files` bring statements of their own. Where they bring none, others stay in force.
pub fn brings_statements(files: &[(String, String)]) -> bool {
    files.iter().any(|(path, _)| {
        let (folder, name) = place(path);
        folder == "statements" && is_yaml(name) && !is_read_me(name)
    })
}

/// The last folder of a path and the file's name.
fn place(path: &str) -> (&str, &str) {
    let name = Path::new(path).file_name().and_then(|n| n.to_str()).unwrap_or(path);
    (Path::new(path).parent().and_then(Path::file_name).and_then(|n| n.to_str()).unwrap_or(""), name)
}

fn is_yaml(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}

/// Whether a file is for people to read.
fn is_read_me(name: &str) -> bool {
    let is_report = name.starts_with("import-report") && name.ends_with(".md");
    name.starts_with('.') || name.eq_ignore_ascii_case("README.md") || is_report
}

#[derive(Default)]
struct Read {
    company: Option<Company>,
    wordings: Option<Wordings>,
    topics: Vec<(String, Topic)>,
    flows: Vec<(String, Flow)>,
    statements: Vec<(String, Statement)>,
    actions: Vec<(String, ActionDefinition)>,
    findings: Vec<Finding>,
}

impl Read {
    fn file(&mut self, path: &str, text: &str) {
        let (folder, name) = place(path);
        let yaml = is_yaml(name);
        match (folder, name) {
            _ if is_read_me(name) => {}
            ("tests", _) if yaml => {}
            ("topics", _) if name.ends_with(".md") => match topic_file::read(path, text) {
                Ok(topic) => self.topics.push((path.to_owned(), topic)),
                Err(finding) => self.findings.push(finding),
            },
            ("flows", _) if yaml => self.flow(path, text),
            ("statements", _) if yaml => {
                let all = read_statements(path, text).unwrap_or_else(|finding| {
                    self.findings.push(finding);
                    vec![]
                });
                self.statements.extend(all.into_iter().map(|statement| (path.to_owned(), statement)));
            }
            (_, "company.yaml") => self.company = self.yaml(path, text),
            (_, "wordings.yaml") => self.wordings = self.yaml(path, text),
            (_, "actions.yaml") => {
                let all: Vec<ActionDefinition> = self.yaml(path, text).unwrap_or_default();
                self.actions.extend(all.into_iter().map(|action| (path.to_owned(), action)));
            }
            _ => self.findings.push(Finding::error(
                path,
                "This file is no content. Topics are topics/*.md, flows flows/*.yaml, statements \
                 statements/*.yaml, tests tests/*.yaml; beside them stand company.yaml, wordings.yaml and \
                 actions.yaml. Move it there or take it away.",
            )),
        }
    }

    fn yaml<T: DeserializeOwned>(&mut self, path: &str, text: &str) -> Option<T> {
        match serde_norway::from_str(text) {
            Ok(read) => Some(read),
            Err(error) => {
                self.findings.push(unreadable(path, &error, 0));
                None
            }
        }
    }

    /// A flow is read step by step, so that a finding can name the step.
    fn flow(&mut self, path: &str, text: &str) {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct FlowFile {
            id: rapport_domain::FlowId,
            title: String,
            offer: String,
            #[serde(default)]
            silence: Option<Silence>,
            steps: Vec<Value>,
        }
        let Some(file) = self.yaml::<FlowFile>(path, text) else { return };
        let mut steps = Vec::with_capacity(file.steps.len());
        for (at, value) in file.steps.into_iter().enumerate() {
            let id = value.get("id").and_then(Value::as_str).map(str::to_owned);
            let line = id.as_deref().and_then(|id| line_of(text, &format!("id: {id}")));
            let about = |finding: Finding| Finding { step: id.clone(), ..finding.at(line) };
            let name = id.as_ref().map_or_else(|| format!("Step {}", at + 1), |id| format!("Step “{id}”"));
            let keys = value.as_mapping().map_or(0, serde_norway::Mapping::len);
            if keys != 2 {
                let message = format!(
                    "{name} has {keys} keys. A step has two: its id, and what it does \
                     (say, ask, choose, remember, act, branch, wait, call, hand_over or end)."
                );
                self.findings.push(about(Finding::error(path, message)));
                continue;
            }
            match serde_norway::from_value::<Step>(value) {
                Ok(step) => steps.push(step),
                Err(error) => self.findings.push(about(Finding::error(path, format!("{name}: {error}.")))),
            }
        }
        let flow = Flow { id: file.id, title: file.title, offer: file.offer, silence: file.silence, steps };
        self.flows.push((path.to_owned(), flow));
    }

    fn finish(mut self) -> Result<Content, Vec<Finding>> {
        let topics = named(self.topics, |topic| topic.id.to_string(), "topic", &mut self.findings);
        let flows = named(self.flows, |flow| flow.id.to_string(), "flow", &mut self.findings);
        let statements = named(self.statements, |s| s.id.to_string(), "statement", &mut self.findings);
        let actions = named(self.actions, |action| action.id.to_string(), "action", &mut self.findings);
        if self.company.is_none() && !self.findings.iter().any(|f| f.file.ends_with("company.yaml")) {
            self.findings.push(Finding::error("company.yaml", "The file is missing: say who speaks."));
        }
        if self.wordings.is_none() && !self.findings.iter().any(|f| f.file.ends_with("wordings.yaml")) {
            self.findings
                .push(Finding::error("wordings.yaml", "The file is missing: say what Rapport itself says."));
        }
        match (self.company, self.wordings) {
            (Some(company), Some(wordings)) if self.findings.is_empty() => {
                Ok(Content { company, topics, flows, statements, actions, wordings })
            }
            _ => {
                self.findings.sort();
                Err(self.findings)
            }
        }
    }
}

/// Sorted by name; names that stand twice are findings.
fn named<T>(
    all: Vec<(String, T)>,
    name_of: impl Fn(&T) -> String,
    kind: &str,
    findings: &mut Vec<Finding>,
) -> Vec<T> {
    let mut all: Vec<(String, String, T)> =
        all.into_iter().map(|(path, item)| (name_of(&item), path, item)).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    for pair in all.windows(2) {
        if pair[0].0 == pair[1].0 {
            let message = format!(
                "The {kind} “{}” stands in {} too. Give one of them another id.",
                pair[1].0, pair[0].1
            );
            findings.push(Finding::error(&pair[1].1, message));
        }
    }
    all.into_iter().map(|(_, _, item)| item).collect()
}

/// What a YAML error says, at its line.
pub(super) fn unreadable(path: &str, error: &serde_norway::Error, lines_before: usize) -> Finding {
    let line = error.location().map(|at| at.line() + lines_before);
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    Finding::error(path, format!("This cannot be read: {said}.")).at(line)
}

/// The line, from 1, that holds `needle` as a whole entry.
fn line_of(text: &str, needle: &str) -> Option<usize> {
    let holds =
        |line: &str| line.trim_start_matches(['-', ' ', '{']).trim_end().split(',').next() == Some(needle);
    text.lines().position(holds).map(|at| at + 1)
}

//! What all tests of imports need.

use std::{fs, path::Path};

use rapport_dialogue::content::{self, Finding, Severity};
use rapport_domain::content::{Content, Flow, Response, Topic};
use rapport_import::{Imported, Kind, Request, Source, import};

const STARTER: [(&str, &str); 2] = [
    ("company.yaml", include_str!("../../../../content/starter/company.yaml")),
    ("wordings.yaml", include_str!("../../../../content/starter/wordings.yaml")),
];

/// The files of a folder of fixtures.
pub fn fixtures(name: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let mut sources = Vec::new();
    collect(&root, &root, &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn collect(root: &Path, path: &Path, sources: &mut Vec<Source>) {
    if path.is_file() {
        let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        let name =
            if name.is_empty() { path.file_name().unwrap().to_string_lossy().into_owned() } else { name };
        sources.push(Source { path: name, bytes: fs::read(path).unwrap() });
        return;
    }
    for entry in fs::read_dir(path).unwrap() {
        collect(root, &entry.unwrap().path(), sources);
    }
}

/// A file by its name and text.
pub fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// Imports into an empty folder.
pub fn imported(kind: Kind, sources: &[Source]) -> Imported {
    import(&Request { kind, sources, existing: &[], locale: None }).unwrap()
}

/// What was imported, as content beside the starter's company and wordings.
pub fn content_of(imported: &Imported) -> Content {
    let starter = STARTER.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let files: Vec<(String, String)> = imported.files.iter().cloned().chain(starter).collect();
    content::load(&files).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

/// What would stop a release.
pub fn errors(content: &Content) -> Vec<Finding> {
    content::check(content).into_iter().filter(|finding| finding.severity == Severity::Error).collect()
}

/// A topic that must be there.
#[track_caller]
pub fn topic<'a>(content: &'a Content, id: &str) -> &'a Topic {
    let ids: Vec<&str> = content.topics.iter().map(|topic| topic.id.as_str()).collect();
    content
        .topics
        .iter()
        .find(|topic| topic.id.as_str() == id)
        .unwrap_or_else(|| panic!("{id} is not among {ids:?}"))
}

/// A flow that must be there.
#[track_caller]
pub fn flow<'a>(content: &'a Content, id: &str) -> &'a Flow {
    content.flows.iter().find(|flow| flow.id.as_str() == id).unwrap()
}

/// The plain and the rich text of a topic's answer.
#[track_caller]
pub fn answer<'a>(content: &'a Content, id: &str) -> (&'a str, Option<&'a str>) {
    match &topic(content, id).response {
        Response::Answer(answer) => (&answer.plain, answer.rich.as_deref()),
        Response::Flow(flow) => panic!("{id} leads to the flow {flow}"),
    }
}

/// Whether the report says something that holds all of `parts`.
#[track_caller]
pub fn reports(imported: &Imported, parts: &[&str]) {
    let notes: Vec<String> = imported.report.notes.iter().map(ToString::to_string).collect();
    assert!(
        notes.iter().any(|note| parts.iter().all(|part| note.contains(part))),
        "{parts:?} is not among {notes:#?}"
    );
}

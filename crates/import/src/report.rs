//! What was taken, and what was not: printed, and kept beside the content.

use std::fmt::Write as _;

use crate::Kind;

/// What came of an import, in numbers and line by line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// Where the content comes from.
    pub kind: Kind,
    /// Topics that became files.
    pub topics: usize,
    /// Flows that became files.
    pub flows: usize,
    /// Examples in these topics.
    pub examples: usize,
    /// Topics that wait for an answer.
    pub unfinished: usize,
    /// Everything that did not map, or not as it was.
    pub notes: Vec<Note>,
}

/// Something that did not map, or not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Note {
    /// The file that was handed in.
    pub file: String,
    /// The line, from 1, where known.
    pub line: Option<usize>,
    /// Which item in it: an intent, an article.
    pub item: String,
    /// What is the matter.
    pub what: String,
    /// What to do about it, if anything.
    pub todo: Option<String>,
}

/// `file:line: item: what To do: …`
impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.item.is_empty() {
            write!(f, ": {}", self.item)?;
        }
        write!(f, ": {}", self.what)?;
        match &self.todo {
            Some(todo) => write!(f, " To do: {todo}"),
            None => Ok(()),
        }
    }
}

impl Report {
    /// The numbers in a sentence.
    pub fn summary(&self) -> String {
        let counted = |count: usize, one: &str, many: &str| {
            if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
        };
        let mut text = format!(
            "{}, {}, {}.",
            counted(self.topics, "topic", "topics"),
            counted(self.flows, "flow", "flows"),
            counted(self.examples, "example", "examples")
        );
        if self.unfinished > 0 {
            let wait = counted(self.unfinished, "topic waits", "topics wait");
            let _ = write!(text, " {wait} for an answer ({}).", crate::UNFINISHED_FILE);
        }
        text
    }

    /// The report as a Markdown page.
    pub fn to_markdown(&self) -> String {
        let mut page = format!("# Imported from {}\n\n{}\n", self.kind.title(), self.summary());
        let (todo, told): (Vec<&Note>, Vec<&Note>) = self.notes.iter().partition(|note| note.todo.is_some());
        for (heading, notes) in [("To do", todo), ("For your information", told)] {
            if notes.is_empty() {
                continue;
            }
            let _ = write!(page, "\n## {heading}\n\n");
            for note in notes {
                let _ =
                    writeln!(page, "- {}", note.to_string().split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
        if self.notes.is_empty() {
            page.push_str("\nEverything was taken as it was.\n");
        }
        page
    }
}

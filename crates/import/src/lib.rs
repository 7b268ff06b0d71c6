//! Content of other products, turned into content files: named files in, topics and flows out, and a report of
//! everything that did not map. A topic without an approved answer stands in a list to be finished; nothing is
//! made up, and nothing is dropped without a word.
//!
//! Pure: no I/O, not async; the same files give the same content and the same report.

mod article;
mod chatwoot;
mod decode;
mod gathered;
mod html;
mod intercom;
mod markdown;
mod names;
mod prose;
mod rasa;
mod report;
mod spreadsheet;
mod zendesk;

use rapport_domain::content::{Content, Response};

pub use chatwoot::{CannedReply, canned_replies};
pub use rasa::examples as rasa_examples;
pub use report::{Note, Report};
pub use spreadsheet::{examples as csv_examples, topics as topics_as_csv};

use decode::Decoded;
use gathered::Gathered;

/// The most bytes that one import reads.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// The most files that one import reads.
pub const MAX_FILES: usize = 5_000;
/// The most topics that one import makes, and the most notes that it gives.
pub const MAX_ITEMS: usize = 20_000;
/// The file in which the report is kept beside the content.
pub const REPORT_FILE: &str = "import-report.md";
/// The file in which topics wait for their answer.
pub const UNFINISHED_FILE: &str = "unfinished.csv";

/// Where content comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A Rasa project: NLU data, domain, stories and rules.
    Rasa,
    /// A spreadsheet of questions and answers.
    Csv,
    /// Zendesk's Help Center API.
    Zendesk,
    /// Intercom's articles API.
    Intercom,
    /// Chatwoot's canned responses.
    Chatwoot,
    /// Markdown files, one article each.
    Markdown,
}

impl Kind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Rasa, Self::Csv, Self::Zendesk, Self::Intercom, Self::Chatwoot, Self::Markdown];

    /// The product's name, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Rasa => "Rasa",
            Self::Csv => "a spreadsheet",
            Self::Zendesk => "Zendesk",
            Self::Intercom => "Intercom",
            Self::Chatwoot => "Chatwoot",
            Self::Markdown => "Markdown files",
        }
    }

    /// Whether a file of this name, ending in small letters, can hold what is imported.
    pub fn reads(self, path: &str) -> bool {
        let endings: &[&str] = match self {
            Self::Rasa => &[".yml", ".yaml", ".md"],
            Self::Csv => &[".csv", ".tsv", ".txt"],
            Self::Zendesk | Self::Intercom | Self::Chatwoot => &[".json"],
            Self::Markdown => &[".md", ".markdown"],
        };
        let lower = path.to_lowercase();
        endings.iter().any(|ending| lower.ends_with(ending))
    }
}

/// A file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name, with folders: `data/nlu.yml`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What to convert, and next to what it will stand.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Where the files come from.
    pub kind: Kind,
    /// The files.
    pub sources: &'a [Source],
    /// Content files that are there already: they stay as they are, and their names are taken. One without text
    /// was taken away there and stays away.
    pub existing: &'a [(String, String)],
    /// The language to take where there are several, such as `en-gb`; the most frequent one if not given.
    pub locale: Option<&'a str>,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Content files: pairs of path and text. None of them is among those that were there.
    pub files: Vec<(String, String)>,
    /// Topics that cannot be content yet, as a spreadsheet that can be imported again when it is filled in.
    pub unfinished: Option<String>,
    /// What was taken, and what was not.
    pub report: Report,
}

/// Why nothing was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportError {
    /// More bytes than are read at once.
    TooLarge(usize),
    /// More files than are read at once.
    TooManyFiles(usize),
    /// No file that this kind reads.
    NoFiles(Kind),
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge(bytes) => write!(
                f,
                "These files hold {} MB; at most {} MB are read at once. Import them in parts.",
                bytes.div_ceil(1024 * 1024),
                MAX_BYTES / (1024 * 1024)
            ),
            Self::TooManyFiles(count) => {
                write!(
                    f,
                    "These are {count} files; at most {MAX_FILES} are read at once. Import them in parts."
                )
            }
            Self::NoFiles(kind) => write!(
                f,
                "There is no file to import from {}. {}",
                kind.title(),
                match kind {
                    Kind::Rasa => "Choose the project's folder, or its .yml files.",
                    Kind::Csv => "Choose a .csv file.",
                    Kind::Zendesk | Kind::Intercom | Kind::Chatwoot =>
                        "Choose the .json files that its API gave you.",
                    Kind::Markdown => "Choose a folder with .md files.",
                }
            ),
        }
    }
}

impl std::error::Error for ImportError {}

/// Turns the files of `request` into content files and a report.
///
/// # Errors
/// When there is nothing to read or too much of it. What cannot be read of a file is in the report.
pub fn import(request: &Request<'_>) -> Result<Imported, ImportError> {
    let chosen: Vec<&Source> =
        request.sources.iter().filter(|source| request.kind.reads(&source.path)).collect();
    let bytes = chosen.iter().map(|source| source.bytes.len()).sum();
    if chosen.is_empty() {
        return Err(ImportError::NoFiles(request.kind));
    }
    if bytes > MAX_BYTES {
        return Err(ImportError::TooLarge(bytes));
    }
    if chosen.len() > MAX_FILES {
        return Err(ImportError::TooManyFiles(chosen.len()));
    }
    let mut gathered = Gathered::new(request.kind);
    let files: Vec<Decoded> =
        chosen.iter().filter_map(|source| decode::decode(source, &mut gathered)).collect();
    match request.kind {
        Kind::Rasa => rasa::read(&files, &mut gathered),
        Kind::Csv => files.iter().for_each(|file| spreadsheet::read(file, &mut gathered)),
        Kind::Zendesk => zendesk::read(&files, request.locale, &mut gathered),
        Kind::Intercom => intercom::read(&files, request.locale, &mut gathered),
        Kind::Chatwoot => chatwoot::read(&files, &mut gathered),
        Kind::Markdown => files.iter().for_each(|file| markdown::read(file, &mut gathered)),
    }
    Ok(gathered.finish(request.existing))
}

/// How many examples content holds, for a summary.
pub fn count_examples(content: &Content) -> usize {
    content.topics.iter().map(|topic| topic.examples.len()).sum()
}

/// The answer's text of a topic, where it has one.
fn plain_answer(response: &Response) -> Option<&str> {
    match response {
        Response::Answer(answer) => Some(&answer.plain),
        Response::Flow(_) => None,
    }
}

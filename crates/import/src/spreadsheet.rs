//! Spreadsheets: questions and answers, or examples and their intents; and the one in which topics wait for
//! their answer.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;
use rapport_domain::content::{Content, Response};

use crate::{
    decode::Decoded,
    gathered::{AnswerText, FoundTopic, Gathered},
    names::{one_line, shortened, title_of},
};

/// The most rows of one file.
const MAX_ROWS: usize = 500_000;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What a column holds, and the headers by which it is known.
const COLUMNS: [(Column, &[&str]); 9] = [
    (Column::Topic, &["topic", "intent", "label", "category", "topic_id", "intent_name", "tag"]),
    (Column::Title, &["title", "name", "topic_title"]),
    (
        Column::Question,
        &["question", "text", "example", "utterance", "query", "phrase", "q", "training_phrase"],
    ),
    (Column::Answer, &["answer", "response", "reply", "a", "answer_text"]),
    (Column::Rich, &["rich", "markdown"]),
    (Column::Spoken, &["spoken", "voice"]),
    (Column::Owner, &["owner"]),
    (Column::Flow, &["flow"]),
    (Column::Ignored, &["why"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Topic,
    Title,
    Question,
    Answer,
    Rich,
    Spoken,
    Owner,
    Flow,
    Ignored,
}

/// A topic that waits for its answer.
pub(crate) struct Unfinished {
    pub topic: String,
    pub title: String,
    pub examples: Vec<String>,
    pub answer: String,
    pub owner: String,
    pub why: String,
}

/// Reads a spreadsheet as topics.
pub(crate) fn read(file: &Decoded, gathered: &mut Gathered) {
    let Some(sheet) = Sheet::open(file, gathered) else { return };
    let mut topics: Vec<FoundTopic> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (line, row) in sheet.rows(file, gathered) {
        let cell = |column| sheet.cell(&row, column);
        let (question, answer) = (cell(Column::Question), cell(Column::Answer));
        let named = [cell(Column::Topic), cell(Column::Title)].into_iter().flatten().next();
        let Some(key) = named.clone().or_else(|| answer.clone()).or_else(|| question.clone()) else {
            continue;
        };
        // The answer names the topic where nothing else does: questions with one answer are one topic.
        let at = *places.entry(key).or_insert_with(|| {
            let name =
                named.clone().or_else(|| question.clone()).or_else(|| answer.clone()).unwrap_or_default();
            let title = cell(Column::Title)
                .or_else(|| cell(Column::Topic).map(|topic| title_of(&topic)))
                .unwrap_or_else(|| shortened(&name, 80));
            let file = file.path.clone();
            topics.push(FoundTopic { file, line: Some(line), name, title, ..FoundTopic::default() });
            topics.len() - 1
        });
        let Some(topic) = topics.get_mut(at) else { continue };
        topic.examples.extend(question);
        topic.flow = topic.flow.take().or_else(|| cell(Column::Flow));
        if let Some(owner) = cell(Column::Owner).filter(|_| topic.owner.is_empty()) {
            topic.owner = owner;
        }
        let variants = AnswerText {
            plain: answer.unwrap_or_default(),
            rich: cell(Column::Rich),
            spoken: cell(Column::Spoken),
        };
        take_answer(topic, variants, (&file.path, line), gathered);
    }
    for mut topic in topics {
        if topic.examples.is_empty() {
            topic.examples.push(topic.title.clone());
        }
        gathered.topic(topic);
    }
}

/// The first answer of a topic counts; another one is reported.
fn take_answer(topic: &mut FoundTopic, variants: AnswerText, place: (&str, usize), gathered: &mut Gathered) {
    if variants.plain.is_empty() {
        return;
    }
    match &topic.answer {
        None => topic.answer = Some(variants),
        Some(known) if known.plain == variants.plain => {}
        Some(_) => gathered.todo(
            (place.0, Some(place.1), &topic.name),
            &format!("A second answer to the same topic was not taken: {}", shortened(&variants.plain, 300)),
            "A topic has one answer. Merge them, or make two topics.",
        ),
    }
}

/// Pairs of text and intent, for measuring and training alone.
///
/// # Errors
/// What is wrong with the file.
pub fn examples(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut gathered = Gathered::new(crate::Kind::Csv);
    let file = Decoded::new("the file", text.trim_start_matches('\u{feff}').to_owned());
    let sheet = Sheet::open(&file, &mut gathered).filter(|sheet| {
        sheet.columns.contains_key(&Column::Question) && sheet.columns.contains_key(&Column::Topic)
    });
    let sheet =
        sheet.ok_or_else(|| "the CSV file needs a header with the columns text and intent".to_owned())?;
    let rows = sheet.rows(&file, &mut gathered).into_iter();
    let pair = |row: StringRecord| {
        (
            sheet.cell(&row, Column::Question).unwrap_or_default(),
            sheet.cell(&row, Column::Topic).unwrap_or_default(),
        )
    };
    Ok(rows.map(|(_, row)| pair(row)).filter(|(text, _)| !text.is_empty()).collect())
}

struct Sheet {
    delimiter: u8,
    has_header: bool,
    columns: BTreeMap<Column, usize>,
}

impl Sheet {
    /// Finds delimiter and columns: by the header, or, where there is none, by there being two.
    fn open(file: &Decoded, gathered: &mut Gathered) -> Option<Self> {
        let headed = DELIMITERS.into_iter().map(|delimiter| {
            let columns = first_row(&file.text, delimiter).map(|row| known_columns(&row)).unwrap_or_default();
            Self { delimiter, has_header: true, columns }
        });
        // Of two delimiters the one that knows more columns is right.
        let best =
            headed.max_by_key(|sheet| (sheet.columns.len(), std::cmp::Reverse(rank(sheet.delimiter))))?;
        let asks = best.columns.contains_key(&Column::Question) || best.columns.contains_key(&Column::Topic);
        let says = best.columns.contains_key(&Column::Answer) || best.columns.contains_key(&Column::Question);
        if asks && says && best.columns.len() > 1 {
            best.tell_unknown(file, gathered);
            return Some(best);
        }
        let two =
            DELIMITERS.into_iter().find(|d| first_row(&file.text, *d).is_some_and(|row| row.len() == 2));
        let Some(delimiter) = two else {
            gathered.todo(
                (&file.path, Some(1), ""),
                "The first line names no columns that are known, so nothing of the file was taken.",
                "Name the columns: question and answer; or intent, text and answer (also topic, title, rich, spoken, owner).",
            );
            return None;
        };
        gathered.todo(
            (&file.path, Some(1), ""),
            "There is no header; the first column was taken as the question, the second as the answer.",
            "If that is wrong, add a first line such as question,answer and import it again.",
        );
        let columns = [(Column::Question, 0), (Column::Answer, 1)].into_iter().collect();
        Some(Self { delimiter, has_header: false, columns })
    }

    fn tell_unknown(&self, file: &Decoded, gathered: &mut Gathered) {
        let header = first_row(&file.text, self.delimiter).unwrap_or_default();
        let used: BTreeSet<usize> = self.columns.values().copied().collect();
        for (_, name) in header.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
            let what = format!("The column “{}” has no place here and was not taken.", one_line(name));
            gathered.told((&file.path, Some(1), ""), &what);
        }
    }

    /// The rows with their lines.
    fn rows(&self, file: &Decoded, gathered: &mut Gathered) -> Vec<(usize, StringRecord)> {
        let mut rows = Vec::new();
        let mut reader = reader(&file.text, self.delimiter, self.has_header);
        for row in reader.records() {
            match row {
                Ok(row) => {
                    let line =
                        row.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(usize::MAX));
                    let needed = self.columns.values().copied().max().unwrap_or(0);
                    if row.len() <= needed && !row.iter().all(str::is_empty) {
                        let what = format!(
                            "The row has {} cells and the header names more; what is missing counts as empty.",
                            row.len()
                        );
                        gathered.told((&file.path, Some(line), ""), &what);
                    }
                    rows.push((line, row));
                }
                Err(error) => gathered.todo(
                    (&file.path, error.position().and_then(|at| usize::try_from(at.line()).ok()), ""),
                    &format!("The row cannot be read and was left out: {error}."),
                    "Correct it and import the file again.",
                ),
            }
            if rows.len() >= MAX_ROWS {
                gathered.todo(
                    (&file.path, None, ""),
                    &format!("Only the first {MAX_ROWS} rows were taken."),
                    "Import the rest in a file of its own.",
                );
                break;
            }
        }
        rows
    }

    fn cell(&self, row: &StringRecord, column: Column) -> Option<String> {
        let text = rapport_channels::text::clean(row.get(*self.columns.get(&column)?)?);
        let text = match text.strip_prefix('\'') {
            Some(rest) if is_formula(rest) => rest.to_owned(),
            _ => text,
        };
        (!text.is_empty()).then_some(text)
    }
}

fn rank(delimiter: u8) -> usize {
    DELIMITERS.iter().position(|known| *known == delimiter).unwrap_or(usize::MAX)
}

fn reader(text: &str, delimiter: u8, has_header: bool) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(has_header)
        .flexible(true)
        .from_reader(text.as_bytes())
}

fn first_row(text: &str, delimiter: u8) -> Option<StringRecord> {
    reader(text, delimiter, false).records().next()?.ok()
}

fn known_columns(header: &StringRecord) -> BTreeMap<Column, usize> {
    let mut columns = BTreeMap::new();
    for (at, name) in header.iter().enumerate() {
        let name = name.trim().to_lowercase().replace([' ', '-'], "_");
        let name = name.trim_end_matches('s');
        let known = COLUMNS.iter().find(|(_, names)| names.contains(&name));
        if let Some((column, _)) = known {
            columns.entry(*column).or_insert(at);
        }
    }
    columns
}

/// Topics that wait, a row an example; the answer stands in the first row of each.
pub(crate) fn unfinished(topics: &[Unfinished]) -> String {
    let mut rows = vec![["topic", "title", "question", "answer", "owner", "why"].map(str::to_owned).to_vec()];
    for topic in topics {
        let first = [topic.answer.clone(), topic.owner.clone(), topic.why.clone()];
        rows.extend(rows_of(&topic.topic, &topic.title, &topic.examples, &first));
    }
    written(&rows)
}

/// All topics of `content` as a spreadsheet that can be imported again, a row an example; what is answered stands
/// in the first row of each.
pub fn topics(content: &Content) -> String {
    let header = ["topic", "title", "question", "answer", "rich", "spoken", "owner", "flow"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for topic in &content.topics {
        let (plain, rich, spoken, flow) = match &topic.response {
            Response::Answer(answer) => (
                answer.plain.clone(),
                answer.rich.clone().unwrap_or_default(),
                answer.spoken.clone().unwrap_or_default(),
                String::new(),
            ),
            Response::Flow(flow) => (String::new(), String::new(), String::new(), flow.to_string()),
        };
        let first = [plain, rich, spoken, topic.owner.clone(), flow];
        rows.extend(rows_of(topic.id.as_str(), &topic.title, &topic.examples, &first));
    }
    written(&rows)
}

fn rows_of(id: &str, title: &str, examples: &[String], first: &[String]) -> Vec<Vec<String>> {
    let none = [String::new()];
    let examples = if examples.is_empty() { &none } else { examples };
    let row = |(at, example): (usize, &String)| {
        let rest = first.iter().map(|text| if at == 0 { text.clone() } else { String::new() });
        [id.to_owned(), title.to_owned(), example.clone()].into_iter().chain(rest).collect()
    };
    examples.iter().enumerate().map(row).collect()
}

fn written(rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|cell| if is_formula(cell) { format!("'{cell}") } else { cell.clone() });
        // Writing into memory does not fail, and all rows have the same length.
        let _ = writer.write_record(cells);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a spreadsheet would run a cell. Examples may be customers' own words.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) || cell.starts_with('\'') && is_formula(&cell[1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_alone() {
        let expected = vec![("Where is it?".to_owned(), "track".to_owned())];
        assert_eq!(examples("intent,text\ntrack,Where is it?\n").unwrap(), expected);
        assert_eq!(examples("\u{feff}Text;Category\nWhere is it?;track\n").unwrap(), expected);
        assert!(examples("a,b\n1,2\n").is_err());
    }

    #[test]
    fn formulas_are_text_for_a_spreadsheet() {
        for cell in ["=1+1", "-5", "'=x", "@me", "plain", "it's"] {
            let text = written(&[
                vec!["question".to_owned(), "answer".to_owned()],
                vec![cell.to_owned(), "x".to_owned()],
            ]);
            assert!(!text.lines().nth(1).unwrap().starts_with(['=', '-', '@']), "{text}");
            let file = Decoded::new("a.csv", text);
            let mut gathered = Gathered::new(crate::Kind::Csv);
            read(&file, &mut gathered);
            assert_eq!(gathered.topics()[0].examples, [cell]);
        }
    }
}

//! Bytes to text, YAML and JSON, with limits: what cannot be read is told with its place.

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::LazyLock,
};

use regex::Regex;
use serde::de::DeserializeOwned;

use crate::{Source, gathered::Gathered};

/// A file with anchors is read when it holds no more than this: they can make a small file grow without end.
const MAX_ALIASES: usize = 16;
const MAX_BYTES_WITH_ALIASES: usize = 256 * 1024;

/// A file as text.
pub(crate) struct Decoded {
    pub path: String,
    pub text: String,
    /// The lines by what they begin with, once somebody asks.
    lines: OnceCell<HashMap<u64, usize>>,
}

impl Decoded {
    pub(crate) fn new(path: &str, text: String) -> Self {
        Self { path: path.to_owned(), text, lines: OnceCell::new() }
    }

    /// The first line, from 1, that is `needle`, or has it as its key; list marks and notes aside.
    pub(crate) fn line_of(&self, needle: &str) -> Option<usize> {
        let lines = self.lines.get_or_init(|| lines_of(&self.text));
        lines.get(&hashed(needle)).copied()
    }
}

/// A file's text: UTF-8, or UTF-16 where its first bytes say so.
pub(crate) fn decode(source: &Source, gathered: &mut Gathered) -> Option<Decoded> {
    let text = match source.bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        bytes => std::str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|error| 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count()),
    };
    match text {
        Ok(text) => {
            let text =
                text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
            Some(Decoded::new(&source.path, text))
        }
        Err(line) => {
            gathered.todo(
                (&source.path, Some(line), ""),
                "The file is not UTF-8, so nothing of it was taken.",
                "Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”) and import it again.",
            );
            None
        }
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, usize> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| 1)
}

/// A YAML file; what is wrong with it goes into the report.
pub(crate) fn yaml<T: DeserializeOwned>(file: &Decoded, gathered: &mut Gathered) -> Option<T> {
    if let Some(aliases) = too_many_aliases(&file.text) {
        gathered.todo(
            (&file.path, None, ""),
            &format!("The file repeats parts of itself {aliases} times by anchors (&name, *name), which can make it grow without end; nothing of it was taken."),
            "Write the repeated parts out and import it again.",
        );
        return None;
    }
    match serde_norway::from_str(&file.text) {
        Ok(read) => Some(read),
        Err(error) => {
            let line = error.location().map(|at| at.line());
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
            unreadable(file, line, "YAML", &said, gathered);
            None
        }
    }
}

/// A JSON file; what is wrong with it goes into the report.
pub(crate) fn json<T: DeserializeOwned>(file: &Decoded, gathered: &mut Gathered) -> Option<T> {
    match serde_json::from_str(&file.text) {
        Ok(read) => Some(read),
        Err(error) => {
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
            unreadable(file, Some(error.line()), "JSON", &said, gathered);
            None
        }
    }
}

fn unreadable(file: &Decoded, line: Option<usize>, format: &str, said: &str, gathered: &mut Gathered) {
    gathered.todo(
        (&file.path, line, ""),
        &format!("This cannot be read as {format}, so nothing of the file was taken: {said}."),
        "Correct it there and import the file again.",
    );
}

/// How often anchors are used, where that is more than is read.
fn too_many_aliases(text: &str) -> Option<usize> {
    static ANCHORS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)(?:^|[\s\[{,])&([^\s\[\]{},]+)").expect("the pattern is tested"));
    static ALIASES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)(?:^|[\s\[{,])\*([^\s\[\]{},:]+)").expect("the pattern is tested"));
    let names: HashSet<&str> =
        ANCHORS.captures_iter(text).filter_map(|found| Some(found.get(1)?.as_str())).collect();
    if names.is_empty() {
        return None;
    }
    let used =
        ALIASES.captures_iter(text).filter(|found| found.get(1).is_some_and(|n| names.contains(n.as_str())));
    let used = used.count();
    (used > MAX_ALIASES || used > 0 && text.len() > MAX_BYTES_WITH_ALIASES).then_some(used)
}

/// The lines of a text, each under what it says and under its key. Hashes take the place of the texts, so that the
/// list is smaller than the file; if two were alike, a note would name another line.
fn lines_of(text: &str) -> HashMap<u64, usize> {
    let mut lines = HashMap::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_start_matches([' ', '-', '\t']);
        let line = line.split_once(" #").map_or(line, |(line, _)| line).trim_end();
        let key = line.split_once(':').map_or(line, |(key, _)| key.trim_end());
        for said in [line, key] {
            lines.entry(hashed(said)).or_insert(at + 1);
        }
    }
    lines
}

fn hashed(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_read_within_bounds() {
        assert_eq!(too_many_aliases("a: &x 1\nb: *x\n"), None);
        assert_eq!(too_many_aliases("text: \"see *this* & *that*\""), None);
        let bomb = format!("a: &x [1]\nb: [{}]", "*x, ".repeat(20));
        assert_eq!(too_many_aliases(&bomb), Some(20));
        let large = format!("a: &x 1\nb: *x\nc: \"{}\"", "z".repeat(300 * 1024));
        assert_eq!(too_many_aliases(&large), Some(1));
    }

    #[test]
    fn lines_are_found() {
        let line_of = |text: &str, needle: &str| Decoded::new("a.yml", text.to_owned()).line_of(needle);
        assert_eq!(line_of("nlu:\n- intent: greet\n- intent: greet2 # new", "intent: greet2"), Some(3));
        assert_eq!(line_of("responses:\n  utter_x:\n  - text: a", "utter_x"), Some(2));
        assert_eq!(line_of("actions:\n  - action_x\n  - action_y", "action_y"), Some(3));
        assert_eq!(line_of("a", "b"), None);
    }
}

//! Files of a content folder, as a designer uploads them: loaded and checked, or refused with findings.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rapport_dialogue::content;

/// Where files of each kind lie; the first stands for one that belongs nowhere.
const PATHS: &[&str] = &[
    "notes.txt",
    "company.yaml",
    "wordings.yaml",
    "actions.yaml",
    "topics/parcel.md",
    "topics/returns.md",
    "flows/return.yaml",
    "statements/sorry.yaml",
    "tests/parcel.yaml",
];

// Files are parted by zero bytes; each begins with a letter that picks its path.
fuzz_target!(|folder: &str| {
    let named = |file: &str| {
        let mut letters = file.chars();
        let kind = letters.next().map_or(0, |letter| letter as usize);
        (PATHS[kind % PATHS.len()].to_owned(), letters.as_str().to_owned())
    };
    let files: Vec<(String, String)> = folder.split('\0').take(8).map(named).collect();
    match content::load(&files) {
        Ok(content) => drop(content::check(&content)),
        Err(findings) => assert!(!findings.is_empty(), "a refusal that says nothing"),
    }
});

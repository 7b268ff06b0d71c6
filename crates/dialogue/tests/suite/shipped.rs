//! The content that ships: the starter library and the demo company.

use std::path::{Path, PathBuf};

use rapport_dialogue::content::{Severity, check, export, load};

pub(crate) fn files(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
            .expect("the folder is there")
            .map(|entry| entry.expect("it can be listed").path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content").join(folder);
    let mut found = Vec::new();
    walk(&root, &mut found);
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(&root).expect("it lies below").to_string_lossy().into_owned();
        (format!("{folder}/{name}"), std::fs::read_to_string(path).expect("it is text"))
    };
    found.iter().map(read).collect()
}

#[test]
fn the_demo_company_and_the_starter_library_have_no_errors_and_read_back() {
    let mut all = files("starter");
    all.extend(files("demo"));
    let content = load(&all).unwrap_or_else(|findings| panic!("{findings:#?}"));
    let errors: Vec<String> =
        check(&content).iter().filter(|f| f.severity == Severity::Error).map(ToString::to_string).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert!(content.topics.len() >= 60 && content.flows.len() >= 3);
    assert_eq!(load(&export(&content)), Ok(content));
    let tests =
        rapport_dialogue::rehearse::load_tests(&all).unwrap_or_else(|findings| panic!("{findings:#?}"));
    assert!(tests.len() >= 10);
}

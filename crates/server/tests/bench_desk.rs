//! The harness of the desk, small: it races agents and customers against a server of its own and finds no fault.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

#[test]
fn agents_and_customers_race_and_no_promise_is_broken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let content = small_content(&root);
    let run = Command::new(env!("CARGO_BIN_EXE_rapport"))
        .current_dir(&root)
        .args(["bench", "desk", "--agents", "4", "--customers", "12", "--messages", "120"])
        .args(["--take-overs", "27", "--seconds", "90", "--content"])
        .arg(content.path())
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{out}\n{err}");
    let report: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    assert_eq!(report["agents_still_live"], 4, "{report}");
    assert_eq!(report["customers_still_live"], 12, "{report}");
    assert!(report["messages"].as_u64().unwrap() >= 120, "{report}");
    assert_eq!((&report["take_overs"], &report["hand_backs"]), (&27.into(), &27.into()), "{report}");
    for (race, times) in report["races"].as_object().unwrap() {
        assert_eq!(*times, 9, "{race} in {report}");
    }
    for (fault, count) in report["faults"].as_object().unwrap() {
        assert_eq!(*count, 0, "{fault} in {report}");
    }
}

/// A company with two topics: it learns them in a moment.
fn small_content(root: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder of topics");
    fs::create_dir(folder.path().join("topics")).expect("a folder of topics");
    let demo = root.join("content/demo");
    for file in ["company.yaml", "wordings.yaml", "topics/delivery-cost.md", "topics/care-down.md"] {
        fs::copy(demo.join(file), folder.path().join(file)).expect("a folder of topics");
    }
    folder
}

//! Content goes out as files and comes back without loss; content of another product comes into the draft.

use std::{fs, path::Path};

use rapport_desk::{DeskError, HowChanged, ImportKind, ImportOf, ImportSource, SaveFile};
use rapport_dialogue::content;
use rapport_domain::{ReleaseId, content::Release};
use rapport_storage::StorageError;
use rapport_testing::{TestDesk, databases};

/// All files of the demo company, with its conversation tests.
fn demo() -> Vec<(String, String)> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../content"));
    let mut files = Vec::new();
    for (folder, part) in
        [("demo", ""), ("demo", "topics"), ("demo", "flows"), ("demo", "tests"), ("starter", "statements")]
    {
        for entry in fs::read_dir(root.join(folder).join(part))
            .expect("a folder")
            .map(|entry| entry.expect("a file").path())
        {
            if entry.is_file() {
                let name =
                    entry.strip_prefix(root.join(folder)).expect("below it").to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&entry).expect("text")));
            }
        }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_goes_out_and_comes_back_without_loss() {
    let files = demo();
    let all = databases().await;
    let first = TestDesk::on(&all[0]).await;
    let published = first.desk.publish_files(&files, "Dana", None, None).await.expect("publishes");
    let out = first.desk.release_files(published.release.id).await.expect("files");
    first.desk.close().await;
    let fresh = databases().await;
    let second = TestDesk::on(&fresh[0]).await;
    let again = second.desk.publish_files(&out, "Dana", None, None).await.expect("publishes");
    assert_eq!(again.release.content, content::load(&files).expect("reads"));
    let back = second.desk.release_files(again.release.id).await.expect("files");
    assert_eq!(out, back);
    let tests = |files: &[(String, String)]| {
        let mut tests: Vec<_> =
            files.iter().filter(|(path, _)| path.starts_with("tests/")).cloned().collect();
        tests.sort();
        tests
    };
    assert!(!tests(&files).is_empty());
    assert_eq!(tests(&files), tests(&back));
    second.desk.close().await;
}

fn spreadsheet(text: &str) -> ImportOf {
    let source = ImportSource { path: "faq.csv".to_owned(), bytes: text.as_bytes().to_vec() };
    ImportOf { kind: ImportKind::Csv, sources: vec![source], locale: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_products_content_comes_into_the_draft_and_nothing_is_written_over() {
    for database in databases().await {
        let TestDesk { desk, .. } = TestDesk::on(&database).await;
        let live = desk.release().await.expect("a release");
        let topic = live.release().content.topics.first().expect("a topic").clone();
        let text = format!(
            "topic,question,answer\nbike-wash,Do you wash bikes?,We do.\n{},Anything?,Something else.\n",
            topic.id
        );
        let looked = desk.look_at_import(spreadsheet(&text)).await.expect("looks");
        let paths: Vec<&str> = looked.imported.files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["topics/bike-wash.md"]);
        assert!(looked.imported.report.notes.iter().any(|note| note.what.contains("stays as it is")));
        assert!(desk.draft().await.expect("a draft").files.is_empty(), "looking keeps nothing");

        let added = desk
            .import_into_draft(spreadsheet(&text), looked.version, "Dana".to_owned())
            .await
            .expect("adds");
        let draft = desk.draft().await.expect("a draft");
        assert_eq!((draft.version, draft.files.len()), (added.version, 1));
        assert_eq!(
            (draft.files[0].path.as_str(), draft.files[0].changed.by.as_str()),
            ("topics/bike-wash.md", "Dana")
        );
        assert!(!draft.files[0].conflict);

        let stale = desk.import_into_draft(spreadsheet(&text), looked.version, "Dana".to_owned()).await;
        assert!(matches!(stale, Err(DeskError::WrongState(_))), "{stale:?}");
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_colleague_takes_away_in_the_draft_stays_away() {
    for database in databases().await {
        let TestDesk { desk, .. } = TestDesk::on(&database).await;
        let live = desk.release().await.expect("a release");
        let topic = live.release().content.topics.first().expect("a topic").clone();
        let path = content::topic_path(&topic.id);
        let mark = desk.draft_file(&path).await.expect("a file").mark;
        let gone = SaveFile { path: path.clone(), text: None, mark, keep: false, by: "Ben".to_owned() };
        desk.save_draft_file(gone).await.expect("takes it away");

        let text = format!(
            "topic,question,answer\n{},Who feeds the zebra?,Dana does.\nbike-wash,Do you wash bikes?,We do.\n",
            topic.id
        );
        let looked = desk.look_at_import(spreadsheet(&text)).await.expect("looks");
        let notes = &looked.imported.report.notes;
        assert!(notes.iter().any(|note| note.file == path && note.what.contains("taken away")), "{notes:?}");
        desk.import_into_draft(spreadsheet(&text), looked.version, "Dana".to_owned()).await.expect("adds");
        let draft = desk.draft().await.expect("a draft");
        let files: Vec<_> = draft.files.iter().map(|file| (file.path.as_str(), file.how)).collect();
        let mut expected = [(path.as_str(), HowChanged::Removed), ("topics/bike-wash.md", HowChanged::Added)];
        expected.sort_by_key(|(path, _)| *path);
        assert_eq!(files, expected);
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_not_added_over_a_release_that_it_was_not_compared_with() {
    for database in databases().await {
        let TestDesk { desk, store, .. } = TestDesk::on(&database).await;
        let text = "topic,question,answer\nbike-wash,Do you wash bikes?,We do.\n";
        let looked = desk.look_at_import(spreadsheet(text)).await.expect("looks");
        // Another node publishes, and this one has not heard of it yet.
        let live = desk.release().await.expect("a release");
        let id = ReleaseId::from_bytes([9; 16]);
        let release = Release { id, number: live.release().number + 1, ..Release::clone(live.release()) };
        let published: Result<(), StorageError> = store
            .write(move |tx| Box::pin(async move { tx.publish_release(&release, "another", None).await }))
            .await;
        published.expect("publishes");
        let refused = desk.import_into_draft(spreadsheet(text), looked.version, "Dana".to_owned()).await;
        assert!(matches!(refused, Err(DeskError::WrongState(_))), "{refused:?}");
        assert!(desk.draft().await.expect("a draft").files.is_empty());
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_no_draft_can_hold_does_not_keep_the_others_out() {
    let all = databases().await;
    let TestDesk { desk, .. } = TestDesk::on(&all[0]).await;
    let text = format!(
        "topic,question,answer\nlong-story,Tell me everything?,{}\nbike-wash,Do you wash bikes?,We do.\n",
        "All of it. ".repeat(20_000)
    );
    let looked = desk.look_at_import(spreadsheet(&text)).await.expect("looks");
    let paths: Vec<&str> = looked.imported.files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["topics/bike-wash.md"]);
    assert_eq!((looked.imported.report.topics, looked.imported.report.examples), (1, 1));
    let notes = &looked.imported.report.notes;
    let told = |note: &rapport_desk::ImportNote| {
        note.item == "topics/long-story.md" && note.what.contains("200,000 bytes")
    };
    assert!(notes.iter().any(told), "{notes:?}");
    let added = desk.import_into_draft(spreadsheet(&text), looked.version, "Dana".to_owned()).await;
    assert_eq!(added.expect("adds").imported.files.len(), 1);
    desk.close().await;
}

//! The draft is one for all nodes and databases, and becomes a release as a whole.

use rapport_desk::{DeskError, HowChanged, SaveFile, SaveTopic};
use rapport_domain::content::Response;
use rapport_testing::{TestDesk, databases};

fn by(name: &str) -> String {
    name.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_shared_and_publishing_empties_it() {
    for database in databases().await {
        let TestDesk { desk, .. } = TestDesk::on(&database).await;
        let id = "delivery-cost".parse().unwrap();
        let open = desk.draft_topic(&id).await.unwrap();
        let seen = open.file.mark.clone();
        let mut topic = open.topic.unwrap();
        let Response::Answer(answer) = &mut topic.response else { panic!("it has an answer") };
        answer.plain = format!("  Ahoy. {}\r\n", answer.plain);
        let save = |topic: &rapport_domain::content::Topic, mark: &str, name: &str| SaveTopic {
            topic: topic.clone(),
            mark: mark.to_owned(),
            keep: false,
            by: by(name),
        };
        let saved = desk.save_draft_topic(save(&topic, &seen, "Dana")).await.unwrap();
        let refused = desk.save_draft_topic(save(&topic, &seen, "Ben")).await.unwrap_err();
        assert!(
            matches!(&refused, DeskError::DraftChanged(Some(changed)) if changed.by == "Dana"),
            "{refused:?}"
        );
        let again = desk.save_draft_topic(save(&topic, &saved.file.mark, "Ben")).await.unwrap();
        assert_eq!(again.file.mark, saved.file.mark, "the same text has the same mark");

        let test = SaveFile {
            path: "tests/cost.yaml".into(),
            text: Some("- name: cost\n  turns:\n    - customer: What does delivery cost?\n".into()),
            mark: "none".into(),
            keep: false,
            by: by("Dana"),
        };
        desk.save_draft_file(test).await.unwrap();
        let draft = desk.draft().await.unwrap();
        let files: Vec<_> = draft.files.iter().map(|file| (file.path.as_str(), file.how)).collect();
        let expected =
            [("tests/cost.yaml", HowChanged::Added), ("topics/delivery-cost.md", HowChanged::Changed)];
        assert_eq!(files, expected);
        desk.publish_draft(draft.version - 1, "Dana", None).await.unwrap_err();
        let made = desk.publish_draft(draft.version, "Dana", None).await.unwrap();
        assert_eq!(made.release.number, 2);
        let after = desk.draft().await.unwrap();
        assert!(
            after.files.is_empty() && after.other_files.contains(&"tests/cost.yaml".to_owned()),
            "{after:?}"
        );
        let live = desk.release().await.unwrap();
        let live = live.release().content.topics.iter().find(|topic| topic.id == id).cloned().unwrap();
        let Response::Answer(answer) = &live.response else { panic!("it has an answer") };
        assert!(answer.plain.starts_with("Ahoy. "), "{}", answer.plain);
        desk.close().await;
    }
}

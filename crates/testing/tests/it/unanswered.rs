//! What customers ask without getting an answer is found by meaning, until it has one.

use std::{collections::BTreeMap, path::PathBuf};

use rapport_dialogue::{
    content::read_topic,
    group::{ALIKE, group},
};
use rapport_perception::{Reader, Weights};
use rapport_testing::{TestDesk, databases};

const ASKED: [&str; 2] = [
    "Do you lend telescopes for watching meteors?",
    "Can we borrow a telescope from you to see the meteor shower?",
];

#[tokio::test(flavor = "multi_thread")]
async fn questions_without_an_answer_stand_together() {
    for database in databases().await {
        let test = TestDesk::on(&database).await;
        let first = test.arrive().await;
        test.ask(&first, ASKED[0]).await;
        test.ask(&test.arrive().await, ASKED[1]).await;
        test.ask(&test.arrive().await, "What does delivery cost?").await;
        let found = test.desk.unanswered(30).await.unwrap();
        assert_eq!((found.total, found.groups.len()), (2, 1), "{found:#?}");
        let texts: Vec<_> = found.groups[0].questions.iter().map(|question| question.text.as_str()).collect();
        assert_eq!(texts, [ASKED[1], ASKED[0]], "the newest first");
        assert!(!found.groups[0].nearest.is_empty());

        test.store.rebuild_projections().await.unwrap();
        assert_eq!(test.desk.unanswered(30).await.unwrap(), found, "made again from the events");
        test.desk.erase_customer("test", first.visitor.customer).await.unwrap();
        assert_eq!(test.desk.unanswered(30).await.unwrap().total, 1, "an erased customer's words are gone");
        test.clock.advance_ms(31 * 86_400_000);
        assert_eq!(test.desk.unanswered(30).await.unwrap().total, 0);
        assert!(test.desk.unanswered(0).await.is_err());
        test.desk.close().await;
    }
}

/// Of pairs of texts: the share of those put together that ask the same, and of those that ask the same the
/// share put together.
fn quality(groups: &[Vec<usize>], topics: &[usize]) -> (f64, f64) {
    let (mut together, mut right, mut same) = (0.0, 0.0, 0.0);
    let mut group_of = vec![0; topics.len()];
    for (at, group) in groups.iter().enumerate() {
        group.iter().for_each(|text| group_of[*text] = at);
    }
    for a in 0..topics.len() {
        for b in a + 1..topics.len() {
            let joined = group_of[a] == group_of[b];
            let alike = topics[a] == topics[b];
            together += f64::from(u8::from(joined));
            same += f64::from(u8::from(alike));
            right += f64::from(u8::from(joined && alike));
        }
    }
    (right / together, right / same)
}

#[test]
fn texts_that_ask_the_same_stand_together() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../content/demo/topics");
    let mut files: BTreeMap<PathBuf, String> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        files.insert(path, text);
    }
    let reader = Reader::load(&Weights::embedded()).unwrap();
    let (mut vectors, mut topics) = (Vec::new(), Vec::new());
    for (at, text) in files.values().enumerate().step_by(4) {
        let topic = read_topic("topic.md", text).unwrap();
        for example in topic.examples.iter().take(6) {
            vectors.push(reader.vector(example));
            topics.push(at);
        }
    }
    for alike in [0.3, 0.35, 0.4, 0.45, ALIKE, 0.55, 0.6] {
        let (right, found) = quality(&group(&vectors, alike), &topics);
        println!("{alike:.2}: {right:.2} of pairs put together ask the same, {found:.2} of those are found");
    }
    let (right, found) = quality(&group(&vectors, ALIKE), &topics);
    assert!(right > 0.5 && found > 0.1, "{right} {found}");
}

//! A release that is prepared now is in force at its moment, once, or not at all.

use std::sync::Arc;

use rapport_desk::{DeskError, SaveTopic, ScheduleDraft, WaitingRelease};
use rapport_domain::content::Response;
use rapport_testing::{CountingEntropy, Database, FakeClock, Node, TestDesk, databases};

const HOUR_MS: i64 = 3_600_000;
const TOPIC: &str = "delivery-cost";

/// Puts a word before the answer, in the draft.
async fn say(test: &TestDesk, word: &str) {
    let open = test.desk.draft_topic(&TOPIC.parse().expect("a name")).await.expect("it can be read");
    let mut topic = open.topic.expect("the topic is there");
    let Response::Answer(answer) = &mut topic.response else { panic!("it has an answer") };
    answer.plain = format!("{word} {}", answer.plain);
    let save = SaveTopic { topic, mark: open.file.mark, keep: false, by: "Dana".to_owned() };
    test.desk.save_draft_topic(save).await.expect("nobody else saves");
}

async fn schedule(test: &TestDesk, in_ms: i64) -> Result<WaitingRelease, DeskError> {
    let version = test.desk.draft().await.expect("the draft can be read").version;
    let due_at = test.desk.now().plus_ms(in_ms);
    let agent = Some(test.amir.id);
    test.desk
        .schedule_draft(ScheduleDraft { version, due_at, by: "Dana".to_owned(), agent, despite: None })
        .await
}

/// The answer in force, and the number of its release.
async fn in_force(test: &TestDesk) -> (u32, String) {
    let release = test.desk.release().await.expect("one is in force");
    let topics = &release.release().content.topics;
    let topic = topics.iter().find(|topic| topic.id.as_str() == TOPIC).expect("the topic is there");
    let Response::Answer(answer) = &topic.response else { panic!("it has an answer") };
    (release.release().number, answer.plain.clone())
}

async fn after(test: &TestDesk, ms: i64) {
    test.clock.advance_ms(ms);
    test.desk.work_off().await.expect("what is due is done");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_in_force_at_its_moment_and_what_came_later_stays_in_the_draft() {
    for database in databases().await {
        let test = TestDesk::on(&database).await;
        say(&test, "Ahoy.").await;
        assert!(matches!(schedule(&test, -1).await, Err(DeskError::Invalid { field: "due_at", .. })));
        let waiting = schedule(&test, HOUR_MS).await.unwrap();
        assert_eq!(waiting.files, ["topics/delivery-cost.md"]);
        assert!(matches!(schedule(&test, HOUR_MS).await, Err(DeskError::WrongState(_))), "one at a time");
        say(&test, "Later.").await;

        after(&test, HOUR_MS - 1_000).await;
        assert_eq!(in_force(&test).await.0, 1, "not before its moment");
        after(&test, 2_000).await;
        let (number, answer) = in_force(&test).await;
        assert!(number == 2 && answer.starts_with("Ahoy. "), "{number} {answer}");
        assert_eq!(test.desk.scheduled_releases().await.unwrap(), []);
        let releases = test.desk.releases().await.unwrap();
        assert_eq!((releases[0].number, releases[0].published_by.as_str()), (2, "Dana"));

        let draft = test.desk.draft().await.unwrap();
        assert!(draft.files.len() == 1 && !draft.files[0].conflict, "{:?}", draft.files);
        test.desk.publish_draft(draft.version, "Dana", None).await.unwrap();
        assert!(in_force(&test).await.1.starts_with("Later. Ahoy. "));
        test.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_published_over_another_release_and_says_why() {
    for database in databases().await {
        let test = TestDesk::on(&database).await;
        say(&test, "Ahoy.").await;
        schedule(&test, HOUR_MS).await.unwrap();
        let older = test.desk.releases().await.unwrap()[0].id;
        test.desk.restore_release(older, "Ben", None).await.unwrap();
        let waiting = test.desk.scheduled_releases().await.unwrap();
        assert_eq!(waiting[0].overtaken_by.as_ref().map(|by| by.number), Some(2), "it is told before");

        after(&test, HOUR_MS).await;
        assert_eq!(in_force(&test).await.0, 2);
        let refused = test.desk.scheduled_releases().await.unwrap();
        let why = refused[0].refused.clone().unwrap();
        assert!(why.contains("Release 2 by Ben"), "{why}");
        assert_eq!(test.desk.draft().await.unwrap().files.len(), 1, "nothing of the draft is lost");
        // A refused one stands in nobody's way, and goes when somebody has seen it.
        let next = schedule(&test, HOUR_MS).await.unwrap();
        test.desk.cancel_scheduled_release(refused[0].id).await.unwrap();
        test.desk.cancel_scheduled_release(next.id).await.unwrap();
        let again = test.desk.cancel_scheduled_release(next.id).await;
        assert!(matches!(again, Err(DeskError::NotFound(_))), "{again:?}");
        after(&test, 2 * HOUR_MS).await;
        assert_eq!(in_force(&test).await.0, 2, "what was cancelled is not published");
        test.desk.close().await;
    }
}

/// Another node on the same database.
async fn second_node(database: &Database, clock: &Arc<FakeClock>) -> TestDesk {
    let entropy = Arc::new(CountingEntropy::of_node(2));
    TestDesk::node(database, Node { clock: Arc::clone(clock), entropy, ..Node::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_nodes_one_publishes() {
    for database in databases().await {
        let clock = Arc::new(FakeClock::default());
        let first = TestDesk::node(&database, Node { clock: Arc::clone(&clock), ..Node::default() }).await;
        let second = second_node(&database, &clock).await;
        say(&first, "Ahoy.").await;
        schedule(&first, HOUR_MS).await.unwrap();
        clock.advance_ms(HOUR_MS);
        let (one, other) = tokio::join!(first.desk.work_off(), second.desk.work_off());
        one.unwrap();
        other.unwrap();
        let numbers: Vec<u32> =
            first.desk.releases().await.unwrap().into_iter().map(|release| release.number).collect();
        assert_eq!(numbers, [2, 1], "{}", database.name);
        assert_eq!(second.desk.scheduled_releases().await.unwrap(), []);
        first.desk.close().await;
        second.desk.close().await;
    }
}

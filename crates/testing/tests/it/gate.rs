//! What is published is proven: failing tests stop a release unless somebody says why not, the same draft is not tested
//! twice, and a look says what nobody tests and what would have changed for real questions.

use std::sync::Arc;

use rapport_desk::{DeskError, LookState, SaveFile, ScheduleDraft};
use rapport_testing::{TestDesk, databases};

const REASON: &str = "The carrier's price changed at noon.";
const FAILING: &str =
    "- name: cost\n  turns:\n    - customer: What does delivery cost?\n      expect: { topic: jobs }\n";

/// Writes a file of the draft over whatever it holds; without a text it is taken away.
async fn write(test: &TestDesk, path: &str, text: Option<&str>) {
    let mark = test.desk.draft_file(path).await.expect("it can be read").mark;
    let (path, text, by) = (path.to_owned(), text.map(str::to_owned), "Dana".to_owned());
    test.desk
        .save_draft_file(SaveFile { path, text, mark, keep: false, by })
        .await
        .expect("nobody else saves");
}

async fn version(test: &TestDesk) -> u64 {
    test.desk.draft().await.expect("the draft can be read").version
}

/// What stands in the audit log about tests that were overridden.
async fn overridden(test: &TestDesk) -> Vec<String> {
    let rows = test.desk.audit_log(None, 50).await.expect("the log can be read").items;
    let about = rows.into_iter().filter(|row| row.act == "release_tests_overridden");
    about.map(|row| row.subject).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_tests_stop_a_release_unless_there_is_a_reason() {
    for database in databases().await {
        let test = TestDesk::on(&database).await;
        write(&test, "tests/cost.yaml", Some(FAILING)).await;
        let seen = version(&test).await;
        let refused = test.desk.publish_draft(seen, "Dana", None).await.unwrap_err();
        let DeskError::Unproven(objections) = &refused else { panic!("{refused:?}") };
        assert_eq!(objections, &["1 of 1 conversation tests fails."]);
        let looked = test.desk.check_draft().await.unwrap().checked;
        let failure = &looked.tests[0].failures[0];
        assert_eq!(failure.expected, "topic: jobs");
        assert!(failure.came.starts_with("topic: delivery-cost"), "{failure:?}");
        let due_at = test.desk.now().plus_ms(3_600_000);
        let schedule = |despite: Option<&str>| ScheduleDraft {
            version: seen,
            due_at,
            by: "Dana".to_owned(),
            agent: None,
            despite: despite.map(str::to_owned),
        };
        let refused = test.desk.schedule_draft(schedule(None)).await.unwrap_err();
        assert!(matches!(refused, DeskError::Unproven(_)), "{refused:?}");
        let short = test.desk.publish_draft(seen, "Dana", Some("so  ")).await.unwrap_err();
        assert!(matches!(short, DeskError::Invalid { field: "despite", .. }), "{short:?}");
        assert_eq!(test.desk.releases().await.unwrap().len(), 1, "nothing was published");
        assert_eq!(test.desk.draft().await.unwrap().files.len(), 1, "nothing of the draft is lost");

        test.desk.schedule_draft(schedule(Some(REASON))).await.unwrap();
        assert_eq!(overridden(&test).await, Vec::<String>::new(), "not before it is published");
        test.clock.advance_ms(3_600_000);
        test.desk.work_off().await.unwrap();
        let release = test.desk.releases().await.unwrap()[0].clone();
        assert_eq!(release.number, 2);
        assert_eq!(overridden(&test).await, [release.id.to_string()]);
        assert_eq!(release.despite.as_deref(), Some(REASON), "the reason stands beside the release");
        assert_eq!(test.desk.verify_audit_log().await.unwrap(), None);

        // The test that fails is part of the content now: a folder without tests is held against it too.
        let files = test.desk.release_files(release.id).await.unwrap();
        let bare: Vec<_> = files.into_iter().filter(|(path, _)| !path.starts_with("tests/")).collect();
        let refused = test.desk.publish_files(&bare, "Dana", None, None).await.unwrap_err();
        assert!(matches!(refused, DeskError::Unproven(_)), "{refused:?}");
        let made = test.desk.publish_files(&bare, "Dana", None, Some(REASON)).await.unwrap();
        assert_eq!((made.release.number, overridden(&test).await.len()), (3, 2));
        let older = test.desk.releases().await.unwrap()[2].id;
        test.desk.restore_release(older, "Ben", None).await.expect("the way back needs no tests");

        write(&test, "tests/cost.yaml", None).await;
        test.desk.publish_draft(version(&test).await, "Dana", None).await.expect("nothing fails any more");
        test.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_is_kept_for_exactly_this_draft_and_can_be_stopped() {
    let database = databases().await.into_iter().next().unwrap();
    let test = TestDesk::on(&database).await;
    write(&test, "tests/cost.yaml", Some(FAILING)).await;
    assert_eq!(test.desk.draft_look().await.unwrap().state, LookState::None);
    let (desk, other) = (test.desk.clone(), test.desk.clone());
    let waits = tokio::spawn(async move { desk.check_draft().await });
    while !matches!(test.desk.draft_look().await.unwrap().state, LookState::Running(_)) {
        tokio::task::yield_now().await;
    }
    test.desk.stop_draft_look().await.unwrap();
    let stopped = waits.await.unwrap().unwrap_err();
    assert!(matches!(stopped, DeskError::WrongState(why) if why.contains("stopped")), "{stopped:?}");
    assert_eq!(test.desk.draft_look().await.unwrap().state, LookState::None);

    let (one, same) = tokio::join!(test.desk.check_draft(), other.check_draft());
    let (one, same) = (one.unwrap(), same.unwrap());
    assert!(Arc::ptr_eq(&one.checked, &same.checked), "two who ask at once wait for one look");
    let again = test.desk.check_draft().await.unwrap();
    assert!(Arc::ptr_eq(&one.checked, &again.checked), "an unchanged draft is not tested twice");
    let LookState::Done(known) = test.desk.draft_look().await.unwrap().state else { panic!("it is done") };
    assert!(Arc::ptr_eq(&known, &one.checked));
    test.clock.advance_ms(24 * 3_600_000);
    assert_eq!(test.desk.draft_look().await.unwrap().state, LookState::None, "it was of yesterday");
    write(&test, "tests/cost.yaml", Some(&FAILING.replace("jobs", "delivery-cost"))).await;
    assert_eq!(test.desk.draft_look().await.unwrap().state, LookState::None, "another draft, another look");
    let mended = test.desk.check_draft().await.unwrap();
    assert_eq!(mended.checked.objections(), Vec::<String>::new());
    let coverage = mended.checked.coverage.clone().unwrap();
    assert_eq!(coverage.topics.missed.len(), coverage.topics.total - 1, "one topic is tested");
    assert!(coverage.steps.missed.len() == coverage.steps.total && !coverage.branches.missed.is_empty());
    test.desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_what_would_have_changed_last_week() {
    for database in databases().await {
        let test = TestDesk::on(&database).await;
        let asked = test.arrive().await;
        test.ask(&asked, "What does delivery cost?").await;
        let other = test.arrive().await;
        test.ask(&other, "How do I wash my down jacket?").await;
        write(&test, "topics/care-down.md", None).await;
        let phrases = format!("care-down:\n  - gone\njobs:\n{}", "  - a purple teapot sings\n".repeat(20));
        write(&test, "tests/paraphrases.yaml", Some(&phrases)).await;

        let refused = test.desk.questions_changed_by_draft().await.unwrap_err();
        assert!(matches!(refused, DeskError::WrongState(_)), "{refused:?}");
        let looked = test.desk.check_draft().await.unwrap().checked;
        let again = looked.questions.clone().unwrap();
        assert_eq!((again.asked, again.changed, again.live.answered), (2, 1, 2), "{again:?}");
        let opened = test.desk.questions_changed_by_draft().await.unwrap();
        assert_eq!(opened.len(), 1);
        assert_eq!(opened[0].text, "How do I wash my down jacket?");
        assert_eq!(opened[0].question.before.topic, Some("care-down".parse().unwrap()));
        assert_ne!(opened[0].question.after.topic, opened[0].question.before.topic);

        let sameness = looked.sameness.clone().unwrap();
        assert_eq!(
            (sameness.shares.asked, sameness.shares.right),
            (20, 0),
            "a topic that is gone is passed over"
        );
        assert!(sameness.worse.is_empty(), "in force they fare no better: {sameness:?}");
        let refused = test.desk.publish_draft(version(&test).await, "Dana", None).await.unwrap_err();
        assert!(refused.to_string().contains("0 of 20 paraphrases"), "{refused}");

        test.desk.erase_customer("test", other.visitor.customer).await.unwrap();
        assert_eq!(
            test.desk.questions_changed_by_draft().await.unwrap(),
            [],
            "an erased customer's words are gone"
        );
        test.clock.advance_ms(8 * 86_400_000);
        write(&test, "tests/paraphrases.yaml", None).await;
        let later = test.desk.check_draft().await.unwrap().checked;
        assert_eq!((later.questions.clone(), later.sameness.clone()), (None, None), "a week is over");
        test.desk.close().await;
    }
}

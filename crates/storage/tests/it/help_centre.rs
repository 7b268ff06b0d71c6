//! What the help centre counts.

use rapport_domain::{AnswerFeedbackId, ReceiptId, TopicId, why::DecisionKind};
use rapport_storage::{AnswerApproval, AnswerFeedback, Erasure, FeedbackPlace, ViewCount, said_once};

use crate::support::{Bench, Os, replied, write};

on_both!(
    an_approval_keeps_its_first_date,
    views_add_up,
    an_answer_in_a_chat_counts_once,
    what_was_said_is_not_kept_for_ever,
    an_erased_customer_has_said_nothing_of_answers
);

fn topic(id: &str) -> TopicId {
    id.parse().unwrap()
}

async fn an_approval_keeps_its_first_date(bench: Bench) {
    let approval = |digest: &str| AnswerApproval {
        topic: topic("delivery-cost"),
        digest: digest.into(),
        approved_at: bench.now(),
    };
    let (first, again, other) = (approval("a"), approval("a"), approval("b"));
    let all = vec![first.clone(), again, other.clone()];
    write!(bench, |tx| tx.note_approvals(&all).await).unwrap();
    let mut known = bench.store.read().await.unwrap().answer_approvals().await.unwrap();
    known.sort_by(|a, b| a.digest.cmp(&b.digest));
    assert_eq!(known, [first.clone(), other.clone()]);

    // Releases of before approvals were noted are looked at later.
    assert!(!bench.store.read().await.unwrap().approvals_are_noted().await.unwrap());
    let earlier = AnswerApproval { approved_at: first.approved_at.plus_ms(-1), ..first };
    let all = vec![earlier.clone()];
    write!(bench, |tx| {
        tx.note_approvals(&all).await?;
        tx.mark_approvals_noted().await?;
        tx.mark_approvals_noted().await
    })
    .unwrap();
    let mut reader = bench.store.read().await.unwrap();
    let mut known = reader.answer_approvals().await.unwrap();
    known.sort_by(|a, b| a.digest.cmp(&b.digest));
    assert_eq!(known, [earlier, other]);
    assert!(reader.approvals_are_noted().await.unwrap());
}

async fn views_add_up(bench: Bench) {
    let view = |id: &str, total| ViewCount { topic: topic(id), total };
    for (day, views) in
        [(10, vec![view("a", 2)]), (11, vec![view("a", 1), view("b", 9)]), (11, vec![view("a", 4)])]
    {
        write!(bench, |tx| tx.add_article_views(day, &views).await).unwrap();
    }
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.article_views(10).await.unwrap(), [view("b", 9), view("a", 7)]);
    assert_eq!(reader.article_views(12).await.unwrap(), []);
}

async fn an_answer_in_a_chat_counts_once(bench: Bench) {
    let since = bench.now();
    let said = |place, helpful, once: Option<&str>| AnswerFeedback {
        id: AnswerFeedbackId::mint(bench.now(), &Os),
        topic: topic("delivery-cost"),
        version: 3,
        place,
        helpful,
        at: bench.now(),
        once: once.map(str::to_owned),
    };
    let on_page = said(FeedbackPlace::Article, false, None);
    let id = on_page.id;
    for (said, kept) in [
        (said(FeedbackPlace::Chat, true, Some("hash")), true),
        (said(FeedbackPlace::Chat, false, Some("hash")), false),
        (said(FeedbackPlace::Article, true, None), true),
        (on_page, true),
    ] {
        assert_eq!(write!(bench, |tx| tx.keep_answer_feedback(&said).await).unwrap(), kept);
    }
    for kept in [true, false] {
        let added = write!(bench, |tx| tx.add_feedback_words(id, since, "And on Saturday?").await).unwrap();
        assert_eq!(added, kept, "words are added once");
    }
    let mut reader = bench.store.read().await.unwrap();
    let counts = reader.feedback_counts(since).await.unwrap();
    let told: Vec<_> = counts
        .iter()
        .map(|one| (one.place, one.version, one.helpful, one.not_helpful, one.comments))
        .collect();
    assert_eq!(told, [(FeedbackPlace::Article, 3, 1, 1, 1), (FeedbackPlace::Chat, 3, 1, 0, 0)]);
    let comments = reader.feedback_comments(&topic("delivery-cost"), since, 10).await.unwrap();
    assert_eq!(comments.len(), 1);
    assert_eq!((comments[0].words.as_str(), comments[0].helpful), ("And on Saturday?", false));
    assert!(reader.feedback_counts(bench.now()).await.unwrap().is_empty());
    drop(reader);

    for deleted in [true, false] {
        assert_eq!(write!(bench, |tx| tx.delete_feedback_words(id).await).unwrap(), deleted);
    }
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.feedback_comments(&topic("delivery-cost"), since, 10).await.unwrap(), []);
    let counts = reader.feedback_counts(since).await.unwrap();
    assert_eq!((counts[0].not_helpful, counts[0].comments), (1, 0), "the no still counts");
}

fn said(bench: &Bench, place: FeedbackPlace, once: Option<String>) -> AnswerFeedback {
    let at = bench.now();
    let id = AnswerFeedbackId::mint(at, &Os);
    AnswerFeedback { id, topic: topic("delivery-cost"), version: 3, place, helpful: true, at, once }
}

async fn what_was_said_is_not_kept_for_ever(bench: Bench) {
    const DAY_MS: i64 = 24 * 3_600_000;
    let since = bench.now();
    let on_page = said(&bench, FeedbackPlace::Article, None);
    write!(bench, |tx| tx.keep_answer_feedback(&on_page).await).unwrap();
    for (days, left) in [(365, 1), (367, 0)] {
        let later = since.plus_ms(days * DAY_MS);
        write!(bench, |tx| tx.sweep(later, later).await).unwrap();
        let counts = bench.store.read().await.unwrap().feedback_counts(since).await.unwrap();
        assert_eq!(counts.len(), left, "after {days} days");
    }
}

async fn an_erased_customer_has_said_nothing_of_answers(bench: Bench) {
    let since = bench.now();
    let (ada, of_ada) = bench.ada().await;
    let bob = bench.customer("Bob", "bob@example.com").await;
    let of_bob = bench.conversation(bob.id).await;
    for id in [of_ada, of_bob] {
        let answered = bench.append(id, vec![replied("It costs £3.95.", 1, DecisionKind::Answered)]).await;
        let in_chat = said(&bench, FeedbackPlace::Chat, Some(said_once(id, answered[0].seq)));
        assert!(write!(bench, |tx| tx.keep_answer_feedback(&in_chat).await).unwrap());
    }
    let receipt = ReceiptId::from_bytes([7; 16]);
    let erasure = Erasure { customer: ada.id, receipt, erased_by: "test".to_owned() };
    bench.store.erase_customer(erasure, bench.now()).await.unwrap().unwrap();
    let counts = bench.store.read().await.unwrap().feedback_counts(since).await.unwrap();
    assert_eq!((counts.len(), counts[0].helpful), (1, 1), "Bob's alone");
}

//! What the help centre counts.

use rapport_domain::{AnswerFeedbackId, TopicId};
use rapport_storage::{AnswerApproval, AnswerFeedback, FeedbackPlace, ViewCount};

use crate::support::{Bench, Os, write};

on_both!(an_approval_keeps_its_first_date, views_add_up, an_answer_in_a_chat_counts_once);

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
    assert_eq!(known, [first, other]);
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
}

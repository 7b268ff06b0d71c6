//! A message is accepted once, a burst is one turn, the reply says why, and replaying comes to the same.

use rapport_domain::{
    event::{ConversationEvent, HandoverReason},
    message::Author,
    why::DecisionKind,
};
use rapport_testing::{TestDesk, databases};

#[tokio::test(flavor = "multi_thread")]
async fn a_question_gets_the_approved_answer_and_says_it_is_an_ai() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let reply = desk.ask(&mia, "How much does delivery cost?").await;
        assert!(reply.contains("AI"), "{}: {reply}", database.name);
        let answered = |event: &ConversationEvent| {
            matches!(event, ConversationEvent::Replied { why, .. } if why.decision == DecisionKind::Answered
                && why.answer_version.is_some() && why.topic.as_ref().is_some_and(|t| t.as_str() == "delivery-cost"))
        };
        assert!(desk.happened(&mia, answered).await, "{}: {reply}", database.name);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_is_accepted_once() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let first = desk.write(&mia, "one", "How much does delivery cost?").await;
        let again = desk.write(&mia, "one", "How much does delivery cost?").await;
        assert_eq!(first, again);
        desk.settle().await;
        let after_reply = desk.write(&mia, "one", "How much does delivery cost?").await;
        desk.settle().await;
        assert_eq!(first, after_reply);
        let said = desk.said(&mia).await;
        assert_eq!(said.iter().filter(|said| said.author == Author::Customer).count(), 1);
        assert_eq!(said.iter().filter(|said| said.author == Author::Assistant).count(), 1);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_is_one_turn() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        for (id, text) in [("a", "hi"), ("b", "I have a question"), ("c", "how much does delivery cost?")] {
            desk.write(&mia, id, text).await;
            desk.clock.advance_ms(200);
            desk.desk.work_off().await.unwrap();
        }
        desk.settle().await;
        let said = desk.said(&mia).await;
        assert_eq!(said.iter().filter(|said| said.author == Author::Assistant).count(), 1, "{said:#?}");
        assert!(matches!(said.last().map(|said| said.author), Some(Author::Assistant)));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_called_with_a_line_that_the_customer_sees() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let reply = desk.ask(&mia, "I want to talk to a real person please").await;
        assert!(reply.contains("team"), "{reply}");
        let asked = |event: &ConversationEvent| {
            matches!(event, ConversationEvent::HandoverRequested { reason: HandoverReason::Asked, .. })
        };
        assert!(desk.happened(&mia, asked).await);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deciding_again_comes_to_the_same() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        for text in [
            "This is the third time I ask!! my parcel still has not arrived",
            "what are your opening hours",
            "qwertz asdf",
            "thanks",
            "a person please",
        ] {
            desk.ask(&mia, text).await;
        }
        let explained = desk.desk.explain(mia.visitor.conversation()).await.unwrap();
        assert!(explained.len() >= 4, "{explained:#?}");
        for decision in explained {
            assert!(decision.equal, "{}: {decision:#?}", database.name);
        }
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn card_numbers_never_reach_the_log() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, "you charged my card 4111 1111 1111 1111 twice").await;
        let said = desk.said(&mia).await;
        assert!(said.iter().all(|said| !said.text.contains("4111 1111")), "{said:#?}");
        assert!(said[0].text.contains("1111"), "the last four digits stay: {said:#?}");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resolved_conversation_begins_a_new_episode() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, "How much does delivery cost?").await;
        let id = mia.visitor.conversation();
        desk.desk.resolve(id, None).await.unwrap();
        desk.desk.rate(id, 5, Some("quick")).await.unwrap();
        let reply = desk.ask(&mia, "what are your opening hours?").await;
        assert!(!reply.is_empty());
        let row = desk.desk.conversation_row(id).await.unwrap();
        assert_eq!((row.episode, row.rating), (2, None));
        desk.desk.close().await;
    }
}

//! Whoever holds the conversation speaks; nobody else does.

use rapport_desk::DeskError;
use rapport_domain::{conversation::Holder, event::ConversationEvent, message::Author};
use rapport_testing::{TestDesk, databases};

#[tokio::test(flavor = "multi_thread")]
async fn after_a_take_over_the_assistant_is_silent() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let id = mia.visitor.conversation();
        desk.write(&mia, "a", "How much does delivery cost?").await;
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        desk.settle().await;
        desk.write(&mia, "b", "hello?").await;
        desk.settle().await;
        let said = desk.said(&mia).await;
        assert!(said.iter().all(|said| said.author != Author::Assistant), "{said:#?}");
        desk.reply(&mia, desk.ana.id, "r", "It is £3.95. Shall I send it today?").await.unwrap();
        assert!(desk.said(&mia).await.iter().any(|said| said.author == Author::Agent { id: desk.ana.id }));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_agents_never_answer() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let id = mia.visitor.conversation();
        desk.ask(&mia, "a person please").await;
        let (ana, ben) = (desk.ana.id, desk.ben.id);
        let both = tokio::join!(desk.desk.take_over(id, ana, false), desk.desk.take_over(id, ben, false));
        assert_eq!([both.0.is_ok(), both.1.is_ok()].iter().filter(|ok| **ok).count(), 1, "{both:?}");
        let Holder::Agent { id: holder } = desk.desk.conversation_row(id).await.unwrap().holder else {
            panic!("an agent holds it")
        };
        let other = if holder == ana { ben } else { ana };
        let refused = desk.reply(&mia, other, "x", "me too").await.unwrap_err();
        assert!(matches!(refused, DeskError::HeldByOther { holder: Some(_) }), "{refused:?}");
        // Taking it from a colleague is possible when it is meant.
        desk.desk.take_over(id, other, true).await.unwrap();
        assert!(desk.reply(&mia, holder, "y", "still me").await.is_err());
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_sent_once_however_often_it_is_sent() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, "a person please").await;
        desk.desk.take_over(mia.visitor.conversation(), desk.ana.id, false).await.unwrap();
        let first = desk.reply(&mia, desk.ana.id, "same", "Hello Mia").await.unwrap();
        let again = desk.reply(&mia, desk.ana.id, "same", "Hello Mia").await.unwrap();
        assert_eq!(first, again);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn handed_back_the_assistant_answers_again() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let id = mia.visitor.conversation();
        desk.ask(&mia, "a person please").await;
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        desk.desk.hand_back(id, desk.ana.id, "parcel was sent again").await.unwrap();
        let reply = desk.ask(&mia, "How much does delivery cost?").await;
        assert!(!reply.is_empty());
        let fences: Vec<u64> =
            desk.events(&mia)
                .await
                .iter()
                .filter_map(|recorded| match recorded.event {
                    ConversationEvent::TakenOver { fence, .. }
                    | ConversationEvent::HandedBack { fence, .. } => Some(fence),
                    _ => None,
                })
                .collect();
        assert_eq!(fences, [1, 2]);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unanswered_message_is_answered_after_handing_back() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let id = mia.visitor.conversation();
        desk.ask(&mia, "a person please").await;
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        desk.write(&mia, "late", "and how much does delivery cost?").await;
        desk.desk.hand_back(id, desk.ana.id, "").await.unwrap();
        desk.settle().await;
        let said = desk.said(&mia).await;
        assert_eq!(said.last().map(|said| said.author), Some(Author::Assistant), "{said:#?}");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn put_aside_and_brought_back() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let id = mia.visitor.conversation();
        desk.ask(&mia, "a person please").await;
        let until = desk.desk.now().plus_ms(3_600_000);
        let waits = desk.desk.snooze(id, desk.ana.id, until).await.unwrap_err();
        assert!(
            matches!(waits, DeskError::WrongState(_)),
            "nobody leaves the queue without a word: {waits:?}"
        );
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        let held = desk.desk.snooze(id, desk.ben.id, until).await.unwrap_err();
        assert!(matches!(held, DeskError::HeldByOther { .. }), "{held:?}");
        desk.desk.snooze(id, desk.ana.id, until).await.unwrap();
        assert_eq!(desk.desk.conversation_row(id).await.unwrap().snoozed_until, Some(until));
        desk.clock.advance_ms(3_600_001);
        desk.settle().await;
        assert!(desk.happened(&mia, |event| matches!(event, ConversationEvent::Woken {})).await);
        assert!(desk.desk.snooze(id, desk.ana.id, desk.desk.now()).await.is_err());
        desk.desk.close().await;
    }
}

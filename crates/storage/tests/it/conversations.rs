//! Appending and reading back.

use rapport_domain::{
    ConversationId,
    event::ConversationEvent,
    message::{Attachment, Author},
    why::DecisionKind,
};
use rapport_storage::{Expected, StorageError};

use crate::support::{Bench, agent, message, received, replied, write};

on_both!(
    events_are_numbered_without_a_gap_and_read_back,
    a_second_caller_with_an_old_view_is_refused,
    a_provider_may_repeat_a_message,
    a_turn_is_answered_once,
    a_take_over_silences_the_assistant,
    many_at_once_keep_order,
    reading_and_seeing_only_go_forward,
    snoozes_come_back,
    unknown_and_misplaced_are_refused,
    long_and_odd_texts_survive,
);

async fn events_are_numbered_without_a_gap_and_read_back(bench: Bench) {
    let (_, id) = bench.ada().await;
    let said = vec![received("My tent has a hole", "p1"), received("and it rains", "p2")];
    let recorded = bench.append(id, said.clone()).await;
    assert_eq!(recorded.iter().map(|r| r.seq).collect::<Vec<_>>(), [2, 3]);

    let mut reader = bench.store.read().await.unwrap();
    let events = reader.conversation_events(id).await.unwrap().unwrap();
    assert_eq!(events.len(), 3);
    assert_eq!(events[1..], recorded[..]);
    assert_eq!(events[2].event, said[1]);
    assert_eq!(reader.events_after(id, 2, 10).await.unwrap(), recorded[1..]);
    assert_eq!(reader.events_after(id, 1, 1).await.unwrap(), recorded[..1]);

    let row = reader.conversation(id).await.unwrap().unwrap();
    assert_eq!(row.preview.unwrap().text, "and it rains");
    assert_eq!(row.unread, 2);
    assert_eq!(row.profile.unwrap().name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(row.waiting_since, Some(recorded[0].at));

    let nobody = ConversationId::from_bytes([3; 16]);
    assert!(reader.conversation_events(nobody).await.unwrap().is_none());
    assert!(reader.conversation(nobody).await.unwrap().is_none());
}

async fn a_second_caller_with_an_old_view_is_refused(bench: Bench) {
    let (_, id) = bench.ada().await;
    let at = |seq| Expected { seq: Some(seq), fence: Some(0) };
    bench.try_append(id, at(1), vec![received("one", "p1")]).await.unwrap();
    let stale = bench.try_append(id, at(1), vec![received("two", "p2")]).await;
    assert!(matches!(stale, Err(StorageError::StaleSeq { expected: 1, found: 2, .. })), "{stale:?}");
    // Nothing of the refused append is left, so its message can come again.
    bench.try_append(id, at(2), vec![received("two", "p2")]).await.unwrap();
}

async fn a_provider_may_repeat_a_message(bench: Bench) {
    let (customer, id) = bench.ada().await;
    let other = bench.conversation(customer.id).await;
    bench.append(id, vec![received("hello", "same")]).await;
    let found = write!(bench, |tx| tx.find_provider_id(id, "same").await).unwrap();
    assert_eq!(found, Some(2));
    let again = bench.try_append(id, Expected::default(), vec![received("hello", "same")]).await;
    assert!(matches!(again, Err(StorageError::Taken(_))), "{again:?}");
    // A widget chooses its ids itself: it must not be able to take another conversation's.
    bench.append(other, vec![received("hello", "same")]).await;
}

async fn a_turn_is_answered_once(bench: Bench) {
    let (_, id) = bench.ada().await;
    bench.append(id, vec![received("How much is delivery?", "p1")]).await;
    let reply = replied("Delivery is free above £50.", 2, DecisionKind::Answered);
    bench.append(id, vec![reply.clone()]).await;
    let again = bench.try_append(id, Expected::default(), vec![reply]).await;
    assert!(matches!(again, Err(StorageError::AlreadyReplied(_))), "{again:?}");
    let events = bench.store.read().await.unwrap().conversation_events(id).await.unwrap().unwrap();
    assert_eq!(events.len(), 3);
}

async fn a_take_over_silences_the_assistant(bench: Bench) {
    let (_, id) = bench.ada().await;
    bench.append(id, vec![received("A person, please", "p1")]).await;
    let now = bench.now();
    write!(bench, |tx| tx.schedule_turn(id, 2, now, now).await).unwrap();
    let now = bench.now();
    let taken = write!(bench, |tx| tx.take_over(id, agent(1), now).await).unwrap();
    assert_eq!((taken.fence, taken.recorded.seq), (1, 3));
    assert_eq!(bench.store.read().await.unwrap().turn(id).await.unwrap(), None);

    let reply = replied("Delivery is free.", 2, DecisionKind::Answered);
    let stale = Expected { fence: Some(0), ..Expected::default() };
    let late = bench.try_append(id, stale, vec![reply.clone()]).await;
    assert!(matches!(late, Err(StorageError::StaleFence { expected: 0, found: 1, .. })), "{late:?}");
    let bold = bench.try_append(id, Expected::default(), vec![reply.clone()]).await;
    assert!(matches!(bold, Err(StorageError::NotHolder(_))), "{bold:?}");
    // Nor in the same breath as a take-over.
    let taken = ConversationEvent::TakenOver { agent: agent(2), fence: 2 };
    let mixed = bench.try_append(id, Expected::default(), vec![taken, reply.clone()]).await;
    assert!(matches!(mixed, Err(StorageError::NotHolder(_))), "{mixed:?}");

    let back = ConversationEvent::HandedBack { agent: agent(1), note: "all yours".into(), fence: 2 };
    bench.append(id, vec![back]).await;
    let current = Expected { fence: Some(2), ..Expected::default() };
    bench.try_append(id, current, vec![reply]).await.unwrap();
}

async fn many_at_once_keep_order(bench: Bench) {
    let (_, id) = bench.ada().await;
    let writes = (0..60).map(|n| {
        let store = bench.store.clone();
        let now = bench.now();
        tokio::spawn(async move {
            let events = [received(&format!("message {n}"), &format!("p{n}"))];
            store
                .write::<_, StorageError, _>(move |tx| {
                    Box::pin(async move { tx.append(id, Expected::default(), &events, now).await })
                })
                .await
                .unwrap()[0]
                .seq
        })
    });
    let mut seqs: Vec<u64> =
        futures::future::join_all(writes).await.into_iter().map(Result::unwrap).collect();
    seqs.sort_unstable();
    assert_eq!(seqs, (2..62).collect::<Vec<_>>());
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.conversation(id).await.unwrap().unwrap().unread, 60);
    let events = reader.conversation_events(id).await.unwrap().unwrap();
    assert!(events.iter().map(|r| r.seq).eq(1..=61));
}

async fn reading_and_seeing_only_go_forward(bench: Bench) {
    let (_, id) = bench.ada().await;
    bench.append(id, vec![received("one", "1"), received("two", "2"), received("three", "3")]).await;
    assert!(write!(bench, |tx| tx.mark_read(id, 3).await).unwrap());
    assert!(!write!(bench, |tx| tx.mark_read(id, 2).await).unwrap());
    assert!(!write!(bench, |tx| tx.mark_read(id, 99).await).unwrap(), "beyond the end");
    assert!(write!(bench, |tx| tx.mark_seen(id, 4).await).unwrap());
    assert!(!write!(bench, |tx| tx.mark_seen(id, 1).await).unwrap());
    let row = bench.store.read().await.unwrap().conversation(id).await.unwrap().unwrap();
    assert_eq!((row.unread, row.read_seq, row.seen_seq), (1, 3, 4));
}

async fn snoozes_come_back(bench: Bench) {
    let (_, id) = bench.ada().await;
    let until = bench.now().plus_ms(60_000);
    bench.append(id, vec![ConversationEvent::Snoozed { agent: agent(1), until }]).await;
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.next_snooze().await.unwrap(), Some(until));
    assert!(reader.snoozes_due(until.plus_ms(-1), 10).await.unwrap().is_empty());
    assert_eq!(reader.snoozes_due(until, 10).await.unwrap(), [id]);
    bench.append(id, vec![ConversationEvent::Woken {}]).await;
    assert!(reader.snoozes_due(until, 10).await.unwrap().is_empty());
    assert_eq!(reader.next_snooze().await.unwrap(), None);
}

async fn unknown_and_misplaced_are_refused(bench: Bench) {
    let (customer, id) = bench.ada().await;
    let nobody = ConversationId::from_bytes([3; 16]);
    let unknown = bench.try_append(nobody, Expected::default(), vec![received("x", "1")]).await;
    assert!(matches!(unknown, Err(StorageError::NoSuchConversation(_))), "{unknown:?}");
    let now = bench.now();
    let first = [received("no start", "1")];
    let started = write!(bench, |tx| tx.create_conversation(nobody, &first, now).await);
    assert!(matches!(started, Err(StorageError::MisplacedStart(_))), "{started:?}");
    let start = ConversationEvent::Started {
        customer: customer.id,
        inbox: rapport_domain::InboxId::from_bytes([1; 16]),
        channel: rapport_domain::conversation::Channel::Email,
    };
    let again = bench.try_append(id, Expected::default(), vec![start.clone()]).await;
    assert!(matches!(again, Err(StorageError::MisplacedStart(_))), "{again:?}");
    let twice = write!(bench, |tx| tx.create_conversation(id, &[start], now).await);
    assert!(matches!(twice, Err(StorageError::Taken(_))), "{twice:?}");
}

async fn long_and_odd_texts_survive(bench: Bench) {
    let (_, id) = bench.ada().await;
    let long = "é".repeat(8_000);
    let odd = "zero \0 byte, quotes ' \" ; DROP TABLE events; -- 🏔️ \u{202e}";
    let mut with_file = message(Author::Customer, "");
    with_file.attachments.push(Attachment {
        id: rapport_domain::AttachmentId::from_bytes([5; 16]),
        name: "tent.jpg".into(),
        media_type: "image/jpeg".into(),
        bytes: 3,
    });
    let file = ConversationEvent::MessageReceived { message: with_file, provider_id: "p\0 3".into() };
    let said = vec![received(&long, "p1"), received(odd, "p2"), file];
    bench.append(id, said.clone()).await;
    let mut reader = bench.store.read().await.unwrap();
    let events = reader.events_after(id, 1, 10).await.unwrap();
    assert!(events.iter().map(|r| &r.event).eq(said.iter()));
    let row = reader.conversation(id).await.unwrap().unwrap();
    assert_eq!(row.preview.unwrap().text, "tent.jpg");
}

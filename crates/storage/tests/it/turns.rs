//! Turns that wait to be answered.

use rapport_storage::StorageError;

use crate::support::{Bench, write};

on_both!(
    a_burst_is_one_turn,
    a_turn_is_worked_on_by_one,
    a_newer_message_keeps_the_turn,
    a_dead_workers_turn_comes_back
);

async fn a_burst_is_one_turn(bench: Bench) {
    let (_, id) = bench.ada().await;
    let t = bench.now();
    write!(bench, |tx| tx.schedule_turn(id, 2, t.plus_ms(700), t).await).unwrap();
    write!(bench, |tx| tx.schedule_turn(id, 3, t.plus_ms(900), t.plus_ms(200)).await).unwrap();
    // A message that was accepted earlier, but whose caller came later, does not bring it back.
    write!(bench, |tx| tx.schedule_turn(id, 2, t.plus_ms(950), t.plus_ms(250)).await).unwrap();
    let mut reader = bench.store.read().await.unwrap();
    let turn = reader.turn(id).await.unwrap().unwrap();
    assert_eq!((turn.first_at, turn.through_seq, turn.due_at), (t, 3, t.plus_ms(900)));
    assert_eq!(reader.next_turn_due().await.unwrap(), Some(t.plus_ms(900)));
    assert_eq!(reader.turns_waiting().await.unwrap(), 1);
    let early = write!(bench, |tx| tx.claim_due_turns(t.plus_ms(899), 10, t.plus_ms(9_000)).await).unwrap();
    assert!(early.is_empty());
    let due = write!(bench, |tx| tx.claim_due_turns(t.plus_ms(900), 10, t.plus_ms(9_000)).await).unwrap();
    assert_eq!(due.len(), 1);
    assert!(write!(bench, |tx| tx.finish_turn(id, 3).await).unwrap());
    assert_eq!(reader.next_turn_due().await.unwrap(), None);
}

async fn a_turn_is_worked_on_by_one(bench: Bench) {
    let customer = bench.customer("Ada", "ada@example.com").await;
    let t = bench.now();
    let mut waiting = Vec::new();
    for _ in 0..20 {
        let id = bench.conversation(customer.id).await;
        write!(bench, |tx| tx.schedule_turn(id, 1, t, t).await).unwrap();
        waiting.push(id);
    }
    let claims = (0..8).map(|_| {
        let store = bench.store.clone();
        tokio::spawn(async move {
            store
                .write::<_, StorageError, _>(move |tx| {
                    Box::pin(async move { tx.claim_due_turns(t, 5, t.plus_ms(10_000)).await })
                })
                .await
                .unwrap()
        })
    });
    let claims: Vec<_> =
        futures::future::join_all(claims).await.into_iter().flat_map(Result::unwrap).collect();
    let mut claimed: Vec<_> = claims.iter().map(|turn| turn.conversation).collect();
    let rest = write!(bench, |tx| tx.claim_due_turns(t, 50, t.plus_ms(10_000)).await).unwrap();
    claimed.extend(rest.iter().map(|turn| turn.conversation));
    claimed.sort();
    waiting.sort();
    assert_eq!(claimed, waiting, "each exactly once");
}

async fn a_newer_message_keeps_the_turn(bench: Bench) {
    let (_, id) = bench.ada().await;
    let t = bench.now();
    write!(bench, |tx| tx.schedule_turn(id, 2, t, t).await).unwrap();
    write!(bench, |tx| tx.claim_due_turns(t, 1, t.plus_ms(10_000)).await).unwrap();
    write!(bench, |tx| tx.schedule_turn(id, 3, t.plus_ms(700), t).await).unwrap();
    let other = write!(bench, |tx| tx.claim_due_turns(t.plus_ms(800), 1, t.plus_ms(10_000)).await).unwrap();
    assert!(other.is_empty(), "the first worker still has it");
    assert!(!write!(bench, |tx| tx.finish_turn(id, 2).await).unwrap());
    let next = write!(bench, |tx| tx.claim_due_turns(t.plus_ms(800), 1, t.plus_ms(10_000)).await).unwrap();
    assert_eq!(next[0].through_seq, 3);
    write!(bench, |tx| tx.release_turn(id, t.plus_ms(5_000)).await).unwrap();
    assert_eq!(bench.store.read().await.unwrap().next_turn_due().await.unwrap(), Some(t.plus_ms(5_000)));
}

async fn a_dead_workers_turn_comes_back(bench: Bench) {
    let (_, id) = bench.ada().await;
    let t = bench.now();
    write!(bench, |tx| tx.schedule_turn(id, 2, t, t).await).unwrap();
    write!(bench, |tx| tx.claim_due_turns(t, 1, t.plus_ms(10_000)).await).unwrap();
    assert_eq!(bench.store.read().await.unwrap().next_turn_due().await.unwrap(), Some(t.plus_ms(10_000)));
    let again =
        write!(bench, |tx| tx.claim_due_turns(t.plus_ms(10_000), 1, t.plus_ms(20_000)).await).unwrap();
    assert_eq!(again[0].attempts, 2);
}

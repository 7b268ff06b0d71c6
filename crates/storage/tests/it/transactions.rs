//! What a transaction promises.

use rapport_domain::{ConversationId, event::ConversationEvent};
use rapport_storage::{Expected, StorageError, Store, StoreOptions};

use crate::support::{Bench, Os, received, write};

on_both!(
    a_refusal_undoes_its_own_work_only,
    a_panic_harms_nobody_else,
    an_error_that_is_swallowed_still_undoes_the_work,
    a_closed_store_says_so,
    what_was_stored_is_there_after_a_restart,
    another_master_key_is_refused,
    two_nodes_may_start_and_write_at_once,
);

#[derive(Debug)]
enum Refusal {
    Mine(&'static str),
    Storage(#[expect(dead_code, reason = "read by the message of a failing test")] StorageError),
}

impl From<StorageError> for Refusal {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

async fn a_refusal_undoes_its_own_work_only(bench: Bench) {
    let (_, id) = bench.ada().await;
    let writes = (0..40).map(|n| {
        let store = bench.store.clone();
        let now = bench.now();
        tokio::spawn(async move {
            store
                .write::<u64, Refusal, _>(move |tx| {
                    Box::pin(async move {
                        let said = [received("x", &format!("p{n}"))];
                        let recorded = tx.append(id, Expected::default(), &said, now).await?;
                        if n % 3 == 0 { Err(Refusal::Mine("changed my mind")) } else { Ok(recorded[0].seq) }
                    })
                })
                .await
        })
    });
    let results: Vec<_> = futures::future::join_all(writes).await.into_iter().map(Result::unwrap).collect();
    let refused = results.iter().filter(|r| matches!(r, Err(Refusal::Mine("changed my mind")))).count();
    assert_eq!(refused, 14);
    let mut kept: Vec<u64> = results.into_iter().filter_map(Result::ok).collect();
    kept.sort_unstable();
    assert_eq!(kept, (2..28).collect::<Vec<_>>(), "no number is lost to a refusal");
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.conversation_events(id).await.unwrap().unwrap().len(), 27);
    let from = rapport_domain::Timestamp::from_micros(0);
    let counted = reader.rollups(from, bench.now().plus_ms(900_000)).await.unwrap();
    let messages = counted.iter().find(|r| r.kind == "message_received").unwrap();
    assert_eq!(messages.total, 26, "what was undone is not counted");
}

async fn a_panic_harms_nobody_else(bench: Bench) {
    let (_, id) = bench.ada().await;
    let now = bench.now();
    let said = [received("lost", "p1")];
    let result = write!(bench, |tx| {
        tx.append(id, Expected::default(), &said, now).await?;
        assert!(now.as_micros() == 0, "on purpose");
        Ok(())
    });
    assert!(matches!(result, Err(StorageError::Panicked)), "{result:?}");
    let at_once = bench.store.write::<(), StorageError, _>(|_| panic!("on purpose")).await;
    assert!(matches!(at_once, Err(StorageError::Panicked)), "{at_once:?}");
    let recorded = bench.append(id, vec![received("kept", "p1")]).await;
    assert_eq!(recorded[0].seq, 2);
}

async fn an_error_that_is_swallowed_still_undoes_the_work(bench: Bench) {
    let (_, id) = bench.ada().await;
    let now = bench.now();
    // A turn needs its conversation: the database itself refuses.
    let result = write!(bench, |tx| {
        tx.append(id, Expected::default(), &[received("x", "p1")], now).await?;
        let nobody = ConversationId::from_bytes([8; 16]);
        drop(tx.schedule_turn(nobody, 1, now, now).await);
        Ok(())
    });
    assert!(matches!(result, Err(StorageError::Doomed)), "{result:?}");
    let events = bench.store.read().await.unwrap().conversation_events(id).await.unwrap().unwrap();
    assert_eq!(events.len(), 1);
}

async fn a_closed_store_says_so(bench: Bench) {
    let (_, id) = bench.ada().await;
    let accepted: Vec<_> = (0..20)
        .map(|n| {
            let (store, now) = (bench.store.clone(), bench.now());
            tokio::spawn(async move {
                let said = [received("x", &format!("p{n}"))];
                store
                    .write::<_, StorageError, _>(move |tx| {
                        Box::pin(async move { tx.append(id, Expected::default(), &said, now).await })
                    })
                    .await
            })
        })
        .collect();
    tokio::task::yield_now().await;
    bench.store.close().await;
    let results: Vec<_> = futures::future::join_all(accepted).await.into_iter().map(Result::unwrap).collect();
    let late = write!(bench, |tx| tx.mark_seen(id, 1).await);
    assert!(late.is_err());
    assert!(bench.store.read().await.is_err());
    let store = Store::open(bench.place().options()).await.unwrap();
    let events = store.read().await.unwrap().conversation_events(id).await.unwrap().unwrap();
    assert_eq!(
        events.len(),
        1 + results.iter().filter(|r| r.is_ok()).count(),
        "each is stored and said so, or not"
    );
    store.close().await;
}

async fn what_was_stored_is_there_after_a_restart(bench: Bench) {
    let (customer, id) = bench.ada().await;
    bench.append(id, vec![received("remember me", "p1")]).await;
    bench.store.close().await;
    let store = Store::open(bench.place().options()).await.unwrap();
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.customer(customer.id).await.unwrap(), Some(customer));
    let events = reader.conversation_events(id).await.unwrap().unwrap();
    assert!(
        matches!(&events[1].event, ConversationEvent::MessageReceived { message, .. } if message.text == "remember me")
    );
    drop(reader);
    store.close().await;
}

async fn another_master_key_is_refused(bench: Bench) {
    let options =
        StoreOptions { master_key: [8; 32], entropy: std::sync::Arc::new(Os), url: bench.place().url };
    let refused = Store::open(options).await;
    assert!(matches!(refused, Err(StorageError::WrongMasterKey)));
    bench.store.ping().await.unwrap();
}

async fn two_nodes_may_start_and_write_at_once(bench: Bench) {
    let (_, id) = bench.ada().await;
    let (place, now) = (bench.place(), bench.now());
    // A second process on one SQLite file is not how it is run, but it must not break anything either.
    let nodes = futures::future::join_all((0..3).map(|_| Store::open(place.options()))).await;
    let nodes: Vec<Store> = nodes.into_iter().map(Result::unwrap).collect();
    let writes = (0..30_usize).map(|n| {
        let store = nodes[n % 3].clone();
        async move {
            let said = [received("x", &format!("p{n}"))];
            store
                .write::<_, StorageError, _>(move |tx| {
                    Box::pin(async move { tx.append(id, Expected::default(), &said, now).await })
                })
                .await
                .unwrap()[0]
                .seq
        }
    });
    let mut seqs = futures::future::join_all(writes).await;
    seqs.sort_unstable();
    assert_eq!(seqs, (2..32).collect::<Vec<_>>());
    for node in nodes {
        node.close().await;
    }
}

#[tokio::test]
async fn an_address_of_another_database_is_refused() {
    for url in ["mysql://x/y", "", "/tmp/x.db"] {
        let options = StoreOptions { url: url.into(), master_key: [0; 32], entropy: std::sync::Arc::new(Os) };
        assert!(matches!(Store::open(options).await, Err(StorageError::UnknownScheme { .. })), "{url}");
    }
}

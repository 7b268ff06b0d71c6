//! The outbox.

use rapport_domain::{ConversationId, CustomerId, DeliveryId, WebhookId};
use rapport_storage::{
    DeliveryAttempt, DeliveryAuthor, DeliveryKind, DeliveryState, NewDelivery, StorageError, Webhook,
};
use serde_json::json;

use crate::support::{Bench, Os, agent, write};

on_both!(
    a_delivery_goes_out_once,
    a_failed_delivery_waits_and_is_given_up,
    a_take_over_cancels_the_assistants_mail_only,
    a_dead_workers_delivery_goes_out_again,
    a_webhooks_log_is_paged,
);

fn email(bench: &Bench, key: &str, whose: (CustomerId, ConversationId)) -> NewDelivery {
    NewDelivery {
        id: DeliveryId::mint(bench.now(), &Os),
        unique_key: key.to_owned(),
        kind: DeliveryKind::Email,
        author: DeliveryAuthor::Assistant,
        conversation: Some(whose.1),
        customer: Some(whose.0),
        webhook: None,
        due_at: bench.now(),
        payload: json!({ "to": "ada@example.com", "text": "Your tent is on its way." }),
    }
}

fn attempt(bench: &Bench, problem: Option<&str>) -> DeliveryAttempt {
    DeliveryAttempt {
        at: bench.now(),
        duration_ms: 12,
        http_status: None,
        problem: problem.map(|problem| problem.parse().unwrap()),
    }
}

async fn a_delivery_goes_out_once(bench: Bench) {
    let (customer, id) = bench.ada().await;
    let (first, now) = (email(&bench, "mail:1", (customer.id, id)), bench.now());
    let second = NewDelivery { id: DeliveryId::mint(now, &Os), ..first.clone() };
    let stored = first.clone();
    assert!(write!(bench, |tx| tx.enqueue_delivery(&stored, now).await).unwrap());
    assert!(!write!(bench, |tx| tx.enqueue_delivery(&second, now).await).unwrap(), "the same key");
    let claims = (0..6).map(|_| {
        let store = bench.store.clone();
        tokio::spawn(async move {
            store
                .write::<_, StorageError, _>(move |tx| {
                    Box::pin(async move { tx.claim_deliveries(now, 5, now.plus_ms(30_000)).await })
                })
                .await
                .unwrap()
        })
    });
    let claimed: Vec<_> =
        futures::future::join_all(claims).await.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].payload.as_ref(), Some(&first.payload));
    let sent = attempt(&bench, None);
    let noted = sent.clone();
    write!(bench, |tx| tx.mark_sent(first.id, &noted).await).unwrap();
    let mut reader = bench.store.read().await.unwrap();
    let delivery = reader.delivery(first.id).await.unwrap().unwrap();
    assert_eq!((delivery.state, delivery.payload), (DeliveryState::Sent, None));
    assert_eq!(reader.delivery_attempts(first.id).await.unwrap(), [sent]);
    assert_eq!(reader.deliveries_waiting().await.unwrap(), 0);
}

async fn a_failed_delivery_waits_and_is_given_up(bench: Bench) {
    let (customer, id) = bench.ada().await;
    let mail = email(&bench, "mail:1", (customer.id, id));
    let (dlv, now) = (mail.id, bench.now());
    write!(bench, |tx| tx.enqueue_delivery(&mail, now).await).unwrap();
    write!(bench, |tx| tx.claim_deliveries(now, 5, now.plus_ms(30_000)).await).unwrap();
    let failed = attempt(&bench, Some("timed-out"));
    let next = now.plus_ms(60_000);
    write!(bench, |tx| tx.mark_failed(dlv, &failed, Some(next)).await).unwrap();
    assert_eq!(bench.store.read().await.unwrap().next_delivery_due().await.unwrap(), Some(next));
    let early = write!(bench, |tx| tx.claim_deliveries(next.plus_ms(-1), 5, next).await).unwrap();
    assert!(early.is_empty());
    let again = write!(bench, |tx| tx.claim_deliveries(next, 5, next.plus_ms(30_000)).await).unwrap();
    assert_eq!(again[0].attempts, 2);
    let failed = attempt(&bench, Some("refused"));
    write!(bench, |tx| tx.mark_failed(dlv, &failed, None).await).unwrap();
    let delivery = bench.store.read().await.unwrap().delivery(dlv).await.unwrap().unwrap();
    assert_eq!(delivery.state, DeliveryState::Dead);
    let now = bench.now();
    assert!(write!(bench, |tx| tx.retry_delivery(dlv, now).await).unwrap());
    let delivery = bench.store.read().await.unwrap().delivery(dlv).await.unwrap().unwrap();
    assert_eq!(delivery.state, DeliveryState::Pending);
}

async fn a_take_over_cancels_the_assistants_mail_only(bench: Bench) {
    let (customer, id) = bench.ada().await;
    let mine = email(&bench, "mail:1", (customer.id, id));
    let theirs = NewDelivery { author: DeliveryAuthor::Agent, ..email(&bench, "mail:2", (customer.id, id)) };
    let (first, second, now) = (mine.id, theirs.id, bench.now());
    write!(bench, |tx| {
        tx.enqueue_delivery(&mine, now).await?;
        tx.enqueue_delivery(&theirs, now).await
    })
    .unwrap();
    // One that is on its way is cancelled too: the worker asks again before it sends.
    write!(bench, |tx| tx.claim_deliveries(now, 1, now.plus_ms(30_000)).await).unwrap();
    let taken = write!(bench, |tx| tx.take_over(id, agent(1), now).await).unwrap();
    assert_eq!(taken.cancelled, 1);
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.delivery(first).await.unwrap().unwrap().state, DeliveryState::Cancelled);
    assert_eq!(reader.delivery(second).await.unwrap().unwrap().state, DeliveryState::Pending);
}

async fn a_dead_workers_delivery_goes_out_again(bench: Bench) {
    let (customer, id) = bench.ada().await;
    let (mail, now) = (email(&bench, "mail:1", (customer.id, id)), bench.now());
    let until = now.plus_ms(30_000);
    write!(bench, |tx| tx.enqueue_delivery(&mail, now).await).unwrap();
    write!(bench, |tx| tx.claim_deliveries(now, 5, until).await).unwrap();
    assert!(write!(bench, |tx| tx.claim_deliveries(now, 5, until).await).unwrap().is_empty());
    assert_eq!(write!(bench, |tx| tx.claim_deliveries(until, 5, until.plus_ms(1)).await).unwrap().len(), 1);
}

async fn a_webhooks_log_is_paged(bench: Bench) {
    let (customer, id) = bench.ada().await;
    let webhook = Webhook {
        id: WebhookId::mint(bench.now(), &Os),
        url: "https://hooks.example/rapport?token=s3cret".into(),
        description: "the CRM".into(),
        secrets: vec!["whsec_new".into(), "whsec_old".into()],
        events: vec!["conversation.resolved".into()],
        active: true,
        created_at: bench.now(),
    };
    let stored = webhook.clone();
    write!(bench, |tx| tx.put_webhook(&stored).await).unwrap();
    for n in 0..5 {
        let call = NewDelivery {
            kind: DeliveryKind::Webhook,
            webhook: Some(webhook.id),
            ..email(&bench, &format!("hook:{n}"), (customer.id, id))
        };
        let now = bench.now();
        write!(bench, |tx| tx.enqueue_delivery(&call, now).await).unwrap();
    }
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.webhook(webhook.id).await.unwrap(), Some(webhook.clone()));
    let first = reader.webhook_deliveries(webhook.id, None, 3).await.unwrap();
    let cursor = first.next.clone().unwrap();
    let second = reader.webhook_deliveries(webhook.id, Some(&cursor), 3).await.unwrap();
    assert_eq!((first.items.len(), second.items.len(), second.next), (3, 2, None));
    assert_eq!(first.items[0].unique_key, "hook:4");
    assert_eq!(second.items[1].unique_key, "hook:0");
    assert!(write!(bench, |tx| tx.delete_webhook(webhook.id).await).unwrap());
    assert_eq!(reader.deliveries_waiting().await.unwrap(), 0);
}

//! Customers, visitors and files.

use rapport_domain::{AttachmentId, CustomerId, InboxId, customer::Customer, message::Attachment};
use rapport_storage::{StorageError, StoredAttachment, Visitor};

use crate::support::{Bench, Os, received, write};

on_both!(
    a_customer_is_found_again,
    the_shops_id_belongs_to_one,
    a_visitor_comes_back_until_the_token_runs_out,
    a_file_comes_back_as_it_was,
    an_export_holds_everything,
);

async fn a_customer_is_found_again(bench: Bench) {
    let ada = bench.customer("Ada Lovelace", "Ada@Example.com").await;
    let twin = bench.customer("Ada", "ada@example.com").await;
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.customer(ada.id).await.unwrap().as_ref(), Some(&ada));
    let found = reader.customers_by_email(" ada@example.COM ").await.unwrap();
    assert_eq!(found, [ada.clone(), twin], "an address does not make two people one");
    let renamed = Customer { email: Some("countess@example.com".into()), verified: true, ..ada };
    let stored = renamed.clone();
    write!(bench, |tx| tx.update_customer(&stored).await).unwrap();
    assert_eq!(reader.customers_by_email("countess@example.com").await.unwrap(), [renamed]);
    assert_eq!(reader.customers_by_email("ada@example.com").await.unwrap().len(), 1);
    assert_eq!(reader.customer(CustomerId::from_bytes([1; 16])).await.unwrap(), None);
}

async fn the_shops_id_belongs_to_one(bench: Bench) {
    let ada = Customer { external_id: Some("shop-1".into()), ..bench.customer("Ada", "a@example.com").await };
    let eve = Customer { external_id: Some("shop-1".into()), ..bench.customer("Eve", "e@example.com").await };
    let stored = ada.clone();
    write!(bench, |tx| tx.update_customer(&stored).await).unwrap();
    let taken = write!(bench, |tx| tx.update_customer(&eve).await);
    assert!(matches!(taken, Err(StorageError::Taken(_))), "{taken:?}");
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.customer_by_external_id("shop-1").await.unwrap(), Some(ada));
    assert_eq!(reader.customers_by_email("e@example.com").await.unwrap()[0].external_id, None);
    assert_eq!(reader.customer_by_external_id("shop-2").await.unwrap(), None);
}

async fn a_visitor_comes_back_until_the_token_runs_out(bench: Bench) {
    let ada = bench.customer("Ada", "a@example.com").await;
    let now = bench.now();
    let visitor = Visitor {
        customer: ada.id,
        inbox: InboxId::from_bytes([1; 16]),
        created_at: now,
        expires_at: now.plus_ms(1_000),
    };
    write!(bench, |tx| tx.put_visitor(&visitor, "token").await).unwrap();
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.visitor("token", now).await.unwrap(), Some(visitor));
    assert_eq!(reader.visitor("token", now.plus_ms(1_000)).await.unwrap(), None);
    assert_eq!(reader.visitor("other", now).await.unwrap(), None);
}

fn file(bench: &Bench, customer: CustomerId) -> StoredAttachment {
    StoredAttachment {
        attachment: Attachment {
            id: AttachmentId::mint(bench.now(), &Os),
            name: "broken tent.jpg".into(),
            media_type: "image/jpeg".into(),
            bytes: 70_000,
        },
        customer,
        conversation: None,
        created_at: bench.now(),
    }
}

async fn a_file_comes_back_as_it_was(bench: Bench) {
    let (ada, id) = bench.ada().await;
    let eve = bench.customer("Eve", "e@example.com").await;
    let (stored, bytes) = (file(&bench, ada.id), vec![0xAB; 70_000]);
    let (copy, content) = (stored.clone(), bytes.clone());
    write!(bench, |tx| tx.create_attachment(&copy, &content).await).unwrap();
    let att = stored.attachment.id;
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.attachment(att).await.unwrap(), Some(stored));
    assert_eq!(reader.attachment_bytes(att).await.unwrap(), Some(bytes));
    assert!(!write!(bench, |tx| tx.attach(att, eve.id, id).await).unwrap(), "somebody else's file");
    assert!(write!(bench, |tx| tx.attach(att, ada.id, id).await).unwrap());
    let other = bench.conversation(ada.id).await;
    assert!(
        !write!(bench, |tx| tx.attach(att, ada.id, other).await).unwrap(),
        "part of another conversation"
    );
    assert_eq!(reader.attachment(att).await.unwrap().unwrap().conversation, Some(id));
}

async fn an_export_holds_everything(bench: Bench) {
    let (ada, id) = bench.ada().await;
    bench.append(id, vec![received("Where is my tent?", "p1")]).await;
    let stored = file(&bench, ada.id);
    write!(bench, |tx| tx.create_attachment(&stored, b"bytes").await).unwrap();
    let mut reader = bench.store.read().await.unwrap();
    let export = reader.export_customer(ada.id).await.unwrap().unwrap();
    let text = export.to_string();
    for part in ["Ada Lovelace", "ada@example.com", "Where is my tent?", "broken tent.jpg", "Ynl0ZXM="] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert_eq!(reader.export_customer(CustomerId::from_bytes([1; 16])).await.unwrap(), None);
}

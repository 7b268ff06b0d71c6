//! A customer's words: sealed wherever they lie, and gone once they ask for it.

use std::{collections::BTreeMap, path::Path};

use rapport_domain::{
    ActionCallId, AttachmentId, ConversationId, CustomerId, DeliveryId, InboxId, IncidentId, ReceiptId,
    WebhookId,
    action::{ActionCall, ActionOutcome},
    care::IncidentKind,
    content::SlotKind,
    customer::Customer,
    event::{ConversationEvent, HandoverReason},
    message::{Attachment, Author},
    why::DecisionKind,
};
use rapport_storage::{
    DeliveryAuthor, DeliveryKind, Erasure, Idempotency, IdempotencyKey, Incident, IncidentWords, NewDelivery,
    SearchFilter, StorageError, Store, StoredAttachment, Visitor,
};
use serde_json::json;

use crate::support::{Bench, Os, agent, message, received, replied, tagged, write};

on_both!(
    words_are_sealed_and_an_erasure_ends_them,
    nothing_grows_on_an_erased_customer,
    an_erasure_is_done_once
);

/// What no file may ever hold in clear.
const WORDS: [&str; 14] = [
    "gladiolus",
    "delphinium",
    "Quillfeather",
    "quillfeather@",
    "shopcustomer-4711",
    "hollyhock",
    "periwinkle",
    "snapdragon",
    "marigold",
    "foxglove",
    "bluebell",
    "cornflower",
    "buttercup",
    "larkspur",
];

/// A customer who has left their words everywhere.
async fn talker(bench: &Bench) -> (CustomerId, ConversationId) {
    let known = bench.customer("Ottilie Quillfeather", "quillfeather@example.com").await;
    let known = Customer { external_id: Some("shopcustomer-4711".into()), ..known };
    let (customer, stored) = (known.id, known.clone());
    write!(bench, |tx| tx.update_customer(&stored).await).unwrap();
    let id = bench.conversation(customer).await;
    let call = ActionCall {
        id: ActionCallId::from_bytes([1; 16]),
        action: "change-address".parse().unwrap(),
        arguments: BTreeMap::from([("address".into(), json!("12 snapdragon lane"))]),
        save: "change".into(),
        confirmed_by: Some(4),
    };
    bench
        .append(
            id,
            vec![
                received("my hollyhock tent leaks", "<mail-1@quillfeather@example>"),
                ConversationEvent::SlotFilled {
                    slot: "address".parse().unwrap(),
                    kind: SlotKind::Address,
                    value: "periwinkle street 9".into(),
                },
                replied("The marigold answer", 2, DecisionKind::Answered),
                ConversationEvent::Confirmed { call: call.clone() },
                ConversationEvent::ActionRequested { call },
                ConversationEvent::ActionFinished {
                    call: ActionCallId::from_bytes([1; 16]),
                    action: "change-address".parse().unwrap(),
                    outcome: ActionOutcome::Done { result: json!({ "address": "foxglove road" }) },
                },
                ConversationEvent::HandoverRequested {
                    reason: HandoverReason::Asked,
                    note: "bluebell is upset".into(),
                    priority: 0.5,
                },
                ConversationEvent::Noted {
                    message: message(Author::Agent { id: agent(1) }, "the cornflower case"),
                    mentions: vec![],
                },
            ],
        )
        .await;
    leave_traces(bench, customer, id).await;
    bench.append(id, vec![tagged("delphinium case")]).await;
    let incident = incident(id, bench.now());
    write!(bench, |tx| tx.create_incident(&incident).await).unwrap();
    bench.follow(&bench.store).await;
    (customer, id)
}

/// A report with words about the customer.
fn incident(conversation: ConversationId, at: rapport_domain::Timestamp) -> Incident {
    let happened = "shouted about gladiolus".to_owned();
    Incident {
        id: IncidentId::from_bytes([1; 16]),
        conversation,
        agent: None,
        kind: IncidentKind::Threat,
        message: Some(2),
        at,
        closed: None,
        words: Some(IncidentWords { happened, came_of_it: String::new() }),
    }
}

async fn leave_traces(bench: &Bench, customer: CustomerId, id: ConversationId) {
    let now = bench.now();
    let file = StoredAttachment {
        attachment: Attachment {
            id: AttachmentId::from_bytes([1; 16]),
            name: "buttercup.jpg".into(),
            media_type: "image/jpeg".into(),
            bytes: 12,
        },
        customer,
        conversation: Some(id),
        created_at: now,
    };
    let mail = |n: u8, kind| NewDelivery {
        id: DeliveryId::from_bytes([n; 16]),
        unique_key: format!("{n}:{id}"),
        kind,
        author: DeliveryAuthor::Assistant,
        conversation: Some(id),
        customer: Some(customer),
        webhook: Some(WebhookId::from_bytes([1; 16])),
        due_at: now,
        payload: json!({ "to": "quillfeather@example.com", "text": "larkspur" }),
    };
    let (email, hook) = (mail(1, DeliveryKind::Email), mail(2, DeliveryKind::Webhook));
    let visitor = Visitor {
        customer,
        inbox: InboxId::from_bytes([1; 16]),
        created_at: now,
        expires_at: now.plus_ms(9_000),
    };
    write!(bench, |tx| {
        tx.create_attachment(&file, b"the larkspur bytes").await?;
        tx.enqueue_delivery(&email, now).await?;
        tx.enqueue_delivery(&hook, now).await?;
        tx.put_visitor(&visitor, "visitor larkspur").await?;
        tx.schedule_turn(id, 2, now, now).await?;
        let key = IdempotencyKey { principal: "quillfeather@", key: "marigold", request_hash: "h" };
        tx.begin_idempotent(key, now, now).await?;
        tx.finish_idempotent(key, Some(customer), 201, b"larkspur").await
    })
    .unwrap();
}

/// Every file of a folder that holds one of the words.
fn holding_words(folder: &Path) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding_words(&path));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for word in WORDS {
            if bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes())) {
                found.push((path.display().to_string(), word));
            }
        }
    }
    found
}

/// Every row of every table, as text: what a PostgreSQL server's files hold.
async fn dump(bench: &Bench) -> String {
    dump_of(bench, "public").await + &dump_of(bench, "search").await
}

async fn dump_of(bench: &Bench, schema: &str) -> String {
    use sqlx::{Connection as _, Row as _};
    let mut link = sqlx::PgConnection::connect(&bench.place().url).await.unwrap();
    let tables = sqlx::query("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname = $1");
    let tables = tables.bind(schema);
    let mut out = String::new();
    for table in tables.fetch_all(&mut link).await.unwrap() {
        let name: String = table.get(0);
        let sql = sqlx::AssertSqlSafe(format!("SELECT t::TEXT FROM {name} t"));
        for row in sqlx::query(sql).fetch_all(&mut link).await.unwrap() {
            let text: String = row.get(0);
            // A text might also hide in the bytes of a column.
            for piece in text.split("\\x").skip(1) {
                let end = piece.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(piece.len());
                let bytes = hex::decode(&piece[..end - end % 2]).unwrap();
                out.push_str(&String::from_utf8_lossy(&bytes));
            }
            out.push_str(&text);
        }
    }
    out.to_lowercase()
}

async fn assert_no_words(bench: &Bench, folder: &Path) {
    assert_eq!(holding_words(folder), [], "in clear");
    if !bench.store.is_sqlite() {
        let dump = dump(bench).await;
        for word in WORDS {
            assert!(!dump.contains(&word.to_lowercase()), "{word} stands in clear");
        }
    }
}

fn erasure(customer: CustomerId) -> Erasure {
    Erasure { customer, receipt: ReceiptId::from_bytes([5; 16]), erased_by: "agt_admin".into() }
}

async fn words_are_sealed_and_an_erasure_ends_them(bench: Bench) {
    let folder = bench.folder.path();
    let (customer, id) = talker(&bench).await;
    let witness = bench.customer("Somebody Else", "else@example.com").await;
    let backup = folder.join("backup");
    back_up(&bench, &backup).await;
    assert_no_words(&bench, folder).await;

    let wrapped = wrapped_key(&backup, customer).unwrap();
    let receipt = bench.store.erase_customer(erasure(customer), bench.now()).await.unwrap().unwrap();
    assert_eq!(
        (receipt.conversations, receipt.events, receipt.attachments, receipt.deliveries),
        (1, 10, 1, 2)
    );
    assert!(receipt.log_emptied);
    assert_eq!(receipt.backups, [std::path::absolute(&backup).unwrap()]);
    assert_no_words(&bench, folder).await;
    assert_unreadable(&bench.store, customer, id, &witness).await;
    assert_not_found(&bench, customer).await;
    assert_eq!(wrapped_key(&backup, customer), None, "the key is gone from the backup too");
    if bench.store.is_sqlite() {
        let raw = hex::decode(&wrapped).unwrap();
        for file in
            ["rapport.db", "rapport.db-wal", "rapport.db-shm", "backup/rapport.db", "backup/keys.jsonl"]
        {
            let bytes = std::fs::read(folder.join(file)).unwrap();
            for form in [raw.as_slice(), wrapped.as_bytes()] {
                assert!(
                    !bytes.windows(form.len()).any(|window| window == form),
                    "{file} still holds the key"
                );
            }
        }
        restored_stays_erased(&bench, &backup, customer, id, &witness).await;
    }
}

/// What search finds of the customer: nothing, and nothing of it is left in the index.
async fn assert_not_found(bench: &Bench, customer: CustomerId) {
    for words in ["hollyhock", "tent", "marigold", "cornflower", "quillfeather"] {
        let found = bench.store.search(words, &SearchFilter::default(), None, 10).await.unwrap();
        assert_eq!(found.items, [], "{words}");
        assert_eq!(bench.store.search_customers(words, 10).await.unwrap(), [], "{words}");
    }
    assert_eq!(bench.store.read().await.unwrap().tags().await.unwrap(), []);
    if bench.store.is_sqlite() {
        for file in ["rapport.db.search", "rapport.db.search-wal"] {
            let bytes = std::fs::read(bench.folder.path().join(file)).unwrap();
            let id = customer.to_string();
            assert!(!bytes.windows(id.len()).any(|window| window == id.as_bytes()), "{file} names them");
        }
    } else {
        assert!(!dump_of(bench, "search").await.contains(&customer.to_string()), "the index names them");
    }
}

async fn back_up(bench: &Bench, backup: &Path) {
    if bench.store.is_sqlite() {
        bench.store.backup(backup, bench.now()).await.unwrap();
    } else {
        let refused = bench.store.backup(backup, bench.now()).await;
        assert!(matches!(refused, Err(StorageError::NeedsPgDump)));
        bench.store.backup_keys(backup, bench.now()).await.unwrap();
    }
}

fn wrapped_key(backup: &Path, customer: CustomerId) -> Option<String> {
    let keys = std::fs::read_to_string(backup.join("keys.jsonl")).unwrap();
    let line = keys.lines().find(|line| line.contains(&customer.to_string()))?;
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    Some(line["wrapped"].as_str().unwrap().to_owned())
}

async fn assert_unreadable(store: &Store, customer: CustomerId, id: ConversationId, witness: &Customer) {
    let mut reader = store.read().await.unwrap();
    let erased = reader.conversation_events(id).await;
    assert!(matches!(erased, Err(StorageError::Erased(who)) if who == customer), "{erased:?}");
    assert_eq!(reader.customer(customer).await.unwrap(), None);
    assert_eq!(reader.customer_by_external_id("shopcustomer-4711").await.unwrap(), None);
    assert!(reader.customers_by_email("quillfeather@example.com").await.unwrap().is_empty());
    assert_eq!(reader.export_customer(customer).await.unwrap(), None);
    assert_eq!(reader.attachment_bytes(AttachmentId::from_bytes([1; 16])).await.unwrap(), None);
    assert_eq!(reader.delivery(DeliveryId::from_bytes([1; 16])).await.unwrap(), None);
    assert_eq!(reader.visitor("visitor larkspur", rapport_domain::Timestamp::default()).await.unwrap(), None);
    assert_eq!(reader.turn(id).await.unwrap(), None);
    let row = reader.conversation(id).await.unwrap().unwrap();
    assert_eq!((row.profile, row.preview, row.handover), (None, None, None));
    let incident = reader.incident(IncidentId::from_bytes([1; 16])).await.unwrap().unwrap();
    assert_eq!((incident.kind, incident.words), (IncidentKind::Threat, None), "that it happened stays");
    assert_eq!(reader.customer(witness.id).await.unwrap().as_ref(), Some(witness), "nobody else is touched");
    assert!(reader.erasure_receipt(customer).await.unwrap().is_some());
    assert_eq!(reader.audit_break().await.unwrap(), None);
}

async fn restored_stays_erased(
    bench: &Bench,
    backup: &Path,
    customer: CustomerId,
    id: ConversationId,
    witness: &Customer,
) {
    let folder = bench.folder.path().join("restored");
    std::fs::create_dir(&folder).unwrap();
    let mut options = bench.place().options();
    options.url = format!("sqlite:{}", folder.join("again.db").display());
    let (store, restored) = Store::restore(backup, options, None, bench.now()).await.unwrap();
    assert_eq!((restored.customers, restored.erased), (1, 1));
    assert_unreadable(&store, customer, id, witness).await;
    store.close().await;
    assert_eq!(holding_words(&folder), []);
}

async fn nothing_grows_on_an_erased_customer(bench: Bench) {
    let (customer, id) = talker(&bench).await;
    bench.store.erase_customer(erasure(customer), bench.now()).await.unwrap().unwrap();
    let append =
        bench.try_append(id, rapport_storage::Expected::default(), vec![received("late", "9")]).await;
    assert!(matches!(append, Err(StorageError::Erased(_))), "{append:?}");
    let now = bench.now();
    let begun = [ConversationEvent::Started {
        customer,
        inbox: InboxId::from_bytes([1; 16]),
        channel: rapport_domain::conversation::Channel::Widget,
    }];
    let other = ConversationId::from_bytes([4; 16]);
    let started = write!(bench, |tx| tx.create_conversation(other, &begun, now).await);
    assert!(matches!(started, Err(StorageError::Erased(_))), "{started:?}");
    let again = IdempotencyKey { principal: "quillfeather@", key: "marigold", request_hash: "h" };
    let repeated = write!(bench, |tx| tx.begin_idempotent(again, now, now.plus_ms(-1)).await).unwrap();
    assert_eq!(repeated, Idempotency::Erased);
    // What may be known for ever is still counted.
    let until = bench.now().plus_ms(900_000);
    let counted =
        bench.store.read().await.unwrap().rollups(rapport_domain::Timestamp::default(), until).await.unwrap();
    assert!(counted.iter().any(|rollup| rollup.kind == "topic" && rollup.item == "delivery-cost"));
}

async fn an_erasure_is_done_once(bench: Bench) {
    let (customer, _) = talker(&bench).await;
    let first = bench.store.erase_customer(erasure(customer), bench.now()).await.unwrap().unwrap();
    let twice = Erasure { receipt: ReceiptId::from_bytes([6; 16]), ..erasure(customer) };
    let second = bench.store.erase_customer(twice, bench.now()).await.unwrap().unwrap();
    assert_eq!(first, second);
    let nobody = erasure(CustomerId::mint(bench.now(), &Os));
    assert_eq!(bench.store.erase_customer(nobody, bench.now()).await.unwrap(), None);
}

#[tokio::test]
async fn a_sealed_value_opens_only_in_its_own_row() {
    let bench = Bench::sqlite().await;
    let (_, id) = bench.ada().await;
    bench.append(id, vec![received("first", "1"), received("second", "2")]).await;
    bench.execute("UPDATE events SET sealed = (SELECT sealed FROM events WHERE seq = 3) WHERE seq = 2").await;
    let moved = bench.store.read().await.unwrap().conversation_events(id).await;
    assert!(matches!(moved, Err(StorageError::Unseal { .. })), "{moved:?}");
}

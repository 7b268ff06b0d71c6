//! Backup and restore.

use rapport_domain::ReceiptId;
use rapport_storage::{Erasure, StorageError, Store};

use crate::support::{Bench, received};

on_both!(keys_are_adopted_by_a_copy_without_them);

/// What `pg_restore` leaves of a `pg_dump --exclude-table-data=customer_keys --exclude-schema=search`.
async fn keys_are_adopted_by_a_copy_without_them(bench: Bench) {
    let (customer, id) = bench.ada().await;
    let gone = bench.customer("Eve", "eve@example.com").await;
    bench.append(id, vec![received("remember me", "p1")]).await;
    let folder = bench.folder.path().join("keys");
    bench.store.backup_keys(&folder, bench.now()).await.unwrap();
    let ledger = bench.folder.path().join("ledger");
    let erased = serde_json::json!({
        "customer": gone.id,
        "receipt": ReceiptId::from_bytes([1; 16]),
        "erased_at": bench.now(),
    });
    std::fs::write(&ledger, format!("{erased}\n")).unwrap();
    bench.execute("DELETE FROM customer_keys").await;
    assert_eq!(bench.store.read().await.unwrap().customer(customer.id).await.unwrap(), None);

    let restored = bench.store.adopt_backup(&folder, vec![ledger], bench.now()).await.unwrap();
    assert_eq!((restored.customers, restored.erased), (1, 1));
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.customer(customer.id).await.unwrap(), Some(customer));
    assert_eq!(reader.conversation_events(id).await.unwrap().unwrap().len(), 2);
    assert_eq!(reader.customer(gone.id).await.unwrap(), None);
    assert!(reader.erasure_receipt(gone.id).await.unwrap().is_some());
}

async fn restored(bench: &Bench, name: &str) -> Store {
    let mut options = bench.place().options();
    options.url = format!("sqlite:{}", bench.folder.path().join(name).display());
    let (store, _) =
        Store::restore(&bench.folder.path().join("backup"), options, None, bench.now()).await.unwrap();
    store
}

#[tokio::test]
async fn a_backup_brings_everything_back() {
    let bench = Bench::sqlite().await;
    let (customer, id) = bench.ada().await;
    bench.append(id, vec![received("remember me", "p1")]).await;
    let backup = bench.folder.path().join("backup");
    bench.store.backup(&backup, bench.now()).await.unwrap();
    bench.append(id, vec![received("too late for the backup", "p2")]).await;

    let store = restored(&bench, "again.db").await;
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.customer(customer.id).await.unwrap(), Some(customer));
    assert_eq!(reader.conversation_events(id).await.unwrap().unwrap().len(), 2);
    drop(reader);
    store.close().await;

    let again = bench.store.backup(&backup, bench.now()).await;
    assert!(matches!(again, Err(StorageError::File { .. })), "a backup is never overwritten");
    let mut options = bench.place().options();
    options.url = format!("sqlite:{}", bench.folder.path().join("again.db").display());
    let over = Store::restore(&backup, options, None, bench.now()).await;
    assert!(matches!(over, Err(StorageError::File { .. })), "nor is a database");
}

#[tokio::test]
async fn a_backup_without_its_keys_tells_nothing() {
    let bench = Bench::sqlite().await;
    let (customer, id) = bench.ada().await;
    bench.append(id, vec![received("remember me", "p1")]).await;
    let backup = bench.folder.path().join("backup");
    bench.store.backup(&backup, bench.now()).await.unwrap();
    std::fs::remove_file(backup.join("keys.jsonl")).unwrap();
    let store = restored(&bench, "again.db").await;
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.customer(customer.id).await.unwrap(), None);
    assert!(matches!(reader.conversation_events(id).await, Err(StorageError::Erased(_))));
    drop(reader);
    store.close().await;
}

/// The backup was out of reach when the customer was erased; the ledger beside the database knows.
#[tokio::test]
async fn an_old_backup_cannot_bring_an_erased_customer_back() {
    let bench = Bench::sqlite().await;
    let (customer, id) = bench.ada().await;
    let other = bench.customer("Eve", "eve@example.com").await;
    let (backup, away) = (bench.folder.path().join("backup"), bench.folder.path().join("away"));
    bench.store.backup(&backup, bench.now()).await.unwrap();
    std::fs::rename(&backup, &away).unwrap();
    let erasure =
        Erasure { customer: customer.id, receipt: ReceiptId::from_bytes([1; 16]), erased_by: "agt_1".into() };
    let receipt = bench.store.erase_customer(erasure, bench.now()).await.unwrap().unwrap();
    assert_eq!((receipt.backups.len(), receipt.unreached_backups.len()), (0, 1), "{receipt:?}");
    bench.store.close().await;

    // The database is lost, the old backup comes back to its place.
    std::fs::rename(&away, &backup).unwrap();
    for file in ["rapport.db", "rapport.db-wal", "rapport.db-shm"] {
        drop(std::fs::remove_file(bench.folder.path().join(file)));
    }
    let store = restored(&bench, "rapport.db").await;
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.customer(customer.id).await.unwrap(), None);
    assert!(matches!(reader.conversation_events(id).await, Err(StorageError::Erased(_))));
    assert_eq!(reader.customer(other.id).await.unwrap(), Some(other));
    drop(reader);
    store.close().await;

    // On another machine the operator hands the ledger over.
    let mut options = bench.place().options();
    let folder = bench.folder.path().join("elsewhere");
    std::fs::create_dir(&folder).unwrap();
    options.url = format!("sqlite:{}", folder.join("rapport.db").display());
    let ledger = bench.folder.path().join("rapport.db.erased");
    let (store, restored) = Store::restore(&backup, options, Some(&ledger), bench.now()).await.unwrap();
    assert_eq!((restored.customers, restored.erased), (1, 1));
    assert_eq!(store.read().await.unwrap().customer(customer.id).await.unwrap(), None);
    store.close().await;
}

#[tokio::test]
async fn a_damaged_key_file_is_named() {
    let bench = Bench::sqlite().await;
    bench.ada().await;
    let backup = bench.folder.path().join("backup");
    bench.store.backup(&backup, bench.now()).await.unwrap();
    std::fs::write(backup.join("keys.jsonl"), "{\"customer\":").unwrap();
    let mut options = bench.place().options();
    options.url = format!("sqlite:{}", bench.folder.path().join("again.db").display());
    let damaged = Store::restore(&backup, options, None, bench.now()).await;
    assert!(matches!(damaged, Err(StorageError::DamagedBackup { line: 1, .. })));
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::sqlite().await;
    bench.ada().await;
    let backup = bench.folder.path().join("backup");
    bench.store.backup(&backup, bench.now()).await.unwrap();
    let mode = std::fs::metadata(backup.join("keys.jsonl")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}

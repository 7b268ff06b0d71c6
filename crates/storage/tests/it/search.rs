//! Search finds everything that was said, and nothing of it stands in clear.

use rapport_domain::{
    CustomerId, InboxId, ReceiptId, conversation::Status, customer::Customer, event::ConversationEvent,
};
use rapport_storage::{Erasure, Expected, Found, SearchFilter, Speaker, StorageError, Store};

use crate::support::{Bench, agent_replied, noted, received, replied, tagged, write};

on_both!(
    words_are_found_in_any_form,
    results_come_newest_first_in_pages,
    filters_narrow_down,
    customers_are_found_by_name_and_address,
    an_index_is_made_again,
    two_nodes_follow_one_log,
    what_is_said_while_the_index_is_made_is_found,
    what_cannot_be_read_is_left_out
);

/// What was found, with the hits in brackets.
fn shown(found: &[Found]) -> Vec<String> {
    let text = |found: &Found| {
        let pieces = found.excerpt.iter();
        pieces.map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    };
    found.iter().map(text).collect()
}

async fn find(store: &Store, words: &str) -> Vec<String> {
    find_in(store, words, SearchFilter::default()).await
}

async fn find_in(store: &Store, words: &str, filter: SearchFilter) -> Vec<String> {
    shown(&store.search(words, &filter, None, 50).await.unwrap().items)
}

async fn words_are_found_in_any_form(bench: Bench) {
    let (_, id) = bench.ada().await;
    bench
        .append(
            id,
            vec![
                received("My two tents leaked at the seam.", "1"),
                replied(
                    "Café tents are repaired free of charge.",
                    2,
                    rapport_domain::why::DecisionKind::Answered,
                ),
                noted("Order TF-10482: the zip is broken, too"),
                agent_replied("I am sending you a new tent today."),
            ],
        )
        .await;
    assert!(find(&bench.store, "tent").await.is_empty(), "nothing is indexed yet");
    assert!(bench.store.search_behind().await.unwrap() > 0);
    bench.follow(&bench.store).await;
    assert_eq!(bench.store.search_behind().await.unwrap(), 0);

    let store = &bench.store;
    assert_eq!(find(store, "leaking tent ").await, ["My two [tents] [leaked] at the seam."]);
    assert_eq!(find(store, "CAFE ").await, ["[Café] tents are repaired free of charge."]);
    assert_eq!(find(store, "tf-10482").await, ["Order [TF]-[10482]: the zip is broken, too"]);
    assert_eq!(find(store, "bro").await, ["Order TF-10482: the zip is [broken], too"]);
    assert_eq!(find(store, "\"zip is broken\"").await, ["Order TF-10482: the [zip is broken], too"]);
    assert_eq!(find(store, "tent").await.len(), 3);
    // Of several words some may be the customer's name; a name alone is no message.
    assert_eq!(find(store, "lovelace seam").await, ["My two tents leaked at the [seam]."]);
    for nothing in
        ["ada lovelace", "lovelace", "tent umbrella", "\"is zip broken\"", "br", "", "…", "seamless"]
    {
        assert_eq!(find(store, nothing).await, [""; 0], "{nothing}");
    }
    let found = store.search("zip", &SearchFilter::default(), None, 50).await.unwrap().items;
    assert!(found[0].note && found[0].seq == 4 && found[0].row.id == id, "{found:?}");
    assert_eq!(found[0].row.profile.as_ref().unwrap().name.as_deref(), Some("Ada Lovelace"));
}

async fn results_come_newest_first_in_pages(bench: Bench) {
    let (_, first) = bench.ada().await;
    let second = bench.conversation(bench.customer("Eve", "eve@example.com").await.id).await;
    for n in 0..7 {
        let id = if n % 2 == 0 { first } else { second };
        bench.append(id, vec![received(&format!("parcel {n}"), &n.to_string())]).await;
        // Taken in one after the other, or all at once: the order is that of what happened.
        if n < 4 {
            bench.follow(&bench.store).await;
        }
    }
    bench.follow(&bench.store).await;
    let (filter, mut cursor, mut seen) = (SearchFilter::default(), None, Vec::new());
    loop {
        let page = bench.store.search("parcels ", &filter, cursor.as_ref(), 3).await.unwrap();
        seen.extend(shown(&page.items));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let expected: Vec<_> = (0..7).rev().map(|n| format!("[parcel] {n}")).collect();
    assert_eq!(seen, expected);
    // Several of one moment are all there.
    let burst = (0..40).map(|n| received(&format!("umbrella {n}"), &format!("u{n}"))).collect();
    bench.append(first, burst).await;
    bench.follow(&bench.store).await;
    assert_eq!(find(&bench.store, "umbrella").await.len(), 40);
}

async fn filters_narrow_down(bench: Bench) {
    let (_, open) = bench.ada().await;
    let done = bench.conversation(bench.customer("Eve", "eve@example.com").await.id).await;
    bench.append(open, vec![received("where is my kettle", "1"), noted("kettle is sold out")]).await;
    bench.append(done, vec![received("my kettle whistles", "2"), agent_replied("a fine kettle")]).await;
    bench.append(done, vec![tagged("kettles"), ConversationEvent::Resolved { agent: None }]).await;
    bench.follow(&bench.store).await;
    let store = &bench.store;
    let all = SearchFilter::default;
    let by = |speaker| SearchFilter { speaker: Some(speaker), ..all() };
    assert_eq!(find(store, "kettle").await.len(), 4);
    assert_eq!(find_in(store, "kettle", by(Speaker::Note)).await, ["[kettle] is sold out"]);
    assert_eq!(find_in(store, "kettle", by(Speaker::Agent)).await, ["a fine [kettle]"]);
    assert_eq!(find_in(store, "kettle", by(Speaker::Customer)).await.len(), 2);
    assert_eq!(find_in(store, "kettle", by(Speaker::Assistant)).await.len(), 0);
    let resolved = SearchFilter { status: Some(Status::Resolved), ..all() };
    assert_eq!(find_in(store, "kettle", resolved).await.len(), 2);
    let with_tag = || SearchFilter { tag: Some("kettles".parse().unwrap()), ..all() };
    assert_eq!(find_in(store, "kettle", with_tag()).await.len(), 2);
    let inbox = |n| SearchFilter { inbox: Some(InboxId::from_bytes([n; 16])), ..all() };
    assert_eq!(find_in(store, "kettle", inbox(1)).await.len(), 4);
    assert_eq!(find_in(store, "kettle", inbox(2)).await.len(), 0);

    let found = store.search("whistles", &all(), None, 5).await.unwrap().items;
    let at = found[0].at;
    let from = SearchFilter { from: Some(at), ..all() };
    assert_eq!(find_in(store, "kettle", from).await.len(), 2);
    let until = SearchFilter { until: Some(at), ..all() };
    assert_eq!(find_in(store, "kettle", until).await.len(), 2);

    // A tag that is put on later counts for everything that was said before, and one that is taken off for nothing.
    bench.append(open, vec![tagged("kettles")]).await;
    let off = ConversationEvent::Untagged { tag: "kettles".parse().unwrap(), agent: None };
    bench.append(done, vec![off]).await;
    bench.follow(store).await;
    assert_eq!(find_in(store, "kettle", with_tag()).await, ["[kettle] is sold out", "where is my [kettle]"]);
}

async fn customers_are_found_by_name_and_address(bench: Bench) {
    let (ada, id) = bench.ada().await;
    bench.append(id, vec![received("hello", "1")]).await;
    bench.customer("Zoë Novák", "zoe@mail.example").await;
    bench.follow(&bench.store).await;
    let names = async |words: &str| {
        let found = bench.store.search_customers(words, 10).await.unwrap();
        found.into_iter().filter_map(|customer| customer.name).collect::<Vec<_>>()
    };
    assert_eq!(names("novak").await, ["Zoë Novák"]);
    assert_eq!(names("zoe nov").await, ["Zoë Novák"]);
    assert_eq!(names("zoe@mail.example").await, ["Zoë Novák"]);
    assert_eq!(names("example").await, ["Zoë Novák", "Ada Lovelace"], "the newest first");
    assert!(names("ada novak").await.is_empty());

    let married = Customer { name: Some("Ada King".into()), ..ada };
    write!(bench, |tx| tx.update_customer(&married).await).unwrap();
    bench.follow(&bench.store).await;
    assert_eq!(names("king").await, ["Ada King"]);
    assert_eq!(find(&bench.store, "king hello").await, ["[hello]"]);
    assert!(find(&bench.store, "lovelace hello").await.is_empty());
    assert!(names("lovelace").await.is_empty());

    for n in 0..5 {
        bench.customer(&format!("Kim Keller {n}"), "kim@mail.example").await;
    }
    bench.follow(&bench.store).await;
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let (found, next) = bench.store.search_customers_before("keller", before, 2).await.unwrap();
        seen.extend(found.into_iter().filter_map(|customer| customer.name));
        before = next;
        if before.is_none() {
            break;
        }
    }
    let expected: Vec<_> = (0..5).rev().map(|n| format!("Kim Keller {n}")).collect();
    assert_eq!(seen, expected);
}

async fn an_index_is_made_again(bench: Bench) {
    let (customer, id) = bench.ada().await;
    let gone = bench.customer("Gone", "gone@example.com").await;
    let other = bench.conversation(gone.id).await;
    bench.append(id, vec![received("a lantern, please", "1"), tagged("light")]).await;
    bench.append(other, vec![received("a lantern for me", "1")]).await;
    bench.follow(&bench.store).await;
    let erasure =
        Erasure { customer: gone.id, receipt: ReceiptId::from_bytes([1; 16]), erased_by: "agt_1".to_owned() };
    bench.store.erase_customer(erasure, bench.now()).await.unwrap().unwrap();
    assert_eq!(find(&bench.store, "lantern").await, ["a [lantern], please"]);

    bench.store.rebuild_search().await.unwrap();
    assert!(find(&bench.store, "lantern").await.is_empty());
    bench.follow(&bench.store).await;
    let tagged = SearchFilter { tag: Some("light".parse().unwrap()), ..SearchFilter::default() };
    assert_eq!(find_in(&bench.store, "lantern", tagged).await, ["a [lantern], please"]);
    assert_eq!(bench.store.search_customers("ada", 5).await.unwrap()[0].id, customer.id);
    assert!(bench.store.search_customers("gone", 5).await.unwrap().is_empty());
}

async fn two_nodes_follow_one_log(bench: Bench) {
    let other = Store::open(bench.place().options()).await.unwrap();
    let (_, id) = bench.ada().await;
    for n in 0..6 {
        bench.append(id, vec![received(&format!("compass {n}"), &n.to_string())]).await;
        let now = bench.now();
        let (one, two) = tokio::join!(bench.store.index_due(now), other.index_due(now));
        assert!(one.unwrap() + two.unwrap() > 0, "one of them takes it in");
    }
    bench.follow(&other).await;
    bench.follow(&bench.store).await;
    for store in [&bench.store, &other] {
        assert_eq!(find(store, "compass").await.len(), 6);
    }
    other.close().await;
}

async fn what_is_said_while_the_index_is_made_is_found(bench: Bench) {
    let mut conversations = Vec::new();
    // More than are taken in at a time.
    for n in 0..260 {
        let customer = bench.customer(&format!("Customer {n}"), "c@example.com").await;
        let id = bench.conversation(customer.id).await;
        bench.append(id, vec![received("old stove", "1")]).await;
        conversations.push(id);
    }
    bench.follow(&bench.store).await;
    bench.store.rebuild_search().await.unwrap();
    bench.store.index_due(bench.now()).await.unwrap();
    let behind = bench.store.search_behind().await.unwrap();
    assert!(behind > 0 && behind < 260, "{behind}");
    bench.append(conversations[0], vec![received("new stove", "2")]).await;
    bench.follow(&bench.store).await;
    let found = bench.store.search("stove", &SearchFilter::default(), None, 300).await.unwrap().items;
    assert_eq!(found.len(), 261);
    assert_eq!(shown(&found[..1]), ["new [stove]"]);
}

/// One damaged row neither stops the index nor turns a search into an error.
async fn what_cannot_be_read_is_left_out(bench: Bench) {
    let (_, id) = bench.ada().await;
    bench.append(id, vec![received("a broken compass", "1"), received("a whole compass", "2")]).await;
    bench.execute("UPDATE events SET sealed = (SELECT sealed FROM events WHERE seq = 1) WHERE seq = 2").await;
    bench.follow(&bench.store).await;
    assert_eq!(bench.store.search_behind().await.unwrap(), 0);
    assert_eq!(find(&bench.store, "compass").await, ["a whole [compass]"]);

    // What was taken in while it could be read.
    bench.append(id, vec![received("a third compass", "3")]).await;
    bench.follow(&bench.store).await;
    bench.execute("UPDATE events SET sealed = (SELECT sealed FROM events WHERE seq = 1) WHERE seq = 4").await;
    assert_eq!(find(&bench.store, "compass").await, ["a whole [compass]"]);

    bench
        .execute(
            "UPDATE customers SET sealed = (SELECT sealed FROM events WHERE seq = 1), version = version + 1",
        )
        .await;
    let zoe = bench.customer("Zoe Lovelace", "zoe@example.com").await;
    let other = bench.conversation(zoe.id).await;
    bench.append(other, vec![received("my compass", "1")]).await;
    assert_eq!(bench.store.search_customers("lovelace", 5).await.unwrap(), [], "nothing is taken in yet");
    bench.follow(&bench.store).await;
    assert_eq!(find(&bench.store, "compass").await, ["my [compass]"]);
    let found = bench.store.search_customers("lovelace", 5).await.unwrap();
    assert_eq!(found.iter().map(|customer| customer.id).collect::<Vec<_>>(), [zoe.id]);
}

/// Thousands of newer messages elsewhere do not hide what fits the filter.
#[tokio::test]
async fn a_filter_looks_past_what_does_not_fit() {
    let bench = Bench::sqlite().await;
    let (_, open) = bench.ada().await;
    let done = bench.conversation(bench.customer("Eve", "eve@example.com").await.id).await;
    bench.append(open, vec![received("the oldest kettle", "old")]).await;
    for n in 0..80 {
        let many = (0..27).map(|m| received("a kettle", &format!("{n} {m}"))).collect();
        bench.append(done, many).await;
    }
    bench.append(done, vec![ConversationEvent::Resolved { agent: None }]).await;
    bench.follow(&bench.store).await;
    let status = bench.store.read().await.unwrap().conversation(open).await.unwrap().unwrap().status;
    let filter = SearchFilter { status: Some(status), ..SearchFilter::default() };
    let page = bench.store.search("kettle", &filter, None, 30).await.unwrap();
    assert_eq!(shown(&page.items), ["the oldest [kettle]"]);
    assert_eq!(page.next, None);
}

/// A tag that only an erased customer had stays in the team's list when somebody else's conversation gets it at
/// the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_that_is_put_on_during_an_erasure_stays() {
    use sqlx::Connection as _;
    let Some(bench) = Bench::postgres().await else {
        println!("skipped: RAPPORT_TEST_POSTGRES is not set");
        return;
    };
    let (ada, id) = bench.ada().await;
    bench.append(id, vec![tagged("repairs")]).await;
    let other = bench.conversation(bench.customer("Eve", "eve@example.com").await.id).await;
    let (say_put_on, put_on) = tokio::sync::oneshot::channel();
    let (let_go, may_go) = tokio::sync::oneshot::channel::<()>();
    let (store, now) = (bench.store.clone(), bench.now());
    let tagging = tokio::spawn(async move {
        store
            .write::<_, StorageError, _>(move |tx| {
                Box::pin(async move {
                    tx.append(other, Expected::default(), &[tagged("repairs")], now).await?;
                    say_put_on.send(()).unwrap();
                    may_go.await.unwrap();
                    Ok(())
                })
            })
            .await
    });
    put_on.await.unwrap();
    let erasure =
        Erasure { customer: ada.id, receipt: ReceiptId::from_bytes([1; 16]), erased_by: "agt_1".to_owned() };
    let store = bench.store.clone();
    let erasing = tokio::spawn(async move { store.erase_customer(erasure, now).await });
    let mut link = sqlx::PgConnection::connect(&bench.place().url).await.unwrap();
    let waiting = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND database = \
                   (SELECT oid FROM pg_database WHERE datname = current_database())";
    while !erasing.is_finished()
        && sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut link).await.unwrap() == 0
    {
        tokio::task::yield_now().await;
    }
    let_go.send(()).unwrap();
    tagging.await.unwrap().unwrap();
    erasing.await.unwrap().unwrap().unwrap();
    let tags = bench.store.read().await.unwrap().tags().await.unwrap();
    assert_eq!(tags, [("repairs".parse().unwrap(), 1)]);
    link.close().await.unwrap();
    let place = bench.place();
    drop(bench);
    place.drop_database().await;
}

/// Whoever goes back to the database from before a restore finds everything of it, too.
#[tokio::test]
async fn a_restored_databases_index_is_not_taken_for_the_one_before() {
    let bench = Bench::sqlite().await;
    let (_, id) = bench.ada().await;
    bench.append(id, vec![received("a hammock before the backup", "1")]).await;
    let (folder, backup) = (bench.folder.path(), bench.folder.path().join("backup"));
    bench.store.backup(&backup, bench.now()).await.unwrap();
    bench.append(id, vec![received("a hammock after the backup", "2")]).await;
    bench.follow(&bench.store).await;
    bench.store.close().await;

    let restored = folder.join("restored");
    std::fs::create_dir(&restored).unwrap();
    let mut options = bench.place().options();
    options.url = format!("sqlite:{}", restored.join("rapport.db").display());
    let (store, _) = Store::restore(&backup, options, None, bench.now()).await.unwrap();
    bench.follow(&store).await;
    assert_eq!(find(&store, "hammock").await, ["a [hammock] before the backup"]);
    store.close().await;

    let name = "rapport.db.search";
    std::fs::copy(restored.join(name), folder.join(name)).unwrap();
    let store = Store::open(bench.place().options()).await.unwrap();
    bench.follow(&store).await;
    assert_eq!(
        find(&store, "hammock").await,
        ["a [hammock] after the backup", "a [hammock] before the backup"]
    );
    store.close().await;
}

/// The index is no part of a backup; what is restored is walked through again.
#[tokio::test]
async fn a_restored_database_makes_its_index() {
    let bench = Bench::sqlite().await;
    let (_, id) = bench.ada().await;
    bench.append(id, vec![received("a hammock before the backup", "1")]).await;
    bench.follow(&bench.store).await;
    let backup = bench.folder.path().join("backup");
    bench.store.backup(&backup, bench.now()).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(&backup).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(files.iter().all(|name| !name.to_string_lossy().contains("search")), "{files:?}");
    bench.append(id, vec![received("a hammock after the backup", "2")]).await;
    bench.follow(&bench.store).await;
    bench.store.close().await;

    // The old index stays where it is; it tells of what the restored database does not hold.
    for file in ["rapport.db", "rapport.db-wal", "rapport.db-shm"] {
        drop(std::fs::remove_file(bench.folder.path().join(file)));
    }
    let (store, _) = Store::restore(&backup, bench.place().options(), None, bench.now()).await.unwrap();
    assert!(find(&store, "hammock").await.is_empty());
    bench.follow(&store).await;
    assert_eq!(find(&store, "hammock").await, ["a [hammock] before the backup"]);
    store.close().await;
}

#[tokio::test]
async fn an_index_that_is_gone_or_broken_is_made_again() {
    let bench = Bench::sqlite().await;
    let (_, id) = bench.ada().await;
    bench.append(id, vec![received("a rope", "1")]).await;
    bench.follow(&bench.store).await;
    bench.store.close().await;
    let file = bench.folder.path().join("rapport.db.search");
    for spoil in [
        |file: &std::path::Path| std::fs::remove_file(file),
        |file: &std::path::Path| {
            std::fs::write(file, "no database at all, but a text that is long enough to be taken for one")
        },
    ] {
        spoil(&file).unwrap();
        let store = Store::open(bench.place().options()).await.unwrap();
        assert!(find(&store, "rope").await.is_empty());
        bench.follow(&store).await;
        assert_eq!(find(&store, "rope").await, ["a [rope]"]);
        store.close().await;
    }
}

/// A file that was left by another database tells nothing about this one.
#[tokio::test]
async fn an_index_of_another_database_is_emptied() {
    let (one, other) = (Bench::sqlite().await, Bench::sqlite().await);
    let (_, id) = one.ada().await;
    one.append(id, vec![received("an anchor", "1")]).await;
    one.follow(&one.store).await;
    one.store.close().await;
    other.store.close().await;
    let name = "rapport.db.search";
    std::fs::copy(one.folder.path().join(name), other.folder.path().join(name)).unwrap();
    let store = Store::open(other.place().options()).await.unwrap();
    assert_eq!(store.search_behind().await.unwrap(), 0, "there is nothing to take in");
    other.follow(&store).await;
    assert!(find(&store, "anchor").await.is_empty());
    store.close().await;
    let left = std::fs::read(other.folder.path().join(name)).unwrap();
    let id = id.to_string();
    assert!(!left.windows(id.len()).any(|window| window == id.as_bytes()));
}

/// What an erasure takes out of the words' own pages is overwritten, not only marked.
#[tokio::test]
async fn an_erasure_leaves_no_token() {
    use sqlx::Connection as _;
    let bench = Bench::sqlite().await;
    let (ada, id) = bench.ada().await;
    bench.append(id, vec![received("an unmistakable quagmire of zeppelins", "1")]).await;
    bench.follow(&bench.store).await;
    let file = bench.folder.path().join("rapport.db.search");
    let terms = async || {
        let mut link = sqlx::SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
        sqlx::query("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)")
            .execute(&mut link)
            .await
            .unwrap();
        let found =
            sqlx::query_scalar::<_, String>("SELECT term FROM terms").fetch_all(&mut link).await.unwrap();
        link.close().await.unwrap();
        found
    };
    let before = terms().await;
    assert!(before.len() > 20, "{before:?}");
    let erasure =
        Erasure { customer: ada.id, receipt: ReceiptId::from_bytes([1; 16]), erased_by: "agt_1".to_owned() };
    bench.store.erase_customer(erasure, bench.now()).await.unwrap().unwrap();
    assert_eq!(terms().await, [""; 0]);
    for name in ["rapport.db.search", "rapport.db.search-wal"] {
        let bytes = std::fs::read(bench.folder.path().join(name)).unwrap();
        for term in &before {
            let left = bytes.windows(term.len()).any(|window| window == term.as_bytes());
            assert!(!left, "{name} still holds {term}");
        }
    }
}

#[tokio::test]
async fn an_erasure_that_broke_off_is_made_good() {
    let bench = Bench::sqlite().await;
    let (ada, id) = bench.ada().await;
    bench.append(id, vec![received("a forgotten word", "1")]).await;
    bench.follow(&bench.store).await;
    // As an erasure leaves it that ends between the database and the index.
    bench.execute("DELETE FROM customer_keys").await;
    bench.execute("UPDATE customers SET sealed = NULL, erased_at = 1, version = version + 1").await;
    bench.follow(&bench.store).await;
    let bytes = std::fs::read(bench.folder.path().join("rapport.db.search")).unwrap();
    let id: CustomerId = ada.id;
    let id = id.to_string();
    assert!(!bytes.windows(id.len()).any(|window| window == id.as_bytes()));
}

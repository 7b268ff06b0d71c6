//! Agents find what was said, over all conversations.

use rapport_desk::{DeskError, SearchFilter, SearchResults, Speaker};
use rapport_domain::conversation::Status;
use rapport_testing::{TestDesk, databases};

fn excerpts(results: &SearchResults) -> Vec<String> {
    let text = |found: &rapport_desk::Found| found.excerpt.iter().map(|piece| piece.text.as_str()).collect();
    results.messages.items.iter().map(text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_is_found_with_whom_and_where() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let (mia, leo) = (desk.arrive().await, desk.arrive().await);
        desk.desk.tell_contact(mia.visitor, "mia@mail.test", Some("Mia Keller")).await.unwrap();
        desk.ask(&mia, "The zip of my rucksack is torn, a person please").await;
        desk.ask(&leo, "I tore my rucksack. How much does delivery cost?").await;
        let id = mia.visitor.conversation();
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        desk.reply(&mia, desk.ana.id, "r", "I am sending you another rucksack.").await.unwrap();
        desk.desk.add_note(id, desk.ana.id, "rucksack is out of stock until May", &[]).await.unwrap();
        desk.settle().await;

        let find = async |words: &str, filter| desk.desk.search(words, &filter, None, 50).await.unwrap();
        let all = SearchFilter::default;
        let rucksacks = find("rucksacks ", all()).await;
        assert_eq!(
            excerpts(&rucksacks),
            [
                "rucksack is out of stock until May",
                "I am sending you another rucksack.",
                "I tore my rucksack. How much does delivery cost?",
                "The zip of my rucksack is torn, a person please",
            ],
            "{}: newest first",
            database.name
        );
        assert_eq!(rucksacks.behind, 0);
        let by = |speaker| SearchFilter { speaker: Some(speaker), ..all() };
        assert_eq!(find("rucksack", by(Speaker::Customer)).await.messages.items.len(), 2);
        assert_eq!(find("rucksack", by(Speaker::Note)).await.messages.items.len(), 1);
        assert!(!find("delivery", by(Speaker::Assistant)).await.messages.items.is_empty());

        let kellers = find("kell", all()).await;
        assert_eq!(kellers.customers.len(), 1);
        assert_eq!((kellers.customers[0].id, kellers.customers[0].status), (id, Status::Open));
        let resolved = SearchFilter { status: Some(Status::Resolved), ..all() };
        assert!(find("kell", resolved).await.customers.is_empty());

        desk.desk.tag(id, Some(desk.ana.id), &"repairs".parse().unwrap()).await.unwrap();
        desk.settle().await;
        let tagged = SearchFilter { tag: Some("repairs".parse().unwrap()), ..all() };
        assert_eq!(find("rucksack", tagged).await.messages.items.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_customer_who_fits_is_found_behind_newer_ones_who_do_not() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mut ids = vec![];
        for n in 0..10 {
            let customer = desk.arrive().await;
            let email = format!("keller-{n}@mail.test");
            desk.desk.tell_contact(customer.visitor, &email, Some("Mia Keller")).await.unwrap();
            desk.ask(&customer, "hello").await;
            ids.push(customer.visitor.conversation());
        }
        desk.desk.take_over(ids[0], desk.ana.id, false).await.unwrap();
        desk.desk.resolve(ids[0], Some(desk.ana.id)).await.unwrap();
        desk.settle().await;
        let all = desk.desk.search("keller ", &SearchFilter::default(), None, 50).await.unwrap();
        assert_eq!(all.customers.len(), 8, "{}", database.name);
        let resolved = SearchFilter { status: Some(Status::Resolved), ..SearchFilter::default() };
        let found = desk.desk.search("keller ", &resolved, None, 50).await.unwrap().customers;
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[0]], "{}", database.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_searched_for_is_told() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let long = desk.desk.search(&"x".repeat(201), &SearchFilter::default(), None, 50).await;
        assert!(matches!(long, Err(DeskError::Invalid { field: "q", .. })), "{long:?}");
        let now = desk.desk.now();
        let backwards = SearchFilter { from: Some(now), until: Some(now), ..SearchFilter::default() };
        let refused = desk.desk.search("tent", &backwards, None, 50).await;
        assert!(matches!(refused, Err(DeskError::Invalid { field: "until", .. })), "{refused:?}");
        let nothing = desk.desk.search("  ", &SearchFilter::default(), None, 50).await.unwrap();
        assert!(nothing.messages.items.is_empty() && nothing.customers.is_empty());
    }
}

//! A customer is exported whole, and erased for good.

use rapport_desk::{DeskError, SearchFilter};
use rapport_testing::{TestDesk, databases};

const WORDS: [&str; 3] = ["Quillfeather", "heliotrope", "quillfeather@mail.test"];

#[tokio::test(flavor = "multi_thread")]
async fn erased_words_are_nowhere() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        desk.desk.tell_contact(mia.visitor, WORDS[2], Some("Mia Quillfeather")).await.unwrap();
        desk.ask(&mia, "my heliotrope tent is torn, how much does delivery cost?").await;
        desk.ask(&mia, "a person please, says Quillfeather").await;
        let id = mia.visitor.conversation();
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        desk.reply(&mia, desk.ana.id, "r", "Dear Quillfeather, your heliotrope tent comes back")
            .await
            .unwrap();
        desk.desk.add_note(id, desk.ana.id, "heliotrope again", &[]).await.unwrap();

        desk.desk.tag(id, Some(desk.ana.id), &"heliotrope tents".parse().unwrap()).await.unwrap();
        desk.settle().await;
        let found = desk.desk.search("heliotropes ", &SearchFilter::default(), None, 10).await.unwrap();
        assert!(found.messages.items.len() >= 3, "{:?}", found.messages.items);

        let exported = desk.desk.export_customer("test", mia.visitor.customer).await.unwrap().to_string();
        for word in WORDS {
            assert!(exported.contains(word), "the export lacks {word}");
        }
        let receipt = desk.desk.erase_customer("test", mia.visitor.customer).await.unwrap();
        assert!(receipt.events > 5 && receipt.conversations == 1, "{receipt:?}");
        assert!(matches!(desk.desk.conversation(id).await, Err(DeskError::Erased | DeskError::NotFound(_))));
        let found = desk.desk.search("heliotropes ", &SearchFilter::default(), None, 10).await.unwrap();
        assert!(found.messages.items.is_empty() && found.customers.is_empty());
        assert_eq!(desk.desk.tags().await.unwrap(), []);
        assert!(desk.desk.visitor(&mia.token).await.unwrap().is_none());
        assert!(desk.desk.today().await.is_ok(), "figures without names stay");
        if let Some(folder) = &database.folder {
            desk.desk.close().await;
            for file in std::fs::read_dir(folder.path()).unwrap() {
                let bytes = std::fs::read(file.unwrap().path()).unwrap();
                for word in WORDS {
                    let found = bytes.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes()));
                    assert!(!found, "{word} stands in the database's files");
                }
            }
        }
    }
}

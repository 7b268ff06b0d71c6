//! Replies that agents keep at hand.

use rapport_desk::{CannedReplyDraft, DeskError};
use rapport_testing::{TestDesk, databases};

fn draft(title: &str, shared: bool) -> CannedReplyDraft {
    CannedReplyDraft { title: title.to_owned(), text: "Thank you, {name}.".to_owned(), shared }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_has_their_own_and_the_team_s_which_designers_look_after() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let (ana, ben, amir) = (&desk.ana, &desk.ben, &desk.amir);
        let own = desk.desk.add_canned_reply(ana, draft("  Signing   off ", false)).await.unwrap();
        assert_eq!(own.title, "Signing off");
        let team = desk.desk.add_canned_reply(amir, draft("Refund booked", true)).await.unwrap();
        let titles = async |agent| {
            let all = desk.desk.canned_replies(agent).await.unwrap().into_iter();
            all.map(|reply| reply.title).collect::<Vec<_>>()
        };
        assert_eq!(titles(ana).await, ["Refund booked", "Signing off"]);
        assert_eq!(titles(ben).await, ["Refund booked"]);

        let shared = desk.desk.add_canned_reply(ana, draft("For all", true)).await.unwrap_err();
        assert!(matches!(shared, DeskError::Forbidden(_)), "{shared:?}");
        let of_team =
            desk.desk.change_canned_reply(ana, team.id, draft("Mine now", false)).await.unwrap_err();
        assert!(matches!(of_team, DeskError::Forbidden(_)), "{of_team:?}");
        let of_ana = desk.desk.delete_canned_reply(ben, own.id).await.unwrap_err();
        assert!(matches!(of_ana, DeskError::NotFound(_)), "{of_ana:?}");
        let empty = CannedReplyDraft { text: "  ".to_owned(), ..draft("Nothing", false) };
        assert!(matches!(desk.desk.add_canned_reply(ana, empty).await, Err(DeskError::Invalid { .. })));

        desk.desk.change_canned_reply(ana, own.id, draft("Goodbye", false)).await.unwrap();
        assert_eq!(titles(ana).await, ["Goodbye", "Refund booked"]);
        desk.desk.delete_canned_reply(ana, own.id).await.unwrap();
        desk.desk.delete_canned_reply(amir, team.id).await.unwrap();
        assert_eq!(titles(ana).await, [""; 0]);
        desk.desk.close().await;
    }
}

//! Macros that agents have at hand.

use rapport_desk::{ActOutcome, DeskError, MacroDraft};
use rapport_domain::{
    conversation::{Holder, Status},
    macros::MacroAct,
};
use rapport_testing::{TestDesk, databases};

fn draft(title: &str, shared: bool) -> MacroDraft {
    MacroDraft { title: title.to_owned(), text: "Thank you, {name}.".to_owned(), acts: vec![], shared }
}

fn tag(name: &str) -> MacroAct {
    MacroAct::Tag { tag: name.parse().expect("a tag") }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_has_their_own_and_the_team_s_which_designers_look_after() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let (ana, ben, amir) = (&desk.ana, &desk.ben, &desk.amir);
        let own = desk.desk.add_macro(ana, draft("  Signing   off ", false)).await.unwrap();
        assert_eq!(own.title, "Signing off");
        let team = desk.desk.add_macro(amir, draft("Refund booked", true)).await.unwrap();
        let titles = async |agent| {
            let all = desk.desk.macros(agent).await.unwrap().into_iter();
            all.map(|one| one.title).collect::<Vec<_>>()
        };
        assert_eq!(titles(ana).await, ["Refund booked", "Signing off"]);
        assert_eq!(titles(ben).await, ["Refund booked"]);

        let shared = desk.desk.add_macro(ana, draft("For all", true)).await.unwrap_err();
        assert!(matches!(shared, DeskError::Forbidden(_)), "{shared:?}");
        let of_team = desk.desk.change_macro(ana, team.id, draft("Mine now", false)).await.unwrap_err();
        assert!(matches!(of_team, DeskError::Forbidden(_)), "{of_team:?}");
        let of_ana = desk.desk.delete_macro(ben, own.id).await.unwrap_err();
        assert!(matches!(of_ana, DeskError::NotFound(_)), "{of_ana:?}");
        let empty = MacroDraft { text: "  ".to_owned(), ..draft("Nothing", false) };
        assert!(matches!(desk.desk.add_macro(ana, empty).await, Err(DeskError::Invalid { .. })));

        desk.desk.change_macro(ana, own.id, draft("Goodbye", false)).await.unwrap();
        assert_eq!(titles(ana).await, ["Goodbye", "Refund booked"]);
        desk.desk.delete_macro(ana, own.id).await.unwrap();
        desk.desk.delete_macro(amir, team.id).await.unwrap();
        assert_eq!(titles(ana).await, [""; 0]);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_the_work_comes_last() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let with = |acts: Vec<MacroAct>| MacroDraft { acts, ..draft("Refund", false) };
        let good = with(vec![tag("refund"), MacroAct::Resolve {}]);
        let kept = desk.desk.add_macro(&desk.ana, good).await.unwrap();
        assert_eq!(desk.desk.macros(&desk.ana).await.unwrap()[0].acts, kept.acts);
        for bad in [
            vec![MacroAct::Resolve {}, tag("refund")],
            vec![MacroAct::Snooze { minutes: 0 }],
            vec![MacroAct::Note { text: " ".to_owned() }],
            vec![MacroAct::Reply { text: "Hello".to_owned() }],
            vec![tag("refund"); 11],
        ] {
            let refused = desk.desk.add_macro(&desk.ana, with(bad)).await.unwrap_err();
            assert!(matches!(refused, DeskError::Invalid { field: "acts", .. }), "{refused:?}");
        }
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_act_is_done_or_it_is_told_which_is_not() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, "a person please").await;
        let id = mia.visitor.conversation();
        let acts = [
            MacroAct::Reply { text: "Your refund is booked, Mia.".to_owned() },
            tag("refund"),
            MacroAct::Note { text: "Booked.".to_owned() },
            MacroAct::Resolve {},
        ];
        let run = async |agent, key| desk.desk.run_acts(id, agent, &acts, key).await.unwrap();
        let outcomes = run(&desk.ana, "k1").await;
        assert!(outcomes.iter().all(|outcome| matches!(outcome, ActOutcome::Done)), "{outcomes:?}");
        let row = desk.desk.conversation_row(id).await.unwrap();
        assert_eq!((row.status, row.holder), (Status::Resolved, Holder::Agent { id: desk.ana.id }));
        assert_eq!(row.tags, ["refund".parse().unwrap()]);
        let said = desk.said(&mia).await.into_iter().filter(|said| said.text.contains("booked, Mia")).count();
        assert_eq!(said, 1);
        // The answer got lost, and the client asks again.
        let outcomes = run(&desk.ana, "k1").await;
        assert!(outcomes.iter().all(|outcome| matches!(outcome, ActOutcome::Done)), "{outcomes:?}");
        assert_eq!(desk.desk.conversation_row(id).await.unwrap().seq, row.seq, "nothing is done twice");

        desk.desk.take_over(id, desk.ben.id, true).await.unwrap();
        let outcomes = run(&desk.ana, "k2").await;
        assert!(matches!(outcomes[0], ActOutcome::Failed(DeskError::HeldByOther { .. })), "{outcomes:?}");
        assert!(outcomes[1..].iter().all(|outcome| matches!(outcome, ActOutcome::NotTried)));
        assert_eq!(outcomes.len(), acts.len());
        assert_eq!(
            desk.desk.conversation_row(id).await.unwrap().status,
            Status::Open,
            "nothing was resolved"
        );
        // What could not be done is tried again, with the rest.
        desk.desk.take_over(id, desk.ana.id, true).await.unwrap();
        let outcomes = run(&desk.ana, "k2").await;
        assert!(outcomes.iter().all(|outcome| matches!(outcome, ActOutcome::Done)), "{outcomes:?}");
        desk.desk.close().await;
    }
}

//! Nobody waits for an agent who is gone.

use rapport_desk::AgentChange;
use rapport_domain::{
    conversation::{Holder, Status},
    event::HandoverReason,
};
use rapport_testing::{Customer, TestDesk, databases};

const MINUTE_MS: i64 = 60_000;

/// A customer whom Ana has taken over, and who has written since.
async fn held_by_ana(desk: &TestDesk) -> Customer {
    let mia = desk.arrive().await;
    desk.ask(&mia, "a person please").await;
    desk.desk.take_over(mia.visitor.conversation(), desk.ana.id, false).await.expect("taken over");
    desk.write(&mia, "waits", "is my parcel lost?").await;
    mia
}

async fn holder(desk: &TestDesk, customer: &Customer) -> Holder {
    desk.desk.conversation_row(customer.visitor.conversation()).await.expect("a row").holder
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_closed_account_held_is_passed_on_and_the_customer_is_told() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = held_by_ana(&desk).await;
        let closed = AgentChange { closed: Some(true), ..AgentChange::default() };
        desk.desk.change_agent(&desk.amir, desk.ana.id, closed).await.unwrap();
        desk.settle().await;
        let row = desk.desk.conversation_row(mia.visitor.conversation()).await.unwrap();
        assert_eq!((row.holder, row.status), (Holder::Assistant, Status::Open));
        assert_eq!(row.handover.unwrap().reason, HandoverReason::Away);
        let said = desk.said(&mia).await;
        let last = &said.last().unwrap().text;
        assert!(
            last.starts_with("Ana Reyes cannot go on here just now. I have passed this to our team."),
            "{last}"
        );
        desk.desk.take_over(mia.visitor.conversation(), desk.ben.id, false).await.unwrap();
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_away_is_waited_for_ten_minutes_and_no_longer() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = held_by_ana(&desk).await;
        let away = AgentChange { available: Some(false), ..AgentChange::default() };
        desk.desk.change_agent(&desk.ana, desk.ana.id, away).await.unwrap();
        desk.clock.advance_ms(9 * MINUTE_MS);
        desk.settle().await;
        assert_eq!(holder(&desk, &mia).await, Holder::Agent { id: desk.ana.id });
        desk.clock.advance_ms(2 * MINUTE_MS);
        desk.settle().await;
        assert_eq!(holder(&desk, &mia).await, Holder::Assistant);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_there_or_has_answered_keeps_what_they_hold() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let (mia, noor) = (held_by_ana(&desk).await, held_by_ana(&desk).await);
        desk.reply(&noor, desk.ana.id, "r1", "It is on its way.").await.unwrap();
        desk.clock.advance_ms(30 * MINUTE_MS);
        let again = rapport_desk::SignIn {
            email: desk.ana.email.clone(),
            password: rapport_testing::PASSWORD.to_owned(),
        };
        desk.desk.sign_in(again).await.unwrap();
        desk.settle().await;
        assert_eq!(holder(&desk, &mia).await, Holder::Agent { id: desk.ana.id }, "she is there");
        desk.clock.advance_ms(30 * MINUTE_MS);
        desk.settle().await;
        assert_eq!(holder(&desk, &mia).await, Holder::Assistant, "she is gone");
        assert_eq!(holder(&desk, &noor).await, Holder::Agent { id: desk.ana.id }, "nobody waits");
        desk.desk.close().await;
    }
}

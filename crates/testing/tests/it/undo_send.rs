//! Undo send: until its moment comes, a reply can be taken back and nobody has seen it.

use rapport_desk::{AgentReply, DeskError, Inbound, Refusal};
use rapport_domain::{conversation::Status, message::Author};
use rapport_testing::{Customer, TestDesk, databases};

/// A customer whom Ana answers.
async fn answered_by_ana(desk: &TestDesk) -> Customer {
    let mia = desk.arrive().await;
    desk.ask(&mia, "a person please").await;
    desk.desk.take_over(mia.visitor.conversation(), desk.ana.id, false).await.expect("Ana takes over");
    mia
}

async fn hold(desk: &TestDesk, customer: &Customer, id: &str, text: &str) {
    let reply = Inbound { provider_id: id.to_owned(), text: text.to_owned(), attachments: vec![] };
    let held = desk.desk.hold_reply(customer.visitor.conversation(), desk.ana.id, reply, 5_000).await;
    held.expect("the reply waits");
}

async fn by_agents(desk: &TestDesk, customer: &Customer) -> Vec<String> {
    let said = desk.said(customer).await.into_iter();
    said.filter(|said| matches!(said.author, Author::Agent { .. })).map(|said| said.text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_waits_and_then_goes_out_once() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = answered_by_ana(&desk).await;
        hold(&desk, &mia, "r", "Hello Mia").await;
        hold(&desk, &mia, "r", "Hello Mia").await;
        desk.desk.work_off().await.unwrap();
        assert_eq!(by_agents(&desk, &mia).await, [""; 0]);
        let held = desk.desk.conversation(mia.visitor.conversation()).await.unwrap().held;
        assert_eq!((held.len(), held[0].text.as_str()), (1, "Hello Mia"), "a reload finds it again");
        desk.settle().await;
        assert_eq!(by_agents(&desk, &mia).await, ["Hello Mia"]);
        hold(&desk, &mia, "r", "Hello Mia").await;
        desk.settle().await;
        assert_eq!(by_agents(&desk, &mia).await, ["Hello Mia"], "the same id is the same reply");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_was_never_said() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = answered_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        hold(&desk, &mia, "r", "Too hasty").await;
        let of_ben = desk.desk.take_back_reply(id, desk.ben.id, "r").await.unwrap_err();
        assert!(matches!(of_ben, DeskError::NotFound(_)), "{of_ben:?}");
        desk.desk.take_back_reply(id, desk.ana.id, "r").await.unwrap();
        desk.settle().await;
        assert_eq!(by_agents(&desk, &mia).await, [""; 0]);
        hold(&desk, &mia, "s", "Well considered").await;
        desk.settle().await;
        let late = desk.desk.take_back_reply(id, desk.ana.id, "s").await.unwrap_err();
        assert!(matches!(late, DeskError::WrongState(_)), "{late:?}");
        assert_eq!(by_agents(&desk, &mia).await, ["Well considered"]);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_whose_sender_no_longer_speaks_comes_back_to_them() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = answered_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        hold(&desk, &mia, "r", "I am on it").await;
        desk.desk.take_over(id, desk.ben.id, true).await.unwrap();
        desk.settle().await;
        assert_eq!(by_agents(&desk, &mia).await, [""; 0], "two agents never answer");
        let held = desk.desk.conversation(id).await.unwrap().held;
        assert_eq!(held[0].refused, Some(Refusal::HeldByOther));
        desk.desk.take_back_reply(id, desk.ana.id, "r").await.unwrap();
        assert_eq!(desk.desk.conversation(id).await.unwrap().held, []);
        // What was refused waits anew when its sender speaks again, and goes out once.
        desk.desk.take_over(id, desk.ana.id, true).await.unwrap();
        hold(&desk, &mia, "t", "I am on it again").await;
        desk.desk.take_over(id, desk.ben.id, true).await.unwrap();
        desk.settle().await;
        desk.desk.take_over(id, desk.ana.id, true).await.unwrap();
        hold(&desk, &mia, "t", "I am on it again").await;
        desk.settle().await;
        assert_eq!(by_agents(&desk, &mia).await, ["I am on it again"]);
        assert_eq!(desk.desk.conversation(id).await.unwrap().held, []);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_on_has_meant_what_they_sent() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = answered_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        hold(&desk, &mia, "r", "All done, goodbye").await;
        desk.desk.resolve(id, Some(desk.ana.id)).await.unwrap();
        assert_eq!(by_agents(&desk, &mia).await, ["All done, goodbye"]);
        assert_eq!(desk.desk.conversation_row(id).await.unwrap().status, Status::Resolved);
        desk.settle().await;
        assert_eq!(by_agents(&desk, &mia).await.len(), 1);
        let leo = answered_by_ana(&desk).await;
        hold(&desk, &leo, "r", "Over to the assistant").await;
        desk.desk.hand_back(leo.visitor.conversation(), desk.ana.id, "").await.unwrap();
        assert_eq!(by_agents(&desk, &leo).await, ["Over to the assistant"]);
        desk.desk.erase_customer("test", leo.visitor.customer).await.unwrap();
        desk.desk.close().await;
    }
}

fn begun_at(seen: u64, id: &str) -> AgentReply {
    let message = Inbound { provider_id: id.to_owned(), text: "Hello Mia".to_owned(), attachments: vec![] };
    AgentReply { message, promises: vec![], seen: Some(seen) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_was_begun_before_another_landed_is_told() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = answered_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        let seq = async || desk.desk.conversation_row(id).await.unwrap().seq;
        let seen = seq().await;
        desk.desk.take_over(id, desk.ben.id, true).await.unwrap();
        desk.desk.reply(id, desk.ben.id, begun_at(seen, "b")).await.unwrap();
        desk.desk.take_over(id, desk.ana.id, true).await.unwrap();
        let refused = desk.desk.reply(id, desk.ana.id, begun_at(seen, "r")).await.unwrap_err();
        assert!(refused.to_string().starts_with("Ben Okafor replied after you began"), "{refused}");
        let refused = desk.desk.hold_reply(id, desk.ana.id, begun_at(seen, "r"), 5_000).await.unwrap_err();
        assert!(matches!(refused, DeskError::RepliedMeanwhile { .. }), "{refused:?}");
        assert_eq!(by_agents(&desk, &mia).await, ["Hello Mia"]);
        let now = seq().await;
        desk.desk.reply(id, desk.ana.id, begun_at(now, "r")).await.unwrap();
        desk.desk.hand_back(id, desk.ana.id, "").await.unwrap();
        let now = seq().await;
        desk.ask(&mia, "How much does delivery cost?").await;
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        let refused = desk.desk.reply(id, desk.ana.id, begun_at(now, "s")).await.unwrap_err();
        assert!(refused.to_string().starts_with("the assistant replied"), "{refused}");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_is_sent_again_is_the_same_although_another_landed_since() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = answered_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        let seen = desk.desk.conversation_row(id).await.unwrap().seq;
        let sent = desk.desk.reply(id, desk.ana.id, begun_at(seen, "r")).await.unwrap();
        desk.desk.take_over(id, desk.ben.id, true).await.unwrap();
        let now = desk.desk.conversation_row(id).await.unwrap().seq;
        desk.desk.reply(id, desk.ben.id, begun_at(now, "b")).await.unwrap();
        // Ana never got the answer to hers and sends it again.
        assert_eq!(desk.desk.reply(id, desk.ana.id, begun_at(seen, "r")).await.unwrap(), sent);
        desk.desk.hold_reply(id, desk.ana.id, begun_at(seen, "r"), 5_000).await.unwrap();
        desk.settle().await;
        assert_eq!(by_agents(&desk, &mia).await, ["Hello Mia", "Hello Mia"]);
        desk.desk.close().await;
    }
}

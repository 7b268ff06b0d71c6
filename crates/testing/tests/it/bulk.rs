//! Tags, and one act on many conversations.

use rapport_desk::{BulkAct, BulkOutcome, ConversationFilter, View};
use rapport_domain::{
    ConversationId,
    conversation::{Holder, Status},
    event::ConversationEvent,
    tag::Tag,
};
use rapport_testing::{TestDesk, databases};

fn tag(text: &str) -> Tag {
    text.parse().expect("a tag")
}

fn reasons(outcomes: &[BulkOutcome]) -> Vec<Option<String>> {
    let reason = |outcome: &BulkOutcome| outcome.result.as_ref().err().map(ToString::to_string);
    outcomes.iter().map(reason).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_put_on_and_taken_off_once() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, "where is my order").await;
        let id = mia.visitor.conversation();
        let ana = Some(desk.ana.id);
        for name in ["refund", "vip", "refund"] {
            desk.desk.tag(id, ana, &tag(name)).await.unwrap();
        }
        let row = desk.desk.conversation_row(id).await.unwrap();
        assert_eq!(row.tags, [tag("refund"), tag("vip")]);
        let put = |recorded: &&rapport_domain::event::Recorded| matches!(&recorded.event, ConversationEvent::Tagged { agent, .. } if *agent == ana);
        assert_eq!(desk.events(&mia).await.iter().filter(put).count(), 2, "{}", database.name);
        assert_eq!(desk.desk.tags().await.unwrap().len(), 2);

        let list = async |name: &str| {
            let filter = ConversationFilter { tag: Some(tag(name)), ..ConversationFilter::view(View::All) };
            desk.desk.conversations(filter, None, 50).await.unwrap().items.len()
        };
        assert_eq!((list("vip").await, list("nobody").await), (1, 0));
        desk.desk.untag(id, ana, &tag("vip")).await.unwrap();
        desk.desk.untag(id, ana, &tag("vip")).await.unwrap();
        assert_eq!(desk.desk.conversation_row(id).await.unwrap().tags, [tag("refund")]);
        assert_eq!((list("vip").await, list("refund").await), (0, 1));
        assert_eq!(desk.desk.tags().await.unwrap(), [(tag("refund"), 1)]);

        desk.store.rebuild_projections().await.unwrap();
        assert_eq!(desk.desk.conversation_row(id).await.unwrap().tags, [tag("refund")]);
        assert_eq!(list("refund").await, 1);

        for n in 0..19 {
            desk.desk.tag(id, ana, &tag(&format!("tag {n}"))).await.unwrap();
        }
        let refused = desk.desk.tag(id, ana, &tag("one too many")).await;
        assert!(refused.unwrap_err().to_string().contains("Take one off"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_person_is_not_put_aside() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, "a person please").await;
        let id = mia.visitor.conversation();
        let act = BulkAct::Snooze { until: desk.desk.now().plus_ms(3_600_000) };
        let told = reasons(&desk.desk.act_on_many(&[id], desk.ana.id, &act).await);
        assert!(told[0].as_ref().unwrap().contains("Take over first."), "{told:?}");
        assert_eq!(desk.desk.conversation_row(id).await.unwrap().status, Status::Open);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_resolved_and_those_that_cannot_be_say_why() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mut ids: Vec<ConversationId> = Vec::new();
        for _ in 0..3 {
            let customer = desk.arrive().await;
            desk.ask(&customer, "a person please").await;
            ids.push(customer.visitor.conversation());
        }
        desk.desk.take_over(ids[1], desk.ben.id, false).await.unwrap();
        let unknown = ConversationId::from_bytes([9; 16]);
        let asked = [ids[0], ids[1], ids[2], unknown, ids[0]];
        let taken = BulkAct::TakeOver { from_colleague: false };
        let outcomes = desk.desk.act_on_many(&asked, desk.ana.id, &taken).await;
        let told = reasons(&outcomes);
        assert_eq!(told.len(), 4, "twice the same is once: {told:?}");
        assert_eq!((&told[0], &told[2]), (&None, &None));
        assert!(told[1].as_ref().unwrap().contains("held by somebody else"), "{told:?}");
        assert!(told[3].as_ref().unwrap().contains("no such conversation"), "{told:?}");

        let act = BulkAct::Tag { tag: tag("storm") };
        assert!(reasons(&desk.desk.act_on_many(&ids, desk.ana.id, &act).await).iter().all(Option::is_none));
        let until = desk.desk.now().plus_ms(3_600_000);
        let snoozed = desk.desk.act_on_many(&ids[..1], desk.ana.id, &BulkAct::Snooze { until }).await;
        assert_eq!(reasons(&snoozed), [None]);
        assert_eq!(desk.desk.conversation_row(ids[0]).await.unwrap().status, Status::Snoozed);

        for _ in 0..2 {
            let outcomes = desk.desk.act_on_many(&ids, desk.ana.id, &BulkAct::Resolve).await;
            let told = reasons(&outcomes);
            assert_eq!(told.iter().map(Option::is_none).collect::<Vec<_>>(), [true, false, true], "{told:?}");
        }
        let held = desk.desk.conversation_row(ids[1]).await.unwrap();
        assert_eq!((held.status, held.holder), (Status::Open, Holder::Agent { id: desk.ben.id }));
        let untag = BulkAct::Untag { tag: tag("storm") };
        desk.desk.act_on_many(&ids, desk.ana.id, &untag).await;
        assert_eq!(desk.desk.tags().await.unwrap(), []);
    }
}

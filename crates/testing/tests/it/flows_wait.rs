//! Flows that wait: the moment is a row, so it comes after a restart too, and once.

use std::sync::Arc;

use rapport_domain::event::{ConversationEvent, FlowEnding};
use rapport_testing::{CountingEntropy, Customer, Node, TestDesk, databases};

const MINUTE_MS: i64 = 60_000;

async fn after(test: &TestDesk, minutes: i64) {
    test.clock.advance_ms(minutes * MINUTE_MS);
    test.desk.work_off().await.expect("what is due is done");
}

async fn last(test: &TestDesk, customer: &Customer) -> String {
    test.said(customer).await.last().map(|said| said.text.clone()).unwrap_or_default()
}

const fn is_silent_end(event: &ConversationEvent) -> bool {
    matches!(event, ConversationEvent::FlowEnded { ending: FlowEnding::Silent, .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_is_reminded_once_and_the_flow_is_closed_also_after_a_restart() {
    for database in databases().await {
        let first = TestDesk::on(&database).await;
        let mia = first.arrive().await;
        let asked = first.ask(&mia, "Can I change the delivery address on my order?").await;
        assert!(asked.contains("Which order is it?"), "{asked}");
        let (clock, before) = (first.clock.clone(), first.said(&mia).await.len());
        first.desk.close().await;
        // Another process goes on.
        let test = TestDesk::node(
            &database,
            Node { clock, entropy: Arc::new(CountingEntropy::of_node(2)), ..Node::default() },
        )
        .await;
        after(&test, 9).await;
        assert_eq!(test.said(&mia).await.len(), before);
        after(&test, 2).await;
        let reminded = last(&test, &mia).await;
        assert!(
            reminded.contains("Are you still there?") && reminded.contains("Which order is it?"),
            "{reminded}"
        );
        after(&test, 29).await;
        assert_eq!(test.said(&mia).await.len(), before + 1, "one reminder is enough");
        after(&test, 2).await;
        assert!(last(&test, &mia).await.contains("putting changing where your order goes aside"));
        assert!(test.happened(&mia, is_silent_end).await);
        after(&test, 10_000).await;
        assert_eq!(test.said(&mia).await.len(), before + 2);
        // Whoever comes back is answered as ever.
        assert!(test.ask(&mia, "how much is delivery?").await.contains("£3.95"));
        let explained = test.desk.explain(mia.visitor.conversation()).await.unwrap();
        assert!(explained.iter().all(|decision| decision.equal), "{explained:#?}");
        test.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_remind_once() {
    for database in databases().await {
        let one = TestDesk::on(&database).await;
        let (clock, entropy) = (one.clock.clone(), Arc::new(CountingEntropy::of_node(2)));
        let other = TestDesk::node(&database, Node { clock, entropy, ..Node::default() }).await;
        let mia = one.arrive().await;
        one.ask(&mia, "Can I change the delivery address on my order?").await;
        let before = one.said(&mia).await.len();
        one.clock.advance_ms(11 * MINUTE_MS);
        let (a, b) = tokio::join!(one.desk.work_off(), other.desk.work_off());
        assert!(a.is_ok() && b.is_ok(), "{a:?} {b:?}");
        assert_eq!(one.said(&mia).await.len(), before + 1);
        one.desk.close().await;
        other.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_that_is_over_waits_for_no_moment() {
    for database in databases().await {
        let test = TestDesk::on(&database).await;
        let mia = test.arrive().await;
        let next =
            async || test.store.read().await.unwrap().next_flow_timer_due(test.desk.now()).await.unwrap();
        test.ask(&mia, "how much is delivery?").await;
        assert_eq!(next().await, None);
        test.ask(&mia, "Can I change the delivery address on my order?").await;
        assert!(next().await.is_some_and(|due| due > test.desk.now()));
        test.ask(&mia, "a person please").await;
        assert_eq!(next().await, None);
        // What was interrupted is offered again once the person has handed back: that is due with the same commit.
        let id = mia.visitor.conversation();
        test.desk.take_over(id, test.ana.id, false).await.unwrap();
        test.desk.hand_back(id, test.ana.id, "").await.unwrap();
        assert_eq!(next().await, Some(test.desk.now()));
        test.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_interrupts_is_kept_and_can_go_on() {
    for database in databases().await {
        let test = TestDesk::on(&database).await;
        let mia = test.arrive().await;
        let id = mia.visitor.conversation();
        test.ask(&mia, "Can I change the delivery address on my order?").await;
        assert!(test.ask(&mia, "TF-100482").await.contains("Which e-mail address"));
        test.desk.take_over(id, test.ana.id, false).await.unwrap();
        let stood = test.desk.conversation(id).await.unwrap().summary.interrupted.unwrap();
        assert_eq!(stood.title, "changing where your order goes");
        assert!(stood.question.is_some_and(|question| question.contains("Which e-mail address")));
        assert_eq!(stood.known, ["order number 100482"]);
        after(&test, 600).await;
        test.desk.hand_back(id, test.ana.id, "").await.unwrap();
        test.settle().await;
        assert!(last(&test, &mia).await.contains("we were changing where your order goes"));
        let heard = test.ask(&mia, "yes please").await;
        assert!(heard.contains("Which e-mail address did you order with?"), "{heard}");
        test.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_nobody_waits_for_changes_nothing_and_a_bad_name_is_refused() {
    for database in databases().await {
        let test = TestDesk::on(&database).await;
        let mia = test.arrive().await;
        let id = mia.visitor.conversation();
        test.ask(&mia, "how much is delivery?").await;
        let before = test.said(&mia).await.len();
        test.desk.tell_flow(id, "parcel-arrived").await.unwrap();
        test.settle().await;
        assert_eq!(test.said(&mia).await.len(), before);
        for bad in ["", "Parcel arrived", &"x".repeat(65)] {
            assert!(test.desk.tell_flow(id, bad).await.is_err(), "{bad}");
        }
        test.desk.close().await;
    }
}

//! What an agent has at hand while they write: the coach, approved answers, statements.

use rapport_desk::{DeskError, DraftCoaching};
use rapport_testing::{Customer, TestDesk, databases};

const ANGRY: &str = "This is ridiculous. My parcel is three weeks late and nobody answers me!";

async fn coached(desk: &TestDesk, customer: &Customer, draft: &str) -> DraftCoaching {
    let id = customer.visitor.conversation();
    desk.desk.coach_draft(id, Some(desk.ana.id), draft).await.expect("the draft is coached")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_coached_against_what_the_customer_said_last() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, ANGRY).await;
        let claimed = coached(&desk, &mia, "I know exactly how you feel. I'm finding your parcel now.").await;
        assert_eq!(claimed.hints.len(), 1, "{claimed:#?}");
        assert_eq!(claimed.hints[0].hint.rule, "claimed-feeling");
        assert!(claimed.hints[0].hint.edit.is_some() && !claimed.hints[0].quiet);
        let loud = coached(&desk, &mia, "Awesome, happy to help!").await;
        assert!(loud.manner.iter().any(|aspect| !aspect.fits), "{loud:#?}");
        // Once the agent has answered, a second draft is still held against the same turn.
        desk.desk.take_over(mia.visitor.conversation(), desk.ana.id, false).await.unwrap();
        desk.reply(&mia, desk.ana.id, "r", "I'm finding your parcel now.").await.unwrap();
        let again = coached(&desk, &mia, "Please calm down.").await;
        assert!(again.hints.iter().any(|hint| hint.hint.rule == "told-to-calm-down"), "{again:#?}");
        // A calm question wants its facts.
        let leo = desk.arrive().await;
        desk.ask(&leo, "What are your opening hours?").await;
        assert_eq!(coached(&desk, &leo, "We are open from nine to five.").await.hints, []);
        let long = "x".repeat(20_000);
        let refused = desk.desk.coach_draft(leo.visitor.conversation(), None, &long).await.unwrap_err();
        assert!(matches!(refused, DeskError::TooLong { .. }), "{refused:?}");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_an_agent_waves_away_keeps_quiet_for_them_alone() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, ANGRY).await;
        let draft = "I know exactly how you feel. I'm finding your parcel now.";
        for times in 1..=3 {
            assert!(!coached(&desk, &mia, draft).await.hints[0].quiet);
            let rule = desk.desk.dismiss_rule(desk.ana.id, "claimed-feeling").await.unwrap();
            assert_eq!((rule.dismissed, rule.quiet), (times, times == 3));
        }
        assert!(coached(&desk, &mia, draft).await.hints[0].quiet);
        let of_ben = desk.desk.coach_draft(mia.visitor.conversation(), Some(desk.ben.id), draft).await;
        assert!(!of_ben.unwrap().hints[0].quiet);
        desk.desk.heed_rule(desk.ana.id, "claimed-feeling").await.unwrap();
        assert_eq!(desk.desk.dismissed_rules(desk.ana.id).await.unwrap(), []);
        assert!(!coached(&desk, &mia, draft).await.hints[0].quiet);
        assert!(desk.desk.dismiss_rule(desk.ana.id, "no-such-rule").await.is_err());
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_found_for_the_customer_and_by_words() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let id = mia.visitor.conversation();
        desk.ask(&mia, "How much does delivery cost?").await;
        let first = async |words: Option<&str>| {
            let found = desk.desk.assist(id, words).await.unwrap().answers;
            found.first().map_or(String::new(), |found| found.topic.to_string())
        };
        assert_eq!(first(None).await, "delivery-cost");
        // The last word may be only begun.
        assert_eq!(first(Some("opening hou")).await, "store-hours");
        assert_eq!(first(Some("xyzzy")).await, "");
        assert!(desk.desk.assist(id, Some(&"a ".repeat(150))).await.is_err());
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_fit_the_moment_and_do_not_wear_out() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let id = mia.visitor.conversation();
        desk.write(&mia, "a", ANGRY).await;
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        desk.settle().await;
        let suggested = desk.desk.assist(id, None).await.unwrap().statements;
        let first = suggested.first().expect("an angry customer is met with something");
        assert!(first.because.contains("The customer is"), "{first:?}");
        desk.reply(&mia, desk.ana.id, "r", &format!("{} I'm on it.", first.text)).await.unwrap();
        desk.write(&mia, "b", "Still nothing, this is outrageous!").await;
        desk.settle().await;
        let again = desk.desk.assist(id, None).await.unwrap().statements;
        assert!(again.iter().all(|other| other.text != first.text), "{again:#?}");
        let leo = desk.arrive().await;
        desk.ask(&leo, "What are your opening hours?").await;
        let calm = desk.desk.assist(leo.visitor.conversation(), None).await.unwrap().statements;
        assert_eq!(calm, [], "a calm question wants its facts");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_there_reaches_the_designers_and_goes_with_the_customer() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let (mia, leo) = (desk.arrive().await, desk.arrive().await);
        for customer in [&mia, &leo] {
            desk.ask(customer, "Do you deliver to a lighthouse?").await;
            let id = customer.visitor.conversation();
            desk.desk.report_knowledge_gap(id, desk.ana.id, " delivery to a lighthouse ").await.unwrap();
        }
        assert!(desk.desk.report_knowledge_gap(mia.visitor.conversation(), desk.ana.id, "  ").await.is_err());
        let open = async || desk.desk.knowledge_gaps(None, 50).await.unwrap().items;
        let gaps = open().await;
        assert_eq!(gaps.len(), 2);
        assert!(gaps.iter().all(|gap| gap.words == "delivery to a lighthouse" && gap.agent == desk.ana.id));
        let page = desk.desk.knowledge_gaps(None, 1).await.unwrap();
        assert_eq!(desk.desk.knowledge_gaps(page.next, 1).await.unwrap().items.len(), 1);
        let of_leo = gaps.iter().find(|gap| gap.conversation == leo.visitor.conversation()).unwrap();
        desk.desk.settle_knowledge_gap(of_leo.id).await.unwrap();
        assert!(desk.desk.settle_knowledge_gap(of_leo.id).await.is_err());
        let customer = desk.desk.conversation_row(mia.visitor.conversation()).await.unwrap().customer;
        desk.desk.erase_customer(&desk.amir.id.to_string(), customer).await.unwrap();
        assert_eq!(open().await, []);
        desk.desk.close().await;
    }
}

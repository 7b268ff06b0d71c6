//! Which version of an answer customers got can be proved.

use rapport_desk::{AnswersGiven, DeskError};
use rapport_domain::{Timestamp, conversation::Channel};
use rapport_testing::{TestDesk, databases};

const ASKED: &str = "How much does delivery cost?";

/// What is asked for of the last hour, up to a moment after now.
fn last_hour(desk: &TestDesk, topic: &str) -> AnswersGiven {
    let until = desk.desk.now().plus_ms(1);
    AnswersGiven { topic: topic.parse().expect("a name"), from: until.plus_ms(-3_600_000), until }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_got_an_answer_is_found_with_its_version_and_channel() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        for _ in 0..3 {
            let customer = desk.arrive().await;
            desk.ask(&customer, ASKED).await;
        }
        let other = desk.arrive().await;
        desk.ask(&other, "What are your opening hours?").await;

        let wanted = last_hour(&desk, "delivery-cost");
        let groups = desk.desk.sameness(&wanted).await.unwrap();
        let [group] = groups.as_slice() else { panic!("one version on one channel: {groups:#?}") };
        assert_eq!((group.channel, group.replies, group.customers), (Channel::Widget, 3, 3));
        assert_eq!(group.releases, [1]);
        assert!(group.first_at <= group.last_at && group.last_at < wanted.until);

        let first = desk.desk.answers_given(&wanted, None, 2).await.unwrap();
        let rest = desk.desk.answers_given(&wanted, first.next.as_ref(), 2).await.unwrap();
        assert_eq!((first.items.len(), rest.items.len(), rest.next), (2, 1, None));
        let mut conversations: Vec<_> =
            first.items.iter().chain(&rest.items).map(|one| one.conversation).collect();
        conversations.dedup();
        assert_eq!(conversations.len(), 3, "each once");

        let before = AnswersGiven {
            until: wanted.from,
            from: Timestamp::from_micros(wanted.from.as_micros() - 1),
            ..wanted.clone()
        };
        assert_eq!(desk.desk.sameness(&before).await.unwrap(), []);
        let backwards = AnswersGiven { from: wanted.until, until: wanted.from, ..wanted };
        let refused = desk.desk.sameness(&backwards).await.unwrap_err();
        assert!(matches!(refused, DeskError::Invalid { .. }), "{refused:?}");
        desk.desk.close().await;
    }
}

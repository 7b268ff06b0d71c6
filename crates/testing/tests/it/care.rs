//! Care for those who answer: limits, incidents, fair spreading, kind words.

use rapport_desk::{DeskError, HandOver, Limit, NewIncident, View};
use rapport_domain::{
    AgentId,
    care::IncidentKind,
    conversation::{Holder, Status},
    event::ConversationEvent,
    team::Receiver,
};
use rapport_testing::{Customer, TestDesk, databases};

const INSULT: &str = "You useless idiots, how much does delivery cost?";
const WORSE: &str = "fuck you, you are all useless idiots";
const THREAT: &str = "I will hurt you, I know where you live";
const THANKS: &str = "Thank you so much Ana, you saved my holiday!";
const OTHER_WAY: &str = "help@tarnandfell.example";
const DAY_MS: i64 = 24 * 3_600_000;

async fn with_ana(desk: &TestDesk) -> Customer {
    let mia = desk.arrive().await;
    desk.ask(&mia, "a person please").await;
    desk.desk.take_over(mia.visitor.conversation(), desk.ana.id, false).await.expect("the desk does it");
    mia
}

async fn tell(desk: &TestDesk, customer: &Customer, id: &str, text: &str) {
    desk.write(customer, id, text).await;
    desk.settle().await;
}

async fn audited(desk: &TestDesk) -> Vec<String> {
    let rows = desk
        .store
        .read()
        .await
        .expect("the desk does it")
        .audit_rows(None, 50)
        .await
        .expect("the desk does it");
    rows.items.into_iter().map(|row| row.act).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn abuse_is_warned_then_ended_with_another_way_and_begins_anew_a_day_later() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let id = mia.visitor.conversation();
        let warned = desk.ask(&mia, INSULT).await;
        assert!(warned.contains("leave out the insults") && warned.contains("£3.95"), "{warned}");
        let ended = desk.ask(&mia, WORSE).await;
        assert!(ended.contains("ending this conversation") && ended.contains(OTHER_WAY), "{ended}");
        let row = desk.desk.conversation_row(id).await.unwrap();
        assert!(row.status == Status::Resolved && row.handover.is_none());
        let told = desk.desk.visit_state(mia.visitor).await.unwrap().unwrap().ended.unwrap();
        assert!(told.other_ways.contains(OTHER_WAY));
        let reports = desk.desk.incidents(true, None, 10).await.unwrap().items;
        assert_eq!(
            reports.iter().map(|one| (one.kind, one.agent)).collect::<Vec<_>>(),
            [(IncidentKind::Abuse, None)]
        );
        assert!(reports[0].message.is_some(), "the report leads to the message");

        assert_eq!(desk.ask(&mia, "hello?? how much does delivery cost?").await, "");
        let row = desk.desk.conversation_row(id).await.unwrap();
        assert!(row.status == Status::Resolved && row.waiting_since.is_none() && row.episode == 1);
        desk.clock.advance_ms(DAY_MS);
        let again = desk.ask(&mia, "How much does delivery cost?").await;
        assert!(again.contains("£3.95") && !again.contains("insults"), "{again}");
        assert!(desk.desk.visit_state(mia.visitor).await.unwrap().unwrap().ended.is_none());
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn safety_comes_before_an_end_also_after_it() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, INSULT).await;
        desk.ask(&mia, WORSE).await;
        let helped = desk.ask(&mia, "I want to kill myself").await;
        assert!(helped.contains("116 123"), "{helped}");
        let row = desk.desk.conversation_row(mia.visitor.conversation()).await.unwrap();
        assert!(row.status == Status::Open && row.handover.is_some() && row.ended_at.is_none());
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_warns_once_and_ends_only_after_it() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = with_ana(&desk).await;
        let (id, ana) = (mia.visitor.conversation(), desk.ana.id);
        tell(&desk, &mia, "a", WORSE).await;
        let early = desk.desk.set_limit(id, ana, Limit::End).await.unwrap_err();
        assert!(matches!(early, DeskError::WrongState(_)), "{early:?}");
        let other = desk.desk.set_limit(id, desk.ben.id, Limit::Warn).await.unwrap_err();
        assert!(matches!(other, DeskError::HeldByOther { .. }), "{other:?}");
        desk.desk.set_limit(id, ana, Limit::Warn).await.unwrap();
        assert!(desk.desk.set_limit(id, ana, Limit::Warn).await.is_err());
        let details = desk.desk.conversation(id).await.unwrap();
        assert!(details.limits.warned && details.limits.may_end);

        tell(&desk, &mia, "b", "I want to kill myself").await;
        let danger = desk.desk.set_limit(id, ana, Limit::End).await.unwrap_err();
        assert!(danger.to_string().contains("danger"), "{danger}");
        for n in 0..6 {
            tell(&desk, &mia, &format!("c{n}"), WORSE).await;
        }
        desk.desk.set_limit(id, ana, Limit::End).await.unwrap();
        let said = desk.said(&mia).await;
        assert!(said.last().unwrap().text.contains(OTHER_WAY), "{said:?}");
        assert_eq!(desk.desk.conversation_row(id).await.unwrap().status, Status::Resolved);
        let by_ana = |event: &ConversationEvent| matches!(event, ConversationEvent::Protected { ended: true, agent: Some(by), .. } if *by == ana);
        assert!(desk.happened(&mia, by_ana).await);
        let acts = audited(&desk).await;
        assert!(acts.iter().any(|act| act == "customer_warned"), "{acts:?}");
        assert!(acts.iter().any(|act| act == "conversation_ended"), "{acts:?}");
        // A person may take it up again at any time.
        desk.desk.take_over(id, desk.ben.id, false).await.unwrap();
        assert!(desk.desk.visit_state(mia.visitor).await.unwrap().unwrap().ended.is_none());
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_threat_reports_itself_once_and_stands_in_the_audit_trail() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = with_ana(&desk).await;
        let (id, ana) = (mia.visitor.conversation(), desk.ana.id);
        tell(&desk, &mia, "a", THREAT).await;
        tell(&desk, &mia, "b", THREAT).await;
        let reports = desk.desk.incidents(true, None, 10).await.unwrap().items;
        assert_eq!(reports.iter().map(|one| one.kind).collect::<Vec<_>>(), [IncidentKind::Threat]);
        let read = audited(&desk).await.iter().filter(|act| *act == "threat_read").count();
        assert_eq!(read, 2, "each reading stands in the trail");

        let happened = "He wrote this twice. hyacinth".to_owned();
        let new = NewIncident { kind: IncidentKind::Threat, happened, message: None };
        let own = desk.desk.report_incident(id, ana, new.clone()).await.unwrap();
        let empty = NewIncident { happened: " ".to_owned(), ..new };
        assert!(desk.desk.report_incident(id, ana, empty).await.is_err());
        let closed = desk.desk.close_incident(own.id, desk.amir.id, "Talked with Ana.").await.unwrap();
        assert_eq!(closed.words.unwrap().came_of_it, "Talked with Ana.");
        assert!(desk.desk.close_incident(own.id, desk.amir.id, "again").await.is_err());
        assert_eq!(desk.desk.open_incidents().await.unwrap(), 1);

        // The agent has written after the warning that a threat makes unnecessary.
        desk.desk.set_limit(id, ana, Limit::End).await.unwrap();
        assert_eq!(desk.desk.open_incidents().await.unwrap(), 1, "a threat is reported once");
        desk.desk.erase_customer("test", mia.visitor.customer).await.unwrap();
        let left = desk.desk.incidents(false, None, 10).await.unwrap().items;
        assert!(left.len() == 2 && left.iter().all(|one| one.words.is_none()), "{left:?}");
        desk.desk.close_incident(reports[0].id, desk.amir.id, "Not needed any more.").await.unwrap();
        assert_eq!(desk.desk.open_incidents().await.unwrap(), 0);
        desk.desk.close().await;
    }
}

/// A customer who insulted and waits for a person.
async fn hard_one(desk: &TestDesk) -> Customer {
    let customer = desk.arrive().await;
    desk.ask(&customer, INSULT).await;
    desk.ask(&customer, "a person please").await;
    let waiting = rapport_desk::ConversationFilter::view(View::Waiting);
    let waiting = desk.desk.conversations(waiting, None, 10).await.expect("the desk does it").items;
    let row = waiting.iter().find(|row| row.id == customer.visitor.conversation()).expect("the desk does it");
    assert!(row.hostility.is_some(), "{row:?}");
    customer
}

async fn holder(desk: &TestDesk, customer: &Customer) -> Option<AgentId> {
    match desk.desk.conversation_row(customer.visitor.conversation()).await.expect("the desk does it").holder
    {
        Holder::Agent { id } => Some(id),
        Holder::Assistant => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hard_conversations_are_spread_fairly_and_breaks_suggested() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let (ana, ben) = (desk.ana.id, desk.ben.id);
        // Three people are there; Amir is away.
        let away =
            rapport_desk::AgentChange { available: Some(false), ..rapport_desk::AgentChange::default() };
        desk.desk.change_agent(&desk.amir, desk.amir.id, away).await.unwrap();
        let first = hard_one(&desk).await;
        assert!(desk.desk.take_next(ana).await.unwrap().is_some());
        assert_eq!(holder(&desk, &first).await, Some(ana));
        assert_eq!(desk.desk.my_day(ana).await.unwrap().hard_contacts, 1);

        let second = hard_one(&desk).await;
        let calm = desk.arrive().await;
        desk.ask(&calm, "a person please").await;
        desk.desk.take_next(ana).await.unwrap().expect("the calm one");
        assert_eq!((holder(&desk, &second).await, holder(&desk, &calm).await), (None, Some(ana)));
        assert!(desk.desk.my_day(ana).await.unwrap().gentler);
        assert_eq!(desk.desk.take_next(ana).await.unwrap(), None);
        desk.desk.take_next(ben).await.unwrap().expect("it is offered to Ben");
        assert_eq!(holder(&desk, &second).await, Some(ben));

        for n in 0..2 {
            tell(&desk, &first, &format!("x{n}"), WORSE).await;
        }
        let day = desk.desk.my_day(ana).await.unwrap();
        assert!(day.last_hour == 3 && day.suggests_break && day.gentler, "{day:?}");
        let ben_s = desk.desk.my_day(ben).await.unwrap();
        assert!(!ben_s.suggests_break && !ben_s.gentler, "{ben_s:?}");
        // Who waits long is offered to everybody.
        let third = hard_one(&desk).await;
        assert_eq!(desk.desk.take_next(ana).await.unwrap(), None);
        desk.clock.advance_ms(5 * 60_000);
        desk.desk.take_next(ana).await.unwrap().expect("the customer has waited long enough");
        assert_eq!(holder(&desk, &third).await, Some(ana));
        let shares = desk.desk.hard_contact_shares().await.unwrap();
        let week: Vec<(AgentId, u64)> = shares.iter().map(|share| (share.agent, share.week)).collect();
        assert_eq!(week, [(desk.amir.id, 0), (ana, 4), (ben, 1)], "in the order of their names");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_handed_a_hard_conversation_meets_it_too() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let first = hard_one(&desk).await;
        let id = first.visitor.conversation();
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        let to = Receiver::Agent { id: desk.ben.id };
        let handed = HandOver { to, note: String::new(), fence: None };
        desk.desk.hand_over(id, desk.ana.id, handed).await.unwrap();
        for agent in [desk.ana.id, desk.ben.id] {
            assert_eq!(desk.desk.my_day(agent).await.unwrap().hard_contacts, 1);
        }
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thanks_find_their_agent_and_the_team_where_both_agree() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = with_ana(&desk).await;
        let (id, ana) = (mia.visitor.conversation(), desk.ana.id);
        desk.reply(&mia, ana, "r", "Your tent goes out today.").await.unwrap();
        tell(&desk, &mia, "t", THANKS).await;
        let mine = desk.desk.kind_words_for(ana, None, 10).await.unwrap().items;
        assert_eq!(mine.iter().map(|one| one.words.as_str()).collect::<Vec<_>>(), [THANKS]);
        let team = async || desk.desk.shared_kind_words(None, 10).await.unwrap().items.len();
        desk.desk.share_kind_words(ana, mine[0].id, true).await.unwrap();
        assert_eq!(team().await, 0, "the customer has not agreed");
        assert!(desk.desk.share_kind_words(desk.ben.id, mine[0].id, true).await.is_err());

        let asked = desk.desk.visit_state(mia.visitor).await.unwrap().unwrap().thanks.unwrap();
        assert_eq!(asked.words, THANKS);
        let stranger = desk.arrive().await;
        assert!(desk.desk.agree_to_share(stranger.visitor, asked.id, true).await.is_err());
        desk.desk.agree_to_share(mia.visitor, asked.id, true).await.unwrap();
        assert_eq!(team().await, 1);
        assert!(desk.desk.visit_state(mia.visitor).await.unwrap().unwrap().thanks.is_none());
        desk.desk.share_kind_words(ana, mine[0].id, false).await.unwrap();
        assert_eq!(team().await, 0, "whoever shared may take it back");

        desk.desk.resolve(id, Some(ana)).await.unwrap();
        desk.desk.rate(id, 5, Some("Ana was lovely, hyacinth")).await.unwrap();
        desk.desk.praise(desk.ben.id, ana, "You stayed so calm.").await.unwrap();
        assert!(desk.desk.praise(ana, ana, "Well done me").await.is_err());
        assert_eq!(desk.desk.kind_words_for(ana, None, 10).await.unwrap().items.len(), 3);
        desk.desk.erase_customer("test", mia.visitor.customer).await.unwrap();
        let left = desk.desk.kind_words_for(ana, None, 10).await.unwrap().items;
        assert_eq!(left.iter().map(|one| one.words.as_str()).collect::<Vec<_>>(), ["You stayed so calm."]);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thanks_for_the_assistant_are_nobody_elses() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = with_ana(&desk).await;
        desk.reply(&mia, desk.ana.id, "r", "Here you are.").await.unwrap();
        desk.desk.hand_back(mia.visitor.conversation(), desk.ana.id, "").await.unwrap();
        desk.ask(&mia, "How much does delivery cost?").await;
        tell(&desk, &mia, "t", "Thank you so much, you saved my holiday!").await;
        assert_eq!(desk.desk.kind_words_for(desk.ana.id, None, 10).await.unwrap().items, []);
        desk.desk.close().await;
    }
}

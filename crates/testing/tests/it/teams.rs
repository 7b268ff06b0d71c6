//! Handing over to a colleague or a team, and who is offered what first.

use rapport_desk::{AgentChange, DeskError, HandOver, SignIn, TeamChange};
use rapport_domain::{
    AgentId, TeamId,
    agent::Role,
    conversation::{Holder, Status},
    event::{ConversationEvent, HandoverReason},
    message::Author,
    tag::Tag,
    team::Receiver,
};
use rapport_testing::{Customer, PASSWORD, TestDesk, databases};

const MINUTE_MS: i64 = 60_000;

async fn waiting(desk: &TestDesk) -> Customer {
    let customer = desk.arrive().await;
    desk.ask(&customer, "a person please").await;
    customer
}

async fn with_ana(desk: &TestDesk) -> Customer {
    let customer = waiting(desk).await;
    desk.desk.take_over(customer.visitor.conversation(), desk.ana.id, false).await.expect("taken over");
    customer
}

async fn team(desk: &TestDesk, name: &str, members: &[AgentId]) -> TeamId {
    let change = TeamChange {
        name: Some(name.to_owned()),
        members: Some(members.to_vec()),
        offered_first_minutes: None,
    };
    desk.desk.add_team("test", change).await.expect("a team can be made").id
}

fn to(to: Receiver, note: &str) -> HandOver {
    HandOver { to, note: note.to_owned(), fence: None }
}

async fn holder(desk: &TestDesk, customer: &Customer) -> Option<AgentId> {
    match desk.desk.conversation_row(customer.visitor.conversation()).await.expect("a row").holder {
        Holder::Agent { id } => Some(id),
        Holder::Assistant => None,
    }
}

/// They were seen just now.
async fn seen(desk: &TestDesk, agents: &[&rapport_domain::agent::Agent]) {
    for agent in agents {
        let sign_in = SignIn { email: agent.email.clone(), password: PASSWORD.to_owned() };
        desk.desk.sign_in(sign_in).await.expect("agents can sign in");
    }
}

async fn last_said(desk: &TestDesk, customer: &Customer) -> String {
    desk.said(customer).await.pop().expect("something was said").text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_goes_on_with_the_note_and_the_customer_is_told_who() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = with_ana(&desk).await;
        let (id, ana, ben) = (mia.visitor.conversation(), desk.ana.id, desk.ben.id);
        desk.desk.hand_over(id, ana, to(Receiver::Agent { id: ben }, "Needs the invoice.")).await.unwrap();
        assert_eq!(holder(&desk, &mia).await, Some(ben));
        let said = desk.said(&mia).await.pop().unwrap();
        assert_eq!(said.author, Author::System);
        assert_eq!(
            said.text,
            "Ana Reyes has asked Ben Okafor to go on with you here. Ben Okafor can read everything you wrote."
        );
        let row = desk.desk.conversation_row(id).await.unwrap();
        let handed = row.handed.expect("it says who handed it over");
        assert_eq!((handed.by, handed.note.as_str()), (ana, "Needs the invoice."));
        assert!(row.waiting_since.is_some(), "the customer waits for Ben");
        // From here Ana may not write, and the assistant is silent.
        assert!(desk.reply(&mia, ana, "late", "One more thing").await.is_err());
        desk.write(&mia, "m9", "How much does delivery cost?").await;
        desk.settle().await;
        assert!(
            !desk
                .happened(
                    &mia,
                    |event| matches!(event, ConversationEvent::Replied { answers, .. } if *answers > said.seq)
                )
                .await
        );
        desk.reply(&mia, ben, "r", "Hello, I am Ben.").await.unwrap();
        let row = desk.desk.conversation_row(id).await.unwrap();
        assert_eq!((row.handed, row.waiting_since), (None, None), "Ben has answered");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_is_away_is_said_to_be_and_waited_for_no_longer_than_told() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = with_ana(&desk).await;
        let id = mia.visitor.conversation();
        let away = AgentChange { available: Some(false), ..AgentChange::default() };
        desk.desk.change_agent(&desk.ben, desk.ben.id, away).await.unwrap();
        desk.desk.hand_over(id, desk.ana.id, to(Receiver::Agent { id: desk.ben.id }, "")).await.unwrap();
        let told = last_said(&desk, &mia).await;
        assert!(told.contains("Ben Okafor is away at the moment"), "{told}");
        assert!(told.contains("within ten minutes"), "{told}");
        desk.clock.advance_ms(11 * MINUTE_MS);
        desk.settle().await;
        assert_eq!(holder(&desk, &mia).await, None, "it went back to the queue");
        let told = last_said(&desk, &mia).await;
        assert!(told.starts_with("Ben Okafor cannot go on here just now."), "{told}");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hands_over_what_is_not_theirs_or_has_moved_on() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = with_ana(&desk).await;
        let (id, ana, ben) = (mia.visitor.conversation(), desk.ana.id, desk.ben.id);
        let amir = Receiver::Agent { id: desk.amir.id };
        let refused = desk.desk.hand_over(id, ben, to(amir, "")).await.unwrap_err();
        assert!(matches!(&refused, DeskError::HeldByOther { holder: Some(name) } if name == "Ana Reyes"));
        let refused = desk.desk.hand_over(id, ana, to(Receiver::Agent { id: ana }, "")).await.unwrap_err();
        assert!(matches!(refused, DeskError::Invalid { field: "to", .. }), "{refused:?}");
        let fence = desk.desk.conversation_row(id).await.unwrap().fence;
        desk.desk.hand_back(id, ana, "").await.unwrap();
        let stale = HandOver { to: amir, note: String::new(), fence: Some(fence) };
        let refused = desk.desk.hand_over(id, ana, stale).await.unwrap_err();
        assert!(matches!(refused, DeskError::WrongState(_)), "{refused:?}");
        desk.desk.take_over(id, ana, false).await.unwrap();
        desk.desk.resolve(id, Some(ana)).await.unwrap();
        let refused = desk.desk.hand_over(id, ana, to(amir, "")).await.unwrap_err();
        assert!(matches!(refused, DeskError::WrongState(_)), "{refused:?}");
        let events = desk.events(&mia).await;
        assert!(
            !events.iter().any(|recorded| matches!(recorded.event, ConversationEvent::HandedOver { .. }))
        );
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_a_team_is_its_members_first_and_then_everybodys() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = with_ana(&desk).await;
        let (id, ana, ben) = (mia.visitor.conversation(), desk.ana.id, desk.ben.id);
        let returns = team(&desk, "Returns", &[ben]).await;
        let empty = team(&desk, "Empty", &[]).await;
        let refused = desk.desk.hand_over(id, ana, to(Receiver::Team { id: empty }, "")).await.unwrap_err();
        assert!(matches!(refused, DeskError::Invalid { field: "to", .. }), "{refused:?}");
        desk.desk
            .hand_over(id, ana, to(Receiver::Team { id: returns }, "The refund is booked."))
            .await
            .unwrap();
        let row = desk.desk.conversation_row(id).await.unwrap();
        assert_eq!((row.status, row.holder, row.team()), (Status::Open, Holder::Assistant, Some(returns)));
        let handover = row.handover.unwrap();
        assert_eq!(
            (handover.reason, handover.note.as_str()),
            (HandoverReason::Colleague, "The refund is booked.")
        );
        let told = last_said(&desk, &mia).await;
        assert!(told.starts_with("Ana Reyes has asked the colleagues who know this best"), "{told}");
        assert!(told.contains("I have passed this to our team."), "who comes and when: {told}");

        seen(&desk, &[&desk.ana, &desk.ben]).await;
        assert_eq!(desk.desk.take_next(ana).await.unwrap(), None, "it is kept for Returns");
        desk.clock.advance_ms(6 * MINUTE_MS);
        seen(&desk, &[&desk.ana, &desk.ben]).await;
        assert_eq!(desk.desk.take_next(ana).await.unwrap(), Some(id), "nobody waits for ever");
        assert_eq!(desk.desk.conversation_row(id).await.unwrap().team(), None);

        // Where nobody of the team is there, nobody waits for it.
        desk.desk.hand_over(id, ana, to(Receiver::Team { id: returns }, "")).await.unwrap();
        let away = AgentChange { available: Some(false), ..AgentChange::default() };
        desk.desk.change_agent(&desk.ben, ben, away).await.unwrap();
        assert_eq!(desk.desk.take_next(ana).await.unwrap(), Some(id));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_shows_a_teams_and_a_colleagues_conversations() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let (mia, noor, other) = (with_ana(&desk).await, waiting(&desk).await, waiting(&desk).await);
        let (ana, ben) = (desk.ana.id, desk.ben.id);
        let returns = team(&desk, "Returns", &[ben]).await;
        let id = |customer: &Customer| customer.visitor.conversation();
        desk.desk.hand_over(id(&mia), ana, to(Receiver::Team { id: returns }, "")).await.unwrap();
        desk.desk.take_over(id(&noor), ben, false).await.unwrap();
        desk.desk.take_over(id(&other), ana, false).await.unwrap();
        let all = rapport_desk::ConversationFilter::view(rapport_desk::View::All);
        let listed = async |filter| {
            let page = desk.desk.conversations(filter, None, 10).await.unwrap();
            let mut ids: Vec<_> = page.items.iter().map(|row| row.id).collect();
            ids.sort_unstable();
            ids
        };
        let mut of_returns = vec![id(&mia), id(&noor)];
        of_returns.sort_unstable();
        let of_team = rapport_desk::ConversationFilter { team: Some(returns), ..all.clone() };
        assert_eq!(listed(of_team).await, of_returns);
        let held = rapport_desk::ConversationFilter { holder: Some(ana), ..all };
        assert_eq!(listed(held).await, [id(&other)]);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_one_suits_who_takes_it_and_never_goes_over_what_they_can_hold() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let (ana, ben) = (desk.ana.id, desk.ben.id);
        let refund: Tag = "refund".parse().unwrap();
        let change = AgentChange {
            skills: Some(vec![refund.clone()]),
            capacity: Some(Some(1)),
            ..AgentChange::default()
        };
        desk.desk.change_agent(&desk.amir, ben, change).await.unwrap();
        // The one that came first is tagged with what Ben knows well.
        let (mia, noor) = (waiting(&desk).await, waiting(&desk).await);
        desk.desk.tag(mia.visitor.conversation(), None, &refund).await.unwrap();
        seen(&desk, &[&desk.ana, &desk.ben]).await;
        let receivers = desk.desk.receivers(mia.visitor.conversation(), ana).await.unwrap();
        assert_eq!(receivers.colleagues[0].agent.id, ben, "who suits it comes first");
        assert_eq!(receivers.colleagues[0].skills, std::slice::from_ref(&refund));
        let plain = noor.visitor.conversation();
        assert_eq!(desk.desk.take_next(ana).await.unwrap(), Some(plain), "Mia's is kept for Ben");
        assert_eq!(desk.desk.take_next(ben).await.unwrap(), Some(mia.visitor.conversation()));

        let more = waiting(&desk).await;
        desk.desk.tag(more.visitor.conversation(), None, &refund).await.unwrap();
        let refused = desk.desk.take_next(ben).await.unwrap_err();
        assert!(refused.to_string().starts_with("you hold 1 conversations"), "{refused}");
        let next = desk.desk.take_next(ana).await.unwrap();
        assert_eq!(next, Some(more.visitor.conversation()), "Ben has no hand free, so nobody waits for him");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_goes_to_who_speaks_it() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let change = AgentChange { languages: Some(vec!["de-AT".into()]), ..AgentChange::default() };
        let ben = desk.desk.change_agent(&desk.amir, desk.ben.id, change).await.unwrap();
        assert_eq!(ben.profile.languages, ["de"]);
        let lena = desk.arrive().await;
        let german =
            "Guten Tag, mein Zelt ist leider immer noch nicht angekommen und ich brauche es am Freitag.";
        desk.ask(&lena, german).await;
        let row = desk.desk.conversation_row(lena.visitor.conversation()).await.unwrap();
        assert_eq!((row.language.as_deref(), row.status), (Some("de"), Status::Open));
        seen(&desk, &[&desk.ana, &desk.ben]).await;
        assert_eq!(desk.desk.take_next(desk.ana.id).await.unwrap(), None);
        assert_eq!(desk.desk.take_next(desk.ben.id).await.unwrap(), Some(lena.visitor.conversation()));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_have_one_name_each_and_leave_nobody_behind_when_they_go() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = with_ana(&desk).await;
        let returns = team(&desk, "Returns", &[desk.ben.id]).await;
        let again = TeamChange { name: Some(" returns ".into()), ..TeamChange::default() };
        let refused = desk.desk.add_team("test", again).await.unwrap_err();
        assert!(matches!(refused, DeskError::Invalid { field: "name", .. }), "{refused:?}");
        let id = mia.visitor.conversation();
        desk.desk.hand_over(id, desk.ana.id, to(Receiver::Team { id: returns }, "")).await.unwrap();
        desk.desk.remove_team("test", returns).await.unwrap();
        seen(&desk, &[&desk.ana, &desk.ben]).await;
        assert_eq!(desk.desk.take_next(desk.ana.id).await.unwrap(), Some(id));
        let acts = desk.desk.audit_log(None, 100).await.unwrap();
        let acts: Vec<_> = acts.items.iter().map(|row| row.act.as_str()).collect();
        assert!(acts.contains(&"team_added") && acts.contains(&"team_removed"), "{acts:?}");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_answer_any_more_leaves_their_teams() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let kim = desk.desk.add_agent("kim@example.com", "Kim Lee", Role::Agent, None).await.unwrap().id;
        let id = team(&desk, "Billing", &[desk.ben.id, kim]).await;
        let members = async || desk.desk.teams().await.unwrap().pop().expect("a team").members;
        let change = async |agent, change| desk.desk.change_agent(&desk.amir, agent, change).await.unwrap();
        change(kim, AgentChange { role: Some(Role::Reader), ..AgentChange::default() }).await;
        assert_eq!(members().await, [desk.ben.id]);
        let renamed = TeamChange { members: Some(members().await), ..TeamChange::default() };
        desk.desk.change_team("test", id, renamed).await.expect("what the list shows can be saved");
        let mia = with_ana(&desk).await;
        change(desk.ben.id, AgentChange { closed: Some(true), ..AgentChange::default() }).await;
        assert_eq!(members().await, []);
        let given = to(Receiver::Team { id }, "");
        let refused = desk.desk.hand_over(mia.visitor.conversation(), desk.ana.id, given).await.unwrap_err();
        assert!(refused.to_string().contains("Nobody in the team Billing answers"), "{refused}");
        let gone = TeamChange { members: Some(vec![desk.ben.id]), ..TeamChange::default() };
        let refused = desk.desk.change_team("test", id, gone).await.unwrap_err();
        assert!(matches!(refused, DeskError::Invalid { field: "members", .. }), "{refused:?}");
        // Who comes back is put into teams by hand.
        change(desk.ben.id, AgentChange { closed: Some(false), ..AgentChange::default() }).await;
        assert_eq!(members().await, []);
        desk.desk.close().await;
    }
}

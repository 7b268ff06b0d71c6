//! Response times: clocks that count business time while a customer waits for a person, and what they tell.

use rapport_desk::{AgentChange, ConversationFilter, ConversationRow, HandOver, View, WebhookChange};
use rapport_domain::{
    ConversationId, Timestamp,
    conversation::Channel,
    sla::{MissReason, SlaLeg, SlaRule, SlaRules, SlaState, SlaTarget},
    team::Receiver,
};
use rapport_testing::{Customer, TestDesk, databases};

const MINUTE_MS: i64 = 60_000;
const RULE: SlaRule =
    SlaRule { channel: None, urgent: false, first_reply_min: Some(20), resolution_min: Some(60) };

async fn set(desk: &TestDesk, rules: &[SlaRule]) {
    let rules = SlaRules(rules.to_vec());
    desk.desk.set_sla_rules(&desk.amir, rules).await.expect("the response times can be set");
    desk.desk.work_off().await.expect("the clocks are set by them");
}

async fn pass(desk: &TestDesk, minutes: i64) {
    desk.clock.advance_ms(minutes * MINUTE_MS);
    desk.desk.work_off().await.expect("what is due is done");
}

async fn row(desk: &TestDesk, customer: &Customer) -> ConversationRow {
    desk.desk.conversation_row(customer.visitor.conversation()).await.expect("it is there")
}

/// The target that is due next.
async fn next(desk: &TestDesk, customer: &Customer) -> Option<(SlaTarget, SlaLeg)> {
    row(desk, customer).await.sla.and_then(|clock| clock.next())
}

async fn waiting(desk: &TestDesk) -> Customer {
    let mia = desk.arrive().await;
    desk.ask(&mia, "a person please").await;
    mia
}

async fn tally(desk: &TestDesk) -> [(u64, u64); 2] {
    let report = desk.desk.sla_report(1).await.expect("it can be reported");
    let today = &report.days[0];
    [today.first_reply, today.resolution].map(|tally| (tally.met, tally.missed))
}

fn at(text: &str) -> Option<Timestamp> {
    Some(Timestamp::parse(text).expect("a moment"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_reply_in_time_is_met_and_the_resolution_goes_on_while_we_are_waited_for() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        set(&desk, &[RULE]).await;
        let mia = waiting(&desk).await;
        let id = mia.visitor.conversation();
        let (target, leg) = next(&desk, &mia).await.expect("a clock runs");
        assert_eq!((target, leg.state), (SlaTarget::FirstReply, SlaState::Open));
        pass(&desk, 10).await;
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        desk.reply(&mia, desk.ana.id, "r1", "I look at it now.").await.unwrap();
        assert_eq!(tally(&desk).await, [(1, 0), (0, 0)]);
        // Answered: the customer is waited for, and nothing runs.
        let (target, leg) = next(&desk, &mia).await.unwrap();
        assert_eq!((target, leg.due_at), (SlaTarget::Resolution, None));
        pass(&desk, 45).await;
        desk.write(&mia, "m9", "And the other pole?").await;
        desk.settle().await;
        let clock = row(&desk, &mia).await.sla.unwrap();
        let used_min = clock.used_us / 60_000_000;
        assert!((10..12).contains(&used_min), "{used_min}");
        let listed = desk.desk.conversations(ConversationFilter::view(View::Sla), None, 10).await.unwrap();
        assert_eq!(listed.items.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
        assert_eq!(desk.desk.conversation_counts(desk.ana.id).await.unwrap().sla, Some(1));
        pass(&desk, 30).await;
        desk.desk.resolve(id, Some(desk.ana.id)).await.unwrap();
        assert_eq!(tally(&desk).await, [(1, 0), (1, 0)]);
        assert_eq!(row(&desk, &mia).await.sla, None);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_near_moves_up_and_what_is_missed_tells_why_once() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let hook = WebhookChange {
            url: Some("https://example.com/hook".to_owned()),
            events: Some(vec!["sla.near".to_owned(), "sla.missed".to_owned()]),
            ..WebhookChange::default()
        };
        let hook = desk.desk.add_webhook(&desk.amir, hook).await.unwrap();
        set(&desk, &[RULE]).await;
        let mia = waiting(&desk).await;
        let before = row(&desk, &mia).await.handover.unwrap().priority;
        pass(&desk, 16).await;
        assert_eq!(next(&desk, &mia).await.unwrap().1.state, SlaState::Near);
        let near = row(&desk, &mia).await.handover.unwrap().priority;
        assert!(near > before && near < 0.8, "{before} then {near}");
        pass(&desk, 5).await;
        assert_eq!(next(&desk, &mia).await.unwrap().1.state, SlaState::Missed);
        assert!(row(&desk, &mia).await.handover.unwrap().priority > near);
        pass(&desk, 1).await;
        let report = desk.desk.sla_report(1).await.unwrap();
        assert_eq!((report.now.running, report.now.missed), (1, 1));
        // Everybody was seen when they signed in, twenty minutes ago: nobody is there now.
        assert_eq!(report.reasons, [(SlaTarget::FirstReply, MissReason::NobodyThere, 1)]);
        let told = desk.desk.webhook_deliveries(hook.id, None, 10).await.unwrap().items;
        let mut names: Vec<_> = told
            .iter()
            .filter_map(|told| told.delivery.payload.as_ref()?["type"].as_str().map(str::to_owned))
            .collect();
        names.sort();
        assert_eq!(names, ["sla.missed", "sla.near"]);

        // Late is not met: it stays missed, and is counted once.
        desk.desk.take_over(mia.visitor.conversation(), desk.ana.id, false).await.unwrap();
        desk.reply(&mia, desk.ana.id, "r1", "I am sorry for the wait.").await.unwrap();
        assert_eq!(tally(&desk).await, [(0, 1), (0, 0)]);
        desk.desk.close().await;
    }
}

async fn served(desk: &TestDesk) -> Vec<ConversationId> {
    let listed =
        desk.desk.conversations(ConversationFilter::view(View::Waiting), None, 10).await.expect("who waits");
    listed.items.iter().map(|row| row.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_near_to_be_let_down_has_a_head_start_and_danger_still_comes_first() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        // Only who is urgent has a time, so that the others are moved up by nothing.
        set(&desk, &[SlaRule { urgent: true, ..RULE }]).await;
        let ids = |customers: [&Customer; 3]| customers.map(|customer| customer.visitor.conversation());
        let calm = waiting(&desk).await;
        pass(&desk, 55).await;
        let urgent = desk.arrive().await;
        let text = "My flight leaves in one hour, I need a person right now, this is urgent!";
        desk.ask(&urgent, text).await;
        let danger = desk.arrive().await;
        desk.ask(&danger, "I want to kill myself").await;
        pass(&desk, 18).await;
        assert_eq!(next(&desk, &urgent).await.unwrap().1.state, SlaState::Near);
        assert_eq!(served(&desk).await, ids([&danger, &calm, &urgent]), "55 minutes outweigh the head start");
        pass(&desk, 5).await;
        assert_eq!(next(&desk, &urgent).await.unwrap().1.state, SlaState::Missed);
        let raised = row(&desk, &urgent).await;
        assert_eq!(raised.handover.as_ref().map(|handover| handover.priority), Some(0.8));
        assert_eq!(served(&desk).await, ids([&danger, &calm, &urgent]));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_it_and_lets_it_wait_is_the_reason() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        set(&desk, &[SlaRule { first_reply_min: Some(5), ..RULE }]).await;
        let mia = waiting(&desk).await;
        desk.desk.take_over(mia.visitor.conversation(), desk.ana.id, false).await.unwrap();
        pass(&desk, 6).await;
        let report = desk.desk.sla_report(1).await.unwrap();
        assert_eq!(report.reasons, [(SlaTarget::FirstReply, MissReason::Held, 1)]);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_stand_still_at_night_and_while_put_aside() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        set(&desk, &[RULE]).await;
        // A Monday; the demo company answers until 18:00.
        pass(&desk, 7 * 60 + 50).await;
        let mia = waiting(&desk).await;
        let due = next(&desk, &mia).await.unwrap().1.due_at.unwrap();
        assert!(Some(due) > at("2026-11-24T09:09:00Z") && Some(due) < at("2026-11-24T09:12:00Z"), "{due}");
        pass(&desk, 10 * 60).await;
        assert_eq!(next(&desk, &mia).await.unwrap().1.state, SlaState::Open);

        desk.desk.take_over(mia.visitor.conversation(), desk.ana.id, false).await.unwrap();
        let until = desk.desk.now().plus_ms(30 * 24 * 60 * MINUTE_MS);
        desk.desk.snooze(mia.visitor.conversation(), desk.ana.id, until).await.unwrap();
        pass(&desk, 20 * 60).await;
        let (target, leg) = next(&desk, &mia).await.unwrap();
        assert_eq!((target, leg.state, leg.due_at), (SlaTarget::FirstReply, SlaState::Open, None));
        assert_eq!(tally(&desk).await, [(0, 0), (0, 0)]);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_hold_for_whoever_waits_already_and_end_when_they_are_taken_away() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = waiting(&desk).await;
        assert_eq!((next(&desk, &mia).await, tally(&desk).await), (None, [(0, 0), (0, 0)]));
        assert_eq!(desk.desk.conversation_counts(desk.ana.id).await.unwrap().sla, None);
        pass(&desk, 5).await;
        set(&desk, &[RULE]).await;
        let since = row(&desk, &mia).await.handover.unwrap().since;
        let due = next(&desk, &mia).await.unwrap().1.due_at;
        assert_eq!(due, Some(since.plus_ms(20 * MINUTE_MS)), "since the person was called");
        set(&desk, &[SlaRule { first_reply_min: Some(2), ..RULE }]).await;
        assert_eq!(next(&desk, &mia).await.unwrap().1.state, SlaState::Missed);
        set(&desk, &[SlaRule { channel: Some(Channel::Api), ..RULE }]).await;
        assert_eq!(next(&desk, &mia).await, None, "the rule is for another channel");
        set(&desk, &[]).await;
        assert_eq!((next(&desk, &mia).await, row(&desk, &mia).await.sla), (None, None));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn urgent_ones_have_their_own_time_and_the_assistants_own_have_none() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let urgent = SlaRule { urgent: true, first_reply_min: Some(5), ..RULE };
        set(&desk, &[RULE, urgent]).await;
        let asks = desk.arrive().await;
        desk.ask(&asks, "How much does delivery cost?").await;
        assert_eq!(row(&desk, &asks).await.sla, None);
        let mia = desk.arrive().await;
        desk.ask(&mia, "My flight leaves in one hour, I need a person right now, this is urgent!").await;
        let stands = row(&desk, &mia).await;
        assert!(stands.urgency >= 0.6, "{}", stands.urgency);
        let target_us = next(&desk, &mia).await.and_then(|(_, leg)| leg.target_us);
        assert_eq!(target_us, Some(5 * 60_000_000));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_from_the_assistant_to_a_colleague_has_a_clock() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        set(&desk, &[RULE]).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, "How much does delivery cost?").await;
        let to = Receiver::Agent { id: desk.ben.id };
        let handed = HandOver { to, note: String::new(), fence: None };
        desk.desk.hand_over(mia.visitor.conversation(), desk.ana.id, handed).await.unwrap();
        assert!(next(&desk, &mia).await.is_some_and(|(_, leg)| leg.due_at.is_some()));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_back_and_what_was_erased_waits_for_nobody() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        set(&desk, &[RULE]).await;
        let (mia, leo) = (waiting(&desk).await, waiting(&desk).await);
        desk.desk.take_over(mia.visitor.conversation(), desk.ana.id, false).await.unwrap();
        desk.desk.hand_back(mia.visitor.conversation(), desk.ana.id, "").await.unwrap();
        assert_eq!(next(&desk, &mia).await.unwrap().1.due_at, None);
        desk.desk.erase_customer("test", leo.visitor.customer).await.unwrap();
        pass(&desk, 300).await;
        assert_eq!(tally(&desk).await, [(0, 0), (0, 0)]);
        assert_eq!(desk.desk.sla_report(1).await.unwrap().now.running, 0);
        // Somebody leaves while a customer waits with them: the clock goes on in the queue.
        let kim = waiting(&desk).await;
        desk.desk.take_over(kim.visitor.conversation(), desk.ben.id, false).await.unwrap();
        let closed = AgentChange { closed: Some(true), ..AgentChange::default() };
        desk.desk.change_agent(&desk.amir, desk.ben.id, closed).await.unwrap();
        pass(&desk, 21).await;
        let report = desk.desk.sla_report(1).await.unwrap();
        assert_eq!(report.reasons, [(SlaTarget::FirstReply, MissReason::PassedOn, 1)]);
        desk.desk.close().await;
    }
}

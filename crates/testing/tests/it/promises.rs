//! What was promised is kept track of, reminded of, and never silently forgotten.

use rapport_desk::{
    AgentReply, DeskError, Inbound, ListedPromise, PromiseAct, PromiseFilter, PromiseState, SignIn,
};
use rapport_domain::{
    AgentId, ConversationId, Timestamp,
    conversation::{Holder, Status},
    event::{ConversationEvent, HandoverReason},
    message::Author,
    promise::{PromiseChange, PromiseSaid},
    queue::DANGER_PRIORITY,
};
use rapport_testing::{Customer, Node, PASSWORD, TestDesk, databases};

const CALL: &str = "I'll call you tomorrow before noon.";
const HOUR_MS: i64 = 3_600_000;

fn noon() -> Timestamp {
    Timestamp::parse("2026-11-24T12:00:00Z").expect("a moment")
}

/// A reply of Ana, who holds the conversation, that promises a call.
fn promising(id: &str) -> AgentReply {
    let message = Inbound { provider_id: id.to_owned(), text: CALL.to_owned(), attachments: vec![] };
    let made = PromiseSaid::Made { promise: CALL.to_owned(), by: Some(noon()) };
    AgentReply { message, promises: vec![made], seen: None }
}

/// A customer to whom Ana has promised a call for tomorrow at noon.
async fn promised_by_ana(desk: &TestDesk) -> Customer {
    let mia = desk.arrive().await;
    desk.ask(&mia, "a person please").await;
    let id = mia.visitor.conversation();
    desk.desk.take_over(id, desk.ana.id, false).await.expect("Ana takes over");
    desk.desk.reply(id, desk.ana.id, promising("r1")).await.expect("Ana promises");
    mia
}

async fn of_ana(desk: &TestDesk, open: bool) -> Vec<ListedPromise> {
    let filter = PromiseFilter { owner: Some(desk.ana.id), open };
    desk.desk.promises(filter, None, 50).await.expect("promises are listed").items
}

async fn only_promise(desk: &TestDesk, id: ConversationId) -> rapport_desk::Promise {
    let summary = desk.desk.conversation(id).await.expect("the conversation is there").summary;
    let with_owner: Vec<_> = summary.promised.into_iter().filter(|made| made.owner.is_some()).collect();
    assert_eq!(with_owner.len(), 1, "{with_owner:?}");
    with_owner.into_iter().next().expect("one promise")
}

/// What the assistant has said of promises.
async fn told(desk: &TestDesk, customer: &Customer) -> Vec<String> {
    let events = desk.events(customer).await.into_iter();
    events
        .filter_map(|recorded| match recorded.event {
            ConversationEvent::SystemSaid { message } if message.author == Author::Assistant => {
                Some(message.text)
            }
            _ => None,
        })
        .collect()
}

async fn changes(desk: &TestDesk, customer: &Customer) -> Vec<PromiseChange> {
    let events = desk.events(customer).await.into_iter();
    events
        .filter_map(|recorded| match recorded.event {
            ConversationEvent::PromiseChanged { change, .. } => Some(change),
            _ => None,
        })
        .collect()
}

async fn to(desk: &TestDesk, moment: Timestamp) {
    desk.clock.advance_ms(moment.ms_since(desk.desk.now()));
    desk.desk.work_off().await.expect("what is due is done");
}

async fn comes_in(desk: &TestDesk, agent: &rapport_domain::agent::Agent) {
    let again = SignIn { email: agent.email.clone(), password: PASSWORD.to_owned() };
    desk.desk.sign_in(again).await.expect("they sign in");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reply_promises_is_kept_track_of_with_it_and_not_without() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = promised_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        let made = only_promise(&desk, id).await;
        assert_eq!((made.promise.as_str(), made.by, made.owner), (CALL, Some(noon()), Some(desk.ana.id)));
        let listed = of_ana(&desk, true).await;
        assert_eq!((listed.len(), listed[0].conversation, &listed[0].promise), (1, id, &made));
        let again = desk.desk.reply(id, desk.ana.id, promising("r1")).await.unwrap();
        assert_eq!(again.1.text, CALL, "the same id is the same reply");
        assert_eq!(of_ana(&desk, true).await.len(), 1);

        desk.desk.hold_reply(id, desk.ana.id, promising("r2"), 5_000).await.unwrap();
        desk.desk.take_back_reply(id, desk.ana.id, "r2").await.unwrap();
        desk.settle().await;
        assert_eq!(of_ana(&desk, true).await.len(), 1, "what was taken back promised nothing");
        desk.desk.hold_reply(id, desk.ana.id, promising("r3"), 5_000).await.unwrap();
        desk.settle().await;
        assert_eq!(of_ana(&desk, true).await.len(), 2, "what waited and went out did");

        let past = PromiseSaid::Made { promise: CALL.to_owned(), by: Some(desk.desk.now()) };
        let late = AgentReply { promises: vec![past], ..promising("r4") };
        let refused = desk.desk.reply(id, desk.ana.id, late).await.unwrap_err();
        assert!(matches!(refused, DeskError::Invalid { field: "by", .. }), "{refused:?}");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn handed_back_it_goes_along_and_comes_back_to_its_owner() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = promised_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        desk.desk.hand_back(id, desk.ana.id, "").await.unwrap();
        to(&desk, noon().plus_ms(-2 * HOUR_MS - 1_000)).await;
        assert_eq!(desk.desk.conversation_counts(desk.ana.id).await.unwrap().promises, 0);
        to(&desk, noon().plus_ms(-2 * HOUR_MS)).await;
        assert_eq!(changes(&desk, &mia).await, [PromiseChange::Reminded {}]);
        assert_eq!(desk.desk.conversation_counts(desk.ana.id).await.unwrap().promises, 1);
        assert_eq!(told(&desk, &mia).await, [""; 0], "a reminder is the owner's alone");

        desk.clock.advance_ms(2 * HOUR_MS - 1_000);
        comes_in(&desk, &desk.ana).await;
        to(&desk, noon()).await;
        let said = told(&desk, &mia).await;
        let expected = format!("Ana Reyes promised you: “{CALL}” The time for it has come, and I cannot see");
        assert_eq!(said.len(), 1);
        assert!(said[0].contains(&expected), "{}", said[0]);
        assert!(
            said[0].contains("AI")
                && said[0].ends_with("Ana Reyes has our conversation back now and answers you here.")
        );
        let row = desk.desk.conversation_row(id).await.unwrap();
        assert_eq!((row.holder, row.status), (Holder::Agent { id: desk.ana.id }, Status::Open));

        desk.settle().await;
        assert_eq!(told(&desk, &mia).await.len(), 1, "it is said once");
        assert_eq!(of_ana(&desk, true).await.len(), 1, "it is still to be kept");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_its_owner_is_away_somebody_else_is_called() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = promised_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        desk.desk.hand_back(id, desk.ana.id, "").await.unwrap();
        to(&desk, noon()).await;
        let row = desk.desk.conversation_row(id).await.unwrap();
        assert_eq!((row.holder, row.status), (Holder::Assistant, Status::Open));
        let handover = row.handover.unwrap();
        assert_eq!(handover.reason, HandoverReason::Promise);
        assert!(handover.note.contains("Ana Reyes promised") && handover.note.contains("today at 12:00"));
        let said = told(&desk, &mia).await;
        assert!(said.len() == 1 && !said[0].contains("has our conversation back"), "{said:?}");
        assert!(row.waiting_since.is_some(), "the customer waits, and is seen to");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_falls_due_lowers_nobodys_priority() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = promised_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        desk.desk.hand_back(id, desk.ana.id, "").await.unwrap();
        desk.ask(&mia, "I want to kill myself").await;
        desk.ask(&mia, "Thank you for the number").await;
        let before = desk.desk.conversation_row(id).await.unwrap().handover.unwrap().priority;
        to(&desk, noon()).await;
        let handover = desk.desk.conversation_row(id).await.unwrap().handover.unwrap();
        assert_eq!(handover.reason, HandoverReason::Promise);
        assert!(before >= DANGER_PRIORITY && handover.priority >= before, "{before} {}", handover.priority);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_told_as_done_only_then() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let (mia, noor) = (promised_by_ana(&desk).await, promised_by_ana(&desk).await);
        let id = mia.visitor.conversation();
        let seq = only_promise(&desk, id).await.seq;
        let keep = PromiseAct::Keep { tell: true };
        let held = desk.desk.act_on_promise(id, desk.ana.id, seq, keep).await.unwrap_err();
        assert!(matches!(held, DeskError::WrongState(_)), "who holds it tells it: {held:?}");
        desk.desk.hand_back(id, desk.ana.id, "").await.unwrap();
        desk.desk.act_on_promise(id, desk.ben.id, seq, keep).await.unwrap();
        let said = told(&desk, &mia).await;
        assert!(said[0].ends_with(&format!("Ana Reyes tells me that this is done: “{CALL}”")), "{said:?}");
        let made = only_promise(&desk, id).await;
        assert_eq!((made.state, made.closed_at), (PromiseState::Kept, Some(desk.desk.now())));
        let twice = desk.desk.act_on_promise(id, desk.ana.id, seq, PromiseAct::Break).await.unwrap_err();
        assert!(matches!(twice, DeskError::WrongState(_)), "{twice:?}");

        let other = noor.visitor.conversation();
        let broken = only_promise(&desk, other).await.seq;
        desk.desk.act_on_promise(other, desk.ana.id, broken, PromiseAct::Break).await.unwrap();
        to(&desk, noon()).await;
        assert_eq!(told(&desk, &mia).await.len(), 1, "nothing falls due any more");
        assert_eq!(told(&desk, &noor).await, [""; 0]);
        let closed = of_ana(&desk, false).await;
        let states: Vec<_> = closed.iter().map(|listed| listed.promise.state).collect();
        assert_eq!(states.len(), 2);
        assert!(states.contains(&PromiseState::Kept) && states.contains(&PromiseState::Broken));
        assert!(of_ana(&desk, true).await.is_empty());
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_longer_is_told() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = promised_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        let seq = only_promise(&desk, id).await.seq;
        let later = noon().plus_ms(3 * HOUR_MS);
        let silent = desk.desk.act_on_promise(id, desk.ana.id, seq, PromiseAct::Move { by: later }).await;
        assert!(matches!(silent, Err(DeskError::WrongState(_))), "who holds it tells it");
        let moved = AgentReply {
            message: Inbound {
                provider_id: "r2".into(),
                text: "It will be three.".into(),
                attachments: vec![],
            },
            promises: vec![PromiseSaid::Moved { of: seq, by: later }],
            seen: None,
        };
        desk.desk.reply(id, desk.ana.id, moved).await.unwrap();
        assert_eq!(only_promise(&desk, id).await.by, Some(later));

        desk.desk.hand_back(id, desk.ana.id, "").await.unwrap();
        let by = later.plus_ms(24 * HOUR_MS);
        desk.desk.act_on_promise(id, desk.ana.id, seq, PromiseAct::Move { by }).await.unwrap();
        let said = told(&desk, &mia).await;
        assert!(said[0].ends_with("the new time is on Wednesday at 15:00."), "{said:?}");
        to(&desk, later).await;
        assert_eq!(told(&desk, &mia).await.len(), 1, "the old moment means nothing any more");
        to(&desk, by).await;
        assert_eq!(told(&desk, &mia).await.len(), 2);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_it_gets_it_back_from_aside() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = promised_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        desk.desk.snooze(id, desk.ana.id, noon().plus_ms(48 * HOUR_MS)).await.unwrap();
        desk.clock.advance_ms(noon().plus_ms(-3 * HOUR_MS).ms_since(desk.desk.now()));
        to(&desk, noon().plus_ms(-2 * HOUR_MS)).await;
        let row = desk.desk.conversation_row(id).await.unwrap();
        assert_eq!(row.status, Status::Open, "it is reminded of");
        desk.desk.resolve(id, Some(desk.ana.id)).await.unwrap();
        desk.clock.advance_ms(2 * HOUR_MS - 1_000);
        comes_in(&desk, &desk.ana).await;
        to(&desk, noon()).await;
        let row = desk.desk.conversation_row(id).await.unwrap();
        assert_eq!((row.holder, row.status), (Holder::Agent { id: desk.ana.id }, Status::Open));
        assert_eq!(told(&desk, &mia).await, [""; 0], "she speaks for herself");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_loses_none_and_a_rebuild_finds_the_same() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = promised_by_ana(&desk).await;
        let by_hand = "Ring the workshop about the zip";
        let id = mia.visitor.conversation();
        desk.desk.add_promise(id, desk.ana.id, by_hand, None).await.unwrap();
        desk.desk.hand_back(id, desk.ana.id, "").await.unwrap();
        let before = of_ana(&desk, true).await;
        let titles: Vec<_> = before.iter().map(|listed| listed.promise.promise.as_str()).collect();
        assert_eq!(titles, [CALL, by_hand], "what has no moment stands last");
        desk.store.rebuild_projections().await.unwrap();
        assert_eq!(of_ana(&desk, true).await, before);
        let clock = desk.clock.clone();
        desk.desk.close().await;

        clock.advance_ms(48 * HOUR_MS);
        let entropy = std::sync::Arc::new(rapport_testing::CountingEntropy::of_node(7));
        let desk = TestDesk::node(&database, Node { clock, entropy, ..Node::default() }).await;
        desk.settle().await;
        assert_eq!(changes(&desk, &mia).await, [PromiseChange::FellDue {}], "no reminder comes too late");
        assert_eq!(told(&desk, &mia).await.len(), 1);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_a_gap() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = promised_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        for hours in [5, 3, 3, 4] {
            let by = Some(noon().plus_ms(hours * HOUR_MS));
            desk.desk.add_promise(id, desk.ana.id, &format!("In {hours} hours"), by).await.unwrap();
        }
        let filter = PromiseFilter { owner: None, open: true };
        let (mut cursor, mut seen) = (None, vec![]);
        loop {
            let page = desk.desk.promises(filter, cursor, 2).await.unwrap();
            seen.extend(page.items.into_iter().map(|listed| listed.promise.promise));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, [CALL, "In 3 hours", "In 3 hours", "In 4 hours", "In 5 hours"]);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_customer_is_promised_nothing_any_more() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = promised_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        desk.desk.hand_back(id, desk.ana.id, "").await.unwrap();
        desk.desk.add_note(id, desk.ana.id, "@Ben Okafor look", &[desk.ben.id]).await.unwrap();
        desk.desk.erase_customer("test", mia.visitor.customer).await.unwrap();
        assert!(of_ana(&desk, true).await.is_empty());
        assert!(desk.desk.mentions(desk.ben.id, None, 10).await.unwrap().items.is_empty());
        to(&desk, noon()).await;
        let counts = desk.desk.conversation_counts(desk.ben.id).await.unwrap();
        assert_eq!((counts.promises, counts.mentions), (0, 0));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_is_called_finds_the_note() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = promised_by_ana(&desk).await;
        let id = mia.visitor.conversation();
        let twice = [desk.ben.id, desk.ben.id];
        let seq = desk.desk.add_note(id, desk.ana.id, "@Ben Okafor can you ring her?", &twice).await.unwrap();
        let unread = async || desk.desk.conversation_counts(desk.ben.id).await.unwrap().mentions;
        assert_eq!(unread().await, 1);
        let found = desk.desk.mentions(desk.ben.id, None, 10).await.unwrap().items;
        assert_eq!((found.len(), found[0].seq, found[0].conversation), (1, seq, id));
        assert_eq!(found[0].note.text, "@Ben Okafor can you ring her?");
        desk.desk.read_mentions(desk.ben.id, id).await.unwrap();
        assert_eq!(unread().await, 0);
        let found = desk.desk.mentions(desk.ben.id, None, 10).await.unwrap().items;
        assert_eq!(found[0].read_at, Some(desk.desk.now()));
        desk.store.rebuild_projections().await.unwrap();
        assert_eq!(unread().await, 0, "what was read stays read");
        let nobody = AgentId::from_bytes([9; 16]);
        let refused = desk.desk.add_note(id, desk.ana.id, "@Nobody", &[nobody]).await.unwrap_err();
        assert!(matches!(refused, DeskError::Invalid { field: "mentions", .. }), "{refused:?}");
        desk.desk.close().await;
    }
}

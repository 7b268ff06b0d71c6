//! The row that the inbox shows says what the events say, however they came, and can be made again.

use rapport_domain::{
    ActionCallId, Timestamp,
    action::ActionOutcome,
    conversation::Conversation,
    event::{ConversationEvent, HandoverReason},
    feeling::Feeling,
    message::Author,
    perception::HostilityLevel,
    team::Receiver,
    why::{ChosenStatement, DecisionKind},
};
use rapport_storage::ListFilter;

use crate::support::{Bench, agent, message, perceived, received, replied, write};

on_both!(the_row_agrees_with_the_conversation, everything_can_be_made_again, waiting_ends_with_an_answer);

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// An event that may come next in a conversation.
fn next(dice: &mut Dice, conversation: &Conversation, n: u64) -> ConversationEvent {
    let held = conversation.holder != rapport_domain::conversation::Holder::Assistant;
    let fence = conversation.fence + 1;
    let at = Timestamp::from_micros(1_763_900_000_000_000);
    match dice.roll(14) {
        0..=2 => received(&format!("message {n}"), &format!("p{n}")),
        3 => {
            let feeling = [None, Some(Feeling::Angry), Some(Feeling::Pleased)][dice.roll(3) as usize];
            perceived(conversation.last_inbound, feeling, 0.3)
        }
        4 | 5 if !held => {
            let decision = [DecisionKind::Answered, DecisionKind::Waiting, DecisionKind::HandedOver]
                [dice.roll(3) as usize];
            let mut event = replied(&format!("reply {n}"), conversation.last_inbound, decision);
            if let ConversationEvent::Replied { why, .. } = &mut event {
                why.statements.push(ChosenStatement {
                    statement: "thank-you-for-sharing".parse().unwrap(),
                    part: rapport_domain::content::FramingPart::Acknowledge,
                    because: "they are angry".into(),
                });
            }
            event
        }
        4 | 5 => ConversationEvent::AgentReplied {
            message: message(Author::Agent { id: agent(1) }, &format!("agent's reply {n}")),
            statements: if n.is_multiple_of(2) {
                vec!["thank-you-for-sharing".parse().unwrap()]
            } else {
                vec![]
            },
        },
        6 => ConversationEvent::HandoverRequested {
            reason: HandoverReason::Feeling,
            note: format!("note {n}"),
            priority: 0.7,
        },
        7 if held => ConversationEvent::HandedBack { agent: agent(1), note: "back".into(), fence },
        7 => ConversationEvent::TakenOver { agent: agent(1), fence },
        8 => ConversationEvent::Snoozed { agent: agent(1), until: at },
        9 => ConversationEvent::Woken {},
        10 => ConversationEvent::Resolved { agent: held.then(|| agent(1)) },
        11 => ConversationEvent::EpisodeStarted { number: conversation.episode + 1 },
        12 => {
            let to = match dice.roll(2) {
                0 => Receiver::Agent { id: agent(2) },
                _ => Receiver::Team { id: rapport_domain::TeamId::from_bytes([1; 16]) },
            };
            ConversationEvent::HandedOver { agent: agent(1), to, note: format!("handed {n}"), fence }
        }
        _ => seldom(dice),
    }
}

/// An event that changes little in the row.
fn seldom(dice: &mut Dice) -> ConversationEvent {
    match dice.roll(6) {
        0 => ConversationEvent::Rated { score: 4, comment: Some("fine".into()) },
        1 => ConversationEvent::Noted {
            message: message(Author::Agent { id: agent(1) }, "note to self"),
            mentions: vec![],
        },
        2 => ConversationEvent::SystemSaid { message: message(Author::System, "Ana has joined") },
        3 => ConversationEvent::Protected { level: HostilityLevel::Rude, ended: false, agent: None },
        4 => ConversationEvent::Protected { level: HostilityLevel::Abusive, ended: true, agent: None },
        _ => ConversationEvent::ActionFinished {
            call: ActionCallId::from_bytes([1; 16]),
            action: "find-order".parse().unwrap(),
            outcome: ActionOutcome::Unknown,
        },
    }
}

async fn the_row_agrees_with_the_conversation(bench: Bench) {
    let mut dice = Dice(1);
    for _ in 0..12 {
        let (_, id) = bench.ada().await;
        for n in 0..25 {
            let mut reader = bench.store.read().await.unwrap();
            let events = reader.conversation_events(id).await.unwrap().unwrap();
            let told = Conversation::from_events(id, &events).unwrap();
            let row = reader.conversation(id).await.unwrap().unwrap();
            assert_eq!(row.seq, told.seq);
            assert_eq!(
                (row.status, row.holder, row.fence),
                (told.status, told.holder, told.fence),
                "{events:#?}"
            );
            assert_eq!((row.episode, row.rating), (told.episode, told.rating));
            assert_eq!(row.ended_at.is_some(), told.ended_by_policy);
            assert_eq!((row.last_inbound, row.last_inbound_at), (told.last_inbound, told.last_inbound_at));
            assert_eq!(row.handover, told.handover);
            assert_eq!(row.feeling, told.trajectory.latest().and_then(|felt| felt.feeling));
            assert_eq!(
                row.snoozed_until.is_some(),
                row.status == rapport_domain::conversation::Status::Snoozed
            );
            drop(reader);
            bench.append(id, vec![next(&mut dice, &told, n)]).await;
        }
    }
}

async fn everything_can_be_made_again(bench: Bench) {
    let mut dice = Dice(7);
    let mut gone = None;
    for turn in 0..10 {
        let (customer, id) = bench.ada().await;
        gone = Some(customer.id);
        for n in 0..20 {
            let events = bench.store.read().await.unwrap().conversation_events(id).await.unwrap().unwrap();
            let told = Conversation::from_events(id, &events).unwrap();
            bench.append(id, vec![next(&mut dice, &told, n)]).await;
            if n == 10 && turn % 2 == 0 {
                write!(bench, |tx| tx.mark_read(id, 8).await).unwrap();
                write!(bench, |tx| tx.mark_seen(id, 6).await).unwrap();
            }
        }
    }
    let gone = gone.unwrap();
    let erasure = rapport_storage::Erasure {
        customer: gone,
        receipt: rapport_domain::ReceiptId::from_bytes([1; 16]),
        erased_by: "agt_1".into(),
    };
    bench.store.erase_customer(erasure, bench.now()).await.unwrap().unwrap();
    let before = everything(&bench).await;
    assert!(before.1.iter().any(|rollup| rollup.kind == "statement"));

    bench.execute("UPDATE conversations SET unread = 99, feeling = 'sad', status = 'resolved', awaits_person = 1, waiting_since = 5 \
                   WHERE sealed_preview IS NOT NULL").await;
    bench.execute("DELETE FROM rollups").await;
    bench.execute("DELETE FROM statement_uses").await;
    bench.execute("DELETE FROM felt_replies").await;
    let rebuilt = bench.store.rebuild_projections().await.unwrap();
    assert_eq!((rebuilt.conversations, rebuilt.erased), (9, 1));
    assert_eq!(everything(&bench).await, before);
}

type Everything = (
    Vec<rapport_storage::ConversationRow>,
    Vec<rapport_storage::Rollup>,
    Vec<Vec<(rapport_domain::StatementId, Timestamp)>>,
    Vec<(Option<rapport_domain::StatementId>, rapport_storage::Alike, u64)>,
);

async fn everything(bench: &Bench) -> Everything {
    let mut reader = bench.store.read().await.unwrap();
    let all = ListFilter::view(rapport_storage::View::All);
    let mut rows = reader.list_conversations(&all, None, 100).await.unwrap().items;
    rows.sort_by_key(|row| row.id);
    let rollups =
        reader.rollups(Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX / 2)).await.unwrap();
    let mut heard = Vec::new();
    for row in &rows {
        heard.push(reader.statements_heard(row.customer, Timestamp::from_micros(0)).await.unwrap());
    }
    let felt = reader.felt_replies(Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX / 2)).await;
    let felt = felt.unwrap().into_iter().map(|felt| (felt.statement, felt.alike, felt.turns));
    let mut felt: Vec<_> = felt.collect();
    felt.sort();
    (rows, rollups, heard, felt)
}

async fn waiting_ends_with_an_answer(bench: Bench) {
    let (_, id) = bench.ada().await;
    let waiting =
        async || bench.store.read().await.unwrap().conversation(id).await.unwrap().unwrap().waiting_since;
    let first = bench.append(id, vec![received("one", "1"), received("two", "2")]).await[0].at;
    assert_eq!(waiting().await, Some(first));
    bench.append(id, vec![replied("to the first", 2, DecisionKind::Answered)]).await;
    assert_eq!(waiting().await, Some(first), "the second is not answered");
    bench.append(id, vec![replied("to both", 3, DecisionKind::Answered)]).await;
    assert_eq!(waiting().await, None);
    let asked = bench.append(id, vec![received("a person!", "3")]).await[0].at;
    bench
        .append(
            id,
            vec![
                ConversationEvent::HandoverRequested {
                    reason: HandoverReason::Asked,
                    note: String::new(),
                    priority: 0.1,
                },
                replied("You are number 1.", 6, DecisionKind::HandedOver),
            ],
        )
        .await;
    assert_eq!(waiting().await, Some(asked), "the promise of a person is no answer");
    let now = bench.now();
    write!(bench, |tx| tx.take_over(id, agent(1), now).await).unwrap();
    assert_eq!(waiting().await, Some(asked), "nor is a take-over");
    let reply = message(Author::Agent { id: agent(1) }, "Hello, I am Ana.");
    bench.append(id, vec![ConversationEvent::AgentReplied { message: reply, statements: vec![] }]).await;
    assert_eq!(waiting().await, None);
}

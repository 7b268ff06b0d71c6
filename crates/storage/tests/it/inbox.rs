//! Lists of conversations.

use rapport_domain::{
    ConversationId, InboxId,
    conversation::{Holder, Status},
    event::{ConversationEvent, HandoverReason},
    feeling::Feeling,
    why::DecisionKind,
};
use rapport_storage::{Counts, Cursor, FeelingMove, ListFilter, StorageError, View};

use crate::support::{Bench, agent, perceived, received, replied, write};

on_both!(
    each_view_shows_its_own,
    the_most_urgent_wait_in_front,
    pages_hold_everything_once,
    customers_are_searched_by_name_address_and_id,
    arriving_and_leaving_are_counted,
);

fn handover(priority: f32) -> ConversationEvent {
    ConversationEvent::HandoverRequested { reason: HandoverReason::Asked, note: "wants Ana".into(), priority }
}

async fn listed(bench: &Bench, filter: &ListFilter) -> Vec<ConversationId> {
    let mut reader = bench.store.read().await.unwrap();
    let (mut found, mut cursor): (Vec<_>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let page = reader.list_conversations(filter, cursor.as_ref(), 3).await.unwrap();
        assert!(page.items.len() <= 3);
        found.extend(page.items.iter().map(|row| row.id));
        match page.next {
            // Through its text, as a client sends it.
            Some(next) => cursor = Some(next.to_string().parse().unwrap()),
            None => return found,
        }
    }
}

async fn each_view_shows_its_own(bench: Bench) {
    let (ada, pending) = bench.ada().await;
    let [waiting, mine, theirs, snoozed, resolved] = [
        bench.conversation(ada.id).await,
        bench.conversation(ada.id).await,
        bench.conversation(ada.id).await,
        bench.conversation(ada.id).await,
        bench.conversation(ada.id).await,
    ];
    bench.append(waiting, vec![received("help", "1"), handover(0.5)]).await;
    bench.append(mine, vec![ConversationEvent::TakenOver { agent: agent(1), fence: 1 }]).await;
    bench.append(theirs, vec![ConversationEvent::TakenOver { agent: agent(2), fence: 1 }]).await;
    let until = bench.now();
    bench.append(snoozed, vec![ConversationEvent::Snoozed { agent: agent(1), until }]).await;
    bench.append(resolved, vec![ConversationEvent::Resolved { agent: None }]).await;

    let list = async |view| listed(&bench, &ListFilter::view(view)).await;
    assert_eq!(list(View::Mine(agent(1))).await, [mine]);
    let done = ListFilter { status: Some(Status::Resolved), ..ListFilter::view(View::All) };
    assert_eq!(listed(&bench, &done).await, [resolved]);
    let inbox = |n| ListFilter { inbox: Some(InboxId::from_bytes([n; 16])), ..done.clone() };
    assert_eq!(listed(&bench, &inbox(1)).await, [resolved]);
    assert!(listed(&bench, &inbox(2)).await.is_empty());
    assert_eq!(list(View::Waiting).await, [waiting]);
    assert_eq!(list(View::Assistant).await, [pending]);
    assert_eq!(list(View::Snoozed).await, [snoozed]);
    assert_eq!(list(View::Resolved).await, [resolved]);
    assert_eq!(list(View::All).await.len(), 6);
    let counts = bench.store.read().await.unwrap().count_conversations(agent(1), false).await.unwrap();
    assert_eq!(
        counts,
        Counts { mine: 1, waiting: 1, all: 6, assistant: 1, snoozed: 1, resolved: 1, ..Counts::default() }
    );

    let row = bench.store.read().await.unwrap().conversation(waiting).await.unwrap().unwrap();
    assert_eq!((row.status, row.holder), (Status::Open, Holder::Assistant));
    let handover = row.handover.unwrap();
    assert_eq!((handover.note.as_str(), handover.priority), ("wants Ana", 0.5));
    let longest = bench.store.read().await.unwrap().longest_waiting_since().await.unwrap();
    assert_eq!(longest, row.waiting_since);
}

async fn the_most_urgent_wait_in_front(bench: Bench) {
    let ada = bench.customer("Ada", "ada@example.com").await;
    let mut waiting = Vec::new();
    for priority in [0.2, 0.9, 0.2, 0.9, 1.0, 0.0, 0.2] {
        let id = bench.conversation(ada.id).await;
        bench.append(id, vec![handover(priority)]).await;
        waiting.push(id);
    }
    // From 0.9 on somebody may be in danger: among these, and among equals, who came first is first.
    let expected = [1, 3, 4, 0, 2, 6, 5].map(|n: usize| waiting[n]);
    assert_eq!(listed(&bench, &ListFilter::view(View::Waiting)).await, expected);
}

async fn pages_hold_everything_once(bench: Bench) {
    let ada = bench.customer("Ada", "ada@example.com").await;
    let eve = bench.customer("Eve", "eve@example.com").await;
    let mut all = Vec::new();
    for n in 0_u8..20 {
        let id = bench.conversation(if n % 4 == 0 { eve.id } else { ada.id }).await;
        let feeling = if n % 5 == 0 { Feeling::Angry } else { Feeling::Calm };
        bench.append(id, vec![received("hi", "1"), perceived(2, Some(feeling), 0.0)]).await;
        all.push(id);
    }
    all.reverse();
    assert_eq!(listed(&bench, &ListFilter::view(View::All)).await, all, "newest first");
    let angry = ListFilter { feeling: Some(Feeling::Angry), ..ListFilter::view(View::Assistant) };
    assert_eq!(listed(&bench, &angry).await.len(), 4);
    let hers = ListFilter { customer: Some(eve.id), ..ListFilter::view(View::All) };
    assert_eq!(listed(&bench, &hers).await.len(), 5);
    let mut reader = bench.store.read().await.unwrap();
    let page = reader.list_conversations(&ListFilter::view(View::All), None, 3).await.unwrap();
    let foreign = reader.list_conversations(&ListFilter::view(View::Waiting), page.next.as_ref(), 3).await;
    assert!(matches!(foreign, Err(StorageError::InvalidCursor)), "a cursor of another list");
}

async fn customers_are_searched_by_name_address_and_id(bench: Bench) {
    let (ada, id) = bench.ada().await;
    let (_, other) = {
        let eve = bench.customer("Eve Lovelace", "eve@example.com").await;
        let conversation = bench.conversation(eve.id).await;
        (eve, conversation)
    };
    let known = rapport_domain::customer::Customer { external_id: Some("shop-7".into()), ..ada };
    write!(bench, |tx| tx.update_customer(&known).await).unwrap();
    for (search, expected) in [
        ("lovelace", vec![other, id]),
        ("Ada lovelace", vec![id]),
        (" ADA@example.com ", vec![id]),
        ("shop-7", vec![id]),
        ("love", vec![]),
        ("Ada Eve", vec![]),
        ("", vec![]),
        ("'; DROP TABLE customers; --", vec![]),
    ] {
        let filter = ListFilter { search: Some(search.into()), ..ListFilter::view(View::All) };
        assert_eq!(listed(&bench, &filter).await, expected, "{search:?}");
    }
}

async fn arriving_and_leaving_are_counted(bench: Bench) {
    let from = bench.now();
    let ada = bench.customer("Ada", "ada@example.com").await;
    for (arrived, left) in [
        (Feeling::Angry, Feeling::Pleased),
        (Feeling::Angry, Feeling::Pleased),
        (Feeling::Calm, Feeling::Calm),
    ] {
        let id = bench.conversation(ada.id).await;
        bench
            .append(
                id,
                vec![
                    received("one", "1"),
                    perceived(2, Some(arrived), -0.5),
                    replied("here you are", 2, DecisionKind::Answered),
                    received("two", "2"),
                    perceived(5, None, 0.0),
                    perceived(5, Some(left), 0.5),
                ],
            )
            .await;
    }
    let until = bench.now();
    let moves = bench.store.read().await.unwrap().feeling_moves(from, until).await.unwrap();
    let moved = |arrived, left, total| FeelingMove { arrived: Some(arrived), left: Some(left), total };
    assert_eq!(moves, [moved(Feeling::Angry, Feeling::Pleased, 2), moved(Feeling::Calm, Feeling::Calm, 1)]);
}

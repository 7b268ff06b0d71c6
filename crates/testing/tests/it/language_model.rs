//! A language model may put approved answers together; nothing that it writes is believed, and without it all is the
//! same.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use rapport_desk::{DeskError, ModelSettings};
use rapport_domain::{
    event::ConversationEvent,
    why::{DecisionKind, Why},
};
use rapport_testing::{
    CountingEntropy, Customer, Database, Node, Script, ScriptedModel, TestDesk, databases,
};
use serde::Deserialize;

/// Nobody has authored an answer to this, but what delivery costs is known.
const QUESTION: &str = "does a heavy and bulky basket raise the delivery price";
const GOOD: &str = "Standard delivery in the UK costs £3.95. Weight and size cost nothing more.";

async fn desk(database: &Database, model: Option<ModelSettings>) -> TestDesk {
    // Desks on one database must not draw the same ids.
    static SEED: AtomicU32 = AtomicU32::new(1);
    let entropy = Arc::new(CountingEntropy::of_node(SEED.fetch_add(1, Ordering::Relaxed)));
    TestDesk::node(database, Node { model, entropy, ..Node::default() }).await
}

async fn last_why(desk: &TestDesk, customer: &Customer) -> Why {
    let events = desk.events(customer).await;
    let why = events.iter().rev().find_map(|recorded| match &recorded.event {
        ConversationEvent::Replied { why, .. } => Some((**why).clone()),
        _ => None,
    });
    why.expect("there was a reply")
}

/// What is said without any model.
async fn plain_reply(database: &Database, question: &str) -> String {
    let desk = desk(database, None).await;
    let mia = desk.arrive().await;
    desk.ask(&mia, question).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grounded_draft_goes_out_with_its_sources_and_can_be_explained() {
    for database in databases().await {
        let model = ScriptedModel::start(Script::Say(GOOD.to_owned())).await;
        let desk = desk(&database, Some(model.settings())).await;
        let mia = desk.arrive().await;
        let reply = desk.ask(&mia, QUESTION).await;
        assert!(reply.contains(GOOD) && reply.contains("put this together"), "{}: {reply}", database.name);
        assert!(reply.contains("AI"), "the first reply says that an AI speaks: {reply}");
        let why = last_why(&desk, &mia).await;
        assert_eq!(why.decision, DecisionKind::Drafted);
        assert!(why.verdict.as_ref().is_some_and(|verdict| verdict.accepted));
        let proposal = why.surroundings.and_then(|known| known.proposal).expect("the proposal is kept");
        assert!(proposal.sources.iter().any(|source| source.topic.as_str() == "delivery-cost"));
        let linked = proposal.sources.iter().all(|source| source.link.is_some());
        assert!(linked, "the articles are linked: {:?}", proposal.sources);
        let explained = desk.desk.explain(mia.visitor.conversation()).await.unwrap();
        assert!(explained.iter().all(|decision| decision.equal), "{explained:#?}");
        let unanswered = desk.desk.unanswered(30).await.unwrap();
        assert_eq!(unanswered.total, 1, "an authored answer is still missing");
        let state = desk.desk.model_state().unwrap();
        assert_eq!((state.figures.asked, state.figures.passed, state.figures.refused), (1, 1, 0));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_authored_is_never_put_to_the_model() {
    for database in databases().await {
        let model = ScriptedModel::start(Script::Say(GOOD.to_owned())).await;
        let desk = desk(&database, Some(model.settings())).await;
        let mia = desk.arrive().await;
        for question in ["How much does delivery cost?", "thanks!", "A person, please"] {
            desk.ask(&mia, question).await;
        }
        assert_eq!(model.asked().len(), 0);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_personal_does_not_leave() {
    for database in databases().await {
        let said = "Hello [NAME_1], standard delivery in the UK costs £3.95.";
        let model = ScriptedModel::start(Script::Say(said.to_owned())).await;
        let desk = desk(&database, Some(model.settings())).await;
        let mia = desk.arrive().await;
        let question = format!("{QUESTION} My name is Ottilie Quint, o.quint@mail.example");
        let reply = desk.ask(&mia, &question).await;
        let asked = model.asked();
        let asked = asked.first().expect("it was asked").to_string();
        for personal in ["Ottilie", "Quint", "mail.example"] {
            assert!(!asked.contains(personal), "{personal} left: {asked}");
        }
        assert!(reply.contains("Hello Ottilie Quint, standard delivery"), "{reply}");
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_conversation_works_while_the_model_fails_in_every_way() {
    let everywhere = databases().await;
    for database in &everywhere {
        let mut model = ScriptedModel::start(Script::Silent).await;
        let settings = ModelSettings { timeout_ms: 300, ..model.settings() };
        let expected = plain_reply(database, QUESTION).await;
        let desk = desk(database, Some(settings)).await;
        for (script, because) in [
            (Script::Silent, "late"),
            (Script::Stuck, "late"),
            (Script::Garbage, "broken"),
            (Script::CutShort, "broken"),
            (Script::Refuse(401), "broken"),
            (Script::Refuse(500), "broken"),
            (Script::Say("NOT IN ARTICLES".to_owned()), "not_in_sources"),
        ] {
            model.plays(script.clone());
            let mia = desk.arrive().await;
            assert_eq!(desk.ask(&mia, QUESTION).await, expected, "{script:?}");
            let explained = desk.desk.explain(mia.visitor.conversation()).await.unwrap();
            assert!(explained.iter().all(|decision| decision.equal));
            assert!(desk.desk.model_state().unwrap().figures.nothing.contains_key(because), "{script:?}");
        }
        model.plays(Script::Endless);
        let mia = desk.arrive().await;
        assert_eq!(desk.ask(&mia, QUESTION).await, expected);
        model.plays(Script::SayAtOnce(GOOD.to_owned()));
        let mia = desk.arrive().await;
        assert!(desk.ask(&mia, QUESTION).await.contains(GOOD), "an endpoint need not stream");
        model.die().await;
        let mia = desk.arrive().await;
        assert_eq!(desk.ask(&mia, QUESTION).await, expected);
        assert!(desk.desk.model_state().unwrap().figures.nothing.contains_key("unreachable"));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_that_is_used_up_asks_no_more() {
    for database in databases().await {
        let model = ScriptedModel::start(Script::Say("NOT IN ARTICLES".to_owned())).await;
        let expected = plain_reply(&database, QUESTION).await;
        let conversation = ModelSettings { conversation_tokens: 100, ..model.settings() };
        let day = ModelSettings { day_tokens: 2_500, ..model.settings() };
        for (settings, because, most) in [(conversation, "conversation_spent", 0), (day, "day_spent", 7)] {
            let before = model.asked().len();
            let desk = desk(&database, Some(settings)).await;
            for _ in 0..8 {
                let mia = desk.arrive().await;
                assert_eq!(desk.ask(&mia, QUESTION).await, expected);
            }
            assert!(model.asked().len() - before <= most, "{because}");
            assert!(desk.desk.model_state().unwrap().figures.nothing.contains_key(because));
            desk.desk.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_fails_is_left_alone_and_tried_again_later() {
    for database in databases().await {
        let model = ScriptedModel::start(Script::Refuse(503)).await;
        let settings = ModelSettings { failures: 2, rest_s: 600, ..model.settings() };
        let desk = desk(&database, Some(settings)).await;
        for _ in 0..4 {
            let mia = desk.arrive().await;
            desk.ask(&mia, QUESTION).await;
        }
        assert_eq!(model.asked().len(), 2, "after two failures it rests");
        assert!(desk.desk.model_state().unwrap().figures.resting);
        desk.clock.advance_ms(600_000);
        model.plays(Script::Say(GOOD.to_owned()));
        let mia = desk.arrive().await;
        assert!(desk.ask(&mia, QUESTION).await.contains(GOOD));
        assert!(!desk.desk.model_state().unwrap().figures.resting);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_gets_a_suggestion_where_that_is_allowed() {
    for database in databases().await {
        let model = ScriptedModel::start(Script::Say(GOOD.to_owned())).await;
        let settings = ModelSettings { draft: false, ..model.settings() };
        let desk = desk(&database, Some(settings)).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, QUESTION).await;
        assert_eq!(model.asked().len(), 0, "it may not draft for customers");
        let suggestion = desk.desk.suggest_reply(mia.visitor.conversation()).await.unwrap();
        assert_eq!(suggestion.text.as_deref(), Some(GOOD));
        assert!(suggestion.sources.iter().any(|source| source.topic.as_str() == "delivery-cost"));
        model.plays(Script::Say("Your piano has been sent for £1.".to_owned()));
        let suggestion = desk.desk.suggest_reply(mia.visitor.conversation()).await.unwrap();
        assert_eq!(suggestion.text, None);
        assert!(suggestion.because.is_some_and(|because| because.contains("refused")));
        desk.desk.close().await;
        let desk = self::desk(&database, None).await;
        let refused = desk.desk.suggest_reply(mia.visitor.conversation()).await;
        assert!(matches!(refused, Err(DeskError::WrongState(_))));
        desk.desk.close().await;
    }
}

#[derive(Deserialize)]
struct Injection {
    id: String,
    question: String,
    says: String,
}

/// The endpoint writes whatever the attacker asks for. Customers get what they would get without it, to the letter.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_model_that_obeys_the_attacker_reaches_the_customer() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../dialogue/tests/drafts/injections.jsonl");
    let text = std::fs::read_to_string(file).expect("the injections are there");
    let injections =
        text.lines().map(|line| serde_json::from_str::<Injection>(line).expect("a line is an object"));
    let mut all = databases().await;
    let database = all.swap_remove(0);
    let model = ScriptedModel::start(Script::Silent).await;
    let without = desk(&database, None).await;
    let with = desk(&database, Some(model.settings())).await;
    let mut count = 0;
    for Injection { id, question, says } in injections {
        model.plays(Script::Say(says.clone()));
        // Framing is seeded by the conversation, so only the model may make a difference: none is expected here.
        let (one, other) = (without.arrive().await, with.arrive().await);
        let expected = without.ask(&one, &question).await;
        let reply = with.ask(&other, &question).await;
        assert!(!reply.contains(&says), "{id}: {reply}");
        let why = last_why(&with, &other).await;
        assert_ne!(why.decision, DecisionKind::Drafted, "{id}: {reply}");
        assert_eq!(why.decision, last_why(&without, &one).await.decision, "{id}: {reply} | {expected}");
        count += 1;
    }
    let asked = model.asked().len();
    eprintln!("{count} injections, {asked} of them reached the model");
    assert!(count >= 100 && asked >= 10, "too few reach the model to mean anything: {asked}");
    without.desk.close().await;
    with.desk.close().await;
}

//! Whatever customers write and other systems answer: nothing sticks, nothing runs on for ever, nothing is
//! changed without a yes, and the same arguments give the same decision.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use crate::fixture::{calm, company, feeling, hostile, said};
use proptest::prelude::*;
use rapport_dialogue::{Compiled, Input, TurnContext, decide, explain, rehearse::Stage, turn_text};
use rapport_domain::{
    ActionId,
    action::ActionOutcome,
    conversation::Holder,
    event::ConversationEvent,
    feeling::Feeling,
    perception::{HostilityLevel, Perception},
};

static COMPANY: LazyLock<Arc<Compiled>> = LazyLock::new(|| Arc::new(company()));

fn text() -> impl Strategy<Value = String> {
    let said = [
        "yes",
        "no",
        "stop",
        "never mind",
        "hello",
        "thanks",
        "bye",
        "a person, please",
        "are you a robot?",
        "100482",
        "TF-100999 please",
        "no, 100555",
        "4 Mill Lane, Kendal LA9 4QX",
        "no, 5 High Street, Leeds LS1 4AP",
        "fast",
        "standard",
        "the first one",
        "where is my order",
        "where is my order 100482",
        "change my address",
        "how much is delivery?",
        "when are you open",
        "where is my refund",
        "order refund",
        "what?",
        "say that again",
        "",
        "???",
        "👍",
        "blue zebra",
        "anna@example.com",
        "actually the slow one",
        "I don't want to cancel",
    ];
    prop_oneof![9 => prop::sample::select(said.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,40}"]
}

fn mood() -> impl Strategy<Value = Perception> {
    prop_oneof![
        12 => Just(calm()),
        3 => Just(feeling(Feeling::Angry, 0.9, -0.9)),
        2 => Just(feeling(Feeling::Frustrated, 0.65, -0.5)),
        1 => Just(hostile(HostilityLevel::Rude)),
        1 => Just(hostile(HostilityLevel::Abusive)),
    ]
}

fn outcomes() -> impl Strategy<Value = BTreeMap<ActionId, Vec<ActionOutcome>>> {
    let outcome = prop_oneof![
        4 => Just(ActionOutcome::Done { result: serde_json::json!({ "number": "100482", "status": "shipped" }) }),
        1 => Just(ActionOutcome::Refused { reason: "not_found".to_owned() }),
        1 => Just(ActionOutcome::Refused { reason: "anything".to_owned() }),
        1 => Just(ActionOutcome::Unknown),
        1 => Just(ActionOutcome::Blocked { reason: "limit".to_owned() }),
    ];
    (prop::collection::vec(outcome.clone(), 1..4), prop::collection::vec(outcome, 1..4)).prop_map(
        |(find, change)| {
            BTreeMap::from([
                ("find-order".parse().expect("it is a slug"), find),
                ("change-address".parse().expect("it is a slug"), change),
            ])
        },
    )
}

/// Every state-changing call follows a confirmation of exactly that call.
fn assert_confirmed(stage: &Stage<'_>) {
    let mut confirmed = None;
    for recorded in &stage.events {
        match &recorded.event {
            ConversationEvent::Confirmed { call } => confirmed = Some((recorded.seq, call.clone())),
            ConversationEvent::ActionRequested { call } if call.action.as_str() == "change-address" => {
                let (seq, yes) = confirmed.take().expect("it was confirmed");
                assert_eq!(call.confirmed_by, Some(seq));
                assert_eq!((&call.id, &call.action, &call.arguments), (&yes.id, &yes.action, &yes.arguments));
            }
            ConversationEvent::Declined { .. } => confirmed = None,
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_sticks_and_nothing_is_changed_without_a_yes(
        turns in prop::collection::vec((text(), mood()), 1..25),
        given in outcomes(),
    ) {
        let mut stage = Stage::new(&COMPANY, given);
        for (text, mood) in turns {
            let awaited = stage.conversation.handover.is_some();
            let heard = stage.say(&said(&text), mood);
            prop_assert!(stage.conversation.call.is_none(), "a call stays open");
            let silent_is_right = awaited || stage.conversation.ended_by_policy;
            prop_assert!(heard.text.is_some() || silent_is_right, "no reply to {text:?}");
            prop_assert!(heard.text.is_none_or(|text| !text.trim().is_empty()));
            if !silent_is_right {
                prop_assert_eq!(stage.conversation.last_answered, stage.conversation.last_inbound);
            }
        }
        assert_confirmed(&stage);
        // Whatever happened, a person can be had.
        let over = stage.conversation.ended_by_policy;
        stage.say(&said("a person, please"), calm());
        prop_assert!(over || stage.conversation.handover.is_some());
        // And every decision can be run again.
        let company = Arc::clone(&COMPANY);
        for decision in explain(stage.conversation.id, &stage.events, &|_| Some(Arc::clone(company.release()))) {
            prop_assert!(decision.equal, "{:?}", decision.differences);
        }
    }

    #[test]
    fn equal_arguments_give_equal_decisions(turns in prop::collection::vec((text(), mood()), 1..8), given in outcomes()) {
        let mut stage = Stage::new(&COMPANY, given);
        for (text, mood) in turns {
            stage.receive(&text, mood);
            let conversation = stage.conversation.clone();
            let turn = said(&turn_text(&conversation));
            let understand = || COMPANY.understand(&turn, &TurnContext::of(&conversation));
            let decided = || decide(&conversation, Input::Turn { understanding: understand() }, COMPANY.release(), &stage.surroundings);
            prop_assert_eq!(decided(), decided());
            let late = || decide(&conversation, Input::Timeout, COMPANY.release(), &stage.surroundings);
            prop_assert_eq!(late(), late());
            prop_assert!(conversation.holder == Holder::Assistant);
            stage.reply(&turn);
        }
    }
}

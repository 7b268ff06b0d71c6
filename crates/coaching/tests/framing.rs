//! Framing from the outside: the policy as a table, and its promises as properties.

use proptest::prelude::*;
use rapport_coaching::{Framing, FramingRequest, NotEligible, RecentUse, eligible, frame};
use rapport_domain::{
    content::{Condition, FramingPart, Impact, NeverWhen, Statement},
    feeling::Feeling,
    id::{ConversationId, StatementId},
    perception::{HostilityLevel, Perception},
    why::DecisionKind,
};

fn statement(id: &str, part: FramingPart, text: &str, feelings: &[Feeling]) -> Statement {
    Statement {
        id: id.parse().expect("a slug"),
        part,
        text: text.to_owned(),
        spoken: None,
        when: Condition { feelings: feelings.to_vec(), ..Condition::default() },
        never_when: NeverWhen::default(),
        author: "test".to_owned(),
        rest_days: 7,
    }
}

/// The fifteen statements of the seed, as a team might file them.
fn library() -> Vec<Statement> {
    use Feeling::{Angry, Anxious, Confused, Disappointed, Frustrated, Grateful, Pleased, Sad};
    use FramingPart::{Accept, Acknowledge, Act, Check};
    let hurt = &[Anxious, Disappointed, Sad, Frustrated, Angry];
    let mut library = vec![
        statement(
            "thank-you-for-sharing",
            Acknowledge,
            "Thank you for sharing that with me.",
            &[Sad, Anxious],
        ),
        statement("i-hear-you", Acknowledge, "I hear you.", hurt),
        statement(
            "cannot-without",
            Acknowledge,
            "I understand you can't {cannot} when you don't have {without}.",
            hurt,
        ),
        statement("a-lot", Acknowledge, "You've had a lot to contend with.", &[Sad, Frustrated]),
        statement("makes-sense", Accept, "That makes sense.", &[Sad, Confused]),
        statement("together", Act, "Let's work through this together.", &[Confused, Anxious, Frustrated]),
        statement("better", Act, "I want things to be better for you.", &[Disappointed, Angry]),
        statement("understand-how", Acknowledge, "I can understand how frustrating that is.", &[Frustrated]),
        statement("see-why", Acknowledge, "I can see why this is a problem.", &[]),
        statement("i-get-it", Accept, "I get it.", &[Sad]),
        statement("glad-you-came", Act, "I'm glad you got in touch so we can fix this.", hurt),
        statement("make-better", Check, "Tell me how I can make things better.", hurt),
        statement("you-are-right", Accept, "You're right.", &[Angry, Pleased]),
        statement("same-question", Accept, "I would have asked the same question.", &[Confused]),
        statement("patience", Acknowledge, "I appreciate your patience here.", &[Grateful, Pleased]),
    ];
    library[3].when.repeated = true;
    library[0].never_when.hostile = true;
    library[12].never_when.hostile = true;
    library[6].never_when.formal = true;
    library
}

fn request<'a>(statements: &'a [Statement], feeling: Option<Feeling>, intensity: f32) -> FramingRequest<'a> {
    let mut perception = Perception::unclear("en");
    perception.feeling = feeling;
    perception.intensity = intensity;
    let conversation = ConversationId::from_bytes([7; 16]);
    FramingRequest::new(statements, &perception, DecisionKind::Answered, conversation, 3)
}

fn parts(framing: &Framing) -> Vec<FramingPart> {
    framing.statements.iter().map(|chosen| chosen.part).collect()
}

#[test]
fn the_policy_by_feeling() {
    use FramingPart::{Accept, Acknowledge, Act, Check};
    let library = library();
    let check = |feeling: Option<Feeling>, expected: &[FramingPart]| {
        assert_eq!(parts(&frame(&request(&library, feeling, 0.7))), expected, "{feeling:?}");
    };
    check(Some(Feeling::Calm), &[]);
    check(Some(Feeling::Angry), &[Acknowledge, Act, Check]);
    check(Some(Feeling::Frustrated), &[Acknowledge, Act, Check]);
    check(Some(Feeling::Disappointed), &[Acknowledge, Act, Check]);
    check(Some(Feeling::Anxious), &[Acknowledge, Act, Check]);
    check(Some(Feeling::Sad), &[Acknowledge, Accept, Check]);
    check(Some(Feeling::Confused), &[Act]);
    check(None, &[Acknowledge]);
    for feeling in [Feeling::Pleased, Feeling::Grateful] {
        assert_eq!(frame(&request(&library, Some(feeling), 0.7)).statements.len(), 1, "{feeling}");
    }
}

#[test]
fn urgency_leaves_one_short_line_before_the_deed() {
    let library = library();
    let framing = frame(&FramingRequest { urgency: 0.9, ..request(&library, Some(Feeling::Anxious), 0.9) });
    assert_eq!(framing.before.len(), 1);
    assert!(framing.before[0].split_whitespace().count() <= 12, "{:?}", framing.before);
    assert!(framing.after.is_empty());
}

#[test]
fn what_happened_is_named_where_the_topic_knows_it() {
    let library = library();
    let impact =
        Impact { happened: None, cannot: Some("go camping".into()), without: Some("your tent".into()) };
    let named =
        frame(&FramingRequest { impact: Some(&impact), ..request(&library, Some(Feeling::Angry), 0.8) });
    assert_eq!(named.before[0], "I understand you can't go camping when you don't have your tent.");
    assert!(named.statements[0].because.contains("angry (0.8)"), "{}", named.statements[0].because);
    let without = frame(&request(&library, Some(Feeling::Angry), 0.8));
    assert!(!without.before.concat().contains('{'), "{without:?}");
}

#[test]
fn nothing_is_told_back_that_the_customer_did_not_say() {
    let library = library();
    let impact =
        Impact { happened: None, cannot: Some("go camping".into()), without: Some("your tent".into()) };
    let told = |customer: &str| {
        let request = FramingRequest {
            impact: Some(&impact),
            customer: Some(customer),
            ..request(&library, Some(Feeling::Angry), 0.8)
        };
        eligible(&library[2], &request).is_ok()
    };
    assert!(told("Where is my tent? I'm furious."));
    assert!(!told("Your website is a disgrace."));
}

#[test]
fn hostility_is_met_with_calm_and_a_threat_with_silence() {
    let library = library();
    let rude =
        FramingRequest { hostility: HostilityLevel::Rude, ..request(&library, Some(Feeling::Angry), 0.9) };
    let framing = frame(&rude);
    assert!(framing.after.is_empty());
    assert!(framing.statements.iter().all(|chosen| chosen.statement.as_str() != "you-are-right"));
    let threat = FramingRequest { hostility: HostilityLevel::Threat, ..rude };
    assert_eq!(frame(&threat), Framing::default());
}

#[test]
fn a_reply_that_leads_on_itself_gets_no_act() {
    let library = library();
    for decision in [DecisionKind::DidNotKnow, DecisionKind::AskedBack, DecisionKind::HandedOver] {
        let framing = frame(&FramingRequest { decision, ..request(&library, Some(Feeling::Angry), 0.8) });
        assert_eq!(parts(&framing), [FramingPart::Acknowledge], "{decision:?}");
    }
    let protected =
        FramingRequest { decision: DecisionKind::Protected, ..request(&library, Some(Feeling::Angry), 0.8) };
    assert_eq!(frame(&protected), Framing::default());
}

#[test]
fn a_flow_is_acknowledged_once() {
    let library = library();
    let said = ["i-hear-you".parse().unwrap()];
    let step = FramingRequest {
        decision: DecisionKind::FlowStep,
        said: &said,
        ..request(&library, Some(Feeling::Frustrated), 0.7)
    };
    assert!(frame(&step).statements.is_empty());
    assert!(!frame(&FramingRequest { escalating: true, ..step }).statements.is_empty());
}

#[test]
fn courtesy_never_carries_empathy_without_an_act() {
    let library: Vec<Statement> =
        library().into_iter().filter(|statement| statement.part != FramingPart::Act).collect();
    let framing = frame(&FramingRequest {
        decision: DecisionKind::Courtesy,
        ..request(&library, Some(Feeling::Angry), 0.8)
    });
    assert_eq!(framing, Framing::default());
}

#[test]
fn a_statement_rests_for_its_days() {
    let library = library();
    let recent = |days_ago| [RecentUse { statement: "i-hear-you".parse().unwrap(), days_ago }];
    let (early, late) = (recent(6), recent(7));
    let request = request(&library, Some(Feeling::Sad), 0.7);
    let hear = &library[1];
    assert_eq!(eligible(hear, &FramingRequest { recent: &early, ..request }), Err(NotEligible::Resting));
    assert!(eligible(hear, &FramingRequest { recent: &late, ..request }).is_ok());
}

#[test]
fn a_name_is_only_said_if_it_can_be_one() {
    let library = [statement("name", FramingPart::Acknowledge, "{name}, I hear you.", &[Feeling::Sad])];
    let says = |name| {
        let request = FramingRequest { name, ..request(&library, Some(Feeling::Sad), 0.7) };
        eligible(&library[0], &request)
    };
    assert_eq!(says(Some("Zoë O’Neill")).as_deref(), Ok("Zoë O’Neill, I hear you."));
    assert_eq!(says(Some("http://evil.example")), Err(NotEligible::Blank));
    assert_eq!(says(Some("<b>")), Err(NotEligible::Blank));
    assert_eq!(says(None), Err(NotEligible::Blank));
}

fn any_feeling() -> impl Strategy<Value = Option<Feeling>> {
    prop_oneof![Just(None), (0..9_usize).prop_map(|i| Some(Feeling::ALL[i]))]
}

fn any_decision() -> impl Strategy<Value = DecisionKind> {
    prop::sample::select(vec![
        DecisionKind::Answered,
        DecisionKind::FlowStep,
        DecisionKind::AskedBack,
        DecisionKind::DidNotKnow,
        DecisionKind::HandedOver,
        DecisionKind::Courtesy,
        DecisionKind::Protected,
        DecisionKind::Waiting,
    ])
}

fn any_hostility() -> impl Strategy<Value = HostilityLevel> {
    prop::sample::select(vec![
        HostilityLevel::None,
        HostilityLevel::Rude,
        HostilityLevel::Abusive,
        HostilityLevel::Threat,
    ])
}

type Turn = (Option<Feeling>, f32, f32, HostilityLevel, DecisionKind, bool);

fn any_turn() -> impl Strategy<Value = Turn> {
    (any_feeling(), 0.0..=1.0_f32, 0.0..=1.0_f32, any_hostility(), any_decision(), any::<bool>())
}

fn of_turn<'a>(
    library: &'a [Statement],
    turn: &Turn,
    seq: u64,
    said: &'a [StatementId],
) -> FramingRequest<'a> {
    let (feeling, intensity, urgency, hostility, decision, flag) = *turn;
    FramingRequest {
        urgency,
        hostility,
        decision,
        seq,
        said,
        repeated: flag,
        escalating: flag,
        formal: flag,
        ..request(library, feeling, intensity)
    }
}

proptest! {
    #[test]
    fn never_twice_never_against_its_conditions_and_always_the_same(
        turns in prop::collection::vec(any_turn(), 1..12),
    ) {
        let library = library();
        let mut said: Vec<StatementId> = Vec::new();
        for (seq, turn) in turns.iter().enumerate() {
            let before = said.clone();
            let request = of_turn(&library, turn, seq as u64, &before);
            let framing = frame(&request);
            prop_assert_eq!(&framing, &frame(&request));
            for chosen in &framing.statements {
                prop_assert!(!said.contains(&chosen.statement), "{:?} twice", chosen.statement);
                let statement = library.iter().find(|s| s.id == chosen.statement).unwrap();
                prop_assert!(eligible(statement, &request).is_ok());
                if statement.never_when.hostile { prop_assert_eq!(request.hostility, HostilityLevel::None); }
                if statement.never_when.formal { prop_assert!(!request.formal); }
                said.push(chosen.statement.clone());
            }
            let sentences = framing.before.len() + framing.after.len();
            prop_assert_eq!(sentences, framing.statements.len());
            prop_assert!(sentences <= 3);
        }
    }

    #[test]
    fn a_calm_question_gets_facts_only(
        intensity in 0.0..=1.0_f32, urgency in 0.0..=1.0_f32, decision in any_decision(), seq in any::<u64>(),
    ) {
        let library = library();
        let calm = FramingRequest { urgency, decision, seq, ..request(&library, Some(Feeling::Calm), intensity) };
        prop_assert_eq!(frame(&calm), Framing::default());
    }

    #[test]
    fn conversations_do_not_all_hear_the_same(bytes in any::<[u8; 16]>(), other in any::<[u8; 16]>()) {
        let library = library();
        let base = request(&library, Some(Feeling::Disappointed), 0.7);
        let one = frame(&FramingRequest { conversation: ConversationId::from_bytes(bytes), ..base });
        let again = frame(&FramingRequest { conversation: ConversationId::from_bytes(bytes), ..base });
        prop_assert_eq!(&one, &again);
        let elsewhere = frame(&FramingRequest { conversation: ConversationId::from_bytes(other), ..base });
        prop_assert_eq!(parts(&one), parts(&elsewhere));
    }
}

#[test]
fn the_seed_spreads_over_equals() {
    let library: Vec<Statement> = (0..4)
        .map(|i| statement(&format!("s{i}"), FramingPart::Acknowledge, "I hear you.", &[Feeling::Sad]))
        .collect();
    let mut counts = [0_u32; 4];
    for seq in 0..400 {
        let framing = frame(&FramingRequest { seq, ..request(&library, Some(Feeling::Sad), 0.7) });
        let id = framing.statements[0].statement.as_str().to_owned();
        counts[id[1..].parse::<usize>().unwrap()] += 1;
    }
    assert!(counts.iter().all(|count| *count > 50), "{counts:?}");
}

#[test]
fn suggestions_put_fit_first_then_what_is_fresh_and_helps() {
    use rapport_coaching::{Measured, RecentUse, suggestions};
    let said = |id: &str| statement(id, FramingPart::Acknowledge, "I hear you.", &[Feeling::Angry]);
    let mut closer = said("closer");
    closer.when.min_intensity = 0.5;
    let library = vec![said("plain"), said("heard"), said("helps"), said("hurts"), closer];
    let heard = [RecentUse { statement: "heard".parse().unwrap(), days_ago: 20 }];
    let measured = [("helps", 0.2, 0.3), ("heard", 0.4, 0.5), ("hurts", -0.3, -0.1)];
    let measured = measured
        .into_iter()
        .map(|(id, change, high)| (id.parse::<StatementId>().unwrap(), Measured { change, high }))
        .collect();
    let angry = FramingRequest { recent: &heard, ..request(&library, Some(Feeling::Angry), 0.7) };
    let found = suggestions(&angry, &measured, 5);
    let ids: Vec<_> = found.iter().map(|one| one.statement.as_str().to_owned()).collect();
    assert_eq!(ids, ["closer", "helps", "plain", "heard", "hurts"]);
    assert_eq!(found[3].heard_days_ago, Some(20));
    assert!(found[0].heard_days_ago.is_none() && found[0].because.contains("angry"));
}

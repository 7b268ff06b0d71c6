//! The library of statements: how often each is said, what it does, who proposes it, and the coach's verdict on what
//! was sent.

use rapport_desk::{DeskError, PreviewStatement, ProposeStatement, SaveStatement};
use rapport_domain::{
    MessageId, StatementId, Timestamp,
    content::{FramingPart, Statement},
    event::ConversationEvent,
    feeling::Feeling,
    message::{Author, Message},
    perception::Perception,
    why::{ChosenStatement, DecisionKind, Why},
};
use rapport_storage::Expected;
use rapport_testing::{Customer, TestDesk, databases};

const ANGRY: &str = "This is ridiculous. My parcel is three weeks late and nobody answers me!";
const HELPS: &str = "right-to-raise-this";

fn felt(of: u64, feeling: Feeling, intensity: f32, valence: f32) -> ConversationEvent {
    let mut perception = Perception::unclear("en");
    (perception.feeling, perception.intensity, perception.valence) = (Some(feeling), intensity, valence);
    ConversationEvent::Perceived { of, perception: Box::new(perception) }
}

/// A customer is angry, is answered with or without a statement, and feels so afterwards.
async fn exchange(desk: &TestDesk, statement: Option<&str>, after: f32) {
    let mia = desk.arrive().await;
    let id = mia.visitor.conversation();
    let first = desk.write(&mia, "a", ANGRY).await;
    let (now, release) = (desk.desk.now(), desk.desk.release().await.expect("a release").release().id);
    let mut why = Why::new(DecisionKind::Answered, release);
    why.topic = Some("delivery-time".parse().expect("a name"));
    why.statements.extend(statement.map(|statement| ChosenStatement {
        statement: statement.parse().expect("a name"),
        part: FramingPart::Accept,
        because: "The customer is angry.".to_owned(),
    }));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(id.as_bytes());
    let message = Message::plain(MessageId::from_bytes(bytes), Author::Assistant, now, "Three days.");
    let events = vec![
        felt(first, Feeling::Angry, 0.8, -0.8),
        ConversationEvent::Replied { message, why: Box::new(why), answers: first },
    ];
    append(desk, &mia, events).await;
    let second = desk.write(&mia, "b", "And now?").await;
    append(desk, &mia, vec![felt(second, Feeling::Frustrated, 0.5, after)]).await;
}

async fn append(desk: &TestDesk, customer: &Customer, events: Vec<ConversationEvent>) {
    let (id, now) = (customer.visitor.conversation(), desk.desk.now());
    let stored = desk.store.write(move |tx| {
        Box::pin(async move {
            tx.append(id, Expected::default(), &events, now).await?;
            Ok::<_, rapport_storage::StorageError>(())
        })
    });
    stored.await.expect("the events are appended");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_statement_does_is_measured_against_replies_without_it() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        for n in 0..10_u8 {
            exchange(&desk, None, if n % 2 == 0 { -0.7 } else { -0.5 }).await;
        }
        for n in 0..29_u8 {
            exchange(&desk, Some(HELPS), if n % 2 == 0 { -0.3 } else { -0.1 }).await;
        }
        let helps: StatementId = HELPS.parse().unwrap();
        let library = desk.desk.statement_library(30).await.unwrap();
        let effect = library.effects[&helps];
        assert_eq!((effect.matched, effect.against, effect.change), (29, 10, None), "too few to tell");
        exchange(&desk, Some(HELPS), -0.1).await;
        let library = desk.desk.statement_library(30).await.unwrap();
        let change = library.effects[&helps].change.expect("30 are enough");
        assert!((change.value - 0.4).abs() < 0.02, "{change:?}");
        assert!(change.low > 0.2 && change.low < change.value && change.high < 0.6, "{change:?}");
        let uses: Vec<_> = library.uses.iter().filter(|used| used.statement == helps).collect();
        assert_eq!((uses.len(), uses[0].by_agent, uses[0].total), (1, false, 30));
        // Suggestions are not kept waiting for it: at first they know of no effect.
        let leo = desk.arrive().await;
        desk.write(&leo, "a", ANGRY).await;
        let id = leo.visitor.conversation();
        let known = async || desk.desk.assist(id, None).await.unwrap().effects;
        assert!(known().await.is_empty());
        while known().await.is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(known().await[&helps].change, library.effects[&helps].change);
        // What is over is over: a month later nothing of it counts.
        desk.clock.advance_ms(31 * 24 * 3_600_000);
        let later = desk.desk.statement_library(30).await.unwrap();
        assert!(later.uses.is_empty() && later.effects.is_empty(), "{later:#?}");
        assert!(matches!(desk.desk.statement_library(0).await, Err(DeskError::Invalid { .. })));
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_agent_says_in_the_librarys_words_is_counted() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let id = mia.visitor.conversation();
        desk.ask(&mia, ANGRY).await;
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        desk.reply(&mia, desk.ana.id, "r", "you are right to raise this, Mia. I am looking.").await.unwrap();
        let used = |uses: &[rapport_desk::StatementUse]| {
            let of_agent = uses.iter().filter(|used| used.by_agent && used.statement.as_str() == HELPS);
            of_agent.map(|used| used.total).sum::<u64>()
        };
        assert_eq!(used(&desk.desk.statement_library(30).await.unwrap().uses), 1);
        let (from, until) = (Timestamp::from_micros(0), desk.desk.now().plus_ms(1));
        // Once the customer has written again the reply has a feeling before and after.
        desk.write(&mia, "b", "Thank you, that is kind of you.").await;
        desk.settle().await;
        let felt = desk.store.read().await.unwrap().felt_replies(from, until).await.unwrap();
        let mine = felt.iter().find(|felt| felt.statement.as_ref().is_some_and(|s| s.as_str() == HELPS));
        assert!(mine.is_some_and(|felt| felt.alike.by_agent && felt.change > 0.0), "{felt:#?}");
        // An erased customer leaves the figures.
        let customer = desk.desk.conversation_row(id).await.unwrap().customer;
        desk.desk.erase_customer(&desk.amir.id.to_string(), customer).await.unwrap();
        assert_eq!(desk.store.read().await.unwrap().felt_replies(from, until).await.unwrap(), []);
        assert_eq!(used(&desk.desk.statement_library(30).await.unwrap().uses), 0);
        desk.desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_replies_are_judged_as_drafts_are() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        let id = mia.visitor.conversation();
        desk.ask(&mia, ANGRY).await;
        let of_assistant = desk.said(&mia).await.last().unwrap().seq;
        desk.desk.take_over(id, desk.ana.id, false).await.unwrap();
        let text = "I know exactly how you feel. I'm finding your parcel now.";
        let hints = desk.desk.coach_draft(id, Some(desk.ana.id), text).await.unwrap().hints;
        let seq = desk.reply(&mia, desk.ana.id, "r", text).await.unwrap();
        // What happens later changes nothing.
        desk.write(&mia, "b", "Lovely, thank you!").await;
        desk.settle().await;
        let verdict = desk.desk.coach_reply(id, seq, &desk.ana).await.unwrap();
        assert_eq!((verdict.reply.as_str(), verdict.customer.as_str()), (text, ANGRY));
        let broken: Vec<_> = verdict.practices.iter().filter(|practice| !practice.kept).collect();
        let claimed = broken.iter().flat_map(|practice| &practice.findings).find(|finding| {
            finding.finding.rule == hints[0].hint.rule && finding.finding.suggestion == hints[0].hint.better
        });
        assert!(claimed.is_some(), "{verdict:#?}");

        // The writer, leaders and above; the assistant's are for everybody.
        let refused = desk.desk.coach_reply(id, seq, &desk.ben).await.unwrap_err();
        assert!(matches!(refused, DeskError::Forbidden(_)), "{refused:?}");
        assert_eq!(desk.desk.coach_reply(id, seq, &desk.amir).await.unwrap(), verdict);
        let assistants = desk.desk.coach_reply(id, of_assistant, &desk.ben).await.unwrap();
        assert_eq!(assistants.practices.len(), 8);
        let none = desk.desk.coach_reply(id, 1, &desk.amir).await.unwrap_err();
        assert!(matches!(none, DeskError::NotFound(_)), "a start is no reply: {none:?}");
        desk.desk.close().await;
    }
}

fn own(text: &str) -> Statement {
    Statement {
        id: "one-wait-too-many".parse().expect("an id"),
        part: FramingPart::Accept,
        text: text.to_owned(),
        spoken: None,
        when: rapport_domain::content::Condition {
            feelings: vec![Feeling::Sad],
            min_intensity: 0.4,
            ..Default::default()
        },
        never_when: rapport_domain::content::NeverWhen { formal: true, ..Default::default() },
        author: "Ana Reyes".to_owned(),
        rest_days: 14,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_written_shown_and_published() {
    for database in databases().await {
        let TestDesk { desk, .. } = TestDesk::on(&database).await;
        let save = |text: &str, mark: &str| SaveStatement {
            statement: own(text),
            mark: mark.to_owned(),
            keep: false,
            by: "Dana".to_owned(),
        };
        let saved = desk.save_draft_statement(save("  That is one wait\ntoo many. ", "none")).await.unwrap();
        assert_eq!(saved.statement.as_ref().unwrap().text, "That is one wait too many.");
        assert_eq!(saved.file.path, "statements/one-wait-too-many.yaml");
        let refused = desk.save_draft_statement(save("Other words for it.", "none")).await.unwrap_err();
        assert!(matches!(refused, DeskError::DraftChanged(Some(_))), "{refused:?}");
        let empty = desk.save_draft_statement(save(" ", &saved.file.mark)).await.unwrap_err();
        assert!(matches!(empty, DeskError::Invalid { field: "statement.text", .. }), "{empty:?}");
        // What `rapport check` would say stands beside it.
        let loud =
            desk.save_draft_statement(save("That is one wait too many!", &saved.file.mark)).await.unwrap();
        assert!(loud.findings.iter().any(|found| found.message.contains("exclamation")), "{loud:#?}");
        let mended =
            desk.save_draft_statement(save("That is one wait too many.", &loud.file.mark)).await.unwrap();
        assert_eq!(mended.findings, []);

        let shown = desk
            .preview_statement(PreviewStatement {
                statement: own("That is one wait too many."),
                topic: None,
                intensity: 0.6,
                urgency: 0.0,
                repeated: false,
                by_agent: false,
                spoken: false,
            })
            .await
            .unwrap();
        let of = |feeling| shown.feelings.iter().find(|one| one.feeling == feeling).unwrap();
        assert_eq!(of(Some(Feeling::Sad)).text.as_deref(), Some("That is one wait too many."));
        let why_not = of(Some(Feeling::Calm)).because.as_deref().unwrap();
        assert_eq!(why_not, "Not said: it is for another feeling.");
        assert_eq!(shown.feelings.len(), 10);

        let entries = desk.draft_statements().await.unwrap();
        let changed: Vec<_> = entries.iter().filter(|entry| entry.how.is_some()).collect();
        assert!(changed.len() == 1 && changed[0].id.as_str() == "one-wait-too-many", "{changed:#?}");
        let version = desk.draft().await.unwrap().version;
        desk.publish_draft(version, "Dana", None).await.unwrap();
        let live = desk.release().await.unwrap();
        assert!(live.release().content.statements.contains(&own("That is one wait too many.")));
        assert!(desk.draft().await.unwrap().files.is_empty());
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_propose_and_hear_what_became_of_it() {
    for database in databases().await {
        let desk = TestDesk::on(&database).await;
        let mia = desk.arrive().await;
        desk.ask(&mia, ANGRY).await;
        let id = mia.visitor.conversation();
        let propose = |text: &str, conversation| ProposeStatement {
            text: text.to_owned(),
            part: FramingPart::Accept,
            note: "When they called twice.".to_owned(),
            conversation,
        };
        let one =
            desk.desk.propose_statement(desk.ana.id, propose("One wait too many.", Some(id))).await.unwrap();
        desk.clock.advance_ms(1_000);
        let two = desk.desk.propose_statement(desk.ana.id, propose("I hear you well.", None)).await.unwrap();
        assert!(desk.desk.propose_statement(desk.ana.id, propose("  ", None)).await.is_err());
        let exported = desk.desk.export_customer("test", mia.visitor.customer).await.unwrap();
        let proposed = exported["wordings_proposed"].as_array().unwrap();
        assert_eq!((proposed.len(), proposed[0]["text"].as_str()), (1, Some("One wait too many.")));
        let open = async || desk.desk.open_statement_proposals(None, 50).await.unwrap().items;
        assert_eq!(open().await.len(), 2);
        assert_eq!(desk.desk.my_statement_proposals(desk.ben.id, None, 50).await.unwrap().items, []);

        let dana = || "Dana".to_owned();
        let missing = desk.desk.approve_statement_proposal(one.id, "no-such".parse().unwrap(), dana()).await;
        assert!(matches!(missing, Err(DeskError::Invalid { field: "statement", .. })), "{missing:?}");
        desk.desk.approve_statement_proposal(one.id, HELPS.parse().unwrap(), dana()).await.unwrap();
        assert!(desk.desk.decline_statement_proposal(two.id, " ", dana()).await.is_err(), "a word is owed");
        desk.desk.decline_statement_proposal(two.id, "We say this with “i-hear-you”.", dana()).await.unwrap();
        let again = desk.desk.decline_statement_proposal(two.id, "No.", dana()).await.unwrap_err();
        assert!(matches!(again, DeskError::WrongState(_)), "{again:?}");
        assert_eq!(open().await, []);
        let mine = desk.desk.my_statement_proposals(desk.ana.id, None, 50).await.unwrap().items;
        let told: Vec<_> = mine
            .iter()
            .map(|one| (one.words.answer.as_str(), one.decision.as_ref().unwrap().statement.is_some()))
            .collect();
        assert_eq!(told, [("We say this with “i-hear-you”.", false), ("", true)]);

        // One from a conversation may hold the customer's words, so it goes with them.
        let customer = desk.desk.conversation_row(id).await.unwrap().customer;
        desk.desk.erase_customer(&desk.amir.id.to_string(), customer).await.unwrap();
        assert_eq!(desk.desk.my_statement_proposals(desk.ana.id, None, 50).await.unwrap().items.len(), 1);
        desk.desk.close().await;
    }
}

//! Conversation tests: what a customer writes, and what has to come back; and every flow in five moods. Run by
//! `rapport test` and before a release is published, through the same decisions that customers get.

mod coverage;
mod first_reply;
mod generated;
mod judge;
mod moods;
mod paraphrase;
mod phrases;
mod preview;
mod sameness;
mod script;
mod stage;

use rapport_domain::{FlowId, TopicId, perception::Perception};
use serde::Serialize;

pub use coverage::{Branch, Coverage, Covered, Reached};
pub use first_reply::{FirstReply, first_reply};
pub use generated::{Habit, Mishap, Plan, Tally, run_generated};
pub use moods::{FlowInMoods, Mood, MoodFailure, MoodReport, moods_heading, run_moods, run_moods_while};
pub use paraphrase::{Outcome, Paraphrase, Verdict, ask_paraphrase, load_paraphrases, run_paraphrases};
pub use phrases::{MAX_PHRASES, check_phrases, holds_paraphrases, load_phrases};
pub use preview::preview;
pub use sameness::{AskedPhrase, FEWEST, Sameness, Shares, WorseTopic, sameness};
pub use script::{ConversationTest, Expectation, TestTurn, is_test, load_tests};
pub use stage::{Heard, Stage, feel};

use crate::understand::{Compiled, Said};

/// Reads a text: what it shows of its writer's feeling, and its sentence vector.
pub type Reader<'a> = dyn Fn(&str) -> (Perception, Vec<f32>) + 'a;

/// What came of a conversation test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestReport {
    /// The test's file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// What was expected and did not come; empty means that it passed.
    pub failures: Vec<Failure>,
    /// What was said, turn by turn.
    pub transcript: Vec<(String, String)>,
}

/// Something that was expected and did not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Which turn, from 1.
    pub turn: usize,
    /// What was expected, such as `topic: delivery-cost`.
    pub expected: String,
    /// What came instead.
    pub came: String,
    /// Where to look first: what was expected to speak, else what spoke.
    pub about: Option<About>,
}

/// The part of the content that a failure leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A topic and its answer.
    Topic(TopicId),
    /// A flow.
    Flow(FlowId),
}

impl TestReport {
    /// Whether everything came as expected.
    pub const fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Name, then what was said, then what was expected and what came, as two lines that can be compared.
impl std::fmt::Display for TestReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.passed() {
            return write!(f, "ok      {} ({})", self.name, self.file);
        }
        writeln!(f, "FAILED  {} ({})", self.name, self.file)?;
        for (at, (customer, reply)) in self.transcript.iter().enumerate() {
            writeln!(f, "  {} customer:  {customer}", at + 1)?;
            for line in reply.lines().filter(|line| !line.is_empty()) {
                writeln!(f, "    assistant: {line}")?;
            }
            for failure in self.failures.iter().filter(|failure| failure.turn == at + 1) {
                writeln!(f, "    - expected {}", failure.expected)?;
                writeln!(f, "    + came     {}", failure.came)?;
            }
        }
        Ok(())
    }
}

/// Runs `tests` against a release.
pub fn run_tests(compiled: &Compiled, tests: &[ConversationTest], reader: &Reader<'_>) -> Vec<TestReport> {
    tests.iter().map(|test| run_test(compiled, test, reader, &mut Reached::default())).collect()
}

/// Runs a test, and notes what of the content it reaches.
pub fn run_test(
    compiled: &Compiled,
    test: &ConversationTest,
    reader: &Reader<'_>,
    reached: &mut Reached,
) -> TestReport {
    let mut stage = Stage::new(compiled, test.given.clone());
    if let Some(customer) = &test.signed_in {
        stage.surroundings.signed_in = true;
        stage.surroundings.customer_name.clone_from(&customer.name);
        stage.surroundings.customer_email.clone_from(&customer.email);
    }
    let mut report = TestReport {
        file: test.file.clone(),
        name: test.name.clone(),
        failures: Vec::new(),
        transcript: Vec::new(),
    };
    for (at, turn) in test.turns.iter().enumerate() {
        if turn.customer.is_empty() {
            let heard = passed(&mut stage, turn);
            report.failures.extend(judge::judge(at + 1, &turn.expect, &heard));
            report.transcript.push((happened(turn), heard.text.unwrap_or_default()));
            continue;
        }
        passed(&mut stage, turn);
        let (mut perception, vector) = reader(&turn.customer);
        if let Some(feeling) = turn.feeling.or(test.feeling) {
            feel(&mut perception, feeling);
        }
        let said = Said::read(&turn.customer, vector, |stretch| reader(stretch).1);
        let heard = stage.say(&said, perception);
        report.failures.extend(judge::judge(at + 1, &turn.expect, &heard));
        report.transcript.push((turn.customer.clone(), heard.text.unwrap_or_default()));
    }
    reached.take_in(&stage.events);
    report
}

/// What comes back while time passes, and when another system tells something.
fn passed(stage: &mut Stage<'_>, turn: &TestTurn) -> Heard {
    let heard = stage.wait(i64::from(turn.after_minutes) * 60_000);
    match &turn.event {
        Some(event) => stage.signal(event),
        None => heard,
    }
}

/// What a turn without words is, for people.
fn happened(turn: &TestTurn) -> String {
    match &turn.event {
        Some(event) => format!("({event} is told)"),
        None => format!("(nothing for {} minutes)", turn.after_minutes),
    }
}

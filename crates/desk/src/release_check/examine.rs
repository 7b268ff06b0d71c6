//! Takes one look: reads and checks the content, learns it, and plays everything that was written to prove it.

use std::sync::Arc;

use rapport_dialogue::{
    Compiled, Said, content,
    rehearse::{
        ConversationTest, Coverage, FlowInMoods, Paraphrase, Reached, Sameness, TestReport, ask_paraphrase,
        check_phrases, load_phrases, load_tests, run_moods_while, run_test, sameness,
    },
};
use rapport_domain::content::Content;
use rapport_perception::Reader;

use super::{
    CheckedContent, Finding, Severity,
    looks::{Look, LookStage},
    questions::{AskedAgain, Question, ask_again},
};
use crate::{
    Desk, DeskError,
    rehearsal::Rehearsal,
    release_diff::{ReleaseName, changes_between},
};

/// What was written to prove content.
struct Proofs {
    tests: Vec<ConversationTest>,
    phrases: Vec<Paraphrase>,
}

/// Everything that is played, on a thread of its own.
struct Play {
    look: Arc<Look>,
    rehearsal: Arc<Rehearsal>,
    /// The release in force, to compare with.
    live: Option<Arc<Compiled>>,
    proofs: Proofs,
    questions: Vec<Question>,
    reader: Arc<Reader>,
}

/// What came of it.
#[derive(Default)]
struct Played {
    tests: Vec<TestReport>,
    moods: Vec<FlowInMoods>,
    coverage: Option<Coverage>,
    sameness: Option<Sameness>,
    questions: Option<AskedAgain>,
}

impl Desk {
    /// Takes the look.
    pub(super) async fn examine(
        &self,
        look: &Arc<Look>,
        files: &[(String, String)],
    ) -> Result<CheckedContent, DeskError> {
        let _ = look.at(LookStage::Learning, 0, 1);
        let current = self.published().await?;
        let over = current.as_deref().map(ReleaseName::from);
        let none = Played::default();
        let content = match self.read_files(files).await? {
            Ok(content) => content,
            Err(findings) => return Ok(checked(findings, none, over, None)),
        };
        let mut findings = content::check(&content);
        findings.extend(content::check_dates(&content, self.now()));
        let changes = match &current {
            Some(current) => changes_between(&current.content, &content),
            None => vec![],
        };
        let proofs = proofs_of(files, &content, &mut findings);
        findings.sort_by(|a, b| (a.severity, &a.file, a.line).cmp(&(b.severity, &b.file, b.line)));
        let broken = findings.iter().any(|finding| finding.severity == Severity::Error);
        let played = if broken { none } else { self.play(look, content, proofs, current.is_some()).await? };
        Ok(checked(findings, played, over, Some(changes)))
    }

    async fn play(
        &self,
        look: &Arc<Look>,
        content: Content,
        proofs: Proofs,
        published: bool,
    ) -> Result<Played, DeskError> {
        let questions = if published { self.recent_questions().await? } else { vec![] };
        if proofs.tests.is_empty()
            && proofs.phrases.is_empty()
            && content.flows.is_empty()
            && questions.is_empty()
        {
            let coverage = Some(Reached::default().coverage(&content));
            return Ok(Played { coverage, ..Played::default() });
        }
        let live = if published { Some(self.release().await?) } else { None };
        let rehearsal = tokio::select! {
            rehearsal = self.rehearsal(content) => rehearsal?,
            stopped = look.stopped() => return Err(stopped),
        };
        let (look, reader) = (Arc::clone(look), Arc::clone(self.parts().readers.reader()));
        let play = Play { look, rehearsal, live, proofs, questions, reader };
        let played = tokio::task::spawn_blocking(move || play.all()).await;
        let played = played.map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))?;
        played.ok_or_else(Look::refusal)
    }
}

/// The tests and paraphrases among the files. One that cannot be read proves nothing, so it stops a release.
fn proofs_of(files: &[(String, String)], content: &Content, findings: &mut Vec<Finding>) -> Proofs {
    let tests = load_tests(files).unwrap_or_else(|unreadable| {
        findings.extend(unreadable);
        vec![]
    });
    let mut phrases = load_phrases(files).unwrap_or_else(|unreadable| {
        findings.extend(unreadable);
        vec![]
    });
    findings.extend(check_phrases(content, &phrases));
    let known = |phrase: &Paraphrase| {
        let topic = phrase.topics.first();
        !phrase.text.trim().is_empty()
            && topic.is_some_and(|topic| content.topics.iter().any(|known| known.id == *topic))
    };
    phrases.retain(known);
    Proofs { tests, phrases }
}

fn checked(
    findings: Vec<Finding>,
    played: Played,
    over: Option<ReleaseName>,
    changes: Option<Vec<crate::ItemChange>>,
) -> CheckedContent {
    let Played { tests, moods, coverage, sameness, questions } = played;
    CheckedContent { findings, tests, moods, coverage, sameness, questions, over, changes }
}

impl Play {
    /// Plays everything; nothing comes back where the look was stopped.
    fn all(self) -> Option<Played> {
        let compiled = &self.rehearsal.compiled;
        let content = &compiled.release().content;
        let mut reached = Reached::default();
        let tests = self.tests(&mut reached)?;
        let flows = content.flows.len();
        let moods =
            run_moods_while(compiled, &self.proofs.tests, &|text| self.reader.vector(text), &|done| {
                self.look.at(LookStage::Moods, done, flows).is_some()
            });
        let sameness = if self.proofs.phrases.is_empty() { None } else { Some(self.sameness()?) };
        let questions = match &self.live {
            Some(live) if !self.questions.is_empty() => {
                Some(ask_again(&self.look, &self.questions, live, compiled, &self.reader)?)
            }
            _ => None,
        };
        self.look.at(LookStage::Questions, self.questions.len(), self.questions.len())?;
        Some(Played { tests, moods, coverage: Some(reached.coverage(content)), sameness, questions })
    }

    fn tests(&self, reached: &mut Reached) -> Option<Vec<TestReport>> {
        let read = |text: &str| {
            let reading = self.reader.read(text, &[]);
            (reading.perception, reading.vector)
        };
        let tests = &self.proofs.tests;
        let mut reports = Vec::with_capacity(tests.len());
        for (done, test) in tests.iter().enumerate() {
            self.look.at(LookStage::Tests, done, tests.len())?;
            reports.push(run_test(&self.rehearsal.compiled, test, &read, reached));
        }
        Some(reports)
    }

    /// Asks every paraphrase of the content and of the release in force, each read once.
    fn sameness(&self) -> Option<Sameness> {
        let phrases = &self.proofs.phrases;
        let compiled = &self.rehearsal.compiled;
        let (mut now, mut before) = (Vec::with_capacity(phrases.len()), Vec::with_capacity(phrases.len()));
        for (done, phrase) in phrases.iter().enumerate() {
            self.look.at(LookStage::Paraphrases, done, phrases.len())?;
            let reading = self.reader.read(&phrase.text, &[]);
            let said = Said::read(&phrase.text, reading.vector, |stretch| self.reader.vector(stretch));
            let known = |live: &&Arc<Compiled>| {
                let topics = &live.release().content.topics;
                topics.iter().any(|topic| phrase.topics.contains(&topic.id))
            };
            let live = self.live.as_ref().filter(known);
            before.push(live.map(|live| ask_paraphrase(live, phrase, &said, reading.perception.clone())));
            now.push(ask_paraphrase(compiled, phrase, &said, reading.perception));
        }
        let bar = compiled.release().content.company.sameness;
        Some(sameness(phrases, &now, self.live.is_some().then_some(&before[..]), bar))
    }
}

//! What proves a release, as the API shows it; and the look at the draft while it is taken.

use axum::{extract::State, http::StatusCode};
use rapport_desk as desk;
use rapport_domain::agent::Role;

use crate::{
    AppState,
    access::Caller,
    console::release_changes::checked,
    problem::{Problem, kinds},
    shapes::{
        AskedAgain, AskedParaphrase, ChangedQuestion, ChangedQuestions, Coverage, CoveredItems, CoveredSteps,
        DraftLook, FirstReply, LookProgress, LookStage, LookState, MissedStep, ParaphraseReport,
        ParaphraseShares, ParaphraseVerdict, ReplyKind, ReplyShares, WorseTopic,
    },
};

/// Tells where the look at the draft as it is now stands: how far it is, or what it found.
#[utoipa::path(
    get,
    path = "/draft/check",
    responses((status = 200, description = "Where it stands", body = DraftLook))
)]
pub(crate) async fn read_draft_check(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<DraftLook>, Problem> {
    let look = state.desk().draft_look().await?;
    let (state, progress, found) = match look.state {
        desk::LookState::None => (LookState::None, None, None),
        desk::LookState::Running(at) => (LookState::Running, Some(progress(at)), None),
        desk::LookState::Done(found) => (LookState::Done, None, Some(Box::new(checked(&found)))),
    };
    Ok(axum::Json(DraftLook { version: look.version, state, progress, checked: found }))
}

/// Stops the look at the draft. Whoever waits for it is told so.
#[utoipa::path(
    delete,
    path = "/draft/check",
    responses((status = 204, description = "It is stopped, or there was none"))
)]
pub(crate) async fn stop_draft_check(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<StatusCode, Problem> {
    state.desk().stop_draft_look().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists last week's questions that the draft would answer otherwise than the release in force, with what the customer
/// wrote. Answers 409 while the draft as it is now has not been looked at.
#[utoipa::path(
    get,
    path = "/draft/check/questions",
    responses((status = 200, description = "The questions", body = ChangedQuestions))
)]
pub(crate) async fn list_changed_questions(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<ChangedQuestions>, Problem> {
    let opened = state.desk().questions_changed_by_draft().await?;
    let question = |opened: desk::OpenedQuestion| ChangedQuestion {
        conversation: opened.question.conversation,
        seq: opened.question.through,
        at: opened.question.at.into(),
        text: opened.text,
        before: first_reply(&opened.question.before),
        after: first_reply(&opened.question.after),
    };
    Ok(axum::Json(ChangedQuestions { questions: opened.into_iter().map(question).collect() }))
}

/// The reason to publish although tests fail, where there is one: only team leaders, admins and programs that may do
/// the same decide that.
pub(crate) fn despite(caller: &Caller, reason: Option<String>) -> Result<Option<String>, Problem> {
    let may = match caller {
        Caller::Agent(agent, _) => agent.role >= Role::Leader,
        Caller::Program(_, scope) => *scope == desk::Scope::Admin,
    };
    if reason.is_some() && !may {
        let detail = "A team leader can publish although tests fail. Ask one, or mend what fails.";
        return Err(Problem::new(kinds::NOT_ALLOWED, detail));
    }
    Ok(reason)
}

/// What the tests reach.
pub(crate) fn coverage(coverage: &desk::Coverage) -> Coverage {
    fn items<T: ToString>(covered: &desk::Covered<T>) -> CoveredItems {
        CoveredItems {
            total: covered.total,
            missed: covered.missed.iter().map(ToString::to_string).collect(),
        }
    }
    let steps = coverage.steps.missed.iter().map(|(flow, step)| MissedStep {
        flow: flow.to_string(),
        step: step.to_string(),
        case: None,
    });
    let branches = coverage.branches.missed.iter().map(|branch| MissedStep {
        flow: branch.flow.to_string(),
        step: branch.step.to_string(),
        case: Some(branch.case.clone()),
    });
    Coverage {
        topics: items(&coverage.topics),
        flows: items(&coverage.flows),
        steps: CoveredSteps { total: coverage.steps.total, missed: steps.collect() },
        branches: CoveredSteps { total: coverage.branches.total, missed: branches.collect() },
    }
}

/// What became of the paraphrases.
pub(crate) fn paraphrases(sameness: &desk::Sameness) -> ParaphraseReport {
    let all = |phrases: &[desk::AskedPhrase]| phrases.iter().map(paraphrase).collect();
    let worse = |worse: &desk::WorseTopic| WorseTopic {
        topic: worse.topic.to_string(),
        paraphrases: all(&worse.phrases),
    };
    ParaphraseReport {
        shares: shares(sameness.shares),
        live: sameness.live.map(shares),
        right_at_least: sameness.bar.right_at_least,
        reached_at_least: sameness.bar.reached_at_least,
        wrong_at_most: sameness.bar.wrong_at_most,
        below: sameness.below.clone(),
        worse: sameness.worse.iter().map(worse).collect(),
        wrong: all(&sameness.wrong),
        other_facts: all(&sameness.other_facts),
    }
}

/// What would have become of last week's questions.
pub(crate) fn asked_again(asked: &desk::AskedAgain) -> AskedAgain {
    AskedAgain {
        asked: asked.asked,
        live: reply_shares(asked.live),
        now: reply_shares(asked.now),
        reworded: asked.reworded,
        changed: asked.changed,
    }
}

fn paraphrase(phrase: &desk::AskedPhrase) -> AskedParaphrase {
    AskedParaphrase {
        text: phrase.text.clone(),
        topic: phrase.topic.to_string(),
        verdict: verdict(phrase.verdict),
        came: phrase.came.as_ref().map(ToString::to_string),
        before: phrase.before.map(verdict),
    }
}

const fn verdict(verdict: desk::Verdict) -> ParaphraseVerdict {
    match verdict {
        desk::Verdict::Right => ParaphraseVerdict::Right,
        desk::Verdict::OfferedRight => ParaphraseVerdict::OfferedRight,
        desk::Verdict::Unknown => ParaphraseVerdict::Unknown,
        desk::Verdict::OfferedWrong => ParaphraseVerdict::OfferedWrong,
        desk::Verdict::Wrong => ParaphraseVerdict::Wrong,
    }
}

const fn shares(shares: desk::Shares) -> ParaphraseShares {
    let desk::Shares { asked, right, offered_right, unknown, offered_wrong, wrong } = shares;
    ParaphraseShares { asked, right, offered_right, unknown, offered_wrong, wrong }
}

const fn reply_shares(shares: desk::ReplyShares) -> ReplyShares {
    let desk::ReplyShares { answered, asked_back, not_known, person, other } = shares;
    ReplyShares { answered, asked_back, not_known, person, other }
}

fn first_reply(reply: &desk::FirstReply) -> FirstReply {
    FirstReply {
        kind: match desk::ReplyKind::of(reply) {
            desk::ReplyKind::Answered => ReplyKind::Answered,
            desk::ReplyKind::AskedBack => ReplyKind::AskedBack,
            desk::ReplyKind::NotKnown => ReplyKind::NotKnown,
            desk::ReplyKind::Person => ReplyKind::Person,
            desk::ReplyKind::Other => ReplyKind::Other,
        },
        topic: reply.topic.as_ref().map(ToString::to_string),
        flow: reply.flow.as_ref().map(ToString::to_string),
    }
}

const fn progress(at: desk::LookProgress) -> LookProgress {
    let stage = match at.stage {
        desk::LookStage::Waiting => LookStage::Waiting,
        desk::LookStage::Learning => LookStage::Learning,
        desk::LookStage::Tests => LookStage::Tests,
        desk::LookStage::Moods => LookStage::Moods,
        desk::LookStage::Paraphrases => LookStage::Paraphrases,
        desk::LookStage::Questions => LookStage::Questions,
    };
    LookProgress { stage, done: at.done, total: at.total }
}

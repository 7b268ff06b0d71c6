//! What a release would change: looked at before it is published or restored.

use axum::extract::State;
use rapport_desk as desk;
use rapport_domain::ReleaseId;

use crate::{
    AppState,
    access::Caller,
    console::proofs::{asked_again, coverage, paraphrases},
    extract::{Id, Json, Query},
    problem::Problem,
    shapes::{
        AgainstQuery, CheckContent, CheckedContent, FieldDiff, Finding, FlowInMoods, HowChanged, ItemChange,
        ItemKind, Mood, MoodFailure, MoodReport, MoodTurn, ReleaseDiff, ReleaseName, Severity, TestFailure,
        TestReport, ids,
    },
};

/// Tells what changes where one release follows on another, item by item with the old and the new text.
#[utoipa::path(
    get,
    path = "/releases/{id}/diff",
    params(("id" = ids::ReleaseId, Path, description = "The release after"), AgainstQuery),
    responses((status = 200, description = "What changes", body = ReleaseDiff))
)]
pub(crate) async fn diff_releases(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<ReleaseId>,
    Query(query): Query<AgainstQuery>,
) -> Result<axum::Json<ReleaseDiff>, Problem> {
    let diff = state.desk().release_diff(id, query.against).await?;
    let changes = diff.changes.into_iter().map(change).collect();
    Ok(axum::Json(ReleaseDiff { from: name(diff.from), to: name(diff.to), changes }))
}

/// Looks at the files of a content folder: what is wrong, whether the conversation tests pass, how every flow
/// treats customers in five moods, whether paraphrases get the same answers, what would change.
/// Nothing is published.
#[utoipa::path(
    post,
    path = "/releases/check",
    request_body = CheckContent,
    responses((status = 200, description = "What was found", body = CheckedContent))
)]
pub(crate) async fn check_content(
    State(state): State<AppState>,
    _caller: Caller,
    Json(check): Json<CheckContent>,
) -> Result<axum::Json<CheckedContent>, Problem> {
    if check.files.is_empty() {
        return Err(Problem::field("files", "give at least one file"));
    }
    let files: Vec<_> = check.files.into_iter().map(|file| (file.path, file.text)).collect();
    let found = state.desk().check_files(&files).await?;
    Ok(axum::Json(checked(&found)))
}

/// What a look at content found.
pub(crate) fn checked(checked: &desk::CheckedContent) -> CheckedContent {
    let findings: Vec<Finding> = checked.findings.iter().cloned().map(finding).collect();
    let changes = checked.changes.as_ref();
    CheckedContent {
        publishable: findings.iter().all(|finding| finding.severity != Severity::Error),
        findings,
        objections: checked.objections(),
        tests: checked.tests.iter().map(test).collect(),
        moods: checked.moods.iter().cloned().map(in_moods).collect(),
        coverage: checked.coverage.as_ref().map(coverage),
        paraphrases: checked.sameness.as_ref().map(paraphrases),
        questions: checked.questions.as_ref().map(asked_again),
        over: checked.over.clone().map(name),
        changes: changes.map(|changes| changes.iter().cloned().map(change).collect()),
    }
}

/// Which release it is.
pub(crate) fn name(name: desk::ReleaseName) -> ReleaseName {
    ReleaseName {
        id: name.id,
        number: name.number,
        published_at: name.published_at.into(),
        published_by: name.published_by,
    }
}

fn change(change: desk::ItemChange) -> ItemChange {
    let field =
        |diff: desk::FieldDiff| FieldDiff { field: diff.field, before: diff.before, after: diff.after };
    ItemChange {
        kind: match change.kind {
            desk::ItemKind::Topic => ItemKind::Topic,
            desk::ItemKind::Flow => ItemKind::Flow,
            desk::ItemKind::Statement => ItemKind::Statement,
            desk::ItemKind::Action => ItemKind::Action,
            desk::ItemKind::Company => ItemKind::Company,
            desk::ItemKind::Wordings => ItemKind::Wordings,
        },
        id: change.id,
        title: change.title,
        how: how(change.how),
        fields: change.fields.into_iter().map(field).collect(),
    }
}

/// How something differs.
pub(crate) const fn how(how: desk::HowChanged) -> HowChanged {
    match how {
        desk::HowChanged::Added => HowChanged::Added,
        desk::HowChanged::Removed => HowChanged::Removed,
        desk::HowChanged::Changed => HowChanged::Changed,
    }
}

/// Something that is wrong with content.
pub(crate) fn finding(finding: desk::Finding) -> Finding {
    let severity =
        if finding.severity == desk::Severity::Error { Severity::Error } else { Severity::Warning };
    let desk::Finding { file, line, step, message, .. } = finding;
    Finding { file, line, step, severity, message }
}

fn in_moods(flow: desk::FlowInMoods) -> FlowInMoods {
    let failure = |failure: desk::MoodFailure| {
        let (flow, step) = failure.step.map(|(flow, step)| (flow.to_string(), step.to_string())).unzip();
        MoodFailure { turn: failure.turn, flow, step, wrong: failure.wrong, said: failure.said }
    };
    let report = |report: desk::MoodReport| MoodReport {
        mood: match report.mood {
            desk::Mood::Calm => Mood::Calm,
            desk::Mood::Angry => Mood::Angry,
            desk::Mood::Anxious => Mood::Anxious,
            desk::Mood::Grieving => Mood::Grieving,
            desk::Mood::Hurried => Mood::Hurried,
        },
        passed: report.failures.is_empty(),
        failures: report.failures.into_iter().map(failure).collect(),
        transcript: report
            .transcript
            .into_iter()
            .map(|(customer, reply)| MoodTurn { customer, reply })
            .collect(),
    };
    FlowInMoods {
        flow: flow.flow.to_string(),
        request: flow.request,
        moods: flow.moods.into_iter().map(report).collect(),
    }
}

fn test(report: &desk::TestReport) -> TestReport {
    let passed = report.passed();
    let said = |turn: usize| report.transcript.get(turn.saturating_sub(1)).map(|(said, _)| said.clone());
    let failures = report.failures.iter().map(|failure| {
        let (topic, flow) = match &failure.about {
            Some(desk::About::Topic(topic)) => (Some(topic.to_string()), None),
            Some(desk::About::Flow(flow)) => (None, Some(flow.to_string())),
            None => (None, None),
        };
        TestFailure {
            turn: failure.turn,
            customer: said(failure.turn).unwrap_or_default(),
            expected: failure.expected.clone(),
            came: failure.came.clone(),
            topic,
            flow,
        }
    });
    TestReport { passed, failures: failures.collect(), file: report.file.clone(), name: report.name.clone() }
}

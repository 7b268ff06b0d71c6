//! Statements of the draft: read and saved as a whole, previewed.

use axum::extract::State;
use rapport_desk::{self as desk, OpenStatement, SaveStatement};
use rapport_domain::{StatementId, content};

use crate::{
    AppState,
    access::Caller,
    console::{
        draft::file,
        release_changes::{finding, how},
    },
    extract::{Id, Json},
    problem::Problem,
    shapes::{
        DraftStatement, DraftStatements, PreviewDraftStatement, SaveDraftStatement, Statement,
        StatementCondition, StatementEntry, StatementInFeeling, StatementNever, StatementPreview,
    },
    statement_rule,
};

/// Lists all statements, as the draft has them; those that it takes away too.
#[utoipa::path(
    get,
    path = "/draft/statements",
    responses((status = 200, description = "All statements", body = DraftStatements))
)]
pub(crate) async fn list_draft_statements(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<DraftStatements>, Problem> {
    let entry = |entry: desk::StatementEntry| StatementEntry {
        id: entry.id.to_string(),
        statement: entry.statement.map(shape),
        path: entry.path,
        how: entry.how.map(how),
        conflict: entry.conflict,
        findings: entry.findings.into_iter().map(finding).collect(),
    };
    let statements = state.desk().draft_statements().await?.into_iter().map(entry).collect();
    Ok(axum::Json(DraftStatements { statements }))
}

/// Reads a statement to be edited; also one that there is not yet.
#[utoipa::path(
    get,
    path = "/draft/statements/{id}",
    params(("id" = String, Path, description = "The statement's name", pattern = "^[a-z0-9_-]{1,64}$")),
    responses((status = 200, description = "The statement", body = DraftStatement))
)]
pub(crate) async fn read_draft_statement(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<StatementId>,
) -> Result<axum::Json<DraftStatement>, Problem> {
    Ok(axum::Json(open(state.desk().draft_statement(&id).await?)))
}

/// Saves a statement into the draft. Answers 409 where somebody else has saved another text than the one that you
/// have seen; then read the statement, look at theirs, and save with its mark.
#[utoipa::path(
    put,
    path = "/draft/statements/{id}",
    params(("id" = String, Path, description = "The statement's name", pattern = "^[a-z0-9_-]{1,64}$")),
    request_body = SaveDraftStatement,
    responses((status = 200, description = "Saved", body = DraftStatement))
)]
pub(crate) async fn save_draft_statement(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<StatementId>,
    Json(save): Json<SaveDraftStatement>,
) -> Result<axum::Json<DraftStatement>, Problem> {
    let statement = domain(save.statement)?;
    if statement.id != id {
        return Err(Problem::field("statement.id", "is another name than the one in the address"));
    }
    let save = SaveStatement { statement, mark: save.mark, keep: save.keep, by: caller.actor().name };
    Ok(axum::Json(open(state.desk().save_draft_statement(save).await?)))
}

/// Shows how a statement would be said in each feeling, as it is being written, and why not. Nothing is saved.
#[utoipa::path(
    post,
    path = "/draft/statement-preview",
    request_body = PreviewDraftStatement,
    responses((status = 200, description = "How it would be said", body = StatementPreview))
)]
pub(crate) async fn preview_statement(
    State(state): State<AppState>,
    _caller: Caller,
    Json(of): Json<PreviewDraftStatement>,
) -> Result<axum::Json<StatementPreview>, Problem> {
    let topic = of.topic.filter(|topic| !topic.is_empty()).map(|topic| topic.parse()).transpose();
    let statement = domain(of.statement)?;
    let (fits_when, never_when) = statement_rule::phrases(&statement);
    let of = desk::PreviewStatement {
        statement,
        topic: topic.map_err(|_| Problem::field("topic", NAME))?,
        intensity: of.intensity,
        urgency: of.urgency,
        repeated: of.repeated,
        by_agent: of.by_agent,
        spoken: of.spoken,
    };
    let shown = state.desk().preview_statement(of).await?;
    let in_feeling = |shown: desk::InFeeling| StatementInFeeling {
        feeling: shown.feeling.map(Into::into),
        text: shown.text,
        because: shown.because,
    };
    Ok(axum::Json(StatementPreview {
        topic: shown.topic.map(|topic| topic.to_string()),
        answer: shown.answer,
        feelings: shown.feelings.into_iter().map(in_feeling).collect(),
        fits_when,
        never_when,
        findings: shown.findings.into_iter().map(finding).collect(),
    }))
}

fn open(open: OpenStatement) -> DraftStatement {
    DraftStatement {
        file: file(open.file),
        statement: open.statement.map(shape),
        unreadable: open.unreadable.map(finding),
        live: open.live.map(shape),
        findings: open.findings.into_iter().map(finding).collect(),
    }
}

/// A statement as it goes out.
fn shape(statement: content::Statement) -> Statement {
    let content::Statement { id, part, text, spoken, when, never_when, author, rest_days } = statement;
    Statement {
        id: id.to_string(),
        part: part.into(),
        text,
        spoken,
        when: StatementCondition {
            feelings: when.feelings.into_iter().map(Into::into).collect(),
            min_intensity: when.min_intensity,
            max_intensity: when.max_intensity,
            min_urgency: when.min_urgency,
            repeated: when.repeated,
            decisions: when.decisions.into_iter().map(Into::into).collect(),
        },
        never_when: StatementNever {
            feelings: never_when.feelings.into_iter().map(Into::into).collect(),
            min_urgency: never_when.min_urgency,
            hostile: never_when.hostile,
            assistant: never_when.assistant,
            topics: never_when.topics.iter().map(ToString::to_string).collect(),
            formal: never_when.formal,
        },
        author,
        rest_days,
    }
}

const NAME: &str = "is no name: small letters, digits, - and _, at most 64";

/// A statement as it came in.
fn domain(statement: Statement) -> Result<content::Statement, Problem> {
    let Statement { id, part, text, spoken, when, never_when, author, rest_days } = statement;
    let topics = never_when.topics.iter().map(|topic| topic.parse()).collect::<Result<Vec<_>, _>>();
    Ok(content::Statement {
        id: id.parse().map_err(|_| Problem::field("statement.id", NAME))?,
        part: part.into(),
        text,
        spoken,
        when: content::Condition {
            feelings: when.feelings.into_iter().map(Into::into).collect(),
            min_intensity: when.min_intensity,
            max_intensity: when.max_intensity,
            min_urgency: when.min_urgency,
            repeated: when.repeated,
            decisions: when.decisions.into_iter().map(Into::into).collect(),
        },
        never_when: content::NeverWhen {
            feelings: never_when.feelings.into_iter().map(Into::into).collect(),
            min_urgency: never_when.min_urgency,
            hostile: never_when.hostile,
            assistant: never_when.assistant,
            topics: topics.map_err(|_| Problem::field("statement.never_when.topics", NAME))?,
            formal: never_when.formal,
        },
        author,
        rest_days,
    })
}

//! Releases: what the assistant knows.

use axum::{extract::State, http::StatusCode};
use rapport_desk::{PublishedRelease, ReleaseSummary};
use rapport_domain::{
    ReleaseId,
    content::{Flow, Response, Statement, Topic},
};

use crate::{
    AppState,
    access::Caller,
    console::proofs::despite,
    extract::{Id, Json, Query},
    pages_of_lists::whole,
    problem::Problem,
    shapes::{
        AnswerView, ContentFile, CurrentRelease, FlowView, OverQuery, Page, PageQuery, PublishRelease,
        ReleaseFiles, ReleaseRow, StatementView, TopicView, ids,
    },
};

/// Lists all releases, newest first.
#[utoipa::path(
    get,
    path = "/releases",
    params(PageQuery),
    responses((status = 200, description = "A page", body = Page<ReleaseRow>))
)]
pub(crate) async fn list_releases(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<ReleaseRow>>, Problem> {
    let releases = state.desk().releases().await?;
    whole(releases, &query, row)
}

/// Reads the release in force.
#[utoipa::path(
    get,
    path = "/releases/current",
    responses((status = 200, description = "What it holds", body = CurrentRelease))
)]
pub(crate) async fn read_current_release(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<CurrentRelease>, Problem> {
    let compiled = state.desk().release().await?;
    let release = compiled.release();
    Ok(axum::Json(CurrentRelease {
        release: ReleaseRow {
            id: release.id,
            number: release.number,
            published_at: release.published_at.into(),
            published_by: release.published_by.clone(),
            despite: None,
            digest: None,
            current: true,
        },
        topics: release.content.topics.iter().map(topic).collect(),
        flows: release.content.flows.iter().map(flow).collect(),
        statements: release.content.statements.iter().map(statement).collect(),
    }))
}

/// Reads a release as the files of a content folder, to be changed and published again.
#[utoipa::path(
    get,
    path = "/releases/{id}/files",
    params(("id" = ids::ReleaseId, Path, description = "Release id")),
    responses((status = 200, description = "Its files", body = ReleaseFiles))
)]
pub(crate) async fn read_release_files(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<ReleaseId>,
) -> Result<axum::Json<ReleaseFiles>, Problem> {
    let files = state.desk().release_files(id).await?;
    let files = files.into_iter().map(|(path, text)| ContentFile { path, text }).collect();
    Ok(axum::Json(ReleaseFiles { files }))
}

/// Publishes a release from the files of a content folder. It is checked first; nothing changes when it has errors, or
/// when its tests fail, unless a team leader says why it is published `despite` that.
#[utoipa::path(
    post,
    path = "/releases",
    request_body = PublishRelease,
    responses((status = 201, description = "In force", body = ReleaseRow))
)]
pub(crate) async fn publish_release(
    State(state): State<AppState>,
    caller: Caller,
    Json(publish): Json<PublishRelease>,
) -> Result<(StatusCode, axum::Json<ReleaseRow>), Problem> {
    if publish.files.is_empty() {
        return Err(Problem::field("files", "give at least one file"));
    }
    let files: Vec<_> = publish.files.into_iter().map(|file| (file.path, file.text)).collect();
    let despite = despite(&caller, publish.despite)?;
    let published =
        state.desk().publish_files(&files, caller.publisher(), publish.over, despite.as_deref()).await?;
    Ok((StatusCode::CREATED, axum::Json(in_force(&published))))
}

/// Puts what an earlier release holds in force again, as a new release.
#[utoipa::path(
    post,
    path = "/releases/{id}/restore",
    params(("id" = ids::ReleaseId, Path, description = "Release id"), OverQuery),
    responses((status = 200, description = "In force", body = ReleaseRow))
)]
pub(crate) async fn restore_release(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ReleaseId>,
    Query(query): Query<OverQuery>,
) -> Result<axum::Json<ReleaseRow>, Problem> {
    let published = state.desk().restore_release(id, caller.publisher(), query.over).await?;
    Ok(axum::Json(in_force(&published)))
}

/// The release that was just published.
pub(crate) fn in_force(published: &PublishedRelease) -> ReleaseRow {
    let release = &published.release;
    ReleaseRow {
        id: release.id,
        number: release.number,
        published_at: release.published_at.into(),
        published_by: release.published_by.clone(),
        despite: None,
        digest: None,
        current: true,
    }
}

fn row(summary: ReleaseSummary) -> ReleaseRow {
    ReleaseRow {
        id: summary.id,
        number: summary.number,
        published_at: summary.published_at.into(),
        published_by: summary.published_by,
        despite: summary.despite,
        digest: Some(summary.digest),
        current: summary.current,
    }
}

/// A topic and its answer.
pub(crate) fn topic(topic: &Topic) -> TopicView {
    let (answer, flow) = match &topic.response {
        Response::Answer(answer) => (Some(answer.clone()), None),
        Response::Flow(flow) => (None, Some(flow.to_string())),
    };
    TopicView {
        id: topic.id.to_string(),
        title: topic.title.clone(),
        owner: topic.owner.clone(),
        examples: topic.examples.clone(),
        answer: answer.map(|answer| AnswerView {
            version: answer.version,
            plain: answer.plain,
            rich: answer.rich,
            spoken: answer.spoken,
            next_step: answer.next_step,
            offer: answer.offer.map(|flow| flow.to_string()),
            sources: answer.sources,
            valid_from: answer.validity.from,
            valid_until: answer.validity.until,
            audience: answer.validity.audience.into(),
        }),
        flow,
    }
}

fn flow(flow: &Flow) -> FlowView {
    FlowView {
        id: flow.id.to_string(),
        title: flow.title.clone(),
        offer: flow.offer.clone(),
        steps: flow.steps.iter().filter_map(|step| serde_json::to_value(step).ok()).collect(),
    }
}

fn statement(statement: &Statement) -> StatementView {
    StatementView {
        id: statement.id.to_string(),
        part: statement.part.into(),
        text: statement.text.clone(),
        author: statement.author.clone(),
    }
}

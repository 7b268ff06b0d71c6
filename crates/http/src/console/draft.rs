//! The draft: files changed since the release in force, looked at, published, discarded.

use axum::{extract::State, http::StatusCode};
use rapport_desk::{self as desk, SaveFile};

use crate::{
    AppState,
    access::Caller,
    console::{
        proofs::despite,
        release_changes::{checked, how, name},
        releases::in_force,
    },
    extract::{Json, Query},
    problem::Problem,
    shapes::{
        ChangedFile, CheckedDraft, DiscardFileQuery, Draft, DraftFile, DraftVersionQuery, FileQuery,
        PublishDraft, ReleaseRow, SaveDraftFile,
    },
};

/// Reads what has been changed since the release in force.
#[utoipa::path(get, path = "/draft", responses((status = 200, description = "The draft", body = Draft)))]
pub(crate) async fn read_draft(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<Draft>, Problem> {
    let draft = state.desk().draft().await?;
    let changed = |file: desk::ChangedFile| ChangedFile {
        path: file.path,
        how: how(file.how),
        mark: file.mark,
        changed_by: file.changed.by,
        changed_at: file.changed.at.into(),
        conflict: file.conflict,
    };
    let files = draft.files.into_iter().map(changed).collect();
    let other_files = draft.other_files;
    Ok(axum::Json(Draft { version: draft.version, over: name(draft.over), files, other_files }))
}

/// Gives up everything that was changed.
#[utoipa::path(
    delete,
    path = "/draft",
    params(DraftVersionQuery),
    responses((status = 204, description = "The draft is empty"))
)]
pub(crate) async fn discard_draft(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<DraftVersionQuery>,
) -> Result<StatusCode, Problem> {
    state.desk().discard_draft(query.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads a file, as the draft and the release in force have it.
#[utoipa::path(
    get,
    path = "/draft/file",
    params(FileQuery),
    responses((status = 200, description = "The file", body = DraftFile))
)]
pub(crate) async fn read_draft_file(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<FileQuery>,
) -> Result<axum::Json<DraftFile>, Problem> {
    Ok(axum::Json(file(state.desk().draft_file(&query.path).await?)))
}

/// Saves a file into the draft, or takes it away. Answers 409 where somebody else has saved another text
/// than the one that you have seen; then read the file, look at theirs, and save with its mark.
#[utoipa::path(
    put,
    path = "/draft/file",
    request_body = SaveDraftFile,
    responses((status = 200, description = "Saved", body = DraftFile))
)]
pub(crate) async fn save_draft_file(
    State(state): State<AppState>,
    caller: Caller,
    Json(save): Json<SaveDraftFile>,
) -> Result<axum::Json<DraftFile>, Problem> {
    let SaveDraftFile { path, text, mark, keep } = save;
    let save = SaveFile { path, text, mark, keep, by: caller.actor().name };
    Ok(axum::Json(file(state.desk().save_draft_file(save).await?)))
}

/// Gives up what was changed in a file.
#[utoipa::path(
    delete,
    path = "/draft/file",
    params(DiscardFileQuery),
    responses((status = 200, description = "As in the release in force", body = DraftFile))
)]
pub(crate) async fn discard_draft_file(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<DiscardFileQuery>,
) -> Result<axum::Json<DraftFile>, Problem> {
    Ok(axum::Json(file(state.desk().discard_draft_file(&query.path, &query.mark).await?)))
}

/// Looks at the draft: what is wrong, whether the conversation tests pass, whether paraphrases get the same answers, what
/// would change. Nothing is published. A draft that was looked at is not tested again; whoever asks while it is looked
/// at waits for the same look.
#[utoipa::path(
    post,
    path = "/draft/check",
    responses((status = 200, description = "What was found", body = CheckedDraft))
)]
pub(crate) async fn check_draft(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<CheckedDraft>, Problem> {
    let looked = state.desk().check_draft().await?;
    Ok(axum::Json(CheckedDraft { version: looked.version, checked: checked(&looked.checked) }))
}

/// Publishes the draft, which is empty then. Answers 409 where it has changed since you looked, where the release in
/// force has changed in the same files, and where its tests fail, unless a team leader says why it is published
/// `despite` that.
#[utoipa::path(
    post,
    path = "/draft/publish",
    request_body = PublishDraft,
    responses((status = 201, description = "In force", body = ReleaseRow))
)]
pub(crate) async fn publish_draft(
    State(state): State<AppState>,
    caller: Caller,
    Json(publish): Json<PublishDraft>,
) -> Result<(StatusCode, axum::Json<ReleaseRow>), Problem> {
    let despite = despite(&caller, publish.despite)?;
    let by = caller.publisher();
    let published = state.desk().publish_draft(publish.version, by, despite.as_deref()).await?;
    Ok((StatusCode::CREATED, axum::Json(in_force(&published))))
}

/// A file of the draft.
pub(crate) fn file(file: desk::OpenFile) -> DraftFile {
    let (changed_by, changed_at) = file.changed.map(|changed| (changed.by, changed.at.into())).unzip();
    DraftFile {
        path: file.path,
        text: file.text,
        live: file.live,
        mark: file.mark,
        changed_by,
        changed_at,
        conflict: file.conflict,
    }
}

//! Content of other products: looked at, and added to the draft.

use axum::extract::State;
use rapport_desk::{self as desk, ImportOf, ImportSource};

use crate::{
    AppState,
    access::Caller,
    extract::Json,
    problem::Problem,
    shapes::{ContentFile, ImportIntoDraft, ImportKind, ImportNote, LookAtImport, LookedAtImport},
};

/// Tells what an import of another product's files would add to the draft, and everything that does not map.
/// Nothing is kept.
#[utoipa::path(
    post,
    path = "/draft/import/check",
    request_body = LookAtImport,
    responses((status = 200, description = "What it brings", body = LookedAtImport))
)]
pub(crate) async fn look_at_import(
    State(state): State<AppState>,
    _caller: Caller,
    Json(look): Json<LookAtImport>,
) -> Result<axum::Json<LookedAtImport>, Problem> {
    let looked = state.desk().look_at_import(import_of(look)).await?;
    Ok(axum::Json(looked_at(looked)))
}

/// Adds an import to the draft. What the draft holds stays as it is. Answers 409 where the draft has changed since
/// you looked; then look again.
#[utoipa::path(
    post,
    path = "/draft/import",
    request_body = ImportIntoDraft,
    responses((status = 200, description = "Added", body = LookedAtImport))
)]
pub(crate) async fn import_into_draft(
    State(state): State<AppState>,
    caller: Caller,
    Json(add): Json<ImportIntoDraft>,
) -> Result<axum::Json<LookedAtImport>, Problem> {
    let by = caller.actor().name;
    let added = state.desk().import_into_draft(import_of(add.import), add.version, by).await?;
    Ok(axum::Json(looked_at(added)))
}

fn import_of(look: LookAtImport) -> ImportOf {
    let source = |file: ContentFile| ImportSource { path: file.path, bytes: file.text.into_bytes() };
    ImportOf {
        kind: match look.kind {
            ImportKind::Rasa => desk::ImportKind::Rasa,
            ImportKind::Csv => desk::ImportKind::Csv,
            ImportKind::Zendesk => desk::ImportKind::Zendesk,
            ImportKind::Intercom => desk::ImportKind::Intercom,
            ImportKind::Chatwoot => desk::ImportKind::Chatwoot,
            ImportKind::Markdown => desk::ImportKind::Markdown,
        },
        sources: look.files.into_iter().map(source).collect(),
        locale: look.locale,
    }
}

fn looked_at(looked: desk::LookedAtImport) -> LookedAtImport {
    let imported = looked.imported;
    let report = imported.report.to_markdown();
    let note = |note: desk::ImportNote| ImportNote {
        file: note.file,
        line: note.line,
        item: note.item,
        what: note.what,
        todo: note.todo,
    };
    LookedAtImport {
        version: looked.version,
        topics: imported.report.topics,
        flows: imported.report.flows,
        examples: imported.report.examples,
        unfinished: imported.report.unfinished,
        unfinished_csv: imported.unfinished,
        notes: imported.report.notes.into_iter().map(note).collect(),
        report,
        files: imported.files.into_iter().map(|(path, text)| ContentFile { path, text }).collect(),
    }
}

//! Files that agents send and see.

use axum::{
    extract::{Multipart, State},
    http::StatusCode,
    response::Response,
};
use rapport_domain::AttachmentId;

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Query},
    files,
    problem::Problem,
    shapes::{Attachment, FileUpload, ForConversation, ids},
};

/// Uploads a file to send along with a reply.
#[utoipa::path(
    post,
    path = "/attachments",
    params(ForConversation),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, description = "The file is kept", body = Attachment))
)]
pub(crate) async fn upload_as_agent(
    State(state): State<AppState>,
    caller: Caller,
    Query(for_): Query<ForConversation>,
    multipart: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<(StatusCode, axum::Json<Attachment>), Problem> {
    caller.agent()?;
    let customer = state.desk().conversation_row(for_.conversation).await?.customer;
    let upload = files::read(multipart, &state).await?;
    let kept = state.desk().add_attachment(customer, upload).await?;
    Ok((StatusCode::CREATED, axum::Json((&kept).into())))
}

/// Downloads a file.
#[utoipa::path(
    get,
    path = "/attachments/{id}",
    params(("id" = ids::AttachmentId, Path, description = "Attachment id")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"))
)]
pub(crate) async fn download_as_agent(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<AttachmentId>,
) -> Result<Response, Problem> {
    let (stored, bytes) = state.desk().attachment(id).await?;
    Ok(files::serve(&stored.attachment, bytes))
}
